"""What a person takes away and brings back: pictures, films, tracks, moments, explorations, bookmarks."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QProcess, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QMessageBox

from explorer.export.orders import FILMS, PICTURES, FilmOrder, PictureOrder
from explorer.export.write import ExportError
from explorer.frame.describe import in_words
from explorer.panels.bookmarks import BookmarksDialog
from explorer.scenario import times
from explorer.scenario.model import Scenario
from explorer.session import bookmarks, links, saved
from explorer.session.settings import Setting, Settings
from explorer.session.store import Snapshot, Store
from explorer.window import Window

if TYPE_CHECKING:
    from explorer.panels.export_dialog import Progress

RECENT = Setting("story/recent", "")
_MOST_RECENT = 8
_MIME = "application/x-foxbat+json"
_PATIENCE_MS = 3000


class TakeAway(QObject):
    """Carries out the commands that make files and read them again; what makes one is imported then.

    ``theme`` tells the theme's name; ``open_scenario`` opens a folder, ``open_document`` a text: whether to
    show it, and what its digest was.
    """

    def __init__(
        self,
        store: Store,
        window: Window,
        settings: Settings | None,
        theme: Callable[[], str],
        open_scenario: Callable[[Path], None],
        open_document: Callable[[Path, bool, str], None],
    ) -> None:
        super().__init__(window)
        self._store, self._window, self._settings = store, window, settings
        self._theme, self._open_scenario, self._open_document = theme, open_scenario, open_document
        self._path: Path | None = None
        self._before: saved.Exploration | None = None
        self._bookmarks: BookmarksDialog | None = None
        self._makers: dict[QProcess, Progress] = {}
        self._menu = QMenu(self.tr("Open &recent"), window)
        save = window.actions_by_id["save-exploration"]
        file_menu = next((m for m in save.associatedObjects() if isinstance(m, QMenu)), None)
        if file_menu is not None:
            file_menu.insertMenu(save, self._menu)
        self._fill_recent()
        self._recall_bookmarks()
        store.changed.connect(self._follow)

    # Pictures and films

    def ask_picture(self) -> None:
        """Ask for a picture, then for its file, and make it."""
        from explorer.panels.export_dialog import PictureDialog

        dialog = PictureDialog(self._theme(), self._window)
        dialog.accepted.connect(lambda: self._picture(dialog.order()))
        self._show(dialog)

    def _picture(self, order: PictureOrder) -> None:
        path = self._ask_path(self.tr("Export picture"), "foxbat.png", PICTURES)
        if path is None:
            return
        if order.part == "map":
            from explorer.export.picture import export_map

            self._try(path, lambda: export_map(self._store.now, order, path))
            return
        size = f"{order.width}x{order.height}"
        more = ["--caption"] if order.caption else []
        look = ["--size", size, "--scale", f"{order.scale:g}", "--theme", order.theme]
        self._make("render", path, [*look, *more])

    def ask_film(self) -> None:
        """Ask for a film, then for its file, and make it while the window stays in use."""
        from explorer.panels.export_dialog import FilmDialog

        dialog = FilmDialog(self._store, self._theme(), self._window)
        dialog.accepted.connect(lambda: self._film(dialog.order()))
        self._show(dialog)

    def _film(self, order: FilmOrder) -> None:
        path = self._ask_path(self.tr("Export film"), "foxbat.mp4", FILMS)
        if path is None:
            return
        zone = self._store.now.scenario.zones[0]
        self._make(
            "film",
            path,
            [
                *("--from", times.iso(order.start, zone), "--to", times.iso(order.end, zone)),
                *("--size", f"{order.width}x{order.height}", "--scale", f"{order.scale:g}"),
                *("--speed", f"{order.speed:g}", "--fps", str(order.fps), "--pause", f"{order.pause:g}"),
                *("--subtitles", order.subtitles or "none", "--theme", order.theme, "--progress"),
            ],
        )

    def ask_storyboard(self) -> None:
        """Ask for a file and make a storyboard of the chapter."""
        path = self._ask_path(self.tr("Export storyboard"), "storyboard.pdf", {".pdf": "PDF"})
        if path is not None:
            self._make("storyboard", path, ["--theme", "light"])

    def ask_tracks(self) -> None:
        """Ask for a file whose suffix chooses the format, and write the chapter's tracks and sites."""
        from explorer.export import tracks

        kinds = {suffix: tracks.FORMATS[fmt][2] for suffix, fmt in tracks.SUFFIXES.items()}
        path = self._ask_path(self.tr("Export tracks and sites"), "foxbat.geojson", kinds)
        if path is None:
            return
        now = self._store.now
        fmt = tracks.format_of(path) or "geojson"

        def write(scenario: Scenario) -> None:
            self._try(path, lambda: tracks.export(scenario, fmt, path, now.state.voice, now.state.chapter))

        if now.scenario is now.history:
            write(now.history)
            return
        # What is supposed goes into a file only if it is asked for.
        box = QMessageBox(
            QMessageBox.Icon.Question, self.tr("Export tracks and sites"), "", parent=self._window
        )
        box.setText(self.tr("A what-if is on: {0}.").format(now.scenario.hypothetical))
        box.setInformativeText(self.tr("A file of what is supposed is marked as no history."))
        past = box.addButton(self.tr("Export history"), QMessageBox.ButtonRole.AcceptRole)
        supposed = box.addButton(self.tr("Export what is supposed"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(past)
        past.clicked.connect(lambda: write(now.history))
        supposed.clicked.connect(lambda: write(now.scenario))
        self._show(box)

    # The citable moment

    def copy_moment(self) -> None:
        """Put the time shown on the clipboard: picture of the map, words, citation and link."""
        from explorer.export.picture import map_image

        now = self._store.now
        data = QMimeData()
        data.setText(moment_text(now))
        data.setImageData(map_image(now, PictureOrder(theme=self._theme(), caption=True, scale=1.5)))
        data.setData(_MIME, saved.to_bytes(saved.of(now, self._before)))
        QGuiApplication.clipboard().setMimeData(data)
        self._window.overlays.say(self.tr("Copied: picture, words, citation and link"))

    def paste_moment(self) -> None:
        """Show the moment that is on the clipboard, copied here or sent as a link."""
        data = QGuiApplication.clipboard().mimeData()
        try:
            if data.hasFormat(_MIME):
                self._take(saved.from_bytes(bytes(data.data(_MIME).data())), None)
                return
            link = re.search(rf"{links.LINK}\?\S+", data.text())
            if link is not None:
                self._take(links.from_link(link[0].rstrip('.,;)>"”')), None)
                return
        except saved.SavedError as error:
            self._complain(str(error))
            return
        self._window.overlays.say(self.tr("There is no copied moment and no foxbat: link on the clipboard."))

    # Explorations

    def save_exploration(self) -> None:
        """Save what is shown into its file; ask for one the first time."""
        path = self._path
        if path is None:
            kinds = {saved.SUFFIX: self.tr("Exploration")}
            path = self._ask_path(self.tr("Save exploration"), "exploration.foxbat", kinds)
        if path is None:
            return
        made = saved.of(self._store.now, self._before)
        if self._try(path, lambda: saved.save(made, path)):
            self._path, self._before = path, made
            self._note_recent(path)

    def ask_exploration(self) -> None:
        """Ask for a saved exploration and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open exploration"), "", self.tr("Explorations (*.foxbat);;All files (*)")
        )
        if name:
            self.open_named(name)

    def open_named(self, name: str) -> None:
        """Open a saved exploration by its path, or a link."""
        try:
            if name.startswith(links.LINK):
                self._take(links.from_link(name), None)
            else:
                self._take(saved.load(Path(name)), Path(name))
        except saved.SavedError as error:
            self._complain(str(error))

    def _take(self, found: saved.Exploration, path: Path | None) -> None:
        if found.folder and Path(found.folder) != Path(self._store.now.history.folder):
            self._open_scenario(Path(found.folder))
        state, told = saved.state_of(found, self._store.now.history, self._store.state)
        fields = {name: getattr(state, name) for name in state.__dataclass_fields__ if name != "document"}
        # The viewer's own bookmarks are remembered from start to start: another's file must not end them.
        fields["bookmarks"] = bookmarks.together(self._store.state.bookmarks, state.bookmarks)
        self._store.jump(**fields)
        self._path, self._before = path, found
        gone = [name for name, _ in found.documents if not Path(name).is_file()]
        open_now = {d.document.path for d in self._store.now.derived.documents}
        self._store.update(document=found.document if found.document in open_now else None)
        for name, digest in found.documents:
            if name not in gone:
                self._open_document(Path(name), name == found.document, digest)
        told = (*told, *(self.tr("{0} is no longer there.").format(Path(name).name) for name in gone))
        if path is not None:
            self._note_recent(path)
        if told:
            self._window.overlays.say(" ".join(told))

    def _note_recent(self, path: Path) -> None:
        if self._settings is not None:
            names = [str(path.absolute()), *(n for n in self._recent() if n != str(path.absolute()))]
            self._settings.put(RECENT, json.dumps(names[:_MOST_RECENT]))
            self._fill_recent()

    def _recent(self) -> list[str]:
        """Return the files opened or saved last; a damaged list counts as empty."""
        try:
            told = json.loads((self._settings.get(RECENT) if self._settings else "") or "[]")
        except (ValueError, RecursionError):
            return []
        return [name for name in told if isinstance(name, str)] if isinstance(told, list) else []

    def _fill_recent(self) -> None:
        self._menu.clear()
        for name in self._recent():
            action = self._menu.addAction(Path(name).name)
            action.setToolTip(name)
            action.triggered.connect(lambda _=False, name=name: self.open_named(name))
        self._menu.setToolTipsVisible(True)
        self._menu.menuAction().setEnabled(not self._menu.isEmpty())

    # Bookmarks

    def show_bookmarks(self) -> None:
        """Show the list of bookmarks."""
        if self._bookmarks is None:
            self._bookmarks = BookmarksDialog(self._store, self._window)
        self._bookmarks.show()
        self._bookmarks.raise_()
        self._bookmarks.activateWindow()

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        if old.history is not new.history:
            self._path = self._before = None  # the file is the other scenario's
        if self._settings is None:
            return
        if old.history is not new.history:
            # Not before everybody has heard of the other scenario.
            QTimer.singleShot(0, self, self._recall_bookmarks)
        elif old.state.bookmarks != new.state.bookmarks:
            bookmarks.keep(self._settings, new.history, new.state.bookmarks)

    def _recall_bookmarks(self) -> None:
        if self._settings is not None:
            self._store.update(bookmarks=bookmarks.kept(self._settings, self._store.now.history))

    # Making files in a process of their own

    def _make(self, command: str, path: Path, options: list[str]) -> None:
        """Let another process of this program make a file of what is shown."""
        from explorer.panels.export_dialog import Progress

        now = self._store.now
        process = QProcess(self)
        progress = Progress(path.name, self._window)
        self._makers[process] = progress
        process.setProgram(sys.executable)
        process.setArguments(
            [
                *("-m", "explorer", command, "--scenario", now.history.folder, "--exploration", "-"),
                *(*options, "-o", str(path)),
            ]
        )
        process.readyReadStandardOutput.connect(lambda: self._progressed(process))
        process.finished.connect(lambda status, _: self._made(process, path, status))
        process.errorOccurred.connect(lambda error: self._not_begun(process, path, error))
        progress.cancelled.connect(lambda: self._cancel(process))
        process.start()
        process.write(saved.to_bytes(saved.of(now)))
        process.closeWriteChannel()
        progress.show()

    def _progressed(self, process: QProcess) -> None:
        lines = bytes(process.readAllStandardOutput().data()).decode("ascii", "replace").split("\n")
        told = [line.split() for line in lines if line.count(" ") == 1]
        progress = self._makers.get(process)
        if told and progress is not None and told[-1][0].isdigit() and told[-1][1].isdigit():
            progress.show_done(int(told[-1][0]), int(told[-1][1]))

    def _cancel(self, process: QProcess) -> None:
        """Ask the process to stop: it takes its unfinished file away; one that does not answer is ended."""
        if not self._end(process):
            return
        process.terminate()
        if not process.waitForFinished(_PATIENCE_MS):
            process.kill()

    def _not_begun(self, process: QProcess, path: Path, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(process)
            self._complain(self.tr("{0}: the program could not be started").format(path))

    def _made(self, process: QProcess, path: Path, status: int) -> None:
        if not self._end(process):
            process.deleteLater()
            return  # it was cancelled
        if status == 0:
            self._window.overlays.say(self.tr("Written: {0}").format(path.name))
        else:
            lines = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").splitlines()
            said = lines[-1].removeprefix("foxbat-explorer: ") if lines else f"{path}: it ended early"
            self._complain(said)
        process.deleteLater()

    def _end(self, process: QProcess) -> bool:
        """Take the progress of a process away; False if it is gone already."""
        progress = self._makers.pop(process, None)
        if progress is None:
            return False
        progress.hide()
        progress.deleteLater()
        return True

    def stop(self) -> None:
        """Stop what is still being made."""
        for process in list(self._makers):
            self._cancel(process)

    # Asking and telling

    def _ask_path(self, title: str, name: str, kinds: dict[str, str]) -> Path | None:
        """Ask for a file to write; one without a suffix of ``kinds`` gets that of the chosen filter."""
        filters = [f"{label} (*{suffix})" for suffix, label in kinds.items()]
        found, chosen = QFileDialog.getSaveFileName(self._window, title, name, ";;".join(filters))
        if not found:
            return None
        path = Path(found)
        if path.suffix.lower() in kinds:
            return path
        suffix = next((s for s in kinds if chosen.endswith(f"(*{s})")), next(iter(kinds)))
        return path.with_name(path.name + suffix)

    def _try(self, path: Path, act: Callable[[], None]) -> bool:
        try:
            act()
        except ExportError as error:
            self._complain(str(error))
            return False
        self._window.overlays.say(self.tr("Written: {0}").format(path.name))
        return True

    def _complain(self, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Foxbat Explorer"), sentence, parent=self._window)
        self._show(box)

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def moment_text(now: Snapshot) -> str:
    """Return what is said of the time shown, from whom, how to cite it, and the link that brings it back."""
    from explorer.export.caption import caption

    words = caption(now.scenario, now.frame)
    parts = [in_words(now.scenario, now.frame)]
    if words.sources:
        parts.append("Sources: " + "; ".join(words.sources) + ".")
    parts += ["Cite: " + words.citation, links.link(now)]
    return "\n\n".join(parts)
