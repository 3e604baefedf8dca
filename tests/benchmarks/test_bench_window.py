"""The whole window: from ``Store.update`` until the event loop has delivered the paints, never ``grab``.

By hand: ``pytest -m benchmark -s tests/benchmarks/test_bench_window.py``. The bars are the design's, for two
cores and the raster painter; nothing is asserted, for a busy machine is no defect.
"""

# ruff: noqa: T201 - what a benchmark finds is printed

import random
import statistics
import time
from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_desk import hands  # noqa: F401 - the fixture is used by name

pytestmark = pytest.mark.benchmark

_WARM = 40
FULL, LARGE = (1920, 1080), (3840, 2160)


def measured(steps: Iterable[Callable[[], None]]) -> list[float]:
    """Return how long each step took until its paints were delivered, in ms, after a few to warm up."""
    taken = []
    for number, step in enumerate(steps):
        began = time.perf_counter()
        step()
        QApplication.processEvents()
        if number >= _WARM:
            taken.append(1000 * (time.perf_counter() - began))
    return taken


def tell(what: str, taken: list[float], bar: str = "") -> float:
    """Print median, 99th percentile and longest; return the median."""
    ordered = sorted(taken)
    median = statistics.median(ordered)
    late = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    print(f"\n{what}: median {median:.1f} ms, 99 % {late:.1f} ms, longest {ordered[-1]:.1f} ms "
          f"({len(ordered)} steps){'; bar ' + bar if bar else ''}")  # fmt: skip
    return median


@pytest.fixture
def stage(hands):
    """Return a function that sets the window up at a size, its background work done."""

    def make(size):
        hands.window.resize(*size)
        hands.window.arrange()
        hands.app.finish_work()
        for _ in range(6):
            QApplication.processEvents()
        return hands

    return make


def going(hands, times):
    return (lambda t=t: hands.store.update(time=t) for t in times)


def climb(hands, count):
    """Return times on the climb, to and fro."""
    first, last = hands.at("13:06"), hands.at("13:11")
    span = last - first
    return [first + abs((i * 1.0) % (2 * span) - span) for i in range(count)]


@pytest.mark.parametrize(
    ("size", "bar"), [(FULL, "median 6, 99 % 14"), (LARGE, "25")], ids=["1920x1080", "3840x2160"]
)
def test_scrub_on_the_climb(stage, size, bar):
    one = stage(size)
    tell(f"climb 13:06-13:11 at {size[0]}x{size[1]}", measured(going(one, climb(one, 640))), bar)


@pytest.mark.parametrize("size", [FULL, LARGE], ids=["1920x1080", "3840x2160"])
def test_scrub_all_along(stage, belenko, size):
    one = stage(size)
    chapter = belenko.chapters[0]
    times = [chapter.start + i * 8 for i in range(int((chapter.end - chapter.start) / 8))]
    tell(f"all along at {size[0]}x{size[1]}, 8 s a step", measured(going(one, times)))


@pytest.mark.parametrize(("size", "bar"), [(FULL, "14"), (LARGE, "25")], ids=["1920x1080", "3840x2160"])
def test_random_jumps(stage, belenko, size, bar):
    one = stage(size)
    chapter, rng = belenko.chapters[0], random.Random(7)
    times = [rng.uniform(chapter.start, chapter.end) for _ in range(340)]
    tell(f"random jumps at {size[0]}x{size[1]}", measured(going(one, times)), bar)


def test_pan(stage):
    one = stage(FULL)
    one.store.update(time=one.at("13:26"))
    start = QPoint(700, 400)
    QTest.mousePress(one.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    tell("pan at 1920x1080", measured(
        (lambda i=i: QTest.mouseMove(one.map, start + QPoint(i % 200, (i // 2) % 100))) for i in range(340)
    ))  # fmt: skip
    QTest.mouseRelease(one.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)


def test_zoom(stage):
    one = stage(FULL)
    one.store.update(time=one.at("13:26"))
    tell("zoom at 1920x1080", measured(
        (lambda i=i: one.wheel(one.map, QPointF(700, 400), 0.5 if (i // 12) % 2 else -0.5))
        for i in range(240)
    ))  # fmt: skip


def test_playing(stage, monkeypatch):
    """A second of playing at each speed: frames that were drawn, of the 62 that were due."""
    one = stage(FULL)
    for speed in (60.0, 300.0):
        one.store.update(time=one.at("13:06"), speed=speed, playing=True)
        drawn, end = 0, time.perf_counter() + 2.0
        seen = one.state.time
        while time.perf_counter() < end:
            QApplication.processEvents()
            if one.state.time != seen:
                drawn, seen = drawn + 1, one.state.time
        one.store.update(playing=False)
        print(f"\nplaying at {speed:.0f} s/s: {drawn / 2:.0f} frames a second of 62")


def test_change_of_voice_units_and_theme(stage):
    one = stage(FULL)
    one.store.update(time=one.at("13:26"))
    voices = [lambda v=v: one.store.update(voice=v) for v in ("record", "article") * 40]
    tell("change of voice", measured(voices))
    tell("change of theme", measured([lambda n=n: one.app.set_theme(n) for n in ("light", "dark") * 25]))


def test_what_each_part_costs(stage):
    """The climb with parts put away: the difference to the whole is theirs."""
    one = stage(FULL)
    times = climb(one, 340)
    whole = tell("everything", measured(going(one, times)))
    window = one.window

    def without(name, hide, show):
        hide()
        for _ in range(6):
            QApplication.processEvents()
        part = statistics.median(measured(going(one, times)))
        show()
        for _ in range(6):
            QApplication.processEvents()
        print(f"  {name}: {whole - part:+.2f} ms")

    for key, dock in window.docks.items():
        without(f"dock {key}", dock.hide, dock.show)
        if key == "source":
            dock.raise_()
    for box in window.overlays.parts:
        was = box.isVisible()
        without(type(box).__name__, box.hide, lambda box=box, was=was: box.setVisible(was))
    without("map with all on it", one.map.hide, one.map.show)
    silent = statistics.median(
        measured((lambda t=t: one.store.update(time=t)) for t in times) if not window.hide() else [0.0]
    )
    window.show()
    print(f"  what remains when nobody looks: {silent:.2f} ms")
