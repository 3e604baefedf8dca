"""Sea, land, water, borders and the graticule: what lies still under the story."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from explorer import theme as themes
from explorer.geo.basemap import Basemap, Rings, Shade
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.layer import Label, Layer, Run, colour, pen
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

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
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


def _rgb(of: QColor) -> NDArray[np.float32]:
    return np.array([of.red(), of.green(), of.blue()], np.float32)


def _texture(shade: Shade, theme: Theme) -> QBrush:
    """Return a brush of the land's colour, darker in shadow, lighter where it is lit, laid out in map km."""
    level = shade.values[::-1].astype(np.float32) / 128 - 1  # north row first, as pictures are
    land, dark = (_rgb(colour(theme, role)) for role in ("land", "land_shade"))
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
    brush.setTransform(QTransform(step, 0, 0, -step, shade.x0 - step / 2, shade.y0 + (rows - 0.5) * step))
    return brush


_STEPS = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05)
_LINE_PX = 150.0
_EDGE = np.linspace(0, 1, 17).tolist()


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
        self._pen = QPen(line, view.scale)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the view."""
        if not moved:
            return
        rim = [(x * view.width, y) for x in _EDGE for y in (0.0, view.height)]
        rim += [(x, y * view.height) for y in _EDGE for x in (0.0, view.width)]
        lon, lat = MAP.inverse(*np.transpose([view.km(x, y) for x, y in rim]))
        degree = 111.2 / view.km_per_px / (_LINE_PX * view.scale)
        wide = degree * math.cos(math.radians(float(lat.mean())))
        east = _multiples(lon, min(_STEPS, key=lambda s: abs(math.log(s * wide))))
        north = _multiples(lat, min(_STEPS, key=lambda s: abs(math.log(s * degree))))
        along = np.linspace(0, 1, 33)
        lons = np.broadcast_to(lon.min() + along * np.ptp(lon), (len(north), 33))
        lats = np.broadcast_to(lat.min() + along * np.ptp(lat), (len(east), 33))
        px, py = view.px(
            *MAP.forward(
                np.concatenate([np.repeat(east[:, None], 33, axis=1), lons]),
                np.concatenate([lats, np.repeat(north[:, None], 33, axis=1)]),
            )
        )
        self._lines = [paths.polygon(x, y) for x, y in zip(px, py, strict=True)]
        names = [(_named(v, "E", "W"), True) for v in east.tolist()]
        names += [(_named(v, "N", "S"), False) for v in north.tolist()]
        found = (_edge_name(x, y, view, text, foot) for (text, foot), x, y in zip(names, px, py, strict=True))
        self.labels = tuple(label for label in found if label is not None)

    def paint(self, painter: QPainter, view: Viewport) -> None:  # noqa: ARG002
        """Draw the lines, so faint that antialiasing would cost without showing."""
        painter.setPen(self._pen)
        for line in self._lines:
            painter.drawPolyline(line)


def _edge_name(px: Floats, py: Floats, view: Viewport, text: str, foot: bool) -> Label | None:
    """Return the name of a line where it crosses the foot of the picture or its right side."""
    a, b = (py, px) if foot else (px, py)
    limit = view.height if foot else view.width
    crossing = np.flatnonzero((a[:-1] - limit) * (a[1:] - limit) <= 0)
    if not len(crossing) or a[crossing[0]] == a[crossing[0] + 1]:
        return None
    i, k = int(crossing[0]), view.scale
    where = float(b[i] + (limit - a[i]) / (a[i + 1] - a[i]) * (b[i + 1] - b[i]))
    lines = ((Run(text, "faint", 10),),)
    if foot:
        return Label(f"degree:{text}", where + 3 * k, view.height - 13 * k, lines, 0, 8.5, ("right",))
    return Label(f"degree:{text}", view.width - 6.5, where - 8 * k, lines, 0, 8.5, ("left",))


def _multiples(values: Floats, step: float) -> Floats:
    """Return the multiples of ``step`` between the least and the greatest of ``values``."""
    first, last = math.ceil(float(values.min()) / step), math.floor(float(values.max()) / step)
    return np.asarray(np.arange(first, min(last, first + 60) + 1) * step, dtype=float)
