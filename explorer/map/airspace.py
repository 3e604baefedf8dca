"""Lines in the air: the identification zone, and the territorial sea of the day."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from explorer.geo import geodesy
from explorer.geo.basemap import Rings
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.ground import Tiles
from explorer.map.layer import Label, Layer, Run, Target, pen, translate
from explorer.map.viewport import Viewport
from explorer.polygons import polygon
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
        self.edition += 1
        self._drawn, self._chosen = [], []
        labels, targets, soft = [], [], []
        for line, runs in self._lines:
            for x, y in runs:
                px, py = view.px(x, y)
                (self._chosen if line.id == chosen else self._drawn).append(polygon(px, py))
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
        self._boxes: list[tuple[float, float, float, float]] = []
        self._spots: dict[str, tuple[float, float, float]] = {}
        self._named_at = 0.0
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
            self._boxes = [(x.min(), y.min(), x.max(), y.max()) for _, x, y in self._rings]
            self._spots = {}
            if self._rings:
                points = [np.column_stack([x, y]).astype(np.float32) for _, x, y in self._rings]
                starts = np.cumsum([0, *(len(p) for p in points[:-1])]).astype(np.int32)
                self._tiles = Tiles(Rings(np.concatenate(points), starts), close=False)
        if not (moved or fresh):
            return
        self.edition += 1
        self._visible = view.km_per_px * view.scale < _TERRITORIAL_KM_PER_PX
        self.labels = ()
        if self._visible and self._tiles is not None:
            self._path = self._tiles.near(view.extent)
            self.labels = tuple(self._names(view))

    def _names(self, view: Viewport) -> list[Label]:
        """Return the name of each line, turned with its straightest stretch in the middle of the picture."""
        found = []
        if view.km_per_px != self._named_at:
            self._spots, self._named_at = {}, view.km_per_px
        e = view.extent
        rim = 60 * view.km_per_px
        inner = e.adjusted(rim, rim, -rim, -rim)
        for line in dict.fromkeys(line for line, _, _ in self._rings):
            text = Run(line.name or translate("Map", "territorial sea"), "airspace", 11)
            spot = self._spots.get(line.id)
            if spot is None or not inner.contains(*spot[:2]):
                near = [
                    (x, y)
                    for (of, x, y), (west, south, east, north) in zip(self._rings, self._boxes, strict=True)
                    if of is line
                    and west < e.right()
                    and east > e.left()
                    and south < e.bottom()
                    and north > e.top()
                ]
                spot = _straightest(near, view, len(text.text) * 6.0 * view.scale, 9.0 * view.scale)
            if spot is not None:
                self._spots[line.id] = spot
                at = view.point(*spot[:2])
                label = Label(
                    f"airspace:{line.id}", at.x(), at.y(), ((text,),), 0, 8, ("centre",), angle=spot[2]
                )
                found.append(label)
        return found

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the line."""
        if self._visible:
            painter.setTransform(view.transform, True)
            painter.strokePath(self._path, self._pen)


def _straightest(
    runs: list[tuple[Floats, Floats]], view: Viewport, length: float, off: float
) -> tuple[float, float, float] | None:
    """Return where letters of a length may stand (map km), ``off`` px outside of a line, and their angle."""
    step, best = 12.0, None
    n = max(2, math.ceil(length / step))
    for x, y in runs:
        points, whole = _paced(paths.within(*view.px(x, y), view.width, view.height, step), step)
        if len(points) <= n:
            continue
        a, b = points[:-n], points[n:]
        middle = (a + b) / 2
        bulge = np.hypot(*(points[n // 2 : n // 2 + len(a)] - middle).T)
        count = np.cumsum(whole)
        unbroken: NDArray[np.bool_] = np.equal(count[n:] - count[:-n], n)
        far = np.hypot(middle[:, 0] - view.width * 0.45, middle[:, 1] - view.height * 0.5)
        cost = np.where(unbroken & (bulge < 10 * view.scale), far + 20 * bulge, np.inf)
        i = int(cost.argmin())
        if math.isfinite(cost[i]) and (best is None or cost[i] < best[0]):
            along = (b[i] - a[i]) / np.hypot(*(b[i] - a[i]))
            # A ring's signed area says on which side of it the land is (pixels run downwards).
            outside = 1.0 if float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0 else -1.0
            at = middle[i] + off * outside * np.array([-along[1], along[0]])
            best = (float(cost[i]), float(at[0]), float(at[1]), math.degrees(math.atan2(along[1], along[0])))
    if best is None:
        return None
    _, left, top, angle = best
    east, north = view.km(left, top)
    return east, north, angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle


def _paced(points: Floats, step: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return points ``step`` apart along others, and which of them lie on the line, not on a gap in it."""
    if len(points) < 2:
        return points, np.ones(len(points), dtype=bool)
    stride = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(stride)])
    at = np.arange(0.0, along[-1], step)
    found = np.column_stack([np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])])
    leg = np.clip(np.searchsorted(along, at, side="right") - 1, 0, len(stride) - 1)
    return found, stride[leg] < 3 * step
