"""things.toml: cards of aircraft, radars, weapons, people and organisations, and the fuel of the flight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.scenario import files
from explorer.scenario.fields import Field, Kind, Need, Reader, ids_of, shown
from explorer.scenario.model import Basis, Scenario
from explorer.scenario.problems import Problem, Problems, close_match

NAME = "things.toml"
KINDS = ("aircraft", "radar", "weapon", "person", "organisation")
DRAWINGS = ("look-down",)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card, with how we know it."""

    label: str
    value: str
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What was believed of a thing, and what was found."""

    label: str
    believed: str
    found: str
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A card. ``kind`` is one of `KINDS`; ``names`` are by language; the rest are ids of the scenario.

    ``drawing`` is one of `DRAWINGS`, or empty.
    """

    id: str
    name: str
    names: dict[str, str] = field(hash=False)  # ja, ru
    kind: str
    text: str
    rows: tuple[Row, ...]
    pairs: tuple[Pair, ...]
    tracks: tuple[str, ...]
    moments: tuple[str, ...]
    passages: tuple[str, ...]
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a calculation uses, with its grounds: of this file, or an assumption of the scenario."""

    id: str
    label: str
    value: float
    unit: str
    basis: Basis
    sources: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class FuelLeg:
    """A stretch of the flight, from one moment to another, with the bounds of its burn (kg/h or kg/km)."""

    label: str
    start: str
    end: str
    low: Figure
    high: Figure


@dataclass(frozen=True, slots=True)
class FuelPlan:
    """What is needed for the fuel of one track.

    ``full`` kg at the start, ``start_low`` and ``start_high`` kg for start and take-off, ``left_*`` minutes
    of the last leg's burn left at landing. ``reserve_speed`` km/h and ``reserve_*`` kg/h are those of a
    flight to one of ``destinations`` (site ids). ``thing`` is the card it stands on.
    """

    thing: str
    track: str
    full: Figure
    start_low: Figure
    start_high: Figure
    left_low: Figure
    left_best: Figure
    left_high: Figure
    reserve_speed: Figure
    reserve_low: Figure
    reserve_high: Figure
    legs: tuple[FuelLeg, ...]
    destinations: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Things:
    """All that the file holds; ``fuel`` is None where it tells nothing usable of it."""

    cards: tuple[Thing, ...] = ()
    fuel: FuelPlan | None = None

    def card(self, thing: str) -> Thing | None:
        """Return the card with that id."""
        return next((card for card in self.cards if card.id == thing), None)


_BASIS = Field("basis", Kind.TEXT, "how we know it", Need.WANTED, choices=tuple(Basis), default=Basis.ASSUMED)
_SOURCES = Field("sources", Kind.TEXTS, "keys of the sources that say so", refers="source")


def _text(name: str, meaning: str) -> Field:
    return Field(name, Kind.TEXT, meaning, Need.REQUIRED)


ROW = (_text("label", "what it is"), _text("value", "how much or which"), _BASIS, _SOURCES)
PAIR = (
    _text("label", "of what"),
    _text("believed", "what was believed"),
    _text("found", "what was found"),
    _BASIS,
    _SOURCES,
)
THING = (
    Field("id", Kind.ID, "id of the thing", Need.REQUIRED),
    _text("name", "its name for people"),
    Field("names", Kind.WORDS, "its names in its own scripts", choices=("ja", "ru")),
    Field("kind", Kind.TEXT, "what it is", Need.REQUIRED, choices=KINDS),
    Field("text", Kind.TEXT, "what there is to say, in our words", Need.WANTED),
    Field("rows", Kind.RECORDS, "its facts", record=ROW),
    Field("pairs", Kind.RECORDS, "what was believed and what was found", record=PAIR),
    Field("tracks", Kind.TEXTS, "ids of the tracks that are of it", refers="track"),
    Field("moments", Kind.TEXTS, "ids of the moments it has a part in", refers="moment"),
    Field("passages", Kind.TEXTS, "ids of the passages that tell of it", refers="passage"),
    Field("drawing", Kind.TEXT, "a drawing that explains it", choices=DRAWINGS),
)
FIGURE = (
    Field("id", Kind.ID, "id of the figure", Need.REQUIRED),
    _text("label", "what the number is"),
    Field("value", Kind.NUMBER, "the number", Need.REQUIRED, low=0, high=1e9),
    _text("unit", "its unit"),
    _BASIS,
    _SOURCES,
    Field("reason", Kind.TEXT, "why this number", Need.WANTED),
)
_OF_PLAN = {
    "full": ("kg", "full tanks"),
    "start_low": ("kg", "burnt for start and take-off, least"),
    "start_high": ("kg", "burnt for start and take-off, most"),
    "left_low": ("min", "left at landing, least"),
    "left_best": ("min", "left at landing"),
    "left_high": ("min", "left at landing, most"),
    "reserve_speed": ("km/h", "speed towards another field"),
    "reserve_low": ("kg/h", "burn on the way there, least"),
    "reserve_high": ("kg/h", "burn on the way there, most"),
}
FUEL = (
    Field("thing", Kind.ID, "id of the card it stands on", Need.WANTED),
    Field("track", Kind.TEXT, "id of the track", Need.REQUIRED, refers="track"),
    *(
        Field(name, Kind.TEXT, f"{meaning}: id of a figure or an assumption in {unit}", Need.REQUIRED)
        for name, (unit, meaning) in _OF_PLAN.items()
    ),
    Field("destinations", Kind.TEXTS, "ids of the fields he could have made for", refers="site"),
    Field("note", Kind.TEXT, "remarks"),
)
LEG = (
    _text("label", "what he did"),
    Field("from", Kind.TEXT, "id of the moment it begins with", Need.REQUIRED, refers="moment"),
    Field("to", Kind.TEXT, "id of the moment it ends with", Need.REQUIRED, refers="moment"),
    _text("low", "least burn: id of a figure or an assumption in kg/h or kg/km"),
    _text("high", "greatest burn"),
)
_TABLES = ("thing", "figure", "fuel", "fuel_leg")


def load_things(folder: Path, scenario: Scenario) -> tuple[Things, tuple[Problem, ...]]:
    """Return the things of the scenario in ``folder`` and what is wrong with the file.

    A missing file is no fault. Never raises for a fault in the file.
    """
    problems = Problems()
    document = files.toml(folder, NAME, problems, optional=True)
    things = read_things(document, scenario, problems) if document is not None else Things()
    return things, problems.all()


def read_things(document: Mapping[str, object], scenario: Scenario, problems: Problems) -> Things:
    """Return the things of a TOML document; faults go to ``problems``."""
    reader = Reader(NAME, problems, ids_of(scenario))
    for name in document:
        if name not in _TABLES:
            reader.say(f"field {name}", "is not a field here", close_match(name, _TABLES))
    cards = []
    for record in reader.records(document.get("thing"), THING, "thing"):
        record["rows"] = tuple(Row(**_known(row)) for row in record["rows"])
        record["pairs"] = tuple(Pair(**_known(pair)) for pair in record["pairs"])
        cards.append(Thing(**record))
    reader.miss(Path(scenario.folder))
    return Things(tuple(cards), _fuel(document, tuple(cards), scenario, reader))


def _known(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "basis": Basis(record["basis"])}


def _fuel(
    document: Mapping[str, object], cards: tuple[Thing, ...], scenario: Scenario, reader: Reader
) -> FuelPlan | None:
    figures = {
        i: Figure(i, a.label, a.value, a.unit, Basis.ASSUMED, (), a.reason)
        for i, a in scenario.assumptions.items()
    }
    for record in reader.records(document.get("figure"), FIGURE, "figure"):
        if record["id"] in figures:
            reader.say(f"figure '{record['id']}'", "has the id of an assumption; the assumption holds")
            continue
        figures[record["id"]] = Figure(**_known(record))
    legs = []
    for record in reader.records(document.get("fuel_leg"), LEG, "fuel_leg", key="label"):
        place = f"fuel_leg {shown(record['label'])}"
        pair = [_figure(record[edge], ("kg/h", "kg/km"), figures, f"{place}, field {edge}", reader)
                for edge in ("low", "high")]  # fmt: skip
        low, high = pair
        if low is None or high is None:
            continue
        if low.unit != high.unit or low.value > high.value:
            reader.say(place, "low and high must be in one unit, low not above high; left out")
            continue
        legs.append(FuelLeg(record["label"], record["from"], record["to"], low, high))
    raw = document.get("fuel")
    if raw is None:
        if legs:
            reader.say(
                "fuel", "is missing", "the legs need a [fuel] table with the figures of the whole flight"
            )
        return None
    plan = reader.record(raw, FUEL, "fuel")
    if plan is None:
        return None
    if plan["thing"] and plan["thing"] not in {card.id for card in cards}:
        hint = close_match(plan["thing"], [card.id for card in cards])
        reader.say("fuel, field thing", f"{shown(plan['thing'])} is not the id of a thing", hint)
        plan["thing"] = ""
    found = {
        name: _figure(plan[name], (unit,), figures, f"fuel, field {name}", reader)
        for name, (unit, _) in _OF_PLAN.items()
    }
    if not legs:
        reader.say("fuel", "has no sound [[fuel_leg]]; left out")
    whole = {name: figure for name, figure in found.items() if figure is not None}
    if len(whole) < len(found) or not legs:
        return None
    for least, most in (
        ("start_low", "start_high"),
        ("left_low", "left_best"),
        ("left_best", "left_high"),
        ("reserve_low", "reserve_high"),
    ):
        if whole[least].value > whole[most].value:
            reader.say(f"fuel, field {least}", f"is above {most}; the fuel is left out")
            return None
    if whole["full"].value <= 0 or whole["reserve_speed"].value <= 0:
        reader.say("fuel", "full and reserve_speed must be above 0; the fuel is left out")
        return None
    return FuelPlan(
        thing=plan["thing"], track=plan["track"], legs=tuple(legs), destinations=plan["destinations"],
        note=plan["note"], **whole,
    )  # fmt: skip


def _figure(
    name: str, wanted: tuple[str, ...], figures: Mapping[str, Figure], place: str, reader: Reader
) -> Figure | None:
    found = figures.get(name)
    if found is None:
        reader.say(
            place, f"{shown(name)} is not the id of a figure or an assumption", close_match(name, figures)
        )
        return None
    if found.unit not in wanted:
        reader.say(place, f"{name} is in {found.unit or 'no unit'}, where {' or '.join(wanted)} is wanted")
        return None
    return found
