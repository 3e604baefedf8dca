"""A document as rows to be set: one row a paragraph, and where each character of it stands on the page.

Lines that were broken by hand are joined again, so that any measure sets them well; short lines, such as
verse and addresses, stay. A paragraph of endless length becomes several rows: only rows in sight are set.
"""

import re
from bisect import bisect_right

from explorer.text.document import Document, Paragraph, Span

_LONGEST = 2400  # characters of a row
_SHORT = 46  # lines that are all shorter than this were meant
_WIDE = re.compile(r"(?<=[\u2e80-\uffef])\n(?=[\u2e80-\uffef])")
# What would break a row or stand for an object: one character for one.
_ONE = {ord(c): " " for c in "\n\r\v\f\0\x1c\x1d\x1e\x85\u2029\ufdd0\ufdd1\ufffc"}
_BREAKS = re.compile("[" + "".join(map(chr, _ONE)) + "]")
_KEPT = _ONE | {ord("\n"): "\u2028"}


class Page:
    """The rows of a document.

    Places on the page are Qt's: UTF-16 units, one between two rows. Offsets are those of ``Document.text``.
    ``text`` is what to set, a row a line.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._places: list[int] = []
        self._owners: list[Paragraph] = []
        rows: list[str] = []
        place = 0
        for paragraph in document.paragraphs:
            for start, end in _rows(paragraph):
                row = _set(self._text[start:end])
                self._starts.append(start)
                self._ends.append(end)
                self._places.append(place)
                self._owners.append(paragraph)
                rows.append(row)
                place += _units(row) + 1
        self.text = "\n".join(rows)

    def __len__(self) -> int:
        return len(self._starts)

    def paragraph(self, row: int) -> Paragraph:
        """Return the paragraph that a row belongs to."""
        return self._owners[row]

    def opens(self, row: int) -> bool:
        """Return whether a paragraph begins with this row."""
        return row == 0 or self._owners[row - 1] is not self._owners[row]

    def place(self, offset: int) -> int:
        """Return where an offset stands on the page; between two rows, at the end of the earlier one."""
        row = max(0, bisect_right(self._starts, offset) - 1)
        if not self._starts:
            return 0
        start = self._starts[row]
        return self._places[row] + _units(self._text[start : max(start, min(offset, self._ends[row]))])

    def offset(self, place: int) -> int:
        """Return the offset of the character at a place of the page."""
        row = max(0, bisect_right(self._places, place) - 1)
        if not self._starts:
            return 0
        words, units = self._text[self._starts[row] : self._ends[row]], place - self._places[row]
        if not words.isascii():
            units = len(words.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))
        return self._starts[row] + min(units, len(words))

    def span(self, start: int, end: int) -> Span:
        """Return the places of a span of offsets."""
        return self.place(start), self.place(end)


def _units(words: str) -> int:
    return len(words) if words.isascii() else len(words.encode("utf-16-le")) // 2


def _rows(paragraph: Paragraph) -> list[Span]:
    """Return the spans of a paragraph's rows: one, or several that end with sentences where they can."""
    if len(paragraph.text) <= _LONGEST:
        return [(paragraph.start, paragraph.end)]
    rows: list[Span] = []
    begin = paragraph.start
    starts = [start for start, _ in paragraph.sentences]
    while paragraph.end - begin > _LONGEST:
        limit = begin + _LONGEST
        held = starts[bisect_right(starts, limit) - 1] if starts else begin
        if held <= begin:  # one sentence is longer than a row
            space = paragraph.text.rfind(" ", begin - paragraph.start, limit - paragraph.start)
            held = limit if space < 0 else paragraph.start + space + 1
        rows.append((begin, held))
        begin = held
    return [*rows, (begin, paragraph.end)]


def _set(words: str) -> str:
    """Return a row as it is set, each character for one of ``words``."""
    if "\n" in words:
        if max(map(len, words.split("\n"))) < _SHORT:
            return words.translate(_KEPT)
        words = _WIDE.sub("\u200b", words)
    return words.translate(_ONE) if _BREAKS.search(words) else words
