"""claims.toml into claims: everything usable is kept, every problem told, circular inputs refused."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer.claims import given, quantities
from explorer.claims.formulas import FORMULAS, Formula, fits, gives
from explorer.claims.model import (
    LONGEST_QUOTE,
    Account,
    Claim,
    Input,
    Join,
    Kind,
    Quantity,
    Reading,
    Rule,
    Stance,
)
from explorer.scenario import files
from explorer.scenario.fields import Field, Need, Reader, ids_of, shown
from explorer.scenario.fields import Kind as Shape
from explorer.scenario.model import Basis, Scenario
from explorer.scenario.problems import Problem, Problems, close_match

NAME = "claims.toml"

_WORD = re.compile(r"(?:[^\W_]|['’])+")  # strict: F-15 and 20,000 are two words each

QUANTITY = (
    Field("value", Shape.NUMBER, "the number"),
    Field("unit", Shape.TEXT, "its unit"),
    Field("time", Shape.TIME, "a day or time, instead of a number"),
)
INPUT = (
    Field("role", Shape.ID, "its place in the formula", Need.REQUIRED),
    Field("label", Shape.TEXT, "what it is, for people"),
    Field("ref", Shape.TEXT, "site:ID, fix:TRACK:VOICE:TIME, moment:ID or assumption:ID"),
    *QUANTITY,
    Field("basis", Shape.TEXT, "how we know the value", choices=tuple(Basis)),
    Field("sources", Shape.TEXTS, "keys of the sources that say so", refers="source"),
    Field("from", Shape.TEXTS, "what the value was built from: claim:ID or references"),
    Field("essential", Shape.FLAG, "nothing follows where it is only assumed"),
)
READING = (
    Field("claim", Shape.ID, "id of the claim", Need.REQUIRED),
    Field("label", Shape.TEXT, "how the claim is taken", Need.REQUIRED),
    Field("formula", Shape.TEXT, "id of the formula", Need.REQUIRED, choices=tuple(FORMULAS)),
    Field("inputs", Shape.RECORDS, "what goes in", record=INPUT),
    Field("claimed", Shape.RECORD, "what the article has", Need.REQUIRED, record=QUANTITY),
    Field("rule", Shape.TEXT, "how the value gives a verdict", Need.REQUIRED, choices=tuple(Rule)),
    Field("tolerance", Shape.NUMBER, "agrees so far apart", low=0, default=0.0),
    Field("doubt", Shape.NUMBER, "doubtful so far apart; the tolerance if absent", low=0),
    Field("percent", Shape.FLAG, "tolerance and doubt are in percent of the claimed value"),
    Field("beside", Shape.FLAG, "shown, but does not count for the verdict"),
    Field("note", Shape.TEXT, "remarks"),
)
ACCOUNT = (
    Field("says", Shape.TEXT, "what it says", Need.REQUIRED),
    Field("source", Shape.TEXT, "key of the source", Need.REQUIRED, refers="source"),
    Field("stance", Shape.TEXT, "what that means for the claim", choices=tuple(Stance), default="silent"),
)
CLAIM = (
    Field("id", Shape.ID, "id of the claim", Need.REQUIRED),
    Field("title", Shape.TEXT, "its name for people", Need.REQUIRED, longest=60),
    Field("kind", Shape.TEXT, "how it is checked", Need.REQUIRED, choices=tuple(Kind)),
    Field("paragraphs", Shape.NUMBERS, "the article's, from 1", Need.WANTED, low=1, high=100000),
    Field("passages", Shape.TEXTS, "ids of the passages that retell it", Need.WANTED, refers="passage"),
    Field("quote", Shape.TEXT, f"at most {LONGEST_QUOTE} words of the article"),
    Field("join", Shape.TEXT, "how readings make one verdict", choices=tuple(Join), default="parts"),
    Field("moment", Shape.TEXT, "id of the moment it is shown at", refers="moment"),
    Field("site", Shape.TEXT, "id of the site it is shown at", refers="site"),
    Field("basis_of", Shape.TEXTS, "references of what was built from this claim"),
    Field("accounts", Shape.RECORDS, "what other sources say", record=ACCOUNT),
    Field("note", Shape.TEXT, "remarks"),
)


def load(folder: Path, scenario: Scenario) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """Return the claims of the scenario in ``folder``, in the file's order, and what is wrong with the file.

    A reading with a fault is left out, and a claim of which nothing is left. A missing file is no fault: the
    scenario then has no claims. Never raises for a fault in the file.
    """
    problems = Problems()
    document = files.toml(folder, NAME, problems, optional=True)
    claims = read(document, scenario, problems) if document is not None else ()
    return claims, problems.all()


def read(document: Mapping[str, object], scenario: Scenario, problems: Problems) -> tuple[Claim, ...]:
    """Return the claims of a TOML document; faults go to ``problems``."""
    reader = Reader(NAME, problems, ids_of(scenario))
    for name in document:
        if name not in ("claim", "reading"):
            reader.say(f"field {name}", "is not a field here", close_match(name, ("claim", "reading")))
    records = reader.records(document.get("claim"), CLAIM, "claim")
    reader.miss(Path(scenario.folder))
    ids = tuple(str(record["id"]) for record in records)
    for record in records:
        record["basis_of"] = _references(record, ids, scenario, reader)
    built = _Built(records)
    readings: dict[str, list[Reading]] = {i: [] for i in ids}
    for number, raw in enumerate(_list(document.get("reading"), reader), 1):
        place = f"reading number {number}"
        if isinstance(raw, dict) and isinstance(raw.get("claim"), str):
            place = f"reading number {number} (claim {shown(raw['claim'])})"
        one = reader.record(raw, READING, place)
        if one is None:
            continue
        if one["claim"] not in readings:
            reader.say(
                f"{place}, field claim",
                f"there is no claim {shown(one['claim'])}",
                close_match(one["claim"], ids),
            )
        elif sound := _Read(one, place, ids, scenario, reader, built).reading():
            readings[one["claim"]].append(sound)
    return tuple(
        found for record in records if (found := _claim(record, tuple(readings[record["id"]]), reader))
    )


def _list(raw: object, reader: Reader) -> list[object]:
    if raw is None:
        return []
    if isinstance(raw, list):
        return raw
    reader.say("reading", "must be a list of tables, written [[reading]]")
    return []


def _references(
    record: Mapping[str, Any], ids: tuple[str, ...], scenario: Scenario, reader: Reader
) -> tuple[str, ...]:
    kept = []
    for ref in record["basis_of"]:
        place = f"claim '{record['id']}', field basis_of"
        if wrong := given.unknown(ref, scenario, ids):
            if not _emptied(ref, scenario):
                reader.say(place, *wrong)
        else:
            kept.append(given.same(ref))
    return tuple(kept)


def _emptied(ref: str, scenario: Scenario) -> bool:
    """Tell whether nothing of a reference's kind was read at all: that file's fault has been told once."""
    kind = ref.partition(":")[0]
    held = {
        "site": bool(scenario.sites),
        "moment": bool(scenario.moments),
        "fix": any(len(fixes) for track in scenario.tracks.values() for fixes in track.fixes.values()),
    }
    return not held.get(kind, True)


class _Built:
    """What was built from which claim, and whether an input goes back to the one under test."""

    def __init__(self, records: Sequence[Mapping[str, Any]]) -> None:
        self._from: dict[str, set[str]] = {}
        for record in records:
            for ref in record["basis_of"]:
                self._from.setdefault(ref, set()).add(f"claim:{record['id']}")

    def way_back(self, claim: str, ref: str, origins: Sequence[str]) -> tuple[str, ...]:
        """Return the chain from an input back to ``claim``, or nothing."""
        start = ([given.same(ref)] if ref else []) + [given.same(o) for o in origins]
        waiting: list[tuple[str, ...]] = [(one,) for one in start]
        seen = set(start)
        while waiting:
            chain = waiting.pop(0)
            if chain[-1] == f"claim:{claim}":
                return chain
            for before in sorted(self._from.get(chain[-1], set()) - seen):
                seen.add(before)
                waiting.append((*chain, before))
        return ()


class _Read:
    """Reads one reading: all its faults are told, and it is dropped if there is one."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        place: str,
        ids: tuple[str, ...],
        scenario: Scenario,
        reader: Reader,
        built: _Built,
    ) -> None:
        self.raw, self.place, self.ids, self.built = raw, place, ids, built
        self.scenario, self.reader = scenario, reader
        self.sound = True

    def fault(self, where: str, reason: str, hint: str = "") -> None:
        """Note a fault and drop the reading."""
        self.sound = False
        self.reader.say(f"{self.place}, {where}", reason, hint)

    def reading(self) -> Reading | None:
        """Return the reading, or None if it cannot be used."""
        raw = self.raw
        formula = FORMULAS[raw["formula"]]
        claimed = self.quantity(raw["claimed"], "field claimed")
        if claimed is None:
            self.fault("field claimed", "needs a value with its unit, or a time")
        elif not fits(formula, claimed.unit):
            self.fault("field claimed", f"{formula.id} does not give {claimed.unit or 'a bare number'}")
        inputs = tuple(
            one for n, item in enumerate(raw["inputs"], 1) if (one := self.input(item, n, claimed))
        )
        if len(inputs) < len(raw["inputs"]):
            self.sound = False
        self.roles(formula, inputs)
        doubt = raw["tolerance"] if raw["doubt"] is None else raw["doubt"]
        share = raw["rule"] == Rule.SHARE
        if (doubt > raw["tolerance"]) if share else (doubt < raw["tolerance"]):
            side = "above" if share else "below"
            self.fault("field doubt", f"is {side} the tolerance")
        if not self.sound or claimed is None:
            return None
        return Reading(
            label=raw["label"],
            formula=formula.id,
            inputs=inputs,
            claimed=claimed,
            rule=Rule(raw["rule"]),
            tolerance=raw["tolerance"],
            doubt=doubt,
            percent=raw["percent"],
            beside=raw["beside"],
            note=raw["note"],
        )

    def quantity(self, raw: Mapping[str, Any], where: str) -> Quantity | None:
        """Return the quantity in a table, or None where it holds none."""
        if raw["time"] is not None:
            if raw["value"] is not None:
                self.fault(where, "has a value and a time; it can be only one of them")
            return Quantity(raw["time"], quantities.DATE)
        if raw["value"] is None:
            return None
        if raw["unit"] == quantities.DATE:
            self.fault(where, "a day is written as time = 1976-10-22T12:00:00+09:00")
            return None
        if raw["unit"] not in quantities.UNITS:
            hint = close_match(raw["unit"], quantities.UNITS) or f"one of {', '.join(quantities.UNITS)}"
            self.fault(where, f"{shown(raw['unit'])} is not a unit known here", hint)
            return None
        return Quantity(raw["value"], raw["unit"])

    def input(self, raw: Mapping[str, Any], number: int, claimed: Quantity | None) -> Input | None:
        """Return one input, or None where it is at fault or refused."""
        where = f"input {number} ({raw['role']})"
        ref, value = raw["ref"], self.quantity(raw, where)
        for one in (*((ref,) if ref else ()), *raw["from"]):
            if wrong := given.unknown(one, self.scenario, self.ids):
                if _emptied(one, self.scenario):
                    self.sound = False
                else:
                    self.fault(where, *wrong)
                return None
        if ref.startswith("claim:"):
            self.fault(where, "a claim is no input; it can only be what one was built from")
            return None
        if bool(ref) == (value is not None):
            self.fault(where, "needs either a ref or a value")
            return None
        basis = Basis(raw["basis"]) if raw["basis"] else None
        if value is not None and (basis is None or not raw["sources"]):
            self.fault(where, "a value needs its basis and its sources")
            return None
        if self.circular(raw, where, value, claimed):
            return None
        return Input(
            raw["role"], raw["label"], ref, value, basis, raw["sources"], raw["from"], raw["essential"]
        )

    def circular(
        self, raw: Mapping[str, Any], where: str, value: Quantity | None, claimed: Quantity | None
    ) -> bool:
        """Tell whether an input comes from the claim under test, which then cannot test it."""
        claim = self.raw["claim"]
        if chain := self.built.way_back(claim, raw["ref"], raw["from"]):
            self.fault(
                where,
                f"is refused: it was built from the claim under test ({' <- '.join(chain)})",
                "take an input from another source",
            )
            return True
        own = set(raw["sources"]) == {self.scenario.article}
        if own and value is not None and claimed is not None and _equal(value, claimed):
            self.fault(where, "is refused: it is the claimed figure itself, by the article alone")
            return True
        return False

    def roles(self, formula: Formula, inputs: Sequence[Input]) -> None:
        """Hold the inputs against the roles of the formula."""
        for n, one in enumerate(inputs, 1):
            where = f"input {n} ({one.role})"
            role = formula.roles.get(one.role)
            if role is None:
                self.fault(where, f"{formula.id} has no such role", close_match(one.role, formula.roles))
                continue
            if not role.many and sum(other.role == one.role for other in inputs[:n]) > 1:
                self.fault(where, "is there twice")
                continue
            if lacking := gives(given.give(one, self.scenario), role):
                self.fault(where, f"{one.ref or 'the value'} {lacking}")
        present = {one.role for one in inputs}
        for name, role in formula.roles.items():
            if not role.optional and name not in present and len(inputs) == len(self.raw["inputs"]):
                self.fault("field inputs", f"{formula.id} wants an input for the role {name!r}")


def _equal(a: Quantity, b: Quantity) -> bool:
    try:
        return abs(quantities.convert(a, b.unit) - b.value) <= 1e-9 * max(1.0, abs(b.value))
    except ValueError:
        return False


def _claim(record: dict[str, Any], readings: tuple[Reading, ...], reader: Reader) -> Claim | None:
    place = f"claim '{record['id']}'"
    words = len(_WORD.findall(record["quote"]))
    if words > LONGEST_QUOTE:
        reader.say(
            f"{place}, field quote", f"has {words} words: at most {LONGEST_QUOTE} may be quoted; left out"
        )
        record["quote"] = ""
    kind = Kind(record["kind"])
    accounts = tuple(Account(a["says"], a["source"], Stance(a["stance"])) for a in record["accounts"])
    if any(n != int(n) for n in record["paragraphs"]):
        reader.say(f"{place}, field paragraphs", "paragraphs are whole numbers")
    if kind is Kind.COMPUTED and not any(not r.beside for r in readings):
        reader.say(place, "is computed, but has no sound reading that counts; left out")
        return None
    if kind is Kind.COMPARED and readings:
        reader.say(place, "is compared, so its readings are left out", "a computed claim has readings")
        readings = ()
    if kind is Kind.COMPARED and not any(a.stance is not Stance.SILENT for a in accounts):
        reader.say(place, "is compared, but no account has a stance other than silent")
    return Claim(
        id=record["id"],
        title=record["title"],
        paragraphs=tuple(int(n) for n in record["paragraphs"]),
        passages=record["passages"],
        quote=record["quote"],
        kind=kind,
        join=Join(record["join"]),
        readings=readings,
        accounts=accounts,
        note=record["note"],
        moment=record["moment"] or None,
        site=record["site"] or None,
        basis_of=record["basis_of"],
    )
