"""The time axis without a window: time to pixel and back, ticks, and room for labels. No Qt in here."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from explorer.scenario import times
from explorer.scenario.model import Zone

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_MONTH, _YEAR = 30.44 * _DAY, 365.25 * _DAY


@dataclass(frozen=True, slots=True)
class Axis:
    """Times from ``start`` to ``end`` (s) on pixels ``left`` to ``right``; both grow."""

    start: float
    end: float
    left: float
    right: float

    @property
    def per_pixel(self) -> float:
        """Seconds in one pixel."""
        return (self.end - self.start) / (self.right - self.left)

    def x(self, t: float) -> float:
        """Return the pixel of ``t``; outside the ends for a time outside."""
        return self.left + (t - self.start) * ((self.right - self.left) / (self.end - self.start))

    def t(self, x: float) -> float:
        """Return the time of a pixel, held inside the axis."""
        if x <= self.left:
            return self.start
        if x >= self.right:
            return self.end
        return self.start + (x - self.left) * ((self.end - self.start) / (self.right - self.left))

    def held(self, t: float) -> float:
        """Return the pixel of ``t``, held inside the axis."""
        return min(max(self.x(t), self.left), self.right)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line at ``time`` with its ``label``; a ``major`` one begins a larger unit (hour, day, year)."""

    time: float
    label: str
    major: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """A distance between ticks: ``count`` of ``unit`` and about how many seconds that is."""

    unit: str
    count: int
    seconds: float


_STEPS = (
    *(_Step("second", n, float(n)) for n in (1, 5, 10, 30)),
    *(_Step("minute", n, n * _MINUTE) for n in (1, 2, 5, 10, 15, 30)),
    *(_Step("hour", n, n * _HOUR) for n in (1, 2, 3, 6, 12)),
    *(_Step("day", n, n * _DAY) for n in (1, 2, 5, 10, 15)),
    *(_Step("month", n, n * _MONTH) for n in (1, 2, 3, 6)),
    *(_Step("year", n, n * _YEAR) for n in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
)


def ticks(axis: Axis, zone: Zone, room: float = 80.0) -> tuple[Tick, ...]:
    """Return round times of ``zone``'s clock, about ``room`` pixels or more apart, in order."""
    least = room * axis.per_pixel
    step = next((s for s in _STEPS if s.seconds >= least), _STEPS[-1])
    where = times.tz(zone.tz)
    found: list[Tick] = []
    for wall in _walls(step, times.local(axis.start, zone), times.local(axis.end, zone)):
        t = times.seconds(wall.replace(tzinfo=where))
        # Where a clock is put back, two walls may name the same second: keep the first.
        if axis.start <= t <= axis.end and (not found or t > found[-1].time):
            found.append(Tick(t, *_tick_label(step.unit, wall)))
    return tuple(found)


def _walls(step: _Step, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield wall clocks (without zone) at multiples of ``step`` from before ``first`` until ``last``."""
    start, stop = first.replace(tzinfo=None), last.replace(tzinfo=None)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if step.unit in ("second", "minute", "hour"):
        size = timedelta(seconds=step.seconds)
        wall = midnight + math.floor((start - midnight) / size) * size
        while wall <= stop:
            yield wall
            wall += size
    elif step.unit == "day":
        wall = midnight
        while wall <= stop:
            # The first of a month is always a tick; the last one before it needs half a step of room.
            left = (wall.replace(day=28) + timedelta(days=4)).replace(day=1) - wall
            if (wall.day - 1) % step.count == 0 and left >= timedelta(days=step.count / 2):
                yield wall
            wall += timedelta(days=1)
    else:
        months = step.count * (12 if step.unit == "year" else 1)
        number = (start.year * 12 + start.month - 1) // months * months
        while number <= stop.year * 12 + stop.month - 1:
            if number >= 12:
                yield datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001 - a wall clock
            number += months


def _tick_label(unit: str, wall: datetime) -> tuple[str, bool]:
    day = f"{wall.day} {times.MONTHS[wall.month - 1]}"
    if unit == "year":
        return str(wall.year), False
    if unit == "month":
        return (str(wall.year), True) if wall.month == 1 else (times.MONTHS[wall.month - 1], False)
    if unit == "day":
        return day, wall.day == 1
    if wall.hour == wall.minute == wall.second == 0:
        return day, True
    if unit == "second":
        return f"{wall:%H:%M:%S}", wall.second == 0
    return f"{wall:%H:%M}", wall.minute == 0 and unit == "minute"


def stamp(t: float, zone: Zone, span: float, spread: float = 0.0) -> str:
    """Return ``t`` as an axis of ``span`` s names it: ``13:26``, ``13:22:30``, ``7 Sept``, ``Nov 1976``.

    A time that may be off by ``spread`` seconds of half a year or more is a year.
    """
    wall = times.local(t, zone)
    if span <= 3 * _DAY:
        return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"
    if span <= 2 * _YEAR:
        return f"{wall.day} {times.MONTHS[wall.month - 1]}"
    return str(wall.year) if spread >= _YEAR / 2 else f"{times.MONTHS[wall.month - 1]} {wall.year}"


def stamps(first: float, last: float, zone: Zone, span: float) -> str:
    """Return a span of time as an axis names it: ``13:50–13:57``; one stamp where both are the same."""
    a, b = stamp(first, zone, span), stamp(last, zone, span)
    return a if a == b else f"{a}–{b}"


def era(start: float, end: float, zone: Zone) -> str:
    """Return what all of an axis shares, for its margin: ``6 Sept 1976 JST``, ``1976 JST`` or ``JST``."""
    a, b = times.local(start, zone), times.local(end, zone)
    if a.date() == b.date():
        return f"{times.day(start, zone)} {zone.short}"
    return f"{a.year} {zone.short}" if a.year == b.year else zone.short


@dataclass(frozen=True, slots=True)
class Wish:
    """A label that wants room: at ``x``, in one of ``widths`` (px, best last, the first at least).

    ``priority`` 0 is served first.
    """

    x: float
    widths: tuple[float, ...]
    priority: int


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a label stands: wish ``index``, its left edge and width in px, its row, which of its widths."""

    index: int
    left: float
    width: float
    row: int
    variant: int

    @property
    def right(self) -> float:
        """The right edge in px."""
        return self.left + self.width


_ANCHORS = tuple(n / 20 for n in (10, 9, 11, 8, 12, 7, 13, 6, 14, 5, 15, 4, 16, 3, 17, 2, 18, 1, 19))
"""Where along a label its point may lie, best first."""
_LEADER = 3.0  # half the width that a leader takes of the rows above
_COVERS = 0.5  # what covering the point of a label without room yet costs; an anchor at the end costs 0.45
_LOWER = 0.25  # what the next row costs


def slots(
    wishes: Sequence[Wish], left: float, right: float, rows: int = 1, gap: float = 10.0
) -> tuple[Slot, ...]:
    """Return room for as many labels as fit between ``left`` and ``right``, none touching another.

    Served by priority, then from left to right. A label in a lower row keeps the rows above it free over
    its point, for a leader. First everybody gets the shortest variant, then those with room a longer one.
    """
    found: dict[int, Slot] = {}
    order = sorted(range(len(wishes)), key=lambda i: (wishes[i].priority, wishes[i].x, i))
    for i in order:
        held = [(s, wishes[s.index].x) for s in found.values()]
        waiting = [wishes[j].x for j in order if j not in found and j != i]
        free = [
            s for s in _places(wishes[i], i, 0, rows, left, right) if not _clashes(s, wishes[i].x, held, gap)
        ]
        if free:
            found[i] = min(free, key=lambda s: _cost(s, wishes[i].x, waiting))
    for i in order:
        held = [(s, wishes[s.index].x) for j, s in found.items() if j != i]
        for variant in range(len(wishes[i].widths) - 1, 0, -1) if i in found else ():
            grown = (s for s in _places(wishes[i], i, variant, rows, left, right) if s.row == found[i].row)
            slot = next((s for s in grown if not _clashes(s, wishes[i].x, held, gap)), None)
            if slot is not None:
                found[i] = slot
                break
    return tuple(found[i] for i in sorted(found))


def admit(
    index: int,
    placed: Sequence[Slot],
    wishes: Sequence[Wish],
    left: float,
    right: float,
    rows: int = 1,
    gap: float = 10.0,
) -> tuple[Slot, ...]:
    """Return ``placed`` with a label for wish ``index``, without the few that it must drive out.

    Those that stay do not move. It drives out as little as it can, by priority.
    """
    if any(s.index == index for s in placed):
        return tuple(placed)
    x = wishes[index].x
    best: tuple[float, Slot, list[Slot]] | None = None
    for variant in range(len(wishes[index].widths)):
        for slot in _places(wishes[index], index, variant, rows, left, right):
            out = [s for s in placed if _clashes(slot, x, [(s, wishes[s.index].x)], gap)]
            lost = sum(4.0 ** -wishes[s.index].priority for s in out)
            cost = 1000 * lost + _cost(slot, x, ()) - 0.01 * variant
            if best is None or cost < best[0]:
                best = (cost, slot, out)
    if best is None:
        return tuple(placed)
    _, slot, out = best
    return tuple(sorted([*(s for s in placed if s not in out), slot], key=lambda s: s.index))


def _places(wish: Wish, index: int, variant: int, rows: int, left: float, right: float) -> list[Slot]:
    """Return where a label could stand on an empty axis, the best first in each row."""
    width = wish.widths[variant]
    if width > right - left:
        return []
    edges = dict.fromkeys(min(max(wish.x - a * width, left), right - width) for a in _ANCHORS)
    return [Slot(index, edge, width, row, variant) for row in range(rows) for edge in edges]


def _clashes(slot: Slot, x: float, held: Sequence[tuple[Slot, float]], gap: float) -> bool:
    """Return whether a label, or its leader at ``x``, would meet one of ``held`` or their leaders."""
    for other, at in held:
        if other.row == slot.row:
            if slot.left < other.right + gap and other.left < slot.right + gap:
                return True
        elif other.row < slot.row:
            if other.left - _LEADER < x < other.right + _LEADER:
                return True
        elif slot.left - _LEADER < at < slot.right + _LEADER:
            return True
    return False


def _cost(slot: Slot, x: float, waiting: Sequence[float]) -> float:
    """Return how bad a place is: off its point, low, or over points whose labels still look for room."""
    off = abs((x - slot.left) / slot.width - 0.5) if slot.width else 0.0
    covers = sum(1 for w in waiting if slot.left - _LEADER < w < slot.right + _LEADER) if not slot.row else 0
    return off + _COVERS * covers + _LOWER * slot.row


def lines(spans: Sequence[tuple[float, float]], most: int, gap: float = 4.0) -> tuple[int, ...]:
    """Return for each span (px) the line it is drawn on, so that none overlaps another; -1: no room.

    Longer spans are served last, so that the many short ones keep together.
    """
    held: list[list[tuple[float, float]]] = [[] for _ in range(most)]
    found = [-1] * len(spans)
    for i in sorted(range(len(spans)), key=lambda i: (spans[i][1] - spans[i][0], i)):
        a, b = spans[i]
        for number, line in enumerate(held):
            if all(b + gap <= c or d + gap <= a for c, d in line):
                line.append((a, b))
                found[i] = number
                break
    return tuple(found)


def nearest(points: Sequence[float], x: float, within: float) -> int | None:
    """Return the index of the point nearest to ``x``, None if none is ``within`` so many pixels."""
    best = min(range(len(points)), key=lambda i: abs(points[i] - x), default=None)
    return best if best is not None and abs(points[best] - x) <= within else None


def scale(top: float, height: float, room: float = 26.0) -> tuple[float, ...]:
    """Return round altitudes from 0 to ``top`` (both in the unit shown) for an axis of ``height`` px."""
    if top <= 0 or height <= 0:
        return (0.0,)
    least = top * room / height
    power = 10.0 ** math.floor(math.log10(least))
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= least)
    return tuple(i * step for i in range(int(top / step + 1e-9) + 1))
