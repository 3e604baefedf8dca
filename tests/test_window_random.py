"""Random hands on the whole window: whatever they do, nothing breaks, and time stays in its chapter.

The seed is fixed; each act is printed, so that a failure shows what led to it.
"""

import random

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from window_desk import hands, settle  # noqa: F401 - the fixture is used by name

from explorer.commands import COMMANDS

# Menus ask for the mouse and the keys, which a screen that is not there cannot grab.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support grabbing")

_KEYS = [k for c in COMMANDS if c.id != "quit" for k in c.keys] + [
    "Tab", "Shift+Tab", "Return", "Up", "Down", "Delete", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Alt+F", "Alt+V",
    "Menu",
]  # fmt: skip
_TYPED = "13:26 lost +5m 99:99 奥 hakodate"
_BUTTONS = [Qt.MouseButton.LeftButton] * 6 + [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton]
_WITH = [Qt.KeyboardModifier.NoModifier] * 5 + [
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
]


class Monkey:
    """Acts at random on whatever is visible."""

    def __init__(self, hands, seed):
        self.hands, self.rng = hands, random.Random(seed)
        self.acts = {
            self.key: 30, self.click: 30, self.wheel: 12, self.drag: 10, self.double_click: 5, self.scrub: 8,
            self.type: 3, self.resize: 2, self.escape: 6, self.panel: 2, self.theme: 1,
        }  # fmt: skip

    def act(self):
        """Do one thing, and say what."""
        (kind,) = self.rng.choices(list(self.acts), list(self.acts.values()))
        try:
            print(kind.__name__, kind())  # noqa: T201 - what led to a failure
        except RuntimeError as gone:  # the first half of an act took its own target away
            if "already deleted" not in str(gone):
                raise
        settle(1)
        popup = QApplication.activePopupWidget()
        while popup is not None and self.rng.random() < 0.7:
            popup.close()
            settle(1)
            popup = QApplication.activePopupWidget()
        window = self.hands.window
        if not window.isVisible() or window.isMinimized():
            window.showNormal()
        if QApplication.activeModalWidget() is None and QApplication.activeWindow() is None:
            window.activateWindow()

    def target(self) -> tuple[QWidget, QPoint]:
        """Return a visible widget and a point inside it."""
        top = (
            QApplication.activePopupWidget()
            or QApplication.activeModalWidget()
            or QApplication.activeWindow()
        )
        top = top or self.hands.window
        at = QPoint(self.rng.randrange(max(1, top.width())), self.rng.randrange(max(1, top.height())))
        found = top.childAt(at) or top
        return found, found.mapFrom(top, at) if found is not top else at

    def key(self):
        keys = self.rng.choice(_KEYS)
        stroke = QKeySequence(keys)[0]
        widget = QApplication.activePopupWidget() or QApplication.focusWidget() or self.hands.window
        QTest.keyClick(widget, stroke.key(), stroke.keyboardModifiers())
        return keys

    def escape(self):
        widget = QApplication.activePopupWidget() or QApplication.focusWidget() or self.hands.window
        QTest.keyClick(widget, Qt.Key.Key_Escape)

    def click(self):
        widget, at = self.target()
        button, held = self.rng.choice(_BUTTONS), self.rng.choice(_WITH)
        QTest.mouseMove(widget, at)
        QTest.mouseClick(widget, button, held, at)
        return type(widget).__name__, at.toTuple(), button.name, held.name

    def double_click(self):
        widget, at = self.target()
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        return type(widget).__name__, at.toTuple()

    def wheel(self):
        widget, at = self.target()
        turned = self.rng.choice([-30, -3, -1, 1, 3, 30]), self.rng.choice([0, 0, 0, -2, 2])
        self.hands.wheel(widget, QPointF(at), *turned)
        return type(widget).__name__, at.toTuple(), turned

    def drag(self):
        widget, at = self.target()
        to = at + QPoint(self.rng.randint(-300, 300), self.rng.randint(-200, 200))
        held = self.rng.choice(_WITH)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, held, at)
        for i in range(1, 4):
            QTest.mouseMove(widget, at + (to - at) * i / 3)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, held, to)
        return type(widget).__name__, at.toTuple(), to.toTuple()

    def scrub(self):
        store = self.hands.store
        chapter = self.rng.choice(store.now.scenario.chapters)
        store.update(time=self.rng.uniform(chapter.start - 1000, chapter.end + 1000))
        return store.state.time

    def type(self):
        widget = QApplication.focusWidget()
        words = self.rng.choice(_TYPED.split())
        if widget is not None:
            self.hands.type(words)
        return words

    def resize(self):
        size = self.rng.choice([(1024, 700), (1280, 800), (1920, 1080), (640, 480), (1600, 720)])
        self.hands.window.resize(*size)
        return size

    def panel(self):
        name, dock = self.rng.choice(list(self.hands.window.docks.items()))
        act = self.rng.choice(
            [dock.raise_, dock.close, dock.show, lambda: dock.setFloating(not dock.isFloating())]
        )
        act()
        return name

    def theme(self):
        name = self.rng.choice(["dark", "light", "system"])
        self.hands.app.set_theme(name)
        return name


@pytest.fixture
def no_file_dialogs(monkeypatch):
    for name, answer in (("getOpenFileName", ("", "")), ("getOpenFileNames", ([], "")),
                         ("getSaveFileName", ("", "")), ("getExistingDirectory", "")):  # fmt: skip
        monkeypatch.setattr(QFileDialog, name, lambda *a, answer=answer, **k: answer)


def play_around(hands, count, seed):
    monkey = Monkey(hands, seed)
    for _ in range(count):
        monkey.act()
        state = hands.state
        chapter = next(c for c in hands.store.now.scenario.chapters if c.id == state.chapter)
        assert chapter.start <= state.time <= chapter.end
    hands.put_back()
    hands.app.finish_work()
    settle()
    for left in QApplication.topLevelWidgets():
        shown = left.isVisible() and isinstance(left, (QDialog, QMenu))
        assert not shown, left
    assert hands.window.docks["source"].isVisible()


def test_a_thousand_random_acts(hands, no_file_dialogs):
    play_around(hands, 1000, seed=19760906)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_random_acts(hands, no_file_dialogs, seed):
    play_around(hands, 1000, seed)
