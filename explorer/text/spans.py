"""Runs of sentences that may tell a passage, and what each is worth."""

from dataclasses import dataclass, replace

import numpy as np

from explorer.scenario.model import Floats
from explorer.text.index import FactKey, Index, Ints, fact_key
from explorer.text.query import Query

# In units of weight: each further sentence must add more than this, a further paragraph more.
_SENTENCE = 0.22
_PARAGRAPH = 0.4
ASKED = 0.6  # what a question tells, beside a statement
_SEEDS = 12
_KEPT = 8
_REACH = 3
_LONGEST = 8
# Common words alone tell nothing: at least one fact must weigh this much.
_TELLS = 0.35
_LEFT = 0.65  # the least that may remain of a claim that gave sentences away
_APART = 14  # characters between the words of a term, each


@dataclass(frozen=True, slots=True)
class Found:
    """One fact told in a sentence. Facts with one ``group`` count once: 6,000 m and 20,000 feet."""

    key: FactKey
    group: object
    kind: str
    term: str
    start: int
    end: int
    weight: float

    @property
    def told_by(self) -> object:
        """What tells it: the same for the facts of two passages that hang on one figure or word."""
        return ("figure", self.start) if self.kind in ("time", "date") else self.group


@dataclass(frozen=True, slots=True)
class Sought:
    """A query, the sentences that tell most of it, best first, and all that is told in and around them.

    Without ``seeds`` where it was sought in sentences that were given.
    """

    query: Query
    seeds: tuple[int, ...]
    told: dict[int, list[Found]]

    def evidence(self, first: int, last: int) -> list[Found]:
        """Return the facts told in a run of sentences, each once, where it is told best, in order."""
        by_fact: dict[FactKey, Found] = {}
        for s in range(first, last + 1):
            for fact in self.told.get(s, ()):
                known = by_fact.get(fact.key)
                if known is None or fact.weight > known.weight:
                    by_fact[fact.key] = fact
        best: dict[object, Found] = {}
        for fact in by_fact.values():
            known = best.get(fact.group)
            if known is None or fact.weight > known.weight:
                best[fact.group] = fact
        return sorted(best.values(), key=lambda f: (f.start, f.end, f.kind))


@dataclass(frozen=True, slots=True)
class Claim:
    """A passage and the body sentences ``first`` to ``last`` that may tell it.

    ``chance`` is how likely they tell a moment that was sought by itself, 0 for a passage's.
    """

    sought: Sought
    first: int
    last: int
    score: float
    chance: float = 0.0


def seek(found: Index, query: Query, near: Ints | None = None) -> Sought:
    """Return where a document tells the facts of ``query``: in the sentences ``near``, or about its seeds."""
    seeds: tuple[int, ...] = ()
    if near is None:
        seeds = seeds_of(found, query)
        near = np.unique([s + n for s in seeds for n in range(-_LONGEST, _LONGEST + 1)]).astype(np.int64)
    asked = [(a, key, found.postings[key]) for a in query.asked if (key := fact_key(a)) in found.postings]
    told: dict[int, list[Found]] = {}
    for fact, key, posting in asked:
        weight = fact.weight * _scarce(found, key)
        at = np.minimum(np.searchsorted(posting.sentence, near), len(posting.sentence) - 1)
        for n in at[posting.sentence[at] == near].tolist():
            start, end = int(posting.start[n]), int(posting.end[n])
            # Two figures of ours that one figure of theirs agrees with are one fact.
            # So are MiG-25P and MiG-25 where one designation stands for both.
            single = fact.figure is None and not any(c.isdigit() for c in fact.key)
            group: object = key if single else ("figure", start)
            if fact.kind in ("time", "date"):
                group = fact.kind  # a moment has one: its rivals do not add up
            told.setdefault(int(posting.sentence[n]), []).append(
                Found(key, group, fact.kind, fact.term, start, end, weight * float(posting.quality[n]))
            )
    asking = set(found.asking.tolist())
    for s, facts in told.items():
        facts += _phrases(found, query, facts)
        if s in asking:
            facts[:] = [replace(fact, weight=ASKED * fact.weight) for fact in facts]
    return Sought(query, seeds, told)


def seeds_of(found: Index, query: Query) -> tuple[int, ...]:
    """Return the sentences that tell most of the facts of ``query``, best first."""
    worth = np.zeros(len(found.starts))
    for fact in query.asked:
        key = fact_key(fact)
        posting = found.postings.get(key)
        if posting is not None:
            worth[posting.sentence] += fact.weight * _scarce(found, key) * posting.quality
    worth[found.asking] *= ASKED
    return _highest(worth)


def _highest(worth: Floats) -> tuple[int, ...]:
    """Return the places of the highest values above 0, highest first, the earlier of equal ones first."""
    at = np.flatnonzero(worth)
    if len(at) > _SEEDS:
        limit = np.partition(worth[at], -_SEEDS)[-_SEEDS]
        at = at[worth[at] >= limit]
    return tuple(at[np.lexsort((at, -worth[at]))][:_SEEDS].tolist())


def _scarce(found: Index, key: FactKey) -> float:
    return 0.35 + 0.65 * found.rarity.get(key, 1.0)


def _phrases(found: Index, query: Query, facts: list[Found]) -> list[Found]:
    """Return the terms of several words that stand close together in one sentence."""
    places = {fact.key[1]: fact for fact in facts if fact.key[0] == "word"}
    whole: list[Found] = []
    for phrase in query.phrases:
        if all(key in places for key in phrase.keys):
            start = min(places[key].start for key in phrase.keys)
            end = max(places[key].end for key in phrase.keys)
            if end - start <= _APART * len(phrase.keys) + 12:
                weight = phrase.weight * max(_scarce(found, ("word", key)) for key in phrase.keys)
                name: FactKey = ("phrase", phrase.term)
                whole.append(Found(name, name, "phrase", phrase.term, start, end, weight))
    return whole


def value(found: Index, sought: Sought, first: int, last: int) -> Claim:
    """Return the claim on a run of sentences, with its score."""
    worth = sum(fact.weight for fact in sought.evidence(first, last))
    breaks = sum(found.edge[first + 1 : last + 1])
    return Claim(sought, first, last, worth - _SENTENCE * (last - first) - _PARAGRAPH * breaks)


def candidates(found: Index, sought: Sought, enough: float) -> list[Claim]:
    """Return the runs that may tell a passage, best first, none worth less than ``enough``."""
    claims: dict[tuple[int, int], Claim] = {}
    for seed in sought.seeds:
        alone = value(found, sought, seed, seed)
        for claim in (alone, _grown(found, alone)):
            if claim.score >= enough and tells_enough(claim):
                claims[claim.first, claim.last] = claim
    return sorted(claims.values(), key=lambda c: (-c.score, c.first, c.last))[:_KEPT]


def _grown(found: Index, claim: Claim) -> Claim:
    """Return ``claim`` extended over neighbours as long as they add more than they cost."""
    told = claim.sought.told
    while True:
        best = claim
        runs = [(claim.first - n, claim.last) for n in range(1, _REACH + 1) if claim.first - n in told]
        runs += [(claim.first, claim.last + n) for n in range(1, _REACH + 1) if claim.last + n in told]
        for first, last in runs:
            if last - first < _LONGEST:
                wider = value(found, claim.sought, first, last)
                best = wider if wider.score > best.score else best
        if best is claim:
            return claim
        claim = best


def tells_enough(claim: Claim) -> bool:
    """Ask for two facts, one of them telling by itself; a date alone tells no passage from another."""
    facts = claim.sought.evidence(claim.first, claim.last)
    beside = sum(fact.weight for fact in facts if fact.kind != "date")
    return len(facts) >= 2 and max(fact.weight for fact in facts) >= _TELLS and beside >= _TELLS


def without(claim: Claim, other: Claim, found: Index) -> Claim | None:
    """Return the better part of ``claim`` before or after ``other``, or None if too little is left."""
    parts = []
    if claim.first < other.first:
        parts.append(value(found, claim.sought, claim.first, other.first - 1))
    if other.last < claim.last:
        parts.append(value(found, claim.sought, other.last + 1, claim.last))
    parts = [_tight(part, found) for part in parts if part.score >= _LEFT]
    parts = [part for part in parts if tells_enough(part)]
    return max(parts, key=lambda c: c.score, default=None)


def _tight(claim: Claim, found: Index) -> Claim:
    """Drop sentences at the edges that add nothing."""
    while claim.first < claim.last:
        less = [value(found, claim.sought, claim.first + 1, claim.last)]
        less.append(value(found, claim.sought, claim.first, claim.last - 1))
        best = max(less, key=lambda c: c.score)
        if best.score < claim.score:
            break
        claim = best
    return claim
