"""What a step costs the time axis: from the store's update until the paints are delivered."""

import random

import pytest
from PySide6.QtWidgets import QApplication

from explorer.panels.timeline import TimelinePanel
from explorer.session.store import Store
from explorer.theme import DARK

pytestmark = pytest.mark.benchmark


def _panel(belenko, qtbot, width):
    store = Store(belenko)
    panel = TimelinePanel(store, DARK)
    qtbot.addWidget(panel)
    panel.resize(width, 290)
    panel.show()
    QApplication.processEvents()
    return store


def _follow(store, times):
    """Return a function that goes to the next of ``times`` and waits for the paints."""
    chain = iter(times)

    def step():
        store.update(time=next(chain))
        QApplication.processEvents()

    return step


def _steps(store):
    chapter = store.now.frame.chapter
    return [chapter.start + 1.5 * i for i in range(1, 3500)]


@pytest.mark.parametrize("width", [1920, 3840])
def test_scrub(belenko, qtbot, benchmark, width):
    store = _panel(belenko, qtbot, width)
    benchmark.pedantic(_follow(store, _steps(store)), rounds=3000, warmup_rounds=100)


def test_scrub_without_the_panel(belenko, qtbot, benchmark):
    """What remains when nobody looks: take this off the others."""
    store = Store(belenko)
    benchmark.pedantic(_follow(store, _steps(store)), rounds=3000, warmup_rounds=100)


def test_random_jump(belenko, qtbot, benchmark):
    store = _panel(belenko, qtbot, 1920)
    chapter, rng = store.now.frame.chapter, random.Random(1)
    anywhere = [rng.uniform(chapter.start, chapter.end) for _ in range(1200)]
    benchmark.pedantic(_follow(store, anywhere), rounds=1000, warmup_rounds=100)


def test_change_of_chapter(belenko, qtbot, benchmark):
    store = _panel(belenko, qtbot, 1920)
    chapters = [c.id for c in belenko.chapters] * 200
    chain = iter(chapters[1:])

    def step():
        store.update(chapter=next(chain))
        QApplication.processEvents()

    benchmark.pedantic(step, rounds=60, warmup_rounds=3)
