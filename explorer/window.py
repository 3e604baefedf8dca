"""The window: the map in the middle, panels around it, menus from the command table."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDockWidget,
    QMainWindow,
    QRadioButton,
    QTabBar,
    QTabWidget,
    QWidget,
)

from explorer.commands import COMMANDS, MENUS, Command
from explorer.map.layers import LAYERS
from explorer.map.view import MapView
from explorer.panels.banner import Banner
from explorer.panels.details import DetailsPanel
from explorer.panels.ladder import Ladder
from explorer.panels.legend import LegendPanel
from explorer.panels.readout import Readout
from explorer.panels.source import SourcePanel
from explorer.panels.timeline import TimelinePanel
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme

_VERTICAL = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
_SIDEWAYS = {Qt.Key.Key_Left, Qt.Key.Key_Right}
_PRESS = {Qt.Key.Key_Space}


def keys_of(widget: QWidget | None) -> set[Qt.Key]:
    """Return the plain keys that a focused control uses itself, which the transport keys leave to it."""
    if isinstance(widget, QRadioButton):
        return _PRESS | _SIDEWAYS | _VERTICAL
    if isinstance(widget, QAbstractButton):
        return _PRESS
    if isinstance(widget, QComboBox):
        return _PRESS | _VERTICAL
    if isinstance(widget, QTabBar):
        return _SIDEWAYS
    if isinstance(widget, QAbstractItemView):
        return _VERTICAL | _SIDEWAYS | _PRESS
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, MapView):
        return _VERTICAL
    return set()


class Window(QMainWindow):
    """Composes the panels over one store; knows of layout, nothing of what is shown."""

    def __init__(self, store: Store, theme: Theme, act: Callable[[Command], None]) -> None:
        super().__init__()
        self._store, self._act = store, act
        self.setObjectName("window")
        self.map = MapView(store, theme)
        self.readout = Readout(store, theme, self.map)
        self.ladder = Ladder(store, theme, self.map)
        self.banner = Banner(store, theme, self.map)
        self.timeline = TimelinePanel(store, theme)
        self.source = SourcePanel(store, theme)
        self.details = DetailsPanel(store, theme)
        self.legend = LegendPanel(store, theme, LAYERS)
        self.setCentralWidget(self.map)
        self.setDockNestingEnabled(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        self.docks = {
            "source": self._dock("source", self.tr("Source"), self.source, right),
            "details": self._dock("details", self.tr("Details"), self.details, right),
            "layers": self._dock("layers", self.tr("Layers"), self.legend, right),
            "time": self._dock("time", self.tr("Time"), self.timeline, bottom),
        }
        self.unlock(False)
        self.tabifyDockWidget(self.docks["source"], self.docks["details"])
        self.tabifyDockWidget(self.docks["details"], self.docks["layers"])
        self.docks["source"].raise_()
        self.actions_by_id: dict[str, QAction] = {}
        self._menus()
        self.set_theme(theme)
        self.map.installEventFilter(self)
        self.readout.installEventFilter(self)
        self.ladder.installEventFilter(self)
        self.banner.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)
        self._opening_layout = self.saveState()
        self.map.setFocus()

    def unlock(self, on: bool) -> None:
        """Give the panels title bars to be moved, floated and closed by, or take them away."""
        for dock in self.docks.values():
            before = dock.titleBarWidget()
            # An empty widget in its place takes a title bar away; None gives Qt's own back.
            dock.setTitleBarWidget(None if on else QWidget(dock))  # type: ignore[arg-type]
            if before is not None:
                before.deleteLater()

    @property
    def unlocked(self) -> bool:
        """Whether the panels have title bars."""
        return self.docks["source"].titleBarWidget() is None

    def _dock(self, key: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{key}")
        dock.setWidget(widget)
        dock.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.addDockWidget(area, dock)
        return dock

    def _menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(QApplication.translate("commands", name))
            for command in (c for c in COMMANDS if c.menu == name):
                if command.separator:
                    menu.addSeparator()
                action = QAction(QApplication.translate("commands", command.text), self)
                action.setObjectName(command.id)
                action.setShortcuts([QKeySequence(k) for k in command.keys])
                action.setCheckable(command.checked is not None)
                action.triggered.connect(lambda _=False, c=command: self._act(c))
                self.addAction(action)
                menu.addAction(action)
                self.actions_by_id[command.id] = action
            if name == "&View":
                panels = menu.addMenu(self.tr("&Panels"))
                for dock in self.docks.values():
                    panels.addAction(dock.toggleViewAction())

    def set_theme(self, theme: Theme) -> None:
        """Re-colour every part."""
        for part in (
            self.map,
            self.readout,
            self.ladder,
            self.timeline,
            self.source,
            self.details,
            self.legend,
        ):
            part.set_theme(theme)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Keep title, menus and panels in step with the store."""
        if old is None or old.scenario is not new.scenario:
            self.setWindowTitle(f"{new.scenario.title} — Foxbat Explorer")
        for command in COMMANDS:
            action = self.actions_by_id[command.id]
            if action.isEnabled() != (able := command.enabled(new.state, self._store)):
                action.setEnabled(able)
            if command.checked is not None and action.isChecked() != (
                on := command.checked(new.state, self._store)
            ):
                action.setChecked(on)
        chosen = new.state.selection
        if old is not None and chosen is not None and chosen != old.state.selection:
            self.docks["source" if chosen.kind == "passage" else "details"].raise_()

    def reset_layout(self) -> None:
        """Put every panel back where it opened."""
        self.restoreState(self._opening_layout)
        self.arrange()

    def arrange(self) -> None:
        """Give the panels their share of the window."""
        wide = max(300, min(460, round(self.width() * 0.27)))
        high = max(215, min(330, round(self.height() * 0.29)))
        self.resizeDocks([self.docks["source"]], [wide], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["time"]], [high], Qt.Orientation.Vertical)

    def _lay_over(self) -> None:
        """Place what lies over the map, and tell the map to keep its labels clear of it."""
        self.readout.adjustSize()
        self.readout.move(12, 12)
        self.ladder.move(
            12, max(self.readout.geometry().bottom() + 8, self.map.height() - self.ladder.height() - 30)
        )
        offset = self.readout.pos()
        boxes = [c.geometry().translated(offset) for c in self.readout.children() if isinstance(c, QWidget)]
        free = self.map.width() - self.readout.width() - 36
        beside = free >= 380
        self.banner.setFixedWidth(max(260, min(560, free if beside else self.map.width() - 24)))
        self.banner.resize(self.banner.width(), self.banner.heightForWidth(self.banner.width()))
        left = self.readout.geometry().right() + 12 + max(0, (free - self.banner.width()) // 2)
        self.banner.move(left, 12) if beside else self.banner.move(12, self.readout.geometry().bottom() + 8)
        boxes += [one.geometry() for one in (self.ladder, self.banner) if one.isVisibleTo(self.map)]
        self.map.set_obstacles([b for b in boxes if not b.isEmpty()])

    def show_work(self, names: tuple[str, ...]) -> None:
        """Say that something is still being computed, where it does not disturb."""
        if names:
            self.statusBar().showMessage(self.tr("Preparing what the radars can see…"))
        else:
            self.statusBar().clearMessage()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave a focused control the keys it uses, and keep the overlays in place."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            if watched is QApplication.focusWidget() and plain and Qt.Key(event.key()) in keys_of(watched):
                event.accept()
                return True
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide) and watched in (
            self.map,
            self.readout,
            self.ladder,
            self.banner,
        ):
            self._lay_over()
        return super().eventFilter(watched, event)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        # Only the focused control is watched: a filter on the application would see every event.
        for widget in (old, new):
            if (
                widget is not None
                and widget not in (self.map, self.readout, self.ladder, self.banner)
                and keys_of(widget)
            ):
                widget.removeEventFilter(self)
        if new is not None and new is not self.map and keys_of(new):
            new.installEventFilter(self)
