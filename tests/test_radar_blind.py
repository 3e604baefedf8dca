"""The area that no radar sees, with and without one more aloft."""

import numpy as np
import pytest

from explorer.frame.picket import ALTITUDES_M, picket_reach
from explorer.radar.blind import blind_areas
from explorer.radar.coverage import STEP_KM, Coverage
from explorer.radar.horizon import Station
from explorer.radar.model import from_scenario


def flat(column, row, size, floor, range_km=1000.0):
    """A square of cells with one floor, all within range."""
    station = Station("x", 138.0, 42.0, 100.0, 4 / 3, 4 / 3, 4 / 3, range_km)
    grid = np.full((size, size), np.float32(floor))
    return Coverage(station, column, row, grid, np.zeros_like(grid))


def test_each_cell_counts_by_its_area_and_the_lowest_floor_holds():
    aloft = flat(0, 0, 10, 50.0)
    ground = flat(0, 0, 5, 500.0)
    found = blind_areas([ground], aloft, (20.0, 100.0, 1000.0))
    whole, (low, middle, high) = found.area_km2, found.levels
    assert whole == pytest.approx(100 * STEP_KM**2, rel=0.001)  # the projection is true in its middle
    quarter = whole / 4
    assert (low.without_km2, low.with_km2) == pytest.approx((whole, whole))
    assert (middle.without_km2, middle.with_km2) == pytest.approx((whole, 0))
    assert high.without_km2 == pytest.approx(whole - quarter, rel=0.001)
    assert high.with_km2 == 0


def test_what_is_out_of_range_is_not_seen_and_far_cells_weigh_less():
    aloft = flat(0, 0, 10, 50.0)
    ground = Coverage(
        Station("y", 138.0, 42.0, 100.0, 4 / 3, 4 / 3, 4 / 3, 10.0),
        0, 0, np.zeros((10, 10), np.float32), np.full((10, 10), np.float32(11.0)),
    )  # fmt: skip
    found = blind_areas([ground], aloft, (40.0,))
    assert found.levels[0].without_km2 == pytest.approx(found.area_km2)
    assert blind_areas([], flat(400, 0, 10, 50.0), (40.0,)).area_km2 < found.area_km2


def test_over_misawa_one_e2c_more_than_halves_the_dark_low_down(belenko):
    """What the tour says of it."""
    found = picket_reach(belenko, from_scenario(belenko))
    assert found.area_km2 == pytest.approx(np.pi * found.range_km**2, rel=0.01)
    low, middle, high = found.blind
    assert [b.altitude_m for b in found.blind] == list(ALTITUDES_M)
    assert 0 < low.with_km2 < low.without_km2 / 2
    assert middle.with_km2 < middle.without_km2 < low.without_km2
    assert high.without_km2 < 0.01 * found.area_km2
