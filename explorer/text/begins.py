"""What a word may begin: a time, a date, a number. Most begin nothing, and are passed over."""

import re

from explorer.text import idioms, numbers, spoken, when

NATIVE_DAYS = re.compile("翌日|翌朝|同日|前日")
_ARTICLES = frozenset(("the", "a", "an"))
_DIGIT = re.compile(r"\d")
# What a token may begin, by how it is written in lower case; of two the later.
_BEGINS = {
    **dict.fromkeys(("noon", "midday", "midnight"), "noon"),
    **dict.fromkeys(("yesterday", "today"), "day"),
    **dict.fromkeys(spoken.LATER, "later"),
    **dict.fromkeys(idioms.PARTICLES, "particle"),
    **dict.fromkeys(_ARTICLES, "the"),
    **dict.fromkeys(numbers.TRIGGERS, "number"),
    **dict.fromkeys(when.MONTHS, "month"),
}


def beginning(word: str) -> str:
    """Name what a token may begin, or nothing: a reader of ``facts`` by its name."""
    if _DIGIT.search(word):
        return "digit"
    low = word.lower()
    if low in when.WEEKDAYS and word[0].isupper():
        return "weekday"
    return _BEGINS.get(low) or ("native" if word[0] > "\u2fff" and NATIVE_DAYS.search(word) else "")
