"""Lines in the air: the identification zone, and the territorial sea of the day."""

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from explorer.geo import geodesy
from explorer.geo.basemap import Rings
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.ground import Tiles
from explorer.map.layer import Label, Layer, Run, Target, pen, translate
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
        self._pen = pen(view.theme, "airspace", view.scale, alpha=0.95, dash=(7, 5))
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
                soft.append(paths.within(px, py, view.width, view.height, 12.0))
            name = _name_along(line, runs, view)
            if name is not None:
                labels.append(name)
        self.labels, self.targets = tuple(labels), targets
        self.soft = np.concatenate(soft) if soft else np.zeros((0, 2))

    def paint(self, painter: QPainter, view: Viewport) -> None:  # noqa: ARG002
        """Draw the lines."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for chosen, lines in ((False, self._drawn), (True, self._chosen)):
            painter.setPen(self._bold if chosen else self._pen)
            for line in lines:
                painter.drawPolyline(line)


def _name_along(line: AirspaceLine, runs: list[tuple[Floats, Floats]], view: Viewport) -> Label | None:
    """Return a line's name, turned with the line, to stand beside its visible stretch."""
    points = [paths.within(*view.px(x, y), view.width, view.height, 24.0) for x, y in runs]
    longest = max(points, key=len, default=np.zeros((0, 2)))
    if len(longest) < 6:
        return None
    order = sorted(range(2, len(longest) - 2, 2), key=lambda i: abs(i - len(longest) * 0.55))
    ahead = longest[min(order[0] + 2, len(longest) - 1)] - longest[max(order[0] - 2, 0)]
    angle = math.degrees(math.atan2(ahead[1], ahead[0]))
    angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
    turn = math.radians(angle)
    off = 11 * view.scale
    above = (math.sin(turn) * off, -math.cos(turn) * off)
    spots = [
        (longest[i][0] + s * above[0], longest[i][1] + s * above[1]) for i in order[:14] for s in (1, -1)
    ]
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
        self._tiles: Tiles | None = None
        self._path = QPainterPath()
        self._rings: list[tuple[AirspaceLine, Floats, Floats]] = []
        self._visible = False
        self._pen = QPen()

    def dress(self, view: Viewport) -> None:
        """Build the pen."""
        self._pen = pen(view.theme, "airspace", view.scale, alpha=0.55)
        self._pen.setCosmetic(True)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the view."""
        lines = new.scenario.airspace
        fresh = lines is not self._of
        if fresh:
            self._of = lines
            self._rings = [
                (line, x, y) for line in lines if line.kind == "territorial-sea" for x, y in parts(line)
            ]
            if self._rings:
                points = [np.column_stack([x, y]).astype(np.float32) for _, x, y in self._rings]
                starts = np.cumsum([0, *(len(p) for p in points[:-1])]).astype(np.int32)
                self._tiles = Tiles(Rings(np.concatenate(points), starts), close=False)
        if not (moved or fresh):
            return
        self._visible = view.km_per_px * view.scale < _TERRITORIAL_KM_PER_PX
        self.labels = ()
        if self._visible and self._tiles is not None:
            self._path = self._tiles.near(view.extent)
            self.labels = tuple(self._names(view))

    def _names(self, view: Viewport) -> list[Label]:
        found = []
        for line in dict.fromkeys(line for line, _, _ in self._rings):
            runs = [view.px(x, y) for of, x, y in self._rings if of is line]
            spots = np.concatenate([np.column_stack(run) for run in runs])
            spots = spots[(spots > 0).all(axis=1) & (spots < (view.width, view.height)).all(axis=1)]
            if len(spots):
                far = np.hypot(spots[:, 0] - view.width * 0.42, spots[:, 1] - view.height / 2)
                near = [(float(x), float(y)) for x, y in spots[np.argsort(far)[:24]]]
                text = Run(line.name or translate("Map", "territorial sea"), "airspace", 11, alpha=0.9)
                sides = ("below", "above", "right", "left")
                found.append(Label(f"airspace:{line.id}", *near[0], ((text,),), 4, 8, sides, tuple(near[1:])))
        return found

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the line."""
        if self._visible:
            painter.setTransform(view.transform, True)
            painter.strokePath(self._path, self._pen)
