"""What is prepared in the background: in step with what is supposed, with the terrain, with the layers shown."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from explorer.frame.state import OFF
from explorer.radar import raster
from explorer.radar.raster import RasterError
from explorer.radar.terrain import Relief, smooth_earth
from explorer.scenario import times
from explorer.scenario.whatif import E2C, Picket, WhatIf
from explorer.session.jobs import Jobs
from explorer.session.prepare import Preparation
from explorer.session.store import Store


class Desk:
    """A store that is kept prepared, without a window."""

    def __init__(self, scenario):
        self.store = Store(scenario)
        self.jobs = Jobs()
        self.preparation = Preparation(self.store, self.jobs)
        self.told = []
        self.preparation.told.connect(self.told.append)

    @property
    def derived(self):
        return self.store.now.derived

    def finish(self):
        end = time.monotonic() + 60
        while (self.jobs.working or self.preparation.resting) and time.monotonic() < end:
            self.jobs.wait(20)
            QApplication.processEvents()
        assert time.monotonic() < end

    def at(self, clock):
        scenario = self.store.now.history
        self.store.update(time=times.asked(scenario, clock, voice="article", now=scenario.chapters[0].start))
        self.finish()


@pytest.fixture(scope="module")
def shared(belenko, qapp):
    made = Desk(belenko)
    made.finish()
    yield made
    made.jobs.wait()


@pytest.fixture
def desk(shared):
    yield shared
    shared.store.update(what_if=None, relief=None, hidden=OFF)
    shared.told.clear()
    shared.finish()


def test_everything_arrives(desk, belenko):
    derived = desk.derived
    assert set(derived.tellings) == {"article", "record"}
    assert tuple(derived.coverage) == belenko.lanes
    assert derived.outlines is not None
    assert derived.lazy
    assert derived.lowest is None  # nobody has asked for it


def test_where_the_time_rests_the_doubt_is_worked_out(desk):
    desk.at("13:26")
    shares = {s.id: (s.hidden_low, s.hidden_high) for s in desk.store.now.frame.stations}
    assert shares["kamo"] == (1, 1)
    assert shares["okushiri"] == (0, 0)
    assert 0.6 < shares["ominato"][0] < shares["ominato"][1] == 1


def test_the_lowest_height_is_worked_out_when_its_layer_is_shown(desk):
    desk.store.update(hidden=frozenset())
    desk.finish()
    assert len(desk.derived.lowest) == 4


def test_a_picket_makes_another_model_and_goes_again(desk, belenko):
    before = desk.derived.radar
    desk.store.update(what_if=WhatIf(picket=Picket(139.0, 42.2, 9144.0)))
    desk.finish()
    assert E2C in desk.derived.radar.stations
    assert E2C in desk.derived.coverage
    assert E2C in desk.derived.tellings["article"].spans
    desk.store.update(what_if=None)
    desk.finish()
    assert desk.derived.radar is not before
    assert tuple(desk.derived.coverage) == belenko.lanes


def test_another_altitude_keeps_the_model_and_tells_anew(desk):
    model, told = desk.derived.radar, desk.derived.tellings["article"]
    desk.store.update(what_if=WhatIf(sea_m=30.0))
    assert not desk.derived.tellings  # history's would be wrong at once
    desk.finish()
    assert desk.derived.radar is model
    first = min(s.start for s in desk.derived.tellings["article"].spans["okushiri"] if s.sight == "clear")
    assert first > min(s.start for s in told.spans["okushiri"] if s.sight == "clear")


def test_changes_in_a_row_end_with_the_last(desk):
    for metres in (30.0, 60.0, 120.0):
        desk.store.update(what_if=WhatIf(sea_m=metres, k=1.2 + metres / 1000))
        QApplication.processEvents()
    desk.finish()
    assert {s.k for s in desk.derived.radar.stations.values()} != {1.32}
    assert desk.derived.radar.stations["kamo"].k == pytest.approx(1.32)


def _own(height=50.0):
    grid = np.full((60, 60), height, np.float32)
    return Relief(grid, 38.0, 137.0, 0.1, 0.1, "mine.tif", holes=3)


def test_ones_own_relief_replaces_the_shipped_one_and_goes_again(desk, monkeypatch, tmp_path):
    from explorer.session import prepare

    monkeypatch.setattr(prepare, "load_raster", lambda _path, beyond: replace(_own(), beyond=beyond))
    desk.at("13:26")
    assert desk.store.now.frame.relief == ""
    desk.store.update(relief=str(tmp_path / "mine.tif"))
    desk.finish()
    assert desk.derived.radar.relief.name == desk.store.now.frame.relief == "mine.tif"
    assert desk.derived.radar.margin_m == 0
    stations = {s.id: s for s in desk.store.now.frame.stations}
    assert stations["tobetsu"].floor_m < 3000 < 5000  # no mountains there now
    assert all(s.margin_m == 0 and not s.close for s in stations.values())
    desk.store.update(relief=None)
    desk.finish()
    assert desk.store.now.frame.relief == ""
    assert desk.derived.radar.relief.shipped


def test_a_bad_relief_changes_nothing_and_says_one_sentence(desk, tmp_path):
    bad = tmp_path / "bad.tif"
    bad.write_bytes(b"II*\0 nothing of the kind")
    model = desk.derived.radar
    desk.store.update(relief=str(bad))
    desk.finish()
    assert desk.derived.radar is model
    assert desk.store.state.relief is None
    (told,) = desk.told
    assert "bad.tif" in told
    assert "\n" not in told


def test_a_relief_given_up_before_it_is_read_never_comes(desk, monkeypatch, tmp_path):
    from explorer.session import prepare

    monkeypatch.setattr(prepare, "load_raster", lambda _path, beyond: replace(_own(), beyond=beyond))
    desk.store.update(relief=str(tmp_path / "mine.tif"))
    desk.store.update(relief=None)
    desk.finish()
    assert desk.derived.radar.relief.shipped


def test_the_real_reader_is_behind_it():
    from explorer.session import prepare

    assert prepare.load_raster is raster.load_raster
    assert issubclass(RasterError, Exception)
    assert not smooth_earth().shipped


def test_while_somebody_scrubs_the_worker_rests(qapp):
    """Rested for thrice its work, at most: so a scrub has the processor for most of the time."""
    jobs, marks = Jobs(), []

    def work():
        for _ in range(4):
            began = time.monotonic()
            while time.monotonic() - began < 0.02:
                pass
            marks.append(time.monotonic())
            assert jobs.pace()
        return "done"

    got = []
    jobs.hold_back()
    began = time.monotonic()
    jobs.submit("work", work, got.append)
    jobs.wait()
    QApplication.processEvents()
    assert got == ["done"]
    held = time.monotonic() - began
    assert held > 4 * 0.02 * 2  # it worked for 0.08 s and rested besides
    began = time.monotonic()
    time.sleep(0.35)
    jobs.submit("work", lambda: jobs.pace(), got.append)
    jobs.wait()
    QApplication.processEvents()
    assert got[-1] is True


def test_work_that_is_superseded_is_told_so(qapp):
    jobs, told = Jobs(), []

    def work():
        jobs.cancel("work")
        told.append(jobs.pace())

    jobs.submit("work", work, lambda _: told.append("never"))
    jobs.wait()
    QApplication.processEvents()
    assert told == [False]
