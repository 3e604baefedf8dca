"""A track of a million fixes beside one of a thousand: opening it, its memory, and a scrub over it.

By hand: ``pytest -m benchmark -s tests/benchmarks/test_bench_long_track.py``.
"""

# ruff: noqa: T201 - what a benchmark finds is printed

import csv
import datetime as dt
import json
import math
import os
import shutil
import subprocess
import sys

import pytest

from explorer import assets
from explorer.scenario.read_tracks import ALL

pytestmark = pytest.mark.benchmark

_JST = dt.timezone(dt.timedelta(hours=9))
_START, _LONG = dt.datetime(1976, 9, 6, 12, 46, tzinfo=_JST), 88 * 60.0

# In a process of its own: opening is measured by the processor's time and by what the process then holds.
_OPEN = """
import json, resource, statistics, sys, time
from pathlib import Path
from explorer import app
from explorer.scenario.load import load
app.offscreen()
began = time.perf_counter()
scenario, problems = load(Path(sys.argv[1]))
opened = time.perf_counter() - began
assert not problems, problems[:3]
qapp = app.make_qapp()
program = app.App(scenario, problems, None)
program.window.resize(1920, 1080)
program.window.show()
program.window.arrange()
program.finish_work()
for _ in range(6):
    qapp.processEvents()
start, taken = scenario.chapters[0].start + 600, []
for i in range(440):
    began = time.perf_counter()
    program.store.update(time=start + i * 2.0)
    qapp.processEvents()
    if i >= 40:
        taken.append(1000 * (time.perf_counter() - began))
with open("/proc/self/status") as file:
    held = next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS:"))
print(json.dumps({"open": opened, "scrub": statistics.median(taken), "held": held}))
import os
sys.stdout.flush()
os._exit(0)
"""


def _scenario(folder, fixes):
    """Write the shipped scenario with ``fixes`` fixes of the airliner, on curves over the sea."""
    shutil.copytree(assets.default_scenario(), folder)
    table = folder / "tracks.csv"
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pattern = next(r for r in rows if r["track"] == "airliner")
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(r for r in rows if r["track"] != "airliner")
        for i in range(fixes):
            share = i / fixes
            time = _START + dt.timedelta(seconds=share * _LONG)
            writer.writerow(
                pattern
                | {
                    "voice": ALL,
                    "time": time.isoformat(timespec="microseconds"),
                    "time_earliest": "",
                    "time_latest": "",
                    "lon": f"{138 + 2 * math.sin(share * 11):.6f}",
                    "lat": f"{42 + math.cos(share * 9):.6f}",
                    "altitude_m": "3000",
                    "phase": "air",
                    "note": "",
                    "then": "line" if i < fixes - 1 else "end",
                }
            )
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_million_fixes_beside_a_thousand(tmp_path):
    told = {}
    for fixes in (1_000, 1_000_000):
        folder = _scenario(tmp_path / str(fixes), fixes)
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, str(folder)],
            capture_output=True, text=True, timeout=300, check=True, env=os.environ,
        )  # fmt: skip
        told[fixes] = json.loads(done.stdout.splitlines()[-1])
    few, many = told.values()
    print(
        f"\n1,000,000 fixes: opened in {many['open']:.2f} s (bar 4), held {many['held'] - few['held']:+.0f} MB "
        f"(bar +150), scrub {many['scrub']:.1f} ms, {many['scrub'] / few['scrub']:.2f} x of 1,000 (bar 1.2)"
    )
