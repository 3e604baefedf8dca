"""What whole processes cost: start to the first complete frame, ``describe``, memory after many scrubs.

By hand: ``pytest -m benchmark -s tests/benchmarks/test_bench_process.py``. Each ratio compares two
things that were measured in turn in the same run, so that a busy machine slows both.
"""

# ruff: noqa: T201 - what a benchmark finds is printed

import json
import os
import statistics
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.benchmark

_RUNS = 5

_BARE = "import PySide6.QtWidgets, pyqtgraph, geopandas"

# The first complete frame: shown, laid out, painted; what is prepared in the background may follow.
_START = """
import sys
from explorer import app, assets
from explorer.scenario.load import load
from explorer.session.settings import Settings
app.offscreen()
scenario, problems = load(assets.default_scenario())
qapp = app.make_qapp()
program = app.App(scenario, problems, Settings())
program.open_window({})
program.window.resize(1920, 1080)
for _ in range(4):
    qapp.processEvents()
import os
sys.stdout.write("shown")
sys.stdout.flush()
os._exit(0)
"""

_SCRUBS = """
import json, random, sys
from explorer import app, assets
from explorer.scenario.load import load
wide, high = int(sys.argv[1]), int(sys.argv[2])
app.offscreen()
scenario, problems = load(assets.default_scenario())
qapp = app.make_qapp()
program = app.App(scenario, problems, None)
program.window.resize(wide, high)
program.window.show()
program.window.arrange()
qapp.processEvents()
program.finish_work()
qapp.processEvents()

def resident(key):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(key))

first = resident("VmRSS:")
chapter, rng = scenario.chapters[0], random.Random(1)
for _ in range(int(sys.argv[3])):
    program.store.update(time=rng.uniform(chapter.start, chapter.end))
    qapp.processEvents()
print(json.dumps({"opened": first, "after": resident("VmRSS:"), "peak": resident("VmHWM:")}))
import os
sys.stdout.flush()
os._exit(0)
"""


# Compiled once, as an installed program is, also where the environment says to write no bytecode.
_COMPILED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def _run(*arguments: str) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=300, check=True, env=_COMPILED
    )
    return time.perf_counter() - began, done.stdout


def _in_turn(*calls: tuple[str, ...]) -> list[float]:
    """Return the median seconds of each call, run in turn, after one unmeasured round."""
    taken: list[list[float]] = [[] for _ in calls]
    for turn in range(_RUNS + 1):
        for seconds, call in zip(taken, calls, strict=True):
            one, _ = _run(*call)
            if turn:
                seconds.append(one)
    return [statistics.median(s) for s in taken]


def test_start_beside_the_bare_imports():
    bare, start = _in_turn(("-c", _BARE), ("-c", _START))
    print(f"\nstart {start:.2f} s, bare imports {bare:.2f} s, ratio {start / bare:.2f} (bar 0.8)")


def test_describe_beside_the_bare_interpreter():
    python, describe = _in_turn(
        ("-c", "pass"), ("-m", "explorer", "describe", "--at", "13:26", "--json")
    )  # fmt: skip
    print(f"\ndescribe {describe:.2f} s (bar 0.4), of which Python itself {python:.2f} s")


@pytest.mark.parametrize(("size", "bar"), [((1920, 1080), 250), ((3840, 2160), 400)])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_after_a_thousand_scrubs(size, bar):
    _, out = _run("-c", _SCRUBS, str(size[0]), str(size[1]), "1000")
    told = json.loads(out)
    _, out = _run("-c", _SCRUBS, str(size[0]), str(size[1]), "3000")
    longer = json.loads(out)
    print(
        f"\n{size[0]}x{size[1]}: opened {told['opened']:.0f} MB, "
        f"after 1,000 scrubs {told['after']:.0f} MB (bar {bar}), "
        f"after 3,000 {longer['after']:.0f} MB, peak {told['peak']:.0f} MB"
    )
