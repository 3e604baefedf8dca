"""Dragging the supposed E-2C over the map: a marker follows the pointer; letting go changes the what-if."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from explorer.frame.state import Selection
from explorer.geo.projection import MAP
from explorer.map import symbols
from explorer.map.layer import translate
from explorer.map.view import MapView
from explorer.scenario.whatif import E2C, Picket
from explorer.session.store import Store
from explorer.theme import Theme, font

_GRIP = 13.0  # px from its symbol's middle
_SIZE = 44


class Marker(QWidget):
    """What is dragged: the symbol, and where it is, under the pointer."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text = ""
        self.setFont(font(12))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def put(self, at: QPoint, lon: float, lat: float) -> None:
        """Stand at a pixel of the map and name the place."""
        self.text = translate("Map", "E-2C {0:.1f} N {1:.1f} E").format(lat, lon)
        self.resize(_SIZE + self.fontMetrics().horizontalAdvance(self.text), _SIZE)
        self.move(at - QPoint(_SIZE // 2, _SIZE // 2))
        self.update()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the symbol in a ring, and the place beside it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(_SIZE / 2, _SIZE / 2)
        painter.setPen(QPen(QColor(self.theme.loss), 2))
        painter.drawEllipse(middle, 12, 12)
        painter.translate(middle)
        painter.fillPath(symbols.place("radar", 7.0), QColor(self.theme.radar))
        painter.translate(-middle)
        painter.setPen(QColor(self.theme.ink))
        painter.drawText(QPointF(_SIZE - 6, _SIZE / 2 + 5), self.text)


class HawkeyeDrag(QObject):
    """Lets the E-2C of a what-if be taken and put elsewhere; everything else stays the map's own."""

    def __init__(self, store: Store, theme: Theme, view: MapView) -> None:
        super().__init__(view)
        self._store, self._view = store, view
        self._marker = Marker(theme, view)
        self._from: QPointF | None = None
        self._moved = False
        view.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the marker."""
        self._marker.theme = theme

    def _picket(self) -> Picket | None:
        supposed = self._store.state.what_if
        shown = E2C in self._store.now.scenario.sites and "radars" not in self._store.state.hidden
        return supposed.picket if supposed is not None and shown else None

    def _grips(self, at: QPointF) -> bool:
        picket = self._picket()
        if picket is None:
            return False
        view = self._view.viewport()
        x, y = MAP.forward(picket.lon, picket.lat)
        away = view.point(float(x), float(y)) - at
        return bool(away.x() ** 2 + away.y() ** 2 <= _GRIP**2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        """Take the events of a drag of the E-2C; pass on all others."""
        if isinstance(event, QMouseEvent):
            kind = event.type()
            if kind == QEvent.Type.MouseButtonPress:
                plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
                left = event.button() == Qt.MouseButton.LeftButton
                if left and plain and self._view.measuring is None and self._grips(event.position()):
                    self._from, self._moved = event.position(), False
                    return True
            elif self._from is not None and kind == QEvent.Type.MouseMove:
                self._drag(event.position())
                return True
            elif self._from is not None and kind == QEvent.Type.MouseButtonRelease:
                self._drop(event.position())
                return True
        elif (
            isinstance(event, QKeyEvent)
            and self._from is not None
            and event.key() == Qt.Key.Key_Escape
            and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        ):
            self._end()
            event.accept()
            return True
        return False

    def _inside(self, at: QPointF) -> QPointF:
        return QPointF(
            min(max(at.x(), 0.0), self._view.width() - 1.0), min(max(at.y(), 0.0), self._view.height() - 1.0)
        )

    def _drag(self, at: QPointF) -> None:
        assert self._from is not None
        if not self._moved and (at - self._from).manhattanLength() < QApplication.startDragDistance():
            return
        if not self._moved:  # nothing is under the pointer any more but what is dragged
            QApplication.sendEvent(self._view, QEvent(QEvent.Type.Leave))
        self._moved = True
        at = self._inside(at)
        self._marker.put(at.toPoint(), *self._view.viewport().place(at.x(), at.y()))

    def _drop(self, at: QPointF) -> None:
        moved = self._moved
        self._end()
        supposed, picket = self._store.state.what_if, self._picket()
        if supposed is None or picket is None:
            return
        if not moved:
            self._store.update(selection=Selection("site", E2C))
            return
        at = self._inside(at)
        lon, lat = self._view.viewport().place(at.x(), at.y())
        put = replace(picket, lon=round(lon, 3), lat=round(lat, 3))
        self._store.update(what_if=replace(supposed, picket=put))

    def _end(self) -> None:
        self._from, self._moved = None, False
        self._marker.hide()
