"""A frame each step, as CSV: what ``describe`` says, for a spreadsheet."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from explorer.export.table import lines
from explorer.export.write import ExportError
from explorer.frame.derived import Derived
from explorer.frame.describe import to_json
from explorer.frame.frame import frame
from explorer.frame.state import opening, settle
from explorer.scenario import times
from explorer.scenario.model import Scenario

_MOST = 100_000

_CRAFT = ("phase", "lon", "lat", "altitude_m", "altitude_low_m", "altitude_high_m", "uncertainty_km",
          "speed_kmh", "heading_deg", "position_basis", "altitude_basis", "within_reach_at_kmh")  # fmt: skip
_STATION = ("range_km", "bearing_deg", "record", "sight", "floor_m")


def series(scenario: Scenario, derived: Derived, voice: str, start: float, end: float, step: float) -> bytes:
    """Return a row for each aircraft at each step from ``start`` to ``end`` (seconds since the epoch) as CSV.

    Columns are those of ``describe --json``; each station has its own, ``okushiri_record`` and so on,
    filled in the rows of the story's subject. A place that is not known is empty. Times outside every
    chapter are passed over. Raises `ExportError` for a step that is not positive, a span that ends before
    it starts, or one of more than 100,000 steps.
    """
    if not step > 0:
        raise ExportError("the step must be longer than 0 s")
    if not start <= end:
        raise ExportError("the span ends before it starts")
    if (end - start) / step >= _MOST:
        raise ExportError(f"{(end - start) / step:,.0f} steps are more than {_MOST:,}: take a longer step")
    names = [f"{station}_{name}" for station in scenario.lanes for name in _STATION]
    # What is supposed, and a terrain of one's own, stand in every row, and only then.
    marks = [m for m, on in (("what_if", scenario.hypothetical), ("relief", _own_relief(derived))) if on]
    columns = ("time_utc", "time_local", "chapter", "voice", "moment", "aircraft", *_CRAFT, *names, *marks)
    return lines(columns, _rows(scenario, derived, voice, start, end, step))


def _own_relief(derived: Derived) -> bool:
    return derived.radar is not None and not derived.radar.relief.shipped


def _rows(
    scenario: Scenario, derived: Derived, voice: str, start: float, end: float, step: float
) -> Iterator[dict[str, Any]]:
    state = replace(opening(scenario), voice=voice)
    for n in range(int((end - start) / step + 1e-9) + 1):
        time = start + n * step
        if not any(c.start <= time <= c.end for c in scenario.chapters):
            continue
        state = settle(scenario, state, replace(state, time=time))
        told = to_json(scenario, frame(scenario, derived, state))
        base = {
            "time_utc": told["time_utc"],
            "time_local": times.iso(time, scenario.zones[0]),
            "chapter": told["chapter"],
            "voice": voice,
            "moment": told["moment"]["id"] if told["moment"] else None,
            "what_if": told.get("what_if"),
            "relief": told.get("relief"),
        }
        for craft in told["aircraft"]:
            row = {**base, "aircraft": craft["id"], **{k: craft.get(k) for k in _CRAFT}}
            row |= {f"{name}_basis": basis for name, basis in craft["basis"].items()}
            row["altitude_low_m"], row["altitude_high_m"] = craft.get("altitude_range_m", (None, None))
            speeds = craft.get("extent_speeds_kmh", ())
            row["within_reach_at_kmh"] = " ".join(f"{v:g}" for v in speeds) or None
            if craft["id"] == scenario.subject:
                row |= {f"{s['id']}_{k}": s[k] for s in told["stations"] for k in _STATION}
            yield row
        if not told["aircraft"]:
            yield base
