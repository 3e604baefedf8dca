"""The map under the reader's hands."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.frame.state import Selection, Stated, View
from explorer.geo import basemap
from explorer.geo.projection import MAP
from explorer.map.ground import Ground
from explorer.map.view import MapView
from explorer.scenario import times
from explorer.session.store import Store
from explorer.theme import DARK, LIGHT

HOME = View(138.1, 42.0, 950)


@pytest.fixture
def store(belenko):
    return Store(belenko)


@pytest.fixture(scope="module")
def ground():
    return Ground(basemap.load())


@pytest.fixture
def view(qtbot, store, ground):
    made = MapView(store, DARK, ground=ground)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    qtbot.waitExposed(made)
    store.update(view=HOME)
    return made


def clock(store, text, **changes):
    store.update(time=times.asked(store.now.scenario, text, voice=store.state.voice, now=0), **changes)


def pixel(view, lon, lat):
    x, y = MAP.forward(lon, lat)
    return view.viewport().point(float(x), float(y)).toPoint()


def site_pixel(view, store, name):
    site = store.now.scenario.sites[name]
    return pixel(view, site.lon, site.lat)


def near(picture, at, colour, radius=8, tolerance=40):
    """Return how many pixels about a place have a colour."""
    want, found = QColor(colour), 0
    for x in range(at.x() - radius, at.x() + radius + 1):
        for y in range(at.y() - radius, at.y() + radius + 1):
            c = picture.pixelColor(x, y)
            off = abs(c.red() - want.red()) + abs(c.green() - want.green()) + abs(c.blue() - want.blue())
            found += off < tolerance
    return found


def grab(view):
    return view.grab().toImage()


def wheel(view, at, dy=0, dx=0, modifiers=Qt.KeyboardModifier.NoModifier):
    none, still = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    where = view.mapToGlobal(QPointF(at))
    event = QWheelEvent(QPointF(at), where, QPoint(), QPoint(dx, dy), none, modifiers, still, False)
    QApplication.sendEvent(view, event)


def mouse(view, kind, at, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, QPointF(at), view.mapToGlobal(QPointF(at)), button, held, modifiers)
    QApplication.sendEvent(view, event)


def drag(view, start, *through, modifiers=Qt.KeyboardModifier.NoModifier):
    mouse(view, QEvent.Type.MouseButtonPress, start, modifiers=modifiers)
    for at in through:
        mouse(view, QEvent.Type.MouseMove, at, modifiers=modifiers)
    mouse(view, QEvent.Type.MouseButtonRelease, through[-1], modifiers=modifiers)


def click(view, at):
    mouse(view, QEvent.Type.MouseButtonPress, at)
    mouse(view, QEvent.Type.MouseButtonRelease, at)


# What is seen


def test_a_station_is_grey_green_while_it_has_him_and_crossed_when_it_has_lost_him(view, store):
    at = site_pixel(view, store, "okushiri")
    clock(store, "12:50")
    assert not near(grab(view), at, DARK.radar)
    clock(store, "13:15")
    assert near(grab(view), at, DARK.radar) > 25
    clock(store, "13:30")
    picture = grab(view)
    assert near(picture, at, DARK.loss) > 10
    assert near(picture, at, DARK.radar, radius=5) < 10


def test_the_loss_appears_at_its_time(view, store):
    lost = next(m for m in store.now.scenario.moments if m.id == "lost")
    at = pixel(view, lost.lon, lost.lat)
    clock(store, "13:25:30")
    before = near(grab(view), at, DARK.loss)
    clock(store, "13:27")
    assert near(grab(view), at, DARK.loss) > before + 15


def test_the_aircraft_is_where_it_is_and_leaves_a_track(view, store):
    clock(store, "13:11")
    hero = store.now.frame.hero
    at = pixel(view, hero.lon, hero.lat)
    assert near(grab(view), at, DARK.foxbat) > 60
    clock(store, "13:20")
    assert near(grab(view), at, DARK.foxbat) < 60
    behind = pixel(view, 136.6, 43.45)
    assert near(grab(view), behind, DARK.foxbat, radius=12) > 20


def test_the_line_of_a_contact_goes_out_with_the_loss(view, store):
    clock(store, "13:15")
    assert len(view.scene.layer("held")._lines) == 1
    clock(store, "13:26")
    assert len(view.scene.layer("held")._lines) == 0


def test_points_without_lines_where_only_what_is_stated_may_show(view, store):
    clock(store, "13:20")
    behind = pixel(view, 136.6, 43.45)
    store.update(stated=Stated.ANY_SOURCE)
    assert near(grab(view), behind, DARK.foxbat, radius=12) == 0


def test_nothing_is_drawn_between_where_he_was_and_where_he_could_be(view, store):
    clock(store, "13:40")
    assert view.scene.layer("aircraft")._crafts == []
    assert len(view.scene.layer("reach")._rings) >= 5
    clock(store, "13:20:00")
    rings = len(view.scene.layer("reach")._rings)
    clock(store, "13:26")
    assert rings == 0
    assert len(view.scene.layer("reach")._rings) == 2


def test_the_other_voice_has_its_own_altitude(view, store):
    clock(store, "13:26")

    def words():
        tag = next(m for m in view.scene.layer("aircraft").movers if m.key == "craft:foxbat")
        return "".join(run.text for line in tag.lines for run in line)

    assert "1,800 ft" in words()
    store.update(voice="record")
    assert "not known" in words()


def test_the_theme_recolours_in_place(view, store):
    clock(store, "13:15")
    at = site_pixel(view, store, "okushiri")
    view.set_theme(LIGHT)
    picture = grab(view)
    assert near(picture, at, LIGHT.radar) > 25
    assert picture.pixelColor(500, 600).lightness() > 150


def test_labels_keep_clear_of_what_lies_over_the_map(view, store):
    box = QRect(0, 0, 420, 300)
    view.set_obstacles([box])
    view.repaint()
    found = [p.box for p in view.scene.placed().values()]
    assert found
    assert all(left >= box.width() or top >= box.height() for left, top, _, _ in found)


# Hands


def test_the_wheel_zooms_at_the_pointer(view, store):
    at = QPoint(700, 200)
    place = view.viewport().place(at.x(), at.y())
    before = store.state.view.width_km
    wheel(view, at, dy=120)
    assert store.state.view.width_km == pytest.approx(before / 1.25)
    assert (pixel(view, *place) - at).manhattanLength() <= 1
    wheel(view, at, dy=-120, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert store.state.view.width_km == pytest.approx(before / 1.25 * 1.06)


def test_the_wheel_stops_at_its_limits(view, store):
    for _ in range(24):
        wheel(view, QPoint(300, 300), dy=480)
    near_ = store.state.view.width_km
    wheel(view, QPoint(300, 300), dy=240)
    assert store.state.view.width_km == pytest.approx(near_)
    for _ in range(30):
        wheel(view, QPoint(300, 300), dy=-480)
    far = store.state.view.width_km
    wheel(view, QPoint(300, 300), dy=-240)
    assert store.state.view.width_km == pytest.approx(far, rel=1e-3)
    assert near_ < 20
    assert far > 2000


def test_the_sideways_wheel_scrubs(view, store):
    before = store.state.time
    wheel(view, QPoint(300, 300), dx=-120)
    assert store.state.time > before
    assert store.state.view == HOME


def test_dragging_pans_and_lets_go_of_the_follower(view, store):
    store.update(follow=True)
    place = view.viewport().place(400, 300)
    drag(view, QPoint(400, 300), QPoint(405, 300), QPoint(460, 330))
    at = pixel(view, *place)
    assert (at - QPoint(460, 330)).manhattanLength() <= 1
    assert not store.state.follow


def test_shift_drags_a_box_to_zoom_into(view, store):
    middle = view.viewport().place(500, 300)
    drag(
        view,
        QPoint(450, 270),
        QPoint(500, 300),
        QPoint(550, 330),
        modifiers=Qt.KeyboardModifier.ShiftModifier,
    )
    assert store.state.view.width_km < 200
    assert (pixel(view, *middle) - QPoint(500, 320)).manhattanLength() < 12


def test_double_click_zooms_in(view, store):
    before = store.state.view.width_km
    mouse(view, QEvent.Type.MouseButtonDblClick, QPoint(300, 500))
    assert store.state.view.width_km == pytest.approx(before / 2)


def test_home_and_zoom_commands(view, store):
    view.zoom(2.0)
    assert store.state.view.width_km == pytest.approx(475)
    view.frame_view(View(140.5, 41.8, 120))
    assert store.state.view.width_km == 120
    view.home()
    assert store.state.view is None
    home = store.now.frame.chapter.view
    port = view.viewport()
    assert (pixel(view, home.lon, home.lat) - QPoint(500, 320)).manhattanLength() <= 2
    assert port.extent.width() >= home.width_km - 1


def test_a_resize_keeps_the_place(view, store):
    place = view.viewport().place(500, 320)
    view.resize(1400, 700)
    assert (pixel(view, *place) - QPoint(700, 350)).manhattanLength() <= 1
    assert view.viewport().extent.width() >= 949


def test_following_keeps_him_in_the_middle_third(view, store):
    store.update(view=View(134.5, 44, 300), follow=True)
    for text in ("12:55", "13:05", "13:15", "13:24"):
        clock(store, text)
        hero = store.now.frame.hero
        at = pixel(view, hero.lon, hero.lat)
        assert 333 <= at.x() <= 667
        assert 212 <= at.y() <= 428


def test_no_longer_following_the_map_stays_where_it_is(view, store, qtbot):
    store.update(view=View(134.5, 44, 300), follow=True)
    clock(store, "13:20")
    grab(view)
    shown = view.viewport().place(500, 320)
    store.update(follow=False)
    assert (pixel(view, *shown) - QPoint(500, 320)).manhattanLength() <= 1
    qtbot.waitUntil(lambda: store.state.view.lon > 136)
    assert (pixel(view, *shown) - QPoint(500, 320)).manhattanLength() <= 1


def test_a_click_selects_and_a_click_on_the_sea_lets_go(view, store):
    click(view, site_pixel(view, store, "okushiri"))
    assert store.state.selection == Selection("site", "okushiri")
    ring = near(grab(view), site_pixel(view, store, "okushiri"), DARK.accent, radius=14)
    assert ring > 15
    click(view, QPoint(330, 520))
    assert store.state.selection is None


def test_a_click_on_a_label_selects_its_place(view, store):
    box = view.scene.placed()["site:misawa"].box
    click(view, QPoint(round(box[0] + 20), round((box[1] + box[3]) / 2)))
    assert store.state.selection == Selection("site", "misawa")


def test_tracks_marks_and_the_zone_can_be_clicked(view, store):
    clock(store, "13:30")
    click(view, pixel(view, 136.6, 43.456))
    assert store.state.selection == Selection("track", "foxbat")
    lost = next(m for m in store.now.scenario.moments if m.id == "lost")
    click(view, pixel(view, lost.lon, lost.lat))
    assert store.state.selection == Selection("moment", "lost")
    line = next(a for a in store.now.scenario.airspace if a.kind == "adiz")
    zone = next(t for t in view.scene.targets() if t.id == line.id)
    inside = [(x, y) for x, y in zip(zone.x, zone.y, strict=True) if 20 < x < 900 and 350 < y < 620]
    click(view, QPoint(*(round(v) for v in inside[0])))
    assert store.state.selection == Selection("airspace", line.id)


def test_hovering_names_and_points(view, store):
    mouse(view, QEvent.Type.MouseMove, site_pixel(view, store, "okushiri"), button=Qt.MouseButton.NoButton)
    assert view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert "Okushiri" in view._hovered.tip
    mouse(view, QEvent.Type.MouseMove, QPoint(330, 520), button=Qt.MouseButton.NoButton)
    assert view._hovered is None
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_what_is_selected_elsewhere_comes_into_the_picture(view, store, qtbot):
    store.update(view=View(134, 44, 200))
    store.update(selection=Selection("site", "kamo"))
    qtbot.waitUntil(lambda: view.rect().contains(site_pixel(view, store, "kamo")))


def test_the_menu_copies_the_position(view, store):
    at = site_pixel(view, store, "okushiri")
    menu = view.place_menu(at)
    menu.actions()[0].trigger()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("42.1")
    assert "N 139.4" in text
    menu.actions()[1].trigger()
    assert "°" in QGuiApplication.clipboard().text()
    menu.deleteLater()


def test_measuring_follows_the_pointer_until_a_click_or_escape(view, store, qtbot):
    sites = store.now.scenario.sites
    view.measure_from(sites["chitose"].lon, sites["chitose"].lat)
    mouse(view, QEvent.Type.MouseMove, site_pixel(view, store, "hakodate"), button=Qt.MouseButton.NoButton)
    assert view.measuring.text().startswith(("132", "133", "134"))
    assert "nm" in view.measuring.text()
    grab(view)
    click(view, site_pixel(view, store, "hakodate"))
    assert view.measuring.done
    assert store.state.selection is None
    click(view, QPoint(330, 520))
    assert view.measuring is None
    view.measure_from(140, 42)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.measuring is None


def test_the_map_keeps_no_key_of_its_own(view, store, qtbot):
    view.setFocus()
    before = store.state
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_Plus, Qt.Key.Key_Escape):
        qtbot.keyClick(view, key)
    assert store.state == before


def test_another_scenario_is_shown_from_its_beginning(view, store, belenko):
    clock(store, "13:26")
    grab(view)
    store.open(belenko, ())
    assert not [k for k in view.scene.placed() if k.startswith("mark:")]


def test_it_has_a_name_for_those_who_cannot_see_it(view):
    assert view.accessibleName()
    assert view.accessibleDescription()
