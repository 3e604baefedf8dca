"""The wheel over a panel that scrolls: it turns a control only if that has the focus."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class WheelScrolls(QObject):
    """Lets the wheel pass over ``controls`` without the focus, so that scrolling a panel supposes nothing."""

    def __init__(self, *controls: QWidget) -> None:
        super().__init__(controls[0])
        for control in controls:
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else the wheel itself would take the focus
            control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand a wheel on to the panel behind."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
