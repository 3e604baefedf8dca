"""What a document of five megabytes costs the window; by hand: pytest -m benchmark tests/benchmarks."""

# ruff: noqa: T201 - what a benchmark finds is printed

import random
import statistics
import time

import pytest
from open_documents import NIGHT, opened
from PySide6.QtWidgets import QApplication

from explorer.panels.source import SourcePanel
from explorer.session.store import Store
from explorer.text.search import prepare, search
from explorer.theme import DARK

pytestmark = pytest.mark.benchmark

_BYTES = 5_000_000


def text_of(size, paragraphs_apart=400):
    """Return a Markdown text of about ``size`` characters, thousands of headings, the night in its middle."""
    chance = random.Random(4)
    words = [
        "the",
        "sea",
        "was",
        "grey",
        "and",
        "nobody",
        "of",
        "the",
        "watch",
        "had",
        "seen",
        "an",
        "aircraft",
        "fly",
        "so",
        "low",
        "since",
        "spring",
    ]
    parts, length = [], 0
    while length < size:
        line = " ".join(chance.choices(words, k=chance.randint(30, 140))).capitalize() + "."
        part = f"## Chapter {len(parts)}" if len(parts) % 5 == 0 else line
        parts.append(part)
        length += len(part) + 2
    parts.insert(len(parts) // 2, NIGHT)
    return "\n\n".join(parts)


def settle():
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


@pytest.fixture(scope="module")
def large(belenko):
    return opened(belenko, text_of(_BYTES), "large.md")


@pytest.fixture(scope="module")
def small(belenko):
    return opened(belenko, text_of(20_000), "small.md")


@pytest.fixture
def panel(qtbot, belenko):
    made = SourcePanel(Store(belenko), DARK)
    qtbot.addWidget(made)
    made.resize(420, 720)
    made.show()
    settle()
    return made


def timed(act):
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def test_opening_a_large_document_on_the_gui_thread(panel, large, benchmark):
    store = panel._store

    def show():
        store.derive(documents=(large,))
        store.update(document=large.document.path)
        settle()

    def put_away():
        store.update(document=None)
        store.derive(documents=())
        panel.reader._sheets.clear()
        panel.reader._sheet = None

    benchmark.pedantic(show, setup=put_away, rounds=5)


def test_scrubbing_beside_a_small_document(panel, small, large, belenko):
    store = panel._store
    moments = {m.id: m for m in belenko.moments}
    times = [moments[n].at("article") for n in ("contact", "scramble", "lost", "landing")]

    def go(t):
        store.update(time=t)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    told = {}
    for name, one in (("small", small), ("large", large)):
        store.derive(documents=(one,))
        store.update(document=one.document.path)
        settle()
        first = timed(lambda: go(times[2]))
        leaps = statistics.median(timed(lambda t=t: go(t)) for _ in range(40) for t in times)
        steps = statistics.median(timed(lambda t=t: go(times[2] + t)) for _ in range(4) for t in range(1, 60))
        told[name] = first, leaps, steps
    for what, few, many in zip(
        ("first jump", "change of passage", "a second on"), *told.values(), strict=True
    ):
        print(f"\n{what}: 20 kB {few:.2f} ms, 5 MB {many:.2f} ms, ratio {many / few:.2f}")


def test_searching_a_large_document(large, benchmark):
    prepare(large.document.text)
    benchmark(lambda: search("four radars", [large.document]))
