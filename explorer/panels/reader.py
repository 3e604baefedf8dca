"""The reader's own copy: the whole document, typeset, in step with the time. Nothing of it is ever run."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
    QTextBlock,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from explorer.frame.derived import OpenDocument
from explorer.panels.sheet import Sheet, boxes_of, make_sheet
from explorer.panels.typeset import BODY_PX
from explorer.theme import Theme, font

if TYPE_CHECKING:
    from explorer.text.align import Match
    from explorer.text.document import Span

_READING_LINE = 0.42  # of the height: what stands there is being read
_PLAIN = str.maketrans({"\u2029": "\n\n", "\u2028": "\n", "\u200b": None})


class ReaderView(QPlainTextEdit):
    """One open document.

    Signals:
        match_chosen(match): a click on sentences that tell a passage or a moment.
        match_reached(match): with ``leads``, what has come to the reading line by the reader's hand.
        menu_wanted(point, offset): a context menu is asked for at a global point, over a character.
    """

    match_chosen = Signal(object)
    match_reached = Signal(object)
    menu_wanted = Signal(QPoint, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sheets: dict[str, Sheet] = {}
        self._sheet: Sheet | None = None
        self._current: Match | None = None
        self._otherwise: tuple[Span, ...] = ()
        self._found: Span | None = None
        self._pressed: QPoint | None = None
        self._leads = self._leading = False
        self._read = 0  # the place that was at the reading line
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._centre)
        # Only what a hand does starts this: a page that follows the time must not move it.
        self._by_hand = QTimer(self)
        self._by_hand.setSingleShot(True)
        self._by_hand.setInterval(0)
        self._by_hand.timeout.connect(self._lead)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._by_hand.start())
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(font(BODY_PX))
        self.viewport().setMouseTracking(True)
        # The keys scroll, as in the account: a caret that nobody sees would keep them.
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(False)
        self.setAccessibleName(self.tr("Your copy of the source"))
        self.setAccessibleDescription(
            self.tr(
                "The whole document; sentences that tell a moment lead to it, Return at the reading line."
            )
        )
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the page."""
        self._theme = theme
        self.setStyleSheet(f"QPlainTextEdit {{ background: {theme.ground}; color: {theme.ink}; border: 0; }}")
        for sheet in self._sheets.values():
            sheet.layout.set_theme(theme)
        self._settle.start()

    @property
    def document_shown(self) -> OpenDocument | None:
        """The open document on the page."""
        return None if self._sheet is None else self._sheet.opened

    @property
    def current(self) -> "Match | None":
        """What is marked."""
        return self._current

    def set_leads(self, on: bool) -> None:
        """Let scrolling by hand tell what has come to the reading line."""
        if on != self._leads:
            self._leads = on
            self._read = (self._line_read() or (0, 0))[0]
            self.viewport().update()

    def keep(self, documents: Sequence[OpenDocument]) -> None:
        """Let go of every sheet but those of ``documents``."""
        for path, sheet in list(self._sheets.items()):
            if sheet.opened not in documents and sheet is not self._sheet:
                del self._sheets[path]

    def show_document(self, opened: OpenDocument) -> None:
        """Put a document on the page; one that was there before is there at once."""
        if self._sheet is not None and self._sheet.opened is opened:
            return
        path = opened.document.path
        known = self._sheets.get(path)
        if known is None or known.opened is not opened:
            known = self._sheets[path] = make_sheet(opened, self._theme)
        if self._sheet is not None:
            self._sheet.layout.mark(None)
        self._current = self._found = None
        self._otherwise = ()
        self._sheet = known
        known.layout.set_width(self.viewport().width())
        self.setDocument(known.document)

    def mark(self, match: "Match | None", otherwise: "tuple[Span, ...]" = ()) -> None:
        """Mark the sentences of a match, and bring them to the middle unless scrolling led there.

        ``otherwise`` are the figures in it that differ from what is shown.
        """
        if (match is self._current and otherwise == self._otherwise) or self._sheet is None:
            return
        moved = match is not self._current
        self._current, self._otherwise = match, otherwise
        self._sheet.mark(match, otherwise)
        if moved and not self._leading:
            self._centre()
        self.viewport().update()

    def show_found(self, found: "Span | None") -> None:
        """Select what a search led to (offsets of the text), and bring it to the middle."""
        if found == self._found or self._sheet is None:
            return
        self._found = found
        cursor = QTextCursor(self.document())
        if found is not None:
            first, last = self._sheet.page.span(*found)
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._centre()

    def selected(self) -> "Span | None":
        """Return the offsets of the selected text."""
        cursor = self.textCursor()
        if not cursor.hasSelection() or self._sheet is None:
            return None
        page = self._sheet.page
        return page.offset(cursor.selectionStart()), page.offset(cursor.selectionEnd())

    def _centre(self) -> None:
        """Bring what was found, or what is current, to the reading line."""
        sheet = self._sheet
        wanted = self._found or (None if self._current is None else (self._current.start, self._current.end))
        if sheet is None or wanted is None or not self.isVisible() or self.viewport().height() < 20:
            return
        first, last = sheet.page.span(*wanted)
        block = sheet.document.findBlock(first)
        top = self._line_top(block, first)
        height = self._line_top(sheet.document.findBlock(last), last) + BODY_PX * 1.6 - top
        step = block
        while step.isValid() and step.next().isValid() and step.position() + step.length() <= last:
            height += sheet.layout.blockBoundingRect(step).height()
            if height > self.viewport().height():
                break
            step = step.next()
        free = self.viewport().height()
        above = max(free * 0.12, free * _READING_LINE - height / 2)
        # A plain-text edit scrolls by lines: find the one that stands at the top.
        while top < above and block.previous().isValid():
            block = block.previous()
            top += sheet.layout.blockBoundingRect(block).height()
        layout, line = block.layout(), 0
        while line + 1 < layout.lineCount() and top - layout.lineAt(line).y() > above:
            line += 1
        for _ in range(4):
            # Scrolling sets rows on its way, which moves the numbers of lines and the bar's end.
            sheet.layout.tell_size()
            self.verticalScrollBar().setValue(block.firstLineNumber() + line)
            if self.firstVisibleBlock() == block:
                break
        self._read = (self._line_read() or (0, 0))[0]

    def _line_top(self, block: QTextBlock, place: int) -> float:
        """Return where the line of a place begins below the top of its block, in px."""
        self.blockBoundingRect(block)
        line = block.layout().lineForTextPosition(place - block.position())
        return line.y() if line.isValid() else 0.0

    # Painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark behind the current sentences and a rule beside each match, then the text."""
        sheet = self._sheet
        if sheet is not None:
            painter = QPainter(self.viewport())
            self._shade(painter, sheet)
            if self._leads and self.verticalScrollBar().maximum() > 0:
                y = self._reading_y()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.foxbat))
                painter.drawPolygon(QPolygonF([QPointF(0, y - 5), QPointF(7, y), QPointF(0, y + 5)]))
            painter.end()
        super().paintEvent(event)

    def _shade(self, painter: QPainter, sheet: Sheet) -> None:
        raised, amber, line = (QColor(c) for c in (self._theme.raised, self._theme.foxbat, self._theme.line))
        rule = sheet.layout.left - 12
        for block, box in self._visible():
            start, end = block.position(), block.position() + block.length()
            marked: QRectF | None = None
            for first, last, match in sheet.matches:
                if first >= end:
                    break
                if last <= start:
                    continue
                boxes = boxes_of(block, box, first - start, last - start)
                if not boxes:
                    continue
                current = match is self._current
                for one in boxes if current else ():
                    painter.fillRect(one.adjusted(-3, -1, 3, 1), raised)
                top, bottom = boxes[0].top(), boxes[-1].bottom()
                painter.fillRect(QRectF(rule, top, 3, bottom - top), line)
                if current:
                    marked = QRectF(rule, top, 3, bottom - top)
            if marked is not None:  # last: another may end or begin on its lines
                painter.fillRect(marked, amber)

    def _visible(self) -> Iterator[tuple[QTextBlock, QRectF]]:
        """Yield the blocks in sight and their boxes in the viewport."""
        block, offset, bottom = self.firstVisibleBlock(), self.contentOffset(), self.viewport().height()
        top = self.blockBoundingGeometry(block).translated(offset).top()
        while block.isValid() and top <= bottom:
            size = self.blockBoundingRect(block)
            yield block, size.translated(offset.x(), top)
            top += size.height()
            block = block.next()

    # Hands ----------------------------------------------------------------------------------------------

    def offset_at(self, point: QPoint) -> int:
        """Return the offset of the character at a point of the viewport."""
        return 0 if self._sheet is None else self._sheet.page.offset(self.cursorForPosition(point).position())

    def match_at(self, point: QPoint) -> "Match | None":
        """Return the match whose sentences stand at a point of the viewport."""
        return None if self._sheet is None else self._sheet.opened.alignment.at(self.offset_at(point))

    def match_read(self) -> "Match | None":
        """Return the match that holds most of the line at the reading line."""
        line = self._line_read()
        return None if line is None or self._sheet is None else self._sheet.match_on(*line)

    def _line_read(self) -> "Span | None":
        """Return the places of the line at the reading line."""
        if self._sheet is None:
            return None
        at = self.cursorForPosition(QPoint(round(self._sheet.layout.left) + 1, round(self._reading_y())))
        line = at.block().layout().lineForTextPosition(at.positionInBlock())
        if not line.isValid():
            return None
        begin = at.block().position() + line.textStart()
        return begin, begin + line.textLength()

    def _reading_y(self) -> float:
        """Return where is read: it comes down from the top, and goes to the foot at the document's end."""
        bar, high = self.verticalScrollBar(), self.viewport().height()
        line = self.fontMetrics().lineSpacing() * 1.2
        if bar.maximum() * line < high:  # a short document: the line goes all the way by itself
            return line + (high - 2 * line) * bar.value() / max(1, bar.maximum())
        down = line + bar.value() * line
        up = high - line - (bar.maximum() - bar.value()) * line
        return max(min(high * _READING_LINE, down), up)

    def _lead(self) -> None:
        line = self._line_read()
        if not self._leads or line is None or self._sheet is None:
            return
        self.viewport().update()
        # A turn of the wheel may pass over what is told in a line or two.
        match = self._sheet.match_on(*line) or self._sheet.match_passed(self._read, line[0])
        self._read = line[0]
        if match is not None and match is not self._current:
            self._leading = True
            try:
                self.match_reached.emit(match)
            finally:
                self._leading = False

    def viewportEvent(self, event: QEvent) -> bool:
        """Preview place and time of what is under the resting pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            match = self.match_at(event.pos())
            if match is None:
                QToolTip.hideText()
            else:
                near = QRect(event.pos() - QPoint(60, 12), event.pos() + QPoint(60, 12))
                QToolTip.showText(event.globalPos(), self.preview(match), self.viewport(), near)
            return True
        return super().viewportEvent(event)

    def preview(self, match: "Match") -> str:
        """Return what hovering over a match says; the panel replaces this."""
        return match.id

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked; selecting text chooses nothing."""
        super().mouseReleaseEvent(event)
        point, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        if event.button() is not Qt.MouseButton.LeftButton or pressed is None:
            return
        match = None if self.textCursor().hasSelection() else self.match_at(point)
        if match is not None and (point - pressed).manhattanLength() <= 4:
            self.match_chosen.emit(match)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what leads somewhere."""
        super().mouseMoveEvent(event)
        match = self.match_at(event.position().toPoint())
        hand, bar = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(hand if match is not None and not event.buttons() else bar)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; the text may lead."""
        super().wheelEvent(event)
        self._by_hand.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll; Return chooses what is being read."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            match = self.match_read()
            if match is not None:
                self.match_chosen.emit(match)
            return
        super().keyPressEvent(event)
        self._by_hand.start()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu over a character."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        point = QPoint(60, round(self._reading_y())) if by_key else event.pos()
        self.menu_wanted.emit(self.viewport().mapToGlobal(point), self.offset_at(point))

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy words as they read, without what only sets them."""
        data = QMimeData()
        data.setText(self.textCursor().selectedText().translate(_PLAIN))
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current sentences in the middle."""
        if self._sheet is not None:
            self._sheet.layout.set_width(self.viewport().width())
        super().resizeEvent(event)
        self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Come to what has become current behind another tab."""
        super().showEvent(event)
        self._settle.start()
