"""What a viewer has made of the story, as a file (``.foxbat``): the state that brings it all back.

A file is JSON. What a newer version of the program has written and this one does not know is kept when the
file is saved again.
"""

import copy
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from explorer import __version__, assets
from explorer.export.write import write_atomic
from explorer.frame.state import ALTITUDE, AUTO, SIGHT, Bookmark, Selection, State, Stated, View, settle
from explorer.scenario import times
from explorer.scenario.model import Scenario
from explorer.scenario.problems import close_match
from explorer.scenario.units import System
from explorer.scenario.whatif import Picket, WhatIf
from explorer.session.store import Snapshot

SUFFIX = ".foxbat"
VERSION = 1
_MOST_BYTES = 8_000_000
_MOST_DEEP = 100
_MOST_BOOKMARKS = 10_000

PLAIN = ("follow", "predict", "text_leads")
"""The fields of a state that are yes or no."""


class SavedError(Exception):
    """A file or link that cannot be taken; one sentence."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """What a file holds. ``data`` is its JSON, with what this version does not know.

    ``folder`` is the scenario's, empty for the one that ships. ``documents`` are (path, digest).
    """

    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The scenario's folder, empty for the one that ships."""
        told = self.data.get("scenario")
        found = told.get("folder", "") if isinstance(told, dict) else ""
        return found if isinstance(found, str) else ""

    @property
    def document(self) -> str | None:
        """The path of the copy that was read; None for the account."""
        told = self.data.get("document")
        return told if isinstance(told, str) else None

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        """The reader's own copies that were open: path and digest."""
        told = self.data.get("documents")
        rows = told if isinstance(told, list) else []
        return tuple(
            (row["path"], str(row.get("digest", "")))
            for row in rows
            if isinstance(row, dict) and isinstance(row.get("path"), str)
        )


def of(now: Snapshot, before: Exploration | None = None) -> Exploration:
    """Return what is to be saved of a snapshot; what ``before`` held and we do not know stays in it."""
    scenario, state = now.scenario, now.state
    shipped = Path(scenario.folder) == assets.default_scenario()
    fresh: dict[str, Any] = {
        "foxbat": VERSION,
        "written_by": f"Foxbat Explorer {__version__}",
        "scenario": {"title": scenario.title, "folder": "" if shipped else scenario.folder},
        "time": times.iso(state.time, scenario.zones[0]),
        "chapter": state.chapter,
        "moment": state.moment,
        "voice": state.voice,
        "view": None if state.view is None else asdict(state.view),
        "hidden": sorted(state.hidden),
        "stated": str(state.stated),
        "units": str(state.units),
        "selection": None if state.selection is None else asdict(state.selection),
        "what_if": None if state.what_if is None or state.what_if.empty else asdict(state.what_if),
        "speed": state.speed,
        "altitude_m": state.altitude_m,
        "station": state.station,
        "relief": state.relief,
        "cut": state.cut,
        **{name: getattr(state, name) for name in PLAIN},
        "document": state.document,
        "documents": [{"path": d.document.path, "digest": d.document.digest} for d in now.derived.documents],
        "bookmarks": bookmark_rows(state.bookmarks, scenario),
    }
    old = before.data if before is not None else {}
    return Exploration(_merged(old, fresh))


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``new`` with the fields of ``old`` that it does not have, at every depth."""
    found = {key: copy.deepcopy(value) for key, value in old.items() if key not in new}
    for key, value in new.items():
        was = old.get(key)
        if isinstance(was, dict) and isinstance(value, dict):
            found[key] = _merged(was, value)
        elif isinstance(was, list) and isinstance(value, list):
            found[key] = [_again(was, one) for one in value]
        else:
            found[key] = value
    was = old.get("foxbat")
    if isinstance(was, int) and isinstance(found.get("foxbat"), int):
        found["foxbat"] = max(was, found["foxbat"])
    return found


def _again(rows: list[Any], new: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a row with what we do not know of it: rows are the same where path, or time and title, agree."""
    if not isinstance(new, dict):
        return new
    key = ("path",) if "path" in new else ("time", "title")
    was = next((r for r in rows if isinstance(r, dict) and all(r.get(k) == new[k] for k in key)), None)
    return new if was is None else _merged(was, new)


def to_bytes(exploration: Exploration) -> bytes:
    """Return an exploration as the bytes of a file."""
    return (json.dumps(exploration.data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def save(exploration: Exploration, path: Path) -> None:
    """Write a file, whole or not at all; raises ExportError in one sentence."""
    write_atomic(path, to_bytes(exploration))


def load(path: Path) -> Exploration:
    """Read a file; raises SavedError in one sentence that names it."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SavedError(f"{path}: too large for an exploration")
        raw = path.read_bytes()
    except OSError as error:
        raise SavedError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    try:
        return from_bytes(raw)
    except SavedError as error:
        raise SavedError(f"{path}: {error}") from None


def from_bytes(raw: bytes) -> Exploration:
    """Return the exploration that the bytes of a file hold; raises SavedError."""

    def refuse(name: str) -> float:
        raise ValueError(f"{name} is no number")

    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=refuse)
        _shallow(data)
    except (ValueError, RecursionError) as error:
        words = "nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise SavedError(f"not an exploration: {words}") from None
    if not isinstance(data, dict) or not isinstance(data.get("foxbat"), int):
        raise SavedError("not an exploration: it has no field foxbat with the format's version")
    if not isinstance(data.get("time"), str):
        raise SavedError("not an exploration: it has no time")
    return Exploration(data)


def _shallow(data: Any) -> None:  # noqa: ANN401 - JSON
    """Raise RecursionError for what could be read but not be copied or written again."""
    level = [data]
    for _ in range(_MOST_DEEP):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise RecursionError


def state_of(exploration: Exploration, scenario: Scenario, old: State) -> tuple[State, tuple[str, ...]]:
    """Return the state that an exploration asks for, and a sentence for everything that could not be had.

    What is missing or not understood stays as it is in ``old``. Raises SavedError where its time is none.
    """
    data, told = exploration.data, list[str]()
    if int(data["foxbat"]) > VERSION:
        told.append("It was saved by a newer version of the program; what is new in it is not shown.")
    title = data["scenario"].get("title") if isinstance(data.get("scenario"), dict) else None
    if isinstance(title, str) and title != scenario.title:
        told.append(f"It was made for “{title}”.")
    try:
        time = times.parse(str(data.get("time")))
    except ValueError as error:
        raise SavedError(f"not an exploration: time: {error}") from None
    changes: dict[str, Any] = {"playing": False, "answered": "", "dismissed": frozenset()}
    for name, take in _FIELDS.items():
        if name not in data:
            continue
        try:
            changes[name] = take(data[name], scenario)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            # The others are Python's own words for a value of another shape.
            words = " ".join(str(error).split()) if isinstance(error, ValueError) else "cannot be read"
            told.append(f"{name.replace('_', ' ')}: {words}; left as it was.")
    new = replace(old, **changes, time=time)
    if not any(c.start <= time <= c.end for c in scenario.chapters):
        told.append("Its time lies outside every chapter; the nearest is shown.")
    settled = settle(scenario, old, new)
    kept = changes.get("selection", settled.selection)
    return replace(settled, selection=kept), tuple(told)


def _one_of(*allowed: str) -> Callable[[Any, Scenario], str]:
    def take(value: Any, _scenario: Scenario) -> str:  # noqa: ANN401
        if value not in allowed:
            raise ValueError(f"'{value}' is not known here")
        return str(value)

    return take


def _known(ids: Callable[[Scenario], list[str]]) -> Callable[[Any, Scenario], str]:
    def take(value: Any, scenario: Scenario) -> str:  # noqa: ANN401
        if value not in (known := ids(scenario)):
            raise ValueError(f"'{value}' is not in this scenario {close_match(str(value), known)}".strip())
        return str(value)

    return take


def _number(value: Any, low: float, high: float) -> float:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    if not low <= value <= high:
        raise ValueError(f"{value:g} is not from {low:g} to {high:g}")
    return float(value)


def _view(value: Any, _scenario: Scenario) -> View | None:  # noqa: ANN401
    if value is None:
        return None
    return View(
        _number(value["lon"], -180, 180), _number(value["lat"], -90, 90), _number(value["width_km"], 1, 5000)
    )


def _names(value: Any, _scenario: Scenario) -> frozenset[str]:  # noqa: ANN401
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError("not a list of layers")
    return frozenset(value)


def _selection(value: Any, scenario: Scenario) -> Selection | None:  # noqa: ANN401
    if value is None:
        return None
    kind, name = value["kind"], value["id"]
    if not (isinstance(kind, str) and isinstance(name, str)):
        raise ValueError("kind and id are texts")
    known: dict[str, set[str]] = {
        "site": set(scenario.sites),
        "track": set(scenario.tracks),
        "moment": {m.id for m in scenario.moments},
        "passage": {p.id for p in scenario.passages},
    }
    if kind in known and name not in known[kind]:
        raise ValueError(f"there is no {kind} '{name}' in this scenario")
    return Selection(kind, name)


def _picket(value: Any) -> Picket:  # noqa: ANN401
    lon, lat = _number(value["lon"], -180, 180), _number(value["lat"], -90, 90)
    return Picket(lon, lat, _number(value["altitude_m"], 0, 30_000))


def _what_if(value: Any, _scenario: Scenario) -> WhatIf | None:  # noqa: ANN401
    if value is None:
        return None
    limits = {"sea_m": (0, 30_000), "after_m": (0, 30_000), "k": (0.5, 5), "airborne_s": (-1e11, 1e11)}
    made: dict[str, Any] = {}
    for name in (f.name for f in fields(WhatIf)):
        one = value.get(name)
        if name == "picket":
            made[name] = one and _picket(one)
        elif name in limits:
            made[name] = None if one is None else _number(one, *limits[name])
        elif one is not None:
            if not isinstance(one, bool):
                raise ValueError(f"{name} is true or false")
            made[name] = one
    return WhatIf(**made)


def bookmark_rows(marks: tuple[Bookmark, ...], scenario: Scenario) -> list[dict[str, Any]]:
    """Return bookmarks as a file holds them."""
    return [{**asdict(mark), "time": times.iso(mark.time, scenario.zones[0])} for mark in marks]


def bookmarks_from(value: Any, scenario: Scenario) -> tuple[Bookmark, ...]:  # noqa: ANN401
    """Return the bookmarks of a file, in order of time; raises ValueError, TypeError or KeyError."""
    if not isinstance(value, list) or len(value) > _MOST_BOOKMARKS:
        raise ValueError("not a list of bookmarks")
    chapters = {c.id for c in scenario.chapters}
    made = []
    for row in value:
        title, note, chapter = row["title"], row.get("note", ""), row.get("chapter", "")
        if not all(isinstance(text, str) for text in (title, note, chapter)):
            raise ValueError("title and note are texts")
        at = times.parse(row["time"])
        made.append(Bookmark(at, chapter if chapter in chapters else scenario.chapters[0].id, title, note))
    return tuple(sorted(made, key=lambda mark: mark.time))


def _relief(value: Any, _scenario: Scenario) -> str | None:  # noqa: ANN401
    if value is None:
        return None
    if not isinstance(value, str) or not Path(value).is_file():
        raise ValueError(f"'{value}' is not there")
    return value


def _flag(value: Any, _scenario: Scenario) -> bool:  # noqa: ANN401
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


_FIELDS: dict[str, Callable[[Any, Scenario], Any]] = {
    "chapter": _known(lambda s: [c.id for c in s.chapters]),
    "moment": _known(lambda s: ["", *(m.id for m in s.moments)]),
    "voice": _known(lambda s: [v.id for v in s.voices]),
    "view": _view,
    "hidden": _names,
    "stated": lambda value, s: Stated(_one_of(*Stated)(value, s)),
    "units": lambda value, s: System(_one_of(*System)(value, s)),
    "selection": _selection,
    "what_if": _what_if,
    "speed": lambda value, _: _number(value, 0.001, 1e9),
    "altitude_m": lambda value, _: None if value is None else _number(value, 0, 40_000),
    "station": lambda value, s: None if value is None else _known(lambda t: list(t.sites))(value, s),
    "relief": _relief,
    "cut": _one_of(AUTO, ALTITUDE, SIGHT),
    **dict.fromkeys(PLAIN, _flag),
    "bookmarks": bookmarks_from,
}
