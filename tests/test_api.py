"""The Python API; the example of the README is run as it stands there."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from explorer import api
from explorer.export.write import ExportError
from explorer.scenario.problems import ScenarioError

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.fixture(scope="module")
def incident():
    return api.load()


def examples(text):
    """Return the Python blocks of a Markdown text that use the API."""
    return [b for b in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S) if "explorer import api" in b]


@pytest.mark.parametrize("text", ["docstring", "readme"])
def test_the_example_runs(text, tmp_path, monkeypatch):
    if text == "docstring":
        doc = api.__doc__
        found = ["\n".join(line[4:] for line in doc.splitlines() if line.startswith("    "))]
    else:
        found = examples(README.read_text("utf-8"))
    assert found
    monkeypatch.chdir(tmp_path)
    for code in found:
        exec(compile(code, text, "exec"), {})


def test_a_frame_by_text_moment_datetime_and_seconds(incident):
    at = incident.time("13:26")
    same = [
        incident.frame(t)
        for t in ("13:26", "04:26Z", "lost", at, datetime.fromisoformat("1976-09-06T04:26Z"))
    ]
    assert {f.time for f in same} == {at}
    assert same[0].hero.altitude_m == 549
    assert {s.id: s.sight for s in same[0].stations}["okushiri"] == "clear"
    assert incident.frame("landing").time > incident.frame("landing", "record").time
    assert incident.describe("13:26")["moment"]["id"] == "lost"


def test_fixes_sites_moments_contacts(incident):
    for voice in incident.voices:
        fixes = incident.fixes(voice)
        assert fixes.crs == "EPSG:4326"
        assert set(fixes.track) == set(incident.scenario.tracks)
        assert len(fixes) == sum(len(t.fixes[voice]) for t in incident.scenario.tracks.values())
        assert (fixes.voice == voice).all()
        lost = fixes[(fixes.track == "foxbat") & (fixes.time == "1976-09-06T04:26Z")].iloc[0]
        assert (lost.altitude_m == 549) == (voice == "article")
    sites = incident.sites()
    assert sites.set_index("id").loc["okushiri"].geometry.x == pytest.approx(139.4, abs=0.2)
    moments = incident.moments()
    assert moments.time.is_monotonic_increasing
    assert (moments.time_earliest <= moments.time_latest).all()
    contacts = incident.contacts().set_index("station")
    assert contacts.loc["kamo"].isna().start
    assert contacts.loc["kamo"].end == contacts.loc["okushiri"].end
    lines = incident.lines()
    assert set(lines.geometry.geom_type) == {"LineString"}
    assert "stated" not in set(lines.position_basis)


def test_reach(incident):
    there = incident.reach("13:40")
    assert sorted(there[there.track == "foxbat"].speed_kmh) == [600, 800, 1000]
    areas = there.to_crs("EPSG:6933").area / 1e6
    assert (areas / there.area_km2 - 1).abs().max() < 0.01
    known = incident.reach("13:15")
    assert len(known) == 0
    assert {"track", "speed_kmh", "geometry"} <= set(known.columns)
    assert "foxbat" not in set(incident.reach("13:35").track)  # a fix: the place is known


def test_faults_are_one_sentence(incident, tmp_path):
    with pytest.raises(ValueError, match="did you mean 'record'"):
        incident.fixes("recrd")
    with pytest.raises(ValueError, match="neither a time nor a moment"):
        incident.frame("teatime")
    with pytest.raises(ScenarioError, match="no such folder"):
        api.load(tmp_path / "none")
    with pytest.raises(ExportError, match="its folder does not exist"):
        incident.export("kml", tmp_path / "no" / "x.kml")
    incident.export("kml", tmp_path / "x.kml", "record")
    assert (tmp_path / "x.kml").read_bytes().startswith(b"<?xml")


def test_frames_need_neither_qt_nor_geopandas():
    code = (
        "import sys\n"
        "for name in ('PySide6', 'geopandas', 'pandas', 'pyogrio', 'czml3', 'pyarrow', 'shapely'):\n"
        "    sys.modules[name] = None\n"
        "from explorer import api\n"
        "from explorer.export import tracks\n"
        "i = api.load()\n"
        "assert i.frame('13:26').hero.altitude_m == 549\n"
        "for f in ('geojson', 'gpx', 'kml', 'acmi', 'csv'):\n"
        "    i.export(f, '/dev/null')\n"
        "try:\n"
        "    i.export('czml', '/dev/null')\n"
        "except tracks.ExportError as error:\n"
        "    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=README.parent
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("CZML needs czml3")
