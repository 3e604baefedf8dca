"""Times: seconds since 1970-01-01T00:00Z inside the program, a clock with its zone outside.

Offsets come from the tz database by way of ``zoneinfo``, never from constants: Vladivostok was at UTC+10 in
September 1976 and is at UTC+10 now, but was not in between.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo

from explorer.scenario.model import Scenario, Zone

MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime(1, 1, 3, tzinfo=UTC).timestamp()  # two days inside what a datetime can hold in any zone
_LAST = datetime(9999, 12, 29, tzinfo=UTC).timestamp()


def parse(text: str) -> float:
    """Return the time that ``text`` names in ISO 8601; an offset from UTC is required.

    Raises ``ValueError`` with one sentence.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a time such as 1976-09-06T13:26:00+09:00") from None
    return seconds(moment)


def seconds(moment: datetime) -> float:
    """Return ``moment`` in seconds since the epoch; raises ``ValueError`` if it has no offset from UTC."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no offset from UTC, such as +09:00 or Z")
    t = (moment - _EPOCH).total_seconds()
    if not _FIRST <= t <= _LAST:
        raise ValueError(f"the year {moment.year} cannot be shown")
    return t


@lru_cache(maxsize=64)
def tz(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; raises ``ValueError`` for one that the tz database does not have."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a zone of the tz database") from None


def local(t: float, zone: Zone) -> datetime:
    """Return the wall clock in ``zone`` at ``t``, to the nearest microsecond."""
    return (_EPOCH + timedelta(seconds=t)).astimezone(tz(zone.tz))


def clock(t: float, zone: Zone, seconds: bool = False, named: bool = True) -> str:
    """Return ``13:26 JST`` or ``13:26:30 JST``, cut to the minute or second.

    ``named=False`` leaves the zone out, where a heading names it.
    """
    wall = local(t + 5e-4, zone)  # 29.9999 s is 30 s: half a millisecond is below what any source says
    shown = f"{wall:%H:%M:%S}" if seconds else f"{wall:%H:%M}"
    return f"{shown} {zone.short}" if named else shown


def day(t: float, zone: Zone, year: bool = True) -> str:
    """Return ``6 Sept 1976``, or ``6 Sept``."""
    wall = local(t, zone)
    shown = f"{wall.day} {MONTHS[wall.month - 1]}"
    return f"{shown} {wall.year}" if year else shown


def day_clock(t: float, zone: Zone) -> str:
    """Return ``25 Sept 1976, 00:45 JST``."""
    return f"{day(t, zone)}, {clock(t, zone)}"


def elsewhere(t: float, zones: Sequence[Zone], seconds: bool = False) -> tuple[str, ...]:
    """Return the clocks of the zones after the first, as `clock`.

    Where it is another day than in the first zone, the day is said: ``24 Sept 15:45 UTC``.
    """
    first, *others = zones
    today = local(t + 5e-4, first).date()
    told = []
    for zone in others:
        same = local(t + 5e-4, zone).date() == today
        told.append(("" if same else f"{day(t, zone, year=False)} ") + clock(t, zone, seconds))
    return tuple(told)


_DAY_S = 86400.0


def rough(t: float, zone: Zone, spread: float) -> str:
    """Return ``t`` no finer than it is known, if it may be off by ``spread`` seconds in all.

    Half a year or more is told as ``1989``, most of a month as ``July 1973``, half a day as ``8 Sept 1976``.
    """
    wall = local(t, zone)
    if spread >= 183 * _DAY_S:
        return str(wall.year)
    if spread >= 26 * _DAY_S:
        return f"{MONTHS[wall.month - 1]} {wall.year}"
    return day(t, zone) if spread >= _DAY_S / 2 else day_clock(t, zone)


def iso(t: float, zone: Zone | None = None) -> str:
    """Return ISO 8601 with its offset, in ``zone`` or else in UTC (with ``Z``); `parse` reads it back."""
    if zone is None:
        return (_EPOCH + timedelta(seconds=t)).isoformat().replace("+00:00", "Z")
    return local(t, zone).isoformat()


_NAMED = re.compile(
    r"(?:(?P<h>\d{1,2}):?(?P<m>\d{2})(?::?(?P<s>\d{2}(?:[.,]\d+)?))?|(?P<hour>\d{1,2})(?=\s*[ap]\.?m))"
    r"\s*(?P<half>[ap]\.?m\.?(?![a-z]))?(?P<zone>(?!\d).*)",
    re.I,
)
_STEP = re.compile(r"(?P<sign>[+\-−])\s*(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]*)", re.I)
_ISO_DAY = re.compile(r"(?P<y>\d{4})-(?P<mo>\d{2})-(?P<d>\d{2})(?:[T ]\s*(?P<rest>.+))?", re.I)
_DAY = re.compile(
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<mo>[a-z]{3,9})|(?P<mo2>[a-z]{3,9})\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)\.?"
    r"(?:,?\s+(?P<y>\d{4})(?!:))?(?:,?\s+(?P<rest>.+))?",
    re.I,
)
_MONTH = re.compile(r"(?P<mo>[a-z]{3,9})\.?,?\s+(?P<y>\d{4})", re.I)
_STEPS = {"s": 1.0, "sec": 1.0, "second": 1.0, "": 60.0, "m": 60.0, "min": 60.0, "minute": 60.0,
          "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "d": 86400.0, "day": 86400.0}  # fmt: skip
_EXAMPLES = "such as 13:26, 13:26:30, 04:26Z, +5m, 25 Sept 00:45 or the name of a moment"


def typed(text: str, *, zones: Sequence[Zone], day: float, names: Mapping[str, float], now: float) -> float:
    """Return the time that a person typed.

    Understood: a clock (``13:26``, ``1326``, ``13:26:30``, ``1:26 pm``), a clock with a zone (``04:26Z``,
    ``14:26 VLAT``, ``13:26+09:00``), a step from ``now`` (``+5m``, ``-30s``), ISO 8601, a date (``7 Sept``,
    ``25 Sept 00:45``, ``1976-09-25``), a month (``Nov 1983``), a year, and the names of moments: ``names``
    maps ids and titles to times. A clock alone is on the day of ``day`` in the first of ``zones``; a date
    alone is its midnight there, a month or a year its first day's. Raises ``ValueError`` with one sentence.
    """
    # NFKC: a Japanese keyboard writes figures and colons as wide as its letters.
    asked = " ".join(unicodedata.normalize("NFKC", text).split())
    if not asked:
        raise ValueError(f"Type a time {_EXAMPLES}.")
    if step := _STEP.fullmatch(asked):
        return _bounded(now + _step(step))
    today = local(day, zones[0]).date()
    if asked.isdigit() and len(asked) == 4 and int(asked[2:]) > 59 and int(asked) >= 1000:
        return _on(date(int(asked), 1, 1), zones[0].tz)
    if match := _ISO_DAY.fullmatch(asked):
        return _dated(_date(int(match["y"]), int(match["mo"]), int(match["d"])), match["rest"], zones)
    if (match := _DAY.fullmatch(asked)) and (month := _month(match["mo"] or match["mo2"])):
        year = int(match["y"] or today.year)
        return _dated(_date(year, month, int(match["d"] or match["d2"])), match["rest"], zones)
    if (match := _MONTH.fullmatch(asked)) and (month := _month(match["mo"])):
        return _dated(_date(int(match["y"]), month, 1), None, zones)
    if match := _NAMED.fullmatch(asked):
        return _clock(match, today, zones)
    return _named(asked, names)


def asked(scenario: Scenario, text: str, *, voice: str, now: float) -> float:
    """Return the time that ``text`` names in ``scenario``, as `typed`; moments are at ``voice``'s times."""
    names: dict[str, float] = {}
    for moment in scenario.moments:
        names.setdefault(moment.id, moment.at(voice))
        names.setdefault(moment.title, moment.at(voice))
    return typed(text, zones=scenario.zones, day=scenario.chapters[0].start, names=names, now=now)


def _bounded(t: float) -> float:
    if not _FIRST <= t <= _LAST:
        raise ValueError("That is further than the calendar goes.")
    return t


def _step(match: re.Match[str]) -> float:
    unit = match["unit"].lower()
    known = _STEPS.get(unit) or _STEPS.get(unit.removesuffix("s"))
    if known is None:
        raise ValueError(f"{match['unit']!r} is not a unit of time: write s, m, h or d, such as +5m.")
    return float(match["n"]) * known * (1 if match["sign"] == "+" else -1)


def _clock(match: re.Match[str], on: date, zones: Sequence[Zone]) -> float:
    half = (match["half"] or "").replace(".", "").lower()
    hour, minute = int(match["h"] or match["hour"]), int(match["m"] or 0)
    second = float((match["s"] or "0").replace(",", "."))
    if half and not 1 <= hour <= 12:
        raise ValueError(f"{hour} {half} is not an hour of the clock.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second >= 60:
        raise ValueError(
            f"{match[0].strip()!r} is no time of day: hours end at 23, minutes and seconds at 59."
        )
    return _on(on, _zone(match["zone"].strip(), zones), hour, minute) + second


def _zone(word: str, zones: Sequence[Zone]) -> str:
    """Return the tz name or the offset that ``word`` means; the first zone if it is empty."""
    if not word:
        return zones[0].tz
    if word.lower() in {"z", "utc", "gmt"}:
        return "Etc/UTC"
    if offset := re.fullmatch(r"(?:UTC|GMT)?\s*([+\-−])(\d{1,2})(?::?(\d{2}))?", word, re.I):
        return f"{'-' if offset[1] != '+' else '+'}{int(offset[2]):02}:{offset[3] or '00'}"
    for zone in zones:
        if word.casefold() in (name.casefold() for name in (zone.id, zone.short, zone.label, zone.tz)):
            return zone.tz
    known = ", ".join(dict.fromkeys(zone.short for zone in zones))
    raise ValueError(f"{word!r} is not one of the clock's zones ({known}).")


def _on(on: date, where: str, hour: int = 0, minute: int = 0) -> float:
    """Return the time of a wall clock; ``where`` is a tz name or an offset such as +09:00."""
    if where[0] in "+-":
        return parse(f"{on.isoformat()}T{hour:02}:{minute:02}{where}")
    return seconds(datetime(on.year, on.month, on.day, hour, minute, tzinfo=tz(where)))


def _date(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueError(f"There is no day {number} in month {month} of {year}.") from None


def _dated(on: date, rest: str | None, zones: Sequence[Zone]) -> float:
    if rest is None:
        return _on(on, zones[0].tz)
    if match := _NAMED.fullmatch(rest.strip()):
        return _clock(match, on, zones)
    raise ValueError(f"{rest!r} is not a time of day {_EXAMPLES}.")


def _month(word: str) -> int | None:
    key = word.lower()[:3]
    starts = [name[:3].lower() for name in MONTHS]
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december")  # fmt: skip
    if key not in starts or not full[starts.index(key)].startswith(word.lower()):
        return None
    return starts.index(key) + 1


def _named(asked: str, names: Mapping[str, float]) -> float:
    """Return the time of the moment that ``asked`` names exactly, else begins alone, else nearly."""
    wanted = asked.casefold()
    folded: dict[str, float] = {}
    for name, t in names.items():
        folded.setdefault(name.casefold(), t)
    if wanted in folded:
        return folded[wanted]
    starting = {name: t for name, t in folded.items() if name.startswith(wanted)}
    if len(set(starting.values())) == 1:
        return next(iter(starting.values()))
    if starting:
        raise ValueError(f"{asked!r} begins more than one moment: {', '.join(sorted(starting)[:4])}.")
    near = get_close_matches(wanted, folded, n=1, cutoff=0.75)
    if near:
        return folded[near[0]]
    raise ValueError(f"{asked!r} is neither a time nor a moment: type a time {_EXAMPLES}.")
