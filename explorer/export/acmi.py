r"""Tacview ACMI 2.2: the lines as objects that move, and are taken away where nothing is known.

The format (Tacview, *Technical Reference, ACMI flight recordings 2.2*) wants UTF-8, metres, degrees,
seconds after ``ReferenceTime``, hexadecimal ids, and a backslash before commas and line ends inside a text.
It has no escape for a backslash or for the bar that parts an event's fields, so these become ``/``. An
object whose altitude is not known would inherit its last one; it is another object of the same aircraft
instead, whose ``T`` has none.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.export.features import clean
from explorer.export.lines import Line
from explorer.export.plan import LEGEND, Export, Fix, Heard, TrackPart
from explorer.export.xml import degrees, number
from explorer.scenario import times
from explorer.scenario.model import Basis, Phase, Site

_COLOURS = {"foxbat": "Orange", "fighter": "Blue", "transport": "Violet", "airliner": "Green"}
_SITE_TYPES = {"airfield": "Ground+Static+Aerodrome", "air-base": "Ground+Static+Aerodrome"}
_LONE_S = 1.0  # how long a fix that stands alone is shown, at most

# What comes first within one instant: the last place of what ends, its leaving, what begins, then events.
_LAST, _REMOVE, _SET, _EVENT = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, order=True)
class _Record:
    time: float
    rank: int
    serial: int
    text: str


def acmi(export: Export) -> bytes:
    """Return an export as an ACMI recording; time 0 is the export's start."""
    lines = ["FileType=text/acmi/tacview", "FileVersion=2.2", f"0,ReferenceTime={times.iso(export.start)}"]
    about = {
        "DataSource": "; ".join(f"{key}: {source.title}" for key, source in export.sources.items()),
        "DataRecorder": export.generator,
        "Title": export.heading,
        "Category": "Historical reconstruction",
        "Briefing": export.voice.description,
        "Comments": f"{LEGEND} A fix that stands alone is shown for at most one second.",
    }
    lines += [f"0,{name}={_text(value)}" for name, value in about.items()]
    records = sorted(_records(export))
    now = -math.inf
    for record in records:
        if record.time != now:
            now = record.time
            lines.append(f"#{number(now - export.start, 6)}")
        lines.append(record.text)
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _text(value: str) -> str:
    return clean(value).replace("\\", "/").replace(",", "\\,").replace("\n", "\\\n")


def _event(kind: str, *fields: str) -> str:
    return f"0,Event={'|'.join([kind, *(_text(f.replace('|', '/')) for f in fields)])}"


def _set(key: int, **properties: str | None) -> str:
    """Return a line that sets an object's properties; those that are None or empty are left as they were."""
    told = [f"{k}={v if k == 'T' else _text(v)}" for k, v in properties.items() if v]
    return ",".join([f"{key:x}", *told])


def _place(lon: float, lat: float, altitude: float | None) -> str:
    return f"{degrees(lon)}|{degrees(lat)}|{'' if altitude is None else number(altitude)}"


def _records(export: Export) -> Iterator[_Record]:
    found: list[tuple[float, int, str]] = []
    for n, site in enumerate(export.sites):
        found.append((export.start, _SET, _site(site, 0x1000 + n)))
    for n, part in enumerate(export.tracks):
        found += _track(part, 0x100000 + 2 * n, export)
    for told in export.moments:
        m = told.moment
        span = f" ({times.iso(m.earliest)} to {times.iso(m.latest)})" if m.earliest < m.latest else ""
        text = f"{m.title}{span}: {m.text} [{m.basis}; {', '.join(m.sources)}]"
        found.append((told.time, _EVENT, _event("Bookmark", text)))
    for heard in export.contacts:
        found += _contact(heard, export)
    for serial, (time, rank, text) in enumerate(found):
        yield _Record(time, rank, serial, text)


def _site(site: Site, key: int) -> str:
    return _set(
        key,
        T=_place(site.lon, site.lat, site.elevation_m),
        Type=_SITE_TYPES.get(site.kind, "Ground+Static+Building"),
        Name=site.names.get("en", site.id),
        Label=site.role,
        Uncertainty=f"{number(site.uncertainty_m)} m",
        Sources=" ".join(site.sources),
    )


def _track(part: TrackPart, key: int, export: Export) -> list[tuple[float, int, str]]:
    """Return an aircraft's records: ``key`` where its altitude is known, ``key`` + 1 where it is not."""
    found: list[tuple[float, int, str]] = []
    for run in part.runs():
        for before, line, after in zip((None, *run[:-1]), run, (*run[1:], None), strict=True):
            me = key + (not line.has_altitude)
            joined = before is not None and before.has_altitude == line.has_altitude
            goes_on = after is not None and after.has_altitude == line.has_altitude
            records = _line(part, line, me, export, joined=joined)
            if not goes_on:
                time, _, text = records.pop()
                records += [(time, _LAST, text), *_gone(time, me)]
            found += records
    for fix in part.lone():
        assert fix.lon is not None
        assert fix.lat is not None
        me = key + (fix.altitude_m is None)
        place = _place(fix.lon, fix.lat, fix.altitude_m)
        found.append(
            (fix.time, _SET, _set(me, T=place, **_who(part, fix.altitude_m is not None), **_fix(fix, export)))
        )
        found += _gone(min(fix.time + _LONE_S, _free(part, fix)), me)
    return found


def _free(part: TrackPart, fix: Fix) -> float:
    """Return half-way from a lone fix to the next: until then nothing else of its track is there."""
    i = fix.number
    return fix.time + _LONE_S if i >= len(part.fixes) else (fix.time + float(part.fixes.time[i])) / 2


def _gone(time: float, key: int) -> list[tuple[float, int, str]]:
    # Without LeftArea Tacview takes a removed aircraft for a destroyed one.
    return [(time, _REMOVE, _event("LeftArea", f"{key:x}", "")), (time, _REMOVE, f"-{key:x}")]


def _who(part: TrackPart, has_altitude: bool) -> dict[str, str | None]:
    track = part.track
    return {
        "Type": "Air+FixedWing",
        "Name": track.type,
        "CallSign": track.name,
        "Color": _COLOURS.get(track.side),
        "Label": None if has_altitude else "altitude not known",
    }


def _basis(place: Basis | None, altitude: Basis | None, phase: Phase, voice: str) -> dict[str, str | None]:
    return {"PositionBasis": place, "AltitudeBasis": altitude or "unknown", "Phase": phase, "Voice": voice}


def _fix(fix: Fix, export: Export) -> dict[str, str | None]:
    spread = None if fix.uncertainty_km is None else f"{number(fix.uncertainty_km * 1000)} m"
    told = _basis(
        fix.place_basis,
        fix.altitude_basis if fix.altitude_m is not None else None,
        fix.phase,
        export.voice.id,
    )
    return {**told, "Uncertainty": spread, "Sources": " ".join(fix.sources), "Note": fix.note}


def _line(
    part: TrackPart, line: Line, key: int, export: Export, *, joined: bool
) -> list[tuple[float, int, str]]:
    """Return the records along a line; one that continues another has no first vertex of its own."""
    about = _basis(line.basis, line.altitude_basis, line.phase, export.voice.id)
    about |= {"Sources": " ".join(line.sources)}
    first = _who(part, line.has_altitude) if not joined else {}
    found: list[tuple[float, int, str]] = []
    for i, time in enumerate(line.time.tolist()):
        altitude = float(line.altitude[i]) if line.has_altitude else None
        told: dict[str, str | None] = {"Uncertainty": f"{number(float(line.uncertainty_km[i]) * 1000)} m"}
        if i == 0:
            told |= {**first, **about}
        place = None if i == 0 and joined else _place(float(line.lon[i]), float(line.lat[i]), altitude)
        found.append((time, _SET, _set(key, T=place, **told)))
    return found


def _contact(heard: Heard, export: Export) -> list[tuple[float, int, str]]:
    """Return messages for the known beginning and end of what a radar had."""
    c = heard.contact
    tail = f"{heard.name} ({c.kind}): {c.note} [{c.basis}; {', '.join(c.sources)}]"
    found = []
    for time, word in ((c.start.best, "begins"), (c.end.best, "ends")):
        if time is not None and export.start <= time <= export.end:
            found.append((time, _EVENT, _event("Bookmark", f"Contact {word}: {tail}")))
    return found
