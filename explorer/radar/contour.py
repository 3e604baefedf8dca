"""Outlines of where a field is above 0, with their islands and holes: marching squares.

The same polygons as contourpy's (a test holds the two together), several times as fast on a grid of which
the line touches few cells: the outlines of four stations must be ready between two pictures. A cell of which
two opposite corners are above 0 is split by the mean of its four, as contourpy does.
"""

import numpy as np
from numpy.typing import NDArray

from explorer.scenario.model import Floats

Polygon = tuple[Floats, ...]
"""Closed rings of (x, y), first point repeated: the outline, anticlockwise, then its holes, clockwise."""

_SOUTH, _EAST, _NORTH, _WEST = range(4)
# By which corners are above 0 (bits: 1 SW, 2 SE, 4 NE, 8 NW): over which edges the line comes in and goes out
# with the inside on its left. 16 and 17 are 5 and 10 with the two corners joined.
_IN = np.array([0, 0, 1, 1, 2, 0, 2, 2, 3, 0, 1, 1, 3, 0, 3, 0, 0, 3])
_OUT = np.array([0, 3, 0, 3, 1, 3, 0, 3, 2, 2, 0, 2, 1, 1, 0, 0, 1, 0])
_SECOND = {5: (_NORTH, _EAST), 10: (_WEST, _NORTH), 16: (_NORTH, _WEST), 17: (_EAST, _NORTH)}
_FULL = 15


def outlines(x: Floats, y: Floats, field: NDArray[np.float32]) -> tuple[Polygon, ...]:
    """Return the polygons in which ``field`` (rows of ``y``, columns of ``x``, no nan) is above 0.

    Between two points of the grid the field is linear. What reaches the border is closed along it.
    """
    # A frame of points outside, on the very place of the border, closes every ring.
    x, y = (np.concatenate([line[:1], line, line[-1:]]) for line in (x, y))
    framed = np.full((len(y), len(x)), np.float32(-1))
    framed[1:-1, 1:-1] = field
    columns = len(x)
    # One row after another: a cell between the end of one and the start of the next has all corners outside.
    level = framed.reshape(-1)
    above = level > 0
    beside, over = above[1:] ^ above[:-1], above[columns:] ^ above[:-columns]
    cell = np.flatnonzero(beside[:-columns] | beside[columns:] | over[:-1] | over[1:])
    if cell.size == 0:
        return ()
    kind = above[cell].astype(np.intp)
    for bit, step in ((2, 1), (4, columns + 1), (8, columns)):
        kind += bit * above[cell + step]
    corners = [level[cell + step] for step in (0, 1, columns + 1, columns)]
    saddle = ((kind == 5) | (kind == 10)) & (sum(corners[1:], start=corners[0]) > 0)
    kind[saddle] = np.where(kind[saddle] == 5, 16, 17)
    # An edge is named by its first point: twice its place in the grid, and one more if it runs north.
    corner = 2 * cell
    edge = np.array([0, 3, 2 * columns, 1])
    start, end = [corner + edge[_IN[kind]]], [corner + edge[_OUT[kind]]]
    two = np.flatnonzero((kind >= 16) | (kind == 5) | (kind == 10))
    if two.size:
        edges = np.array([edge[list(_SECOND[which])] for which in kind[two].tolist()])
        start.append(corner[two] + edges[:, 0])
        end.append(corner[two] + edges[:, 1])
    starts, ends = np.concatenate(start), np.concatenate(end)
    return _nested(_linked(starts, ends), _crossings(x, y, level, starts))


def _crossings(x: Floats, y: Floats, level: NDArray[np.float32], edges: NDArray[np.intp]) -> Floats:
    """Return where the line crosses each edge."""
    one = edges >> 1
    other = one + np.where(edges & 1, len(x), 1)
    here, there = level[one].astype(float), level[other].astype(float)
    share = here / (here - there)
    (row, column), (other_row, other_column) = np.divmod(one, len(x)), np.divmod(other, len(x))
    line = np.empty((len(edges), 2))
    line[:, 0] = x[column] + share * (x[other_column] - x[column])
    line[:, 1] = y[row] + share * (y[other_row] - y[row])
    return line


def _linked(starts: NDArray[np.intp], ends: NDArray[np.intp]) -> list[list[int]]:
    """Return the rings of segments, each going on where the one before it ends."""
    order = np.argsort(starts)
    follower = order[np.searchsorted(starts, ends, sorter=order)].tolist()
    rings = []
    for first in range(len(follower)):
        ring, at = [], first
        while (then := follower[at]) >= 0:
            follower[at] = -1
            ring.append(at)
            at = then
        if ring:
            ring.append(first)
            rings.append(ring)
    return rings


def _nested(rings: list[list[int]], points: Floats) -> tuple[Polygon, ...]:
    """Return the rings as polygons: each hole with the smallest outline that holds it."""
    outer: list[tuple[float, Floats]] = []
    holes: list[Floats] = []
    for ring in rings:
        line = points[ring]
        area = float(np.sum(line[:-1, 0] * line[1:, 1] - line[1:, 0] * line[:-1, 1])) / 2
        if area > 0:
            outer.append((area, line))
        elif area < 0:
            holes.append(line)
    outer.sort(key=lambda found: found[0])
    inside: list[list[Floats]] = [[] for _ in outer]
    for hole in holes:
        home = next((i for i, (_, line) in enumerate(outer) if _holds(line, hole)), None)
        if home is not None:
            inside[home].append(hole)
    return tuple((line, *inside[i]) for i, (_, line) in enumerate(outer))


def _holds(outline: Floats, hole: Floats) -> bool:
    """Return whether ``outline`` goes round ``hole``, by the crossings of a ray to the east."""
    if (hole.min(axis=0) < outline.min(axis=0)).any() or (hole.max(axis=0) > outline.max(axis=0)).any():
        return False
    # Halfway along one of its sides, a hole's ring cannot touch another.
    px, py = (hole[0] + hole[1]) / 2
    x, y = outline[:, 0], outline[:, 1]
    cross = np.flatnonzero((y[:-1] > py) != (y[1:] > py))
    at = x[cross] + (py - y[cross]) / (y[cross + 1] - y[cross]) * (x[cross + 1] - x[cross])
    return bool(np.count_nonzero(at > px) % 2)
