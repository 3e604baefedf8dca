"""How low a radar sees: line of sight over the curve of the earth and its terrain.

At ground range r (km) from an antenna at height h over terrain z(r), with an effective earth radius
a = k * 6371 km in which rays are straight::

    slope(r) = (z(r) - h)/r - r/(2a)
    floor(D) = max(z(D), h + D * max over r < D of slope(r) + D**2/(2a))

and the same with z = 0 is the smooth floor, which is 0 as far as the antenna's own horizon sqrt(2ah), and
(D - sqrt(2ah))**2/(2a) beyond it. Sources: M. I. Skolnik, *Introduction to Radar Systems* (the 4/3 earth);
ITU-R P.526, *Propagation by diffraction* (profiles over an effective earth); ITU-R P.310 and P.453 (k).
Heights are metres above the sea, ranges and places kilometres and degrees on the WGS84 ellipsoid.

What the model leaves out: clutter, ducting, power and target size, lobing by the sea, Doppler filters.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.geo import geodesy
from explorer.radar.terrain import Relief
from explorer.scenario.model import Floats

Number = TypeVar("Number", np.float32, np.float64)

EARTH_KM = 6371.0
NAUTICAL_MILE_KM = 1.852
INSTRUMENTED_KM = 200 * NAUTICAL_MILE_KM
SAME_M = 10.0
"""A floor less than this above the smooth earth's is set by the curve alone."""

CLEAR_OF_ANTENNA_KM = 1.0
"""Nearer than this no terrain counts: an antenna stands on the crest that the cell's height blurs."""

_BLOCK = 512
_KNOT_KM = 10.0  # great circles are linear in degrees between such knots to 3 m


class Sight(StrEnum):
    """Whether a station could see a place at an altitude, and if not, why."""

    CLEAR = "clear"
    BELOW_HORIZON = "below-horizon"  # hidden, by the curve of the earth alone
    BEHIND_TERRAIN = "behind-terrain"  # hidden, by the ground between
    OUT_OF_RANGE = "out-of-range"  # beyond the instrumented range, whatever lies between


@dataclass(frozen=True, slots=True)
class Station:
    """An antenna: degrees, metres above the sea; ``k`` with its bounds; ``range_km`` instrumented."""

    id: str
    lon: float
    lat: float
    antenna_m: float
    k: float
    k_low: float
    k_high: float
    range_km: float = INSTRUMENTED_KM
    antenna_uncertainty_m: float = 0.0

    @property
    def earth_km(self) -> float:
        """The effective earth radius."""
        return self.k * EARTH_KM


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest altitude at which a station sees a place, in metres above the sea.

    ``blocked_at_km`` is where on the way the ground that sets the floor stands, with its degrees; None where
    nothing rises above the smooth earth.
    """

    range_km: float
    bearing_deg: float
    floor_m: float
    smooth_floor_m: float
    blocked_at_km: float | None
    blocked_lon: float | None
    blocked_lat: float | None

    @property
    def by_terrain(self) -> bool:
        """Whether terrain sets the floor, not the curve of the earth alone."""
        return self.floor_m - self.smooth_floor_m >= SAME_M


@dataclass(frozen=True, slots=True, eq=False)
class Floors:
    """Floors over many places as columns of equal length; the last three are nan where ``Floor`` has None."""

    range_km: Floats
    bearing_deg: Floats
    floor_m: Floats
    smooth_floor_m: Floats
    blocked_at_km: Floats
    blocked_lon: Floats
    blocked_lat: Floats

    def __len__(self) -> int:
        return len(self.floor_m)

    def __getitem__(self, i: int) -> Floor:
        blocked = None if math.isnan(self.blocked_at_km[i]) else float(self.blocked_at_km[i])
        return Floor(
            float(self.range_km[i]),
            float(self.bearing_deg[i]),
            float(self.floor_m[i]),
            float(self.smooth_floor_m[i]),
            blocked,
            None if blocked is None else float(self.blocked_lon[i]),
            None if blocked is None else float(self.blocked_lat[i]),
        )

    @property
    def by_terrain(self) -> NDArray[np.bool_]:
        """Where terrain sets the floor."""
        return np.asarray(self.floor_m - self.smooth_floor_m >= SAME_M)


def horizon_km(antenna_m: float, k: float, target_m: float = 0.0) -> float:
    """Return how far an antenna sees a target at ``target_m`` over the sea: sqrt(2ah) + sqrt(2at)."""
    a = 2 * k * EARTH_KM / 1000
    return math.sqrt(a * max(antenna_m, 0.0)) + math.sqrt(a * max(target_m, 0.0))


def smooth_floor(antenna_m: float, k: float, range_km: ArrayLike) -> Floats:
    """Return the lowest height in metres seen at a range over the sea, by the curve of the earth alone."""
    beyond = np.maximum(np.asarray(range_km, dtype=float) - horizon_km(antenna_m, k), 0.0)
    return np.asarray(1000 * beyond**2 / (2 * k * EARTH_KM))


def sight(floor: Floor, altitude_m: float, instrumented_km: float = INSTRUMENTED_KM) -> Sight:
    """Return whether something at ``altitude_m`` over the place of ``floor`` can be seen, and if not, why."""
    if floor.range_km > instrumented_km:
        return Sight.OUT_OF_RANGE
    if altitude_m >= floor.floor_m:
        return Sight.CLEAR
    return Sight.BEHIND_TERRAIN if floor.by_terrain else Sight.BELOW_HORIZON


def ray_ranges(relief: Relief, to_km: float) -> Floats:
    """Return the ranges at which a ray is held against the ground, from the antenna out to ``to_km``.

    About a fourteenth of a cell, within 0.1 and 0.5 km, and a quarter of it over the first 10 km.
    """
    step = min(max(relief.cell_km / 14, 0.1), 0.5)
    near = min(10.0, to_km)
    first = np.arange(CLEAR_OF_ANTENNA_KM, near, step / 4)
    return np.concatenate([first, np.arange(near, to_km, step)])


@dataclass(frozen=True, slots=True, eq=False)
class Rays:
    """Great circles from stations to places, looked up at common ranges.

    ``lon`` and ``lat`` have a row a pair and a column a range; the other columns are those of the pairs.
    """

    range_km: Floats
    bearing_deg: Floats
    at_km: Floats
    lon: Floats
    lat: Floats


def rays(
    lon0: Floats, lat0: Floats, lon: Floats, lat: Floats, relief: Relief, at_km: Floats | None = None
) -> Rays:
    """Return where the great circles from the first places to the second are at ``at_km``, or ``ray_ranges``.

    The range and bearing are those of the ellipsoid's geodesic. The places between lie on the great circle of
    the two normals, which leaves the geodesic by less than 100 m over 400 km. Longitudes are ``relief``'s.
    """
    ranges, bearings = geodesy.inverse(lon0, lat0, lon, lat)
    if at_km is None:
        at_km = ray_ranges(relief, float(ranges.max()))
    phi0, phi, dlon = np.radians(lat0), np.radians(lat), np.radians(lon - lon0)
    sin0, cos0, sin_phi, cos_phi = np.sin(phi0), np.cos(phi0), np.sin(phi), np.cos(phi)
    # The place as seen from the station's normal: east, north and along it.
    east, ahead = cos_phi * np.sin(dlon), cos_phi * np.cos(dlon)
    north, up = cos0 * sin_phi - sin0 * ahead, sin0 * sin_phi + cos0 * ahead
    across = np.hypot(east, north)
    per_km = np.arctan2(across, up) / np.maximum(ranges, 1e-9)
    last = float(at_km[-1]) if at_km.size else 0.0
    knots = _KNOT_KM * np.arange(max(2.0, math.ceil(last / _KNOT_KM) + 1))
    angle = per_km[:, None] * knots
    cos, sin = np.cos(angle), np.sin(angle) / np.maximum(across, 1e-15)[:, None]
    e, n, sin0, cos0 = east[:, None] * sin, north[:, None] * sin, sin0[:, None], cos0[:, None]
    knot_lat = np.degrees(np.arcsin(np.minimum(sin0 * cos + cos0 * n, 1)))
    knot_lon = np.degrees(np.arctan2(e, cos0 * cos - sin0 * n)) + relief.wrapped(lon0)[:, None]
    return Rays(ranges, bearings, at_km, *along_knots(knots, at_km, knot_lon, knot_lat))


def along_knots(knots: Floats, at: Floats, *columns: NDArray[Number]) -> tuple[NDArray[Number], ...]:
    """Interpolate each of ``columns`` (rows of values at evenly spaced ``knots``) linearly at ``at``."""
    position = at / (knots[1] - knots[0])
    index = np.minimum(position.astype(np.intp), len(knots) - 2)
    share = position - index
    # Not as a product of matrices: BLAS waits for its threads, for long where the machine is busy.
    found = []
    for column in columns:
        first = column.take(index, axis=1)
        first += share.astype(column.dtype) * (column.take(index + 1, axis=1) - first)
        found.append(first)
    return tuple(found)


def floor_at(station: Station, lon: float, lat: float, relief: Relief) -> Floor:
    """Return the floor of ``station`` over one place."""
    return floors_at((station,), lon, lat, relief)[0]


def floors_at(stations: Sequence[Station], lon: float, lat: float, relief: Relief) -> tuple[Floor, ...]:
    """Return the floors of several stations over one place, for little more than the cost of one."""
    if not stations:
        return ()
    n = len(stations)
    found = _floors(stations, np.full(n, lon, dtype=float), np.full(n, lat, dtype=float), relief)
    return tuple(found[i] for i in range(n))


def floors_along(station: Station, lon: ArrayLike, lat: ArrayLike, relief: Relief) -> Floors:
    """Return the floors of ``station`` over many places; nan places have nan floors."""
    lons, lats = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (lon, lat))
    columns = np.full((7, len(lons)), np.nan)
    known = np.flatnonzero(np.isfinite(lons) & np.isfinite(lats))
    # In blocks, so that a long track costs no more than some tens of megabytes.
    for start in range(0, len(known), _BLOCK):
        block = known[start : start + _BLOCK]
        found = _floors((station,) * len(block), lons[block], lats[block], relief)
        columns[:, block] = [getattr(found, name) for name in Floors.__dataclass_fields__]
    return Floors(*columns)


def _floors(stations: Sequence[Station], lons: Floats, lats: Floats, relief: Relief) -> Floors:
    """Return the floor of each station over the place in the same row."""
    antennas = np.array([(s.lon, s.lat, s.antenna_m, s.k * EARTH_KM) for s in stations])
    lon0, lat0, h, a = antennas.T
    line = rays(lon0, lat0, lons, lats, relief)
    d, half = np.maximum(line.range_km, 1e-9), 500 / a  # 1/(2a), with heights in metres
    horizon = np.sqrt(np.maximum(h, 0) / half)
    smooth = half * np.maximum(d - horizon, 0) ** 2
    # The sea's own grazing slope, in m per km, holds exactly; the samples add what the ground does.
    touch = np.minimum(d, np.maximum(horizon, 1e-9))
    steepest = -h / touch - half * touch
    blocked = np.full((3, len(d)), np.nan)
    if line.at_km.size:
        slope = relief.height(line.lon, line.lat)
        slope -= h[:, None]
        slope /= line.at_km
        slope -= half[:, None] * line.at_km
        slope[line.at_km >= d[:, None]] = -np.inf
        where = slope.argmax(axis=1)
        top = slope[np.arange(len(d)), where]
        rows = np.flatnonzero(top > steepest + 1e-9)
        steepest = np.maximum(steepest, top)
        at = where[rows]
        blocked[:, rows] = line.at_km[at], line.lon[rows, at], line.lat[rows, at]
    ground = relief.height(relief.wrapped(lons), lats)
    ray = np.maximum(h + d * steepest + half * d**2, smooth)
    # The place itself may be the ground that hides it.
    under = np.flatnonzero(ground > ray)
    blocked[:, under] = d[under], lons[under], lats[under]
    return Floors(line.range_km, line.bearing_deg, np.maximum(ray, ground), smooth, *blocked)
