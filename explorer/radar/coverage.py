"""What a station sees over the whole map: its floor on a grid, outlines at an altitude, the blind area.

The floor is swept in polar form, where each ray needs its ground only once, and then brought onto a grid of
map km. Contouring the polar form itself would leave a seam, a hole at the antenna, and lose enclosed holes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.geo import geodesy
from explorer.geo.projection import MAP
from explorer.radar.contour import Polygon, outlines
from explorer.radar.horizon import Station, along_knots, horizon_km
from explorer.radar.terrain import Relief
from explorer.scenario.model import Floats

Grid = NDArray[np.float32]
STEP_KM = 2.0
_MARGIN_KM = 6.0  # beyond the instrumented range, so that every outline closes inside the grid
_KNOT_KM = 40.0  # places are linear between such knots to 50 m, ranges to a few metres
_EDGE_M_PER_KM = 50.0
"""How fast the field falls beyond the instrumented range; the floor itself rises about as fast there."""
_NOWHERE = -1000.0
_BLOCK = 32  # rows at a time: then every step stays within the processor's cache


def _centres(first: int, count: int) -> Floats:
    return np.asarray(STEP_KM * (first + np.arange(count, dtype=float)))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of map km."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """The floor of one station on a grid of map km, rows from south to north.

    ``floor_m`` is the lowest altitude seen over a cell's centre, ``range_km`` its distance from the station.
    The centres lie on whole multiples of ``STEP_KM``, so that the grids of several stations fit together;
    ``column`` and ``row`` are the multiples of the first centre.
    """

    station: Station
    column: int
    row: int
    floor_m: Grid
    range_km: Grid

    @property
    def x(self) -> Floats:
        """The centres of the columns, map km."""
        return _centres(self.column, self.floor_m.shape[1])

    @property
    def y(self) -> Floats:
        """The centres of the rows, map km."""
        return _centres(self.row, self.floor_m.shape[0])

    def field(self, altitude_m: float) -> Grid:
        """Return a field that is above 0 where the station sees ``altitude_m``, in metres of margin."""
        room = np.subtract(np.float32(altitude_m), self.floor_m)
        edge = np.float32(_EDGE_M_PER_KM) * (np.float32(self.station.range_km) - self.range_km)
        np.minimum(room, edge, out=room)
        return room

    def outline(self, altitude_m: float) -> tuple[Polygon, ...]:
        """Return what the station sees at ``altitude_m``, within its instrumented range, as polygons."""
        return outlines(self.x, self.y, self.field(altitude_m))

    def lowest(self) -> Grid:
        """Return the floor, nan beyond the instrumented range."""
        return np.where(self.range_km <= self.station.range_km, self.floor_m, np.float32(np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """The floor of one station in polar form: rows are bearings from north, columns ranges from 0.

    The last row is the first again, so that interpolation closes the circle.
    """

    station: Station
    bearing_step: float
    range_step: float
    floor_m: Grid

    def at(self, east_km: Grid, north_km: Grid) -> tuple[Grid, Grid]:
        """Return the range of places so far east and north of the station, and the floor there."""
        distance = np.sqrt(east_km * east_km + north_km * north_km)
        i = _bearing(east_km, north_km)
        i /= np.float32(self.bearing_step)
        j = distance / np.float32(self.range_step)
        rows, columns = self.floor_m.shape
        np.clip(i, 0, rows - 1.001, out=i)
        np.clip(j, 0, columns - 1.001, out=j)
        at, whole = i.astype(np.intp), j.astype(np.intp)
        share_i, share_j = (i - at).astype(np.float32), (j - whole).astype(np.float32)
        at *= columns
        at += whole
        table = self.floor_m.reshape(-1)
        first = table.take(at)
        first += share_j * (table.take(at + 1) - first)
        at += columns
        second = table.take(at)
        second += share_j * (table.take(at + 1) - second)
        first += share_i * (second - first)
        return distance, first


def _bearing(east: Grid, north: Grid) -> Grid:
    """Return the bearing in degrees, 0 to 360, to a thousandth of a degree, five times as fast as arctan2.

    Abramowitz and Stegun, *Handbook of Mathematical Functions* (1964), 4.4.49.
    """
    x, y = np.abs(east), np.abs(north)
    t = np.minimum(x, y) / np.maximum(np.maximum(x, y), np.float32(1e-9))
    square = t * t
    angle = np.full_like(t, 0.0208351)
    for term in (-0.0851330, 0.1801410, -0.3302995, 0.9998660):
        angle *= square
        angle += np.float32(term)
    angle *= t
    angle *= np.float32(180 / np.pi)
    angle = np.where(x > y, np.float32(90) - angle, angle)
    angle = np.where(north < 0, np.float32(180) - angle, angle)
    return np.where(east < 0, np.float32(360) - angle, angle)


def sweep(station: Station, relief: Relief) -> Sweep:
    """Return the floor of ``station`` all round, out to a little beyond its instrumented range.

    720 bearings (1440 over a relief finer than 3 km) by steps of 1 km or less: a sixth of a cell.
    """
    bearings = 720 if relief.cell_km > 3 else 1440
    step = min(max(relief.cell_km / 6, 0.25), 1.0)
    reach = station.range_km + 2 * _MARGIN_KM
    at = np.arange(step, reach, step)
    knots = np.arange(0, reach + _KNOT_KM, _KNOT_KM)
    # West mirrors east: on the ellipsoid, too, the two halves about a meridian are alike.
    half = np.linspace(0, 180, bearings // 2 + 1)
    lon, lat = geodesy.direct(station.lon, station.lat, half[:, None], knots)
    turn = (lon - station.lon + 180) % 360 - 180
    middle = relief.wrapped(np.asarray(station.lon, dtype=float))
    floor = np.empty((bearings + 1, len(at) + 1), dtype=np.float32)
    ray = _RayTable(station, at)
    for first in range(0, len(half), _BLOCK):
        block = slice(first, first + _BLOCK)
        across, up = along_knots(knots, at, turn[block], lat[block])
        last = first + len(across)
        floor[first:last, 1:] = ray.floors(relief.height(middle + across, up))
        floor[bearings - last + 1 : bearings - first + 1, 1:] = ray.floors(
            relief.height(middle - across, up)
        )[::-1]
    floor[:, 0] = floor[:, 1]
    return Sweep(station, 360 / bearings, step, floor)


class _RayTable:
    """What every ray of one sweep has in common."""

    def __init__(self, station: Station, at: Floats) -> None:
        bend = 500 / station.earth_km
        touch = np.minimum(at, max(horizon_km(station.antenna_m, station.k), 1e-9))
        self.antenna = np.float32(station.antenna_m)
        self.inverse = (1 / at).astype(np.float32)
        self.at = at.astype(np.float32)
        self.fall = (bend * at).astype(np.float32)
        self.sea = (-station.antenna_m / touch - bend * touch).astype(np.float32)
        self.base = (station.antenna_m + bend * at**2).astype(np.float32)
        self.smooth = (bend * np.maximum(at - horizon_km(station.antenna_m, station.k), 0) ** 2).astype(
            np.float32
        )

    def floors(self, ground: Floats) -> Grid:
        """Return the floors over rows of heights (see ``horizon``: the slope so far sets the ray)."""
        slope = ground.astype(np.float32)
        slope -= self.antenna
        slope *= self.inverse
        slope -= self.fall
        np.maximum.accumulate(slope, axis=1, out=slope)
        np.maximum(slope, self.sea, out=slope)
        slope *= self.at
        slope += self.base
        # Within the horizon the two large terms cancel to a few centimetres.
        return np.maximum(slope, self.smooth, out=slope)


def coverage(station: Station, relief: Relief) -> Coverage:
    """Return the floor of ``station`` on the grid of map km, to a little beyond its instrumented range."""
    return on_map(sweep(station, relief))


def on_map(polar: Sweep) -> Coverage:
    """Bring a sweep onto the grid of map km by bilinear interpolation."""
    station = polar.station
    reach = station.range_km + _MARGIN_KM
    ring_lon, ring_lat = geodesy.direct(station.lon, station.lat, np.arange(0, 360, 5.0), reach)
    ring_x, ring_y = MAP.forward(ring_lon, ring_lat)
    column, last_column = (int(np.floor(ring_x.min() / STEP_KM)), int(np.ceil(ring_x.max() / STEP_KM)))
    row, last_row = (int(np.floor(ring_y.min() / STEP_KM)), int(np.ceil(ring_y.max() / STEP_KM)))
    x, y = _centres(column, last_column + 1 - column), _centres(row, last_row + 1 - row)
    # How far east and north of the station a place is, along its own great circle, is smooth over the map:
    # exact on knots 40 km apart, it is linear between to a few metres.
    knots_x = np.arange(x[0], x[-1] + _KNOT_KM, _KNOT_KM)
    knots_y = np.arange(y[0], y[-1] + _KNOT_KM, _KNOT_KM)
    distance, bearing = geodesy.inverse(
        station.lon, station.lat, *MAP.inverse(knots_x[:, None], knots_y[None, :])
    )
    angle = np.radians(bearing)
    around = along_knots(knots_y - y[0], y - y[0], distance * np.sin(angle), distance * np.cos(angle))
    east, north = (np.ascontiguousarray(part.T, dtype=np.float32) for part in around)
    floor_m, range_km = np.empty((2, len(y), len(x)), dtype=np.float32)
    for first in range(0, len(y), _BLOCK):
        block = slice(first, first + _BLOCK)
        place = along_knots(knots_x - x[0], x - x[0], east[block], north[block])
        range_km[block], floor_m[block] = polar.at(*place)
    return Coverage(station, column, row, floor_m, range_km)


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """Several stations' floors as one grid over a box: what any of them sees.

    ``floor_m`` is the lowest of their floors, nan where no station's range reaches.
    """

    column: int
    row: int
    floor_m: Grid

    @property
    def x(self) -> Floats:
        """The centres of the columns, map km."""
        return _centres(self.column, self.floor_m.shape[1])

    @property
    def y(self) -> Floats:
        """The centres of the rows, map km."""
        return _centres(self.row, self.floor_m.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class Blind:
    """What no station sees at an altitude, in a box: ``polygons`` in map km, true area, share of the box."""

    altitude_m: float
    polygons: tuple[Polygon, ...]
    area_km2: float
    share: float


def _cells(box: Box) -> tuple[int, int, int, int]:
    west, south = int(np.ceil(box.west / STEP_KM)), int(np.ceil(box.south / STEP_KM))
    columns = int(np.floor(box.east / STEP_KM)) - west + 1
    rows = int(np.floor(box.north / STEP_KM)) - south + 1
    if min(columns, rows) < 2:
        raise ValueError("the box is smaller than two cells")
    return west, south, columns, rows


def _overlap(
    one: Coverage, west: int, south: int, shape: tuple[int, ...]
) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    """Return the part of a grid of ``shape`` that ``one`` covers, and the same part of ``one``."""
    rows, columns = one.floor_m.shape
    left, right = max(one.column, west), min(one.column + columns, west + shape[1])
    bottom, top = max(one.row, south), min(one.row + rows, south + shape[0])
    if left >= right or bottom >= top:
        return None
    return (
        (slice(bottom - south, top - south), slice(left - west, right - west)),
        (slice(bottom - one.row, top - one.row), slice(left - one.column, right - one.column)),
    )


def lowest(coverages: Sequence[Coverage], box: Box) -> Combined:
    """Return the lowest height that any of the stations sees, over ``box``."""
    west, south, columns, rows = _cells(box)
    grid = np.full((rows, columns), np.nan, dtype=np.float32)
    for one in coverages:
        if (parts := _overlap(one, west, south, grid.shape)) is not None:
            grid[parts[0]] = np.fmin(grid[parts[0]], one.lowest()[parts[1]])
    return Combined(west, south, grid)


def blind(coverages: Sequence[Coverage], altitude_m: float, box: Box) -> Blind:
    """Return what none of the stations sees at ``altitude_m`` in ``box``, with its area on the ground."""
    west, south, columns, rows = _cells(box)
    seen = np.full((rows, columns), np.float32(_NOWHERE))
    for one in coverages:
        if (parts := _overlap(one, west, south, seen.shape)) is not None:
            seen[parts[0]] = np.maximum(seen[parts[0]], one.field(altitude_m)[parts[1]])
    x, y = _centres(west, columns), _centres(south, rows)
    true = _true_area(west, south, columns, rows)
    hidden = float(true.sum(where=seen < 0, dtype=float))
    return Blind(altitude_m, outlines(x, y, -seen), hidden, hidden / float(true.sum(dtype=float)))


@lru_cache(maxsize=2)
def _true_area(west: int, south: int, columns: int, rows: int) -> Grid:
    """Return the area on the ground of each cell in km², from the map's scale on knots."""
    x, y = _centres(west, columns), _centres(south, rows)
    knots_x, knots_y = np.linspace(x[0], x[-1], 24), np.linspace(y[0], y[-1], 24)
    lon, lat = MAP.inverse(knots_x[None, :], knots_y[:, None])
    per_cell = STEP_KM**2 / MAP.scale(lon, lat) ** 2
    (per_cell,) = along_knots(knots_x - knots_x[0], x - x[0], per_cell)
    (per_cell,) = along_knots(knots_y - knots_y[0], y - y[0], per_cell.T)
    grid = np.ascontiguousarray(per_cell.T, dtype=np.float32)
    grid.setflags(write=False)
    return grid
