"""Files in any state: bytes that are no text, no file at all, syntax that goes on for ever."""

import os

import pytest
import scenario_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.scenario.load import load

NAMES = sorted(scenario_files.FILES)
OTHERS = [name for name in NAMES if name != "scenario.toml"]


def _of(problems, name):
    return [str(problem) for problem in problems if problem.file == name]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        ("id = 1".encode("utf-16"), "is saved as UTF-16"),
        ("id = 1".encode("utf-32"), "is saved as UTF-32"),
        (b"PK\x03\x04\0\0", "NUL bytes"),
    ],
)
def test_what_is_no_text_is_one_sentence(tmp_path, name, content, says):
    folder = scenario_files.write(tmp_path)
    (folder / name).write_bytes(content)
    scenario, problems = load(folder)
    assert [says in said for said in _of(problems, name) if "has no fixes" not in said] == [True]
    assert (scenario is None) == (name == "scenario.toml")


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_in_the_place_of_a_file_is_one_sentence(tmp_path, name):
    folder = scenario_files.write(tmp_path)
    (folder / name).unlink()
    (folder / name).mkdir()
    said = _of(load(folder)[1], name)
    assert said[0] == f"{name}: is a folder, not a file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of Unix")
def test_a_pipe_is_not_waited_for(tmp_path):
    folder = scenario_files.write(tmp_path)
    (folder / "account.md").unlink()
    os.mkfifo(folder / "account.md")
    assert _of(load(folder)[1], "account.md") == ["account.md: is not a file with text"]


@pytest.mark.parametrize("name", NAMES)
def test_a_mark_of_byte_order_and_the_line_ends_of_windows_are_nothing(tmp_path, name):
    folder = scenario_files.write(tmp_path)
    plain, _ = load(folder)
    text = (folder / name).read_text("utf-8").replace("\n", "\r\n")
    (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    scenario, problems = load(folder)
    assert problems == ()
    assert (scenario.sites, scenario.moments, scenario.passages, scenario.contacts) == (
        plain.sites, plain.moments, plain.passages, plain.contacts
    )  # fmt: skip
    assert (
        scenario.tracks["jet"].fixes["record"].time.tolist()
        == plain.tracks["jet"].fixes["record"].time.tolist()
    )


@pytest.mark.parametrize(
    ("name", "old", "line"),
    [
        ("moments.toml", b"It lands.", 11),
        ("sites.geojson", b"It stands.", 5),
        ("tracks.csv", b"over the sea", 2),
        ("account.md", b"It has climbed", 12),
    ],
)
def test_bytes_that_are_not_utf8_are_named_by_line_and_the_file_still_opens(tmp_path, name, old, line):
    folder = scenario_files.write(tmp_path)
    whole = (folder / name).read_bytes()
    assert old in whole
    (folder / name).write_bytes(whole.replace(old, b"caf\xe9", 1))
    scenario, problems = load(folder)
    assert _of(problems, name) == [
        f"{name}: line {line}: byte 0xE9 is not UTF-8 (save the file as UTF-8; shown as �)"
    ]
    assert len(scenario.moments) == 2
    assert len(scenario.sites) == 2
    assert len(scenario.tracks["jet"].fixes["article"]) == 3
    assert len(scenario.passages) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sites.geojson", "[" * 200_000),
        ("sites.geojson", '{"a":' * 200_000),
        ("moments.toml", "a = " + "[" * 100_000),
        ("moments.toml", "a = " + "{a=" * 100_000),
        ("moments.toml", "a = " + "1" * 5000),
        ("sites.geojson", '{"a": ' + "1" * 5000 + "}"),
        ("moments.toml", "moment = 3"),
        ("moments.toml", "moment = [1, [2], 'x']"),
        ("sites.geojson", '{"type": "FeatureCollection", "features": [1, null, {"properties": {"id": []}}]}'),
        ("airspace.geojson", '{"type": "FeatureCollection", "features": {"a": 1}}'),
        ("tracks.csv", "track\n"),
        ("tracks.csv", '"' * 5),
        ("tracks.csv", "\n\n\n"),
        ("tracks.csv", scenario_files.TRACKS.split("\n", 1)[0] + "\n" + '"x\n' * 300),
        ("contacts.csv", scenario_files.CONTACTS.split("\n", 1)[0] + '\n"' + "x" * 200_000 + '"\n'),
        ("account.md", "[" * 50_000 + "**" * 50_001),
        ("account.md", "## " + "x" * 100_000),
    ],
)
def test_what_goes_on_for_ever_ends_in_a_sentence(tmp_path, name, content):
    folder = scenario_files.write(tmp_path)
    (folder / name).write_text(content, "utf-8")
    scenario, problems = load(folder)
    assert scenario is not None
    said = _of(problems, name)
    assert said
    assert all(len(text) < 400 for text in said)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path):
    folder = scenario_files.write(tmp_path)
    (folder / "account.md").chmod(0)
    assert "cannot be read" in _of(load(folder)[1], "account.md")[0]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.integers(0, 5000), st.integers(0, 60), st.binary(max_size=12))
def test_no_damage_anywhere_makes_it_fall(tmp_path, name, place, length, put):
    folder = scenario_files.write(tmp_path)
    whole = (folder / name).read_bytes()
    place %= len(whole)
    (folder / name).write_bytes(whole[:place] + put + whole[place + length :])
    scenario, problems = load(folder)
    assert scenario is not None or problems
    for problem in problems:
        str(problem).encode()
