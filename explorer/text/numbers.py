"""Numbers and quantities as people write them: figures, words, units; converted to SI.

A quantity carries the half-step of its last written digit, so that 111 miles and 180 km can meet while
111 miles and 115 miles do not.
"""

import re
from dataclasses import dataclass

_ONES_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_ONES = _ONES_WORDS.split()
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL: dict[str, int] = {w: n for n, w in enumerate(_ONES)} | {
    w: 10 * n for n, w in enumerate(_TENS) if n > 1
}
SMALL["fourty"] = 40
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_NUMBER_WORDS = "|".join(sorted([*SMALL, *_SCALES], key=len, reverse=True))
WORDED = re.compile(
    rf"(?:(?:a|half a|a half)[ \n](?=hundred|thousand|million|dozen))?(?:{_NUMBER_WORDS})\b"
    rf"(?:(?:[ \n\xa0-]|,[ ]|[ \n-]and[ \n-])(?:{_NUMBER_WORDS})\b)*(?:[ \n]and[ \n]a[ \n](?:half|quarter))?",
    re.IGNORECASE,
)
TRIGGERS = frozenset([*SMALL, *_SCALES, "half"])
# 1,800 / 20 000 / 1.5 / 40,000.50; the letter o for a zero, as misprints have it, only inside a figure.
FIGURE = re.compile(
    r"\d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3})+(?![\d])(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|\d+(?:[.·]\d+)?",
    re.ASCII,
)
_MAN = {"千": 1000, "万": 10_000, "億": 10**8}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its value, and ``half``, half the step of its last significant digit."""

    value: float
    half: float


def figure(written: str, scale: float = 1.0) -> Number:
    """Return the number that digits write, e.g. ``1,800``; ``scale`` is a thousand for "20 thousand"."""
    digits = re.sub(r"[,\u00a0\u202f\u2009 ]", "", written)
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    value = float(digits)
    if "." in digits:
        step = 10.0 ** -len(digits.split(".")[1])
    else:
        stripped = digits.rstrip("0")
        step = 10.0 ** (len(digits) - len(stripped)) if stripped else 1.0
    return Number(value * scale, step * scale / 2)


def worded(written: str) -> Number:
    """Return the number that words write, e.g. ``twenty thousand``, ``two hundred and fifty``."""
    total = current = 0.0
    words = re.findall(r"[a-z]+", written.lower())
    step = 1.0
    for n, word in enumerate(words):
        if word in SMALL:
            current += SMALL[word]
            step = 10.0 if SMALL[word] >= 20 and SMALL[word] % 10 == 0 else 1.0
        elif word in ("hundred", "dozen"):
            current = (current or (0.5 if words[:1] == ["half"] else 1.0)) * _SCALES[word]
            step = float(_SCALES[word])
        elif word in _SCALES:
            total += (current or (0.5 if words[:1] == ["half"] else 1.0)) * _SCALES[word]
            current = 0.0
            step = float(_SCALES[word])
        elif word in ("half", "quarter") and n:
            part = (0.5 if word == "half" else 0.25) * (_SCALES.get(words[n - 3], 1) if n >= 3 else 1)
            current += part
            step = part
    return Number(total + current, step / 2)


# unit -> (dimension, SI per unit); dimensions: m, m/s, s, kg, mach, percent, money:CODE
_UNITS: tuple[tuple[str, str, float], ...] = (
    (r"nautical[ \n-]miles?|miles?[ \n]\(nautical\)|n\.?\s?m\.?i?\b|nmi|海里|морск\w+ мил\w+", "m", 1852.0),
    (
        r"(?:statute[ \n-]|air[ \n-])?miles?[ \n]+(?:per|an|a)[ \n]+hour|mph|m\.p\.h\.?|миль в час",
        "m/s",
        0.44704,
    ),
    (
        r"(?:km|kilomet(?:re|er)s?)[ \n]*(?:/|per|an)[ \n]*(?:h(?:ou)?r?\b)|km/?h|kmh|kph|км/ч|キロ毎時",
        "m/s",
        1 / 3.6,
    ),
    (r"knots?|kts?|kn|ノット|узл\w+", "m/s", 1852 / 3600),
    (r"(?:statute[ \n-]|air[ \n-])?miles?|マイル|мил[ьия]\w*", "m", 1609.344),
    (r"kilomet(?:re|er)s?|kms?|キロメートル|キロ(?!グラム)|км|километр\w*", "m", 1000.0),
    (r"feet|foot|ft|フィート|фут\w*", "m", 0.3048),
    (r"yards?|yds?", "m", 0.9144),
    (r"met(?:re|er)s?|m(?!\w|/|\.\w)|メートル|метр\w*|м(?!\w)", "m", 1.0),
    (r"hours?|hrs?|時間|час(?:а|ов)?(?!\w)", "s", 3600.0),
    (r"minutes?|mins?|分(?:間|(?=後|前|ほど|以内|足らず))|минут\w*", "s", 60.0),
    (r"seconds?|secs?|秒間?|секунд\w*", "s", 1.0),
    (r"days?|日間|дн(?:я|ей)|суток", "s", 86400.0),
    (r"weeks?|週間|недел\w*", "s", 604800.0),
    (r"months?|か月|ヶ月|カ月|месяц\w*", "s", 2629800.0),
    (r"years?(?![ \n-]old)|年間", "s", 31557600.0),
    (r"tons?|tonnes?|トン|тонн\w*", "kg", 1000.0),
    (r"kilogram(?:me)?s?|kilos?|kgs?|キログラム", "kg", 1.0),
    (r"pounds?|lbs?", "kg", 0.45359237),
    (r"per[ \n]?cent|%|％|パーセント|процент\w*", "percent", 1.0),
    (r"(?:us |u\.s\. )?dollars?|ドル|доллар\w*", "money:USD", 1.0),
    (r"yen|円|иен\w*", "money:JPY", 1.0),
    (r"ro?ubles?|рубл\w*", "money:RUB", 1.0),
)
_WORD_END = r"(?![A-Za-z])"
UNIT = re.compile(
    r"[ \n\xa0\u202f-]{0,2}(?:"
    + "|".join(f"(?P<u{n}>(?:{unit}){_WORD_END})" for n, (unit, _, _) in enumerate(_UNITS))
    + ")",
    re.IGNORECASE,
)
SCALE = re.compile(r"[ \n\xa0]?(thousand|million|billion|тысяч\w*|тыс\.|千|万|億)", re.IGNORECASE)
CURRENCY = {
    "$": "money:USD",
    "＄": "money:USD",
    "¥": "money:JPY",
    "￥": "money:JPY",
    "£": "money:GBP",
    "€": "money:EUR",
}


def scale_of(word: str) -> float:
    """Return the factor that a scale word stands for."""
    low = word.lower()
    return float(_MAN.get(low) or _SCALES.get(low) or 1000)


# How units begin: most words after a figure are none, and a look here is far cheaper than the pattern.
_BEGIN_WORDS = """
    n sta air mil mph m. km kil kph kn kt fe fo ft yar yd met m hou hr min sec day wee mon yea ton kg pou lb
    per us u.s dol yen ro ru % ％ 海 キ マ メ フ ノ ト パ ド 円 時 分 秒 日 週 か ヶ カ 年
    м к ф у ч с д н г т п и р
"""
_BEGIN = tuple(_BEGIN_WORDS.split())


def unit_at(text: str, position: int) -> tuple[str, float, int] | None:
    """Return (dimension, SI per unit, end) of the unit written at ``position``, or None."""
    if not text[position : position + 6].lstrip(" \n\xa0\u202f-").lower().startswith(_BEGIN):
        return None
    found = UNIT.match(text, position)
    if found is None or found.lastgroup is None:
        return None
    _, dimension, factor = _UNITS[int(found.lastgroup[1:])]
    return dimension, factor, found.end()
