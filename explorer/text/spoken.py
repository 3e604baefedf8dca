"""Clock times in words, and times counted from the last one: "ten to two", "nine minutes later"."""

import re

from explorer.text import numbers, when

_HOURS = ["twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
_NAMED = ("noon", "midday", "midnight")
_MINUTES = "|".join(sorted(numbers.SMALL, key=len, reverse=True))
_PART = rf"(?P<part>half|(?:a )?quarter|(?:{_MINUTES})(?:-(?:{_MINUTES}))?)"
_SPOKEN = re.compile(
    rf"{_PART}(?P<unit> minutes?)? (?P<way>past|to|after|before|of|till) "
    rf"(?P<hour>{'|'.join(_HOURS)}|noon|midday|midnight)\b(?! (?:minutes?|hours?|days?|years?|o'clock ago))"
    r"(?P<clock> o['’]clock)?" + when.HALF + when.ZONE,
    re.IGNORECASE,
)
# "at twenty-six past": of the hour last named.
_PAST = re.compile(rf"{_PART}(?: minutes?)? past\b(?! (?:{'|'.join(_HOURS)}|noon|midnight)\b)", re.IGNORECASE)
# "two o'clock", "two in the afternoon", "one p.m."
_HOUR = re.compile(
    rf"(?P<hour>{'|'.join(_HOURS)})\b(?P<clock> o['’]clock)?" + when.HALF + when.ZONE, re.IGNORECASE
)
_AT = re.compile(
    r"\b(?:at|by|until|till|before|after|around|about|since|was|it['’]s|nearly|almost|roughly|exactly|"
    r"approximately|just|some)[ \n]$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?P<n>\d{{1,3}}|an?|half an|(?:{_MINUTES})(?:-(?:{_MINUTES}))?)[ \n-]"
    r"(?P<unit>minutes?|hours?|seconds?)"
    r"[ \n](?P<way>later|after(?:wards?| that)|earlier|before(?: that)?(?=[ ]?[.,;]))\b",
    re.IGNORECASE,
)
_COUNTED_KANJI = re.compile(r"(?P<n>\d{1,3})(?P<unit>分|時間|秒)(?:ほど|あまり)?(?P<way>後|前)")
LATER = ("через", "спустя")
_RU_COUNTS = {"": 1, "одну": 1, "один": 1, "две": 2, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6,
    "семь": 7, "восемь": 8, "девять": 9, "десять": 10, "двенадцать": 12, "пятнадцать": 15, "двадцать": 20,
    "тридцать": 30, "сорок": 40}  # fmt: skip
_RU_SPAN = (
    rf"(?:(?P<n>\d{{1,3}}|{'|'.join(filter(None, _RU_COUNTS))})[ \n])?(?P<half>пол)?"
    r"(?P<unit>минут|час|дня|дней|день|сут|недел)\w{0,2}\b"
)
_RU_AFTER = re.compile(rf"(?:через|спустя)[ \n]{_RU_SPAN}", re.IGNORECASE)
_RU_BEFORE = re.compile(rf"\b{_RU_SPAN}[ \n]$", re.IGNORECASE)
_RU_SECONDS = {"минут": 60, "час": 3600, "недел": 7 * 86400}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "秒": 1, "分": 60, "時": 3600}
# 同20分, 35分ごろ: of the hour last named.
_MINUTE = re.compile(r"(?P<m>[0-5]?\d)分(?P<about>ごろ|ころ|頃|すぎ|過ぎ)?(?![\d間後前])")


def said(text: str, start: int, home: float) -> tuple[frozenset[int], int] | None:
    """Return the candidates of a time of day said in words at ``start``, and where it ends."""
    found = _SPOKEN.match(text, start)
    if found is None:
        return None
    minutes = _count(found["part"])
    if minutes is None or minutes >= 60 or not _meant(text, start, found, minutes):
        return None
    name = found["hour"].lower()
    back = found["way"].lower() in ("to", "before", "of", "till")
    hours = 0 if name in _NAMED else _HOURS.index(name)
    at = (hours * 60 - minutes if back else hours * 60 + minutes) % 720 * 60
    late = (name == "midnight") == back if name in _NAMED else None
    return _in_the_day(at, found, home, late), found.end()


def hour(text: str, start: int, home: float) -> tuple[frozenset[int], int] | None:
    """Return the candidates of an hour said in words at ``start``, and where it ends."""
    found = _HOUR.match(text, start)
    if found is None or not (found["clock"] or found["half"]):
        return None
    return _in_the_day(_HOURS.index(found["hour"].lower()) * 3600, found, home), found.end()


def _in_the_day(at: int, found: re.Match[str], home: float, late: bool | None = None) -> frozenset[int]:
    """Return what ``at``, in seconds of half a day, may be of the whole one, in the zone ``home``.

    ``late`` says which half it is where that is known; else the words say so, or it may be either.
    """
    half = (found["half"] or "").lower().replace(".", "")
    if late is None and half:
        late = any(word in half for word in ("pm", "afternoon", "evening"))
    choice = (at, at + 43200) if late is None else (at + 43200 * late,)
    east = when.named_zone(found["zone"])
    shift = 0 if east is None else round((home - east) * 3600)
    return frozenset((c + shift) % 86400 for c in choice)


def _meant(text: str, start: int, found: re.Match[str], minutes: int) -> bool:
    """Tell a time from odds and counts: "ten to one" is one after "at", or with a half of the day."""
    part, way = found["part"].lower(), found["way"].lower()
    if part == "half" or way in ("of", "till"):
        return way == "past" if part == "half" else minutes % 5 == 0 and bool(found["clock"] or found["half"])
    if found["unit"] or part.endswith("quarter") or way == "past":
        return True
    if way not in ("to", "before") or minutes not in (5, 10, 20, 25):
        return False
    beside = found["clock"] or found["half"] or found["zone"]
    return bool(beside or _AT.search(text, max(0, start - 16), start))


def of_the_hour(text: str, start: int, last: frozenset[int]) -> tuple[frozenset[int], int] | None:
    """Return "at twenty-six past" in the hour of the time named ``last``, and where it ends."""
    found = _PAST.match(text, start) if last and _AT.search(text, max(0, start - 16), start) else None
    minutes = _count(found["part"]) if found else None
    if found is None or minutes is None or minutes >= 60:
        return None
    return frozenset(at // 3600 * 3600 + minutes * 60 for at in last), found.end()


def counted(text: str, start: int, last: frozenset[int]) -> tuple[frozenset[int], int] | None:
    """Return what "nine minutes later" means, counted from the time named ``last``, and where it ends."""
    found = (_COUNTED.match(text, start) or _COUNTED_KANJI.match(text, start)) if last else None
    if found is None:
        return None
    written = found["n"].lower()
    number = int(written) if written.isdigit() else 1 if written in ("a", "an") else _count(written)
    if written == "half an":
        seconds = 1800
    elif number is None:
        return None
    else:
        seconds = number * _SECONDS[found["unit"][0].lower()]
    back = found["way"].lower().startswith(("earlier", "before", "前"))
    return frozenset((at + (-seconds if back else seconds)) % 86400 for at in last), found.end()


def later(text: str, start: int) -> tuple[int, int, int] | None:
    """Return how many seconds "через три дня" or "девять минут спустя" passed, and where it begins and ends.

    ``start`` is where через or спустя stands. Every other day (через день) is no such span.
    """
    found = _RU_AFTER.match(text, start)
    begin, end = (start, found.end()) if found else (0, 0)
    if found is None and text[start : start + 6].lower() == "спустя":
        found = _RU_BEFORE.search(text, max(0, start - 24), start)
        begin, end = (found.start(), start + 6) if found else (0, 0)
    if found is None or (not found["n"] and found["unit"].lower() == "день"):
        return None
    written = (found["n"] or "").lower()
    number = int(written) if written.isdigit() else _RU_COUNTS[written]
    seconds = number * _RU_SECONDS.get(found["unit"].lower(), 86400)
    return (seconds // 2 if found["half"] else seconds), begin, end


def minute(text: str, start: int, last: frozenset[int]) -> tuple[frozenset[int], int] | None:
    """Return 同20分 or 35分ごろ in the hour of the time named ``last``, and where it ends."""
    found = _MINUTE.match(text, start) if last else None
    if found is None or not (found["about"] or text[start - 1 : start] == "同"):
        return None
    return frozenset(at // 3600 * 3600 + int(found["m"]) * 60 for at in last), found.end()


def _count(part: str) -> int | None:
    part = part.lower().removeprefix("a ")
    if part in ("half", "quarter"):
        return 30 if part == "half" else 15
    words = part.split("-")
    return sum(numbers.SMALL[w] for w in words) if all(w in numbers.SMALL for w in words) else None
