"""Framings, zoom, pan and limits."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.frame.state import View
from explorer.map import viewport as v
from explorer.theme import DARK

_views = st.builds(View, st.floats(120, 151), st.floats(21, 53), st.floats(1, 9000))
_sizes = st.tuples(st.integers(320, 3840), st.integers(200, 2160))


@settings(max_examples=40, deadline=None)
@given(_views, _sizes)
def test_the_picture_never_leaves_the_base_map(view, size):
    e = v.viewport(view, *size, DARK).extent
    west, south, east, north = v.LIMITS
    assert e.left() >= west - 1e-6
    assert e.right() <= east + 1e-6
    assert e.top() >= south - 1e-6
    assert e.bottom() <= north + 1e-6


@settings(max_examples=40, deadline=None)
@given(st.builds(View, st.floats(134, 142), st.floats(38, 46), st.floats(20, 900)), _sizes)
def test_a_framing_comes_back_from_its_picture(view, size):
    port = v.viewport(view, *size, DARK)
    again = v.viewport(v.framing(port), *size, DARK)
    assert again.km_per_px == pytest.approx(port.km_per_px)
    assert math.hypot(again.x - port.x, again.y - port.y) < 1e-4


@settings(max_examples=40, deadline=None)
@given(st.builds(View, st.floats(134, 142), st.floats(38, 46), st.floats(50, 600)), _sizes)
def test_what_a_framing_asks_for_fits_into_any_window(view, size):
    port = v.viewport(view, *size, DARK)
    assert port.extent.width() >= view.width_km - 1e-6
    # A strip as wide as the whole base map cannot show more of its height.
    whole = port.extent.width() >= v.LIMITS[2] - v.LIMITS[0] - 1e-6
    assert whole or port.extent.height() >= view.width_km * v.SHAPE - 1e-6


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700), (3840, 2160)])
def test_a_usual_window_shows_all_of_a_framing(size):
    port = v.viewport(View(134.0, 38.0, 525.0), *size, DARK)
    assert port.extent.width() >= 525.0 - 1e-6
    assert port.extent.height() >= 525.0 * v.SHAPE - 1e-6


@settings(max_examples=40, deadline=None)
@given(
    st.builds(View, st.floats(136, 140), st.floats(40, 44), st.floats(100, 900)),
    st.floats(0.5, 3),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_zooming_keeps_the_place_under_the_pointer(view, factor, at):
    port = v.viewport(view, 1200, 700, DARK)
    px, py = at[0] * 1200, at[1] * 700
    before = port.km(px, py)
    after = v.zoomed(port, factor, px, py).point(*before)
    assert math.hypot(after.x() - px, after.y() - py) < 1e-6


def test_zoom_ends_at_its_limits():
    port = v.viewport(View(138, 42, 900), 1000, 600, DARK)
    for _ in range(80):
        port = v.zoomed(port, 1.25, 500, 300)
    assert v.framing(port).width_km == pytest.approx(v.NARROWEST_KM)
    for _ in range(80):
        port = v.zoomed(port, 0.8, 500, 300)
    assert port.extent.width() <= v.LIMITS[2] - v.LIMITS[0] + 1e-6
    assert v.framing(port).width_km > 3000


def test_panning_is_a_hand_on_paper():
    port = v.viewport(View(138, 42, 500), 1000, 600, DARK)
    place = port.km(400, 300)
    moved = v.panned(port, 35, -20).point(*place)
    assert (moved.x(), moved.y()) == pytest.approx((435, 280))


def test_a_box_fills_the_picture():
    port = v.viewport(View(138, 42, 500), 1000, 600, DARK)
    corners = port.km(300, 200), port.km(500, 320)
    after = v.boxed(port, 300, 200, 500, 320)
    (left, top), (right, bottom) = ((p.x(), p.y()) for p in (after.point(*c) for c in corners))
    assert (left, right) == pytest.approx((0, 1000))
    assert (top, bottom) == pytest.approx((0, 600))


@settings(max_examples=40, deadline=None)
@given(st.floats(-400, 400), st.floats(-300, 300))
def test_following_keeps_the_middle_third(x, y):
    port = v.follow(v.viewport(View(138, 42, 500), 900, 600, DARK), x, y)
    at = port.point(x, y)
    assert 300 - 1e-6 <= at.x() <= 600 + 1e-6
    assert 200 - 1e-6 <= at.y() <= 400 + 1e-6


def test_following_does_not_move_what_is_in_the_middle():
    port = v.viewport(View(138, 42, 500), 900, 600, DARK)
    assert v.follow(port, port.x + 50, port.y) is port


@settings(max_examples=40, deadline=None)
@given(
    st.builds(View, st.floats(136, 140), st.floats(40, 44), st.floats(30, 900)),
    st.sampled_from([1.0, 1.5, 2.0]),
)
def test_snapped_pictures_of_one_scale_differ_by_whole_device_pixels(view, ratio):
    port = v.viewport(view, 1001, 603, DARK, ratio=ratio)
    snapped, other = v.snapped(port), v.snapped(v.panned(port, 17.3, -40.7))
    assert abs(snapped.x - port.x) <= port.km_per_px / ratio / 2 + 1e-9
    for a, b in ((snapped.x, other.x), (snapped.y, other.y)):
        pixels = (a - b) / port.km_per_px * ratio
        assert pixels == pytest.approx(round(pixels), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(_views, _sizes, st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_pixels_and_km_are_inverse(view, size, share):
    port = v.viewport(view, *size, DARK)
    px, py = share[0] * size[0], share[1] * size[1]
    x, y = port.km(px, py)
    (qx,), (qy,) = port.px([x], [y])
    assert (qx, qy) == pytest.approx((px, py), abs=1e-6)
    mapped = port.transform.map(x, y)
    assert mapped == pytest.approx((px, py), abs=1e-6)
