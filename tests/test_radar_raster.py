"""A user's elevation model: what can be read is read, and what cannot is said in one sentence."""

import builtins
import resource
import sys

import numpy as np
import pytest

from explorer.geo import geodesy
from explorer.radar import raster
from explorer.radar.horizon import Station, floor_at
from explorer.radar.raster import RasterError, load_raster
from explorer.radar.terrain import load_relief

rasterio = pytest.importorskip("rasterio")
from_origin = pytest.importorskip("rasterio.transform").from_origin
transform = pytest.importorskip("rasterio.warp").transform

# rasterio multiplies affine transforms in a way that affine will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

SHIPPED = load_relief()
WEST, NORTH, STEP = 139.0, 43.0, 0.01


def write(path, heights, crs="EPSG:4326", place=None, nodata=None, **options):
    place = from_origin(WEST, NORTH, STEP, STEP) if place is None else place
    rows, columns = heights.shape
    profile = {"driver": "GTiff", "height": rows, "width": columns, "count": 1, "dtype": heights.dtype}
    with rasterio.open(path, "w", crs=crs, transform=place, nodata=nodata, **profile, **options) as file:
        file.write(heights, 1)
    return path


def hill(lon, lat, top=1200.0, spread=0.15):
    return top * np.exp(-(((lon - 139.605) / spread) ** 2 + ((lat - 42.595) / spread) ** 2))


def grid(rows=100, columns=120, **shape):
    lon = WEST + STEP * (np.arange(columns) + 0.5)
    lat = NORTH - STEP * (np.arange(rows) + 0.5)
    return hill(lon[None, :], lat[:, None], **shape).astype(np.float32)


def test_heights_stand_where_they_stood(tmp_path):
    relief = load_raster(write(tmp_path / "fine.tif", grid()), SHIPPED)
    lon, lat = np.array([139.605, 139.455, 139.805]), np.array([42.595, 42.605, 42.455])
    assert relief.height(lon, lat) == pytest.approx(hill(lon, lat), abs=2)
    assert (relief.name, relief.factor, relief.holes, relief.shipped) == ("fine.tif", 1.0, 0, False)
    assert relief.digest != SHIPPED.digest


def test_another_projection_is_warped(tmp_path):
    # Japan's zone 11 of the plane rectangular coordinates, in metres.
    x, y = transform("EPSG:4326", "EPSG:2453", [139.6], [42.6])
    rows = columns = 200
    place = from_origin(x[0] - 50_000, y[0] + 50_000, 500, 500)
    px = x[0] - 50_000 + 500 * (np.arange(columns) + 0.5)
    py = y[0] + 50_000 - 500 * (np.arange(rows) + 0.5)
    gx, gy = np.meshgrid(px, py)
    lon, lat = transform("EPSG:2453", "EPSG:4326", gx.ravel(), gy.ravel())
    heights = hill(np.array(lon), np.array(lat)).reshape(rows, columns).astype(np.float32)
    relief = load_raster(write(tmp_path / "plane.tif", heights, "EPSG:2453", place, nodata=-1), SHIPPED)
    lon, lat = np.array([139.6, 139.5, 139.7]), np.array([42.6, 42.65, 42.55])
    assert relief.height(lon, lat) == pytest.approx(hill(lon, lat), abs=12)


def test_the_files_own_unit_scale_and_offset_hold(tmp_path):
    plain = load_raster(write(tmp_path / "plain.tif", grid()), SHIPPED)
    feet = write(tmp_path / "feet.tif", grid() / np.float32(0.3048))
    with rasterio.open(feet, "r+") as file:
        file.units = ("US survey foot",)
    scaled = write(tmp_path / "scaled.tif", ((grid() - 100) * 10).astype(np.int16), nodata=-32768)
    with rasterio.open(scaled, "r+") as file:
        file.scales, file.offsets = (0.1,), (100.0,)
    for path in (feet, scaled):
        assert load_raster(path, SHIPPED).heights == pytest.approx(plain.heights, abs=0.11)


def test_rows_may_run_from_south_to_north(tmp_path):
    place = from_origin(WEST, NORTH - 1.0, STEP, -STEP)
    relief = load_raster(write(tmp_path / "up.tif", grid()[::-1], place=place), SHIPPED)
    lon, lat = np.array([139.605, 139.455]), np.array([42.595, 42.605])
    assert relief.height(lon, lat) == pytest.approx(hill(lon, lat), abs=12)


def test_a_giant_is_refused_unless_it_has_overviews(tmp_path, monkeypatch):
    monkeypatch.setattr(raster, "MOST_CELLS", 1_000)
    monkeypatch.setattr(raster, "MOST_READ", 10_000)
    path = write(tmp_path / "fine.tif", grid())
    with pytest.raises(RasterError, match=r"fine\.tif is too fine: 120 by 100 cells .* overviews"):
        load_raster(path, SHIPPED)
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2])
    assert load_raster(path, SHIPPED).heights.size < 1_100


@pytest.mark.parametrize(("hole", "nodata"), [(-32768, -32768), (-9999, None), (np.nan, None), (3e38, None)])
def test_holes_take_the_shipped_height_and_are_counted(tmp_path, hole, nodata):
    heights = grid()
    # Okushiri's northern third, of which the shipped relief knows heights.
    heights[70:90, 40:50] = hole
    relief = load_raster(write(tmp_path / "holes.tif", heights, nodata=nodata), SHIPPED)
    assert 150 <= relief.holes <= 270
    lon, lat = 139.45, 42.20
    assert float(relief.height(lon, lat)) == pytest.approx(float(SHIPPED.height(lon, lat)), rel=0.05)
    assert np.isfinite(relief.heights).all()


def test_the_ground_outside_the_file_is_the_shipped_relief(tmp_path):
    relief = load_raster(write(tmp_path / "small.tif", grid()), SHIPPED)
    assert float(relief.height(142.85, 43.66)) == float(SHIPPED.height(142.85, 43.66)) > 2000


def test_a_finer_file_moves_the_floor(tmp_path):
    relief = load_raster(write(tmp_path / "fine.tif", grid(spread=0.03)), SHIPPED)
    station = Station("s", 139.605, 42.195, 300.0, 1.32, 1.32, 1.32)
    lon, lat = geodesy.direct(139.605, 42.195, 0.0, 100.0)
    found = floor_at(station, float(lon), float(lat), relief)
    assert found.blocked_at_km == pytest.approx(44.4, abs=2)
    # By hand: over 1,200 m at 44 km, from 300 m, to 100 km.
    k = 1.32 * 6371
    by_hand = 300 + 100 * ((1200 - 300) / 44.4 - 44.4 * 500 / k) + 500 / k * 100**2
    assert found.floor_m == pytest.approx(by_hand, rel=0.02)


def test_a_huge_file_is_read_within_bounded_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(raster, "MOST_CELLS", 250_000)
    side = 20_000
    path = tmp_path / "huge.tif"
    place = from_origin(WEST, NORTH, 2 / side, 2 / side)
    profile = {"driver": "GTiff", "height": side, "width": side, "count": 1, "dtype": "int16"}
    with rasterio.open(
        path,
        "w",
        crs="EPSG:4326",
        transform=place,
        tiled=True,
        compress="deflate",
        zlevel=1,
        sparse_ok=True,
        **profile,
    ) as file:
        block = np.full((512, 512), 700, dtype=np.int16)
        file.write(block, 1, window=rasterio.windows.Window(4096, 4096, 512, 512))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    relief = load_raster(path, SHIPPED)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert relief.heights.size <= 260_000
    assert grown < 300, f"{grown:.0f} MB"
    assert float(relief.height(WEST + 2 * 4352 / side, NORTH - 2 * 4352 / side)) == pytest.approx(700)


def refusal(path):
    with pytest.raises(RasterError) as caught:
        load_raster(path, SHIPPED)
    message = str(caught.value)
    assert "\n" not in message
    assert path.name in message
    return message


def test_a_truncated_file_is_refused(tmp_path):
    path = write(tmp_path / "cut.tif", np.random.default_rng(1).random((400, 400)).astype(np.float32) * 900)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "cannot be read" in refusal(path)


def test_what_is_no_raster_is_refused(tmp_path):
    path = tmp_path / "letter.tif"
    path.write_text("Dear sir,")
    assert "cannot be read" in refusal(path)
    assert "cannot be read" in refusal(tmp_path / "missing.tif")


def test_a_file_of_another_country_is_refused(tmp_path):
    path = write(tmp_path / "alps.tif", grid(), place=from_origin(7, 47, STEP, STEP))
    assert "does not cover the area" in refusal(path)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_file_without_coordinates_is_refused(tmp_path):
    path = write(tmp_path / "plain.tif", grid(), crs=None, place=rasterio.Affine.identity())
    assert "coordinate system" in refusal(path)


def test_a_file_of_holes_is_refused(tmp_path):
    assert "no heights" in refusal(
        write(tmp_path / "empty.tif", np.full((50, 50), -9999, np.int16), nodata=-9999)
    )


def test_complex_numbers_are_no_heights(tmp_path):
    assert "holds no heights" in refusal(write(tmp_path / "wave.tif", np.zeros((20, 20), np.complex64)))


def test_without_the_extra_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    real = builtins.__import__

    def absent(name, *args, **kwargs):
        if name.partition(".")[0] == "rasterio":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    for name in [n for n in sys.modules if n.partition(".")[0] == "rasterio"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(RasterError, match="pip install rasterio"):
        load_raster(tmp_path / "any.tif", SHIPPED)
