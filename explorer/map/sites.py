"""The places of the story, and the radar stations: symbols by kind, names in two scripts."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPixmap

from explorer.geo.projection import MAP
from explorer.map import symbols
from explorer.map.labels import apart
from explorer.map.layer import Label, Layer, Run, Target, colour, pen
from explorer.map.viewport import Viewport
from explorer.scenario.model import Floats, Scenario, Site
from explorer.session.store import Snapshot

_SIZES = {1: 6.0, 2: 5.0, 3: 4.2}
_LABEL_KM_PER_PX = {1: 9.0, 2: 2.2, 3: 1.25}  # a name shows from this scale on
_CROWDED_PX = 13.0
_LONG_NATIVE = 14  # letters; a longer name is left to the card
_STATION = "分屯基地"  # "sub base": the symbol says it


def native(site: Site) -> str:
    """Return a site's name in the script of its country, or an empty string."""
    soviet = site.lat > 45.6 or (site.lat > 42.2 and site.lon < 139)
    for language in ("ru", "ja") if soviet else ("ja", "ru"):
        if name := site.names.get(language):
            return name.removesuffix(_STATION) or name
    return ""


def english(site: Site) -> str:
    """Return a site's English name, or its id."""
    return site.names.get("en", site.id)


@dataclass(frozen=True, slots=True)
class _Drawn:
    at: QPointF
    path: QPainterPath
    fill: str  # a role, or empty for hollow
    line: str
    crossed: bool = False


class Sites(Layer):
    """The places, or with ``radars`` the radar stations."""

    def __init__(self, radars: bool) -> None:
        super().__init__()
        self._radars = radars
        self._scenario: Scenario | None = None
        self._sites: list[Site] = []
        self._x: Floats = np.zeros(0)
        self._y: Floats = np.zeros(0)
        self._rank: Floats = np.zeros(0)
        self._records: dict[str, str] = {}
        self._drawn: list[_Drawn] = []
        self._ring: tuple[QPointF, float, float] | None = None
        self._paths: dict[tuple[str, float], QPainterPath] = {}
        self._stamps: dict[tuple[int, str, str, bool], tuple[QPixmap, float]] = {}

    def dress(self, view: Viewport) -> None:
        """Build pens, brushes and figures."""
        theme, k = view.theme, view.scale
        roles = ("ink", "dim", "faint", "radar", "loss", "halo", "land", "accent")
        self._brushes = {r: QBrush(colour(theme, r)) for r in roles}
        self._pens = {r: pen(theme, r, 1.5 * k) for r in roles}
        self._rim = pen(theme, "halo", 1.6 * k)
        self._cross = pen(theme, "loss", 2.0 * k)
        self._crossing = symbols.cross(5.2 * k)
        self._ring_pen = pen(theme, "accent", 1.8 * k)
        self._spread_pen = pen(theme, "accent", 1.2 * k, alpha=0.8, dash=(4, 3))
        self._spread_fill = QBrush(colour(theme, "accent", 0.10))
        # The figures of a look, and their pictures by the figure's identity.
        self._paths, self._stamps = {}, {}

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the view, the selection and what the stations have."""
        fresh = new.scenario is not self._scenario
        if fresh:
            self._scenario = new.scenario
            self._sites = [
                s for s in new.scenario.sites.values() if s.drawn and (s.kind == "radar") is self._radars
            ]
            self._x, self._y = MAP.forward([s.lon for s in self._sites], [s.lat for s in self._sites])
            self._rank = np.array([s.rank for s in self._sites], dtype=float)
        records = {s.id: s.record for s in new.frame.stations} if self._radars else {}
        chosen = old is None or old.frame.pinned != new.frame.pinned
        if not (fresh or moved or chosen or records != self._records):
            return
        self._records = records
        self._arrange(new, view)

    def _arrange(self, new: Snapshot, view: Viewport) -> None:
        k = view.scale
        selected = new.frame.pinned
        px, py = view.px(self._x, self._y)
        rank = np.array([0.0 if s.id == selected else s.rank for s in self._sites])
        near = (px > -20) & (px < view.width + 20) & (py > -20) & (py < view.height + 20)
        shown = np.flatnonzero(near)
        shown = shown[apart(px[shown], py[shown], rank[shown], _CROWDED_PX * k)]
        drawn, labels, targets, boxes = [], [], [], []
        self._ring = None
        for i in shown.tolist():
            site, x, y = self._sites[i], float(px[i]), float(py[i])
            size = _SIZES.get(site.rank, 4.2) * k
            drawn.append(self._figure(site, QPointF(x, y), size))
            boxes.append((x - size - 1, y - size - 1, x + size + 1, y + size + 1))
            is_selected = site.id == selected
            if is_selected:
                spread = site.uncertainty_m / 1000 / view.km_per_px
                self._ring = (QPointF(x, y), size + 5 * k, spread if spread > size + 2 else 0.0)
            name, own = english(site), native(site)
            tip = " ".join(filter(None, (name, own))) + (f"\n{site.role}" if site.role else "")
            targets.append(
                Target("site", site.id, px[i : i + 1], py[i : i + 1], max(size + 5 * k, 11.0 * k), tip)
            )
            if view.km_per_px * k <= _LABEL_KM_PER_PX.get(site.rank, 1.25) or is_selected:
                labels.append(self._label(site, x, y, size, name, own, is_selected, k))
        self._drawn, self.targets = drawn, targets
        self.labels, self.symbols = tuple(labels), tuple(boxes)

    def _label(
        self, site: Site, x: float, y: float, size: float, name: str, own: str, selected: bool, scale: float
    ) -> Label:
        letters = 13.0 if site.rank == 1 else 12.0 if site.rank == 2 else 11.0
        role = "ink" if site.rank < 3 or selected else "dim"
        runs = [Run(name, role, letters, bold=selected)]
        wide = sum(2 if ord(c) > 0x2E80 else 1 for c in own)
        if own and own != name and wide <= _LONG_NATIVE:
            runs.append(Run(f" {own}", "dim" if site.rank < 3 else "faint", letters - 1))
        return Label(
            f"site:{site.id}",
            x,
            y,
            (tuple(runs),),
            gap=size + 4 * scale,
            priority=0.5 if selected else 2.0 + site.rank,
            target=("site", site.id),
        )

    def _figure(self, site: Site, at: QPointF, size: float) -> _Drawn:
        path = self._path(site.kind, size)
        record = self._records.get(site.id)
        if record == "contact":
            return _Drawn(at, self._path(site.kind, size * 1.15), "radar", "halo")
        if record == "lost":
            return _Drawn(at, path, "land", "dim", crossed=True)
        if site.kind == "radar":
            return _Drawn(at, path, "dim" if site.rank < 3 else "faint", "halo")
        return _Drawn(at, path, "ink" if site.rank < 3 else "dim", "halo")

    def _path(self, kind: str, size: float) -> QPainterPath:
        found = self._paths.get((kind, size))
        if found is None:
            found = self._paths[kind, size] = symbols.place(kind, size)
        return found

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the symbols and the ring of the selected one."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ring is not None:
            at, radius, spread = self._ring
            if spread:
                painter.setPen(self._spread_pen)
                painter.setBrush(self._spread_fill)
                painter.drawEllipse(at, spread, spread)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._ring_pen)
            painter.drawEllipse(at, radius, radius)
        for one in self._drawn:
            if view.vector:
                painter.translate(one.at)
                self._draw(painter, one)
                painter.translate(-one.at)
            else:
                stamp, half = self._stamp(one, view.ratio)
                x, y = (round((v - half) * view.ratio) / view.ratio for v in (one.at.x(), one.at.y()))
                painter.drawPixmap(QPointF(x, y), stamp)

    def _draw(self, painter: QPainter, one: _Drawn) -> None:
        """Draw a figure about the painter's origin."""
        painter.setPen(self._rim if one.line == "halo" else self._pens[one.line])
        painter.setBrush(self._brushes[one.fill])
        painter.drawPath(one.path)
        if one.crossed:
            painter.setPen(self._cross)
            painter.drawPath(self._crossing)

    def _stamp(self, one: _Drawn, ratio: float) -> tuple[QPixmap, float]:
        """Return a figure as a picture, with half its size: there are few, and many places have the same."""
        key = (id(one.path), one.fill, one.line, one.crossed)
        found = self._stamps.get(key)
        if found is None:
            bounds = one.path.boundingRect() | self._crossing.boundingRect()
            half = math.ceil(max(bounds.width(), bounds.height()) / 2 + self._cross.widthF()) + 1.0
            side = math.ceil(2 * half * ratio)
            stamp = QPixmap(side, side)
            stamp.setDevicePixelRatio(ratio)
            stamp.fill(Qt.GlobalColor.transparent)
            inner = QPainter(stamp)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.translate(half, half)
            self._draw(inner, one)
            inner.end()
            found = self._stamps[key] = stamp, half
        return found
