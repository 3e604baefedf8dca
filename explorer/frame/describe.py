"""A frame in words, and as JSON for other programs."""

from itertools import pairwise
from typing import Any

from explorer.frame import verdict
from explorer.frame.card import when_text
from explorer.frame.frame import AircraftNow, Frame, StationNow
from explorer.scenario import times, units
from explorer.scenario.model import Holding, Phase, Scenario


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _extent(craft: AircraftNow) -> dict[str, Any] | None:
    """Return the widest outline of where the aircraft could be, as a GeoJSON polygon."""
    if not craft.reach:
        return None
    ring = craft.reach[-1]
    corners = [[round(x, 5), round(y, 5)] for x, y in zip(ring.lon.tolist(), ring.lat.tolist(), strict=True)]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(corners))
    return {"type": "Polygon", "coordinates": [corners if area > 0 else corners[::-1]]}


def _aircraft(craft: AircraftNow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": craft.id,
        "phase": str(craft.phase),
        "lon": _round(craft.lon, 6),
        "lat": _round(craft.lat, 6),
        "altitude_m": _round(craft.altitude_m, 1),
        "speed_kmh": _round(craft.speed_kmh, 1),
        "heading_deg": _round(craft.heading_deg, 1),
        "uncertainty_km": _round(craft.uncertainty_km, 2),
        "basis": {
            "position": None if craft.position_basis is None else str(craft.position_basis),
            "altitude": None if craft.altitude_basis is None else str(craft.altitude_basis),
        },
    }
    if craft.altitude_low_m is not None:
        told["altitude_range_m"] = [_round(craft.altitude_low_m, 1), _round(craft.altitude_high_m, 1)]
    if craft.escort:
        told["escort"] = craft.escort
    if craft.lon is None:
        told["extent"] = _extent(craft)
        told["extent_speeds_kmh"] = [r.speed_kmh for r in craft.reach]
    return told


def _station(station: StationNow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": station.id,
        "range_km": _round(station.range_km, 2),
        "bearing_deg": _round(station.bearing_deg, 1),
        "record": station.record,
        "sight": station.sight,
        "floor_m": _round(station.floor_m, 1),
        "smooth_floor_m": _round(station.smooth_floor_m, 1),
        "blocked_at_km": _round(station.blocked_at_km, 2),
    }
    if station.hidden_low is not None and station.hidden_high is not None:
        told["hidden_share"] = [_round(station.hidden_low, 3), _round(station.hidden_high, 3)]
    return told


def to_json(scenario: Scenario, frame: Frame) -> dict[str, Any]:
    """Return the frame as plain values, as ``describe --json`` prints it."""
    moment = frame.moment
    home = scenario.zones[0]
    told: dict[str, Any] = {
        "time_utc": times.iso(frame.time),
        "time_jst": times.iso(frame.time, home),
        "chapter": frame.chapter.id,
        "voice": frame.state.voice,
        "moment": None
        if moment is None
        else {
            "id": moment.id,
            "title": moment.title,
            "time": times.iso(moment.at(frame.state.voice), home),
        },
        "passages": list(frame.passages),
        "aircraft": [_aircraft(a) for a in frame.aircraft],
        "stations": [_station(s) for s in frame.stations],
    }
    if frame.holdings:
        told["holdings"] = [{"lane": h.lane, "holder": h.holder, "label": h.label} for h in frame.holdings]
    if scenario.hypothetical:
        told["what_if"] = scenario.hypothetical
    if frame.relief:
        told["relief"] = frame.relief
    return told


def _place(craft: AircraftNow) -> str:
    if craft.phase is Phase.GROUND and craft.lon is not None:
        return f"on the ground at {abs(craft.lat or 0):.3f} N {craft.lon:.3f} E"
    if craft.lon is None or craft.lat is None:
        if not craft.reach:
            return "place not known"
        areas = ", ".join(f"{r.area_km2:,.0f} km² at {r.speed_kmh:,.0f} km/h" for r in craft.reach)
        return f"place not known; it could be within {areas}"
    spread = f" ±{craft.uncertainty_km:.0f} km" if craft.uncertainty_km else ""
    return f"{craft.lat:.3f} N {craft.lon:.3f} E{spread} ({craft.position_basis})"


def _craft_line(craft: AircraftNow, system: str) -> str:
    parts = [f"{craft.name} ({craft.type}): {_place(craft)}"]
    if craft.phase is Phase.AIR:
        if craft.altitude_m is not None:
            text = f"{units.altitude(craft.altitude_m, system)} ({craft.altitude_basis})"
            if craft.altitude_low_m is not None and craft.altitude_high_m is not None:
                low, high = (units.altitude(v, system) for v in (craft.altitude_low_m, craft.altitude_high_m))
                text += f", between {low} and {high}"
            parts.append(text)
        else:
            parts.append("altitude not known")
        if craft.speed_kmh is not None:
            parts.append(f"{units.speed(craft.speed_kmh, system)} ({craft.speed_basis})")
        if craft.heading_deg is not None:
            parts.append(f"heading {craft.heading_deg:03.0f}°")
        if craft.escort:
            parts.append(f"escort: {craft.escort}")
    return "; ".join(parts)


_RECORD = {"contact": "has him", "lost": "has lost him", "none": "the sources are silent"}
_SIGHT = {
    "clear": "could see him",
    "below-horizon": "could not: he is below its horizon (the curve of the earth)",
    "behind-terrain": "could not: {0} between",
    "out-of-range": "could not: beyond its instrumented range",
    "everywhere": "could see him wherever he was",
    "nowhere": "could not see him wherever he was",
    "depends": "could or could not, depending on {1}",
}


def _holding_line(holding: Holding) -> str:
    lane, holder = holding.lane.replace("-", " "), holding.holder.replace("-", " ")
    by = "" if holder in holding.label.lower() else f"; {holder.title()}"
    return f"{holding.label} ({lane}{by})"


def in_words(scenario: Scenario, frame: Frame) -> str:
    """Return the frame as a few plain lines, times with their zones."""
    system = str(frame.state.units)
    home = scenario.zones[0]
    clocks = [times.clock(frame.time, home, seconds=True)]
    clocks += times.elsewhere(frame.time, scenario.zones, seconds=True)
    day = times.day(frame.time, home)
    voice = next((v.label for v in scenario.voices if v.id == frame.state.voice), frame.state.voice)
    lines = [f"{day}, {'  '.join(clocks)}", f"{frame.chapter.title}, {voice}"]
    if scenario.hypothetical:
        lines.append(f"WHAT IF, not history: {scenario.hypothetical}")
    if frame.relief:
        lines.append(f"Terrain: {frame.relief}, opened by you, heights as they are")
    if frame.moment is not None:
        m = frame.moment
        lines.append(f"{when_text(scenario, m, frame.state.voice)} {m.title}: {m.text}")
        lines += [
            f"  {says} ({scenario.sources[key].title})" for says, key in m.accounts if key in scenario.sources
        ]
    lines += [_craft_line(a, system) for a in frame.aircraft]
    parked = frame.hero is not None and frame.hero.phase is Phase.GROUND
    after = parked and frame.chapter.id != scenario.chapters[0].id
    for s in () if after else frame.stations:  # nobody looks for a parked aircraft
        where = ""
        if s.range_km is not None and s.bearing_deg is not None:
            where = f" {units.distance(s.range_km, system)}, bearing {s.bearing_deg:03.0f}°"
        line = f"{s.name}:{where}{':' if where else ''} {_RECORD[s.record]}"
        if s.sight is not None:
            open_matter = "where he was" if s.floor_m is None else "his height"
            line += "; " + _SIGHT[s.sight].format(s.blocked_by or "terrain", open_matter)
            line += ", only just" if s.close and s.sight == "clear" else ""
            line += f"; {sees}" if (sees := verdict.sees(s, system)) else ""
            spread = None if frame.hero is None else frame.hero.uncertainty_km
            line += f"; {share}" if (share := verdict.hidden(s, spread)) else ""
        lines.append(line)
    lines += [_holding_line(h) for h in frame.holdings]
    by_id = {p.id: p for p in scenario.passages}
    for name in frame.passages:
        p = by_id[name]
        lines.append(f"{p.text} (article, paragraph {', '.join(str(n) for n in p.paragraphs)}, retold)")
    return "\n".join(lines)
