"""The time axis as one panel: the controls over the canvas of its bands."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from explorer.frame.headline import Headline, of_frame, withheld
from explorer.frame.state import ALTITUDE, AUTO, SIGHT
from explorer.panels.canvas import TimeCanvas
from explorer.panels.section import SectionView
from explorer.panels.transport import TransportBar
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, colour

_ROOM = 112  # px that a section needs; with less, it also covers the lanes
_BULGE = 200  # px that it needs to show that the sea bulges


class TimelinePanel(QWidget):
    """Controls over the canvas: everything that has to do with time.

    A tab lays the line of sight over the altitude; unless the viewer has chosen, the time chooses.
    """

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.transport = TransportBar(store, theme, self)
        self.canvas = TimeCanvas(store, theme, self)
        self.section = SectionView(store, theme, self.canvas)
        self.section.hide()
        self._needs = _ROOM
        self.canvas.installEventFilter(self)
        self._tabs = QTabBar(self)
        self._tabs.setDrawBase(False)
        self._tabs.setAccessibleName(self.tr("Over the lanes"))
        for title in (self.tr("Altitude"), self.tr("Line of sight")):
            self._tabs.addTab(title)
        self._tabs.tabBarClicked.connect(self._choose)
        self._tabs.currentChanged.connect(self._choose)
        self.setAutoFillBackground(True)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 16, 0)
        row.addWidget(self.transport, 1)
        row.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.canvas, 1)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        ground = self.palette()
        ground.setColor(self.backgroundRole(), colour(theme.ground))
        self.setPalette(ground)
        self.transport.set_theme(theme)
        self.canvas.set_theme(theme)
        self.section.set_theme(theme)

    def focus_time(self) -> None:
        """Put the keys into the field for a typed time."""
        self.transport.focus_time()

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what the viewer chose, or what the time calls for."""
        if old is not None and old.frame is new.frame and old.state.cut == new.state.cut:
            return
        first = new.scenario.chapters[0].id == new.state.chapter
        self._tabs.setVisible(first and new.derived.radar is not None)
        found = of_frame(new.scenario, new.frame)
        wanted = first and new.derived.radar is not None and self._wanted(new, found)
        needs = _BULGE if found is not None and found.key == "climb" else _ROOM
        if wanted != self.section.isVisibleTo(self.canvas) or needs != self._needs:
            self._needs = needs
            self.section.setVisible(wanted)
            self._place()
        if self._tabs.currentIndex() != int(wanted):
            self._tabs.blockSignals(True)
            self._tabs.setCurrentIndex(int(wanted))
            self._tabs.blockSignals(False)

    @staticmethod
    def _wanted(new: Snapshot, found: Headline | None) -> bool:
        state = new.state
        if state.cut != AUTO:
            return state.cut == SIGHT
        if withheld(new.scenario, new.frame):
            return False  # it would give the answer away
        hero = new.frame.hero
        if hero is None or hero.lon is None:
            return False  # nothing to draw a line to
        return found is not None and found.key not in state.dismissed

    def _choose(self, tab: int) -> None:
        self._store.update(cut=SIGHT if tab else ALTITUDE)

    def _place(self) -> None:
        """Lay the section over the altitude, and over the lanes too where the altitude has little room."""
        over, lanes, _ = (band.place for band in self.canvas.bands)
        high = over.height if over.height >= self._needs else over.height + lanes.height
        self.section.setGeometry(0, 0, self.canvas.width(), high)
        self.section.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the canvas' size, once it has arranged its bands in it."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._place)
        return super().eventFilter(watched, event)
