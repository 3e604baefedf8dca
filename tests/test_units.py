"""Units: exact factors, honest figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.scenario import units

SYSTEMS = list(units.System)


def test_factors_are_exact():
    assert units.metres(1) == 0.3048
    assert units.km_from_miles(1) == 1.609344
    assert units.km_from_nautical_miles(1) == 1.852
    assert units.feet(6096) == pytest.approx(20000)
    assert units.miles(804.672) == pytest.approx(500)
    assert units.nautical_miles(370.4) == pytest.approx(200)


@given(st.floats(-1e6, 1e6))
def test_there_and_back(value):
    assert units.metres(units.feet(value)) == pytest.approx(value)
    assert units.km_from_miles(units.miles(value)) == pytest.approx(value)
    assert units.km_from_nautical_miles(units.nautical_miles(value)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("m", "metric", "feet"),
    [
        (549, "550 m", "1,800 ft"),
        (548.64, "550 m", "1,800 ft"),
        (6096, "6,100 m", "20,000 ft"),
        (6000, "6,000 m", "19,700 ft"),
        (250, "250 m", "820 ft"),
        (30, "30 m", "100 ft"),
        (30.48, "30 m", "100 ft"),
        (0, "0 m", "0 ft"),
        (-10, "-10 m", "-30 ft"),
    ],
)
def test_altitudes(m, metric, feet):
    assert units.altitude(m, "metric") == metric
    assert units.altitude(m, "nautical") == units.altitude(m, "source") == feet


def test_heights_that_were_surveyed_keep_their_metres():
    assert units.height(584) == "584 m"
    assert units.height(584, "nautical") == "1,916 ft"


@pytest.mark.parametrize(
    ("km", "metric", "nautical", "source"),
    [
        (178.64, "179 km", "96 nm", "111 mi"),
        (6.44, "6.4 km", "3.5 nm", "4.0 mi"),
        (9.96, "10 km", "5.4 nm", "6.2 mi"),
        (1126.5, "1,127 km", "608 nm", "700 mi"),
    ],
)
def test_distances(km, metric, nautical, source):
    assert [units.distance(km, system) for system in ("metric", "nautical", "source")] == [
        metric,
        nautical,
        source,
    ]


def test_speeds():
    assert units.speed(804.672, "source") == "500 mph"
    assert units.speed(804.672, "metric") == "800 km/h"
    assert units.speed(804.672, "nautical") == "430 kt"
    assert units.speed(47.4) == "47 km/h"


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_what_is_not_known_is_said_to_be_unknown(value):
    assert {units.altitude(value), units.height(value), units.distance(value), units.speed(value)} == {
        "unknown"
    }
    assert units.floor_text(value, terrain=True) == "unknown"


def test_a_floor_over_the_sea_is_known_to_a_hundred_feet():
    assert units.floor_text(361, terrain=False) == "1,200 ft"
    assert units.floor_text(4980, terrain=False) == "16,300 ft"
    assert units.floor_text(361, terrain=False, system="metric") == "350 m"


def test_a_floor_behind_mountains_is_a_range():
    assert units.floor_text(5335, terrain=True) == "16,000–19,000 ft"
    assert units.floor_text(5335, terrain=True, system="metric") == "5,000–5,800 m"
    assert units.floor_text(300, terrain=True) == "up to 2,500 ft"


@given(st.floats(0, 30000), st.sampled_from(SYSTEMS))
def test_the_range_of_a_floor_holds_it_and_is_no_finer_than_its_error(m, system):
    said = units.floor_text(m, terrain=True, system=system)
    figures = said.removeprefix("up to ").rsplit(" ", 1)[0].replace(",", "").split("–")
    scale = 1 if system == "metric" else 0.3048
    low, high = (float(figures[0]) if len(figures) > 1 else 0.0) * scale, float(figures[-1]) * scale
    assert low <= m <= high
    assert len(figures) == 1 or high - low >= 600


@given(st.floats(0, 30000), st.sampled_from(SYSTEMS))
def test_rounding_moves_no_altitude_by_more_than_half_a_step(m, system):
    figure, unit = units.altitude(m, system).replace(",", "").split()
    value = m if unit == "m" else units.feet(m)
    assert abs(float(figure) - value) <= (50 if value >= 1000 else 5) + 1e-6
