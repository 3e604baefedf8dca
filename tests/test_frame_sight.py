"""What each station could see, from the shipped data: the issue's figures, voices and descents."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.frame import sight
from explorer.frame.derived import Derived, Shares
from explorer.frame.frame import frame
from explorer.frame.state import opening, settle
from explorer.radar.model import from_scenario
from explorer.radar.terrain import smooth_earth
from explorer.scenario import times
from explorer.scenario.whatif import apply, parse


@pytest.fixture(scope="module")
def model(belenko):
    return from_scenario(belenko)


@pytest.fixture(scope="module")
def at(belenko, model):
    """Return a function that gives the stations of a frame by id."""

    def stations(clock, voice="article", scenario=belenko, radar=model, **derived):
        old = opening(scenario)
        time = times.asked(scenario, clock, voice=voice, now=scenario.chapters[0].start)
        state = settle(scenario, old, replace(old, voice=voice, time=time))
        return {s.id: s for s in frame(scenario, Derived(radar=radar, **derived), state).stations}

    return stations


@pytest.fixture(scope="module")
def telling(belenko, model):
    found = sight.telling(model, belenko, "article")
    assert found is not None
    return found


def test_the_loss_as_the_issue_has_it(at):
    found = at("13:26")
    assert {i: s.sight for i, s in found.items()} == {
        "okushiri": "clear",
        "ominato": "behind-terrain",
        "kamo": "below-horizon",
        "tobetsu": "behind-terrain",
    }
    assert {s.record for s in found.values()} == {"lost"}
    assert {i: s.conflict for i, s in found.items() if s.conflict} == {"okushiri": "clear-lost"}
    assert found["okushiri"].blamed == "weather and reflections"


def test_the_contact_as_the_issue_has_it(at):
    found = at("13:11")
    assert found["okushiri"].sight == "clear"
    assert 330 <= found["okushiri"].floor_m <= 380
    assert found["kamo"].sight == "out-of-range"
    assert found["kamo"].range_km > found["kamo"].instrumented_km == pytest.approx(370.4)


def test_what_hides_him_is_named_by_the_nearest_place(at):
    found = at("13:26")
    assert found["ominato"].blocked_by == "hills west of Hakodate"
    assert found["tobetsu"].blocked_by == "mountains west of Sapporo"
    assert found["kamo"].blocked_by == found["okushiri"].blocked_by == ""


def test_a_verdict_within_the_terrains_margin_says_so(at):
    found = at("13:11")
    assert found["tobetsu"].close  # 6,096 m against a floor of about 5,715 ±400 m
    assert not found["okushiri"].close  # the curve alone sets it
    assert not found["kamo"].close  # out of range, whatever the floor


def test_over_a_smooth_earth_nothing_stands_between(belenko, at):
    flat = at("13:26", radar=from_scenario(belenko, smooth_earth()))
    assert flat["ominato"].sight in ("clear", "below-horizon")
    assert not any(s.blocked_by or s.close for s in flat.values())


def test_without_an_altitude_a_floor_still_decides_or_it_depends(at):
    found = at("13:26", "record")
    assert found["okushiri"].sight == "clear"  # down to the sea
    assert {found[i].sight for i in ("ominato", "kamo", "tobetsu")} == {"depends"}
    assert all(s.floor_m is not None for s in found.values())


def test_the_unknown_band_runs_from_the_low_leg_to_where_he_was_last(belenko):
    start = belenko.chapters[0].start
    clock = times.asked(belenko, "13:30", voice="article", now=start)
    fixes = belenko.tracks["foxbat"].fixes
    assert sight.unknown_band(fixes["article"], belenko, clock) == (30.0, 549.0)
    assert sight.unknown_band(fixes["record"], belenko, clock) == (30.0, 6000.0)
    supposed = apply(belenko, parse("after=250m", belenko, "article"))
    moved = supposed.tracks["foxbat"].fixes["article"]
    assert sight.unknown_band(moved, supposed, clock) == (250.0, 250.0)
    # Before the loss nothing is supposed: he is where history has him.
    assert sight.unknown_band(moved, supposed, start + 700)[0] == 30.0


def test_the_doubt_travels(belenko, model, at):
    def shares(clock, voice="article"):
        old = opening(belenko)
        time = times.asked(belenko, clock, voice=voice, now=belenko.chapters[0].start)
        state = settle(belenko, old, replace(old, voice=voice, time=time))
        hero = frame(belenko, Derived(), state).hero
        band = sight.unknown_band(belenko.tracks["foxbat"].fixes[voice], belenko, time)
        return Shares(time, voice, sight.shares(model, hero, band, belenko.lanes))

    lost = shares("13:26")
    assert (lost.hidden["okushiri"].low, lost.hidden["okushiri"].high) == (0, 0)
    assert lost.hidden["kamo"].low == lost.hidden["tobetsu"].low == 1
    assert 0.6 < lost.hidden["ominato"].low < 1 == lost.hidden["ominato"].high
    held = at("13:26", shares=lost)
    assert held["ominato"].hidden_low == lost.hidden["ominato"].low
    # They hold for their own time and voice alone.
    assert at("13:25", shares=lost)["ominato"].hidden_low is None
    assert at("13:26", "record", shares=lost)["ominato"].hidden_low is None
    # With no altitude the whole band is tried.
    unsure = shares("13:26", "record").hidden
    assert (unsure["kamo"].low, unsure["kamo"].high) == (0, 1)
    assert unsure["okushiri"].high == 0


def test_places_under_the_ground_do_not_count_as_hidden(belenko, model):
    """An E-2C sees all the sea and land that he can be over: no mountain hides him inside itself."""
    supposed = apply(belenko, parse("picket=42.2/139.0,after=30m", belenko, "article"))
    radar = from_scenario(supposed, model.relief)
    clock = times.asked(belenko, "13:32", voice="article", now=belenko.chapters[0].start)
    fixes = supposed.tracks["foxbat"].fixes["article"]
    seen, low, high = sight.stretch_at(radar, supposed, fixes, ("e-2c",), clock)["e-2c"]
    assert (seen, low, high) == ("everywhere", 0, 0)


def test_the_telling_has_every_lane_curve_span_and_stretch(belenko, telling):
    assert tuple(telling.curves) == belenko.lanes == tuple(telling.spans) == tuple(telling.stretches)
    for curve in telling.curves.values():
        known = ~np.isnan(curve.floor)
        assert (curve.low[known] <= curve.floor[known] + 1e-6).all()
        assert (curve.floor[known] <= curve.high[known]).all()
        assert (curve.ground[known] <= curve.floor[known] + 1e-6).all()
    spread = telling.curves["tobetsu"].high - telling.curves["tobetsu"].low
    assert np.nanmax(spread) == pytest.approx(800)  # ±400 m where terrain sets it
    stretch = telling.stretches["tobetsu"]
    assert {s.stretch for s in stretch} <= {"nowhere", "depends", "everywhere"}
    assert all(0 <= s.hidden_low <= s.hidden_high <= 1 for s in stretch)


def test_he_was_seen_because_he_climbed(belenko, model, telling):
    first = next(s for s in telling.spans["okushiri"] if s.sight == "clear")
    low = apply(belenko, parse("sea=100ft", belenko, "article"))
    never = sight.telling(model, low, "article")
    then = next(s for s in never.spans["okushiri"] if s.sight == "clear")
    assert first.start < then.start - 5 * 60
    # At 100 ft Okushiri has him at 120 to 126 km; he first showed 178 km out.
    fixes = low.tracks["foxbat"].fixes["article"]
    time, lon, lat, _ = sight.samples_of(fixes, belenko.chapters[0].start, belenko.chapters[0].end)
    place = [float(np.interp(then.start, time[~np.isnan(lon)], c[~np.isnan(lon)])) for c in (lon, lat)]
    assert 118 <= model.floor("okushiri", *place).range_km <= 128
    assert 175 <= model.floor("okushiri", 137.757, 43.166).range_km <= 181


@pytest.mark.parametrize(("change", "window"), [("", (23.4, 26.0)), ("steady", (20.5, 26.0))])
def test_both_descents_lose_him_when_research_says(belenko, model, change, window):
    """Late dive: the three lose sight at 13:24 to 13:26; steady descent: over 13:21 to 13:26."""
    scenario = apply(belenko, parse(change, belenko, "article"))
    found = sight.telling(model, scenario, "article")
    noon = times.asked(belenko, "13:00", voice="article", now=belenko.chapters[0].start)
    ends = {
        name: (max(s.end for s in found.spans[name] if s.sight == "clear") - noon) / 60
        for name in ("ominato", "kamo", "tobetsu")
    }
    assert all(window[0] <= end <= window[1] for end in ends.values()), ends
    assert min(ends.values()) < window[0] + 1


def test_what_is_supposed_does_not_clash_with_what_was_recorded(belenko, model, at):
    low = apply(belenko, parse("sea=100ft", belenko, "article"))
    assert at("13:12")["okushiri"].conflict == ""
    found = at("13:12", scenario=low)
    assert found["okushiri"].sight == "below-horizon"
    assert found["okushiri"].record == "contact"
    assert found["okushiri"].conflict == ""


def test_a_telling_can_be_given_up(belenko, model):
    asked = iter([True, True])
    assert sight.telling(model, belenko, "article", lambda: next(asked, False)) is None
