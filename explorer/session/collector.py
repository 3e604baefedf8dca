"""Python's garbage collector, kept to the GUI thread."""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


def collect_due() -> None:
    """Collect the oldest generation that is due by Python's own thresholds; nothing where none is."""
    due = [
        n
        for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        if count > most
    ]
    if due:
        gc.collect(due[-1])


class Collector(QObject):
    """Collects on a timer of the thread it lives in, and keeps Python from collecting by itself.

    By itself it collects on whichever thread happens to allocate. Garbage that holds an object of Qt then
    ends that object on a worker's thread, and the program dies of it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect_due)
        self._timer.start(_EVERY_MS)

    def release(self) -> None:
        """Let Python collect by itself again: no worker is left."""
        self._timer.stop()
        gc.enable()
