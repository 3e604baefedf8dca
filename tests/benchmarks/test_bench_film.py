"""How fast a film is made: 13:05 to 13:30 at 1280x720, 30 frames a second, against its own length.

By hand: ``pytest -m benchmark tests/benchmarks/test_bench_film.py -s``. Measured as the program makes it, in
a process of its own; what preparing the radars takes is told apart.
"""

import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.benchmark


def test_a_film_is_made_in_less_than_its_length(tmp_path):
    pytest.importorskip("imageio_ffmpeg")
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "film", "--from", "13:05", "--to", "13:30", "--speed", "60",
         "--size", "1280x720", "--fps", "30", "--pause", "0", "--progress", "-o", str(tmp_path / "out.mp4")],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    first = process.stdout.readline()
    ready = time.perf_counter()
    assert first == "10 751\n"
    process.communicate(timeout=600)
    ended = time.perf_counter()
    assert process.returncode == 0
    rate = 741 / (ended - ready)
    told = f"prepared after {ready - began:.1f} s; then {rate:.0f} frames a second"
    sys.stdout.write(f"\n{told}, {rate / 30:.2f} x real time\n")
