"""The model of the shipped scenario, and what a what-if may change of it."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from explorer.radar.horizon import Sight, Station
from explorer.radar.model import from_scenario
from explorer.radar.terrain import load_relief, smooth_earth

LOST, LOW_M = (139.70, 42.25), 1800 * 0.3048


@pytest.fixture(scope="module")
def model(belenko):
    return from_scenario(belenko)


def test_the_scenarios_radars_are_its_stations(belenko, model):
    radars = {s.id for s in belenko.sites.values() if s.kind == "radar" and s.antenna_m is not None}
    assert set(model.stations) == radars >= set(belenko.lanes)
    okushiri = model.stations["okushiri"]
    assert (okushiri.antenna_m, okushiri.k) == (belenko.sites["okushiri"].antenna_m, 1.32)
    assert okushiri.range_km == pytest.approx(370.4)
    assert 1.2 < okushiri.k_low < 1.25 < 1.5 < okushiri.k_high < 1.7
    assert model.relief.factor == belenko.assumptions["crest-factor"].value


def test_the_loss_in_one_call(belenko, model):
    floors = model.floors_over(*LOST, stations=belenko.lanes)
    assert {i: model.sight(i, f, LOW_M) for i, f in floors.items()} == {
        "okushiri": Sight.CLEAR,
        "ominato": Sight.BEHIND_TERRAIN,
        "kamo": Sight.BELOW_HORIZON,
        "tobetsu": Sight.BEHIND_TERRAIN,
    }
    assert floors["ominato"] == model.floor("ominato", *LOST)
    assert model.floors_over(*LOST).keys() == model.stations.keys()
    with pytest.raises(KeyError):
        model.floor("atlantis", *LOST)


def test_a_floor_set_by_terrain_has_a_margin_and_one_set_by_the_sea_has_none(model):
    tobetsu, kamo = model.floor("tobetsu", *LOST), model.floor("kamo", *LOST)
    assert model.band(tobetsu) == (tobetsu.floor_m - 400, tobetsu.floor_m + 400)
    assert model.band(kamo) == (kamo.floor_m, kamo.floor_m)
    low, high = model.bands(model.floors("tobetsu", [LOST[0], np.nan], [LOST[1], 42.0]))
    assert (low[0], high[0]) == pytest.approx(model.band(tobetsu), abs=0.5)
    assert np.isnan(low[1])


def test_the_margin_does_not_reach_below_the_smooth_earth(model):
    ominato = model.floor("ominato", 140.2, 41.9)
    low, high = model.band(ominato)
    assert ominato.smooth_floor_m <= low <= ominato.floor_m <= high


def test_an_early_warning_aircraft_off_okushiri_holds_him_at_100_feet_from_the_soviet_coast(model):
    hawkeye = Station("e-2c", 139.0, 42.2, 9144, 1.32, 1.32, 1.32, range_km=370.4)
    aloft = model.with_station(hawkeye)
    # Ten kilometres off the coast: the ground radars see nothing at 100 ft, the aircraft does.
    low = 30.48
    assert aloft.sight("e-2c", aloft.floor("e-2c", 135.50, 43.70), low) is Sight.CLEAR
    ground = model.floors_over(135.50, 43.70, stations=("okushiri", "tobetsu", "ominato", "kamo"))
    assert all(model.sight(i, f, low) is not Sight.CLEAR for i, f in ground.items())
    assert "e-2c" not in model.stations


def test_how_far_the_terrain_may_be_off_is_an_assumption_of_the_scenario(belenko, model):
    assert str(model.hidden("ominato", *LOST, 20.0, LOW_M)) == "86–100 %"
    spread = belenko.assumptions["crest-factor-spread"]
    for value, low, high in ((0.0, 1.5, 1.5), (0.5, 1.0, 2.0)):
        assumed = {**belenko.assumptions, spread.id: replace(spread, value=value)}
        changed = from_scenario(replace(belenko, assumptions=assumed))
        assert (changed.relief.factor_low, changed.relief.factor_high) == (low, high)
    assert changed.hidden("ominato", *LOST, 20.0, LOW_M).low < 0.5  # as the means alone have it


def test_k_may_be_chosen(belenko, model):
    flat, bent = from_scenario(belenko, model.relief, k=1.0), model.with_k(2.0)
    assert {s.k for s in flat.stations.values()} == {1.0}
    place = (137.757, 43.166)
    floors = [m.floor("okushiri", *place).floor_m for m in (flat, model, bent)]
    assert floors == sorted(floors, reverse=True)
    assert bent.stations["okushiri"].k_low == bent.stations["okushiri"].k_high == 2.0


def test_another_relief_has_no_known_margin(model):
    sea = model.with_relief(smooth_earth())
    assert (sea.margin_m, sea.with_relief(load_relief()).margin_m) == (0.0, 400.0)
    assert sea.floor("ominato", *LOST).blocked_at_km is None


def test_a_reach_has_one_of_three_answers(model):
    lon, lat = np.array([139.6, 139.7, 139.8]), np.array([42.2, 42.25, 42.3])
    assert model.hidden_over("okushiri", lon, lat, LOW_M).stretch == "everywhere"
    assert model.hidden_over("kamo", lon, lat, LOW_M).stretch == "nowhere"
    assert model.hidden_over("ominato", lon, lat, 30.0, 6000.0).stretch == "depends"
    assert str(model.hidden("tobetsu", *LOST, 20.0, LOW_M)) == "100 %"
    assert model.hidden("okushiri", *LOST, 0.0, LOW_M).share == 0


def test_the_section_is_that_of_the_floor(model):
    cut = model.section("ominato", *LOST, beyond_km=15)
    assert cut.floor == model.floor("ominato", *LOST)


def test_no_qt_and_no_slow_library_comes_with_the_model():
    banned = ("PySide6", "pyqtgraph", "geopandas", "pandas", "rasterio", "contourpy", "shapely")
    code = (
        "import sys, explorer.radar.model, explorer.radar.coverage, explorer.radar.raster\n"
        f"assert not set({banned!r}) & set(sys.modules), set({banned!r}) & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
