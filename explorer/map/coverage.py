"""What no radar of the story sees at an altitude, and the outline of what each sees."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from explorer.frame.headline import withheld
from explorer.frame.outlines import Level
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.layer import Label, Layer, Run, pen, translate
from explorer.map.viewport import Viewport
from explorer.radar.contour import Polygon
from explorer.scenario import units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot


def shown_altitude(new: Snapshot) -> float | None:
    """Return the altitude at which the stations' sight is drawn: the chosen one, else the Foxbat's own.

    None where there is none, in chapters without a flight, and while "predict first" keeps the answers back.
    """
    if new.state.chapter != new.scenario.chapters[0].id or withheld(new.scenario, new.frame):
        return None
    if new.state.altitude_m is not None:
        return new.state.altitude_m
    hero = new.frame.hero
    return None if hero is None or hero.phase is not Phase.AIR else hero.altitude_m


def level_of(new: Snapshot) -> Level | None:
    """Return what is drawn at a snapshot: None until it is computed, or where no altitude is known."""
    altitude, made = shown_altitude(new), new.derived.outlines
    return None if altitude is None or made is None else made.at(altitude)


def _path(polygons: tuple[Polygon, ...]) -> QPainterPath:
    made = paths.path(((ring[:, 0], ring[:, 1]) for polygon in polygons for ring in polygon), close=True)
    made.setFillRule(Qt.FillRule.OddEvenFill)
    return made


class Blind(Layer):
    """A shade over what no station sees at the altitude shown; green would read as "they see him"."""

    def __init__(self) -> None:
        super().__init__()
        self._level: Level | None = None
        self._paths: dict[float, QPainterPath] = {}
        self._box = QRectF()

    def dress(self, view: Viewport) -> None:
        """Choose the shade."""
        self._shade = QColor("#000000" if view.theme.dark else "#1D2A33")
        self._shade.setAlphaF(0.42 if view.theme.dark else 0.22)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the altitude."""
        if old is not None and old.derived.outlines is not new.derived.outlines:
            self._paths.clear()
        level = level_of(new)
        if level is self._level and not moved and old is not None:
            return
        self._level = level
        if level is None or new.derived.outlines is None:
            self.labels = ()
            return
        if level.altitude_m not in self._paths:
            self._paths[level.altitude_m] = _path(level.blind)
        box = new.derived.outlines.box
        self._box = QRectF(box.west, box.south, box.east - box.west, box.north - box.south)
        chosen = new.state.altitude_m is not None
        words = (
            translate("Map", "dark: none of the {0} stations sees {1} here, the altitude chosen")
            if chosen
            else translate("Map", "dark: none of the {0} stations sees {1} here, about his altitude")
        )
        text = words.format(len(level.seen), units.altitude(level.altitude_m, str(new.state.units)))
        x, y = MAP.forward(136.6, 40.35)
        px, py = view.px(float(x), float(y))
        self.labels = (
            Label(
                "blind",
                float(px),
                float(py),
                ((Run(text, "dim", 12),),),
                gap=0,
                priority=9,
                sides=("centre",),
            ),
        )

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Shade what is hidden, and everything beyond the stations' reach."""
        if self._level is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setTransform(view.transform, True)
        box = self._box
        outside = view.extent
        if not box.contains(outside):
            for part in _around(outside, box):
                painter.fillRect(part, self._shade)
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.fillPath(self._paths[self._level.altitude_m], self._shade)


def _around(outer: QRectF, inner: QRectF) -> list[QRectF]:
    """Return the parts of one rectangle that lie outside another, as up to four rectangles."""
    hole = outer.intersected(inner)
    if hole.isEmpty():
        return [outer]
    found = [
        QRectF(outer.left(), outer.top(), outer.width(), hole.top() - outer.top()),
        QRectF(outer.left(), hole.bottom(), outer.width(), outer.bottom() - hole.bottom()),
        QRectF(outer.left(), hole.top(), hole.left() - outer.left(), hole.height()),
        QRectF(hole.right(), hole.top(), outer.right() - hole.right(), hole.height()),
    ]
    return [r for r in found if r.width() > 0 and r.height() > 0]


class SeenBy(Layer):
    """The outline of what each station sees at the altitude shown."""

    def __init__(self) -> None:
        super().__init__()
        self._level: Level | None = None
        self._paths: dict[tuple[str, float], QPainterPath] = {}

    def dress(self, view: Viewport) -> None:
        """Build the pens."""
        # On screen a hairline; in a picture it grows with everything else.
        width = view.scale if view.vector or view.scale > 1.2 else 0
        self._pen = pen(view.theme, "radar", width, alpha=0.55)
        self._bold = pen(view.theme, "radar", width, alpha=1.0)
        for one in (self._pen, self._bold):
            one.setCosmetic(True)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the altitude and the selection."""
        if old is not None and old.derived.outlines is not new.derived.outlines:
            self._paths.clear()
        self._chosen = new.state.selection.id if new.state.selection is not None else None
        level = level_of(new)
        if level is self._level:
            return
        self._level = level
        if level is not None:
            for name, polygons in level.seen.items():
                if (name, level.altitude_m) not in self._paths:
                    self._paths[name, level.altitude_m] = _path(polygons)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw hairlines: a wide antialiased line would cost a hundred times as much."""
        if self._level is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(view.transform, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for name in self._level.seen:
            painter.setPen(self._bold if name == self._chosen else self._pen)
            painter.drawPath(self._paths[name, self._level.altitude_m])
