"""What one aircraft with a radar over Misawa changes: the area that no radar sees, before and after."""

from dataclasses import dataclass

from explorer.radar.blind import Blind, blind_of
from explorer.radar.model import RadarModel, from_scenario
from explorer.scenario import units
from explorer.scenario.model import Scenario, Site
from explorer.scenario.whatif import E2C, Picket, WhatIf, apply

ALTITUDES_M = tuple(units.metres(feet) for feet in (100.0, 1_800.0, 20_000.0))
_BASE = "misawa"


@dataclass(frozen=True, slots=True)
class PicketReach:
    """The blind areas within ``range_km`` of a base, ``area_km2`` in all, at each of `ALTITUDES_M`."""

    base: Site
    altitude_m: float
    range_km: float
    area_km2: float
    blind: tuple[Blind, ...]


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
    area, blind = blind_of(stations.values(), aloft, radar.relief, ALTITUDES_M)
    return PicketReach(base, height.value, aloft.range_km, area, blind)
