"""The floors in the profile: drawn where they are, named where there is room, in the flight alone."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from window_desk import hands, settle  # noqa: F401 - the fixture is used by name

from explorer.frame.sight import Curve
from explorer.frame.state import Stated
from explorer.panels import floors
from explorer.panels.band import Place
from explorer.panels.timeaxis import Axis
from explorer.theme import DARK

WIDTH, HEIGHT, TOP_M = 400, 120, 1000.0


def picture(curves):
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    place = Place(Axis(0.0, 400.0, 0.0, float(WIDTH)), (), WIDTH, 0, HEIGHT)
    floors.draw(painter, place, DARK, curves, lambda m: HEIGHT * (1 - m / TOP_M))
    painter.end()
    return image


def curve(floor, band=0.0, ground=0.0):
    time = np.linspace(0, 400, len(floor))
    values = np.array(floor, dtype=float)
    return Curve(time, values, values - band, values + band, np.full(len(floor), ground))


def lit(image, x, metres):
    y = round(HEIGHT * (1 - metres / TOP_M))
    return any(image.pixelColor(x, y + d).green() > 60 for d in (-1, 0, 1))


def test_a_floor_is_drawn_at_its_height():
    image = picture({"hill": curve([500.0] * 9)})
    assert lit(image, 350, 500)
    assert not lit(image, 350, 300)


def test_a_gap_is_no_line():
    values = [500.0, 500.0, np.nan, np.nan, np.nan, 500.0, 500.0]
    image = picture({"hill": curve(values)})
    assert lit(image, 380, 500)
    assert not lit(image, 200, 500)


def test_the_band_and_the_ground_are_filled():
    plain, banded = picture({"a": curve([500.0] * 9)}), picture({"a": curve([500.0] * 9, band=150.0)})
    y = round(HEIGHT * (1 - 600 / TOP_M))
    assert banded.pixelColor(350, y).green() > plain.pixelColor(350, y).green()
    raised = picture({"a": curve([500.0] * 9, ground=200.0)})
    assert raised.pixelColor(350, HEIGHT - 5) != plain.pixelColor(350, HEIGHT - 5)


def line(*points):
    return tuple(np.array(column, dtype=float) for column in zip(*points, strict=True))


ROOM = QRectF(0, 0, 400, 100)


def test_names_meet_neither_each_other_nor_the_edge_nor_what_is_taken():
    lines = {n: line((0, 5 + 3 * i), (200, 50 + 2 * i), (400, 95)) for i, n in enumerate("abcd")}
    taken = [QRectF(0, 0, 150, 14), QRectF(300, 60, 100, 40)]
    found = floors.spots(lines, dict.fromkeys(lines, 60.0), ROOM, taken)
    assert set(found) == set(lines)
    boxes = [*taken, *found.values()]
    for i, one in enumerate(boxes):
        assert ROOM.contains(one)
        assert not any(one.intersects(other) for other in boxes[i + 1 :])


def test_a_name_without_room_stays_away():
    lines = {n: line((0, 50), (100, 50)) for n in "ab"}
    found = floors.spots(lines, {"a": 60.0, "b": 60.0}, QRectF(0, 40, 100, 20), [])
    assert list(found) == ["a"]
    assert floors.spots({"a": line((0, np.nan), (9, np.nan))}, {"a": 5.0}, ROOM, []) == {}


def test_a_name_keeps_clear_of_the_track():
    lines = {"a": line((0, 50), (400, 50))}
    track = line((0, 50), (260, 50), (270, 95), (400, 95))
    (box,) = floors.spots(lines, {"a": 60.0}, ROOM, [], [track]).values()
    assert box.bottom() < 50 or box.top() > 50


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (1680, 1020), (1920, 1080)])
def test_in_the_window_their_names_are_apart(hands, size):
    hands.window.resize(*size)
    settle()
    hands.canvas.grab()
    profile = hands.canvas.bands[0]
    boxes = list(profile.named.values())
    assert len(boxes) >= 3
    for i, one in enumerate(boxes):
        assert not any(one.intersects(other) for other in boxes[i + 1 :])
        assert one.top() >= 14, "the title's row"


def test_nothing_without_curves():
    bare = picture({})
    assert {bare.pixelColor(x, y).lightness() for x in range(0, WIDTH, 5) for y in range(0, HEIGHT, 5)} == {0}


def test_in_the_window_they_stand_in_the_flight_alone(hands, belenko):
    profile = hands.canvas.bands[0]
    assert tuple(profile.floors) == belenko.lanes
    hands.store.update(chapter="standoff")
    settle()
    assert not profile.floors


def test_what_is_computed_is_not_shown_with_what_is_stated_alone(hands):
    profile, lanes, _ = hands.canvas.bands
    assert profile.floors
    assert lanes._sights
    hands.store.update(stated=Stated.ANY_SOURCE)
    settle()
    assert not profile.floors
    assert not lanes._sights


def test_they_wait_with_the_other_answers(hands):
    profile = hands.canvas.bands[0]
    hands.store.update(time=hands.at("13:26"), predict=True)
    settle()
    assert not profile.floors
    hands.store.update(answered="loss")
    settle()
    assert profile.floors


@pytest.mark.parametrize("voice", ["article", "record"])
def test_each_voice_has_its_own(hands, voice):
    hands.store.update(voice=voice)
    settle()
    assert hands.canvas.bands[0].floors is hands.store.now.derived.tellings[voice].curves
