"""The shipped folder with a file missing or broken: each cause is told once, and the rest opens."""

import shutil
from pathlib import Path

import pytest

from explorer import assets
from explorer.frame.extras import load_extras
from explorer.scenario.load import load


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(assets.default_scenario(), tmp_path / "belenko"))


def told(folder):
    """Return the scenario and every problem as a line."""
    scenario, problems = load(folder)
    if scenario is None:
        return None, [str(p) for p in problems]
    _, more = load_extras(folder, scenario)
    return scenario, [str(p) for p in (*problems, *more)]


@pytest.mark.parametrize(
    ("gone", "files"),
    [
        ("account.md", ["things.toml", "claims.toml"]),
        ("things.toml", ["tour.toml"]),
        ("claims.toml", ["tour.toml"]),
        ("contacts.csv", []),
        ("tour.toml", []),
    ],
)
def test_a_file_that_others_name_is_missed_once_by_each(folder, gone, files):
    (folder / gone).unlink()
    scenario, lines = told(folder)
    assert scenario is not None
    assert [line.split(":")[0] for line in lines] == files
    assert all(f"but {gone} is missing" in line for line in lines)


@pytest.mark.parametrize("name", ["sites.geojson", "tracks.csv"])
@pytest.mark.parametrize(
    "bad", [None, b"", b"\0" * 100, b"[" * 200_000], ids=["missing", "empty", "binary", "deep"]
)
def test_one_broken_file_is_one_cause_and_not_a_flood(folder, name, bad):
    if bad is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(bad)
    scenario, lines = told(folder)
    assert scenario is not None
    assert len(scenario.moments) == 73
    assert lines[0].startswith(f"{name}:")
    assert len(lines) < 12
    accused = ("not the id of a site", "not the id of a track", "there is no site", "has no fix")
    assert not [line for line in lines if any(words in line for words in accused)]


def test_moments_that_cannot_be_read_do_not_accuse_the_account(folder):
    (folder / "moments.toml").write_bytes(b"a = " + b"[" * 200_000)
    scenario, lines = told(folder)
    assert scenario is not None
    assert len(scenario.passages) == 65
    assert lines[0] == "moments.toml: is nested too deeply"
    assert not any(line.startswith("account.md") for line in lines)


@pytest.mark.parametrize(("name", "value"), [("k", "-1"), ("e2c-range-nm", "1e9"), ("crest-factor", "1e300")])
def test_a_number_that_no_model_can_work_with_is_named_and_left_out(folder, name, value):
    """A range of a thousand million miles would be swept for days."""
    path = folder / "scenario.toml"
    text = path.read_text("utf-8")
    place = text.index("value = ", text.index(f'id = "{name}"'))
    end = text.index("\n", place)
    path.write_text(f"{text[:place]}value = {value}{text[end:]}", "utf-8")
    scenario, lines = told(folder)
    assert name not in scenario.assumptions
    assert lines[0].startswith(
        f"scenario.toml: assumption '{name}', field value: {float(value):g} is outside"
    )


def test_every_assumption_of_the_story_is_workable(belenko):
    assert {"k", "crest-factor", "instrumented-range-nm", "e2c-range-nm"} <= set(belenko.assumptions)
