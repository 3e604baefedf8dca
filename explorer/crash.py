"""The log, and what a crash looks like."""

import logging
import platform
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication, QMessageBox

from explorer import __version__
from explorer.session import settings as remembered

_log = logging.getLogger("explorer")


def log_file() -> Path:
    """Return where the log is written."""
    return remembered.folder() / "foxbat-explorer.log"


def start_log(debug: bool) -> None:
    """Log to a file beside the settings, and to standard error when debugging."""
    path = log_file()
    handlers: list[logging.Handler] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > 1_000_000:
            path.replace(path.with_suffix(".old.log"))
        handlers.append(logging.FileHandler(path, encoding="utf-8"))
    except OSError:
        debug = True
    if debug:
        handlers.append(logging.StreamHandler())
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        handlers=handlers,
        force=True,
    )
    logging.getLogger("explorer").info(
        "Foxbat Explorer %s, Python %s, %s", __version__, platform.python_version(), platform.platform()
    )


class CrashDialog:
    """Shows the first unexpected error once; every one is logged. Nothing that the user made is lost."""

    def __init__(self) -> None:
        self._shown = False

    def __call__(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        """Log an uncaught error, and say so in one dialog."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.critical("uncaught", exc_info=(kind, error, traceback))
        other_thread = threading.current_thread() is not threading.main_thread()
        if self._shown or other_thread or QApplication.instance() is None:
            return
        self._shown = True
        box = QMessageBox()
        box.setIcon(QMessageBox.Icon.Critical)
        box.setWindowTitle("Foxbat Explorer")
        box.setText(f"Something went wrong: {kind.__name__}: {error}")
        box.setInformativeText(
            f"The data files were only read and are safe. The report is in {log_file()}.\n"
            "You can go on; if the window misbehaves, close it and start again."
        )
        box.exec()
