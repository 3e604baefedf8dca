"""Where a track is at a time, and the lines that its fixes support."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from explorer.geo import geodesy
from explorer.scenario.model import Basis, Fixes, Floats, Phase, Then

_ORDER = (Basis.STATED, Basis.DERIVED, Basis.ASSUMED)
_LONG_KM = 25.0  # a longer leg is bent along its great circle


def weaker(*bases: Basis) -> Basis:
    """Return the weakest of several bases: stated, then derived, then assumed."""
    return max(bases, key=_ORDER.index)


def between(first: Basis, second: Basis) -> Basis:
    """Return the basis of what is interpolated between two fixes: at best derived."""
    return weaker(first, second, Basis.DERIVED)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a track is: degrees, metres, km/h, degrees from north; None where that is not known.

    ``index`` is the last fix at or before the time; ``at_fix`` whether the time is that of the fix.
    ``then`` says what holds from that fix on: with ``reach`` and not ``at_fix``, no place is known.
    """

    index: int
    at_fix: bool
    then: Then
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


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _mix(column: Floats, i: int, share: float) -> float | None:
    """Interpolate between fix ``i`` and the next; None unless both are known."""
    value = float(column[i])
    if share != 0.0:
        value += share * (float(column[i + 1]) - value)
    return _known(value)


def _band(fixes: Fixes, i: int, share: float) -> tuple[float | None, float | None]:
    """Return the altitude band; a fix without a band of its own counts with its altitude."""
    ends = []
    for column in (fixes.altitude_low, fixes.altitude_high):
        # Numbers of Python: over two rows numpy would take ten times as long.
        pair = [float(column[n]) for n in range(i, min(i + 2, len(fixes)))]
        first, *after = (
            float(fixes.altitude[n]) if math.isnan(v) else v for n, v in enumerate(pair, start=i)
        )
        ends.append(_known(first if share == 0.0 else first + share * (after[0] - first)))
    low, high = ends
    return (None, None) if low is None or high is None or low == high else (low, high)


def _places(fixes: Fixes, i: int) -> tuple[float, float, float, float]:
    """Return longitude and latitude of fix ``i`` and of the next."""
    return float(fixes.lon[i]), float(fixes.lat[i]), float(fixes.lon[i + 1]), float(fixes.lat[i + 1])


def leg(fixes: Fixes, i: int) -> tuple[float, float] | None:
    """Return length in km and speed in km/h of the line from fix ``i`` to the next, None if there is none."""
    if i + 1 >= len(fixes) or fixes.then[i] is not Then.LINE or math.isnan(fixes.lon[i] + fixes.lon[i + 1]):
        return None
    length, _ = geodesy.leg(*_places(fixes, i))
    return length, length / float(fixes.time[i + 1] - fixes.time[i]) * 3600


def _leg_basis(fixes: Fixes, i: int) -> Basis:
    """Return the basis of a speed from fix ``i`` to the next: the weakest of their places and times."""
    ends = (*fixes.position_basis[i : i + 2], *fixes.time_basis[i : i + 2])
    return weaker(*ends, Basis.DERIVED)


def at(fixes: Fixes, time: float) -> Position | None:
    """Return where the track is at ``time``, or None outside its fixes and after an ``end``.

    On a ``line`` the place moves along the great circle at constant speed and the altitude linearly with
    time. On a ``reach`` nothing is known but at the fix itself.
    """
    n = len(fixes)
    if n == 0 or not fixes.time[0] <= time <= fixes.time[-1]:
        return None
    i = int(np.searchsorted(fixes.time, time, side="right")) - 1
    at_fix = bool(fixes.time[i] == time)
    then = fixes.then[i]
    if not at_fix and then is Then.END:
        return None
    if at_fix or i + 1 >= n:
        return _at_fix(fixes, i)
    note = fixes.note[i]
    if then is Then.REACH:
        return Position(
            i, False, then, fixes.phase[i], None, None, None, None, None, None, None, None, None, None, None,
            fixes.sources[i], note,
        )  # fmt: skip
    return _on_line(fixes, i, time)


def _at_fix(fixes: Fixes, i: int) -> Position:
    lon, lat = _known(fixes.lon[i]), _known(fixes.lat[i])
    low, high = _band(fixes, i, 0.0)
    altitude = _known(fixes.altitude[i])
    stated = _known(fixes.speed_kmh[i])
    parked = fixes.phase[i] is Phase.GROUND
    arrived = i > 0 and fixes.phase[i - 1] is Phase.AIR
    first = i if leg(fixes, i) or not arrived else i - 1
    along = leg(fixes, first)
    speed = stated if stated is not None else (along[1] if along and not parked else None)
    return Position(
        index=i,
        at_fix=True,
        then=fixes.then[i],
        phase=fixes.phase[i],
        lon=lon,
        lat=lat,
        uncertainty_km=None if lon is None else _known(fixes.uncertainty_km[i]),
        altitude_m=altitude,
        altitude_low_m=low,
        altitude_high_m=high,
        speed_kmh=speed,
        heading_deg=_heading(fixes, i),
        position_basis=None if lon is None else fixes.position_basis[i],
        altitude_basis=None if altitude is None else fixes.altitude_basis[i],
        speed_basis=None
        if speed is None
        else (Basis.STATED if stated is not None else _leg_basis(fixes, first)),
        sources=fixes.sources[i],
        note=fixes.note[i],
    )


def _heading(fixes: Fixes, i: int) -> float | None:
    """Return the bearing of the leg that leaves fix ``i``, else of the one that arrives there."""
    for a in (i, i - 1):
        found = leg(fixes, a) if a >= 0 else None
        if found and found[0] > 0.01:
            lon1, lat1, lon2, lat2 = _places(fixes, a)
            if a == i:
                return geodesy.leg(lon1, lat1, lon2, lat2)[1]
            return (geodesy.leg(lon2, lat2, lon1, lat1)[1] + 180) % 360
    return None


def _on_line(fixes: Fixes, i: int, time: float) -> Position:
    share = float((time - fixes.time[i]) / (fixes.time[i + 1] - fixes.time[i]))
    known = not math.isnan(fixes.lon[i] + fixes.lon[i + 1])
    lon = lat = heading = speed = None
    if known:
        lon1, lat1, lon2, lat2 = _places(fixes, i)
        length, azimuth = geodesy.leg(lon1, lat1, lon2, lat2)
        lon, lat = geodesy.ahead(lon1, lat1, azimuth, share * length)
        if length > 0.01:
            heading = (geodesy.leg(lon, lat, lon1, lat1)[1] + 180) % 360 if share > 0.001 else azimuth
        speed = length / float(fixes.time[i + 1] - fixes.time[i]) * 3600
    altitude = _mix(fixes.altitude, i, share)
    low, high = _band(fixes, i, share)
    parked = fixes.phase[i] is Phase.GROUND
    return Position(
        index=i,
        at_fix=False,
        then=fixes.then[i],
        phase=fixes.phase[i],
        lon=lon,
        lat=lat,
        uncertainty_km=_mix(fixes.uncertainty_km, i, share) if known else None,
        altitude_m=altitude,
        altitude_low_m=low,
        altitude_high_m=high,
        speed_kmh=None if parked else speed,
        heading_deg=heading,
        position_basis=between(fixes.position_basis[i], fixes.position_basis[i + 1]) if known else None,
        altitude_basis=None
        if altitude is None
        else between(fixes.altitude_basis[i], fixes.altitude_basis[i + 1]),
        speed_basis=None if speed is None else _leg_basis(fixes, i),
        sources=tuple(dict.fromkeys(fixes.sources[i] + fixes.sources[i + 1])),
        note=fixes.note[i],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A run of a track that is one unbroken line of one basis, as columns of equal length.

    ``altitude`` is nan where it is not known.
    """

    time: Floats
    lon: Floats
    lat: Floats
    altitude: Floats
    altitude_low: Floats
    altitude_high: Floats
    basis: Basis
    altitude_basis: Basis
    phase: Phase


def pieces(fixes: Fixes, most: int = 4000) -> tuple[Piece, ...]:
    """Return the lines of a track, cut where the basis changes and at every unknown stretch.

    Long legs are bent along their great circle; a run of more than ``most`` vertices keeps evenly spaced
    ones, its ends included.
    """
    n = len(fixes)
    line = np.array([t is Then.LINE for t in fixes.then], dtype=bool)
    drawable = (
        line[:-1] & ~np.isnan(fixes.lon[:-1]) & ~np.isnan(fixes.lon[1:]) if n > 1 else np.zeros(0, bool)
    )
    codes = np.array([_ORDER.index(b) for b in fixes.position_basis], dtype=np.int8)
    heights = np.array([_ORDER.index(b) for b in fixes.altitude_basis], dtype=np.int8)
    ground = np.array([p is Phase.GROUND for p in fixes.phase], dtype=bool)
    if not drawable.any():
        return ()
    leg_basis = np.maximum(np.maximum(codes[:-1], codes[1:]), 1)
    leg_height = np.maximum(np.maximum(heights[:-1], heights[1:]), 1)
    key = np.where(drawable, leg_basis * 8 + leg_height * 2 + ground[:-1], -1)
    cuts = np.flatnonzero(np.diff(key)) + 1
    found = []
    for start, stop in pairwise((0, *cuts.tolist(), n - 1)):
        if key[start] >= 0:
            found.append(_piece(fixes, start, stop, int(leg_basis[start]), int(leg_height[start]), most))
    return tuple(found)


def _piece(fixes: Fixes, start: int, stop: int, basis: int, height: int, most: int) -> Piece:
    keep = np.arange(start, stop + 1)
    if len(keep) > most:
        keep = np.unique(np.linspace(start, stop, most).round().astype(int))
    low = np.where(np.isnan(fixes.altitude_low), fixes.altitude, fixes.altitude_low)
    high = np.where(np.isnan(fixes.altitude_high), fixes.altitude, fixes.altitude_high)
    columns = [fixes.time, fixes.lon, fixes.lat, fixes.altitude, low, high]
    rows = [c[keep] for c in columns]
    if len(keep) <= 500:
        rows = _bend(rows)
    time, lon, lat, altitude, below, above = rows
    return Piece(time, lon, lat, altitude, below, above, _ORDER[basis], _ORDER[height], fixes.phase[start])


def _bend(rows: list[Floats]) -> list[Floats]:
    """Insert points along the great circle of each long leg; time and altitudes run linearly."""
    out: list[list[Floats]] = [[] for _ in rows]
    lon, lat = rows[1], rows[2]
    for i in range(len(lon) - 1):
        length = float(geodesy.inverse(lon[i], lat[i], lon[i + 1], lat[i + 1])[0])
        n = max(1, math.ceil(length / _LONG_KM))
        share = np.linspace(0, 1, n, endpoint=False)
        x, y = geodesy.line(lon[i], lat[i], lon[i + 1], lat[i + 1], n + 1)
        for c, column in enumerate(rows):
            out[c].append(column[i] + share * (column[i + 1] - column[i]))
        out[1][-1], out[2][-1] = x[:-1], y[:-1]
    return [np.concatenate([*parts, column[-1:]]) for parts, column in zip(out, rows, strict=True)]
