"""GPX 1.1: places, moments and lone fixes as waypoints, a track segment for each unbroken run.

What GPX has no word for stands in ``extensions`` in the namespace `NAMESPACE`: ``fx:about`` for the file,
``fx:gap`` and ``fx:contact`` for what has no place, ``fx:known`` for basis, uncertainty and sources of a
point.
"""

from collections.abc import Iterable

import numpy as np

from explorer.export import xml
from explorer.export.lines import Line
from explorer.export.plan import LEGEND, Export, Fix, Heard, Told, TrackPart, fix_at
from explorer.scenario.model import Site

NAMESPACE = "urn:x-foxbat-explorer:gpx:1"
_GPX = "http://www.topografix.com/GPX/1/1"


def gpx(export: Export) -> bytes:
    """Return an export as GPX 1.1. A moment without a place is left out: GPX cannot hold it."""
    root = xml.element(
        "gpx", **{"xmlns": _GPX, "xmlns:fx": NAMESPACE, "version": "1.1", "creator": export.generator}
    )
    _metadata(root, export)
    for site in export.sites:
        _site(root, site)
    for told in export.moments:
        _moment(root, told, export.voice.id)
    for part in export.tracks:
        for fix in part.lone():
            point = _point(root, "wpt", fix.lon, fix.lat, fix.altitude_m, fix.time)
            _words(point, part.track.name, fix.note, fix.sources, "fix")
            _known(xml.add(point, "extensions"), fix, export.voice.id)
    for part in export.tracks:
        _track(root, part, export.voice.id)
    return xml.document(root)


def _metadata(root: xml.Element, export: Export) -> None:
    meta = xml.add(root, "metadata")
    xml.add(meta, "name", export.heading)
    xml.add(meta, "desc", f"{export.voice.description} {LEGEND}")
    extra = xml.add(meta, "extensions")
    xml.add(
        extra, "fx:about", voice=export.voice.id, start=xml.when(export.start), end=xml.when(export.end),
        whatIf=export.hypothetical or None,
    )  # fmt: skip
    for key, source in export.sources.items():
        url = source.csl.get("URL")
        xml.add(extra, "fx:source", source.title, key=key, url=str(url) if url else None)
    for heard in export.contacts:
        _contact(extra, heard)


def _contact(extra: xml.Element, heard: Heard) -> None:
    c = heard.contact
    xml.add(
        extra, "fx:contact", c.note, station=c.station, kind=c.kind, start=xml.when(c.start.best),
        startEarliest=xml.when(c.start.earliest), startLatest=xml.when(c.start.latest),
        end=xml.when(c.end.best),
        endEarliest=xml.when(c.end.earliest), endLatest=xml.when(c.end.latest), basis=c.basis,
        sources=" ".join(c.sources),
    )  # fmt: skip


def _point(
    parent: xml.Element, tag: str, lon: float | None, lat: float | None, altitude: float | None,
    time: float | None,
) -> xml.Element:  # fmt: skip
    """Append a waypoint or track point; an altitude that is not known has no ``ele``."""
    assert lon is not None
    assert lat is not None
    point = xml.add(parent, tag, lat=xml.degrees(lat), lon=xml.degrees(lon))
    if altitude is not None:
        xml.add(point, "ele", xml.number(altitude))
    xml.maybe(point, "time", xml.when(time))
    return point


def _words(point: xml.Element, name: str, text: str, sources: Iterable[str], kind: str) -> None:
    xml.add(point, "name", name)
    xml.maybe(point, "desc", text)
    xml.maybe(point, "src", " ".join(sources))
    xml.add(point, "type", kind)


def _site(root: xml.Element, site: Site) -> None:
    point = _point(root, "wpt", site.lon, site.lat, site.elevation_m, None)
    _words(point, site.names.get("en", site.id), site.role, site.sources, site.kind)
    extra = xml.add(point, "extensions")
    xml.add(
        extra, "fx:known", id=site.id, nameJa=site.names.get("ja"), nameRu=site.names.get("ru"),
        uncertaintyKm=xml.number(site.uncertainty_m / 1000, 3), unit=site.unit or None,
        antennaM=None if site.antenna_m is None else xml.number(site.antenna_m),
    )  # fmt: skip
    for fact in site.facts:
        xml.add(extra, "fx:fact", fact.text, basis=fact.basis, sources=" ".join(fact.sources))


def _moment(root: xml.Element, told: Told, voice: str) -> None:
    if told.lon is None:
        return
    m = told.moment
    point = _point(root, "wpt", told.lon, told.lat, None, told.time)
    _words(point, m.title, m.text, m.sources, "moment")
    extra = xml.add(point, "extensions")
    xml.add(
        extra, "fx:known", id=m.id, voice=voice, timeEarliest=xml.when(m.earliest),
        timeLatest=xml.when(m.latest),
        basis=m.basis, positionBasis=m.place_basis, timeBasis=m.time_basis,
        uncertaintyKm=xml.number(told.uncertainty_km or 0, 3),
    )  # fmt: skip
    for says, source in m.accounts:
        xml.add(extra, "fx:account", says, source=source)


def _known(extra: xml.Element, fix: Fix, voice: str) -> None:
    """Append what is known of a fix."""

    def maybe(value: float | None, digits: int = 2) -> str | None:
        return None if value is None else xml.number(value, digits)

    xml.add(
        extra, "fx:known", fix.note or None, kind="fix", number=str(fix.number), voice=voice,
        positionBasis=fix.place_basis, altitudeBasis=fix.altitude_basis, timeBasis=fix.time_basis,
        uncertaintyKm=maybe(fix.uncertainty_km, 3), altitudeLowM=maybe(fix.altitude_low_m),
        altitudeHighM=maybe(fix.altitude_high_m), speedKmh=maybe(fix.speed_kmh),
        timeEarliest=xml.when(fix.earliest), timeLatest=xml.when(fix.latest), phase=fix.phase, then=fix.then,
        sources=" ".join(fix.sources),
    )  # fmt: skip


def _track(root: xml.Element, part: TrackPart, voice: str) -> None:
    runs = part.runs()
    if not runs and not part.gaps:
        return
    track = xml.add(root, "trk")
    xml.add(track, "name", part.track.name)
    xml.add(track, "desc", f"{part.track.type}. A new segment begins after each unknown stretch.")
    xml.maybe(track, "src", " ".join(dict.fromkeys(s for run in runs for line in run for s in line.sources)))
    xml.add(track, "type", part.track.side)
    extra = xml.add(track, "extensions")
    xml.add(extra, "fx:known", id=part.track.id, voice=voice)
    for gap in part.gaps:
        xml.add(
            extra, "fx:gap", gap.note or None, start=xml.when(gap.start), end=xml.when(gap.end),
            then=gap.then, sources=" ".join(gap.sources),
        )  # fmt: skip
    for run in runs:
        segment = xml.add(track, "trkseg")
        for n, line in enumerate(run):
            _vertices(segment, part, line, voice, skip=n > 0)


def _vertices(segment: xml.Element, part: TrackPart, line: Line, voice: str, *, skip: bool) -> None:
    """Append a line's vertices, without the first where the line before ended in it."""
    for i in range(int(skip), len(line.time)):
        index = int(line.fix[i])
        fix = fix_at(part.track.id, part.fixes, index) if index >= 0 else None
        altitude = None if np.isnan(line.altitude[i]) else float(line.altitude[i])
        if fix is not None:
            altitude = fix.altitude_m
        point = _point(
            segment, "trkpt", float(line.lon[i]), float(line.lat[i]), altitude, float(line.time[i])
        )
        if fix is not None:
            xml.maybe(point, "src", " ".join(fix.sources))
        extra = xml.add(point, "extensions")
        if fix is not None:
            _known(extra, fix, voice)
            continue
        low, high = float(line.altitude_low[i]), float(line.altitude_high[i])
        xml.add(
            extra, "fx:known", kind="between", positionBasis=line.basis, altitudeBasis=line.altitude_basis,
            uncertaintyKm=xml.number(float(line.uncertainty_km[i]), 3), phase=line.phase,
            altitudeLowM=None if np.isnan(low) else xml.number(low),
            altitudeHighM=None if np.isnan(high) else xml.number(high),
        )  # fmt: skip
