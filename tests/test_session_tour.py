"""Taking a tour: the stops in order, questions first, playing up to a stop, going on by itself."""

from pathlib import Path

import pytest

from explorer.frame.extras import load_extras
from explorer.frame.state import Selection
from explorer.session import tour as touring
from explorer.session.player import Player
from explorer.session.store import Store


@pytest.fixture
def store(belenko, qapp):
    store = Store(belenko)
    store.furnish(*load_extras(Path(belenko.folder), belenko))
    return store


@pytest.fixture
def tours(store):
    return store.now.derived.extras.tours


def at(store):
    return store.state.tour and store.state.tour.stop


def test_each_stop_is_at_its_time_in_its_chapter_with_its_framing(store, tours):
    for tour in tours:
        touring.start(store, tour)
        for number, stop in enumerate(tour.stops):
            state = store.state
            assert at(store) == number
            assert touring.stop_of(store.now) is stop
            when = touring.when(store.now.scenario, state.voice, stop)
            assert state.chapter == when.chapter.id
            assert state.time == (when.start if stop.lead else when.time)
            assert when.start <= when.time
            if stop.view is not None:
                assert (state.view.lon, state.view.width_km) == (stop.view.lon, stop.view.width_km)
            if stop.select is not None and not stop.lead:
                assert state.selection == Selection(*stop.select)
            assert state.station == stop.station
            touring.step(store, 1)
        assert store.state.tour is None


def test_back_goes_back_and_stays_at_the_first(store, tours):
    touring.start(store, tours[0])
    touring.step(store, 1)
    touring.step(store, -1)
    assert at(store) == 0
    touring.step(store, -1)
    assert at(store) == 0
    touring.leave(store)
    assert store.state.tour is None
    touring.step(store, 1)
    touring.show(store)
    assert store.state.tour is None


def test_predict_then_play_asks_first_and_shows_when_asked(store, tours):
    store.update(predict=True)
    touring.start(store, tours[0])
    assert not store.state.tour.shown
    assert not store.state.playing
    before = store.state.time
    touring.step(store, 1)  # the presenter's key answers first
    assert at(store) == 0
    assert store.state.tour.shown
    assert store.state.playing
    assert store.state.time == before
    touring.step(store, 1)
    assert at(store) == 1
    assert not store.state.tour.shown


def test_a_stop_without_a_question_asks_nothing(store, tours):
    store.update(predict=True)
    whole = tours[1]
    number = next(i for i, s in enumerate(whole.stops) if not s.ask)
    touring.start(store, whole)
    while at(store) != number:
        touring.step(store, 1)
    assert store.state.tour.shown


def test_the_story_plays_up_to_the_stop_and_rests_there(store, tours, qtbot):
    clock = [0.0]
    player = Player(store, clock=lambda: clock[0])
    touring.Guide(store)
    touring.start(store, tours[0])
    when = touring.when(store.now.scenario, store.state.voice, tours[0].stops[0])
    assert player.running
    clock[0] = 2.0
    player.tick()
    assert when.start < store.state.time < when.time
    clock[0] = 60.0
    player.tick()
    qtbot.waitUntil(lambda: not store.state.playing)
    assert store.state.time == when.time
    assert at(store) == 0
    # Whoever plays on from there is not held back.
    store.update(playing=True)
    clock[0] = 70.0
    player.tick()
    assert store.state.time > when.time
    store.update(playing=False)


def test_by_itself_it_waits_as_long_as_the_stop_says_and_longer_while_it_plays(store, tours, qtbot):
    guide = touring.Guide(store)
    touring.start(store, tours[0])
    assert guide.waiting_s is None
    touring.set_auto(store, True)
    first = tours[0].stops[0]
    assert first.seconds < guide.waiting_s < first.seconds + 15
    store.update(playing=False)
    touring.set_auto(store, False)
    assert guide.waiting_s is None
    touring.leave(store)
    assert guide.waiting_s is None


def test_after_the_last_stop_it_ends_or_begins_anew(store, tours):
    guide = touring.Guide(store)
    touring.start(store, tours[0], auto=True)
    for _ in range(3):
        guide._go_on()
    assert at(store) == 3
    guide.loop = True
    guide._go_on()
    assert at(store) == 0
    assert store.state.tour.auto
    for _ in range(3):
        guide._go_on()
    guide.loop = False
    guide._go_on()
    assert store.state.tour is None
    guide._go_on()


def test_a_tour_that_another_scenario_lacks_is_over(store, tours, belenko):
    touring.start(store, tours[0])
    store.open(belenko, ())
    assert touring.stop_of(store.now) is None
    touring.step(store, 1)
    assert store.state.tour is None


def test_the_voice_decides_when_a_stop_is(store, tours):
    landing = next(s for s in tours[1].stops if s.moment == "landing")
    article, record = (touring.when(store.now.scenario, v, landing).time for v in ("article", "record"))
    assert article - record == 7 * 60
