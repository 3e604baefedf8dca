"""What a field of a record may hold, and reading records field by field: every fault is told, the rest kept.

A table of `Field` describes each record of each file once: the reader, the schema and the tables' columns all
come from it. (pydantic would do the same for 0.25 s of imports, more than half of what `describe` may take.)
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from explorer.scenario import times
from explorer.scenario.model import Scenario, TimeSpan
from explorer.scenario.problems import Problems, close_match


class Kind(StrEnum):
    """The shape of a value."""

    TEXT = "text"
    ID = "id"  # letters, digits, and . _ - between them
    NUMBER = "number"
    INTEGER = "whole number"
    FLAG = "true or false"
    TIME = "time"
    SPAN = "earliest, best and latest time"
    TEXTS = "list of texts"
    NUMBERS = "list of numbers"
    WORDS = "texts by key"
    TIMES = "times by key"
    RECORD = "table"
    RECORDS = "list of tables"


class Need(StrEnum):
    """What becomes of a record without the field."""

    OPTIONAL = "optional"
    WANTED = "wanted"  # a problem, and the default is used
    REQUIRED = "required"  # a problem, and the record is left out


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record or column of a table.

    ``refers`` says of what its ids are (``source``, ``site``, ...); ``low`` and ``high`` bound numbers;
    ``longest`` a text; ``record`` are the fields of the tables inside.
    """

    name: str
    kind: Kind
    meaning: str
    need: Need = Need.OPTIONAL
    choices: tuple[str, ...] = ()
    refers: str = ""
    low: float = -math.inf
    high: float = math.inf
    longest: int | None = None
    record: tuple["Field", ...] = ()
    default: object = None
    empty: Any = field(init=False)

    def __post_init__(self) -> None:
        empty = self.default if self.default is not None else _EMPTY.get(self.kind)
        object.__setattr__(self, "empty", empty)


_EMPTY: dict[Kind, object] = {
    Kind.TEXT: "",
    Kind.FLAG: False,
    Kind.SPAN: TimeSpan(None, None, None),
    Kind.TEXTS: (),
    Kind.NUMBERS: (),
    Kind.WORDS: {},
    Kind.TIMES: {},
    Kind.RECORDS: (),
}
_ID = re.compile(r"\w(?:[\w.\-]*\w)?")
_OPTIONAL = {
    "passage": "account.md",
    "airspace": "airspace.geojson",
    "thing": "things.toml",
    "claim": "claims.toml",
}
"""The files that a scenario can do without, by what they hold; others are missed where they are read."""
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # no newline and no tab
_BAD = object()


def off_the_earth(lon: float, lat: float) -> tuple[str, str] | None:
    """Return why a position in degrees is not on the earth, with a hint, or None."""
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return None
    reason = f"{lon:g} E {lat:g} N is off the earth: longitudes go from -180 to 180, latitudes from -90 to 90"
    swapped = -90 <= lon <= 90 and -180 <= lat <= 180
    return reason, "longitude and latitude may be swapped" if swapped else ""


def unshowable(text: str) -> bool:
    """Tell whether a text holds control characters, which a terminal might obey, or half a character."""
    return _UNSHOWN.search(text) is not None


def shown(value: object) -> str:
    """Return ``value`` as a sentence can carry it."""
    said = repr(value) if isinstance(value, str) else str(value)
    return said if len(said) <= 60 else f"{said[:57]}..."


def ids_of(scenario: Scenario) -> dict[str, Collection[str] | None]:
    """Return what ids of a scenario there are, by what they are of, for the ``known`` of a `Reader`.

    None where there are none at all: the file that should hold them is at fault, which has been told once.
    """
    return {
        "source": scenario.sources,
        "site": scenario.sites or None,
        "track": scenario.tracks or None,
        "airspace": [a.id for a in scenario.airspace] or None,
        "moment": [m.id for m in scenario.moments] or None,
        "passage": [p.id for p in scenario.passages] or None,
    }


class Reader:
    """Reads the records of one file; ``known`` maps what ids are of to those that exist.

    Where ``known`` has None for a kind, its file could not be read: its ids are dropped without a word, and
    ``dropped`` has the kind.
    """

    def __init__(
        self, file: str, problems: Problems, known: Mapping[str, Collection[str] | None] | None = None
    ) -> None:
        self.file = file
        self.problems = problems
        self.known = dict(known or {})
        self.dropped: set[str] = set()

    def say(self, place: str, reason: str, hint: str = "") -> None:
        """Note a fault at ``place``."""
        self.problems.add(self.file, place, reason, hint)

    def miss(self, folder: Path) -> None:
        """Say, once for each, which file is not in ``folder`` although its ids are named here."""
        for kind, file in _OPTIONAL.items():
            if kind in self.dropped and not (folder / file).exists():
                self.say("", f"names a {kind}, but {file} is missing", "put the file back, or drop its ids")

    def records(
        self, raw: object, fields: Sequence[Field], word: str, *, key: str = "id", more: bool = False
    ) -> list[dict[str, Any]]:
        """Return the usable records of the list ``raw``; ``word`` names one in a place.

        Those with a ``key`` in use already are left out (an empty one: records without an id).
        """
        return [record for _, record in self.numbered(raw, fields, word, key=key, more=more)]

    def numbered(
        self, raw: object, fields: Sequence[Field], word: str, *, key: str = "id", more: bool = False
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the usable `records` with their index in ``raw``."""
        if raw is None:
            return
        if not isinstance(raw, list):
            self.say(word, f"must be a list of tables, written [[{word}]]")
            return
        seen: set[str] = set()
        for number, item in enumerate(raw, 1):
            name = item.get(key) if isinstance(item, dict) else None
            place = f"{word} {shown(name)}" if isinstance(name, str) and name else f"{word} number {number}"
            record = self.record(item, fields, place, more=more)
            if record is None:
                continue
            if key in record and record[key] in seen:
                self.say(f"{place}, field {key}", "is used by another record; this one is left out")
                continue
            seen.add(record.get(key, ""))
            yield number - 1, record

    def record(
        self, raw: object, fields: Sequence[Field], place: str, *, more: bool = False, part: str = "field"
    ) -> dict[str, Any] | None:
        """Return every field's value, or None if a required one is bad; ``more`` allows unknown fields."""
        if not isinstance(raw, dict):
            self.say(place, f"must be a table, not {shown(raw)}")
            return None
        names = [one.name for one in fields]
        if not more:
            for name in raw:
                if name not in names:
                    self.say(f"{place}, {part} {name}", "is not a field here", close_match(str(name), names))
        values: dict[str, Any] = {}
        usable = True
        for one in fields:
            given = raw.get(one.name)
            value = self.value(one, given, f"{place}, {part} {one.name}") if given is not None else _BAD
            if given is None and one.need is not Need.OPTIONAL:
                self.say(f"{place}, {part} {one.name}", "is missing")
            usable = usable and not (value is _BAD and one.need is Need.REQUIRED)
            values[one.name] = one.empty if value is _BAD else value
        return values if usable else None

    def value(self, one: Field, raw: object, place: str) -> Any:  # noqa: ANN401 - as many types as kinds
        """Return ``raw`` as ``one`` wants it, or a private mark where nothing is left; faults are told."""
        match one.kind:
            case Kind.TEXT | Kind.ID:
                return self._text(one, raw, place)
            case Kind.NUMBER | Kind.INTEGER:
                return self._number(one, raw, place)
            case Kind.FLAG:
                return raw if isinstance(raw, bool) else self._wrong(one, raw, place)
            case Kind.TIME:
                return self._time(raw, place)
            case Kind.SPAN:
                return self._span(raw, place)
            case Kind.TEXTS | Kind.NUMBERS:
                if not isinstance(raw, list):
                    return self._wrong(one, raw, place)
                read = self._text if one.kind is Kind.TEXTS else self._number
                return tuple(v for v in (read(one, item, place) for item in raw) if v is not _BAD)
            case Kind.WORDS | Kind.TIMES:
                return self._by_key(one, raw, place)
            case Kind.RECORD:
                found = self.record(raw, one.record, place)
                return _BAD if found is None else found
            case Kind.RECORDS:
                if not isinstance(raw, list):
                    return self._wrong(one, raw, place)
                places = (f"{place}, number {n}" for n in range(1, len(raw) + 1))
                found_all = (self.record(item, one.record, at) for item, at in zip(raw, places, strict=True))
                return tuple(r for r in found_all if r is not None)

    def refer(self, of: str, name: str, place: str) -> bool:
        """Tell whether ``name`` is the id of an ``of`` that exists; a fault if not."""
        known = self.known.get(of, ())
        if known is None:
            self.dropped.add(of)
            return False
        if name in known:
            return True
        self.say(place, f"{shown(name)} is not the id of a {of}", close_match(name, known))
        return False

    def _wrong(self, one: Field, raw: object, place: str) -> object:
        self.say(place, f"expected {_article(one.kind)}, found {shown(raw)}")
        return _BAD

    def _text(self, one: Field, raw: object, place: str) -> object:
        if not isinstance(raw, str):
            return self._wrong(one, raw, place)
        if unshowable(raw):
            self.say(place, f"{shown(raw)} holds characters that cannot be shown")
            return _BAD
        value = raw.strip()
        if not value and one.need is Need.REQUIRED:
            self.say(place, "is empty")
            return _BAD
        if one.kind is Kind.ID and not _ID.fullmatch(value):
            self.say(place, f"{shown(value)} is not an id", "letters, digits, and - _ . between them")
            return _BAD
        if one.choices and value not in one.choices:
            hint = close_match(value, one.choices) or f"one of {', '.join(one.choices)}"
            self.say(place, f"{shown(value)} is not known here", hint)
            return _BAD
        if one.refers and not (value or one.need is not Need.OPTIONAL):
            return _BAD
        if one.refers and not self.refer(one.refers, value, place):
            return _BAD
        if one.longest is not None and len(value) > one.longest:
            self.say(place, f"has {len(value)} characters: at most {one.longest}")
        return value

    def _number(self, one: Field, raw: object, place: str) -> object:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            return self._wrong(one, raw, place)
        try:
            value = float(raw)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            self.say(place, f"{shown(raw)} is not a finite number")
            return _BAD
        if one.kind is Kind.INTEGER and value != int(value):
            return self._wrong(one, raw, place)
        if not one.low <= value <= one.high:
            self.say(place, f"{value:g} is {bounds(one)}")
            return _BAD
        return int(value) if one.kind is Kind.INTEGER else value

    def _time(self, raw: object, place: str) -> object:
        try:
            if isinstance(raw, datetime):
                return times.seconds(raw)
            if isinstance(raw, str):
                return times.parse(raw)
            raise ValueError(f"{shown(raw)} is not a time with its offset, such as 1976-09-06T13:26:00+09:00")
        except ValueError as error:
            self.say(place, str(error))
            return _BAD

    def _span(self, raw: object, place: str) -> object:
        if not isinstance(raw, dict):  # one time, without dispute
            value: Any = self._time(raw, place)
            return value if value is _BAD else TimeSpan(value, value, value)
        found = self.record(raw, SPAN_FIELDS, place)
        assert found is not None  # none of its fields is required
        return self.ordered(TimeSpan(found["earliest"], found["best"], found["latest"]), place)

    def ordered(self, span: TimeSpan, place: str) -> TimeSpan:
        """Return ``span`` with its open ends closed at ``best``; a fault if it is out of order."""
        low = span.best if span.earliest is None else span.earliest
        high = span.best if span.latest is None else span.latest
        inner = low if span.best is None else span.best
        if low is not None and inner is not None and high is not None and not low <= inner <= high:
            self.say(place, "earliest, best and latest are out of order")
            low, high = min(low, inner, high), max(low, inner, high)
        return TimeSpan(low, span.best, high)

    def _by_key(self, one: Field, raw: object, place: str) -> object:
        if not isinstance(raw, dict):
            return self._wrong(one, raw, place)
        found: dict[str, object] = {}
        for key, item in raw.items():
            at = f"{place}.{key}"
            if one.refers and not self.refer(one.refers, key, at):
                continue
            if one.choices and key not in one.choices:
                self.say(at, f"{shown(key)} is not known here", close_match(key, one.choices))
                continue
            value = self._time(item, at) if one.kind is Kind.TIMES else self._text(_PLAIN, item, at)
            if value is not _BAD:
                found[key] = value
        return found


SPAN_FIELDS = (
    Field("earliest", Kind.TIME, "not before"),
    Field("best", Kind.TIME, "most likely; absent where the sources leave it open"),
    Field("latest", Kind.TIME, "not after"),
)
_PLAIN = Field("", Kind.TEXT, "")


def bounds(one: Field) -> str:
    """Return what is wrong with a number outside ``one``'s bounds."""
    if math.isinf(one.high):
        return "negative" if one.low == 0 else f"below {one.low:g}"
    return f"not between {one.low:g} and {one.high:g}"


def _article(kind: Kind) -> str:
    return kind if kind in {Kind.FLAG, Kind.SPAN, Kind.WORDS, Kind.TIMES} else f"a {kind}"
