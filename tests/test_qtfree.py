"""What needs no window needs no Qt and no geopandas: such a machine can still describe and check."""

import json
import subprocess
import sys

import pytest

_BLOCKED = ("PySide6", "shiboken6", "pyqtgraph", "geopandas", "pandas", "pyogrio", "shapely", "rasterio")
_WITHOUT = f"""
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {_BLOCKED!r}:
            raise ImportError(name + " is blocked")

sys.meta_path.insert(0, Blocked())
from explorer.cli import main
sys.exit(main(sys.argv[1:]))
"""


def without_qt(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT, *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_the_block_blocks():
    """A window cannot be had without Qt: else the tests below would show nothing."""
    done = without_qt("render", "-o", "never.png")
    assert done.returncode == 2
    assert "PySide6 is blocked" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("describe", "--at", "13:26", "--json"),
        ("describe", "--at", "13:40"),
        ("check",),
        ("check", "--schema"),
    ],
)
def test_it_works_without_qt(arguments):
    done = without_qt(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
    if "--json" in arguments:
        told = json.loads(done.stdout)
        assert [s["sight"] for s in told["stations"] if s["id"] == "okushiri"] == ["clear"]
