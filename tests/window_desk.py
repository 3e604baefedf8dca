"""One running program for the tests of the whole window, and the hands that work it.

Preparing what the radars see takes a second or two: the tests share one program, put back each time.
"""

from functools import cache

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from explorer import assets
from explorer.app import App
from explorer.frame.state import State, opening
from explorer.geo.projection import MAP
from explorer.scenario import times
from explorer.scenario.load import load


def bury() -> None:
    """Delete what was left to be deleted later: without a running event loop it would wait for ever."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(rounds: int = 4) -> None:
    """Deliver what is due: layouts, single shots, paints."""
    for _ in range(rounds):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


@cache
def running() -> App:
    """Return the program that the tests share, its background work done."""
    scenario, problems = load(assets.default_scenario())
    assert scenario is not None
    app = App(scenario, problems, None)
    app.window.resize(1280, 800)
    app.window.show()
    app.window.arrange()
    settle()
    app.finish_work()
    settle()
    return app


class Hands:
    """The program, and what a person does with it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.store = app.store
        self.window = app.window
        self.map = app.window.map
        self.canvas = app.window.timeline.canvas

    @property
    def state(self) -> State:
        return self.store.state

    def at(self, text: str) -> float:
        """Return the time that a person would type."""
        scenario = self.store.now.scenario
        return times.asked(scenario, text, voice=self.state.voice, now=self.state.time)

    def clock(self) -> str:
        return times.clock(self.state.time, self.store.now.scenario.zones[0], seconds=True, named=False)

    def put_back(self) -> None:
        """Bring the program to how it opened."""
        first = opening(self.store.now.scenario)
        self.store.update(**{name: getattr(first, name) for name in State.__dataclass_fields__})
        while self.store.can_go_back:
            self.store.back()
        self.store.update(time=first.time, chapter=first.chapter)
        window = self.window
        for box in QApplication.topLevelWidgets():
            if box is not window and box.isVisible() and box.window().parent() is window:
                box.close()
        bury()
        if window.isFullScreen():
            window.showNormal()
        window.unlock(False)
        window.resize(1280, 800)
        window.show()
        window.reset_layout()
        window.activateWindow()
        settle()
        self.map.setFocus()
        settle(2)

    def press(self, keys: str, on: QWidget | None = None) -> None:
        """Press a key as the window system would deliver it, to the focused control."""
        stroke = QKeySequence(keys)[0]
        target = on or QApplication.focusWidget() or self.window
        QTest.keyClick(target, stroke.key(), stroke.keyboardModifiers())
        settle(2)

    def type(self, text: str) -> None:
        """Type into the focused field, letters of any script."""
        for letter in text:
            target = QApplication.focusWidget()
            if letter.isascii():
                QTest.keyClicks(target, letter)
            else:  # QTest knows no others
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    none = Qt.KeyboardModifier.NoModifier
                    QApplication.sendEvent(target, QKeyEvent(kind, Qt.Key.Key_unknown, none, letter))
        settle(2)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and let go the left button, as a person does: after the pointer has come there."""
        where = widget.rect().center() if at is None else at
        QTest.mouseMove(widget, where)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
        settle(2)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint, steps: int = 8) -> None:
        """Drag with the left button."""
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        for i in range(1, steps + 1):
            QTest.mouseMove(widget, start + (end - start) * i / steps)
            settle(1)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
        settle(2)

    def wheel(self, widget: QWidget, at: QPointF, notches: float, sideways: float = 0) -> None:
        """Turn the wheel over a point; up and to the left are positive, as Qt has it."""
        turned = QPoint(round(sideways * 120), round(notches * 120))
        where = QPointF(widget.mapToGlobal(at.toPoint()))
        none = Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            at, where, QPoint(), turned, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(widget, event)
        settle(2)

    def pixel(self, lon: float, lat: float) -> QPoint:
        """Return where a place stands on the map widget."""
        x, y = MAP.forward(lon, lat)
        return self.map.viewport().point(float(x), float(y)).toPoint()

    def pixel_of_time(self, text: str, band: int = 2) -> QPoint:
        """Return where a time stands on a band of the time axis."""
        place = self.canvas.bands[band].place
        return QPoint(round(self.canvas.axis.x(self.at(text))), place.top + place.height // 2)


@pytest.fixture
def hands(qapp, qtbot):
    """The shared program as it opened, in front, with the map focused."""
    app = running()
    app.set_theme("dark")
    made = Hands(app)
    made.put_back()
    assert QApplication.activeWindow() is app.window
    yield made
    made.put_back()
    # The theme dresses the whole application: other tests are to find it as it was.
    qapp.setStyleSheet("")
    qapp.setPalette(qapp.style().standardPalette())
