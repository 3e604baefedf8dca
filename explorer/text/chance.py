"""How likely a sentence tells a moment: words, figures, what else it tells, and its place in the order.

A logistic model, in two steps. The first knows the sentence alone: what the moment's own terms and figures
weigh in it, what its words weigh by ``telling``, and how both compare with other moments in the sentence and
other sentences for the moment. Of moments that hardly any retelling tells it knows terms and figures alone.
What it is sure of shows the others their place: the second step also knows how far a moment is, in the order
of the story, from those told just before and after. The coefficients (``fitted``) make the labels of the
retellings in ``tests/retold`` likeliest; tests/fit_telling.py finds them.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p
from statistics import median

import numpy as np
from numpy.typing import NDArray

from explorer.scenario.model import Floats
from explorer.text import fitted
from explorer.text.index import Index, Ints
from explorer.text.query import Query
from explorer.text.spans import ASKED, Sought, seeds_of, seek
from explorer.text.spelled import Spellings
from explorer.text.telling import Weights, keyed

Fit = Sequence[float] | Floats
FEATURES = (
    "terms", "log terms", "top term", "time", "words", "log words", "top word", "second word",
    "telling words", "own words", "lead", "lead of terms", "lead of words", "leaders", "best", "long",
    "log often", "log length", "mean word",
)  # fmt: skip
ORDER = ("apart", "between", "agreeing", "distance", "middle")
BESIDE = ("sure beside", "left")
_TERMS, _WORDS = 0.3, 2.0  # a sentence with less of both tells nothing
_TELLS = 1.5  # nats: a word that tells much
_TERM = 2.5  # nats that a weight of 1 of a moment's terms counts for
_FAINT = 0.003  # chance of a pair that its place hardly makes likely
SURE = 0.5  # of a moment that shows others their place
WHOLE = 1500  # sentences: of longer documents only those are read that hold a moment's terms
_LEARNT = 6  # sentences of retellings: of fewer it cannot be learnt by what words a moment is told
# Of so many steps from one sure moment to the next, this share go back: the story is told from its end.
_STEPS, _BACK = 6, 0.6
DAYS = 3 * 86400  # seconds: a moment of more has no place in the order


@dataclass(frozen=True, slots=True, eq=False)
class Tellable:
    """Pairs of a sentence and a moment it may tell: equal columns, and a row of features each.

    ``sentence`` numbers the document's, ``moment`` the queries; ``features`` is pairs x ``FEATURES``. By
    query: ``rank`` is its place in the story, ``long`` says which have none, ``sought`` where its facts are
    told, ``learnt`` whether its words were learnt. ``words`` by sentence: what its words weigh, in nats,
    words x queries.
    """

    sentence: Ints
    moment: Ints
    features: Floats
    rank: Ints
    long: NDArray[np.bool_]
    sought: tuple[Sought, ...]
    words: dict[int, Floats]
    learnt: NDArray[np.bool_]


def tellable(
    found: Index, text: str, queries: Sequence[Query], spelled: Spellings, weights: Weights
) -> Tellable:
    """Return what may tell one of the moments of ``queries``; ``weights`` has a column for each of them."""
    near = np.arange(len(found.starts))
    if len(near) > WHOLE:
        near = np.unique([s for query in queries for s in seeds_of(found, query)]).astype(np.int64)
    sought = tuple(seek(found, query, near) for query in queries)
    terms, top_term, time = _terms(sought, near)
    words, length = _words(found, text, near, spelled, weights)
    total, top, second, count, own = _weighed(words, near, len(queries))
    for column in (total, top, second):
        column[np.isin(near, found.asking)] *= ASKED
    worth = total + _TERM * terms
    leaders = (worth[:, None, :] > worth[:, :, None]).sum(axis=2)
    long = np.array([q.moment is not None and q.moment.latest - q.moment.earliest > DAYS for q in queries])
    columns = (
        terms, np.log1p(terms), top_term, time, total, np.log1p(total), top, second,
        np.minimum(count, 4), own, _lead(worth), _lead(terms), _lead(total), np.minimum(leaders, 5),
        worth / (worth.max(axis=0, initial=0.0)[None] + 1e-9),
        np.broadcast_to(long, worth.shape), np.broadcast_to(np.log1p(weights.often), worth.shape),
        np.broadcast_to(np.log1p(length), worth.shape), total / (length + 1),
    )  # fmt: skip
    at, moment = np.nonzero((terms >= _TERMS) | (total >= _WORDS))
    features = np.stack([np.asarray(column, dtype=float)[at, moment] for column in columns], axis=1)
    times = [q.moment.best if q.moment else 0.0 for q in queries]
    rank = np.argsort(np.argsort(times, kind="stable"), kind="stable")
    return Tellable(near[at], moment, features, rank, long, sought, words, weights.often >= _LEARNT)


def _terms(sought: Sequence[Sought], near: Ints) -> tuple[Floats, Floats, Floats]:
    """Return what a moment's terms and figures weigh in each sentence, the heaviest, and its time of day."""
    row = {int(s): i for i, s in enumerate(near)}
    total, top, time = (np.zeros((len(near), len(sought))) for _ in range(3))
    for m, each in enumerate(sought):
        for s in each.told:
            facts = each.evidence(s, s)
            if facts:
                total[row[s], m] = sum(f.weight for f in facts)
                top[row[s], m] = max(f.weight for f in facts)
                time[row[s], m] = max((f.weight for f in facts if f.kind == "time"), default=0.0)
    return total, top, time


def _words(
    found: Index, text: str, near: Ints, spelled: Spellings, weights: Weights
) -> tuple[dict[int, Floats], Floats]:
    """Return what the words of each sentence weigh, a row each, and how many words it has."""
    words, length = {}, np.zeros((len(near), 1))
    for i, s in enumerate(near.tolist()):
        keys = {key for key, _, _ in keyed(text[found.starts[s] : found.ends[s]], spelled)}
        words[s] = weights.nats[[weights.rows[key] for key in sorted(keys) if key in weights.rows]]
        length[i] = len(keys)
    return words, length


def _weighed(words: dict[int, Floats], near: Ints, moments: int) -> tuple[Floats, ...]:
    """Return what each sentence's words weigh: all, the heaviest, the next; how many tell much; the own.

    A word is a moment's own where it tells no other more.
    """
    total, top, second, count, own = (np.zeros((len(near), moments)) for _ in range(5))
    for i, s in enumerate(near.tolist()):
        weight = words[s]
        if len(weight):
            ordered = np.sort(weight, axis=0)
            total[i] = weight.sum(axis=0)
            top[i] = ordered[-1]
            second[i] = ordered[-2] if len(weight) > 1 else 0.0
            count[i] = (weight > _TELLS).sum(axis=0)
            own[i] = (weight * (weight >= weight.max(axis=1, keepdims=True))).sum(axis=0)
    return total, top, second, count, own


def _lead(worth: Floats) -> Floats:
    """Return how far each value of a row is ahead of the best other."""
    if worth.shape[1] < 2:
        return worth
    ordered = np.sort(worth, axis=1)
    best, other = ordered[:, -1:], ordered[:, -2:-1]
    return np.asarray(worth - np.where(worth >= best, other, best))


def likelihood(may: Tellable) -> Floats:
    """Return how likely each sentence tells its moment, 0 to 1."""
    alone, in_place = list(fitted.ALONE.values()), list(fitted.PLACED.values())
    terms = list(fitted.TERMS_ALONE.values()), list(fitted.TERMS_PLACED.values())
    return chances(may, alone, in_place, terms)


def chances(may: Tellable, alone: Fit, in_place: Fit, terms: tuple[Fit, Fit] | None = None) -> Floats:
    """Return the chances by the coefficients of both steps; the second twice, as more grow sure.

    ``terms``: the coefficients of both for moments whose words were not learnt, where those differ.
    """
    other_alone, other_in_place = terms or (alone, in_place)
    few = ~may.learnt[may.moment]
    chance = _either(may.features, few, alone, other_alone)
    rows = likely(chance)
    for _ in range(2):
        features = np.hstack([may.features[rows], seconded(may, chance, rows)])
        chance[rows] = _either(features, few[rows], in_place, other_in_place)
    return chance


def _either(features: Floats, few: NDArray[np.bool_], fit: Fit, other: Fit) -> Floats:
    """Return the chances of rows of features by ``fit``, and of the rows ``few`` by ``other``."""
    chance = logistic(features, fit)
    chance[few] = logistic(features[few], other)
    return chance


def seconded(may: Tellable, chance: Floats, rows: Ints) -> Floats:
    """Return what else a second step knows of the pairs ``rows``: ``ORDER`` and ``BESIDE``."""
    chosen = best(may, chance)
    sure = {m: row for m, row in chosen.items() if chance[row] >= SURE}
    return np.hstack([placed(may, sure, rows), beside(may, sure, rows)])


def likely(chance: Floats) -> Ints:
    """Return the rows that may yet come to tell something in their place."""
    return np.flatnonzero(chance >= _FAINT)


def logistic(features: Floats, fit: Fit) -> Floats:
    """Return the chances of rows of features; ``fit`` ends with the constant."""
    logit = features @ np.array(fit[:-1]) + fit[-1]
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -50.0, 50.0))))


def best(may: Tellable, chance: Floats) -> dict[int, int]:
    """Return the row of each moment's likeliest sentence; of equal ones the first."""
    chosen: dict[int, int] = {}
    for row in np.lexsort((may.sentence, -chance)).tolist():
        chosen.setdefault(int(may.moment[row]), row)
    return chosen


def placed(may: Tellable, told: Mapping[int, int], rows: Ints) -> Floats:
    """Return how each pair of ``rows`` fits in the order of the moments ``told`` about it, by ``ORDER``.

    ``told`` holds a row for each moment that is surely told. Looked at are the two told before and the two
    after, in the document: the logarithm of how many moments of the story lie between (the nearest, and in
    the middle), whether the pair lies between its neighbours' moments, the share of them on their own side of
    it, and the logarithm of how many sentences away they are.
    """
    rank = _directed(may, told)
    sure = sorted((int(may.sentence[row]), int(rank[m]), m) for m, row in told.items() if not may.long[m])
    fits = [(0.0,) * len(ORDER)] * len(rows)
    pairs = zip(may.sentence[rows].tolist(), may.moment[rows].tolist(), strict=True)
    for row, (s, m) in enumerate(pairs):
        mine = int(rank[m])
        at = bisect_left(sure, (s, mine, -1))
        before = [one for one in sure[max(0, at - 3) : at] if one[2] != m][-2:]
        after = [one for one in sure[at : at + 3] if one[2] != m][:2]
        if not (before or after):
            continue
        apart = [abs(one[1] - mine) for one in (*before, *after)]
        low, high = sorted((before[-1][1], after[0][1])) if before and after else (1, 0)
        agreeing = sum(one[1] <= mine for one in before) + sum(one[1] >= mine for one in after)
        fits[row] = (
            log1p(min(apart)),
            float(low <= mine <= high),
            agreeing / len(apart),
            log1p(min(abs(one[0] - s) for one in (*before, *after))),
            log1p(median(apart)),
        )
    return np.array(fits).reshape(len(rows), len(ORDER))


def _directed(may: Tellable, told: Mapping[int, int]) -> Ints:
    """Return the ranks in the direction that a document takes: it may tell a story from its end."""
    by_place = sorted(
        (int(may.sentence[row]), int(may.rank[m])) for m, row in told.items() if not may.long[m]
    )
    steps = [b[1] - a[1] for a, b in pairwise(by_place) if b[0] > a[0]]
    back = sum(step < 0 for step in steps)
    return -may.rank if len(steps) >= _STEPS and back >= _BACK * len(steps) else may.rank


def beside(may: Tellable, told: Mapping[int, int], rows: Ints) -> Floats:
    """Return how many other moments a sentence surely tells, and what their words leave of the pair's own.

    That is the share of what the words weigh for its moment that is more than they weigh for those others.
    """
    others: dict[int, list[int]] = {}
    for m, row in told.items():
        others.setdefault(int(may.sentence[row]), []).append(m)
    left = []
    for s, m in zip(may.sentence[rows].tolist(), may.moment[rows].tolist(), strict=True):
        there = [other for other in others.get(s, ()) if other != m]
        weight = may.words[s]
        own = weight[:, m]
        rest = np.maximum(own - weight[:, there].max(axis=1), 0.0) if there else own
        left.append((log1p(len(there)), float(rest.sum() / (own.sum() + 1e-9))))
    return np.array(left).reshape(len(rows), len(BESIDE))
