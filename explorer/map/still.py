"""The static layers as one picture, kept from frame to frame."""

import math

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from explorer.map.scene import Scene
from explorer.map.viewport import Viewport


class Still:
    """The picture of a scene's static layers; after a pan only its new edges are drawn.

    The views must be ``snapped``: then all of one scale differ by whole pixels.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._picture: QPixmap | None = None
        self._key: tuple[object, ...] = ()
        self._view: Viewport | None = None

    def picture(self, view: Viewport) -> QPixmap:
        """Return the picture for the view that the scene shows."""
        key, last = self._scene.still(), self._view
        self._view = view
        if self._picture is not None and last is not None and key == self._key:
            step = view.km_per_px / view.ratio
            dx, dy = round((last.x - view.x) / step), round((view.y - last.y) / step)
            if dx or dy:
                whole = self._picture.rect()
                self._picture.scroll(dx, dy, whole)
                self._paint(self._picture, QRegion(whole) - QRegion(whole.translated(dx, dy)), view.ratio)
            return self._picture
        self._key = key
        size = QSize(math.ceil(view.width * view.ratio), math.ceil(view.height * view.ratio))
        if self._picture is None or self._picture.size() != size:
            self._picture = QPixmap(size)
        self._picture.setDevicePixelRatio(view.ratio)
        self._paint(self._picture, QRegion(self._picture.rect()), view.ratio)
        return self._picture

    def _paint(self, picture: QPixmap, region: QRegion, ratio: float) -> None:
        painter = QPainter(picture)
        parts: list[QRect] = list(region)  # type: ignore[call-overload]
        for part in parts:  # one by one: a clip of several boxes slows every path down
            painter.setClipRect(
                QRectF(part.x() / ratio, part.y() / ratio, part.width() / ratio, part.height() / ratio)
            )
            self._scene.paint(painter, live=False)
        painter.end()
