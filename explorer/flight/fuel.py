"""The pilot's pad and pencil: how much fuel was left, as a band, and what it was still good for.

Two bounds are worked out and their overlap is the band: forwards, full tanks less what he can have burnt
since the start; backwards, what was left at landing plus what he must still have burnt until then. Nothing
was measured: the band is derived from assumed figures, never stated. Masses in kg.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from explorer.flight import motion
from explorer.geo import geodesy
from explorer.scenario.model import Basis, Fixes, Floats, Scenario
from explorer.scenario.things import Figure, FuelLeg, FuelPlan

_STEP_S = 10.0  # legs per km are summed over such steps
_WITHIN_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Fuel left at ``time``, kg: ``lower <= best <= upper``; nan outside the flight.

    ``consistent`` is false where the two bounds do not overlap everywhere: the figures then contradict the
    dry tanks at landing, and the forward bound alone is shown. ``share`` (0 to 1) is where between the least
    and the greatest burn ``best`` lies throughout.
    """

    time: Floats
    lower: Floats
    best: Floats
    upper: Floats
    basis: Basis
    consistent: bool
    share: float


class InReach(StrEnum):
    """Whether a field could still be reached."""

    YES = "yes"  # with the least fuel and the greatest burn
    DEPENDS = "depends"
    NO = "no"  # not even with the most fuel and the least burn


@dataclass(frozen=True, slots=True)
class Need:
    """The fuel that a straight flight to ``site`` takes, kg."""

    site: str
    distance_km: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Closing:
    """When a field fell out of reach of one who stayed about one place; None where it never did.

    ``from_time`` is when it was no longer sure, ``by_time`` when it had become impossible.
    """

    need: Need
    from_time: float | None
    by_time: float | None


@dataclass(frozen=True, slots=True, eq=False)
class _Burn:
    """What was burnt since the start, kg, at ``time``: the least and the greatest."""

    time: Floats
    low: Floats
    high: Floats
    last: FuelLeg


def band(plan: FuelPlan, scenario: Scenario, voice: str, time: ArrayLike) -> Band | None:
    """Return the fuel left at the given times as ``voice`` tells the flight.

    None where the scenario lacks a moment of the plan, its track, or their order makes no flight.
    """
    burn = _burn(plan, scenario, voice)
    if burn is None:
        return None
    at = np.atleast_1d(np.asarray(time, dtype=float))
    full = plan.full.value
    left = [_left(figure, burn.last, edge) for figure, edge in (
        (plan.left_low, burn.last.low), (plan.left_high, burn.last.high))]  # fmt: skip

    def bounds(t: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        low, high = np.interp(t, burn.time, burn.low), np.interp(t, burn.time, burn.high)
        to_go_low, to_go_high = burn.low[-1] - low, burn.high[-1] - high
        return full - high, full - low, left[0] + to_go_low, left[1] + to_go_high

    forward_low, forward_high, back_low, back_high = bounds(burn.time)
    meets = np.maximum(forward_low, back_low) <= np.minimum(forward_high, back_high) + 1e-6
    consistent = bool(meets.all())
    forward_low, forward_high, back_low, back_high = bounds(at)
    lower, upper = forward_low, forward_high
    if consistent:
        lower, upper = np.maximum(forward_low, back_low), np.minimum(forward_high, back_high)
    lower, upper = np.clip(lower, 0, full), np.clip(upper, 0, full)
    spread = burn.high[-1] - burn.low[-1]
    middle = Figure("", "", (burn.last.low.value + burn.last.high.value) / 2, "kg/h", Basis.ASSUMED, (), "")
    share = (full - _left(plan.left_best, burn.last, middle) - burn.low[-1]) / spread if spread > 0 else 0.0
    share = float(np.clip(share, 0, 1))
    burnt = (1 - share) * np.interp(at, burn.time, burn.low) + share * np.interp(at, burn.time, burn.high)
    best = np.clip(full - burnt, lower, upper)
    outside = (at < burn.time[0]) | (at > burn.time[-1]) | np.isnan(at)
    for column in (lower, best, upper):
        column[outside] = np.nan
    basis = motion.weaker(Basis.DERIVED, *(figure.basis for figure in figures(plan)))
    return Band(at, lower, best, upper, basis, consistent, share)


def _left(minutes: Figure, leg: FuelLeg, rate: Figure) -> float:
    """Return the fuel that was left at landing: minutes of the last leg's burn, which is a rate in kg/h."""
    return minutes.value / 60 * rate.value if leg.low.unit == "kg/h" else 0.0


def _burn(plan: FuelPlan, scenario: Scenario, voice: str) -> _Burn | None:
    moments = {m.id: m.at(voice) for m in scenario.moments}
    track = scenario.tracks.get(plan.track)
    fixes = None if track is None else track.fixes.get(voice)
    if fixes is None or any(i not in moments for leg in plan.legs for i in (leg.start, leg.end)):
        return None
    time, low, high = [moments[plan.legs[0].start]], [plan.start_low.value], [plan.start_high.value]
    for leg in plan.legs:
        start, end = moments[leg.start], moments[leg.end]
        if end <= start or abs(start - time[-1]) > _WITHIN_S:
            return None
        if leg.low.unit == "kg/h":
            steps, amounts = [end], [(end - start) / 3600]
        else:
            steps, amounts = _way(fixes, start, end)
            if not steps:
                return None
        base_low, base_high = low[-1], high[-1]
        time += steps
        low += [base_low + amount * leg.low.value for amount in amounts]
        high += [base_high + amount * leg.high.value for amount in amounts]
    return _Burn(np.array(time), np.array(low), np.array(high), plan.legs[-1])


def _way(fixes: Fixes, start: float, end: float) -> tuple[list[float], list[float]]:
    """Return times after ``start`` up to ``end`` and the km flown by then; empty where a place is unknown."""
    times = np.linspace(start, end, max(2, round((end - start) / _STEP_S) + 1))
    places = [motion.at(fixes, float(t)) for t in times]
    lon = np.array([np.nan if p is None or p.lon is None else p.lon for p in places])
    lat = np.array([np.nan if p is None or p.lat is None else p.lat for p in places])
    if np.isnan(lon).any() or np.isnan(lat).any():
        return [], []
    km = np.cumsum(geodesy.inverse(lon[:-1], lat[:-1], lon[1:], lat[1:])[0])
    return times[1:].tolist(), km.tolist()


def figures(plan: FuelPlan) -> tuple[Figure, ...]:
    """Return everything that goes in, once, with its grounds."""
    several = [plan.full, plan.start_low, plan.start_high]
    several += [edge for leg in plan.legs for edge in (leg.low, leg.high)]
    several += [plan.left_low, plan.left_best, plan.left_high]
    several += [plan.reserve_speed, plan.reserve_low, plan.reserve_high]
    return tuple(dict.fromkeys(several))


def need(plan: FuelPlan, scenario: Scenario, lon: float, lat: float, site: str) -> Need:
    """Return the fuel for a straight flight from a place to a site; KeyError where there is no such site."""
    there = scenario.sites[site]
    km = float(geodesy.inverse(lon, lat, there.lon, there.lat)[0])
    hours = km / plan.reserve_speed.value
    return Need(site, km, hours * plan.reserve_low.value, hours * plan.reserve_high.value)


def in_reach(left_low: float, left_high: float, wanted: Need) -> InReach:
    """Return whether fuel between two bounds is enough for what is wanted."""
    if left_low >= wanted.high:
        return InReach.YES
    return InReach.NO if left_high < wanted.low else InReach.DEPENDS


def closing(
    plan: FuelPlan, scenario: Scenario, voice: str, lon: float, lat: float, site: str, since: float
) -> Closing | None:
    """Return when ``site`` fell out of reach for one who kept about a place from ``since`` on.

    To the second, by the last moment of the plan; None where there is no band.
    """
    burn = _burn(plan, scenario, voice)
    if burn is None or since > burn.time[-1]:
        return None
    times = np.arange(max(since, burn.time[0]), burn.time[-1] + 1)
    found = band(plan, scenario, voice, times)
    if found is None:
        return None
    wanted = need(plan, scenario, lon, lat, site)
    unsure = np.flatnonzero(found.lower < wanted.high)
    over = np.flatnonzero(found.upper < wanted.low)
    return Closing(
        wanted,
        float(times[unsure[0]]) if unsure.size else None,
        float(times[over[0]]) if over.size else None,
    )
