"""KML 2.2 with Google's extensions: a gx:Track for each line, time spans, and a tour of the moments.

The width of a line tells its basis (KML has no dashes). A track whose altitude is not known is clamped to
the ground and its coordinates have no third number.
"""

from itertools import pairwise

import numpy as np

from explorer.export import xml
from explorer.export.lines import Line
from explorer.export.plan import (
    LEGEND,
    MOST_SPOTS,
    Export,
    Fix,
    Gap,
    Heard,
    Outline,
    Told,
    TrackPart,
    widest,
)
from explorer.scenario.model import Basis, Phase, Site

_COLOURS = {"foxbat": "3ba3f2", "fighter": "e9b456", "transport": "a779cc", "airliner": "ece4d9"}  # bgr
_OTHER = "c0c0c0"
_WIDTHS = {Basis.STATED: "5", Basis.DERIVED: "3.5", Basis.ASSUMED: "1.5"}
_ICONS = {"airfield": "airports", "air-base": "airports", "radar": "target"}
_ICON = "http://maps.google.com/mapfiles/kml/shapes/{}.png"


def kml(export: Export) -> bytes:
    """Return an export as KML."""
    namespaces = {"xmlns": "http://www.opengis.net/kml/2.2", "xmlns:gx": "http://www.google.com/kml/ext/2.2"}
    root = xml.element("kml", **namespaces)
    document = xml.add(root, "Document")
    xml.add(document, "name", export.heading)
    xml.add(document, "open", "1")
    listed = [f"{k}: {s.title} {s.csl.get('URL') or ''}".strip() for k, s in export.sources.items()]
    about = [export.voice.description, LEGEND, export.generator, "Sources:", *listed]
    xml.add(document, "description", xml.html(about))
    _look_at(document, export.view.lon, export.view.lat, export.view.width_km)
    _styles(document, export)
    places = _folder(document, "Sites")
    for site in export.sites:
        _site(places, site)
    for part in export.tracks:
        _track(_folder(document, part.track.name), part, export.voice.id)
    moments = _folder(document, "Moments")
    for number, told in enumerate(export.moments, 1):
        _moment(moments, told, number, export.voice.id)
    radars = _folder(document, "Radar contacts")
    for heard in export.contacts:
        _contact(radars, heard, export)
    _tour(document, export)
    return xml.document(root)


def _folder(parent: xml.Element, name: str) -> xml.Element:
    folder = xml.add(parent, "Folder")
    xml.add(folder, "name", name)
    return folder


def _styles(document: xml.Element, export: Export) -> None:
    for side in dict.fromkeys(part.track.side for part in export.tracks):
        colour = _COLOURS.get(side, _OTHER)
        for basis, width in _WIDTHS.items():
            style = xml.add(document, "Style", id=_style(side, basis))
            icon = xml.add(style, "IconStyle")
            xml.add(icon, "color", f"ff{colour}")
            xml.add(icon, "scale", "0.7")
            xml.add(xml.add(icon, "Icon"), "href", _ICON.format("track"))
            line = xml.add(style, "LineStyle")
            xml.add(line, "color", f"{'ff' if basis is not Basis.ASSUMED else 'a0'}{colour}")
            xml.add(line, "width", width)
        style = xml.add(document, "Style", id=_style(side, None))
        line = xml.add(style, "LineStyle")
        xml.add(line, "color", f"a0{colour}")
        xml.add(line, "width", "1")
        xml.add(xml.add(style, "PolyStyle"), "color", f"20{colour}")
    for kind in dict.fromkeys(site.kind for site in export.sites):
        style = xml.add(document, "Style", id=f"site-{xml.name(kind)}")
        icon = xml.add(style, "IconStyle")
        xml.add(icon, "scale", "0.8")
        xml.add(xml.add(icon, "Icon"), "href", _ICON.format(_ICONS.get(kind, "placemark_circle")))


def _style(side: str, basis: Basis | None) -> str:
    """Return the id of a side's style for a basis; None is that of where it could be."""
    return f"{xml.name(side)}-{basis or 'reach'}"


def _placemark(
    folder: xml.Element,
    name: str,
    lines: list[str],
    *,
    style: str | None = None,
    span: tuple[float | None, float | None] | None = None,
    stamp: float | None = None,
    data: dict[str, str | None],
    key: str | None = None,
) -> xml.Element:
    """Append a placemark without its geometry, which comes last."""
    mark = xml.add(folder, "Placemark", id=key)
    xml.add(mark, "name", name)
    xml.maybe(mark, "description", xml.html(lines))
    if stamp is not None:
        xml.add(xml.add(mark, "TimeStamp"), "when", xml.when(stamp))
    elif span is not None:
        box = xml.add(mark, "TimeSpan")
        xml.maybe(box, "begin", xml.when(span[0]))
        xml.maybe(box, "end", xml.when(span[1]))
    if style is not None:
        xml.add(mark, "styleUrl", f"#{style}")
    extended = xml.add(mark, "ExtendedData")
    for label, value in data.items():
        if value:
            xml.add(xml.add(extended, "Data", name=label), "value", value)
    return mark


def _point(
    mark: xml.Element, lon: float | None, lat: float | None, altitude: float | None, flying: bool
) -> None:
    if lon is None or lat is None:
        return
    point = xml.add(mark, "Point")
    absolute = altitude is not None and flying
    xml.add(point, "altitudeMode", "absolute" if absolute else "clampToGround")
    place = [xml.degrees(lon), xml.degrees(lat), *([xml.number(altitude)] if altitude is not None else [])]
    xml.add(point, "coordinates", ",".join(place))


def _metres(value: float | None) -> str | None:
    return None if value is None else xml.number(value)


def _site(folder: xml.Element, site: Site) -> None:
    names = [n for key, n in site.names.items() if key != "en"]
    facts = [f"{f.text} ({f.basis}: {', '.join(f.sources)})" for f in site.facts]
    mark = _placemark(
        folder,
        site.names.get("en", site.id),
        [" ".join(names), site.role, site.unit, *facts],
        style=f"site-{xml.name(site.kind)}",
        data={
            "id": site.id,
            "kind": site.kind,
            "uncertainty_km": xml.number(site.uncertainty_m / 1000, 3),
            "elevation_m": _metres(site.elevation_m),
            "antenna_m": _metres(site.antenna_m),
            "sources": " ".join(site.sources),
        },
    )
    _point(mark, site.lon, site.lat, site.elevation_m, flying=False)


def _track(folder: xml.Element, part: TrackPart, voice: str) -> None:
    xml.add(folder, "description", xml.html([part.track.type, part.track.speeds_reason]))
    for number, line in enumerate(part.lines, 1):
        _line(folder, part, line, number, voice)
    fixes = _folder(folder, "Fixes")
    if part.last - part.first > MOST_SPOTS:
        xml.add(fixes, "description", "Of so long a track only the fixes that no line passes through.")
    for fix in part.spots():
        _fix(fixes, part, fix, voice)
    if part.gaps:
        gaps = _folder(folder, "Not known")
        for gap in part.gaps:
            _gap(gaps, gap, part, voice)
        for outline in part.outlines:
            _outline(gaps, outline, part, voice)


def _line(folder: xml.Element, part: TrackPart, line: Line, number: int, voice: str) -> None:
    height = f"altitude {line.altitude_basis}" if line.has_altitude else "altitude not known"
    banded = ~np.isnan(line.altitude_low)
    mark = _placemark(
        folder,
        f"{part.track.name}: line {number}",
        [f"Place {line.basis}, {height}; sources {', '.join(line.sources)}."],
        style=_style(part.track.side, line.basis),
        data={
            "track": part.track.id,
            "voice": voice,
            "phase": line.phase,
            "position_basis": line.basis,
            "altitude_basis": line.altitude_basis,
            "uncertainty_km": xml.number(float(line.uncertainty_km.max()), 3),
            "altitude_low_m": _metres(float(line.altitude_low[banded].min())) if banded.any() else None,
            "altitude_high_m": _metres(float(line.altitude_high[banded].max())) if banded.any() else None,
            "sources": " ".join(line.sources),
        },
    )
    track = xml.add(mark, "gx:Track")
    absolute = line.has_altitude and line.phase is Phase.AIR
    xml.add(track, "altitudeMode", "absolute" if absolute else "clampToGround")
    for time in line.time.tolist():
        xml.add(track, "when", xml.when(time))
    columns = zip(line.lon.tolist(), line.lat.tolist(), line.altitude.tolist(), strict=True)
    for lon, lat, altitude in columns:
        place = f"{xml.degrees(lon)} {xml.degrees(lat)}"
        xml.add(track, "gx:coord", f"{place} {xml.number(altitude)}" if line.has_altitude else place)


def _fix(folder: xml.Element, part: TrackPart, fix: Fix, voice: str) -> None:
    mark = _placemark(
        folder,
        f"{part.track.name}: fix {fix.number}",
        [fix.note, f"Sources {', '.join(fix.sources)}."],
        stamp=fix.time,
        style=_style(part.track.side, fix.place_basis or Basis.ASSUMED),
        data={
            "track": fix.track,
            "number": str(fix.number),
            "voice": voice,
            "time_earliest": xml.when(fix.earliest),
            "time_latest": xml.when(fix.latest),
            "phase": fix.phase,
            "then": fix.then,
            "position_basis": fix.place_basis,
            "altitude_basis": fix.altitude_basis,
            "time_basis": fix.time_basis,
            "uncertainty_km": None if fix.uncertainty_km is None else xml.number(fix.uncertainty_km, 3),
            "altitude_m": _metres(fix.altitude_m),
            "altitude_low_m": _metres(fix.altitude_low_m),
            "altitude_high_m": _metres(fix.altitude_high_m),
            "speed_kmh": _metres(fix.speed_kmh),
            "sources": " ".join(fix.sources),
        },
    )
    _point(mark, fix.lon, fix.lat, fix.altitude_m, flying=fix.phase is Phase.AIR)


def _gap(folder: xml.Element, gap: Gap, part: TrackPart, voice: str) -> None:
    what = "could be anywhere in reach" if gap.then == "reach" else "is not shown"
    _placemark(
        folder,
        f"{part.track.name}: unknown after fix {gap.after}",
        [f"From fix {gap.after} to fix {gap.before} it {what}: no source joins the two.", gap.note],
        span=(gap.start, gap.end),
        data={"track": gap.track, "voice": voice, "then": gap.then, "sources": " ".join(gap.sources)},
    )


def _outline(folder: xml.Element, outline: Outline, part: TrackPart, voice: str) -> None:
    speed = xml.number(outline.speed_kmh)
    mark = _placemark(
        folder,
        f"{part.track.name}: within reach at {speed} km/h",
        [f"Outer limit at {xml.when(outline.time)}, not a forecast."],
        span=(outline.time, outline.until),
        style=_style(part.track.side, None),
        data={"track": outline.track, "voice": voice, "speed_kmh": speed, "position_basis": "derived"},
    )
    ring = list(zip(outline.lon.tolist(), outline.lat.tolist(), strict=True))
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    turned = ring if area > 0 else ring[::-1]
    polygon = xml.add(mark, "Polygon")
    xml.add(polygon, "tessellate", "1")
    boundary = xml.add(xml.add(polygon, "outerBoundaryIs"), "LinearRing")
    xml.add(boundary, "coordinates", " ".join(f"{xml.degrees(x)},{xml.degrees(y)}" for x, y in turned))


def _moment(folder: xml.Element, told: Told, number: int, voice: str) -> None:
    m = told.moment
    mark = _placemark(
        folder,
        m.title,
        [m.text, *(f"{says} ({source})" for says, source in m.accounts), f"Sources {', '.join(m.sources)}."],
        stamp=told.time,
        key=f"moment-{number}",
        data={
            "id": m.id,
            "voice": voice,
            "time_earliest": xml.when(m.earliest),
            "time_latest": xml.when(m.latest),
            "basis": m.basis,
            "time_basis": m.time_basis,
            "position_basis": None if told.lon is None else m.place_basis,
            "uncertainty_km": None if told.uncertainty_km is None else xml.number(told.uncertainty_km, 3),
            "sources": " ".join(m.sources),
        },
    )
    _point(mark, told.lon, told.lat, None, flying=False)


def _contact(folder: xml.Element, heard: Heard, export: Export) -> None:
    c = heard.contact
    began, ended = widest(c.start)[0], widest(c.end)[1]
    mark = _placemark(
        folder,
        f"{heard.name}: {c.kind}",
        [
            c.note,
            "" if began is not None else "Since when is not recorded.",
            f"Sources {', '.join(c.sources)}.",
        ],
        span=(began, ended),
        data={
            "station": c.station,
            "voice": export.voice.id,
            "start": xml.when(c.start.best),
            "start_earliest": xml.when(c.start.earliest),
            "start_latest": xml.when(c.start.latest),
            "end": xml.when(c.end.best),
            "end_earliest": xml.when(c.end.earliest),
            "end_latest": xml.when(c.end.latest),
            "basis": c.basis,
            "sources": " ".join(c.sources),
        },
    )
    _point(mark, heard.lon, heard.lat, None, flying=False)


def _look_at(parent: xml.Element, lon: float, lat: float, width_km: float, time: float | None = None) -> None:
    view = xml.add(parent, "LookAt")
    if time is not None:
        xml.add(xml.add(view, "gx:TimeStamp"), "when", xml.when(time))
    for tag, value in (("longitude", lon), ("latitude", lat)):
        xml.add(view, tag, xml.degrees(value))
    for tag, text in (("altitude", "0"), ("heading", "0"), ("tilt", "30")):
        xml.add(view, tag, text)
    xml.add(view, "range", xml.number(width_km * 1000))


def _tour(document: xml.Element, export: Export) -> None:
    """Append a flight from moment to moment, with each one's balloon open for a while."""
    tour = xml.add(document, "gx:Tour")
    xml.add(tour, "name", "The moments, one after the other")
    playlist = xml.add(tour, "gx:Playlist")
    for number, told in enumerate(export.moments, 1):
        fly = xml.add(playlist, "gx:FlyTo")
        xml.add(fly, "gx:duration", "4")
        xml.add(fly, "gx:flyToMode", "smooth")
        if told.lon is None or told.lat is None:
            _look_at(fly, export.view.lon, export.view.lat, export.view.width_km, told.time)
        else:
            width = min(max(80.0, 8 * (told.uncertainty_km or 0)), export.view.width_km)
            _look_at(fly, told.lon, told.lat, width, told.time)
        for shown, pause in (("1", "6"), ("0", None)):
            update = xml.add(xml.add(playlist, "gx:AnimatedUpdate"), "Update")
            xml.add(update, "targetHref", "")
            mark = xml.add(xml.add(update, "Change"), "Placemark", targetId=f"moment-{number}")
            xml.add(mark, "gx:balloonVisibility", shown)
            if pause:
                xml.add(xml.add(playlist, "gx:Wait"), "gx:duration", pause)
