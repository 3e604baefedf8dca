"""The map as a widget: one picture of what lies still, and over it what moves.

``State.view`` owns the framing: panning and zooming write it to the store, and the store's answer is what
is shown.
"""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QMenu, QPinchGesture, QToolTip, QWidget

from explorer.frame.state import Selection, View
from explorer.geo.projection import MAP
from explorer.map.ground import Ground
from explorer.map.layer import Target, pen
from explorer.map.measure import Measure
from explorer.map.picking import Picker, decimal, sexagesimal
from explorer.map.scene import Scene
from explorer.map.still import Settled
from explorer.map.viewport import Viewport, boxed, follow, framing, panned, snapped, viewport, zoomed
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme

_NOTCH = 120.0  # a wheel's step in Qt's units
_SEEN = 12.0  # px from the edge from which on what has been selected is in the picture
_SCRUB_STEPS = 180.0  # notches of the horizontal wheel from end to end of a chapter


class MapView(QWidget):
    """The map of a store's snapshot; ``ground`` shares a base map that is already loaded."""

    def __init__(
        self, store: Store, theme: Theme, parent: QWidget | None = None, ground: Ground | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._scene = Scene(ground)
        self._obstacles: tuple[tuple[float, float, float, float], ...] = ()
        self._picture = Settled(self._scene)
        self._stale = True
        self._picker: Picker | None = None
        self._hovered: Target | None = None
        self._pressed: tuple[QPointF, Viewport] | None = None
        self._dragging = False
        self._box: QRectF | None = None
        self._measure: Measure | None = None
        self._held: View | None = None
        self._shown: Viewport | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumSize(320, 200)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(self.tr("Map"))
        self.setAccessibleDescription(
            self.tr("The Sea of Japan and Hokkaido with the flight, the places and the radar stations. ")
            + self.tr("Drag to move, turn the wheel to zoom, click a place to read about it.")
        )
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    # What others use

    def set_theme(self, theme: Theme) -> None:
        """Recolour in place."""
        self._theme = theme
        self._touch()

    def set_obstacles(self, boxes: Iterable[QRect]) -> None:
        """Keep labels clear of boxes that lie over the map, in the widget's own pixels."""
        found = tuple((float(b.left()), float(b.top()), b.x() + b.width(), b.y() + b.height()) for b in boxes)
        if found != self._obstacles:
            self._obstacles = found
            self._touch()

    def home(self) -> None:
        """Return to the chapter's own framing."""
        self._store.update(view=None, follow=False)

    def zoom(self, factor: float) -> None:
        """Enlarge about the middle of the map, or about the Foxbat while it is followed."""
        port = self.viewport()
        middle = QPointF(port.width / 2, port.height / 2)
        hero = self._store.now.frame.hero
        if self._store.state.follow and hero is not None and hero.lon is not None and hero.lat is not None:
            x, y = MAP.forward(hero.lon, hero.lat)
            middle = port.point(float(x), float(y))
        self._store.update(view=framing(zoomed(port, factor, middle.x(), middle.y())))

    def frame_view(self, view: View) -> None:
        """Show a stretch of the map."""
        self._store.update(view=view, follow=False)

    def measure_from(self, lon: float, lat: float) -> None:
        """Begin to measure a distance; the other end follows the pointer until a click or Esc."""
        self._measure = Measure(lon, lat)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.update()

    @property
    def measuring(self) -> Measure | None:
        """The distance being measured, or measured last and still shown."""
        return self._measure

    @property
    def scene(self) -> Scene:
        """The layers as they are shown, up to date."""
        self._refresh()
        return self._scene

    def viewport(self) -> Viewport:
        """Return how map km fall on the widget's pixels at the store's present state."""
        state, frame = self._store.state, self._store.now.frame
        home = frame.chapter.view
        asked = self._held or state.view or View(home.lon, home.lat, home.width_km)
        port = viewport(asked, self.width(), self.height(), self._theme, ratio=self.devicePixelRatioF())
        hero = frame.hero
        if state.follow and hero is not None and hero.lon is not None and hero.lat is not None:
            x, y = MAP.forward(hero.lon, hero.lat)
            port = follow(port, float(x), float(y))
        return port

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show a snapshot of the store."""
        if old is not None and old.state.view != new.state.view:
            self._held = None
        if old is not None and old.state.follow and not new.state.follow and old.state.view == new.state.view:
            # Stay where following had led to, instead of leaping back to where it began.
            if self._shown is not None:
                self._held = framing(self._shown)
                QTimer.singleShot(0, self, self._settle)
        elif old is not None and new.state.selection not in (None, old.state.selection):
            QTimer.singleShot(0, self, self._reveal)
        self._touch()

    # Painting

    def _touch(self) -> None:
        self._stale = True
        self._picker = None
        self.update()

    def _refresh(self) -> None:
        if not self._stale:
            return
        self._stale = False
        self._shown = snapped(self.viewport())
        self._scene.show(self._store.now, self._shown, self._obstacles)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Copy what lies still, draw what moves."""
        self._refresh()
        if self._shown is None:
            return
        painter = QPainter(self)
        self._picture.paint(painter, self._shown)
        self._paint_own(painter, self._shown)
        painter.end()

    def _paint_own(self, painter: QPainter, view: Viewport) -> None:
        """Draw what belongs to the widget: the hovered thing's ring, the zoom box, the measured line."""
        target = self._hovered
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if target is not None and len(target.x) == 1:
            painter.setPen(pen(view.theme, "ink", 1.4, alpha=0.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(target.x[0], target.y[0]), target.radius, target.radius)
        if self._box is not None:
            painter.setPen(pen(view.theme, "accent", 1.4, dash=(4, 3)))
            painter.drawRect(self._box)
        if self._measure is not None:
            self._measure.paint(painter, view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the place shown."""
        super().resizeEvent(event)
        self._touch()

    def sizeHint(self) -> QSize:
        """Return the size the map would like."""
        return QSize(960, 600)

    # Framing

    def _settle(self) -> None:
        """Write down where following had led to."""
        if self._held is not None:
            held, self._held = self._held, None
            self._store.update(view=held)

    def _reveal(self) -> None:
        """Bring what has just been selected into the picture, if it has one place and is outside."""
        place = self._place_of(self._store.state.selection)
        if place is None:
            return
        port = self.viewport()
        x, y = (float(v) for v in MAP.forward(*place))
        at = port.point(x, y)
        covered = any(b[0] - 8 < at.x() < b[2] + 8 and b[1] - 8 < at.y() < b[3] + 8 for b in self._obstacles)
        if covered or not port.shows(at.x(), at.y(), -_SEEN):
            moved = panned(port, port.width / 2 - at.x(), port.height / 2 - at.y())
            self._store.update(view=framing(moved), follow=False)

    def _place_of(self, selection: Selection | None) -> tuple[float, float] | None:
        snapshot = self._store.now
        if selection is None:
            return None
        if snapshot.frame.pinned is not None and selection.kind != "moment":  # a moment moves time alone
            site = snapshot.scenario.sites.get(snapshot.frame.pinned)
            return None if site is None or not site.drawn else (site.lon, site.lat)
        if selection.kind == "track":
            craft = snapshot.frame.craft(selection.id)
            return None if craft is None or craft.lon is None or craft.lat is None else (craft.lon, craft.lat)
        return None

    # Hands

    def event(self, event: QEvent) -> bool:
        """Take pinches, and Esc while measuring."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom_at(event.position(), 1 + event.value())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                where = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self._zoom_at(where, pinch.scaleFactor())
            return True
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and (self._measure is not None or self._box is not None)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends measuring; no other key belongs to the map."""
        if event.key() == Qt.Key.Key_Escape and (self._measure is not None or self._box is not None):
            self._measure = self._box = self._pressed = None
            self._point()
            self.update()
            return
        event.ignore()

    def _zoom_at(self, at: QPointF, factor: float) -> None:
        if factor > 0:
            self._store.update(view=framing(zoomed(self.viewport(), factor, at.x(), at.y())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; sideways, scrub."""
        sideways, upwards = event.angleDelta().x(), event.angleDelta().y()
        if abs(sideways) > abs(upwards):
            chapter = self._store.now.frame.chapter
            step = (chapter.end - chapter.start) / _SCRUB_STEPS
            time = self._store.state.time - sideways / _NOTCH * step
            self._store.update(time=min(max(time, chapter.start), chapter.end))
        elif upwards:
            fine = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._zoom_at(event.position(), (1.06 if fine else 1.25) ** (upwards / _NOTCH))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the map, or begin a box."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed = (event.position(), self.viewport())
        self._dragging = False
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._box = QRectF(event.position(), event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, draw the box, measure, or name what is under the pointer."""
        at = event.position()
        if self._pressed is None:
            self._hover(at, event.globalPosition().toPoint())
            return
        start, port = self._pressed
        moved = at - start
        if not self._dragging and moved.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragging = True
        if self._box is not None:
            self._box = QRectF(start, at).normalized()
            self.update()
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        port = replace(port, width=float(self.width()), height=float(self.height()))
        self._store.update(view=framing(panned(port, moved.x(), moved.y())), follow=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, zoom into the box, or take a click."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            event.ignore()
            return
        box, dragged = self._box, self._dragging
        self._pressed, self._box, self._dragging = None, None, False
        if box is not None and dragged and box.width() > 8 and box.height() > 8:
            port = boxed(self.viewport(), box.left(), box.top(), box.right(), box.bottom())
            self._store.update(view=framing(port), follow=False)
        elif not dragged:
            self._click(event.position())
        self._point()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom in at the pointer."""
        if event.button() == Qt.MouseButton.LeftButton and self._measure is None:
            self._pressed = None
            self._zoom_at(event.position(), 2.0)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was under the pointer."""
        super().leaveEvent(event)
        if self._hovered is not None:
            self._hovered = None
            self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the place under the pointer."""
        menu = self.place_menu(event.pos())
        menu.popup(event.globalPos())

    def place_menu(self, at: QPoint) -> QMenu:
        """Return the menu of the place under a pixel."""
        lon, lat = self.viewport().place(at.x(), at.y())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text in (decimal(lon, lat), sexagesimal(lon, lat)):
            copy = menu.addAction(self.tr("Copy {place}").format(place=text))
            copy.triggered.connect(lambda _=False, text=text: QGuiApplication.clipboard().setText(text))
        menu.addSeparator()
        menu.addAction(self.tr("Measure from here")).triggered.connect(lambda: self.measure_from(lon, lat))
        return menu

    def _targets(self) -> Picker:
        if self._picker is None or self._stale:
            self._refresh()
            self._picker = Picker(self._scene.targets())
        return self._picker

    def _hover(self, at: QPointF, where: QPoint) -> None:
        measure = self._measure
        if measure is not None and not measure.done:
            measure.end = self.viewport().place(at.x(), at.y())
            self.update()
            return
        target = self._targets().at(at.x(), at.y())
        if target is self._hovered:
            return
        self._hovered = target
        self._point()
        if target is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(where + QPoint(12, 8), target.tip, self)
        self.update()

    def _point(self) -> None:
        """Set the pointer's shape."""
        if self._measure is not None and not self._measure.done:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._hovered is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _click(self, at: QPointF) -> None:
        if self._measure is not None:
            if self._measure.done:
                self._measure = None
            else:
                self._measure.end = self.viewport().place(at.x(), at.y())
                self._measure.done = True
            return
        target = self._targets().at(at.x(), at.y(), slack=3.0)
        self._store.update(selection=None if target is None else Selection(target.kind, target.id))
