"""The facts of a text: times, dates, quantities, numbers and names, each with where it stands.

One pass over the tokens. The same scan reads documents and the scenario's own passages, so that both
sides write 1:11 p.m., 1311 hours and 13:11 as one thing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from explorer.text import idioms, numbers, spoken, when, words
from explorer.text.begins import NATIVE_DAYS, beginning


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure in a text, at ``start:end``.

    A ``time`` has its candidates in ``clock``, seconds since midnight; a ``date`` in ``days``, (year or 0,
    month, day or 0). For the other kinds ``value`` counts: ``m``, ``m/s``, ``s``,
    ``kg`` in SI units, ``percent``, ``money:USD``, ``mach``, ``number``, ``year``; ``half`` is half the step
    of the last digit as written, in the same unit, ``unit`` the SI size of the unit as written. ``exact`` is
    false for an hour without minutes and for a date that was counted from another; ``counted`` is true for a
    time that was ("nine minutes later").
    """

    kind: str
    start: int
    end: int
    value: float = 0.0
    half: float = 0.0
    unit: float = 1.0
    clock: frozenset[int] = frozenset()
    days: frozenset[when.Day] = frozenset()
    exact: bool = True
    counted: bool = False


# One word of a text: its key, start and end. A plain tuple: a long text has a million.
Hit = tuple[str, int, int]

_DESIGNATED = re.compile(r"(?:^|[^A-Za-zА-Яа-я\d])([A-Z]{1,3}|MiG|Mig|mig|Tu|Su|Yak|М[иИ][гГ])[-‐‑–—]?$")
_SPACED = re.compile(r"(MiG|Mig|MIG|ミグ|М[иИ][гГ])[ \n\xa0・]?$")
_SUFFIX = re.compile(r"[A-Z]{1,3}(?![a-z])")
_MACH = re.compile(r"\b(?:mach|マッハ|мах\w*)[ \n-]?$", re.IGNORECASE)
_A_UNIT = re.compile(r"(?:a|an)[ \n]((?:nautical[ \n])?mile|kilomet(?:re|er)|week|month)\b", re.IGNORECASE)
_HALF_UNIT = re.compile(r"half (?:a |an )(?=minute|hour|mile|kilomet|nautical|ton)", re.IGNORECASE)
_A_NUMBER = re.compile(r"a (?:quarter|half|hundred|thousand|dozen|million)\b", re.IGNORECASE)
_SPOKEN_WAYS = (" past", " to ", " after ", " before ", " of ", " till ")
# A table of figures is no story: of so many, or one in so many characters, the rest is not read.
_FIGURES, _SPARSE = 50_000, 40
_HOUR_WAYS = (" o'clock", " o’clock", " in the ", " a.m", " p.m", " am", " pm", " that ", " this ")
_LATELY = 1500  # characters
_NIGHT = re.compile(r"noon|midday|midnight", re.IGNORECASE)
_AFTER_THE = (
    *("next", "following", "same", "previous", "very", "day", "week", "night", "month", "quarter", "half"),
    *("mile", "kilo", "nautical", *numbers.SMALL, "hundred", "thousand", "dozen", "million"),
)
_DIGITS = re.compile(r"\d+")
# Full-width figures are read as plain ones; each character stays one.
_WIDE_ONE = re.compile("[０-９：．]")
_WIDE = {0xFF10 + n: str(n) for n in range(10)} | {0xFF1A: ":", 0xFF0E: "."}


def scan(
    text: str,
    wanted: Callable[[str], str | None] | None = None,
    home: float = 9.0,
    anchor: when.Day = (0, 0, 0),
) -> tuple[list[Fact], list[Hit]]:
    """Return the figures of ``text`` and the words that ``wanted`` gives a key, in order.

    ``home`` is the zone, in hours east of Greenwich, that times with a named zone are turned into;
    ``anchor`` the date from which "two days later" counts until the text names one itself.
    """
    scanner = _Scanner(text, wanted, home, anchor)
    scanner.run()
    return scanner.facts, scanner.hits


class _Scanner:
    """The state of one pass: what was found, how far the text is used up, the date last named."""

    def __init__(
        self, text: str, wanted: Callable[[str], str | None] | None, home: float, anchor: when.Day
    ) -> None:
        self.text = text.translate(_WIDE) if not text.isascii() and _WIDE_ONE.search(text) else text
        self.home = home
        self.anchor = anchor
        self.facts: list[Fact] = []
        self.hits: list[Hit] = []
        self._wanted = wanted or (lambda _word: None)
        self._done = 0
        self._last: frozenset[int] = frozenset()  # the time of day last named
        self._last_end = 0

    def run(self) -> None:
        """Split the text into words and gaps at once, and walk only those words that begin something."""
        parts = words.split(self.text)
        tokens, gaps = parts[1::2], parts[::2]
        ends = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)))
        table: list[tuple[str, str | None]] = [("", None)]
        book: dict[str, int] = {}
        for word in sorted(set(tokens)):
            entry = (beginning(word), self._wanted(word))
            book[word] = len(table) if any(entry) else 0
            if any(entry):
                table.append(entry)
        # "The" begins something before few words: to look at the next one spares most calls.
        after_the = {word for word in book if word.lower().startswith(_AFTER_THE)}
        codes = np.fromiter(map(book.__getitem__, tokens), np.int64, len(tokens))
        tokens.append("")
        at = np.flatnonzero(codes)
        figures = max(_FIGURES, len(self.text) // _SPARSE)
        for n, code, start in zip(at.tolist(), codes[at].tolist(), ends[2 * at].tolist(), strict=True):
            category, key = table[code]
            if key is not None:
                self.hits.append((key, start, start + len(tokens[n])))
            if category == "digit":
                figures -= 1
                if figures < 0:
                    continue
            elif category == "the" and tokens[n + 1] not in after_the:
                continue
            elif category == "particle":
                verb = idioms.ended(tokens, gaps, n)
                if verb:
                    self.hits.append((verb[0], int(ends[2 * verb[1]]), start + len(tokens[n])))
                continue
            if category:
                self._begun(category, tokens[n], start)
        self.facts.sort(key=lambda fact: (fact.start, fact.end))
        self.hits.sort(key=itemgetter(1))

    def _begun(self, category: str, word: str, start: int) -> None:
        """Read what a word begins."""
        if category == "digit":
            # One word of figures, or several numbers inside a run of Japanese.
            for found in _DIGITS.finditer(word):
                if start + found.start() >= self._done:
                    self._digits(start + found.start())
            if word[0] > "\u2fff":
                self._native(word, start)
        elif category == "month":
            self._month(start, start + len(word))
        elif category == "weekday":
            self._weekday(word, start, start + len(word))
        elif category == "native":
            self._native(word, start)
        elif category == "later":
            self._later(start)
        elif start < self._done:
            return
        elif category == "number":
            self._worded(start)
        elif category == "noon":
            self._noon(start)
        else:
            self._the(start)

    def _native(self, word: str, start: int) -> None:
        for found in NATIVE_DAYS.finditer(word):
            self._worded(start + found.start())

    def _add(self, fact: Fact) -> None:
        self.facts.append(fact)
        self._done = max(self._done, fact.end)
        if fact.kind == "time":
            self._last, self._last_end = fact.clock, fact.end

    def _lately(self, start: int) -> frozenset[int]:
        """Return the time last named, if that is not too long ago to be counted from."""
        return self._last if start - self._last_end <= _LATELY else frozenset()

    def _digits(self, start: int) -> None:
        text = self.text
        before = text[max(0, start - 8) : start]
        if before[-1:] not in ("", "\n", "(") and self._designation(start, before):
            return
        run = _DIGITS.match(text, start)
        assert run is not None
        after = text[run.end() : run.end() + 1]
        if after == "分" and self._minute(start):
            return
        if after in ("分", "時", "秒") or text[run.end() + 1 : run.end() + 2] in ("m", "h", "s"):
            self._counted(start)
        if after in (" ", "\n") and text[run.end() + 1 : run.end() + 2] in ("d", "w", "n"):
            relative = when.RELATIVE.match(text, start)
            if relative and self._relative(relative):
                return
        elif after in ("s", "n", "r", "t", "日") and self._day(start, run.end()):
            return
        elif after in ("-", "/", ".", "年", "月"):
            day = when.date_at(text, start)
            if day:
                self._dated(day[0], start, day[1])
                return
        if before[-1:] not in ("$", "¥", "£") and not self._mach(before):
            at = when.time_at(text, start, run.end(), self.home)
            if at:
                self._add(Fact("time", start, at[1], clock=at[0], exact=at[2]))
                return
        written = numbers.FIGURE.match(text, start)
        if written is None:
            # A figure of another script: full-width digits and the like.
            self._quantity(numbers.figure(str(int(run.group()[:15]))), start, run.end())
            return
        end = written.end()
        digits = written.group()
        if text[end : end + 4] in ("o,00",) and text[start - 1 : start] == "$":  # a misprint: $4o,000
            digits, end = digits + "0000", min(len(text), end + 5)
        if len(digits) > 30:
            self._done = end
            return
        self._quantity(numbers.figure(digits), start, end)

    def _day(self, start: int, end: int) -> bool:
        """Read "on the 14th", 9日に as a day of the month last named."""
        found = when.day_at(self.text, start, end, self.anchor)
        if found:
            self._dated(frozenset([found[0]]), start, found[1], exact=False)
        return found is not None

    def _minute(self, start: int) -> bool:
        """Read 同20分 as a minute of the hour last named."""
        came = spoken.minute(self.text, start, self._lately(start))
        if came:
            self._add(Fact("time", start, came[1], clock=came[0], exact=False, counted=True))
        return came is not None

    @staticmethod
    def _mach(before: str) -> bool:
        low = before.lower()
        return ("mach" in low or "マッハ" in low or "мах" in low) and bool(_MACH.search(before))

    def _designation(self, start: int, before: str) -> bool:
        """Note MiG-25P, F-4EJ, C-5 as names, with and without the letters after the figure."""
        found = _DESIGNATED.search(before) or _SPACED.search(before)
        if not found:
            return False
        run = _DIGITS.match(self.text, start)
        if run is None or run.end() - start > 3:
            return False
        name = words.fold(found.group(1)).replace("миг", "mig").replace("ミグ", "mig") + run.group()
        suffix = _SUFFIX.match(self.text, run.end())
        end = suffix.end() if suffix else run.end()
        begin = start - (len(before) - found.start(1))
        for variant in (name, name + suffix.group().lower()) if suffix else (name,):
            key = self._wanted(variant)
            if key is not None:
                self.hits.append((key, begin, end))
        self._done = end
        return True

    def _quantity(self, number: numbers.Number, start: int, end: int, spelled: bool = False) -> None:
        text = self.text
        scale = numbers.SCALE.match(text, end)
        if scale:
            factor = numbers.scale_of(scale.group(1))
            number = numbers.Number(number.value * factor, number.half * factor)
            end = scale.end()
        currency = numbers.CURRENCY.get(text[start - 1 : start]) if start else None
        if currency:
            self._add(Fact(currency, start - 1, end, number.value, number.half))
            return
        if self._mach(text[max(0, start - 8) : start]):
            self._add(Fact("mach", start, end, number.value, number.half))
            return
        unit = numbers.unit_at(text, end)
        if unit:
            dimension, factor, stop = unit
            self._add(Fact(dimension, start, stop, number.value * factor, number.half * factor, factor))
            return
        year = (
            not spelled
            and end - start == 4
            and 1900 <= number.value < 2100
            and number.value == int(number.value)
        )
        if year and text[start:end].isdigit():
            self._add(Fact("year", start, end, number.value))
            _, month, day = self.anchor
            if not month:
                self.anchor = (int(number.value), month, day)
            return
        self._add(Fact("number", start, end, number.value, number.half))

    def _the(self, start: int) -> None:
        """Look for "the next day", "a week later", "a mile", "a quarter past one"."""
        text = self.text
        relative = when.RELATIVE.match(text, start)
        if relative and self._relative(relative):
            return
        single = _A_UNIT.match(text, start)
        if single:
            unit = numbers.unit_at(text, single.start(1))
            if unit:
                self._add(Fact(unit[0], start, unit[2], unit[1], unit[1] / 4, unit[1]))
        elif _A_NUMBER.match(text, start):
            self._worded(start + (2 if text[start + 2 : start + 9].lower() == "quarter" else 0))

    def _counted(self, start: int) -> None:
        """Note the time that "nine minutes later" comes to; the nine minutes are read as well."""
        came = spoken.counted(self.text, start, self._lately(start))
        if came:
            self.facts.append(Fact("time", start, came[1], clock=came[0], exact=False, counted=True))
            self._last, self._last_end = came[0], came[1]

    def _later(self, start: int) -> None:
        """Read через три дня, девять минут спустя."""
        later = spoken.later(self.text, start)
        if later is None:
            return
        seconds, begin, end = later
        if seconds % 86400:
            came = frozenset((at + seconds) % 86400 for at in self._lately(start))
            self.facts += [Fact("time", begin, end, clock=came, exact=False, counted=True)] if came else []
            self._last, self._last_end = (came, end) if came else (self._last, self._last_end)
        else:
            day = when.shifted(self.anchor, seconds // 86400) if all(self.anchor[1:]) else None
            if day:
                self._dated(frozenset([day]), begin, end, exact=False)

    def _noon(self, start: int) -> None:
        found = _NIGHT.match(self.text, start)
        assert found is not None
        at = 0 if found.group().lower() == "midnight" else 43200
        self._add(Fact("time", start, found.end(), clock=frozenset([at]), exact=False))

    def _worded(self, start: int) -> None:
        """Read numbers in words: "two days later", "half past one", "twenty thousand feet"."""
        text = self.text
        ahead = text[start : start + 36].lower()
        if text[start] > "\u2fff" or "day" in ahead or "week" in ahead or "night" in ahead:
            relative = when.RELATIVE.match(text, start)
            if relative and self._relative(relative):
                return
        if any(way in ahead for way in _SPOKEN_WAYS):
            said = spoken.said(text, start, self.home)
            if said:
                self._add(Fact("time", start, said[1], clock=said[0]))
                return
            said = spoken.of_the_hour(text, start, self._lately(start))
            if said:
                self._add(Fact("time", start, said[1], clock=said[0], exact=False, counted=True))
                return
        said = spoken.hour(text, start, self.home) if any(way in ahead for way in _HOUR_WAYS) else None
        if said:
            self._add(Fact("time", start, said[1], clock=said[0], exact=False))
            return
        self._counted(start)
        part = _HALF_UNIT.match(text, start)
        unit = numbers.unit_at(text, part.end()) if part else None
        if unit:
            self._add(Fact(unit[0], start, unit[2], unit[1] / 2, unit[1] / 8, unit[1]))
            return
        written = numbers.WORDED.match(text, start)
        if written:
            self._quantity(numbers.worded(written.group()), start, written.end(), spelled=True)

    def _dated(self, days: frozenset[when.Day], start: int, end: int, exact: bool = True) -> None:
        if len(days) == 1:
            (day,) = days
            if not day[0] and self.anchor[0]:
                self.anchor = (self.anchor[0], day[1], day[2])
            elif day[2] or not self.anchor[1]:
                self.anchor = day
        self._add(Fact("date", start, end, days=days, exact=exact))

    def _month(self, start: int, end: int) -> None:
        found = when.date_around(self.text, start, end)
        if found is None:
            return
        day, begin, stop = found
        # The day before the month's name was first taken for a number.
        while self.facts and self.facts[-1].start >= begin and self.facts[-1].kind in ("number", "year"):
            self.facts.pop()
        self._dated(frozenset([day]), begin, stop)

    def _weekday(self, word: str, start: int, end: int) -> None:
        near = when.weekday_near(self.anchor, when.WEEKDAYS[word.lower()])
        if near:
            self._add(Fact("date", start, end, days=near, exact=False))

    def _relative(self, found: re.Match[str]) -> bool:
        day = when.relative(found, self.anchor)
        if day is None:
            return False
        self._dated(frozenset([day]), found.start(), found.end(), exact=False)
        return True
