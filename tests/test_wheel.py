"""The wheel holds what the folders hold, where the program looks for it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=170,
    )  # fmt: skip
    (made,) = folder.glob("*.whl")
    return zipfile.ZipFile(made)


def files(folder: str) -> set[str]:
    """Return what git would ship of a folder: its files without caches."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0 and listed.stdout:
        names = [n for n in listed.stdout.split("\0") if n and (ROOT / n).is_file()]
    else:
        names = [str(p.relative_to(ROOT).as_posix()) for p in (ROOT / folder).rglob("*") if p.is_file()]
        names = [n for n in names if "__pycache__" not in n]
    return {n.removeprefix(folder + "/") for n in names}


def inside(wheel: zipfile.ZipFile, prefix: str) -> set[str]:
    return {n.removeprefix(prefix) for n in wheel.namelist() if n.startswith(prefix)}


def test_the_code_is_all_there(wheel):
    code = {n for n in inside(wheel, "explorer/") if not n.startswith(("_data/", "_resources/"))}
    assert code == files("explorer")


def test_the_data_is_all_there_without_what_makes_it(wheel):
    there = inside(wheel, "explorer/_data/")
    assert there == {n for n in files("data") if not ("/" not in n and n.endswith(".py"))}
    assert "belenko-1976/scenario.toml" in there
    assert not [n for n in there if n.endswith(".py")]


def test_the_resources_are_all_there(wheel):
    assert inside(wheel, "explorer/_resources/") == files("resources")


def test_nothing_else_is_there(wheel):
    tops = {n.partition("/")[0] for n in wheel.namelist()}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"explorer"}
    assert any(n.endswith(".dist-info/licenses/LICENSE") for n in wheel.namelist())
    (points,) = [n for n in wheel.namelist() if n.endswith("entry_points.txt")]
    assert "foxbat-explorer = explorer.cli:main" in wheel.read(points).decode()


def test_it_runs_from_the_wheel_alone(wheel, tmp_path):
    """Data and resources are found where the wheel puts them, not in the checkout."""
    wheel.extractall(tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import explorer.assets as a; "
        "print(a.default_scenario()); print(a.resource('offscreen.json').is_file()); "
        "from explorer.cli import main; sys.exit(main(['check']))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    place, there, verdict = done.stdout.splitlines()
    assert Path(place).is_relative_to(tmp_path)
    assert there == "True"
    assert verdict.startswith("no problems")
