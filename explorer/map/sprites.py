"""Labels as small cached pictures: letters with a halo, drawn once and then only copied."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from explorer.map.layer import Lines, Run, colour, font
from explorer.map.viewport import Viewport

if TYPE_CHECKING:
    from explorer.theme import Theme

_MOST = 800  # labels kept; an altitude that changes with time makes new ones
_AROUND = [(-1, 0), (1, 0), (0, -1), (0, 1), (-0.8, -0.8), (0.8, -0.8), (-0.8, 0.8), (0.8, 0.8)]


class Sprite:
    """One label: its size in pixels, and how to draw it."""

    __slots__ = ("_ascents", "_lines", "_look", "_pixmap", "_widths", "height", "width")

    def __init__(self, lines: Lines, look: "Sprites") -> None:
        self._lines, self._look = lines, look
        self._pixmap: QPixmap | None = None
        self._ascents: list[float] = []
        self._widths: list[list[float]] = []
        wide, high = 0.0, 0.0
        for line in lines:
            metrics = [look.metrics(run) for run in line]
            widths = [m.horizontalAdvance(run.text) for m, run in zip(metrics, line, strict=True)]
            tallest = max(run.size for run in line) * look.scale
            self._ascents.append(high + tallest * 1.02)
            self._widths.append(widths)
            high += tallest * 1.3
            wide = max(wide, sum(widths))
        self.width, self.height = wide, high

    def draw(self, painter: QPainter, x: float, y: float, vector: bool) -> None:
        """Draw with the top left corner of the letters at ``x``, ``y``."""
        if vector:
            self._letters(painter, x, y, outlines=True)
        else:
            painter.drawPixmap(self.corner(x, y), self.pixmap())

    def corner(self, x: float, y: float) -> QPointF:
        """Return where the picture's corner goes: a whole pixel of the device keeps letters crisp."""
        ratio, pad = self._look.ratio, self._look.pad
        return QPointF(round((x - pad) * ratio) / ratio, round((y - pad) * ratio) / ratio)

    def pixmap(self) -> QPixmap:
        """Return the letters with their halo as a picture."""
        if self._pixmap is None:
            ratio, pad = self._look.ratio, self._look.pad
            size = (round((self.width + 2 * pad) * ratio + 1), round((self.height + 2 * pad) * ratio + 1))
            self._pixmap = QPixmap(*size)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._pixmap)
            inner.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            self._letters(inner, pad, pad, outlines=False)
            inner.end()
        return self._pixmap

    def _letters(self, painter: QPainter, x: float, y: float, outlines: bool) -> None:
        halo, width = self._look.halo, self._look.halo_width
        # Of a line that can be seen through, a PDF holds the outline, which is several times as long.
        solid = QPen(QColor(halo.rgb()), 2 * width)
        for stroke in (True, False):
            for line, ascent, widths in zip(self._lines, self._ascents, self._widths, strict=True):
                at = x
                for run, wide in zip(line, widths, strict=True):
                    painter.setFont(self._look.font(run))
                    if stroke and outlines:
                        path = QPainterPath()
                        path.addText(QPointF(at, y + ascent), self._look.font(run), run.text)
                        painter.strokePath(path, solid)
                    elif stroke:
                        painter.setPen(halo)
                        for dx, dy in _AROUND:
                            painter.drawText(QPointF(at + dx * width, y + ascent + dy * width), run.text)
                    else:
                        painter.setPen(self._look.colour(run))
                        painter.drawText(QPointF(at, y + ascent), run.text)
                    at += wide


class Sprites:
    """The labels of one theme, scale and device."""

    def __init__(self, view: Viewport) -> None:
        self.scale, self.ratio = view.scale, view.ratio
        self._theme: Theme = view.theme
        self.halo: QColor = colour(view.theme, "halo")
        self.halo_width = 1.4 * view.scale
        self.pad = 2.5 * view.scale
        self._made: dict[Lines, Sprite] = {}
        self._fonts: dict[tuple[float, bool, float], QFont] = {}
        self._metrics: dict[tuple[float, bool, float], QFontMetricsF] = {}

    def sprite(self, lines: Lines) -> Sprite:
        """Return the label of these letters."""
        found = self._made.get(lines)
        if found is None:
            if len(self._made) >= _MOST:
                self._made.clear()
            found = self._made[lines] = Sprite(lines, self)
        return found

    def font(self, run: Run) -> QFont:
        """Return the font of a run."""
        key = (run.size, run.bold, run.spacing)
        found = self._fonts.get(key)
        if found is None:
            found = font(run.size * self.scale, run.bold, run.spacing * self.scale)
            self._fonts[key] = found
        return found

    def metrics(self, run: Run) -> QFontMetricsF:
        """Return the measures of a run's font."""
        key = (run.size, run.bold, run.spacing)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetricsF(self.font(run))
        return found

    def colour(self, run: Run) -> QColor:
        """Return the colour of a run."""
        return colour(self._theme, run.role, None if run.alpha == 1.0 else run.alpha)
