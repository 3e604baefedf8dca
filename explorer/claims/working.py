"""What a formula works with, and what it hands back."""

from dataclasses import dataclass

from explorer.claims.given import Given, NotKnownError
from explorer.claims.model import Quantity
from explorer.claims.quantities import convert
from explorer.geo import geodesy
from explorer.radar.model import RadarModel
from explorer.scenario import times
from explorer.scenario.model import Scenario, Zone


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value in ``unit``, how it came about, and the limit that its rule may want (in ``unit``)."""

    value: float
    unit: str
    steps: tuple[str, ...]
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One run of a formula: inputs by role, the claimed value, the scenario, the radar if there is one."""

    given: dict[str, tuple[Given, ...]]
    claimed: Quantity
    scenario: Scenario
    radar_model: RadarModel | None

    def all(self, role: str) -> tuple[Given, ...]:
        """Return the inputs at ``role``, in their order."""
        return self.given.get(role, ())

    def one(self, role: str) -> Given:
        """Return the input at ``role``; raises ``NotKnownError`` where there is none."""
        if not (found := self.all(role)):
            raise NotKnownError(f"Nothing is given for {role!r}.")
        return found[0]

    @property
    def radar(self) -> RadarModel:
        """The radar model; raises ``NotKnownError`` without one."""
        if self.radar_model is None:
            raise NotKnownError("This needs the radar model, which is not loaded.")
        return self.radar_model

    @property
    def zone(self) -> Zone:
        """The zone of the clock; raises ``NotKnownError`` where the scenario has none."""
        if not self.scenario.zones:
            raise NotKnownError("The scenario has no time zone.")
        return self.scenario.zones[0]

    def clock(self, t: float) -> str:
        """Return a time of day with its zone."""
        return times.clock(t, self.zone, seconds=t % 60 != 0)

    def antenna(self, station: Given) -> float:
        """Return the height in metres of a station's antenna; raises ``NotKnownError``."""
        site = self.scenario.sites.get(station.site or "")
        if site is None or site.antenna_m is None:
            raise NotKnownError(f"{station.label}: no antenna height is known.")
        return site.antenna_m

    def outcome(self, quantity: Quantity, steps: tuple[str, ...]) -> Outcome:
        """Return ``quantity`` in the claimed value's unit; raises ``NotKnownError`` where it cannot be."""
        unit = self.claimed.unit
        try:
            return Outcome(convert(quantity, unit), unit, steps)
        except ValueError as error:
            raise NotKnownError(f"{error}.") from None


def km_between(a: Given, b: Given) -> tuple[float, str]:
    """Return the geodesic between two places in km, and the sentence that says so."""
    km = float(geodesy.inverse(*a.at(), *b.at())[0])
    return km, f"{a.label} to {b.label}: {km:,.1f} km ({convert(Quantity(km, 'km'), 'mi'):,.1f} mi)."
