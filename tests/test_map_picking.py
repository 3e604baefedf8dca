"""What lies under the pointer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.map.layer import Target
from explorer.map.picking import Picker, decimal, sexagesimal


def _point(name, x, y, radius=10.0, rank=1):
    return Target("site", name, np.array([x]), np.array([y]), radius, name, rank)


def test_the_nearest_wins_and_nothing_is_found_in_the_open():
    picker = Picker([_point("a", 100, 100), _point("b", 112, 100)])
    assert picker.at(104, 100).id == "a"
    assert picker.at(109, 100).id == "b"
    assert picker.at(150, 150) is None
    assert picker.at(124, 100, slack=3).id == "b"
    assert Picker([]).at(0, 0) is None


def test_a_better_rank_wins_over_a_nearer_thing():
    picker = Picker([_point("site", 100, 100, rank=1), _point("moment", 106, 100, rank=2)])
    assert picker.at(105, 100).id == "site"
    over = Picker([_point("site", 100, 100, rank=1), _point("craft", 100, 100, rank=0)])
    assert over.at(101, 100).id == "craft"


def test_a_site_close_to_the_aircraft_is_what_a_click_on_it_opens():
    picker = Picker([_point("craft", 100, 100, 18, rank=0), _point("site", 86, 108, 11, rank=1)])
    assert picker.at(86, 108).id == "site"
    assert picker.at(86, 108, slack=3).id == "site"
    assert picker.at(96, 102).id == "craft"


def test_a_click_opens_what_hovering_names():
    picker = Picker([_point("craft", 100, 100, 18, rank=0), _point("site", 81, 100, 11, rank=1)])
    for x in range(68, 120):
        named = picker.at(x, 100)
        assert named is None or picker.at(x, 100, slack=3) is named


def test_a_line_is_found_between_its_points_and_not_beyond_them():
    line = Target("track", "t", np.array([0.0, 100.0, 100.0]), np.array([0.0, 0.0, 50.0]), 5, "t")
    picker = Picker([line])
    assert picker.at(50, 4).id == "t"
    assert picker.at(96, 25).id == "t"
    assert picker.at(50, 6) is None
    assert picker.at(-6, 0) is None


def test_places_in_words():
    assert decimal(139.4456, 42.16) == "42.1600 N 139.4456 E"
    assert sexagesimal(139.4456, 42.16) == "42°09′36″ N 139°26′44″ E"
    assert sexagesimal(-0.5, -0.99999) == "1°00′00″ S 0°30′00″ W"


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_degrees_minutes_seconds_come_back(lon, lat):
    for text, value in zip(sexagesimal(lon, lat).split(" ")[::2], (lat, lon), strict=True):
        degrees, rest = text.split("°")
        minutes, seconds = rest.rstrip("″").split("′")
        assert int(minutes) < 60
        assert int(seconds) < 60
        assert int(degrees) + int(minutes) / 60 + int(seconds) / 3600 == pytest.approx(abs(value), abs=1.4e-4)
