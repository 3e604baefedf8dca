"""What a what-if would have changed: who sees him, when, and what the Phantoms would have needed."""

import pytest

from explorer.frame import outcome
from explorer.radar.model import from_scenario
from explorer.scenario import times
from explorer.scenario.whatif import apply, parse


@pytest.fixture(scope="module")
def model(belenko):
    return from_scenario(belenko)


def _minute(belenko, clock):
    return times.asked(belenko, clock, voice="article", now=belenko.chapters[0].start)


def _seen(belenko, model, change):
    scenario = apply(belenko, parse(change, belenko, "article"))
    radars = from_scenario(scenario, model.relief)
    return {s.station: s for s in outcome.seen(radars, scenario, "article")}


def test_history_as_the_research_has_it(belenko, model):
    """First possible, and lost by geometry: the table of the research, late dive."""
    found = _seen(belenko, model, "")
    assert tuple(found) == belenko.lanes
    for station, first in (("okushiri", "13:07"), ("ominato", "13:10"), ("tobetsu", "13:11")):
        assert abs(found[station].first - _minute(belenko, first)) <= 60, station
    for station in ("ominato", "kamo", "tobetsu"):
        assert _minute(belenko, "13:23:30") < found[station].last <= _minute(belenko, "13:26")
    assert found["okushiri"].last == _minute(belenko, "13:26")
    assert found["okushiri"].seconds == pytest.approx(19 * 60, abs=60)


def test_low_all_the_way_only_okushiri_sees_him_and_late(belenko, model):
    low = _seen(belenko, model, "sea=100ft")
    assert [low[i].first for i in ("ominato", "kamo", "tobetsu")] == [None] * 3
    assert low["okushiri"].first > _minute(belenko, "13:14")


def test_an_e2c_off_okushiri_holds_him_from_the_soviet_coast(belenko, model):
    found = _seen(belenko, model, "sea=100ft,picket=42.2/139.0")["e-2c"]
    assert abs(found.first - _minute(belenko, "12:59")) <= 60
    assert found.seconds > 26 * 60


def test_an_e2c_over_misawa_comes_after_okushiri(belenko, model):
    found = _seen(belenko, model, "picket=40.7032/141.368")
    assert found["e-2c"].first > _minute(belenko, "13:11") > found["okushiri"].first


def test_the_shortcut_finds_what_the_whole_track_gives(belenko, model):
    """Floors that cannot matter are not worked out: the spans are those of every sample."""
    from explorer.frame.sight import samples_of

    fixes = belenko.tracks["foxbat"].fixes["article"]
    columns = samples_of(fixes, belenko.chapters[0].start, belenko.chapters[0].end, 20.0)
    for one in outcome.seen(model, belenko, "article"):
        clear = [s for s in model.spans(one.station, *columns) if s.sight == "clear"]
        assert one.first == pytest.approx(min(s.start for s in clear), abs=1)
        assert one.seconds == pytest.approx(sum(s.end - s.start for s in clear), abs=2)


def test_where_nobody_knows_his_place(belenko, model):
    before = {a.station: a for a in outcome.afterwards(model, belenko, "article")}
    assert tuple(before) == belenko.lanes
    assert all(0 <= a.hidden_low <= a.hidden_high <= 1 for a in before.values())
    high = apply(belenko, parse("after=6000m", belenko, "article"))
    after = {a.station: a for a in outcome.afterwards(from_scenario(high, model.relief), high, "article")}
    assert after["okushiri"].hidden_high == 0 < before["okushiri"].hidden_high
    assert after["tobetsu"].hidden_high < 1 == before["tobetsu"].hidden_high


@pytest.mark.parametrize(("change", "kmh"), [("", 3780), ("scramble=13:13", 994)])
def test_what_the_phantoms_would_have_needed(belenko, change, kmh):
    scenario = apply(belenko, parse(change, belenko, "article"))
    border = next(m for m in belenko.moments if m.id == "violation").best
    found = outcome.intercept(scenario, "article", border, look_down=False)
    assert found.meet_kmh == pytest.approx(kmh, rel=0.01)
    assert found.held_from is None


def test_look_down_radar_sooner_with_an_earlier_scramble(belenko):
    border = next(m for m in belenko.moments if m.id == "violation").best
    late = outcome.intercept(belenko, "article", border, look_down=True)
    scenario = apply(belenko, parse("scramble=13:13", belenko, "article"))
    early = outcome.intercept(scenario, "article", border, look_down=True)
    assert early.held_from < late.held_from
    assert early.held_from > early.airborne


def test_airborne_after_the_border_is_no_speed_at_all(belenko):
    found = outcome.intercept(belenko, "article", _minute(belenko, "13:19"), look_down=False)
    assert found.meet_kmh is None
