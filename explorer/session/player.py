"""Playing: the wall clock times the speed. A slow machine drops frames, never time."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer

from explorer.frame.frame import current_moment
from explorer.frame.state import State, chapter_of
from explorer.scenario.model import Chapter, Moment, Scenario
from explorer.session.store import Snapshot, Store

_TICK_MS = 16
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_YEAR = 365 * _DAY
_WATCHED_S = 90.0  # about as long as a chapter is played at its own speed

_OF_A_DAY = (1.0, 10.0, 30.0, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE)
_OF_MONTHS = (_HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY)
_OF_YEARS = (_DAY, 7 * _DAY, 30 * _DAY, 90 * _DAY, _YEAR, 2 * _YEAR)


def speeds(chapter: Chapter) -> tuple[float, ...]:
    """Return the speeds at which ``chapter`` can be played, slowest first, in seconds of story a second."""
    length = chapter.end - chapter.start
    if length <= 3 * _DAY:
        return _OF_A_DAY
    return _OF_MONTHS if length <= 2 * _YEAR else _OF_YEARS


def own_speed(chapter: Chapter) -> float:
    """Return the speed that plays ``chapter`` in nearest to a minute and a half."""
    wanted = (chapter.end - chapter.start) / _WATCHED_S
    return min(speeds(chapter), key=lambda s: max(s / wanted, wanted / s))


def next_speed(chapter: Chapter, speed: float, by: int) -> float:
    """Return the speed ``by`` places faster (or slower, if negative) than ``speed``; the last one stays."""
    table = speeds(chapter)
    if by > 0:
        beyond = [s for s in table if s > speed]
        return beyond[min(by, len(beyond)) - 1] if beyond else table[-1]
    beyond = [s for s in table if s < speed]
    return beyond[max(by, -len(beyond))] if beyond else table[0]


def beside(scenario: Scenario, state: State, by: int) -> Moment | None:
    """Return the next moment of the state's chapter (``by`` 1) or the one before (-1); None at the ends."""
    inside = [m for m in scenario.moments if m.chapter == state.chapter]
    inside.sort(key=lambda m: m.at(state.voice))
    shown = current_moment(scenario, state)
    # Moments that share this second come one by one.
    here = -1 if shown is None or shown.at(state.voice) != state.time else inside.index(shown)
    if here >= 0:
        return inside[here + by] if 0 <= here + by < len(inside) else None
    if by > 0:
        return next((m for m in inside if m.at(state.voice) > state.time), None)
    return next((m for m in reversed(inside) if m.at(state.voice) < state.time), None)


def label(speed: float) -> str:
    """Return a speed as a person says it: ``real time``, ``30 s/s``, ``1 min/s``, ``6 h/s``, ``7 days/s``."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Player", text)

    if speed == 1.0:
        return tr("real time")
    for size, one, many in (
        (_YEAR, tr("year/s"), tr("years/s")),
        (_DAY, tr("day/s"), tr("days/s")),
        (_HOUR, tr("h/s"), tr("h/s")),
        (_MINUTE, tr("min/s"), tr("min/s")),
    ):
        if speed >= size:
            return f"{speed / size:g} {one if speed == size else many}"
    return f"{speed:g} {tr('s/s')}"


class Player(QObject):
    """Moves the store's time while its state says ``playing``; stops at the chapter's end.

    Whoever sets ``playing`` starts it; at the end of a chapter it starts again from the chapter's start.
    A time set by anybody else, while it plays, is where it goes on from. A change of chapter brings the
    chapter's own speed where the present one is that of the chapter before, or not in its table.
    """

    def __init__(
        self,
        store: Store,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._anchor = (0.0, 0.0)  # wall clock and story time that belong together
        self._moving = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        store.changed.connect(self._follow)
        if store.state.playing:
            self._start()

    @property
    def chapter(self) -> Chapter:
        """The chapter shown."""
        return chapter_of(self._store.now.scenario, self._store.state)

    @property
    def running(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play or pause."""
        self._store.update(playing=not self._store.state.playing)

    def faster(self) -> None:
        """Take the next faster speed."""
        self._store.update(speed=next_speed(self.chapter, self._store.state.speed, 1))

    def slower(self) -> None:
        """Take the next slower speed."""
        self._store.update(speed=next_speed(self.chapter, self._store.state.speed, -1))

    def reset(self) -> None:
        """Take the chapter's own speed."""
        self._store.update(speed=own_speed(self.chapter))

    def tick(self) -> None:
        """Move the story to where the wall clock says; the timer calls this, however late."""
        state, chapter = self._store.state, self.chapter
        if not state.playing:
            return
        wall, story = self._anchor
        due = story + (self._clock() - wall) * state.speed
        self._moving = True
        try:
            if due >= chapter.end:
                self._store.update(time=chapter.end, playing=False)
            else:
                self._store.update(time=due)
        finally:
            self._moving = False

    def _start(self) -> None:
        self._anchor = (self._clock(), self._store.state.time)
        self._timer.start()
        if self._store.state.time >= self.chapter.end:
            self._later(self._rewind)

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        if not new.state.playing:
            self._timer.stop()
        elif not old.state.playing:
            self._start()
        elif not self._moving or new.state.speed != old.state.speed:
            self._anchor = (self._clock(), new.state.time)
        if new.state.chapter != old.state.chapter or new.scenario is not old.scenario:
            was = chapter_of(old.scenario, old.state)
            kept = new.state.speed == old.state.speed == own_speed(was)
            self._later(self.reset if kept else self._fit_speed)

    def _later(self, act: Callable[[], None]) -> None:
        """Act after the present change has reached everybody: an update inside one would overtake it."""
        QTimer.singleShot(0, self, act)

    def _rewind(self) -> None:
        if self._store.state.playing and self._store.state.time >= self.chapter.end:
            self._store.update(time=self.chapter.start)

    def _fit_speed(self) -> None:
        if self._store.state.speed not in speeds(self.chapter):
            self.reset()
