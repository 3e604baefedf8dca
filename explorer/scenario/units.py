"""Units: exact factors, and figures rounded to what they can bear.

Inside the program altitudes are metres, distances km, speeds km/h. `System` chooses what a person reads;
``SOURCE`` writes as the article does: feet, statute miles, miles an hour.
"""

import math
from enum import StrEnum

KM_PER_MILE = 1.609344  # international mile, exact
KM_PER_NAUTICAL_MILE = 1.852  # exact
M_PER_FOOT = 0.3048  # international foot, exact

TERRAIN_FLOOR_ERROR_M = 400.0
"""How far a floor set by terrain may be off: the 5' model with its crest factor beside a 15" one."""

UNKNOWN = "unknown"


class System(StrEnum):
    """The units that a person reads."""

    METRIC = "metric"  # m, km, km/h
    NAUTICAL = "nautical"  # ft, nautical miles, knots
    SOURCE = "source"  # ft, statute miles, mph


def feet(metres: float) -> float:
    """Return metres as feet."""
    return metres / M_PER_FOOT


def metres(feet: float) -> float:
    """Return feet as metres."""
    return feet * M_PER_FOOT


def miles(km: float) -> float:
    """Return km as statute miles, or km/h as miles an hour."""
    return km / KM_PER_MILE


def km_from_miles(miles: float) -> float:
    """Return statute miles as km, or miles an hour as km/h."""
    return miles * KM_PER_MILE


def nautical_miles(km: float) -> float:
    """Return km as nautical miles, or km/h as knots."""
    return km / KM_PER_NAUTICAL_MILE


def km_from_nautical_miles(nautical: float) -> float:
    """Return nautical miles as km, or knots as km/h."""
    return nautical * KM_PER_NAUTICAL_MILE


def nearest(value: float, step: float) -> float:
    """Return ``value`` rounded to a multiple of ``step``, halves upwards."""
    return math.floor(value / step + 0.5) * step


def altitude(m: float | None, system: str = System.METRIC) -> str:
    """Return an aircraft's altitude, from metres: ``1,800 ft``, ``550 m``; no source gives more digits."""
    if m is None or not math.isfinite(m):
        return UNKNOWN
    if system == System.METRIC:
        return f"{nearest(m, 1 if m < 100 else 10 if m < 1000 else 100):,.0f} m"
    ft = feet(m)
    return f"{nearest(ft, 10 if ft < 1000 else 100):,.0f} ft"


def height(m: float | None, system: str = System.METRIC) -> str:
    """Return a surveyed height such as an antenna's, to the metre or foot."""
    if m is None or not math.isfinite(m):
        return UNKNOWN
    return f"{nearest(m, 1):,.0f} m" if system == System.METRIC else f"{nearest(feet(m), 1):,.0f} ft"


def distance(km: float | None, system: str = System.METRIC) -> str:
    """Return a distance, from km: tenths below ten, whole units above."""
    if km is None or not math.isfinite(km):
        return UNKNOWN
    value, unit = _choose(km, system, ("km", "nm", "mi"))
    return f"{nearest(value, 0.1):.1f} {unit}" if value < 9.95 else f"{nearest(value, 1):,.0f} {unit}"


def speed(kmh: float | None, system: str = System.METRIC) -> str:
    """Return an aircraft's speed, from km/h, to the nearest ten above a hundred."""
    if kmh is None or not math.isfinite(kmh):
        return UNKNOWN
    value, unit = _choose(kmh, system, ("km/h", "kt", "mph"))
    return f"{nearest(value, 10 if value >= 100 else 1):,.0f} {unit}"


def floor_text(m: float | None, terrain: bool, system: str = System.NAUTICAL) -> str:
    """Return the lowest altitude that a radar sees, from metres, as exactly as it is known.

    A floor set by terrain carries `TERRAIN_FLOOR_ERROR_M` and prints as a range to the nearest 500 ft (or
    200 m); one set by the smooth earth prints to the nearest 100 ft (or 50 m).
    """
    if m is None or not math.isfinite(m):
        return UNKNOWN
    metric = system == System.METRIC
    unit, scale = ("m", 1.0) if metric else ("ft", M_PER_FOOT)
    if not terrain:
        return f"{nearest(m / scale, 50 if metric else 100):,.0f} {unit}"
    step = 200 if metric else 500
    low = nearest((m - TERRAIN_FLOOR_ERROR_M) / scale, step)
    high = nearest((m + TERRAIN_FLOOR_ERROR_M) / scale, step)
    return f"{low:,.0f}–{high:,.0f} {unit}" if low > 0 else f"up to {high:,.0f} {unit}"


def _choose(value: float, system: str, units: tuple[str, str, str]) -> tuple[float, str]:
    if system == System.METRIC:
        return value, units[0]
    return (nautical_miles(value), units[1]) if system == System.NAUTICAL else (miles(value), units[2])
