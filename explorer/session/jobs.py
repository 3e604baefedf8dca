"""Work off the GUI thread: one pool, and only the newest answer to each question counts."""

import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThread, QThreadPool, Signal

_HANDS_S = 0.3  # for so long after a change somebody is at work
_REST = 3.0
_LONGEST_REST_S = 0.3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to: its result, or the exception that ended it."""

    result: Any = None
    error: Exception | None = None


class _Task(QRunnable):
    """Runs one function on a thread of the pool and reports through a signal."""

    def __init__(self, jobs: "Jobs", name: str, generation: int, work: Callable[[], Any]) -> None:
        super().__init__()
        self._jobs, self._name, self._generation, self._work = jobs, name, generation, work

    def run(self) -> None:
        """Do the work; what it raises is carried to the GUI thread, which decides."""
        if not self._jobs.is_current(self._name, self._generation):
            outcome = Outcome()
        else:
            self._jobs.begin_task(self._name, self._generation)
            try:
                outcome = Outcome(self._work())
            except Exception as error:  # noqa: BLE001 - carried, not swallowed
                outcome = Outcome(error=error)
        # The program may have ended meanwhile: then nobody is left to tell.
        with contextlib.suppress(RuntimeError):
            self._jobs.finished_one.emit(self._name, self._generation, outcome)


class Jobs(QObject):
    """Submits named work; a newer submission of a name makes the older answers void.

    With ``held`` nothing is begun until ``release``: the first picture has the processor to itself.

    Signals:
        busy(names): what is being worked on, whenever that changes; an empty tuple when all is done.
    """

    busy = Signal(object)
    finished_one = Signal(str, int, object)

    def __init__(self, parent: QObject | None = None, *, held: bool = False) -> None:
        super().__init__(parent)
        self._held: list[_Task] | None = [] if held else None
        self._pool = QThreadPool(self)
        # One worker: the second core stays with the window.
        self._pool.setMaxThreadCount(1)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._generations: dict[str, int] = {}
        self._open: dict[str, int] = {}
        self._then: dict[tuple[str, int], Callable[[Any], None]] = {}
        self._failed: Callable[[str, Exception], None] = _raise
        self._acted = -math.inf
        self._task: tuple[str, int] = ("", 0)
        self._paced = 0.0
        self.finished_one.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def on_failure(self, tell: Callable[[str, Exception], None]) -> None:
        """Call ``tell(name, error)`` when work ends in an exception (else it is raised in the GUI thread)."""
        self._failed = tell

    def submit(self, name: str, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Run ``work`` on the pool and ``then(result)`` here, unless ``name`` is submitted again."""
        generation = self._generations.get(name, 0) + 1
        self._generations[name] = generation
        self._then[name, generation] = then
        self._open[name] = self._open.get(name, 0) + 1
        task = _Task(self, name, generation, work)
        if self._held is None:
            self._pool.start(task)
        else:
            self._held.append(task)
        self.busy.emit(tuple(self._open))

    def release(self) -> None:
        """Begin what has been held."""
        held, self._held = self._held or [], None
        for task in held:
            self._pool.start(task)

    def hold_back(self) -> None:
        """Leave the processor to the window for a moment: somebody is scrubbing."""
        self._acted = time.monotonic()

    def begin_task(self, name: str, generation: int) -> None:
        """Note what the worker begins; on the worker's thread."""
        self._task, self._paced = (name, generation), time.monotonic()

    def pace(self) -> bool:
        """Return whether the work at hand is still wanted; on the worker's thread, again and again.

        Python runs one thread at a time: while somebody scrubs, the worker rests thrice as long as it works.
        """
        now = time.monotonic()
        if now - self._acted < _HANDS_S:
            time.sleep(min(_REST * (now - self._paced), _LONGEST_REST_S))
        self._paced = time.monotonic()
        return self.is_current(*self._task)

    def cancel(self, name: str) -> None:
        """Let answers to ``name`` that are still to come count for nothing."""
        self._generations[name] = self._generations.get(name, 0) + 1

    def is_current(self, name: str, generation: int) -> bool:
        """Return whether an answer of that generation would still count."""
        return self._generations.get(name) == generation

    @property
    def working(self) -> bool:
        """Whether any answer is still to come."""
        return bool(self._open)

    def wait(self, milliseconds: int = 60_000) -> bool:
        """Wait until the pool is idle; answers are then still to be delivered by the event loop."""
        self.release()
        return self._pool.waitForDone(milliseconds)

    def _take(self, name: str, generation: int, outcome: Outcome) -> None:
        then = self._then.pop((name, generation), None)
        self._open[name] -= 1
        if not self._open[name]:
            del self._open[name]
        try:
            if then is not None and self.is_current(name, generation):
                if outcome.error is not None:
                    self._failed(name, outcome.error)
                else:
                    then(outcome.result)
        finally:  # what fails is no longer worked on either
            self.busy.emit(tuple(self._open))


def _raise(_name: str, error: Exception) -> None:
    raise error
