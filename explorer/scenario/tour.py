"""tour.toml: guided ways through the story, which a teacher can write."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.scenario import files
from explorer.scenario.fields import Field, Kind, Need, Reader, ids_of, shown
from explorer.scenario.model import HomeView, Scenario
from explorer.scenario.problems import Problem, Problems, close_match
from explorer.scenario.schema import VIEW

NAME = "tour.toml"
SELECTS = ("site", "track", "moment", "passage", "airspace", "claim", "thing")
LONGEST_NOTICE = 280
_TABLES = ("tour", "stop")


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: where and when it is, and the one thing to notice there.

    ``time`` is in seconds since the epoch, None where ``moment`` gives it. ``view`` None is the chapter's
    own. ``select`` is (kind, id) of what is shown, or None. ``station`` is the radar whose line of sight is
    drawn. ``ask`` is what "predict, then play" asks first. ``lead`` is how many minutes before its time the
    story begins to play; ``seconds`` is how long it then stays by itself.
    """

    title: str
    moment: str | None
    time: float | None
    view: HomeView | None
    select: tuple[str, str] | None
    station: str | None
    notice: str
    ask: str
    lead: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Tour:
    """A tour of one stop or more."""

    id: str
    title: str
    text: str
    stops: tuple[Stop, ...]


TOUR = (
    Field("id", Kind.ID, "id of the tour", Need.REQUIRED),
    Field("title", Kind.TEXT, "its name for people", Need.REQUIRED, longest=60),
    Field("text", Kind.TEXT, "for whom it is, and how long it takes"),
)
STOP = (
    Field("tour", Kind.TEXT, "id of the tour it belongs to", Need.REQUIRED),
    Field("title", Kind.TEXT, "its title", Need.REQUIRED, longest=60),
    Field("moment", Kind.TEXT, "id of the moment it shows", refers="moment"),
    Field("time", Kind.TIME, "the time it shows, instead of or beside a moment"),
    Field("view", Kind.RECORD, "framing of the map; the chapter's own if absent", record=VIEW),
    Field("select", Kind.TEXT, f"what is selected, as kind:id; kinds: {', '.join(SELECTS)}"),
    Field("station", Kind.TEXT, "id of the radar whose line of sight is drawn", refers="site"),
    Field("notice", Kind.TEXT, "the one thing to notice", Need.REQUIRED, longest=LONGEST_NOTICE),
    Field("ask", Kind.TEXT, 'what "predict, then play" asks before it shows', longest=160),
    Field("lead", Kind.NUMBER, "minutes before its time at which it begins to play", low=0, default=0.0),
    Field("seconds", Kind.NUMBER, "how long it stays by itself", low=3, high=600, default=20.0),
)


def load_tours(
    folder: Path, scenario: Scenario, more: Mapping[str, Collection[str]] | None = None
) -> tuple[tuple[Tour, ...], tuple[Problem, ...]]:
    """Return the tours of the scenario in ``folder`` and what is wrong with the file.

    ``more`` holds the ids of things and claims, which lie in other files. A stop with a fault is left out,
    and a tour without stops. A missing file is no fault. Never raises for a fault in the file.
    """
    problems = Problems()
    document = files.toml(folder, NAME, problems, optional=True)
    tours = read_tours(document, scenario, problems, more or {}) if document is not None else ()
    return tours, problems.all()


def read_tours(
    document: Mapping[str, object],
    scenario: Scenario,
    problems: Problems,
    more: Mapping[str, Collection[str]],
) -> tuple[Tour, ...]:
    """Return the tours of a TOML document; faults go to ``problems``."""
    others = {"thing": more.get("thing") or None, "claim": more.get("claim") or None}
    reader = Reader(NAME, problems, ids_of(scenario) | others)
    for name in document:
        if name not in _TABLES:
            reader.say(f"field {name}", "is not a field here", close_match(name, _TABLES))
    heads = reader.records(document.get("tour"), TOUR, "tour")
    stops: dict[str, list[Stop]] = {str(head["id"]): [] for head in heads}
    # Stops have no id: two may bear one title.
    for number, record in reader.numbered(document.get("stop"), STOP, "stop", key=""):
        place = f"stop number {number + 1} ({shown(record['title'])})"
        if record["tour"] not in stops:
            hint = close_match(record["tour"], stops)
            reader.say(f"{place}, field tour", f"there is no tour {shown(record['tour'])}", hint)
        elif (stop := _stop(record, place, scenario, reader)) is not None:
            stops[record["tour"]].append(stop)
    reader.miss(Path(scenario.folder))
    tours = []
    for head in heads:
        if not stops[head["id"]]:
            reader.say(f"tour {shown(head['id'])}", "has no sound stop; left out")
            continue
        tours.append(Tour(head["id"], head["title"], head["text"], tuple(stops[head["id"]])))
    return tuple(tours)


def _stop(record: dict[str, Any], place: str, scenario: Scenario, reader: Reader) -> Stop | None:
    time = record["time"]
    if not record["moment"] and time is None:
        reader.say(place, "needs a moment or a time; left out")
        return None
    if time is not None and not any(c.start <= time <= c.end for c in scenario.chapters):
        reader.say(f"{place}, field time", "lies outside every chapter; left out")
        return None
    select = None
    if record["select"]:
        kind, _, name = record["select"].partition(":")
        at = f"{place}, field select"
        if kind not in SELECTS:
            hint = close_match(kind, SELECTS) or f"one of {', '.join(SELECTS)}, as kind:id"
            reader.say(at, f"{shown(kind)} is no kind of thing that can be selected", hint)
        elif reader.refer(kind, name, at):
            select = (kind, name)
    view = None if record["view"] is None else HomeView(**record["view"])
    return Stop(
        title=record["title"],
        moment=record["moment"] or None,
        time=time,
        view=view,
        select=select,
        station=record["station"] or None,
        notice=record["notice"],
        ask=record["ask"],
        lead=record["lead"],
        seconds=record["seconds"],
    )
