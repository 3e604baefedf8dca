"""How long the radar model takes, by hand: ``pytest -m benchmark tests/benchmarks``. Medians count."""

import subprocess
import sys

import numpy as np
import pytest

from explorer.radar.contact import disc, hidden_share
from explorer.radar.coverage import Box, blind, coverage, lowest
from explorer.radar.horizon import floor_at, floors_along, floors_at
from explorer.radar.model import from_scenario

pytestmark = pytest.mark.benchmark
LOST = (139.70, 42.25)


@pytest.fixture(scope="module")
def model(belenko):
    return from_scenario(belenko)


@pytest.fixture(scope="module")
def lanes(belenko, model):
    return [model.stations[i] for i in belenko.lanes]


@pytest.fixture(scope="module")
def four(model, lanes):
    return [coverage(s, model.relief) for s in lanes]


def test_one_floor(benchmark, model, lanes):
    benchmark(floor_at, lanes[1], *LOST, model.relief)


def test_four_floors_over_one_place(benchmark, model, lanes):
    benchmark(floors_at, lanes, *LOST, model.relief)


def test_floors_along_a_track_of_500_samples(benchmark, model, lanes):
    lon, lat = np.linspace(135.4, 139.7, 500), np.linspace(43.7, 42.25, 500)
    benchmark(floors_along, lanes[1], lon, lat, model.relief)


def test_what_if_four_stations_along_the_flight(benchmark, model, lanes):
    # The bar: 0.15 s. The flight from the Soviet coast to the loss by 15 s.
    time = np.arange(0.0, 1620.0, 15.0)
    lon, lat = np.linspace(135.4, 139.7, len(time)), np.linspace(43.7, 42.25, len(time))
    altitude = np.linspace(6000.0, 500.0, len(time))

    def ask():
        return [model.spans(s.id, time, lon, lat, altitude) for s in lanes]

    benchmark(ask)


def test_hidden_share_of_a_disc(benchmark, model, lanes):
    lon, lat = disc(*LOST, 20.0)
    benchmark(hidden_share, lanes[1], model.relief, lon, lat, 549.0)


def test_one_coverage(benchmark, model, lanes):
    benchmark(coverage, lanes[1], model.relief)


def test_twenty_eight_coverages(benchmark, model):
    # The bar: 1 s.
    def sweep_all():
        for station in model.stations.values():
            coverage(station, model.relief)

    assert len(model.stations) == 28
    benchmark.pedantic(sweep_all, rounds=3, iterations=1)


@pytest.mark.parametrize("altitude", [30.48, 548.64, 6096.0])
def test_four_outlines(benchmark, four, altitude):
    # The bar: 5 ms.
    benchmark(lambda: [c.outline(altitude) for c in four])


def test_the_blind_area(benchmark, four):
    benchmark(blind, four, 548.64, Box(-500, -500, 500, 500))


def test_the_lowest_height(benchmark, four):
    benchmark(lowest, four, Box(-500, -500, 500, 500))


def test_making_the_model(benchmark, belenko):
    benchmark(from_scenario, belenko)


def test_a_process_that_asks_for_one_floor(benchmark):
    code = (
        "from explorer.radar.horizon import Station, floor_at\n"
        "from explorer.radar.terrain import load_relief\n"
        "floor_at(Station('s', 139.4456, 42.16, 594, 1.32, 1.32, 1.32), 139.7, 42.25, load_relief())"
    )
    benchmark.pedantic(subprocess.run, ([sys.executable, "-c", code],), {"check": True}, rounds=5)
