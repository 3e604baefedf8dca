"""What a station sees over the map: the same as point by point, closed, and no larger than the earth."""

import numpy as np
import pytest

from explorer.geo import geodesy
from explorer.geo.projection import MAP
from explorer.radar.coverage import STEP_KM, Box, blind, coverage, lowest, sweep
from explorer.radar.horizon import Station, floors_along, horizon_km
from explorer.radar.terrain import Relief, load_relief, smooth_earth

RELIEF, SEA = load_relief(), smooth_earth()
OKUSHIRI = Station("okushiri", 139.4456, 42.1600, 594, 1.32, 1.32, 1.32)
OMINATO = Station("ominato", 141.1197, 41.2789, 889, 1.32, 1.32, 1.32)
SEEN = {s.id: coverage(s, RELIEF) for s in (OKUSHIRI, OMINATO)}
HOME = Box(-400, -400, 400, 400)


def true_area(polygons):
    """Area on the ground, km², by the map's scale at each ring's middle (small rings) or a fine sum."""
    flat = 0.0
    for polygon in polygons:
        for ring in polygon:
            flat += 0.5 * float(np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]))
    return flat


@pytest.mark.parametrize("name", SEEN)
def test_the_grid_agrees_with_the_floors_point_by_point(name):
    one = SEEN[name]
    random = np.random.default_rng(1)
    row = random.integers(0, one.floor_m.shape[0], 1500)
    column = random.integers(0, one.floor_m.shape[1], 1500)
    exact = floors_along(one.station, *MAP.inverse(one.x[column], one.y[row]), RELIEF)
    inside = exact.range_km < one.station.range_km
    assert one.range_km[row, column][inside] == pytest.approx(exact.range_km[inside], abs=0.01)
    off = np.abs(one.floor_m[row, column] - exact.floor_m)[inside]
    assert np.percentile(off, 90) < 30
    for altitude in (30.48, 548.64, 6096.0):
        same = (one.field(altitude)[row, column] >= 0)[inside] == (exact.floor_m <= altitude)[inside]
        assert same.mean() > 0.99, altitude


def test_the_sweep_goes_round_without_a_seam():
    polar = sweep(OKUSHIRI, RELIEF)
    assert polar.floor_m.shape[0] == 721
    assert polar.floor_m[0] == pytest.approx(polar.floor_m[-1])
    # East and west of north, and of south, next to each other.
    for bearing in (0.5, 90.0, 179.5, 180.5, 269.5, 359.5):
        lon, lat = geodesy.direct(OKUSHIRI.lon, OKUSHIRI.lat, bearing, np.array([50.0, 150.0, 300.0]))
        exact = floors_along(OKUSHIRI, lon, lat, RELIEF).floor_m
        row = polar.floor_m[round(bearing / 0.5)]
        assert row[[50, 150, 300]] == pytest.approx(exact, rel=0.02, abs=8)


@pytest.mark.parametrize("altitude", [30.48, 548.64])
def test_over_the_sea_the_outline_is_the_horizon_circle(altitude):
    one = coverage(OKUSHIRI, SEA)
    (polygon,) = one.outline(altitude)
    (ring,) = polygon  # no hole at the antenna, no seam
    away, _ = geodesy.inverse(OKUSHIRI.lon, OKUSHIRI.lat, *MAP.inverse(ring[:, 0], ring[:, 1]))
    assert away == pytest.approx(horizon_km(594, 1.32, altitude), abs=0.3)


def test_high_up_the_outline_is_the_instrumented_range():
    (polygon,) = coverage(OKUSHIRI, SEA).outline(20_000.0)
    away, _ = geodesy.inverse(OKUSHIRI.lon, OKUSHIRI.lat, *MAP.inverse(polygon[0][:, 0], polygon[0][:, 1]))
    assert away == pytest.approx(OKUSHIRI.range_km, abs=0.1)


def test_a_hill_casts_a_shadow_that_the_outline_leaves_out():
    grid = np.zeros((300, 300), np.float32)
    grid[145:155, 190:192] = 1500  # some 30 km east of the antenna
    relief = Relief(grid, 41.0, 138.5, 0.01, 0.01, "made")
    of = Station("s", 140.0, 42.5, 300, 1.32, 1.32, 1.32, range_km=150)
    one = coverage(of, relief)

    def seen(bearing, distance):
        lon, lat = geodesy.direct(of.lon, of.lat, bearing, distance)
        x, y = MAP.forward(lon, lat)
        field = one.field(1000.0)
        return field[round(float(y) / STEP_KM) - one.row, round(float(x) / STEP_KM) - one.column] > 0

    assert seen(90.0, 20.0)
    assert not seen(90.0, 60.0)
    assert seen(60.0, 60.0)
    assert seen(270.0, 60.0)
    holes = [ring for polygon in one.outline(1000.0) for ring in polygon]
    assert sum(len(r) for r in holes) > 50


def test_a_higher_altitude_is_seen_in_more_of_the_map():
    areas = [true_area(SEEN["ominato"].outline(h)) for h in (15, 50, 150, 500, 1500, 5000, 18_000)]
    assert areas == sorted(areas)
    assert areas[0] < areas[-1] / 5


def test_the_lowest_height_is_that_of_the_best_placed_station():
    both = lowest(list(SEEN.values()), HOME)
    i = int(np.argmin(np.abs(both.y - 30.0)))
    j = int(np.argmin(np.abs(both.x - 140.0)))
    lon, lat = MAP.inverse(both.x[j], both.y[i])
    alone = [float(floors_along(s, lon, lat, RELIEF).floor_m[0]) for s in (OKUSHIRI, OMINATO)]
    assert both.floor_m[i, j] == pytest.approx(min(alone), abs=10)
    assert np.isnan(lowest([], HOME).floor_m).all()
    # Nobody's range reaches the far corner of a larger box.
    assert np.isnan(lowest(list(SEEN.values()), Box(-700, -700, 400, 400)).floor_m[0, 0])


def test_blind_and_seen_make_the_whole():
    alone = blind([SEEN["okushiri"]], 548.64, Box(-300, -300, 500, 400))
    both = blind(list(SEEN.values()), 548.64, Box(-300, -300, 500, 400))
    none = blind([], 548.64, Box(-300, -300, 500, 400))
    assert both.area_km2 < alone.area_km2 < none.area_km2
    assert none.share == 1
    assert both.share == pytest.approx(both.area_km2 / none.area_km2)
    # 800 by 700 km of map, a little less on the ground: the map's scale grows away from its centre.
    assert 0.98 * 560_000 < none.area_km2 < 1.01 * 560_000
    flat = sum(
        0.5 * float(np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1])) for p in both.polygons for r in p
    )
    assert flat == pytest.approx(both.area_km2, rel=0.02)


def test_the_blind_area_of_a_lone_mast_is_all_but_its_circle():
    mast = Station("mast", 138.0, 42.0, 400, 4 / 3, 4 / 3, 4 / 3)
    found = blind([coverage(mast, SEA)], 300.0, Box(-250, -250, 250, 250))
    everything = blind([], 300.0, Box(-250, -250, 250, 250)).area_km2
    assert everything - found.area_km2 == pytest.approx(np.pi * horizon_km(400, 4 / 3, 300) ** 2, rel=0.005)
    (polygon,) = found.polygons
    assert len(polygon) == 2  # the box, and the circle as its hole


def test_a_box_of_nothing_is_refused():
    with pytest.raises(ValueError, match="two cells"):
        lowest([], Box(0, 0, 1, 1))


def test_a_finer_relief_is_swept_more_finely():
    fine = Relief(np.zeros((50, 50), np.float32), 42, 139, 0.01, 0.01, "fine")
    polar = sweep(Station("s", 139.2, 42.2, 100, 1.32, 1.32, 1.32, range_km=60), fine)
    assert polar.floor_m.shape[0] == 1441
    assert polar.range_step == 0.25
