"""A focused control keeps the keys it uses; everywhere else the transport keys act."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QRadioButton,
    QSlider,
    QTabBar,
    QWidget,
)

_VERTICAL = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ENDS = {Qt.Key.Key_Home, Qt.Key.Key_End}
_SIDEWAYS = {Qt.Key.Key_Left, Qt.Key.Key_Right}
_PRESS = {Qt.Key.Key_Space}


def keys_of(widget: QWidget | None) -> set[Qt.Key]:
    """Return the plain keys that a control uses itself; an editable field asks Qt for its own."""
    if isinstance(widget, QRadioButton):
        return _PRESS | _SIDEWAYS | _VERTICAL
    if isinstance(widget, QAbstractButton):
        return _PRESS
    if isinstance(widget, QComboBox):
        return _PRESS | _VERTICAL | _ENDS
    if isinstance(widget, QSlider):
        return _SIDEWAYS | _VERTICAL | _ENDS
    if isinstance(widget, QTabBar):
        return _SIDEWAYS
    if isinstance(widget, QAbstractItemView):
        return _VERTICAL | _SIDEWAYS | _ENDS | _PRESS
    if isinstance(widget, QAbstractScrollArea):
        return _VERTICAL | _ENDS
    return set()


def tab_target(here: QWidget, on: bool, behind: Sequence[QWidget]) -> QWidget | None:
    """Return the control that the Tab key leads to from ``here``, None if there is no other.

    ``on`` is False for going back. What lies in ``behind`` is passed over: panels behind another tab are
    there for Qt, only outside the picture.
    """
    everything = QGuiApplication.styleHints().tabFocusBehavior() == Qt.TabFocusBehavior.TabFocusAllControls
    wanted = Qt.FocusPolicy.TabFocus if everything else Qt.FocusPolicy.StrongFocus
    window = here.window()
    found = here.nextInFocusChain() if on else here.previousInFocusChain()
    while found is not None and found is not here:
        if (
            found.focusPolicy() & wanted == wanted
            and found.isEnabled()
            and found.focusProxy() is None
            and found.window() is window
            and found.isVisibleTo(window)
            and not any(part.isAncestorOf(found) for part in behind)
        ):
            return found
        found = found.nextInFocusChain() if on else found.previousInFocusChain()
    return None


class FocusKeys(QObject):
    """Watches the focused control alone: a filter on the application would see every event."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and keys_of(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key for the control before a shortcut takes it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            other = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            mine = isinstance(watched, QWidget) and Qt.Key(event.key()) in keys_of(watched)
            if mine and not event.modifiers() & other:
                event.accept()
                return True
        return super().eventFilter(watched, event)
