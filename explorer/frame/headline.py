"""The one sentence that a time calls for, computed: why he was seen, and why he was lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.frame import verdict
from explorer.frame.frame import LOSS_SHOWN_S, AircraftNow, Frame, StationNow
from explorer.scenario import units
from explorer.scenario.model import Phase, Scenario

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
    """Return the height he has left by climbing in the last minutes, if a source bounds it; metres.

    It is the lowest fix of those minutes and of the leg that he is on.
    """
    fixes = scenario.tracks[hero.id].fixes[voice]
    upto = int(np.searchsorted(fixes.time, time, side="right"))
    first = min(int(np.searchsorted(fixes.time, time - _CLIMB_S)), max(upto - 1, 0))
    known, below = fixes.altitude[first:upto], fixes.altitude_low[first:upto]
    heights = np.where(np.isnan(known), below, known)
    if hero.altitude_m is None or not np.isfinite(heights).any():
        return None
    low = first + int(np.nanargmin(heights))
    top = fixes.altitude_high[low]
    if np.isnan(fixes.altitude_low[low]) or np.isnan(top) or hero.altitude_m <= top + 1:
        return None
    return float(heights[low - first])


def of_frame(scenario: Scenario, now: Frame) -> Headline | None:
    """Return the sentence that a frame calls for, or None."""
    state = now.state
    stations = now.at_loss or now.stations
    return headline(scenario, state.voice, str(state.units), state.time, now.hero, stations)


def withheld(scenario: Scenario, now: Frame) -> bool:
    """Return whether the answers wait: "predict first" is on, and this question has not been answered.

    Where the time asks no question of its own, they wait until any has been answered. A stop of a tour asks
    its own: once it shows its answer nothing waits, though it plays past the times of other questions.
    """
    state = now.state
    if not state.predict or now.chapter.id != scenario.chapters[0].id:
        return False
    if state.tour is not None and state.tour.shown:
        return False
    found = of_frame(scenario, now)
    return not state.answered if found is None else state.answered != found.key


def answer(scenario: Scenario, now: Frame) -> str:
    """Return what ``State.answered`` becomes when the answers are asked for."""
    found = of_frame(scenario, now)
    return "any" if found is None else found.key


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
    """Return the sentence for this time, or None: at the climb into sight, and at the loss.

    It sets sight beside record, so there is none of what is only supposed.
    """
    if scenario.hypothetical:
        return None
    if hero is None or hero.phase is not Phase.AIR:
        return None
    lost = [
        s
        for s in stations
        if s.record == "lost" and s.record_since is not None and 0 <= time - s.record_since <= LOSS_SHOWN_S
    ]
    if lost and all(s.sight is not None for s in lost):
        return _loss(lost, len(stations), system)
    return _climb(scenario, voice, system, time, hero, stations)


def _loss(lost: Sequence[StationNow], of: int, system: str) -> Headline | None:
    """Return why he was lost; None where no station had him in plain sight and none was blocked."""
    could = [s for s in lost if s.sight == "clear"]
    hidden = [s for s in lost if s.sight in ("below-horizon", "behind-terrain", "out-of-range")]
    unsure = [s for s in lost if s.sight == "depends"]
    if not (hidden or could):
        return None
    said = [f"{_count(len(hidden))} could not see him."] if hidden else []
    if could:
        whom = "could, and lost him anyway." if hidden else "could see him, and lost him anyway."
        said.append(f"{_count(len(could))} {whom}")
    parts = []
    for reason in dict.fromkeys(_between(s, system) for s in hidden):
        names = [s.name for s in hidden if _between(s, system) == reason]
        parts.append(f"{' and '.join(names)}: {reason}")
    if unsure:
        whose = ", ".join(s.name for s in unsure)
        parts.append(f"{whose}: it depends on his height, which this telling does not give")
    for s in could:
        away = "" if s.range_km is None else f", {units.distance(s.range_km, system)}"
        blamed = f"; the loss was put down to {s.blamed}" if s.blamed else ""
        parts.append(f"{s.name}: nothing between{away}{blamed}")
    question = f"Which of the {_count(of).lower()} could still see him?"
    return Headline("loss", " ".join(said), ". ".join(parts) + ".", question)


def _between(station: StationNow, system: str) -> str:
    """Return what stands between a station and him."""
    if station.sight == "below-horizon":
        return "the sea bulges between"
    if station.sight == "behind-terrain":
        return f"{station.blocked_by or 'land'} between"
    return f"beyond its range of {units.distance(station.instrumented_km, system)}"


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
        if s.sight != "clear" or s.floor_m is None or s.range_km is None or low >= s.floor_m:
            continue
        held = s.record == "contact" and s.record_since is not None
        fresh = s.record == "none" or (held and time - (s.record_since or 0) <= _CONTACT_SHOWN_S)
        if not fresh or s.open_start:
            continue
        under = "behind the land" if s.by_terrain else "under the bulge of the sea"
        detail = (
            f"{units.distance(s.range_km, system)} out, {s.name} {verdict.sees(s, system)}; "
            f"at {units.altitude(low, system)} he would have stayed {under}."
        )
        question = f"Why can {s.name} see him now, and not before?"
        return Headline("climb", "He was seen because he climbed.", detail, question)
    return None
