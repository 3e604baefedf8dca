"""The window: the map in the middle, panels around it, menus from the command table."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from explorer.commands import COMMANDS, MENUS, Command
from explorer.map.hawkeye import HawkeyeDrag
from explorer.map.layers import LAYERS
from explorer.map.view import MapView
from explorer.panels.claims import ClaimsPanel
from explorer.panels.details import DetailsPanel
from explorer.panels.keys import FocusKeys, tab_target
from explorer.panels.legend import LegendPanel
from explorer.panels.overlay import Overlays
from explorer.panels.source import SourcePanel
from explorer.panels.timeline import TimelinePanel
from explorer.panels.whatif import WhatIfPanel
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font


class Window(QMainWindow):
    """Composes the panels over one store; knows of layout, nothing of what is shown."""

    def __init__(self, store: Store, theme: Theme, act: Callable[[Command], None]) -> None:
        super().__init__()
        self._store, self._act = store, act
        self.unlocked = False  # whether the panels have title bars
        self.map = MapView(store, theme)
        self.hawkeye = HawkeyeDrag(store, theme, self.map)
        self.overlays = Overlays(store, theme, self.map, self.map.set_obstacles)
        self.timeline = TimelinePanel(store, theme)
        self.source = SourcePanel(store, theme)
        self.details = DetailsPanel(store, theme)
        self.claims = ClaimsPanel(store, theme)
        self.legend = LegendPanel(store, theme, LAYERS)
        self.whatif = WhatIfPanel(store, theme)
        self.setCentralWidget(self.map)
        self.setDockNestingEnabled(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        self.docks = {
            "source": self._dock("source", self.tr("Source"), self.source, right),
            "details": self._dock("details", self.tr("Details"), self.details, right),
            "claims": self._dock("claims", self.tr("Claims"), self.claims, right),
            "layers": self._dock("layers", self.tr("Layers"), self.legend, right),
            "whatif": self._dock("whatif", self.tr("What if"), self.whatif, right),
            "time": self._dock("time", self.tr("Time"), self.timeline, bottom),
        }
        self.unlock(False)
        for before, after in pairwise(("source", "details", "claims", "layers", "whatif")):
            self.tabifyDockWidget(self.docks[before], self.docks[after])
        self.docks["source"].raise_()
        self.actions_by_id: dict[str, QAction] = {}
        self._menus()
        self.set_theme(theme)
        FocusKeys(self)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)
        self._opening_layout = self.saveState()
        self.map.setFocus()

    def unlock(self, on: bool) -> None:
        """Give the panels title bars to be moved, floated and closed by, or take them away."""
        self.unlocked = on
        for dock in self.docks.values():
            self._title(dock)

    def _title(self, dock: QDockWidget) -> None:
        before = dock.titleBarWidget()
        # One that floats keeps its own: without it nobody could move or close it.
        wanted = self.unlocked or dock.isFloating()
        if wanted != (before is None):
            # An empty widget in its place takes a title bar away; None gives Qt's own back.
            dock.setTitleBarWidget(None if wanted else QWidget(dock))  # type: ignore[arg-type]
            if before is not None:
                before.deleteLater()

    def _dock(self, key: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{key}")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        dock.topLevelChanged.connect(lambda _: QTimer.singleShot(0, dock, lambda: self._title(dock)))
        return dock

    def _menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(QApplication.translate("commands", name))
            menu.setFont(font(13, figures=False))
            for command in (c for c in COMMANDS if c.menu == name):
                if command.separator:
                    menu.addSeparator()
                action = QAction(QApplication.translate("commands", command.text), self)
                action.setObjectName(command.id)
                action.setShortcuts([QKeySequence(k) for k in command.keys])
                action.setCheckable(command.checked is not None)
                action.setAutoRepeat(command.repeats)
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
        for part in (self.map, self.hawkeye, self.overlays, self.timeline, self.source, self.details,
                     self.claims, self.legend, self.whatif):  # fmt: skip
            part.set_theme(theme)
        self._frame(self._store.now)

    def _frame(self, new: Snapshot) -> None:
        """Put a coloured frame round the window while something is supposed."""
        supposed = bool(new.scenario.hypothetical)
        self.setContentsMargins(*([4] * 4 if supposed else [0] * 4))
        self.setProperty("supposed", supposed)
        self.style().polish(self)
        self.overlays.suppose(new.scenario.hypothetical)

    def focusNextPrevChild(self, on: bool) -> bool:
        """Lead the Tab key past the panels that lie behind another tab."""
        docked = (d for d in self.docks.values() if not d.isFloating())
        behind = [d for d in docked if not d.geometry().intersects(self.rect())]
        found = tab_target(self.focusWidget() or self, on, behind)
        if found is not None:
            found.setFocus(Qt.FocusReason.TabFocusReason if on else Qt.FocusReason.BacktabFocusReason)
        return found is not None

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Keep title, menus and panels in step with the store."""
        if old is None or old.scenario is not new.scenario:
            self.setWindowTitle(f"{new.scenario.title} — Foxbat Explorer")
        if old is not None and old.scenario.hypothetical != new.scenario.hypothetical:
            self._frame(new)
        for command in COMMANDS:
            action = self.actions_by_id[command.id]
            if action.isEnabled() != (able := command.enabled(new.state, self._store)):
                action.setEnabled(able)
            if command.checked is not None and action.isChecked() != (
                on := command.checked(new.state, self._store)
            ):
                action.setChecked(on)
        if old is not None and old.state.tour != new.state.tour and new.state.selection is None:
            self.docks["source"].raise_()
        chosen = new.state.selection
        if old is not None and chosen is not None and chosen != old.state.selection:
            self.docks[{"passage": "source", "claim": "claims"}.get(chosen.kind, "details")].raise_()
        if old is not None and _read(old) != _read(new) and new.state.document is not None:
            self.docks["source"].raise_()

    def reset_layout(self) -> None:
        """Put every panel back where it opened."""
        self.restoreState(self._opening_layout)
        self.arrange()

    def arrange(self) -> None:
        """Give the panels their share of the window."""
        wide, high = _shares(self.size())
        self.resizeDocks([self.docks["source"]], [wide], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["time"]], [high], Qt.Orientation.Vertical)
        for tabs in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            tabs.setAccessibleName(self.tr("Panels"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panels their share anew, unless the viewer has given them another."""
        super().resizeEvent(event)
        wide, high = _shares(event.oldSize())
        time = self.docks["time"]
        if time.isFloating() or not time.isVisible() or abs(time.height() - high) > 1:
            return
        at_side = (d for key, d in self.docks.items() if key != "time" and not d.isFloating())
        if any(abs(d.width() - wide) <= 1 for d in at_side if d.geometry().intersects(self.rect())):
            self.arrange()

    def show_work(self, names: tuple[str, ...]) -> None:
        """Say that something is still being computed, where it does not disturb."""
        if any(name.startswith("document ") for name in names):
            self.overlays.note(self.tr("Reading your text…"))
        else:
            self.overlays.note(self.tr("Preparing what the radars can see…") if names else "")


def _shares(size: QSize) -> tuple[int, int]:
    """Return the width of the panels at the side and the height of the time panel in a window so large."""
    wide = max(300, min(460, round(size.width() * 0.27)))
    return wide, max(225, min(400, round(size.height() * 0.335)))


def _read(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what is read: a change brings the text to the front."""
    return snapshot.state.document, snapshot.state.found
