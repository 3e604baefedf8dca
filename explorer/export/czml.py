"""CZML (Cesium) by way of czml3: an aircraft is there only while something is known of it.

A position must have a height. Where the altitude is not known the entity is another one, clamped to the
ground, whose ``properties`` say so and whose height of 0 nothing reads. Heights above mean sea level are
given as they are, without the geoid's 20 to 40 metres. Custom ``properties`` carry basis, uncertainty,
voice and sources.
"""

from typing import Any

from explorer.export.features import DIGITS, Feature, clean, features, fix_feature
from explorer.export.lines import Line
from explorer.export.plan import LEGEND, MOST_SPOTS, Export, Fix, Outline, TrackPart
from explorer.export.write import ExportError
from explorer.export.xml import html
from explorer.scenario import times
from explorer.scenario.model import Phase

_COLOURS = {
    "foxbat": [242, 163, 59, 255],
    "fighter": [86, 180, 233, 255],
    "transport": [204, 121, 167, 255],
    "airliner": [217, 228, 236, 255],
}
_OTHER = [192, 192, 192, 255]
_GROUND = {"heightReference": "CLAMP_TO_GROUND"}


def czml(export: Export) -> bytes:
    """Return an export as a CZML document; raises `ExportError` where czml3 is not installed."""
    try:
        from czml3 import Document, Packet
    except ImportError:
        raise ExportError("CZML needs czml3, which is not installed: pip install czml3") from None
    span = f"{times.iso(export.start)}/{times.iso(export.end)}"
    packets: list[dict[str, Any]] = [
        {
            "id": "document",
            "name": clean(export.heading),
            "version": "1.0",
            "clock": {
                "interval": span,
                "currentTime": times.iso(export.start),
                "multiplier": 60.0,
                "range": "CLAMPED",
                "step": "SYSTEM_CLOCK_MULTIPLIER",
            },
        },
        {
            "id": "about",
            "name": "About this file",
            "description": html([export.voice.description, LEGEND, export.generator]),
            "properties": {
                "voice": export.voice.id,
                "what_if": clean(export.hypothetical),
                "sources": {key: clean(source.title) for key, source in export.sources.items()},
            },
        },
    ]
    packets += [_thing(f, export) for f in features(export) if f.kind in ("site", "moment", "contact", "gap")]
    for part in export.tracks:
        packets += _track(part, export)
    written: str = Document(packets=[Packet(**p) for p in packets]).dumps(indent=1)
    return (written + "\n").encode("utf-8", "replace")


def _thing(feature: Feature, export: Export) -> dict[str, Any]:
    """Return a site, moment, contact or gap; what has no place has properties only."""
    told = feature.properties
    packet: dict[str, Any] = {
        "id": f"{feature.kind}/{feature.id}",
        "name": told["name"],
        "description": html([told.get("role", ""), told.get("note", ""), *told.get("facts", [])]) or None,
        "properties": {"kind": feature.kind, **told},
    }
    if feature.kind != "site":
        began, ended = told.get("time", told.get("start")), told.get("end")
        start = export.start if began is None else max(times.parse(began), export.start)
        end = export.end if ended is None else times.parse(ended)
        packet["availability"] = _interval(start, max(start, end))
    if feature.geometry is not None:
        lon, lat, *height = feature.geometry["coordinates"]
        packet["position"] = {"cartographicDegrees": [lon, lat, *(height or [0.0])]}
        radar = told.get("site_kind") == "radar"
        packet["point"] = {
            "pixelSize": 7.0 if feature.kind == "site" else 9.0,
            "color": {"rgba": [53, 180, 138, 255] if radar else _OTHER},
            "heightReference": _GROUND,
        }
        packet["label"] = {
            "text": told["name"],
            "font": "12px sans-serif",
            "pixelOffset": {"cartesian2": [0.0, -14.0]},
            "heightReference": _GROUND,
        }
    return packet


def _interval(start: float, end: float) -> str:
    return f"{times.iso(start)}/{times.iso(end)}"


def _track(part: TrackPart, export: Export) -> list[dict[str, Any]]:
    colour = _COLOURS.get(part.track.side, _OTHER)
    packets = []
    for high in (True, False):
        lines = [line for line in part.lines if line.has_altitude is high]
        if lines:
            packets.append(_mover(part, lines, high, colour, export))
    packets += [_fix(fix, part, colour, export) for fix in part.spots()]
    packets += [_outline(o, n, part, colour, export) for n, o in enumerate(part.outlines, 1)]
    return packets


def _mover(
    part: TrackPart, lines: list[Line], high: bool, colour: list[int], export: Export
) -> dict[str, Any]:
    """Return the entity that moves along lines of known, or of unknown, altitude."""
    track = part.track
    clamp = None if high else _GROUND
    many = part.last - part.first > MOST_SPOTS
    long = "Of so long a track only the fixes that no line passes through are shown." if many else ""
    return {
        "id": f"track/{track.id}" if high else f"track/{track.id}/altitude-not-known",
        "name": clean(track.name if high else f"{track.name} (altitude not known)"),
        "description": html([track.type, long]),
        "availability": _runs(lines),
        "position": [_positions(line) for line in lines],
        "point": _given(pixelSize=10.0, color={"rgba": colour}, heightReference=clamp),
        "label": _given(
            text=clean(track.name),
            font="12px sans-serif",
            pixelOffset={"cartesian2": [0.0, -16.0]},
            heightReference=clamp,
        ),
        "path": {
            "leadTime": 0.0,
            "trailTime": export.end - export.start,
            "width": 2.0,
            "resolution": 30.0,
            "material": {"solidColor": {"color": {"rgba": colour}}},
        },
        "properties": {
            "kind": "track",
            "voice": export.voice.id,
            "altitude": "known" if high else "not known",
            "position_basis": _by_line(lines, [str(line.basis) for line in lines]),
            "altitude_basis": _by_line(lines, [str(line.altitude_basis or "unknown") for line in lines]),
            "phase": _by_line(lines, [str(line.phase) for line in lines]),
            "sources": _by_line(lines, [" ".join(line.sources) for line in lines]),
            "uncertainty_km": [
                {
                    "interval": _interval(float(line.time[0]), float(line.time[-1])),
                    "number": _samples(line, line.uncertainty_km.round(3).tolist()),
                    "epoch": times.iso(float(line.time[0])),
                }
                for line in lines
            ],
        },
    }


def _given(**values: object) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v is not None}


def _runs(lines: list[Line]) -> list[str]:
    """Return when the lines are there, those that touch joined."""
    spans: list[list[float]] = []
    for line in lines:
        if spans and spans[-1][1] == line.time[0]:
            spans[-1][1] = float(line.time[-1])
        else:
            spans.append([float(line.time[0]), float(line.time[-1])])
    return [_interval(a, b) for a, b in spans]


def _by_line(lines: list[Line], values: list[str]) -> list[dict[str, str]]:
    """Return a property that holds for one line after another."""
    return [
        {"interval": _interval(float(line.time[0]), float(line.time[-1])), "string": value}
        for line, value in zip(lines, values, strict=True)
    ]


def _samples(line: Line, values: list[float]) -> list[float]:
    seconds = (line.time - line.time[0]).round(6).tolist()
    return [v for pair in zip(seconds, values, strict=True) for v in pair]


def _positions(line: Line) -> dict[str, Any]:
    seconds = (line.time - line.time[0]).round(6).tolist()
    height = line.altitude.round(2).tolist() if line.has_altitude else [0.0] * len(line.time)
    columns = (seconds, line.lon.round(DIGITS).tolist(), line.lat.round(DIGITS).tolist(), height)
    return {
        "interval": _interval(float(line.time[0]), float(line.time[-1])),
        "epoch": times.iso(float(line.time[0])),
        "interpolationAlgorithm": "LINEAR",
        "interpolationDegree": 1,
        "cartographicDegrees": [v for vertex in zip(*columns, strict=True) for v in vertex],
    }


def _fix(fix: Fix, part: TrackPart, colour: list[int], export: Export) -> dict[str, Any]:
    feature = fix_feature(fix, part.track.name, export.voice.id)
    packet: dict[str, Any] = {
        "id": f"fix/{feature.id}",
        "name": clean(f"{part.track.name}: fix {fix.number}"),
        "description": html([fix.note]) or None,
        "availability": _interval(fix.time, max(fix.time, export.end)),
        "properties": {"kind": "fix", **feature.properties},
    }
    if fix.lon is not None and fix.lat is not None:
        height = 0.0 if fix.altitude_m is None else round(fix.altitude_m, 2)
        flying = fix.altitude_m is not None and fix.phase is Phase.AIR
        packet["position"] = {"cartographicDegrees": [round(fix.lon, DIGITS), round(fix.lat, DIGITS), height]}
        packet["point"] = _given(
            pixelSize=6.0, color={"rgba": colour}, heightReference=None if flying else _GROUND
        )
        if fix.uncertainty_km:
            packet["ellipse"] = {
                "semiMajorAxis": round(fix.uncertainty_km * 1000, 1),
                "semiMinorAxis": round(fix.uncertainty_km * 1000, 1),
                "height": 0.0,
                "material": {"solidColor": {"color": {"rgba": [*colour[:3], 30]}}},
            }
    return packet


def _outline(
    outline: Outline, number: int, part: TrackPart, colour: list[int], export: Export
) -> dict[str, Any]:
    ring = zip(outline.lon[:-1].round(DIGITS).tolist(), outline.lat[:-1].round(DIGITS).tolist(), strict=True)
    return {
        "id": f"reach/{outline.track}/{number}",
        "name": clean(f"{part.track.name}: within reach at {outline.speed_kmh:g} km/h"),
        "description": "Outer limit of where it could be, not a forecast.",
        "availability": _interval(outline.time, outline.until),
        "polygon": {
            "positions": {"cartographicDegrees": [v for x, y in ring for v in (x, y, 0.0)]},
            "height": 0.0,
            "material": {"solidColor": {"color": {"rgba": [*colour[:3], 40]}}},
        },
        "properties": {
            "kind": "reach",
            "track": outline.track,
            "voice": export.voice.id,
            "speed_kmh": outline.speed_kmh,
            "position_basis": "derived",
        },
    }
