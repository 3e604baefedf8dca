"""What the viewer has chosen: one frozen record, the only thing that commands and widgets change."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from explorer.scenario.model import Chapter, Moment, Scenario
from explorer.scenario.units import System
from explorer.scenario.whatif import WhatIf


class Stated(StrEnum):
    """Which statements are shown: all, only those of any source, only those of the article."""

    ALL = "all"
    ANY_SOURCE = "any"
    ARTICLE = "article"


OFF = frozenset({"lowest"})
"""Layers that are not shown until they are asked for."""

AUTO, ALTITUDE, SIGHT = "auto", "altitude", "sight"
"""What stands over the lanes: the altitude, the line of sight, or whichever the time calls for."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected. ``kind``: site, track, moment, passage, contact, airspace, claim or thing."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Touring:
    """Where a tour has come to: its id, the stop from 0, whether that shows its answer.

    With ``auto`` it goes on by itself.
    """

    tour: str
    stop: int
    shown: bool = True
    auto: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What part of the map is shown: centre in degrees, width in km."""

    lon: float
    lat: float
    width_km: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A time that the viewer has marked, in seconds since the epoch, with a title and a note of their own."""

    time: float
    chapter: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Everything that decides what is shown. ``time`` in seconds since the epoch, UTC.

    ``view`` None means the chapter's own framing. ``speed`` is seconds of the story per second.
    ``altitude_m`` chooses the height of the blind area; None is the Foxbat's own. ``relief`` is the path of
    the viewer's own elevation model; None is the shipped one. ``station`` is the
    radar whose line of sight is drawn; None lets the program choose. ``cut`` is what stands over the lanes:
    altitude, sight or auto. ``document`` is the path of the copy that is read, None for the account; with
    ``text_leads`` scrolling it moves time; ``found`` is what a search led to in it, as offsets, until the
    time or the document changes. ``citation`` is the style of citations, empty for the usual one. With
    ``predict`` the answers wait until they are asked for: ``answered`` is the key of the headline that was.
    ``dismissed`` holds those put away.
    ``bookmarks`` are in order of time. ``moment`` is the id of the one that is shown where several share
    their second, empty for the first; it is let go when time turns back.
    """

    time: float
    chapter: str
    voice: str
    selection: Selection | None = None
    view: View | None = None
    hidden: frozenset[str] = OFF
    stated: Stated = Stated.ALL
    units: System = System.SOURCE
    follow: bool = False
    playing: bool = False
    speed: float = 60.0
    altitude_m: float | None = None
    relief: str | None = None
    station: str | None = None
    cut: str = AUTO
    predict: bool = False
    answered: str = ""
    dismissed: frozenset[str] = field(default_factory=frozenset)
    what_if: WhatIf | None = None
    document: str | None = None
    text_leads: bool = False
    tour: Touring | None = None
    found: tuple[int, int] | None = None
    citation: str = ""
    bookmarks: tuple[Bookmark, ...] = ()
    moment: str = ""


def opening(scenario: Scenario) -> State:
    """Return the state in which a scenario opens: the start of its first chapter, in its first voice."""
    chapter = scenario.chapters[0]
    return State(time=chapter.start, chapter=chapter.id, voice=scenario.voices[0].id)


def chapter_of(scenario: Scenario, state: State) -> Chapter:
    """Return the chapter that ``state`` is in."""
    return next((c for c in scenario.chapters if c.id == state.chapter), scenario.chapters[0])


def leading_to(moment: Moment, voice: str) -> dict[str, Any]:
    """Return the changes that lead to a moment: its time as ``voice`` tells it, its chapter, its name."""
    return {"time": moment.at(voice), "chapter": moment.chapter, "moment": moment.id}


def settle(scenario: Scenario, old: State, new: State) -> State:
    """Return ``new`` with its time inside a chapter.

    A time outside the chapter leads into the chapter that holds it; a time in none is moved to the
    nearest end of the present one. A change of chapter alone goes to that chapter's start. A selected
    passage, and what a search led to, is let go when the time moves on, so that the text follows it again.
    """
    kept = new.selection if new.selection is old.selection else None
    if new.time != old.time and kept is not None and kept.kind == "passage":
        new = replace(new, selection=None)
    if new.found is old.found and (new.time, new.document) != (old.time, old.document):
        new = replace(new, found=None)
    turned = new.time < old.time or (new.chapter, new.voice) != (old.chapter, old.voice)
    if new.moment and new.moment == old.moment and turned:
        new = replace(new, moment="")
    chapter = chapter_of(scenario, new)
    if new.chapter != old.chapter and new.time == old.time and not chapter.start <= new.time <= chapter.end:
        return replace(new, chapter=chapter.id, time=chapter.start)
    if chapter.start <= new.time <= chapter.end:
        return new if new.chapter == chapter.id else replace(new, chapter=chapter.id)
    for other in scenario.chapters:
        if other.start <= new.time <= other.end:
            return replace(new, chapter=other.id)
    nearest = min(max(new.time, chapter.start), chapter.end)
    return replace(new, chapter=chapter.id, time=nearest)
