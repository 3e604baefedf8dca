"""The slider under the lanes: the groove with its past, the moments on it, and their labels."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from explorer.frame.state import Bookmark, State
from explorer.panels.band import GRID, GUTTER_LEFT, SMALL_PX, TEXT_PX, Band, blank, blit, elided, metrics
from explorer.panels.timeaxis import Slot, Wish, admit, era, lines, nearest, slots, stamp, stamps
from explorer.scenario.model import Basis, Moment, Scenario, Zone
from explorer.theme import Theme, colour, font

TICKS_H = 16  # the row of tick labels
WHISKERS_H = 10  # up to three lines of whiskers
GROOVE_H = 16
LABEL_H = 16
_WHISKER_LINES = 3
_HIT = 7.0
_NEAR = 24.0  # px within which hovering names a moment


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on the slider: at ``time`` in the voice shown; ``disputed`` where sources state others."""

    moment: Moment
    time: float
    disputed: bool
    words: tuple[str, ...]  # shortest first
    colour: str


def height(rows: int) -> int:
    """Return the height in px of a slider with so many rows of labels."""
    return TICKS_H + WHISKERS_H + GROOVE_H + rows * LABEL_H + 2


def short(title: str) -> str:
    """Return the first clause of a title: ``Okushiri`` of ``Okushiri: unknown, 111 miles out``.

    A comma ends a clause of two words or more: a single one before it may begin a list.
    """
    ends = [i for i in (title.find(c) for c in ":;") if i > 0]
    comma = title.find(",")
    if " " in title[: max(comma, 0)]:
        ends.append(comma)
    return title[: min(ends)] if ends else title


def marks_of(scenario: Scenario, state: State, theme: Theme) -> tuple[Mark, ...]:
    """Return the moments of the state's chapter in order of their time in its voice."""
    chapter = next(c for c in scenario.chapters if c.id == state.chapter)
    zone, span = scenario.zones[0], chapter.end - chapter.start
    sides = {i: track.side for i, track in scenario.tracks.items()}
    found = []
    for moment in scenario.moments:
        if moment.chapter != chapter.id:
            continue
        disputed = (
            bool(moment.times) and moment.time_basis is Basis.STATED and moment.latest > moment.earliest
        )
        time = moment.at(state.voice)
        when = (
            stamps(moment.earliest, moment.latest, zone, span)
            if disputed
            else stamp(time, zone, span, moment.latest - moment.earliest)
        )
        words = tuple(dict.fromkeys(f"{when} {w}" for w in (short(moment.title), moment.title)))
        found.append(Mark(moment, time, disputed, words, _colour(moment, sides, theme)))
    return tuple(sorted(found, key=lambda m: m.time))


def _rank(moment: Moment) -> int:
    """Return whose label is served first: what marks the map, then the major, stated times first."""
    if moment.mark:
        return 0
    if moment.major:
        return 1 if moment.time_basis is Basis.STATED else 2
    return 3


def _colour(moment: Moment, sides: dict[str, str], theme: Theme) -> str:
    by_mark = {
        "loss": theme.loss,
        "landing": theme.foxbat,
        "first-contact": theme.radar,
        "return": theme.radar,
    }
    if moment.mark in by_mark:
        return by_mark[moment.mark]
    if moment.actors and sides.get(moment.actors[0]) == "fighter":
        return theme.fighter
    return theme.ink if moment.major else theme.dim


class SliderBand(Band):
    """Ticks, whiskers, groove, dots and labels.

    The groove and what is on it are drawn twice, as past and as to come; the labels again whenever the
    moment that is shown or pointed at changes.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.marks: tuple[Mark, ...] = ()
        self.bookmarks: tuple[Bookmark, ...] = ()
        self.current: str | None = None
        self.pointed: str | None = None
        self._zone: Zone | None = None
        self._past: QPixmap | None = None
        self._labels: QPixmap | None = None
        self._usual: QPixmap | None = None
        self._places: dict[tuple[str | None, str | None], tuple[Slot, ...]] = {}
        self._placed: tuple[Slot, ...] = ()
        self._widths: dict[str, float] = {}

    def take(self, scenario: Scenario, state: State) -> None:
        """Show the moments of the state's chapter and voice, and the viewer's bookmarks there."""
        self.marks = marks_of(scenario, state, self.theme)
        self.bookmarks = tuple(mark for mark in state.bookmarks if mark.chapter == state.chapter)
        self._zone = scenario.zones[0]
        measure = metrics(TEXT_PX, bold=True)
        self._widths = {w: measure.horizontalAdvance(w) + 2 for m in self.marks for w in m.words}
        self.stale()

    def stale(self) -> None:
        """Forget what was drawn."""
        super().stale()
        self._past = None
        self._labels = None
        self._usual = None
        self._places = {}

    def emphasise(self, current: str | None, pointed: str | None) -> bool:
        """Choose the moments whose labels come first; return whether that changes anything."""
        if (current, pointed) == (self.current, self.pointed):
            return False
        self.current, self.pointed = current, pointed
        self._labels = None
        return True

    @property
    def groove(self) -> float:
        """The middle of the groove, from the band's top."""
        return float(TICKS_H + WHISKERS_H + GROOVE_H // 2)

    @property
    def groove_rect(self) -> QRect:
        """The strip that changes between two times: whiskers and groove, in canvas px."""
        return QRect(0, self.place.top + TICKS_H, self.place.width, WHISKERS_H + GROOVE_H)

    @property
    def label_rect(self) -> QRect:
        """The rows of labels, in canvas px."""
        above = TICKS_H + WHISKERS_H + GROOVE_H
        left = max(0, int(self.place.axis.left) - 8) // GRID * GRID
        return QRect(left, self.place.top + above, self.place.width - left, self.place.height - above)

    @property
    def label_rows(self) -> int:
        """How many rows of labels there is room for."""
        return max(1, (self.place.height - height(0)) // LABEL_H)

    def mark_at(self, x: float, y: float) -> Mark | None:
        """Return the moment whose dot or label is at a place of the band."""
        if abs(y - self.groove) <= GROOVE_H / 2:
            found = nearest([self.place.axis.x(m.time) for m in self.marks], x, _HIT)
            return None if found is None else self.marks[found]
        for slot in self._placed:
            top = self.label_rect.top() - self.place.top + slot.row * LABEL_H
            if slot.left <= x <= slot.right and top <= y < top + LABEL_H:
                return self.marks[slot.index]
        return None

    def near(self, x: float, within: float) -> Mark | None:
        """Return the moment whose dot is nearest to ``x``."""
        found = nearest([self.place.axis.x(m.time) for m in self.marks], x, within)
        return None if found is None else self.marks[found]

    def hover(self, x: float, y: float) -> tuple[str, ...]:
        """Return the bookmark here, else the nearest moment and how we know its time."""
        found = nearest([self.place.axis.x(m.time) for m in self.bookmarks], x, _HIT / 2)
        if found is not None and y > self.groove:
            own = self.bookmarks[found]
            return tuple(words for words in (own.title, own.note.strip().split("\n")[0]) if words)
        mark = self.mark_at(x, y) or self.near(x, _NEAR)
        if mark is None:
            return ()
        how = QCoreApplication.translate("SliderBand", "time {basis}").format(
            basis=mark.moment.time_basis.value
        )
        return mark.words[-1], how

    def place_labels(self, current: str | None, pointed: str | None) -> tuple[Slot, ...]:
        """Return where labels stand: always the same, but for the current moment and the one pointed at.

        These two drive out others where they have no room of their own.
        """
        chosen = (current, pointed)
        if chosen not in self._places:
            wishes = [
                Wish(self._point(m), tuple(self._widths[w] for w in m.words), _rank(m.moment))
                for m in self.marks
            ]
            left, right = self.place.axis.left - 8, self.place.width - 4.0
            if (None, None) not in self._places:
                self._places[None, None] = slots(wishes, left, right, self.label_rows)
            placed = self._places[None, None]
            for wanted in chosen:
                for index, mark in enumerate(self.marks):
                    if mark.moment.id == wanted:
                        placed = admit(index, placed, wishes, left, right, self.label_rows)
            self._places[chosen] = placed
        return self._places[chosen]

    def _point(self, mark: Mark) -> float:
        """Return the pixel that a label belongs to: the dot, or the middle of a disputed time."""
        axis = self.place.axis
        if mark.disputed:
            return (axis.held(mark.moment.earliest) + axis.held(mark.moment.latest)) / 2
        return axis.held(mark.time)

    # ------------------------------------------------------------------ drawing

    def paint_at(self, painter: QPainter, exposed: QRect, ratio: float, x: float) -> None:
        """Blit ``exposed``, as past up to the cursor at ``x``, with the labels below."""
        if not exposed.intersects(self.place.rect):
            return
        if self._labels is None or self._labels.devicePixelRatio() != ratio:
            self._labels = self._render_labels(ratio)
        if self._past is None or self._past.devicePixelRatio() != ratio:
            self._past = self.render(ratio)
            painter_ = QPainter(self._past)
            painter_.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_groove(painter_, past=True)
            painter_.end()
        self.paint(painter, exposed & self.place.rect, ratio)
        past = exposed & QRect(0, self.place.top, max(0, math.floor(x)), self.place.height)
        past &= self.groove_rect
        if not past.isEmpty():
            blit(painter, self._past, past, self.place.top, ratio)
        labels = exposed & self.label_rect
        if not labels.isEmpty():
            blit(painter, self._labels, labels, self.label_rect.top(), ratio)

    def draw(self, painter: QPainter) -> None:
        """Draw tick labels, whiskers and the groove to come."""
        self._draw_ticks(painter)
        self._draw_groove(painter, past=False)

    def _draw_ticks(self, painter: QPainter) -> None:
        t, place = self.theme, self.place
        painter.setFont(font(SMALL_PX))
        measure = metrics(SMALL_PX)
        self.draw_grid(painter, 0, 3)
        for tick in place.ticks:
            wide = measure.horizontalAdvance(tick.label)
            left = min(max(place.axis.x(tick.time) - wide / 2, place.axis.left), place.width - wide - 4)
            painter.setPen(colour(t.ink if tick.major else t.dim))
            painter.drawText(QPointF(left, 13.0), tick.label)
        if self._zone is not None:
            painter.setPen(colour(t.dim))
            room = place.axis.left - GUTTER_LEFT - 12
            words = elided(era(place.axis.start, place.axis.end, self._zone), SMALL_PX, room)
            painter.drawText(QPointF(GUTTER_LEFT, 13.0), words)

    def _draw_groove(self, painter: QPainter, past: bool) -> None:
        t, axis, y = self.theme, self.place.axis, self.groove
        if past:
            painter.fillRect(QRectF(0, TICKS_H, self.place.width, WHISKERS_H + GROOVE_H), colour(t.ground))
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in self.marks:
            if mark.disputed:
                left, right = axis.held(mark.moment.earliest), axis.held(mark.moment.latest)
                painter.setBrush(colour(mark.colour, 0.34))
                painter.drawRoundedRect(QRectF(left, y - 7.5, max(right - left, 2), 15), 2, 2)
        painter.setBrush(colour(t.foxbat if past else t.line))
        painter.drawRoundedRect(QRectF(axis.left, y - 2.5, axis.right - axis.left, 5), 2.5, 2.5)
        self._draw_whiskers(painter)
        for mark in self.marks:
            x = axis.held(mark.time)
            size = 4.6 if mark.moment.major else 3.4
            painter.setPen(QPen(colour(t.ground), 1.4))
            painter.setBrush(colour(t.ground))
            painter.drawEllipse(QPointF(x, y), size + 0.8, size + 0.8)
            # How we know the time: stated is a filled dot, derived or assumed a ring.
            stated = mark.moment.time_basis is Basis.STATED
            painter.setPen(QPen(colour(mark.colour), 1.6))
            painter.setBrush(colour(mark.colour) if stated else colour(t.ground))
            painter.drawEllipse(QPointF(x, y), size - 0.8, size - 0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(t.accent))
        for own in self.bookmarks:
            x = axis.held(own.time)
            painter.drawPolygon([QPointF(x, y + 3), QPointF(x - 4, y + 8), QPointF(x + 4, y + 8)])

    def _draw_whiskers(self, painter: QPainter) -> None:
        """Draw how early and how late each moment may have been, on lines above the groove."""
        axis = self.place.axis
        shown = [
            m
            for m in self.marks
            if not m.disputed and axis.held(m.moment.latest) - axis.held(m.moment.earliest) >= 5
        ]
        spans = [(axis.held(m.moment.earliest), axis.held(m.moment.latest)) for m in shown]
        for mark, (left, right), line in zip(shown, spans, lines(spans, _WHISKER_LINES), strict=True):
            if line < 0:
                continue
            y = TICKS_H + WHISKERS_H - 2.5 - line * 3
            painter.setPen(QPen(colour(mark.colour, 0.75), 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            for x in (left, right):
                painter.drawLine(QPointF(x, y - 1), QPointF(x, y + 1))

    def _render_labels(self, ratio: float) -> QPixmap:
        """Return the labels: those that always stand there, patched for the current and the pointed one."""
        usual = self.place_labels(None, None)
        if self._usual is None or self._usual.devicePixelRatio() != ratio:
            self._usual = blank(self.place.width, self.label_rect.height(), ratio)
            self._usual.fill(colour(self.theme.ground))
            painter = QPainter(self._usual)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for slot in usual:
                self._draw_label(painter, slot, first=False)
            painter.end()
        self._placed = self.place_labels(self.current, self.pointed)
        made = self._usual.copy()
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colour(self.theme.ground)
        firsts = [s for s in self._placed if self.marks[s.index].moment.id in (self.current, self.pointed)]
        for slot in (*(s for s in usual if s not in self._placed), *(s for s in firsts if s in usual)):
            painter.fillRect(QRectF(slot.left, slot.row * LABEL_H, slot.width, LABEL_H), ground)
            if slot.row:
                x = math.floor(self._point(self.marks[slot.index]))
                painter.fillRect(QRectF(x - 1, 0, 3, slot.row * LABEL_H), ground)
        for slot in firsts:
            self._draw_label(painter, slot, first=True)
        painter.end()
        return made

    def _draw_label(self, painter: QPainter, slot: Slot, first: bool) -> None:
        t, mark = self.theme, self.marks[slot.index]
        if slot.row:
            x = math.floor(self._point(mark)) + 0.5
            painter.setPen(QPen(colour(t.faint, 0.8), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, slot.row * LABEL_H))
        painter.setFont(font(TEXT_PX, bold=first))
        shade = mark.colour
        if shade in (t.ink, t.dim):
            shade = t.ink if first else t.dim
        painter.setPen(colour(shade))
        box = QRectF(slot.left, slot.row * LABEL_H, slot.width, LABEL_H)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), mark.words[slot.variant])
