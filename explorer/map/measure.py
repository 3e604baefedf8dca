"""A distance on the map: the geodesic between two places, with its length and bearing."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from explorer.geo import geodesy
from explorer.geo.projection import MAP
from explorer.map.layer import Run, pen
from explorer.map.sprites import Sprites
from explorer.map.viewport import Viewport
from explorer.polygons import polygon
from explorer.scenario.units import miles, nautical_miles


class Measure:
    """From a first place to a second, which follows the pointer until it is ``done``."""

    def __init__(self, lon: float, lat: float) -> None:
        self.start = (lon, lat)
        self.end = (lon, lat)
        self.done = False

    def text(self) -> str:
        """Return the distance in km, nautical and statute miles, and the bearing at the start."""
        km, bearing = (float(v) for v in geodesy.inverse(*self.start, *self.end))
        digits = 1 if km < 100 else 0
        return (
            f"{km:,.{digits}f} km · {nautical_miles(km):,.{digits}f} nm · {miles(km):,.{digits}f} mi"
            f" · {bearing % 360:03.0f}°"
        )

    def line(self, view: Viewport) -> QPolygonF:
        """Return the geodesic in pixels."""
        lon, lat = geodesy.line(*self.start, *self.end, 33)
        return polygon(*view.px(*MAP.forward(lon, lat)))

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the line, its ends and its length."""
        k, line = view.scale, self.line(view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for one in (pen(view.theme, "halo", 4.5 * k), pen(view.theme, "ink", 1.8 * k)):
            painter.setPen(one)
            painter.drawPolyline(line)
            for end in (line.first(), line.last()):
                painter.drawEllipse(end, 3.5 * k, 3.5 * k)
        sprite = Sprites(view).sprite(((Run(self.text(), "ink", 13, bold=True),),))
        at = line.last() + QPointF(14 * k, -sprite.height - 8 * k)
        x = min(max(at.x(), 8 * k), view.width - sprite.width - 8 * k)
        y = at.y() if at.y() > 8 * k else line.last().y() + 14 * k
        sprite.draw(painter, x, y, view.vector)
