"""The pencil's sums: a band that holds together, and why Chitose was no longer to be had."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import assets
from explorer.flight import fuel
from explorer.flight.fuel import InReach, Need
from explorer.scenario import times
from explorer.scenario.model import Basis
from explorer.scenario.things import load_things


def at(clock):
    return times.parse(f"1976-09-06T{clock}+09:00")


@pytest.fixture(scope="module")
def plan(belenko):
    return load_things(assets.default_scenario(), belenko)[0].fuel


@pytest.fixture(params=["article", "record"])
def voice(request):
    return request.param


LANDING = {"article": "13:57", "record": "13:50"}


def whole(plan, belenko, voice):
    return fuel.band(plan, belenko, voice, np.arange(at("12:50"), at(LANDING[voice]) + 1, 10.0))


def test_the_band_holds_together(plan, belenko, voice):
    found = whole(plan, belenko, voice)
    assert found.consistent
    assert (found.lower <= found.best).all()
    assert (found.best <= found.upper).all()
    assert (found.lower >= 0).all()
    assert (found.upper <= plan.full.value).all()
    for column in (found.lower, found.best, found.upper):
        assert (np.diff(column) <= 1e-6).all()  # nobody refuels


def test_it_is_never_stated(plan, belenko, voice):
    assert whole(plan, belenko, voice).basis is Basis.ASSUMED


def test_he_lands_all_but_dry(plan, belenko, voice):
    found = whole(plan, belenko, voice)
    assert found.lower[-1] == 0
    # Two minutes at 14 t/h, half a minute at 12 t/h.
    assert found.upper[-1] == pytest.approx(14000 / 30, abs=1)
    assert found.best[-1] == pytest.approx(100, abs=1)


def test_the_best_burn_is_what_the_accounts_want(plan, belenko):
    # An hour at about 13 t/h empties the tanks: between the edges of 10 and 14 t/h, not at one of them.
    assert 0.4 < whole(plan, belenko, "article").share < 0.9
    assert 0.4 < whole(plan, belenko, "record").share < 0.95


def test_by_hand_at_two_times(plan, belenko):
    # 13:06, 16 minutes out. Forwards: 14,570 - 1,500 - 16/60 * 14,000. Backwards, to 13:57: 5 min and
    # 34.5 min at 10 to 14 t/h, 174 km at 8 to 12.9 kg/km, and up to 467 kg.
    found = fuel.band(plan, belenko, "article", [at("13:06"), at("13:40")])
    assert found.lower[0] == pytest.approx(14570 - 1500 - 16 / 60 * 14000, abs=1)
    most = 39.5 / 60 * 14000 + 173.9 * 12.9 + 14000 / 30
    assert found.upper[0] == pytest.approx(min(14570 - 500 - 16 / 60 * 10000, most), abs=3)
    # 13:40, 17 minutes to go.
    assert found.lower[1] == pytest.approx(17 / 60 * 10000, abs=1)
    assert found.upper[1] == pytest.approx(17 / 60 * 14000 + 14000 / 30, abs=1)


def test_outside_the_flight_nothing_is_known(plan, belenko):
    found = fuel.band(plan, belenko, "article", [at("12:49"), at("13:57:01"), np.nan])
    assert np.isnan(found.lower).all()
    assert np.isnan(found.best).all()
    assert np.isnan(found.upper).all()


def test_figures_that_contradict_the_dry_tanks_are_told(plan, belenko):
    heavy = replace(plan, full=replace(plan.full, value=30000.0))
    found = fuel.band(heavy, belenko, "article", [at("13:06"), at("13:57")])
    assert not found.consistent
    assert found.share == 1
    assert found.lower[0] == pytest.approx(30000 - 1500 - 16 / 60 * 14000, abs=1)
    assert (found.lower <= found.best).all()
    assert (found.best <= found.upper).all()


def test_a_scenario_without_the_moments_has_no_band(plan, belenko):
    moments = tuple(m for m in belenko.moments if m.id != "climbs")
    assert fuel.band(plan, replace(belenko, moments=moments), "article", [at("13:06")]) is None
    assert fuel.band(plan, replace(belenko, tracks={}), "article", [at("13:06")]) is None
    broken = replace(plan, legs=plan.legs[:1] + plan.legs[2:])  # a gap between two legs
    assert fuel.band(broken, belenko, "article", [at("13:06")]) is None


def test_what_a_field_costs(plan, belenko):
    found = fuel.need(plan, belenko, 139.70, 42.15, "chitose")
    assert found.distance_km == pytest.approx(176.8, abs=0.2)
    assert found.low == pytest.approx(176.8 / 800 * 10000, abs=5)
    assert found.high == pytest.approx(176.8 / 800 * 14000, abs=5)
    assert fuel.need(plan, belenko, 139.70, 42.15, "hakodate").distance_km == pytest.approx(102.1, abs=0.2)


@pytest.mark.parametrize(
    ("low", "high", "reach"),
    [
        (3000, 4000, InReach.YES),
        (2999, 4000, InReach.DEPENDS),
        (500, 2000, InReach.DEPENDS),
        (500, 1999, InReach.NO),
    ],
)
def test_in_reach(low, high, reach):
    assert fuel.in_reach(low, high, Need("x", 100, 2000, 3000)) is reach


def test_chitose_closes_before_hakodate(plan, belenko, voice):
    def closing(site):
        return fuel.closing(plan, belenko, voice, 139.70, 42.15, site, at("13:35"))

    far, near = closing("chitose"), closing("hakodate")
    assert at("13:35") <= far.from_time < far.by_time < at(LANDING[voice])
    assert far.from_time < near.from_time
    assert far.by_time < near.by_time
    # The article's moment of pencil and pad, 13:40 within 13:27-13:48, lies where Chitose was closing.
    assert far.from_time <= next(m for m in belenko.moments if m.id == "fuel").latest


def test_closing_agrees_with_the_band(plan, belenko):
    found = fuel.closing(plan, belenko, "article", 139.70, 42.15, "chitose", at("13:35"))
    left = fuel.band(plan, belenko, "article", [found.from_time - 2, found.by_time + 2])
    assert left.lower[0] >= found.need.high
    assert left.upper[1] < found.need.low


def test_a_field_where_he_is_never_closes(plan, belenko):
    hakodate = belenko.sites["hakodate"]
    found = fuel.closing(plan, belenko, "article", hakodate.lon, hakodate.lat, "hakodate", at("13:35"))
    assert found.from_time is None
    assert found.by_time is None
    assert fuel.closing(plan, belenko, "article", 140, 42, "chitose", at("13:58")) is None


def test_everything_that_goes_in_has_a_reason(plan):
    found = fuel.figures(plan)
    assert len({figure.id for figure in found}) == len(found)
    assert all(figure.reason for figure in found)
    assert all(figure.basis is Basis.ASSUMED or figure.sources for figure in found)
