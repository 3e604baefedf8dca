"""How the rows of a document are set: only those in sight, so that megabytes open as fast as a page."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout

from explorer.text.document import Kind, Paragraph, Span
from explorer.text.page import Page
from explorer.theme import Theme, font

BODY_PX = 16
_FURNITURE_PX = 12
_MARGIN = 22.0  # left and right of the column, in px
_MEASURE = 660.0  # the widest column, in px: about 85 characters
_LEADING = 1.08
_ABOVE = 11.0  # a paragraph, in px
_ABOVE_HEADING = 24.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What is current, as places of the page: its sentences, the facts in them, figures that differ."""

    place: Span
    facts: tuple[Span, ...] = ()
    rivals: tuple[Span, ...] = ()


class Typeset(QPlainTextDocumentLayout):
    """Sets each block of a document when it is first asked for, with the look of its paragraph.

    Qt sets a block that has no lines yet; this sets it before Qt looks.
    """

    def __init__(self, document: QTextDocument, page: Page, theme: Theme) -> None:
        super().__init__(document)
        self._page, self._theme = page, theme
        self._mark: Mark | None = None
        self._width = 0.0
        self._wrap = QTextOption()
        self._wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # Right-to-left rows begin at the right by themselves.
        self._wrap.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._grown = QTimer(self)
        self._grown.setSingleShot(True)
        self._grown.setInterval(0)
        self._grown.timeout.connect(self.tell_size)

    def set_theme(self, theme: Theme) -> None:
        """Set everything anew in other colours."""
        self._theme = theme
        block = self.document().firstBlock()
        while block.isValid():
            if block.layout().lineCount():
                self._lay(block)
            block = block.next()

    def set_width(self, width: float) -> None:
        """Set what comes for a viewport of this width; Qt forgets all lines when its own changes."""
        self._width = width

    def tell_size(self) -> None:
        """Tell the scroll bar of the lines that have been set since."""
        self._grown.stop()
        self.documentSizeChanged.emit(self.documentSize())

    @property
    def left(self) -> float:
        """Where the column begins, in px."""
        return max(_MARGIN, (self._width - _MEASURE) / 2)

    def mark(self, mark: Mark | None) -> None:
        """Set the rows of the old mark and of the new one again, in their colours."""
        old, self._mark = self._mark, mark
        for place in (m.place for m in (old, mark) if m is not None):
            block = self.document().findBlock(place[0])
            while block.isValid() and block.position() < place[1]:
                if block.layout().lineCount():
                    self._lay(block)
                block = block.next()

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:  # noqa: N802
        """Return the size of a block, set first if it is not."""
        if block.isValid() and not block.layout().lineCount() and self._width > 0:
            self._lay(block)
        return super().blockBoundingRect(block)

    def _lay(self, block: QTextBlock) -> None:
        row, layout, above = block.blockNumber(), block.layout(), 2.0
        if row < len(self._page):
            paragraph = self._page.paragraph(row)
            layout.setFormats([_range(0, block.length(), self._look(paragraph)), *self._marked(block)])
            if self._page.opens(row):
                above = _ABOVE_HEADING if paragraph.kind is Kind.HEADING else _ABOVE
        layout.setTextOption(self._wrap)
        left = self.left
        width = max(60.0, self._width - 2 * left)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(left, above))
            above += line.height() * _LEADING
        layout.endLayout()
        block.setLineCount(max(1, layout.lineCount()))
        self._grown.start()

    def _look(self, paragraph: Paragraph) -> QTextCharFormat:
        theme = self._theme
        px, colour, weight = BODY_PX, theme.dim, QFont.Weight.Normal
        if paragraph.kind is Kind.FURNITURE:
            px, colour = _FURNITURE_PX, theme.faint
        elif paragraph.kind is Kind.HEADING:
            top = paragraph.level <= 1
            px, colour, weight = (21 if top else 15), (theme.ink if top else theme.foxbat), QFont.Weight.Bold
        made = QTextCharFormat()
        made.setProperty(QTextFormat.Property.FontPixelSize, px)
        made.setForeground(QColor(colour))
        made.setFontWeight(weight)
        return made

    def _marked(self, block: QTextBlock) -> list[QTextLayout.FormatRange]:
        """Return the looks of what is marked in a block: ink, facts underlined, rival figures twice over."""
        mark, theme = self._mark, self._theme
        begin, end = block.position(), block.position() + block.length()
        if mark is None or mark.place[1] <= begin or mark.place[0] >= end:
            return []
        ink, fact, rival = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        ink.setForeground(QColor(theme.ink))
        for look, colour, style in (
            (fact, theme.foxbat, QTextCharFormat.UnderlineStyle.SingleUnderline),
            (rival, theme.loss, QTextCharFormat.UnderlineStyle.WaveUnderline),
        ):
            look.setForeground(QColor(theme.ink))
            look.setUnderlineStyle(style)
            look.setUnderlineColor(QColor(colour))
        ranges = []
        for spans, look in (((mark.place,), ink), (mark.facts, fact), (mark.rivals, rival)):
            for first, last in spans:
                if first < end and last > begin:
                    first = max(first, begin)
                    ranges.append(_range(first - begin, min(last, end) - first, look))
        return ranges


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, look
    return made


def typeset(page: Page, theme: Theme) -> tuple[QTextDocument, Typeset]:
    """Return a document that shows ``page``, and its layout; keep both."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(font(BODY_PX))
    document.setDocumentMargin(14)
    layout = Typeset(document, page, theme)
    document.setDocumentLayout(layout)
    document.setPlainText(page.text)
    return document, layout
