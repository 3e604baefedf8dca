"""What each station could see of the subject: at one time, and over a whole telling."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from explorer.flight import motion, reach
from explorer.frame import verdict
from explorer.frame.frame import AircraftNow, StationNow
from explorer.radar.contact import Hidden, SightSpan, conflict, disc
from explorer.radar.horizon import Sight
from explorer.radar.model import RadarModel
from explorer.scenario.model import Fixes, Floats, Phase, Scenario, Then
from explorer.scenario.whatif import AFTERWARDS

_GAP_STEP_S = 120.0
_CURVE_STEP_S = 10.0
_SAMPLES = 30


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The floor of one station along a track, as columns; nan where the track has no place.

    ``low`` and ``high`` bound it; ``ground`` is the terrain below the track. Metres, seconds.
    """

    time: Floats
    floor: Floats
    low: Floats
    high: Floats
    ground: Floats


@dataclass(frozen=True, slots=True)
class StretchSpan:
    """What a station sees of wherever the subject could be: everywhere, nowhere or depends.

    Holds from ``start`` to ``end``; ``hidden_low`` and ``hidden_high`` are the least and the greatest
    share of the reach that is hidden, over the altitudes he is taken to be at.
    """

    start: float
    end: float
    stretch: str
    hidden_low: float
    hidden_high: float


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """What the radar model gives over one voice's telling of the flight, by station id."""

    curves: dict[str, Curve]
    spans: dict[str, tuple[SightSpan, ...]]
    stretches: dict[str, tuple[StretchSpan, ...]]


def unknown_band(fixes: Fixes, scenario: Scenario, time: float) -> tuple[float, float]:
    """Return between which altitudes he is taken to be where none is known, in metres.

    From the bottom of the low band up to where he was last known to be: an assumption, and said to be one.
    A what-if may put him at one altitude once his place is not known.
    """
    supposed = scenario.assumptions.get(AFTERWARDS)
    gap = next((float(t) for t, then in zip(fixes.time, fixes.then, strict=True) if then is Then.REACH), None)
    if supposed is not None and gap is not None and time >= gap:
        return supposed.value, supposed.value
    bottom = scenario.assumptions.get("low-band-bottom")
    low = bottom.value if bottom is not None else 0.0
    upto = int(np.searchsorted(fixes.time, time, side="right"))
    known = fixes.altitude[:upto]
    known = known[~np.isnan(known)]
    return low, max(float(known[-1]) if known.size else low, low)


def at_place(
    model: RadarModel,
    scenario: Scenario,
    fixes: Fixes,
    time: float,
    hero: AircraftNow,
    stations: tuple[StationNow, ...],
) -> tuple[StationNow, ...]:
    """Return ``stations`` with floor and sight towards a subject whose place is known.

    Where its altitude is not, a floor below or above all that it can be still decides; else it depends.
    """
    assert hero.lon is not None
    assert hero.lat is not None
    known = tuple(s.id for s in stations if s.id in model.stations)
    floors = model.floors_over(hero.lon, hero.lat, known) if known else {}
    found = []
    for station in stations:
        floor = floors.get(station.id)
        if floor is None:
            found.append(station)
            continue
        if hero.altitude_m is not None:
            seen = str(model.sight(station.id, floor, hero.altitude_m))
        else:
            low, high = unknown_band(fixes, scenario, time)
            best, worst = model.sight(station.id, floor, high), model.sight(station.id, floor, low)
            seen = str(best) if best is worst or best is not Sight.CLEAR else "depends"
        # A contact of which only the loss is recorded counts from the loss's own tolerance: no clash there.
        # Nor does what is only supposed clash with what was recorded.
        told = (
            not scenario.hypothetical
            and seen in set(Sight)
            and not (station.open_start and station.record == "contact")
        )
        clash = conflict(Sight(seen), station.record) if told else ""
        low, high = model.band(floor)
        height = hero.altitude_m
        close = height is not None and floor.by_terrain and low <= height < high
        ground = ""
        if floor.by_terrain and floor.blocked_lon is not None and floor.blocked_lat is not None:
            top = float(model.relief.height(floor.blocked_lon, floor.blocked_lat))
            ground = verdict.ridge(scenario, floor.blocked_lon, floor.blocked_lat, top)
        found.append(
            replace(
                station,
                sight=seen,
                floor_m=floor.floor_m,
                smooth_floor_m=floor.smooth_floor_m,
                blocked_at_km=floor.blocked_at_km,
                blocked_lon=floor.blocked_lon,
                blocked_lat=floor.blocked_lat,
                blocked_by=ground,
                close=close and seen != str(Sight.OUT_OF_RANGE),
                instrumented_km=model.stations[station.id].range_km,
                margin_m=model.margin_m,
                conflict=str(clash),
            )
        )
    return tuple(found)


def shares(
    model: RadarModel,
    hero: AircraftNow,
    band: tuple[float, float],
    ids: tuple[str, ...],
    wanted: Callable[[], bool] = lambda: True,
) -> dict[str, Hidden]:
    """Return how much of where the subject could be is hidden from each station, with what that may be.

    The disc of the fix's uncertainty where a place is known, else the widest reach; at his altitude, or over
    ``band`` where that is not known. Of some stations only, once ``wanted`` says no more.
    """
    height = hero.altitude_m
    high: float | None
    if hero.lon is not None and hero.lat is not None:
        lon, lat = disc(hero.lon, hero.lat, hero.uncertainty_km or 0.0)
        low, high = band if height is None else (height, None)
    elif hero.reach:
        lon, lat = reach.samples(hero.reach[-1], _SAMPLES)
        low, high = band
    else:
        return {}
    return {
        name: model.hidden_over(name, lon, lat, low, high)
        for name in ids
        if name in model.stations and wanted()
    }


def telling(
    model: RadarModel,
    scenario: Scenario,
    voice: str,
    wanted: Callable[[], bool] = lambda: True,
) -> Telling | None:
    """Return floors, sight and stretches for every lane's station; None once ``wanted`` says no more.

    For the subject's track in ``voice``, over the first chapter.
    """
    track = scenario.tracks[scenario.subject]
    fixes = track.fixes[voice]
    chapter = scenario.chapters[0]
    time, lon, lat, altitude = samples_of(fixes, chapter.start, chapter.end)
    curves, spans = {}, {}
    for name in (i for i in scenario.lanes if i in model.stations):
        if not wanted():
            return None
        floors = model.floors(name, lon, lat)
        low, high = model.bands(floors)
        ground = np.where(
            np.isnan(lon), math.nan, model.relief.height(np.nan_to_num(lon), np.nan_to_num(lat))
        )
        curves[name] = Curve(time, floors.floor_m, low, high, ground)
        spans[name] = model.spans(name, time, lon, lat, altitude)
    stretches = _stretches(model, scenario, fixes, tuple(curves), wanted)
    return Telling(curves, spans, stretches)


def samples_of(
    fixes: Fixes, start: float, end: float, step_s: float = _CURVE_STEP_S
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return time, place and altitude along the flown lines, nan between two of them."""
    columns: list[tuple[Floats, Floats, Floats, Floats]] = []
    for piece in motion.pieces(fixes):
        if piece.phase is Phase.GROUND or piece.time[0] >= end or piece.time[-1] <= start:
            continue
        n = max(2, int((piece.time[-1] - piece.time[0]) / step_s) + 1)
        t = np.union1d(np.linspace(piece.time[0], piece.time[-1], n), piece.time)
        columns.append(
            (t, np.interp(t, piece.time, piece.lon), np.interp(t, piece.time, piece.lat),
             np.interp(t, piece.time, piece.altitude))
        )  # fmt: skip
        gap = np.array([math.nan])
        columns.append((t[-1:], gap, gap, gap))
    if not columns:
        empty = np.zeros(0)
        return empty, empty, empty, empty
    time, lon, lat, altitude = (np.concatenate(c) for c in zip(*columns, strict=True))
    return time, lon, lat, altitude


def _stretches(
    model: RadarModel, scenario: Scenario, fixes: Fixes, names: tuple[str, ...], wanted: Callable[[], bool]
) -> dict[str, tuple[StretchSpan, ...]]:
    """Return what each station sees of the unknown stretches, step by step."""
    found: dict[str, list[StretchSpan]] = {name: [] for name in names}
    for i in range(len(fixes) - 1):
        if fixes.then[i] is not Then.REACH:
            continue
        start, end = float(fixes.time[i]), float(fixes.time[i + 1])
        edges = np.linspace(start, end, max(1, round((end - start) / _GAP_STEP_S)) + 1).tolist()
        for a, b in pairwise(edges):
            if not wanted():
                return {}
            for name, seen in stretch_at(model, scenario, fixes, names, (a + b) / 2).items():
                found[name].append(StretchSpan(a, b, *seen))
    return {name: tuple(spans) for name, spans in found.items()}


def stretch_at(
    model: RadarModel, scenario: Scenario, fixes: Fixes, names: tuple[str, ...], time: float
) -> dict[str, tuple[str, float, float]]:
    """Return what each station sees of the widest reach at ``time``, and how much of it is hidden."""
    rings = reach.rings(fixes, time, scenario.tracks[scenario.subject].speeds_kmh[-1:])
    if not rings:
        return {}
    lon, lat = reach.samples(rings[-1], _SAMPLES)
    ground = model.relief.height(model.relief.wrapped(lon), lat)
    # Where the ground is higher he cannot be; a height that no place allows says nothing.
    heights = [h for h in unknown_band(fixes, scenario, time) if (ground <= h).any()]
    if not heights:
        return {}
    found = {}
    for name in names:
        floors = model.floors(name, lon, lat)
        beyond = floors.range_km > model.stations[name].range_km
        both = [float(np.mean((beyond | (floors.floor_m > h))[ground <= h])) for h in heights]
        least, most = min(both), max(both)
        seen = "nowhere" if least == 1 else ("everywhere" if most == 0 else "depends")
        found[name] = (seen, least, most)
    return found
