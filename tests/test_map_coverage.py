"""What the map shows of the radars: which altitude, blind area, lowest height, an E-2C to drag."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from window_desk import hands, settle  # noqa: F401 - the fixture is used by name

from explorer.frame.state import Selection
from explorer.geo.projection import MAP
from explorer.map.coverage import level_of, shown_altitude
from explorer.map.layers import LAYERS
from explorer.scenario.whatif import Picket, WhatIf


def shown(hands, **state):
    """Return the picture of the map at a state, with nothing over it."""
    hands.store.update(**state)
    settle()
    view = hands.map.viewport()
    image = QImage(int(view.width), int(view.height), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    hands.map.scene.paint(painter)
    painter.end()
    return image


def pixel(image, hands, lon, lat):
    return image.pixelColor(hands.pixel(lon, lat)).lightness()


def label(hands):
    found = hands.map.scene.layer("blind").labels
    return " ".join(run.text for line in found[0].lines for run in line) if found else ""


def test_his_own_altitude_or_the_chosen_one(hands):
    hands.store.update(time=hands.at("13:26"))
    assert shown_altitude(hands.store.now) == pytest.approx(549)
    hands.store.update(altitude_m=30.48)
    assert shown_altitude(hands.store.now) == 30.48
    assert level_of(hands.store.now).altitude_m == 30.48


def test_the_label_says_which_altitude_it_is(hands):
    shown(hands, time=hands.at("13:26"))
    assert "none of the 4 stations" in label(hands)
    assert "sees 1,800 ft here" in label(hands)
    assert "blind" in hands.map.scene.placed()
    shown(hands, time=hands.at("13:09"))  # the nearest altitude that is prepared
    assert "12,600 ft (about his altitude)" in label(hands)
    shown(hands, altitude_m=30.48)
    assert "100 ft (chosen)" in label(hands)
    assert "blind" in hands.map.scene.placed()
    shown(hands, altitude_m=None, time=hands.at("13:40"))  # no altitude is known
    assert label(hands) == ""


def test_nothing_of_it_in_chapters_without_a_flight_or_while_answers_wait(hands):
    hands.store.update(chapter="standoff", altitude_m=30.48)
    assert level_of(hands.store.now) is None
    assert not hands.window.overlays.ladder.isVisible()
    hands.store.update(chapter="flight", time=hands.at("13:26"))
    assert level_of(hands.store.now) is not None
    hands.store.update(predict=True)
    assert level_of(hands.store.now) is None
    hands.store.update(answered="loss")
    assert level_of(hands.store.now) is not None


def test_the_blind_area_is_darker_and_only_that(hands):
    """At 100 ft the sea half-way is blind, that round Okushiri is not; at 20,000 ft neither."""
    far, near = (137.5, 43.0), (139.0, 42.6)
    only = frozenset(s.id for s in LAYERS if s.id not in ("sea", "land", "blind"))
    bare = shown(hands, time=hands.at("13:26"), hidden=only | {"blind"})
    low = shown(hands, hidden=only, altitude_m=30.48)
    high = shown(hands, altitude_m=18288.0)
    assert pixel(low, hands, *far) < 0.6 * pixel(bare, hands, *far)  # what is seen looks lit beside it
    assert pixel(low, hands, *near) == pixel(bare, hands, *near)
    assert pixel(high, hands, *far) == pixel(bare, hands, *far)


def test_the_lowest_height_is_off_until_asked_for_and_then_in_classes(hands):
    assert "lowest" in hands.state.hidden
    only = frozenset(s.id for s in LAYERS if s.id not in ("sea", "land", "lowest"))
    bare = shown(hands, time=hands.at("13:00"), hidden=only | {"lowest"})
    hands.store.update(hidden=only)
    hands.app.finish_work()
    tinted = shown(hands)
    places = [(139.3, 42.6), (138.2, 42.6), (137.2, 43.0), (135.2, 42.6)]  # ever farther from Okushiri
    gains = [pixel(tinted, hands, *p) - pixel(bare, hands, *p) for p in places]
    assert gains[0] > gains[-1]
    assert gains == sorted(gains, reverse=True)
    assert len(set(gains)) >= 3
    assert gains[0] > 10


def test_the_lowest_height_is_painted_once_for_many_scrubs(hands, monkeypatch):
    hands.store.update(hidden=frozenset(), time=hands.at("13:07"))
    hands.app.finish_work()
    settle()
    painted = []
    layer = hands.map.scene.layer("lowest")
    monkeypatch.setattr(layer, "paint", lambda *_: painted.append(1))
    for second in range(5):
        hands.store.update(time=hands.at("13:07") + second)
        settle()
    assert painted == []


# ------------------------------------------------------------------ the E-2C


@pytest.fixture
def picket(hands):
    hands.store.update(time=hands.at("13:00"), what_if=WhatIf(picket=Picket(139.0, 42.2, 9144.0)))
    hands.app.finish_work()
    settle()
    yield hands
    hands.store.update(what_if=None)
    hands.app.finish_work()


def test_the_e2c_is_dragged_and_the_map_stays(picket):
    hands = picket
    view = hands.state.view
    start, end = hands.pixel(139.0, 42.2), hands.pixel(138.0, 41.0)
    QTest.mouseMove(hands.map, start)
    settle()
    assert hands.map.cursor().shape() == Qt.CursorShape.PointingHandCursor
    hands.drag(hands.map, start, end)
    assert hands.map._hovered is None  # no ring stays where it was
    put = hands.state.what_if.picket
    assert put.lon == pytest.approx(138.0, abs=0.05)
    assert put.lat == pytest.approx(41.0, abs=0.05)
    assert put.altitude_m == 9144.0
    assert hands.state.view == view
    hands.app.finish_work()
    assert hands.store.now.derived.radar.stations["e-2c"].lon == put.lon


def test_a_drag_can_be_undone_in_the_panel(picket):
    hands = picket
    hands.drag(hands.map, hands.pixel(139.0, 42.2), hands.pixel(138.0, 41.0))
    hands.window.whatif._undo_last()
    assert (hands.state.what_if.picket.lon, hands.state.what_if.picket.lat) == (139.0, 42.2)


def test_the_marker_shows_while_it_is_dragged_and_escape_gives_up(picket):
    hands = picket
    start, none = hands.pixel(139.0, 42.2), Qt.KeyboardModifier.NoModifier
    marker = hands.window.hawkeye._marker
    QTest.mousePress(hands.map, Qt.MouseButton.LeftButton, none, start)
    QTest.mouseMove(hands.map, start + QPoint(60, 40))
    settle(1)
    assert marker.isVisible()
    assert "E-2C" in marker.text
    QTest.keyClick(hands.map, Qt.Key.Key_Escape)
    assert not marker.isVisible()
    QTest.mouseRelease(hands.map, Qt.MouseButton.LeftButton, none, start + QPoint(60, 40))
    assert hands.state.what_if.picket.lon == 139.0


def test_a_click_on_it_selects_it(picket):
    hands = picket
    hands.click(hands.map, hands.pixel(139.0, 42.2))
    assert hands.state.selection == Selection("site", "e-2c")
    assert hands.state.what_if.picket.lon == 139.0


def test_without_a_what_if_the_same_drag_pans(hands):
    hands.store.update(time=hands.at("13:00"))
    start = hands.pixel(138.5, 40.9)
    hands.drag(hands.map, start, start + QPoint(-80, 30))
    assert hands.state.view is not None
    assert hands.state.what_if is None


def test_outlines_grow_with_altitude(hands):
    outlines = hands.store.now.derived.outlines

    def area(level, name):
        rings = [r for polygon in level.seen[name] for r in polygon]
        return sum(float(np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1])) / 2 for r in rings)

    for name in ("okushiri", "kamo"):
        sizes = [area(outlines.at(m), name) for m in (30.48, 548.64, 6096.0)]
        assert sizes == sorted(sizes)


def test_a_snapshot_without_outlines_shows_none(hands):
    hands.store.update(time=hands.at("13:26"))
    now = hands.store.now
    assert level_of(replace(now, derived=replace(now.derived, outlines=None))) is None
    assert QPointF(*MAP.forward(138.0, 42.0)).manhattanLength() < 1
