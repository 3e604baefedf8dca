import json
import subprocess
import sys

import numpy as np
import pytest

from explorer import assets
from explorer.geo import basemap
from explorer.geo.projection import MAP

FOLDER = assets.data("basemap")


@pytest.fixture(scope="module")
def shown():
    return basemap.load()


def coordinates(name):
    import geopandas as gpd
    import shapely

    shapes = gpd.read_file(FOLDER / f"{name}.fgb").geometry
    parts = shapely.get_parts(shapes.to_numpy())
    if (shapely.get_type_id(parts) == 3).all():
        parts = shapely.get_rings(parts)
    points, owner = shapely.get_coordinates(parts, return_index=True)
    return np.split(np.transpose(MAP.forward(*points.T)), np.flatnonzero(np.diff(owner)) + 1)


def in_order(rings):
    return sorted(
        (np.asarray(r, dtype=float) for r in rings), key=lambda r: (len(r), *r.mean(axis=0).round(1))
    )


@pytest.mark.parametrize("name", ["land", "land_overview", "lakes", "rivers", "borders"])
def test_holds_what_the_flatgeobuf_file_holds(shown, name):
    stored = {
        "land": shown.land[0].rings,
        "land_overview": shown.land[-1].rings,
        "lakes": shown.lakes,
        "rivers": shown.rivers,
        "borders": shown.borders,
    }[name]
    wanted = coordinates(name)
    assert len(stored) == len(wanted)
    for a, b in zip(in_order(stored), in_order(wanted), strict=True):
        assert len(a) == len(b)
        assert np.abs(a - b).max() < 0.001


def test_holds_the_depths_from_shallow_to_deep(shown):
    import geopandas as gpd

    layer = gpd.read_file(FOLDER / "depths.fgb").sort_values("depth_m")
    assert [depth for depth, _ in shown.depths] == layer.depth_m.tolist() == [200, 500, 1000, 2000, 3000]
    assert layer.geometry.is_valid.all()
    assert (np.diff([shape.area for shape in layer.geometry]) < 0).all()
    for (_, rings), shape in zip(shown.depths, layer.geometry, strict=True):
        assert len(rings) == sum(1 + len(part.interiors) for part in shape.geoms)


def test_the_middle_level_is_made_of_the_fine_one(shown):
    fine, middle, coarse = (level.rings.xy for level in shown.land)
    assert len(fine) > 3 * len(middle) > 3 * len(coarse)
    known = {(x, y) for x, y in fine.tolist()}
    met = sum((x, y) in known for x, y in middle.tolist())
    assert met > 0.99 * len(middle)  # all but the few points where a thinned ring crossed itself


@pytest.mark.parametrize(
    ("lon", "lat", "place"),
    [
        (140.720, 41.770, "the isthmus of Hakodate"),
        (140.822, 41.770, "Hakodate airport"),
        (139.45, 42.15, "Okushiri"),
        (139.76, 39.93, "the Oga peninsula"),
        (139.72, 39.97, "Nyudo-zaki"),
        (141.24, 45.18, "Rishiri"),
        (139.37, 41.51, "Oshima-Oshima"),
        (133.45, 44.15, "Chuguyevka"),
        (125.30, 24.80, "Miyako, outside the fine area"),
    ],
)
def test_land_is_land(shown, lon, lat, place):
    assert shown.is_land(lon, lat), place


@pytest.mark.parametrize(
    ("lon", "lat", "place"),
    [
        (140.70, 41.80, "Hakodate bay"),
        (140.65, 41.50, "the Tsugaru strait"),
        (138.0, 42.0, "the Sea of Japan"),
        (139.65, 42.15, "between Okushiri and Hokkaido"),
        (128.0, 33.0, "a corner of the fine area"),
        (141.0, 40.98, "Mutsu bay"),
    ],
)
def test_sea_is_sea(shown, lon, lat, place):
    assert not shown.is_land(lon, lat), place


def test_every_level_covers_the_frame_and_none_leaves_it(shown):
    west, south, east, north = shown.frame
    for level in shown.land:
        assert level.bbox == shown.frame
        boxes = level.rings.boxes()
        # Land reaches the frame's western and northern edge (China, Siberia): the only cuts are there.
        assert boxes[:, 0].min() == pytest.approx(west, abs=3)
        assert boxes[:, 3].max() == pytest.approx(north, abs=3)
        assert boxes[:, 1].min() >= south - 3
        assert boxes[:, 2].max() <= east + 3


def test_no_level_has_a_cut_inside_the_frame(shown):
    # A coast clipped at 128 E or 33 N would run along that meridian or parallel for many kilometres.
    for level in shown.land:
        xy = level.rings.xy.astype(float)
        within = np.ones(len(xy) - 1, dtype=bool)
        within[level.rings.starts[1:] - 1] = False
        long = within & (np.hypot(*np.diff(xy, axis=0).T) > 20)
        lon, lat = MAP.inverse(*xy.T)
        for column, edges in ((lon, (122, 128, 148, 149)), (lat, (23, 33, 50, 51))):
            for edge in edges:
                on = np.abs(column - edge) < 1e-4
                assert not (on[1:] & on[:-1] & long).any()


def test_rings_are_closed_and_split_where_they_start(shown):
    for layer in (*(level.rings for level in shown.land), shown.lakes, *(rings for _, rings in shown.depths)):
        assert layer.starts[0] == 0
        assert (np.diff(layer.starts) >= 4).all()
        assert all((ring[0] == ring[-1]).all() for ring in layer)
        assert sum(map(len, layer)) == len(layer.xy)
        assert layer.xy.dtype == np.float32


@pytest.mark.parametrize(("scale", "level"), [(0.02, 0), (0.33, 0), (0.34, 1), (0.9, 1), (2.0, 2), (1e12, 2)])
def test_the_scale_chooses_the_level(shown, scale, level):
    assert shown.land_at(scale) is shown.land[level]


def test_odd_even_with_a_hole():
    square = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    hole = [(4, 4), (6, 4), (6, 6), (4, 6), (4, 4)]
    rings = basemap.Rings(np.array(square + hole, dtype=np.float32), np.array([0, 5], dtype=np.int32))
    assert rings.contains(2, 5)
    assert not rings.contains(5, 5)
    assert rings.contains(8, 5)
    assert not rings.contains(11, 5)
    assert rings.boxes().tolist() == [[0, 0, 10, 10], [4, 4, 6, 6]]


def test_shade_covers_the_frame_and_is_level_at_sea(shown):
    shade = shown.shade
    west, south, east, north = shown.frame
    rows, columns = shade.values.shape
    assert shade.x0 - shade.step_km / 2 == west
    assert shade.y0 - shade.step_km / 2 == south
    assert columns * shade.step_km == east - west
    assert rows * shade.step_km == north - south

    def at(lon, lat):
        x, y = MAP.forward(lon, lat)
        return int(shade.values[round((y - shade.y0) / shade.step_km), round((x - shade.x0) / shade.step_km)])

    assert at(138, 42) == at(145, 38) == 128
    # The Hidaka mountains: lit on the north-western side, dark on the south-eastern.
    assert at(142.55, 42.75) > 135
    assert at(142.85, 42.55) < 121


def test_another_projection_is_refused_in_one_sentence(tmp_path):
    with np.load(FOLDER / "basemap.npz") as stored:
        arrays = {**stored, "centre": np.array([140.0, 42.0])}
    path = tmp_path / "other.npz"
    np.savez(path, **arrays)
    with pytest.raises(
        ValueError, match=r"centred on 140\.0 E, 42\.0 N but the program's map on 138\.0 E"
    ) as raised:
        basemap.load(path)
    assert "\n" not in str(raised.value)


def test_other_files_are_refused(tmp_path):
    np.savez(tmp_path / "poor.npz", centre=np.array([MAP.lon0, MAP.lat0]))
    with pytest.raises(ValueError, match="not a base map"):
        basemap.load(tmp_path / "poor.npz")
    (tmp_path / "text.npz").write_text("no archive")
    with pytest.raises(ValueError, match=r"text\.npz"):
        basemap.load(tmp_path / "text.npz")
    (tmp_path / "empty.npz").touch()
    with pytest.raises(ValueError, match="not a base map"):
        basemap.load(tmp_path / "empty.npz")
    with pytest.raises(FileNotFoundError):
        basemap.load(tmp_path / "none.npz")


def test_needs_neither_qt_nor_geopandas():
    code = (
        "import sys; from explorer.geo import basemap; basemap.load();"
        "print([m for m in ('PySide6', 'geopandas', 'shapely', 'pandas', 'pyproj') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_territorial_sea_is_three_nautical_miles_wide():
    import shapely

    from explorer.geo import geodesy

    feature = json.loads((FOLDER / "territorial_sea.geojson").read_text("utf-8"))
    sea = shapely.from_geojson(json.dumps(feature["geometry"]))
    assert sea.is_valid
    assert feature["properties"]["kind"] == "territorial-sea"
    for lon, lat in ((140.70, 41.75), (139.45, 42.15), (141.24, 45.18), (139.70, 39.96), (140.72, 41.80)):
        assert shapely.contains_xy(sea, lon, lat)
    # Tsugaru strait, Soviet-held Kunashir and Sakhalin, Takeshima, 4 miles off Okushiri: outside.
    for lon, lat in ((140.65, 41.50), (145.9, 44.1), (142.7, 46.9), (131.87, 37.24), (139.30, 42.20)):
        assert not shapely.contains_xy(sea, lon, lat)
    # Off Oshima-Oshima every point of the limit is three miles from the nearest point of the coast.
    land = basemap.load().land[0].rings.xy
    coast = np.transpose(MAP.inverse(*land.astype(float).T))
    coast = coast[(np.abs(coast[:, 0] - 139.37) < 0.1) & (np.abs(coast[:, 1] - 41.51) < 0.1)]
    around = next(p for p in sea.geoms if shapely.contains_xy(p, 139.37, 41.51))
    limit = shapely.get_coordinates(around)
    km, _ = geodesy.inverse(limit[:, :1], limit[:, 1:], coast[:, 0], coast[:, 1])
    assert np.abs(km.min(axis=1) - 3 * 1.852).max() < 0.12
