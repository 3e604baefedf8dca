"""What one aircraft with a radar over Misawa changes: the area that no radar sees, before and after."""

import math
from dataclasses import dataclass
from typing import Any

from explorer.frame.state import State, Stated
from explorer.radar.blind import Blind, blind_of
from explorer.radar.contour import Polygon
from explorer.radar.model import RadarModel, from_scenario
from explorer.scenario import units
from explorer.scenario.model import Moment, Scenario, Site
from explorer.scenario.whatif import E2C, Picket, WhatIf, apply

ALTITUDES_M = tuple(units.metres(feet) for feet in (100.0, 1_800.0, 20_000.0))
_BASE = "misawa"
_ARRIVES = "e2c-first"


@dataclass(frozen=True, slots=True, eq=False)
class PicketReach:
    """The blind areas within ``range_km`` of a base, ``area_km2`` in all, at each of `ALTITUDES_M`.

    ``stations`` is how many radars on the ground were asked; ``within`` is the circle, in map km.
    """

    base: Site
    altitude_m: float
    range_km: float
    area_km2: float
    blind: tuple[Blind, ...]
    stations: int = 0
    within: tuple[Polygon, ...] = ()

    def at(self, altitude_m: float | None) -> Blind:
        """Return the level nearest to an altitude, by ratio; the lowest where none is chosen."""
        if altitude_m is None:
            return self.blind[0]
        wanted = math.log(max(altitude_m, 1.0))
        return min(self.blind, key=lambda b: abs(math.log(b.altitude_m) - wanted))


def arrival(scenario: Scenario) -> Moment | None:
    """Return the moment at which the aircraft with the radar comes; None where the scenario has none."""
    if _BASE not in scenario.sites:
        return None
    return next((m for m in scenario.moments if m.id == _ARRIVES), None)


def on_station(scenario: Scenario, state: State) -> bool | None:
    """Return whether it has come, as the state's voice tells it; None in chapters that do not tell of it.

    None too where something is supposed, which is another picture, and where only what is stated may show.
    """
    moment = arrival(scenario)
    if moment is None or scenario.hypothetical or moment.chapter != state.chapter:
        return None
    if state.stated is not Stated.ALL:
        return None
    return moment.at(state.voice) <= state.time


def picket_reach(scenario: Scenario, radar: RadarModel) -> PicketReach | None:
    """Return what an E-2C over its base would leave dark; None where the scenario has no such base.

    Takes some seconds: every station that reaches into its circle is swept.
    """
    base, height = scenario.sites.get(_BASE), scenario.assumptions.get("e2c-altitude")
    if base is None or height is None:
        return None
    supposed = apply(scenario, WhatIf(picket=Picket(base.lon, base.lat, height.value)))
    stations = dict(from_scenario(supposed, radar.relief).stations)
    aloft = stations.pop(E2C, None)
    if aloft is None:
        return None
    found = blind_of(stations.values(), aloft, radar.relief, ALTITUDES_M)
    return PicketReach(
        base, height.value, aloft.range_km, found.area_km2, found.levels, len(stations), found.within
    )


def to_json(made: PicketReach, here: bool) -> dict[str, Any]:
    """Return the dark areas as plain values, as ``describe --json`` prints them."""
    return {
        "base": made.base.id,
        "on_station": here,
        "range_km": round(made.range_km, 1),
        "area_km2": round(made.area_km2),
        "dark": [
            {
                "altitude_m": round(b.altitude_m, 2),
                "stations_km2": round(b.without_km2),
                "with_e2c_km2": round(b.with_km2),
            }
            for b in made.blind
        ],
    }


def in_words(made: PicketReach, system: str) -> tuple[str, ...]:
    """Return the dark areas, a line a height."""
    base = made.base.names.get("en", made.base.id)
    within = f"{units.distance(made.range_km, system)} of {base}"
    return tuple(
        f"Dark to every radar at {units.altitude(b.altitude_m, system)}, within {within}: "
        f"{area_words(b.without_km2)} with the stations of 1976 alone, "
        f"{area_words(b.with_km2)} with one E-2C (by line of sight, where the ground is lower; assumed)"
        for b in made.blind
    )


def area_words(km2: float) -> str:
    """Return an area to the nearest thousand km²: the model is no finer."""
    return f"{units.nearest(km2, 1000):,.0f} km²"
