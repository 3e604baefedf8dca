"""Columns of coordinates as Qt's polygons and paths, without a loop over the vertices."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF
from shiboken6 import VoidPtr

from explorer.scenario.model import Floats


def polygon(x: ArrayLike, y: ArrayLike) -> QPolygonF:
    """Return the points of two columns of equal length."""
    xs = np.asarray(x, dtype=float)
    made = QPolygonF()
    made.resize(len(xs))
    if len(xs):
        # QPolygonF holds n points of two doubles; this fills them in place.
        block = np.frombuffer(VoidPtr(made.data(), len(xs) * 16, True), dtype=np.float64).reshape(-1, 2)
        block[:, 0] = xs
        block[:, 1] = y
    return made


def path(rings: Iterable[tuple[ArrayLike, ArrayLike]], close: bool) -> QPainterPath:
    """Return lines, or closed rings whose overlaps are holes."""
    made = QPainterPath()
    for x, y in rings:
        made.addPolygon(polygon(x, y))
        if close:
            made.closeSubpath()
    return made


def thinned(x: Floats, y: Floats, step: float) -> tuple[Floats, Floats]:
    """Return the columns without the inner points that fall on the same ``step`` as their neighbour."""
    if len(x) < 500:
        return x, y
    cells = np.round(x / step) + 1j * np.round(y / step)
    keep = np.ones(len(x), dtype=bool)
    keep[1:-1] = cells[1:-1] != cells[:-2]
    return x[keep], y[keep]


def shape(*rings: Iterable[tuple[float, float]]) -> QPainterPath:
    """Return a small closed figure from its corners."""
    made = QPainterPath()
    for ring in rings:
        made.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring]))
        made.closeSubpath()
    return made
