"""A tour as a visitor takes it in the window, a presenter's keys, and the kiosk."""

import pytest
from PySide6.QtCore import Qt
from window_desk import hands, settle  # noqa: F401 - a fixture

from explorer import assets
from explorer.app import App
from explorer.commands import COMMANDS, FILE
from explorer.panels.tour import TourDialog
from explorer.scenario.load import load
from explorer.session import tour as touring


@pytest.fixture
def tour(hands):
    """Begin the four stops, standing still, and return the bar."""

    def begin(number=0):
        tours = hands.store.now.derived.extras.tours
        touring.start(hands.store, tours[number])
        hands.store.update(playing=False)
        settle()
        return hands.window.overlays.tour

    yield begin
    touring.leave(hands.store)


def test_the_bar_says_what_to_notice_and_the_banner_makes_room(hands, tour):
    bar = tour()
    touring.step(hands.store, 1)
    hands.store.update(playing=False, time=hands.at("13:26"))
    settle()
    assert bar.isVisible()
    assert bar.words.startswith("2 of 4. Three could not see him")
    assert "COULD beside DID" in bar.words
    assert not hands.window.overlays.banner.isVisible()
    touring.leave(hands.store)
    settle()
    assert not bar.isVisible()
    assert hands.window.overlays.banner.isVisible()


def test_the_presenters_keys_go_on_and_back_and_esc_leaves(hands, tour):
    tour()
    hands.map.setFocus()
    hands.press("PgDown")
    assert hands.state.tour.stop == 1
    hands.press("Right")
    assert hands.state.tour.stop == 2
    hands.press("PgUp")
    hands.press("Left")
    assert hands.state.tour.stop == 0
    before = hands.state.time
    hands.press("Escape")
    assert hands.state.tour is None
    hands.store.update(playing=False)
    hands.press("Right")
    assert hands.state.time == before + 60


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_what_a_stop_frames_is_not_under_the_boxes(hands, tour, size, asked):
    hands.window.resize(*size)
    settle()
    hands.window.arrange()
    settle()
    hands.store.update(predict=asked)
    tour()
    touring.step(hands.store, 1)
    if asked:
        touring.step(hands.store, 1)
        settle()
        hands.click(hands.window.overlays.tour._next)
    hands.store.update(playing=False, time=hands.at("13:26"))
    settle(8)
    assert hands.state.tour.stop == 1
    overlays = hands.window.overlays
    boxes = [overlays.tour.geometry(), overlays.ladder.geometry()]
    sites = hands.store.now.scenario.sites
    for name in hands.store.now.scenario.lanes:
        spot = hands.pixel(sites[name].lon, sites[name].lat)
        assert hands.map.rect().contains(spot), name
        assert not any(box.contains(spot) for box in boxes), name


def test_ask_me_first_hides_the_answer_until_the_button(hands, tour):
    hands.store.update(predict=True)
    bar = tour()
    assert bar.words.endswith("Why does he climb?")
    assert bar._next.text() == "Show me"
    hands.click(bar._next)
    assert hands.state.tour.shown
    assert "He wants to be found" in bar.words
    assert hands.state.playing


def test_the_words_fit_the_bar_at_every_stop(hands, tour):
    for number in (0, 1):
        bar = tour(number)
        while hands.state.tour is not None:
            hands.store.update(playing=False)
            settle(1)
            text = bar._text
            assert text.heightForWidth(text.width()) <= text.height()
            assert bar.geometry().right() <= hands.map.width()
            touring.step(hands.store, 1)


def test_the_dialog_offers_every_tour(hands):
    command = next(c for c in COMMANDS if c.id == "tour")
    assert command.enabled(hands.state, hands.store)
    dialog = TourDialog(hands.store, hands.window)
    assert [c.text() for c in dialog.choices] == ["Four stops  (4)", "The whole story  (16)"]
    dialog._predict.setChecked(True)
    dialog.choices[1].click()
    assert hands.state.tour.tour == "whole"
    assert hands.state.predict
    dialog.deleteLater()
    touring.leave(hands.store)


@pytest.fixture
def kiosk(qapp, qtbot):
    """A program of its own: a kiosk cannot be turned back."""
    scenario, _ = load(assets.default_scenario())
    app = App(scenario, (), None)
    app.window.resize(1280, 800)
    app.window.show()
    app.guided.begin_kiosk()
    app.finish_work()
    settle()
    yield app
    qapp.removeEventFilter(app.guided.kiosk)
    touring.leave(app.store)
    app.window.close()
    qapp.setStyleSheet("")


def test_a_kiosk_loops_the_first_tour_without_menus_or_files(kiosk):
    window = kiosk.window
    assert window.isFullScreen()
    assert not window.menuBar().isVisible()
    assert kiosk.store.state.tour.auto
    assert kiosk.guided.guide.loop
    for command in COMMANDS:
        if command.menu == FILE and command.id != "quit":
            assert window.actions_by_id[command.id].shortcuts() == []
            assert window.actions_by_id[command.id] not in window.actions()
    assert not window.claims._export.isVisibleTo(window.claims)
    assert not window.source._invitation.isVisibleTo(window.source)
    assert not window.acceptDrops()
    assert window.overlays.tour._next.height() >= 44
    assert not window.overlays.tour._leave.isVisible()


def test_left_alone_a_kiosk_begins_anew_and_a_touch_puts_it_off(kiosk, qtbot):
    store, idle = kiosk.store, kiosk.guided.kiosk._idle
    touring.leave(store)
    store.update(predict=True, altitude_m=30.0)
    assert idle.isActive()
    assert idle.interval() == 120_000
    before = idle.remainingTime()
    qtbot.wait(30)
    qtbot.mouseClick(kiosk.window.map, Qt.MouseButton.LeftButton)
    assert idle.remainingTime() >= before - 30
    idle.timeout.emit()
    assert store.state.tour.stop == 0
    assert not store.state.predict
    assert store.state.altitude_m is None
