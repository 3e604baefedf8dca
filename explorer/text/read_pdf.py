"""PDF to blocks: pypdf's lines, joined again into words and paragraphs."""

import io
import logging
import math
import re
from collections import Counter
from itertools import pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING

from explorer.text.document import MAX_CHARACTERS, Block, DocumentError, Facts, Kind
from explorer.text.read_text import joined

if TYPE_CHECKING:
    from pypdf import PageObject

_PAGE_NUMBER = re.compile(r"^\W*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…。！？:][\"'”’»)\]」』）]*$")
_HYPHEN = re.compile(r"(?<=[a-zà-ÿа-я])[-\u00ad\u2010]$")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff、。\uff01-\uff60]$")
# What a browser prints at the edges of a page: when, and from where.
_PRINTED = re.compile(
    r"^(?:(?:https?|file):/\S+\s+)?(?:\d+\s*(?:/|of)\s*\d+\s+)?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? "
    r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?(?=\s|$)|^(?:https?|file):/\S+(?:\s+\d+\s*(?:/|of)\s*\d+)?$",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u202f]+")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_GAP = 1.3  # of the usual distance of lines: more parts paragraphs
_INDENT = 0.6  # of the font's size
_Place = tuple[float, float, float]  # x, y upwards, and the font's size
_CAPITALISED = re.compile(r"^[“\"'‘«(]?[A-ZÀ-ÞА-ЯЁ0-9]")


def read_pdf(data: bytes) -> tuple[str, list[tuple[int, Block]], Facts]:
    """Return the text of ``data``, its blocks with their offsets, and what its information record says.

    Raises DocumentError for a broken or locked file and for one of scanned pages without text.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("This PDF is locked with a password.")
        pages: list[list[str]] = []
        size = 0
        for page in reader.pages:
            lines = _lines(page)
            size += sum(map(len, lines))
            if size > MAX_CHARACTERS:
                raise DocumentError(
                    "This PDF unpacks to more text than a document may hold (50 million characters)."
                )
            pages.append(lines)
        facts = _facts(reader.metadata)
    except DocumentError:
        raise
    except MemoryError:
        raise DocumentError("This PDF needs more memory than a document may use.") from None
    except Exception as fault:  # noqa: BLE001 - pypdf lets any error of the standard library through
        if type(fault).__name__ == "LimitReachedError":  # which older versions do not have
            raise DocumentError("This PDF unpacks to more than a document may hold.") from None
        raise DocumentError(f"This PDF is broken and cannot be read ({type(fault).__name__}).") from None
    blocks = _blocks(_without_running_heads(pages))
    if not blocks:
        raise DocumentError("This PDF holds no text: its pages may be scanned pictures.")
    return *joined(blocks), facts


def _lines(page: "PageObject") -> list[str]:
    """Return the lines of a page: an empty one where a gap parts two, and spaces before an indented one."""
    pieces: list[tuple[str, _Place]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text:
            x, y = (tm[4] * cm[n] + tm[5] * cm[n + 2] + cm[n + 4] for n in (0, 1))
            pieces.append((text, (x, y, abs(size) or 1.0)))

    text = page.extract_text(visitor_text=visit)
    lines: list[str] = [""]
    places: dict[int, _Place] = {}
    for piece, place in pieces:
        for n, words in enumerate(piece.split("\n")):
            if n:
                lines.append("")
            lines[-1] += words
            if words.strip():
                places.setdefault(len(lines) - 1, place)
    if "\n".join(lines) != text:  # a form within the page tells its text twice
        lines, places = text.split("\n"), {}
    return _spaced([line.replace("\0", "").translate(_LIGATURES) for line in lines], places)


def _spaced(lines: list[str], places: dict[int, _Place]) -> list[str]:
    """Return ``lines`` with what the places of their first words say of paragraphs."""
    beside = list(pairwise(places.items()))
    falls = {n: (one[1] - two[1]) / max(one[2], two[2]) for (_, one), (n, two) in beside}
    down = [fall for fall in falls.values() if fall > 0]
    usual = quantiles(down, n=4)[0] if len(down) > 2 else math.inf
    # An indented line stands to the right of the one before it and of the one after it.
    right = {n for (_, one), (n, two) in beside if two[0] - one[0] > _INDENT * two[2]}
    left = {n for (n, one), (_, two) in beside if one[0] - two[0] > _INDENT * one[2]}
    spaced: list[str] = []
    for n, line in enumerate(lines):
        if falls.get(n, 0.0) > _GAP * usual:
            spaced.append("")
        spaced.append("    " + line if n in right & left else line)
    return spaced


def _facts(metadata: object) -> Facts:
    values = [getattr(metadata, name, None) for name in ("title", "author")]
    title, author = (v.replace("\0", "").strip()[:500] if isinstance(v, str) else "" for v in values)
    # The dates of a PDF are the file's, not the publication's.
    return Facts(title=title, author=author)


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, what browsers print at the edges, and lines first or last on most pages."""
    edges: Counter[str] = Counter()
    for lines in pages:
        kept = [line.strip() for line in lines if line.strip()]
        edges.update({_unnumbered(line) for line in kept[:1] + kept[-2:]})
    many = max(3, len(pages) // 2)

    def running(line: str) -> bool:
        words = line.strip()
        return bool(_PAGE_NUMBER.match(line) or _PRINTED.match(words)) or edges[_unnumbered(words)] >= many

    cleaned: list[list[str]] = []
    for lines in pages:
        held = [n for n, line in enumerate(lines) if line.strip()]
        gone = {n for n in (*held[:3], *held[-3:]) if running(lines[n])}
        left = [line for n, line in enumerate(lines) if n not in gone]
        while len(left) > 1 and not left[-1].strip() and not left[-2].strip():
            left.pop()
        cleaned.append(left)
    return cleaned


def _unnumbered(line: str) -> str:
    """Return a line without the page number at either end."""
    return line.strip().strip("0123456789 |·-–—/\t")


def _blocks(pages: list[list[str]]) -> list[Block]:
    """Join lines to paragraphs: blank lines part them, and so do short last lines and indents."""
    lengths = [len(line.rstrip()) for lines in pages for line in lines if len(line.strip()) > 20]
    width = median(lengths) if lengths else 60.0
    paragraphs: list[list[str]] = []
    current: list[str] = []
    for lines in pages:
        for n, line in enumerate(lines):
            text = _SPACES.sub(" ", line).strip()
            if not text:
                # A page that ends in the middle of a sentence runs on over the break.
                if current and (0 < n < len(lines) - 1 or _ENDS.search(current[-1])):
                    paragraphs.append(current)
                    current = []
                continue
            if current and _parted(current[-1], line, width):
                paragraphs.append(current)
                current = []
            current.append(text)
    if current:
        paragraphs.append(current)
    return [Block(_unwrapped(lines), *_heading(lines)) for lines in paragraphs]


def _parted(before: str, line: str, width: float) -> bool:
    short = len(before) < 0.75 * width
    begins = bool(_CAPITALISED.match(line.strip()))
    if _ENDS.search(before):
        return begins and (short or line.startswith(("  ", "\t", "\u3000")))
    # A short line that no full stop ends, before a capital: a heading.
    return (
        begins
        and not _CJK.search(before)
        and len(before) < 0.55 * width
        and not before.endswith((",", ";", "-"))
    )


def _heading(lines: list[str]) -> tuple[Kind | None, int]:
    text = " ".join(lines)
    if len(lines) == 1 and len(text) < 80 and text.isupper() and len(text) > 4:
        return Kind.HEADING, 2
    return None, 0


def _unwrapped(lines: list[str]) -> str:
    text = ""
    for line in lines:
        if not text:
            text = line
        elif _HYPHEN.search(text) and line[:1].islower():
            text = text[:-1] + line
        elif text.endswith("-") or _CJK.search(text):
            text += line  # "air-" + "to-air"; Japanese has no spaces
        else:
            text += " " + line
    return text.replace("\u00ad", "")
