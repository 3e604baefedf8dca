"""CSV (RFC 4180, UTF-8): one row a thing, for spreadsheets and scripts; and a frame each step as rows.

A text that a spreadsheet would take for a formula gets an apostrophe before it. Sources are keys, with their
titles beside them.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from explorer.export.features import Feature, clean, features
from explorer.export.plan import Export

COLUMNS = (
    "kind", "id", "name", "name_ja", "name_ru", "site_kind", "contact_kind", "role", "unit", "track",
    "number", "vertex", "station", "chapter", "place", "voice", "time", "time_earliest", "time_latest",
    "start", "start_earliest", "start_latest", "end", "end_earliest", "end_latest", "lon", "lat",
    "uncertainty_km", "altitude_m", "altitude_low_m", "altitude_high_m", "elevation_m", "antenna_m",
    "antenna_uncertainty_m", "speed_kmh", "phase", "then", "after_fix", "before_fix", "basis",
    "position_basis", "altitude_basis", "time_basis", "actors", "sources", "source_titles", "accounts",
    "facts", "note",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(export: Export) -> bytes:
    """Return an export as CSV. A line is a row for each vertex (kind ``point``), a gap a row without a place.

    Outlines of reach are left out: they are no rows.
    """
    titles = {key: source.title for key, source in export.sources.items()}
    head = f"WHAT IF, not history: {export.hypothetical}" if export.hypothetical else ""
    rows = (_row(r, titles, head) for f in features(export) if f.kind != "reach" for r in _rows(f))
    return lines(COLUMNS, rows)


def lines(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> bytes:
    """Return rows as CSV; a value that is None or missing is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(c)) for c in columns])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = clean(str(value))
    # Numbers come as numbers: a text that begins like a formula is one.
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _rows(feature: Feature) -> Iterator[dict[str, Any]]:
    base = {"kind": feature.kind, "id": feature.id, **feature.properties}
    if feature.kind != "line":
        place = feature.geometry["coordinates"] if feature.geometry else (None, None)
        yield {**base, "lon": place[0], "lat": place[1]}
        return
    stamps = base.pop("times")
    for name in ("altitude_low_m", "altitude_high_m", "uncertainty_km"):
        base.pop(name, None)  # of the whole line, not of this vertex
    for number, (stamp, vertex) in enumerate(zip(stamps, _vertices(feature), strict=True), 1):
        yield {
            **base, "kind": "point", "vertex": number, "time": stamp, "lon": vertex[0], "lat": vertex[1],
            "altitude_m": vertex[2] if len(vertex) > 2 else None,
        }  # fmt: skip


def _vertices(feature: Feature) -> list[list[float]]:
    """Return a line's own vertices, without those that a cut at the 180th meridian added."""
    assert feature.geometry is not None
    if feature.geometry["type"] == "LineString":
        return list(feature.geometry["coordinates"])
    parts = feature.geometry["coordinates"]
    return [v for n, part in enumerate(parts) for v in part[1 if n else 0 : len(part) - (n < len(parts) - 1)]]


def _row(row: dict[str, Any], titles: dict[str, str], head: str) -> dict[str, Any]:
    keys = row.get("sources", [])
    told = dict(row)
    for name in ("actors", "sources"):
        if name in told:
            told[name] = " ".join(told[name])
    for name in ("accounts", "facts"):
        if name in told:
            told[name] = " | ".join(told[name])
    told["source_titles"] = " | ".join(titles[k] for k in keys if k in titles)
    if head:
        told["note"] = f"{head}. {told.get('note', '')}".strip()
    return told
