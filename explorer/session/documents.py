"""The reader's own copies: read and aligned off the GUI thread, remembered by path and digest."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QFileSystemWatcher, QObject, QTimer, Signal

from explorer.frame.derived import Missing, OpenDocument
from explorer.scenario.model import Scenario
from explorer.session.jobs import Jobs
from explorer.session.settings import DOCUMENTS, Settings
from explorer.session.store import Snapshot, Store

if TYPE_CHECKING:
    from explorer.text.query import Known

_CALM_MS = 400  # programs write a file in several strokes


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that is remembered; ``shown`` if it was being read."""

    path: str
    digest: str
    shown: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What opening came to: a document aligned with ``scenario``, or one sentence."""

    scenario: Scenario
    opened: OpenDocument | None
    fault: str = ""


class Documents(QObject):
    """Opens, aligns, remembers and forgets documents.

    What is open stands in ``Derived.documents``, what is remembered and cannot be shown in
    ``Derived.missing``. A remembered document stays so until it is closed or forgotten, there or not.

    Signals:
        told(sentence): something a person should know, such as a file that is gone.
    """

    told = Signal(str)

    def __init__(self, store: Store, jobs: Jobs, settings: Settings | None) -> None:
        super().__init__(store)
        self._store, self._jobs, self._settings = store, jobs, settings
        self._listed: dict[str, Kept] = {}
        self._changed: set[str] = set()
        # What the last scenario's moments are known by; only the pool's one worker touches it.
        self._prepared: tuple[Scenario, Known] | None = None
        # The program's own: Python may let go of this object in a thread, where a watcher must not end.
        self._watcher = QFileSystemWatcher(QCoreApplication.instance())
        self._watcher.fileChanged.connect(self._touched)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._look_again)
        store.changed.connect(self._follow)

    def open(self, path: Path, show: bool = True, digest: str = "") -> None:
        """Read a document in a child process and align it; then show it, if asked.

        ``digest`` is what its digest was, if that is known: a text that has changed since is told.
        """
        place = str(path.absolute())
        scenario = self._store.now.history

        def work() -> _Outcome:
            # Imported when the first document is opened: most starts of the program need none of it.
            from explorer.text.align import align
            from explorer.text.child import read
            from explorer.text.document import DocumentError
            from explorer.text.page import Page
            from explorer.text.query import prepare
            from explorer.text.search import prepare as prepare_search

            try:
                document = read(place)
            except DocumentError as fault:
                return _Outcome(scenario, None, str(fault))
            last = self._prepared
            if last is None or last[0] is not scenario:
                last = self._prepared = scenario, prepare(scenario)
            opened = OpenDocument(document, align(document, scenario, last[1]), Page(document))
            prepare_search(document.text)
            return _Outcome(scenario, opened)

        self._jobs.submit(_job(place), work, lambda came: self._have(place, came, show, digest))

    def _have(self, place: str, came: _Outcome, show: bool, digest: str) -> None:
        if came.scenario is not self._store.now.history:
            self.open(Path(place), show, digest)
            return
        if came.opened is None:
            self.told.emit(came.fault)
            self._miss(place, came.fault)
            return
        found, known = came.opened, self._listed.get(place)
        before = next((d for d in self._store.now.derived.documents if d.document.path == place), None)
        last = digest or (found.document.digest if known is None else known.digest)
        changed = last != found.document.digest
        self._listed[place] = Kept(place, found.document.digest)
        self._watch(place)
        if before is None or before.alignment is not found.alignment:
            self._put(found)
        if show:
            self._store.update(document=place)
        if changed:
            self.told.emit(self.tr("{0} has changed: its passages were found anew.").format(_name(place)))
        elif show and not found.alignment.matched and not found.alignment.moments:
            self.told.emit(self.tr("Nothing of this story was found in {0}.").format(_name(place)))
        self._remember()

    def _put(self, found: OpenDocument) -> None:
        """Put a document where it was in the list, or at its end."""
        derived = self._store.now.derived
        path = found.document.path
        documents = tuple(found if d.document.path == path else d for d in derived.documents)
        self._store.derive(
            documents=documents if found in documents else (*documents, found),
            missing=tuple(m for m in derived.missing if m.path != path),
        )

    def _miss(self, place: str, reason: str) -> None:
        """List a remembered document that cannot be read; one that is open stays as it was read."""
        derived = self._store.now.derived
        if place in self._listed and all(d.document.path != place for d in derived.documents):
            others = tuple(m for m in derived.missing if m.path != place)
            self._store.derive(missing=(*others, Missing(place, reason)))

    def close(self, path: str) -> None:
        """Put a document away, and forget where it was."""
        self._jobs.cancel(_job(path))
        self._listed.pop(path, None)
        self._watcher.removePath(path)
        derived = self._store.now.derived
        if self._store.state.document == path:
            self._store.update(document=None)
        self._store.derive(
            documents=tuple(d for d in derived.documents if d.document.path != path),
            missing=tuple(m for m in derived.missing if m.path != path),
        )
        self._remember()

    def forget(self) -> None:
        """Put every document away, and the list of them too."""
        for path in self._listed:
            self._jobs.cancel(_job(path))
            self._watcher.removePath(path)
        self._listed = {}
        self._store.update(document=None)
        self._store.derive(documents=(), missing=())
        self._remember()

    def restore(self) -> None:
        """Open again what was open; a changed file is aligned anew, a missing one is said to be missing."""
        kept = self.kept()
        self._listed = {k.path: k for k in kept}
        for one in kept:
            self.open(Path(one.path), show=one.shown)

    def kept(self) -> tuple[Kept, ...]:
        """Return what the settings remember; a damaged list counts as empty."""
        if self._settings is None:
            return ()
        try:
            rows = json.loads(self._settings.get(DOCUMENTS) or "[]")
            found = [Kept(str(r["path"]), str(r["digest"]), r.get("shown") is True) for r in rows]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return ()
        return tuple({k.path: k for k in found}.values())

    def _remember(self) -> None:
        if self._settings is not None:
            shown = self._store.state.document
            rows = [
                {"path": k.path, "digest": k.digest, "shown": k.path == shown} for k in self._listed.values()
            ]
            self._settings.put(DOCUMENTS, json.dumps(rows))

    def _watch(self, place: str) -> None:
        """Ask to be told when a file changes; where the system cannot, it is looked at on the next start."""
        if place not in self._watcher.files():
            self._watcher.addPath(place)

    def _touched(self, place: str) -> None:
        self._changed.add(place)
        self._calm.start()

    def _look_again(self) -> None:
        touched, self._changed = self._changed, set()
        for place in sorted(touched & self._listed.keys()):
            if Path(place).is_file():
                self._watch(place)  # a file that was replaced is watched no longer
                self.open(Path(place), show=False)
            else:
                self.told.emit(self.tr("{0} is no longer there; its text stays open.").format(_name(place)))

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        """Align anew when another scenario is opened; remember which document is read."""
        if old.history is not new.history:
            for path in self._listed:
                self.open(Path(path), show=path == old.state.document)
        elif old.state.document != new.state.document:
            self._remember()


def _job(path: str) -> str:
    # Names of work pass through Qt, and the bytes of a file's name need not be text.
    return f"document {path!a}"


def _name(path: str) -> str:
    """Return a file's name as it can be shown, whatever its bytes."""
    return Path(path).name.encode("utf-8", "replace").decode()
