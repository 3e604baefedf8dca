"""A document as postings: which sentence tells which fact, and how rare each fact is in it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from math import log
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from explorer.scenario.model import Floats
from explorer.text.agree import same
from explorer.text.document import Document, Kind, Span
from explorer.text.facts import Fact, Hit, scan
from explorer.text.query import Asked, Known, Query, asked_words
from explorer.text.spelled import Spellings

FactKey = tuple[str, object]
# Where and when a report was written: TOKYO, Sept. 7 (Reuters) --
_DATELINE = re.compile(
    r"[A-Z][A-Z .'’/-]{2,40}(?:, [A-Z][a-z]+)?,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})"
    r"(?:,? \d{4})?"
    r"[ ]*(?:[(\[][^)\]]{2,24}[)\]])?[ ]*(?:--?|[—–:])"
)
_PARTED = 4  # paragraphs: what a heading or a caption between two counts for
_TIMETABLE = 2  # times in a sentence; of more, each tells less
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Posting:
    """The sentences that tell one fact, ascending, each with the place that tells it best: equal columns."""

    sentence: Ints
    start: Ints
    end: Ints
    quality: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The body sentences of a document, numbered in order: offsets, paragraphs, and postings.

    ``rarity`` is 0.1 to 1 for each fact told; ``figures`` holds the figures of each sentence that has any;
    ``edge`` is 1 where a sentence begins its paragraph, more where a heading or furniture stands before it;
    ``asking`` are the sentences that are questions.
    """

    starts: list[int]
    ends: list[int]
    paragraph: list[int]
    edge: list[int]
    postings: dict[FactKey, Posting]
    rarity: dict[FactKey, float]
    figures: dict[int, list[Fact]]
    asking: Ints

    @property
    def names(self) -> frozenset[str]:
        """The keys of all words that are told."""
        return frozenset(str(key) for kind, key in self.postings if kind == "word")


def fact_key(asked: Asked) -> FactKey:
    """Return what identifies a fact across passages."""
    if asked.figure is None:
        return ("word", asked.key)
    return (asked.kind, asked.figure.clock or asked.figure.days or (asked.figure.value, asked.figure.unit))


def index(document: Document, known: Known) -> Index:
    """Return the postings of ``document`` for all facts that a scenario asks for."""
    all_queries = [*known.passages, *known.moments]
    starts: list[int] = []
    ends: list[int] = []
    paragraph: list[int] = []
    edge: list[int] = []
    for p in document.paragraphs:
        if p.kind is Kind.BODY:
            for n, (start, end) in enumerate(p.sentences):
                follows = bool(paragraph) and paragraph[-1] >= p.number - 1
                edge.append(0 if n else 1 if follows else _PARTED)
                starts.append(start)
                ends.append(end)
                paragraph.append(p.number)
    whole = document.text
    datelines = [
        found.span()
        for p in document.paragraphs
        if p.kind is Kind.BODY and (found := _DATELINE.match(whole, p.start, p.end))
    ]
    facts, hits = scan(document.text, _wanted(all_queries, known.spelled), known.home, (known.year, 0, 0))
    hits = [*hits, *known.spelled.native_hits(document.text)]
    if datelines:
        facts = [f for f in facts if not _inside(f.start, datelines)]
        hits = [h for h in hits if not _inside(h[1], datelines)]
    postings = _word_postings(hits, np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))
    figures: dict[int, list[Fact]] = {}
    for fact in facts:
        s = bisect_right(starts, fact.start) - 1
        if s >= 0 and fact.start < ends[s]:
            figures.setdefault(s, []).append(fact)
    postings |= _figure_postings(figures, all_queries)
    n = max(len(starts), 12)
    rarity = {
        key: max(0.1, log((n + 1) / (len(told.sentence) + 0.5)) / log((n + 1) / 1.5))
        for key, told in postings.items()
    }
    asking = [
        s for s, end in enumerate(ends) if whole[end - 2 : end].rstrip("\"'”’)」』")[-1:] in ("?", "？")
    ]
    return Index(starts, ends, paragraph, edge, postings, rarity, figures, np.array(asking, dtype=np.int64))


def _inside(place: int, spans: list[Span]) -> bool:
    """Say whether a place lies in one of the spans, which are in order and apart."""
    at = bisect_right(spans, place, key=itemgetter(0)) - 1
    return at >= 0 and place < spans[at][1]


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


def _word_postings(hits: list[Hit], starts: Ints, ends: Ints) -> dict[FactKey, Posting]:
    if not hits or not len(starts):
        return {}
    names = sorted({hit[0] for hit in hits})
    numbered = {name: n for n, name in enumerate(names)}
    word = np.array([numbered[hit[0]] for hit in hits], dtype=np.int64)
    begin = np.array([hit[1] for hit in hits], dtype=np.int64)
    end = np.array([hit[2] for hit in hits], dtype=np.int64)
    sentence = np.maximum(np.searchsorted(starts, begin, side="right") - 1, 0)
    inside = (begin >= starts[sentence]) & (begin < ends[sentence])
    word, begin, end, sentence = word[inside], begin[inside], end[inside], sentence[inside]
    order = np.lexsort((begin, word))
    word, begin, end, sentence = word[order], begin[order], end[order], sentence[order]
    first = np.ones(len(word), dtype=bool)  # of each word in each sentence
    first[1:] = (word[1:] != word[:-1]) | (sentence[1:] != sentence[:-1])
    word, begin, end, sentence = word[first], begin[first], end[first], sentence[first]
    edges = np.searchsorted(word, np.arange(len(names) + 1))
    return {
        ("word", name): Posting(sentence[a:b], begin[a:b], end[a:b], np.ones(b - a))
        for name, a, b in zip(names, edges[:-1], edges[1:], strict=True)
        if b > a
    }


def _figure_postings(figures: dict[int, list[Fact]], all_queries: list[Query]) -> dict[FactKey, Posting]:
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
    best: dict[FactKey, dict[int, tuple[int, int, float]]] = {}
    for s, facts in figures.items():
        times = sum(fact.kind == "time" and not fact.counted for fact in facts)
        crowd = min(1.0, _TIMETABLE / max(1, times))
        for fact in facts:
            written = (fact.kind, fact.clock, fact.days, fact.value, fact.half, fact.unit, fact.exact)
            agreed = seen.get(written)
            if agreed is None:
                agreed = seen[written] = _agreeing(fact, asked, scales)
            for key, quality in agreed:
                told = best.setdefault(key, {})
                quality *= crowd if fact.kind == "time" else 1.0
                if s not in told or told[s][2] < quality:
                    told[s] = (fact.start, fact.end, quality)
    return {key: _column(told) for key, told in best.items()}


def _column(told: dict[int, tuple[int, int, float]]) -> Posting:
    sentences = sorted(told)
    start, end, quality = zip(*(told[s] for s in sentences), strict=True)
    return Posting(np.array(sentences), np.array(start), np.array(end), np.array(quality))


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
