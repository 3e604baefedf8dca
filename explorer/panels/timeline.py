"""The time axis as one panel: the controls over the canvas of its bands."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.panels.canvas import TimeCanvas
from explorer.panels.transport import TransportBar
from explorer.session.store import Store
from explorer.theme import Theme, colour


class TimelinePanel(QWidget):
    """Controls over the canvas: everything that has to do with time."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transport = TransportBar(store, theme, self)
        self.canvas = TimeCanvas(store, theme, self)
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(self.canvas, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        ground = self.palette()
        ground.setColor(self.backgroundRole(), colour(theme.ground))
        self.setPalette(ground)
        self.transport.set_theme(theme)
        self.canvas.set_theme(theme)

    def focus_time(self) -> None:
        """Put the keys into the field for a typed time."""
        self.transport.focus_time()
