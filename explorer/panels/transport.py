"""The controls over the time axis: play, moments, speed, and a time to type."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from explorer.frame.state import leading_to
from explorer.panels.band import metrics
from explorer.scenario import times
from explorer.scenario.model import Chapter, Zone
from explorer.session.player import beside, label, next_speed, own_speed
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, colour, font

_DAYS = 3 * 86400.0
_TEXT = 12.0
_INNER = (4, 4, -4, -4)  # where the time stands in its field


@lru_cache(maxsize=16)
def time_text(time: float, chapter: Chapter, zone: Zone) -> str:
    """Return a time as a chapter's clock shows it, with its zone: to the second, or with its day."""
    if chapter.end - chapter.start <= _DAYS:
        return times.clock(time, zone, seconds=True)
    return times.day_clock(time, zone)


def _triangle(x: float, y: float, size: float, to: int) -> QPainterPath:
    path = QPainterPath(QPointF(x - to * size * 0.55, y - size))
    path.lineTo(x + to * size * 0.75, y)
    path.lineTo(x - to * size * 0.55, y + size)
    path.closeSubpath()
    return path


def _bar(x: float, y: float, size: float) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(x - 1.1, y - size, 2.2, 2 * size))
    return path


def _glyph(name: str, x: float, y: float) -> QPainterPath:
    """Return a control's symbol around a centre."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    if name == "play":
        path.addPath(_triangle(x, y, 6.5, 1))
    elif name == "pause":
        path.addRect(QRectF(x - 5, y - 6, 3.6, 12))
        path.addRect(QRectF(x + 1.4, y - 6, 3.6, 12))
    elif name == "start":
        path.addPath(_bar(x - 6.5, y, 5))
        path.addPath(_triangle(x - 0.5, y, 5, -1))
        path.addPath(_triangle(x + 5.5, y, 5, -1))
    elif name in ("before", "after"):
        to = -1 if name == "before" else 1
        path.addPath(_bar(x + to * 5, y, 5))
        path.addPath(_triangle(x - to * 0.5, y, 5, to))
    elif name in ("slower", "faster"):
        path.addRect(QRectF(x - 4, y - 0.8, 8, 1.6))
        if name == "faster":
            path.addRect(QRectF(x - 0.8, y - 4, 1.6, 8))
    return path


class Control(QToolButton):
    """A button with a drawn symbol, or with a text."""

    def __init__(self, theme: Theme, glyph: str, name: str, tip: str, act: Callable[[], None]) -> None:
        super().__init__()
        self.theme = theme
        self.glyph = glyph
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(act)

    def sizeHint(self) -> QSize:
        """Return a square, or as wide as the text."""
        if not self.text():
            return QSize(22 if self.glyph in ("slower", "faster") else 28, 26)
        return QSize(round(metrics(_TEXT).horizontalAdvance(self.text())) + 10, 26)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the symbol; a style's own button would cost more than the rest of the bar."""
        t = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(t.raised))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(colour(t.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
        ink = colour(t.ink if self.isEnabled() else t.faint, None if self.isEnabled() else 0.6)
        centre = box.center()
        if self.text():
            painter.setFont(font(_TEXT))
            painter.setPen(ink)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())
        elif self.glyph == "back":
            painter.setPen(QPen(ink, 1.8))
            path = QPainterPath(QPointF(centre.x() - 5, centre.y() - 2))
            path.cubicTo(
                QPointF(centre.x() + 1, centre.y() - 7),
                QPointF(centre.x() + 8, centre.y() - 1),
                QPointF(centre.x() + 4, centre.y() + 6),
            )
            painter.drawPath(path)
            painter.setBrush(ink)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPath(_triangle(centre.x() - 4.5, centre.y() - 2, 4.4, -1))
        else:
            painter.fillPath(_glyph(self.glyph, centre.x(), centre.y()), ink)


class TimeField(QLineEdit):
    """Shows the time; takes what is typed. Unfocused it only draws a text, which is cheap while scrubbing."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.shown = ""
        self.setFont(font(13))
        self.setFixedHeight(26)
        # Else every step would draw all that lies behind this field too.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_time(self, text: str) -> None:
        """Take the time shown; what is being typed stays."""
        if text != self.shown:
            self.shown = text
            if not self.hasFocus():
                self.update(self.rect().adjusted(*_INNER))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the time; while it has the focus, be a plain line edit."""
        t = self.theme
        painter = QPainter(self)
        inner = self.rect().adjusted(*_INNER)
        if self.hasFocus():
            painter.fillRect(self.rect(), colour(t.ground))
            painter.end()
            super().paintEvent(event)
            return
        if inner.contains(event.rect()):
            painter.fillRect(inner, colour(t.raised))
        else:
            painter.fillRect(self.rect(), colour(t.ground))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour(t.line), 1))
            painter.setBrush(colour(t.raised))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colour(t.ink))
        painter.drawText(QPointF(8, 18), self.shown)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the time shown, unless something unfinished stands there."""
        if not self.text():
            self.setText(self.shown)
        super().focusInEvent(event)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        """Claim Escape before the window's command takes it."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed, and gives the keys back."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.clearFocus()
            return
        super().keyPressEvent(event)


class TransportBar(QWidget):
    """Buttons and the typed time, in one row; what went wrong with a typed time stands under its field."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._theme = theme
        self._asked = False
        self.setAccessibleName(self.tr("Playing and time"))
        tr = self.tr
        self.start = self._control(
            "start", tr("To the start"), tr("To the start of the chapter (Home)"), self._go_start
        )
        self.before = self._control(
            "before", tr("Previous moment"), tr("Previous moment (Ctrl+Left)"), lambda: self._go(-1)
        )
        self.play = self._control("play", tr("Play"), tr("Play or pause (Space)"), self._toggle)
        self.after = self._control(
            "after", tr("Next moment"), tr("Next moment (Ctrl+Right)"), lambda: self._go(1)
        )
        self.slower = self._control("slower", tr("Slower"), tr("Slower ([)"), lambda: self._speed(-1))
        self.speed = self._control(
            "", tr("Speed"), tr("Back to the chapter's own speed (Backspace)"), self._own
        )
        self.faster = self._control("faster", tr("Faster"), tr("Faster (])"), lambda: self._speed(1))
        self.field = TimeField(theme)
        self.field.setAccessibleName(tr("Time"))
        self.field.setToolTip(tr("Type a time: 13:26, 13:26:30, 04:26Z, 14:26 VLAT, +5m, lost (Ctrl+G)"))
        self.field.returnPressed.connect(self._typed)
        self.field.textChanged.connect(self._hide_error)
        self.field.editingFinished.connect(self._left)
        self.back = self._control(
            "back", tr("Undo the jump"), tr("Undo the last jump (Shift+Backspace)"), store.back
        )
        self.error = QLabel(self)
        self.error.setWordWrap(True)
        self.error.setFont(font(_TEXT))
        self.error.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(2)
        for control in (self.start, self.before, self.play, self.after):
            row.addWidget(control)
        row.addSpacing(8)
        for control in (self.slower, self.speed, self.faster):
            row.addWidget(control)
        row.addSpacing(8)
        row.addWidget(self.field)
        row.addWidget(self.back)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        store.changed.connect(self.show_state)
        self.show_state(None, store.now)
        self.set_theme(theme)

    def _control(self, glyph: str, name: str, tip: str, act: Callable[[], None]) -> Control:
        return Control(self._theme, glyph, name, tip, act)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for control in self.findChildren(Control):
            control.theme = theme
            control.update()
        self.field.theme = theme
        self.field.update()
        self.error.setStyleSheet(
            f"background: {theme.raised}; color: {theme.ink}; border: 1px solid {theme.loss};"
            " border-radius: 4px; padding: 4px 8px;"
        )

    def focus_time(self) -> None:
        """Put the keys into the field for a typed time."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_state(self, old: Snapshot | None, new: Snapshot) -> None:
        """Follow the store."""
        state, chapter = new.state, new.frame.chapter
        if old is None or state.time != old.state.time or state.chapter != old.state.chapter:
            self.field.show_time(time_text(state.time, chapter, new.scenario.zones[0]))
        if old is None or chapter is not old.frame.chapter:
            texts = (time_text(t, chapter, new.scenario.zones[0]) for t in (chapter.start, chapter.end))
            widest = max(metrics(13).horizontalAdvance(text) for text in texts)
            self.field.setFixedWidth(round(widest) + 34)
        if old is None or state.playing != old.state.playing:
            self.play.glyph = "pause" if state.playing else "play"
            self.play.setAccessibleName(self.tr("Pause") if state.playing else self.tr("Play"))
            self.play.update()
        if old is None or state.speed != old.state.speed:
            self.speed.setText(label(state.speed))
            self.speed.setAccessibleName(self.tr("Speed: {speed}").format(speed=label(state.speed)))
            self.speed.setFixedWidth(self._speed_width())
        if not self._asked:
            # The store notes a jump after it has told of it.
            self._asked = True
            QTimer.singleShot(0, self, self._show_back)

    def _speed_width(self) -> int:
        """Return a width that holds the usual speeds, so that the bar does not move with the speed."""
        return max(76, self.speed.sizeHint().width())

    def _show_back(self) -> None:
        self._asked = False
        if self.back.isEnabled() != self._store.can_go_back:
            self.back.setEnabled(self._store.can_go_back)

    # ------------------------------------------------------------------ acts

    def _go_start(self) -> None:
        self._store.jump(time=self._store.now.frame.chapter.start)

    def _go(self, by: int) -> None:
        now = self._store.now
        moment = beside(now.scenario, now.state, by)
        if moment is not None:
            self._store.jump(**leading_to(moment, now.state.voice))

    def _toggle(self) -> None:
        self._store.update(playing=not self._store.state.playing)

    def _speed(self, by: int) -> None:
        now = self._store.now
        self._store.update(speed=next_speed(now.frame.chapter, now.state.speed, by))

    def _own(self) -> None:
        self._store.update(speed=own_speed(self._store.now.frame.chapter))

    def _typed(self) -> None:
        now = self._store.now
        text = self.field.text().strip()
        if text == self.field.shown:
            self._done()
            return
        try:
            time = times.asked(now.scenario, text, voice=now.state.voice, now=now.state.time)
            self._check_told(time)
        except ValueError as problem:
            self._show_error(str(problem))
            return
        # Of moments that share their second, the one that was named.
        named = (
            m.id for m in now.scenario.moments if text.casefold() in (m.id.casefold(), m.title.casefold())
        )
        self._store.jump(time=time, moment=next(named, ""))
        self._done()

    def _check_told(self, time: float) -> None:
        """Raise ``ValueError`` for a time that no chapter tells."""
        scenario = self._store.now.scenario
        if any(c.start <= time <= c.end for c in scenario.chapters):
            return
        zone = scenario.zones[0]
        spans = ", ".join(
            f"{c.title} {times.day_clock(c.start, zone)} – {times.day_clock(c.end, zone)}"
            for c in scenario.chapters
        )
        raise ValueError(
            self.tr("{time} is in none of the chapters: {spans}.").format(
                time=times.day_clock(time, zone), spans=spans
            )
        )

    def _done(self) -> None:
        self.field.clear()
        self._hide_error()
        self.field.clearFocus()

    def _left(self) -> None:
        """Leaving the field hides the complaint; what was typed is kept unless it is only the time shown."""
        if not self.field.hasFocus():
            self._hide_error()
            if self.field.text().strip() == self.field.shown:
                self.field.clear()

    def _hide_error(self) -> None:
        self.error.hide()
        self.field.setAccessibleDescription("")

    def _show_error(self, sentence: str) -> None:
        above = self.parentWidget() or self
        self.error.setParent(above)
        self.error.setText(sentence)
        self.field.setAccessibleDescription(sentence)
        place = self.field.mapTo(above, self.field.rect().bottomLeft())
        width = min(420, max(200, above.width() - 16))
        self.error.setFixedWidth(width)
        self.error.adjustSize()
        left = max(8, min(place.x(), above.width() - width - 8))
        self.error.move(left, place.y() + 4)
        self.error.show()
        self.error.raise_()
