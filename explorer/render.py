"""The window's picture, or the map's alone, without a display."""

import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMessageLogContext,
    QSaveFile,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QWidget

from explorer import app as program
from explorer import theme
from explorer.scenario.model import Scenario


def render(
    scenario: Scenario,
    state: dict[str, Any],
    size: tuple[int, int],
    scale: float,
    part: str,
    look: str,
    path: Path,
) -> None:
    """Write a PNG of the window, or of the map alone, at a state; ``size`` in units, ``scale`` px a unit.

    Raises OSError where the file cannot be written; an old file then stays as it was.
    """
    qInstallMessageHandler(_tell)
    program.offscreen()
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    qapp = program.make_qapp(["foxbat-explorer"])
    running = program.App(scenario, (), None)
    running.set_theme(theme.by_name(look).name)
    window = running.window
    wanted: QWidget = window if part == "window" else window.map
    if part == "map":
        # The map fills the window: everything that lies around it steps aside.
        for dock in window.docks.values():
            dock.hide()
        window.menuBar().hide()
        for box in window.overlays.parts:
            box.hide()
    window.resize(*size)
    window.show()
    window.arrange()
    _settle(qapp)
    running.store.update(**state)
    _settle(qapp)
    running.finish_work()
    _settle(qapp)
    image = wanted.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    image.setDevicePixelRatio(1.0)
    window.close()
    save(image, path)


def _tell(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Pass on what Qt has to say, but not what a screen that is not there cannot do."""
    if not words.startswith("This plugin does not support"):
        sys.stderr.write(f"{words}\n")


def _settle(qapp: QApplication) -> None:
    """Let layouts, single shots and paints come to rest."""
    for _ in range(6):
        qapp.sendPostedEvents()
        qapp.processEvents()


def save(image: QImage, path: Path) -> None:
    """Write a PNG whole or not at all; raises OSError."""
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png")
    if not writer.write(image):
        raise OSError(f"the picture could not be encoded: {writer.errorString()}")
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly) or file.write(raw) != raw.size() or not file.commit():
        raise OSError(file.errorString())
