"""Columns of coordinates as Qt's paths, and lines cut to what is seen, without a loop over the vertices."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from explorer.polygons import polygon
from explorer.radar.contour import Polygon
from explorer.scenario.model import Floats


def path(rings: Iterable[tuple[ArrayLike, ArrayLike]], close: bool) -> QPainterPath:
    """Return lines, or closed rings whose overlaps are holes."""
    made = QPainterPath()
    for x, y in rings:
        made.addPolygon(polygon(x, y))
        if close:
            made.closeSubpath()
    return made


def areas(polygons: Iterable[Polygon]) -> QPainterPath:
    """Return polygons with their holes, to be filled."""
    made = path(((ring[:, 0], ring[:, 1]) for rings in polygons for ring in rings), close=True)
    made.setFillRule(Qt.FillRule.OddEvenFill)
    return made


_TURN = np.linspace(0, 2 * np.pi, 97)


def circle(x: float, y: float, radius: float) -> QPolygonF:
    """Return a circle as a closed line: dashes along one cost a tenth of those of an ellipse."""
    return polygon(x + radius * np.cos(_TURN), y + radius * np.sin(_TURN))


def trimmed(
    xy: NDArray[np.float32], west: float, south: float, east: float, north: float
) -> NDArray[np.float32]:
    """Return a ring or line of which runs of points beyond one side of a box are cut short.

    Inside the box it is unchanged: what is left out, and the chord that replaces it, lie beyond that side.
    """
    x, y = xy[:, 0], xy[:, 1]
    side = np.where(x < west, 1, np.where(x > east, 2, np.where(y < south, 3, np.where(y > north, 4, 0))))
    keep = np.ones(len(xy), dtype=bool)
    keep[1:-1] = (side[1:-1] == 0) | (side[1:-1] != side[:-2]) | (side[1:-1] != side[2:])
    return xy[keep]


def within(px: Floats, py: Floats, width: float, height: float, step: float) -> Floats:
    """Return points (n x 2) about every ``step`` pixels of the parts of a line inside a picture."""
    if len(px) < 2:
        return np.zeros((0, 2))
    ax, ay, dx, dy = px[:-1], py[:-1], np.diff(px), np.diff(py)
    low, high = np.zeros(len(ax)), np.ones(len(ax))
    with np.errstate(divide="ignore", invalid="ignore"):
        for start, delta, limit in ((ax, dx, width), (ay, dy, height)):
            a, b = -start / delta, (limit - start) / delta
            flat = delta == 0
            outside = flat & ((start < 0) | (start > limit))
            low = np.where(flat, low, np.maximum(low, np.minimum(a, b)))
            high = np.where(outside, -1.0, np.where(flat, high, np.minimum(high, np.maximum(a, b))))
    found = np.flatnonzero(high > low)
    count = np.maximum(1, ((high - low) * np.hypot(dx, dy) / step)[found].astype(int))
    owner = np.repeat(found, count)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    share = low[owner] + (high - low)[owner] * nth / np.repeat(count, count)
    return np.column_stack([ax[owner] + share * dx[owner], ay[owner] + share * dy[owner]])


def shape(*rings: Iterable[tuple[float, float]]) -> QPainterPath:
    """Return a small closed figure from its corners."""
    made = QPainterPath()
    for ring in rings:
        made.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring]))
        made.closeSubpath()
    return made
