"""Every format read back by a reader that is not ours, and held against where the tracks are."""

import csv
import functools
import io
import json
import math
import re
import shutil
import subprocess
import warnings
import xml.etree.ElementTree as ET
from datetime import datetime
from itertools import pairwise

import export_world as world
import geopandas  # noqa: TID253
import gpxpy
import numpy as np
import pandas as pd  # noqa: TID253
import pyogrio  # noqa: TID253
import pytest

from explorer.export import tracks
from explorer.export.gpx import NAMESPACE
from explorer.export.table import COLUMNS
from explorer.export.tracks import plan
from explorer.scenario import times

VOICES = ("article", "record")
contents = functools.cache(tracks.contents)
MOVING = ("foxbat", "phantom-1", "phantom-2", "airliner")


@pytest.fixture(scope="module", params=VOICES)
def told(request, belenko):
    """An export of the flight, in both voices."""
    chapter = world.flight(belenko)
    return plan(belenko, request.param, chapter.start, chapter.end, chapter="flight")


@pytest.fixture(scope="module")
def evil(belenko):
    """An export with hostile names."""
    chapter = world.flight(belenko)
    return plan(world.hostile(belenko), "article", chapter.start, chapter.end, chapter="flight")


def written(told, fmt, folder, suffix=None):
    path = folder / f"x.{suffix or fmt}"
    path.write_bytes(contents(told, fmt))
    return path


def seconds(stamp):
    return stamp.timestamp() if not isinstance(stamp, str) else times.parse(stamp)


def hold(strokes, track, told, belenko, **slack):
    world.agree(strokes, belenko.tracks[track].fixes[told.voice.id], told.start, told.end, **slack)


def vertices(shape, stamps):
    parts = list(shape.geoms) if shape.geom_type.startswith("Multi") else [shape]
    places = [c for p in parts for c in p.coords]
    return [
        (seconds(t), c[0], c[1], c[2] if len(c) > 2 and not math.isnan(c[2]) else None)
        for t, c in zip(stamps, places, strict=True)
    ]


# GeoJSON


def read_geojson(told, folder):
    return geopandas.read_file(written(told, "geojson", folder), engine="pyogrio")


def test_geojson_tracks_agree_in_gdal(told, belenko, tmp_path):
    frame = read_geojson(told, tmp_path)
    assert set(frame.kind) == {"site", "fix", "line", "gap", "reach", "moment", "contact"}
    assert (frame[frame.kind != "site"].voice == told.voice.id).all()
    for track in MOVING:
        lines = frame[(frame.kind == "line") & (frame.track == track)]
        hold([vertices(r.geometry, list(r.times)) for r in lines.itertuples()], track, told, belenko)
        fixes = frame[(frame.kind == "fix") & (frame.track == track)]
        column = belenko.tracks[track].fixes[told.voice.id]
        inside = [i for i in range(len(column)) if told.start <= column.time[i] <= told.end]
        assert len(fixes) == len(inside)
        for i, row in zip(inside, fixes.itertuples(), strict=True):
            assert abs(row.geometry.x - column.lon[i]) <= world.DEGREES
            assert row.position_basis == column.position_basis[i]
            assert row.time_basis == column.time_basis[i]
            assert tuple(row.sources) == column.sources[i]
            assert row.geometry.has_z != math.isnan(column.altitude[i])
            assert row.note == column.note[i]


def test_geojson_gaps_are_gaps(told, belenko, tmp_path):
    frame = read_geojson(told, tmp_path)
    gaps = frame[frame.kind == "gap"]
    assert gaps.geometry.isna().all()
    for track in MOVING:
        mine = gaps[gaps.track == track]
        fixes = belenko.tracks[track].fixes[told.voice.id]
        assert [(seconds(r.start), seconds(r.end)) for r in mine.itertuples()] == world.unknown(
            fixes, told.start, told.end
        )


def rfc7946(value):
    """A strict reader of the rules of RFC 7946 that matter here."""
    assert value["type"] == "FeatureCollection"
    assert "crs" not in value
    ids = [f["id"] for f in value["features"]]
    assert len(ids) == len(set(ids))
    for feature in value["features"]:
        assert set(feature) == {"type", "id", "properties", "geometry"}
        geometry = feature["geometry"]
        if geometry is None:
            continue
        nested = geometry["coordinates"]
        depth = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
        flat = [nested]
        for _ in range(depth[geometry["type"]]):
            flat = [one for many in flat for one in many]
        for place in flat:
            assert 2 <= len(place) <= 3
            assert all(isinstance(v, (int, float)) and math.isfinite(v) for v in place)
            assert -180 <= place[0] <= 180
            assert -90 <= place[1] <= 90
        lines = {"LineString": [nested], "MultiLineString": nested}.get(geometry["type"], [])
        for line in lines:
            assert len(line) >= 2
            assert len({len(p) for p in line}) == 1
            assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(line))
        polygons = {"Polygon": [nested], "MultiPolygon": nested}.get(geometry["type"], [])
        for rings in polygons:
            for ring in rings:
                assert len(ring) >= 4
                assert ring[0] == ring[-1]
                area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
                assert area > 0, "right-hand rule"


def strict_json(data):
    def refuse(name):
        raise AssertionError(name)

    return json.loads(data.decode("utf-8"), parse_constant=refuse)


def test_geojson_keeps_to_the_rfc(told, evil):
    for export in (told, evil):
        value = strict_json(contents(export, "geojson"))
        rfc7946(value)
        cited = {key for f in value["features"] for key in f["properties"].get("sources", [])}
        assert cited <= set(value["sources"])
    assert value["metadata"]["what_if"]


def test_geojson_is_cut_at_the_180th_meridian(belenko, tmp_path):
    moved = world.far_east(belenko)
    chapter = world.flight(belenko)
    export = plan(moved, "article", chapter.start, chapter.end)
    value = strict_json(contents(export, "geojson"))
    rfc7946(value)
    kinds = {f["geometry"]["type"] for f in value["features"] if f["geometry"]}
    assert {"MultiLineString", "MultiPolygon"} <= kinds
    areas = []
    for one in (export, plan(belenko, "article", chapter.start, chapter.end)):
        frame = read_geojson(one, tmp_path)
        reach = frame[(frame.kind == "reach") & (frame.track == "foxbat")]
        assert reach.geometry.is_valid.all()
        areas.append(reach.to_crs("EPSG:6933").area.to_numpy())  # equal areas wherever on a parallel
    assert np.allclose(*areas, rtol=1e-3)
    table = list(csv.DictReader(io.StringIO(contents(export, "csv").decode())))
    points = [r for r in table if r["kind"] == "point" and r["track"] == "foxbat"]
    assert len(points) == sum(len(line.time) for line in export.tracks[0].lines)


# GPX


def known(node):
    return next(e for e in node.extensions if e.tag == f"{{{NAMESPACE}}}known")


def test_gpx_tracks_agree_in_gpxpy(told, belenko):
    read = gpxpy.parse(contents(told, "gpx").decode("utf-8"))
    assert read.version == "1.1"
    by_name = {t.name: t for t in read.tracks}
    for track in MOVING:
        mine = by_name[belenko.tracks[track].name]
        strokes = [
            [(seconds(p.time), p.longitude, p.latitude, p.elevation) for p in s.points] for s in mine.segments
        ]
        hold(strokes, track, told, belenko)
        fixes = belenko.tracks[track].fixes[told.voice.id]
        for segment in mine.segments:
            for p in segment.points:
                said = known(p)
                i = int(np.abs(fixes.time - seconds(p.time)).argmin())
                if fixes.time[i] == seconds(p.time):
                    assert said.get("kind") == "fix"
                    assert said.get("positionBasis") == fixes.position_basis[i]
                    assert said.get("sources").split() == list(fixes.sources[i])
                    assert (p.elevation is None) == math.isnan(fixes.altitude[i])
                else:
                    assert said.get("kind") == "between"
                    assert said.get("positionBasis") in ("derived", "assumed")
        gaps = [e for e in mine.extensions if e.tag == f"{{{NAMESPACE}}}gap"]
        assert [(times.parse(g.get("start")), times.parse(g.get("end"))) for g in gaps] == world.unknown(
            fixes, told.start, told.end
        )
    lone = [w for w in read.waypoints if w.type == "fix" and w.name == belenko.tracks["foxbat"].name]
    assert len(lone) == 2
    assert all(known(w).get("then") == "reach" for w in lone)


def test_gpx_in_gdal(told, tmp_path):
    path = written(told, "gpx", tmp_path)
    lines = pyogrio.read_dataframe(path, layer="tracks")
    assert all(len(part.coords) >= 2 for shape in lines.geometry for part in shape.geoms)
    fox = lines[lines["type"] == "foxbat"].geometry.iloc[0]
    assert len(fox.geoms) == len(told.tracks[0].runs())
    points = pyogrio.read_dataframe(path, layer="waypoints")
    assert len(points) == len(told.sites) + sum(m.lon is not None for m in told.moments) + sum(
        len(p.lone()) for p in told.tracks
    )


_GPX_ORDER = {
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"],
    "wpt": [
        "ele",
        "time",
        "magvar",
        "geoidheight",
        "name",
        "cmt",
        "desc",
        "src",
        "link",
        "sym",
        "type",
        "fix",
        "sat",
        "hdop",
        "vdop",
        "pdop",
        "ageofdgpsdata",
        "dgpsid",
        "extensions",
    ],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
    "trkseg": ["trkpt", "extensions"],
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
}
_GPX_ORDER["trkpt"] = _GPX_ORDER["wpt"]


def test_gpx_keeps_to_the_schema(told, evil):
    """The elements and their order as the GPX 1.1 schema has them; what is ours is in our own namespace."""
    gpx = "{http://www.topografix.com/GPX/1/1}"
    for export in (told, evil):
        for node in ET.fromstring(contents(export, "gpx")).iter():
            if node.tag.startswith(gpx) and (order := _GPX_ORDER.get(node.tag.removeprefix(gpx))):
                places = [order.index(child.tag.removeprefix(gpx)) for child in node]
                assert places == sorted(places)
            else:
                assert node.tag.startswith((gpx, f"{{{NAMESPACE}}}"))


# KML

_KML = "{http://www.opengis.net/kml/2.2}"
_GX = "{http://www.google.com/kml/ext/2.2}"


def test_kml_tracks_agree(told, belenko):
    root = ET.fromstring(contents(told, "kml"))
    found = {track: [] for track in MOVING}
    for mark in root.iter(f"{_KML}Placemark"):
        track = mark.find(f"{_GX}Track")
        if track is None:
            continue
        data = {d.get("name"): d.find(f"{_KML}value").text for d in mark.iter(f"{_KML}Data")}
        stamps = [times.parse(w.text) for w in track.findall(f"{_KML}when")]
        places = [[float(v) for v in c.text.split()] for c in track.findall(f"{_GX}coord")]
        assert (len(places[0]) == 2) == ("altitude_basis" not in data)
        if len(places[0]) == 2:
            assert track.find(f"{_KML}altitudeMode").text == "clampToGround"
        assert data["voice"] == told.voice.id
        assert data["position_basis"] in ("derived", "assumed")
        assert data["sources"]
        found[data["track"]].append(
            [(t, p[0], p[1], p[2] if len(p) > 2 else None) for t, p in zip(stamps, places, strict=True)]
        )
    for track, strokes in found.items():
        hold(strokes, track, told, belenko)


def test_kml_has_spans_tour_and_styles(told):
    root = ET.fromstring(contents(told, "kml"))
    styles = {s.get("id") for s in root.iter(f"{_KML}Style")}
    assert {u.text.removeprefix("#") for u in root.iter(f"{_KML}styleUrl")} <= styles
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    tour = next(root.iter(f"{_GX}Tour"))
    stops = [times.parse(w.text) for f in tour.iter(f"{_GX}FlyTo") for w in f.iter(f"{_KML}when")]
    assert stops == [m.time for m in told.moments]
    assert {p.get("targetId") for p in tour.iter(f"{_KML}Placemark")} <= set(ids)
    spans = [
        (times.parse(s.find(f"{_KML}begin").text), times.parse(s.find(f"{_KML}end").text), m)
        for m in root.iter(f"{_KML}Placemark")
        for s in m.findall(f"{_KML}TimeSpan")
        if s.find(f"{_KML}begin") is not None
    ]
    gaps = [(a, b) for a, b, m in spans if "unknown after" in m.find(f"{_KML}name").text]
    assert gaps == [(g.start, g.end) for p in told.tracks for g in p.gaps]
    assert not any(m.find(f"{_KML}LineString") is not None for m in root.iter(f"{_KML}Placemark"))


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="no GDAL programs")
def test_kml_in_gdal(told, belenko, tmp_path):
    path = written(told, "kml", tmp_path)
    name = belenko.tracks["foxbat"].name
    run = subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(path), name, "-lco", "COORDINATE_PRECISION=8"],
        capture_output=True, check=True,
    )  # fmt: skip
    read = [f for f in json.loads(run.stdout)["features"] if f["geometry"]]
    lines = [f["geometry"]["coordinates"] for f in read if f["geometry"]["type"] == "LineString"]
    mine = told.tracks[0].lines
    assert len(lines) == len(mine)
    for got, line in zip(lines, mine, strict=True):
        assert np.abs(np.array([p[:2] for p in got]) - np.column_stack([line.lon, line.lat])).max() <= 1e-6
        if line.has_altitude:
            assert np.abs(np.array([p[2] for p in got]) - line.altitude).max() <= 0.01
    sites = pyogrio.read_dataframe(path, layer="Sites")
    assert np.allclose(sites.geometry.x, [s.lon for s in told.sites], atol=1e-6, rtol=0)


# CZML


_INTERVAL = re.compile(r"([^/]+Z)/([^/]+Z)")


def interval(text):
    match = _INTERVAL.fullmatch(text)
    assert match, text
    start, end = times.parse(match[1]), times.parse(match[2])
    assert start <= end
    return start, end


def czml_ok(packets):
    """A strict reader of what CZML allows of the properties used here."""
    head, *rest = packets
    assert (head["id"], head["version"]) == ("document", "1.0")
    assert set(head) == {"id", "version", "name", "clock"}
    interval(head["clock"]["interval"])
    ids = [p["id"] for p in packets]
    assert len(ids) == len(set(ids))
    allowed = {
        "id", "name", "description", "availability", "position", "point", "label", "path", "polygon",
        "ellipse", "properties",
    }  # fmt: skip
    for packet in rest:
        assert set(packet) <= allowed, set(packet) - allowed
        given = packet.get("availability", [])
        spans = [interval(t) for t in ([given] if isinstance(given, str) else given)]
        assert all(a[1] < b[0] for a, b in pairwise(spans))
        position = packet.get("position")
        if isinstance(position, list):
            for one in position:
                start, end = interval(one["interval"])
                assert times.parse(one["epoch"]) == start
                samples = one["cartographicDegrees"]
                assert len(samples) % 4 == 0
                assert samples[::4] == sorted(samples[::4])
                assert samples[0] == 0
                assert start + samples[-4] == pytest.approx(end, abs=1e-5)
        elif position is not None:
            assert len(position["cartographicDegrees"]) == 3
        if {"point", "label", "path", "ellipse"} & set(packet):
            assert position is not None


def test_czml_tracks_agree(told, belenko):
    packets = strict_json(contents(told, "czml"))
    czml_ok(packets)
    for track in MOVING:
        strokes = []
        for packet in packets:
            if packet["id"] not in (f"track/{track}", f"track/{track}/altitude-not-known"):
                continue
            unknown = packet["id"].endswith("not-known")
            assert packet["properties"]["altitude"] == ("not known" if unknown else "known")
            if unknown:
                assert packet["point"]["heightReference"]["heightReference"] == "CLAMP_TO_GROUND"
            there = [interval(t) for t in packet["availability"]]
            for one, said in zip(packet["position"], packet["properties"]["position_basis"], strict=True):
                assert one["interval"] == said["interval"]
                assert said["string"] in ("derived", "assumed")
                start, end = interval(one["interval"])
                assert any(a <= start and end <= b for a, b in there)
                s = one["cartographicDegrees"]
                strokes.append(
                    [
                        (start + s[k], s[k + 1], s[k + 2], None if unknown else s[k + 3])
                        for k in range(0, len(s), 4)
                    ]
                )
        hold(sorted(strokes), track, told, belenko)
    fixes = [p for p in packets if p["id"].startswith("fix/foxbat")]
    assert len(fixes) == told.tracks[0].last - told.tracks[0].first
    assert all(f["properties"]["voice"] == told.voice.id and f["properties"]["sources"] for f in fixes)


def test_czml_reads_back_in_its_library(told, evil):
    from czml3 import Document

    for export in (told, evil):
        data = contents(export, "czml")
        czml_ok(strict_json(data))
        assert len(Document.model_validate_json(data).packets) == len(strict_json(data))


# ACMI


_T = re.compile(r"(-?\d+(?:\.\d+)?)\|(-?\d+(?:\.\d+)?)\|(-?\d+(?:\.\d+)?)?")


class Acmi:
    """A strict reader of ACMI 2.2 text, by the grammar of Tacview's technical reference."""

    def __init__(self, data):
        text = data.decode("utf-8")
        assert "\r" not in text
        assert text.endswith("\n")
        assert text.startswith("FileType=text/acmi/tacview\nFileVersion=2.2\n")
        # A line goes on where its end is escaped.
        lines = re.split(r"(?<!\\)\n", text)[2:-1]
        self.about, self.events, self.lives, self.open = {}, [], {}, {}
        self.now = None
        self.zero = None
        for line in lines:
            self._line(line)
        assert self.zero is not None

    def _line(self, line):
        if frame := re.fullmatch(r"#(\d+(?:\.\d+)?)", line):
            assert self.now is None or float(frame[1]) > self.now
            self.now = float(frame[1])
            return
        if gone := re.fullmatch(r"-([1-9a-f][0-9a-f]*)", line):
            assert gone[1] in self.open, "removed before it was there"
            self.lives.setdefault(gone[1], []).append(self.open.pop(gone[1]))
            return
        head = re.fullmatch(r"(0|[1-9a-f][0-9a-f]*),(.*)", line, re.S)
        assert head, line
        pairs = [p.split("=", 1) for p in re.split(r"(?<!\\),", head[2])]
        assert all(len(p) == 2 and re.fullmatch(r"[A-Z][A-Za-z]*", p[0]) for p in pairs), line
        told = {k: v.replace("\\,", ",").replace("\\\n", "\n") for k, v in pairs}
        if head[1] == "0":
            self._global(told)
            return
        assert self.now is not None, "an object before the first frame"
        if head[1] not in self.open:
            assert "T" in told
            assert "Type" in told
            assert "Name" in told
        life = self.open.setdefault(head[1], {"told": {}, "places": []})
        life["told"].update(told)
        if "T" in told:
            match = _T.fullmatch(told["T"])
            assert match, told["T"]
            height = None if match[3] is None else float(match[3])
            life["places"].append((self.zero + self.now, float(match[1]), float(match[2]), height))

    def _global(self, told):
        if "Event" in told:
            kind, *fields = told["Event"].split("|")
            assert kind in ("Bookmark", "LeftArea")
            assert len(fields) == (1 if kind == "Bookmark" else 2)
            if kind == "LeftArea":
                assert fields[0] in self.open
            self.events.append((self.zero + self.now, kind, fields))
            return
        assert self.now is None
        self.about.update(told)
        if "ReferenceTime" in told:
            self.zero = times.parse(told["ReferenceTime"])


def test_acmi_tracks_agree(told, belenko):
    read = Acmi(contents(told, "acmi"))
    assert read.zero == told.start
    aircraft = [key for key in {**read.lives, **read.open} if int(key, 16) >= 0x100000]
    assert not any(int(key, 16) >= 0x100000 for key in read.open), "an aircraft is never taken away"
    for n, track in enumerate(MOVING):
        mine = [key for key in aircraft if (int(key, 16) - 0x100000) // 2 == n]
        strokes, lone = [], []
        for key in mine:
            for life in read.lives[key]:
                heights = {p[3] is None for p in life["places"]}
                assert heights == {int(key, 16) % 2 == 1}
                assert life["told"]["Voice"] == told.voice.id
                assert life["told"]["PositionBasis"] in ("stated", "derived", "assumed")
                assert life["told"]["Sources"]
                (strokes if len(life["places"]) > 1 else lone).append(life["places"])
        hold(sorted(strokes), track, told, belenko)
        assert len(lone) == len(told.tracks[n].lone())
    marks = [e for e in read.events if e[1] == "Bookmark" and not e[2][0].startswith("Contact ")]
    assert [e[0] for e in marks] == pytest.approx([m.time for m in told.moments], abs=1e-5)
    sites = [life for key, life in read.open.items() if int(key, 16) < 0x100000]
    assert [life["told"]["Name"] for life in sites] == [s.names["en"] for s in told.sites]


def test_acmi_hostile(evil):
    read = Acmi(contents(evil, "acmi"))
    assert "\n#9\n-100000" in read.about["Title"]
    assert ", a/,b" in read.about["Title"]
    names = {life["told"]["Name"] for key in read.lives for life in read.lives[key]}
    assert len(names) == 1
    assert "=cmd|' /C calc'!A0, a/,b|c" in names.pop()


# CSV


def test_csv_tracks_agree(told, belenko):
    rows = list(csv.DictReader(io.StringIO(contents(told, "csv").decode("utf-8")), strict=True))
    assert {r["kind"] for r in rows} == {"site", "fix", "point", "gap", "moment", "contact"}
    for track in MOVING:
        mine = [r for r in rows if r["track"] == track]
        strokes = {}
        for r in mine:
            if r["kind"] == "point":
                height = float(r["altitude_m"]) if r["altitude_m"] else None
                place = (times.parse(r["time"]), float(r["lon"]), float(r["lat"]), height)
                strokes.setdefault(r["id"], []).append(place)
                assert r["position_basis"] in ("derived", "assumed")
        hold(list(strokes.values()), track, told, belenko)
        gaps = [r for r in mine if r["kind"] == "gap"]
        fixes = belenko.tracks[track].fixes[told.voice.id]
        assert [(times.parse(r["start"]), times.parse(r["end"])) for r in gaps] == world.unknown(
            fixes, told.start, told.end
        )
        assert all(r["lon"] == r["lat"] == "" for r in gaps)
    assert all(r["source_titles"] for r in rows)


def test_csv_holds_every_property(told):
    from explorer.export.features import features

    for feature in features(told):
        if feature.kind not in ("reach", "line"):
            assert set(feature.properties) <= set(COLUMNS)


def test_csv_in_gdal_and_pandas(told, tmp_path):
    path = written(told, "csv", tmp_path)
    frame = pyogrio.read_dataframe(path, X_POSSIBLE_NAMES="lon", Y_POSSIBLE_NAMES="lat")
    table = pd.read_csv(path, low_memory=False)
    assert (frame.geometry.notna() == table.lon.notna()).all()
    placed = table.lon.notna()
    assert (frame.geometry[placed].x - table.lon[placed]).abs().max() <= world.DEGREES


def test_csv_no_formulas(evil):
    for row in csv.reader(io.StringIO(contents(evil, "csv").decode("utf-8"), newline=""), strict=True):
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                float(cell)
    assert "'=cmd" in contents(evil, "csv").decode("utf-8")


# GeoParquet


def test_geoparquet_agrees_in_geopandas(told, belenko, tmp_path):
    frame = geopandas.read_parquet(written(told, "geoparquet", tmp_path))
    assert frame.crs == "EPSG:4326"
    for track in MOVING:
        lines = frame[(frame.kind == "line") & (frame.track == track)]
        hold([vertices(r.geometry, list(r.times)) for r in lines.itertuples()], track, told, belenko)
    gaps = frame[frame.kind == "gap"]
    assert gaps.geometry.isna().all()
    expected = [(g.start, g.end) for p in told.tracks for g in p.gaps]
    assert [(a.timestamp(), b.timestamp()) for a, b in zip(gaps.start, gaps.end, strict=True)] == expected
    fixes = frame[frame.kind == "fix"]
    assert set(fixes.position_basis) == {"stated", "derived", "assumed"}
    assert fixes.sources.map(len).min() >= 1
    assert str(frame.time.dtype) == "datetime64[us, UTC]"


def test_geoparquet_without_pyarrow_says_what_to_install(told, monkeypatch):
    from explorer.export import parquet

    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    with pytest.raises(tracks.ExportError, match="pip install pyarrow"):
        tracks.contents(told, "geoparquet")


# All of them


@pytest.mark.parametrize("fmt", ["gpx", "kml"])
def test_hostile_names_stay_text(evil, fmt):
    root = ET.fromstring(contents(evil, fmt))
    assert not [e for e in root.iter() if e.tag.endswith("evil")]
    texts = [t for e in root.iter() for t in (e.text, *e.attrib.values()) if t]
    assert any(']]><![CDATA[x]]></name><evil a="\'"/>&amp;' in t for t in texts)
    assert any(world.FORMULA in t for t in texts)


def test_hostile_names_are_no_markup_in_balloons(evil):
    root = ET.fromstring(contents(evil, "kml"))
    for description in root.iter(f"{_KML}description"):
        assert "<evil" not in description.text
    for packet in strict_json(contents(evil, "czml")):
        assert "<evil" not in packet.get("description", "")


@pytest.mark.parametrize("fmt", sorted(tracks.FORMATS))
def test_hostile_and_far_and_whole(belenko, evil, fmt):
    """The same bytes each time; nothing falls over a span of weeks, an empty one or a scenario moved away."""
    assert contents(evil, fmt) == tracks.contents(evil, fmt)
    start, end = tracks.span(belenko, None)
    for scenario, a, b in ((world.far_east(belenko), start, end), (belenko, 0.0, 0.0)):
        assert contents(plan(scenario, "record", a, b, reach_step=None), fmt)


@pytest.mark.parametrize("fmt", ["geojson", "gpx", "kml", "czml", "acmi", "csv"])
def test_a_what_if_says_so(belenko, fmt):
    from dataclasses import replace

    chapter = world.flight(belenko)
    scenario = replace(belenko, hypothetical="he stays low")
    text = (
        contents(plan(scenario, "article", chapter.start, chapter.end), fmt)
        .decode("utf-8")
        .replace("\\,", ",")
    )
    assert "WHAT IF, not history" in text
    assert "he stays low" in text


def test_gdal_reads_them_without_a_warning(told, tmp_path):
    for fmt, layer in (("geojson", None), ("gpx", "track_points"), ("kml", "Sites")):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert len(pyogrio.read_dataframe(written(told, fmt, tmp_path), layer=layer))


def test_times_are_utc(told):
    text = contents(told, "geojson").decode()
    assert "+09:00" not in text
    assert datetime.fromisoformat(re.search(r'"time": "([^"]+)"', text)[1]).utcoffset().total_seconds() == 0
