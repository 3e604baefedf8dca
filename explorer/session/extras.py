"""Reading what lies beside the scenario, and checking its claims, while the window is already in use."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.frame.picket import PicketReach, on_station, picket_reach
from explorer.frame.state import Selection
from explorer.scenario.whatif import E2C
from explorer.session.jobs import Jobs
from explorer.session.store import Snapshot, Store

if TYPE_CHECKING:
    from explorer.claims.model import Result
    from explorer.frame.extras import Extras
    from explorer.scenario.model import Scenario
    from explorer.scenario.problems import Problem

_HAWKEYE = Selection("thing", E2C)


class Furnishing(QObject):
    """Brings things, claims and tours into the store; checks the claims once the radars are modelled.

    Claims are checked against history alone: a supposition says nothing about what the article asserts.
    """

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__(store)
        self._store, self._jobs = store, jobs
        self._checked: Scenario | None = None
        self._reckoned: Scenario | None = None
        store.changed.connect(self._follow)
        self._begin()

    def _begin(self) -> None:
        history = self._store.now.history

        def work() -> "tuple[Extras, tuple[Problem, ...]]":
            from explorer.frame.extras import load_extras  # here, on the worker's thread: the window opens

            return load_extras(Path(history.folder), history)

        def take(found: "tuple[Extras, tuple[Problem, ...]]") -> None:
            if self._store.now.history is history:
                self._store.furnish(*found)

        self._jobs.submit("extras", work, take)

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        if old.history is not new.history:
            self._begin()
            return
        if old.derived is not new.derived or old.scenario is not new.scenario:
            self._check()
        if new.derived.picket is None and (
            new.state.selection == _HAWKEYE or on_station(new.history, new.state) is not None
        ):
            self._reckon()

    def _reckon(self) -> None:
        """Work out what an E-2C over its base sees, once its card or its chapter asks for it."""
        now = self._store.now
        history, radar = now.history, now.derived.radar
        if radar is None or self._reckoned is history or now.scenario is not history:
            return
        self._reckoned = history

        def take(found: PicketReach | None) -> None:
            if self._store.now.history is history:
                self._store.derive(picket=found)

        self._jobs.submit("picket", lambda: picket_reach(history, radar), take)

    def _check(self) -> None:
        now = self._store.now
        extras, radar, history = now.derived.extras, now.derived.radar, now.history
        if extras is None or radar is None or now.scenario is not history or self._checked is history:
            return
        self._checked = history

        def work() -> "tuple[Result, ...]":
            from explorer.claims.check import check_all

            return check_all(extras.claims, history, radar)

        def take(found: "tuple[Result, ...]") -> None:
            if self._store.now.history is history:
                self._store.derive(results={r.claim.id: r for r in found})

        self._jobs.submit("claims", work, take)
