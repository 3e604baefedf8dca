"""A user's own elevation model instead of the shipped relief: any GeoTIFF that rasterio reads."""

import math
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from explorer.radar.terrain import Heights, Relief
from explorer.scenario.units import M_PER_FOOT

if TYPE_CHECKING:
    from affine import Affine
    from rasterio.crs import CRS
    from rasterio.io import DatasetReader

MOST_CELLS = 9_000_000
"""A finer file is averaged down to about this many cells: 36 MB."""

MOST_READ = 2_500_000_000
"""More cells than these in the area, and without overviews, take minutes to average: they are not read."""

_FEET = re.compile(r"\b(ft|us-?ft|ftus|foot|feet)\b", re.IGNORECASE)
"""Units of height that are feet; any other, or none, is taken for metres."""

_DEGREES = "EPSG:4326"
_SAME_DEGREES = (4326, 4612, 6668)
"""WGS 84, JGD2000 and JGD2011: within a metre or two of one another, so no warping between them."""

_LOWEST_M, _HIGHEST_M = -12_000.0, 9_000.0
_UNDECLARED = (-9999.0, -32767.0, -32768.0)
"""What files without a nodata value often write where they have none."""


class RasterError(Exception):
    """A raster of which no relief can be made; the message is one sentence for the user."""


def load_raster(path: Path, beyond: Relief) -> Relief:
    """Return the heights in a raster file's first band, in metres, with factor 1.

    Scale, offset and unit (metres or feet) are the file's own.
    Only what lies within ``beyond`` (the shipped relief) is read: warped to degrees, and averaged where the
    file is finer than ``MOST_CELLS`` allow. Holes (nodata, nan, heights that no place on earth has) take the
    height of ``beyond``, as does the ground outside the file; ``Relief.holes`` counts them. Slow for large
    files: not for the GUI's thread. Raises RasterError.
    """
    try:
        import rasterio
        from rasterio.errors import NotGeoreferencedWarning, RasterioError
    except ImportError:
        raise RasterError(
            "Elevation models need rasterio, which is not installed: pip install rasterio"
        ) from None
    try:
        env = rasterio.Env(GDAL_CACHEMAX=64, GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR")
        with warnings.catch_warnings(), env:
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # it is said below, in one sentence
            with rasterio.open(path) as file:
                return _read(file, path.name, beyond)
    except RasterError:
        raise
    # GDAL's own faults reach here under several names; all mean that the file cannot be read.
    except (RasterioError, OSError, ValueError, MemoryError) as error:
        # "See previous exception for details": those are for the user.
        told = error.__cause__ if isinstance(error.__cause__, Exception) else error
        reason = str(told).strip().splitlines()
        raise RasterError(
            f"{path.name} cannot be read: {reason[0] if reason else type(error).__name__}"
        ) from error


def _read(file: "DatasetReader", name: str, beyond: Relief) -> Relief:
    from rasterio.warp import transform_bounds

    if file.crs is None:
        raise RasterError(f"{name} does not say which coordinate system it uses.")
    if np.dtype(file.dtypes[0]).kind not in "iuf":
        raise RasterError(f"{name} holds no heights: its values are {file.dtypes[0]}.")
    left, low, right, high = file.bounds
    bounds = transform_bounds(file.crs, _DEGREES, left, min(low, high), right, max(low, high), densify_pts=21)
    west, south, east, north = _within(bounds, beyond, name)
    source, place = _decimated(file, west, south, east, north)
    if place.b == place.d == 0 and place.e < 0 and file.crs.to_epsg() in _SAME_DEGREES:
        heights = np.ascontiguousarray(source[::-1])
        west, north = place.c, place.f
        east, south = place.c + place.a * source.shape[1], place.f + place.e * source.shape[0]
    else:
        heights = _warped(source, place, file.crs, (west, south, east, north))
    rows, columns = heights.shape
    if min(rows, columns) < 2:
        raise RasterError(f"{name} has too few cells in the area: {rows} by {columns}.")
    step_lon, step_lat = (east - west) / columns, (north - south) / rows
    lat = south + step_lat * (np.arange(rows) + 0.5)
    lon = west + step_lon * (np.arange(columns) + 0.5)
    row, column = np.nonzero(np.isnan(heights))
    if row.size == heights.size:
        raise RasterError(
            f"{name} has no heights at {south:.1f} to {north:.1f} N, {west:.1f} to {east:.1f} E."
        )
    heights[row, column] = beyond.height(lon[column], lat[row])
    return Relief(
        heights=heights,
        lat0=float(lat[0]),
        lon0=float(lon[0]),
        step_lat=step_lat,
        step_lon=step_lon,
        name=name,
        beyond=beyond,
        holes=len(row),
    )


def _decimated(
    file: "DatasetReader", west: float, south: float, east: float, north: float
) -> tuple[Heights, "Affine"]:
    """Return the heights about these degrees in the file's own system, nan where it has none, and where.

    Averaged while they are read, so that a file of any size takes a bounded room.
    """
    from rasterio.enums import Resampling
    from rasterio.warp import transform_bounds
    from rasterio.windows import Window
    from rasterio.windows import from_bounds as window_of

    whole = Window(0, 0, file.width, file.height)
    plane = transform_bounds(_DEGREES, file.crs, west, south, east, north, densify_pts=21)
    upright = file.transform.b == file.transform.d == 0 and file.transform.e < 0
    window = whole
    if upright and all(math.isfinite(p) for p in plane):
        near = window_of(*plane, transform=file.transform).round_offsets().round_lengths(op="ceil")
        window = near.intersection(whole)
    cells = window.width * window.height
    coarser = max(1.0, math.sqrt(cells / MOST_CELLS))
    if cells / max([1, *(f for f in file.overviews(1) if f <= coarser)]) ** 2 > MOST_READ:
        raise RasterError(
            f"{Path(file.name).name} is too fine: {window.width:,.0f} by {window.height:,.0f} cells in the "
            "area; give it overviews (gdaladdo) or larger cells."
        )
    shape = (max(1, round(window.height / coarser)), max(1, round(window.width / coarser)))
    way = Resampling.average if coarser > 1 else Resampling.nearest
    masked = file.read(1, window=window, out_shape=shape, resampling=way, masked=True)
    heights = np.ma.filled(masked.astype(np.float32), np.nan)
    if file.nodata is None:
        heights[np.isin(heights, np.array(_UNDECLARED, dtype=np.float32))] = np.nan
    size = M_PER_FOOT if _FEET.search(file.units[0] or "") else 1.0
    if (file.scales[0], file.offsets[0], size) != (1.0, 0.0, 1.0):
        heights = np.asarray((heights * file.scales[0] + file.offsets[0]) * size, dtype=np.float32)
    heights[~((heights > _LOWEST_M) & (heights < _HIGHEST_M))] = np.nan
    cell = file.transform.scale(window.width / shape[1], window.height / shape[0])
    return heights, file.window_transform(window) @ cell


def _warped(
    source: Heights, place: "Affine", crs: "CRS", bounds: tuple[float, float, float, float]
) -> Heights:
    """Return the heights between these degrees (west, south, east, north), rows from south to north.

    About as many cells as there were, square on the ground. Between two grids a crest loses at most what it
    bends over one cell.
    """
    from rasterio.enums import Resampling
    from rasterio.transform import from_bounds
    from rasterio.warp import reproject

    west, south, east, north = bounds
    tall = (north - south) / ((east - west) * math.cos(math.radians((south + north) / 2)))
    rows = max(2, round(math.sqrt(source.size * tall)))
    heights = np.full((rows, max(2, round(source.size / rows))), np.nan, dtype=np.float32)
    reproject(
        source,
        heights,
        src_transform=place,
        src_crs=crs,
        src_nodata=math.nan,
        dst_transform=from_bounds(west, south, east, north, heights.shape[1], rows),
        dst_crs=_DEGREES,
        dst_nodata=math.nan,
        resampling=Resampling.bilinear,
        warp_mem_limit=64,
    )
    return np.ascontiguousarray(heights[::-1])


def _within(
    bounds: tuple[float, float, float, float], beyond: Relief, name: str
) -> tuple[float, float, float, float]:
    """Return the part of ``bounds`` (west, south, east, north) that the area of ``beyond`` has too."""
    rows, columns = beyond.heights.shape
    area = (
        beyond.lon0 - beyond.step_lon / 2,
        beyond.lat0 - beyond.step_lat / 2,
        beyond.lon0 + beyond.step_lon * (columns - 0.5),
        beyond.lat0 + beyond.step_lat * (rows - 0.5),
    )
    if not all(math.isfinite(b) for b in bounds):
        raise RasterError(f"{name} lies nowhere on earth by its own coordinates.")
    west, south = max(bounds[0], area[0]), max(bounds[1], area[1])
    east, north = min(bounds[2], area[2]), min(bounds[3], area[3])
    if west >= east or south >= north:
        raise RasterError(
            f"{name} does not cover the area: it spans {bounds[1]:.1f} to {bounds[3]:.1f} N, "
            f"{bounds[0]:.1f} to {bounds[2]:.1f} E."
        )
    return west, south, east, north
