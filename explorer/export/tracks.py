"""Tracks and sites into files that other programs read. No Qt here.

`export` is the one entry: a scenario, a format, a path. Each format is a function of one `Export` (see
`explorer.export.plan`) to bytes: the same story gives the same bytes, whenever it is told.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.export.plan import Export, plan
from explorer.export.write import ExportError, write_atomic
from explorer.scenario.model import Scenario
from explorer.scenario.problems import close_match

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FORMATS", "SUFFIXES", "Export", "ExportError", "contents", "export", "format_of", "plan"]

# The module is imported when its format is asked for: some bring libraries that take a while.
FORMATS = {
    "geojson": ("explorer.export.geojson", "geojson", "GeoJSON (GIS, web maps)"),
    "gpx": ("explorer.export.gpx", "gpx", "GPX 1.1 (GPS tools)"),
    "kml": ("explorer.export.kml", "kml", "KML 2.2 (Google Earth)"),
    "czml": ("explorer.export.czml", "czml", "CZML (Cesium)"),
    "acmi": ("explorer.export.acmi", "acmi", "ACMI 2.2 (Tacview)"),
    "csv": ("explorer.export.table", "table", "CSV (spreadsheets)"),
    "geoparquet": ("explorer.export.parquet", "geoparquet", "GeoParquet (data tools)"),
}
"""Format: module, function in it, label."""

SUFFIXES = {
    ".geojson": "geojson", ".json": "geojson", ".gpx": "gpx", ".kml": "kml", ".czml": "czml", ".acmi": "acmi",
    ".csv": "csv", ".parquet": "geoparquet", ".geoparquet": "geoparquet",
}  # fmt: skip


def format_of(path: Path | str) -> str | None:
    """Return the format that a file's suffix means, None where it means none."""
    return SUFFIXES.get(Path(path).suffix.lower())


def contents(plan: Export, fmt: str) -> bytes:
    """Return what a file of format ``fmt`` holds; raises `ExportError` for a format that there is not."""
    if fmt not in FORMATS:
        hint = close_match(fmt, FORMATS)
        raise ExportError(f"no format '{fmt}'; there are {', '.join(FORMATS)} {hint}".strip())
    module, function, _ = FORMATS[fmt]
    make: Callable[[Export], bytes] = getattr(import_module(module), function)
    return make(plan)


def export(
    scenario: Scenario,
    fmt: str,
    path: Path | str,
    voice: str | None = None,
    chapter: str | None = "flight",
    *,
    reach_step: float | None = 300.0,
) -> None:
    """Write one chapter of ``scenario``, as ``voice`` tells it (the first by default), into ``path``.

    ``chapter`` None is the whole story. ``reach_step`` is the time in seconds between outlines of where a
    track could be, None for no outlines. The file is whole or as it was. Raises `ExportError` with one
    sentence.
    """
    if voice is None:
        voice = scenario.voices[0].id
    start, end = span(scenario, chapter)
    write_atomic(
        path, contents(plan(scenario, voice, start, end, chapter=chapter, reach_step=reach_step), fmt)
    )


def span(scenario: Scenario, chapter: str | None) -> tuple[float, float]:
    """Return the start and end of a chapter, or of the story; raises `ExportError` for an unknown one."""
    chosen = [c for c in scenario.chapters if chapter in (None, c.id)]
    if not chosen:
        known = [c.id for c in scenario.chapters]
        hint = close_match(chapter or "", known)
        raise ExportError(f"no chapter '{chapter}'; there are {', '.join(known)} {hint}".strip())
    return min(c.start for c in chosen), max(c.end for c in chosen)
