"""References of claims into a scenario: what they name, and what they give.

``site:ID``, ``fix:TRACK:VOICE:TIME`` (ISO 8601), ``moment:ID`` or ``moment:ID:VOICE``, ``assumption:ID``,
and, as an origin only, ``claim:ID``.
"""

import math
from dataclasses import dataclass

from explorer.claims import quantities
from explorer.claims.model import Input, Quantity, Used
from explorer.flight.motion import weaker
from explorer.scenario import times
from explorer.scenario.model import Basis, Fixes, Scenario
from explorer.scenario.problems import close_match

KINDS = ("site", "fix", "moment", "assumption", "claim")


class NotKnownError(Exception):
    """Something that a formula needs and the scenario leaves open; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an input gives: some of a place (degrees), a time, an altitude, a speed, a quantity.

    ``time_low`` and ``time_high`` bound the time where the sources leave it open.
    """

    label: str
    basis: Basis
    sources: tuple[str, ...]
    site: str | None = None
    place: tuple[float, float] | None = None
    uncertainty_km: float = 0.0
    time: float | None = None
    altitude_m: float | None = None
    speed_kmh: float | None = None
    quantity: Quantity | None = None
    place_basis: Basis | None = None

    def at(self) -> tuple[float, float]:
        """Return the place in degrees; raises ``NotKnownError``."""
        if self.place is None:
            raise NotKnownError(f"{self.label}: no place is known.")
        return self.place

    def when(self) -> float:
        """Return the time; raises ``NotKnownError``."""
        if self.time is None:
            raise NotKnownError(f"{self.label}: no time is known.")
        return self.time

    def altitude(self) -> float:
        """Return the altitude in metres; raises ``NotKnownError``."""
        if self.altitude_m is None:
            raise NotKnownError(f"{self.label}: no altitude is known.")
        return self.altitude_m

    def speed(self) -> float:
        """Return the speed in km/h; raises ``NotKnownError``."""
        if self.speed_kmh is None:
            raise NotKnownError(f"{self.label}: no speed is known.")
        return self.speed_kmh

    def number(self, unit: str) -> float:
        """Return the quantity in ``unit``; raises ``NotKnownError`` where there is none in such a unit."""
        if self.quantity is None:
            raise NotKnownError(f"{self.label}: no figure is given.")
        try:
            return quantities.convert(self.quantity, unit)
        except ValueError as error:
            raise NotKnownError(f"{self.label}: {error}.") from None


def unknown(ref: str, scenario: Scenario, claims: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """Return what is wrong with a reference, and a hint; None where it names something that exists."""
    kind, _, name = ref.partition(":")
    if kind not in KINDS or not name:
        form = "site:ID, fix:TRACK:VOICE:TIME, moment:ID, assumption:ID or claim:ID"
        return f"{ref!r} is not a reference", close_match(kind, KINDS) or f"write {form}"
    if kind == "fix":
        return _unknown_fix(ref, name, scenario)
    known: tuple[str, ...]
    if kind == "moment":
        name, _, voice = name.partition(":")
        voices = tuple(v.id for v in scenario.voices)
        if voice and voice not in voices:
            return f"{ref!r}: there is no voice {voice!r}", close_match(voice, voices)
        known = tuple(m.id for m in scenario.moments)
    else:
        known = {
            "site": tuple(scenario.sites),
            "assumption": tuple(scenario.assumptions),
            "claim": claims,
        }[kind]
    if name in known:
        return None
    return f"{ref!r}: there is no {kind} {name!r}", close_match(name, known)


def _unknown_fix(ref: str, name: str, scenario: Scenario) -> tuple[str, str] | None:
    parts = name.split(":", 2)
    if len(parts) != 3:
        return (
            f"{ref!r} is not a fix",
            "write fix:TRACK:VOICE:TIME, such as fix:foxbat:record:1976-09-06T13:11:00+09:00",
        )
    track, voice, when = parts
    if track not in scenario.tracks:
        return f"{ref!r}: there is no track {track!r}", close_match(track, scenario.tracks)
    fixes = scenario.tracks[track].fixes
    if voice not in fixes:
        return f"{ref!r}: there is no voice {voice!r}", close_match(voice, fixes)
    try:
        t = times.parse(when)
    except ValueError as error:
        return f"{ref!r}: {error}", ""
    if _index(fixes[voice], t) is not None:
        return None
    zone = scenario.zones[0] if scenario.zones else None
    near = min(fixes[voice].time, key=lambda other: abs(other - t), default=None)
    hint = "" if near is None else f"the nearest is at {times.iso(float(near), zone)}"
    return f"{ref!r}: the track has no fix at that time", hint


def _index(fixes: Fixes, t: float) -> int | None:
    """Return the fix at ``t``, to half a second."""
    return next((i for i, time in enumerate(fixes.time) if abs(time - t) <= 0.5), None)


def same(ref: str) -> str:
    """Return the reference in the form by which two are compared: a fix's time in UTC."""
    kind, _, name = ref.partition(":")
    parts = name.split(":", 2)
    if kind == "fix" and len(parts) == 3:
        try:
            return f"fix:{parts[0]}:{parts[1]}:{times.iso(times.parse(parts[2]))}"
        except ValueError:
            return ref
    return ref


def give(one: Input, scenario: Scenario) -> Given:
    """Return what an input gives; raises ``NotKnownError`` where its reference names nothing."""
    if not one.ref:
        return _literal(one)
    if wrong := unknown(one.ref, scenario):
        raise NotKnownError(f"{wrong[0]}.")
    kind, _, name = one.ref.partition(":")
    if kind == "site":
        site = scenario.sites[name]
        label = one.label or site.names.get("en", site.id)
        spread = site.uncertainty_m / 1000
        return Given(
            label, Basis.STATED, site.sources, site.id, (site.lon, site.lat), spread, place_basis=Basis.STATED
        )
    if kind == "moment":
        return _moment(one, name, scenario)
    if kind == "fix":
        return _fix(one, name, scenario)
    if kind == "claim":
        raise NotKnownError(f"{one.ref!r}: a claim is no input.")
    found = scenario.assumptions[name]
    quantity = Quantity(found.value, found.unit)
    return Given(one.label or found.label, Basis.ASSUMED, (), quantity=quantity)


def _literal(one: Input) -> Given:
    quantity = one.value
    if quantity is None:
        raise NotKnownError(f"{one.label or one.role}: no figure is given.")
    time = quantity.value if quantity.unit == quantities.DATE else None
    basis = one.basis or Basis.ASSUMED
    return Given(one.label or one.role, basis, one.sources, time=time, quantity=quantity)


def _moment(one: Input, name: str, scenario: Scenario) -> Given:
    name, _, voice = name.partition(":")
    moment = next(m for m in scenario.moments if m.id == name)
    place = None if moment.lon is None or moment.lat is None else (moment.lon, moment.lat)
    if place is None and moment.place in scenario.sites:
        site = scenario.sites[moment.place]
        place = (site.lon, site.lat)
    return Given(
        one.label or moment.title,
        moment.time_basis,
        moment.sources,
        place=place,
        uncertainty_km=moment.uncertainty_km,
        time=moment.at(voice) if voice else moment.best,
        place_basis=moment.basis,
    )


def _fix(one: Input, name: str, scenario: Scenario) -> Given:
    track, voice, when = name.split(":", 2)
    fixes = scenario.tracks[track].fixes[voice]
    i = _index(fixes, times.parse(when))
    assert i is not None  # looked up before
    t = float(fixes.time[i])

    def known(column: float) -> float | None:
        return None if math.isnan(column) else float(column)

    lon, lat = known(fixes.lon[i]), known(fixes.lat[i])
    zone = scenario.zones[0] if scenario.zones else None
    clock = times.clock(t, zone) if zone is not None else times.iso(t)
    return Given(
        one.label or f"{scenario.tracks[track].name} at {clock}",
        weaker(fixes.position_basis[i], fixes.time_basis[i]),
        tuple(fixes.sources[i]),
        place=None if lon is None or lat is None else (lon, lat),
        uncertainty_km=known(fixes.uncertainty_km[i]) or 0.0,
        time=t,
        altitude_m=known(fixes.altitude[i]),
        speed_kmh=known(fixes.speed_kmh[i]),
        place_basis=fixes.position_basis[i],
    )


def used(given: Given, scenario: Scenario) -> Used:
    """Return an input as a result lists it."""
    zone = scenario.zones[0] if scenario.zones else None
    parts = []
    if given.quantity is not None:
        parts.append(quantities.figure(given.quantity.value, given.quantity.unit, zone))
    elif given.time is not None:
        long = (
            zone is not None
            and scenario.chapters
            and not (scenario.chapters[0].start <= given.time <= scenario.chapters[0].end)
        )
        parts.append(times.day(given.time, zone) if long and zone else _clock(given.time, scenario))
    if given.place is not None:
        spread = f" ±{given.uncertainty_km:g} km" if given.uncertainty_km else ""
        parts.append(f"{given.place[1]:.3f}° N {given.place[0]:.3f}° E{spread}")
    return Used(given.label, "; ".join(parts) or "not known", given.basis, given.sources)


def _clock(t: float, scenario: Scenario) -> str:
    if not scenario.zones:
        return times.iso(t)
    return times.clock(t, scenario.zones[0], seconds=t % 60 != 0)
