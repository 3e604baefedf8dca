"""The radar model of a scenario: its stations over one relief."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from explorer.radar.contact import Hidden, SightSpan, disc, hidden_share, sight_spans
from explorer.radar.horizon import (
    INSTRUMENTED_KM,
    NAUTICAL_MILE_KM,
    Floor,
    Floors,
    Sight,
    Station,
    floor_at,
    floors_along,
    floors_at,
    sight,
)
from explorer.radar.section import Section, section
from explorer.radar.terrain import CREST_FACTOR, CREST_SPREAD, Relief, load_refractivity, load_relief
from explorer.scenario.model import Floats, Scenario

TERRAIN_MARGIN_M = 400.0
"""How far a floor that terrain sets may be off: rms 393 m against an independent 15" relief."""

K_PERCENT = (10.0, 90.0)
"""Between these shares of an average year k is taken to lie."""


@dataclass(frozen=True, slots=True, eq=False)
class RadarModel:
    """Stations by id over one relief. Making one computes nothing; every answer is computed when asked.

    ``margin_m`` is how far a floor set by terrain may be off with this relief (0: not known).
    """

    relief: Relief
    stations: dict[str, Station]
    margin_m: float = TERRAIN_MARGIN_M

    def floor(self, station: str, lon: float, lat: float) -> Floor:
        """Return the floor of a station over a place; KeyError where there is no such station."""
        return floor_at(self.stations[station], lon, lat, self.relief)

    def floors(self, station: str, lon: ArrayLike, lat: ArrayLike) -> Floors:
        """Return the floors of a station over many places; nan stays nan."""
        return floors_along(self.stations[station], lon, lat, self.relief)

    def floors_over(self, lon: float, lat: float, stations: tuple[str, ...] = ()) -> dict[str, Floor]:
        """Return the floors of several stations (all, if none is named) over one place, by id."""
        ids = stations or tuple(self.stations)
        found = floors_at([self.stations[i] for i in ids], lon, lat, self.relief)
        return dict(zip(ids, found, strict=True))

    def sight(self, station: str, floor: Floor, altitude_m: float) -> Sight:
        """Return whether a station sees something at ``altitude_m`` over the place of its ``floor``."""
        return sight(floor, altitude_m, self.stations[station].range_km)

    def band(self, floor: Floor) -> tuple[float, float]:
        """Return the lowest and highest a floor may be: the margin where terrain sets it, else itself."""
        if not floor.by_terrain:
            return floor.floor_m, floor.floor_m
        return max(floor.floor_m - self.margin_m, floor.smooth_floor_m), floor.floor_m + self.margin_m

    def bands(self, floors: Floors) -> tuple[Floats, Floats]:
        """Return ``band`` for many floors, as two columns."""
        margin = np.where(floors.by_terrain, self.margin_m, 0.0)
        low = np.maximum(floors.floor_m - margin, np.minimum(floors.smooth_floor_m, floors.floor_m))
        return low, floors.floor_m + margin

    def section(
        self, station: str, lon: float, lat: float, *, beyond_km: float = 0.0, floor: Floor | None = None
    ) -> Section:
        """Return the vertical section from a station over a place and ``beyond_km`` on.

        ``floor`` is that over the place, where it is already known.
        """
        return section(self.stations[station], lon, lat, self.relief, beyond_km=beyond_km, floor=floor)

    def spans(
        self, station: str, time: Floats, lon: Floats, lat: Floats, altitude_m: Floats
    ) -> tuple[SightSpan, ...]:
        """Return when a station could see a track, and when and why not (see ``contact.sight_spans``)."""
        return sight_spans(self.stations[station], self.relief, time, lon, lat, altitude_m)

    def hidden(self, station: str, lon: float, lat: float, radius_km: float, altitude_m: float) -> Hidden:
        """Return how much of the disc about a fix is hidden from a station, with what that may be."""
        lons, lats = disc(lon, lat, radius_km)
        return hidden_share(self.stations[station], self.relief, lons, lats, altitude_m)

    def hidden_over(
        self,
        station: str,
        lon: Floats,
        lat: Floats,
        altitude_low_m: float,
        altitude_high_m: float | None = None,
        weights: Floats | None = None,
    ) -> Hidden:
        """Return how much of a reach, given by places, is hidden; ``stretch`` is the three-valued answer."""
        found = self.stations[station]
        return hidden_share(found, self.relief, lon, lat, altitude_low_m, altitude_high_m, weights)

    def with_k(self, k: float) -> Self:
        """Return the model with one k for all stations, taken as exact."""
        changed = {i: replace(s, k=k, k_low=k, k_high=k) for i, s in self.stations.items()}
        return replace(self, stations=changed)

    def with_relief(self, relief: Relief) -> Self:
        """Return the model over another relief, whose margin is known only for the shipped one."""
        return replace(self, relief=relief, margin_m=TERRAIN_MARGIN_M if relief.shipped else 0.0)

    def with_station(self, station: Station) -> Self:
        """Return the model with one more station, or that one changed."""
        return replace(self, stations={**self.stations, station.id: station})


def shipped_relief(scenario: Scenario) -> Relief:
    """Return the shipped relief with the scenario's ``crest-factor`` and ``crest-factor-spread``.

    Raises OSError where it is missing.
    """
    assumed = {key: a.value for key, a in scenario.assumptions.items()}
    factor, spread = (
        assumed.get("crest-factor", CREST_FACTOR),
        assumed.get("crest-factor-spread", CREST_SPREAD),
    )
    return load_relief(factor=factor, spread=min(abs(spread), factor))


def from_scenario(scenario: Scenario, relief: Relief | None = None, k: float | None = None) -> RadarModel:
    """Return the model of a scenario's radars that have an antenna height.

    The assumptions ``k``, ``crest-factor``, ``crest-factor-spread``, ``instrumented-range-nm``
    (``instrumented-range-nm:ID`` for one station) and ``terrain-floor-margin`` hold where the scenario makes
    them, those of terrain for the shipped relief alone. ``k`` given is taken as exact.
    Otherwise each station has the assumed one, or where there is none the median of ITU-R P.453 there, and
    bounds as far from it as the place's 10 % and 90 % are from its median.
    Raises OSError where a data file is missing.
    """
    assumed = {key: a.value for key, a in scenario.assumptions.items()}
    if relief is None:
        relief = shipped_relief(scenario)
    range_km = assumed.get("instrumented-range-nm", INSTRUMENTED_KM / NAUTICAL_MILE_KM) * NAUTICAL_MILE_KM
    air = None if k is not None else load_refractivity()
    stations = {}
    for site in scenario.sites.values():
        if site.kind != "radar" or site.antenna_m is None:
            continue
        if air is None:
            best = low = high = float(k or 0)
        else:
            median = air.effective_k(site.lon, site.lat)
            best = assumed.get("k", median)
            high, low = (best * air.effective_k(site.lon, site.lat, p) / median for p in K_PERCENT)
        own_km = assumed.get(f"instrumented-range-nm:{site.id}", 0.0) * NAUTICAL_MILE_KM or range_km
        stations[site.id] = Station(
            site.id, site.lon, site.lat, site.antenna_m, best, low, high, own_km, site.antenna_uncertainty_m
        )
    margin = assumed.get("terrain-floor-margin", TERRAIN_MARGIN_M) if relief.shipped else 0.0
    return RadarModel(relief, stations, margin)
