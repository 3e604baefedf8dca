"""Columns of texts into columns of numbers, times and codes: fast where all cells are good."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from explorer.scenario import times
from explorer.scenario.cells import Bytes, Cells
from explorer.scenario.fields import Field, bounds, shown
from explorer.scenario.model import Floats

T = TypeVar("T")
_N = TypeVar("_N", np.float64, np.int32)
Say = Callable[[int, str, str], None]
"""Notes a fault: index of the row, reason, hint."""

_FEW = 10_000
_DIGITS = 15
_LONGEST_TIME = len("1976-09-06T13:26:00.123456+09:00")


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


def joined(parts: list[NDArray[_N]]) -> NDArray[_N]:
    """Return the parts as one read-only column, which takes no memory where all of it is one value."""
    if all(part.strides == (0,) and _same(part[0], parts[0][0]) for part in parts):
        return np.broadcast_to(parts[0][0], sum(len(part) for part in parts))
    column = np.concatenate(parts)
    column.flags.writeable = False
    return column


def picked(column: NDArray[_N], rows: NDArray[np.int64]) -> NDArray[_N]:
    """Return the read-only column's ``rows``, which are unique: itself where they are all of it, in order."""
    if column.strides == (0,):
        return column[: len(rows)]
    if len(rows) == len(column) and (np.diff(rows) == 1).all():
        return column
    some = column[rows]
    some.flags.writeable = False
    return some


def _same(a: np.generic, b: np.generic) -> bool:
    return bool(a == b or (a != a and b != b))  # nan, too


def numbers(cells: Cells, one: Field, say: Say) -> Floats:
    """Return the numbers of a column, nan where it is empty or at fault."""
    count = len(cells)
    if (text := cells.same()) is not None:
        return np.broadcast_to(_number(text, one, say, range(count)), count)
    column = np.full(count, np.nan)
    for rows, written in cells.by_length(_DIGITS + 2):
        column[rows] = _decimal(written)
    with np.errstate(invalid="ignore"):
        unread = (np.isnan(column) & (cells.lengths > 0)) | (column < one.low) | (column > one.high)
    for row in np.flatnonzero(unread).tolist():
        column[row] = _number(cells[row], one, say, (row,))
    return column


def _decimal(written: Bytes) -> Floats:
    """Return the numbers of cells of one length written ``-12.345``; nan for any other form."""
    count, length = written.shape
    point = written == ord(".")
    form = np.where(point.any(axis=1), point.argmax(axis=1), length) * 2 + (written[:, 0] == ord("-"))
    found = np.full(count, np.nan)
    for one in np.flatnonzero(np.bincount(form)).tolist():
        rows = slice(None) if (form == one).all() else np.flatnonzero(form == one)
        found[rows] = _digits(written[rows], one // 2, bool(one % 2))
    return found


def _digits(written: Bytes, point: int, minus: bool) -> Floats:
    """Return the numbers of cells that have their point (if any) at one place.

    An integer of at most 15 digits over a power of ten is the nearest float, as ``float`` itself finds it.
    """
    length = written.shape[1]
    places = [i for i in range(int(minus), length) if i != point]
    if not 0 < len(places) <= _DIGITS:
        return np.full(len(written), np.nan)
    digits = written[:, places] - np.uint8(ord("0"))  # what is no digit wraps round to more than 9
    value = _whole(digits) / 10.0 ** max(length - 1 - point, 0) * (-1 if minus else 1)
    return np.where((digits <= 9).all(axis=1), value, np.nan)


def _whole(digits: Bytes) -> Floats:
    """Return the integers that rows of digits spell; a matrix product would spin the threads of BLAS."""
    value = np.zeros(len(digits))
    for column in np.ascontiguousarray(digits.T):
        value *= 10
        value += column
    return value


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


def moments(cells: Cells, say: Say) -> Floats:
    """Return the times of a column in seconds since the epoch, nan where it is empty or at fault."""
    count = len(cells)
    if (text := cells.same()) is not None:
        return np.broadcast_to(_moment(text, say, range(count)), count)
    column = np.full(count, np.nan)
    for rows, written in cells.by_length(_LONGEST_TIME):
        column[rows] = _alike(written)
    for row in np.flatnonzero(np.isnan(column) & (cells.lengths > 0)).tolist():
        column[row] = _moment(cells[row], say, (row,))
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


def _alike(rows: Bytes) -> Floats:
    """Return the times of cells of one length written ``1976-09-06T13:26:00(.5)+09:00`` or with Z; nan else.

    Days from the civil calendar by numpy; the rest is arithmetic on the digits. A leap second is not a time.
    """
    count, length = rows.shape
    column = np.full(count, np.nan)
    if length < 20:
        return column
    zulu = bool(rows[0, -1] == ord("Z"))
    tail = length - (1 if zulu else 6)
    layout = _LAYOUT + ("." + "d" * (tail - 20) if tail > 19 else "") + ("Z" if zulu else "sdd:dd")
    if len(layout) != length or tail == 20:
        return column
    places = [i for i, kind in enumerate(layout) if kind == "d"]
    digits = rows[:, places] - np.uint8(ord("0"))
    good = (digits <= 9).all(axis=1)
    for i, kind in enumerate(layout):
        if kind == "s":
            good &= (rows[:, i] == ord("+")) | (rows[:, i] == ord("-"))
        elif kind != "d":
            good &= rows[:, i] == ord(kind)
    ends = np.cumsum([4, 2, 2, 2, 2, 2, max(tail - 20, 0), *([] if zulu else [2, 2])])
    parts = (_whole(part) for part in np.split(digits, ends[:-1], axis=1))
    year, month, day, hour, minute, second, fraction, *offset = parts
    good &= (year >= 2) & (year <= 9998) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype(np.int64).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[D]").astype(np.int64)
    good &= day <= following - first
    seconds = (first + day - 1) * 86400 + hour * 3600 + minute * 60 + second
    if tail > 20:
        seconds += fraction / 10.0 ** (tail - 20)
    if not zulu:
        ahead, past = offset
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

    def add(self, cells: Cells, say: Say) -> NDArray[np.int32]:
        """Return the codes of ``cells``; a text at fault is told for each row that has it."""
        text = cells.same()
        texts = list(cells) if text is None else [text]
        for cell in set(texts).difference(self._of):
            value, reason, hint = self._read(cell)
            if reason:
                self._faults[cell] = (reason, hint)
            self._of[cell] = self._codes.setdefault(value, len(self._codes))
        if self._faults:
            for row, cell in enumerate(texts if text is None else repeat(text, len(cells))):
                if cell in self._faults:
                    say(row, *self._faults[cell])
        if text is not None:
            return np.broadcast_to(np.int32(self._of[text]), len(cells))
        return np.fromiter(map(self._of.__getitem__, texts), np.int32, len(texts))

    def values(self) -> tuple[T, ...]:
        """Return the values, by code."""
        return tuple(self._codes)
