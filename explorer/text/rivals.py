"""Figures of a document that differ from the scenario's for the same moment: "this account: 13:50"."""

import re
from collections.abc import Iterator, Sequence

from explorer.text import words
from explorer.text.agree import clock_gap, same
from explorer.text.facts import Fact
from explorer.text.index import Index
from explorer.text.query import Asked, Query
from explorer.text.spelled import Spellings

_MINUTES_APART = 45
_DAYS_APART = 40
_RATIO = 1.7
_ROUNDED = 0.10  # how much of a figure rounding may change
# "Shortly before two" is no other time than 13:57.
_SOME = re.compile(
    r"(?:before|after|past|nearly|almost|towards?|around|about|just|close to|by|hard on|near)[ \n]$",
    re.IGNORECASE,
)
_SOME_MINUTES = 15
_SPOKEN_MINUTES = 2  # who says "ten to two" rounds to five minutes
# What a distance is measured from: 300 km north-west of Hakodate, 函館の北西約300キロ.
_FROM = re.compile(
    r"(?:[ \n-](?!of\b|from\b|off\b)[a-z-]+){0,4}[ \n](?:of|from|off)[ \n](?:the )?([A-Z][\w’'-]+)|"
    r"(?:[ \n](?!от\b)[а-яё-]+){0,3}(?:[ \n]от)?[ \n]([А-ЯЁ][\w-]+)"
)
_FROM_KANJI = re.compile(r"(?:の|から)(?:[東西南北]{1,2}(?:方|へ|に)?)?(?:の|、)?(?:約|およそ|ほぼ)?$")
_PRICES_AND_SIZES = ("m", "m/s", "mach", "kg", "s", "percent", "money:USD", "money:JPY")


def rivals(
    found: Index, query: Query, first: int, last: int, every: Sequence[Query], text: str, spelled: Spellings
) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield (kind, found, known, start, end) of each differing figure in a run of sentences."""
    facts = [fact for s in range(first, last + 1) for fact in found.figures.get(s, ())]
    for kind in ("time", "date", *_PRICES_AND_SIZES):
        every_told = [fact for fact in facts if fact.kind == kind]
        told = [fact for fact in every_told if (fact.exact or kind == "time") and not fact.counted]
        known = [a for a in query.asked if a.own and a.kind == kind and a.figure is not None]
        if not told or not known:
            continue
        missing = [a for a in known if not any(_agree(kind, a, fact) for fact in told)]
        if kind in ("time", "date") and len(missing) < len(known):
            continue
        if kind in ("time", "date"):
            # Where another source has the same, that is the one that differs; the rest are of other moments.
            shared = [fact for fact in every_told if any(_agree(kind, a, fact) for a in query.asked)]
            told = [fact for fact in told if fact in shared] if shared else told
        for fact in told:
            if any(_agree(kind, a, fact) for a in known) or _belongs(kind, fact, query, every):
                continue
            against = min(missing, key=lambda a: _gap(kind, a, fact), default=None)
            if against is None or _gap(kind, against, fact) > 1.0:
                continue
            if kind == "m" and _elsewhere(fact, query, text, spelled):
                continue
            if not (_rounded(against, fact) or _some(kind, against, fact, text)):
                yield _named(kind), _written(kind, fact, against, text), against.term, fact.start, fact.end


def _agree(kind: str, asked: Asked, fact: Fact) -> bool:
    return asked.figure is not None and same(kind, asked.figure, fact) > 0


def _rounded(asked: Asked, fact: Fact) -> bool:
    """Say whether one figure is the other with fewer digits: 110 miles for 111."""
    known = asked.figure
    assert known is not None
    return abs(known.value - fact.value) < min(max(known.half, fact.half), _ROUNDED * abs(known.value))


def _some(kind: str, asked: Asked, fact: Fact, text: str) -> bool:
    """Say whether a whole hour, or a time told in words, only stands for one near by."""
    minutes = _gap(kind, asked, fact) * _MINUTES_APART
    spoken = kind == "time" and not any(c.isdigit() for c in text[fact.start : fact.end])
    if spoken and minutes <= _SPOKEN_MINUTES and all(at % 300 == 0 for at in fact.clock):
        return True
    whole = kind == "time" and all(at % 3600 == 0 for at in fact.clock)
    near = whole and minutes <= _SOME_MINUTES
    return near and bool(_SOME.search(text, max(0, fact.start - 12), fact.start))


def _elsewhere(fact: Fact, query: Query, text: str, spelled: Spellings) -> bool:
    """Say whether a distance is measured from a place that the scenario does not name for the moment."""
    if query.moment is None:
        return False
    told = {words.key(w) for w in words.TOKEN.findall(f"{query.moment.title} {query.moment.text}")}
    after = _FROM.match(text, fact.end)
    if after:
        return words.key(after[1] or after[2]) not in told
    before = _FROM_KANJI.search(text, max(0, fact.start - 8), fact.start)
    if before is None:
        return False
    beside = text[max(0, before.start() - 12) : before.start()]
    hits = spelled.native_hits(beside)
    near = [
        key for key, _, end in hits if end >= len(beside) - 4 and key in spelled.places
    ]  # 函館市, 函館空港
    return bool(near) and near[-1] not in told


def _belongs(kind: str, fact: Fact, query: Query, every: Sequence[Query]) -> bool:
    """Say whether another passage asserts the figure: then it is no rival here."""
    return any(
        a.own and a.kind == kind and _agree(kind, a, fact)
        for other in every
        if other is not query and not (other.moment and query.moment and other.moment.id == query.moment.id)
        for a in other.asked
    )


def _gap(kind: str, asked: Asked, fact: Fact) -> float:
    """Return how far apart two figures are; above 1 they speak of different things."""
    known = asked.figure
    assert known is not None
    if kind == "time":
        return clock_gap(known, fact) / 60 / _MINUTES_APART
    if kind == "date":
        days = [
            abs((a[1] - b[1]) * 30.4 + a[2] - b[2]) + (400 if a[0] and b[0] and a[0] != b[0] else 0)
            for a in known.days
            for b in fact.days
            if a[2] and b[2]
        ]
        return min(days, default=float("inf")) / _DAYS_APART
    low, high = sorted((abs(known.value), abs(fact.value)))
    return 2.0 if low <= 0 else (high / low - 1) / (_RATIO - 1)


def _named(kind: str) -> str:
    return kind if kind in ("time", "date") else "quantity"


def _written(kind: str, fact: Fact, against: Asked, text: str) -> str:
    if kind != "time" or against.figure is None:
        return " ".join(text[fact.start : fact.end].split())
    known = min(against.figure.clock)
    seconds = min(fact.clock, key=lambda at: abs(at - known))
    tail = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}{tail}"
