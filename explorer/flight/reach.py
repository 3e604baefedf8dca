"""Where a track could be between two fixes: the space-time prism.

Between two fixes a thing can be wherever it can have come from the first and can still reach the second
at a bounded speed (T. Haegerstrand, *What about people in regional science?*, 1970; H. J. Miller, 1991).
At one instant that is the intersection of two discs, each widened by the uncertainty of its fix. It is an
outer limit, not a forecast.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.geo import geodesy
from explorer.geo.projection import MAP
from explorer.scenario.model import Fixes, Floats, Then

_AZIMUTHS = np.linspace(0, 360, 144, endpoint=False)


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """The outline at one bounding speed, as closed columns of degrees and of map km."""

    speed_kmh: float
    lon: Floats
    lat: Floats
    x: Floats
    y: Floats

    @property
    def area_km2(self) -> float:
        """The area in km², corrected for the map's scale at the middle of the ring."""
        flat = 0.5 * abs(float(np.sum(self.x[:-1] * self.y[1:] - self.x[1:] * self.y[:-1])))
        lon, lat = MAP.inverse(self.x.mean(), self.y.mean())
        scale = float(MAP.scale(lon, lat))
        return flat / scale**2


def rings(fixes: Fixes, time: float, speeds_kmh: tuple[float, ...]) -> tuple[Ring, ...]:
    """Return where the track could be at ``time``, one ring a speed, slowest first.

    Empty where ``time`` is not inside an unknown stretch; a speed too slow to join the two fixes has no
    ring. Where the next fix has no place, the disc about the last one that has.
    """
    i = int(np.searchsorted(fixes.time, time, side="right")) - 1
    if i < 0 or i + 1 >= len(fixes) or fixes.then[i] is not Then.REACH:
        return ()
    before, after = i, i + 1
    while before >= 0 and math.isnan(fixes.lon[before]):
        before -= 1
    while after < len(fixes) and math.isnan(fixes.lon[after]) and fixes.then[after] is Then.REACH:
        after += 1
    if before < 0:
        return ()
    known = after < len(fixes) and not math.isnan(fixes.lon[after])
    found = []
    for speed in sorted(speeds_kmh):
        ring = _lens(fixes, before, after if known else None, time, speed)
        if ring is not None:
            found.append(ring)
    return tuple(found)


def _lens(fixes: Fixes, before: int, after: int | None, time: float, speed: float) -> Ring | None:
    def disc(i: int) -> tuple[float, float, float]:
        spread = float(fixes.uncertainty_km[i])
        radius = (0.0 if math.isnan(spread) else spread) + speed * abs(time - float(fixes.time[i])) / 3600
        return float(fixes.lon[i]), float(fixes.lat[i]), max(radius, 1e-3)

    return _outline(disc(before), None if after is None else disc(after), speed)


@lru_cache(maxsize=32)
def _outline(
    first: tuple[float, float, float], second: tuple[float, float, float] | None, speed: float
) -> Ring | None:
    """Return where two discs (degrees, radius in km) overlap, or the first alone.

    Kept for the last few: a pair of fighters has the same outline, and so has the same instant shown again.
    """
    lon1, lat1, r1 = first
    lon, lat = geodesy.direct(lon1, lat1, _AZIMUTHS, r1)
    if second is not None:
        lon2, lat2, r2 = second
        gap = float(geodesy.inverse(lon1, lat1, lon2, lat2)[0])
        if gap > r1 + r2:
            return None
        other_lon, other_lat = geodesy.direct(lon2, lat2, _AZIMUTHS, r2)
        inside = geodesy.inverse(lon, lat, lon2, lat2)[0] <= r2
        other_inside = geodesy.inverse(other_lon, other_lat, lon1, lat1)[0] <= r1
        tips = _tips((lon1, lat1), r1, (lon2, lat2), r2, gap)
        lon = np.concatenate([lon[inside], other_lon[other_inside], tips[0]])
        lat = np.concatenate([lat[inside], other_lat[other_inside], tips[1]])
        if len(lon) < 3:
            return None
    x, y = MAP.forward(lon, lat)
    # Both discs are convex on this map, so their intersection is, and turning about its middle orders it.
    order = np.argsort(np.arctan2(y - y.mean(), x - x.mean()))
    order = np.append(order, order[0])
    return Ring(speed, lon[order], lat[order], x[order], y[order])


def _tips(
    a: tuple[float, float], ra: float, b: tuple[float, float], rb: float, gap: float
) -> tuple[Floats, Floats]:
    """Return the two points where the circles cross (plane law of cosines, good to 0.1 % at these sizes)."""
    if gap <= abs(ra - rb) or gap == 0:
        return np.zeros(0), np.zeros(0)
    angle = math.degrees(math.acos(max(-1.0, min(1.0, (gap**2 + ra**2 - rb**2) / (2 * gap * ra)))))
    azimuth = float(geodesy.inverse(*a, *b)[1])
    return geodesy.direct(*a, np.array([azimuth - angle, azimuth + angle]), ra)


def samples(ring: Ring, count: int = 200) -> tuple[Floats, Floats]:
    """Return about ``count`` evenly spread places (degrees) inside a ring, on a square grid."""
    step = math.sqrt(max(ring.area_km2, 1e-6) / count)
    xs = np.arange(ring.x.min() + step / 2, ring.x.max(), step)
    ys = np.arange(ring.y.min() + step / 2, ring.y.max(), step)
    gx, gy = (g.ravel() for g in np.meshgrid(xs, ys))
    # Inside a convex ring: on the same side of every edge.
    ex, ey = np.diff(ring.x), np.diff(ring.y)
    side = ex[:, None] * (gy - ring.y[:-1, None]) - ey[:, None] * (gx - ring.x[:-1, None])
    inside = (side >= -1e-9).all(axis=0) | (side <= 1e-9).all(axis=0)
    if not inside.any():
        return MAP.inverse(np.array([ring.x.mean()]), np.array([ring.y.mean()]))
    return MAP.inverse(gx[inside], gy[inside])
