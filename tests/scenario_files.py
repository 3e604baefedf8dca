"""A small scenario of every kind of file, to be written whole or with something wrong in it."""

from pathlib import Path

SCENARIO = """\
title = "A short flight"
subject = "jet"
article = "ART"
lanes = ["hill"]

[[chapter]]
id = "flight"
title = "Flight"
start = 1976-09-06T12:45:00+09:00
end = 1976-09-06T14:15:00+09:00
step = 1
view = { lon = 138.0, lat = 42.0, width_km = 900 }

[[zone]]
id = "jst"
tz = "Asia/Tokyo"
short = "JST"
label = "Japan"

[[voice]]
id = "article"
label = "The article"
sources = ["ART"]

[[voice]]
id = "record"
label = "The record"
sources = ["WP77"]

[[source]]
key = "ART"
kind = "article"
type = "article-magazine"
title = "An article"

[[source]]
key = "WP77"
kind = "official"
title = "A white paper"
author = [{ literal = "An agency" }]
issued = 1977-07-01

[[assumption]]
id = "k"
label = "Effective earth radius factor"
value = 1.32
reason = "The median gradient."

[[track]]
id = "jet"
name = "The jet"
type = "MiG-25P"
side = "foxbat"
speeds_kmh = [600, 800, 1000]

[[holding]]
lane = "pilot"
chapter = "flight"
holder = "police"
label = "Police"
start = 1976-09-06T14:00:00+09:00
end = {}
basis = "stated"
sources = ["ART"]
"""

SITES = """\
{"type": "FeatureCollection", "features": [
 {"type": "Feature", "geometry": {"type": "Point", "coordinates": [139.55, 42.15]}, "properties": {
  "id": "hill", "names": {"en": "Hill", "ja": "丘"}, "kind": "radar", "role": "radar", "antenna_m": 584,
  "rank": 1,
  "facts": [{"text": "It stands.", "basis": "stated", "sources": ["ART"]}], "sources": ["ART"]}},
 {"type": "Feature", "geometry": {"type": "Point", "coordinates": [140.82, 41.77]}, "properties": {
  "id": "field", "names": {"en": "Field"}, "kind": "airfield", "sources": ["WP77"]}}
]}
"""

AIRSPACE = """\
{"type": "FeatureCollection", "features": [
 {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": [[[133, 40], [134, 41]], [[135, 42], [136, 43]]]},
  "properties": {"id": "adiz", "name": "Outer line", "kind": "adiz", "rule": "chart", "basis": "stated", "sources": []}}
]}
"""

TRACKS = """\
track,voice,time,time_earliest,time_latest,lon,lat,uncertainty_km,altitude_m,altitude_low_m,altitude_high_m,speed_kmh,phase,position_basis,altitude_basis,time_basis,then,source,note
jet,*,1976-09-06T13:00:00+09:00,,,136.0,43.5,5,30,30,250,,air,stated,stated,stated,line,ART,"low, over the sea"
jet,*,1976-09-06T13:11:00+09:00,1976-09-06T13:10:00+09:00,,137.75,43.17,25,6096,,,805,air,derived,stated,stated,reach,ART WP77,
jet,article,1976-09-06T13:57:00+09:00,,,140.82,41.77,,,,,,ground,stated,,stated,end,ART,
jet,record,1976-09-06T13:50:00+09:00,,,140.82,41.77,,,,,,ground,stated,,stated,end,WP77,
"""

CONTACTS = """\
station,kind,start_earliest,start_best,start_latest,end_earliest,end_best,end_latest,voices,basis,source,blamed,note
hill,contact,,1976-09-06T13:11:00+09:00,,1976-09-06T13:25:00+09:00,1976-09-06T13:26:00+09:00,1976-09-06T13:27:00+09:00,*,stated,ART WP77,,
unnamed,return,,1976-09-06T13:35:00+09:00,,,1976-09-06T13:35:00+09:00,,article,stated,ART,,one return
"""

MOMENTS = """\
[[moment]]
id = "landing"
chapter = "flight"
title = "Down at the field"
earliest = 1976-09-06T13:50:00+09:00
best = 1976-09-06T13:57:00+09:00
latest = 1976-09-06T13:57:00+09:00
times = { record = 1976-09-06T13:50:00+09:00 }
place = "field"
actors = ["jet"]
text = "It lands."
basis = "stated"
time_basis = "stated"
sources = ["ART"]
accounts = [{ says = "about 13:50", source = "WP77" }]
major = true

[[moment]]
id = "contact"
chapter = "flight"
title = "Seen"
best = 1976-09-06T13:11:00+09:00
lon = 137.75
lat = 43.17
text = "The hill sees it."
basis = "stated"
time_basis = "stated"
sources = ["ART"]
"""

ACCOUNT = """\
<!-- A comment
of two lines. -->
# The flight

## seen
moment: contact
paragraphs: 3 4
terms: 111 miles; Hill
notes: The record agrees.

[The hill](hill) sees it, **111 miles** out.
It has climbed.

A second paragraph, with [the jet](jet).

## why
topic: why
paragraphs: 7
terms: tired

He was **tired**.
"""

FILES = {
    "scenario.toml": SCENARIO,
    "sites.geojson": SITES,
    "airspace.geojson": AIRSPACE,
    "tracks.csv": TRACKS,
    "contacts.csv": CONTACTS,
    "moments.toml": MOMENTS,
    "account.md": ACCOUNT,
}


def write(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the scenario; each change is (file, what is there, what shall be there)."""
    files = dict(FILES)
    for name, old, new in changes:
        assert old in files[name], f"{old!r} is not in {name}"
        files[name] = files[name].replace(old, new, 1)
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="")
    return folder
