"""Bookmarks: times that the viewer has marked, with notes. They live in the state and go into its files."""

import json
from dataclasses import replace

from explorer.frame.frame import current_moment
from explorer.frame.state import Bookmark, State
from explorer.scenario.model import Scenario
from explorer.session.saved import bookmark_rows, bookmarks_from
from explorer.session.settings import Setting, Settings

KEPT = Setting("story/bookmarks", "")


def added(state: State, scenario: Scenario, title: str = "", note: str = "") -> tuple[Bookmark, ...]:
    """Return the bookmarks with one at the state's time; one that is there already keeps its words.

    Without a title it is called after the last moment.
    """
    here = Bookmark(state.time, state.chapter, title or title_at(state, scenario), note)
    if any(same(mark, here) for mark in state.bookmarks):
        return state.bookmarks
    return tuple(sorted((*state.bookmarks, here), key=lambda mark: mark.time))


def same(one: Bookmark, other: Bookmark) -> bool:
    """Return whether two bookmarks mark the same second of a chapter."""
    return one.chapter == other.chapter and abs(one.time - other.time) < 1


def together(marks: tuple[Bookmark, ...], more: tuple[Bookmark, ...]) -> tuple[Bookmark, ...]:
    """Return both in order of time; of two that mark the same second, with the same words or none, one."""
    found = list(more)
    for mark in marks:
        twins = [one for one in more if same(one, mark)]
        if not any(one.title == mark.title and mark.note in ("", one.note) for one in twins):
            found.append(mark)
    return tuple(sorted(found, key=lambda mark: mark.time))


def removed(marks: tuple[Bookmark, ...], one: Bookmark) -> tuple[Bookmark, ...]:
    """Return the bookmarks without one."""
    return tuple(mark for mark in marks if mark is not one and mark != one)


def renamed(marks: tuple[Bookmark, ...], one: Bookmark, title: str, note: str) -> tuple[Bookmark, ...]:
    """Return the bookmarks with other words for one."""
    return tuple(replace(mark, title=title, note=note) if mark == one else mark for mark in marks)


def beside(state: State, by: int) -> Bookmark | None:
    """Return the next bookmark in time (``by`` 1), or the one before (-1), of any chapter."""
    if by > 0:
        return next((mark for mark in state.bookmarks if mark.time > state.time), None)
    return next((mark for mark in reversed(state.bookmarks) if mark.time < state.time), None)


def title_at(state: State, scenario: Scenario) -> str:
    """Return what a bookmark at the state's time is called: after the last moment, else after the chapter."""
    moment = current_moment(scenario, state)
    if moment is not None:
        return moment.title
    return next((c.title for c in scenario.chapters if c.id == state.chapter), "")


def keep(settings: Settings, scenario: Scenario, marks: tuple[Bookmark, ...]) -> None:
    """Remember the bookmarks of a scenario for the next start."""
    told = _all(settings)
    if marks or scenario.title in told:
        told[scenario.title] = bookmark_rows(marks, scenario)
        settings.put(KEPT, json.dumps(told))


def kept(settings: Settings, scenario: Scenario) -> tuple[Bookmark, ...]:
    """Return the bookmarks that were remembered; a damaged list counts as empty."""
    try:
        return bookmarks_from(_all(settings).get(scenario.title, []), scenario)
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def _all(settings: Settings) -> dict[str, object]:
    try:
        told = json.loads(settings.get(KEPT) or "{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
