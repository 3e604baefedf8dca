"""The picket before and after the E-2C: on the map, in its box, in words; and the lanes of who held what."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage, QPainter

from explorer.frame.frame import frame
from explorer.frame.picket import ALTITUDES_M, in_words, on_station, picket_reach, to_json
from explorer.frame.state import Stated, View, opening, settle
from explorer.geo import basemap
from explorer.map.ground import Ground
from explorer.map.scene import paint_map
from explorer.map.viewport import viewport
from explorer.panels.picket import PicketBox
from explorer.radar.model import from_scenario
from explorer.scenario import times
from explorer.scenario.whatif import WhatIf
from explorer.session.store import Store
from explorer.theme import DARK

BEFORE, AFTER = "1978-06-01T12:00+09:00", "1983-11-20T12:00+09:00"
MISAWA = View(141.4, 40.7, 1100)


@pytest.fixture(scope="module")
def reach(belenko):
    return picket_reach(belenko, from_scenario(belenko))


@pytest.fixture
def store(belenko, qapp, reach):
    made = Store(belenko)
    made.derive(picket=reach)
    return made


def picture(snapshot, ground):
    image = QImage(900, 560, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_map(painter, snapshot, viewport(MISAWA, 900, 560, DARK), ground=ground)
    painter.end()
    return image


def test_it_comes_when_each_voice_has_it_and_only_in_its_chapter(belenko):
    start = opening(belenko)

    def at(clock, voice="article"):
        return settle(belenko, start, replace(start, time=times.parse(clock), voice=voice))

    assert on_station(belenko, at("1976-09-06T13:26:00+09:00")) is None
    assert on_station(belenko, at("1978-06-01T12:00:00+09:00")) is False
    assert on_station(belenko, at("1980-06-01T12:00:00+09:00")) is True  # the article has it in 1979
    assert on_station(belenko, at("1980-06-01T12:00:00+09:00", "record")) is False
    assert on_station(belenko, at("1983-06-01T12:00:00+09:00", "record")) is True
    only = replace(at("1983-06-01T12:00:00+09:00"), stated=Stated.ANY_SOURCE)
    assert on_station(belenko, only) is None
    supposed = replace(belenko, hypothetical="what if")
    assert on_station(supposed, at("1983-06-01T12:00:00+09:00")) is None


def test_the_map_shows_the_dark_before_and_after_at_the_chosen_height(store):
    ground = Ground(basemap.load())
    seen = []
    for when in (BEFORE, AFTER):
        for height in (None, ALTITUDES_M[1]):
            store.update(time=times.parse(when), altitude_m=height)
            seen.append(picture(store.now, ground))
    assert all(a != b for n, a in enumerate(seen) for b in seen[:n])
    bare = replace(store.now.state, hidden=frozenset({"picket"}))
    assert picture(replace(store.now, state=bare), ground) != seen[-1]


def test_the_box_says_the_areas_and_a_click_chooses_the_height(store, reach, qtbot):
    box = PicketBox(store, DARK)
    qtbot.addWidget(box)
    store.update(time=times.parse(BEFORE))
    assert "149,000 km²" in box.text()
    assert "6,000 km²" in box.text()
    assert "▸ stations of 1976" in box.text()
    store.update(time=times.parse(AFTER))
    assert "▸ and one E-2C" in box.text()
    box.linkActivated.emit(repr(ALTITUDES_M[1]))
    assert store.state.altitude_m == ALTITUDES_M[1]
    assert "● 1,800 ft" in box.text()
    store.update(what_if=WhatIf(k=1.2))
    assert box.isHidden()
    store.update(what_if=None, chapter="flight", time=times.parse("1976-09-06T13:26:00+09:00"))
    assert box.isHidden()
    assert reach.at(5_000.0).altitude_m == ALTITUDES_M[2]


def test_nobody_flies_inside_a_hill(reach):
    """Over high ground there is no dark at 100 ft: what is left with an E-2C is a few valleys."""
    low = reach.blind[0]
    assert low.with_km2 < 0.06 * low.without_km2


def test_it_can_be_told_without_a_window(belenko, reach):
    said = to_json(reach, True)
    assert [round(d["altitude_m"]) for d in said["dark"]] == [30, 549, 6096]
    assert said["dark"][0]["stations_km2"] > 20 * said["dark"][0]["with_e2c_km2"]
    assert "within 230 mi of Misawa" in in_words(reach, "source")[0]
    start = opening(belenko)
    state = settle(belenko, start, replace(start, time=times.parse(AFTER)))
    assert frame(belenko, Store(belenko).now.derived, state).chapter.id == "legacy"
