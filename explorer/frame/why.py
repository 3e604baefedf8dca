"""Why a figure stands where it stands: its source or its formula, its inputs, its basis."""

from dataclasses import dataclass

import numpy as np

from explorer.flight import motion
from explorer.frame import verdict
from explorer.frame.card import altitude_text, degrees
from explorer.frame.frame import AircraftNow, Frame, StationNow
from explorer.geo import geodesy
from explorer.scenario import times, units
from explorer.scenario.model import Basis, Fixes, Scenario


@dataclass(frozen=True, slots=True)
class Why:
    """The grounds of one figure. ``inputs`` are (what, value) pairs; ``sources`` keys of the scenario."""

    figure: str
    value: str
    basis: Basis | None
    method: str
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


def why(scenario: Scenario, frame: Frame, figure: str) -> Why | None:
    """Return the grounds of a figure, or None where it is not shown now.

    ``figure`` is ``kind:id``: position, altitude, speed or heading of a track; range of a site; sight, floor
    or record of a station.
    """
    kind, _, name = figure.partition(":")
    if kind in ("position", "altitude", "speed", "heading"):
        craft = frame.craft(name)
        fixes = scenario.tracks[name].fixes.get(frame.state.voice) if name in scenario.tracks else None
        return None if craft is None or fixes is None else _aircraft(scenario, frame, kind, craft, fixes)
    station = next((s for s in frame.stations if s.id == name), None)
    if kind == "range" and name in scenario.sites:
        return _range(scenario, frame, name)
    return None if station is None else _station(scenario, frame, kind, station)


def _fix_inputs(scenario: Scenario, fixes: Fixes, index: int, both: bool) -> tuple[tuple[str, str], ...]:
    zone = scenario.zones[0]
    found = []
    for i in (index, index + 1) if both and index + 1 < len(fixes) else (index,):
        clock = times.clock(float(fixes.time[i]), zone, seconds=True)
        parts = [f"time {fixes.time_basis[i]}"]
        if fixes.lon[i] == fixes.lon[i]:
            parts.append(f"{degrees(float(fixes.lon[i]), float(fixes.lat[i]))} {fixes.position_basis[i]}")
        if fixes.altitude[i] == fixes.altitude[i]:
            parts.append(f"{units.altitude(float(fixes.altitude[i]), 'source')} {fixes.altitude_basis[i]}")
        if fixes.note[i]:
            parts.append(fixes.note[i])
        found.append((f"fix of {clock}", "; ".join(parts)))
    return tuple(found)


_LINE = {
    "position": "On the great circle between two fixes, at constant speed.",
    "altitude": "Linear in time between two fixes.",
    "speed": "Length of the great circle between two fixes, over the time between them.",
    "heading": "Bearing of the great circle between two fixes, at this point of it.",
}


def _aircraft(scenario: Scenario, frame: Frame, kind: str, craft: AircraftNow, fixes: Fixes) -> Why:
    index = int(np.searchsorted(fixes.time, frame.time, side="right")) - 1
    system = str(frame.state.units)
    inputs = _fix_inputs(scenario, fixes, index, not craft.at_fix)
    method = "As it stands at this point of the track." if craft.at_fix else _LINE[kind]
    value, basis = "not known", craft.position_basis
    if kind == "position":
        if craft.lon is not None and craft.lat is not None:
            value = degrees(craft.lon, craft.lat)
        elif craft.reach:
            speeds = ", ".join(f"{r.speed_kmh:,.0f}" for r in craft.reach)
            method = (
                "No source joins the two fixes. Shown is where he could be: what he can have reached from "
                f"the first and from where he can still reach the second, at {speeds} km/h. An outer limit, "
                "not a forecast."
            )
            inputs += (("speeds", scenario.tracks[craft.id].speeds_reason),)
            basis = Basis.DERIVED
    elif kind == "altitude":
        basis = craft.altitude_basis
        if craft.altitude_m is not None:
            value = altitude_text(craft, system)
    elif kind == "speed":
        basis = craft.speed_basis
        if craft.speed_kmh is not None:
            value = units.speed(craft.speed_kmh, system)
            if basis is not Basis.STATED:
                method = _LINE["speed"]
    elif craft.heading_deg is not None:
        value, method = f"{craft.heading_deg:03.0f}°", _LINE["heading"]
        basis = motion.weaker(craft.position_basis or Basis.DERIVED, Basis.DERIVED)
    if value == "not known" and kind != "position":
        method = "No source gives it here, and nothing joins the two fixes."
    return Why(f"{craft.name}: {kind}", value, basis, method, inputs, craft.sources)


def _range(scenario: Scenario, frame: Frame, name: str) -> Why | None:
    hero, site = frame.hero, scenario.sites[name]
    if hero is None or hero.lon is None or hero.lat is None:
        return None
    distance, _ = geodesy.inverse(site.lon, site.lat, hero.lon, hero.lat)
    inputs = (
        (site.names["en"], f"{degrees(site.lon, site.lat)} ±{site.uncertainty_m / 1000:.1f} km"),
        (hero.name, f"{degrees(hero.lon, hero.lat)} ({hero.position_basis})"),
    )
    value = units.distance(float(distance), str(frame.state.units))
    return Why(
        f"Distance from {site.names['en']}", value, Basis.DERIVED, "Geodesic on the WGS84 ellipsoid.", inputs,
        (*site.sources, *hero.sources),
    )  # fmt: skip


def _station(scenario: Scenario, frame: Frame, kind: str, station: StationNow) -> Why | None:
    if kind == "record":
        silent = "The sources say nothing of this station at this time."
        method = station.record_note or (silent if station.record == "none" else "As recorded.")
        return Why(
            f"What {station.name} had",
            station.record,
            station.record_basis,
            method,
            (),
            station.record_sources,
        )
    if station.sight is None:
        return None
    if station.floor_m is None:
        return _stretch(scenario, frame, station)
    site = scenario.sites[station.id]
    hero = frame.hero
    inputs = [("antenna", f"{site.antenna_m:.0f} m ±{site.antenna_uncertainty_m:.0f} m (assumed)")]
    keys = ["k", "instrumented-range-nm"]
    if frame.relief:
        inputs.append(("terrain", f"{frame.relief}, heights as they are: opened by you"))
    else:
        keys.insert(1, "crest-factor")
    inputs += [
        (a.label, f"{a.value:g} {a.unit}".strip() + f": {a.reason}")
        for key in keys
        if (a := scenario.assumptions.get(key)) is not None
    ]
    system = str(frame.state.units)
    if station.by_terrain and station.blocked_at_km is not None:
        where = f"{station.blocked_at_km:.0f} km from the antenna"
        inputs.append(("what sets the floor", f"{station.blocked_by or 'terrain'}, {where}"))
        margin = scenario.assumptions.get("terrain-floor-margin")
        if margin is not None and not frame.relief:
            inputs.append((margin.label, f"{margin.value:g} {margin.unit}: {margin.reason}"))
    else:
        inputs.append(("what sets the floor", "the curve of the earth"))
    if hero is not None and hero.altitude_m is not None:
        inputs.append(("his altitude", f"{units.altitude(hero.altitude_m, system)} ({hero.altitude_basis})"))
    elif heights := _heights(scenario):
        inputs.append(("heights", heights))
    if share := verdict.hidden(station, None if hero is None else hero.uncertainty_km):
        ends = [
            "k as in 10 and in 90 % of an average year",
            f"the antenna ±{site.antenna_uncertainty_m:.0f} m",
        ]
        spread = scenario.assumptions.get("crest-factor-spread")
        if spread is not None and not frame.relief:
            ends.insert(0, f"terrain heights times ±{spread.value:g} ({spread.reason.rstrip('.')})")
        varied = f"the place moved within its radius, and one at a time: {'; '.join(ends)}"
        inputs.append(("how sure", f"{share} ({varied})"))
    value = verdict.could(station) if kind == "sight" else verdict.sees(station, system)
    title = f"Could {station.name} see him?" if kind == "sight" else f"Floor of {station.name} over him"
    method = (
        "Line of sight over terrain on an earth of effective radius k × 6,371 km: the floor is the lowest "
        "height that the steepest slope between antenna and target leaves free. Not in the model: clutter, "
        "ducting, power, lobing, Doppler."
    )
    basis = verdict.sight_basis(hero) if kind == "sight" else Basis.DERIVED
    return Why(title, value, basis, method, tuple(inputs), site.sources)


def _heights(scenario: Scenario) -> str:
    """Return between which heights he is taken to be where none is known."""
    bottom = scenario.assumptions.get("low-band-bottom")
    if bottom is None:
        return ""
    return f"from {bottom.value:.0f} m up to where he was last known to be (assumed)"


def _stretch(scenario: Scenario, frame: Frame, station: StationNow) -> Why:
    """Return why a station sees everywhere, nowhere or a part of where he could be."""
    hidden = verdict.hidden(station)
    hero = frame.hero
    area = "" if hero is None or not hero.reach else f"{hero.reach[-1].area_km2:,.0f} km²"
    told = (("reach", area), ("heights", _heights(scenario)), ("result", hidden))
    inputs = tuple((a, b) for a, b in told if b)
    method = (
        "The floor is computed over the widest reach. A station sees everywhere only if no place and no "
        "height tried is hidden, nowhere only if all are."
    )
    title = f"Could {station.name} see him?"
    return Why(
        title,
        verdict.could(station),
        verdict.sight_basis(hero),
        method,
        inputs,
        scenario.sites[station.id].sources,
    )
