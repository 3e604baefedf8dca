"""What the stations see, and what none sees, at a ladder of altitudes: computed once, then looked up."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.geo.projection import MAP
from explorer.radar.contour import Polygon
from explorer.radar.contour import outlines as contour
from explorer.radar.coverage import STEP_KM, Box, Combined, Coverage, coverage, lowest
from explorer.radar.horizon import Station
from explorer.radar.terrain import Relief
from explorer.scenario.model import Floats

CHOICES_M = (15.24, 30.48, 250.0, 548.64, 6096.0, 18288.0)
"""Altitudes that a viewer can choose or a source names: 50, 100, 1,800, 20,000 and 60,000 ft, and 250 m."""


def levels(count: int = 60, low: float = 15.24, high: float = 18288.0) -> Floats:
    """Return altitudes in metres, evenly spaced in their logarithm, with those of ``CHOICES_M`` exact."""
    spaced = np.geomspace(low, high, count)
    keep = [v for v in spaced.tolist() if all(abs(math.log(v / c)) > 0.03 for c in CHOICES_M)]
    return np.array(sorted([*keep, *CHOICES_M]))


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What is seen at one altitude: polygons in map km by station, and those that none sees."""

    altitude_m: float
    seen: Mapping[str, tuple[Polygon, ...]]
    blind: tuple[Polygon, ...]


LOWEST_M = (30.48, 304.8, 1524.0, 6096.0)
"""Classes of the lowest height seen: down to 100, 1,000, 5,000 and 20,000 ft."""

_STEEP_M = 200.0  # the field of ``lowest_areas`` is cut off here: beyond a range there is no height


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Levels from the lowest altitude to the highest.

    Beyond ``box`` (map km) no station's range reaches: all of it is blind.
    """

    box: Box
    altitudes: Floats
    levels: tuple[Level, ...]

    def at(self, altitude_m: float) -> Level:
        """Return the level nearest to an altitude, by ratio."""
        logs = np.log(self.altitudes)
        return self.levels[int(np.argmin(np.abs(logs - math.log(max(altitude_m, 1.0)))))]


def outlines(coverages: Mapping[str, Coverage], wanted: Callable[[], bool] = lambda: True) -> Outlines | None:
    """Return what the given stations see at every level; None once ``wanted`` ends, or without any."""
    grids = list(coverages.values())
    if not grids:
        return None
    west, south = min(g.column for g in grids), min(g.row for g in grids)
    east = max(g.column + g.floor_m.shape[1] for g in grids)
    north = max(g.row + g.floor_m.shape[0] for g in grids)
    x, y = STEP_KM * np.arange(west, east, dtype=float), STEP_KM * np.arange(south, north, dtype=float)

    def together(altitude: float) -> NDArray[np.float32]:
        """Return a field that is above 0 where any station sees the altitude."""
        best = np.full((len(y), len(x)), np.float32(-1000))
        for one in grids:
            field = one.field(altitude)
            rows, columns = field.shape
            top, left = one.row - south, one.column - west
            part = best[top : top + rows, left : left + columns]
            np.maximum(part, field, out=part)
        return best

    made = []
    for altitude in (altitudes := levels()).tolist():
        if not wanted():
            return None
        seen = {name: contour(one.x, one.y, one.field(altitude)) for name, one in coverages.items()}
        made.append(Level(altitude, seen, contour(x, y, -together(altitude))))
    box = Box(float(x[0]), float(y[0]), float(x[-1]), float(y[-1]))
    return Outlines(box, altitudes, tuple(made))


def lowest_areas(
    stations: Sequence[Station], relief: Relief, wanted: Callable[[], bool] = lambda: True
) -> tuple[tuple[Polygon, ...], ...] | None:
    """Return the areas in which any station sees down to each of ``LOWEST_M``: polygons in map km.

    Each lies within the next. None once ``wanted`` ends, or without any station.
    """
    if not stations:
        return None
    x, y = MAP.forward([s.lon for s in stations], [s.lat for s in stations])
    reach = 1.1 * np.array([s.range_km for s in stations])  # the map's scale grows by a few per cent
    box = Box(
        float((x - reach).min()), float((y - reach).min()), float((x + reach).max()), float((y + reach).max())
    )
    best: Combined | None = None
    for station in stations:
        # One at a time: all of them together would be tens of megabytes.
        found = lowest((coverage(station, relief),), box)
        if best is None:
            best = found
        else:
            np.fmin(best.floor_m, found.floor_m, out=best.floor_m)
        if not wanted():
            return None
    assert best is not None
    floor = np.nan_to_num(best.floor_m, copy=False, nan=1e6)
    steep = np.float32(_STEEP_M)
    return tuple(
        contour(best.x, best.y, np.clip(np.float32(altitude) - floor, -steep, steep)) for altitude in LOWEST_M
    )
