"""The drawings on the cards: the fuel over time, and looking down at a target that can be dragged."""

import pytest
from PySide6.QtCore import QPoint
from window_desk import hands, settle  # noqa: F401 - a fixture

from explorer.frame.card import Drawing
from explorer.frame.state import Selection
from explorer.panels.diagram import fighter_m, target_m
from explorer.scenario.units import feet


@pytest.fixture
def card(hands):
    """Select a thing and return its drawing."""
    details = hands.window.details
    hands.window.docks["details"].raise_()

    def show(thing, drawing):
        hands.store.update(selection=Selection("thing", thing))
        settle()
        return details._drawings[drawing]

    return show


def test_the_fuel_says_how_much_is_left_as_time_goes_on_and_that_it_is_assumed(hands, card):
    band = card("mig-25p", Drawing.FUEL)
    assert band.isVisible()
    said = []
    for at in ("12:51", "13:26", "13:57", "14:10"):
        hands.store.update(time=hands.at(at))
        settle()
        said.append(band.accessibleDescription())
    assert said[0].startswith("about 13")
    assert said[1].startswith("about 6.5 t left")
    assert said[2].startswith("about 0.1 t left")
    assert said[3] == "not in the air"
    assert "assumed" in hands.window.details._body.toPlainText()
    card("kissinger", Drawing.FUEL)
    assert not band.isVisible()


def test_the_fuel_moves_its_cursor_and_nothing_else(hands, card):
    band = card("mig-25p", Drawing.FUEL)
    hands.store.update(time=hands.at("13:00"))
    settle()
    before = band.grab().toImage()
    hands.store.update(time=hands.at("13:30"))
    settle()
    assert band.grab().toImage() != before
    hands.store.update(time=hands.at("13:00"))
    settle()
    assert band.grab().toImage() == before


def test_low_down_the_plain_radar_drowns_and_high_up_it_does_not(hands, card):
    drawing = card("apg-66", Drawing.LOOK_DOWN)
    hands.store.update(altitude_m=548.64)
    settle()
    assert "one echo among them" in drawing.accessibleDescription()
    assert "1,800 ft" in drawing.accessibleDescription()
    hands.store.update(altitude_m=11_000.0)
    settle()
    assert "only sky behind him" in drawing.accessibleDescription()
    assert "Schematic" in drawing.accessibleDescription()


def test_dragging_the_target_chooses_the_altitude_of_the_map(hands, card):
    drawing = card("f-15j", Drawing.LOOK_DOWN)
    hands.drag(drawing, QPoint(60, 40), QPoint(60, 140))
    low = hands.state.altitude_m
    hands.drag(drawing, QPoint(60, 140), QPoint(60, 40))
    high = hands.state.altitude_m
    assert low < 1000 < high
    assert feet(high) == pytest.approx(round(feet(high) / 500) * 500)


def test_the_heights_are_those_that_the_story_states(hands):
    assert feet(fighter_m(hands.store.now)) == pytest.approx(20_000, rel=0.01)
    hands.store.update(time=hands.at("14:00"))
    metres, whence = target_m(hands.store.now)
    assert feet(metres) == pytest.approx(1_800, rel=0.01)
    assert "stated" in whence
    hands.store.update(time=hands.at("13:11"))
    assert feet(target_m(hands.store.now)[0]) == pytest.approx(20_000, rel=0.01)
