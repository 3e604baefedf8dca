"""Reading a document in a process of its own, with bounded time and memory: a document is data.

The process imports neither Qt nor the map libraries, so that it starts fast, and writes one JSON object.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from explorer.text.archives import page_in
from explorer.text.document import MAX_BYTES, Block, Document, DocumentError, Kind, Paragraph, sentences
from explorer.text.encodings import decode
from explorer.text.furniture import kinds
from explorer.text.read_text import byline, read_markdown, read_text

TIMEOUT_S = 8.0
MEMORY_BYTES = 1 << 30

_HTML = frozenset((".html", ".htm", ".xhtml", ".xht"))
_MARKDOWN = frozenset((".md", ".markdown", ".mdown"))
_BINARY = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ\x90",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b\x08",
)


def read(path: str | Path, timeout_s: float = TIMEOUT_S) -> Document:
    """Return the document at ``path``, read in a child process that is killed after ``timeout_s`` seconds.

    Raises DocumentError, one sentence, for whatever cannot be read.
    """
    place = Path(path).absolute()
    load(place, only_look=True)
    root = str(Path(__file__).resolve().parents[2])
    # -P and an appended root: nothing beside the document or in the current folder can be imported instead.
    start = (
        "import sys; sys.path.append(sys.argv.pop(1)); from explorer.text.child import main; sys.exit(main())"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-X", "utf8", "-c", start, root, str(place)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(
            f"{place.name} took longer than {timeout_s:g} s to read; it was given up."
        ) from None
    except OSError as fault:
        raise DocumentError(
            f"{place.name} cannot be read: no reader could be started ({fault.strerror})."
        ) from None
    try:
        answer = json.loads(done.stdout)
    except (ValueError, RecursionError, MemoryError):
        raise DocumentError(
            f"{place.name} needs more memory than a document may use, or breaks its reader."
        ) from None
    if "error" in answer:
        raise DocumentError(f"{place.name}: {answer['error']}")
    return _revived(str(place), answer)


def load(path: Path, only_look: bool = False) -> bytes:
    """Return the bytes of ``path``, or raise DocumentError for a folder, an unreadable or too large file."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise DocumentError(f"{name} is a folder, not a document.")
        if not path.exists():
            lost = path.is_symlink()
            raise DocumentError(
                f"{name} is a link that leads nowhere." if lost else f"{name} does not exist."
            )
        if not path.is_file():
            raise DocumentError(f"{name} is not an ordinary file.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"{name} has {size / 1e6:,.0f} MB; a document may have 50 MB.")
        with path.open("rb") as file:
            return file.read(1 if only_look else MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "its name is not possible"
        raise DocumentError(f"{name} cannot be opened: {reason}.") from None


def parse(data: bytes, path: str) -> Document:
    """Return the document that ``data`` holds; ``path`` names it and its ending hints at the format.

    Raises DocumentError, and nothing else, for bytes that are no document.
    """
    if not data.strip(b" \t\r\n\0"):
        raise DocumentError("This file is empty.")
    suffix = Path(path).suffix.lower()
    head = data[:1024].lstrip()
    archived = page_in(data)
    if head.startswith(b"%PDF-") or suffix == ".pdf":
        from explorer.text.read_pdf import read_pdf

        text, blocks, facts = read_pdf(data)
    elif archived is not None:
        from explorer.text.read_html import read_html

        text, blocks, facts = read_html(decode(archived[0], declared=True, named=archived[1]))
    elif head.startswith(b"{\\rtf"):
        raise DocumentError("This file is rich text (RTF), not text, Markdown, HTML or PDF.")
    elif data.startswith(_BINARY):
        raise DocumentError("This file is binary, not text, Markdown, HTML or PDF.")
    elif suffix in _HTML or head[:200].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        from explorer.text.read_html import read_html

        text, blocks, facts = read_html(decode(data, declared=True))
    else:
        text, blocks, facts = (read_markdown if suffix in _MARKDOWN else read_text)(decode(data))
    if not blocks:
        raise DocumentError("This file holds no text.")
    paragraphs = _numbered(blocks)
    digest = hashlib.sha256(data).hexdigest()
    headings = (p.text for p in paragraphs[:5] if p.kind is Kind.HEADING)
    title = facts.title or next((words for words in headings if not byline([words])), "")
    return Document(
        path, digest, title, facts.author, facts.publisher, facts.date, facts.url, text, paragraphs
    )


def _numbered(blocks: list[tuple[int, Block]]) -> tuple[Paragraph, ...]:
    found = kinds([block for _, block in blocks])
    return tuple(
        Paragraph(n, block.text, kind, block.level, start, sentences(block.text, start))
        for n, ((start, block), kind) in enumerate(zip(blocks, found, strict=True), 1)
    )


def main() -> int:
    """Read the document that the first argument names and write it as JSON; the process's entry."""
    _bound()
    try:
        path = Path(sys.argv[1])
        document = parse(load(path), str(path))
        answer: dict[str, object] = _flat(document)
    except DocumentError as fault:
        answer = {"error": str(fault)}
    except MemoryError:
        answer = {"error": "This file needs more memory than a document may use."}
    except RecursionError:
        answer = {"error": "This file is nested too deeply to be read."}
    except Exception as fault:  # noqa: BLE001 - the border of the process: the reader's fault is one sentence
        answer = {"error": f"This file cannot be read ({type(fault).__name__})."}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    # No time for freeing: the answer is out.
    os._exit(0)


def _bound() -> None:
    """Bound memory where the system can (Linux); the parent bounds time everywhere."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _flat(document: Document) -> dict[str, object]:
    """Return ``document`` for JSON; a paragraph is [start, end, kind, level, sentence starts and ends...]."""
    rows = [
        [p.start, p.end, p.kind.value, p.level, *(edge for span in p.sentences for edge in span)]
        for p in document.paragraphs
    ]
    names = ("digest", "title", "author", "publisher", "date", "url", "text")
    return {"paragraphs": rows} | {name: getattr(document, name) for name in names}


def _revived(path: str, answer: dict[str, object]) -> Document:
    text = answer["text"]
    rows = answer["paragraphs"]
    assert isinstance(text, str)
    assert isinstance(rows, list)
    paragraphs = tuple(
        Paragraph(
            n,
            text[row[0] : row[1]],
            Kind(row[2]),
            row[3],
            row[0],
            tuple(zip(row[4::2], row[5::2], strict=True)),
        )
        for n, row in enumerate(rows, 1)
    )
    digest, title, author, publisher, date, url = (
        str(answer[name]) for name in ("digest", "title", "author", "publisher", "date", "url")
    )
    return Document(path, digest, title, author, publisher, date, url, text, paragraphs)


if __name__ == "__main__":
    sys.exit(main())
