"""What the source panel says of a match: why it matches, what it tells differently, where it leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from explorer.frame.derived import OpenDocument
from explorer.frame.frame import Frame, passages_of
from explorer.frame.state import Selection
from explorer.scenario import times
from explorer.scenario.model import Basis, Scenario

if TYPE_CHECKING:
    from explorer.text.align import Alignment, Match

MOST = 2  # figures said in one line; all stand in the reasons


def _tr(text: str) -> str:
    return QCoreApplication.translate("evidence", text)


def match_of(scenario: Scenario, frame: Frame, chosen: Selection | None, told: "Alignment") -> "Match | None":
    """Return what to mark in a document: the chosen passage or moment, else what tells the present one."""
    passages = {m.id: m for m in told.passages if m.paragraphs}
    moments = {m.moment: m for m in told.moments if m.paragraphs}
    if chosen is not None and chosen.kind == "moment" and chosen.id in moments:
        return moments[chosen.id]
    current = next((p for p in scenario.passages if p.id == frame.current), None)
    wanted: list[str | None] = [frame.current, *frame.passages]
    if current is not None and current.moment is not None:
        moment = next((m for m in scenario.moments if m.id == current.moment), None)
        wanted += passages_of(scenario, moment)
    pinned = chosen is not None and chosen.kind == "passage"
    if frame.moment is not None and frame.moment.id in moments and not pinned:
        return moments[frame.moment.id]
    return next((passages[w] for w in wanted if w in passages), None)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A figure that a document gives otherwise, what stands against it, and where it is in the text."""

    found: str
    against: str
    start: int
    end: int


def otherwise(scenario: Scenario, voice: str, match: "Match") -> tuple[Otherwise, ...]:
    """Return the figures that differ: a time from the map's in ``voice``, others from the article's."""
    moment = next((m for m in scenario.moments if m.id == match.moment), None)
    usual, shown = (
        ("", "") if moment is None else (_clock(scenario, t) for t in (moment.best, moment.at(voice)))
    )
    told = []
    for rival in match.rivals:
        if rival.kind != "time" or rival.known != usual:
            told.append(Otherwise(rival.found, _of("article", rival.known), rival.start, rival.end))
        elif rival.found != shown:
            told.append(Otherwise(rival.found, _of("map", shown), rival.start, rival.end))
    if moment is not None and shown != usual and moment.time_basis is Basis.STATED:
        # It agrees with the time that the other voice tells.
        told += [
            Otherwise(usual, _of("map", shown), e.start, e.end)
            for e in match.evidence
            if e.kind == "time" and e.term == usual
        ]
    return tuple(told)


def _clock(scenario: Scenario, t: float) -> str:
    return times.clock(t, scenario.zones[0], named=False)


def _of(whose: str, known: str) -> str:
    if not known:
        return ""
    said = _tr("the map: {0}") if whose == "map" else _tr("the article: {0}")
    return f" ({said.format(known)})"


def differences(told: Sequence[Otherwise]) -> str:
    """Return the figures that a document gives otherwise, as one line; empty where it does not."""
    return _tr("this account: {0}").format(", ".join(t.found + t.against for t in told)) if told else ""


def preview(scenario: Scenario, voice: str, match: "Match") -> str:
    """Return the title, time and place of what a stretch of a document tells, as plain text."""
    moment = next((m for m in scenario.moments if m.id == match.moment), None)
    passage = next((p for p in scenario.passages if p.id == match.id), None)
    if moment is None and passage is not None:
        moment = next((m for m in scenario.moments if m.id == passage.moment), None)
    if moment is None:
        return passage.heading if passage is not None else match.id
    when = times.day_clock(moment.at(voice), scenario.zones[0])
    site = scenario.sites.get(moment.place or "")
    where = "" if site is None else " · " + site.names.get("en", site.id)
    rival = differences(otherwise(scenario, voice, match)[:MOST])
    return f"{moment.title}\n{when}{where}" + (f"\n{rival}" if rival else "")


def why_html(scenario: Scenario, voice: str, match: "Match") -> str:
    """Return why a match is one: its facts, heaviest first, and what it tells otherwise."""
    from explorer.text.report import kind_in_words

    title = escape(_tr("Why this matches (score {0:.2f})").format(match.score))
    rows = []
    for fact in sorted(match.evidence, key=lambda e: (-e.weight, e.start)):
        found = " ".join(fact.found.split())
        same = "" if found == fact.term else " " + _tr("for {0}").format(fact.term)
        rows.append(
            f"<b>{escape(found)}</b>{escape(same)} — {escape(kind_in_words(fact.kind))}, {fact.weight:.1f}"
        )
    every = differences(otherwise(scenario, voice, match))
    rows += [escape(every)] if every else []
    return f"<p><b>{title}</b></p>" + "".join(f"<p style='margin:2px 0'>{row}</p>" for row in rows)


def title_of(opened: OpenDocument) -> str:
    """Return what a document is called: its title, else its file's name."""
    return plain(opened.document.title or PurePath(opened.document.path).name)


def plain(words: str) -> str:
    """Return words on one line that can be shown, whatever bytes the name of a file has."""
    return " ".join(words.encode("utf-8", "replace").decode().split())
