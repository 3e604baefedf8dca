"""Runs of sentences that may tell a passage, and what each is worth."""

from dataclasses import dataclass

from explorer.text.index import FactKey, Index, Place, fact_key
from explorer.text.query import Query

# In units of weight: each further sentence must add more than this, a further paragraph much more.
SENTENCE = 0.22
PARAGRAPH = 0.9
_SEEDS = 12
_KEPT = 8
_REACH = 3
_LONGEST = 8
# Common words alone tell nothing: at least one fact must weigh this much.
_TELLING = 0.35
_FIGURES_APART = 14  # characters between the words of a term, each


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


@dataclass(frozen=True, slots=True)
class Sought:
    """A query and all that a document tells of it, by sentence."""

    query: Query
    told: dict[int, list[Found]]

    def evidence(self, first: int, last: int) -> list[Found]:
        """Return the facts told in a run of sentences, each once, where it is told best, in order of place."""
        best: dict[object, Found] = {}
        for s in range(first, last + 1):
            for fact in self.told.get(s, ()):
                known = best.get(fact.group)
                if known is None or fact.weight > known.weight:
                    best[fact.group] = fact
        return sorted(best.values(), key=lambda f: (f.start, f.end, f.kind))


@dataclass(frozen=True, slots=True)
class Claim:
    """A passage and the body sentences ``first`` to ``last`` that may tell it."""

    sought: Sought
    first: int
    last: int
    score: float


def seek(found: Index, query: Query) -> Sought:
    """Return where a document tells the facts of ``query``."""
    told: dict[int, list[Found]] = {}
    for asked in query.asked:
        key = fact_key(asked)
        weight = asked.weight * _scarce(found, key)
        for s, place in found.postings.get(key, {}).items():
            # Two figures of ours that one figure of theirs agrees with are one fact.
            # So are MiG-25P and MiG-25 where one designation stands for both.
            single = asked.figure is None and not any(c.isdigit() for c in asked.key)
            group = key if single else ("figure", place.start)
            told.setdefault(s, []).append(
                Found(key, group, asked.kind, asked.term, place.start, place.end, weight * place.quality)
            )
    for phrase in query.phrases:
        weight = phrase.weight * max(_scarce(found, ("word", k)) for k in phrase.keys)
        key = ("phrase", phrase.term)
        for s, (start, end) in _together(found, phrase.keys).items():
            told.setdefault(s, []).append(Found(key, key, "phrase", phrase.term, start, end, weight))
    return Sought(query, told)


def _scarce(found: Index, key: FactKey) -> float:
    return 0.35 + 0.65 * found.rarity.get(key, 1.0)


def _together(found: Index, keys: tuple[str, ...]) -> dict[int, tuple[int, int]]:
    """Return the sentences in which all words of a term stand close together, and where."""
    postings: list[dict[int, Place]] = sorted((found.postings.get(("word", k), {}) for k in keys), key=len)
    close: dict[int, tuple[int, int]] = {}
    for s in postings[0]:
        places = [p[s] for p in postings if s in p]
        if len(places) == len(keys):
            start, end = min(p.start for p in places), max(p.end for p in places)
            if end - start <= _FIGURES_APART * len(keys) + 12:
                close[s] = start, end
    return close


def value(found: Index, sought: Sought, first: int, last: int) -> Claim:
    """Return the claim on a run of sentences, with its score."""
    best: dict[object, float] = {}
    for s in range(first, last + 1):
        for fact in sought.told.get(s, ()):
            if fact.weight > best.get(fact.group, 0.0):
                best[fact.group] = fact.weight
    breaks = sum(found.edge[first + 1 : last + 1])
    return Claim(sought, first, last, sum(best.values()) - SENTENCE * (last - first) - PARAGRAPH * breaks)


def candidates(found: Index, sought: Sought, enough: float) -> list[Claim]:
    """Return the runs that may tell a passage, best first, none worth less than ``enough``."""
    single = {s: sum(fact.weight for fact in facts) for s, facts in sought.told.items()}
    seeds = sorted(single, key=lambda s: (-single[s], s))[:_SEEDS]
    claims: dict[tuple[int, int], Claim] = {}
    for seed in seeds:
        alone = value(found, sought, seed, seed)
        for claim in (alone, _grown(found, alone)):
            if claim.score >= enough and _telling(claim):
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


def _telling(claim: Claim) -> bool:
    """Ask for two facts, at least one of them telling by itself."""
    weights = [fact.weight for fact in claim.sought.evidence(claim.first, claim.last)]
    return len(weights) >= 2 and max(weights) >= _TELLING
