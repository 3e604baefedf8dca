"""Reading a scenario's files, whatever state they are in: text, TOML and JSON, faults named by place."""

import codecs
import json
import re
import tomllib
from pathlib import Path

from explorer.scenario.problems import Problems

LARGEST = 64 * 2**20  # bytes of a file that is read whole
_BLOCK = 2**20
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_AT_LINE = re.compile(r" \(at (line \d+), (column \d+)\)$")
_AT_END = re.compile(r" \(at end of document\)$")


def usable(folder: Path, name: str, problems: Problems, *, optional: bool = False) -> Path | None:
    """Return the path of a file that can be read as text, or None; an ``optional`` one may be missing."""
    path = folder / name
    try:
        if not path.exists():
            if not optional:
                problems.add(name, "", "the file is missing")
            return None
        if not path.is_file():
            problems.add(name, "", "is a folder, not a file" if path.is_dir() else "is not a file with text")
            return None
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        problems.add(name, "", f"cannot be read: {error.strerror or error}")
        return None
    if not start.strip():
        problems.add(name, "", "the file is empty")
        return None
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            problems.add(name, "", f"is saved as {encoding}", "save it as UTF-8")
            return None
    if b"\0" in start:
        problems.add(name, "", "is not a text file: it holds NUL bytes", "save it as UTF-8 text")
        return None
    return path


def decoding(path: Path, name: str, problems: Problems) -> str:
    """Return how to treat bytes that are not UTF-8: ``strict``, or ``replace`` after naming the first."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                bad = error.object[error.start]
                line += error.object[: error.start].count(b"\n")
                problems.add(
                    name,
                    f"line {line}",
                    f"byte 0x{bad:02X} is not UTF-8",
                    "save the file as UTF-8; shown as �",
                )
                return "replace"
            if not block:
                return "strict"
            line += block.count(b"\n")


def text(folder: Path, name: str, problems: Problems, *, optional: bool = False) -> str | None:
    """Return a whole file with newlines as line ends and without a byte-order mark, or None."""
    path = usable(folder, name, problems, optional=optional)
    if path is None:
        return None
    try:
        if path.stat().st_size > LARGEST:
            problems.add(name, "", f"is larger than {LARGEST // 2**20} MB")
            return None
        found = path.read_text("utf-8-sig", errors=decoding(path, name, problems))
    except OSError as error:
        problems.add(name, "", f"cannot be read: {error.strerror or error}")
        return None
    return found.replace("\r\n", "\n").replace("\r", "\n")


def toml(folder: Path, name: str, problems: Problems, *, optional: bool = False) -> dict[str, object] | None:
    """Return a TOML document, or None; of one with broken syntax the ``[[records]]`` that are whole."""
    found = text(folder, name, problems, optional=optional)
    if found is None:
        return None
    document, fault = _toml(found)
    if document is not None:
        return document
    lines = found.split("\n")
    starts = [0, *(i for i, line in enumerate(lines) if i and line.startswith("[["))]
    whole: dict[str, object] = {}
    broken = False
    for first, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        part, why = _toml("\n" * first + "\n".join(lines[first:after]))
        if part is None:
            broken = True
            problems.add(name, *why)
        for key, value in (part or {}).items():
            kept = whole.setdefault(key, value)
            if isinstance(kept, list) and isinstance(value, list) and kept is not value:
                kept.extend(value)
    if not broken:
        problems.add(name, *fault)
    return whole


def _toml(found: str) -> tuple[dict[str, object] | None, tuple[str, str]]:
    """Return the document, or None with the place and reason of the first fault."""
    try:
        return tomllib.loads(found), ("", "")
    except RecursionError:
        return None, ("", "is nested too deeply")
    except ValueError as error:  # tomllib's own error, and an integer of thousands of digits
        said = str(error)
        if at := _AT_LINE.search(said):
            return None, (f"{at[1]}, {at[2]}", f"is not TOML here: {said[: at.start()]}")
        last = found.rstrip("\n").count("\n") + 1
        return None, (f"line {last}", f"is not TOML: {_AT_END.sub('', said)}")


def json_object(
    folder: Path, name: str, problems: Problems, *, optional: bool = False
) -> dict[str, object] | None:
    """Return a JSON object, or None."""
    found = text(folder, name, problems, optional=optional)
    if found is None:
        return None
    twice: set[str] = set()

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        unique = dict(items)
        if len(unique) < len(items):
            names = [key for key, _ in items]
            twice.update(key for key in unique if names.count(key) > 1)
        return unique

    try:
        document = json.loads(found, object_pairs_hook=pairs)
    except RecursionError:
        problems.add(name, "", "is nested too deeply")
        return None
    except json.JSONDecodeError as error:
        problems.add(name, f"line {error.lineno}, column {error.colno}", f"is not JSON here: {error.msg}")
        return None
    except ValueError:
        problems.add(name, "", "holds a number of thousands of digits")
        return None
    for key in sorted(twice):
        problems.add(name, f"field {key}", "is given twice in one object; the last is used")
    if not isinstance(document, dict):
        problems.add(name, "", "must hold one JSON object")
        return None
    return document
