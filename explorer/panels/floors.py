"""The radars' floors in the altitude profile: what each sees nothing below, along his way."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from explorer.frame.sight import Curve
from explorer.panels.band import SMALL_PX, Place, metrics
from explorer.scenario.model import Floats
from explorer.theme import Theme, colour, font

_HIGH = 14.0  # px of a name
_STEP = 4.0  # px between the points of a line that names keep clear of
_EVERY = 3  # of these points, where a name is tried

Line = tuple[Floats, Floats]
"""A line in the picture: the x and y of its points in px, from left to right; nan where it breaks."""


def _parts(curve: Curve) -> list[np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Return the indices of each unbroken stretch of a curve."""
    known = np.flatnonzero(~np.isnan(curve.floor))
    return [p for p in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(p) > 1]


def draw(
    painter: QPainter, place: Place, theme: Theme, curves: Mapping[str, Curve], y: Callable[[float], float]
) -> None:
    """Draw the ground below him, then each floor as a thin line with its band."""
    if not curves:
        return
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.land, 0.9))
    first = next(iter(curves.values()))
    for part in _parts(first):
        xs = [place.axis.x(t) for t in first.time[part].tolist()]
        ground = [QPointF(x, y(max(g, 0.0))) for x, g in zip(xs, first.ground[part].tolist(), strict=True)]
        painter.drawPolygon(QPolygonF([QPointF(xs[0], y(0)), *ground, QPointF(xs[-1], y(0))]))
    for curve in curves.values():
        for part in _parts(curve):
            _draw_one(painter, place, theme, curve, part, y)
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


def label(
    painter: QPainter,
    theme: Theme,
    lines: Mapping[str, Line],
    names: Mapping[str, str],
    room: QRectF,
    taken: Sequence[QRectF],
    others: Sequence[Line] = (),
) -> dict[str, QRectF]:
    """Write each station's name beside its line, and return where; one without room stays away.

    No name leaves ``room`` or meets another or what is ``taken``; where it can it keeps clear of the lines.
    """
    said = {k: QCoreApplication.translate("Floors", "{0}'s floor").format(names[k]) for k in lines}
    measure = metrics(SMALL_PX)
    widths = {key: measure.horizontalAdvance(words) + 4 for key, words in said.items()}
    found = spots(lines, widths, room, taken, others)
    painter.setFont(font(SMALL_PX))
    for key, box in found.items():
        painter.fillRect(box, colour(theme.ground, 0.72))
        painter.setPen(colour(theme.radar))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), said[key])
    return found


def spots(
    lines: Mapping[str, Line],
    widths: Mapping[str, float],
    room: QRectF,
    taken: Sequence[QRectF],
    others: Sequence[Line] = (),
) -> dict[str, QRectF]:
    """Return a box beside each line (x and y in px) for a name so wide, in the order of ``lines``."""
    every = [_dense(*line) for line in (*lines.values(), *others)]
    points = np.concatenate(every, axis=1) if every else np.zeros((2, 0))
    found: dict[str, QRectF] = {}
    for key, line in lines.items():
        held = [*taken, *found.values()]
        best: tuple[int, QRectF] | None = None
        for x, at in _dense(*line)[:, ::_EVERY].T.tolist():
            for left, top in ((x - 5 - widths[key], at - _HIGH / 2), (x + 5, at - _HIGH - 1)):
                box = QRectF(left, top, widths[key], _HIGH)
                if not room.contains(box) or any(box.intersects(other) for other in held):
                    continue
                inside = (np.abs(points[0] - box.center().x()) < box.width() / 2) & (
                    np.abs(points[1] - box.center().y()) < _HIGH / 2
                )
                crossed = int(inside.sum())
                if best is None or crossed < best[0]:
                    best = crossed, box
        if best is not None:
            found[key] = best[1]
    return found


def _dense(x: Floats, y: Floats) -> Floats:
    """Return points every few px along a line, as two rows; gaps stay gaps."""
    if len(x) < 2:
        return np.zeros((2, 0))
    at = np.arange(float(x[0]), float(x[-1]), _STEP)
    found = np.vstack([at, np.interp(at, x, y)])
    return found[:, ~np.isnan(found[1])]
