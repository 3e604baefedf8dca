"""The ladder's order and words; its rows never overlap."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from explorer.frame.frame import StationNow
from explorer.panels.ladder import rungs, spread


def _station(name, floor, sight, record="lost", **more):
    return StationNow(
        id=name, name=name, range_km=23.0, bearing_deg=0.0, record=record, open_start=False,
        record_since=None, record_basis=None, record_sources=(), record_note="", sight=sight,
        floor_m=floor, **more,
    )  # fmt: skip


@given(st.lists(st.floats(0, 300), max_size=8), st.floats(10, 40))
def test_rows_keep_their_distance_and_order(wishes, gap):
    placed = spread(sorted(wishes), gap, 0, 400)
    assert len(placed) == len(wishes)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(placed))
    assert all(p >= -1e-6 for p in placed)


def test_rows_with_room_stand_where_they_wish():
    assert spread([10, 100, 200], 30, 0, 400) == [10, 100, 200]


def test_the_ladder_runs_from_the_highest_floor_down_and_says_why():
    found = rungs(
        (
            _station("low", 0.0, "clear", conflict="clear-lost"),
            _station("high", 5800.0, "behind-terrain", blocked_at_km=50.0),
            _station("sea", 1350.0, "below-horizon"),
        ),
        None,
        "source",
        hide_answers=False,
    )
    assert [r.id for r in found] == ["high", "sea", "low"]
    assert [(r.could, r.reason) for r in found] == [
        ("no", "mountain"),
        ("no", "curve"),
        ("yes", "nothing between"),
    ]
    assert found[2].note.startswith("nothing between, 14 mi")
    assert all(r.did == "lost" for r in found)


def test_predict_first_hides_the_answers():
    (only,) = rungs(
        (_station("low", 0.0, "clear", conflict="clear-lost"),), None, "source", hide_answers=True
    )
    assert (only.could, only.reason, only.note) == ("?", "", "")
