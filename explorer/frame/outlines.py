"""What the stations see, and what none sees, at a ladder of altitudes: computed once, then looked up."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.radar.contour import Polygon
from explorer.radar.coverage import Box, Coverage, blind
from explorer.scenario.model import Floats

BOX = Box(-1000.0, -1000.0, 1000.0, 1000.0)
"""Map km within which the blind area is drawn by its outline; beyond it no station of the story reaches."""

CHOICES_M = (15.24, 30.48, 250.0, 548.64, 6096.0, 18288.0)
"""Altitudes that a viewer can choose or a source names: 50, 100, 1,800, 20,000 and 60,000 ft, and 250 m."""


def levels(count: int = 72, low: float = 15.24, high: float = 18288.0) -> Floats:
    """Return altitudes in metres, evenly spaced in their logarithm, with those of ``CHOICES_M`` exact."""
    spaced = np.geomspace(low, high, count)
    keep = [v for v in spaced.tolist() if all(abs(math.log(v / c)) > 0.03 for c in CHOICES_M)]
    return np.array(sorted([*keep, *CHOICES_M]))


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What is seen at one altitude: polygons in map km by station, those that none sees, and their km²."""

    altitude_m: float
    seen: Mapping[str, tuple[Polygon, ...]]
    blind: tuple[Polygon, ...]
    blind_km2: float


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Levels from the lowest altitude to the highest."""

    altitudes: Floats
    levels: tuple[Level, ...]

    def at(self, altitude_m: float) -> Level:
        """Return the level nearest to an altitude, by ratio."""
        logs = np.log(self.altitudes)
        return self.levels[int(np.argmin(np.abs(logs - math.log(max(altitude_m, 1.0)))))]


def outlines(coverages: Mapping[str, Coverage], wanted: Callable[[], bool] = lambda: True) -> Outlines | None:
    """Return what the given stations see at every level; None once ``wanted`` says no more."""
    altitudes = levels()
    made = []
    for altitude in altitudes.tolist():
        if not wanted():
            return None
        hidden = blind(list(coverages.values()), altitude, BOX)
        seen = {name: one.outline(altitude) for name, one in coverages.items()}
        made.append(Level(altitude, seen, hidden.polygons, hidden.area_km2))
    return Outlines(altitudes, tuple(made))
