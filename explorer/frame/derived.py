"""What is computed once for a scenario and then looked up: floors, sight, outlines, alignments.

A ``Derived`` is frozen; the session replaces it as results arrive. An empty one is complete in itself:
what it has not computed is simply not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.claims.model import Result
    from explorer.frame.extras import Extras
    from explorer.frame.frame import AircraftNow, StationNow
    from explorer.frame.outlines import Outlines
    from explorer.frame.picket import PicketReach
    from explorer.frame.sight import Telling
    from explorer.frame.state import State
    from explorer.radar.contact import Hidden
    from explorer.radar.contour import Polygon
    from explorer.radar.coverage import Coverage
    from explorer.radar.model import RadarModel
    from explorer.scenario.model import Scenario
    from explorer.text.align import Alignment
    from explorer.text.document import Document
    from explorer.text.page import Page


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """How much of where he could be is hidden from each station, at one time of one voice."""

    time: float
    voice: str
    hidden: dict[str, Hidden]


@dataclass(frozen=True, slots=True, eq=False)
class OpenDocument:
    """A reader's own copy, where it tells the account's passages, and its rows where they are prepared."""

    document: Document
    alignment: Alignment
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A copy that is remembered but cannot be shown; ``reason`` is one sentence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """Results over one scenario; ``generation`` grows with every replacement.

    ``tellings`` are by voice, ``coverage`` by station, ``lowest`` by ``outlines.LOWEST_M`` over all stations.
    ``shares`` hold for one time only. A ``lazy`` one never computes a stretch while it is asked: a window
    scrubs faster than that. ``extras`` are None until they are read; ``results`` are those of the claims, by
    their ids; ``picket`` is worked out when it is first asked for.
    """

    generation: int = 0
    radar: RadarModel | None = None
    tellings: dict[str, Telling] = field(default_factory=dict)
    coverage: dict[str, Coverage] = field(default_factory=dict)
    outlines: Outlines | None = None
    lowest: tuple[tuple[Polygon, ...], ...] | None = None
    shares: Shares | None = None
    documents: tuple[OpenDocument, ...] = ()
    missing: tuple[Missing, ...] = ()
    lazy: bool = False
    extras: Extras | None = None
    results: dict[str, Result] = field(default_factory=dict)
    picket: PicketReach | None = None

    def sights(
        self, scenario: Scenario, state: State, hero: AircraftNow, stations: tuple[StationNow, ...]
    ) -> tuple[StationNow, ...]:
        """Return ``stations`` with what each could see of ``hero``; unchanged without a radar model."""
        if self.radar is None or hero.phase == "ground":
            return stations
        # The radar room is only imported where there is a model to ask.
        from explorer.frame import sight

        fixes = scenario.tracks[hero.id].fixes[state.voice]
        if hero.lon is not None:
            stations = sight.at_place(self.radar, scenario, fixes, state.time, hero, stations)
        elif hero.reach:
            stations = tuple(self._stretch(scenario, state, s) for s in stations)
        held = self.shares
        if held is not None and (held.time, held.voice) == (state.time, state.voice):
            stations = tuple(
                replace(s, hidden_low=h.low, hidden_high=h.high) if (h := held.hidden.get(s.id)) else s
                for s in stations
            )
            if hero.lon is None:
                stations = tuple(
                    replace(s, sight=str(h.stretch)) if (h := held.hidden.get(s.id)) else s for s in stations
                )
        return stations

    def _stretch(self, scenario: Scenario, state: State, station: StationNow) -> StationNow:
        """Look up what a station sees of an unknown stretch; compute it where nothing is prepared."""
        told = self.tellings.get(state.voice)
        if told is not None:
            span = next(
                (s for s in told.stretches.get(station.id, ()) if s.start <= state.time <= s.end), None
            )
            seen = None if span is None else (span.stretch, span.hidden_low, span.hidden_high)
        elif self.radar is None or self.lazy or station.id not in self.radar.stations:
            seen = None
        else:
            from explorer.frame import sight

            fixes = scenario.tracks[scenario.subject].fixes[state.voice]
            seen = sight.stretch_at(self.radar, scenario, fixes, (station.id,), state.time).get(station.id)
        if seen is None:
            return station
        return replace(station, sight=seen[0], hidden_low=seen[1], hidden_high=seen[2])
