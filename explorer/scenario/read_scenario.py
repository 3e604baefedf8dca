"""scenario.toml: what the other files refer to."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from explorer.scenario import schema, times
from explorer.scenario.fields import Reader, off_the_earth
from explorer.scenario.model import (
    Assumption,
    Basis,
    Chapter,
    Holding,
    HomeView,
    Source,
    Track,
    Voice,
    Zone,
)
from explorer.scenario.problems import close_match

NAME = "scenario.toml"
_UTC = Zone("utc", "Etc/UTC", "UTC", "UTC")
_ONE_VOICE = Voice("all", "All sources", "", ())
_RECORDS = ("chapter", "zone", "voice", "source", "assumption", "track", "holding")


@dataclass(frozen=True, slots=True)
class Head:
    """What scenario.toml says; the tracks have no fixes yet, ``lanes`` and ``subject`` are not checked."""

    title: str
    subject: str
    article: str
    lanes: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    zones: tuple[Zone, ...]
    voices: tuple[Voice, ...]
    sources: dict[str, Source]
    assumptions: dict[str, Assumption]
    tracks: tuple[Track, ...]
    holdings: tuple[Holding, ...]


def head(document: Mapping[str, object], reader: Reader) -> Head | None:
    """Return what the document holds, or None if it has no chapter to show; ids join ``reader.known``."""
    fields = [one.name for one in schema.HEAD]
    for name in document:
        if name not in fields and name not in _RECORDS:
            near = close_match(name, (*fields, *_RECORDS))
            reader.say(f"field {name}", "is not a field here", near)
    top = reader.record({k: v for k, v in document.items() if k in fields}, schema.HEAD, "top")
    assert top is not None  # none of its fields is required
    sources = _sources(document.get("source"), reader)
    reader.known["source"] = sources
    voices = tuple(Voice(**record) for record in reader.records(document.get("voice"), schema.VOICE, "voice"))
    if not voices:
        reader.say("voice", "there is none; every source speaks at once")
        voices = (_ONE_VOICE,)
    reader.known["voice"] = [voice.id for voice in voices]
    chapters = _chapters(document.get("chapter"), reader)
    if not chapters:
        reader.say("chapter", "there is none, so nothing can be shown")
        return None
    reader.known["chapter"] = [chapter.id for chapter in chapters]
    article = top["article"]
    if article and not reader.refer("source", article, "field article"):
        article = ""
    assumptions = [
        record
        for record in reader.records(document.get("assumption"), schema.ASSUMPTION, "assumption")
        if _workable(record, reader)
    ]
    return Head(
        title=top["title"] or reader.file,
        subject=top["subject"],
        article=article,
        lanes=top["lanes"],
        chapters=chapters,
        zones=_zones(document.get("zone"), reader),
        voices=voices,
        sources=sources,
        assumptions={record["id"]: Assumption(**record) for record in assumptions},
        tracks=_tracks(document.get("track"), reader),
        holdings=_holdings(document.get("holding"), reader),
    )


def _workable(record: dict[str, Any], reader: Reader) -> bool:
    """Tell whether an assumption that the models use is one that they can work with."""
    low, high = schema.WORKABLE.get(record["id"].partition(":")[0], (-math.inf, math.inf))
    if low <= record["value"] <= high:
        return True
    reader.say(
        f"assumption '{record['id']}', field value",
        f"{record['value']:g} is outside {low:g} to {high:g}; the assumption is left out",
    )
    return False


def _sources(raw: object, reader: Reader) -> dict[str, Source]:
    items = {item["key"]: item for item in raw if _has_key(item)} if isinstance(raw, list) else {}
    found: dict[str, Source] = {}
    for record in reader.records(raw, schema.SOURCE, "source", key="key", more=True):
        key = record["key"]
        item = {name: _plain(value) for name, value in items[key].items() if name not in {"key", "kind"}}
        found[key] = Source(key, record["title"], record["kind"], {"id": key, **item})
    return found


def _has_key(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("key"), str)


def _plain(value: object) -> object:
    """Return a TOML value as JSON has it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _chapters(raw: object, reader: Reader) -> tuple[Chapter, ...]:
    found = []
    for record in reader.records(raw, schema.CHAPTER, "chapter"):
        place = f"chapter '{record['id']}'"
        view = HomeView(**record.pop("view"))
        if off := off_the_earth(view.lon, view.lat):
            reader.say(f"{place}, field view", *off)
            continue
        if record["end"] <= record["start"]:
            reader.say(f"{place}, field end", "is not after start; the chapter is left out")
            continue
        found.append(Chapter(**record, view=view))
    return tuple(found)


def _zones(raw: object, reader: Reader) -> tuple[Zone, ...]:
    found = []
    for record in reader.records(raw, schema.ZONE, "zone"):
        try:
            times.tz(record["tz"])
        except ValueError as error:
            from zoneinfo import available_timezones  # reads a whole folder: only when it can help

            near = close_match(record["tz"], available_timezones())
            reader.say(f"zone '{record['id']}', field tz", str(error), near)
            continue
        found.append(Zone(**record))
    if not found:
        reader.say("zone", "there is none; times are shown in UTC")
    return tuple(found) or (_UTC,)


def _tracks(raw: object, reader: Reader) -> tuple[Track, ...]:
    found = []
    for record in reader.records(raw, schema.TRACK, "track"):
        speeds = record["speeds_kmh"]
        if list(speeds) != sorted(set(speeds)):
            place = f"track '{record['id']}', field speeds_kmh"
            reader.say(place, "must rise: slowest first")
            record["speeds_kmh"] = tuple(sorted(set(speeds)))
        found.append(Track(**record, fixes={}))
    return tuple(found)


def _holdings(raw: object, reader: Reader) -> tuple[Holding, ...]:
    found = []
    for index, record in reader.numbered(raw, schema.HOLDING, "holding", key=""):
        start, end = record["start"], record["end"]
        if start.best is not None and end.best is not None and end.best < start.best:
            reader.say(f"holding number {index + 1}, field end", "is before start; the holding is left out")
            continue
        found.append(Holding(**with_basis(record)))
    return tuple(found)


_BASES = frozenset({"basis", "time_basis", "place_basis"})


def with_basis(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record with its bases as such."""
    return {name: Basis(v) if name in _BASES else v for name, v in record.items()}
