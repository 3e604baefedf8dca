"""sites.geojson and airspace.geojson: what does not move."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from explorer.scenario import schema
from explorer.scenario.fields import Field, Reader, off_the_earth, shown
from explorer.scenario.model import AirspaceLine, Fact, Site
from explorer.scenario.read_scenario import with_basis

SITES = "sites.geojson"
AIRSPACE = "airspace.geojson"
_DEPTH = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def sites(document: Mapping[str, object], reader: Reader, taken: Mapping[str, object]) -> dict[str, Site]:
    """Return the sites by id; ``taken`` are the ids of tracks, which no site may have."""
    found: dict[str, Site] = {}
    for record, geometry in _features(document, reader, schema.SITE, "site"):
        place = f"site '{record['id']}'"
        if record["id"] in taken:
            reader.say(f"{place}, field id", "is the id of a track; the site is left out")
            continue
        position = _point(geometry, reader, place)
        if position is None:
            continue
        if "en" not in record["names"]:
            reader.say(f"{place}, field names.en", "is missing")
            record["names"] = {"en": next(iter(record["names"].values()), record["id"]), **record["names"]}
        if record["kind"] == "radar" and record["antenna_m"] is None:
            reader.say(f"{place}, field antenna_m", "is missing: a radar has an antenna")
        record["facts"] = tuple(Fact(**with_basis(fact)) for fact in record["facts"])
        found[record["id"]] = Site(**record, lon=position[0], lat=position[1])
    return found


def airspace(document: Mapping[str, object], reader: Reader) -> tuple[AirspaceLine, ...]:
    """Return the lines; the parts of one are joined with nan between them."""
    found = []
    for record, geometry in _features(document, reader, schema.AIRSPACE, "line"):
        place = f"line '{record['id']}'"
        kind = geometry.get("type")
        if not isinstance(kind, str) or kind not in _DEPTH:
            reader.say(f"{place}, field geometry", f"{shown(kind)} is not one of {', '.join(_DEPTH)}")
            continue
        points: list[tuple[float, float]] = []
        for number, part in enumerate(_parts(geometry.get("coordinates"), _DEPTH[kind]), 1):
            line = _line(part, reader, f"{place}, part {number}")
            if len(line) > 1:
                points += [(math.nan, math.nan)] if points else []
                points += line
        if not points:
            reader.say(f"{place}, field coordinates", "has no line of two points; it is left out")
            continue
        column = np.array(points, np.float64)
        column.flags.writeable = False
        found.append(AirspaceLine(**with_basis(record), lon=column[:, 0], lat=column[:, 1]))
    return tuple(found)


def _features(
    document: Mapping[str, object], reader: Reader, fields: tuple[Field, ...], word: str
) -> Iterator[tuple[dict[str, Any], Mapping[str, object]]]:
    """Yield the usable properties of each feature with its geometry."""
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        reader.say("", "must be a GeoJSON FeatureCollection with its features in a list")
        return
    crs = document.get("crs")
    if isinstance(crs, dict) and "CRS84" not in str(crs) and "4326" not in str(crs):
        reader.say("field crs", "positions must be in WGS84 degrees")
    raw: list[object] = []
    geometries: list[Mapping[str, object]] = []
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            reader.say(f"feature number {number}", "must be a GeoJSON Feature with properties")
            continue
        raw.append(feature["properties"])
        geometry = feature.get("geometry")
        geometries.append(geometry if isinstance(geometry, dict) else {})
    for index, record in reader.numbered(raw, fields, word):
        yield record, geometries[index]


def _point(geometry: Mapping[str, object], reader: Reader, place: str) -> tuple[float, float] | None:
    if geometry.get("type") != "Point":
        reader.say(f"{place}, field geometry", "must be a Point")
        return None
    found = _position(geometry.get("coordinates"))
    if isinstance(found, str):
        reader.say(f"{place}, field coordinates", found)
        return None
    if off := off_the_earth(*found):
        reader.say(f"{place}, field coordinates", *off)
        return None
    return found


def _position(raw: object) -> tuple[float, float] | str:
    """Return a position, or what is wrong with it."""
    if not isinstance(raw, list) or len(raw) < 2:
        return f"expected [longitude, latitude], found {shown(raw)}"
    lon, lat = raw[0], raw[1]
    for value in (lon, lat):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"expected a number, found {shown(value)}"
        if not -1e6 < value < 1e6:  # nan, too
            return f"{shown(value)} is not a number of degrees"
    return float(lon), float(lat)


def _parts(coordinates: object, depth: int) -> Iterator[object]:
    """Yield the lists of positions that lie ``depth`` lists deep."""
    if depth == 1:
        yield coordinates
    elif isinstance(coordinates, list):
        for inner in coordinates:
            yield from _parts(inner, depth - 1)


def _line(raw: object, reader: Reader, place: str) -> list[tuple[float, float]]:
    if not isinstance(raw, list):
        reader.say(place, f"expected a list of positions, found {shown(raw)}")
        return []
    found = []
    for number, item in enumerate(raw, 1):
        position = _position(item)
        fault = (position, "") if isinstance(position, str) else off_the_earth(*position)
        if fault:
            reader.say(f"{place}, point {number}", *fault)
        elif not isinstance(position, str):
            found.append(position)
    return found
