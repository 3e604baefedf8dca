"""An export as flat records with GeoJSON geometries: what GeoJSON, CSV and GeoParquet share.

One record is one thing; its ``kind`` is site, fix, line, gap, reach, moment or contact. A property that the
sources leave open is absent, and so is the geometry of a thing whose place is not known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from explorer.export.lines import Line
from explorer.export.plan import Export, Fix, Gap, Heard, Outline, Told, TrackPart
from explorer.scenario import times
from explorer.scenario.model import Floats, Site

Geometry = dict[str, Any]
DIGITS = 7  # of a degree: 1 cm

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Feature:
    """One record. ``properties`` are plain values; times in them are ISO 8601 in UTC."""

    id: str
    kind: str
    properties: dict[str, Any] = field(hash=False)
    geometry: Geometry | None = field(hash=False)


def clean(text: str) -> str:
    """Return ``text`` without what no text format can hold: control characters and halves of characters."""
    if not _UNFIT.search(text):
        return text
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def features(export: Export) -> Iterator[Feature]:
    """Give every record of an export: sites, each track's own, moments, contacts."""
    for site in export.sites:
        yield site_feature(site)
    for part in export.tracks:
        yield from track_features(part, export.voice.id)
    for told in export.moments:
        yield moment_feature(told, export.voice.id)
    for heard in export.contacts:
        yield contact_feature(heard, export.voice.id)


def track_features(part: TrackPart, voice: str) -> Iterator[Feature]:
    """Give the fixes, lines, gaps and outlines of one track."""
    for fix in part.each_fix():
        yield fix_feature(fix, part.track.name, voice)
    for number, line in enumerate(part.lines, 1):
        yield line_feature(line, number, part, voice)
    for gap in part.gaps:
        yield _gap_feature(gap, part.track.name, voice)
    for number, outline in enumerate(part.outlines, 1):
        yield outline_feature(outline, number, part.track.name, voice)


def _given(**values: object) -> dict[str, Any]:
    """Return the properties that are known, tidy: rounded numbers, clean texts, lists."""
    tidy: dict[str, Any] = {}
    for name, value in values.items():
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            tidy[name] = value
        elif isinstance(value, (float, np.floating)):
            tidy[name] = round(float(value), 3)
        elif isinstance(value, str):
            tidy[name] = clean(str(value))
        elif isinstance(value, tuple):
            tidy[name] = [clean(v) if isinstance(v, str) else v for v in value]
        else:
            tidy[name] = value
    return tidy


def iso(time: float | None) -> str | None:
    """Return a time in UTC, None where it is open."""
    return None if time is None else times.iso(time)


def point(lon: float | None, lat: float | None, altitude: float | None = None) -> Geometry | None:
    """Return a point, with its altitude in metres only where that is known."""
    if lon is None or lat is None:
        return None
    place = [round(lon, DIGITS), round(lat, DIGITS)]
    return {"type": "Point", "coordinates": [*place, round(altitude, 2)] if altitude is not None else place}


def site_feature(site: Site) -> Feature:
    """Return a place, with its elevation as the third coordinate where it is known."""
    return Feature(
        site.id,
        "site",
        _given(
            name=site.names.get("en", site.id),
            name_ja=site.names.get("ja"),
            name_ru=site.names.get("ru"),
            site_kind=site.kind,
            role=site.role,
            unit=site.unit,
            uncertainty_km=site.uncertainty_m / 1000,
            elevation_m=site.elevation_m,
            antenna_m=site.antenna_m,
            antenna_uncertainty_m=site.antenna_uncertainty_m if site.antenna_m is not None else None,
            facts=tuple(f"{f.text} ({f.basis}: {', '.join(f.sources)})" for f in site.facts),
            sources=site.sources,
        ),
        point(site.lon, site.lat, site.elevation_m),
    )


def fix_feature(fix: Fix, name: str, voice: str) -> Feature:
    """Return a fix; its geometry is absent where a source gives a time and no place."""
    return Feature(
        f"{fix.track}-fix-{fix.number}",
        "fix",
        _given(
            name=name,
            track=fix.track,
            number=fix.number,
            voice=voice,
            time=iso(fix.time),
            time_earliest=iso(fix.earliest),
            time_latest=iso(fix.latest),
            uncertainty_km=fix.uncertainty_km,
            altitude_m=fix.altitude_m,
            altitude_low_m=fix.altitude_low_m,
            altitude_high_m=fix.altitude_high_m,
            speed_kmh=fix.speed_kmh,
            phase=fix.phase,
            then=fix.then,
            position_basis=fix.place_basis,
            altitude_basis=fix.altitude_basis,
            time_basis=fix.time_basis,
            sources=fix.sources,
            note=fix.note,
        ),
        point(fix.lon, fix.lat, fix.altitude_m),
    )


def line_feature(line: Line, number: int, part: TrackPart, voice: str) -> Feature:
    """Return a line of one basis; ``times`` holds one time for each vertex."""
    columns = [line.lon.round(DIGITS).tolist(), line.lat.round(DIGITS).tolist()]
    if line.has_altitude:
        columns.append(line.altitude.round(2).tolist())
    vertices = [list(v) for v in zip(*columns, strict=True)]
    parts = split_line(vertices)
    geometry: Geometry = {"type": "LineString", "coordinates": parts[0]}
    if len(parts) > 1:
        geometry = {"type": "MultiLineString", "coordinates": parts}
    low, high = _bounds(line.altitude_low, line.altitude), _bounds(line.altitude_high, line.altitude)
    banded = bool((~np.isnan(line.altitude_low)).any())
    return Feature(
        f"{part.track.id}-line-{number}",
        "line",
        _given(
            name=part.track.name,
            track=part.track.id,
            number=number,
            voice=voice,
            start=iso(float(line.time[0])),
            end=iso(float(line.time[-1])),
            uncertainty_km=float(line.uncertainty_km.max()),
            altitude_low_m=low[0] if banded else None,
            altitude_high_m=high[1] if banded else None,
            phase=line.phase,
            position_basis=line.basis,
            altitude_basis=line.altitude_basis,
            after_fix=line.after + 1,
            before_fix=line.before + 1,
            times=tuple(times.iso(t) for t in line.time.tolist()),
            sources=line.sources,
        ),
        geometry,
    )


def _bounds(band: Floats, altitude: Floats) -> tuple[float | None, float | None]:
    """Return the lowest and highest of a band's edge; where it has no band of its own, the altitude."""
    edge = np.where(np.isnan(band), altitude, band)
    edge = edge[~np.isnan(edge)]
    return (float(edge.min()), float(edge.max())) if len(edge) else (None, None)


def _gap_feature(gap: Gap, name: str, voice: str) -> Feature:
    return Feature(
        f"{gap.track}-gap-{gap.after}",
        "gap",
        _given(
            name=name,
            track=gap.track,
            voice=voice,
            start=iso(gap.start),
            end=iso(gap.end),
            then=gap.then,
            after_fix=gap.after,
            before_fix=gap.before,
            sources=gap.sources,
            note=gap.note,
        ),
        None,
    )


def outline_feature(outline: Outline, number: int, name: str, voice: str) -> Feature:
    """Return where a track could be at a time, at one bounding speed: an outer limit, not a forecast."""
    ring = np.column_stack([outline.lon, outline.lat]).round(DIGITS).tolist()
    return Feature(
        f"{outline.track}-reach-{number}",
        "reach",
        _given(
            name=name,
            track=outline.track,
            number=number,
            voice=voice,
            time=iso(outline.time),
            end=iso(outline.until),
            speed_kmh=outline.speed_kmh,
            area_km2=outline.area_km2,
            position_basis="derived",
            note="Outer limit of where it could be at this time and speed, not a forecast.",
        ),
        polygon(ring),
    )


def moment_feature(told: Told, voice: str) -> Feature:
    """Return a moment at its time in the voice, with the earliest and latest that any account allows."""
    moment = told.moment
    return Feature(
        f"moment-{moment.id}",
        "moment",
        _given(
            name=moment.title,
            chapter=moment.chapter,
            voice=voice,
            time=iso(told.time),
            time_earliest=iso(moment.earliest),
            time_latest=iso(moment.latest),
            place=moment.place,
            uncertainty_km=told.uncertainty_km,
            actors=moment.actors or None,
            basis=moment.basis,
            time_basis=moment.time_basis,
            position_basis=None if told.lon is None else moment.place_basis,
            sources=moment.sources,
            accounts=tuple(f"{says} ({source})" for says, source in moment.accounts) or None,
            note=moment.text,
        ),
        point(told.lon, told.lat),
    )


def contact_feature(heard: Heard, voice: str) -> Feature:
    """Return what one radar had, at the station; open ends are absent."""
    contact = heard.contact
    return Feature(
        f"contact-{heard.number}",
        "contact",
        _given(
            name=heard.name,
            station=contact.station,
            contact_kind=contact.kind,
            voice=voice,
            start=iso(contact.start.best),
            start_earliest=iso(contact.start.earliest),
            start_latest=iso(contact.start.latest),
            end=iso(contact.end.best),
            end_earliest=iso(contact.end.earliest),
            end_latest=iso(contact.end.latest),
            basis=contact.basis,
            sources=contact.sources,
            note=contact.note,
        ),
        point(heard.lon, heard.lat),
    )


def split_line(vertices: list[list[float]]) -> list[list[list[float]]]:
    """Return a line cut where it crosses the 180th meridian (RFC 7946, 3.1.9)."""
    parts = [[vertices[0]]]
    for a, b in pairwise(vertices):
        if abs(b[0] - a[0]) > 180:
            side = 180.0 if a[0] > 0 else -180.0
            whole = b[0] + 2 * side
            share = (side - a[0]) / (whole - a[0]) if whole != a[0] else 0.0
            crossing = [x + share * (y - x) for x, y in zip(a[1:], b[1:], strict=True)]
            parts[-1].append([side, *crossing])
            parts.append([[-side, *crossing]])
        parts[-1].append(b)
    return parts


def polygon(ring: list[list[float]]) -> Geometry:
    """Return a polygon of one convex closed ring, counter-clockwise, cut at the 180th meridian if need be."""
    lon = np.unwrap([v[0] for v in ring], period=360)
    unwrapped = [[float(x), v[1]] for x, v in zip(lon, ring, strict=True)]
    if lon.max() <= 180 and lon.min() >= -180:
        return {"type": "Polygon", "coordinates": [_counter_clockwise(unwrapped)]}
    edge = 180.0 if lon.max() > 180 else -180.0
    turn = 2 * edge
    near = _clip(unwrapped, edge, keep_below=edge > 0)
    far = [[x - turn, y] for x, y in _clip(unwrapped, edge, keep_below=edge < 0)]
    rings = [[_counter_clockwise(r)] for r in (near, far) if len(r) > 3]
    return {"type": "MultiPolygon", "coordinates": rings}


def _counter_clockwise(ring: list[list[float]]) -> list[list[float]]:
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    return ring if area > 0 else ring[::-1]


def _clip(ring: list[list[float]], edge: float, *, keep_below: bool) -> list[list[float]]:
    """Return the part of a closed ring on one side of a meridian (Sutherland and Hodgman 1974)."""
    kept: list[list[float]] = []
    for a, b in pairwise(ring):
        if (a[0] <= edge) == keep_below:
            kept.append(a)
        if (a[0] <= edge) != (b[0] <= edge):
            share = (edge - a[0]) / (b[0] - a[0])
            kept.append([edge, a[1] + share * (b[1] - a[1])])
    return [*kept, kept[0]] if kept else []
