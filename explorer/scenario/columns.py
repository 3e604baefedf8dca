"""Columns of texts into columns of numbers, times and codes: fast where all cells are good."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from explorer.scenario import times
from explorer.scenario.fields import Field, bounds, shown
from explorer.scenario.model import Floats

T = TypeVar("T")
Say = Callable[[int, str, str], None]
"""Notes a fault: index of the row, reason, hint."""

_FEW = 10_000


class Coded(Sequence[T], Generic[T]):
    """A long column of few different values: one small number a row."""

    __slots__ = ("_codes", "_values")

    def __init__(self, values: tuple[T, ...], codes: NDArray[np.signedinteger]) -> None:
        self._values = values
        self._codes: NDArray[np.signedinteger] = codes.astype(np.int8) if len(values) < 128 else codes

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return coded(self._values, self._codes[index])
        return self._values[int(self._codes[index])]

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[T]:
        return (self._values[code] for code in self._codes.tolist())


def coded(values: tuple[T, ...], codes: NDArray[np.signedinteger]) -> Sequence[T]:
    """Return the column of ``values[code]``: a tuple where it is short."""
    if len(codes) < _FEW:
        return tuple(values[code] for code in codes.tolist())
    return Coded(values, codes)


def joined(parts: list[Floats]) -> Floats:
    """Return the parts as one read-only column, which takes no memory where all of it is one value."""
    if not parts:
        column = np.empty(0)
    elif all(part.strides == (0,) and _same(part[0], parts[0][0]) for part in parts):
        return np.broadcast_to(parts[0][:1].reshape(()), sum(len(part) for part in parts))
    else:
        column = np.concatenate(parts)
    column.flags.writeable = False
    return column


def _same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


def numbers(cells: Sequence[str], one: Field, say: Say) -> Floats:
    """Return the numbers of a column, nan where it is empty or at fault."""
    count = len(cells)
    if cells.count(cells[0]) == count:
        return np.broadcast_to(_number(cells[0], one, say, range(count)), count)
    empty = cells.count("")
    try:
        if empty:
            column = np.array([float(cell) if cell else math.nan for cell in cells])
        else:
            column = np.fromiter(map(float, cells), np.float64, count)
    except ValueError:
        empty = -1
    if empty < 0 or int(np.isnan(column).sum()) != empty:
        return np.array([_number(cell, one, say, (i,)) for i, cell in enumerate(cells)])
    with np.errstate(invalid="ignore"):
        bad = (column < one.low) | (column > one.high) | np.isinf(column)
    for i in np.flatnonzero(bad).tolist():
        column[i] = _number(cells[i], one, say, (i,))
    return column


def _number(cell: str, one: Field, say: Say, rows: Iterable[int]) -> float:
    """Return one cell's number or nan, telling its fault for each of ``rows``."""
    reason = ""
    value = math.nan
    if cell.strip():
        try:
            value = float(cell)
        except ValueError:
            reason = f"expected a number, found {shown(cell)}"
        else:
            if not math.isfinite(value):
                reason = f"{shown(cell)} is not a finite number"
            elif not one.low <= value <= one.high:
                reason = f"{value:g} is {bounds(one)}"
    if not reason:
        return value
    for row in rows:
        say(row, reason, "")
    return math.nan


def moments(cells: Sequence[str], say: Say) -> Floats:
    """Return the times of a column in seconds since the epoch, nan where it is empty or at fault."""
    count = len(cells)
    if cells.count(cells[0]) == count:
        return np.broadcast_to(_moment(cells[0], say, range(count)), count)
    column = np.full(count, np.nan)
    lengths = np.fromiter(map(len, cells), np.int64, count)
    for length in sorted(set(lengths.tolist())):
        at = np.flatnonzero(lengths == length)
        same = cells if len(at) == count else [cells[i] for i in at.tolist()]
        column[at] = _alike(same, length)
    for i in np.flatnonzero(np.isnan(column) & (lengths > 0)).tolist():
        column[i] = _moment(cells[i], say, (i,))
    return column


def _moment(cell: str, say: Say, rows: Iterable[int]) -> float:
    if not cell.strip():
        return math.nan
    try:
        return times.parse(cell)
    except ValueError as error:
        for row in rows:
            say(row, str(error), "")
        return math.nan


_LAYOUT = "dddd-dd-ddTdd:dd:dd"


def _alike(cells: Sequence[str], length: int) -> Floats:
    """Return the times of cells of one length written ``1976-09-06T13:26:00(.5)+09:00`` or with Z; nan else.

    Days from the civil calendar by numpy; the rest is arithmetic on the digits. A leap second is not a time.
    """
    column = np.full(len(cells), np.nan)
    raw = np.frombuffer("".join(cells).encode("ascii", "replace"), np.uint8)
    if length < 20 or raw.size != length * len(cells):
        return column
    rows = raw.reshape(len(cells), length)
    zulu = bool(rows[0, -1] == ord("Z"))
    tail = length - (1 if zulu else 6)
    layout = _LAYOUT + ("." + "d" * (tail - 20) if tail > 19 else "") + ("Z" if zulu else "sdd:dd")
    if len(layout) != length or tail == 20:
        return column
    digits = rows.astype(np.int16) - ord("0")
    good = np.ones(len(cells), bool)
    for i, kind in enumerate(layout):
        if kind == "d":
            good &= (digits[:, i] >= 0) & (digits[:, i] <= 9)
        elif kind == "s":
            good &= (rows[:, i] == ord("+")) | (rows[:, i] == ord("-"))
        else:
            good &= rows[:, i] == ord(kind)

    def number(start: int, end: int) -> NDArray[np.int64]:
        value = np.zeros(len(cells), np.int64)
        for i in range(start, end):
            value = value * 10 + digits[:, i]
        return value

    year, month, day = number(0, 4), number(5, 7), number(8, 10)
    hour, minute, second = number(11, 13), number(14, 16), number(17, 19)
    good &= (year >= 2) & (year <= 9998) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[D]").astype(np.int64)
    good &= day <= following - first
    seconds = (first + day - 1) * 86400.0 + hour * 3600 + minute * 60 + second
    if tail > 20:
        seconds += number(20, tail) / 10.0 ** (tail - 20)
        good &= tail <= 26  # times.parse cuts finer fractions
    if not zulu:
        ahead, past = number(tail + 1, tail + 3), number(tail + 4, tail + 6)
        good &= (ahead <= 23) & (past <= 59)
        seconds -= np.where(rows[:, tail] == ord("+"), 1, -1) * (ahead * 3600 + past * 60)
    column[good] = seconds[good]
    return column


class Codes(Generic[T]):
    """Grows the codes of a column of texts: each distinct text is read once, into (value, reason, hint)."""

    def __init__(self, read: Callable[[str], tuple[T, str, str]]) -> None:
        self._read = read
        self._of: dict[str, int] = {}
        self._faults: dict[str, tuple[str, str]] = {}
        self._codes: dict[T, int] = {}

    def add(self, cells: Sequence[str], say: Say) -> NDArray[np.int32]:
        """Return the codes of ``cells``; a text at fault is told for each row that has it."""
        for cell in set(cells).difference(self._of):
            value, reason, hint = self._read(cell)
            if reason:
                self._faults[cell] = (reason, hint)
            self._of[cell] = self._codes.setdefault(value, len(self._codes))
        if self._faults:
            for row, cell in enumerate(cells):
                if cell in self._faults:
                    say(row, *self._faults[cell])
        return np.fromiter(map(self._of.__getitem__, cells), np.int32, len(cells))

    def values(self) -> tuple[T, ...]:
        """Return the values, by code."""
        return tuple(self._codes)
