"""A document as postings: which sentence tells which fact, and how rare each fact is in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log

from rapidfuzz import fuzz, process

from explorer.scenario.model import Scenario
from explorer.text.document import Document, Kind
from explorer.text.facts import Fact, Hit, same, scan
from explorer.text.query import Asked, Query, Spellings, asked_words, home_hours

FactKey = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence tells a fact, and how well (0 to 1)."""

    start: int
    end: int
    quality: float


@dataclass(frozen=True, slots=True)
class Index:
    """The body sentences of a document, numbered in order: offsets, paragraphs, and postings.

    ``postings`` maps a fact to the sentences that tell it; ``rarity`` to 0..1; ``figures`` holds the figures
    of each sentence that has any; ``edge`` says whether a sentence begins its paragraph.
    """

    starts: list[int]
    ends: list[int]
    paragraph: list[int]
    edge: list[bool]
    postings: dict[FactKey, dict[int, Place]]
    rarity: dict[FactKey, float]
    figures: dict[int, list[Fact]]


def fact_key(asked: Asked) -> FactKey:
    """Return what identifies a fact across passages."""
    if asked.figure is None:
        return ("word", asked.key)
    return (asked.kind, asked.figure.at or (asked.figure.value, asked.figure.unit))


def index(document: Document, all_queries: list[Query], scenario: Scenario, spelled: Spellings) -> Index:
    """Return the postings of ``document`` for all facts that ``all_queries`` ask for."""
    starts: list[int] = []
    ends: list[int] = []
    paragraph: list[int] = []
    edge: list[bool] = []
    for p in document.paragraphs:
        if p.kind is Kind.BODY:
            for n, (start, end) in enumerate(p.sentences):
                starts.append(start)
                ends.append(end)
                paragraph.append(p.number)
                edge.append(n == 0)
    year = _first_year(scenario)
    facts, hits = scan(document.text, _wanted(all_queries, spelled), home_hours(scenario), (year, 0, 0))
    hits = [*hits, *spelled.native_hits(document.text)]
    postings = _word_postings(hits, starts, ends)
    figures: dict[int, list[Fact]] = {}
    for fact in facts:
        s = bisect_right(starts, fact.start) - 1
        if s >= 0 and fact.start < ends[s]:
            figures.setdefault(s, []).append(fact)
    _figure_postings(postings, figures, all_queries)
    n = max(len(starts), 12)
    rarity = {
        key: max(0.1, log((n + 1) / (len(told) + 0.5)) / log((n + 1) / 1.5)) for key, told in postings.items()
    }
    return Index(starts, ends, paragraph, edge, postings, rarity, figures)


def _first_year(scenario: Scenario) -> int:
    at = scenario.chapters[0].start if scenario.chapters else 0.0
    return 1970 + int(at // 31_556_952)


def _wanted(all_queries: list[Query], spelled: Spellings) -> Callable[[str], str | None]:
    """Return what gives each word of the document its key: exact, or a name nearly so spelt."""
    known = asked_words(all_queries)
    proper = sorted(spelled.names & known)

    def key(word: str) -> str | None:
        found = spelled.key(word)
        if found is None or found in known:
            return found
        if len(word) < 6 or not word[0].isupper():
            return None
        close = process.extractOne(found, proper, scorer=fuzz.ratio, score_cutoff=85)
        return close[0] if close and close[0][0] == found[0] else None

    return key


def _word_postings(hits: Iterable[Hit], starts: list[int], ends: list[int]) -> dict[FactKey, dict[int, Place]]:
    postings: dict[str, dict[int, Place]] = {}
    s = 0
    last = len(starts) - 1
    if last < 0:
        return {}
    position = -1
    for hit in hits:
        start = hit.start
        if start < position:
            s = 0
        if not starts[s] <= start < ends[s]:
            # Hits come in order: the next sentence is nearly always the one.
            s = min(s + 1, last)
            if not starts[s] <= start < ends[s]:
                s = max(0, bisect_right(starts, start) - 1)
        position = start
        if starts[s] <= start < ends[s]:
            told = postings.setdefault(hit.key, {})
            if s not in told:
                told[s] = Place(start, hit.end, 1.0)
    return {("word", key): told for key, told in postings.items()}


def _figure_postings(
    postings: dict[FactKey, dict[int, Place]], figures: dict[int, list[Fact]], all_queries: list[Query]
) -> None:
    asked: dict[str, dict[FactKey, Asked]] = {}
    for query in all_queries:
        for a in query.asked:
            if a.figure is not None:
                asked.setdefault(a.kind, {})[fact_key(a)] = a
    # Magnitudes are sorted so that each figure meets only those near it.
    scales = {
        kind: sorted((a.figure.value, n, key, a) for n, (key, a) in enumerate(known.items()) if a.figure)
        for kind, known in asked.items()
        if kind not in ("time", "date")
    }
    seen: dict[tuple[object, ...], list[tuple[FactKey, float]]] = {}
    for s, facts in figures.items():
        for fact in facts:
            written = (fact.kind, fact.at, fact.value, fact.half, fact.unit, fact.exact)
            agreed = seen.get(written)
            if agreed is None:
                agreed = seen[written] = _agreeing(fact, asked, scales)
            for key, quality in agreed:
                told = postings.setdefault(key, {})
                if s not in told or told[s].quality < quality:
                    told[s] = Place(fact.start, fact.end, quality)


def _agreeing(
    fact: Fact,
    asked: dict[str, dict[FactKey, Asked]],
    scales: dict[str, list[tuple[float, int, FactKey, Asked]]],
) -> list[tuple[FactKey, float]]:
    kind = fact.kind
    if kind.startswith("money") and fact.value > 1000:
        # A term may name a sum without its currency.
        bare = Fact("number", fact.start, fact.end, fact.value, fact.half)
        return _near(kind, fact, asked, scales) + _near("number", bare, asked, scales)
    return _near(kind, fact, asked, scales)


def _near(
    kind: str,
    fact: Fact,
    asked: dict[str, dict[FactKey, Asked]],
    scales: dict[str, list[tuple[float, int, FactKey, Asked]]],
) -> list[tuple[FactKey, float]]:
    if kind not in asked:
        return []
    if kind in scales:
        scale = scales[kind]
        low = bisect_left(scale, (fact.value * 0.9 - 1e-9,))
        high = bisect_right(scale, (fact.value * 1.1 + 1e-9,))
        near = [(key, a) for _, _, key, a in scale[low:high]]
    else:
        near = list(asked[kind].items())
    found = [(key, same(kind, a.figure, fact)) for key, a in near if a.figure is not None]
    return [(key, quality) for key, quality in found if quality > 0]
