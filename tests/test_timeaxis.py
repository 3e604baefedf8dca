"""Time to pixel and back, ticks, room for labels."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timeline_scenario import JST, at

from explorer.panels.timeaxis import (
    Axis,
    Wish,
    admit,
    era,
    lines,
    nearest,
    scale,
    slots,
    stamp,
    stamps,
    ticks,
)
from explorer.scenario import times
from explorer.scenario.model import Zone

FLIGHT = Axis(at("12:45"), at("14:15"), 150.0, 1652.0)
LEGACY = Axis(at("1967-01-01T00:00"), at("1994-12-31T00:00"), 150.0, 1652.0)
ZONES = [
    Zone(i, i, i, i)
    for i in (
        "Asia/Tokyo",
        "Etc/UTC",
        "America/New_York",
        "Europe/London",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
    )
]

axes = st.builds(
    lambda start, span, left, width: Axis(start, start + span, left, left + width),
    st.floats(-3e9, 4e9),
    st.floats(60, 3e9),
    st.floats(0, 400),
    st.floats(40, 4000),
)


@given(axes, st.floats(0, 1))
def test_pixel_and_back_is_the_time(axis, share):
    t = axis.start + share * (axis.end - axis.start)
    assert axis.t(axis.x(t)) == pytest.approx(t, abs=1e-6 * (axis.end - axis.start))


@given(axes, st.floats(0, 1), st.floats(0, 1))
def test_later_is_never_further_left(axis, a, b):
    a, b = sorted((a, b))
    width = axis.right - axis.left
    assert axis.t(axis.left + a * width) <= axis.t(axis.left + b * width)


@given(axes, st.floats(-1e5, 1e5))
def test_no_pixel_leads_outside(axis, x):
    assert axis.start <= axis.t(x) <= axis.end
    assert axis.left <= axis.held(axis.t(x)) <= axis.right


@settings(max_examples=150)
@given(axes, st.sampled_from(ZONES), st.floats(40, 160))
def test_ticks_are_in_order_apart_and_round(axis, zone, room):
    found = ticks(axis, zone, room)
    xs = [axis.x(t.time) for t in found]
    assert all(axis.start <= t.time <= axis.end for t in found)
    # A month of 28 days, or an hour that a clock skips, stands a little closer.
    assert all(b - a >= 0.48 * room for a, b in pairwise(xs))
    walls = [times.local(t.time, zone) for t in found]
    assert all(w.microsecond == 0 for w in walls)
    if len(found) > 2 and (axis.end - axis.start) > 3e8:
        assert all((w.day, w.hour, w.minute) == (1, 0, 0) or w.month == 1 for w in walls)


def test_the_flight_has_ten_minute_ticks():
    assert [t.label for t in ticks(FLIGHT, JST, 84.0)][:3] == ["12:50", "13:00", "13:10"]
    assert [t.label for t in ticks(FLIGHT, JST, 84.0) if t.major] == ["13:00", "14:00"]


def test_ticks_follow_the_zone():
    half = Zone("np", "Asia/Kathmandu", "NPT", "Nepal")  # UTC+5:30 in 1976
    assert ticks(FLIGHT, half, 84.0)[0].label == "09:20"


def test_long_chapters_have_days_months_and_years():
    standoff = Axis(at("13:45"), at("1976-11-19T00:00"), 150.0, 1652.0)
    labels = [t.label for t in ticks(standoff, JST, 84.0)]
    assert "1 Oct" in labels
    assert "31 Oct" not in labels
    assert [t.label for t in ticks(LEGACY, JST, 84.0)][:2] == ["1968", "1970"]
    narrow = Axis(LEGACY.start, LEGACY.end, 100.0, 400.0)
    assert [t.label for t in ticks(narrow, JST, 84.0)] == ["1970", "1980", "1990"]


def test_a_stamp_is_as_fine_as_its_axis():
    hour, month, year = 5400.0, 70 * 86400.0, 1e9
    assert stamp(at("13:26"), JST, hour) == "13:26"
    assert stamp(at("13:26") + 30, JST, hour) == "13:26:30"
    assert stamp(at("13:26"), JST, month) == "6 Sept"
    assert stamp(at("13:26"), JST, year) == "Sept 1976"
    assert stamp(at("13:26"), JST, year, spread=3e7) == "1976"
    assert stamps(at("13:50"), at("13:57"), JST, hour) == "13:50–13:57"
    assert stamps(at("13:50"), at("13:50"), JST, hour) == "13:50"


def test_the_margin_names_the_zone_and_what_is_shared():
    assert era(at("12:45"), at("14:15"), JST) == "6 Sept 1976 JST"
    assert era(at("12:45"), at("1976-11-19T00:00"), JST) == "1976 JST"
    assert era(LEGACY.start, LEGACY.end, JST) == "JST"


def wishes_of(points):
    return [Wish(x, tuple(sorted((w, w + more))), p) for x, w, more, p in points]


points = st.lists(
    st.tuples(st.floats(100, 2000), st.floats(20, 260), st.floats(0, 200), st.integers(0, 3)), max_size=24
)


def check_apart(found, wishes, left, right, gap):
    for slot in found:
        assert left <= slot.left
        assert slot.right <= right + 1e-9
        assert slot.left - 1e-9 <= max(min(wishes[slot.index].x, right), left) <= slot.right + 1e-9
    for a in found:
        for b in found:
            if a.index == b.index:
                continue
            if a.row == b.row:
                assert a.right + gap <= b.left + 1e-9 or b.right + gap <= a.left + 1e-9
            elif a.row < b.row:  # the leader of the lower label passes
                assert not a.left < wishes[b.index].x < a.right


@settings(max_examples=60, deadline=None)
@given(points, st.integers(1, 3))
def test_labels_never_collide(points, rows):
    wishes = wishes_of(points)
    found = slots(wishes, 100.0, 2000.0, rows)
    assert len({s.index for s in found}) == len(found)
    check_apart(found, wishes, 100.0, 2000.0, 10.0)


@settings(max_examples=60, deadline=None)
@given(points.filter(bool), st.integers(1, 2), st.data())
def test_an_admitted_label_has_room_and_moves_nobody(points, rows, data):
    wishes = wishes_of(points)
    base = slots(wishes, 100.0, 2000.0, rows)
    index = data.draw(st.integers(0, len(wishes) - 1))
    found = admit(index, base, wishes, 100.0, 2000.0, rows)
    assert index in {s.index for s in found}
    check_apart(found, wishes, 100.0, 2000.0, 10.0)
    assert all(s in base for s in found if s.index != index)


def test_the_first_priority_is_served_first():
    wishes = [Wish(500.0, (300.0,), 2), Wish(520.0, (300.0,), 0), Wish(540.0, (300.0,), 1)]
    assert [s.index for s in slots(wishes, 0.0, 700.0)] == [1]


def test_with_room_a_label_is_told_in_full():
    assert slots([Wish(500.0, (80.0, 200.0), 0)], 0.0, 1000.0)[0].width == 200.0
    near = [Wish(500.0, (80.0, 200.0), 0), Wish(600.0, (80.0,), 0), Wish(400.0, (80.0,), 0)]
    assert slots(near, 0.0, 1000.0)[0].width == 80.0


def test_an_admitted_label_drives_out_the_least():
    wishes = [Wish(400.0, (200.0,), 0), Wish(640.0, (200.0,), 3), Wish(530.0, (120.0,), 3)]
    base = slots(wishes[:2], 0.0, 1000.0)
    assert [s.index for s in admit(2, base, wishes, 0.0, 1000.0)] == [0, 2]


spans = st.lists(
    st.tuples(st.floats(0, 1000), st.floats(0, 300)).map(lambda s: (s[0], s[0] + s[1])), max_size=30
)


@given(spans, st.integers(1, 4))
def test_whiskers_on_one_line_never_overlap(spans, most):
    found = lines(spans, most)
    assert all(-1 <= n < most for n in found)
    for i, a in enumerate(spans):
        for j, b in enumerate(spans[:i]):
            if found[i] == found[j] >= 0:
                assert a[1] + 4 <= b[0] or b[1] + 4 <= a[0]


def test_nearest_is_the_nearest_within_reach():
    assert nearest([10.0, 20.0, 40.0], 22.0, 5.0) == 1
    assert nearest([10.0, 20.0, 40.0], 30.0, 5.0) is None
    assert nearest([], 30.0, 5.0) is None


@given(st.floats(1, 1e5), st.floats(10, 1000))
def test_altitudes_are_round_and_apart(top, height):
    found = scale(top, height, 26.0)
    assert found[0] == 0.0
    assert found[-1] <= top * 1.0001
    assert all((b - a) / top * height >= 25.9 for a, b in pairwise(found))


def test_the_altitudes_of_the_flight():
    assert scale(21_200, 60) == (0.0, 10_000.0, 20_000.0)
