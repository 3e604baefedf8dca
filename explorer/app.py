"""The composition root: loads, connects and starts."""

import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QFileDialog

from explorer import __version__, assets, theme
from explorer.commands import COMMANDS, MENUS, Command, without_ampersands
from explorer.crash import CrashDialog, start_log
from explorer.guided import Guided
from explorer.panels.drops import Drops
from explorer.panels.help import TextDialog, about_html, keys_html, problems_html
from explorer.panels.terrain import SUFFIXES, Terrain
from explorer.scenario.load import load
from explorer.scenario.model import Scenario
from explorer.scenario.problems import Problem
from explorer.scenario.units import System
from explorer.session import settings as remembered
from explorer.session.collector import Collector
from explorer.session.documents import Documents
from explorer.session.jobs import Jobs
from explorer.session.player import Player
from explorer.session.prepare import Preparation
from explorer.session.saved import SUFFIX
from explorer.session.settings import Settings
from explorer.session.store import Snapshot, Store
from explorer.session.tour import leave
from explorer.takeaway import TakeAway
from explorer.window import Window

if TYPE_CHECKING:
    from explorer.panels.search import SearchDialog

_log = logging.getLogger("explorer")
_FIRST_PICTURE_MS = 40  # by then the window has been painted, and what it prepares may begin


def make_qapp(arguments: Sequence[str] = ()) -> QApplication:
    """Return the QApplication, made if there is none, with the shipped font and style."""
    # Qt would hand each 256 spans of a fill to other threads and wait for them: a fifth of a frame here.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    found = QApplication.instance()
    qapp = found if isinstance(found, QApplication) else QApplication([*arguments] or ["foxbat-explorer"])
    qapp.setApplicationName("foxbat-explorer")
    qapp.setApplicationDisplayName("Foxbat Explorer")
    qapp.setApplicationVersion(__version__)
    qapp.setDesktopFileName("foxbat-explorer")
    qapp.setStyle("Fusion")
    theme.load_fonts()
    qapp.setFont(theme.font(13))
    icon = assets.resource("icon.svg")
    if icon.is_file():
        qapp.setWindowIcon(QIcon(str(icon)))
    return qapp


def offscreen() -> None:
    """Choose a large screen that is not there, before any QApplication is made."""
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={assets.resource('offscreen.json')}"


class App:
    """One running program: a store, a player, a window; the ``Desk`` that commands act on."""

    def __init__(
        self, scenario: Scenario, problems: tuple[Problem, ...], kept: Settings | None = None
    ) -> None:
        self.settings = kept
        self.store = Store(scenario, problems)
        self.player = Player(self.store)
        self.jobs = Jobs(held=True)
        self._collector = Collector(self.jobs)
        name = kept.get(remembered.THEME) if kept else "dark"
        self._theme_name = name
        if kept is not None:
            self._recall(kept)
        self.theme = theme.by_name(name)
        self._dress()
        self.window = Window(self.store, self.theme, self.run)
        self._tick()
        self._search: SearchDialog | None = None
        self._problems: TextDialog | None = None
        self.store.changed.connect(self._read_on)
        self.jobs.busy.connect(self.window.show_work)
        self.preparation = Preparation(self.store, self.jobs)
        self.preparation.told.connect(self.window.overlays.say)
        self.terrain = Terrain(self.store, self.window.overlays, self.window)
        self.guided = Guided(self.store, self.window, self.jobs)
        self.documents = Documents(self.store, self.jobs, kept)
        self.documents.told.connect(self.window.overlays.say)
        self.takeaway = TakeAway(
            self.store, self.window, kept, lambda: self.theme.name, self.open_scenario, self.documents.open
        )
        self.window.source.open_wanted.connect(self.ask_source)
        self.window.source.told.connect(self.window.overlays.say)
        self.window.source.close_wanted.connect(self.documents.close)
        Drops(self.window).dropped.connect(self.open_path)
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._system_changed)

    def _recall(self, kept: Settings) -> None:
        voices = [v.id for v in self.store.now.scenario.voices]
        voice = kept.get(remembered.VOICE)
        changes: dict[str, object] = {"units": System(kept.get(remembered.UNITS))}
        changes["citation"] = kept.get(remembered.CITATION)
        if voice in voices:
            changes["voice"] = voice
        hidden = kept.get(remembered.HIDDEN)
        changes["hidden"] = frozenset(h for h in hidden.split(",") if h)
        self.store.update(**changes)

    def open_window(self, state: dict[str, object]) -> None:
        """Show the window as it was left, at the time and voice asked for."""
        self.window.resize(QSize(1280, 800).boundedTo(self.window.screen().availableSize()))
        restored = False
        if self.settings is not None:
            geometry = self.settings.layout("window")
            restored = not geometry.isEmpty() and self.window.restoreGeometry(geometry)
            docks = self.settings.layout("docks")
            restored = restored and not docks.isEmpty() and self.window.restoreState(docks)
        if state:
            self.store.update(**state)
        self.window.show()
        if not restored:
            self.window.arrange()
        QTimer.singleShot(_FIRST_PICTURE_MS, self.jobs, self.jobs.release)
        if self.settings is not None and self.settings.set_aside is not None:
            said = self.window.tr("The settings were damaged: they begin anew, the old file is kept as {0}.")
            self.window.overlays.say(said.format(self.settings.set_aside.name))

    def remember(self) -> None:
        """Write what the next start should find."""
        if self.settings is None:
            return
        state = self.store.state
        self.settings.put(remembered.THEME, self._theme_name)
        self.settings.put(remembered.UNITS, str(state.units))
        self.settings.put(remembered.VOICE, state.voice)
        self.settings.put(remembered.CITATION, state.citation)
        self.settings.put(remembered.HIDDEN, ",".join(sorted(state.hidden)))
        self.settings.put_layout("window", self.window.saveGeometry())
        self.settings.put_layout("docks", self.window.saveState())
        if not self.settings.save():
            _log.warning("the settings could not be written to %s", self.settings.path)

    def finish_work(self) -> None:
        """Wait until everything that is prepared in the background has arrived."""
        end = time.monotonic() + 60
        while (self.jobs.working or self.preparation.resting) and time.monotonic() < end:
            self.jobs.wait(50)
            QApplication.processEvents()

    # The Desk -------------------------------------------------------------------------------------------

    def run(self, command: Command) -> None:
        """Carry out a command."""
        if command.enabled(self.store.state, self.store):
            command.act(self)
        action = self.window.actions_by_id[command.id]
        if command.checked is not None:
            action.setChecked(command.checked(self.store.state, self.store))

    def zoom(self, factor: float) -> None:
        """Zoom the map about its middle."""
        self.window.map.zoom(factor)

    def ask_time(self) -> None:
        """Put the cursor into the time field."""
        self.window.docks["time"].show()
        self.window.timeline.focus_time()

    def ask_search(self) -> None:
        """Open the search."""
        if self._search is None:
            from explorer.panels.search import SearchDialog

            self._search = SearchDialog(self.store, self.window)
        self._search.ask()

    def ask_source(self) -> None:
        """Ask for the reader's own copies of the source and open them."""
        kinds = self.window.tr(
            "Texts (*.pdf *.txt *.md *.markdown *.html *.htm *.xhtml *.mht *.mhtml *.webarchive);;"
            "All files (*)"
        )
        found, _ = QFileDialog.getOpenFileNames(self.window, self.window.tr("Open source text"), "", kinds)
        for path in found:
            self.documents.open(Path(path))

    def copy_quote(self) -> None:
        """Copy the present passage with its citation."""
        self.window.source.menus.copy_quote()

    def forget_sources(self) -> None:
        """Close every copy and forget where they were."""
        self.documents.forget()

    def open_path(self, path: Path) -> None:
        """Open what was dropped or named: a scenario's folder, a saved exploration, or a text."""
        if path.is_dir():
            self.open_scenario(path)
        elif path.suffix.lower() == SUFFIX:
            self.takeaway.open_named(str(path))
        elif path.suffix.lower() in SUFFIXES:
            self.terrain.open(path)
        else:
            self.documents.open(path)

    def ask_scenario(self) -> None:
        """Ask for a scenario's folder and open it."""
        folder = QFileDialog.getExistingDirectory(self.window, self.window.tr("Open a scenario's folder"))
        if folder:
            self.open_scenario(Path(folder))

    def open_scenario(self, folder: Path) -> None:
        """Open a scenario; what is wrong with it is shown, and the present one stays if nothing can be."""
        scenario, problems = load(folder)
        if scenario is None:
            title = self.window.tr("This scenario cannot be opened")
            self._page(title, problems_html(problems, loaded=False))
            return
        self.store.open(scenario, problems)
        if problems:
            self.show_problems()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or come back."""
        # The other bits stay: a maximised window comes back maximised.
        self.window.setWindowState(self.window.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._tick()

    def back_out(self) -> None:
        """Leave what is innermost: a tour, full screen, else the selection."""
        if self.store.state.tour is not None:
            leave(self.store)
        elif self.window.isFullScreen():
            self.toggle_full_screen()
        else:
            self.store.update(selection=None)

    def set_theme(self, name: str) -> None:
        """Choose the theme: dark, light or system."""
        self._theme_name = name
        self.theme = theme.by_name(name)
        self._dress()
        self.window.set_theme(self.theme)
        self._tick()

    def _tick(self) -> None:
        """Show in the menu what is on of that which is no part of the state."""
        full = bool(self.window.windowState() & Qt.WindowState.WindowFullScreen)
        on = {name: name == self._theme_name for name in ("dark", "light", "system")}
        for name, checked in (on | {"unlock": self.window.unlocked, "full-screen": full}).items():
            action = self.window.actions_by_id[name]
            action.setCheckable(True)
            action.setChecked(checked)

    def _dress(self) -> None:
        qapp = QApplication.instance()
        if isinstance(qapp, QApplication):
            qapp.setPalette(theme.palette(self.theme))
            qapp.setStyleSheet(theme.sheet(self.theme))

    def _system_changed(self) -> None:
        if self._theme_name == "system":
            self.set_theme("system")

    def toggle_unlocked(self) -> None:
        """Let the panels be moved by their title bars, or lock them again."""
        self.window.unlock(not self.window.unlocked)
        self._tick()

    def reset_layout(self) -> None:
        """Put every panel back to its place."""
        self.window.reset_layout()

    def show_help(self) -> None:
        """Show the keys."""
        rows = [
            (menu.replace("&", ""), without_ampersands(c).text, "  or  ".join(c.keys))
            for menu in MENUS
            for c in COMMANDS
            if c.keys and c.menu == menu
        ]
        self._page(self.window.tr("Keys"), keys_html(rows))

    def show_about(self) -> None:
        """Show version, sources and licences."""
        self._page(self.window.tr("About Foxbat Explorer"), about_html(self.store.now.scenario))

    def show_problems(self) -> None:
        """Show what is wrong with the data."""
        html = problems_html(self.store.now.problems)
        if self._problems is not None:
            self._problems.page.setHtml(html)
            return
        self._problems = self._page(self.window.tr("Problems in the data"), html)
        self._problems.finished.connect(self._problems_read)

    def _problems_read(self) -> None:
        self._problems = None

    def _read_on(self, old: Snapshot, new: Snapshot) -> None:
        """Say what is wrong with the files that are read once the window stands: claims, things, tours."""
        if old.problems != new.problems and old.history is new.history:
            self.show_problems()

    def _page(self, title: str, html: str) -> TextDialog:
        dialog = TextDialog(title, html, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def close_program(self) -> None:
        """Close the window."""
        self.window.close()


def run(
    folder: Path,
    state: dict[str, object],
    debug: bool,
    sources: Sequence[Path] = (),
    opening: str | None = None,
    kiosk: bool = False,
) -> int:
    """Open the window on a scenario's folder at a state, or as ``opening`` has it; return the exit status."""
    began = time.perf_counter()
    start_log(debug)
    scenario, problems = load(folder)
    if scenario is None:
        for problem in problems:
            print(f"foxbat-explorer: {problem}", file=sys.stderr)
        return 1
    qapp = make_qapp()
    sys.excepthook = CrashDialog()
    app = App(scenario, problems, Settings())
    qapp.aboutToQuit.connect(app.takeaway.stop)
    qapp.aboutToQuit.connect(app.remember)
    app.open_window(state)
    app.documents.restore()
    for path in sources:
        app.documents.open(path)
    if opening is not None:
        app.takeaway.open_named(opening)
    if kiosk:
        app.guided.begin_kiosk()
    _log.info("window after %.2f s", time.perf_counter() - began)
    if problems:
        QTimer.singleShot(0, app.show_problems)
    # Python sees Ctrl+C only when it runs: let it look twice a second.
    signal.signal(signal.SIGINT, lambda *_: qapp.quit())
    beat = QTimer()
    beat.timeout.connect(lambda: None)
    beat.start(500)
    status = qapp.exec()
    # A worker that outlived the jobs would have nobody to report to.
    app.jobs.wait()
    return status
