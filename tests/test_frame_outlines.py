"""What is seen and what is blind, level by level, on the shipped terrain."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.frame.outlines import CHOICES_M, LOWEST_M, levels, lowest_areas, outlines
from explorer.geo.projection import MAP
from explorer.radar.coverage import coverage
from explorer.radar.model import from_scenario


@pytest.fixture(scope="module")
def model(belenko):
    return from_scenario(belenko)


@pytest.fixture(scope="module")
def made(belenko, model):
    return outlines({i: coverage(model.stations[i], model.relief) for i in belenko.lanes})


def _inside(polygons, x, y):
    """Return whether a point lies in polygons with holes: crossings of a ray to the east, all rings."""
    count = 0
    for ring in (r for polygon in polygons for r in polygon):
        a, b = ring[:-1], ring[1:]
        cross = (a[:, 1] > y) != (b[:, 1] > y)
        at = a[cross, 0] + (y - a[cross, 1]) / (b[cross, 1] - a[cross, 1]) * (b[cross, 0] - a[cross, 0])
        count += int((at > x).sum())
    return count % 2 == 1


def test_levels_hold_the_choices_exactly_and_rise_evenly():
    found = levels()
    assert set(CHOICES_M) <= set(found.tolist())
    ratios = [b / a for a, b in pairwise(found.tolist())]
    assert min(ratios) > 1.02
    assert max(ratios) < 1.3


def test_the_nearest_level_is_found_by_ratio(made):
    assert made.at(30.48).altitude_m == 30.48
    assert made.at(0).altitude_m == made.altitudes[0]
    assert made.at(1e6).altitude_m == made.altitudes[-1]
    assert abs(np.log(made.at(3000).altitude_m / 3000)) < 0.07


def test_seen_and_blind_agree_with_the_floors_and_never_overlap(belenko, model, made):
    rng = np.random.default_rng(3)
    for altitude in (30.48, 548.64, 6096.0):
        level = made.at(altitude)
        for lon, lat in zip(rng.uniform(137, 143, 25), rng.uniform(39.5, 44.5, 25), strict=True):
            x, y = (float(v) for v in MAP.forward(lon, lat))
            floors = {i: model.floor(i, lon, lat) for i in belenko.lanes}
            near = any(
                abs(f.floor_m - altitude) < 0.25 * altitude + 60 or abs(f.range_km - 370.4) < 4
                for f in floors.values()
            )
            if near:
                continue  # within what a 2-km grid can blur
            sees = {i: model.sight(i, f, altitude) == "clear" for i, f in floors.items()}
            assert {i: _inside(level.seen[i], x, y) for i in sees} == sees
            assert _inside(level.blind, x, y) == (not any(sees.values()))


def test_it_can_be_given_up_and_needs_a_station(model):
    assert outlines({}) is None
    one = {"kamo": coverage(model.stations["kamo"], model.relief)}
    assert outlines(one, lambda: False) is None


@pytest.fixture(scope="module")
def lowest(belenko, model):
    return lowest_areas(tuple(model.stations[i] for i in belenko.lanes), model.relief)


def test_each_class_of_the_lowest_height_lies_within_the_next(lowest):
    def area(polygons):
        rings = [r for p in polygons for r in p]
        return sum(float(np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1])) / 2 for r in rings)

    sizes = [area(one) for one in lowest]
    assert len(lowest) == len(LOWEST_M)
    assert all(0 < a < b for a, b in pairwise(sizes))
    assert sizes[-1] < 4 * np.pi * 380**2


def test_the_lowest_height_is_that_of_the_best_station(belenko, model, lowest):
    rng = np.random.default_rng(5)
    tried = 0
    for lon, lat in zip(rng.uniform(137, 143, 60), rng.uniform(39.5, 44.5, 60), strict=True):
        found = [model.floor(i, lon, lat) for i in belenko.lanes]
        best = min((f.floor_m for f in found if f.range_km < 366), default=1e6)
        x, y = (float(v) for v in MAP.forward(lon, lat))
        for altitude, area in zip(LOWEST_M, lowest, strict=True):
            if abs(best - altitude) > 0.3 * altitude + 60:
                assert _inside(area, x, y) == (best < altitude), (lon, lat, best, altitude)
                tried += 1
    assert tried > 100


def test_the_lowest_height_can_be_given_up(belenko, model):
    assert lowest_areas((), model.relief) is None
    assert lowest_areas((model.stations["kamo"],), model.relief, lambda: False) is None
