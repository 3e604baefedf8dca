"""The figures of the map, in pixels about their middle: places by their kind, aircraft by their side."""

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

from explorer.map.paths import shape


def _scaled(path: QPainterPath, size: float) -> QPainterPath:
    return QTransform.fromScale(size, size).map(path)


def _circle(radius: float) -> QPainterPath:
    made = QPainterPath()
    made.addEllipse(QPointF(0, 0), radius, radius)
    return made


def _square(half: float) -> QPainterPath:
    made = QPainterPath()
    made.addRect(QRectF(-half, -half, 2 * half, 2 * half))
    return made


def _polygon(corners: int, radius: float, turn: float = -90.0) -> QPainterPath:
    angles = [math.radians(turn + 360 * i / corners) for i in range(corners)]
    return shape([(radius * math.cos(a), radius * math.sin(a)) for a in angles])


def _air_base() -> QPainterPath:
    """Return a square cut by a runway."""
    made = _square(0.92)
    made.addPath(shape([(-0.75, 0.45), (0.45, -0.75), (0.75, -0.45), (-0.45, 0.75)]))
    return made


_PLACES = {
    "radar": shape([(0, -1.15), (1.08, 0.8), (-1.08, 0.8)]),
    "air-base": _air_base(),
    "airfield": _square(0.85),
    "town": _circle(0.7),
    "cape": shape([(0, -0.55), (0.95, 0.6), (0, 0.3), (-0.95, 0.6)]),
    "port": shape([(-1, -0.5), (1, -0.5), (0.55, 0.6), (-0.55, 0.6)]),
    "control": _polygon(6, 0.95, 0),
    "garrison": shape([(0, -1), (0.85, -0.25), (0.85, 0.8), (-0.85, 0.8), (-0.85, -0.25)]),
    "office": _polygon(4, 0.95),
}


def place(kind: str, size: float) -> QPainterPath:
    """Return the figure of a kind of place, ``size`` pixels from its middle to its rim."""
    return _scaled(_PLACES.get(kind, _PLACES["town"]), size)


# The right half of each from the nose, which points north (up), to the tail; unit half length.
_HALVES: dict[str, list[tuple[float, float]]] = {
    "foxbat": [
        (0, -1.35), (0.2, -0.5), (0.98, 0.58), (0.98, 0.8), (0.3, 0.66), (0.56, 1.02), (0.56, 1.16),
        (0, 0.98),
    ],
    "fighter": [
        (0, -1.25), (0.17, -0.55), (0.72, 0.3), (0.72, 0.52), (0.2, 0.55), (0.42, 1.0), (0, 0.86),
    ],
    "airliner": [
        (0, -1.15), (0.13, -0.95), (0.14, -0.3), (1.05, 0.28), (1.05, 0.46), (0.14, 0.2), (0.12, 0.75),
        (0.45, 1.02), (0.45, 1.14), (0, 1.0),
    ],
    "transport": [
        (0, -1.1), (0.2, -0.9), (0.2, -0.35), (1.15, -0.1), (1.15, 0.1), (0.2, 0.1), (0.14, 0.8),
        (0.55, 0.92), (0.55, 1.1), (0, 1.0),
    ],
}  # fmt: skip
_CRAFT = {side: shape([*half, *((-x, y) for x, y in half[-2:0:-1])]) for side, half in _HALVES.items()}

ROLE = {"foxbat": "foxbat", "fighter": "fighter", "airliner": "other", "transport": "other"}
"""The colour of each side."""


_AIMLESS = _polygon(4, 0.85)


def craft(side: str, size: float, heading_deg: float | None = 0.0) -> QPainterPath:
    """Return the figure of an aircraft on its heading, ``size`` pixels half long.

    Where nobody knows the heading it is a rhombus, which points nowhere.
    """
    if heading_deg is None:
        return _scaled(_AIMLESS, size)
    turn = QTransform()
    turn.rotate(heading_deg)
    turn.scale(size, size)
    return turn.map(_CRAFT.get(side, _CRAFT["airliner"]))


def cross(size: float) -> QPainterPath:
    """Return two crossing strokes."""
    made = QPainterPath(QPointF(-size, -size))
    made.lineTo(size, size)
    made.moveTo(-size, size)
    made.lineTo(size, -size)
    return made
