"""Runs of sentences that may tell a passage, and what each is worth."""

from dataclasses import dataclass

from explorer.text.index import FactKey, Index, fact_key
from explorer.text.query import Query

# In units of weight: each further sentence must add more than this, a further paragraph much more.
SENTENCE = 0.22
PARAGRAPH = 0.9
_SEEDS = 12
_REACH = 3
_LONGEST = 8
# A passage of common words only is told by none of them: this much must come from rare facts.
_TELLING = 0.45


@dataclass(frozen=True, slots=True)
class Found:
    """One fact told in a run of sentences."""

    key: FactKey
    kind: str
    term: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A passage and the body sentences ``first`` to ``last`` that may tell it."""

    query: Query
    first: int
    last: int
    score: float


def evidence_of(found: Index, query: Query, first: int, last: int) -> list[Found]:
    """Return the facts of ``query`` in a run of sentences, each once, where it is told best."""
    told: list[Found] = []
    for asked in query.asked:
        key = fact_key(asked)
        posting = found.postings.get(key)
        if not posting:
            continue
        best = None
        for s in range(first, last + 1):
            place = posting.get(s)
            if place is not None and (best is None or place.quality > best.quality):
                best = place
        if best is not None:
            weight = asked.weight * best.quality * _scarce(found, key)
            told.append(Found(key, asked.kind, asked.term, best.start, best.end, weight))
    for phrase in query.phrases:
        whole = _phrase(found, phrase.keys, first, last)
        if whole is not None:
            weight = phrase.weight * max(_scarce(found, ("word", k)) for k in phrase.keys)
            told.append(Found(("phrase", phrase.term), "phrase", phrase.term, *whole, weight))
    return sorted(told, key=lambda e: (e.start, e.end, e.kind))


def _scarce(found: Index, key: FactKey) -> float:
    return 0.35 + 0.65 * found.rarity.get(key, 1.0)


def _phrase(found: Index, keys: tuple[str, ...], first: int, last: int) -> tuple[int, int] | None:
    """Return where all words of a term stand close together in one sentence."""
    postings = [found.postings.get(("word", k)) for k in keys]
    if not all(postings):
        return None
    for s in range(first, last + 1):
        places = [p[s] for p in postings if p and s in p]
        if len(places) == len(keys):
            start, end = min(p.start for p in places), max(p.end for p in places)
            if end - start <= 14 * len(keys) + 12:
                return start, end
    return None


def value(found: Index, query: Query, first: int, last: int) -> Claim:
    """Return the claim of ``query`` on a run of sentences, with its score."""
    worth = sum(e.weight for e in evidence_of(found, query, first, last))
    breaks = sum(found.edge[first + 1 : last + 1])
    return Claim(query, first, last, worth - SENTENCE * (last - first) - PARAGRAPH * breaks)


def candidates(found: Index, query: Query, enough: float) -> list[Claim]:
    """Return the runs that may tell ``query``, best first, none worth less than ``enough``."""
    single: dict[int, float] = {}
    for asked in query.asked:
        key = fact_key(asked)
        posting = found.postings.get(key)
        if posting:
            weight = asked.weight * _scarce(found, key)
            for s, place in posting.items():
                single[s] = single.get(s, 0.0) + weight * place.quality
    seeds = sorted(single, key=lambda s: (-single[s], s))[:_SEEDS]
    claims: dict[tuple[int, int], Claim] = {}
    for seed in seeds:
        alone = value(found, query, seed, seed)
        grown = _grown(found, alone, single)
        for claim in (alone, grown):
            if claim.score >= enough and _telling(found, claim):
                claims[claim.first, claim.last] = claim
    return sorted(claims.values(), key=lambda c: (-c.score, c.first, c.last))


def _grown(found: Index, claim: Claim, single: dict[int, float]) -> Claim:
    """Return ``claim`` extended over neighbours as long as they add more than they cost."""
    while True:
        best = claim
        for first, last in (
            *((claim.first - step, claim.last) for step in range(1, _REACH + 1) if claim.first - step in single),
            *((claim.first, claim.last + step) for step in range(1, _REACH + 1) if claim.last + step in single),
        ):
            if last - first >= _LONGEST:
                continue
            wider = value(found, claim.query, first, last)
            if wider.score > best.score:
                best = wider
        if best is claim:
            return claim
        claim = best


def _telling(found: Index, claim: Claim) -> bool:
    """Ask for two facts, at least one of them telling by itself."""
    weights = sorted((e.weight for e in evidence_of(found, claim.query, claim.first, claim.last)), reverse=True)
    return len(weights) >= 2 and weights[0] >= _TELLING
