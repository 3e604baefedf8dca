"""Where labels go."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.map import labels
from explorer.map.labels import Want

BOUNDS = (6.0, 6.0, 394.0, 294.0)
_at = st.tuples(st.floats(-20, 420), st.floats(-20, 320))
_wants = st.lists(
    st.builds(
        lambda at, w, h, p, gap: (at, w, h, p, gap),
        _at,
        st.floats(4, 160),
        st.floats(6, 40),
        st.integers(0, 5),
        st.floats(0, 12),
    ),
    max_size=25,
).map(lambda rows: [Want(f"w{i}", at[0], at[1], w, h, gap, p) for i, (at, w, h, p, gap) in enumerate(rows)])
_boxes = st.lists(
    st.tuples(st.floats(0, 380), st.floats(0, 280), st.floats(1, 120), st.floats(1, 120)), max_size=6
).map(lambda rows: labels.boxes((x, y, x + w, y + h) for x, y, w, h in rows))


def _overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(_wants, _boxes, _boxes)
@settings(max_examples=60, deadline=None)
def test_no_label_covers_another_an_obstacle_or_the_edge(wants, taken, yielding):
    soft = np.array([[x, 150.0] for x in range(0, 400, 9)])
    placed = labels.place(wants, BOUNDS, taken, yielding=yielding, soft=soft)
    found = [p.box for p in placed.values()]
    for i, box in enumerate(found):
        assert box[0] >= BOUNDS[0]
        assert box[1] >= BOUNDS[1]
        assert box[2] <= BOUNDS[2]
        assert box[3] <= BOUNDS[3]
        assert not any(_overlap(box, other) for other in found[i + 1 :])
        assert not any(_overlap(box, other) for other in taken.tolist())


@given(_wants, _boxes)
@settings(max_examples=40, deadline=None)
def test_a_label_is_left_out_only_where_no_spot_was_free(wants, taken):
    placed = labels.place(wants, BOUNDS, taken)
    for want in wants:
        if want.key in placed:
            continue
        better = [placed[w.key].box for w in wants if w.key in placed and w.priority <= want.priority]
        for side in want.sides:
            box = labels.box_at(want, (0, side))
            outside = box[0] < BOUNDS[0] or box[1] < BOUNDS[1] or box[2] > BOUNDS[2] or box[3] > BOUNDS[3]
            assert outside or any(_overlap(box, b) for b in (*better, *taken.tolist()))


@given(_wants, _boxes)
@settings(max_examples=30, deadline=None)
def test_placing_again_changes_nothing(wants, taken):
    first = labels.place(wants, BOUNDS, taken)
    again = labels.place(wants, BOUNDS, taken, before={k: p.spot for k, p in first.items()})
    assert {k: p.box for k, p in again.items() if k in first} == {k: p.box for k, p in first.items()}


def test_the_better_priority_wins_the_room():
    wants = [
        Want("late", 100, 100, 80, 12, 5, 2, ("right",)),
        Want("first", 110, 100, 80, 12, 5, 1, ("right",)),
    ]
    assert set(labels.place(wants, BOUNDS, labels.boxes([]))) == {"first"}


def test_a_label_keeps_its_side_though_a_slightly_better_one_is_free_again():
    want = Want("a", 200, 150, 60, 12, 5, 1, ("right", "left"))
    assert labels.place([want], BOUNDS, labels.boxes([]))["a"].spot == (0, "right")
    kept = labels.place([want], BOUNDS, labels.boxes([]), before={"a": (0, "left")})
    assert kept["a"].spot == (0, "left")


def test_a_settled_label_stays_as_long_as_its_spot_is_free():
    want = Want("a", 200, 150, 60, 12, 5, 1, ("right", "left"))
    track = np.array([[x, 150.0] for x in range(100, 199, 5)])
    had = {"a": (0, "left")}
    assert labels.place([want], BOUNDS, labels.boxes([]), soft=track, before=had)["a"].spot == (0, "right")
    settled = labels.place([want], BOUNDS, labels.boxes([]), soft=track, before=had, settled=True)
    assert settled["a"].spot == (0, "left")
    taken = labels.boxes([(150, 140, 190, 160)])
    assert labels.place([want], BOUNDS, taken, before=had, settled=True)["a"].spot == (0, "right")
    lost = {"a": (3, "left")}
    assert labels.place([want], BOUNDS, labels.boxes([]), before=lost, settled=True)["a"].spot == (0, "right")


def test_a_label_steps_off_a_track_and_onto_a_yielding_label_only_in_need():
    want = Want("a", 200, 150, 60, 12, 5, 1, ("right", "left"))
    track = np.array([[x, 150.0] for x in range(200, 300, 5)])
    assert labels.place([want], BOUNDS, labels.boxes([]), soft=track)["a"].spot == (0, "left")
    left = labels.boxes([(100, 100, 199, 200)])
    assert labels.place([want], BOUNDS, labels.boxes([]), yielding=left)["a"].spot == (0, "right")
    both = labels.boxes([(100, 100, 300, 200)])
    assert "a" in labels.place([want], BOUNDS, labels.boxes([]), yielding=both)
    assert "a" not in labels.place([want], BOUNDS, both)


def test_further_points_are_tried_in_order():
    want = Want("a", 0, 0, 60, 12, 0, 1, ("centre",), also=((200, 150), (100, 100)))
    placed = labels.place([want], BOUNDS, labels.boxes([]))["a"]
    assert placed.spot == (1, "centre")
    assert placed.box == (170, 144, 230, 156)


def test_what_made_way_comes_back_only_at_a_distance():
    standing = labels.boxes([(0, 0, 50, 10)])
    assert labels.yielded(["a"], standing, [(40, 0, 90, 10)], frozenset(), 12) == {"a"}
    near = [(55, 0, 90, 10)]
    assert labels.yielded(["a"], standing, near, frozenset({"a"}), 12) == {"a"}
    assert labels.yielded(["a"], standing, near, frozenset(), 12) == frozenset()
    assert labels.yielded(["a"], standing, [(63, 0, 90, 10)], frozenset({"a"}), 12) == frozenset()


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100), st.integers(1, 3)), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_crowded_symbols_make_room_for_the_more_important(rows):
    x, y, rank = (np.array(c, dtype=float) for c in zip(*rows, strict=True))
    keep = labels.apart(x, y, rank, 12.0)
    for i in range(len(x)):
        close = np.hypot(x - x[i], y - y[i]) < 12.0
        if keep[i]:
            assert not (close & keep & (rank < rank[i])).any()
        else:
            assert (close & keep & (rank < rank[i])).any()
