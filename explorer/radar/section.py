"""The vertical section from a station to a place: what stands between, and how the ray passes over it."""

from dataclasses import dataclass

import numpy as np

from explorer.radar.horizon import Floor, Station, floor_at, rays
from explorer.radar.terrain import Relief
from explorer.scenario.model import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A profile along the great circle, as columns: range in km, place in degrees, metres above the sea.

    ``drop_m`` is how far the sea has sunk below the antenna's level plane, r**2/(2a): with it taken from
    every height, rays are straight and the sea is a curve; without it the sea is level and rays bend up.
    ``grazing_m`` is the lowest ray that reaches the place; it ends there at the floor.
    """

    station: Station
    floor: Floor
    range_km: Floats
    lon: Floats
    lat: Floats
    ground_m: Floats
    drop_m: Floats
    grazing_m: Floats

    def line_m(self, altitude_m: float) -> Floats:
        """Return the height of the straight ray from the antenna to ``altitude_m`` over the place."""
        return _line(self.station, self.floor.range_km, altitude_m, self.range_km)

    def clearance(self, altitude_m: float) -> tuple[float, float]:
        """Return by how many metres that ray clears the ground at its worst (below 0: cut), and where, km."""
        before = self.range_km <= self.floor.range_km
        room = (self.line_m(altitude_m) - self.ground_m)[before]
        # At the antenna itself the mast's own height is no margin, so the worst is sought beyond it.
        worst = int(np.argmin(room[1:])) + 1 if room.size > 1 else 0
        return float(room[worst]), float(self.range_km[worst])


def _line(station: Station, to_km: float, altitude_m: float, at_km: Floats) -> Floats:
    bend = 500 / station.earth_km
    slope = (altitude_m - station.antenna_m) / max(to_km, 1e-9) - bend * to_km
    return np.asarray(station.antenna_m + slope * at_km + bend * at_km**2)


def section(
    station: Station,
    lon: float,
    lat: float,
    relief: Relief,
    *,
    beyond_km: float = 0.0,
    count: int = 400,
    floor: Floor | None = None,
) -> Section:
    """Return the profile from ``station`` over the place and ``beyond_km`` on, in ``count`` even steps.

    ``floor`` is that over the place, where it is already known.
    """
    floor = floor_at(station, lon, lat, relief) if floor is None else floor
    at = np.linspace(0, floor.range_km + beyond_km, count)
    line = rays(
        np.array([station.lon]), np.array([station.lat]), np.array([lon]), np.array([lat]), relief, at
    )
    return Section(
        station=station,
        floor=floor,
        range_km=at,
        lon=line.lon[0],
        lat=line.lat[0],
        ground_m=relief.height(line.lon[0], line.lat[0]),
        drop_m=500 / station.earth_km * at**2,
        grazing_m=_line(station, floor.range_km, floor.floor_m, at),
    )
