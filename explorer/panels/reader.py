"""The reader's own copy: the whole document, typeset, in step with the time. Nothing of it is ever run."""

from bisect import bisect_left
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QToolTip, QWidget

from explorer.frame.derived import OpenDocument
from explorer.text.align import Match
from explorer.text.document import Kind
from explorer.theme import Theme, font

_READING_LINE = 0.4  # of the height: what stands there is being read


class Places:
    """Python's offsets (code points) to Qt's (UTF-16 units), and back."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, c in enumerate(text) if ord(c) > 0xFFFF] if not text.isascii() else []
        self._wide_qt = [at + n for n, at in enumerate(self._wide)]

    def qt(self, offset: int) -> int:
        """Return Qt's position of a Python offset."""
        return offset + bisect_left(self._wide, offset)

    def python(self, position: int) -> int:
        """Return Python's offset of a Qt position."""
        return position - bisect_left(self._wide_qt, position)


def _x(line: QTextLine, position: int) -> float:
    """Return where a position stands on its line; PySide gives it with the position it rounded to."""
    found: Any = line.cursorToX(position)
    return float(found[0]) if isinstance(found, tuple) else float(found)


class ReaderView(QPlainTextEdit):
    """One open document.

    Signals:
        match_chosen(match): a click on sentences that tell a passage or a moment.
        match_reached(match): with "text leads", what has come to the reading line.
        quote_wanted(match): copy these sentences with their citation.
        why_wanted(match): say why they match.
    """

    match_chosen = Signal(object)
    match_reached = Signal(object)
    quote_wanted = Signal(object)
    why_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open: OpenDocument | None = None
        self._places = Places("")
        self._current: Match | None = None
        self._pressed: QPoint | None = None
        self.leads = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._centre)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(font(15))
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("Your copy of the source"))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the page."""
        self._theme = theme
        self.setStyleSheet(f"QPlainTextEdit {{ background: {theme.ground}; color: {theme.ink}; border: 0; }}")
        if self._open is not None:
            self._dress(self._open)

    @property
    def document_shown(self) -> OpenDocument | None:
        """The open document on the page."""
        return self._open

    def show_document(self, opened: OpenDocument) -> None:
        """Put a document on the page."""
        if self._open is opened:
            return
        self._open, self._current = opened, None
        text = opened.document.text
        self._places = Places(text)
        self.setPlainText(text)
        self.document().setDocumentMargin(16)
        self._dress(opened)

    def _dress(self, opened: OpenDocument) -> None:
        """Set headings bold and furniture faint: few blocks of a long text, so it stays quick."""
        theme = self._theme
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        looks = {Kind.HEADING: QTextCharFormat(), Kind.FURNITURE: QTextCharFormat()}
        looks[Kind.HEADING].setFontWeight(QFont.Weight.Bold)
        looks[Kind.HEADING].setForeground(QColor(theme.foxbat))
        looks[Kind.FURNITURE].setForeground(QColor(theme.faint))
        for paragraph in opened.document.paragraphs:
            look = looks.get(paragraph.kind)
            if look is not None:
                cursor.setPosition(self._places.qt(paragraph.start))
                cursor.setPosition(self._places.qt(paragraph.end), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(look)
        cursor.endEditBlock()

    def mark(self, match: Match | None, centre: bool = True) -> None:
        """Mark the sentences of a match, and bring them to the middle."""
        if match is self._current:
            return
        self._current = match
        if centre and match is not None:
            self._centre()
        self.viewport().update()

    def _centre(self) -> None:
        if self._current is None or not self.isVisible():
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._places.qt(self._current.start))
        # A plain-text edit scrolls by lines: line of the passage less those above the reading line.
        rows = max(1, self.viewport().height() // max(1, self.fontMetrics().lineSpacing()))
        block = cursor.block()
        self.verticalScrollBar().setValue(block.firstLineNumber() - int(rows * 0.3))

    def _spans(self) -> list[tuple[int, int]]:
        """Return Qt's spans of the evidence of the current match."""
        if self._current is None:
            return []
        return [(self._places.qt(e.start), self._places.qt(e.end)) for e in self._current.evidence]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shade the current sentences behind the text, and underline their evidence over it."""
        match = self._current
        if match is not None:
            painter = QPainter(self.viewport())
            spans = [(self._places.qt(match.start), self._places.qt(match.end))]
            for box in self._boxes(spans):
                painter.fillRect(box.adjusted(-2, -1, 2, 1), QColor(self._theme.raised))
            for box in self._boxes(spans)[:1]:
                painter.fillRect(QRectF(4, box.top(), 3, box.height()), QColor(self._theme.foxbat))
            painter.end()
        super().paintEvent(event)
        if match is not None:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(self._theme.foxbat), 1.4))
            for box in self._boxes(self._spans()):
                painter.drawLine(box.bottomLeft() + QPointF(0, -1), box.bottomRight() + QPointF(0, -1))
            painter.end()

    def _boxes(self, spans: list[tuple[int, int]]) -> list[QRectF]:
        """Return the rectangles, in the viewport, of the visible lines of some spans."""
        found: list[QRectF] = []
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        bottom = self.viewport().height()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > bottom:
                break
            found += self._in_block(block, box, spans)
            block = block.next()
        return found

    @staticmethod
    def _in_block(block: QTextBlock, box: QRectF, spans: list[tuple[int, int]]) -> list[QRectF]:
        found = []
        layout, start = block.layout(), block.position()
        for first, last in spans:
            if last <= start or first >= start + block.length():
                continue
            a, b = max(first - start, 0), min(last - start, block.length() - 1)
            for n in range(layout.lineCount()):
                line = layout.lineAt(n)
                left, right = max(a, line.textStart()), min(b, line.textStart() + line.textLength())
                if left < right:
                    x1, x2 = _x(line, left), _x(line, right)
                    found.append(QRectF(box.left() + x1, box.top() + line.y(), x2 - x1, line.height()))
        return found

    def match_at(self, point: QPoint) -> Match | None:
        """Return the match whose sentences stand at a point of the viewport."""
        if self._open is None:
            return None
        position = self.cursorForPosition(point).position()
        return self._open.alignment.at(self._places.python(position))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked; selecting text chooses nothing."""
        super().mouseReleaseEvent(event)
        point, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        if pressed is None or (point - pressed).manhattanLength() > 4 or self.textCursor().hasSelection():
            return
        match = self.match_at(point)
        if match is not None and event.button() is Qt.MouseButton.LeftButton:
            self.match_chosen.emit(match)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Preview place and time of what is under the pointer."""
        super().mouseMoveEvent(event)
        match = self.match_at(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if match is not None else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        if match is not None and not event.buttons():
            QToolTip.showText(event.globalPosition().toPoint(), self.preview(match), self)

    def preview(self, match: Match) -> str:
        """Return what hovering over a match says; the panel replaces this."""
        return match.id

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the text lead, if the viewer has asked for that."""
        super().wheelEvent(event)
        self._lead()

    def scrolled_by_hand(self) -> None:
        """Tell that the page was moved by keys or the scroll bar."""
        self._lead()

    def _lead(self) -> None:
        if not self.leads:
            return
        match = self.match_at(QPoint(40, round(self.viewport().height() * _READING_LINE)))
        if match is not None and match is not self._current:
            self.match_reached.emit(match)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current sentences in the middle."""
        super().resizeEvent(event)
        self._settle.start()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._settle.start()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer a quotation, and the reasons for a match."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        match = self.match_at(event.pos())
        copy = menu.addAction(self.tr("Copy"))
        copy.setEnabled(self.textCursor().hasSelection())
        copy.triggered.connect(self.copy)
        if match is not None:
            menu.addAction(self.tr("Copy with citation")).triggered.connect(
                lambda: self.quote_wanted.emit(match)
            )
            menu.addAction(self.tr("Why does this match?")).triggered.connect(
                lambda: self.why_wanted.emit(match)
            )
        menu.popup(event.globalPos())
