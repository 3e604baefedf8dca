"""When he would have been seen, by whom and for how long: a what-if beside history."""

from dataclasses import dataclass

import numpy as np

from explorer.flight import motion
from explorer.frame.sight import samples_of, stretch_at
from explorer.geo import geodesy
from explorer.radar.horizon import NAUTICAL_MILE_KM, Sight
from explorer.radar.model import RadarModel
from explorer.scenario.model import Fixes, Phase, Scenario, Then

_BEYOND_KM = 30.0  # more than he flies between two samples
_LOOK_DOWN_NM = 20.0  # where the scenario makes no assumption of its own


@dataclass(frozen=True, slots=True)
class Seen:
    """One station's sight of the subject over the flown lines: first and last time, and seconds in all."""

    station: str
    name: str
    first: float | None
    last: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Intercept:
    """What the Phantoms would have needed. Speeds in km/h, distances in km.

    ``meet_kmh`` is the speed to be at the border when he crossed it; ``held_from`` the first time that a
    look-down radar could have had him, wherever they flew at their faster bounding speed; None if never.
    """

    airborne: float
    border: float
    distance_km: float
    meet_kmh: float | None
    held_from: float | None


def seen(model: RadarModel, scenario: Scenario, voice: str, step_s: float = 20.0) -> tuple[Seen, ...]:
    """Return what each lane's station could see, in the lanes' order."""
    fixes = scenario.tracks[scenario.subject].fixes[voice]
    chapter = scenario.chapters[0]
    time, lon, lat, altitude = samples_of(fixes, chapter.start, chapter.end, step_s)
    found = []
    for name in (i for i in scenario.lanes if i in model.stations):
        station = model.stations[name]
        away, _ = geodesy.inverse(station.lon, station.lat, lon, lat)
        # No floor is worked out where it could not matter: far beyond the range, or at no known altitude.
        matters = (away < station.range_km + _BEYOND_KM) & ~np.isnan(altitude)
        spans = model.spans(name, time, np.where(matters, lon, np.nan), lat, altitude)
        spans = tuple(s for s in spans if s.sight is Sight.CLEAR)
        title = scenario.sites[name].names.get("en", name)
        found.append(
            Seen(
                name,
                title,
                min((s.start for s in spans), default=None),
                max((s.end for s in spans), default=None),
                sum(s.end - s.start for s in spans),
            )
        )
    return tuple(found)


def intercept(scenario: Scenario, voice: str, border: float, look_down: bool) -> Intercept | None:
    """Return what the first fighter would have needed to meet the subject at the time ``border``."""
    fighter = next((t for t in scenario.tracks.values() if t.side == "fighter"), None)
    if fighter is None:
        return None
    fixes = fighter.fixes[voice]
    subject = scenario.tracks[scenario.subject].fixes[voice]
    off = next((i for i, p in enumerate(fixes.phase) if p is Phase.AIR), None)
    at = motion.at(subject, border)
    if off is None or at is None or at.lon is None or at.lat is None:
        return None
    airborne = float(fixes.time[off])
    distance = float(geodesy.inverse(fixes.lon[off], fixes.lat[off], at.lon, at.lat)[0])
    hours = (border - airborne) / 3600
    assumed = scenario.assumptions.get("look-down-range-nm")
    range_km = (assumed.value if assumed is not None else _LOOK_DOWN_NM) * NAUTICAL_MILE_KM
    held = _held(fixes, off, subject, max(fighter.speeds_kmh), range_km) if look_down else None
    return Intercept(airborne, border, distance, distance / hours if hours > 0 else None, held)


def _held(fixes: Fixes, off: int, subject: Fixes, speed_kmh: float, range_km: float) -> float | None:
    """Return when a fighter at full speed could first have the subject within its radar's range."""
    start = float(fixes.time[off])
    for step in range(int((float(subject.time[-1]) - start) // 5)):
        time = start + 5.0 * step
        at = motion.at(subject, time)
        if at is None or at.phase is Phase.GROUND:
            return None
        if at.lon is None or at.lat is None:
            continue  # nobody can say how far off he was
        distance = float(geodesy.inverse(fixes.lon[off], fixes.lat[off], at.lon, at.lat)[0])
        if distance <= speed_kmh * (time - start) / 3600 + range_km:
            return time
    return None


@dataclass(frozen=True, slots=True)
class Afterwards:
    """How much of where the subject could be is hidden from a station while nobody knows: least and most."""

    station: str
    name: str
    hidden_low: float
    hidden_high: float


def afterwards(model: RadarModel, scenario: Scenario, voice: str, times: int = 1) -> tuple[Afterwards, ...]:
    """Return the shares over the unknown stretches, each tried at some ``times``; empty without any."""
    fixes = scenario.tracks[scenario.subject].fixes[voice]
    names = tuple(i for i in scenario.lanes if i in model.stations)
    found: dict[str, list[float]] = {name: [] for name in names}
    for i in range(len(fixes) - 1):
        if fixes.then[i] is not Then.REACH:
            continue
        start, end = float(fixes.time[i]), float(fixes.time[i + 1])
        for n in range(times):
            at = start + (end - start) * (n + 0.5) / times
            for name, (_, low, high) in stretch_at(model, scenario, fixes, names, at).items():
                found[name] += [low, high]
    return tuple(
        Afterwards(name, scenario.sites[name].names.get("en", name), min(shares), max(shares))
        for name, shares in found.items()
        if shares
    )
