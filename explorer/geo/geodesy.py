"""Distances, bearings and great circles on the WGS84 ellipsoid, by pyproj (Karney's geodesics).

"Great circle" is the field's word for the shortest line; on the ellipsoid it is the geodesic.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from pyproj import Geod

from explorer.scenario.model import Floats

_WGS84 = Geod(ellps="WGS84")


def inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats]:
    """Return the distance in km and the initial bearing in degrees, 0 to below 360; arrays broadcast."""
    a, b, c, d = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (lon1, lat1, lon2, lat2)))
    azimuth, _, metres = _WGS84.inv(a, b, c, d)
    # Twice: a hair west of north, -1e-14 % 360 is 360 itself.
    return np.asarray(metres, dtype=float) / 1000, np.asarray(azimuth, dtype=float) % 360 % 360


def direct(
    lon: ArrayLike, lat: ArrayLike, azimuth_deg: ArrayLike, range_km: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the place ``range_km`` away along the bearing ``azimuth_deg``; arrays broadcast."""
    a, b, c, d = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (lon, lat, azimuth_deg, range_km)))
    lon2, lat2, _ = _WGS84.fwd(a, b, c, d * 1000)
    return np.asarray(lon2, dtype=float), np.asarray(lat2, dtype=float)


@lru_cache(maxsize=256)
def leg(lon1: float, lat1: float, lon2: float, lat2: float) -> tuple[float, float]:
    """Return ``inverse`` of one pair of places; the legs that time runs along are remembered."""
    azimuth, _, metres = _WGS84.inv(lon1, lat1, lon2, lat2)
    return float(metres) / 1000, float(azimuth) % 360 % 360


def ahead(lon: float, lat: float, azimuth_deg: float, range_km: float) -> tuple[float, float]:
    """Return ``direct`` of one place."""
    lon2, lat2, _ = _WGS84.fwd(lon, lat, azimuth_deg, range_km * 1000)
    return float(lon2), float(lat2)


def line(lon1: float, lat1: float, lon2: float, lat2: float, n: int) -> tuple[Floats, Floats]:
    """Return ``n`` points evenly spaced from the first place to the second, both included (n >= 2)."""
    if n < 2:
        raise ValueError("a line needs two points or more")
    distance, azimuth = inverse(lon1, lat1, lon2, lat2)
    lon, lat = direct(lon1, lat1, float(azimuth), float(distance) * np.linspace(0, 1, n))
    lon[-1], lat[-1] = lon2, lat2
    return lon, lat
