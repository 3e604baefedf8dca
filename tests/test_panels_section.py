"""The line of sight: what is drawn and what is said of it."""

from dataclasses import replace

import pytest

from explorer.frame.derived import Derived
from explorer.frame.frame import frame
from explorer.frame.state import Selection, Stated, opening, settle
from explorer.panels.section import SectionView, margin_words, section_view
from explorer.radar.horizon import Floor, Sight
from explorer.radar.model import from_scenario
from explorer.scenario import times
from explorer.session.store import Snapshot, Store
from explorer.theme import DARK


@pytest.fixture(scope="module")
def cut(belenko):
    model = from_scenario(belenko)

    def view(clock, station=None, **state):
        old = opening(belenko)
        voice = state.pop("voice", "article")
        time = times.asked(belenko, clock, voice=voice, now=belenko.chapters[0].start)
        now = settle(belenko, old, replace(old, voice=voice, time=time, station=station, **state))
        derived = Derived(radar=model)
        return section_view(Snapshot(belenko, belenko, (), derived, now, frame(belenko, derived, now)))

    return view


@pytest.mark.parametrize(
    ("station", "said"),
    [
        ("okushiri", "nothing between: it sees down to the sea there"),
        ("kamo", "the sea bulges between: he is 2,600 ft too low"),
        ("tobetsu", "mountains west of Sapporo, 31 mi out, between: he is"),
        ("ominato", "hills west of Hakodate, 52 mi out, between: he is up to 2,000 ft, within"),
    ],
)
def test_at_the_loss(cut, station, said):
    found = cut("13:26", station)
    assert found.margin.startswith(said), found.margin
    assert found.clear == (station == "okushiri")


def test_a_narrow_strip_leaves_out_what_the_drawing_shows(cut):
    assert cut("13:20", "kamo").brief == "nothing between: he is 11,500 ft above its floor"
    assert cut("13:26", "tobetsu").brief == "he is 16,000–18,500 ft too low"
    assert cut("13:26", "okushiri").brief == cut("13:26", "okushiri").margin


def test_the_first_station_unless_another_is_chosen_or_selected(cut):
    assert cut("13:11").name == "Okushiri"
    assert cut("13:11", "kamo").name == "Kamo"
    assert cut("13:11", "kamo", selection=Selection("site", "tobetsu")).name == "Tobetsu"
    assert cut("13:11", "kamo", selection=Selection("site", "hakodate")).name == "Kamo"


def test_beyond_its_range_nothing_is_seen_however_high(cut):
    found = cut("13:11", "kamo")  # he is above the floor there, and yet
    assert found.altitude_m > found.section.floor.floor_m
    assert found.sight is Sight.OUT_OF_RANGE
    assert not found.clear
    assert found.margin == "beyond its instrumented range of 230 mi"


def test_the_ghost_while_he_climbs(cut):
    assert cut("13:09").ghost == "at 100 ft: under the bulge of the sea"
    assert cut("13:09").ghost_m == 30
    assert cut("13:09", voice="record").ghost_m == 250
    assert cut("13:11:50").ghost_m == 30
    # Six minutes before he was half-way up: that is no height that he has left.
    assert cut("13:14").ghost_m is None
    assert cut("13:20").ghost_m is None
    assert cut("13:05").ghost_m is None


def test_without_an_altitude_it_is_a_band(cut):
    sure = cut("13:26", "okushiri", voice="record")
    assert sure.altitude_m is None
    assert sure.band == (30, 6000)
    assert sure.margin == "nothing between: it sees down to the sea there"
    unsure = cut("13:26", "kamo", voice="record")
    assert unsure.sight is None
    assert unsure.margin.startswith("it depends on his height, which is not known")


def test_nothing_where_his_place_is_not_known(cut):
    assert cut("13:30") is None
    assert cut("14:05") is None


def test_over_ones_own_terrain_no_margin_is_borrowed():
    floor = Floor(100.0, 0.0, 900.0, 100.0, 50.0, 140.0, 42.0)
    args = (floor, Sight.BEHIND_TERRAIN, 600.0, "hills", 370.4, "source")
    assert "within the model's margin" in margin_words(*args, True)
    assert margin_words(*args, False) == "hills, 31 mi out, between: he is 1,000 ft too low"


@pytest.mark.parametrize("clock", ["13:09", "13:26", "13:30"])
@pytest.mark.parametrize("size", [(900, 130), (320, 60)])
def test_it_can_be_drawn(belenko, qtbot, clock, size):
    store = Store(belenko)
    store.derive(radar=from_scenario(belenko))
    widget = SectionView(store, DARK)
    qtbot.addWidget(widget)
    widget.resize(*size)
    store.update(time=times.asked(belenko, clock, voice="article", now=belenko.chapters[0].start))
    image = widget.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, size[0], 3) for y in range(0, size[1], 2)}
    assert len(colours) > 3
    assert ("No line of sight" in widget.accessibleDescription()) == (clock == "13:30")


@pytest.mark.parametrize(
    ("clock", "stated", "why"),
    [
        ("13:30", Stated.ALL, "not known"),
        ("14:05", Stated.ALL, "on the ground"),
        ("13:11", Stated.ANY_SOURCE, "no source states"),
    ],
)
def test_where_nothing_can_be_drawn_it_says_why(belenko, qtbot, clock, stated, why):
    store = Store(belenko)
    store.derive(radar=from_scenario(belenko))
    widget = SectionView(store, DARK)
    qtbot.addWidget(widget)
    time = times.asked(belenko, clock, voice="article", now=belenko.chapters[0].start)
    store.update(time=time, stated=stated)
    widget.grab()
    assert why in widget.accessibleDescription()


def test_predict_first_keeps_it_empty(belenko, qtbot):
    store = Store(belenko)
    store.derive(radar=from_scenario(belenko))
    widget = SectionView(store, DARK)
    qtbot.addWidget(widget)
    widget.resize(900, 130)
    time = times.asked(belenko, "13:26", voice="article", now=belenko.chapters[0].start)
    store.update(time=time, predict=True)
    widget.grab()
    assert "nothing between" not in widget.accessibleDescription()
    store.update(answered="loss")
    widget.grab()
    assert "nothing between" in widget.accessibleDescription()
