"""Pictures without a display: the window's, the map's alone, and a chapter's moments on paper."""

import math
import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QHashSeed, QMessageLogContext, QPoint, QRectF, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from explorer import app as program
from explorer import theme
from explorer.export import picture
from explorer.export.caption import caption
from explorer.export.orders import PictureOrder
from explorer.export.strip import Strip, fitting
from explorer.export.write import ExportError, write_atomic
from explorer.frame.picket import on_station, picket_reach
from explorer.map.layer import colour
from explorer.map.scene import Scene
from explorer.map.viewport import snapped
from explorer.radar.raster import RasterError
from explorer.scenario.model import Scenario
from explorer.session.collector import Collector
from explorer.session.jobs import Jobs
from explorer.session.prepare import Preparation
from explorer.session.store import Snapshot, Store

_PATIENCE_S = 120.0


def render(scenario: Scenario, state: dict[str, Any], order: PictureOrder, path: Path) -> None:
    """Write a picture of the window, or of the map alone, at a state; the file's suffix chooses its kind.

    Raises ExportError, or RasterError where the state's own elevation model cannot be read, in one sentence;
    an old file then stays as it was.
    """
    suffix = picture.suffix_of(path)
    # The map's picture has a scale of its own; the window's is the screen's. Where panels stay pixels in
    # vectors, they are to be fine ones.
    pixels = order.scale if suffix == ".png" else 2.0
    qapp = begin(pixels if order.part == "window" else 1.0)
    if order.part == "map":
        picture.export_map(ready(scenario, state), order, path)
    else:
        write_atomic(path, _window(qapp, scenario, state, order, suffix))


def begin(scale: float = 1.0) -> QApplication:
    """Return the application on a screen that is not there, ``scale`` pixels for a unit."""
    qInstallMessageHandler(_tell)
    # In which order a PDF holds its fonts hangs on it: the same picture is to be the same file.
    QHashSeed.setDeterministicGlobalSeed()
    program.offscreen()
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    return program.make_qapp(["foxbat-explorer"])


def ready(scenario: Scenario, state: dict[str, Any]) -> Snapshot:
    """Return the snapshot of a scenario at a state with everything worked out that can be.

    Raises RasterError where the state's own elevation model cannot be read: a picture over
    the shipped terrain would pass for one over the user's.
    """
    store, jobs, collector = Store(scenario), Jobs(), Collector()
    preparation = Preparation(store, jobs)
    refused = _refusals(preparation)
    store.update(**state)
    end = time.monotonic() + _PATIENCE_S
    while (jobs.working or preparation.resting) and time.monotonic() < end:
        jobs.wait(20)
        QApplication.processEvents()
    jobs.wait()
    collector.release()
    if refused:
        raise RasterError(refused[0])
    radar = store.now.derived.radar
    if radar is not None and on_station(store.now.scenario, store.state) is not None:
        store.derive(picket=picket_reach(store.now.scenario, radar))
    return store.now


def _refusals(preparation: Preparation) -> list[str]:
    """Return the list that what the preparation refuses is going to be in."""
    refused: list[str] = []
    preparation.told.connect(refused.append)
    return refused


def _window(
    qapp: QApplication, scenario: Scenario, state: dict[str, Any], order: PictureOrder, suffix: str
) -> bytes:
    running = program.App(scenario, (), None)
    running.set_theme(theme.by_name(order.theme).name)
    window = running.window
    strip: Strip | None = None
    room = 0
    if order.caption:
        shown = ready(scenario, state)
        words = caption(shown.scenario, shown.frame)
        strip = fitting(words, running.theme, order.width, 1.0, order.height * 0.6)
        room = math.ceil(strip.height)
    window.resize(order.width, order.height - room)
    window.show()
    window.arrange()
    _settle(qapp)
    if window.width() > order.width or window.height() + room > order.height:
        least = f"{window.width()}x{window.height() + room}"
        raise ExportError(
            f"the window's picture cannot be smaller than {least}: give it more room, or draw the map alone"
        )
    refused = _refusals(running.preparation)
    running.store.update(**state)
    _settle(qapp)
    running.finish_work()
    _settle(qapp)
    if refused:
        window.close()
        running.jobs.wait()
        raise RasterError(refused[0])

    def paint_strip(painter: QPainter) -> None:
        if strip is not None:
            painter.translate(0, window.height())
            strip.paint(painter, room)

    if suffix == ".png":
        grabbed = window.grab().toImage()
        ratio = grabbed.devicePixelRatio()
        wide, high = grabbed.width(), grabbed.height() + round(room * ratio)
        image = QImage(wide, high, QImage.Format.Format_RGB32)
        grabbed.setDevicePixelRatio(1.0)
        painter = QPainter(image)
        painter.drawImage(0, 0, grabbed)
        painter.scale(ratio, ratio)
        paint_strip(painter)
        painter.end()
        window.close()
        running.jobs.wait()
        return picture.png(image)

    drawing = _Drawing(window, window.map, running.store.now, running.theme)

    def paint(painter: QPainter) -> None:
        painter.save()
        drawing.paint(painter, flat=suffix == ".svg")
        painter.restore()
        paint_strip(painter)

    high = window.height() + room
    if suffix == ".svg":
        spaced = picture.spaced(drawing.scene, drawing.view)
        clips = (drawing.corners, (0.0, window.height(), window.width(), high))
        made = picture.svg(paint, window.width(), high, order.scale, scenario.title, spaced, clips)
    else:
        made = picture.pdf(paint, window.width(), high, scenario.title)
    window.close()
    running.jobs.wait()
    return made


class _Drawing:
    """The window in vectors: the map by its layers, everything else by its widgets."""

    def __init__(self, window: QWidget, ground: QWidget, now: Snapshot, look: theme.Theme) -> None:
        self._window, self._ground, self._look = window, ground, look
        whole = ground.geometry()
        self._at = whole.topLeft()
        self.view = snapped(picture.view_of(now, whole.width(), whole.height(), look, vector=True))
        self.corners = (whole.left(), whole.top(), whole.x() + self.view.width, whole.y() + self.view.height)
        self.scene = Scene()
        boxes = tuple(
            (float(b.left()), float(b.top()), float(b.x() + b.width()), float(b.y() + b.height()))
            for part in _shown(ground)
            for b in [part.geometry()]
        )
        self.scene.show(now, self.view, boxes)

    def paint(self, painter: QPainter, flat: bool) -> None:
        """Draw it; ``flat`` draws the panels in pixels: Qt's SVG knows no widget's clip."""
        painter.fillRect(self._window.rect(), colour(self._look, "ground"))
        painter.save()
        painter.translate(self._at)
        painter.setClipRect(QRectF(0, 0, self.view.width, self.view.height))
        self.scene.paint(painter)
        painter.restore()
        for part in (*_shown(self._window, but=self._ground), *_shown(self._ground)):
            at = part.mapTo(self._window, QPoint(0, 0))
            if flat and part.parent() is self._window:
                painter.drawPixmap(part.geometry(), part.grab())
            else:
                part.render(painter, at, QRegion(), QWidget.RenderFlag.DrawChildren)


def _shown(parent: QWidget, but: QWidget | None = None) -> list[QWidget]:
    """Return the visible children of a widget, from below."""
    return [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child is not but and child.isVisible() and not child.isWindow()
    ]


def _tell(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Pass on what Qt has to say, but not what a screen that is not there cannot do."""
    if not words.startswith("This plugin does not support"):
        sys.stderr.write(f"{words}\n")


def _settle(qapp: QApplication) -> None:
    """Let layouts, single shots and paints come to rest."""
    for _ in range(6):
        qapp.sendPostedEvents()
        qapp.processEvents()


__all__ = ["ExportError", "begin", "ready", "render"]
