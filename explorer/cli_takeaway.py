"""The part of the command line that makes files: pictures, storyboards, films, tracks, tables."""

import argparse
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer import cli_radar
from explorer.cli_fault import CallFault

if TYPE_CHECKING:
    from explorer.scenario.model import Scenario
    from explorer.session.saved import Exploration
    from explorer.session.store import Snapshot

Load = Callable[[argparse.Namespace], "Scenario"]
Asked = Callable[[argparse.Namespace, "Scenario"], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Reads:
    """How the command line reads a call: the scenario, and the state that it asks for."""

    load: Load
    state: Asked


def add(kinds: Any, shared: argparse.ArgumentParser) -> None:  # noqa: ANN401 - argparse's type is private
    """Add the commands that make files."""
    render = kinds.add_parser(
        "render", parents=[shared], help="draw the window, or the map alone, into a file"
    )
    render.add_argument("--size", default="1600x1000", metavar="WxH", help="320x240 to 8000x8000")
    render.add_argument("--scale", type=float, default=1.0, help="pixels per unit of size, 0.5 to 4")
    render.add_argument("--part", choices=("window", "map"), default="window", help="what is drawn")
    render.add_argument("--caption", action="store_true", help="add time, voice, sources and citation below")
    film = kinds.add_parser(
        "film", parents=[shared], help="make a film of the map: .mp4, .webm, .gif or .apng"
    )
    film.add_argument("--size", default="1280x720", metavar="WxH", help="in pixels")
    film.add_argument("--scale", type=float, default=1.0, help="enlarges letters and lines, 0.5 to 4")
    film.add_argument("--from", dest="start", metavar="TIME", help="default: the chapter's start")
    film.add_argument("--to", dest="end", metavar="TIME", help="default: the chapter's end")
    film.add_argument("--speed", type=float, default=60.0, help="seconds of the story a second (usually 60)")
    film.add_argument("--fps", type=int, default=30, help="frames a second (usually 30)")
    film.add_argument(
        "--pause", type=float, default=2.0, help="seconds that it holds at each moment (usually 2)"
    )
    film.add_argument(
        "--subtitles",
        choices=("srt", "vtt", "none"),
        default="srt",
        help="a file beside it, replaced with it",
    )
    film.add_argument("--progress", action="store_true", help="print frames done and all, a line each")
    board = kinds.add_parser("storyboard", parents=[shared], help="a PDF of a chapter's moments, a page each")
    board.add_argument("--chapter", metavar="ID")
    for one in (render, film, board):
        one.add_argument("--theme", choices=("dark", "light"), default="light" if one is board else "dark")
        one.add_argument(
            "--exploration", metavar="FILE", help="a .foxbat file, or - for standard input, to take all from"
        )
    export = kinds.add_parser("export", parents=[shared], help="write tracks and sites for other programs")
    export.add_argument("--format", metavar="FORMAT", help="geojson, gpx, kml, czml, acmi, csv or geoparquet")
    export.add_argument("--chapter", default="flight", metavar="ID", help="flight, or all")
    cli_radar.add_what_if(export)
    for one in (render, film, board, export):
        one.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")


def add_series(describe: argparse.ArgumentParser) -> None:
    """Add what makes ``describe`` a table over time."""
    describe.add_argument("--from", dest="start", metavar="TIME", help="a table from this time (with --csv)")
    describe.add_argument("--to", dest="end", metavar="TIME", help="until this time")
    describe.add_argument("--step", type=float, default=60.0, metavar="SECONDS", help="usually 60")
    describe.add_argument("--csv", action="store_true", help="a row for each aircraft at each step")


def run(options: argparse.Namespace, reads: Reads) -> int:
    """Carry out one of the commands of `add`."""
    from explorer.export.write import ExportError
    from explorer.radar.raster import RasterError

    acts = {"render": _render, "film": _film, "storyboard": _storyboard, "export": _export}
    try:
        return acts[options.command](options, reads)
    except ExportError as error:
        raise CallFault(str(error), 2) from None
    except RasterError as error:
        named = "" if getattr(options, "relief", None) is None else "--relief: "
        raise CallFault(f"{named}{error}", 1) from None


def opening(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the exploration that a call of the window names, a .foxbat file or a link, and the rest of it.

    A command comes with options of its own for that.
    """
    for n, one in enumerate(arguments):
        named = one.startswith("foxbat:") or one.lower().endswith(".foxbat")
        if named and (n == 0 or arguments[n - 1] not in ("--exploration", "-o", "--output")):
            return one, [*arguments[:n], *arguments[n + 1 :]]
    return None, list(arguments)


def exploration(text: str) -> "Exploration":
    """Return the exploration of a file, a link, or standard input."""
    from explorer.session import links, saved

    try:
        if text.startswith(links.LINK):
            return links.from_link(text)
        return saved.from_bytes(sys.stdin.buffer.read()) if text == "-" else saved.load(Path(text))
    except saved.SavedError as error:
        raise CallFault(str(error), 1) from None


def _asked(options: argparse.Namespace, reads: Reads) -> "tuple[Scenario, dict[str, Any]]":
    """Return the scenario, and the fields of the state: those of the exploration, then those of the call."""
    named = getattr(options, "exploration", None)
    found = exploration(named) if named else None
    if found is not None and found.folder and not hasattr(options, "scenario"):
        options.scenario = Path(found.folder)
    scenario = reads.load(options)
    fields: dict[str, Any] = {}
    if found is not None:
        from explorer.frame.state import opening
        from explorer.session import saved

        try:
            state, told = saved.state_of(found, scenario, opening(scenario))
        except saved.SavedError as error:
            raise CallFault(f"{named}: {error}", 1) from None
        for sentence in told:
            sys.stderr.write(f"foxbat-explorer: {sentence}\n")
        fields = {name: getattr(state, name) for name in state.__dataclass_fields__ if name != "document"}
    return scenario, fields | reads.state(options, scenario)


def _size(text: str) -> tuple[int, int]:
    wide, _, high = text.lower().partition("x")
    if not (wide.isdecimal() and high.isdecimal()):
        raise CallFault(f"--size: '{text}' is not WIDTHxHEIGHT, such as 1600x1000", 2)
    size = int(wide), int(high)
    if not (320 <= size[0] <= 8000 and 240 <= size[1] <= 8000):
        raise CallFault(f"--size: {text} is outside 320x240 to 8000x8000", 2)
    return size


def _writable(options: argparse.Namespace, suffixes: dict[str, str], what: str) -> None:
    """Say before the work what cannot be written."""
    path = options.output
    if path.suffix.lower() not in suffixes:
        raise CallFault(f"{path}: {what} are written as {', '.join(suffixes)}", 2)
    if path.is_dir() or not path.parent.is_dir():
        why = "is a folder" if path.is_dir() else "there is no such folder to write into"
        raise CallFault(f"{path}: {why}", 2)


@contextlib.contextmanager
def _qt() -> Iterator[None]:
    """Say in one sentence which library of the system is missing."""
    try:
        yield
    except ImportError as error:
        if (
            not (error.path or "").count("PySide6")
            and "PySide6" not in str(error)
            and ".so" not in str(error)
        ):
            raise
        from explorer.display import missing_library

        raise CallFault(missing_library(str(error), instead=""), 2) from None


def _scale(options: argparse.Namespace) -> float:
    if not 0.5 <= options.scale <= 4:
        raise CallFault("--scale: from 0.5 to 4", 2)
    return float(options.scale)


def _render(options: argparse.Namespace, reads: Reads) -> int:
    from explorer.export.orders import PICTURES, PictureOrder

    order = PictureOrder(options.part, *_size(options.size), _scale(options), options.theme, options.caption)
    _writable(options, PICTURES, "pictures")
    scenario, state = _asked(options, reads)
    with _qt():
        from explorer.render import render
    render(scenario, state, order, options.output)
    return 0


def _film(options: argparse.Namespace, reads: Reads) -> int:
    from explorer.export.orders import FILMS, FilmOrder

    size, scale = _size(options.size), _scale(options)
    _writable(options, FILMS, "films")
    scenario, state = _asked(options, reads)
    start, end = _span(options, scenario, state)
    order = FilmOrder(
        start, end, options.speed, options.fps, options.pause, *size, scale, options.theme,
        "" if options.subtitles == "none" else options.subtitles,
    )  # fmt: skip
    # A film that is told to stop goes as an error goes: its unfinished file is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with _qt():
        from explorer.export import film
    film.ffmpeg(options.output)
    film.film(_ready(scenario, state), order, options.output, _told(options.progress))
    return 0


def _storyboard(options: argparse.Namespace, reads: Reads) -> int:
    _writable(options, {".pdf": "PDF"}, "storyboards")
    scenario, state = _asked(options, reads)
    if options.chapter is not None:
        chosen = next((c for c in scenario.chapters if c.id == options.chapter), None)
        if chosen is None:
            known = ", ".join(c.id for c in scenario.chapters)
            raise CallFault(f"--chapter: no chapter '{options.chapter}'; there are {known}", 2)
        state |= {"chapter": chosen.id, "time": chosen.start, "view": None}
    with _qt():
        from explorer.export.storyboard import storyboard
    storyboard(_ready(scenario, state), options.output, options.theme)
    return 0


def _ready(scenario: "Scenario", state: dict[str, Any]) -> "Snapshot":
    from explorer.render import begin, ready

    begin()
    return ready(scenario, state)


def _told(progress: bool) -> Callable[[int, int], None]:
    """Return who hears of a film's frames: every tenth or the last is a line, for the window to read."""

    def tell(done: int, of: int) -> None:
        if progress and (done % 10 == 0 or done == of):
            sys.stdout.write(f"{done} {of}\n")
            sys.stdout.flush()

    return tell


def _span(options: argparse.Namespace, scenario: "Scenario", state: dict[str, Any]) -> tuple[float, float]:
    from explorer.frame.state import chapter_of, opening, settle
    from explorer.scenario import times

    first = opening(scenario)
    changed = {name: value for name, value in state.items() if name in ("time", "chapter", "voice")}
    now = settle(scenario, first, replace(first, **changed))
    chapter = chapter_of(scenario, now)
    found = []
    for name, text, usual in (("from", options.start, chapter.start), ("to", options.end, chapter.end)):
        try:
            asked = usual if text is None else times.asked(scenario, text, voice=now.voice, now=now.time)
        except ValueError as error:
            raise CallFault(f"--{name}: {error}", 2) from None
        found.append(asked)
    return found[0], found[1]


def _export(options: argparse.Namespace, reads: Reads) -> int:
    from explorer.export import tracks

    fmt = options.format or tracks.format_of(options.output)
    if fmt is None:
        raise CallFault(f"{options.output}: which format? --format {', '.join(tracks.FORMATS)}", 2)
    scenario = reads.load(options)
    chosen = None if options.chapter == "all" else options.chapter
    voice = reads.state(options, scenario).get("voice", scenario.voices[0].id)
    if options.what_if:
        scenario = cli_radar.supposed(options, scenario, voice)
    tracks.export(scenario, fmt, options.output, voice, chosen)
    return 0


def series(options: argparse.Namespace, scenario: "Scenario", state: dict[str, Any]) -> int:
    """Print ``describe`` over a span of time as CSV."""
    from explorer.export.series import series as rows
    from explorer.export.write import ExportError
    from explorer.frame.derived import Derived

    start, end = _span(options, scenario, state)
    voice = state.get("voice", scenario.voices[0].id)
    try:
        made = rows(
            scenario, Derived(radar=cli_radar.model(options, scenario)), voice, start, end, options.step
        )
    except ExportError as error:
        raise CallFault(str(error), 2) from None
    sys.stdout.write(made.decode("utf-8"))
    return 0
