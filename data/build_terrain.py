"""Makes data/terrain/: heights, the sea bed and refractivity, as small grids."""

import tempfile
from pathlib import Path

import numpy as np
from build_sources import ROOT, Cache, Grid

TERRAIN = ROOT / "data" / "terrain"
WEST, SOUTH, EAST, NORTH = 122.0, 23.0, 149.0, 51.0
"""The ground round all 28 stations and 370 km more, degrees: what the terrain grids cover."""
PERCENT = (1, 10, 50, 90, 99)


def heights(cache: Cache) -> tuple[Grid, Grid, Grid]:
    """Return latitudes and longitudes (ascending) of the cells' centres, and mean heights in metres.

    ITU-R P.1511-2 counts from the north-west, from 90.125 N, 180.125 W, in steps of 5': its nodes are the
    centres of cells whose edges lie on whole multiples of 5'. Against the coast of GSHHG the best fit is
    within 1' of that, so the grid is taken as it is declared. Six cells of the sea hold -1; sea is 0.
    """
    grid = cache.array("itur", "itur/data/1511/v2_topo.npz")
    rows, columns = grid.shape
    lat = 90.125 - np.arange(rows) / 12
    lon = -180.125 + np.arange(columns) / 12
    return lat[::-1], lon, np.maximum(grid[::-1], 0)


def depths(cache: Cache) -> tuple[Grid, Grid, Grid]:
    """Return latitudes and longitudes (ascending) of the nodes, and ETOPO1's bedrock heights in metres."""
    import rasterio

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "etopo1.grd")
        path.write_bytes(cache.read("pybacktrack", "pybacktrack/bundle_data/topography/ETOPO1_0.1.grd"))
        with rasterio.open(path, driver="netCDF") as source:
            grid = source.read(1)[::-1]
    rows, columns = grid.shape
    return np.linspace(-90, 90, rows), np.linspace(0, 360, columns), grid.astype(float)


def clip(lat: Grid, lon: Grid, grid: Grid) -> tuple[Grid, Grid, Grid]:
    """Return the part of a grid that the terrain files cover."""
    i = (lat > SOUTH - 1e-6) & (lat < NORTH + 1e-6)
    j = (lon > WEST - 1e-6) & (lon < EAST + 1e-6)
    return lat[i], lon[j], grid[np.ix_(i, j)]


def write_grid(path: Path, lat: Grid, lon: Grid, grid: Grid) -> None:
    """Write heights as int16 metres, south row first, with the centre of the first cell and the step."""
    np.savez_compressed(
        path,
        height=np.round(grid).astype(np.int16),
        lat0=np.float64(lat[0]),
        lon0=np.float64(lon[0]),
        step=np.float64((lat[-1] - lat[0]) / (len(lat) - 1)),
    )
    print(f"{path.name}: {grid.shape}, {grid.min():.0f} to {grid.max():.0f} m, {path.stat().st_size} bytes")


def refractivity(cache: Cache) -> None:
    """Write ITU-R P.453's gradient in the lowest kilometre, exceeded ``percent`` % of the time.

    The recommendation's files run from 90 N to 90 S and from 0 to 360 E in steps of 0.75 degrees. They give
    what is *not exceeded*: the 1 % field is the most negative, the strongest bending.
    """
    lat, lon = np.linspace(-90, 90, 241), np.linspace(0, 360, 481)
    i = (lat >= SOUTH - 0.75) & (lat <= NORTH + 0.75)
    j = (lon >= WEST - 0.75) & (lon <= EAST + 0.75)
    names = [f"itur/data/453/v12_dn_{p:02d}d00_v1.npz" for p in PERCENT]
    fields = [cache.array("itur", name)[::-1][np.ix_(i, j)] for name in names]
    path = TERRAIN / "refractivity.npz"
    np.savez_compressed(
        path,
        dn=np.asarray(fields, dtype=np.float32),
        percent=np.asarray(PERCENT, dtype=np.float64),
        lat=lat[i],
        lon=lon[j],
    )
    print(f"{path.name}: {len(fields)} x {i.sum()} x {j.sum()}, {path.stat().st_size} bytes")


def terrain(cache: Cache) -> None:
    """Make data/terrain/."""
    TERRAIN.mkdir(parents=True, exist_ok=True)
    write_grid(TERRAIN / "relief.npz", *clip(*heights(cache)))
    refractivity(cache)
    write_grid(TERRAIN / "bathymetry.npz", *clip(*depths(cache)))
