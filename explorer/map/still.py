"""What lies still, kept as pictures from frame to frame."""

import math
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from explorer.map.layers import Kept
from explorer.map.scene import Scene
from explorer.map.viewport import Viewport

_MARGIN = 128  # pixels drawn beyond the picture while the map is being panned


class Still:
    """The picture of a scene's lasting layers.

    A change of scale draws just what is seen. The first pan draws a margin around it; until that is used up
    panning draws nothing, and then only the new edges. The views must be ``snapped``: all of one scale
    differ by whole pixels.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._key: tuple[object, ...] = ()
        self._picture = QPixmap()
        self._view: Viewport | None = None  # of the picture, its margin included
        self._margin = 0

    def picture(self, view: Viewport) -> tuple[QPixmap, QPointF]:
        """Return the picture for the view that the scene shows, and where to put its corner."""
        key, last = self._scene.edition(Kept.LASTING), self._view
        if last is None or key != self._key:
            self._key = key
            self._draw(view, 0)
            return self._picture, QPointF(0, 0)
        right, down = self._away(last, view)
        edge = self._margin * view.ratio
        if abs(right) > edge or abs(down) > edge:
            if self._margin:
                self._view = replace(last, x=view.x, y=view.y)
                whole = self._picture.rect()
                self._picture.scroll(-right, -down, whole)
                self._paint(QRegion(whole) - QRegion(whole.translated(-right, -down)))
            else:
                self._draw(view, _MARGIN)
            right = down = 0
        return self._picture, QPointF(
            -self._margin - right / view.ratio,
            -self._margin - down / view.ratio,
        )

    def _away(self, last: Viewport, view: Viewport) -> tuple[int, int]:
        """Return by how many pixels of the device the view is right of and below the picture's."""
        step = view.km_per_px / view.ratio
        return round((view.x - last.x) / step), round((last.y - view.y) / step)

    def _draw(self, view: Viewport, margin: int) -> None:
        self._margin = margin
        self._view = replace(view, width=view.width + 2 * margin, height=view.height + 2 * margin)
        size = QSize(math.ceil(self._view.width * view.ratio), math.ceil(self._view.height * view.ratio))
        if self._picture.size() != size:
            self._picture = QPixmap(size)
        self._picture.setDevicePixelRatio(view.ratio)
        self._paint(QRegion(self._picture.rect()))

    def _paint(self, region: QRegion) -> None:
        view = self._view
        if view is None:
            return
        painter = QPainter(self._picture)
        parts: list[QRect] = list(region)  # type: ignore[call-overload]
        for part in parts:  # one by one: a clip of several boxes slows every path down
            size = QRectF(part.x(), part.y(), part.width(), part.height())
            painter.setClipRect(
                QRectF(size.topLeft() / view.ratio, size.size() / view.ratio),
            )
            self._scene.paint(painter, {Kept.LASTING}, view=view)
        painter.end()


class Settled:
    """The whole picture of a scene: the lasting layers, then the settled ones, then what moves.

    While the view stays, the first two are kept together as one picture more, so that a frame copies it.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._still = Still(scene)
        self._key: tuple[object, ...] = ()
        self._view: Viewport | None = None
        self._picture = QPixmap()

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the scene as it was shown last, for that view."""
        if view != self._view:
            # On the way somewhere: a copy for each frame would only be work.
            self._view, self._key = view, ()
            self._copy(painter, view)
            self._scene.paint(painter, {Kept.SETTLED, Kept.LIVE})
            return
        key = (self._scene.edition(Kept.LASTING), self._scene.edition(Kept.SETTLED))
        if key != self._key:
            self._key = key
            size = QSize(math.ceil(view.width * view.ratio), math.ceil(view.height * view.ratio))
            if self._picture.size() != size:
                self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(view.ratio)
            inner = QPainter(self._picture)
            self._copy(inner, view)
            self._scene.paint(inner, {Kept.SETTLED})
            inner.end()
        painter.drawPixmap(QPointF(0, 0), self._picture)
        self._scene.paint(painter, {Kept.LIVE})

    def _copy(self, painter: QPainter, view: Viewport) -> None:
        still, corner = self._still.picture(view)
        painter.drawPixmap(corner, still)
