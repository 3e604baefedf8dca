"""A frame each step as rows for a spreadsheet."""

import csv
import io
from dataclasses import replace

import export_world as world
import pytest

from explorer.export.series import series
from explorer.export.write import ExportError
from explorer.frame.derived import Derived
from explorer.radar.model import from_scenario
from explorer.radar.terrain import load_relief
from explorer.scenario import times
from explorer.scenario.whatif import WhatIf, apply


@pytest.fixture(scope="module")
def derived(belenko):
    return Derived(radar=from_scenario(belenko))


def rows(belenko, derived, start, end, step, voice="article"):
    a, b = (times.asked(belenko, t, voice=voice, now=0) for t in (start, end))
    return list(csv.DictReader(io.StringIO(series(belenko, derived, voice, a, b, step).decode("utf-8"))))


def test_the_loss_minute_by_minute(belenko, derived):
    found = [r for r in rows(belenko, derived, "13:25", "13:28", 60) if r["aircraft"] == "foxbat"]
    assert [r["time_local"][11:16] for r in found] == ["13:25", "13:26", "13:27", "13:28"]
    lost = found[1]
    assert (lost["okushiri_record"], lost["okushiri_sight"]) == ("lost", "clear")
    assert (lost["kamo_record"], lost["kamo_sight"]) == ("lost", "below-horizon")
    assert (lost["altitude_m"], lost["altitude_basis"], lost["position_basis"]) == (
        "549.0",
        "stated",
        "assumed",
    )
    after = found[2]
    assert after["lon"] == after["lat"] == after["altitude_m"] == ""
    assert after["within_reach_at_kmh"] == "600 800 1000"
    assert found[0]["altitude_low_m"]


def test_every_aircraft_has_its_row(belenko, derived):
    found = rows(belenko, derived, "13:00", "13:00", 1)
    assert [r["aircraft"] for r in found] == ["foxbat", "phantom-1", "phantom-2"]
    assert {r["phase"] for r in found} == {"air", "ground"}
    assert [r["okushiri_range_km"] != "" for r in found] == [True, False, False]


def test_steps_that_cannot_be(belenko, derived):
    chapter = world.flight(belenko)
    for start, end, step in (
        (chapter.start, chapter.end, 0),
        (chapter.start, chapter.end, float("nan")),
        (chapter.end, chapter.start, 60),
        (chapter.start, chapter.end, 0.01),
    ):
        with pytest.raises(ExportError):
            series(belenko, derived, "article", start, end, step)


def test_between_chapters_there_is_nothing(belenko, derived):
    early = belenko.chapters[0].start - 50 * 365 * 86400
    text = series(belenko, derived, "article", early, early + 60, 60).decode("utf-8")
    assert len(text.splitlines()) == 1


def test_what_is_supposed_and_a_terrain_of_ones_own_stand_in_every_row(belenko, derived):
    plain = rows(belenko, derived, "13:10", "13:11", 60)
    assert "what_if" not in plain[0]
    assert "relief" not in plain[0]
    model = derived.radar.with_relief(replace(load_relief(), shipped=False, name="mine.tif"))
    found = rows(apply(belenko, WhatIf(sea_m=30.48)), Derived(radar=model), "13:10", "13:11", 60)
    assert {(r["what_if"], r["relief"]) for r in found} == {
        ("over the sea at 30 m (100 ft) all the way", "mine.tif")
    }
    assert found[0]["altitude_m"] == "30.5"
