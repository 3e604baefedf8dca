"""The picket before and after: what no radar sees round the base of the E-2C, in its chapter."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath

from explorer.frame.picket import PicketReach, area_words, on_station
from explorer.geo.projection import MAP
from explorer.map import paths, symbols
from explorer.map.layer import Label, Layer, Lines, Run, Target, colour, pen, translate
from explorer.map.viewport import Viewport
from explorer.scenario import units
from explorer.scenario.whatif import E2C
from explorer.session.store import Snapshot

_AIRCRAFT_PX = 12.0
_BESIDE_PX = QPointF(32.0, -29.0)  # from its base, clear of that and of the station north of it


class Picket(Layer):
    """A shade over what is dark to every radar at one height; once the E-2C has come, how far it was."""

    def __init__(self) -> None:
        super().__init__()
        self._made: PicketReach | None = None
        self._key: tuple[object, ...] | None = None
        self._paths: dict[tuple[float, bool], QPainterPath] = {}
        self._circle = QPainterPath()
        self._dark: QPainterPath | None = None
        self._before: QPainterPath | None = None
        self._aircraft: tuple[QPointF, QPainterPath] | None = None

    def dress(self, view: Viewport) -> None:
        """Build pens and brushes."""
        theme, k = view.theme, view.scale
        self._shade = colour(theme, "shade", 0.50 if theme.dark else 0.26)
        width = k if view.vector or k > 1.2 else 0
        self._rim = pen(theme, "fighter", width, alpha=0.9, dash=(6, 5))
        self._was = pen(theme, "ink", width, alpha=0.45, dash=(2, 4))
        for one in (self._rim, self._was):
            one.setCosmetic(True)
        self._fill = QBrush(colour(theme, "fighter"))
        self._halo = pen(theme, "halo", 4.2 * k)
        self._key = None

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the time, the voice and the chosen height."""
        here = on_station(new.scenario, new.state)
        made = new.derived.picket if here is not None else None
        key = (id(made), here, new.state.altitude_m, new.state.units)
        if key == self._key and not moved:
            return
        self._key = key
        self.edition += 1
        self._dark = self._before = self._aircraft = None
        self.symbols, self.targets = (), ()
        if made is None:
            self.labels = ()
            return
        if made is not self._made:
            self._made, self._circle = made, paths.areas(made.within)
            self._paths = {
                (b.altitude_m, both): paths.areas(b.both if both else b.without)
                for b in made.blind
                for both in (False, True)
            }
        level = made.at(new.state.altitude_m)
        self._dark = self._paths[level.altitude_m, bool(here)]
        self._before = self._paths[level.altitude_m, False] if here else None
        if here:
            x, y = MAP.forward(made.base.lon, made.base.lat)
            at = view.point(float(x), float(y)) + _BESIDE_PX * view.scale
            half = 0.72 * _AIRCRAFT_PX * view.scale
            self.symbols = ((at.x() - half, at.y() - half, at.x() + half, at.y() + half),)
            self._aircraft = at, symbols.craft("transport", _AIRCRAFT_PX * view.scale, 0.0)
            tip = translate("Map", "An E-2C on station: what it takes away from the dark")
            xs, ys = np.array([at.x()]), np.array([at.y()])
            self.targets = [Target("thing", E2C, xs, ys, 16 * view.scale, tip)]
        self.labels = self._say(new, made, bool(here), view)

    def _say(self, new: Snapshot, made: PicketReach, here: bool, view: Viewport) -> tuple[Label, ...]:
        system = str(new.state.units)
        level = made.at(new.state.altitude_m)
        height = units.altitude(level.altitude_m, system)
        area = area_words(level.with_km2 if here else level.without_km2)
        words = translate("Map", "dark at {0} to every radar: {1}").format(height, area)
        lines: Lines = ((Run(words, "ink", 12),),)
        sides = ("below", "above", "right", "left")
        labels = []
        if made.within:  # a range of nothing has no circle
            ring = made.within[0][0]
            px, py = view.px(ring[:, 0], ring[:, 1])
            ends = (py.argmax(), py.argmin(), px.argmax(), px.argmin())
            first, *also = [(float(px[i]), float(py[i])) for i in ends]
            labels.append(Label("picket", *first, lines, 5 * view.scale, 4.0, sides, tuple(also)))
        if self._aircraft is not None:
            at = self._aircraft[0]
            up = units.altitude(made.altitude_m, system)
            lines = (
                (Run(translate("Map", "an E-2C on station"), "fighter", 12, bold=True),),
                (Run(translate("Map", "{0}, assumed").format(up), "dim", 11),),
            )
            labels.append(
                Label("picket:e2c", at.x(), at.y(), lines, 16 * view.scale, 1.0, target=("thing", E2C))
            )
        return tuple(labels)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Shade the dark, draw the circle it is counted in, and the edge that the dark had before."""
        if self._dark is None:
            return
        painter.save()
        painter.setTransform(view.transform, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillPath(self._dark, self._shade)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._before is not None:
            painter.setPen(self._was)
            painter.drawPath(self._before)
        painter.setPen(self._rim)
        painter.drawPath(self._circle)
        painter.restore()
        if self._aircraft is not None:
            at, figure = self._aircraft
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(at)
            painter.strokePath(figure, self._halo)
            painter.fillPath(figure, self._fill)
