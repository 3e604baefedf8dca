"""moments.toml and contacts.csv: what happened, and what the radars had."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer.scenario import schema, tables
from explorer.scenario.fields import SPAN_FIELDS, Kind, Reader, off_the_earth
from explorer.scenario.model import Chapter, Contact, ContactKind, Moment, TimeSpan
from explorer.scenario.read_scenario import with_basis
from explorer.scenario.read_tracks import ALL

MOMENTS = "moments.toml"
CONTACTS = "contacts.csv"


def moments(
    document: Mapping[str, object], chapters: Sequence[Chapter], reader: Reader
) -> tuple[Moment, ...]:
    """Return the moments in order of their best time."""
    for name in document:
        if name != "moment":
            reader.say(f"field {name}", "is not a field here", "every moment begins with [[moment]]")
    found = []
    for record in reader.records(document.get("moment"), schema.MOMENT, "moment"):
        place = f"moment '{record['id']}'"
        span = reader.ordered(TimeSpan(record["earliest"], record["best"], record["latest"]), place)
        record["earliest"], record["latest"] = span.earliest, span.latest
        for voice, t in record["times"].items():
            if not span.earliest <= t <= span.latest:
                reader.say(f"{place}, field times.{voice}", "is outside earliest to latest")
        chapter = _chapter(record, chapters, reader, place)
        if chapter is None:
            continue
        record["chapter"] = chapter
        if (record["lon"] is None) != (record["lat"] is None):
            reader.say(f"{place}, field lon", "lon and lat must both be there or neither")
            record["lon"] = record["lat"] = None
        elif record["lon"] is not None and (off := off_the_earth(record["lon"], record["lat"])):
            reader.say(f"{place}, field lon", *off)
            record["lon"] = record["lat"] = None
        record["place"] = record["place"] or None
        record["place_basis"] = record["place_basis"] or record["basis"]
        record["accounts"] = tuple((one["says"], one["source"]) for one in record["accounts"])
        found.append(Moment(**with_basis(record)))
    return tuple(sorted(found, key=lambda moment: moment.best))


def _chapter(
    record: Mapping[str, Any], chapters: Sequence[Chapter], reader: Reader, place: str
) -> str | None:
    """Return the chapter of a moment: its own, else the first that has its time, else None."""
    best = record["best"]
    own = next((c for c in chapters if c.id == record["chapter"]), None)
    if own is not None:
        if not own.start <= best <= own.end:
            reader.say(f"{place}, field best", f"is outside the chapter '{own.id}'")
        return own.id
    around = next((c.id for c in chapters if c.start <= best <= c.end), None)
    if around is None:
        reader.say(f"{place}, field best", "is in no chapter; the moment is left out")
    return around


def contacts(
    folder: Path, voices: Sequence[str], chapters: Sequence[Chapter], reader: Reader
) -> tuple[Contact, ...]:
    """Return the contacts in the file's order."""
    places = reader.known["site or track"]
    reader = Reader(CONTACTS, reader.problems, reader.known)
    reader.known["site or track"] = None if places is None else (*places, schema.UNNAMED)
    reader.known["voice"] = (*voices, ALL)
    found = []
    for chunk in tables.chunks(folder, CONTACTS, schema.CONTACT, reader.problems, optional=True):
        for row, line in enumerate(chunk.lines):
            cells = {one.name: chunk.columns[one.name][row].strip() for one in schema.CONTACT}
            if contact := _contact(cells, line, voices, chapters, reader):
                found.append(contact)
    return tuple(found)


def _contact(
    cells: Mapping[str, str], line: int, voices: Sequence[str], chapters: Sequence[Chapter], reader: Reader
) -> Contact | None:
    raw: dict[str, object] = {
        one.name: cells[one.name].split() if one.kind is Kind.TEXTS else cells[one.name]
        for one in schema.CONTACT
        if cells[one.name]
    }
    record = reader.record(raw, schema.CONTACT, f"line {line}", part="column")
    if record is None:
        return None
    spans = []
    for end in ("start", "end"):
        span = TimeSpan(*(record.pop(f"{end}_{one.name}") for one in SPAN_FIELDS))
        spans.append(reader.ordered(span, f"line {line}, column {end}_best"))
        known = [t for t in (span.earliest, span.best, span.latest) if t is not None]
        if any(not any(c.start <= t <= c.end for c in chapters) for t in known):
            reader.say(f"line {line}, column {end}_best", "is in no chapter; shown nowhere")
    start, end_span = spans
    if start.best is not None and end_span.best is not None and end_span.best < start.best:
        reader.say(f"line {line}, column end_best", "is before start_best; the contact is left out")
        return None
    chosen = tuple(voices) if ALL in record["voices"] else record["voices"]
    record |= {"voices": chosen, "sources": record.pop("source"), "kind": ContactKind(record["kind"])}
    return Contact(**with_basis(record), start=start, end=end_span)
