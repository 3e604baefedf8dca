"""The reader's own copies: read and aligned off the GUI thread, remembered by path and digest."""

import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.frame.derived import OpenDocument
from explorer.session.jobs import Jobs
from explorer.session.settings import DOCUMENTS, Settings
from explorer.session.store import Snapshot, Store
from explorer.text.align import align
from explorer.text.child import read
from explorer.text.document import DocumentError


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that was open at the end of the last session."""

    path: str
    digest: str


class Documents(QObject):
    """Opens, aligns, remembers and forgets documents; what is open stands in ``Derived.documents``.

    Signals:
        told(sentence): something a person should know, such as a file that is gone.
    """

    told = Signal(str)

    def __init__(self, store: Store, jobs: Jobs, settings: Settings | None) -> None:
        super().__init__(store)
        self._store, self._jobs, self._settings = store, jobs, settings
        store.changed.connect(self._follow)

    def open(self, path: Path, show: bool = True) -> None:
        """Read a document in a child process and align it; then show it, if asked."""
        scenario = self._store.now.history
        place = str(path.absolute())

        def work() -> OpenDocument | str:
            try:
                document = read(place)
            except DocumentError as fault:
                return str(fault)
            return OpenDocument(document, align(document, scenario))

        self._jobs.submit(f"document {place}", work, lambda found: self._have(found, show))

    def _have(self, found: OpenDocument | str, show: bool) -> None:
        if isinstance(found, str):
            self.told.emit(found)
            return
        now = self._store.now
        others = tuple(d for d in now.derived.documents if d.document.path != found.document.path)
        self._store.derive(documents=(*others, found))
        if show:
            self._store.update(document=found.document.path)
        self._remember()

    def close(self, path: str) -> None:
        """Put a document away."""
        now = self._store.now
        if now.state.document == path:
            self._store.update(document=None)
        self._store.derive(documents=tuple(d for d in now.derived.documents if d.document.path != path))
        self._remember()

    def forget(self) -> None:
        """Put every document away, and the list of them too."""
        self._store.update(document=None)
        self._store.derive(documents=())
        self._remember()

    def restore(self) -> None:
        """Open again what was open; a changed file is aligned anew, a missing one is said to be missing."""
        for kept in self.kept():
            if Path(kept.path).is_file():
                self.open(Path(kept.path), show=False)
            else:
                self.told.emit(self.tr("{0} is no longer there.").format(Path(kept.path).name))

    def kept(self) -> tuple[Kept, ...]:
        """Return what was open last; a damaged list counts as empty."""
        if self._settings is None:
            return ()
        try:
            rows = json.loads(self._settings.get(DOCUMENTS) or "[]")
            return tuple(Kept(str(r["path"]), str(r["digest"])) for r in rows)
        except (ValueError, TypeError, KeyError, RecursionError):
            return ()

    def _remember(self) -> None:
        if self._settings is not None:
            rows = [
                {"path": d.document.path, "digest": d.document.digest}
                for d in self._store.now.derived.documents
            ]
            self._settings.put(DOCUMENTS, json.dumps(rows))

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        """Align anew when another scenario is opened."""
        if old.history is not new.history:
            for one in old.derived.documents:
                self.open(Path(one.document.path), show=False)
