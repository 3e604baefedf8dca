"""The whole window, as a person uses it: each story starts where the program opens."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import scenario_files
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QFrame,
    QLabel,
    QListWidget,
    QMenu,
    QRadioButton,
    QTabBar,
    QWidget,
)
from window_desk import bury, hands, settle  # noqa: F401 - the fixture is used by name

from explorer import assets
from explorer.app import App
from explorer.frame.state import Selection, Stated
from explorer.geo.projection import MAP
from explorer.map.viewport import framing, panned
from explorer.scenario.load import load
from explorer.scenario.units import System
from explorer.session import settings as remembered
from explorer.session.settings import Settings


def words(hands, name):
    """Return what a label or a box with an accessible name says, without its markup."""
    (box,) = [x for x in hands.window.findChildren(QWidget) if x.accessibleName() == name]
    if not isinstance(box, QLabel):
        return box.accessibleDescription()
    document = QTextDocument()
    document.setHtml(box.text())
    return document.toPlainText().replace("\xa0", " ")


def centred(hands):
    """Return whether the current passage stands mid-text, or as near to it as the text's ends let it."""
    account = hands.window.source.account
    wanted = hands.store.now.frame.current
    passage = next(p for p in hands.store.now.scenario.passages if p.id == wanted)
    first, *_ = passage.text.split("\n")
    at = account.document().find(first[:40])
    top = account.cursorRect(at).top()
    bar, high = account.verticalScrollBar(), account.viewport().height()
    if not bar.minimum() < bar.value() < bar.maximum():
        return 0 <= top < high
    shown = account.cursorForPosition(QPoint(60, round(high * 0.45))).block().text()
    return first[:40] in shown


def agree(hands):
    """Assert that every view shows the store's time."""
    state, now = hands.state, hands.store.now
    clock = hands.clock()
    assert clock in words(hands, "Clock")
    assert hands.window.timeline.transport.field.shown.startswith(clock)
    assert abs(hands.canvas.cursor_x - hands.canvas.axis.x(state.time)) <= 0.5
    if now.frame.current is not None:
        assert centred(hands), now.frame.current
    if now.frame.moment is not None:
        assert now.frame.moment.title in hands.canvas.accessibleDescription()
    hero = now.frame.hero
    if hero is not None and hero.altitude_m is None and hero.phase == "air":
        assert "altitude not known" in words(hands, "Aircraft")


def passage_point(hands, passage):
    """Scroll a passage into sight, and return a point on its first words."""
    account = hands.window.source.account
    at = account.document().find(passage.text.split("\n")[0][:30])
    assert not at.isNull()
    at.setPosition(at.selectionStart() + 3)
    bar = account.verticalScrollBar()
    bar.setValue(bar.value() + account.cursorRect(at).center().y() - account.viewport().height() // 2)
    settle(1)
    return account.cursorRect(at).center()


# ------------------------------------------------------------------ opening and scrubbing


def test_it_opens_at_the_beginning_with_everything_in_place(hands, belenko):
    assert hands.clock() == "12:45:00"
    assert belenko.title in hands.window.windowTitle()
    assert not hands.store.now.problems
    agree(hands)
    for dock in hands.window.docks.values():
        assert not dock.isHidden()
    assert hands.window.docks["source"].visibleRegion().boundingRect().width() > 250


def test_dragging_along_the_axis_tells_the_flight(hands):
    seen = []
    hands.store.changed.connect(lambda _old, new: seen.append(new.state.time))
    hands.drag(hands.canvas, hands.pixel_of_time("12:50", 0), hands.pixel_of_time("13:26", 0), steps=24)
    assert len(seen) >= 24
    assert seen == sorted(seen)
    assert abs(hands.state.time - hands.at("13:26")) <= hands.canvas.axis.per_pixel
    hands.store.update(time=hands.at("13:26"))
    settle()
    agree(hands)
    assert "1,800 ft" in words(hands, "Aircraft")
    ladder = hands.window.overlays.ladder.accessibleDescription()
    assert ladder.count("lost") == 4
    assert hands.window.overlays.banner.isVisible()
    assert "Three could not see him" in hands.window.overlays.banner.accessibleName()


def test_every_view_agrees_all_the_way(hands):
    for clock in (
        "12:50",
        "13:03",
        "13:08:17",
        "13:11",
        "13:20",
        "13:25:30",
        "13:27",
        "13:40",
        "13:53",
        "14:05",
    ):
        hands.store.update(time=hands.at(clock))
        settle()
        agree(hands)


@pytest.mark.parametrize("asked", ["13:26", "13:26:30", "04:26Z", "14:26 VLAT", "lost", "+5m"])
def test_a_time_is_typed(hands, asked):
    wanted = hands.at(asked)
    hands.press("Ctrl+G")
    QTest.keyClicks(QApplication.focusWidget(), asked)
    hands.press("Return")
    settle()
    assert hands.state.time == wanted
    agree(hands)


def test_a_typed_time_that_is_none_is_explained_and_nothing_moves(hands):
    before = hands.store.now
    transport = hands.window.timeline.transport
    for wrong in ("25:00", "soon", "1999", "13:26 PST"):
        hands.press("Ctrl+G")
        QTest.keyClicks(transport.field, wrong)
        hands.press("Return")
        assert hands.store.now is before
        assert transport.error.isVisible()
        assert transport.error.text()
        transport.field.clear()
        transport.field.clearFocus()


def test_esc_takes_the_complaint_away_with_what_was_typed(hands):
    hands.press("Ctrl+G")
    hands.type("25:00")
    hands.press("Return")
    assert hands.window.timeline.transport.error.isVisible()
    hands.press("Esc")
    assert not hands.window.timeline.transport.field.hasFocus()
    assert not hands.window.timeline.transport.error.isVisible()


def test_the_text_is_at_its_passage_when_its_tab_comes_back(hands):
    hands.window.docks["layers"].raise_()
    settle()
    hands.store.update(time=hands.at("13:26"))
    settle()
    hands.window.docks["source"].raise_()
    settle()
    assert centred(hands)


# ------------------------------------------------------------------ map, cards, text


def test_a_click_on_a_place_opens_its_card(hands, belenko):
    hands.store.update(time=hands.at("13:26"))
    site = belenko.sites["ominato"]
    hands.click(hands.map, hands.pixel(site.lon, site.lat))
    assert hands.state.selection == Selection("site", "ominato")
    details = hands.window.details
    assert not details.visibleRegion().isEmpty()
    page = "\n".join(b.toPlainText() for b in details.findChildren(QWidget) if hasattr(b, "toPlainText"))
    for fact in ("Ominato", "大湊", "stated"):
        assert fact in page, fact
    live = words(hands, "At the time shown")
    assert "behind" in live
    hands.store.update(time=hands.at("13:11"))
    settle()
    assert words(hands, "At the time shown") != live
    # A click on the empty sea puts it away.
    hands.click(hands.map, hands.pixel(134.6, 40.9))
    assert hands.state.selection is None


def test_a_click_near_the_edge_leaves_the_map_where_it_is(hands, belenko):
    site = belenko.sites["ominato"]
    port = hands.map.viewport()
    at = port.point(*(float(v) for v in MAP.forward(site.lon, site.lat)))
    lower = panned(port, 0, hands.map.height() - 20 - at.y())
    hands.store.update(time=hands.at("13:00"), view=framing(lower))
    settle()
    before = hands.state.view
    hands.click(hands.map, hands.pixel(site.lon, site.lat))
    assert hands.state.selection == Selection("site", "ominato")
    assert hands.state.view == before
    hands.store.update(selection=Selection("site", "chitose"), view=framing(panned(port, 0, 2000)))
    settle()
    hands.store.update(selection=Selection("site", "okushiri"))
    settle()
    there = hands.pixel(belenko.sites["okushiri"].lon, belenko.sites["okushiri"].lat)
    assert hands.map.rect().contains(there), "what lies outside is brought into the picture"


def test_the_right_button_on_a_box_means_neither_the_box_nor_the_map(hands):
    hands.store.update(time=hands.at("13:26"))
    settle()
    before = hands.store.now
    boxes = [box for box in hands.window.overlays.parts if box.isVisible()]
    assert {"Readout", "Ladder", "Banner"} <= {type(box).__name__ for box in boxes}
    for box in boxes:
        at = box.rect().center()
        QTest.mouseClick(box, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, at)
        QApplication.sendEvent(
            box, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, box.mapToGlobal(at))
        )
        settle()
        assert hands.store.now is before
        assert not hands.map.findChildren(QMenu)


def test_a_click_on_the_foxbat_opens_its_card(hands):
    hands.store.update(time=hands.at("13:04"))
    settle()
    hero = hands.store.now.frame.hero
    hands.click(hands.map, hands.pixel(hero.lon, hero.lat))
    assert hands.state.selection == Selection("track", "foxbat")
    assert words(hands, "At the time shown")


def test_a_click_on_a_passage_goes_to_its_moment(hands, belenko):
    account = hands.window.source.account
    for wanted in ("contact", "landing"):
        passage = next(p for p in belenko.passages if p.moment == wanted)
        hands.click(account.viewport(), passage_point(hands, passage))
        moment = next(m for m in belenko.moments if m.id == wanted)
        assert hands.state.time == moment.at("article")
        assert hands.store.now.frame.current == passage.id
        agree(hands)


def test_a_passage_without_a_moment_is_marked_where_it_stands(hands, belenko):
    hands.store.update(time=hands.at("13:26"))
    passage = next(p for p in belenko.passages if p.moment is None)
    hands.click(hands.window.source.account.viewport(), passage_point(hands, passage))
    assert hands.clock() == "13:26:00"
    assert hands.state.selection == Selection("passage", passage.id)
    assert hands.store.now.frame.current == passage.id
    hands.press("Right")
    assert hands.state.selection is None


def test_a_click_on_a_place_name_shows_its_card(hands, belenko):
    hands.store.update(time=hands.at("13:26"))
    settle()
    account = hands.window.source.account
    passage = next(p for p in belenko.passages if p.id == hands.store.now.frame.current)
    link = next(one for one in passage.links if one.target == "kamo")
    at = account.document().find(passage.text.split("\n")[0][:30])
    at.setPosition(at.selectionStart() + link.start + 1)
    hands.click(account.viewport(), account.cursorRect(at).center() + QPoint(4, 0))
    assert hands.state.selection == Selection("site", "kamo")
    assert hands.clock() == "13:26:00"


def test_the_whole_text_is_there_in_order(hands, belenko):
    text = hands.window.source.account.toPlainText()
    places = [text.find(p.text.split("\n")[0][:40]) for p in belenko.passages]
    assert -1 not in places
    assert places == sorted(places)
    for p in belenko.passages:
        assert f"¶{', '.join(str(n) for n in p.paragraphs)}" in text


def test_dragging_the_map_pans_and_the_wheel_zooms_at_the_pointer(hands):
    before = hands.map.viewport()
    place = before.place(300, 250)
    hands.drag(hands.map, QPoint(300, 250), QPoint(420, 300))
    after = hands.map.viewport().place(420, 300)
    assert after == pytest.approx(place, abs=0.02)
    where = QPointF(500, 240)
    place = hands.map.viewport().place(500, 240)
    hands.wheel(hands.map, where, 3)
    assert hands.map.viewport().km_per_px < before.km_per_px
    assert hands.map.viewport().place(500, 240) == pytest.approx(place, abs=0.02)


def test_the_horizontal_wheel_scrubs_and_stays_in_the_chapter(hands, belenko):
    hands.wheel(hands.map, QPointF(400, 300), 0, sideways=-2)
    assert hands.state.time > belenko.chapters[0].start
    for _ in range(5):
        hands.wheel(hands.map, QPointF(400, 300), 0, sideways=4)
    assert (hands.state.chapter, hands.state.time) == ("flight", belenko.chapters[0].start)


# ------------------------------------------------------------------ playing


class Clock:
    def __init__(self):
        self.now = 50.0

    def __call__(self):
        return self.now


def test_playing_keeps_the_wall_clock_and_stops_when_paused(hands, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(hands.app.player, "_clock", clock)
    hands.store.update(time=hands.at("13:00"))
    hands.press("Space")
    for _ in range(30):  # a slow machine: each frame takes a fifth of a second
        clock.now += 0.2
        hands.app.player.tick()
        settle(1)
    assert hands.state.time == pytest.approx(hands.at("13:06"))
    agree(hands)
    hands.press("Space")
    clock.now += 60
    hands.app.player.tick()
    settle()
    assert hands.state.time == pytest.approx(hands.at("13:06"))


def test_playing_to_the_end_stops_there(hands, monkeypatch, belenko):
    clock = Clock()
    monkeypatch.setattr(hands.app.player, "_clock", clock)
    hands.store.update(time=hands.at("14:14"))
    hands.press("Space")
    clock.now += 1000
    hands.app.player.tick()
    settle()
    assert (hands.state.playing, hands.state.time) == (False, belenko.chapters[0].end)


# ------------------------------------------------------------------ voice, theme, units, what is stated


def radio(hands, text):
    (button,) = [b for b in hands.window.legend.findChildren(QRadioButton) if b.text() == text]
    return button


def test_the_other_voice_tells_it_otherwise(hands):
    hands.store.update(time=hands.at("13:53"))
    settle()
    assert "place not known" in words(hands, "Aircraft")
    hands.press("V")
    settle()
    assert "on the ground" in words(hands, "Aircraft")
    hands.store.update(time=hands.at("13:26"))
    settle()
    assert "altitude not known" in words(hands, "Aircraft")
    agree(hands)
    label = next(v.label for v in hands.store.now.scenario.voices if v.id == "record")
    assert label in hands.window.source.findChild(QLabel).text()


@pytest.mark.parametrize(
    ("system", "shown"),
    [(System.SOURCE, "1,800 ft"), (System.METRIC, "550 m"), (System.NAUTICAL, "1,800 ft")],
)
def test_units(hands, system, shown):
    hands.store.update(time=hands.at("13:26"), units=system)
    settle()
    said = words(hands, "Aircraft")
    assert shown in said or (system is System.METRIC and "549 m" in said), said


def test_a_new_theme_changes_every_part(hands):
    hands.store.update(time=hands.at("13:26"))
    settle()
    parts = [hands.map, hands.window.timeline, hands.window.source, hands.window.overlays.readout]
    hands.window.docks["layers"].raise_()
    settle()
    parts.append(hands.window.legend)

    def shades():
        found = []
        for part in parts:
            image = part.grab().toImage()
            pixels = [image.pixelColor(x, y).lightnessF() for x in range(3, image.width(), 23)
                      for y in range(3, image.height(), 23)]  # fmt: skip
            found.append(sum(pixels) / len(pixels))
        return found

    dark = shades()
    hands.app.set_theme("light")
    settle()
    light = shades()
    assert all(b - a > 0.25 for a, b in zip(dark, light, strict=True)), (dark, light)
    hands.app.set_theme("dark")
    settle()
    assert shades() == pytest.approx(dark, abs=0.01)


def test_only_what_is_stated_hides_what_is_not(hands, belenko):
    hands.window.docks["layers"].raise_()
    settle()
    for wanted, text in (
        (Stated.ANY_SOURCE, "Only what a source states"),
        (Stated.ARTICLE, "Only what the article states"),
        (Stated.ALL, "All, with its basis"),
    ):
        hands.click(radio(hands, text), QPoint(8, radio(hands, text).height() // 2))
        assert hands.state.stated is wanted
        assert radio(hands, text).isChecked()
        for clock in ("12:55", "13:11", "13:26", "13:40", "14:05"):
            hands.store.update(time=hands.at(clock))
            settle(1)
            for craft in hands.store.now.frame.aircraft:
                if wanted is not Stated.ALL:
                    assert craft.position_basis == "stated"
                    assert craft.altitude_m is None or craft.altitude_basis == "stated"
                if wanted is Stated.ARTICLE:
                    assert belenko.article in craft.sources


def test_a_layer_is_put_away_and_comes_back(hands):
    hands.store.update(time=hands.at("13:26"))
    hands.window.docks["layers"].raise_()
    settle()
    hands.app.finish_work()
    settle()
    before = hands.map.grab().toImage()
    for box in [b for b in hands.window.legend.findChildren(QCheckBox) if b.isEnabled()]:
        hands.window.legend.ensureWidgetVisible(box)
        was = box.isChecked()
        hands.click(box, QPoint(8, box.height() // 2))
        assert box.isChecked() is not was
        hands.click(box, QPoint(8, box.height() // 2))
        assert box.isChecked() is was
    hands.app.finish_work()
    settle()
    after = hands.map.grab().toImage()
    spots = [(x, y) for x in range(0, before.width(), 3) for y in range(0, before.height(), 3)]
    # Labels may have stepped aside meanwhile, and stay where they stand; and something may be being prepared.
    assert sum(before.pixel(x, y) != after.pixel(x, y) for x, y in spots) < 0.08 * len(spots)


# ------------------------------------------------------------------ sizes


@pytest.mark.parametrize("units", [System.SOURCE, System.METRIC])
@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (1920, 1080), (3840, 2160)])
def test_everything_has_room(hands, size, units):
    window, overlays = hands.window, hands.window.overlays
    window.resize(*size)
    window.arrange()
    hands.store.update(units=units)
    for clock in ("12:55", "13:10:30", "13:26", "13:40", "14:05"):
        hands.store.update(time=hands.at(clock))
        settle()
        assert (window.width(), window.height()) == size
        room = hands.map.rect()
        boxes = [b.geometry() for b in overlays.parts if b.isVisible()]
        for box in boxes:
            assert room.contains(box), (clock, box, room)
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                assert not one.intersects(other), (clock, one, other)
        assert hands.map.width() >= size[0] * 0.5
        assert hands.map.height() >= 330
        agree(hands)
    right = window.docks["source"].mapTo(window, QPoint(0, 0)).x() + window.docks["source"].width()
    assert right <= size[0]
    canvas = QRect(hands.canvas.mapTo(window, QPoint(0, 0)), hands.canvas.size())
    assert window.rect().contains(canvas)


@pytest.mark.parametrize("predict", [False, True])
def test_no_row_of_the_ladder_is_cut_off_in_a_low_window(hands, predict):
    hands.window.resize(1024, 545)
    hands.window.arrange()
    hands.store.update(time=hands.at("13:26"), predict=predict)
    settle()
    ladder = hands.window.overlays.ladder
    assert hands.map.rect().contains(ladder.geometry())
    ladder.grab()
    tops = [box.top() for box, _ in ladder._spots]
    assert len(tops) == 5
    assert min(b - a for a, b in pairwise(tops)) >= 16
    assert all(ladder.rect().contains(box) for box, _ in ladder._spots)


def test_what_is_supposed_is_said_beside_the_ladder_not_over_a_station(hands):
    hands.window.resize(1280, 800)
    hands.store.update(time=hands.at("13:26"), view=None)
    hands.window.overlays.suppose("over the sea at 30 m (100 ft) all the way")
    settle()
    note, ladder = hands.window.overlays._note, hands.window.overlays.ladder
    kamo = hands.store.now.scenario.sites["kamo"]
    x, y = MAP.forward(kamo.lon, kamo.lat)
    at = hands.map.viewport().point(float(x), float(y)).toPoint()
    assert note.isVisible()
    assert hands.map.rect().contains(note.geometry())
    assert not note.geometry().adjusted(-8, -8, 8, 8).contains(at)
    assert not note.geometry().intersects(ladder.geometry())
    hands.window.overlays.suppose("")


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (1920, 1080)])
def test_no_box_hides_what_the_opening_view_is_about(hands, size):
    hands.window.resize(*size)
    hands.window.arrange()
    for clock in ("12:45", "13:09", "13:26"):
        hands.store.update(time=hands.at(clock), view=None)
        settle()
        hero, sites = hands.store.now.frame.hero, hands.store.now.scenario.sites
        spots = {"foxbat": (hero.lon, hero.lat)}
        if size[0] >= 1280:  # on a smaller map the ladder and the sentence take half of it
            spots |= {name: (sites[name].lon, sites[name].lat) for name in hands.store.now.scenario.lanes}
        boxes = [b.geometry() for b in hands.window.overlays.parts if b.isVisible()]
        for name, (lon, lat) in spots.items():
            x, y = MAP.forward(lon, lat)
            at = hands.map.viewport().point(float(x), float(y)).toPoint()
            assert hands.map.rect().adjusted(8, 8, -8, -8).contains(at), (clock, name)
            assert not any(b.adjusted(-8, -8, 8, 8).contains(at) for b in boxes), (clock, name)


def test_the_words_of_the_loss_are_not_written_across_the_track(hands):
    hands.window.resize(1280, 800)
    hands.window.arrange()
    hands.store.update(time=hands.at("13:26"), view=None)
    settle()
    left, top, right, bottom = hands.map.scene.placed()["mark:lost"].box
    x, y = hands.map.scene.layer("tracks").soft.T
    assert not ((x > left) & (x < right) & (y > top) & (y < bottom)).any()


def test_what_the_circles_mean_is_said_in_a_usual_window_too(hands):
    hands.window.resize(1280, 800)
    hands.window.arrange()
    said = {"reach:foxbat": 0, "reach:phantom-1": 0}
    for minute in range(27, 43):
        hands.store.update(time=hands.at(f"13:{minute}"), view=None)
        settle()
        for key in said:
            said[key] += key in hands.map.scene.placed()
    # At 13:35 he has a place, and a name instead.
    assert min(said.values()) >= 13, said


def test_in_the_smallest_window_too_the_foxbat_has_its_name(hands):
    hands.window.resize(1024, 700)
    hands.window.arrange()
    for clock in ("13:11:30", "13:16", "13:17:30", "13:22:30", "13:23:30"):
        hands.store.update(time=hands.at(clock), view=None)
        settle()
        assert "craft:foxbat" in hands.map.scene.placed(), clock


@pytest.mark.parametrize(("size", "least"), [((1024, 700), 25), ((1280, 800), 60), ((1920, 1080), 90)])
def test_the_altitude_has_room(hands, size, least):
    hands.window.resize(*size)
    settle()
    profile = hands.canvas.bands[0]
    assert profile.y(0) - profile.y(20_000 * 0.3048) >= least


def test_the_line_of_sight_leaves_the_lanes_in_a_window_of_900_px(hands):
    hands.store.update(time=hands.at("13:26"), cut="sight")
    for high, covered in ((800, True), (900, False), (1080, False)):
        hands.window.resize(1600, high)
        settle()
        lanes = hands.canvas.bands[1].place
        assert (hands.window.timeline.section.height() > lanes.top) is covered, high


def test_the_bulge_of_the_sea_has_the_room_of_the_lanes_too(hands):
    hands.window.resize(1680, 1020)
    settle()
    section, lanes = hands.window.timeline.section, hands.canvas.bands[1].place
    for clock, covered in (("13:26", False), ("13:09", True), ("lost", False)):
        hands.store.update(time=hands.at(clock))
        settle()
        assert section.isVisible()
        assert (section.height() > lanes.top) is covered, clock


def test_panels_keep_their_share_until_somebody_moves_them(hands):
    window, docks = hands.window, hands.window.docks
    docks["details"].raise_()
    settle()
    for size in ((1920, 1080), (1024, 700), (1280, 800)):
        window.resize(*size)
        settle()
        assert docks["time"].height() == pytest.approx(size[1] * 0.335, abs=1)
        assert docks["details"].width() == pytest.approx(max(300, min(460, size[0] * 0.27)), abs=1)
    window.resizeDocks([docks["time"]], [330], Qt.Orientation.Vertical)
    settle()
    window.resize(1920, 1080)
    settle()
    assert docks["time"].height() == 330


def test_it_never_asks_for_more_than_a_small_screen(hands):
    hands.window.resize(400, 300)
    settle()
    assert hands.window.width() <= 1024
    assert hands.window.height() <= 700


def test_it_opens_no_larger_than_its_screen(program, tmp_path, monkeypatch):
    screen = SimpleNamespace(availableSize=lambda: QSize(1100, 720))
    monkeypatch.setattr("explorer.window.Window.screen", lambda _window: screen)
    window = program(scenario_files.write(tmp_path / "s")).window
    assert (window.width(), window.height()) == (1100, 720)


def test_panels_float_close_and_come_back(hands):
    window = hands.window
    for key, dock in window.docks.items():
        dock.setFloating(True)
        settle()
        dock.close()
        settle()
        assert not dock.isVisible()
        hands.store.update(time=hands.state.time + 60)
        dock.toggleViewAction().trigger()
        settle()
        assert dock.isVisible(), key
    window.reset_layout()
    settle()
    assert not any(d.isFloating() for d in window.docks.values())
    agree(hands)


# ------------------------------------------------------------------ search


def search_for(hands, text):
    hands.press("Ctrl+F")
    hands.type(text)
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    return dialog, dialog.findChild(QListWidget)


@pytest.mark.parametrize(
    ("text", "selection", "clock"),
    [
        ("ominato", Selection("site", "ominato"), "12:45:00"),
        ("奥尻", Selection("site", "okushiri"), "12:45:00"),
        ("Чугуевка", Selection("site", "chuguyevka"), "12:45:00"),
        ("Gone from four screens", Selection("moment", "lost"), "13:26:00"),
        ("Down at Hakodate", Selection("moment", "landing"), "13:57:00"),
    ],
)
def test_search_goes_there(hands, text, selection, clock):
    dialog, found = search_for(hands, text)
    assert found.count()
    hands.press("Return")
    assert not dialog.isVisible()
    assert hands.state.selection == selection
    assert hands.clock() == clock


def test_the_arrows_choose_among_what_was_found(hands):
    _dialog, found = search_for(hands, "hakodate")
    assert found.count() >= 3
    before = hands.state.time
    hands.press("Down")
    hands.press("Down")
    assert found.currentRow() == 2
    hands.press("Up")
    assert found.currentRow() == 1
    found.setFocus()
    hands.press("Down")
    assert found.currentRow() == 2
    assert hands.state.time == before


def test_nothing_found_is_said(hands):
    dialog, found = search_for(hands, "qqqqzzzz")
    assert found.count() == 0
    assert any(x.isVisible() and x.text() == "Nothing found" for x in dialog.findChildren(QLabel))
    hands.press("Return")
    hands.press("Esc")
    assert not dialog.isVisible()
    assert hands.state.selection is None


# ------------------------------------------------------------------ keys and focus


def test_an_editable_field_keeps_all_its_keys(hands):
    hands.store.update(time=hands.at("13:00"))
    hands.press("Ctrl+G")
    before = hands.store.now
    field = hands.window.timeline.transport.field
    for key in ("Home", "End", "Left", "Right", "Shift+Left", "Ctrl+Left", "Space", "F", "V", ".", ",", "[",
                "]", "-", "+", "?", "Backspace", "Shift+Backspace", "Up", "Down", "="):  # fmt: skip
        QTest.keyClicks(field, key) if len(key) == 1 else hands.press(key)
        assert field.hasFocus(), key
        assert hands.store.now is before, key


def test_space_plays_after_a_click_in_the_text(hands, belenko):
    account = hands.window.source.account
    hands.click(account.viewport(), passage_point(hands, belenko.passages[5]))
    assert account.hasFocus()
    hands.press("Space")
    assert hands.state.playing
    hands.press("Space")
    assert not hands.state.playing
    before = hands.state.time
    hands.press("Right")
    assert hands.state.time != before


def test_selecting_text_is_no_click(hands, belenko):
    account = hands.window.source.account
    at = passage_point(hands, next(p for p in belenko.passages if p.moment == "landing"))
    hands.drag(account.viewport(), at, at + QPoint(120, 0))
    assert account.textCursor().hasSelection()
    assert hands.clock() == "12:45:00"
    account.moveCursor(QTextCursor.MoveOperation.Start)


def test_a_button_keeps_space_and_leaves_the_arrows(hands):
    hands.window.docks["layers"].raise_()
    settle()
    box = next(b for b in hands.window.legend.findChildren(QCheckBox) if b.isEnabled())
    box.setFocus()
    was, before = box.isChecked(), hands.state.time
    hands.press("Space")
    assert (box.isChecked(), hands.state.playing) == (not was, False)
    hands.press("Right")
    assert hands.state.time == before + 60


def test_radio_buttons_keep_the_arrows(hands):
    hands.window.docks["layers"].raise_()
    settle()
    radio(hands, "As the article writes them").setFocus()
    before = hands.state.time
    hands.press("Down")
    assert hands.state.time == before


def tab_round(hands):
    """Return what the Tab key visits, from the play button until it comes back there."""
    play = hands.window.timeline.transport.play
    play.setFocus()
    seen = [play]
    for _ in range(150):
        hands.press("Tab")
        focus = QApplication.focusWidget()
        if focus is play:
            return seen
        if focus is not seen[-1]:  # a page of a card leads through its links first
            seen.append(focus)
    names = [f"{type(w).__name__} {w.accessibleName()}" for w in seen[-8:]]
    pytest.fail(f"Tab does not come round: {names}")


def test_the_tabulator_visits_every_control_once(hands):
    hands.window.docks["layers"].raise_()
    settle()
    seen = tab_round(hands)
    assert len(set(seen)) == len(seen), "a control that comes up twice"
    transport = hands.window.timeline.transport
    for control in (transport.field, hands.canvas):
        assert control in seen
    assert any(isinstance(w, QCheckBox) for w in seen)
    hands.press("Shift+Tab")
    assert QApplication.focusWidget() is seen[-1]


def test_the_tabulator_visits_nothing_that_is_hidden(hands):
    hidden = [w for w in tab_round(hands) if w.window() is hands.window and w.visibleRegion().isEmpty()]
    assert [type(w).__name__ for w in hidden] == []


def nameless(root):
    """Return the controls under a widget that the Tab key visits and that have no name to be read out."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled():
            continue
        # Qt's own parts: the tabs of panels, an area inside a list, the line of a spin box.
        if isinstance(widget, QTabBar) or type(widget.parent()) is QFrame or widget.focusProxy() is not None:
            continue
        told = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        if not told and type(widget).__module__.startswith(("explorer.", "PySide6.QtWidgets")):
            found.append((type(widget).__name__, type(widget.parent()).__name__, widget.objectName()))
    return found


def test_whatever_takes_the_focus_has_a_name(hands):
    assert nameless(hands.window) == []
    bars = [b for b in hands.window.findChildren(QTabBar) if b.isVisible()]
    assert len(bars) >= 2
    assert all(bar.accessibleName() for bar in bars)


@pytest.mark.parametrize(
    "command", ["export-picture", "export-film", "bookmarks", "tour", "find", "keys", "about"]
)
def test_a_dialog_names_its_controls_and_is_gone_when_it_is_closed(hands, command):
    def dialogs():
        return {type(d).__name__ for d in hands.window.findChildren(QDialog)}

    kept = {"SearchDialog", "BookmarksDialog"}  # with what was typed, or beside the window
    hands.window.actions_by_id[command].trigger()
    settle()
    (page,) = pages()
    assert nameless(page) == []
    hands.press("Esc", page)
    bury()
    assert pages() == []
    assert dialogs() <= kept


# ------------------------------------------------------------------ predict first


def test_predict_first_asks_before_it_answers(hands):
    banner, ladder = hands.window.overlays.banner, hands.window.overlays.ladder
    hands.store.update(time=hands.at("13:26"))
    hands.press("Ctrl+P")
    settle()
    assert "Which of the four" in banner.accessibleName()
    assert "Three could not" not in banner.findChild(QLabel).text()
    assert "lost" in ladder.accessibleDescription()
    assert "mountain" not in ladder.accessibleDescription()
    banner.findChild(QLabel).linkActivated.emit("answer")
    settle()
    assert "Three could not" in banner.accessibleName()
    assert "mountain" in ladder.accessibleDescription()


def test_the_sentence_can_be_put_away(hands):
    banner = hands.window.overlays.banner
    hands.store.update(time=hands.at("13:26"))
    settle()
    assert banner.isVisible()
    (close,) = [b for b in banner.findChildren(QWidget) if b.accessibleName() == "Put this away"]
    hands.click(close)
    assert not banner.isVisible()
    hands.store.update(time=hands.at("13:26:30"))
    settle()
    assert not banner.isVisible()


# ------------------------------------------------------------------ programs of their own


@pytest.fixture
def program(qtbot, qapp):
    """Return a function that starts a program of its own; it leaves nothing behind."""
    before = set(QApplication.topLevelWidgets())
    made = []

    def start(folder: Path, kept: Settings | None = None, **state) -> App:
        scenario, problems = load(folder)
        assert scenario is not None
        app = App(scenario, problems, kept)
        app.open_window(state)
        made.append(app)
        settle()
        return app

    yield start
    for app in made:
        app.finish_work()
        app.window.close()
        app.window.deleteLater()
    settle()
    bury()
    settle()
    qapp.setStyleSheet("")
    qapp.setPalette(qapp.style().standardPalette())
    # A menu bar's menus go with it, when Qt gets to it.
    left = {w for w in set(QApplication.topLevelWidgets()) - before if not isinstance(w, QMenu)}
    assert not left, left


def pages():
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def test_problems_in_the_data_are_shown_and_the_rest_opens(program, tmp_path):
    folder = scenario_files.write(
        tmp_path / "s",
        ("moments.toml", 'sources = ["ART"]', 'sources = ["ATR"]'),
        ("contacts.csv", "hill,contact", "hil,contact"),
    )
    app = program(folder)
    assert app.window.actions_by_id["problems"].isEnabled()
    app.window.actions_by_id["problems"].trigger()
    settle()
    (page,) = pages()
    text = page.page.toPlainText()
    for said in ("moments.toml", "contacts.csv", "did you mean 'ART'?"):
        assert said in text
    page.close()
    app.store.update(time=app.store.now.scenario.chapters[0].start + 3000)
    settle()


def test_a_broken_tour_that_is_read_once_the_window_stands_is_said_beside_the_rest(program, tmp_path):
    folder = scenario_files.write(tmp_path / "s", ("contacts.csv", "hill,contact", "hil,contact"))
    (folder / "tour.toml").write_text("oops", encoding="utf-8")
    app = program(folder)
    app.show_problems()
    app.finish_work()
    settle()
    (page,) = pages()
    text = page.page.toPlainText()
    assert "contacts.csv" in text
    assert "tour.toml" in text
    page.close()
    settle()
    app.show_problems()
    (page,) = pages()
    page.close()


def test_a_scenario_with_markup_in_it_is_shown_as_text(program, tmp_path):
    folder = scenario_files.write(
        tmp_path / "s",
        (
            "moments.toml",
            'text = "It lands."',
            'text = "<img src=x><b>It</b> lands & <script>stays</script>."',
        ),
        ("sites.geojson", '"role": "radar"', '"role": "<a href=\\"file:///\\">radar</a>"'),
    )
    app = program(folder)
    for selection in (Selection("moment", "landing"), Selection("site", "hill")):
        app.store.update(selection=selection)
        settle()
        shown = "\n".join(b.toPlainText() for b in app.window.details.findChildren(QWidget)
                          if hasattr(b, "toPlainText"))  # fmt: skip
        assert "<" in shown


def test_another_scenario_can_be_opened_and_a_broken_one_leaves_the_present(program, tmp_path, belenko):
    app = program(scenario_files.write(tmp_path / "small"))
    app.open_scenario(tmp_path / "nowhere")
    settle()
    (page,) = pages()
    assert "nowhere" in page.page.toPlainText()
    assert "Everything else was loaded" not in page.page.toPlainText()
    page.close()
    assert app.store.now.scenario.title == "A short flight"
    app.open_scenario(assets.default_scenario())
    settle()
    assert app.store.now.scenario.title == belenko.title
    assert belenko.title in app.window.windowTitle()
    app.store.update(selection=Selection("site", "okushiri"), time=belenko.chapters[0].start + 2460)
    settle()


def test_a_folder_that_holds_no_scenario_is_said_to_lack_one(program, tmp_path):
    app = program(scenario_files.write(tmp_path / "small"))
    (tmp_path / "empty").mkdir()
    app.open_path(tmp_path / "empty")
    settle()
    (page,) = pages()
    assert "scenario.toml" in page.page.toPlainText()
    page.close()
    assert app.store.now.scenario.title == "A short flight"


def test_what_was_left_is_found_again(program, tmp_path):
    path = tmp_path / "kept.ini"
    folder = scenario_files.write(tmp_path / "s")
    app = program(folder, Settings(path))
    app.set_theme("light")
    app.store.update(voice="record", units=System.METRIC, hidden=frozenset({"relief", "graticule"}))
    app.window.resize(1111, 777)
    app.window.docks["layers"].setFloating(True)
    app.window.docks["details"].hide()
    settle()
    app.remember()
    again = program(folder, Settings(path))
    state = again.store.state
    assert (again.theme.name, state.voice, state.units) == ("light", "record", System.METRIC)
    assert state.hidden == {"relief", "graticule"}
    assert (again.window.width(), again.window.height()) == (1111, 777)
    assert again.window.docks["layers"].isFloating()
    assert again.window.docks["details"].isHidden()
    # A panel that floats can be moved and closed, the others have no title bars.
    bars = [key for key, dock in again.window.docks.items() if dock.titleBarWidget() is None]
    assert bars == ["layers"]
    again.window.docks["layers"].setFloating(False)
    settle()
    assert again.window.docks["layers"].titleBarWidget() is not None


@pytest.mark.parametrize(
    "junk",
    [
        b"\x00\xff\x00",
        b"[layout]\nwindow=zzzz\ndocks=AAAA\n[look]\ntheme=pink\nunits=furlongs\n[story]\nvoice=nobody\n",
        b"[layout]\nwindow=@ByteArray(rubbish)\ndocks=%%%\n",
        b"[look]\ntheme=light, dark\n[map]\nhidden=,,,nothing,\n",
        b"",
    ],
)
def test_damaged_settings_open_the_window_all_the_same(program, tmp_path, junk):
    path = tmp_path / "kept.ini"
    path.write_bytes(junk)
    app = program(scenario_files.write(tmp_path / "s"), Settings(path))
    said = [x.text() for x in app.window.map.findChildren(QLabel) if x.isVisible()]
    assert any("settings were damaged" in text for text in said) is (b"\0" in junk)
    assert app.theme.name == "dark"
    assert app.store.state.voice == "article"
    assert app.window.width() >= 1000
    assert all(d.isVisible() or d.visibleRegion().isEmpty() for d in app.window.docks.values())
    app.remember()
    assert Settings(path).get(remembered.THEME) == "dark"


_CLOSING = """
import sys
from PySide6.QtCore import QTimer
from explorer import app, assets
from PySide6.QtWidgets import QApplication
app.make_qapp()
QTimer.singleShot(int(sys.argv[1]), QApplication.closeAllWindows)
sys.exit(app.run(assets.default_scenario(), {}, False))
"""


@pytest.mark.parametrize("after_ms", [0, 400])
def test_it_can_be_closed_while_it_still_prepares(after_ms, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _CLOSING, str(after_ms)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = [x for x in done.stderr.splitlines() if not x.startswith("This plugin does not support")]
    assert (done.returncode, done.stdout, said) == (0, "", [])


def test_a_crash_is_told_once_and_logged(qapp, monkeypatch, tmp_path):
    from PySide6.QtWidgets import QMessageBox

    from explorer.crash import CrashDialog, log_file, start_log

    shown = []
    monkeypatch.setattr(QMessageBox, "exec", lambda self: shown.append(self.text()))
    start_log(debug=False)
    hook = CrashDialog()
    for number in range(3):
        error = ValueError(f"number {number}")
        hook(ValueError, error, None)
    assert len(shown) == 1
    assert "number 0" in shown[0]
    log = log_file().read_text(encoding="utf-8")
    assert all(f"number {n}" in log for n in range(3))
    assert log_file().is_relative_to(tmp_path)


def test_json_of_the_window_and_of_the_command_line_are_the_same(hands, capsys):
    from explorer.cli import main
    from explorer.frame.describe import to_json

    hands.store.update(time=hands.at("13:26"))
    settle()
    main(["describe", "--at", "13:26", "--json"])
    said, shown = (
        json.loads(capsys.readouterr().out),
        to_json(hands.store.now.scenario, hands.store.now.frame),
    )
    for one, other in zip(said.pop("stations"), shown.pop("stations"), strict=True):
        other.pop("hidden_share", None)  # worked out where the time rests; describe has --uncertainty for it
        assert one == other
    assert said == shown


def test_the_text_is_cut_through_by_no_edge(hands):
    """Wherever it is scrolled to, its uppermost and lowest pixels are ground."""
    account = hands.window.source.account
    pages = account.parentWidget()
    bar = account.verticalScrollBar()
    for at in range(200, 240, 5):
        bar.setValue(at)
        settle(1)
        image = pages.grab().toImage()
        for row in (0, image.height() - 1):
            shades = {image.pixelColor(x, row).lightness() for x in range(8, account.viewport().width())}
            assert max(shades) - min(shades) < 40, (at, row)


def test_the_dot_of_an_altitude_is_full_only_where_it_is_stated(hands):
    profile = hands.canvas.bands[0]
    for clock, full in (("13:11", True), ("13:18", False), ("13:26", True)):
        hands.store.update(time=hands.at(clock), cut="altitude")
        settle()
        # Beside the cursor's line, inside the dot.
        at = QPoint(round(hands.canvas.cursor_x) + 2, round(profile.y(hands.store.now.frame.hero.altitude_m)))
        shade = hands.canvas.grab().toImage().pixelColor(at)
        assert (shade.red() > 150) is full, clock


def test_at_a_quarter_to_one_in_the_night_the_clock_says_that_it_is_still_the_day_before_in_utc(hands):
    hands.store.update(time=hands.at("25 Sept 00:45"))
    assert "25 Sept 1976  00:45 JST   01:45 VLAT   24 Sept 15:45 UTC" in words(hands, "Clock")
