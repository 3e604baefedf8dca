"""The radars' floors in the altitude profile: what each sees nothing below, along his way."""

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from explorer.frame.sight import Curve
from explorer.panels.band import SMALL_PX, Place, metrics
from explorer.theme import Theme, colour, font


def _parts(curve: Curve) -> list[np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Return the indices of each unbroken stretch of a curve."""
    known = np.flatnonzero(~np.isnan(curve.floor))
    return [p for p in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(p) > 1]


def draw(
    painter: QPainter,
    place: Place,
    theme: Theme,
    curves: Mapping[str, Curve],
    names: Mapping[str, str],
    y: Callable[[float], float],
) -> None:
    """Draw the ground below him, then each floor as a thin line with its band and its station's name."""
    if not curves:
        return
    top = 16.0
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.land, 0.9))
    first = next(iter(curves.values()))
    for part in _parts(first):
        xs = [place.axis.x(t) for t in first.time[part].tolist()]
        ground = [QPointF(x, y(max(g, 0.0))) for x, g in zip(xs, first.ground[part].tolist(), strict=True)]
        painter.drawPolygon(QPolygonF([QPointF(xs[0], y(0)), *ground, QPointF(xs[-1], y(0))]))
    taken: list[tuple[float, float, float, float]] = []
    for name, curve in curves.items():
        for part in _parts(curve):
            _draw_one(painter, place, theme, curve, part, y)
        _name(painter, place, theme, curve, names[name], y, top, taken)
    painter.restore()


def _draw_one(
    painter: QPainter,
    place: Place,
    theme: Theme,
    curve: Curve,
    part: np.ndarray[tuple[int], np.dtype[np.intp]],
    y: Callable[[float], float],
) -> None:
    xs = [place.axis.x(t) for t in curve.time[part].tolist()]
    low, high = curve.low[part].tolist(), curve.high[part].tolist()
    if any(b - a > 1 for a, b in zip(low, high, strict=True)):
        upper = [QPointF(x, y(v)) for x, v in zip(xs, high, strict=True)]
        lower = [QPointF(x, y(v)) for x, v in zip(xs, low, strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.radar, 0.13))
        painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
    path = QPainterPath()
    values = curve.floor[part].tolist()
    path.moveTo(xs[0], y(values[0]))
    for x, v in zip(xs[1:], values[1:], strict=True):
        path.lineTo(x, y(v))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(theme.radar, 0.9), 1))
    painter.drawPath(path)


def _name(
    painter: QPainter,
    place: Place,
    theme: Theme,
    curve: Curve,
    name: str,
    y: Callable[[float], float],
    top: float,
    taken: list[tuple[float, float, float, float]],
) -> None:
    """Write a station's name beside its curve, where the curve is in the picture and no other name stands."""
    words = QCoreApplication.translate("Floors", "{0}'s floor").format(name)
    wide = metrics(SMALL_PX).horizontalAdvance(words)
    painter.setFont(font(SMALL_PX))
    painter.setPen(colour(theme.radar))
    for i in range(0, len(curve.time), 3):
        if np.isnan(curve.floor[i]):
            continue
        x, at = place.axis.x(float(curve.time[i])) - wide - 5, y(float(curve.floor[i])) + 3
        box = (x - 2, at - 11, x + wide + 2, at + 3)
        inside = place.axis.left < x and top + 8 < at < y(0) - 3
        clear = all(box[2] < b[0] or box[0] > b[2] or box[3] < b[1] or box[1] > b[3] for b in taken)
        if inside and clear:
            taken.append(box)
            painter.drawText(QPointF(x, at), words)
            return
