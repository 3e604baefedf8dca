"""Garbage is collected on the GUI thread alone: on a worker's it could end objects of Qt."""

import gc
import threading
import weakref

import pytest

from explorer.session import collector
from explorer.session.collector import Collector, collect_due
from explorer.session.jobs import Jobs


class Knot:
    def __init__(self):
        self.self = self


@pytest.fixture
def off_the_main_thread():
    """Return the list of collections that other threads have run since."""
    seen = []

    def note(phase, info):
        if threading.current_thread() is not threading.main_thread():
            seen.append((phase, info))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_a_worker_that_ties_knots_leaves_them_to_the_gui_thread(qtbot, off_the_main_thread, monkeypatch):
    monkeypatch.setattr(collector, "_EVERY_MS", 3_600_000)  # on a busy machine it came before the question
    keeper, jobs, tied = Collector(), Jobs(), []

    def work():
        tied.extend(weakref.ref(Knot()) for _ in range(5 * gc.get_threshold()[0]))

    jobs.submit("knots", work, lambda _: None)
    qtbot.waitUntil(lambda: not jobs.working)
    assert not off_the_main_thread
    assert tied[-1]() is not None
    collect_due()
    assert tied[-1]() is None
    keeper.deleteLater()


def test_the_timer_collects(qtbot, monkeypatch):
    monkeypatch.setattr(collector, "_EVERY_MS", 10)
    keeper = Collector()
    tied = [weakref.ref(Knot()) for _ in range(2 * gc.get_threshold()[0])]
    qtbot.waitUntil(lambda: tied[0]() is None)
    keeper.deleteLater()


def test_what_is_not_due_is_left(qtbot):
    gc.collect()
    knot = weakref.ref(Knot())
    collect_due()
    assert knot() is not None


def test_released_it_leaves_collecting_to_python(qtbot):
    keeper = Collector()
    assert not gc.isenabled()
    keeper.release()
    assert gc.isenabled()
    gc.disable()
