"""Moments told in other words than the account's, sentence by sentence.

The documents of ``marked`` say themselves what they tell: ⟦moment⟧words that tell it⟦/⟧.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from small_scenario import scenario

from explorer import assets
from explorer.scenario.load import load
from explorer.scenario.model import Scenario
from explorer.text import idioms, words
from explorer.text.align import Alignment, Match, align
from explorer.text.child import parse
from explorer.text.document import Document

MARKED = Path(__file__).parent.parent / "marked"
_MARK = re.compile(r"⟦([^/⟧][^⟧]*)⟧(.*?)⟦/⟧", re.DOTALL)
_ANY = re.compile(r"⟦[^⟧]*⟧")
_MARKUP = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Marked:
    """A document, what it was found to tell, and (moment, start, end) of what it does tell."""

    name: str
    document: Document
    found: Alignment
    told: tuple[tuple[str, int, int], ...]

    def sentences(self, start: int, end: int) -> set[tuple[int, int]]:
        """Return the sentences that a stretch of the text touches."""
        return {
            (one, two)
            for paragraph in self.document.paragraphs
            for one, two in paragraph.sentences
            if one < end and start < two
        }

    def lands(self, moment: str) -> bool:
        """Say whether the moment was found where it is told, and hardly anything beside it."""
        told = [self.sentences(start, end) for name, start, end in self.told if name == moment]
        return any(
            found & here and len(found & here) >= 0.5 * len(found | here)
            for match in self.matches()
            if match.moment == moment
            for found in [self.sentences(match.start, match.end)]
            for here in told
        )

    def strays(self, match: Match) -> bool:
        """Say whether a match stands on nothing that tells its moment."""
        found = self.sentences(match.start, match.end)
        return not any(
            found & self.sentences(start, end) for name, start, end in self.told if name == match.moment
        )

    def matches(self) -> list[Match]:
        return [m for m in (*self.found.passages, *self.found.moments) if m.paragraphs and m.moment]


def marked(path: Path, known: Scenario) -> Marked:
    raw = path.read_text(encoding="utf-8")
    document = parse(_ANY.sub("", raw).encode(), path.name)
    told = []
    at = 0
    for found in _MARK.finditer(raw):
        words = _MARKUP.sub("", found.group(2)).split()
        here = re.compile(r"\s+".join(map(re.escape, words))).search(document.text, at)
        assert here, (path.name, words)
        at = here.start()
        told += [(moment, here.start(), here.end()) for moment in found.group(1).split(",")]
    return Marked(path.name, document, align(document, known), tuple(told))


@pytest.fixture(scope="module")
def every() -> list[Marked]:
    known, problems = load(assets.default_scenario())
    assert known is not None, problems
    return [marked(path, known) for path in sorted(MARKED.iterdir())]


def test_moments_land_on_their_own_sentences(every: list[Marked]) -> None:
    moments = [(one, moment) for one in every for moment in sorted({name for name, _, _ in one.told})]
    missed = [(one.name, moment) for one, moment in moments if not one.lands(moment)]
    assert len(moments) > 80
    assert len(missed) <= 0.2 * len(moments), missed


def test_little_stands_where_it_is_not_told(every: list[Marked]) -> None:
    matches = [(one, match) for one in every for match in one.matches()]
    astray = [(one.name, match.id, match.quote) for one, match in matches if one.strays(match)]
    assert len(astray) <= 0.1 * len(matches), astray


def test_the_lines_of_a_chronology_are_told_apart(every: list[Marked]) -> None:
    chronology = next(one for one in every if one.name.startswith("chronology"))
    quotes = {m.moment: m.quote for m in chronology.matches()}
    assert quotes["scramble"] == "1320  2 x F-4EJ airborne from Chitose."
    assert quotes["violation"].startswith("1322:30  Track violates")
    assert quotes["lost"].startswith("1326  Contact lost by Okushiri")


def test_adverts_and_questions_tell_nothing(every: list[Marked]) -> None:
    textbook = next(one for one in every if one.name.startswith("textbook"))
    review = textbook.document.text.index("At what time was the aircraft lost")
    caption = textbook.document.text.index("Figure 7.4.")
    for match in textbook.matches():
        assert not match.start <= review < match.end, match
        assert not match.start <= caption < match.end, match


def worded() -> Scenario:
    """Return the small scenario with words for two of its moments, one of which no passage retells."""
    known = scenario()
    terms = {"beached": ("ran aground", "dune", "stranded"), "signal": ("flare", "beacon keeper")}
    moments = tuple(replace(m, terms=terms.get(m.id, ())) for m in known.moments)
    return replace(known, moments=moments)


OTHER = (
    "Rishiri had it at 14:05. Ominato lost it at 14:41.\n\n"
    "Toward evening it was found aground, stranded behind a dune.\n\n"
    "The beacon keeper had sent up a flare in the meantime."
)


def test_a_moment_in_other_words_is_its_passage() -> None:
    found = align(parse(OTHER.encode(), "a.txt"), worded())
    beached = next(m for m in found.passages if m.id == "beached")
    assert beached.quote == "Toward evening it was found aground, stranded behind a dune."
    assert beached.moment == "beached"
    assert {e.term for e in beached.evidence} >= {"dune", "stranded"}
    assert [(m.id, m.paragraphs) for m in found.moments] == [("signal", (3,))]


def test_such_words_alone_make_no_story() -> None:
    elsewhere = OTHER.replace("Rishiri", "Dover").replace("Ominato", "Calais")
    found = align(parse(elsewhere.encode(), "a.txt"), worded())
    assert found.moments == ()
    assert not next(m for m in found.passages if m.id == "beached").paragraphs


def told_at(text: str, moment: str) -> list[str]:
    """Return the sentences in which the program's own scenario finds a moment in ``text``."""
    known, _ = load(assets.default_scenario())
    assert known is not None
    found = align(parse(text.encode(), "a.txt"), known)
    return [m.quote for m in (*found.passages, *found.moments) if m.moment == moment and m.paragraphs]


FLOWN = (
    "At 13:11 Okushiri plotted an unknown aircraft. Two Phantoms were scrambled from Chitose at 13:20. "
    "At 13:26 the radars lost contact and it vanished from the screens.\n\n"
)
ARRESTED = FLOWN + "At Hakodate the airport manager's office saw the arrest of Belenko for illegal entry."
TAKEN = "A helicopter took him from Hakodate to Chitose, and a transport flew him to Tokyo."


def test_one_word_tells_a_moment_between_its_neighbours() -> None:
    lodged = "They kept him at a hotel."
    text = f"{ARRESTED} It rained. {lodged} {TAKEN}"
    assert told_at(text, "hotel") == [lodged]


def test_one_word_tells_nothing_out_of_its_order() -> None:
    assert told_at(f"{ARRESTED} {TAKEN} The harbour had a hotel.", "hotel") == []


def test_one_word_of_every_day_or_a_question_tells_nothing() -> None:
    assert told_at(f"{ARRESTED} Nobody in the room spoke. {TAKEN}", "hotel") == []
    assert told_at(f"{ARRESTED} Was there a hotel? {TAKEN}", "hotel") == []


def test_to_come_down_through_the_cloud_is_no_landing() -> None:
    for tail, meant in (("through the cloud", "descended"), ("at Hakodate", "landed")):
        tokens = f"He came down {tail}".split()
        assert idioms.ended(tokens, ["", *" " * (len(tokens) - 1)], 2) == (words.key(meant), 1)


def test_one_word_tells_nothing_where_hardly_a_moment_is_told() -> None:
    named = f"{ARRESTED.removeprefix(FLOWN)} It rained. They kept him at a hotel. {TAKEN}"
    assert told_at(named, "hotel") == ["They kept him at a hotel."]
    assert told_at(named.replace("Belenko", "a pilot"), "hotel") == []
