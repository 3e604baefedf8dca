"""Clock times and dates as people write them, and what "two days later" hangs on.

A time of day is seconds since midnight as written; zones are applied where one is named. A date is
(year or 0, month, day or 0).
"""

import re
from datetime import date, timedelta

Day = tuple[int, int, int]

_EN_WORDS = """
    january february march april may june july august september october november december
"""
_EN = _EN_WORDS.split()
_RU_WORDS = """
    январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр
"""
_RU = _RU_WORDS.split()
MONTHS: dict[str, int] = {name: n for n, name in enumerate(_EN, 1)}
MONTHS |= {name[:3]: n for n, name in enumerate(_EN, 1)} | {"sept": 9}
MONTHS |= {stem + end: n for n, stem in enumerate(_RU, 1) for end in ("я", "ь", "е", "а", "й", "")}
del MONTHS["ма"]
_WEEKDAYS_WORDS = """
    monday tuesday wednesday thursday friday saturday sunday
"""
WEEKDAYS = {name: n for n, name in enumerate(_WEEKDAYS_WORDS.split())}
_ORDINALS_WORDS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
ORDINALS = {
    w: n
    for n, w in enumerate(
        _ORDINALS_WORDS.split(),
        1,
    )
}

ZONE = (
    r"(?P<zone>,?[ \n]*\(?(?:jst\b|gmt\b|utc\b|z\b|zulu\b|japan(?:ese)?(?: standard)? time|tokyo time|"
    r"moscow time|msk\b|vlat\b|"
    r"vladivostok(?: time|(?=\)))|by (?:japanese|tokyo|moscow|vladivostok|soviet) clocks|"
    r"local(?: time)?|edt\b|washington time))?"
)
HALF = (
    r"(?P<half>[ \n\xa0]?(?:a\.?m\.?|p\.?m\.?)(?![a-z])|[ \n]in the (?:early )?(?:afternoon|morning|evening)|"
    r"[ \n](?:that|this) (?:afternoon|morning|evening))?"
)
_CLOCK = re.compile(
    r"(?P<h>[01]?\d|2[0-4])(?:[:：h](?P<m>[0-5]\d)(?:(?:[:：]|[ \n]?m[ \n]?)(?P<s>[0-5]\d)s?)?)"
    r"(?!\d|[,.]\d{3})" + HALF + ZONE,  # a scale of 1:25,000
    re.IGNORECASE,
)
_DOTTED = re.compile(
    r"(?P<h>[01]?\d|2[0-4])\.(?P<m>[0-5]\d)(?![\d%]|[.,]\d)"
    r"(?P<half>[ \n\xa0]?(?:a\.?m\.?|p\.?m\.?)(?![a-z]))?(?P<hrs>[ \n]?(?:hours|hrs|h)\b)?" + ZONE,
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?P<h>1[0-2]|0?[1-9])(?:[ \n]?o['’]clock)?(?P<half>[ \n\xa0]?(?:a\.?m\.?|p\.?m\.?)(?![a-z])|"
    r"[ \n]in the (?:afternoon|morning|evening))?" + ZONE,
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"(?P<h>[01]\d|2[0-4])(?P<m>[0-5]\d)(?::?(?P<s>[0-5]\d))?(?!\d)(?P<hrs>[ \n-]?(?:hours|hrs|h)(?![a-z]))?"
    + ZONE,
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"(?P<h>[0-2]?\d)時(?!間)(?:(?P<m>[0-5]?\d)分|(?P<halfpast>半))?(?:(?P<s>[0-5]?\d)秒)?"
)
_RUSSIAN = re.compile(
    r"(?P<h>[0-2]?\d)[ \n]?(?:час(?:ов|а)?|ч\.?)[ \n](?P<m>[0-5]?\d)[ \n]?мин", re.IGNORECASE
)
_AT = re.compile(
    r"(?:\b(?:at|by|until|till|before|after|around|about|from|to|since|shortly|в)|[~約])[ \n]*$",
    re.IGNORECASE,
)
# Hours east of Greenwich, in 1976.
_EAST = {"gmt": 0, "utc": 0, "z": 0, "zulu": 0, "moscow": 3, "vladivostok": 10, "edt": -4,
         "washington": -4, "msk": 3, "vlat": 10, "jst": 9, "japan": 9, "japanese": 9, "tokyo": 9}  # fmt: skip


def time_at(
    text: str, position: int, digits_end: int, home: float = 9.0
) -> tuple[frozenset[int], int, bool] | None:
    """Return the time of day written in digits at ``position``: candidate seconds, end, and whether exact.

    A time with a zone is turned into that of ``home`` (hours east of Greenwich); one without stays as it is.
    A time without a.m. or p.m. below 13 hours stands for both halves of the day. ``None``: no time there.
    """
    before = text[max(0, position - 14) : position]
    length = digits_end - position
    after = text[digits_end : digits_end + 1]
    found: re.Match[str] | None = None
    if length <= 2:
        if after in (":", "：", "h", "H"):
            found = _CLOCK.match(text, position)
        elif after == ".":
            found = _DOTTED.match(text, position)
            named = found and (found["half"] or found["hrs"] or found["zone"])
            if found and not (named or (_AT.search(before) and _plain(text, found))):
                found = None
        elif after == "時":
            found = _JAPANESE.match(text, position)
        elif text[digits_end : digits_end + 2].strip()[:1] in ("ч", "Ч"):
            found = _RUSSIAN.match(text, position)
    elif length in (4, 6):
        found = _MILITARY.match(text, position)
        if found and not _is_military(text, found, before):
            found = None
    exact = True
    if found is None:
        found = _HOUR.match(text, position) if length <= 2 else None
        if found is None or not (found["half"] or "clock" in found.group().lower()):
            return None
        exact = False
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "m", "s"))
    if parts.get("halfpast"):
        minute = 30
    if hour > 24:
        return None
    half = (parts.get("half") or "").lower().replace(".", "")
    if before.rstrip().endswith("午後"):
        half = "pm"
    elif before.rstrip().endswith("午前"):
        half = "am"
    hours = [hour]
    if "p" in half.replace("pm", "p") and ("pm" in half or "afternoon" in half or "evening" in half):
        hours = [hour % 12 + 12] if hour <= 12 else [hour]
    elif "am" in half or "morning" in half:
        hours = [hour % 12] if hour <= 12 else [hour]
    elif hour <= 12 and not parts["h"].startswith("0") and "second" not in parts:
        hours = [hour, (hour + 12) % 24]
    east = named_zone(parts.get("zone"))
    if east is not None and not half:
        hours = [hour]
    shift = 0 if east is None else round((home - east) * 3600)
    at = frozenset((h * 3600 + minute * 60 + second + shift) % 86400 for h in hours)
    return at, found.end(), exact and (minute != 0 or bool(parts.get("m")))


def named_zone(written: str | None) -> int | None:
    """Return how many hours east of Greenwich a zone's name is, or None for one that is none or local."""
    names = re.findall("[a-z]+", (written or "").lower())
    return next((_EAST[name] for name in names if name in _EAST), None)


_MEASURED = re.compile(r"[ \n\xa0-]?(?:k?m|miles?|f(?:ee)?t|per|%|million|thousand|knots|tons?)\b")
_AT_HOURS = re.compile(r"\b(?:at|by|around|about|until)[ \n]+(?:about |around |exactly )?$", re.IGNORECASE)


def _plain(text: str, found: re.Match[str]) -> bool:
    """Say that no unit follows: "at 13.11 he" is a time, "at 13.11 km" is not."""
    return not _MEASURED.match(text, found.end())


# A chronology's line: 1320 Two aircraft off; 1322:30 - ; 1322-1332 (the end of a span).
_ENTRY = re.compile(
    r"(?::[0-5]\d)?(?:[ \t]{2,}|[ \t]?[-‐-―/|:;][ \t]?|[.,)\]]?[ \t](?=[A-Z(*\"\u3040-\u9fff])|\t)"
)
_ENTRY_END = re.compile(r"(?:^|\n)[ \t*•|-]*[0-2]\d[0-5]\d(?::[0-5]\d)?[ \t]?[-‐-―/][ \t]?$")
_LINE_BEGINS = re.compile(r"(?:^|\n)[ \t*•|-]*$")
_AND_DAY = re.compile(r"(?: hours)?(?:,| on)(?: the)? (?:\d|[A-Z])")


def _is_military(text: str, found: re.Match[str], before: str) -> bool:
    if found["hrs"] or (found["zone"] and "local" not in found["zone"].lower()):
        return True
    digits_end = found.end("m")
    if _LINE_BEGINS.search(before) and found["h"] != "20" and found["h"] != "19":
        return bool(_ENTRY.match(text, digits_end)) and _plain(text, found)
    if _ENTRY_END.search(before):
        return True
    if before[-1:] not in (" ", "\n"):
        return False
    year = 1900 <= int(found["h"] + found["m"]) < 2100
    if found["h"].startswith("0") and _AND_DAY.match(text, digits_end):  # 0045 on the 25th
        return True
    return bool(_AT_HOURS.search(before)) and not year and _plain(text, found)


_ISO = re.compile(
    r"(?P<y>[12]\d{3})[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>[12]\d|3[01]|0?[1-9])(?!\d)"
    r"(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"  # a stamp's clock is a machine's
)
_KANJI = re.compile(
    r"(?:(?:(?P<y>[12]\d{3})|昭和(?P<s>\d{1,2}))年(?:[（(][^）)]{1,12}[）)])?)?(?:(?P<m>1[0-2]|0?[1-9])月)(?:(?P<d>3[01]|[12]\d|0?[1-9])日)?"
)
_NUMERIC = re.compile(r"(?P<a>\d{1,2})([./])(?P<b>\d{1,2})\2(?P<y>[12]\d{3}|\d\d)(?!\d)")
_AFTER_MONTH = re.compile(
    r"\.?[ \n\xa0]+(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:.]\d|\d|,\d{3}\b)"
    r"(?:,?[ \n\xa0]+(?P<y>1[89]\d\d|20\d\d)\b)?",
    re.IGNORECASE,
)
_BEFORE_MONTH = re.compile(
    r"(?<![\d.:,])(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:[ \n\xa0-]of)?[ \n\xa0.-]+(?:the )?$",
    re.IGNORECASE,
)
_BEFORE_WORD = re.compile(r"(?P<w>[a-z]+)(?: day)?(?: of)? $", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"\.?,?[ \n\xa0-]+(?:of[ \n])?(?P<y>1[89]\d\d|20\d\d)\b")


def date_at(text: str, position: int) -> tuple[frozenset[Day], int] | None:
    """Return the date written in digits at ``position`` and where it ends."""
    found = _ISO.match(text, position) or _KANJI.match(text, position)
    if found:
        year = int(found["y"] or 0)
        if "s" in found.groupdict() and found["s"]:
            year = 1925 + int(found["s"])  # the Shōwa era's first year is 1926
        return frozenset([(year, int(found["m"]), int(found["d"] or 0))]), found.end()
    found = _NUMERIC.match(text, position)
    if found:
        a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
        year += 1900 if year < 100 else 0
        either = {(year, m, d) for m, d in ((a, b), (b, a)) if 1 <= m <= 12 and 1 <= d <= 31}
        if either:
            return frozenset(either), found.end()
    return None


def date_around(text: str, start: int, end: int) -> tuple[Day, int, int] | None:
    """Return (date, start, end) around the month's name at ``start:end``: Sept. 6, 1976; 6th of September."""
    month = MONTHS[text[start:end].lower()]
    capital = text[start].isupper() or text[start] > "\u03ff"
    before = _BEFORE_MONTH.search(text, max(0, start - 14), start)
    if before and (capital or month != 5):
        year = _YEAR_AFTER.match(text, end)
        return (
            (int(year["y"]) if year else 0, month, int(before["d"])),
            before.start(),
            year.end() if year else end,
        )
    if not capital:
        return None
    after = _AFTER_MONTH.match(text, end)
    if after:
        return (int(after["y"] or 0), month, int(after["d"])), start, after.end()
    word = _BEFORE_WORD.search(text, max(0, start - 24), start)
    if word and word["w"].lower() in ORDINALS:
        year = _YEAR_AFTER.match(text, end)
        return (
            (int(year["y"]) if year else 0, month, ORDINALS[word["w"].lower()]),
            word.start(),
            year.end() if year else end,
        )
    year = _YEAR_AFTER.match(text, end)
    if year:
        return (int(year["y"]), month, 0), start, year.end()
    if (
        text[start:end].lower() in ("may", "march", "mar", "dec", "jan", "sun", "ма", "май")
        or end - start < 4
    ):
        return None
    return (0, month, 0), start, end


# A day, not the 28th Regiment; nor 9日間, nine days.
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th)(?=[.,;:)!?]|\s*$|[ \n](?:he|she|it|they|we|an?|and|the|at|in|by|of)\b(?! [A-Z]))"
)
_KANJI_DAY = re.compile(
    "日(?=に|、|付|未明|早朝|午前|午後|朝|昼|夕|夜|深夜|の(?:未明|早朝|午前|午後|朝|昼|夕|夜|深夜))"
)
_NAMED_DAY = re.compile("日(?![間後前目])")
_KANJI_LATER = re.compile("日後")


def day_at(text: str, start: int, end: int, anchor: Day) -> tuple[Day, int] | None:
    """Return the day of the month of ``anchor`` that the figure at ``start:end`` names, and where it ends.

    So say "on the 14th", 9日に, 翌7日; and 3日後 is three days after ``anchor``.
    """
    year, month, _ = anchor
    number = int(text[start:end]) if end - start < 3 else 0
    if not month or not 1 <= number <= 31:
        return None
    if text[end] == "日":
        later = _KANJI_LATER.match(text, end)
        if later:
            moved = shifted(anchor, number)
            return (moved, later.end()) if moved else None
        named = text[max(0, start - 1) : start] in ("翌", "同") or text[max(0, start - 2) : start] == "同月"
        found = (_NAMED_DAY if named else _KANJI_DAY).match(text, end)
    else:
        found = _ORDINAL.match(text, end) if text.endswith("the ", 0, start) else None
    return ((year, month, number), found.end()) if found else None


RELATIVE = re.compile(
    r"(?:(?P<n>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several)[ \n]"
    r"(?P<unit>days?|weeks?|nights?)[ \n](?P<way>later|after(?:wards?)?|earlier|before)\b|"
    r"the[ \n](?:very[ \n])?(?P<next>next|following|same|previous)[ \n]"
    r"(?:day|morning|afternoon|evening|night)\b|"
    r"(?:the[ \n])(?P<eve>day[ \n]before|day[ \n]after)\b|"
    r"(?P<kanji>翌日|翌朝|同日|前日)|(?P<told>yesterday|today|вчера))",
    re.IGNORECASE,
)
_COUNTS_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve
"""
_COUNTS = {w: n for n, w in enumerate(_COUNTS_WORDS.split())}
_COUNTS |= {"a": 1, "an": 1}


def relative(found: re.Match[str], anchor: Day) -> Day | None:
    """Return the date that words such as "two days later" mean, counted from ``anchor``."""
    _, month, day = anchor
    if not (month and day):
        return None
    if found["n"]:
        written = found["n"].lower()
        count = int(written) if written.isdigit() else _COUNTS.get(written)
        if count is None:
            return None
        count *= 7 if found["unit"].lower().startswith("week") else 1
        count *= -1 if found["way"].lower() in ("earlier", "before") else 1
    elif found["kanji"]:
        count = {"翌日": 1, "翌朝": 1, "同日": 0, "前日": -1}[found["kanji"]]
    elif found["told"]:
        count = 0 if found["told"].lower() == "today" else -1
    elif found["next"]:
        count = {"next": 1, "following": 1, "same": 0, "previous": -1}[found["next"].lower()]
    else:
        count = -1 if found["eve"].lower().endswith("before") else 1
    return shifted(anchor, count)


def shifted(anchor: Day, days: int) -> Day | None:
    """Return ``anchor`` moved by whole days; a missing year stays missing (and counts as a leap year)."""
    year, month, day = anchor
    try:
        moved = date(year or 2000, month, day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return (moved.year if year else 0, moved.month, moved.day)


def weekday_near(anchor: Day, weekday: int) -> frozenset[Day]:
    """Return the days of that name from a week before ``anchor`` to a week after it; empty without a year."""
    year, month, day = anchor
    if not (year and month and day):
        return frozenset()
    try:
        at = date(year, month, day)
    except ValueError:
        return frozenset()
    ahead = (weekday - at.weekday()) % 7
    near = {at + timedelta(days=ahead), at - timedelta(days=(7 - ahead) % 7)}
    return frozenset((d.year, d.month, d.day) for d in near)
