"""The pilot's pad and pencil over the whole flight: the band of fuel left, and what fell out of reach."""

import math
from dataclasses import dataclass

import numpy as np

from explorer.flight import fuel
from explorer.scenario import times
from explorer.scenario.model import Moment, Scenario
from explorer.scenario.things import FuelPlan

_STEP_S = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Tank:
    """The fuel of one telling. ``closings`` are of one who stays about where he was lost, ``lost``.

    Where no moment tells of a loss there are none.
    """

    plan: FuelPlan
    band: fuel.Band
    lost: Moment | None
    closings: tuple[fuel.Closing, ...]

    def at(self, time: float) -> tuple[float, float, float] | None:
        """Return the least, the likely and the greatest fuel left, kg; None outside the flight."""
        if not self.band.time[0] <= time <= self.band.time[-1]:
            return None
        columns = (self.band.lower, self.band.best, self.band.upper)
        low, best, high = (float(np.interp(time, self.band.time, column)) for column in columns)
        return low, best, high


def tank(plan: FuelPlan, scenario: Scenario, voice: str) -> Tank | None:
    """Return the fuel of the flight as ``voice`` tells it; None where it cannot be worked out."""
    moments = {m.id: m for m in scenario.moments}
    ends = [moments.get(plan.legs[0].start), moments.get(plan.legs[-1].end)]
    if ends[0] is None or ends[1] is None:
        return None
    start, end = ends[0].at(voice), ends[1].at(voice)
    if not end > start:
        return None
    steps = max(2, math.ceil((end - start) / _STEP_S) + 1)
    band = fuel.band(plan, scenario, voice, np.linspace(start, end, steps))
    if band is None:
        return None
    lost = next((m for m in scenario.moments if m.mark == "loss"), None)
    closings = []
    if lost is not None and lost.lon is not None and lost.lat is not None:
        for site in plan.destinations:
            if site in scenario.sites:
                found = fuel.closing(plan, scenario, voice, lost.lon, lost.lat, site, lost.at(voice))
                closings += [found] if found is not None else []
    return Tank(plan, band, lost, tuple(closings))


def tonnes(kg: float) -> str:
    """Return a mass in tonnes, to what such a reckoning can bear."""
    return f"{max(kg, 0) / 1000:.1f} t"


def left_words(found: Tank, time: float) -> str:
    """Return how much is left at a time, as a band."""
    now = found.at(time)
    if now is None:
        return "not in the air"
    low, best, high = now
    return f"about {tonnes(best)} left ({max(low, 0) / 1000:.1f}–{tonnes(high)})"


def reach_words(found: Tank, scenario: Scenario, voice: str) -> tuple[str, ...]:
    """Return for each field when it fell out of reach, and why: a sentence each."""
    zone, said = scenario.zones[0], []
    if found.lost is None:
        return ()
    since = times.clock(found.lost.at(voice), zone, named=False)
    for one in found.closings:
        name = scenario.sites[one.need.site].names.get("en", one.need.site)
        need = f"{one.need.low / 1000:.1f}–{tonnes(one.need.high)}"
        way = f"{name}: {one.need.distance_km:.0f} km straight from where he was at {since}, {need} low down"
        if one.from_time is None and one.by_time is None:
            said.append(f"{way}. It stayed in reach to the end.")
        elif one.by_time is None:
            unsure = times.clock(one.from_time or 0, zone)
            said.append(f"{way}. Doubtful from {unsure} on, for one still searching there.")
        else:
            unsure = times.clock(one.from_time or one.by_time, zone, named=False)
            said.append(
                f"{way}. For one still searching there it was doubtful from {unsure} on "
                f"and out of reach by {times.clock(one.by_time, zone)}."
            )
    return tuple(said)
