"""Reading CSV tables in chunks of columns, so that a million rows take seconds and no memory to speak of."""

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from explorer.scenario import files
from explorer.scenario.cells import Cells, separated
from explorer.scenario.fields import Field, Need, shown
from explorer.scenario.problems import Problems, close_match

if TYPE_CHECKING:
    from _csv import Reader

_BLOCK = 2**20  # bytes
_CHUNK = 10_000  # rows
_RESTARTS = 20  # after so many broken quotations the rest of a file is given up


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table as columns of texts by name, with the line on which each row begins."""

    columns: dict[str, Cells]
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
        table = _Table(name, fields, problems, files.decoding(path, name, problems))
        for _ in range(_RESTARTS):
            with path.open("rb") as file:
                yield from table.read(file)
            if table.done:
                return
    except OSError as error:
        problems.add(name, "", f"cannot be read: {error.strerror or error}")
        return
    place = f"line {table.behind + 1}"
    problems.add(name, place, "too many broken quotations; the rest of the file is left out")


class _Table:
    """Where the reading of one file is: its header, and how many of its lines are behind."""

    def __init__(self, name: str, fields: Sequence[Field], problems: Problems, errors: str) -> None:
        self.name = name
        self.errors = errors
        self.fields = fields
        self.problems = problems
        self.header: list[str] | None = None
        self.behind = 0
        self.done = False

    def read(self, file: BinaryIO) -> Iterator[Chunk]:
        """Yield the rows after line ``behind``; not ``done`` if it must begin again behind a broken one."""
        for _ in islice(file, self.behind):
            pass
        while block := file.read(_BLOCK) + file.readline():
            plain = self._plain(block)
            if plain is not None:
                yield plain
                continue
            # Without a quotation open at the end of a line the block stands alone.
            alone = block.endswith(b"\n") and all(line.count(b'"') % 2 == 0 for line in block.split(b"\n"))
            begins = not self.behind and self.header is None
            decoded = block.decode("utf-8-sig" if begins else "utf-8", self.errors)
            lines: Iterator[str] = io.StringIO(decoded, newline="")
            if not alone:
                lines = chain(lines, (line.decode("utf-8", self.errors) for line in file))
            again = yield from self._rows(csv.reader(lines, strict=True))
            if again or self.done:
                return
        self.done = True

    def _plain(self, block: bytes) -> Chunk | None:
        """Return a block without quotations and with as many cells in each row as the header has, else None.

        Ten times as fast as the csv module.
        """
        if self.header is None or b'"' in block or not block.endswith(b"\n"):
            return None
        cells = separated(block, len(self.header), self.errors)
        if cells is None:
            return None
        first, count = self.behind, len(cells[0])
        self.behind += count
        return Chunk(self._named(cells, count), range(first + 1, first + 1 + count))

    def _rows(self, reader: "Reader") -> Generator[Chunk, None, bool]:
        """Yield what ``reader`` reads, and return whether the file must be begun again at ``behind``."""
        begin = self.behind
        while True:
            first = self.behind
            rows: list[list[str]] = []
            fault = None
            try:
                rows.extend(islice(reader, _CHUNK))
            except csv.Error as error:
                fault = error
            self.behind = begin + reader.line_num
            placed = _placed(rows, first, self.behind if fault is None else -1)
            last = placed[-1][0] + _height(rows[-1]) if rows else first
            while self.header is None and placed and not any(placed[0][1]):
                placed.pop(0)
            if self.header is None and placed:
                self.header = [cell.strip() for cell in placed.pop(0)[1]]
                if not self._header_is_usable(self.header):
                    self.done = True
                    return False
            if placed and (chunk := self._columns(placed)):
                yield chunk
            if fault is not None:
                self.problems.add(self.name, f"line {last + 1}", _sentence(fault))
                if (
                    self.behind > last + 1
                ):  # the quotation swallowed whole lines: begin again behind its first
                    self.behind = last + 1
                    return True
            elif not rows:
                return False

    def _named(self, cells: Sequence[Cells], count: int) -> dict[str, Cells]:
        header = self.header or []
        nothing = Cells.empty(count)
        return {f.name: cells[header.index(f.name)] if f.name in header else nothing for f in self.fields}

    def _header_is_usable(self, header: list[str]) -> bool:
        """Tell what is wrong with the names of the columns; False if the table cannot be read."""
        known = [one.name for one in self.fields]
        for number, column in enumerate(header, 1):
            place = f"line 1, column {column or number}"
            if column not in known:
                near = close_match(column, [k for k in known if k not in header])
                self.problems.add(self.name, place, f"{shown(column)} is not the name of a column", near)
            elif column in header[: number - 1]:
                self.problems.add(self.name, place, "is there twice; the first is used")
        missing = [one for one in self.fields if one.name not in header]
        for one in missing:
            if one.need is not Need.OPTIONAL:
                self.problems.add(self.name, "line 1", f"the column {one.name} is missing")
        return not any(one.need is Need.REQUIRED for one in missing)

    def _columns(self, rows: list[tuple[int, list[str]]]) -> Chunk | None:
        width = len(self.header or ())
        whole = []
        for line, row in rows:
            if len(row) == width:
                whole.append((line, row))
            elif any(cell.strip() for cell in row):
                reason = f"has {len(row)} cells where the first line has {width}; left out"
                hint = "put text that holds a comma in quotation marks" if len(row) > width else ""
                self.problems.add(self.name, f"line {line}", reason, hint)
        if not whole:
            return None
        lines, bodies = zip(*whole, strict=True)
        return Chunk(self._named([Cells.of(texts) for texts in zip(*bodies, strict=True)], len(lines)), lines)


def _placed(rows: list[list[str]], first: int, last: int) -> list[tuple[int, list[str]]]:
    """Return the rows with the line where each begins, after ``first`` lines; ``last`` saves the counting."""
    if last - first == len(rows):
        return list(zip(range(first + 1, last + 1), rows, strict=True))
    placed = []
    line = first
    for row in rows:
        placed.append((line + 1, row))
        line += _height(row) + 1
    return placed


def _height(row: Sequence[str]) -> int:
    """Return how many line ends a row holds inside its cells."""
    return sum(cell.count("\n") or cell.count("\r") for cell in row)


def _sentence(fault: csv.Error) -> str:
    said = str(fault)
    if "end of data" in said:
        return "a quotation mark opened here is never closed"
    if "expected after" in said:
        return 'text follows a closing quotation mark; a quotation mark inside text is written twice ("")'
    if "field limit" in said:
        return "a quotation mark opened here is not closed for 131,072 characters, or the cell is that long"
    return f"is not CSV here: {said}"
