"""All that is to be shown at one state: the pure ``frame(scenario, derived, state)``.

SI and house units throughout; nothing here knows of pixels, colours or widgets.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from explorer.flight import motion, reach
from explorer.frame.derived import Derived
from explorer.frame.passages import current_passage
from explorer.frame.pinned import pinned_site
from explorer.frame.state import State, Stated
from explorer.geo import geodesy
from explorer.scenario.model import (
    Basis,
    Chapter,
    Contact,
    ContactKind,
    Holding,
    Moment,
    Phase,
    Scenario,
    Then,
    Track,
)

LOSS_SHOWN_S = 90.0
"""For so long after a loss it is said why."""

SAME_M = 10.0
"""A floor less than this above the smooth earth's is set by the curve alone, as in the radar model."""


@dataclass(frozen=True, slots=True)
class AircraftNow:
    """One aircraft at the time shown.

    ``lon`` is None where its place is not known; then ``reach`` holds the outlines of where it could be,
    slowest speed first.
    """

    id: str
    name: str
    type: str
    side: str
    phase: Phase
    lon: float | None
    lat: float | None
    uncertainty_km: float | None
    altitude_m: float | None
    altitude_low_m: float | None
    altitude_high_m: float | None
    speed_kmh: float | None
    heading_deg: float | None
    position_basis: Basis | None
    altitude_basis: Basis | None
    speed_basis: Basis | None
    sources: tuple[str, ...]
    note: str
    at_fix: bool
    reach: tuple[reach.Ring, ...]
    escort: str = ""


@dataclass(frozen=True, slots=True)
class StationNow:
    """One radar station at the time shown, towards the subject of the story.

    ``record`` is contact, lost or none. ``open_start`` says that a contact's beginning is not recorded.
    ``sight`` is clear, below-horizon, behind-terrain or out-of-range, over an unknown stretch everywhere,
    nowhere or depends; None where it cannot be computed. ``close``: the terrain's margin could turn it;
    ``margin_m`` is that margin, 0 where it is not known.
    ``blocked_by`` names the ground that sets the floor; ``hidden_low`` and ``hidden_high`` bound the share of
    where he could be that is hidden. ``conflict`` marks the two interesting cells: clear-lost and
    hidden-contact; ``blamed`` is what a source put a loss down to.
    """

    id: str
    name: str
    range_km: float | None
    bearing_deg: float | None
    record: str
    open_start: bool
    record_since: float | None
    record_basis: Basis | None
    record_sources: tuple[str, ...]
    record_note: str
    sight: str | None = None
    floor_m: float | None = None
    smooth_floor_m: float | None = None
    blocked_at_km: float | None = None
    blocked_lon: float | None = None
    blocked_lat: float | None = None
    blocked_by: str = ""
    close: bool = False
    margin_m: float = 0.0
    instrumented_km: float | None = None
    hidden_low: float | None = None
    hidden_high: float | None = None
    conflict: str = ""
    blamed: str = ""

    @property
    def by_terrain(self) -> bool:
        """Whether terrain sets the floor, not the curve of the earth alone."""
        return (
            self.floor_m is not None
            and self.smooth_floor_m is not None
            and self.floor_m - self.smooth_floor_m >= SAME_M
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot on the map that appears at its time. ``kind``: first-contact, return, loss or landing."""

    kind: str
    moment: str
    label: str
    time: float
    earliest: float
    latest: float
    lon: float
    lat: float
    uncertainty_km: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Frame:
    """All that is to be shown.

    ``moment`` is the last that has happened, ``current`` the passage to centre, ``pinned`` the site at which
    the selection is: itself, or that of the selected claim; with nothing selected, that of the moment in the
    chapters after the flight. ``relief`` names a user's own elevation model;
    empty is the shipped one. ``at_loss`` are the stations as they were when they lost him, for a while after
    the last place that is known.
    """

    state: State
    chapter: Chapter
    moment: Moment | None
    passages: tuple[str, ...]
    current: str | None
    aircraft: tuple[AircraftNow, ...]
    stations: tuple[StationNow, ...]
    marks: tuple[Mark, ...]
    holdings: tuple[Holding, ...]
    subject: str
    pinned: str | None = None
    relief: str = ""
    at_loss: tuple[StationNow, ...] = ()

    @property
    def time(self) -> float:
        """The time shown."""
        return self.state.time

    def craft(self, track: str) -> AircraftNow | None:
        """Return the aircraft with that id, or None where it is not there at this time."""
        return next((a for a in self.aircraft if a.id == track), None)

    @property
    def hero(self) -> AircraftNow | None:
        """The subject of the story, if it is there."""
        return self.craft(self.subject)


def frame(scenario: Scenario, derived: Derived, state: State) -> Frame:
    """Return all that is to be shown of ``scenario`` at ``state``; cheap enough for each mouse move."""
    chapter = next((c for c in scenario.chapters if c.id == state.chapter), scenario.chapters[0])
    moment = current_moment(scenario, state)
    told = passages_of(scenario, moment)
    aircraft = tuple(
        found
        for track in scenario.tracks.values()
        if (found := aircraft_now(track, scenario, state)) is not None
    )
    hero = next((a for a in aircraft if a.id == scenario.subject), None)
    stations = _stations(scenario, state, hero)
    lost = _at_loss(scenario, derived, state, hero, stations)
    stations = derived.sights(scenario, state, hero, stations) if hero is not None else stations
    return Frame(
        state=state,
        chapter=chapter,
        moment=moment,
        passages=told,
        current=current_passage(scenario, state, moment, told),
        aircraft=aircraft,
        stations=stations,
        marks=_marks(scenario, state),
        holdings=_holdings(scenario, state),
        subject=scenario.subject,
        pinned=pinned_site(scenario, derived, state, moment),
        at_loss=lost,
        relief="" if derived.radar is None or derived.radar.relief.shipped else derived.radar.relief.name,
    )


def _at_loss(
    scenario: Scenario,
    derived: Derived,
    state: State,
    hero: AircraftNow | None,
    stations: tuple[StationNow, ...],
) -> tuple[StationNow, ...]:
    """Return the stations at the time of the latest loss, where that is recent and his place now unknown."""
    if hero is None or hero.lon is not None or hero.phase is not Phase.AIR or derived.radar is None:
        return ()
    since = max((s.record_since or 0.0 for s in stations if s.record == "lost"), default=0.0)
    if not 0 < state.time - since <= LOSS_SHOWN_S:
        return ()
    then = replace(state, time=since)
    there = aircraft_now(scenario.tracks[scenario.subject], scenario, then)
    return () if there is None else derived.sights(scenario, then, there, _stations(scenario, then, there))


def current_moment(scenario: Scenario, state: State) -> Moment | None:
    """Return the last moment of the state's chapter that has happened in the state's voice.

    Of several in one second it is the one that the state names, else the first.
    """
    past = [m for m in scenario.moments if m.chapter == state.chapter and m.at(state.voice) <= state.time]
    last = max(past, key=lambda m: m.at(state.voice), default=None)
    if last is None or not state.moment or last.id == state.moment:
        return last
    now = last.at(state.voice)
    return next((m for m in past if m.id == state.moment and m.at(state.voice) == now), last)


def passages_of(scenario: Scenario, moment: Moment | None) -> tuple[str, ...]:
    """Return the ids of the passages that tell ``moment``, in the account's order."""
    return () if moment is None else tuple(p.id for p in scenario.passages if p.moment == moment.id)


def allowed(state: State, scenario: Scenario, basis: Basis | None, sources: tuple[str, ...]) -> bool:
    """Return whether "only what is stated" lets a thing of this basis and these sources through."""
    if state.stated is Stated.ALL:
        return True
    if basis is not Basis.STATED:
        return False
    return state.stated is Stated.ANY_SOURCE or scenario.article in sources


def aircraft_now(track: Track, scenario: Scenario, state: State) -> AircraftNow | None:
    """Return where ``track`` is at the state's time and voice, or None where it is not shown."""
    fixes = track.fixes.get(state.voice)
    found = motion.at(fixes, state.time) if fixes is not None else None
    if fixes is None or found is None:
        return None
    if not allowed(state, scenario, found.position_basis, found.sources):
        return None
    outlines: tuple[reach.Ring, ...] = ()
    if found.lon is None and found.then is Then.REACH:
        outlines = reach.rings(fixes, state.time, track.speeds_kmh)
    altitude_ok = allowed(state, scenario, found.altitude_basis, found.sources)
    return AircraftNow(
        id=track.id,
        name=track.name,
        type=track.type,
        side=track.side,
        phase=found.phase,
        lon=found.lon,
        lat=found.lat,
        uncertainty_km=found.uncertainty_km,
        altitude_m=found.altitude_m if altitude_ok else None,
        altitude_low_m=found.altitude_low_m if altitude_ok else None,
        altitude_high_m=found.altitude_high_m if altitude_ok else None,
        speed_kmh=found.speed_kmh,
        heading_deg=found.heading_deg,
        position_basis=found.position_basis,
        altitude_basis=found.altitude_basis,
        speed_basis=found.speed_basis,
        sources=found.sources,
        note=found.note,
        at_fix=found.at_fix,
        reach=outlines,
        escort=track.escort,
    )


def _stations(scenario: Scenario, state: State, hero: AircraftNow | None) -> tuple[StationNow, ...]:
    sites = [scenario.sites[i] for i in scenario.lanes if i in scenario.sites]
    if hero is None or not sites:
        return ()
    ranges = bearings = np.full(len(sites), math.nan)
    if hero.lon is not None and hero.lat is not None:
        ranges, bearings = geodesy.inverse([s.lon for s in sites], [s.lat for s in sites], hero.lon, hero.lat)
    found = []
    for site, distance, bearing in zip(sites, ranges.tolist(), bearings.tolist(), strict=True):
        record, contact, since = record_of(scenario, state, site.id, hero.phase)
        found.append(
            StationNow(
                id=site.id,
                name=site.names.get("en", site.id),
                range_km=None if math.isnan(distance) else distance,
                bearing_deg=None if math.isnan(bearing) else bearing,
                record=record,
                open_start=contact is not None and contact.start.best is None,
                record_since=since,
                record_basis=contact.basis if contact else None,
                record_sources=contact.sources if contact else (),
                record_note=contact.note if contact else "",
                blamed=contact.blamed if contact else "",
            )
        )
    return tuple(found)


def record_of(
    scenario: Scenario, state: State, station: str, phase: Phase
) -> tuple[str, Contact | None, float | None]:
    """Return what the sources say a station had: contact, lost or none; the contact meant; and since when.

    Where a contact's beginning is not recorded, it counts from the earliest time of its loss: what was
    lost then must have been held just before. A parked aircraft is neither held nor lost.
    """
    said: tuple[str, Contact | None, float | None] = ("none", None, None)
    if phase is Phase.GROUND:
        return said
    for contact in scenario.contacts:
        if contact.station != station or state.voice not in contact.voices:
            continue
        if contact.kind is not ContactKind.CONTACT:
            continue
        end = contact.end.best
        start = contact.start.best
        if start is None:
            start = contact.end.earliest if contact.end.earliest is not None else end
        if start is None or state.time < start:
            if said[1] is None:
                said = ("none", contact, None)
            continue
        if end is None or state.time < end:
            return "contact", contact, start
        said = ("lost", contact, end)
    return said


def _marks(scenario: Scenario, state: State) -> tuple[Mark, ...]:
    """Return the marks whose time has come: moments of the chapter that leave one."""
    found = []
    for moment in scenario.moments:
        if not moment.mark or moment.chapter != state.chapter or state.time < moment.at(state.voice):
            continue
        # That it happened is what must be stated; how its place is known goes along with the mark.
        if not allowed(state, scenario, moment.basis, moment.sources):
            continue
        lon, lat = moment.lon, moment.lat
        if (lon is None or lat is None) and moment.place in scenario.sites:
            site = scenario.sites[moment.place]
            lon, lat = site.lon, site.lat
        if lon is None or lat is None:
            continue
        found.append(
            Mark(
                moment.mark,
                moment.id,
                moment.title,
                moment.at(state.voice),
                moment.earliest,
                moment.latest,
                lon,
                lat,
                moment.uncertainty_km,
                moment.place_basis,
            )
        )
    return tuple(found)


def _holdings(scenario: Scenario, state: State) -> tuple[Holding, ...]:
    """Return who holds the pilot and the aircraft at the time shown."""
    found = []
    for holding in scenario.holdings:
        start = holding.start.best if holding.start.best is not None else holding.start.earliest
        end = holding.end.best if holding.end.best is not None else holding.end.latest
        if (start is None or start <= state.time) and (end is None or state.time < end):
            found.append(holding)
    return tuple(h for h in found if h.chapter == state.chapter)
