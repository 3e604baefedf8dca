"""Columns of coordinates as Qt's polygons, without a loop over the vertices."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtGui import QPolygonF
from shiboken6 import VoidPtr


def polygon(x: ArrayLike, y: ArrayLike) -> QPolygonF:
    """Return the points of two columns of equal length."""
    xs = np.asarray(x, dtype=float)
    made = QPolygonF()
    made.resize(len(xs))
    if len(xs):
        # QPolygonF holds n points of two doubles; this fills them in place.
        memory: Any = VoidPtr(made.data(), len(xs) * 16, True)  # type: ignore[call-arg, arg-type]
        block = np.frombuffer(memory, dtype=np.float64).reshape(-1, 2)
        block[:, 0] = xs
        block[:, 1] = y
    return made
