"""The cells of one column of a table, as bytes side by side: a million texts without a million objects."""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Counts = NDArray[np.int64]


_WORD = 8
_PAD = bytes(_WORD)


class Cells(Sequence[str]):
    """Texts that lie in one block of UTF-8: each from ``starts`` on, ``lengths`` bytes long.

    The block ends with eight bytes that belong to no text.
    """

    __slots__ = ("_block", "_errors", "_starts", "lengths")

    def __init__(self, block: Bytes, starts: Counts, lengths: Counts, errors: str = "strict") -> None:
        self._block = block
        self._starts = starts
        self._errors = errors
        self.lengths = lengths

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Cells":
        """Return texts as cells."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        block = np.frombuffer(b"".join(encoded) + _PAD, np.uint8)
        return cls(block, np.cumsum(lengths) - lengths, lengths, "surrogatepass")

    @classmethod
    def empty(cls, count: int) -> "Cells":
        """Return ``count`` cells with nothing in them."""
        zeros = np.zeros(count, np.int64)
        return cls(np.zeros(_WORD, np.uint8), zeros, zeros)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "Cells": ...
    def __getitem__(self, index: int | slice) -> "str | Cells":
        if isinstance(index, slice):
            return Cells(self._block, self._starts[index], self.lengths[index], self._errors)
        start = int(self._starts[index])
        return self._block[start : start + int(self.lengths[index])].tobytes().decode("utf-8", self._errors)

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[str]:
        whole = self._block.tobytes()
        for start, length in zip(self._starts.tolist(), self.lengths.tolist(), strict=True):
            yield whole[start : start + length].decode("utf-8", self._errors)

    def same(self) -> str | None:
        """Return the text that all cells have, or None if they differ."""
        length = int(self.lengths[0])
        if (self.lengths != length).any() or self[0] != self[-1]:
            return None
        if length == 0:
            return ""
        # Eight bytes at once, wherever they begin; the last eight of a longer text may overlap those before.
        words = np.ndarray(len(self._block) - _WORD + 1, "<u8", self._block, strides=(1,))
        for at in [*range(0, length - _WORD, _WORD), max(length - _WORD, 0)]:
            word = words[self._starts + at]
            if length < _WORD:
                word &= np.uint64(256**length - 1)
            if (word != word[0]).any():
                return None
        return self[0]

    def by_length(self, longest: int) -> Iterator[tuple[slice | Counts, Bytes]]:
        """Yield the rows of each length from 1 to ``longest`` with their bytes, a matrix (rows, length)."""
        lengths = np.flatnonzero(np.bincount(np.minimum(self.lengths, longest + 1))).tolist()
        for length in lengths:
            if 0 < length <= longest:
                rows = slice(None) if len(lengths) == 1 else np.flatnonzero(self.lengths == length)
                yield rows, self._matrix(rows, length)

    def _matrix(self, rows: slice | Counts, length: int) -> Bytes:
        everywhere = (len(self._block) - length + 1, length)  # what is at each place: a view, no copy
        return np.ndarray(everywhere, np.uint8, self._block, strides=(1, 1))[self._starts[rows]]


def separated(block: bytes, width: int, errors: str) -> list[Cells] | None:
    """Return the columns of plain CSV lines, or None where a row has not ``width`` cells.

    ``block`` has no quotation marks and ends with a newline.
    """
    data = np.frombuffer(block + _PAD, np.uint8)
    newline = data == ord("\n")
    ends = np.flatnonzero(newline | (data == ord(",")))
    count = int(np.count_nonzero(newline))
    if len(ends) != count * width or not newline[ends[width - 1 :: width]].all():
        return None
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    if b"\r" in block:
        last = lengths[width - 1 :: width]
        before = data[ends[width - 1 :: width] - 1]
        last -= (before == ord("\r")) & (last > 0)
    return [Cells(data, starts[i::width], lengths[i::width], errors) for i in range(width)]
