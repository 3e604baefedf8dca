"""Which passage of the account stands in the middle."""

from explorer.frame.state import State
from explorer.scenario import times
from explorer.scenario.model import Moment, Scenario


def current_passage(
    scenario: Scenario, state: State, moment: Moment | None, told: tuple[str, ...]
) -> str | None:
    """Return the passage to centre: the selected one, else that of the last moment that the account tells."""
    if state.selection is not None and state.selection.kind == "passage":
        return state.selection.id
    if told and moment is not None:
        return _closest(scenario, moment, told)
    if moment is None:
        return None
    first = {p.moment: p.id for p in reversed(scenario.passages) if p.moment is not None}
    past = [
        m
        for m in scenario.moments
        if m.chapter == state.chapter and m.at(state.voice) <= state.time and m.id in first
    ]
    return first[max(past, key=lambda m: m.at(state.voice)).id] if past else None


def _closest(scenario: Scenario, moment: Moment, told: tuple[str, ...]) -> str:
    """Return which of a moment's passages is centred: one that names its time, else the first."""
    clock = times.clock(moment.best, scenario.zones[0], named=False)
    named = [p.id for p in scenario.passages if p.id in told and clock in p.terms]
    return (named or told)[0]
