"""The command line: what is asked for is printed, what is wrong is one line, and the status says which."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import scenario_files
from PySide6.QtGui import QColor, QImage

from explorer import __version__
from explorer.cli import main

FOUR = ["okushiri", "ominato", "kamo", "tobetsu"]


@pytest.fixture
def call(capsys):
    """Return a function that runs the program in this process: (status, lines, lines of errors)."""

    def run(*arguments: object) -> tuple[int, list[str], list[str]]:
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as ended:  # how --version and --help leave
            status = int(ended.code or 0)
        told = capsys.readouterr()
        return status, told.out.splitlines(), told.err.splitlines()

    return run


@pytest.fixture
def described(call):
    """Return a function that runs ``describe --json`` and returns what it says."""

    def run(at: str, *more: str) -> dict:
        status, lines, errors = call("describe", "--at", at, "--json", *more)
        assert (status, errors) == (0, [])
        return json.loads("\n".join(lines))

    return run


def own_process(arguments: Sequence[str], **changes: str | None) -> subprocess.Popen:
    """Start the program as a process of its own; ``changes`` of its environment, None takes one away."""
    environment = {**os.environ, **{k: v for k, v in changes.items() if v is not None}}
    for gone in [k for k, v in changes.items() if v is None]:
        environment.pop(gone, None)
    return subprocess.Popen(
        [sys.executable, "-m", "explorer", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment,
    )  # fmt: skip


def craft(told: dict, name: str = "foxbat") -> dict:
    return next(a for a in told["aircraft"] if a["id"] == name)


def stations(told: dict, field: str) -> dict:
    return {s["id"]: s[field] for s in told["stations"]}


# ------------------------------------------------------------------ describe


def test_the_first_contact(described):
    from explorer.geo.geodesy import inverse

    told = described("13:11")
    foxbat = craft(told)
    away, _ = inverse(foxbat["lon"], foxbat["lat"], 137.757, 43.166)
    assert float(away) < 25
    assert 6000 <= foxbat["altitude_m"] <= 6100
    assert foxbat["phase"] == "air"
    assert told["moment"]["id"] == "contact"
    assert told["passages"]
    assert (told["time_utc"], told["time_jst"]) == ("1976-09-06T04:11:00Z", "1976-09-06T13:11:00+09:00")
    sight, floor = stations(told, "sight"), stations(told, "floor_m")
    assert sight["okushiri"] == "clear"
    assert 330 <= floor["okushiri"] <= 380
    assert sight["kamo"] == "out-of-range"


def test_the_loss(described):
    told = described("13:26")
    assert craft(told)["altitude_m"] == pytest.approx(549, abs=1)
    assert stations(told, "record") == dict.fromkeys(FOUR, "lost")
    assert stations(told, "sight") == {
        "okushiri": "clear",
        "ominato": "behind-terrain",
        "tobetsu": "behind-terrain",
        "kamo": "below-horizon",
    }


def test_held_before_it(described):
    assert stations(described("13:20"), "record")["okushiri"] == "contact"


def test_an_unknown_place_has_an_extent_and_no_coordinates(described):
    foxbat = craft(described("13:40"))
    assert foxbat["lon"] is foxbat["lat"] is None
    (ring,) = foxbat["extent"]["coordinates"]
    assert foxbat["extent"]["type"] == "Polygon"
    assert len(ring) > 8
    assert ring[0] == ring[-1]
    assert any(abs(x - 140.8) < 3 and abs(y - 41.8) < 3 for x, y in ring)


def test_on_the_ground_at_hakodate(described):
    foxbat = craft(described("14:05"))
    assert foxbat["phase"] == "ground"
    assert (foxbat["lon"], foxbat["lat"]) == pytest.approx((140.822, 41.77), abs=0.02)


def test_the_voice_decides_when_he_lands(described):
    assert craft(described("13:53"))["phase"] == "air"
    assert craft(described("13:53", "--voice", "record"))["phase"] == "ground"
    assert described("landing", "--voice", "record")["time_jst"] == "1976-09-06T13:50:00+09:00"
    assert craft(described("13:26", "--voice", "record"))["altitude_m"] is None


@pytest.mark.parametrize(
    "asked", ["13:26:00", "04:26Z", "14:26 VLAT", "lost", "1976-09-06T13:26+09:00", "1:26 pm"]
)
def test_a_time_can_be_asked_for_in_many_ways(described, asked):
    assert described(asked)["time_jst"] == "1976-09-06T13:26:00+09:00"


def test_options_stand_before_or_after_the_command(call):
    before = call("--at", "13:26", "--voice", "record", "describe", "--json")
    assert before == call("describe", "--at", "13:26", "--voice", "record", "--json")
    assert before[0] == 0


def test_every_second_of_the_flight_can_be_said_and_holds_no_nan(belenko):
    from explorer.frame.describe import in_words, to_json
    from explorer.session.store import Store

    store = Store(belenko)
    flight = belenko.chapters[0]
    for voice in belenko.voices:
        for t in range(int(flight.start), int(flight.end) + 1, 97):
            store.update(time=float(t), voice=voice.id)
            json.dumps(to_json(belenko, store.now.frame), allow_nan=False)
            assert "nan" not in in_words(belenko, store.now.frame).split()


def test_in_words(call):
    status, lines, errors = call("describe", "--at", "13:26")
    assert (status, errors) == (0, [])
    said = "\n".join(lines)
    assert lines[0] == "6 Sept 1976, 13:26:00 JST  14:26:00 VLAT  04:26:00 UTC"
    assert "1,800 ft (stated)" in said
    assert "Okushiri" in said
    assert "has lost him; could see him" in said
    assert "below its horizon (the curve of the earth)" in said
    assert "paragraph" in said


def test_in_words_after_the_flight(call):
    _, out, _ = call("describe", "--at", "1976-10-30T00:15+09:00")
    assert "Defense Agency, Hyakuri, with American help (aircraft)" in out
    assert "Moscow: the consular agreement (demand; Soviet Union)" in out
    assert out[2].startswith("22 Oct 1976 The Taigonos sails")
    assert not any(line.startswith("Okushiri") for line in out)
    _, out, _ = call("describe", "--at", "1976-09-25T00:15+09:00")
    assert any("escort: Phantoms (the article)" in line for line in out)


def test_without_a_time_it_begins_at_the_beginning(described, call):
    status, lines, _ = call("describe", "--json")
    assert status == 0
    assert json.loads("\n".join(lines))["time_jst"] == "1976-09-06T12:45:00+09:00"


def test_what_is_supposed_is_asked_for_and_marked_in_files_and_tables(call, tmp_path):
    change = ("--what-if", "sea=100ft")
    for more, marked in ((change, True), ((), False)):
        assert call("export", "-o", tmp_path / "x.geojson", *more)[0] == 0
        written = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))
        assert ("what_if" in written["metadata"]) == marked
        status, lines, _ = call("describe", "--csv", "--from", "13:11", "--to", "13:11", *more)
        assert status == 0
        assert ("what_if" in lines[0].split(",")) == marked
    status, _, errors = call(
        "export", "-o", tmp_path / "x.geojson", "--what-if", "steady", "--voice", "record"
    )
    assert status == 2
    assert len(errors) == 1
    assert "no height at the loss" in errors[0]


# ------------------------------------------------------------------ check


def test_the_shipped_scenario_is_whole(call):
    status, lines, errors = call("check")
    assert (status, errors) == (0, [])
    assert lines[0].startswith("no problems: ")


def test_a_good_folder_is_good(call, tmp_path):
    assert call("check", scenario_files.write(tmp_path / "s"))[0] == 0


def test_each_problem_is_a_line(call, tmp_path):
    folder = scenario_files.write(
        tmp_path / "s",
        ("moments.toml", 'sources = ["ART"]', 'sources = ["ATR"]'),
        ("tracks.csv", "136.0,43.5", "136.0,inf"),
        ("contacts.csv", "hill,contact", "hil,contact"),
    )
    status, lines, errors = call("check", folder)
    assert (status, errors) == (1, [])
    *problems, count = lines
    assert count == f"{len(problems)} problems"
    assert [name for name in ("moments.toml", "tracks.csv", "contacts.csv")
            if sum(line.startswith(name + ": ") for line in problems) != 1] == []  # fmt: skip
    assert any("did you mean 'ART'?" in line for line in problems)
    assert any(re.match(r"tracks\.csv: line 2\b.*lat", line) for line in problems), problems


def test_a_scenario_with_problems_is_described_all_the_same(call, tmp_path):
    folder = scenario_files.write(tmp_path / "s", ("contacts.csv", "hill,contact", "hil,contact"))
    status, lines, errors = call("describe", "--scenario", folder, "--at", "13:11", "--json")
    assert status == 0
    assert json.loads("\n".join(lines))["chapter"] == "flight"
    assert len(errors) == 1
    assert errors[0].startswith("foxbat-explorer: contacts.csv: line 2")


def test_the_claims_are_listed_with_their_verdicts(call):
    status, out, _ = call("claims")
    assert status == 0
    assert len(out) == 30
    assert out[0].startswith("two-minutes")
    assert "contradicted" in out[0]
    status, out, _ = call("claims", "--json")
    assert status == 0
    assert json.loads("\n".join(out))[0]["id"] == "two-minutes"


def test_the_legacy_tells_what_stayed_dark(call):
    status, out, _ = call("describe", "--at", "1983-11-20T12:00+09:00", "--json")
    told = json.loads("\n".join(out))["picket"]
    assert (status, told["on_station"], told["base"]) == (0, True, "misawa")
    assert told["dark"][0]["with_e2c_km2"] < told["dark"][0]["stations_km2"]


def test_the_schema_is_printed(call):
    status, lines, errors = call("check", "--schema")
    assert (status, errors) == (0, [])
    schema = json.loads("\n".join(lines))
    assert "tracks.csv" in json.dumps(schema)


# ------------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["frob"], 2, "'frob'"),
        (["--nope"], 2, "--nope"),
        (["describe", "--at"], 2, "--at"),
        (["describe", "--at", "25:00"], 2, "hours end at 23"),
        (["describe", "--at", "xyzzy plugh"], 2, "neither a time nor a moment"),
        (["describe", "--at", ""], 2, "Type a time"),
        (["describe", "--at", "3 March 2001"], 2, "outside every chapter"),
        (["describe", "--at", "13:26 PST"], 2, "zones (JST, VLAT, UTC)"),
        (["describe", "--voice", "artcle"], 2, "did you mean 'article'?"),
        (["describe", "--voice", "zzz"], 2, "there are article, record"),
        (["describe", "--scenario", "/nowhere/at/all"], 1, "no such folder"),
        (["describe", "extra"], 2, "extra"),
        (["render"], 2, "-o"),
        (["render", "-o", "x.bmp"], 2, "x.bmp"),
        (["render", "-o", "x"], 2, "x"),
        (["render", "-o", "x.png", "--size", "1600"], 2, "--size"),
        (["render", "-o", "x.png", "--size", "-5x10"], 2, "--size"),
        (["render", "-o", "x.png", "--size", "90000x10"], 2, "8000x8000"),
        (["render", "-o", "x.png", "--scale", "9"], 2, "--scale"),
        (["render", "-o", "x.png", "--scale", "nan"], 2, "--scale"),
        (["render", "-o", "x.png", "--part", "half"], 2, "half"),
        (["render", "-o", "x.png", "--at", "99:99"], 2, "--at"),
    ],
)  # fmt: skip
def test_a_bad_call_is_one_line(call, tmp_path, monkeypatch, arguments, status, says):
    monkeypatch.chdir(tmp_path)
    got, lines, errors = call(*arguments)
    assert (got, lines) == (status, [])
    assert len(errors) == 1, errors
    assert errors[0].startswith("foxbat-explorer: ")
    assert says in errors[0]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_scenario_is_the_datas_fault(call, tmp_path):
    status, lines, errors = call("describe", "--scenario", tmp_path)
    assert (status, lines, len(errors)) == (1, [], 1)
    assert "scenario.toml" in errors[0]


def test_the_version(call):
    assert call("--version") == (0, [f"foxbat-explorer {__version__}"], [])


def test_help_names_every_command(call):
    status, lines, errors = call("--help")
    assert (status, errors) == (0, [])
    for command in ("render", "describe", "check"):
        assert any(line.split()[:1] == [command] for line in lines), command


def test_a_reader_that_goes_away_is_no_error():
    process = own_process(["describe", "--at", "13:26", "--json"])
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), said) == (0, "")


# ------------------------------------------------------------------ render


def rendered(path: Path, *more: str, size: str = "900x640") -> subprocess.Popen:
    return own_process(
        ["render", "--at", "13:26", "--size", size, *more, "-o", str(path)],
        DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None, QT_SCALE_FACTOR=None,
    )  # fmt: skip


def ended(process: subprocess.Popen) -> tuple[int, str, list[str]]:
    out, err = process.communicate(timeout=170)
    return process.returncode, out, err.splitlines()


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}


def test_the_same_picture_twice_is_the_same_file(tmp_path):
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    both = [rendered(one), rendered(two)]
    assert [ended(p) for p in both] == [(0, "", [])] * 2
    assert one.read_bytes() == two.read_bytes()
    image = QImage(str(one))
    assert (image.width(), image.height()) == (900, 640)
    assert len(colours(image)) > 60
    foxbat = QColor("#F2A33A").rgb()
    assert any(image.pixel(x, y) == foxbat for y in range(image.height()) for x in range(image.width()))


def test_the_map_alone_fills_the_picture_at_any_scale_and_in_the_light(tmp_path):
    dark, light = tmp_path / "dark.png", tmp_path / "light.PNG"
    both = [
        rendered(dark, "--part", "map", size="640x480"),
        rendered(light, "--part", "map", "--theme", "light", "--scale", "2", size="640x480"),
    ]
    assert [ended(p) for p in both] == [(0, "", [])] * 2
    small, large = QImage(str(dark)), QImage(str(light))
    assert (small.width(), small.height()) == (640, 480)
    assert (large.width(), large.height()) == (1280, 960)

    def lightness(image: QImage) -> float:
        shades = [QColor(p).lightnessF() for p in (image.pixel(x, y) for x in range(5, image.width(), 31)
                                                   for y in range(5, image.height(), 31))]  # fmt: skip
        return sum(shades) / len(shades)

    assert lightness(small) < 0.35 < 0.55 < lightness(large)


def test_no_picture_over_the_shipped_terrain_passes_for_one_over_the_users(tmp_path):
    mine = tmp_path / "mine.tif"
    mine.write_bytes(b"no elevations")
    parts = ("window", "map")
    both = [rendered(tmp_path / f"{p}.png", "--part", p, "--relief", str(mine)) for p in parts]
    for status, out, errors in [ended(process) for process in both]:
        assert (status, out, len(errors)) == (1, "", 1)
        assert (
            errors[0].startswith("foxbat-explorer: --relief: mine.tif cannot be read")
            or "rasterio" in errors[0]
        )
    assert [p.name for p in tmp_path.iterdir()] == ["mine.tif"]


def test_what_cannot_be_written_is_said_before_the_work(call, tmp_path, monkeypatch):
    import explorer.cli

    monkeypatch.setattr(explorer.cli, "_load", lambda options: pytest.fail("it began to draw"))
    (tmp_path / "taken.png").mkdir()
    for path in (tmp_path / "taken.png", tmp_path / "nowhere" / "out.png"):
        status, lines, errors = call("render", "-o", path)
        assert (status, lines, len(errors)) == (2, [], 1)
        assert errors[0].startswith(f"foxbat-explorer: {path}: ")
    assert [p.name for p in tmp_path.iterdir()] == ["taken.png"]


# ------------------------------------------------------------------ as a process


def test_python_dash_m_and_a_foreign_locale():
    process = own_process(["describe", "--at", "lost"], LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING=None)
    status, out, errors = ended(process)
    assert (status, errors) == (0, [])
    assert "Gone from four screens" in out


def test_a_fault_of_the_program_is_one_line_and_debug_shows_where(call, monkeypatch):
    import explorer.cli

    def fail(options):
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(explorer.cli, "_describe", fail)
    status, lines, errors = call("describe")
    assert (status, lines, len(errors)) == (1, [], 1)
    assert "RuntimeError: two lines" in errors[0]
    with pytest.raises(RuntimeError):
        main(["describe", "--debug"])


def test_a_full_disk_is_no_fault_of_the_program(call, monkeypatch):
    import explorer.cli

    def fail(options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(explorer.cli, "_describe", fail)
    said = "foxbat-explorer: the answer cannot be written: No space left on device."
    assert call("describe") == (1, [], [said])


def test_aligning_lists_moments_that_no_passage_tells(call):
    text = Path(__file__).parent / "documents" / "encyclopedia.txt"
    status, lines, errors = call("align", text)
    assert (status, errors) == (0, [])
    _, told, _ = call("align", text, "--json")
    found = json.loads("\n".join(told))
    assert found["moments"]
    assert {m["id"] for m in found["moments"]} <= {line.split()[0] for line in lines}
    assert f"{found['matched']} of {len(found['passages'])} passages" in lines[-1]
    assert lines[-1].endswith(f"found in {found['paragraphs']} paragraphs")


def test_a_bad_call_as_a_process_is_one_line():
    assert ended(own_process(["describe", "--at", "99:99"]))[0] == 2
