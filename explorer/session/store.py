"""The one place where the program's state changes, and the one signal that says so."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from explorer.frame.derived import Derived
from explorer.frame.frame import Frame, frame
from explorer.frame.state import State, opening, settle
from explorer.scenario.model import Scenario
from explorer.scenario.problems import Problem
from explorer.scenario.whatif import WhatIf, apply

if TYPE_CHECKING:
    from explorer.frame.extras import Extras


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything that a view shows, at one instant: compare its parts by identity to see what changed.

    ``scenario`` is ``history`` with the state's what-if applied, and the same object without one.
    """

    history: Scenario
    scenario: Scenario
    problems: tuple[Problem, ...]
    derived: Derived
    state: State
    frame: Frame


_TELLING = ("time", "chapter", "voice", "selection", "stated", "what_if", "moment")
"""What a frame depends on; with all of these unchanged, only its state is new."""


class Store(QObject):
    """Holds the snapshot; ``update`` is the only writer.

    Signals:
        changed(old, new): after a change, with both snapshots. Never when nothing differs.
    """

    changed = Signal(object, object)

    def __init__(
        self, scenario: Scenario, problems: tuple[Problem, ...] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        state = opening(scenario)
        derived = Derived()
        self._now = Snapshot(scenario, scenario, problems, derived, state, frame(scenario, derived, state))
        self._jumps: list[State] = []

    @property
    def now(self) -> Snapshot:
        """The present snapshot."""
        return self._now

    @property
    def state(self) -> State:
        """The present state."""
        return self._now.state

    def update(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of State have many types
        """Change fields of the state; an unknown field is a TypeError. The time settles inside a chapter."""
        old = self._now
        state = settle(old.scenario, old.state, replace(old.state, **changes))
        if state == old.state:
            return
        scenario, derived = old.scenario, old.derived
        if state.what_if != old.state.what_if:
            scenario = apply(old.history, state.what_if or WhatIf())
            derived = replace(derived, tellings={}, shares=None)
        told = all(getattr(state, field) == getattr(old.state, field) for field in _TELLING)
        now = replace(old.frame, state=state) if told else frame(scenario, derived, state)
        self._publish(replace(old, scenario=scenario, derived=derived, state=state, frame=now))

    def jump(self, **changes: Any) -> None:  # noqa: ANN401
        """Like ``update``, remembering the present time so that ``back`` can return to it."""
        before = self._jumps
        # Noted first: who hears of the change asks at once whether there is a jump to undo.
        self._jumps = [*before[-49:], self.state]
        now = self.state.time
        self.update(**changes)
        if self.state.time == now:
            self._jumps = before

    def back(self) -> None:
        """Undo the last jump in time."""
        if self._jumps:
            before = self._jumps.pop()
            self.update(time=before.time, chapter=before.chapter)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a jump to undo."""
        return bool(self._jumps)

    def derive(self, **results: Any) -> None:  # noqa: ANN401
        """Take results of background work into the derived part."""
        old = self._now
        derived = replace(old.derived, generation=old.derived.generation + 1, **results)
        self._publish(replace(old, derived=derived, frame=frame(old.scenario, derived, old.state)))

    def furnish(self, extras: "Extras", problems: tuple[Problem, ...]) -> None:
        """Take what lies beside the scenario, and what is wrong with it."""
        old = self._now
        derived = replace(old.derived, generation=old.derived.generation + 1, extras=extras)
        self._publish(
            replace(
                old,
                problems=(*old.problems, *problems),
                derived=derived,
                frame=frame(old.scenario, derived, old.state),
            )
        )

    def open(self, scenario: Scenario, problems: tuple[Problem, ...]) -> None:
        """Show another scenario from its beginning."""
        state, derived = opening(scenario), Derived(generation=self._now.derived.generation + 1)
        self._jumps = []
        self._publish(Snapshot(scenario, scenario, problems, derived, state, frame(scenario, derived, state)))

    def _publish(self, new: Snapshot) -> None:
        old, self._now = self._now, new
        self.changed.emit(old, new)
