"""What the stations see, and what none sees, at a ladder of altitudes: computed once, then looked up."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.radar.contour import Polygon
from explorer.radar.contour import outlines as contour
from explorer.radar.coverage import STEP_KM, Box, Coverage
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
    made = []
    for altitude in (altitudes := levels()).tolist():
        if not wanted():
            return None
        together = np.full((len(y), len(x)), np.float32(-1000))
        seen = {}
        for name, one in coverages.items():
            field = one.field(altitude)
            seen[name] = contour(one.x, one.y, field)
            rows, columns = field.shape
            part = together[
                one.row - south : one.row - south + rows, one.column - west : one.column - west + columns
            ]
            np.maximum(part, field, out=part)
        made.append(Level(altitude, seen, contour(x, y, -together)))
    box = Box(float(x[0]), float(y[0]), float(x[-1]), float(y[-1]))
    return Outlines(box, altitudes, tuple(made))
