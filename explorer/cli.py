"""The command line: the same engine with and without a window.

Exit status: 0 done, 1 the data is at fault, 2 the call is. An error is one line on standard error.
"""

import argparse
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from explorer import __version__, assets, cli_radar, cli_takeaway
from explorer.cli_fault import CallFault

if TYPE_CHECKING:
    from explorer.scenario.model import Scenario


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call in one line."""
        raise CallFault(message, 2)


def _parser() -> argparse.ArgumentParser:
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--scenario",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the scenario's folder (default: the Foxbat's flight)",
    )
    shared.add_argument(
        "--at",
        metavar="TIME",
        default=argparse.SUPPRESS,
        help="13:26, 13:26:30, 04:26Z, 14:26 VLAT, or a moment such as lost",
    )
    shared.add_argument(
        "--voice", metavar="VOICE", default=argparse.SUPPRESS, help="whose telling: article or record"
    )
    shared.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="log to standard error; show tracebacks",
    )
    cli_radar.add_relief(shared)
    parser = _Parser(
        prog="foxbat-explorer",
        parents=[shared],
        description="Explore the MiG-25 flight of 6 September 1976 on a map, in time and in text.",
        epilog="A file.foxbat or a foxbat: link alone opens the window as it was saved.",
    )
    parser.add_argument(
        "--source",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="your own copy of the text; repeatable",
    )
    parser.add_argument("--kiosk", action="store_true", help="for a museum: full screen, a tour in a loop")
    parser.add_argument("--version", action="version", version=f"foxbat-explorer {__version__}")
    kinds = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    cli_takeaway.add(kinds, shared)
    describe = kinds.add_parser("describe", parents=[shared], help="say what is where at a time")
    describe.add_argument("--json", action="store_true")
    cli_takeaway.add_series(describe)
    cli_radar.add_describe(describe)
    align = kinds.add_parser(
        "align", parents=[shared], help="find the account's passages in a text of your own"
    )
    align.add_argument("file", type=Path, metavar="FILE", help="text, Markdown, saved web page or PDF")
    align.add_argument("--json", action="store_true", help="every passage with its place, score and figures")
    align.add_argument("--explain", action="store_true", help="list the evidence of each match")
    floors = kinds.add_parser(
        "floors", parents=[shared], help="say below what a radar sees nothing over a place"
    )
    cli_radar.add_floors(floors)
    claims = kinds.add_parser(
        "claims", parents=[shared], help="check what the article asserts: does it add up?"
    )
    claims.add_argument("--format", choices=("list", "markdown", "csv"), default="list")
    claims.add_argument("--json", action="store_true", help="with all that goes into each check")
    check = kinds.add_parser("check", parents=[shared], help="list every problem in a scenario's files")
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    check.add_argument("--schema", action="store_true", help="print the schema of the files instead")
    return parser  # fmt: skip


def _load(options: argparse.Namespace) -> "Scenario":
    from explorer.scenario.load import load

    scenario, problems = load(getattr(options, "scenario", None) or assets.default_scenario())
    if scenario is None:
        raise CallFault("; ".join(str(p) for p in problems), 1)
    for problem in problems:
        print(f"foxbat-explorer: {problem}", file=sys.stderr)
    return scenario


def _state(options: argparse.Namespace, scenario: "Scenario") -> dict[str, Any]:
    """Return the fields of the state that the call asks for."""
    from explorer.scenario import times
    from explorer.scenario.problems import close_match

    state = cli_radar.relief_state(options)
    voice = getattr(options, "voice", None)
    known = [v.id for v in scenario.voices]
    if voice is not None:
        if voice not in known:
            hint = close_match(voice, known) or f"there are {', '.join(known)}"
            raise CallFault(f"--voice: no voice '{voice}'; {hint}", 2)
        state["voice"] = voice
    at = getattr(options, "at", None)
    if at is not None:
        try:
            state["time"] = times.asked(scenario, at, voice=voice or known[0], now=scenario.chapters[0].start)
        except ValueError as error:
            raise CallFault(f"--at: {error}", 2) from None
        if not any(c.start <= state["time"] <= c.end for c in scenario.chapters):
            raise CallFault(f"--at: {at} lies outside every chapter of the scenario", 2)
    return state


def _describe(options: argparse.Namespace) -> int:
    from explorer.frame.describe import in_words, to_json

    scenario = _load(options)
    if options.csv:
        state = _state(options, scenario)
        if options.what_if:
            scenario = cli_radar.supposed(options, scenario, state.get("voice", scenario.voices[0].id))
        return cli_takeaway.series(options, scenario, state)
    if options.start is not None or options.end is not None:
        raise CallFault("--from and --to go with --csv", 2)
    scenario, told = cli_radar.frame(options, scenario, _state(options, scenario))
    more, words = cli_radar.picket(options, scenario, told)
    if options.json:
        print(json.dumps(to_json(scenario, told) | more, ensure_ascii=False, indent=1))
    else:
        print("\n".join([in_words(scenario, told), *words]))
    return 0


def _floors(options: argparse.Namespace) -> int:
    return cli_radar.floors(options, _load(options))


def _align(options: argparse.Namespace) -> int:
    from explorer.text import report, telling
    from explorer.text.align import align
    from explorer.text.child import read
    from explorer.text.document import DocumentError

    scenario = _load(options)
    try:
        document = read(options.file)
    except DocumentError as error:
        raise CallFault(str(error), 1) from None
    for problem in telling.faults(Path(scenario.folder), [moment.id for moment in scenario.moments]):
        print(f"foxbat-explorer: {problem}", file=sys.stderr)
    found = align(document, scenario)
    if options.json:
        print(json.dumps(report.to_json(found), ensure_ascii=False, indent=1))
        return 0
    if options.explain:
        for line in report.explain(found, document):
            print(line)
        return 0
    for match in (*found.passages, *found.moments):
        where = ", ".join(str(n) for n in match.paragraphs) or "-"
        print(f"{match.id:24} paragraph {where:8} {match.score:.2f}  {' '.join(match.quote.split())[:70]}")
    print(report.summary(found))
    return 0


def _claims(options: argparse.Namespace) -> int:
    from explorer.claims.check import check_all
    from explorer.claims.export import as_csv, as_json, as_markdown, verdict_words
    from explorer.claims.load import load
    from explorer.radar.model import from_scenario

    scenario = _load(options)
    claims, problems = load(Path(scenario.folder), scenario)
    for problem in problems:
        print(f"foxbat-explorer: {problem}", file=sys.stderr)
    results = check_all(claims, scenario, from_scenario(scenario))
    if options.json:
        print(json.dumps(as_json(results), ensure_ascii=False, indent=1))
        return 0
    if options.format != "list":
        print((as_csv if options.format == "csv" else as_markdown)(results, scenario), end="")
        return 0
    for result in results:
        print(f"{result.claim.id:16} {result.claim.title}: {verdict_words(result)}")
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.schema:
        from explorer.frame.extras import schemas
        from explorer.scenario.schema import schema
        from explorer.text import telling

        words = {telling.NAME: {"layout": telling.LAYOUT}}
        print(json.dumps({**schema(), **schemas(), **words}, ensure_ascii=False, indent=1))
        return 0
    from explorer.frame.extras import load_extras
    from explorer.scenario.load import load
    from explorer.text import telling

    folder = options.folder or getattr(options, "scenario", None) or assets.default_scenario()
    scenario, problems = load(folder)
    extras = None
    if scenario is not None:
        extras, more = load_extras(folder, scenario)
        of_words = telling.faults(folder, [moment.id for moment in scenario.moments])
        problems = (*problems, *more, *of_words)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}")
        return 1
    assert scenario is not None
    assert extras is not None
    print(
        f"no problems: {len(scenario.sites)} sites, {len(scenario.tracks)} tracks, "
        f"{len(scenario.moments)} moments, {len(scenario.passages)} passages, "
        f"{len(extras.things.cards)} things, {len(extras.claims)} claims, {len(extras.tours)} tours"
    )
    return 0


def _takeaway(options: argparse.Namespace) -> int:
    return cli_takeaway.run(options, cli_takeaway.Reads(_load, _state))


def _window(options: argparse.Namespace) -> int:
    from explorer import display

    obstacle = display.obstacle()
    if obstacle is not None:
        raise CallFault(obstacle, 2)
    from explorer.app import run

    state: dict[str, object] = {}
    folder = getattr(options, "scenario", None) or assets.default_scenario()
    if any(getattr(options, name, None) is not None for name in ("voice", "at", "relief")):
        state = dict(_state(options, _load(options)))
    return run(
        folder,
        state,
        getattr(options, "debug", False),
        getattr(options, "source", []),
        options.opening,
        options.kiosk,
    )


def _speak() -> None:
    """Let any text be printed: a pipe takes UTF-8, a terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with the given arguments (those of the process by default); return its exit status."""
    kinds: dict[str | None, Callable[[argparse.Namespace], int]] = {
        "describe": _describe,
        "check": _check,
        "floors": _floors,
        "align": _align,
        "claims": _claims,
        **dict.fromkeys(("render", "film", "storyboard", "export"), _takeaway),
        None: _window,
    }
    asked = sys.argv[1:] if arguments is None else list(arguments)
    _speak()
    try:
        opening, rest = cli_takeaway.opening(asked)
        options = _parser().parse_args(rest)
        options.opening = opening
        status = kinds[options.command](options)
        sys.stdout.flush()
        return status
    except CallFault as fault:
        print(f"foxbat-explorer: {fault}", file=sys.stderr)
        return fault.status
    except BrokenPipeError:
        # Whoever read has gone: what is still buffered goes nowhere, or Python would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if "--debug" in asked:
            raise
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            print(f"foxbat-explorer: the answer cannot be written: {error.strerror}.", file=sys.stderr)
            return 1
        words = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"foxbat-explorer: a fault of the program: {words} (--debug shows where)", file=sys.stderr)
        return 1
