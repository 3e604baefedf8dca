"""Longitude and latitude to kilometres on the map, and back.

The oblique stereographic projection of the WGS84 ellipsoid: conformal (a bearing on the map is a bearing
on the ground) and azimuthal about its centre. Formulas: J. P. Snyder, *Map Projections: A Working Manual*,
USGS Professional Paper 1395 (1987), equations 3-1, 3-5, 14-15, 21-24 and 21-27 to 21-38.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.scenario.model import Floats

_A_KM = 6378.137
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)
_E = math.sqrt(_E2)


def _conformal(phi: Floats) -> Floats:
    """Return the conformal latitude of geodetic latitude ``phi``, both in radians (Snyder 3-1)."""
    s = np.sin(phi)
    return np.asarray(
        2 * np.arctan(np.tan(np.pi / 4 + phi / 2) * ((1 - _E * s) / (1 + _E * s)) ** (_E / 2)) - np.pi / 2
    )


def _geodetic(chi: Floats) -> Floats:
    """Return the geodetic latitude of conformal latitude ``chi``, both in radians (Snyder 3-5)."""
    e2, e4, e6, e8 = _E2, _E2**2, _E2**3, _E2**4
    return np.asarray(
        chi
        + (e2 / 2 + 5 * e4 / 24 + e6 / 12 + 13 * e8 / 360) * np.sin(2 * chi)
        + (7 * e4 / 48 + 29 * e6 / 240 + 811 * e8 / 11520) * np.sin(4 * chi)
        + (7 * e6 / 120 + 81 * e8 / 1120) * np.sin(6 * chi)
        + (4279 * e8 / 161280) * np.sin(8 * chi)
    )


@dataclass(frozen=True, slots=True)
class Projection:
    """An oblique stereographic projection about ``lon0``, ``lat0`` (degrees); map units are km."""

    lon0: float
    lat0: float

    def _centre(self) -> tuple[float, float, float]:
        """Return sin and cos of the centre's conformal latitude and the sphere's scale in km."""
        phi = math.radians(self.lat0)
        chi = float(_conformal(np.float64(phi)))  # type: ignore[arg-type]
        m = math.cos(phi) / math.sqrt(1 - _E2 * math.sin(phi) ** 2)
        return math.sin(chi), math.cos(chi), 2 * _A_KM * m / math.cos(chi)

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Project degrees to map km; arrays broadcast, nan stays nan."""
        sin1, cos1, scale = self._centre()
        lam = np.radians(np.asarray(lon, dtype=float) - self.lon0)
        chi = _conformal(np.radians(np.asarray(lat, dtype=float)))
        sin, cos = np.sin(chi), np.cos(chi)
        a = scale / (1 + sin1 * sin + cos1 * cos * np.cos(lam))
        return np.asarray(a * cos * np.sin(lam)), np.asarray(a * (cos1 * sin - sin1 * cos * np.cos(lam)))

    def inverse(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Turn map km back into degrees."""
        sin1, cos1, scale = self._centre()
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        rho = np.hypot(x, y)
        c = 2 * np.arctan2(rho, scale)
        safe = np.where(rho == 0, 1.0, rho)
        chi = np.arcsin(np.clip(np.cos(c) * sin1 + y * np.sin(c) * cos1 / safe, -1, 1))
        lam = np.arctan2(x * np.sin(c), rho * cos1 * np.cos(c) - y * sin1 * np.sin(c))
        lon = self.lon0 + np.degrees(np.where(rho == 0, 0.0, lam))
        return np.asarray(lon), np.degrees(_geodetic(np.where(rho == 0, math.asin(sin1), chi)))

    def scale(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Return map km per true km at a place (1 at the centre), along the meridian."""
        lat = np.asarray(lat, dtype=float)
        h = 0.005
        x1, y1 = self.forward(lon, lat - h)
        x2, y2 = self.forward(lon, lat + h)
        phi = np.radians(lat)
        radius = _A_KM * (1 - _E2) / (1 - _E2 * np.sin(phi) ** 2) ** 1.5
        return np.asarray(np.hypot(x2 - x1, y2 - y1) / (radius * np.radians(2 * h)))


MAP = Projection(138.0, 42.0)
"""The program's one projection, centred in the Sea of Japan."""
