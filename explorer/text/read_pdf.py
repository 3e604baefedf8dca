"""PDF to blocks: pypdf's lines, joined again into words and paragraphs."""

import io
import logging
import re
from collections import Counter
from statistics import median

from explorer.text.document import MAX_CHARACTERS, Block, DocumentError, Facts, Kind
from explorer.text.read_text import joined

_PAGE_NUMBER = re.compile(r"^\W*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…。！？:][\"'”’»)\]」』）]*$")
_HYPHEN = re.compile(r"(?<=[a-zà-ÿа-я])[-\u00ad\u2010]$")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff、。]$")
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
            text = page.extract_text()
            size += len(text)
            if size > MAX_CHARACTERS:
                raise DocumentError(
                    "This PDF unpacks to more text than a document may hold (50 million characters)."
                )
            pages.append(text.replace("\0", "").split("\n"))
        facts = _facts(reader.metadata)
    except DocumentError:
        raise
    except MemoryError:
        raise DocumentError("This PDF needs more memory than a document may use.") from None
    except Exception as fault:  # noqa: BLE001 - pypdf lets any error of the standard library through
        raise DocumentError(f"This PDF is broken and cannot be read ({type(fault).__name__}).") from None
    blocks = _blocks(_without_running_heads(pages))
    if not blocks:
        raise DocumentError("This PDF holds no text: its pages may be scanned pictures.")
    return *joined(blocks), facts


def _facts(metadata: object) -> Facts:
    values = [getattr(metadata, name, None) for name in ("title", "author")]
    title, author = (v.replace("\0", "").strip()[:500] if isinstance(v, str) else "" for v in values)
    # The dates of a PDF are the file's, not the publication's.
    return Facts(title=title, author=author)


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and lines that stand first or last on most pages."""
    edges: Counter[str] = Counter()
    for lines in pages:
        kept = [line.strip() for line in lines if line.strip()]
        edges.update({_unnumbered(line) for line in kept[:1] + kept[-2:]})
    many = max(3, len(pages) // 2)
    cleaned: list[list[str]] = []
    for lines in pages:
        last = len(lines) - 1
        cleaned.append(
            [
                line
                for n, line in enumerate(lines)
                if not (
                    (n < 3 or n > last - 3)
                    and (_PAGE_NUMBER.match(line) or (line.strip() and edges[_unnumbered(line)] >= many))
                )
            ]
        )
    return cleaned


def _unnumbered(line: str) -> str:
    """Return a line without the page number at either end."""
    return line.strip().strip("0123456789 |·-–—\t")


def _blocks(pages: list[list[str]]) -> list[Block]:
    """Join lines to paragraphs: blank lines part them, and so do short last lines and indents."""
    lengths = [len(line.rstrip()) for lines in pages for line in lines if len(line.strip()) > 20]
    width = median(lengths) if lengths else 60.0
    paragraphs: list[list[str]] = []
    current: list[str] = []
    for lines in pages:
        for n, line in enumerate(lines):
            text = line.strip()
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
    return begins and len(before) < 0.55 * width and not before.endswith((",", ";", "-"))


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
