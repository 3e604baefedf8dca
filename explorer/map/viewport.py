"""How map kilometres fall on pixels: framings, limits, zoom and pan, without any widget.

A framing (``State.view``) asks for a stretch of the map ``width_km`` wide and ``SHAPE`` of that high; both
fit into whatever room the picture has, so that docks and window sizes change the scale and never lose
what was to be seen.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from explorer.frame.state import View
from explorer.geo.projection import MAP
from explorer.scenario.model import Floats
from explorer.theme import Theme

LIMITS = (-1950.0, -2250.0, 1950.0, 1650.0)
"""West, south, east and north of what may be shown, in map km: the base map reaches 50 km further."""

SHAPE = 0.58  # height of a framing against its width
NARROWEST_KM = 12.0  # of a framing: the coast is good to about 50 m
WIDEST_KM = 3600.0


@dataclass(frozen=True)
class Viewport:
    """One picture of the map: ``x``, ``y`` in map km fall on its middle; sizes in (logical) pixels.

    ``scale`` enlarges pens, symbols and letters against the screen's, ``ratio`` is the device's pixels for
    one of ours, ``vector`` asks for text and curves rather than cached pixels (SVG, PDF).
    """

    x: float
    y: float
    km_per_px: float
    width: float
    height: float
    theme: Theme
    scale: float = 1.0
    ratio: float = 1.0
    vector: bool = False

    @cached_property
    def transform(self) -> QTransform:
        """Map km to pixels."""
        k = 1 / self.km_per_px
        return QTransform(k, 0, 0, -k, self.width / 2 - self.x * k, self.height / 2 + self.y * k)

    @cached_property
    def extent(self) -> QRectF:
        """The map km shown; y grows northwards, so ``top()`` is the southern edge."""
        w, h = self.width * self.km_per_px, self.height * self.km_per_px
        return QRectF(self.x - w / 2, self.y - h / 2, w, h)

    def px(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return the pixels of map km; arrays broadcast."""
        k = 1 / self.km_per_px
        return (
            (np.asarray(x, dtype=float) - self.x) * k + self.width / 2,
            (self.y - np.asarray(y, dtype=float)) * k + self.height / 2,
        )

    def point(self, x: float, y: float) -> QPointF:
        """Return the pixel of one place in map km."""
        k = 1 / self.km_per_px
        return QPointF((x - self.x) * k + self.width / 2, (self.y - y) * k + self.height / 2)

    def km(self, px: float, py: float) -> tuple[float, float]:
        """Return the map km under a pixel."""
        return (
            self.x + (px - self.width / 2) * self.km_per_px,
            self.y - (py - self.height / 2) * self.km_per_px,
        )

    def km_columns(self, px: Floats, py: Floats) -> tuple[Floats, Floats]:
        """Return the map km under columns of pixels."""
        k = self.km_per_px
        return self.x + (px - self.width / 2) * k, self.y - (py - self.height / 2) * k

    def place(self, px: float, py: float) -> tuple[float, float]:
        """Return longitude and latitude under a pixel."""
        lon, lat = MAP.inverse(*self.km(px, py))
        return float(lon), float(lat)

    def shows(self, px: float, py: float, margin: float = 0.0) -> bool:
        """Return whether a pixel is in the picture, or within ``margin`` of it."""
        return -margin <= px <= self.width + margin and -margin <= py <= self.height + margin


def viewport(
    view: View,
    width: float,
    height: float,
    theme: Theme,
    *,
    scale: float = 1.0,
    ratio: float = 1.0,
    vector: bool = False,
) -> Viewport:
    """Return the picture of a framing in ``width`` x ``height`` pixels, kept inside the base map."""
    x, y = MAP.forward(view.lon, view.lat)
    width, height = max(width, 1.0), max(height, 1.0)
    asked = min(max(view.width_km, NARROWEST_KM), WIDEST_KM)
    km = max(asked / width, asked * SHAPE / height)
    return clamped(Viewport(float(x), float(y), km, width, height, theme, scale, ratio, vector))


def snapped(port: Viewport) -> Viewport:
    """Return the picture moved by less than half a pixel, so that all of one scale differ by whole pixels."""
    step = port.km_per_px / port.ratio
    return replace(port, x=round(port.x / step) * step, y=round(port.y / step) * step)


def framing(port: Viewport) -> View:
    """Return the framing that gives this picture."""
    lon, lat = MAP.inverse(port.x, port.y)
    return View(float(lon), float(lat), port.km_per_px * min(port.width, port.height / SHAPE))


def zoomed(port: Viewport, factor: float, px: float, py: float) -> Viewport:
    """Return the picture enlarged by ``factor``; the place under the pixel stays there, limits allowing."""
    side = min(port.width, port.height / SHAPE)
    km = min(max(port.km_per_px / factor, NARROWEST_KM / side), WIDEST_KM / side)
    x, y = port.km(px, py)
    return clamped(
        replace(
            port,
            km_per_px=km,
            x=x - (px - port.width / 2) * km,
            y=y + (py - port.height / 2) * km,
        )
    )


def panned(port: Viewport, dx: float, dy: float) -> Viewport:
    """Return the picture moved by pixels, as a hand moves paper."""
    return clamped(replace(port, x=port.x - dx * port.km_per_px, y=port.y + dy * port.km_per_px))


def boxed(port: Viewport, left: float, top: float, right: float, bottom: float) -> Viewport:
    """Return the picture that a box of pixels fills."""
    wide, high = max(right - left, 1.0), max(bottom - top, 1.0)
    x, y = port.km((left + right) / 2, (top + bottom) / 2)
    factor = min(port.width / wide, port.height / high)
    return zoomed(replace(port, x=x, y=y), factor, port.width / 2, port.height / 2)


def follow(port: Viewport, x: float, y: float) -> Viewport:
    """Return the picture moved by as little as keeps a place (map km) in its middle third."""
    px = port.point(x, y)
    dx = min(max(px.x(), port.width / 3), port.width * 2 / 3) - px.x()
    dy = min(max(px.y(), port.height / 3), port.height * 2 / 3) - px.y()
    return port if dx == 0 and dy == 0 else panned(port, dx, dy)


def clamped(port: Viewport) -> Viewport:
    """Return the picture moved, and enlarged if it must be, so that the base map fills it."""
    west, south, east, north = LIMITS
    km = min(port.km_per_px, (east - west) / port.width, (north - south) / port.height)
    w, h = port.width * km / 2, port.height * km / 2
    x = min(max(port.x, west + w), east - w)
    y = min(max(port.y, south + h), north - h)
    return port if (x, y, km) == (port.x, port.y, port.km_per_px) else replace(port, x=x, y=y, km_per_px=km)
