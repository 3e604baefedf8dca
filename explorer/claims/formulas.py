"""The one table of the formulas that claims are checked by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from explorer.claims import arithmetic, radar_formulas
from explorer.claims.given import Given
from explorer.claims.quantities import COUNT, DATE, UNITS, YEAR
from explorer.claims.working import Outcome, Work


class Gives(StrEnum):
    """What an input must give to stand at a role."""

    PLACE = "place"
    TIME = "time"
    ALTITUDE = "altitude"
    SPEED = "speed"
    FIGURE = "figure"
    PASSING = "passing"  # a place and its time
    STATION = "station"  # a site with an antenna


@dataclass(frozen=True, slots=True)
class Role:
    """A place for inputs in a formula: what each must give; a FIGURE in the kind of unit of ``unit``."""

    gives: Gives
    unit: str = ""
    many: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A check: ``method`` says what it does, ``roles`` what goes in, ``run`` does it.

    ``measures`` is what a claimed value must measure to be set beside it (see ``quantities.UNITS``), or empty
    where any goes. A ``radar`` formula needs the radar model.
    """

    id: str
    method: str
    roles: Mapping[str, Role]
    run: Callable[[Work], Outcome]
    measures: str = ""
    radar: bool = False


def _way() -> dict[str, Role]:
    """Return the roles of a way: a figure, or from one place to another."""
    return {
        "distance": Role(Gives.FIGURE, "km", optional=True),
        "from": Role(Gives.PLACE, optional=True),
        "to": Role(Gives.PLACE, optional=True),
    }


_PLACE, _TIME, _STATION = Role(Gives.PLACE), Role(Gives.TIME), Role(Gives.STATION)
_KM, _M, _KMH = Role(Gives.FIGURE, "km"), Role(Gives.FIGURE, "m"), Role(Gives.FIGURE, "km/h")
_LENGTH, _SPEED, _DURATION = (UNITS[unit][0] for unit in ("km", "km/h", "min"))

_TABLE = (
    Formula(
        "distance",
        "Shortest line between two places on the WGS84 ellipsoid.",
        {"from": _PLACE, "to": _PLACE},
        arithmetic.distance,
        _LENGTH,
    ),
    Formula(
        "path",
        "Shortest lines from place to place, added.",
        {"point": Role(Gives.PLACE, many=True)},
        arithmetic.path,
        _LENGTH,
    ),
    Formula(
        "mean-speed",
        "Shortest line between two fixes, over the time between them.",
        {"from": Role(Gives.PASSING), "to": Role(Gives.PASSING)},
        arithmetic.mean_speed,
        _SPEED,
    ),
    Formula(
        "speed-needed",
        "The way over the claimed time, beside the fastest that could be.",
        {**_way(), "limit": _KMH},
        arithmetic.speed_needed,
        _DURATION,
    ),
    Formula(
        "speed-to-meet",
        "The way over the time there was, beside the fastest that could be.",
        {**_way(), "start": _TIME, "end": _TIME, "limit": _KMH},
        arithmetic.speed_needed,
        UNITS[COUNT][0],
    ),
    Formula(
        "duration",
        "Time from one to the other.",
        {"from": _TIME, "to": _TIME},
        arithmetic.duration,
        _DURATION,
    ),
    Formula(
        "converted",
        "Another source's figure in the article's unit.",
        {"figure": Role(Gives.FIGURE)},
        arithmetic.converted,
    ),
    Formula(
        "altitude",
        "The altitude at a fix in the article's unit.",
        {"fix": Role(Gives.ALTITUDE)},
        arithmetic.altitude,
        _LENGTH,
    ),
    Formula(
        "speed",
        "The speed stated at a fix in the article's unit.",
        {"fix": Role(Gives.SPEED)},
        arithmetic.speed,
        _SPEED,
    ),
    Formula(
        "crossing",
        "Where a great-circle course comes to a given range of a third place, and how far its end is.",
        {"from": _PLACE, "to": _PLACE, "seen-from": _PLACE, "range": _KM},
        arithmetic.crossing,
        _LENGTH,
    ),
    Formula(
        "fuel-range",
        "The published range; beside it the burn and the time that the claimed range means.",
        {"range": _KM, "fuel": Role(Gives.FIGURE, "kg"), "mach": Role(Gives.FIGURE, ""), "height": _M},
        arithmetic.fuel_range,
        _LENGTH,
    ),
    Formula(
        "recorder",
        "What an instrument read, beside the least that it can tell.",
        {"reading": _M, "least": _M},
        arithmetic.recorder,
        _LENGTH,
    ),
    Formula(
        "outside-horizon",
        "Distance from a station, less the horizons of antenna and target: sqrt(2ah) + sqrt(2at), "
        "a = k × 6,371 km.",
        {"station": _STATION, "place": _PLACE, "height": _M, "k": Role(Gives.FIGURE, "")},
        arithmetic.outside_horizon,
        _LENGTH,
    ),
    Formula("year", "The year in which it happened.", {"when": _TIME}, arithmetic.year, UNITS[YEAR][0]),
    Formula(
        "day",
        "The day on which it happened, beside the one claimed.",
        {"when": _TIME},
        arithmetic.day,
        UNITS[DATE][0],
    ),
    Formula(
        "age", "Whole years from birth.", {"born": _TIME, "at": _TIME}, arithmetic.age, UNITS["years"][0]
    ),
    Formula(
        "count-stations",
        "The radar stations of the catalogue, counted.",
        {},
        arithmetic.count_stations,
        UNITS[COUNT][0],
    ),
    Formula(
        "count-returns",
        "The contacts with him on record between two times, counted; fighters' radars apart.",
        {"from": _TIME, "to": _TIME},
        arithmetic.count_returns,
        UNITS[COUNT][0],
    ),
    Formula(
        "sum",
        "Figures of another source, added.",
        {"term": Role(Gives.FIGURE, COUNT, many=True)},
        arithmetic.total,
        UNITS[COUNT][0],
    ),
    Formula(
        "stations-in-sight",
        "How many stations have a line of sight to a place at an altitude, by the radar model.",
        {"place": _PLACE, "height": _M},
        radar_formulas.stations_in_sight,
        UNITS[COUNT][0],
        radar=True,
    ),
    Formula(
        "hidden-share",
        "The share of the places about the fix, as far as it may be off, that the station cannot see at the "
        "claimed altitude, by the radar model.",
        {"station": _STATION, "place": _PLACE, "spread": _KM},
        radar_formulas.hidden_share,
        _LENGTH,
        radar=True,
    ),
    Formula(
        "hidden-over-reach",
        "The share of the places where he can have been, in the middle of each unknown stretch, that a "
        "station cannot see at the claimed altitude, by the radar model.",
        {"station": _STATION, "from": _TIME, "to": _TIME, "speed": _KMH},
        radar_formulas.hidden_over_reach,
        _LENGTH,
        radar=True,
    ),
)
FORMULAS: dict[str, Formula] = {formula.id: formula for formula in _TABLE}


def fits(formula: Formula, unit: str) -> bool:
    """Return whether a claimed value in ``unit`` can be set beside what the formula gives."""
    return not formula.measures or UNITS[unit][0] == formula.measures


_LACKS = {
    Gives.PLACE: "gives no place",
    Gives.TIME: "gives no time",
    Gives.PASSING: "does not give both a place and a time",
    Gives.ALTITUDE: "gives no altitude",
    Gives.SPEED: "gives no speed",
    Gives.STATION: "is not a site",
}


def gives(given: Given, role: Role) -> str:
    """Return what is missing in ``given`` for ``role``, or an empty string."""
    if role.gives is Gives.FIGURE:
        if given.quantity is None:
            return "gives no figure"
        kind = UNITS[given.quantity.unit][0] if given.quantity.unit in UNITS else "?"
        if role.unit and kind != UNITS[role.unit][0]:
            return f"is in {given.quantity.unit or 'no unit'}, where {UNITS[role.unit][0]} is wanted"
        return ""
    has = {
        Gives.PLACE: given.place is not None,
        Gives.TIME: given.time is not None,
        Gives.PASSING: given.place is not None and given.time is not None,
        Gives.ALTITUDE: given.altitude_m is not None,
        Gives.SPEED: given.speed_kmh is not None,
        Gives.STATION: given.site is not None,
    }[role.gives]
    return "" if has else _LACKS[role.gives]
