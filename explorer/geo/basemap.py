"""The base map, projected: coasts, lakes, rivers, borders, depths and a soft hill-shade.

Everything lies on ``MAP`` in km, y northwards, and comes out of one file (data/build.py makes it from the
FlatGeobuf files beside it), so that the map is there before geopandas could have been imported.

How to paint it: polygons of a layer as one path with the *odd-even* rule (holes are rings like any other);
sea, then ``depths`` in their order, then one level of the land, the hill-shade clipped to that land, lakes,
rivers, borders. Each level of the land covers the whole frame, so the scale alone chooses it:
``land_at(km_per_px)``. The only straight cuts are on the edge of the frame: keep the picture within
``frame`` and none shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer import assets
from explorer.geo.projection import MAP

Box = tuple[float, float, float, float]
"""West, south, east, north in map km."""


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings (closed: the last point repeats the first) or lines, one behind the other.

    ``xy`` is (n, 2) in map km; ``starts`` the row where each begins; it ends where the next one begins.
    """

    xy: NDArray[np.float32]
    starts: NDArray[np.int32]

    def __len__(self) -> int:
        """Return how many rings or lines there are."""
        return len(self.starts)

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        """Yield the (n, 2) points of each ring or line, as views."""
        for start, end in pairwise([*self.starts.tolist(), len(self.xy)]):
            yield self.xy[start:end]

    def boxes(self) -> NDArray[np.float32]:
        """Return west, south, east, north of each in map km, shape (rings, 4)."""
        if not len(self):
            return np.empty((0, 4), dtype=np.float32)
        low = np.minimum.reduceat(self.xy, self.starts, axis=0)
        return np.hstack([low, np.maximum.reduceat(self.xy, self.starts, axis=0)])

    def contains(self, x: float, y: float) -> bool:
        """Return whether a place (map km) is inside, by the odd-even rule."""
        west, south, east, north = self.boxes().T
        inside = False
        bounds = np.append(self.starts, len(self.xy))
        for i in np.flatnonzero((west <= x) & (x <= east) & (south <= y) & (y <= north)):
            ax, ay = self.xy[bounds[i] : bounds[i + 1] - 1].astype(float).T
            bx, by = self.xy[bounds[i] + 1 : bounds[i + 1]].astype(float).T
            crossing = (ay > y) != (by > y)
            at = ax[crossing] + (y - ay[crossing]) * (bx - ax)[crossing] / (by - ay)[crossing]
            inside ^= bool(np.count_nonzero(at > x) % 2)
        return inside


@dataclass(frozen=True, slots=True)
class LandLevel:
    """The land at one level of detail, good up to ``km_per_px``; ``bbox`` is what it covers."""

    km_per_px: float
    rings: Rings
    bbox: Box


@dataclass(frozen=True, slots=True)
class Shade:
    """A hill-shade: 128 is level ground or sea, more is lit (from the north-west), less is in shadow.

    ``values`` is (rows, columns), the south row first; the centre of ``values[0, 0]`` is at ``x0``, ``y0``
    and cells are ``step_km`` wide.
    """

    values: NDArray[np.uint8]
    x0: float
    y0: float
    step_km: float


@dataclass(frozen=True, slots=True)
class Basemap:
    """All layers. ``land`` runs from fine to coarse, ``depths`` from shallow to deep (metres, positive)."""

    frame: Box
    land: tuple[LandLevel, ...]
    lakes: Rings
    rivers: Rings
    borders: Rings
    depths: tuple[tuple[float, Rings], ...]
    shade: Shade

    def land_at(self, km_per_px: float) -> LandLevel:
        """Return the coarsest level that is good enough at a scale."""
        return next((level for level in self.land if km_per_px <= level.km_per_px), self.land[-1])

    def is_land(self, lon: float, lat: float) -> bool:
        """Return whether a place is on the finest land; a lake counts as land."""
        x, y = MAP.forward(lon, lat)
        return self.land[0].rings.contains(float(x), float(y))


def load(path: Path | None = None) -> Basemap:
    """Read the base map; by default the one that ships with the program.

    Raises OSError where there is no such file, and ValueError where it is not a base map of this program's
    projection.
    """
    path = assets.data("basemap", "basemap.npz") if path is None else path
    try:
        with np.load(path) as stored:
            return _read(stored)
    except (KeyError, EOFError) as missing:
        raise ValueError(f"{path}: not a base map ({missing}); make it again with data/build.py") from missing
    except ValueError as reason:
        raise ValueError(f"{path}: {reason}") from reason


def _read(stored: "np.lib.npyio.NpzFile") -> Basemap:
    lon0, lat0 = stored["centre"].tolist()
    if (lon0, lat0) != (MAP.lon0, MAP.lat0):
        raise ValueError(
            f"the base map is centred on {lon0} E, {lat0} N but the program's map on {MAP.lon0} E, "
            f"{MAP.lat0} N; make it again with data/build.py"
        )

    def rings(key: str) -> Rings:
        return Rings(stored[f"{key}_xy"], stored[f"{key}_starts"])

    west, south, east, north = stored["frame"].tolist()
    frame = (west, south, east, north)
    scales = stored["land_km_per_px"].tolist()
    x0, y0, step = stored["shade_at"].tolist()
    return Basemap(
        frame=frame,
        land=tuple(LandLevel(scale, rings(f"land_{i}"), frame) for i, scale in enumerate(scales)),
        lakes=rings("lakes"),
        rivers=rings("rivers"),
        borders=rings("borders"),
        depths=tuple((depth, rings(f"depth_{i}")) for i, depth in enumerate(stored["depth_m"].tolist())),
        shade=Shade(stored["shade"], x0, y0, step),
    )
