"""A band of the time axis: what it draws once into a pixmap, and blits from then on."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from explorer.panels.timeaxis import Axis, Tick
from explorer.theme import Theme, colour, font

GRID = 4
"""Bands start, and repaints are cut, at multiples of this: whole device pixels at 125, 150 and 175 %."""

TEXT_PX = 12.0
SMALL_PX = 11.0
GUTTER_LEFT = 14.0  # where names begin


@dataclass(frozen=True, slots=True)
class Place:
    """Where a band stands on its canvas, in px; the gutter ends where the axis begins."""

    axis: Axis
    ticks: tuple[Tick, ...]
    width: int
    top: int
    height: int

    @property
    def rect(self) -> QRect:
        """The whole band, gutter included."""
        return QRect(0, self.top, self.width, self.height)


class Band:
    """Draws its fixed part once per place, theme and screen; subclasses say what (``draw``).

    Coordinates inside a band are those of the canvas across, and from the band's own top down.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.place = Place(Axis(0.0, 1.0, 0.0, 1.0), (), 1, 0, 0)
        self._pixmap: QPixmap | None = None

    def put(self, place: Place) -> None:
        """Move the band."""
        if place != self.place:
            self.place = place
            self.stale()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.stale()

    def stale(self) -> None:
        """Forget what was drawn."""
        self._pixmap = None

    def paint(self, painter: QPainter, exposed: QRect, ratio: float) -> None:
        """Blit the part of the band that lies in ``exposed`` (canvas px, on the grid)."""
        part = exposed & self.place.rect
        if part.isEmpty():
            return
        if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = self.render(ratio)
        blit(painter, self._pixmap, part, self.place.top, ratio)

    def render(self, ratio: float) -> QPixmap:
        """Return the band drawn for a screen of ``ratio`` device pixels a pixel."""
        made = blank(self.place.width, self.place.height, ratio)
        made.fill(colour(self.theme.ground))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        painter.end()
        return made

    def draw(self, painter: QPainter) -> None:
        """Draw the fixed part."""
        raise NotImplementedError

    def hover(self, x: float, y: float) -> tuple[str, ...]:  # noqa: ARG002 - a band may have nothing to say
        """Return what is at a place of the band, in a row or two of words, or nothing."""
        return ()

    def draw_grid(self, painter: QPainter, top: float, bottom: float) -> None:
        """Draw the lines of the axis' ticks."""
        for tick in self.place.ticks:
            x = math.floor(self.place.axis.x(tick.time)) + 0.5
            painter.setPen(QPen(colour(self.theme.line, 0.9 if tick.major else 0.55), 1))
            painter.drawLine(QRectF(x, top, 0, 0).topLeft(), QRectF(x, bottom, 0, 0).topLeft())


def blank(width: int, height: int, ratio: float) -> QPixmap:
    """Return a pixmap for ``width`` by ``height`` px."""
    made = QPixmap(max(1, math.ceil(width * ratio)), max(1, math.ceil(height * ratio)))
    made.setDevicePixelRatio(ratio)
    return made


def blit(painter: QPainter, pixmap: QPixmap, part: QRect, top: float, ratio: float) -> None:
    """Copy ``part`` (canvas px) from a pixmap whose upper edge is at ``top``."""
    source = QRectF(part.x() * ratio, (part.y() - top) * ratio, part.width() * ratio, part.height() * ratio)
    painter.drawPixmap(QRectF(part), pixmap, source)


def snapped(rect: QRectF) -> QRect:
    """Return ``rect`` grown to the grid."""
    x0, y0 = int(rect.left() // GRID) * GRID, int(rect.top() // GRID) * GRID
    x1, y1 = -int(-rect.right() // GRID) * GRID, -int(-rect.bottom() // GRID) * GRID
    return QRect(x0, y0, x1 - x0, y1 - y0)


def metrics(px: float, bold: bool = False) -> QFontMetricsF:
    """Return the measures of the program's font."""
    return QFontMetricsF(font(px, bold))


def elided(text: str, px: float, width: float) -> str:
    """Return ``text`` cut to ``width`` px."""
    return metrics(px).elidedText(text, Qt.TextElideMode.ElideRight, width)
