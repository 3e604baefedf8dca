"""One canvas for profile, lanes and slider: it owns the axis, the gutter, the cursor and the mouse."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QMenu, QWidget

from explorer.frame.headline import withheld
from explorer.frame.state import Selection, Stated, leading_to
from explorer.panels import slider
from explorer.panels.band import GRID, GUTTER_LEFT, SMALL_PX, Band, Place, metrics, snapped
from explorer.panels.chapters import ChapterTabs
from explorer.panels.lanes import Lane, LanesBand
from explorer.panels.profile import ProfileBand
from explorer.panels.timeaxis import Axis, ticks
from explorer.panels.tip import Tip
from explorer.panels.transport import time_text
from explorer.scenario import times
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, colour

if TYPE_CHECKING:
    from explorer.frame.sight import Telling

_RIGHT = 28  # px right of the axis
_HANDLE = 8.0
_SLIVER = 12  # px on either side of the cursor that its repaint covers
_ONE = 48  # px within which they are repainted as one
_NOTCH = 10  # steps of the chapter for one notch of the wheel
_PROFILE_LEAST, _PROFILE_WISH = 52, 140


class TimeCanvas(QAbstractSlider):
    """The bands. To a screen reader it is a slider whose value is the time in the chapter's steps."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._theme = theme
        self._profile = ProfileBand(theme)
        self._lanes = LanesBand(theme)
        self._slider = slider.SliderBand(theme)
        self._bands: tuple[Band, ...] = (self._profile, self._lanes, self._slider)
        self._axis = Axis(0.0, 1.0, 0.0, 1.0)
        self._cursor = 0.0
        self._dot: float | None = None
        self._telling: Telling | None = None
        self.tip: Tip | None = None
        self._syncing = False
        self.chapters = ChapterTabs(store, theme, self)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Time axis"))
        self.setMinimumSize(320, 150)
        self.valueChanged.connect(self._assisted)
        store.changed.connect(self.show_state)
        self.show_state(None, store.now)

    @property
    def axis(self) -> Axis:
        """The axis that all bands share."""
        return self._axis

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands, from above."""
        return self._bands

    @property
    def cursor_x(self) -> float:
        """Where the cursor stands."""
        return self._cursor

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for band in self._bands:
            band.set_theme(theme)
        self.chapters.set_theme(theme)
        now = self._store.now
        self._lanes.take(now.scenario, now.state, self._telling)
        self._slider.take(self._store.now.scenario, self._store.state)
        self.update()

    # ------------------------------------------------------------------ following the store

    def show_state(self, old: Snapshot | None, new: Snapshot) -> None:
        """Follow the store: most changes only move the cursor."""
        a, b = (old.state if old is not None else None), new.state
        whole = old is None or a is None or new.scenario is not old.scenario or b.chapter != a.chapter
        # What the radars could see is computed, and an answer: it waits with the others.
        told = b.stated is Stated.ALL and not withheld(new.scenario, new.frame)
        telling = new.derived.tellings.get(b.voice) if told else None
        sighted, self._telling = telling is not self._telling, telling
        if (
            whole
            or a is None
            or sighted
            or (a.voice, a.stated, a.units, a.bookmarks) != (b.voice, b.stated, b.units, b.bookmarks)
        ):
            self._profile.take(new.scenario, b, telling)
            self._lanes.take(new.scenario, b, telling)
            self._slider.take(new.scenario, b)
            self._arrange()
            self.update()
        if old is None or new.frame.moment is not old.frame.moment or whole:
            self._emphasise(new)
        if old is not None and new.frame.stations is not old.frame.stations:
            before = tuple((s.id, s.record) for s in old.frame.stations)
            if before != tuple((s.id, s.record) for s in new.frame.stations):
                self.update(QRect(0, self._lanes.place.top, int(self._axis.left), self._lanes.place.height))
        self._move_cursor(new)
        self._tell(old, new)

    def _emphasise(self, new: Snapshot) -> None:
        moment = new.frame.moment
        pointed = self._slider.pointed
        if self._slider.emphasise(moment.id if moment is not None else None, pointed):
            self.update(self._slider.label_rect)

    def _cursor_for(self, now: Snapshot) -> tuple[float, float | None]:
        """Return where the cursor stands, in the middle of a device pixel, and the height of its dot.

        A line between two pixels would be grey, and a slow play would repaint for nothing.
        """
        ratio = self.devicePixelRatioF()
        x = (math.floor(self._axis.held(now.state.time) * ratio) + 0.5) / ratio
        hero, place = now.frame.hero, self._profile.place
        if not place.height or hero is None or hero.altitude_m is None:
            return x, None
        return x, place.top + round(self._profile.y(hero.altitude_m) * ratio) / ratio

    def _move_cursor(self, new: Snapshot) -> None:
        x, dot = self._cursor_for(new)
        if (x, dot) == (self._cursor, self._dot):
            return
        before, self._cursor, self._dot = self._cursor, x, dot
        if abs(x - before) <= _ONE:
            # Two slivers so close are cheaper as one rectangle, groove and all.
            self.update(self._sliver(before) | self._sliver(x))
        else:
            self.update(self._sliver(before))
            self.update(self._sliver(x))
            groove = self._slider.groove_rect
            left, right = min(before, x), max(before, x)
            self.update(snapped(QRectF(left, groove.top(), right - left, groove.height())))

    def _sliver(self, x: float) -> QRect:
        return snapped(QRectF(x - _SLIVER, 0, 2 * _SLIVER, self.height()))

    def _tell(self, old: Snapshot | None, new: Snapshot) -> None:
        """Keep the slider's value and its words, for those who cannot see it."""
        chapter = new.frame.chapter
        steps = round((new.state.time - chapter.start) / chapter.step)
        if old is not None and steps == self.value() and new.frame.moment is old.frame.moment:
            return
        self._syncing = True
        self.setRange(0, round((chapter.end - chapter.start) / chapter.step))
        self.setValue(steps)
        self._syncing = False
        words = time_text(new.state.time, chapter, new.scenario.zones[0])
        if new.frame.moment is not None:
            words = f"{words}, {new.frame.moment.title}"
        self.setAccessibleDescription(words)

    def _assisted(self, value: int) -> None:
        """Take a value that an assistive tool has set."""
        if not self._syncing:
            chapter = self._store.now.frame.chapter
            self._store.update(time=chapter.start + value * chapter.step)

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:  # noqa: N802
        """Repaint nothing: the cursor has its own slivers."""

    # ------------------------------------------------------------------ layout

    def sizeHint(self) -> QSize:
        """Return what is comfortable in a window of 1020 px."""
        return QSize(1280, 232)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the bands out anew."""
        super().resizeEvent(event)
        self._arrange()
        self.update()

    def gutter(self) -> int:
        """Return the width of the gutter: as wide as its names, within reason."""
        names = [lane.name for lane in self._lanes.lanes]
        widest = max([metrics(SMALL_PX).horizontalAdvance(n) for n in names], default=0.0) + GUTTER_LEFT + 34
        least, most = max(104, self.chapters.least_width() + 8), max(120, round(self.width() * 0.2))
        return round(min(max(widest, least, 132 if self.width() >= 900 else 0), most) / GRID) * GRID

    def _arrange(self) -> None:
        """Give every band its place: the slider what it needs, the lanes their rows, the profile the rest."""
        now = self._store.now
        scenario, chapter = now.scenario, now.frame.chapter
        height, rows = self.height(), self._lanes.rows
        flying = self._profile.flying
        label_rows = 2 if height >= (280 if flying else 150) else 1
        foot = slider.height(label_rows)
        free = max(0, height - foot)
        if not flying:
            lanes = free
        else:
            row = min(20.0, max(14.0, (free - _PROFILE_WISH) / max(rows, 1)))
            lanes = min(math.ceil(row * rows / GRID) * GRID, max(0, free - _PROFILE_LEAST))
        profile = (free - lanes) // GRID * GRID if flying else 0
        lanes = lanes // GRID * GRID
        self._axis = Axis(
            chapter.start, chapter.end, self.gutter(), max(self.gutter() + 40, self.width() - _RIGHT)
        )
        marks = ticks(self._axis, scenario.zones[0], 84.0)
        tops = (0, profile, profile + lanes, height)
        for band, top, bottom in zip(self._bands, tops, tops[1:], strict=False):
            band.put(Place(self._axis, marks, self.width(), top, bottom - top))
        groove = round(self._slider.groove)
        top = self._slider.place.top + slider.TICKS_H
        self.chapters.setGeometry(4, top, int(self._axis.left) - 8, height - top)
        self.chapters.centre(groove - slider.TICKS_H)
        self._cursor, self._dot = self._cursor_for(now)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blit the bands where they are exposed, then draw what moves."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        region = event.region()
        for rect in region:  # type: ignore[attr-defined]  # iterable since 6.0; its stub does not say so
            part = snapped(QRectF(rect))
            for band in (self._profile, self._lanes):
                band.paint(painter, part, ratio)
            self._slider.paint_at(painter, part, ratio, self._cursor)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if region.intersects(self._lanes.place.rect & QRect(0, 0, int(self._axis.left), self.height())):
            self._lanes.draw_records(painter, self._store.now.frame)
        if region.intersects(self._sliver(self._cursor)):
            self._paint_cursor(painter)
        if self.tip is not None:
            self._paint_tip(painter, self.tip)

    def _paint_cursor(self, painter: QPainter) -> None:
        t, x = self._theme, self._cursor
        y = self._slider.place.top + self._slider.groove
        top = self._slider.place.top
        foot = top + slider.TICKS_H
        for first, last, alpha in ((2, top, 1.0), (top, foot, 0.35), (foot, y, 1.0)):
            # faint over the ticks' labels
            painter.fillRect(QRectF(x - 0.7, first, 1.4, last - first), colour(t.ink, alpha))
        if self._dot is not None:
            self._profile.draw_now(painter, QPointF(x, self._dot), self._store.now.frame.hero)
        painter.setPen(QPen(colour(t.accent if self.hasFocus() else t.ground), 2))
        painter.setBrush(colour(t.ink))
        painter.drawEllipse(QPointF(x, y), _HANDLE, _HANDLE)

    def _paint_tip(self, painter: QPainter, tip: Tip) -> None:
        t, x = self._theme, math.floor(tip.x) + 0.5
        painter.setPen(QPen(colour(t.ink, 0.45), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, self._slider.place.top + self._slider.groove))
        tip.paint(painter, t)

    def _words_at(self, at: QPointF) -> tuple[str, ...]:
        """Return the time at a place in every zone, and what is there."""
        now = self._store.now
        time, zones = self._axis.t(at.x()), now.scenario.zones
        first = time_text(time, now.frame.chapter, zones[0])
        if self._axis.per_pixel < 3600:
            others = times.elsewhere(time, zones, seconds=self._axis.per_pixel < 60)
            first = " · ".join([first, *others])
        band = next((b for b in self._bands if b.place.rect.contains(at.toPoint())), self._slider)
        about = band.hover(at.x(), at.y() - band.place.top)
        if band is self._profile or not about:
            about = (*about, *self._slider.hover(at.x(), at.y() - self._slider.place.top))[:2]
        return first, *about

    def point(self, at: QPointF | None) -> None:
        """Take where the pointer is, None while there is none or it scrubs."""
        if at is not None and at.x() < self._axis.left - 6:
            at = None
        before = self.tip
        if at is not None:
            at = QPointF(min(max(at.x(), self._axis.left), self._axis.right), at.y())
        self.tip = None if at is None else Tip.beside(at, self._words_at(at), self.rect())
        for tip in (before, self.tip):
            if tip is not None:
                self.update(snapped(QRectF(tip.x - 2, 0, 4, self.height())))
                self.update(snapped(QRectF(tip.rect)))
        mark = None if at is None else self._slider.mark_at(at.x(), at.y() - self._slider.place.top)
        if self._slider.emphasise(self._slider.current, mark.moment.id if mark is not None else None):
            self.update(self._slider.label_rect)

    # ------------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the moment whose dot or label is there, else scrub; a name selects its radar."""
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        at = event.position()
        if at.x() < self._axis.left - 6:
            self._select(self._lane_at(at))
            return
        self.point(None)
        mark = self._slider.mark_at(at.x(), at.y() - self._slider.place.top)
        if mark is not None:
            there = leading_to(mark.moment, self._store.state.voice)
            self._store.jump(**there, selection=Selection("moment", mark.moment.id))
        else:
            self._store.update(time=self._axis.t(at.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub while the button is down, else show what is under the pointer."""
        at = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._store.update(time=self._axis.t(at.x()))
            return
        self.point(at)
        lane = self._lane_at(at)
        named = at.x() < self._axis.left - 6 and lane is not None and lane.selects is not None
        on_mark = self._slider.mark_at(at.x(), at.y() - self._slider.place.top) is not None
        shape = Qt.CursorShape.PointingHandCursor if named or on_mark else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() is not shape:
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show again what is under the pointer."""
        self.point(event.position() if self.rect().contains(event.position().toPoint()) else None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the radar of a lane."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._select(self._lane_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self.point(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrub: down and right go on in time; with Shift one step of the chapter a notch, else ten."""
        turned = event.angleDelta().x() + event.angleDelta().y()
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = -turned / 120 * (1 if fine else _NOTCH)
        now = self._store.now
        chapter = now.frame.chapter
        time = min(max(now.state.time + steps * chapter.step, chapter.start), chapter.end)
        self._store.update(time=time)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep no key: the transport keys are the window's."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the time under the pointer to the clipboard."""
        self.menu_at(QPointF(event.pos())).popup(event.globalPos())

    def menu_at(self, at: QPointF) -> QMenu:
        """Return the menu for a place of the bands."""
        now = self._store.now
        zone = now.scenario.zones[0]
        time = self._axis.t(at.x()) if at.x() >= self._axis.left - 6 else now.state.time
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text in (time_text(time, now.frame.chapter, zone), times.iso(float(round(time)), zone)):
            act = menu.addAction(self.tr("Copy {time}").format(time=text))
            act.triggered.connect(lambda _=False, text=text: self._copy(text))
        return menu

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text, QClipboard.Mode.Clipboard)

    def _lane_at(self, at: QPointF) -> Lane | None:
        place = self._lanes.place
        if not place.rect.contains(QPoint(place.rect.left(), int(at.y()))):
            return None
        return self._lanes.lane_at(at.y() - place.top)

    def _select(self, lane: Lane | None) -> None:
        if lane is not None and lane.selects is not None:
            self._store.update(selection=lane.selects)
