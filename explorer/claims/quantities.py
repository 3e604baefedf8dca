"""Units of claims: what they measure, exact factors between them, and figures as a sentence carries them."""

import math

from explorer.claims.model import Quantity
from explorer.scenario import times, units
from explorer.scenario.model import Zone

DATE = "date"
COUNT = "count"
YEAR = "year"

_LENGTH, _SPEED, _DURATION, _MASS = "length", "speed", "duration", "mass"
UNITS: dict[str, tuple[str, float]] = {
    "km": (_LENGTH, 1.0),
    "m": (_LENGTH, 1e-3),
    "ft": (_LENGTH, units.M_PER_FOOT / 1000),
    "mi": (_LENGTH, units.KM_PER_MILE),
    "nmi": (_LENGTH, units.KM_PER_NAUTICAL_MILE),
    "km/h": (_SPEED, 1.0),
    "mph": (_SPEED, units.KM_PER_MILE),
    "kt": (_SPEED, units.KM_PER_NAUTICAL_MILE),
    "s": (_DURATION, 1.0),
    "min": (_DURATION, 60.0),
    "h": (_DURATION, 3600.0),
    "d": (_DURATION, 86400.0),
    "kg": (_MASS, 1.0),
    "t": (_MASS, 1000.0),
    "kg/h": ("burn", 1.0),
    "kg/km": ("burn over distance", 1.0),
    "%": ("share", 1.0),
    "years": ("age", 1.0),
    YEAR: (YEAR, 1.0),
    DATE: (DATE, 1.0),
    COUNT: (COUNT, 1.0),
    "": ("number", 1.0),
}
"""Each unit with what it measures and its size in the house unit of that."""


def convert(quantity: Quantity, unit: str) -> float:
    """Return the value in ``unit``; raises ``ValueError`` where the two measure different things."""
    kind, size = UNITS[quantity.unit]
    other, other_size = UNITS[unit]
    if kind != other:
        raise ValueError(f"{quantity.unit} is a unit of {kind}, {unit or 'a bare number'} of {other}")
    return quantity.value * size / other_size


def figure(value: float | None, unit: str, zone: Zone | None = None) -> str:
    """Return ``402 mi``, ``1.24 mi``, ``22 Oct 1976``: about three digits, more only where they are whole."""
    if value is None or not math.isfinite(value):
        return "not known"
    if unit == DATE:
        return times.day(value, zone) if zone is not None else times.iso(value)[:10]
    if unit == YEAR:
        return f"{value:.0f}"
    size = abs(value)
    if unit == COUNT or size >= 100 or value == int(value):
        number = f"{value:,.0f}"
    else:
        number = f"{value:.1f}" if size >= 10 else f"{value:.2f}"
    return number if unit in (COUNT, "") else f"{number} {unit}"
