"""How a thing that was found is drawn: its title, what it is, and under them where the words stand."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from explorer.theme import font

APART = "  —  "
_HIGH = 44  # px: two lines and some air
_BETWEEN = 10  # px


def title_room(wide: int, about: int) -> int:
    """Return the px a title may take of a row: half of it and a bit, or what is said of it leaves."""
    return max(wide - about - _BETWEEN, wide * 11 // 20)


class HitRow(QStyledItemDelegate):
    """Draws an item whose text is a title, ``APART``, what it is, and on the next line the words."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of two lines, and no width: what is too long is cut off with a sign."""
        return QSize(80, _HIGH)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row."""
        rect, colours = QRect(option.rect), option.palette
        first, _, words = str(index.data()).partition("\n")
        title, _, about = first.partition(APART)
        ink = colours.text().color()
        dim = QColor(ink)
        dim.setAlphaF(0.66)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colours.button())
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), colours.highlight())
        left, wide, half = rect.left() + 10, rect.width() - 20, rect.height() // 2 - 2
        end = left + wide
        for top, lines in ((rect.top() + 3, ((title, 13, True, ink), (about, 12, False, dim))),
                           (rect.top() + 1 + half, ((words, 12, False, dim),))):  # fmt: skip
            x = left
            for text, px, bold, shade in lines:
                painter.setFont(font(px, bold))
                measure = QFontMetrics(painter.font())
                room = end - x
                if text is title and about:
                    room = title_room(wide, QFontMetrics(font(12)).horizontalAdvance(about))
                shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, room)
                painter.setPen(shade)
                painter.drawText(QRect(x, top, end - x, half), Qt.AlignmentFlag.AlignVCenter, shown)
                x = min(end, x + measure.horizontalAdvance(shown) + _BETWEEN)
        painter.restore()
