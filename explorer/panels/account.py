"""The account as a readable column: each passage leads to its moment, each place to the map."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from explorer.scenario import times
from explorer.scenario.model import Basis, Moment, Passage, Scenario
from explorer.theme import FAMILY, Theme

_BODY_PX = 16
_SMALL_PX = 12
_MONTH_S = 28 * 86400.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage's words stand in the document, and those of its facts and links; notes follow them."""

    start: int
    end: int
    facts: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...]


def _when(scenario: Scenario, moment: Moment, voice: str) -> str:
    """Return what stands before a passage: a clock on the first day, then days, then months and years."""
    zone, t = scenario.zones[0], moment.at(voice)
    chapter = next(c for c in scenario.chapters if c.id == moment.chapter)
    if chapter is scenario.chapters[0]:
        label = times.clock(t, zone, named=False)
        return label if moment.time_basis is Basis.STATED else f"~{label}"
    if chapter.of_years:
        return times.rough(t, zone, max(moment.latest - moment.earliest, _MONTH_S))
    return times.day(t, zone, year=False)


class AccountView(QTextBrowser):
    """The retold article as one column; the current passage is marked and kept in the middle.

    Signals:
        passage_chosen(id): a click on a passage.
        place_chosen(id): a click on a place or aircraft named in the text.
        claim_chosen(id): a click on the question whether a passage adds up.
    """

    passage_chosen = Signal(str)
    place_chosen = Signal(str)
    claim_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._places: dict[str, _Place] = {}
        self._current: str | None = None
        self._scenario: Scenario | None = None
        self._voice = ""
        self._claims: Mapping[str, tuple[str, ...]] = {}
        self._pressed: QPoint | None = None
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        # One stop of the Tab key, not one for each of a hundred links.
        mouse = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        self.setTextInteractionFlags(mouse)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The account"))
        self.setAccessibleDescription(
            self.tr("The article retold passage by passage; a passage leads to its moment.")
        )
        self.anchorClicked.connect(self._follow)
        self._recentre = QTimer(self)
        self._recentre.setSingleShot(True)
        self._recentre.setInterval(0)
        self._recentre.timeout.connect(self._centre)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the column."""
        self._theme = theme
        if self._scenario is not None:
            self.fill(self._scenario, self._voice, self._claims)

    def fill(self, scenario: Scenario, voice: str, claims: Mapping[str, tuple[str, ...]]) -> None:
        """Write the whole account, with the times of ``voice``; the marked passage stays marked.

        ``claims`` are the ids of those that a passage makes, by its id.
        """
        self._scenario, self._voice, self._claims = scenario, voice, claims
        current, self._current = self._current, None
        document = self.document()
        document.clear()
        document.setDocumentMargin(18)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        self._places = {}
        moments = {m.id: m for m in scenario.moments}
        heading = None
        for passage in scenario.passages:
            if passage.heading != heading:
                heading = passage.heading
                self._heading(cursor, heading)
            moment = moments.get(passage.moment or "")
            label = ""
            if moment is not None:
                label = _when(scenario, moment, voice)
            self._passage(cursor, passage, label)
        cursor.endEditBlock()
        self.mark(current)

    def _block(self, cursor: QTextCursor, above: float, below: float, spread: float) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(above)
        block.setBottomMargin(below)
        block.setLineHeight(spread, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if cursor.position() == 0:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)

    def _format(self, px: int, colour: str, weight: QFont.Weight = QFont.Weight.Normal) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFontFamilies([FAMILY])
        made.setProperty(QTextFormat.Property.FontPixelSize, px)
        made.setForeground(QColor(colour))
        made.setFontWeight(weight)
        return made

    def _heading(self, cursor: QTextCursor, text: str) -> None:
        self._block(cursor, 22, 4, 110)
        cursor.insertText(text, self._format(13, self._theme.foxbat, QFont.Weight.Bold))

    def _passage(self, cursor: QTextCursor, passage: Passage, label: str) -> None:
        theme = self._theme
        self._block(cursor, 7, 7, 132)
        start = cursor.position()
        if label:
            cursor.insertText(label + "  ", self._format(_SMALL_PX, theme.dim))
        body = self._format(_BODY_PX, theme.dim)
        facts, links = [], []
        at = 0
        for link in sorted(passage.links, key=lambda one: one.start):
            cursor.insertText(passage.text[at : link.start], body)
            begin = cursor.position()
            if link.target is None:
                cursor.insertText(passage.text[link.start : link.end], body)
                facts.append((begin, cursor.position()))
            else:
                anchor = QTextCharFormat(body)
                anchor.setAnchor(True)
                anchor.setAnchorHref(f"place:{link.target}")
                anchor.setFontUnderline(True)
                anchor.setUnderlineColor(QColor(theme.faint))
                cursor.insertText(passage.text[link.start : link.end], anchor)
                links.append((begin, cursor.position()))
            at = link.end
        cursor.insertText(passage.text[at:], body)
        end = cursor.position()
        numbers = ", ".join(str(n) for n in passage.paragraphs)
        small = f"  ¶{numbers}" + (f"  {passage.notes}" if passage.notes else "")
        cursor.insertText(small, self._format(_SMALL_PX, theme.dim))
        for number, claim in enumerate(self._claims.get(passage.id, ()), 1):
            anchor = self._format(_SMALL_PX, theme.accent)
            anchor.setAnchor(True)
            anchor.setAnchorHref(f"claim:{claim}")
            cursor.insertText("  ", self._format(_SMALL_PX, theme.faint))
            words = self.tr("Does it add up?") if number == 1 else str(number)
            cursor.insertText(words.replace(" ", "\N{NO-BREAK SPACE}"), anchor)
        self._places[passage.id] = _Place(start, end, tuple(facts), tuple(links))

    def mark(self, passage: str | None) -> None:
        """Mark ``passage`` as the current one and bring it to the middle."""
        if passage == self._current:
            return
        previous, self._current = self._current, passage
        theme = self._theme
        self._tint(previous, theme.dim, theme.dim, theme.dim)
        self._tint(passage, theme.ink, theme.foxbat, theme.accent)
        self._centre()
        self.viewport().update()

    def _tint(self, passage: str | None, plain: str, fact: str, link: str) -> None:
        """Colour a passage's words. Extra selections would not do: of several on one line, Qt draws one."""
        place = self._places.get(passage or "")
        if place is None:
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for spans, colour in ((((place.start, place.end),), plain), (place.facts, fact), (place.links, link)):
            look = QTextCharFormat()
            look.setForeground(QColor(colour))
            for start, end in spans:
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(look)
        cursor.endEditBlock()

    def _centre(self) -> None:
        place = self._places.get(self._current or "")
        if place is None or not self.isVisible():
            return
        # Lines are laid out lazily: before all are, the scroll bar ends too early.
        self.document().documentLayout().documentSize()
        box = self._box(place)
        bar = self.verticalScrollBar()
        top = bar.value() + box[0]
        # A passage too tall for the middle shows its first words.
        bar.setValue(round(min(top + box[1] / 2 - self.viewport().height() * 0.45, top - 10)))

    def _box(self, place: _Place) -> tuple[float, float]:
        """Return top and height in px of a passage in the viewport."""
        layout, document = self.document().documentLayout(), self.document()
        first = layout.blockBoundingRect(document.findBlock(place.start))
        last = layout.blockBoundingRect(document.findBlock(place.end))
        return first.top() - self.verticalScrollBar().value(), last.bottom() - first.top()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark behind the current passage, then the text."""
        place = self._places.get(self._current or "")
        if place is not None:
            top, height = self._box(place)
            painter = QPainter(self.viewport())
            left, width = 6, self.viewport().width() - 12
            painter.fillRect(left, round(top - 3), width, round(height + 6), QColor(self._theme.raised))
            painter.fillRect(left, round(top - 3), 3, round(height + 6), QColor(self._theme.foxbat))
            painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current passage in the middle."""
        super().resizeEvent(event)
        self._recentre.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Come to the passage that has become current behind another tab."""
        super().showEvent(event)
        self._recentre.start()

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._recentre.start()

    def passage_at(self, position: int) -> str | None:
        """Return the id of the passage that holds a character position of the document."""
        return next((n for n, p in self._places.items() if self._same_block(p.start, position)), None)

    def _same_block(self, start: int, position: int) -> bool:
        block = self.document().findBlock(start)
        return block.contains(position)

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "place":
            self.place_chosen.emit(url.path())
        elif url.scheme() == "claim":
            self.claim_chosen.emit(url.path())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began, so that selecting text is no click."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the passage that was clicked."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        pressed, self._pressed = self._pressed, None
        if event.button() is not Qt.MouseButton.LeftButton or pressed is None:
            return
        if (
            (point - pressed).manhattanLength() > 4
            or self.textCursor().hasSelection()
            or self.anchorAt(point)
        ):
            return
        found = self.passage_at(self.cursorForPosition(point).position())
        if found is not None:
            self.passage_chosen.emit(found)
