"""What is said of a station's sight: could it, why not, down to where, and how sure that is."""

import math
import re

from explorer.frame.frame import AircraftNow, StationNow
from explorer.scenario import units
from explorer.scenario.model import Basis, Scenario

COULD = {
    "clear": "yes: nothing between",
    "below-horizon": "no: below the horizon",
    "behind-terrain": "no: behind terrain",
    "out-of-range": "no: beyond its range",
    "everywhere": "yes, wherever he was",
    "nowhere": "no, wherever he was",
    "depends": "depends on where he was",
}
_NAMING = ("town", "airfield", "air-base", "control", "port")  # kinds of places that a ridge is named by
_NEAR_KM = 75.0
_BESIDE_KM = 12.0
_MOUNTAINS_M, _HILLS_M = 600.0, 150.0
_WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
_KIND_WORDS = re.compile(r"( Air Base| air base| Airport| Area Control Center|^Port of )")


def ridge(scenario: Scenario, lon: float, lat: float, height_m: float) -> str:
    """Return ground that stands in the way, named by the nearest place: ``hills west of Hakodate``.

    ``height_m`` chooses the word; distances are on a plane, good enough for a direction.
    """
    land = "mountains" if height_m >= _MOUNTAINS_M else "hills" if height_m >= _HILLS_M else "land"
    shrink = math.cos(math.radians(lat))
    found: tuple[float, float, float, str] | None = None
    for site in scenario.sites.values():
        if site.kind not in _NAMING or site.rank > 2 or not site.drawn:
            continue
        north = 111.2 * (lat - site.lat)
        east = 111.2 * shrink * (lon - site.lon)
        away = math.hypot(east, north)
        if away <= _NEAR_KM and (found is None or away < found[0]):
            found = (away, east, north, site.names.get("en", site.id))
    if found is None:
        return land
    away, east, north, name = found
    name = _KIND_WORDS.sub("", name)
    if away <= _BESIDE_KM:
        return f"{land} by {name}"
    wind = _WINDS[round(math.degrees(math.atan2(east, north)) / 45) % 8]
    return f"{land} {wind} of {name}"


def could(station: StationNow) -> str:
    """Return whether the station could see him, and if not, why; empty where it cannot be computed."""
    if station.sight is None:
        return ""
    if station.sight == "depends" and station.floor_m is not None:
        return "depends on his height, which is not known"
    words = COULD[station.sight]
    if station.sight == "behind-terrain" and station.blocked_by:
        words = f"no: behind {station.blocked_by}"
    return words + ("; within the model's margin" if station.close else "")


def floor_words(floor_m: float, blurred: bool, system: str) -> str:
    """Return what a station sees nothing below, to be put after its name: ``sees down to the sea``.

    ``blurred`` says that the floor carries the margin of the shipped relief.
    """
    text = units.floor_text(floor_m, blurred, system)
    if not blurred and text.startswith("0 "):
        return "sees down to the sea"
    if text.startswith("up to "):
        return f"has its floor at {text.removeprefix('up to ')} or lower"
    return f"sees nothing below {text}"


def sees(station: StationNow, system: str) -> str:
    """Return how low the station sees over him; empty where it cannot be computed."""
    if station.floor_m is None:
        return ""
    if station.sight == "out-of-range" and station.instrumented_km is not None:
        return f"sees no farther than {units.distance(station.instrumented_km, system)}"
    return floor_words(station.floor_m, station.by_terrain and station.margin_m > 0, system)


def share_text(low: float, high: float) -> str:
    """Return a share and its range as it is printed: 100 %, or 87–100 %."""
    a, b = round(100 * low), round(100 * high)
    return f"{a} %" if a == b else f"{a}–{b} %"


def hidden(station: StationNow, uncertainty_km: float | None = None) -> str:
    """Return how much of where he could be is hidden from the station; empty until that is computed."""
    if station.hidden_low is None or station.hidden_high is None:
        return ""
    share = share_text(station.hidden_low, station.hidden_high)
    if station.range_km is None:
        return f"{share} of where he could be is hidden"
    within = f"within ±{uncertainty_km:.0f} km of the place" if uncertainty_km else "at the place"
    return f"{share} hidden {within}"


def sight_basis(hero: AircraftNow | None) -> Basis:
    """Return how sure a verdict can be: where nobody knows his height, between which he was is assumed."""
    return Basis.DERIVED if hero is not None and hero.altitude_m is not None else Basis.ASSUMED
