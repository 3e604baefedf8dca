"""The time axis as a widget: aligned, exact, and never more repainted than it must be."""

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from timeline_scenario import NAN, at, fixes, flight, scenario

from explorer.frame.state import Selection, Stated, View
from explorer.panels.band import Place
from explorer.panels.holdings import DEMAND, holder_name, looks
from explorer.panels.lanes import LanesBand, lanes_of, stack
from explorer.panels.profile import extremes, flies, runs
from explorer.panels.slider import short
from explorer.panels.timeaxis import Axis
from explorer.panels.timeline import TimelinePanel
from explorer.panels.transport import time_text
from explorer.scenario.model import Basis, Phase, Then
from explorer.scenario.units import System
from explorer.session.store import Store
from explorer.theme import DARK, LIGHT


@pytest.fixture
def store(qapp):
    return Store(scenario())


@pytest.fixture
def panel(qtbot, store):
    made = TimelinePanel(store, DARK)
    qtbot.addWidget(made)
    made.resize(1280, 260)
    with qtbot.waitExposed(made):
        made.show()
    return made


def image(widget):
    """Return the widget drawn from nothing."""
    made = QImage(widget.size(), QImage.Format.Format_RGB32)
    widget.render(made, QPoint(0, 0))
    return pixels(made)


def shown(widget):
    """Return what the window's own store holds, after whatever repaints there were."""
    QApplication.processEvents()
    whole = widget.screen().grabWindow(widget.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return pixels(whole)


def pixels(made):
    bits = np.frombuffer(made.constBits(), dtype=np.uint8)
    return bits.reshape(made.height(), made.bytesPerLine() // 4, 4)[:, : made.width(), :3].copy()


def band_y(panel, number):
    place = panel.canvas.bands[number].place
    return place.top + place.height // 2


# ------------------------------------------------------------------ pure parts


def test_runs_are_cut_where_the_basis_changes():
    found = runs(flight(), at("12:45"), at("14:15"))
    assert [r.basis for r in found] == [None, Basis.DERIVED, Basis.ASSUMED, None, Basis.DERIVED]
    assert found[0].time.tolist() == [at("12:50"), at("12:56"), at("12:59")]
    assert found[3].time.tolist() == [at("13:26"), at("13:57")]
    low, high = found[1].low.tolist(), found[1].high.tolist()
    assert (low[0], high[0]) == (30.0, 250.0)
    assert (low[-1], high[-1]) == (6096.0, 6096.0)


def test_a_run_ends_with_the_chapter():
    assert runs(flight(), at("12:45"), at("14:15"))[-1].time.tolist() == [at("13:57"), at("14:15")]


def test_no_line_between_two_stated_fixes_is_stated():
    rows = [(t, 100.0, NAN, NAN, Basis.STATED, Phase.AIR, Then.LINE) for t in (0.0, 60.0)]
    assert [r.basis for r in runs(fixes(rows), 0.0, 60.0)] == [Basis.DERIVED]


def test_many_fixes_keep_their_extremes():
    values = np.sin(np.arange(100_000) / 50.0)
    values[54_321] = 9.0
    kept = extremes(values, 4000)
    assert len(kept) <= 4000
    assert {0, 54_321, 99_999} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()


def test_a_profile_is_worth_it_where_he_flies():
    assert flies(flight(), at("12:45"), at("14:15"))
    assert not flies(flight(), at("13:45"), at("1976-11-19T00:00"))
    assert not flies(None, 0.0, 1.0)


def test_every_station_of_a_contact_has_a_lane_with_a_name(store):
    found = lanes_of(store.now.scenario, store.state)
    assert [lane.name for lane in found] == ["Okushiri", "Kamo", "Phantom 1 radar", "Unnamed radar"]
    assert found[2].selects == Selection("track", "phantom-1")
    assert found[3].selects is None


def test_holdings_that_overlap_lie_on_rows_of_their_own(store):
    store.update(chapter="standoff")
    pilot, demand = lanes_of(store.now.scenario, store.state)
    chapter = store.now.frame.chapter
    assert stack(pilot.bars, chapter.start, chapter.end) == (0, 0)
    assert stack(demand.bars, chapter.start, chapter.end) == (0, 1)


def test_a_holder_looks_the_same_in_every_chapter_and_not_by_colour_alone(belenko):
    shown = looks((h.holder for h in belenko.holdings), DARK)
    assert len({(look.colour, look.hatch) for look in shown.values()}) == len(shown) == 5
    assert len({look.hatch for look in shown.values()}) == 5
    assert holder_name("united-states") == "United States"


def test_a_demand_is_a_mark_and_its_words_take_room(belenko):
    store = Store(belenko)
    store.update(chapter="standoff")
    *_, demands = lanes_of(belenko, store.state)
    assert (demands.name, {bar.kind for bar in demands.bars}) == ("Demands", {DEMAND})
    chapter = store.now.frame.chapter
    rows = stack(demands.bars, chapter.start, chapter.end)
    assert max(rows) + 1 < len(rows)  # where the words end another may begin
    band = LanesBand(DARK)
    band.take(belenko, store.state)
    axis = Axis(chapter.start, chapter.end, 100.0, 1000.0)
    band.put(Place(axis, (), 1010, 0, 20 * band.rows))
    left, _ = band.span(demands.bars[0])
    row = 20 * (2 + rows[0]) + 10
    assert band.bar_at(left + 60, row) == demands.bars[0]
    assert band.hover(left + 60, row)[0] == "Moscow: access, the pilot, the aircraft, 6 Sept"
    assert band.bar_at(900, row) is None
    assert not band.render(1.0).isNull()


def test_a_title_in_short():
    assert short("Okushiri: unknown, 111 miles out") == "Okushiri"
    assert short("Two Phantoms leave Chitose") == "Two Phantoms leave Chitose"
    assert short("Out over the sea, under the radar") == "Out over the sea"
    assert short("F-14, F-15 or YF-16?") == "F-14, F-15 or YF-16?"


# ------------------------------------------------------------------ mouse


@pytest.mark.parametrize("band", [0, 1])
@pytest.mark.parametrize("x", [200, 641, 1130])
def test_a_press_sets_the_very_time(panel, store, qtbot, band, x):
    qtbot.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, band_y(panel, band)))
    assert store.state.time == panel.canvas.axis.t(x)


def test_bands_share_one_axis(panel):
    axes = {id(band.place.axis) for band in panel.canvas.bands}
    assert axes == {id(panel.canvas.axis)}


def test_the_same_time_has_the_same_pixel_in_every_band(panel, store):
    """The cursor is one upright line: its column is lit in every band, and only there."""
    panel.canvas.clearFocus()
    store.update(time=at("12:47"))
    QApplication.processEvents()
    picture = image(panel.canvas).astype(int).sum(axis=2)
    x = int(panel.canvas.cursor_x)
    for number in (0, 1):
        place = panel.canvas.bands[number].place
        row = picture[place.top + place.height - 3]
        assert row[x - 20 : x + 20].argmax() + x - 20 == x


def test_a_drag_scrubs_and_stays_inside(panel, store, qtbot):
    y = band_y(panel, 1)
    canvas, seen = panel.canvas, []
    store.changed.connect(lambda old, new: seen.append(new.state.time))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, y))
    for x in (310, 330, 400, 5000):
        move(canvas, x, y, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, y))
    assert seen == [
        canvas.axis.t(300),
        canvas.axis.t(310),
        canvas.axis.t(330),
        canvas.axis.t(400),
        at("14:15"),
    ]
    assert not store.can_go_back


def move(canvas, x, y, held=Qt.MouseButton.NoButton):
    """Move the mouse over the bands."""
    point = QPointF(x, y)
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, canvas.mapToGlobal(point), Qt.MouseButton.NoButton, held,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_a_click_on_a_moment_jumps_to_it(panel, store, qtbot):
    slider = panel.canvas.bands[2]
    y = round(slider.place.top + slider.groove)
    x = round(panel.canvas.axis.x(at("13:11"))) + 3
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert store.state.time == at("13:11")
    assert store.state.selection == Selection("moment", "contact")
    assert store.can_go_back


def test_a_click_on_a_label_jumps_to_its_moment(panel, store, qtbot):
    slider = panel.canvas.bands[2]
    slot = next(s for s in slider.place_labels(None, None) if slider.marks[s.index].moment.id == "landing")
    y = slider.label_rect.top() + slot.row * 16 + 8
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(slot.left + 10), y))
    assert store.state.time == at("13:57")


def test_the_disputed_landing_is_a_labelled_band(panel):
    landing = next(m for m in panel.canvas.bands[2].marks if m.moment.id == "landing")
    assert landing.disputed
    assert landing.words[-1] == "13:50–13:57 Down at Hakodate"
    assert not any(m.disputed for m in panel.canvas.bands[2].marks if m.moment.id != "landing")


def test_a_name_or_a_double_click_selects_the_radar(panel, store, qtbot):
    place = panel.canvas.bands[1].place
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, place.top + 4))
    assert store.state.selection == Selection("site", "okushiri")
    assert store.state.time == at("12:45")
    qtbot.mouseDClick(
        panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, place.top + place.height * 3 // 8)
    )
    assert store.state.selection == Selection("site", "kamo")


@pytest.mark.parametrize(
    ("dx", "dy", "shift", "seconds"),
    [(0, -120, False, 10), (-120, 0, False, 10), (0, 240, False, -20), (0, -120, True, 1)],
)
def test_the_wheel_scrubs_by_the_step(panel, store, dx, dy, shift, seconds):
    store.update(time=at("13:00"))
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(400, 80), QPointF(400, 80), QPoint(), QPoint(dx, dy), Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(panel.canvas, event)
    assert store.state.time == at("13:00") + seconds


def test_the_menu_copies_the_time_under_the_pointer(panel, store):
    menu = panel.canvas.menu_at(QPointF(panel.canvas.axis.x(at("13:26")), 40))
    for action, text in zip(menu.actions(), ("13:26:00 JST", "1976-09-06T13:26:00+09:00"), strict=True):
        action.trigger()
        assert QGuiApplication.clipboard().text() == text


def test_hovering_names_the_time_and_what_is_there(panel):
    canvas = panel.canvas
    lanes = canvas.bands[1].place
    move(canvas, canvas.axis.x(at("13:24")), lanes.top + lanes.height * 3 // 8)
    rows = canvas.tip.rows
    assert "JST" in rows[0]
    assert "UTC" in rows[0]
    assert rows[1] == "Kamo had him, since when is not recorded (?), until 13:26"
    assert rows[2] == "stated: The article"
    assert canvas.rect().contains(canvas.tip.rect)
    move(canvas, canvas.axis.x(at("13:35")) + 4, 30)
    assert canvas.tip.rows[1:] == ("altitude: nobody knows", "13:35 One return, then nothing")
    move(canvas, canvas.axis.x(at("13:16")), 30)
    assert canvas.tip.rows[1].endswith("ft), assumed")
    move(canvas, canvas.axis.x(at("13:10") + 30), 30)
    assert canvas.tip.rows[1] == "18,000 ft, derived"


# ------------------------------------------------------------------ following the store


def test_redrawing_does_not_round_the_time(panel, store):
    store.update(time=at("13:26") + 0.123456)
    panel.resize(777, 240)
    QApplication.processEvents()
    assert store.state.time == at("13:26") + 0.123456


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_what_is_repainted_is_what_a_full_repaint_shows(panel, store, theme):
    panel.set_theme(theme)
    panel.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    panel.show()
    QApplication.processEvents()
    rng = random.Random(7)
    for step in range(60):
        chance = rng.random()
        if chance < 0.1:
            store.update(chapter=rng.choice(["flight", "standoff"]))
        elif chance < 0.15:
            store.update(voice=rng.choice(["article", "record"]))
        elif chance < 0.25:
            panel.canvas.point(QPointF(rng.uniform(0, 1280), rng.uniform(0, 220)))
        elif chance < 0.3:
            panel.canvas.point(None)
        else:
            chapter = store.now.frame.chapter
            near = store.state.time + rng.uniform(-0.01, 0.01) * (chapter.end - chapter.start)
            anywhere = rng.uniform(chapter.start, chapter.end)
            wanted = min(max(rng.choice([near, anywhere]), chapter.start), chapter.end)
            store.update(time=wanted)
        if step % 3 == 2:
            kept, whole = shown(panel), image(panel)
            assert kept.shape == whole.shape
            assert (kept == whole).all(), (step, np.argwhere((kept != whole).any(axis=2))[:5])


def test_a_step_repaints_little(panel, store):
    store.update(time=at("13:00"))
    QApplication.processEvents()
    areas = []
    paint = panel.canvas.paintEvent

    def counting(event):
        region = event.region()
        areas.append(sum(r.width() * r.height() for r in region))
        paint(event)

    panel.canvas.paintEvent = counting
    store.update(time=at("13:00") + 30)
    QApplication.processEvents()
    assert areas
    assert sum(areas) < 0.06 * panel.canvas.width() * panel.canvas.height()


@pytest.mark.parametrize("width", [500, 640, 1024, 1680, 2560, 3800])
def test_labels_do_not_collide_at_any_width(panel, store, width):
    panel.resize(width, 270)
    slider = panel.canvas.bands[2]
    for time in ("12:45", "13:11", "13:25", "13:57"):
        store.update(time=at(time))
        placed = slider.place_labels(slider.current, None)
        assert placed
        current = store.now.frame.moment
        assert current is None or current.id in {slider.marks[s.index].moment.id for s in placed}
        for a in placed:
            assert a.left >= slider.place.axis.left - 8
            assert a.right <= width
            for b in placed:
                if a.index < b.index and a.row == b.row:
                    assert a.right <= b.left or b.right <= a.left


@pytest.mark.parametrize(("width", "height"), [(600, 230), (1024, 230), (1680, 290), (3840, 400)])
@pytest.mark.parametrize("chapter", ["flight", "standoff", "legacy"])
def test_the_bands_fill_the_canvas_without_overlap(panel, store, width, height, chapter):
    panel.resize(width, height)
    store.update(chapter=chapter)
    places = [band.place for band in panel.canvas.bands]
    assert places[0].top == 0
    assert all(a.top + a.height == b.top for a, b in pairwise(places))
    assert places[-1].top + places[-1].height == panel.canvas.height()
    assert all(p.top % 4 == 0 for p in places)
    if chapter == "flight":
        assert places[0].height >= 48
        assert panel.canvas.bands[1].row >= 14


def test_switching_the_chapter(panel, store, qtbot):
    tabs = panel.findChildren(type(panel.canvas.chapters.tabs["flight"]))
    assert [t.text() for t in tabs] == ["Flight", "Standoff", "Legacy"]
    qtbot.mouseClick(panel.canvas.chapters.tabs["standoff"], Qt.MouseButton.LeftButton)
    assert store.state.chapter == "standoff"
    assert panel.canvas.axis.start == at("13:45")
    assert panel.canvas.bands[0].place.height == 0
    assert panel.canvas.chapters.tabs["standoff"].isChecked()
    assert store.can_go_back


def test_a_chapter_that_is_chosen_brings_its_own_view(panel, store, qtbot):
    tabs = panel.canvas.chapters.tabs
    zoomed = View(140.0, 42.0, 80.0)
    store.update(view=zoomed)
    qtbot.mouseClick(tabs["flight"], Qt.MouseButton.LeftButton)
    assert store.state.view == zoomed, "it is shown already"
    qtbot.mouseClick(tabs["standoff"], Qt.MouseButton.LeftButton)
    assert (store.state.chapter, store.state.view) == ("standoff", None)


def test_only_what_is_stated_leaves_points_without_lines(panel, store):
    store.update(time=at("14:10"))
    store.update(stated=Stated.ANY_SOURCE)
    assert panel.canvas.bands[0].runs == ()
    assert len(panel.canvas.bands[0].stated) == 4


def test_altitudes_follow_the_units(panel, store):
    assert panel.canvas.bands[0].unit[0] == "ft"
    store.update(units=System.METRIC)
    assert panel.canvas.bands[0].unit == ("m", 1.0)


def test_a_screen_reader_hears_time_and_moment(panel, store):
    store.update(time=at("13:26"))
    assert panel.canvas.accessibleDescription() == "13:26:00 JST, Gone from four screens"
    assert panel.canvas.value() == 41 * 60
    panel.canvas.setValue(60)
    assert store.state.time == at("12:46")


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_PageUp])
def test_the_bands_leave_transport_keys_to_the_window(panel, store, qtbot, key):
    panel.canvas.setFocus()
    before = store.state
    got = []
    panel.keyPressEvent = lambda event: got.append(event.key())
    qtbot.keyClick(panel.canvas, key)
    assert got == [key]
    assert store.state == before


# ------------------------------------------------------------------ controls


def typed(panel, qtbot, text):
    panel.focus_time()
    panel.transport.field.selectAll()
    qtbot.keyClicks(panel.transport.field, text)
    qtbot.keyClick(panel.transport.field, Qt.Key.Key_Return)


def test_a_typed_time_is_a_jump(panel, store, qtbot):
    typed(panel, qtbot, "13:26")
    assert store.state.time == at("13:26")
    typed(panel, qtbot, "blip")
    assert store.state.time == at("13:35")
    typed(panel, qtbot, "04:20Z")
    assert store.state.time == at("13:20")
    qtbot.waitUntil(lambda: panel.transport.back.isEnabled())
    qtbot.mouseClick(panel.transport.back, Qt.MouseButton.LeftButton)
    assert store.state.time == at("13:35")


@pytest.mark.parametrize("text", ["25:99", "no such moment", "1 Jan 1950"])
def test_a_wrong_time_is_told_and_nothing_is_lost(panel, store, qtbot, text):
    typed(panel, qtbot, text)
    assert store.state.time == at("12:45")
    error = panel.transport.error
    assert error.isVisible()
    assert error.text()
    assert panel.rect().contains(error.geometry())
    assert panel.transport.field.text() == text
    qtbot.keyClicks(panel.transport.field, "x")
    assert not error.isVisible()


def test_the_field_shows_the_time_and_keeps_its_keys(panel, store, qtbot):
    store.update(time=at("13:11"))
    assert panel.transport.field.shown == "13:11:00 JST"
    store.update(chapter="standoff", time=at("1976-09-25T00:45"))
    assert panel.transport.field.shown == "25 Sept 1976, 00:45 JST"
    panel.focus_time()
    assert panel.transport.field.text() == panel.transport.field.shown
    qtbot.keyClick(panel.transport.field, Qt.Key.Key_Space)
    assert not store.state.playing


def test_the_buttons(panel, store, qtbot):
    bar = panel.transport

    def click(control):
        qtbot.mouseClick(control, Qt.MouseButton.LeftButton)

    click(bar.after)
    assert store.state.time == at("12:50")
    click(bar.after)
    click(bar.before)
    assert store.state.time == at("12:50")
    click(bar.start)
    assert store.state.time == at("12:45")
    click(bar.faster)
    assert store.state.speed == 120.0
    assert bar.speed.text() == "2 min/s"
    click(bar.slower)
    click(bar.slower)
    assert store.state.speed == 30.0
    click(bar.speed)
    assert store.state.speed == 60.0
    click(bar.play)
    assert store.state.playing
    assert bar.play.accessibleName() == "Pause"
    click(bar.play)
    assert not store.state.playing


def test_every_control_has_a_name(panel):
    for control in panel.findChildren(type(panel.transport.play)):
        assert control.accessibleName()
        assert control.toolTip()


def test_times_name_their_zone(store):
    zone = store.now.scenario.zones[0]
    for chapter in store.now.scenario.chapters:
        assert time_text(chapter.start, chapter, zone).endswith("JST")


def test_an_incident_with_next_to_nothing_in_it(qtbot):
    bare = replace(scenario(), tracks={}, sites={}, contacts=(), moments=(), holdings=(), lanes=())
    store = Store(bare)
    made = TimelinePanel(store, DARK)
    qtbot.addWidget(made)
    made.resize(600, 230)
    made.show()
    move(made.canvas, 300, 100)
    qtbot.mouseClick(made.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert store.state.time == made.canvas.axis.t(300)


def test_the_shipped_incident_is_drawn(belenko, qtbot):
    store = Store(belenko)
    made = TimelinePanel(store, LIGHT)
    qtbot.addWidget(made)
    made.resize(1024, 230)
    made.show()
    for chapter in belenko.chapters:
        store.update(chapter=chapter.id)
        QApplication.processEvents()
        assert made.canvas.bands[1].lanes
        assert made.canvas.bands[2].place_labels(None, None)
