"""Sea, land, water, borders and the graticule: what lies still under the story."""

import math
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from explorer import theme as themes
from explorer.geo.basemap import Basemap, Rings, Shade
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.layer import Layer, colour, font, pen
from explorer.map.viewport import Viewport
from explorer.scenario.model import Floats
from explorer.session.store import Snapshot
from explorer.theme import Theme


@dataclass(slots=True, eq=False)
class Ground:
    """The base map as paths, each built when first drawn."""

    basemap: Basemap
    _made: dict[int, "Tiles"] = field(default_factory=dict)

    def tiles(self, rings: Rings, close: bool = True) -> "Tiles":
        """Return the paths of one set of rings or lines."""
        found = self._made.get(id(rings))
        if found is None:
            found = self._made[id(rings)] = Tiles(rings, close)
        return found


class Tiles:
    """Rings as one path of those near the view; kept until the view leaves their neighbourhood."""

    def __init__(self, rings: Rings, close: bool) -> None:
        self._rings, self._close = list(rings), close
        self._boxes = rings.boxes()
        self._area: QRectF | None = None
        self._path = QPainterPath()

    def near(self, extent: QRectF) -> QPainterPath:
        """Return a path that holds every ring that touches ``extent`` (map km)."""
        if self._area is None or not self._area.contains(extent) or self._area.width() > 6 * extent.width():
            w, h = extent.width() / 2, extent.height() / 2
            self._area = extent.adjusted(-w, -h, w, h)
            a, b = self._area, self._boxes
            hit = (b[:, 0] <= a.right()) & (b[:, 2] >= a.left()) & (b[:, 1] <= a.bottom()) & (b[:, 3] >= a.top())
            found = [self._rings[i].T for i in np.flatnonzero(hit).tolist()]
            self._path = paths.path(((x, y) for x, y in found), self._close)
        return self._path


def _hairline(theme: Theme, role: str, view: Viewport, alpha: float | None = None) -> QPen:
    """Return a pen of one device pixel on screen: wider antialiased lines cost a hundred times more."""
    made = pen(theme, role, view.scale if view.scale > 1.2 else 1.0, alpha=alpha)
    made.setCosmetic(True)
    return made


class Sea(Layer):
    """Open water, the bed of everything else."""

    def dress(self, view: Viewport) -> None:
        """Take the colour."""
        self._brush = QBrush(colour(view.theme, "sea"))

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Fill the picture."""
        painter.fillRect(QRectF(0, 0, view.width, view.height), self._brush)


class _Shapes(Layer):
    """What the layers of the ground share: they draw paths in map km and depend on the view alone."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._ground = ground


class Depths(_Shapes):
    """The sea floor in tints, deeper and darker."""

    def dress(self, view: Viewport) -> None:
        """Take the colours."""
        tints = view.theme.depths
        depths = self._ground.basemap.depths
        picks = [tints[min(i, len(tints) - 1)] for i in range(len(depths))]
        self._brushes = [QBrush(themes.colour(text)) for text in picks]

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Fill shallow first."""
        painter.setTransform(view.transform, True)
        for (_, rings), brush in zip(self._ground.basemap.depths, self._brushes, strict=True):
            painter.fillPath(self._ground.tiles(rings).near(view.extent), brush)


class Land(_Shapes):
    """Land, with a soft hill-shade where that layer is on, and its coast."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._textures: dict[str, QBrush] = {}
        self._shaded = True

    def dress(self, view: Viewport) -> None:
        """Build brushes and pens; the shade becomes a texture of the land's own colour."""
        theme = view.theme
        self._flat = QBrush(colour(theme, "land"))
        self._texture = self._textures.get(theme.name)
        if self._texture is None:
            self._texture = _texture(self._ground.basemap.shade, theme)
            self._textures = {theme.name: self._texture}
        self._coast = _hairline(theme, "coast", view)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the switch of the hill-shade."""
        self._shaded = "relief" not in new.state.hidden

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Fill without antialiasing, then one antialiased line of a pixel: fast, and as smooth."""
        level = self._ground.basemap.land_at(view.km_per_px / view.ratio * view.scale)
        path = self._ground.tiles(level.rings).near(view.extent)
        painter.setTransform(view.transform, True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillPath(path, self._texture if self._shaded and self._texture is not None else self._flat)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(path, self._coast)


class Water(_Shapes):
    """Lakes and rivers."""

    def dress(self, view: Viewport) -> None:
        """Build brushes and pens."""
        self._fill = QBrush(colour(view.theme, "water"))
        self._shore = _hairline(view.theme, "coast", view, 0.6)
        self._river = _hairline(view.theme, "water", view)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw rivers, then lakes over them."""
        base = self._ground.basemap
        painter.setTransform(view.transform, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(self._ground.tiles(base.rivers, close=False).near(view.extent), self._river)
        lakes = self._ground.tiles(base.lakes).near(view.extent)
        painter.fillPath(lakes, self._fill)
        if view.km_per_px < 1.0:
            painter.strokePath(lakes, self._shore)


class Borders(_Shapes):
    """Borders between countries, dashed."""

    def dress(self, view: Viewport) -> None:
        """Build the pen."""
        self._pen = pen(view.theme, "border", 1.1 * view.scale * view.ratio, alpha=0.8, dash=(6, 3, 1, 3))
        self._pen.setCosmetic(True)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the lines."""
        painter.setTransform(view.transform, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(
            self._ground.tiles(self._ground.basemap.borders, close=False).near(view.extent), self._pen
        )


def _texture(shade: Shade, theme: Theme) -> QBrush:
    """Return a brush of the land's colour, darker in shadow and lighter where it is lit, laid out in map km."""
    level = shade.values[::-1].astype(np.float32) / 128 - 1  # north row first, as pictures are
    land, dark = (np.array(colour(theme, r).getRgb()[:3], np.float32) for r in ("land", "land_shade"))
    light = np.array([255, 255, 255], np.float32)
    shadow = np.clip(-level * 1.25, 0, 1)[..., None]
    lit = np.clip(level * (0.30 if theme.dark else 0.9), 0, 1)[..., None]
    rgb = land + (dark - land) * shadow + (light - land) * lit
    pixels = np.empty((*level.shape, 4), np.uint8)
    pixels[..., :3] = np.clip(rgb, 0, 255)[..., ::-1]
    pixels[..., 3] = 255
    rows, columns = level.shape
    image = QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_RGB32).copy()
    brush = QBrush(image)
    step = shade.step_km
    brush.setTransform(
        QTransform(step, 0, 0, -step, shade.x0 - step / 2, shade.y0 + (rows - 0.5) * step)
    )
    return brush


_STEPS = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05)
_LINE_PX = 150.0


def _named(value: float, positive: str, negative: str) -> str:
    """Return degrees, and minutes where they are not whole: ``139°30′ E``."""
    whole, minutes = divmod(round(abs(value) * 60), 60)
    side = positive if value >= 0 else negative
    return f"{whole}°{minutes:02}′ {side}" if minutes else f"{whole}° {side}"


class Graticule(Layer):
    """Meridians and parallels, named where they leave the picture at its foot and right."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[QPolygonF] = []
        self._names: list[tuple[QPointF, str]] = []

    def dress(self, view: Viewport) -> None:
        """Build pen and font."""
        self._pen = pen(view.theme, "graticule", view.scale)
        self._ink = colour(view.theme, "faint")
        self._font = font(10 * view.scale)
        self._measure = QFontMetricsF(self._font)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the view."""
        if not moved:
            return
        edge = np.linspace(0, 1, 17)
        w, h = view.width, view.height
        rim = [(x * w, y) for x in edge for y in (0, h)] + [(x, y * h) for y in edge for x in (0, w)]
        lon, lat = MAP.inverse(*np.array([view.km(x, y) for x, y in rim]).T)
        degree = 111.2 / view.km_per_px
        step = min(_STEPS, key=lambda s: abs(math.log(s * degree / (_LINE_PX * view.scale))))
        self._lines, self._names, boxes = [], [], []
        middle = math.cos(math.radians(float(lat.mean())))
        wide = next((s for s in reversed(_STEPS) if s * degree * middle > _LINE_PX * view.scale * 0.6), 10.0)
        for value in _multiples(lon, wide):
            at = np.linspace(lat.min(), lat.max(), 40)
            self._add(view, *MAP.forward(np.full_like(at, value), at))
            self._name(view, _named(value, "E", "W"), boxes, foot=True)
        for value in _multiples(lat, step):
            at = np.linspace(lon.min(), lon.max(), 40)
            self._add(view, *MAP.forward(at, np.full_like(at, value)))
            self._name(view, _named(value, "N", "S"), boxes, foot=False)
        self.symbols = tuple(boxes)

    def _add(self, view: Viewport, x: Floats, y: Floats) -> None:
        self._px, self._py = view.px(x, y)
        self._lines.append(paths.polygon(self._px, self._py))

    def _name(
        self, view: Viewport, text: str, boxes: list[tuple[float, float, float, float]], foot: bool
    ) -> None:
        """Name the line just added where it crosses the foot or the right edge, clear of the scale bar."""
        a, b = (self._py, self._px) if foot else (self._px, self._py)
        limit = view.height if foot else view.width
        crossing = np.flatnonzero((a[:-1] - limit) * (a[1:] - limit) <= 0)
        if not len(crossing):
            return
        i = int(crossing[0])
        share = (limit - a[i]) / (a[i + 1] - a[i]) if a[i + 1] != a[i] else 0.0
        where = float(b[i] + share * (b[i + 1] - b[i]))
        k, wide = view.scale, self._measure.horizontalAdvance(text)
        if foot:
            at = QPointF(where + 4 * k, view.height - 5 * k)
        else:
            at = QPointF(view.width - wide - 5 * k, where - 4 * k)
        if at.x() < 2 or at.y() < 12 * k or at.x() + wide > view.width - 2 or at.y() > view.height - 2:
            return
        if at.x() + wide > view.width - 250 * k and at.y() > view.height - 90 * k:
            return  # the corner of the scale bar
        self._names.append((at, text))
        boxes.append((at.x() - 2, at.y() - 11 * k, at.x() + wide + 2, at.y() + 3 * k))

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw lines and names."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in self._lines:
            painter.drawPolyline(line)
        painter.setPen(self._ink)
        painter.setFont(self._font)
        for at, text in self._names:
            painter.drawText(at, text)


def _multiples(values: Floats, step: float) -> list[float]:
    """Return the multiples of ``step`` between the least and the greatest of ``values``."""
    first, last = math.ceil(float(values.min()) / step), math.floor(float(values.max()) / step)
    return [n * step for n in range(first, min(last, first + 60) + 1)]
