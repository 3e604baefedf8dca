"""Whether two figures say the same, allowing for roundings, conversions and precision."""

from explorer.text import when
from explorer.text.facts import Fact


def same(kind: str, known: Fact, seen: Fact) -> float:
    """Return how well two figures of one ``kind`` agree, 0 to 1, allowing for roundings and conversions."""
    if kind == "time":
        apart = clock_gap(known, seen)
        if apart == 0:
            return 1.0 if seen.exact and known.exact else 0.5
        # 13:22 for 13:22:30.
        odd = any(a % 60 for a in known.clock) or any(b % 60 for b in seen.clock)
        return 0.9 if apart < 60 and odd else 0.0
    if kind == "date":
        near = max((_same_day(a, b) for a in known.days for b in seen.days), default=0.0)
        return near * (1.0 if seen.exact else 0.7)
    if kind in ("number", "year", "mach", "percent"):
        return 1.0 if abs(known.value - seen.value) < 1e-6 else 0.0
    gap = abs(known.value - seen.value)
    biggest = max(abs(known.value), abs(seen.value))
    if gap <= 1e-6 * biggest:
        return 1.0
    if abs(known.unit - seen.unit) < 1e-9:
        return 0.0
    # Each side may have been rounded to its last digit, within reason: 20,000 feet are 6,000 m, not 6,300 m.
    limit = min(known.half + seen.half, 0.025 * biggest)
    return 0.95 - 0.5 * gap / (0.025 * biggest) if gap <= limit else 0.0


def clock_gap(known: Fact, seen: Fact) -> float:
    """Return how many seconds two times of day are apart at least, across midnight too."""
    gaps = [abs(a - b) for a in known.clock for b in seen.clock]
    return min((min(gap, 86400 - gap) for gap in gaps), default=float("inf"))


def _same_day(a: when.Day, b: when.Day) -> float:
    if a[1] != b[1] or (a[0] and b[0] and a[0] != b[0]):
        return 0.0
    if a[2] and b[2]:
        return 1.0 if a[2] == b[2] else 0.0
    return 0.4 if a[2] == b[2] else 0.3
