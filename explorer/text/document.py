"""A reader's own copy of a text: paragraphs, sentences and where each begins.

All offsets count characters (code points) of ``Document.text``, which is the whole decoded text with line
ends as line feeds: the file itself for plain text, what is left without markup for the other formats.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 50_000_000

Span = tuple[int, int]


class DocumentError(Exception):
    """A document that cannot be read; the message is one sentence for a person."""


class Kind(StrEnum):
    """What a paragraph is for. Only ``BODY`` tells anything; ``FURNITURE`` is captions, notices, repeats."""

    HEADING = "heading"
    BODY = "body"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph as a reader found it; ``kind`` None where the format does not say."""

    text: str
    kind: Kind | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says about itself; empty where it does not."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    date: str = ""  # as the document writes it; ISO 8601 where its markup gave that
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of a document.

    ``number`` is 1-based over all blocks, furniture counted. ``start`` is the offset of ``text`` in
    ``Document.text``; ``sentences`` are spans of ``Document.text`` too. ``level`` is a heading's, 1 to 6.
    """

    number: int
    text: str
    kind: Kind
    level: int
    start: int
    sentences: tuple[Span, ...]

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its paragraphs. ``digest`` is the SHA-256 of the file's bytes, in hexadecimal."""

    path: str
    digest: str
    title: str
    author: str
    publisher: str
    date: str
    url: str
    text: str
    paragraphs: tuple[Paragraph, ...]

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """Return the paragraph that holds ``offset``, or the last one that begins before it."""
        low, high = 0, len(self.paragraphs)
        while low < high:
            middle = (low + high) // 2
            if self.paragraphs[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return self.paragraphs[low - 1] if low else None


# A stop, its closing quotes and brackets and the marks of its notes, then space; or a full stop of Japanese,
# which needs none.
_STOP = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?:\[\w{1,3}\])*(?=\s)|[。！？]+[」』）]*)\s*")
# The line of a list or chronology: a bullet, a number, a clock time or a date begins it.
_ENTRY = re.compile(
    r"^[ \t]*(?:[•*‣▪–—-][ \t]|\d{1,3}[.)][ \t]|[0-2]?\d[:.h]?[0-5]\d(?::[0-5]\d)?(?=[ \t:,)-]|時)|\d{1,2}月|"
    r"\d{1,2}(?:st|nd|rd|th)?[ \t]+[A-Z][a-z]{2,8}\b|[A-Z][a-z]{2,8}\.?[ \t]+\d{1,2}\b|"
    r"\d{4}(?:-\d\d-\d\d)?[ \t:])",
    re.MULTILINE,
)
_ABBREVIATED_WORDS = """
    adm al approx apr assn aug ave brig bros ca capt cf cmdr co col corp cpl dec dept dr ed eds est etc feb
    fig figs fr ft gen gov hon hq hrs inc jan jr kg km lat lb lon long lt ltd maj mar messrs mi min mr mrs
    ms mt no nos nov oct op p pg pp prof pt pvt rev rep ret sec sen sep sept sgt sr sra st supt tel u univ v
    vol vs г гг ул им см тыс млн обл рис стр т
"""
_ABBREVIATED = frozenset(_ABBREVIATED_WORDS.split())
# These end a sentence as often as not: what follows decides.
_EITHER_WORDS = """
    a.m p.m am pm u.s u.k u.n u.s.s.r ussr etc c.i.a k.g.b co inc jr sr corp ltd г гг
"""
_EITHER = frozenset(_EITHER_WORDS.split())
# "1:22 p.m. He crosses", "Monday, 6 September. Rain": a clock or a date belongs to what follows. What stands
# between its words is not given back: a page of figures would be tried from each of them anew.
_HEAD = re.compile(
    r"[\W\d]*+(?:[A-Z][a-z]{2,5}day,?[\W\d]*+)?"
    r"(?:[ap]\.?m\.?|[A-Z][a-z]{2,8}\.?(?=\W*\d)|(?<=\d )[A-Z][a-z]{2,8}\.?)?"
    r"[\W\d]*+"
)
_BEGINS = re.compile(
    r"(?:The|A|An|He|She|It|They|But|At|In|On|His|Her|That|This|There|No|When|After|Two|One|Then|By|As|Soon|Its|"
    r"And|В|На|Он)\b"
)
_LAST_WORD = re.compile(r"[^\s(\[“\"'‘«—–-]+$")


def sentences(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the spans of the sentences of ``text``, shifted by ``offset``.

    "Sept. 6", "U.S. Air Force", "Mt. Fuji", "1:11 p.m. they" and "J. Barron" do not end one.
    """
    entries = _entries(text)
    if entries:
        cuts = [*dict.fromkeys((0, *entries)), len(text)]
        return tuple(span for one, two in pairwise(cuts) for span in _sentences(text[one:two], offset + one))
    return _sentences(text, offset)


def is_list(text: str) -> bool:
    """Return whether a block is a list or chronology, an entry a line."""
    return bool(_entries(text))


def _entries(text: str) -> list[int]:
    """Return where the entries of a list begin, one a line; empty for wrapped prose."""
    lines = text.count("\n") + 1
    if lines < 2:
        return []
    begins = [found.start() for found in _ENTRY.finditer(text)]
    listed = 2 * len(begins) >= lines if begins[:1] == [0] else 3 * len(begins) >= 2 * lines
    return begins if len(begins) >= 2 and listed else []


def _sentences(text: str, offset: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    for stop in _STOP.finditer(text, begin, end):
        if stop.end() >= end or (text[stop.start()] == "." and _abbreviated(text, begin, stop)):
            continue
        following = text[stop.end()]
        if following == "と" and stop.group()[-1] in "」』）":
            continue  # 「誰だ？」と言った
        if following.islower() and text[stop.start()] not in "。！？":
            continue  # '"Why?" he asked', 'wait ... and see'
        spans.append((begin + offset, stop.start() + len(stop.group().rstrip()) + offset))
        begin = stop.end()
    if begin < end:
        spans.append((begin + offset, end + offset))
    if len(spans) > 1 and _HEAD.fullmatch(text, spans[0][0] - offset, spans[0][1] - offset):
        spans[:2] = [(spans[0][0], spans[1][1])]
    return tuple(spans)


def _abbreviated(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Say whether the full stop at ``stop`` belongs to an abbreviation instead of ending a sentence."""
    if stop.group().rstrip() != ".":
        return False  # "..." or a closing quote after it: judged by what follows
    word_at = _LAST_WORD.search(text, max(begin, stop.start() - 24), stop.start())
    if word_at is None:
        return False
    word = word_at.group().casefold()
    following = text[stop.end()]
    if word in _EITHER:
        # "at 1:11 p.m. The" ends; "the U.S. Air Force" does not: only an article or pronoun begins anew.
        return not _BEGINS.match(text, stop.end())
    if word in _ABBREVIATED:
        return (
            word not in {"no", "long", "fig", "min", "co"} or following.isdigit() or not following.isupper()
        )
    if len(word) != 1 or not word_at.group().isupper():
        return False
    # "So did I. He" ends; "V. I. Belenko" does not.
    return word not in "iа" or text[max(begin, word_at.start() - 2) : word_at.start()].startswith(".")


def parts_of(text: str) -> list[Span]:
    """Return the spans of the blank-line blocks of ``text``, without the white space around them."""
    spans: list[Span] = []
    begin: int | None = None
    end = position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            if begin is None:
                begin = position + line.index(stripped)
            end = position + len(line.rstrip())
        elif begin is not None:
            spans.append((begin, end))
            begin = None
        position += len(line) + 1
    if begin is not None:
        spans.append((begin, end))
    return spans
