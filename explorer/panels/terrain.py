"""A user's own elevation model: asking for it, naming it over the map, and going back to the shipped one."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.panels.overlay import Overlays
from explorer.session.store import Snapshot, Store

SUFFIXES = (".tif", ".tiff")


class Terrain(QObject):
    """Chooses elevation models, and says over the map which one is shown."""

    def __init__(self, store: Store, overlays: Overlays, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._overlays, self._window = store, overlays, window
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def ask(self) -> None:
        """Ask for a GeoTIFF and open it."""
        kinds = self.tr("Elevation models (*.tif *.tiff);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open elevation model"), "", kinds)
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> None:
        """Open an elevation model in the background; what is wrong with it is said."""
        self._store.update(relief=str(path.absolute()))

    def forget(self) -> None:
        """Go back to the shipped relief."""
        self._store.update(relief=None)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Name the relief as long as it is not the shipped one."""
        if old is None or old.frame.relief != new.frame.relief:
            self._overlays.relief(new.frame.relief)
