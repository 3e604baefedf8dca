"""The words beside the pointer: the time there and what is there."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.panels.band import TEXT_PX, elided, metrics
from explorer.theme import Theme, colour, font

_ROW = 16
_WIDEST = 480.0


@dataclass(frozen=True, slots=True)
class Tip:
    """Rows of words in ``rect``, beside a line at ``x``."""

    x: float
    rect: QRect
    rows: tuple[str, ...]

    @classmethod
    def beside(cls, at: QPointF, rows: tuple[str, ...], room: QRect) -> "Tip":
        """Return words that stand beside ``at``, inside ``room`` and not under the pointer."""
        width = max(metrics(TEXT_PX).horizontalAdvance(words) for words in rows) + 18
        width = min(width, _WIDEST, room.width() - 8.0)
        height = len(rows) * _ROW + 6
        left = at.x() + 10
        if left + width > room.right() - 3:
            left = at.x() - 10 - width
        left = min(max(left, 4.0), room.width() - 4 - width)
        top = 4.0 if at.y() > height + 24 else min(at.y() + 18, room.height() - height - 4.0)
        return cls(at.x(), QRectF(left, top, width, height).toAlignedRect(), rows)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw box and words."""
        box = QRectF(self.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colour(theme.line), 1))
        painter.setBrush(colour(theme.raised))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font(TEXT_PX))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        inner = box.adjusted(8, 3, -8, -3)
        for number, words in enumerate(self.rows):
            painter.setPen(colour(theme.ink if number < 2 else theme.dim))
            cut = elided(words, TEXT_PX, inner.width() + 1)
            painter.drawText(
                QRectF(inner.left(), inner.top() + number * _ROW, inner.width(), _ROW), flags, cut
            )
