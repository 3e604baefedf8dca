"""Playing keeps the wall clock, whatever the frame rate."""

from itertools import pairwise

import pytest
from timeline_scenario import at, scenario

from explorer.session.player import Player, beside, label, next_speed, own_speed, speeds
from explorer.session.store import Store


class Clock:
    """A wall clock that a test turns."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def playing(qapp):
    store, clock = Store(scenario()), Clock()
    return store, clock, Player(store, clock=clock)


@pytest.mark.parametrize("frames", [[1.0], [0.5, 0.5], [0.016] * 62 + [0.008], [0.9, 0.001, 0.099]])
def test_a_second_is_a_minute_at_any_frame_rate(playing, frames):
    store, clock, player = playing
    store.update(playing=True)
    for frame in frames:
        clock.now += frame
        player.tick()
    assert store.state.time == pytest.approx(at("12:46"), abs=1e-6)


def test_it_stops_at_the_end_of_the_chapter(playing, qtbot):
    store, clock, player = playing
    store.update(time=at("14:14"), playing=True)
    assert player.running
    clock.now += 30
    player.tick()
    assert store.state.time == at("14:15")
    assert store.state.chapter == "flight"
    assert not store.state.playing
    assert not player.running


def test_at_the_end_it_plays_from_the_start(playing, qtbot):
    store, _clock, _player = playing
    store.update(time=at("14:15"))
    store.update(playing=True)
    qtbot.waitUntil(lambda: store.state.time < at("12:46"))
    assert store.state.playing


def test_a_scrub_while_playing_is_where_it_goes_on(playing):
    store, clock, player = playing
    store.update(playing=True)
    clock.now += 1
    player.tick()
    clock.now += 0.5  # the frame that was due is lost with the scrub, as it must be
    store.update(time=at("13:26"))
    clock.now += 1
    player.tick()
    assert store.state.time == pytest.approx(at("13:27"))


def test_a_change_of_speed_does_not_jump(playing):
    store, clock, player = playing
    store.update(playing=True)
    clock.now += 1
    player.tick()
    player.faster()
    assert store.state.time == pytest.approx(at("12:46"))
    clock.now += 1
    player.tick()
    assert store.state.time == pytest.approx(at("12:48"))


def test_paused_it_does_not_move(playing):
    store, clock, player = playing
    player.toggle()
    player.toggle()
    clock.now += 10
    player.tick()
    assert store.state.time == at("12:45")


def test_the_timer_plays(qtbot):
    store = Store(scenario())
    player = Player(store)
    player.toggle()
    qtbot.waitUntil(lambda: store.state.time > at("12:45") + 3, timeout=2000)
    player.toggle()
    assert not player.running


def test_a_speed_nobody_chose_does_not_stay_for_the_next_chapter(playing, qtbot):
    store = playing[0]
    chapters = store.now.scenario.chapters
    store.update(chapter=chapters[1].id)
    qtbot.waitUntil(lambda: store.state.speed == own_speed(chapters[1]))
    assert own_speed(chapters[1]) in speeds(chapters[2])  # where the years would crawl
    store.update(chapter=chapters[2].id)
    qtbot.waitUntil(lambda: store.state.speed == own_speed(chapters[2]))


def test_each_chapter_brings_its_own_speed(playing, qtbot):
    store, _clock, player = playing
    store.update(chapter="standoff")
    qtbot.waitUntil(lambda: store.state.speed == 86400.0)
    player.faster()
    assert store.state.speed == 2 * 86400.0
    store.update(chapter="legacy")
    qtbot.waitUntil(lambda: store.state.speed in speeds(store.now.frame.chapter))
    store.update(chapter="flight")
    qtbot.waitUntil(lambda: store.state.speed == 60.0)


def test_listeners_after_the_player_see_changes_in_order(playing, qtbot):
    store, _clock, _player = playing
    seen = []
    store.changed.connect(lambda old, new: seen.append((old, new)))
    store.update(chapter="standoff")
    qtbot.waitUntil(lambda: store.state.speed != 60.0)
    assert all(a[1] is b[0] for a, b in pairwise(seen))
    assert seen[-1][1] is store.now


def test_speeds_end_at_the_table(playing):
    store, _clock, player = playing
    chapter = store.now.frame.chapter
    table = speeds(chapter)
    for _ in range(20):
        player.slower()
    assert store.state.speed == table[0] == 1.0
    for _ in range(20):
        player.faster()
    assert store.state.speed == table[-1] == 600.0
    player.reset()
    assert store.state.speed == own_speed(chapter) == 60.0
    assert next_speed(chapter, 45.0, 1) == 60.0
    assert next_speed(chapter, 45.0, -1) == 30.0
    assert next_speed(chapter, 30.0, 2) == 120.0


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        (1.0, "real time"),
        (10.0, "10 s/s"),
        (60.0, "1 min/s"),
        (300.0, "5 min/s"),
        (21600.0, "6 h/s"),
        (86400.0, "1 day/s"),
        (7 * 86400.0, "7 days/s"),
        (365 * 86400.0, "1 year/s"),
    ],
)
def test_a_speed_in_words(qapp, speed, words):
    assert label(speed) == words


def test_the_moments_beside(playing):
    store, _clock, _player = playing
    store.update(time=at("13:26"))
    assert beside(store.now.scenario, store.state, 1).id == "below"
    assert beside(store.now.scenario, store.state, -1).id == "f4"
    store.update(time=at("14:15"))
    assert beside(store.now.scenario, store.state, 1) is None
    store.update(voice="record", time=at("13:48"))
    assert beside(store.now.scenario, store.state, 1).id == "landing"
    assert beside(store.now.scenario, store.state, 1).at("record") == at("13:50")
