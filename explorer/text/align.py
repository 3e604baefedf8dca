"""Which sentences of a document tell which passage: by facts, weighted by rarity, in order where in doubt.

Method: every passage is a set of facts (``query``). A candidate is a run of sentences grown from one that
holds rare facts of the passage; its score is the sum of the weights of the facts in it, each counted once.
A chain of candidates, one a passage, is then chosen by dynamic programming (maximum weight, a fixed price
for stepping back in the document and for sharing sentences): the account's order is preferred, not forced.
Two passages that claim one sentence are parted: it goes to whom it tells more of, unless each has facts of
its own in it. Last, every moment is sought by itself, by its terms and the words that retellings were seen to
use (``chance``); what the document then likely tells of the account's passages stays (``moments``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.scenario.model import Floats, Scenario
from explorer.text.document import Document
from explorer.text.index import Index, Ints, index
from explorer.text.moments import NEAR, STRONG, tellings, together
from explorer.text.query import Known, Query, prepare
from explorer.text.rivals import rivals
from explorer.text.spans import Claim, Found, candidates, seek, without
from explorer.text.spelled import Spellings

# In units of weight: the term that a passage lists first counts about 0.8 (a word) to 3 (a clock time).
# Chosen on the documents of tests/documents, so that other stories match nothing.
ENOUGH = 0.8  # the least that makes a claim
STEP_BACK = 0.9  # the price of going back in the document; half of it for a short step
SHARED = 0.5  # the price of each sentence that two passages share
OWN = 0.6  # what the weaker of the two must tell there by itself
_HALF_SCORE = 3.0  # the weight that scores 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact of a passage and where the document tells it: ``text[start:end] == found``.

    ``kind``: time, date, year, number, name, word, phrase, or a quantity's dimension; ``term`` is how the
    scenario writes it; ``weight`` what it added to the score.
    """

    kind: str
    term: str
    found: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Rival:
    """A figure of the document that differs from the scenario's for the same moment."""

    kind: str  # time | date | quantity
    found: str  # a time as HH:MM in the scenario's zone, others as the document writes them
    known: str  # the scenario's
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """One passage (or a moment without one) in a document.

    ``paragraphs`` are 1-based and empty where nothing matches; ``start:end`` are offsets into the document's
    whole text and ``quote`` is what stands there. ``score`` is 0 to 1: how likely a moment that was sought
    by itself is told there; of a passage the weight w of its facts, as w / (w + 3). ``time_utc`` is the
    moment's best time.
    """

    id: str
    moment: str | None
    time_utc: float | None
    paragraphs: tuple[int, ...]
    start: int
    end: int
    quote: str
    score: float
    evidence: tuple[Evidence, ...]
    rivals: tuple[Rival, ...]

    @property
    def rival(self) -> tuple[str, str] | None:
        """The first rival figure as (kind, found), or None."""
        return (self.rivals[0].kind, self.rivals[0].found) if self.rivals else None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A document beside a scenario: one Match a passage, in the account's order.

    A moment of a passage may stand elsewhere than its words in the account would have it: its match is the
    passage's. ``moments`` holds matches of moments that no passage retells (only those that matched).
    """

    paragraphs: int
    matched: int
    passages: tuple[Match, ...]
    moments: tuple[Match, ...]

    def at(self, offset: int) -> Match | None:
        """Return the match whose sentences hold ``offset``; of several the shortest, then the surest."""
        held = [m for m in (*self.passages, *self.moments) if m.start <= offset < m.end]
        return min(held, key=lambda m: (m.end - m.start, -m.score)) if held else None


def align(document: Document, scenario: Scenario, known: Known | None = None) -> Alignment:
    """Return where ``document`` tells each passage of ``scenario``. Pure and deterministic.

    ``known`` is what ``prepare(scenario)`` returned, to spare that for a further document.
    """
    known = known or prepare(scenario)
    passages, lone = known.passages, known.moments
    found = index(document, known)
    sought = [seek(found, query) for query in passages]
    chain = _trusted(_chain([candidates(found, each, ENOUGH) for each in sought]))
    chosen = _parted(chain, found)
    by_passage, by_moment = together(chosen, passages, tellings(found, document.text, known), found)
    every = (*passages, *lone)
    matches = [_match(q, by_passage.get(q.id), document, found, every, known.spelled) for q in passages]
    moments = [
        _match(q, by_moment[q.id], document, found, every, known.spelled) for q in lone if q.id in by_moment
    ]
    return Alignment(
        len(document.paragraphs), sum(1 for m in matches if m.paragraphs), tuple(matches), tuple(moments)
    )


def _chain(lists: list[list[Claim]]) -> list[Claim]:
    """Return the best chain of claims, at most one from each list, in the lists' order."""
    nodes = [claim for claims in lists for claim in claims]
    if not nodes:
        return []
    first = np.array([claim.first for claim in nodes])
    last = np.array([claim.last for claim in nodes])
    best = np.array([claim.score for claim in nodes])
    before = np.full(len(nodes), -1)
    done = 0
    for claims in lists:
        for n in range(done, done + len(claims) if done else 0):
            total = best[:done] - _price(first[:done], last[:done], nodes[n])
            at = int(np.argmax(total))
            if total[at] > 0:
                best[n] += total[at]
                before[n] = at
        done += len(claims)
    n = int(np.argmax(best))
    chain: list[Claim] = []
    while n >= 0:
        chain.append(nodes[n])
        n = int(before[n])
    return chain[::-1]


def _price(first: Ints, last: Ints, later: Claim) -> Floats:
    """Return what it costs that ``later`` follows each of the claims ``first`` to ``last`` in the account."""
    back = STEP_BACK * np.minimum(1.0, 0.5 + (first - later.last) / (4 * NEAR))
    shared = np.minimum(last, later.last) - np.maximum(first, later.first) + 1
    overlap = SHARED * shared + np.where(later.first < first, STEP_BACK * 0.5, 0.0)
    return np.where(later.first > last, 0.0, np.where(later.last < first, back, overlap))


def _trusted(chain: list[Claim]) -> list[Claim]:
    """Drop weak claims that stand out of order between the strong ones beside them in the account."""
    strong = [n for n, claim in enumerate(chain) if claim.score >= STRONG]
    kept: list[Claim] = []
    for n, claim in enumerate(chain):
        earlier = max((k for k in strong if k < n), default=None)
        later = min((k for k in strong if k > n), default=None)
        after = earlier is None or claim.first >= chain[earlier].first
        ahead = later is None or claim.last <= chain[later].last
        if earlier is not None and later is not None and chain[earlier].first > chain[later].first:
            # The document steps back here: close to either neighbour will do.
            close = any(abs(claim.first - chain[k].first) <= NEAR for k in (earlier, later))
            ordered = close and (after or ahead)
        else:
            beside = all(abs(claim.first - chain[k].first) <= NEAR for k in (earlier, later) if k is not None)
            ordered = (after and ahead) or beside
        if claim.score >= STRONG or (strong and ordered):
            kept.append(claim)
    return kept


def _parted(chain: list[Claim], found: Index) -> dict[str, Claim]:
    """Give each sentence that several passages claim to one of them, unless each has facts of its own."""
    held: list[Claim] = []
    for claim in sorted(chain, key=lambda c: (-c.score, c.first)):
        mine: Claim | None = claim
        for n, other in enumerate(held):
            if mine is None:
                break
            if other.first <= mine.last and mine.first <= other.last:
                held[n], mine = _settled(other, mine, found)
        if mine is not None:
            held.append(mine)
    return {claim.sought.query.id: claim for claim in held}


def _settled(strong: Claim, weak: Claim, found: Index) -> tuple[Claim, Claim | None]:
    """Part two claims that share sentences: trim the one or the other, or let both tell the same ones."""
    first, last = max(strong.first, weak.first), min(strong.last, weak.last)
    theirs = {fact.told_by: fact.weight for fact in strong.sought.evidence(first, last)}
    own = sum(f.weight for f in weak.sought.evidence(first, last) if f.weight > theirs.get(f.told_by, 0.0))
    ways: list[tuple[float, int, Claim, Claim | None]] = [(strong.score, 0, strong, None)]
    left = without(weak, strong, found)
    if left is not None:
        ways.append((strong.score + left.score, 3, strong, left))
    spared = without(strong, weak, found)
    if spared is not None:
        ways.append((spared.score + weak.score, 2, spared, weak))
    if own >= OWN:
        ways.append((strong.score + weak.score - SHARED * (last - first + 1), 1, strong, weak))
    _, _, one, two = max(ways, key=lambda way: way[:2])
    return one, two


def _match(
    query: Query,
    claim: Claim | None,
    document: Document,
    found: Index,
    every: Sequence[Query],
    spelled: Spellings,
) -> Match:
    moment = query.moment.id if query.moment else None
    time = query.moment.best if query.moment else None
    if claim is None:
        return Match(query.id, moment, time, (), 0, 0, "", 0.0, (), ())
    start, end = found.starts[claim.first], found.ends[claim.last]
    text = document.text
    evidence = tuple(
        Evidence(e.kind, _term(e, text), text[e.start : e.end], e.start, e.end, round(e.weight, 3))
        for e in claim.sought.evidence(claim.first, claim.last)
    )
    paragraphs = tuple(dict.fromkeys(found.paragraph[s] for s in range(claim.first, claim.last + 1)))
    score = round(claim.chance or claim.score / (claim.score + _HALF_SCORE), 3)
    differing = tuple(Rival(*r) for r in rivals(found, query, claim.first, claim.last, every, text, spelled))
    return Match(query.id, moment, time, paragraphs, start, end, text[start:end], score, evidence, differing)


def _term(fact: Found, text: str) -> str:
    """Return how the scenario writes a fact, or the document where case or script alone differ."""
    written = text[fact.start : fact.end]
    if fact.kind in ("name", "word", "phrase"):
        foreign = written.isascii() and not fact.term.isascii()
        return written if foreign or written.casefold() == fact.term.casefold() else fact.term
    return fact.term
