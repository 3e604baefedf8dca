"""What no radar of the story sees at an altitude, and the outline of what each sees."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from explorer.frame.headline import withheld
from explorer.frame.outlines import Level
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.layer import Label, Layer, Run, colour, pen, translate
from explorer.map.viewport import Viewport
from explorer.scenario import units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot

_SPOTS = MAP.forward(
    *np.transpose(
        [
            (136.6, 40.35), (138.2, 40.0), (135.0, 41.6), (137.4, 41.3), (136.3, 42.45), (135.9, 42.0),
            (134.9, 42.3), (134.2, 42.9), (133.8, 42.75), (133.3, 42.2), (139.0, 44.6), (137.6, 44.3),
            (142.8, 40.2), (143.6, 41.4), (133.4, 41.0), (132.6, 41.7), (131.9, 40.7), (144.4, 45.0),
        ]
    )
)  # fmt: skip
"""Where the label of the blind area may stand: over the sea round the flight, best first; map km."""

_CLEAR_OF_EDGE = 105  # px that half of that label takes
_PRIORITY = 5.5  # it says what the shade means: after the places, before the names of lines and seas


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


def _about(new: Snapshot, level: Level) -> bool:
    """Return whether a level stands for an altitude near to it, not for its own."""
    shown = shown_altitude(new)
    return shown is None or abs(shown - level.altitude_m) > 0.01 * level.altitude_m


class Blind(Layer):
    """A shade over what no station sees at the altitude shown; green would read as "they see him"."""

    def __init__(self) -> None:
        super().__init__()
        self._level: Level | None = None
        self._is_about = False
        self._paths: dict[float, QPainterPath] = {}
        self._dark: dict[float, list[int]] = {}  # which of _SPOTS lie in the shade
        self._box = QRectF()

    def dress(self, view: Viewport) -> None:
        """Choose the shade: what is seen is to look lit beside it."""
        self._shade = colour(view.theme, "shade", 0.56 if view.theme.dark else 0.22)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the altitude."""
        if old is not None and old.derived.outlines is not new.derived.outlines:
            self._paths.clear()
            self._dark.clear()
        level = level_of(new)
        about = level is not None and _about(new, level)
        if (level, about) == (self._level, self._is_about) and not moved and old is not None:
            return
        self.edition += level is not self._level
        self._level, self._is_about = level, about
        if level is None or new.derived.outlines is None:
            self.labels = ()
            return
        box = new.derived.outlines.box
        self._box = QRectF(box.west, box.south, box.east - box.west, box.north - box.south)
        if level.altitude_m not in self._paths:
            area = self._paths[level.altitude_m] = paths.areas(level.blind)
            at = enumerate(QPointF(x, y) for x, y in zip(*(c.tolist() for c in _SPOTS), strict=True))
            self._dark[level.altitude_m] = [i for i, p in at if not self._box.contains(p) or area.contains(p)]
        self.labels = self._label(new, level, view)

    def _label(self, new: Snapshot, level: Level, view: Viewport) -> tuple[Label, ...]:
        """Say which altitude it is, where the picture is dark; or that nothing of it is."""
        height = units.altitude(level.altitude_m, str(new.state.units))
        if new.state.altitude_m is not None:
            height = translate("Map", "{0} (chosen)").format(height)
        elif self._is_about:
            height = translate("Map", "{0} (about his altitude)").format(height)
        px, py = view.px(*_SPOTS)
        aside = _CLEAR_OF_EDGE
        inside = (px > aside) & (px < view.width - aside) & (py > 20) & (py < view.height - 20)
        shown = [i for i in range(len(px)) if inside[i]]
        dark = [i for i in self._dark[level.altitude_m] if inside[i]]
        if dark:
            above = translate("Map", "dark: none of the {0} stations").format(len(level.seen))
            below = translate("Map", "sees {0} here").format(height)
        else:
            above = translate("Map", "lines: what each of the {0} stations").format(len(level.seen))
            below = translate("Map", "sees at {0}").format(height)
        spots = [(float(px[i]), float(py[i])) for i in dark or shown]
        if not spots:
            return ()
        (x, y), *others = spots
        role = "dim" if view.theme.dark else "ink"  # on the shade itself
        lines = ((Run(above, role, 12),), (Run(below, role, 12),))
        label = Label("blind", x, y, lines, gap=0, priority=_PRIORITY, sides=("centre",), also=tuple(others))
        return (label,)

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
        self._chosen: str | None = None
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
        chosen = new.state.selection.id if new.state.selection is not None else None
        level = level_of(new)
        if level is self._level and chosen == self._chosen:
            return
        self.edition += 1
        self._level, self._chosen = level, chosen
        if level is not None:
            for name, polygons in level.seen.items():
                if (name, level.altitude_m) not in self._paths:
                    self._paths[name, level.altitude_m] = paths.areas(polygons)

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


class Lowest(Layer):
    """The lowest height that any station sees, in classes: the paler the tint, the lower it is seen."""

    def __init__(self) -> None:
        super().__init__()
        self._made: object = None
        self._paths: tuple[QPainterPath, ...] = ()

    def dress(self, view: Viewport) -> None:
        """Choose the tint and the line between two classes."""
        self._tint = colour(view.theme, "ink", 0.10 if view.theme.dark else 0.12)
        self._line = pen(view.theme, "ink", 0, alpha=0.30)
        self._line.setCosmetic(True)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Take the areas when they are computed, in the chapter of the flight."""
        shown = new.state.chapter == new.scenario.chapters[0].id and not withheld(new.scenario, new.frame)
        made = new.derived.lowest if shown else None
        if made is self._made:
            return
        self._made = made
        self._paths = tuple(paths.areas(area) for area in made or ())
        self.edition += 1

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Fill each area over the next larger one, so that the tints add up."""
        painter.setTransform(view.transform, True)
        for path in reversed(self._paths):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.fillPath(path, self._tint)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(path, self._line)
