"""What sea and land no radar sees at a height, with and without one more radar aloft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.geo.projection import MAP
from explorer.radar.contour import Polygon, outlines
from explorer.radar.coverage import STEP_KM, Coverage, coverage
from explorer.radar.horizon import Station
from explorer.radar.terrain import Relief

_EDGE_M_PER_KM = 50.0  # how fast a field falls towards the range of the one aloft
_STEEP_M = 200.0  # a field is cut off here: where no station reaches there is no floor


@dataclass(frozen=True, slots=True, eq=False)
class Blind:
    """What none sees at ``altitude_m``: the stations alone (``without``), and with the one aloft (``both``).

    Areas in km², outlines as polygons in map km.
    """

    altitude_m: float
    without_km2: float
    with_km2: float
    without: tuple[Polygon, ...] = ()
    both: tuple[Polygon, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Blindness:
    """The blind parts of the circle that the one aloft reaches: its area, its outline, a `Blind` a height."""

    area_km2: float
    within: tuple[Polygon, ...]
    levels: tuple[Blind, ...]


def blind_areas(
    stations: Iterable[Coverage], aloft: Coverage, altitudes_m: Sequence[float], relief: Relief | None = None
) -> Blindness:
    """Return what of the circle within the range of the one aloft is blind at each altitude.

    Counted on the grid of map km, each cell by the projection's scale there. With ``relief`` only where the
    ground is lower than the altitude: nobody flies inside a hill.
    """
    grids = list(stations)
    every = [*grids, aloft]
    west, south = min(g.column for g in every), min(g.row for g in every)
    east = max(g.column + g.floor_m.shape[1] for g in every)
    north = max(g.row + g.floor_m.shape[0] for g in every)

    def lowest(of: Iterable[Coverage]) -> np.ndarray:
        whole = np.full((north - south, east - west), np.float32(np.inf))
        for one in of:
            rows, columns = one.floor_m.shape
            part = whole[
                one.row - south : one.row - south + rows, one.column - west : one.column - west + columns
            ]
            floor = np.where(one.range_km <= one.station.range_km, one.floor_m, np.float32(np.inf))
            np.minimum(part, floor, out=part)
        return whole

    # Only what the one aloft reaches counts: the rest of the grid is let go.
    rows, columns = aloft.floor_m.shape
    top, left = aloft.row - south, aloft.column - west
    ground = lowest(grids)[top : top + rows, left : left + columns]
    own = lowest([aloft])[top : top + rows, left : left + columns]
    both = np.minimum(ground, own)
    within = np.isfinite(own)
    row, column = np.nonzero(within)
    lon, lat = MAP.inverse(aloft.x[column], aloft.y[row])
    area = (STEP_KM / MAP.scale(lon, lat)) ** 2
    edge = np.float32(_EDGE_M_PER_KM) * (np.float32(aloft.station.range_km) - aloft.range_km)

    soil = np.zeros_like(own)
    if relief is not None:
        # The mean height, without the factor that stands for its ridges.
        soil[within] = relief.height(lon, lat) / relief.factor

    def outline(floor: np.ndarray, altitude: float) -> tuple[Polygon, ...]:
        steep = np.float32(_STEEP_M)
        dark = np.clip(np.minimum(floor - np.float32(altitude), np.float32(altitude) - soil), -steep, steep)
        return outlines(aloft.x, aloft.y, np.minimum(dark, edge))

    def level(altitude: float) -> Blind:
        above = soil[within] < altitude
        without, together = (above & (floor[within] > altitude) for floor in (ground, both))
        return Blind(
            altitude,
            float(area[without].sum()),
            float(area[together].sum()),
            outline(ground, altitude),
            outline(both, altitude),
        )

    levels = tuple(level(a) for a in altitudes_m)
    return Blindness(float(area.sum()), outlines(aloft.x, aloft.y, edge), levels)


def blind_of(
    stations: Iterable[Station], aloft: Station, relief: Relief, altitudes_m: Sequence[float]
) -> Blindness:
    """Like `blind_areas`, of stations that are still to be swept; about 50 ms each."""
    return blind_areas([coverage(s, relief) for s in stations], coverage(aloft, relief), altitudes_m, relief)
