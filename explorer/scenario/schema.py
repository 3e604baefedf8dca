"""What each file of a scenario holds: the tables that the readers follow and `check --schema` prints."""

from typing import Any

from explorer.scenario.fields import SPAN_FIELDS, Field, Kind, Need
from explorer.scenario.model import Basis, ContactKind, Phase, Then

BASES = tuple(Basis)
SOURCE_KINDS = ("article", "official", "account", "press", "reference", "calculation")
SITE_KINDS = ("airfield", "air-base", "radar", "town", "cape", "port", "control", "garrison", "office")
SIDES = ("foxbat", "fighter", "transport", "airliner")
LANES = ("pilot", "aircraft", "wanted-before", "decided-after", "demand")
UNNAMED = "unnamed"
LONGEST_TITLE = 40
FASTEST_KMH = 3000.0

_BASIS = Field("basis", Kind.TEXT, "how we know it", Need.WANTED, choices=BASES, default=Basis.ASSUMED)
_SOURCES = Field("sources", Kind.TEXTS, "keys of the sources that say so", refers="source")
_NOTE = Field("note", Kind.TEXT, "remarks")
_LON = Field("lon", Kind.NUMBER, "longitude, degrees east, WGS84")
_LAT = Field("lat", Kind.NUMBER, "latitude, degrees north, WGS84")


def _id(meaning: str) -> Field:
    return Field("id", Kind.ID, meaning, Need.REQUIRED)


def _title(name: str, meaning: str, need: Need = Need.REQUIRED) -> Field:
    return Field(name, Kind.TEXT, meaning, need)


HEAD = (
    _title("title", "title of the window", Need.WANTED),
    Field("subject", Kind.TEXT, "id of the track that the story is about", Need.WANTED),
    Field("article", Kind.TEXT, "key of the source that the account retells", Need.WANTED),
    Field("lanes", Kind.TEXTS, "ids of the sites that have a lane on the time axis, in order"),
)
VIEW = (
    Field("lon", Kind.NUMBER, "longitude of the centre, degrees", Need.REQUIRED),
    Field("lat", Kind.NUMBER, "latitude of the centre, degrees", Need.REQUIRED),
    Field("width_km", Kind.NUMBER, "width shown, km", Need.REQUIRED, low=1, high=20000),
)
CHAPTER = (
    _id("id of the chapter"),
    _title("title", "its title"),
    Field("start", Kind.TIME, "when it begins", Need.REQUIRED),
    Field("end", Kind.TIME, "when it ends", Need.REQUIRED),
    Field("step", Kind.NUMBER, "smallest step of the slider, s", low=0.001, high=1e9, default=1.0),
    Field("view", Kind.RECORD, "framing of the map", Need.REQUIRED, record=VIEW),
)
ZONE = (
    _id("id of the zone"),
    Field("tz", Kind.TEXT, "its name in the tz database", Need.REQUIRED),
    _title("short", "what follows a time, such as JST"),
    _title("label", "its name for people"),
)
VOICE = (
    _id("id of the voice"),
    _title("label", "its name for people"),
    Field("description", Kind.TEXT, "what it tells differently"),
    _SOURCES,
)
SOURCE = (
    Field("key", Kind.ID, "its id everywhere", Need.REQUIRED),
    Field("kind", Kind.TEXT, "what it is", Need.WANTED, choices=SOURCE_KINDS, default="reference"),
    _title("title", "its title; in square brackets where it describes a page without one"),
)  # and any other field of a CSL-JSON item
ASSUMPTION = (
    _id("id of the assumption"),
    _title("label", "what the number is"),
    Field("value", Kind.NUMBER, "the number", Need.REQUIRED),
    Field("unit", Kind.TEXT, "its unit"),
    Field("reason", Kind.TEXT, "why this number", Need.WANTED),
)
WORKABLE = {
    "k": (0.5, 20.0),
    "crest-factor": (0.1, 5.0),
    "crest-factor-spread": (0.0, 5.0),
    "instrumented-range-nm": (1.0, 500.0),
    "terrain-floor-margin": (0.0, 5000.0),
    "e2c-altitude": (0.0, 30000.0),
    "e2c-range-nm": (1.0, 500.0),
    "look-down-range-nm": (0.0, 500.0),
    "low-band-bottom": (0.0, 30000.0),
}
"""Between what the radar model can work with the assumptions that it uses, by their ids."""

TRACK = (
    _id("id of the track; also no site's"),
    _title("name", "its name for people"),
    Field("type", Kind.TEXT, "type of aircraft"),
    Field("side", Kind.TEXT, "colour and symbol", Need.WANTED, choices=SIDES, default="transport"),
    Field("speeds_kmh", Kind.NUMBERS, "bounds of the reach, km/h, slowest first", low=1, high=FASTEST_KMH),
    Field("speeds_reason", Kind.TEXT, "why these speeds"),
    Field("escort", Kind.TEXT, "what flew beside it, and who says so"),
)
HOLDING = (
    Field("lane", Kind.TEXT, "which lane of the time axis", Need.REQUIRED, choices=LANES),
    Field("chapter", Kind.TEXT, "id of its chapter", Need.REQUIRED, refers="chapter"),
    Field("holder", Kind.TEXT, "who holds, in one word", Need.REQUIRED),
    _title("label", "what the lane prints"),
    Field("start", Kind.SPAN, "since when", record=SPAN_FIELDS),
    Field("end", Kind.SPAN, "until when; empty where it stays open", record=SPAN_FIELDS),
    _BASIS,
    _SOURCES,
    _NOTE,
)
FACT = (Field("text", Kind.TEXT, "one sentence", Need.REQUIRED), _BASIS, _SOURCES)
SITE = (
    _id("id of the site"),
    Field("names", Kind.WORDS, "names by language", Need.REQUIRED, choices=("en", "ja", "ru")),
    Field("kind", Kind.TEXT, "symbol", Need.WANTED, choices=SITE_KINDS, default="town"),
    Field("role", Kind.TEXT, "its part in 1976"),
    Field("unit", Kind.TEXT, "who was there"),
    Field("uncertainty_m", Kind.NUMBER, "radius of the place, m", low=0, high=1e6, default=0.0),
    Field("elevation_m", Kind.NUMBER, "height of the ground above sea level, m", low=-500, high=9000),
    Field("antenna_m", Kind.NUMBER, "height of the antenna above sea level, m", low=-500, high=9000),
    Field("antenna_uncertainty_m", Kind.NUMBER, "how far that may be off, m", low=0, high=9000, default=0.0),
    Field("rank", Kind.INTEGER, "1 is labelled first, 3 is minor", low=1, high=3, default=3),
    Field("drawn", Kind.FLAG, "whether it is on the map", default=True),
    Field("facts", Kind.RECORDS, "what is known about it", record=FACT),
    _SOURCES,
)
AIRSPACE = (
    _id("id of the line"),
    _title("name", "its name for people"),
    Field("kind", Kind.TEXT, "what it bounds", Need.REQUIRED, choices=("adiz", "territorial-sea")),
    Field("rule", Kind.TEXT, "how its points are joined", Need.WANTED, choices=("geodesic", "chart"),
          default="geodesic"),
    _NOTE,
    _BASIS,
    _SOURCES,
)  # fmt: skip
MARKS = ("first-contact", "return", "loss", "landing")
ACCOUNT_OF = (
    Field("says", Kind.TEXT, "what it says", Need.REQUIRED),
    Field("source", Kind.TEXT, "key of the source", Need.REQUIRED, refers="source"),
)
MOMENT = (
    _id("id of the moment"),
    Field("chapter", Kind.TEXT, "id of its chapter", Need.WANTED, refers="chapter"),
    Field("title", Kind.TEXT, "its label", Need.REQUIRED, longest=LONGEST_TITLE),
    Field("earliest", Kind.TIME, "not before; best if absent"),
    Field("best", Kind.TIME, "most likely", Need.REQUIRED),
    Field("latest", Kind.TIME, "not after; best if absent"),
    Field("times", Kind.TIMES, "another best time by voice", refers="voice"),
    Field("place", Kind.TEXT, "id of its site", refers="site"),
    _LON,
    _LAT,
    Field("uncertainty_km", Kind.NUMBER, "radius of the place, km", low=0, high=20000, default=0.0),
    Field("actors", Kind.TEXTS, "ids of the sites and tracks that act", refers="site or track"),
    Field("text", Kind.TEXT, "what happened, in our words", Need.WANTED),
    _BASIS,
    Field("time_basis", Kind.TEXT, "how we know when", Need.WANTED, choices=BASES, default=Basis.ASSUMED),
    Field("place_basis", Kind.TEXT, "how we know where; basis if absent", choices=BASES),
    _SOURCES,
    Field("accounts", Kind.RECORDS, "what rival accounts say", record=ACCOUNT_OF),
    Field("terms", Kind.TEXTS, "words that any telling of it is likely to use, strongest first"),
    Field("major", Kind.FLAG, "whether it is always labelled"),
    Field("mark", Kind.TEXT, "what it leaves on the map", choices=MARKS),
)
CONTACT = (
    Field("station", Kind.TEXT, f"id of a site or track, or {UNNAMED}", Need.REQUIRED,
          refers="site or track"),
    Field("kind", Kind.TEXT, "what the radar had", Need.REQUIRED, choices=tuple(ContactKind)),
    *(
        Field(f"{end}_{one.name}", Kind.TIME, f"{end}: {one.meaning}")
        for end in ("start", "end") for one in SPAN_FIELDS
    ),
    Field("voices", Kind.TEXTS, "voices in which it holds, or *", Need.WANTED, refers="voice"),
    _BASIS,
    Field("source", Kind.TEXTS, "keys of sources, with spaces between", refers="source"),
    Field("blamed", Kind.TEXT, "what a source put its end down to, in a few words"),
    _NOTE,
)  # fmt: skip
FIX = (
    Field("track", Kind.TEXT, "id of the track", Need.REQUIRED, refers="track"),
    Field("voice", Kind.TEXT, "id of the voice, or * for all", Need.REQUIRED, refers="voice"),
    Field("time", Kind.TIME, "when", Need.REQUIRED),
    Field("time_earliest", Kind.TIME, "not before; time if empty"),
    Field("time_latest", Kind.TIME, "not after; time if empty"),
    _LON,
    _LAT,
    Field("uncertainty_km", Kind.NUMBER, "radius of the place, km", low=0, high=20000),
    Field("altitude_m", Kind.NUMBER, "metres above sea level", low=-500, high=100000),
    Field("altitude_low_m", Kind.NUMBER, "lower end of a band left open", low=-500, high=100000),
    Field("altitude_high_m", Kind.NUMBER, "upper end of that band", low=-500, high=100000),
    Field("speed_kmh", Kind.NUMBER, "speed that a source states here", low=0, high=40000),
    Field("phase", Kind.TEXT, "air or ground; air if empty", choices=tuple(Phase), default=Phase.AIR),
    Field("position_basis", Kind.TEXT, "how we know where", choices=BASES, default=Basis.ASSUMED),
    Field("altitude_basis", Kind.TEXT, "how we know how high", choices=BASES, default=Basis.ASSUMED),
    Field("time_basis", Kind.TEXT, "how we know when", choices=BASES, default=Basis.ASSUMED),
    Field("then", Kind.TEXT, "what holds until the next fix", Need.WANTED, choices=tuple(Then),
          default=Then.END),
    Field("source", Kind.TEXTS, "keys of sources, with spaces between", refers="source"),
    _NOTE,
)  # fmt: skip
PASSAGE = (
    Field("moment", Kind.TEXT, "id of the moment it tells; either this or a topic", refers="moment"),
    Field("topic", Kind.ID, "what it is about, where it has no moment"),
    Field("paragraphs", Kind.TEXT, "the article's paragraphs, from 1, with spaces between", Need.WANTED),
    Field("terms", Kind.TEXT, "facts that any copy must carry, strongest first, with ; between", Need.WANTED),
    Field("notes", Kind.TEXT, "what other accounts say"),
)

_JSON: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.ID: {"type": "string", "pattern": r"^\w([\w.\-]*\w)?$"},
    Kind.NUMBER: {"type": "number"},
    Kind.INTEGER: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
    Kind.TIME: {"type": "string", "format": "date-time"},
    Kind.TEXTS: {"type": "array", "items": {"type": "string"}},
    Kind.NUMBERS: {"type": "array", "items": {"type": "number"}},
    Kind.WORDS: {"type": "object", "additionalProperties": {"type": "string"}},
    Kind.TIMES: {"type": "object", "additionalProperties": {"type": "string", "format": "date-time"}},
}


def schema() -> dict[str, Any]:
    """Return every file's schema: JSON Schema (draft 2020-12) of TOML and GeoJSON, the columns of CSV."""
    return {
        "scenario.toml": document(
            HEAD,
            {"chapter": CHAPTER, "zone": ZONE, "voice": VOICE, "source": SOURCE, "assumption": ASSUMPTION,
             "track": TRACK, "holding": HOLDING},
        ),
        "sites.geojson": _features(SITE, ("Point",)),
        "airspace.geojson": _features(AIRSPACE, LINE_GEOMETRIES),
        "moments.toml": document((), {"moment": MOMENT}),
        "tracks.csv": {"encoding": "UTF-8", "columns": [_column(one) for one in FIX]},
        "contacts.csv": {"encoding": "UTF-8", "columns": [_column(one) for one in CONTACT]},
        "account.md": {
            "layout": "# section; ## id of a passage, its fields as `name: value`, an empty line, its text",
            "markup": "[words](id of a site or track) and **a fact**; no other",
            "fields": [_column(one) for one in PASSAGE],
        },
    }  # fmt: skip


LINE_GEOMETRIES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")


def document(
    head: tuple[Field, ...],
    records: dict[str, tuple[Field, ...]],
    tables: dict[str, tuple[Field, ...]] | None = None,
) -> dict[str, Any]:
    """Return the JSON Schema of a TOML file: fields at its top, ``[[records]]`` and single ``[tables]``."""
    found = _object(head)
    for name, fields in (tables or {}).items():
        found["properties"][name] = _object(fields)
    for name, fields in records.items():
        one = _object(fields)
        if fields is SOURCE:  # a CSL-JSON item has many more
            one["additionalProperties"] = True
        found["properties"][name] = {"type": "array", "items": one}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def _features(fields: tuple[Field, ...], geometries: tuple[str, ...]) -> dict[str, Any]:
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "geometry": {
                "type": "object",
                "required": ["type", "coordinates"],
                "properties": {"type": {"enum": list(geometries)}, "coordinates": {"type": "array"}},
            },
            "properties": _object(fields),
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
        },
    }


def _object(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in fields if one.need is not Need.OPTIONAL],
        "properties": {one.name: _property(one) for one in fields},
    }


def _property(one: Field) -> dict[str, Any]:
    if one.kind is Kind.RECORD:
        return {"description": one.meaning, **_object(one.record)}
    if one.kind is Kind.RECORDS:
        return {"description": one.meaning, "type": "array", "items": _object(one.record)}
    if one.kind is Kind.SPAN:
        either = [{"type": "string", "format": "date-time"}, _object(SPAN_FIELDS)]
        return {"description": one.meaning, "anyOf": either}
    found = {"description": one.meaning, **_JSON[one.kind], **_limits(one)}
    if one.kind is Kind.NUMBERS:
        found = {"description": one.meaning, "type": "array", "items": {"type": "number", **_limits(one)}}
    if one.kind is Kind.WORDS and one.choices:
        found = {**found, "propertyNames": {"enum": list(one.choices)}}
        del found["enum"]
    return found


def _limits(one: Field) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if one.choices:
        found["enum"] = [str(choice) for choice in one.choices]
    if one.low > -float("inf"):
        found["minimum"] = one.low
    if one.high < float("inf"):
        found["maximum"] = one.high
    if one.longest is not None:
        found["maxLength"] = one.longest
    return found


def _column(one: Field) -> dict[str, Any]:
    found = {"name": one.name, "type": str(one.kind), "required": one.need is Need.REQUIRED, **_limits(one)}
    if one.refers:
        found["refers to"] = one.refers
    return {**found, "description": one.meaning}
