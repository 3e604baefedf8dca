"""Files dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class Drops(QObject):
    """Takes local files that are dropped anywhere on a window.

    Signals:
        dropped(path): one for each file or folder.
    """

    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        # A map or a text takes drops by itself, and they would end there.
        for area in window.findChildren(QAbstractScrollArea):
            area.setAcceptDrops(False)
            area.viewport().setAcceptDrops(False)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept what has local paths, and tell of each."""
        # Entering and moving are drops too, in Qt's classes.
        if isinstance(event, QDropEvent) and event.type() in _DRAGS:
            paths = self._paths(event)
            if paths:
                # Never a move: whoever drags would take the file away.
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                for path in paths if event.type() == QEvent.Type.Drop else ():
                    self.dropped.emit(path)
                return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _paths(event: QDropEvent) -> list[Path]:
        return [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
