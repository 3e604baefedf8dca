"""The one sentence that a time calls for, computed: why he was seen, and why he was lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.flight import motion
from explorer.frame.frame import AircraftNow, StationNow
from explorer.scenario import units
from explorer.scenario.model import Phase, Scenario

_LOSS_SHOWN_S = 90.0
_CONTACT_SHOWN_S = 60.0
_CLIMB_S = 360.0
_WORDS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, slots=True)
class Headline:
    """A sentence, what bears it out, and the moment it belongs to (``key``, to dismiss it by)."""

    key: str
    text: str
    detail: str
    question: str


def low_before(scenario: Scenario, voice: str, time: float, hero: AircraftNow) -> float | None:
    """Return the height he has left by climbing in the last minutes, if a source bounds it; metres."""
    before = motion.at(scenario.tracks[hero.id].fixes[voice], time - _CLIMB_S)
    if before is None or before.altitude_low_m is None or hero.altitude_m is None:
        return None
    return before.altitude_low_m if hero.altitude_m > (before.altitude_high_m or 0) + 1 else None


def _count(n: int) -> str:
    return _WORDS[n] if n < len(_WORDS) else str(n)


def headline(
    scenario: Scenario,
    voice: str,
    system: str,
    time: float,
    hero: AircraftNow | None,
    stations: Sequence[StationNow],
) -> Headline | None:
    """Return the sentence for this time, or None: at the climb into sight, and at the loss."""
    if hero is None or hero.phase is not Phase.AIR:
        return None
    lost = [
        s
        for s in stations
        if s.record == "lost" and s.record_since is not None and 0 <= time - s.record_since <= _LOSS_SHOWN_S
    ]
    if lost and all(s.sight is not None for s in lost):
        return _loss(lost, system)
    return _climb(scenario, voice, system, time, hero, stations)


def _loss(lost: Sequence[StationNow], system: str) -> Headline | None:
    could = [s for s in lost if s.sight == "clear"]
    hidden = [s for s in lost if s.sight in ("below-horizon", "behind-terrain", "out-of-range")]
    if not hidden:
        return None
    text = f"{_count(len(hidden))} could not see him."
    if could:
        text += f" {_count(len(could))} could, and lost him anyway."
    curve = [s.name for s in hidden if s.sight == "below-horizon"]
    hills = [s.name for s in hidden if s.sight == "behind-terrain"]
    parts = []
    if curve:
        parts.append(f"{' and '.join(curve)}: the sea bulges between")
    if hills:
        parts.append(f"{' and '.join(hills)}: mountains between")
    parts += [
        f"{s.name}: nothing between, {units.distance(s.range_km, system)}"
        for s in could
        if s.range_km is not None
    ]
    return Headline("loss", text, ". ".join(parts) + ".", "Which of the four could still see him?")


def _climb(
    scenario: Scenario,
    voice: str,
    system: str,
    time: float,
    hero: AircraftNow,
    stations: Sequence[StationNow],
) -> Headline | None:
    low = low_before(scenario, voice, time, hero)
    if low is None:
        return None
    for s in stations:
        seen = s.sight == "clear" and s.floor_m is not None and low < s.floor_m
        fresh = s.record == "none" or (
            s.record == "contact" and s.record_since is not None and time - s.record_since <= _CONTACT_SHOWN_S
        )
        if seen and fresh and s.floor_m is not None and s.range_km is not None and not s.open_start:
            floor = units.floor_text(s.floor_m, s.blocked_at_km is not None, system)
            detail = (
                f"{units.distance(s.range_km, system)} out, {s.name} sees nothing below {floor}; "
                f"at {units.altitude(low, system)} he would have stayed under the bulge of the sea."
            )
            return Headline(
                "climb",
                "He was seen because he climbed.",
                detail,
                f"Why does {s.name} see him now, and not before?",
            )
    return None
