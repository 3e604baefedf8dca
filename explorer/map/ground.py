"""Sea, land, water, borders and the graticule: what lies still under the story."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform, qRgb

from explorer import theme as themes
from explorer.geo.basemap import Basemap, Rings, Shade
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.layer import Label, Layer, Run, colour, pen
from explorer.map.viewport import Viewport
from explorer.polygons import polygon
from explorer.scenario.model import Floats
from explorer.session.store import Snapshot
from explorer.theme import Theme


@dataclass(slots=True, eq=False)
class Ground:
    """The base map as paths and the hill-shade as a brush, each built when first drawn.

    Scenes may share one, as long as they show about the same place.
    """

    basemap: Basemap
    _made: dict[int, "Tiles"] = field(default_factory=dict)
    _shade: tuple[str, QBrush] | None = None

    def shade(self, theme: Theme) -> QBrush:
        """Return the hill-shade in a theme's colours."""
        if self._shade is None or self._shade[0] != theme.name:
            self._shade = (theme.name, _texture(self.basemap.shade, theme))
        return self._shade[1]

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
            hit = (
                (b[:, 0] <= a.right())
                & (b[:, 2] >= a.left())
                & (b[:, 1] <= a.bottom())
                & (b[:, 3] >= a.top())
            )
            sides = (a.left(), a.top(), a.right(), a.bottom())
            found = [paths.trimmed(self._rings[i], *sides).T for i in np.flatnonzero(hit).tolist()]
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
        self._bands: list[QPainterPath] = []
        self._of: list[QPainterPath] = []

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Fill shallow first."""
        painter.setTransform(view.transform, True)
        areas = [self._ground.tiles(rings).near(view.extent) for _, rings in self._ground.basemap.depths]
        if len(areas) != len(self._of) or any(a is not b for a, b in zip(areas, self._of, strict=True)):
            # With the next deeper area as its hole, each pixel is painted once.
            self._of, self._bands = areas, [QPainterPath(area) for area in areas]
            for band, deeper in pairwise((*self._bands, QPainterPath())):
                band.addPath(deeper)
        for band, brush in zip(self._bands, self._brushes, strict=True):
            painter.fillPath(band, brush)


class Land(_Shapes):
    """Land, with a soft hill-shade where that layer is on, and its coast."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._shaded = True

    def dress(self, view: Viewport) -> None:
        """Build brushes and pens; the shade becomes a texture of the land's own colour."""
        theme = view.theme
        self._flat = QBrush(colour(theme, "land"))
        self._texture = self._ground.shade(theme)
        self._coast = _hairline(theme, "coast", view)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the switch of the hill-shade."""
        self._shaded = "relief" not in new.state.hidden

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Fill without antialiasing, then one antialiased line of a pixel: fast, and as smooth."""
        level = self._ground.basemap.land_at(view.km_per_px / view.ratio * view.scale)
        path = self._ground.tiles(level.rings).near(view.extent)
        painter.setTransform(view.transform, True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillPath(path, self._texture if self._shaded else self._flat)
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


def _rgb(of: QColor) -> NDArray[np.float32]:
    return np.array([of.red(), of.green(), of.blue()], np.float32)


def _texture(shade: Shade, theme: Theme) -> QBrush:
    """Return a brush of the land's colour, darker in shadow, lighter where it is lit, laid out in map km."""
    level = np.arange(256, dtype=np.float32) / 128 - 1
    land, dark = (_rgb(colour(theme, role)) for role in ("land", "land_shade"))
    light = np.array([255, 255, 255], np.float32)
    shadow = np.clip(-level * 1.25, 0, 1)[:, None]
    lit = np.clip(level * (0.30 if theme.dark else 0.9), 0, 1)[:, None]
    rgb = np.clip(land + (dark - land) * shadow + (light - land) * lit, 0, 255).astype(np.uint8)
    values = np.ascontiguousarray(shade.values[::-1])  # north row first, as pictures are
    rows, columns = values.shape
    # One colour a level, looked up by Qt: pixel by pixel in numpy it takes a tenth of the program's start.
    levels = QImage(values.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    levels.setColorTable([qRgb(*c) for c in rgb.tolist()])
    image = levels.convertToFormat(QImage.Format.Format_RGB32)
    brush = QBrush(image)
    step = shade.step_km
    brush.setTransform(QTransform(step, 0, 0, -step, shade.x0 - step / 2, shade.y0 + (rows - 0.5) * step))
    return brush


_STEPS = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05)
_LINE_PX = 150.0
_MIDDLE = math.cos(math.radians(42.0))
_BEYOND = 140.0  # pixels beyond the picture that are drawn too: panning uses them
_ALONG = np.linspace(0, 1, 53)
_ONE = np.ones(53)


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

    def dress(self, view: Viewport) -> None:
        """Build the pen."""
        line = colour(view.theme, "graticule")
        line.setAlphaF(line.alphaF() * 0.65)
        self._pen = QPen(line, view.scale * view.ratio)
        self._pen.setCosmetic(True)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the view."""
        if not moved:
            return
        wide_px = _ALONG * (view.width + 2 * _BEYOND) - _BEYOND
        high_px = _ALONG * (view.height + 2 * _BEYOND) - _BEYOND
        # The foot and the right side of the picture, then the rim of what is drawn beyond it.
        px = [wide_px, _ONE * view.width, wide_px, wide_px, -_ONE * _BEYOND, _ONE * (view.width + _BEYOND)]
        py = [_ONE * view.height, high_px, -_ONE * _BEYOND, _ONE * (view.height + _BEYOND), high_px, high_px]
        lon, lat = MAP.inverse(*view.km_columns(np.concatenate(px), np.concatenate(py)))
        degree = 111.2 / view.km_per_px / (_LINE_PX * view.scale)
        # By the scale alone, and with corners on whole steps: the same lines wherever the map is.
        tall = min(_STEPS, key=lambda s: abs(math.log(s * degree)))
        wide = min(_STEPS, key=lambda s: abs(math.log(s * degree * _MIDDLE)))
        east, north = _multiples(lon, wide), _multiples(lat, tall)
        lons, lats = _multiples(lon, min(wide, 1.0) / 2, 1), _multiples(lat, min(tall, 1.0) / 2, 1)
        self._lines = [
            polygon(x, y)
            for columns in (
                MAP.forward(*np.meshgrid(east, lats, indexing="ij")),
                MAP.forward(*np.meshgrid(lons, north)),
            )
            for x, y in zip(*columns, strict=True)
        ]
        foot, right = slice(0, 53), slice(53, 106)
        order = np.argsort(lat[right])
        where_x = np.interp(east, lon[foot], wide_px, left=np.nan, right=np.nan)
        where_y = np.interp(north, lat[right][order], high_px[order], left=np.nan, right=np.nan)
        k = view.scale
        self.labels = (
            *(
                _edge_name(_named(value, "E", "W"), x + 3 * k, view.height - 13 * k, "right")
                for value, x in zip(east.tolist(), where_x.tolist(), strict=True)
                if not math.isnan(x)
            ),
            *(
                _edge_name(_named(value, "N", "S"), view.width - 6.5, y - 8 * k, "left")
                for value, y in zip(north.tolist(), where_y.tolist(), strict=True)
                if not math.isnan(y)
            ),
        )

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the lines, so faint that antialiasing would cost without showing."""
        painter.setTransform(view.transform, True)
        painter.setPen(self._pen)
        for line in self._lines:
            painter.drawPolyline(line)


def _edge_name(text: str, x: float, y: float, side: str) -> Label:
    return Label(f"degree:{text}", x, y, ((Run(text, "faint", 10),),), 0, 8.5, (side,))


def _multiples(values: Floats, step: float, beyond: int = 0) -> Floats:
    """Return the multiples of ``step`` between the least and the greatest of ``values``, and some beyond."""
    first, last = (
        math.ceil(float(values.min()) / step) - beyond,
        math.floor(float(values.max()) / step) + beyond,
    )
    return np.asarray(np.arange(first, min(last, first + 200) + 1) * step, dtype=float)
