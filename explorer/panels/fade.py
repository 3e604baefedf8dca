"""Pages of text whose lines fade out at the upper and the lower edge instead of being cut through."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QStackedWidget, QWidget

from explorer.theme import Theme, colour

_HIGH = 18  # px, about a line


class _Edge(QWidget):
    """A strip from the ground's colour to nothing, through which the mouse acts on what lies below."""

    def __init__(self, theme: Theme, upper: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self._upper = theme, upper
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw it."""
        shade = QLinearGradient(
            0, 0 if self._upper else self.height(), 0, self.height() if self._upper else 0
        )
        for at, strength in ((0.0, 1.0), (0.3, 0.85), (1.0, 0.0)):
            shade.setColorAt(at, colour(self.theme.ground, strength))
        QPainter(self).fillRect(self.rect(), shade)


class FadingPages(QStackedWidget):
    """A stack of scrolling texts, each under the same two strips."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edges = _Edge(theme, True, self), _Edge(theme, False, self)
        self.currentChanged.connect(self._place)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for edge in self._edges:
            edge.theme = theme
            edge.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the strips at the edges."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        page = self.currentWidget()
        width = self.width()
        if isinstance(page, QAbstractScrollArea):
            width -= page.verticalScrollBar().sizeHint().width()
        for edge, top in zip(self._edges, (0, self.height() - _HIGH), strict=True):
            edge.setGeometry(0, top, width, _HIGH)
            edge.raise_()
