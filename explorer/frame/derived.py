"""What is computed once for a scenario and then looked up: floors, sight, outlines, alignments.

A ``Derived`` is frozen; the session replaces it as results arrive. An empty one is complete in itself:
what it has not computed is simply not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.frame.frame import AircraftNow, StationNow
    from explorer.frame.state import State
    from explorer.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Derived:
    """Results over one scenario; ``generation`` grows with every replacement."""

    generation: int = 0

    def sights(
        self,
        scenario: Scenario,  # noqa: ARG002
        state: State,  # noqa: ARG002
        hero: AircraftNow,  # noqa: ARG002
        stations: tuple[StationNow, ...],
    ) -> tuple[StationNow, ...]:
        """Return ``stations`` with what each could see of ``hero``; unchanged without a radar model."""
        return stations
