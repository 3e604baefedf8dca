"""Taking a tour: from stop to stop, each at its time and place, waiting for the viewer or for a timer."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer

from explorer.frame.headline import answer
from explorer.frame.state import Selection, Touring, View
from explorer.scenario.model import Chapter, Scenario
from explorer.scenario.tour import Stop, Tour
from explorer.session.player import speeds
from explorer.session.store import Snapshot, Store

_LEAD_S = 7.0  # about as long as the story takes to play up to a stop
_QUESTION_S = 10.0  # how long a question stands when the tour goes on by itself


def tour_of(now: Snapshot) -> Tour | None:
    """Return the tour that is being taken."""
    extras, touring = now.derived.extras, now.state.tour
    return None if extras is None or touring is None else extras.tour(touring.tour)


def stop_of(now: Snapshot) -> Stop | None:
    """Return the stop that the tour has come to."""
    tour, touring = tour_of(now), now.state.tour
    if tour is None or touring is None:
        return None
    return tour.stops[min(touring.stop, len(tour.stops) - 1)]


@dataclass(frozen=True, slots=True)
class When:
    """The time of a stop, the chapter it lies in, and from when the story plays up to it."""

    time: float
    chapter: Chapter
    start: float


def when(scenario: Scenario, voice: str, stop: Stop) -> When:
    """Return when a stop is, as ``voice`` tells it."""
    moment = next((m for m in scenario.moments if m.id == stop.moment), None)
    time = stop.time
    if time is None:
        time = scenario.chapters[0].start if moment is None else moment.at(voice)
    inside = [c for c in scenario.chapters if c.start <= time <= c.end] or [scenario.chapters[0]]
    chapter = next((c for c in inside if moment is not None and c.id == moment.chapter), inside[0])
    return When(time, chapter, max(chapter.start, time - stop.lead * 60))


def start(store: Store, tour: Tour, auto: bool = False) -> None:
    """Begin a tour at its first stop."""
    _arrive(store, tour, 0, shown=False, auto=auto)


def step(store: Store, by: int) -> None:
    """Go on (1) or back (-1): a question is answered first, and beyond the last stop the tour is over."""
    tour, touring = tour_of(store.now), store.state.tour
    if tour is None or touring is None:
        store.update(tour=None)
    elif by > 0 and not touring.shown:
        show(store)
    elif by > 0 and touring.stop + 1 >= len(tour.stops):
        leave(store)
    else:
        _arrive(store, tour, max(0, touring.stop + by), shown=False, auto=touring.auto)


def show(store: Store) -> None:
    """Show what a stop has asked, and play up to it."""
    tour, touring = tour_of(store.now), store.state.tour
    if tour is not None and touring is not None and not touring.shown:
        _arrive(store, tour, touring.stop, shown=True, auto=touring.auto)


def leave(store: Store) -> None:
    """End the tour; time and place stay."""
    store.update(tour=None, playing=False)


def set_auto(store: Store, on: bool) -> None:
    """Let the tour go on by itself, or wait for the viewer."""
    touring = store.state.tour
    if touring is not None:
        store.update(tour=replace(touring, auto=on))


def _arrive(store: Store, tour: Tour, number: int, *, shown: bool, auto: bool) -> None:
    now = store.now
    stop = tour.stops[number]
    at = when(now.scenario, now.state.voice, stop)
    shown = shown or not (now.state.predict and stop.ask)
    plays = shown and at.start < at.time
    view = stop.view
    changes: dict[str, Any] = {
        "tour": Touring(tour.id, number, shown, auto),
        "time": at.time if shown and not plays else at.start,
        "chapter": at.chapter.id,
        "moment": stop.moment or "",
        "view": None if view is None else View(view.lon, view.lat, view.width_km),
        "selection": None if stop.select is None else Selection(*stop.select),
        "station": stop.station,
        "follow": False,
        "playing": plays,
        "answered": "",
        "dismissed": frozenset(),
    }
    if plays:
        wanted = (at.time - at.start) / _LEAD_S
        changes["speed"] = min(speeds(at.chapter), key=lambda s: max(s / wanted, wanted / s))
    store.jump(**changes)
    if shown and store.state.predict:
        store.update(answered=answer(store.now.scenario, store.now.frame))


class Guide(QObject):
    """Stops the playing where a stop is, and goes on when the tour goes on by itself.

    With ``loop`` the tour begins anew after its last stop.
    """

    def __init__(self, store: Store, loop: bool = False) -> None:
        super().__init__(store)
        self._store = store
        self.loop = loop
        self._target: float | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._go_on)
        store.changed.connect(self._follow)

    @property
    def waiting_s(self) -> float | None:
        """How long it stays at this stop, seconds; None where it waits for the viewer."""
        return self._rest.interval() / 1000 if self._rest.isActive() else None

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        touring = new.state.tour
        if touring != old.state.tour:
            self._come(new)
        if self._target is None:
            return
        if touring is None or not new.state.playing:
            self._target = None
        elif new.state.time >= self._target:
            # After the present change has reached everybody.
            QTimer.singleShot(0, self, self._halt)

    def _come(self, new: Snapshot) -> None:
        self._rest.stop()
        stop, touring = stop_of(new), new.state.tour
        if stop is None or touring is None:
            return
        at = when(new.scenario, new.state.voice, stop)
        if new.state.playing:
            self._target = at.time
        if touring.auto:
            lead = (at.time - new.state.time) / new.state.speed if new.state.playing else 0.0
            stays = stop.seconds + lead if touring.shown else _QUESTION_S
            self._rest.start(round(stays * 1000))

    def _halt(self) -> None:
        if self._target is not None and self._store.state.playing:
            target, self._target = self._target, None
            self._store.update(time=target, playing=False)

    def _go_on(self) -> None:
        tour, touring = tour_of(self._store.now), self._store.state.tour
        if tour is None or touring is None:
            return
        if self.loop and touring.shown and touring.stop + 1 >= len(tour.stops):
            start(self._store, tour, auto=True)
        else:
            step(self._store, 1)
