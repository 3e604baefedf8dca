"""The relief lies where the mountains are, and the air bends as ITU-R P.453 says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.radar.terrain import Relief, effective_k, load_refractivity, load_relief, smooth_earth

RELIEF = load_relief()
MEANS = RELIEF.scaled(1.0)

# True summits, and the largest of the 3 x 3 cells about them in the published grid (ITU-R P.1511-2).
SUMMITS = {
    "Okushiri, Kamuiyama": (42.160, 139.446, 584, 250),
    "Kamafuse": (41.2789, 141.1197, 879, 381),
    "Hakodate-yama": (41.759, 140.704, 334, 436),
    "Rishiri": (45.1786, 141.2419, 1721, 384),
    "Yotei": (42.8267, 140.8114, 1898, 500),
}


@pytest.mark.parametrize("name", SUMMITS)
def test_the_cells_about_the_summits_are_those_of_the_published_grid(name):
    lat, lon, _, cell = SUMMITS[name]
    row, column = round((lat - MEANS.lat0) / MEANS.step_lat), round((lon - MEANS.lon0) / MEANS.step_lon)
    assert MEANS.heights[row - 1 : row + 2, column - 1 : column + 2].max() == cell


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(35.3606, 138.7274), (45.1786, 141.2419), (43.663, 142.854)],
    ids=["Fuji", "Rishiri", "Asahi"],
)
def test_a_lone_summit_lies_in_its_highest_cell(lat, lon):
    # Half a cell of shift, in any direction, puts one of the three outside.
    row, column = round((lat - MEANS.lat0) / MEANS.step_lat), round((lon - MEANS.lon0) / MEANS.step_lon)
    around = MEANS.heights[row - 3 : row + 4, column - 3 : column + 4]
    dy, dx = np.unravel_index(around.argmax(), around.shape)
    assert abs(MEANS.lat0 + MEANS.step_lat * (row + dy - 3) - lat) <= MEANS.step_lat / 2
    assert abs(MEANS.lon0 + MEANS.step_lon * (column + dx - 3) - lon) <= MEANS.step_lon / 2


def test_the_shipped_relief_covers_the_stations_and_says_what_it_is():
    assert (RELIEF.factor, RELIEF.factor_low, RELIEF.factor_high) == (1.5, 1.34, 1.66)
    assert RELIEF.shipped
    assert "P.1511" in RELIEF.name
    assert 6 < RELIEF.cell_km < 9
    assert RELIEF.height([139.0, 131.0], [42.0, 30.0]) == pytest.approx([0, 0])  # open sea


def test_heights_are_the_cells_times_the_factor_at_their_centres_and_even_between():
    relief = Relief(np.array([[0, 100], [200, 400]], np.float32), 40.0, 140.0, 0.5, 1.0, "made", factor=1.5)
    assert relief.height([140, 141, 140, 141], [40, 40, 40.5, 40.5]) == pytest.approx(
        [0, 150, 300, 600], rel=1e-4, abs=1e-3
    )
    assert float(relief.height(140.5, 40.25)) == pytest.approx(1.5 * 175)
    # The outer half of a border cell has its height; farther out is sea.
    assert float(relief.height(141.4, 40.5)) == pytest.approx(600, rel=1e-4)
    assert float(relief.height(142.0, 40.5)) == 0
    assert relief.height(np.array([[140.0], [141.0]]), np.array([40.0, 40.5])).shape == (2, 2)
    assert float(relief.height(np.nan, 40.0)) == 0


def test_the_sea_floor_is_the_sea_and_a_hole_is_no_cliff():
    relief = Relief(np.array([[-3000, np.nan], [10, 10]], np.float32), 40, 140, 1, 1, "made")
    assert relief.heights.min() == 0
    assert np.isfinite(relief.heights).all()


@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (5,)])
def test_a_grid_too_small_to_interpolate_is_refused(shape):
    with pytest.raises(ValueError, match="two rows"):
        Relief(np.zeros(shape, np.float32), 0, 0, 1, 1, "made")


def test_the_digest_changes_with_what_the_floors_depend_on():
    assert RELIEF.digest == load_relief().digest
    assert len({RELIEF.digest, MEANS.digest, smooth_earth().digest}) == 3


@given(st.floats(122.1, 148.9), st.floats(23.1, 50.9))
def test_no_height_leaves_the_range_of_its_four_cells(lon, lat):
    x, y = (lon - RELIEF.lon0) / RELIEF.step_lon, (lat - RELIEF.lat0) / RELIEF.step_lat
    rows, columns = RELIEF.heights.shape
    i, j = min(max(int(y), 0), rows - 2), min(max(int(x), 0), columns - 2)
    four = 1.5 * RELIEF.heights[i : i + 2, j : j + 2]
    assert four.min() - 1e-2 <= float(RELIEF.height(lon, lat)) <= four.max() + 1e-2


def test_k_off_hokkaido_is_near_the_textbook_and_grows_with_rare_bending():
    k = [effective_k(139, 42, p) for p in (99, 90, 50, 10, 1)]
    assert k == pytest.approx([1.194, 1.216, 1.323, 1.65, 2.10], rel=0.01)
    assert k == sorted(k)
    assert k[2] == pytest.approx(157 / (157 - 38.34), abs=0.002)


def test_k_between_percentiles_lies_between_and_outside_them_is_refused():
    air = load_refractivity()
    assert air.effective_k(139, 42, 50) < air.effective_k(139, 42, 30) < air.effective_k(139, 42, 10)
    with pytest.raises(ValueError, match="percent"):
        air.effective_k(139, 42, 0.1)
    # Beyond the grid, its edge.
    assert air.effective_k(139, 80) == air.effective_k(139, float(air.lat[-1]))
