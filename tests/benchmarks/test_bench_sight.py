"""What a what-if's answer, the doubt at rest, the preparation and the radar layers cost; by hand."""

import time
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from window_desk import hands, settle  # noqa: F401 - the fixture is used by name

from explorer.frame import outcome, sight
from explorer.frame.derived import Derived
from explorer.frame.frame import frame
from explorer.frame.outlines import lowest_areas, outlines
from explorer.frame.state import opening
from explorer.frame.state import settle as settled
from explorer.radar.coverage import coverage
from explorer.radar.model import from_scenario
from explorer.scenario import times
from explorer.scenario.whatif import apply, parse

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def model(belenko):
    return from_scenario(belenko)


@pytest.mark.parametrize("change", ["sea=100ft", "after=250m", "steady", "k=1.5"])
def test_a_what_if_answers_for_the_four_stations(belenko, model, benchmark, change):
    """The bar: 0.15 s, from the supposition to the figures of the panel."""

    def ask():
        scenario = apply(belenko, parse(change, belenko, "article"))
        radars = from_scenario(scenario, model.relief)
        return (
            outcome.seen(radars, scenario, "article"),
            outcome.afterwards(radars, scenario, "article"),
        )

    benchmark(ask)


def test_the_doubt_where_the_time_rests(belenko, model, benchmark):
    old = opening(belenko)
    clock = times.asked(belenko, "13:26", voice="article", now=belenko.chapters[0].start)
    now = settled(belenko, old, replace(old, time=clock))
    hero = frame(belenko, Derived(), now).hero
    benchmark(sight.shares, model, hero, (30.0, 549.0), belenko.lanes)


def test_a_telling(belenko, model, benchmark):
    benchmark.pedantic(sight.telling, (model, belenko, "article"), rounds=5)


def test_outlines_of_four_stations_at_every_level(belenko, model, benchmark):
    grids = {i: coverage(model.stations[i], model.relief) for i in belenko.lanes}
    benchmark.pedantic(outlines, (grids,), rounds=5)


def test_the_lowest_height_over_all_radars(model, benchmark):
    benchmark.pedantic(lowest_areas, (tuple(model.stations.values()), model.relief), rounds=3)


RADAR = frozenset({"lowest", "blind", "seen"})


@pytest.mark.parametrize("hidden", [frozenset({"lowest"}), RADAR, frozenset()], ids=["usual", "none", "all"])
def test_a_scrub_with_and_without_the_radars_layers(hands, benchmark, hidden):
    hands.store.update(hidden=hidden)
    hands.app.finish_work()
    start, state = hands.at("13:06"), {"n": 0}

    def step():
        state["n"] = (state["n"] + 1) % 300
        hands.store.update(time=start + state["n"])
        QApplication.processEvents()

    benchmark.pedantic(step, rounds=600, warmup_rounds=50)


def test_scrubbing_while_it_is_prepared(hands, benchmark):
    start, state = hands.at("13:06"), {"n": 0}

    def step():
        if not hands.app.jobs.working:
            metres = 30.0 + time.monotonic() % 10
            hands.store.update(what_if=parse(f"sea={metres}m", hands.store.now.history, "article"))
        state["n"] = (state["n"] + 1) % 300
        hands.store.update(time=start + state["n"])
        QApplication.processEvents()

    benchmark.pedantic(step, rounds=300, warmup_rounds=10)
    hands.store.update(what_if=None)
    hands.app.finish_work()
    settle()
