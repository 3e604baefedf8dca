"""The lines that a track's fixes support, cut to a span of time and dense enough for any format.

Formats join vertices in ways of their own (straight on a chart, straight through the earth): with a vertex
every 25 km along the great circle all of them stay within about 12 m of it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from explorer.flight import motion
from explorer.geo import geodesy
from explorer.scenario.model import Basis, Fixes, Floats, Phase, Then

_LONGEST_KM = 25.5


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One unbroken stretch of one basis, as columns of equal length in order of time.

    ``altitude`` in metres is known at every vertex, or nan at every vertex; then ``altitude_basis`` is
    None. ``altitude_low`` and ``altitude_high`` bound it, nan where they do not. ``uncertainty_km`` is the
    radius of the place. ``fix`` is the index of the fix that a vertex is, -1 between fixes. ``after`` and
    ``before`` are the indices of the first and last fix that the line rests on.
    """

    time: Floats
    lon: Floats
    lat: Floats
    altitude: Floats
    altitude_low: Floats
    altitude_high: Floats
    uncertainty_km: Floats
    fix: NDArray[np.int64]
    after: int
    before: int
    basis: Basis
    altitude_basis: Basis | None
    phase: Phase
    sources: tuple[str, ...]

    @property
    def has_altitude(self) -> bool:
        """Whether the altitude is known."""
        return not math.isnan(self.altitude[0])


def legs_without_line(fixes: Fixes) -> NDArray[np.int64]:
    """Return the indices of the fixes after which, until the next, there is no line."""
    n = len(fixes)
    if n < 2:
        return np.zeros(0, dtype=np.int64)
    line = np.fromiter((t is Then.LINE for t in fixes.then), dtype=bool, count=n)[:-1]
    placed = ~np.isnan(fixes.lon)
    return np.flatnonzero(~(line & placed[:-1] & placed[1:]))


def drawn(fixes: Fixes, start: float, end: float) -> tuple[Line, ...]:
    """Return the lines of a track between two times (seconds since the epoch)."""
    found: list[Line] = []
    if len(fixes) < 2:
        return ()
    for piece in motion.pieces(fixes, most=len(fixes)):
        rows = [piece.time, piece.lon, piece.lat, piece.altitude, piece.altitude_low, piece.altitude_high]
        cut = _cut(rows, start, end)
        if cut is None:
            continue
        found += (_line(fixes, part, piece) for part in _by_altitude(_dense(cut)))
    return tuple(found)


def _between(rows: list[Floats], i: int, share: float) -> list[float]:
    """Return the vertex at ``share`` of the leg from ``i``: along its great circle, the rest linearly."""
    values = [float(c[i] + share * (c[i + 1] - c[i])) for c in rows]
    length, azimuth = geodesy.inverse(rows[1][i], rows[2][i], rows[1][i + 1], rows[2][i + 1])
    lon, lat = geodesy.direct(rows[1][i], rows[2][i], azimuth, share * length)
    values[1], values[2] = float(lon), float(lat)
    return values


def _cut(rows: list[Floats], start: float, end: float) -> list[Floats] | None:
    """Return the part inside the span, with vertices of its own at the cuts; None where nothing is left."""
    time = rows[0]
    if time[-1] <= start or time[0] >= end:
        return None
    inside = (time >= start) & (time <= end)
    columns = [c[inside] for c in rows]
    for at, front in ((start, True), (end, False)):
        if time[0] < at < time[-1] and not (time == at).any():
            i = int(np.searchsorted(time, at)) - 1
            vertex = _between(rows, i, (at - time[i]) / (time[i + 1] - time[i]))
            vertex[0] = at
            columns = [
                np.concatenate([[v], c] if front else [c, [v]]) for v, c in zip(vertex, columns, strict=True)
            ]
    return columns


def _dense(rows: list[Floats]) -> list[Floats]:
    """Bend the long legs that are still straight along their great circles."""
    length, _ = geodesy.inverse(rows[1][:-1], rows[2][:-1], rows[1][1:], rows[2][1:])
    long = np.flatnonzero(length > _LONGEST_KM)
    if not len(long):
        return rows
    parts: list[list[Floats]] = [[] for _ in rows]
    done = 0
    for i in long.tolist():
        n = math.ceil(float(length[i]) / 25.0)
        added = [_between(rows, i, k / n) for k in range(1, n)]
        for c, column in enumerate(rows):
            parts[c] += [column[done : i + 1], np.array([v[c] for v in added])]
        done = i + 1
    return [np.concatenate([*p, column[done:]]) for p, column in zip(parts, rows, strict=True)]


def _by_altitude(rows: list[Floats]) -> Iterator[list[Floats]]:
    """Cut where the altitude begins or ceases to be known; on a leg it is known only from both its ends."""
    at = ~np.isnan(rows[3])
    leg = at[:-1] & at[1:]
    cuts = (np.flatnonzero(leg[1:] != leg[:-1]) + 1).tolist()
    for a, b in pairwise((0, *cuts, len(leg))):
        part = [c[a : b + 1].copy() for c in rows]
        if not leg[a]:
            single = part[4] == part[5]  # the end of the leg whose own altitude is known
            part[3][:] = part[4][single] = part[5][single] = math.nan
        yield part


def _line(fixes: Fixes, rows: list[Floats], piece: motion.Piece) -> Line:
    time, lon, lat, altitude, low, high = rows
    after = int(np.searchsorted(fixes.time, time[0], side="right")) - 1
    before = int(np.searchsorted(fixes.time, time[-1], side="left"))
    here = slice(after, before + 1)  # a long track may have many lines: look at no more than this one's fixes
    known = fixes.time[here]
    near = np.clip(np.searchsorted(known, time), 0, len(known) - 1)
    fix = np.where(known[near] == time, near + after, -1)
    spread = np.where(np.isnan(fixes.uncertainty_km[here]), 0.0, fixes.uncertainty_km[here])
    flat = (low == high) | np.isnan(low) | np.isnan(high)
    return Line(
        time=time,
        lon=lon,
        lat=lat,
        altitude=altitude,
        altitude_low=np.where(flat, math.nan, low),
        altitude_high=np.where(flat, math.nan, high),
        uncertainty_km=np.interp(time, known, spread),
        fix=fix,
        after=after,
        before=before,
        basis=piece.basis,
        altitude_basis=None if math.isnan(altitude[0]) else piece.altitude_basis,
        phase=piece.phase,
        sources=tuple(dict.fromkeys(chain.from_iterable(fixes.sources[here]))),
    )
