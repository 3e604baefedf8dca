"""What a person is led through: the claims and their export, tours, and the kiosk that loops one."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from explorer.commands import COMMANDS, FILE
from explorer.export.write import ExportError, write_atomic
from explorer.frame.state import View, opening
from explorer.map.viewport import framing, panned, zoomed
from explorer.panels.tour import TourDialog
from explorer.session import tour as touring
from explorer.session.extras import Furnishing
from explorer.session.jobs import Jobs
from explorer.session.store import Snapshot, Store
from explorer.session.tour import Guide
from explorer.window import Window

IDLE_MS = 120_000
_TIGHT = 1.35  # a framing has some margin, which the boxes may take
_TOUCH = """
    TransportBar QToolButton, QPushButton, QComboBox { min-height: 40px; min-width: 40px; font-size: 15px }
    QTabBar::tab { min-height: 36px }
"""
_TOUCHES = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
_NOT_IN_PUBLIC = {"full-screen", "deselect", "unlock", "reset-layout", "about", "tour", "keys"}


class Guided(QObject):
    """Carries out the commands of claims and tours over one store and its window."""

    def __init__(self, store: Store, window: Window, jobs: Jobs) -> None:
        super().__init__(window)
        self._store, self._window = store, window
        self.furnishing = Furnishing(store, jobs)
        self.guide = Guide(store)
        self.kiosk: Kiosk | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._frame)
        store.changed.connect(self._follow)
        window.map.installEventFilter(self)
        window.claims.export_wanted.connect(self.ask_export_claims)

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        then, now = old.state.tour, new.state.tour
        # The answer too is arrived at, at the stop's own framing.
        if now is not None and (then is None or replace(then, auto=now.auto) != now):
            self._later.start()

    def _frame(self) -> None:
        """Bring a stop's framing into the room that the boxes over the map leave."""
        now = self._store.now
        stop = touring.stop_of(now)
        if stop is None:
            return
        asked = stop.view or now.frame.chapter.view
        self._store.update(view=View(asked.lon, asked.lat, asked.width_km), follow=False)
        port, room = self._window.map.viewport(), self._window.overlays.room()
        share = min(1.0, _TIGHT * min(room.width() / port.width, room.height() / port.height))
        smaller = zoomed(port, share, port.width / 2, port.height / 2)
        middle = room.center()
        moved = panned(smaller, middle.x() - port.width / 2, middle.y() - port.height / 2)
        self._store.update(view=framing(moved))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Frame a stop anew when the map changes its size."""
        if event.type() == QEvent.Type.Resize and self._store.state.tour is not None:
            self._later.start()
        return super().eventFilter(watched, event)

    def ask_export_claims(self) -> None:
        """Ask where to, and write the list of checked claims: Markdown, or CSV by the file's name."""
        kinds = (self.tr("Markdown (*.md)"), self.tr("CSV (*.csv)"))
        path, kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the claims"), "claims.md", ";;".join(kinds), kinds[0]
        )
        if path:
            to = Path(path)
            self.export_claims(to if to.suffix else to.with_suffix(".csv" if kind == kinds[1] else ".md"))

    def export_claims(self, path: Path) -> None:
        """Write the list of checked claims; what cannot be written is said."""
        from explorer.claims.export import as_csv, as_markdown

        now = self._store.now
        write = as_csv if path.suffix.lower() == ".csv" else as_markdown
        try:
            write_atomic(path, write(now.derived.results.values(), now.history).encode("utf-8"))
        except ExportError as error:
            self._window.overlays.say(str(error))
        else:
            self._window.overlays.say(self.tr("Written: {0}").format(path.name))

    def choose_tour(self) -> None:
        """Offer the tours."""
        dialog = TourDialog(self._store, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def begin_kiosk(self) -> None:
        """Turn the window into a kiosk; there is no way back but to close the program."""
        if self.kiosk is None:
            self.kiosk = Kiosk(self._store, self._window, self.guide)


class Kiosk(QObject):
    """A museum's window: full screen, without menus and files, large buttons, the first tour in a loop.

    After `IDLE_MS` without a touch everything is put back and the tour begins anew. Ctrl+Q closes it.
    """

    def __init__(self, store: Store, window: Window, guide: Guide) -> None:
        super().__init__(window)
        self._store, self._window = store, window
        guide.loop = True
        window.menuBar().hide()
        window.setStyleSheet(_TOUCH)
        window.setAcceptDrops(False)
        window.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        window.claims.set_public(True)
        window.source.set_public(True)
        window.overlays.tour.set_touch(True)
        for command in COMMANDS:
            closed = command.menu == FILE and command.id != "quit"
            if closed or command.id in _NOT_IN_PUBLIC:
                action = window.actions_by_id[command.id]
                action.setShortcuts([])
                window.removeAction(action)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.begin)
        qapp = QApplication.instance()
        if qapp is not None:
            qapp.installEventFilter(self)
        store.changed.connect(self._furnished)
        self._begun = False
        self._idle.start()
        self.begin()
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)

    def begin(self) -> None:
        """Put everything back and begin the tour, as soon as there is one."""
        now = self._store.now
        extras = now.derived.extras
        if extras is None or not extras.tours:
            return
        self._begun = True
        first = opening(now.history)
        self._store.update(
            what_if=None, stated=first.stated, voice=first.voice, units=first.units, hidden=first.hidden,
            altitude_m=None, cut=first.cut, predict=False, document=None, follow=False,
        )  # fmt: skip
        touring.start(self._store, extras.tours[0], auto=True)

    def _furnished(self, _old: Snapshot, _new: Snapshot) -> None:
        if not self._begun:
            QTimer.singleShot(0, self, self._first)

    def _first(self) -> None:
        if not self._begun:
            self.begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note each touch: a visitor who explores is left alone, until nobody has touched it for a while."""
        if event.type() in _TOUCHES and self._idle.interval():
            self._idle.start()
        return super().eventFilter(watched, event)
