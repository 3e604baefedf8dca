"""Where labels go so that none covers another, an obstacle or the edge: plain arithmetic on boxes.

A box is (left, top, right, bottom) in pixels, y downwards. Labels are placed in order of their priority;
one that finds no room is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.scenario.model import Floats

Box = tuple[float, float, float, float]

AROUND = ("right", "left", "below", "above", "below-right", "above-right", "below-left", "above-left")
"""The sides of its point that a label tries, best first."""

_GRAZE = 6.0  # what a soft point under a label costs, in places on the list of sides
_COVER = 100.0  # what covering a box that may be covered costs
_SWITCH = 2.0  # how much better another side must be before a label leaves the one it has


@dataclass(frozen=True, slots=True)
class Want:
    """A label of ``width`` x ``height`` that wants to be ``gap`` pixels from the point ``x``, ``y``.

    ``also`` are further points that it may stand at, tried in order.
    """

    key: str
    x: float
    y: float
    width: float
    height: float
    gap: float
    priority: float
    sides: tuple[str, ...] = AROUND
    also: tuple[tuple[float, float], ...] = ()


Spot = tuple[int, str]
"""A place that a label may take: which of its points, and the side of it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label went."""

    key: str
    box: Box
    spot: Spot


def box_at(want: Want, spot: Spot) -> Box:
    """Return where a label is when it takes a spot; side ``centre`` is over the point."""
    point, side = spot
    x, y = (want.x, want.y) if point == 0 else want.also[point - 1]
    w, h, gap = want.width, want.height, want.gap
    diagonal = gap * 0.7
    left = x - w / 2
    top = y - h / 2
    if side in ("right", "left"):
        left = x + gap if side == "right" else x - gap - w
    elif side in ("above", "below"):
        top = y + gap if side == "below" else y - gap - h
    elif side != "centre":
        left = x + diagonal if side.endswith("right") else x - diagonal - w
        top = y + diagonal if side.startswith("below") else y - diagonal - h
    return left, top, left + w, top + h


def boxes(found: Iterable[Box]) -> Floats:
    """Return boxes as an array of n rows."""
    return np.array(list(found), dtype=float).reshape(-1, 4)


def hits(box: Box, taken: Floats, margin: float = 0.0) -> np.ndarray:
    """Return which boxes of ``taken`` come within ``margin`` of ``box``."""
    left, top, right, bottom = box
    return np.asarray(
        (taken[:, 0] < right + margin)
        & (taken[:, 2] > left - margin)
        & (taken[:, 1] < bottom + margin)
        & (taken[:, 3] > top - margin)
    )


def place(
    wants: Sequence[Want],
    bounds: Box,
    taken: Floats,
    *,
    yielding: Floats | None = None,
    soft: Floats | None = None,
    before: Mapping[str, Spot] | None = None,
    settled: bool = False,
) -> dict[str, Placed]:
    """Return the labels that found room.

    ``taken`` are boxes that must stay free; ``yielding`` those that a label may cover when it finds no
    other room; ``soft`` points (n x 2), such as those of a track, that it avoids where it can; ``before``
    the spots that labels had last: one stays where it is unless another spot is clearly better, or with
    ``settled`` as long as its spot is free.
    """
    had = before or {}
    room = np.empty((len(taken) + len(wants), 4))
    room[: len(taken)] = taken
    used = len(taken)
    found: dict[str, Placed] = {}
    for want in sorted(wants, key=lambda w: w.priority):
        last = had.get(want.key)
        best = _kept(want, bounds, room[:used], last) if settled and last is not None else None
        if best is None:
            best = _best(want, bounds, room[:used], yielding, soft, last)
        if best is not None:
            found[want.key] = best
            room[used] = best.box
            used += 1
    return found


def _free(box: Box, bounds: Box, room: Floats) -> bool:
    """Return whether a box is inside the bounds and touches nothing."""
    if box[0] < bounds[0] or box[1] < bounds[1] or box[2] > bounds[2] or box[3] > bounds[3]:
        return False
    return not (len(room) and hits(box, room).any())


def _kept(want: Want, bounds: Box, room: Floats, last: Spot) -> Placed | None:
    """Return a label where it was, if that spot is still there and free."""
    if last[0] > len(want.also) or last[1] not in want.sides:
        return None
    box = box_at(want, last)
    return Placed(want.key, box, last) if _free(box, bounds, room) else None


def _best(
    want: Want, bounds: Box, room: Floats, yielding: Floats | None, soft: Floats | None, last: Spot | None
) -> Placed | None:
    """Return the cheapest free spot of one label."""
    spots = [(p, side) for p in range(1 + len(want.also)) for side in want.sides]
    if last in spots:
        spots.remove(last)
        spots.insert(0, last)
    best: Placed | None = None
    least = 0.0
    for rank, spot in enumerate(spots):
        if best is not None and least <= rank:
            break  # nothing further down the list can cost less
        box = box_at(want, spot)
        if not _free(box, bounds, room):
            continue
        cost = -_SWITCH if spot == last else float(rank)
        if soft is not None and len(soft):
            inside = (soft[:, 0] > box[0]) & (soft[:, 0] < box[2])
            inside &= (soft[:, 1] > box[1]) & (soft[:, 1] < box[3])
            cost += _GRAZE * min(int(inside.sum()), 3)
        if yielding is not None and len(yielding):
            cost += _COVER * int(hits(box, yielding).sum())
        if best is None or cost < least:
            best, least = Placed(want.key, box, spot), cost
    return best


def yielded(
    keys: Sequence[str], standing: Floats, moving: Iterable[Box], hidden: frozenset[str], margin: float
) -> frozenset[str]:
    """Return which standing labels (``keys``, in the boxes ``standing``) make way for what moves.

    One that has made way (``hidden``) comes back only when the mover is ``margin`` pixels off, so that it
    does not flicker.
    """
    out = np.zeros(len(keys), dtype=bool)
    near = np.zeros(len(keys), dtype=bool)
    for mover in moving:
        out |= hits(mover, standing)
        near |= hits(mover, standing, margin)
    return frozenset(keys[i] for i in np.flatnonzero(near).tolist() if out[i] or keys[i] in hidden)


def apart(x: Floats, y: Floats, priority: Floats, distance: float) -> np.ndarray:
    """Return which points stay when each drops those of worse priority within ``distance`` of it."""
    keep = np.ones(len(x), dtype=bool)
    order = np.argsort(priority, kind="stable")
    for n, i in enumerate(order):
        if keep[i]:
            later = order[n + 1 :]
            close = np.hypot(x[later] - x[i], y[later] - y[i]) < distance
            keep[later[close & (priority[later] > priority[i])]] = False
    return keep
