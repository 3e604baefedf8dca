"""Bars of who held the pilot and the aircraft, marks of who demanded what, and the legend of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPolygonF

from explorer.panels.band import SMALL_PX, elided, metrics
from explorer.theme import Theme, colour, font

HOLDING, DEMAND = "holding", "demand"
HELD = (HOLDING, DEMAND)
_LETTER = 0.0075  # of the axis' length that a letter takes at most, where the axis is short
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextDontClip)
_HATCHES = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense7Pattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.DiagCrossPattern,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a holder is told from the others: a colour, and a hatching for whoever sees no colours."""

    colour: str
    hatch: Qt.BrushStyle


def looks(holders: Iterable[str], theme: Theme) -> dict[str, Look]:
    """Return how each holder looks; the same in every chapter, if given all of them in the same order."""
    t = theme
    palette = (t.foxbat, t.fighter, t.radar, t.airspace, t.loss, t.other)
    return {
        h: Look(palette[i % len(palette)], _HATCHES[i % len(_HATCHES)])
        for i, h in enumerate(dict.fromkeys(holders))
    }


def holder_name(holder: str) -> str:
    """Return what a holder is called: ``United States`` for ``united-states``."""
    return QCoreApplication.translate("Lanes", holder.replace("-", " ").title())


def label_span(label: str, length: float) -> float:
    """Return about how much of an axis of ``length`` seconds a mark takes with its label."""
    return (len(label) + 4) * _LETTER * length


def _fill(painter: QPainter, theme: Theme, look: Look, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.colour, 0.30 if theme.dark else 0.24))
    painter.drawRoundedRect(box, 2, 2)
    if look.hatch is not Qt.BrushStyle.NoBrush:
        painter.setBrush(QBrush(colour(look.colour, 0.28), look.hatch))
        painter.drawRoundedRect(box, 2, 2)
    painter.setBrush(colour(look.colour))
    painter.drawRect(QRectF(box.left(), box.top(), min(3.0, box.width()), box.height()))


def draw_bar(
    painter: QPainter, theme: Theme, look: Look, box: QRectF, label: str, holder: str, limit: float
) -> None:
    """Draw a bar with its label inside; beside it as far as ``limit`` (px) where that has the room."""
    _fill(painter, theme, look, box)
    if box.height() < 10:
        return
    painter.setFont(font(SMALL_PX))
    painter.setPen(colour(theme.ink))
    measure = metrics(SMALL_PX).horizontalAdvance
    room = box.width() - 12
    inner = box.adjusted(8, -1, -4, -1)
    if measure(label) <= room:
        painter.drawText(inner, _LEFT, label)
    elif box.right() + 6 + measure(label) <= limit:
        painter.drawText(
            QRectF(box.right() + 6, inner.top(), limit - box.right(), inner.height()), _LEFT, label
        )
    elif measure(holder_name(holder)) <= room:
        # Whole words say more than the beginning of a sentence.
        short = elided(label, SMALL_PX, inner.width())
        whole = len(short) > len(holder) + 6
        painter.drawText(inner, _LEFT, short if whole else holder_name(holder))


def draw_mark(painter: QPainter, theme: Theme, look: Look, x: float, box: QRectF, label: str) -> None:
    """Draw a demand: a diamond at its time, its words beside it; a demand has no end of its own."""
    y, half = box.center().y(), min(5.0, box.height() / 2 - 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.colour))
    corners = ((0, -half), (half, 0), (0, half), (-half, 0))
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
    painter.setFont(font(SMALL_PX))
    painter.setPen(colour(theme.ink))
    left = x + half + 5
    painter.drawText(
        QRectF(left, box.top() - 1, box.right() - left, box.height()),
        _LEFT,
        elided(label, SMALL_PX, box.right() - left),
    )


def draw_legend(
    painter: QPainter, theme: Theme, shown: Mapping[str, Look], box: QRectF, demands: bool
) -> None:
    """Say in one row which colour and hatching is whose, and that a diamond is a demand."""
    painter.setFont(font(SMALL_PX))
    measure = metrics(SMALL_PX).horizontalAdvance
    x = box.left()
    for holder, look in shown.items():
        name = holder_name(holder)
        if x + 24 + measure(name) > box.right():
            return
        _fill(painter, theme, look, QRectF(x, box.top() + 2, 18, box.height() - 4))
        painter.setPen(colour(theme.dim))
        painter.drawText(QRectF(x + 23, box.top() - 1, measure(name) + 2, box.height()), _LEFT, name)
        x += 23 + measure(name) + 18
    word = QCoreApplication.translate("Lanes", "a demand")
    if demands and x + 20 + measure(word) <= box.right():
        draw_mark(
            painter, theme, Look(theme.dim, Qt.BrushStyle.NoBrush), x + 5, box.adjusted(0, 1, 0, -1), word
        )
