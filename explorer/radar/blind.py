"""How much sea and land no radar sees at a height, with and without one more radar aloft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.geo.projection import MAP
from explorer.radar.coverage import STEP_KM, Coverage, coverage
from explorer.radar.horizon import Station
from explorer.radar.terrain import Relief


@dataclass(frozen=True, slots=True)
class Blind:
    """The area in km² that none sees at ``altitude_m``: of the stations alone, and with the one aloft."""

    altitude_m: float
    without_km2: float
    with_km2: float


def blind_areas(
    stations: Iterable[Coverage], aloft: Coverage, altitudes_m: Sequence[float]
) -> tuple[float, tuple[Blind, ...]]:
    """Return the area in km² within the range of the one aloft, and what of it is blind at each altitude.

    Counted on the grid of map km, each cell by the projection's scale there.
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

    ground = lowest(grids)
    own = lowest([aloft])
    both = np.minimum(ground, own)
    within = np.isfinite(own)
    row, column = np.nonzero(within)
    lon, lat = MAP.inverse(STEP_KM * (west + column.astype(float)), STEP_KM * (south + row.astype(float)))
    area = (STEP_KM / MAP.scale(lon, lat)) ** 2
    found = tuple(
        Blind(a, float(area[ground[within] > a].sum()), float(area[both[within] > a].sum()))
        for a in altitudes_m
    )
    return float(area.sum()), found


def blind_of(
    stations: Iterable[Station], aloft: Station, relief: Relief, altitudes_m: Sequence[float]
) -> tuple[float, tuple[Blind, ...]]:
    """Like `blind_areas`, of stations that are still to be swept; about 50 ms each."""
    return blind_areas([coverage(s, relief) for s in stations], coverage(aloft, relief), altitudes_m)
