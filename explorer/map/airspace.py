"""Lines in the air: the identification zone, and the territorial sea of the day."""

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from explorer.geo import geodesy
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.layer import Label, Layer, Run, Target, pen, tr
from explorer.map.viewport import Viewport
from explorer.scenario.model import AirspaceLine, Floats
from explorer.session.store import Snapshot

_LONG_KM = 25.0  # a longer leg is bent
_TERRITORIAL_KM_PER_PX = 0.45  # the 3-mile line is drawn from this scale on


def parts(line: AirspaceLine) -> list[tuple[Floats, Floats]]:
    """Return each part of a line in map km, its long legs bent by its rule."""
    gaps = np.flatnonzero(np.isnan(line.lon) | np.isnan(line.lat))
    found = []
    for chunk in np.split(np.arange(len(line.lon)), gaps):
        rows = chunk[~(np.isnan(line.lon[chunk]) | np.isnan(line.lat[chunk]))]
        if len(rows) >= 2:
            found.append(MAP.forward(*_bent(line.lon[rows], line.lat[rows], line.rule)))
    return found


def _bent(lon: Floats, lat: Floats, rule: str) -> tuple[Floats, Floats]:
    """Return a line with points between distant vertices, on the geodesic or on Mercator's straight line."""
    length, _ = geodesy.inverse(lon[:-1], lat[:-1], lon[1:], lat[1:])
    if len(lon) > 400 or float(length.max()) <= _LONG_KM:
        return lon, lat
    out_lon, out_lat = [], []
    for i, km in enumerate(length.tolist()):
        n = max(1, math.ceil(km / _LONG_KM))
        if rule == "geodesic":
            x, y = geodesy.line(lon[i], lat[i], lon[i + 1], lat[i + 1], n + 1)
        else:
            rise = np.arcsinh(np.tan(np.radians(lat[i : i + 2])))
            x = np.linspace(lon[i], lon[i + 1], n + 1)
            y = np.degrees(np.arctan(np.sinh(np.linspace(rise[0], rise[1], n + 1))))
        out_lon.append(x[:-1])
        out_lat.append(y[:-1])
    return np.concatenate([*out_lon, lon[-1:]]), np.concatenate([*out_lat, lat[-1:]])


class Zone(Layer):
    """The air defence identification zone: a dashed line with its name along it."""

    def __init__(self) -> None:
        super().__init__()
        self._of: tuple[AirspaceLine, ...] | None = None
        self._lines: list[tuple[AirspaceLine, list[tuple[Floats, Floats]]]] = []
        self._drawn: list[QPolygonF] = []
        self._chosen: list[QPolygonF] = []

    def dress(self, view: Viewport) -> None:
        """Build the pens."""
        self._pen = pen(view.theme, "airspace", 1.3 * view.scale, alpha=0.8, dash=(6, 4))
        self._bold = pen(view.theme, "airspace", 2.4 * view.scale, dash=(5, 3))

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the view and the selection."""
        lines = new.scenario.airspace
        fresh = lines is not self._of
        if fresh:
            self._of = lines
            self._lines = [(line, parts(line)) for line in lines if line.kind == "adiz"]
        if not fresh and not moved and old is not None and old.state.selection == new.state.selection:
            return
        chosen = new.state.selection.id if new.state.selection is not None else None
        self._drawn, self._chosen = [], []
        labels, targets, soft = [], [], []
        for line, runs in self._lines:
            for x, y in runs:
                px, py = view.px(x, y)
                (self._chosen if line.id == chosen else self._drawn).append(paths.polygon(px, py))
                targets.append(Target("airspace", line.id, px, py, 6, line.name, rank=5))
                soft.append(_along(px, py, view, 12.0))
            name = _name_along(line, runs, view)
            if name is not None:
                labels.append(name)
        self.labels, self.targets = tuple(labels), targets
        self.soft = np.concatenate(soft) if soft else np.zeros((0, 2))

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the lines."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for chosen, lines in ((False, self._drawn), (True, self._chosen)):
            painter.setPen(self._bold if chosen else self._pen)
            for line in lines:
                painter.drawPolyline(line)


def _along(px: Floats, py: Floats, view: Viewport, step: float) -> Floats:
    """Return points every ``step`` pixels of the visible part of a line."""
    found = []
    for i in range(len(px) - 1):
        n = max(1, int(math.hypot(px[i + 1] - px[i], py[i + 1] - py[i]) / step))
        if n < 4000:
            share = np.linspace(0, 1, n, endpoint=False)
            found.append(
                np.column_stack([px[i] + share * (px[i + 1] - px[i]), py[i] + share * (py[i + 1] - py[i])])
            )
    points = np.concatenate(found) if found else np.zeros((0, 2))
    inside = (points[:, 0] > 0) & (points[:, 0] < view.width) & (points[:, 1] > 0) & (points[:, 1] < view.height)
    return np.asarray(points[inside])


def _name_along(line: AirspaceLine, runs: list[tuple[Floats, Floats]], view: Viewport) -> Label | None:
    """Return a line's name, turned with the line, to stand beside its visible stretch."""
    points = [_along(*view.px(x, y), view, 24.0) for x, y in runs]
    longest = max(points, key=len, default=np.zeros((0, 2)))
    if len(longest) < 6:
        return None
    order = sorted(range(2, len(longest) - 2, 2), key=lambda i: abs(i - len(longest) * 0.55))
    middle = longest[order[0]]
    ahead = longest[min(order[0] + 2, len(longest) - 1)] - longest[max(order[0] - 2, 0)]
    angle = math.degrees(math.atan2(ahead[1], ahead[0]))
    angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
    turn = math.radians(angle)
    off = 11 * view.scale
    above = (math.sin(turn) * off, -math.cos(turn) * off)
    spots = [(longest[i][0] + s * above[0], longest[i][1] + s * above[1]) for i in order[:14] for s in (1, -1)]
    del middle
    return Label(
        f"airspace:{line.id}",
        spots[0][0],
        spots[0][1],
        ((Run(line.name, "airspace", 12),),),
        gap=0,
        priority=6,
        sides=("centre",),
        also=tuple((float(x), float(y)) for x, y in spots[1:]),
        angle=angle,
        target=("airspace", line.id),
    )


class Territorial(Layer):
    """The territorial sea of the day, a thin line that shows from a middle scale on."""

    def __init__(self) -> None:
        super().__init__()
        self._of: tuple[AirspaceLine, ...] | None = None
        self._paths: list[tuple[AirspaceLine, QPainterPath]] = []
        self._rings: list[tuple[AirspaceLine, Floats, Floats]] = []
        self._visible = False
        self._pen = QPen()

    def dress(self, view: Viewport) -> None:
        """Build the pen."""
        self._pen = pen(view.theme, "airspace", 0 if view.scale == 1 else view.scale, alpha=0.55)
        self._pen.setCosmetic(True)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the view."""
        lines = new.scenario.airspace
        fresh = lines is not self._of
        if fresh:
            self._of = lines
            self._rings = [
                (line, x, y) for line in lines if line.kind == "territorial-sea" for x, y in parts(line)
            ]
            self._paths = [(line, paths.path([(x, y)], close=False)) for line, x, y in self._rings]
        if not (moved or fresh):
            return
        self._visible = view.km_per_px * view.scale < _TERRITORIAL_KM_PER_PX
        self.labels = ()
        if self._visible:
            self.labels = tuple(self._names(view))

    def _names(self, view: Viewport) -> list[Label]:
        best: tuple[float, AirspaceLine, float, float] | None = None
        for line, x, y in self._rings:
            px, py = view.px(x, y)
            inside = (px > 0) & (px < view.width) & (py > 0) & (py < view.height)
            for i in np.flatnonzero(inside)[::16].tolist():
                far = abs(px[i] - view.width * 0.4) + abs(py[i] - view.height / 2)
                if best is None or far < best[0]:
                    best = (far, line, float(px[i]), float(py[i]))
        if best is None:
            return []
        _, line, left, top = best
        text = Run(line.name or tr("territorial sea"), "airspace", 11, alpha=0.9)
        return [Label(f"airspace:{line.id}", left, top, ((text,),), gap=5, priority=8)]

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the line."""
        if not self._visible:
            return
        painter.setTransform(view.transform, True)
        painter.setPen(self._pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for _, line in self._paths:
            painter.drawPath(line)
