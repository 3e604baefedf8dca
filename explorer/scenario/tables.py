"""Reading CSV tables in chunks of columns, so that a million rows take seconds and no memory to speak of."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

from explorer.scenario import files
from explorer.scenario.fields import Field, Need, shown
from explorer.scenario.problems import Problems, close_match

_CHUNK = 10_000  # rows: about 10 MB of text in memory
_RESTARTS = 20  # after so many broken quotations the rest of a file is given up


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table as columns of texts by name, with the line on which each row begins."""

    columns: dict[str, Sequence[str]]
    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.lines)


def chunks(
    folder: Path, name: str, fields: Sequence[Field], problems: Problems, *, optional: bool = False
) -> Iterator[Chunk]:
    """Yield a table's rows, with every column of ``fields``; what cannot be read is told and left out."""
    path = files.usable(folder, name, problems, optional=optional)
    if path is None:
        return
    try:
        errors = files.decoding(path, name, problems)
        yield from _table(path, name, fields, problems, errors)
    except OSError as error:
        problems.add(name, "", f"cannot be read: {error.strerror or error}")


def _table(
    path: Path, name: str, fields: Sequence[Field], problems: Problems, errors: str
) -> Iterator[Chunk]:
    header: list[str] | None = None
    begin = 0  # lines of the file already behind us
    for _ in range(_RESTARTS):
        with path.open(encoding="utf-8-sig", errors=errors, newline="") as file:
            reader = csv.reader(islice(file, begin, None), strict=True)
            while True:
                first, rows, fault = _take(reader, begin)
                while header is None and rows and not any(rows[0][1]):
                    rows.pop(0)
                if header is None and rows:
                    header = [cell.strip() for cell in rows.pop(0)[1]]
                    if not _check_header(header, name, fields, problems):
                        return
                if header is not None and rows:
                    yield _columns(rows, header, name, fields, problems)
                if fault is None:
                    if not rows and reader.line_num + begin == first:
                        return
                    continue
                last = rows[-1][0] + _height(rows[-1][1]) if rows else first
                problems.add(name, f"line {last + 1}", _sentence(fault))
                if (
                    reader.line_num + begin > last + 1
                ):  # a quotation swallowed lines: begin again behind its first
                    begin = last + 1
                    break
    problems.add(name, f"line {begin + 1}", "too many broken quotations; the rest of the file is left out")


def _take(reader: "Reader", begin: int) -> tuple[int, list[tuple[int, list[str]]], csv.Error | None]:
    """Return the lines read before, the next rows with the line where each begins, and what stopped them."""
    first = reader.line_num + begin
    rows: list[list[str]] = []
    fault = None
    try:
        rows.extend(islice(reader, _CHUNK))
    except csv.Error as error:
        fault = error
    if fault is None and reader.line_num + begin - first == len(rows):  # a line each
        return first, list(zip(range(first + 1, first + 1 + len(rows)), rows, strict=True)), None
    placed = []
    line = first
    for row in rows:
        placed.append((line + 1, row))
        line += _height(row) + 1
    return first, placed, fault


def _height(row: Sequence[str]) -> int:
    """Return how many line ends a row holds inside its cells."""
    return sum(cell.count("\n") or cell.count("\r") for cell in row)


def _check_header(header: list[str], name: str, fields: Sequence[Field], problems: Problems) -> bool:
    """Tell what is wrong with the names of the columns; False if the table cannot be read."""
    known = [one.name for one in fields]
    for number, column in enumerate(header, 1):
        place = f"line 1, column {column or number}"
        if column not in known:
            near = close_match(column, [k for k in known if k not in header])
            problems.add(name, place, f"{shown(column)} is not the name of a column", near)
        elif column in header[: number - 1]:
            problems.add(name, place, "is there twice; the first is used")
    missing = [one for one in fields if one.name not in header]
    for one in missing:
        if one.need is not Need.OPTIONAL:
            problems.add(name, "line 1", f"the column {one.name} is missing")
    return not any(one.need is Need.REQUIRED for one in missing)


def _columns(
    rows: list[tuple[int, list[str]]],
    header: list[str],
    name: str,
    fields: Sequence[Field],
    problems: Problems,
) -> Chunk:
    width = len(header)
    lengths = {len(row) for _, row in rows}
    if lengths != {width}:
        whole = []
        for line, row in rows:
            if len(row) == width:
                whole.append((line, row))
            elif any(cell.strip() for cell in row):
                hint = "put text that holds a comma in quotation marks" if len(row) > width else ""
                problems.add(
                    name,
                    f"line {line}",
                    f"has {len(row)} cells where the first line has {width}; left out",
                    hint,
                )
        rows = whole
    if not rows:
        return Chunk({one.name: () for one in fields}, ())
    lines, bodies = zip(*rows, strict=True)
    cells = list(zip(*bodies, strict=True))
    nothing = ("",) * len(lines)
    columns: dict[str, Sequence[str]] = {
        one.name: cells[header.index(one.name)] if one.name in header else nothing for one in fields
    }
    return Chunk(columns, lines)


def _sentence(fault: csv.Error) -> str:
    said = str(fault)
    if "end of data" in said:
        return "a quotation mark opened here is never closed"
    if "expected after" in said:
        return 'text follows a closing quotation mark; a quotation mark inside text is written twice ("")'
    if "field limit" in said:
        return "a quotation mark opened here is not closed for 131,072 characters, or the cell is that long"
    return f"is not CSV here: {said}"
