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
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.geo import geodesy
from explorer.radar.terrain import Relief
from explorer.scenario.model import Floats

EARTH_KM = 6371.0
NAUTICAL_MILE_KM = 1.852
INSTRUMENTED_KM = 200 * NAUTICAL_MILE_KM
SAME_M = 10.0
"""A floor less than this above the smooth earth's is set by the curve alone."""

CLEAR_OF_ANTENNA_KM = 1.0
"""Nearer than this no terrain counts: an antenna stands on the crest that the cell's height blurs."""

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
    """Floors over many places as columns of equal length; ``blocked_at_km`` is nan where ``Floor`` has None."""

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
    """Great circles from one station to many places, looked up at common ranges.

    ``lon`` and ``lat`` have a row a place and a column a range.
    """

    range_km: Floats
    bearing_deg: Floats
    at_km: Floats
    lon: Floats
    lat: Floats


def rays(station: Station, lon: ArrayLike, lat: ArrayLike, at_km: Floats, relief: Relief) -> Rays:
    """Return where the great circles to the given places are at the ranges ``at_km``.

    The range and bearing are those of the ellipsoid's geodesic. The places between lie on the great circle of
    the two normals, which leaves the geodesic by less than 100 m over 400 km.
    """
    lons, lats = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (lon, lat))
    ranges, bearings = geodesy.inverse(station.lon, station.lat, lons, lats)
    phi0, phi = math.radians(station.lat), np.radians(lats)
    dlon = np.radians(lons - station.lon)
    # The place as seen from the station's normal: east, north and along it.
    east = np.cos(phi) * np.sin(dlon)
    north = math.cos(phi0) * np.sin(phi) - math.sin(phi0) * np.cos(phi) * np.cos(dlon)
    up = math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(dlon)
    across = np.hypot(east, north)
    safe = np.where(across == 0, 1.0, across)
    per_km = np.arctan2(across, up) / np.where(ranges == 0, 1.0, ranges)
    last = float(at_km[-1]) if at_km.size else 0.0
    knots = np.linspace(0, max(last, 1e-6), max(2, math.ceil(last / _KNOT_KM) + 1))
    angle = per_km[:, None] * knots
    sin, cos = np.sin(angle), np.cos(angle)
    e, n = (east / safe)[:, None] * sin, (north / safe)[:, None] * sin
    knot_lat = np.degrees(np.arcsin(np.clip(math.sin(phi0) * cos + math.cos(phi0) * n, -1, 1)))
    knot_lon = relief.wrapped(station.lon) + np.degrees(
        np.arctan2(e, math.cos(phi0) * cos - math.sin(phi0) * n)
    )
    return Rays(ranges, bearings, at_km, *along_knots(knots, at_km, knot_lon, knot_lat))


def along_knots(knots: Floats, at: Floats, *columns: Floats) -> tuple[Floats, ...]:
    """Interpolate each of ``columns`` (rows of values at evenly spaced ``knots``) linearly at ``at``."""
    position = at / (knots[1] - knots[0])
    index = np.minimum(position.astype(np.intp), len(knots) - 2)
    share = position - index
    if len(columns[0]) <= 4:
        return tuple(c[:, index] + share * (c[:, index + 1] - c[:, index]) for c in columns)
    weights = np.zeros((len(knots), len(at)))
    weights[index, np.arange(len(at))] = 1 - share
    weights[index + 1, np.arange(len(at))] = share
    return tuple(c @ weights for c in columns)


def floor_at(station: Station, lon: float, lat: float, relief: Relief) -> Floor:
    """Return the floor of ``station`` over one place."""
    return floors_along(station, np.array([lon]), np.array([lat]), relief)[0]


def floors_along(station: Station, lon: ArrayLike, lat: ArrayLike, relief: Relief) -> Floors:
    """Return the floors of ``station`` over many places; nan places have nan floors."""
    lons, lats = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (lon, lat))
    columns = [np.full(len(lons), np.nan) for _ in range(7)]
    known = np.flatnonzero(np.isfinite(lons) & np.isfinite(lats))
    # Blocks keep a long track within some tens of megabytes, and out of it when it is long.
    for block in np.array_split(known, max(1, math.ceil(len(known) / 512))):
        if block.size:
            for column, values in zip(columns, _floors(station, lons[block], lats[block], relief), strict=True):
                column[block] = values
    return Floors(*columns)


def _floors(station: Station, lons: Floats, lats: Floats, relief: Relief) -> tuple[Floats, ...]:
    ranges, _ = geodesy.inverse(station.lon, station.lat, lons, lats)
    line = rays(station, lons, lats, ray_ranges(relief, float(ranges.max())), relief)
    h, a = station.antenna_m, station.earth_km
    d = line.range_km
    ground = relief.height(np.asarray(relief.wrapped(station.lon) - station.lon) + lons, lats)
    smooth = smooth_floor(h, station.k, d)
    # The smooth earth's own grazing slope, in m per km, bounds every ray exactly.
    touch = np.minimum(d, max(horizon_km(h, station.k), 1e-9))
    safe = np.where(touch == 0, 1.0, touch)
    steepest = -h / safe - 500 * safe / a
    blocked = np.full(len(d), np.nan)
    where = np.zeros(len(d), dtype=np.intp)
    if line.at_km.size:
        slope = relief.height(line.lon, line.lat)
        slope -= h
        slope /= line.at_km
        slope -= 500 / a * line.at_km
        slope[line.at_km >= d[:, None]] = -np.inf
        where = slope.argmax(axis=1)
        top = slope[np.arange(len(d)), where]
        higher = top > steepest + 1e-9
        steepest = np.where(higher, top, steepest)
        blocked[higher] = line.at_km[where[higher]]
    ray = np.maximum(h + d * steepest + 500 / a * d**2, 0.0)
    floor = np.maximum(ray, ground)
    blocked_lon, blocked_lat = np.full(len(d), np.nan), np.full(len(d), np.nan)
    higher = np.isfinite(blocked)
    rows = np.flatnonzero(higher)
    blocked_lon[rows], blocked_lat[rows] = line.lon[rows, where[rows]], line.lat[rows, where[rows]]
    # The place itself may be the ground that hides it.
    under = (ground > ray) & (ground > 0)
    blocked[under], blocked_lon[under], blocked_lat[under] = d[under], lons[under], lats[under]
    return d, line.bearing_deg, floor, np.maximum(smooth, 0.0), blocked, blocked_lon, blocked_lat
