"""What a passage or a moment can be known by: its facts, each with the weight of where it comes from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import log
from zoneinfo import ZoneInfo

from explorer.scenario.model import Basis, Moment, Passage, Scenario
from explorer.text import words
from explorer.text.facts import Fact, scan
from explorer.text.spelled import Spellings, spellings
from explorer.text.telling import Weights, learn

# How much a fact of each kind tells, before rarity.
_KIND = {"time": 2.4, "date": 1.3, "m": 1.6, "m/s": 1.6, "mach": 1.6, "kg": 1.2, "s": 0.9, "percent": 1.2,
         "year": 1.0, "number": 0.8, "name": 1.0, "word": 0.75}  # fmt: skip
_MONEY = 1.6
# Where a fact stands: first term, last term, the retelling, the moment's own record, rival accounts, notes.
_FIRST, _LAST, _TEXT, _MOMENT, _ACCOUNT, _NOTES = 1.3, 0.85, 0.4, 0.35, 0.5, 0.3
_OWN_TIME = 1.2
# The same for a moment: its title, and the first and last of the words that any telling is likely to use.
_TITLE, _LIKELY, _LEAST = 0.7, 1.1, 0.8
# Offices that any report names tell little.
_TITLES = frozenset(
    words.key(w)
    for w in ("prime", "minister", "president", "secretary", "chief", "general", "official", "government")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact that a passage is known by. ``term`` is how the scenario writes it.

    ``kind`` is a figure's (see Fact), ``name`` or ``word``; ``key`` a word's key or empty; ``figure`` None
    for words. ``own``: the passage itself asserts it (not a rival account), so that a differing figure in a
    document is worth telling.
    """

    kind: str
    term: str
    weight: float
    key: str = ""
    figure: Fact | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term of several words: told if all its ``keys`` stand close together."""

    term: str
    keys: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """All that one passage, or one moment by itself, is known by."""

    id: str
    moment: Moment | None
    asked: tuple[Asked, ...]
    phrases: tuple[Phrase, ...]
    passage: bool = True


class _Gather:
    """Collects facts for one query; of equal ones the heaviest stays."""

    def __init__(self, home: float, year: int, spelled: Spellings) -> None:
        self._spelled = spelled
        self.figures: list[Asked] = []
        self.words: dict[str, Asked] = {}
        self.phrases: list[Phrase] = []
        self._home = home
        self._year = year

    def add(
        self,
        text: str,
        weight: float,
        own: bool,
        term: bool = False,
        clock: tuple[float, float] = (0.0, 86400.0),
    ) -> None:
        """Take the figures and words of ``text``; ``term``: it is one term, told best as a whole.

        Times of day outside ``clock`` (seconds since midnight) are those of other moments.
        """
        facts, hits = scan(text, self._spelled.key, self._home, (self._year, 0, 0))
        facts = [f for f in facts if f.kind != "time" or any(clock[0] <= a <= clock[1] for a in f.clock)]
        hits += self._spelled.native_hits(text)
        # The month's name in a date is the date's.
        hits = [h for h in hits if not any(f.start <= h[1] < f.end for f in facts)]
        parts = len(facts) + len({hit[0] for hit in hits})
        share = weight / parts**0.7 if term and parts > 1 else weight
        for fact in facts:
            self.figure(fact, text[fact.start : fact.end], share, own)
        for key, start, end in hits:
            written = text[start:end]
            name = (written[:1].isupper() and (term or start > 0)) or bool(words.CJK.search(written))
            self.word(key, written, share, "name" if name else "word")
        keys = tuple(dict.fromkeys(hit[0] for hit in hits))
        if term and len(keys) >= 2:
            # Words too common to be asked for leave a looser phrase.
            share_told = len(keys) / max(len(keys), len(words.TOKEN.findall(text)))
            self.phrases.append(Phrase(text, keys, 0.6 * weight * share_told**0.5))

    def figure(self, fact: Fact, written: str, weight: float, own: bool) -> None:
        """Take one figure."""
        value = weight * (_MONEY if fact.kind.startswith("money") else _KIND.get(fact.kind, 0.8))
        if fact.kind == "number" and fact.value <= 12:
            value *= 0.5
        for n, known in enumerate(self.figures):
            assert known.figure is not None
            if known.kind == fact.kind and (known.figure.clock, known.figure.days, known.figure.value) == (
                fact.clock,
                fact.days,
                fact.value,
            ):
                if value > known.weight:
                    self.figures[n] = Asked(fact.kind, known.term, value, figure=fact, own=own or known.own)
                return
        self.figures.append(Asked(fact.kind, written, value, figure=fact, own=own))

    def word(self, key: str, written: str, weight: float, kind: str) -> None:
        """Take one word or name."""
        value = weight * _KIND[kind] * (0.5 if key in _TITLES else 1.0)
        known = self.words.get(key)
        if known is None or known.weight < value:
            self.words[key] = Asked(kind, written, value, key=key)


def home_hours(scenario: Scenario) -> float:
    """Return how many hours east of Greenwich the scenario's first zone is on its first day."""
    if not scenario.zones or not scenario.chapters:
        return 0.0
    at = datetime.fromtimestamp(scenario.chapters[0].start, ZoneInfo(scenario.zones[0].tz))
    return (at.utcoffset() or timedelta()).total_seconds() / 3600


@dataclass(frozen=True, slots=True)
class Known:
    """All that a scenario's passages and its moments are known by; the same for every document.

    ``home`` is the first zone in hours east of Greenwich, ``year`` the story's first; ``weights`` has a
    column for each of ``moments``.
    """

    passages: tuple[Query, ...]
    moments: tuple[Query, ...]
    weights: Weights
    spelled: Spellings
    home: float
    year: int


def prepare(scenario: Scenario) -> Known:
    """Return what each passage and each moment is known by.

    The weights already hold how rare a word or figure is among the passages, or the moments, themselves.
    """
    home = home_hours(scenario)
    spelled = spellings(scenario)
    moments = {moment.id: moment for moment in scenario.moments}
    asked = [_of_passage(p, moments.get(p.moment or ""), scenario, home, spelled) for p in scenario.passages]
    # Where the scenario says by what words moments are told, one without such words is told by nobody.
    worded = any(moment.terms for moment in scenario.moments)
    sought = [moment for moment in scenario.moments if moment.terms or not worded]
    extra = [_of_moment(moment, scenario, home, spelled) for moment in sought]
    return Known(
        _all_weighed(asked),
        _all_weighed(extra),
        learn(scenario.folder, tuple(query.id for query in extra)),
        spelled,
        home,
        _year(None, scenario, home),
    )


def _of_passage(
    passage: Passage, moment: Moment | None, scenario: Scenario, home: float, spelled: Spellings
) -> Query:
    year = _year(moment, scenario, home)
    gather = _Gather(home, year, spelled)
    last = max(1, len(passage.terms) - 1)
    for n, term in enumerate(passage.terms):
        gather.add(term, _FIRST + (_LAST - _FIRST) * n / last, own=True, term=True)
    gather.add(passage.text, _TEXT, own=False)
    gather.add(passage.notes, _NOTES, own=False)
    if moment is not None:
        _record(gather, moment, scenario, home)
    return Query(passage.id, moment, (*gather.figures, *gather.words.values()), tuple(gather.phrases))


def _of_moment(moment: Moment, scenario: Scenario, home: float, spelled: Spellings) -> Query:
    gather = _Gather(home, _year(moment, scenario, home), spelled)
    gather.add(moment.title, _TITLE, own=False, term=True)
    last = max(1, len(moment.terms) - 1)
    for n, term in enumerate(moment.terms):
        gather.add(term, _LIKELY + (_LEAST - _LIKELY) * n / last, own=False, term=True)
    _record(gather, moment, scenario, home)
    asked = (*gather.figures, *gather.words.values())
    return Query(moment.id, moment, asked, tuple(gather.phrases), passage=False)


def _record(gather: _Gather, moment: Moment, scenario: Scenario, home: float) -> None:
    """Take a moment's clock or date, place, actors, words and the figures of its rival accounts."""
    day_long = moment.latest - moment.earliest >= 6 * 3600
    for n, at in enumerate(dict.fromkeys([moment.best, *moment.times.values()])):
        local = datetime.fromtimestamp(at, UTC) + timedelta(hours=home)
        if not day_long:
            seconds = local.hour * 3600 + local.minute * 60 + local.second
            stated = moment.time_basis is Basis.STATED
            weight = _OWN_TIME * (1.0 if n == 0 else 0.6) * (1.0 if stated else 0.5)
            gather.figure(
                Fact("time", 0, 0, clock=frozenset([seconds])),
                f"{local:%H:%M}",
                weight,
                own=n == 0 and moment.time_basis is not Basis.ASSUMED,
            )
        if moment.latest - moment.earliest <= 3 * 86400:
            first_day = scenario.chapters and abs(at - scenario.chapters[0].start) < 86400
            date = Fact("date", 0, 0, days=frozenset([(local.year, local.month, local.day)]))
            own = n == 0 and day_long and moment.time_basis is Basis.STATED
            gather.figure(date, f"{local.day} {local:%B}", 0.25 if first_day else 0.8, own=own)
        elif n == 0 and moment.latest - moment.earliest <= 366 * 86400:
            gather.figure(Fact("year", 0, 0, value=local.year), str(local.year), 0.8, own=False)
    for site in dict.fromkeys([moment.place or "", *moment.actors]):
        if site in scenario.sites:
            for name in scenario.sites[site].names.values():
                gather.add(name, _MOMENT, own=False)
    gather.add(moment.title, _MOMENT, own=False)
    gather.add(moment.text, _MOMENT, own=False)
    midnight = (moment.best + home * 3600) // 86400 * 86400 - home * 3600
    clock = (moment.earliest - midnight - 60, moment.latest - midnight + 60)
    for says, _ in moment.accounts:
        gather.add(says, _ACCOUNT, own=False, clock=clock)


def _year(moment: Moment | None, scenario: Scenario, home: float) -> int:
    at = moment.best if moment else scenario.chapters[0].start if scenario.chapters else 0.0
    return (datetime.fromtimestamp(at, UTC) + timedelta(hours=home)).year


def _all_weighed(queries: Sequence[Query]) -> tuple[Query, ...]:
    counts: Counter[object] = Counter()
    for query in queries:
        counts.update({a.key or _shared_as(a) for a in query.asked})
    return tuple(_weighed(query, counts, max(2, len(queries))) for query in queries)


def _shared_as(asked: Asked) -> object:
    """Return what is the same for one date, or one time, that several ask for."""
    figure = asked.figure
    return asked.kind, figure and (figure.days or figure.clock)


def _weighed(query: Query, counts: Counter[object], n: int) -> Query:
    """Multiply the weight of each fact by how few passages hold it."""

    def rarity(key: str) -> float:
        return max(0.05, log((n + 1) / (counts[key] + 0.5)) / log((n + 1) / 1.5)) if counts[key] else 1.0

    def weight(asked: Asked) -> float:
        if asked.key:
            return asked.weight * rarity(asked.key)
        if asked.kind != "date" and (query.passage or asked.kind != "time"):
            return asked.weight
        # A date that three passages share tells little by itself, nor a time that two moments have.
        return float(asked.weight / max(1, counts[_shared_as(asked)]) ** 0.5)

    asked = tuple(replace(a, weight=weight(a)) for a in query.asked)
    phrases = tuple(replace(p, weight=p.weight * max(rarity(k) for k in p.keys)) for p in query.phrases)
    return replace(query, asked=asked, phrases=phrases)


def asked_words(all_queries: Iterable[Query]) -> frozenset[str]:
    """Return the keys of every word that any query knows."""
    return frozenset(a.key for query in all_queries for a in query.asked if a.key)
