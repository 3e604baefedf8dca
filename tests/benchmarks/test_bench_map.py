"""What a step costs the map: from the store's update until the paints are delivered.

``test_bare_copy`` is the least that any whole frame costs on the machine: read the others against it.
"""

import random

import pytest
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from explorer.frame.state import View
from explorer.map.view import MapView
from explorer.scenario import times
from explorer.session.store import Store
from explorer.theme import DARK

pytestmark = pytest.mark.benchmark
SIZES = [(1920, 1080), (3840, 2160)]


def _map(belenko, qtbot, size=(1920, 1080)):
    store = Store(belenko)
    view = MapView(store, DARK)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    QApplication.processEvents()
    store.seen_by = view  # qtbot holds widgets weakly
    return store


def _at(store, clock):
    return times.asked(store.now.scenario, clock, voice="article", now=0)


def _follow(store, changes):
    chain = iter(changes)

    def step():
        store.update(**next(chain))
        QApplication.processEvents()

    return step


def test_bare_copy(qtbot, benchmark):
    a, b = QPixmap(1920, 1080), QPixmap(1920, 1080)
    a.fill()
    b.fill()

    def copy():
        painter = QPainter(a)
        painter.drawPixmap(0, 0, b)
        painter.end()

    benchmark.pedantic(copy, rounds=500, warmup_rounds=20)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_climb(belenko, qtbot, benchmark, size):
    store = _map(belenko, qtbot, size)
    start = _at(store, "13:06")
    benchmark.pedantic(
        _follow(store, ({"time": start + 0.9 * i} for i in range(1, 400))), rounds=330, warmup_rounds=30
    )


def test_climb_without_the_map(belenko, qtbot, benchmark):
    """What remains when nobody looks: take this off the others."""
    store = Store(belenko)
    start = _at(store, "13:06")
    benchmark.pedantic(_follow(store, ({"time": start + 0.9 * i} for i in range(1, 400))), rounds=330)


def test_scrub_over_the_unknown(belenko, qtbot, benchmark):
    store = _map(belenko, qtbot)
    start = _at(store, "13:27")
    benchmark.pedantic(
        _follow(store, ({"time": start + 2 * i} for i in range(1, 400))), rounds=330, warmup_rounds=30
    )


def test_random_jump(belenko, qtbot, benchmark):
    store = _map(belenko, qtbot)
    chapter, rng = store.now.frame.chapter, random.Random(1)
    anywhere = [{"time": rng.uniform(chapter.start, chapter.end)} for _ in range(400)]
    benchmark.pedantic(_follow(store, anywhere), rounds=330, warmup_rounds=30)


@pytest.mark.parametrize("width_km", [1900, 950, 400, 100])
def test_pan(belenko, qtbot, benchmark, width_km):
    store = _map(belenko, qtbot)
    step = width_km / 950 * 0.01
    views = ({"view": View(138.5 + step * i, 42 + step / 3 * i, width_km)} for i in range(1, 90))
    benchmark.pedantic(_follow(store, views), rounds=70, warmup_rounds=10)


def test_zoom(belenko, qtbot, benchmark):
    store = _map(belenko, qtbot)
    views = ({"view": View(140, 42, 1200 * 0.97**i)} for i in range(1, 140))
    benchmark.pedantic(_follow(store, views), rounds=110, warmup_rounds=10)
