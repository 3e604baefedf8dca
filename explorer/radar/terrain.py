"""The ground under the rays: heights of the relief, and how much the air bends a ray over it.

Heights: ITU-R P.1511-2, *Topography for Earth-space propagation modelling*, means over cells of 5'. A mean
hides its ridges, so the shipped relief is multiplied by a crest factor. Refractivity: ITU-R P.453, the
gradient in the lowest kilometre, whose effective earth radius is k = 157/(157 + dN) times the true one
(ITU-R P.310; 157 N-units/km is the curvature of the earth, 10^6 / 6371 km).
"""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer import assets
from explorer.scenario.model import Floats

CREST_FACTOR = 1.5
CREST_SPREAD = 0.16
"""How far the crest factor may be off. Put as the factor that would give the same floor on the 5' means,
the independent 15" model's twelve floors that terrain sets lie at 1.22 and 1.54 (quartiles), median 1.4: half
the distance between the quartiles."""

_EARTH_CURVATURE = 157.0  # N-units per km

Heights = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """Heights of the ground on a regular grid of degrees, rows from south to north.

    ``lat0``, ``lon0`` are the centre of the first cell, ``step_lat`` and ``step_lon`` the spacing, all in
    degrees. Heights are metres above the sea before ``factor``; what lies below the sea is the sea, whose
    surface stops a ray at 0. ``factor_low`` and ``factor_high`` bound the factor. Outside the grid the
    heights are those of ``beyond``, or 0. ``holes`` counts cells that the file left open.
    """

    heights: Heights
    lat0: float
    lon0: float
    step_lat: float
    step_lon: float
    name: str
    factor: float = 1.0
    factor_low: float = 1.0
    factor_high: float = 1.0
    shipped: bool = False
    beyond: "Relief | None" = None
    holes: int = 0
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        if self.heights.ndim != 2 or min(self.heights.shape) < 2 or not (self.step_lat > 0 < self.step_lon):
            raise ValueError("a relief needs two rows and two columns or more, and steps above 0")
        # nan would poison every floor behind it.
        grid = np.ascontiguousarray(np.nan_to_num(self.heights, nan=0.0), dtype=np.float32)
        np.maximum(grid, 0, out=grid)
        grid.setflags(write=False)
        object.__setattr__(self, "heights", grid)
        place = (self.lat0, self.lon0, self.step_lat, self.step_lon, self.factor, grid.shape)
        mark = hashlib.sha256(repr(place).encode())
        mark.update(grid.data)
        if self.beyond is not None:
            mark.update(self.beyond.digest.encode())
        object.__setattr__(self, "digest", mark.hexdigest()[:16])

    @property
    def cell_km(self) -> float:
        """The shorter side of a cell, in km."""
        middle = self.lat0 + self.step_lat * (self.heights.shape[0] - 1) / 2
        return 111.2 * min(self.step_lat, self.step_lon * float(np.cos(np.radians(middle))))

    def scaled(self, factor: float, low: float | None = None, high: float | None = None) -> Self:
        """Return the same ground with another factor; its bounds are the factor itself unless given."""
        return replace(
            self,
            factor=factor,
            factor_low=factor if low is None else low,
            factor_high=factor if high is None else high,
        )

    def wrapped(self, lon: Floats) -> Floats:
        """Return ``lon`` plus or minus full turns, so that it is the nearest to the grid's middle."""
        middle = self.lon0 + self.step_lon * (self.heights.shape[1] - 1) / 2
        return np.asarray(middle + (lon - middle + 180) % 360 - 180)

    def height(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Return the height in metres above the sea, interpolated between the four nearest cells.

        Arrays broadcast. Between cell centres the ground is taken as a bilinear surface; the outer half of a
        border cell has the height of its centre line.
        """
        x = (np.asarray(lon, dtype=float) - self.lon0) / self.step_lon
        y = (np.asarray(lat, dtype=float) - self.lat0) / self.step_lat
        if x.shape != y.shape:
            x, y = np.broadcast_arrays(x, y)
        rows, columns = self.heights.shape
        if x.size and min(x.min(), y.min()) >= 0 and x.max() < columns - 1 and y.max() < rows - 1:
            return self._between(x, y)
        inside = (x >= -0.5) & (x <= columns - 0.5) & (y >= -0.5) & (y <= rows - 0.5)
        found = self._between(
            np.clip(np.nan_to_num(x), 0, columns - 1.000001), np.clip(np.nan_to_num(y), 0, rows - 1.000001)
        )
        other = 0.0 if self.beyond is None else self.beyond.height(lon, lat)
        return np.asarray(np.where(inside, found, other))

    def _between(self, x: Floats, y: Floats) -> Floats:
        """Interpolate at grid coordinates that are known to lie inside, to a millimetre."""
        grid, columns = self.heights.reshape(-1), self.heights.shape[1]
        at, j = y.astype(np.intp), x.astype(np.intp)
        fx, fy = (x - j).astype(np.float32), (y - at).astype(np.float32)
        at *= columns
        at += j
        south = grid.take(at)
        at += 1
        south += fx * (grid.take(at) - south)
        at += columns
        north = grid.take(at)
        at -= 1
        west = grid.take(at)
        west += fx * (north - west)
        west -= south
        west *= fy
        south += west
        return np.multiply(south, self.factor, dtype=float)


def load_relief(
    path: Path | None = None, factor: float = CREST_FACTOR, spread: float = CREST_SPREAD
) -> Relief:
    """Return the shipped relief times ``factor`` (``spread`` to either side bounds it).

    Raises OSError where the file is missing, ValueError or KeyError where it is no relief.
    """
    with np.load(assets.data("terrain", "relief.npz") if path is None else path) as file:
        step = float(file["step"])
        return Relief(
            heights=file["height"].astype(np.float32),
            lat0=float(file["lat0"]),
            lon0=float(file["lon0"]),
            step_lat=step,
            step_lon=step,
            name="ITU-R P.1511-2, means over 5'",
            factor=factor,
            factor_low=factor - spread,
            factor_high=factor + spread,
            shipped=True,
        )


def smooth_earth() -> Relief:
    """Return a relief of sea alone: what the curve of the earth does by itself."""
    return Relief(np.zeros((2, 2), np.float32), 0.0, 0.0, 1.0, 1.0, "smooth earth")


@dataclass(frozen=True, slots=True, eq=False)
class Refractivity:
    """The refractivity gradient in the lowest kilometre, N-units per km, by percentile, row and column.

    ``percent`` is the share of an average year in which the gradient is below the value: 50 is the median, 1
    the rare strong bending (large k).
    """

    dn: Floats
    percent: Floats
    lat: Floats
    lon: Floats

    def effective_k(self, lon: float, lat: float, percent: float = 50) -> float:
        """Return k = 157/(157 + dN) at a place; beyond the grid, that of its edge.

        Between the percentiles of the file the gradient is interpolated; ``percent`` outside them raises
        ValueError.
        """
        if not self.percent[0] <= percent <= self.percent[-1]:
            raise ValueError(f"percent must lie in {self.percent[0]:g} to {self.percent[-1]:g}")
        y = float(np.clip(np.interp(lat, self.lat, np.arange(len(self.lat))), 0, len(self.lat) - 1.000001))
        x = float(np.clip(np.interp(lon, self.lon, np.arange(len(self.lon))), 0, len(self.lon) - 1.000001))
        i, j = int(y), int(x)
        corner = self.dn[:, i : i + 2, j : j + 2]
        column = np.array([1 - (y - i), y - i]) @ corner @ np.array([1 - (x - j), x - j])
        gradient = float(np.interp(percent, self.percent, column))
        return _EARTH_CURVATURE / (_EARTH_CURVATURE + gradient)


def load_refractivity(path: Path | None = None) -> Refractivity:
    """Return the shipped gradients; raises OSError, ValueError or KeyError as ``load_relief``."""
    with np.load(assets.data("terrain", "refractivity.npz") if path is None else path) as file:
        return Refractivity(
            file["dn"].astype(float), file["percent"].astype(float), file["lat"].astype(float), file["lon"]
        )


def effective_k(lon: float, lat: float, percent: float = 50) -> float:
    """Return the effective earth radius factor at a place from the shipped gradients (read at each call)."""
    return load_refractivity().effective_k(lon, lat, percent)
