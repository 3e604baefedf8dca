"""Finding words in open documents and in the account, whatever their case, accents, width or quotes."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from explorer.scenario.model import Passage
from explorer.text.document import Document

MOST = 1000
_CONTEXT = 40
_STRETCH = 65_536
_MARKS = re.compile(r"[\u0300-\u036f]")
_PLAIN = {
    ord(a): b
    for a, b in zip("‘’‚‛“”„«»‐‑‒–—―\u00a0\u202f\u2009\n\t\r", '\'\'\'\'"""""------      ', strict=True)
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words stand: ``text[start:end] == found`` in the document or the passage.

    ``document`` is the index of the document searched, None for a passage of the account (then ``passage``
    is its id). ``paragraph`` is 1-based, 0 in a passage. ``before`` and ``after`` are text around it.
    """

    document: int | None
    passage: str | None
    paragraph: int
    start: int
    end: int
    before: str
    found: str
    after: str


class _Folding(dict[int, str]):
    """Characters to their plain forms, one for one, filled as they are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = _PLAIN.get(code)
        if plain is None:
            base = unicodedata.normalize("NFKD", character.lower())
            kept = [c for c in base if not unicodedata.combining(c)]
            # Marks that make another letter stay: й, が.
            shaded = len(kept) == 1 and (kept[0].isascii() or len(base) == 1 or character == "ё")
            plain = "е" if character in "ёЁ" else kept[0] if shaded else character.lower()
            plain = plain if len(plain) == 1 else character
        self[code] = plain
        return plain


_FOLD = _Folding()


def folded(text: str) -> str:
    """Return ``text`` in plain lower case, each character for one of ``text``."""
    return text.translate(_FOLD)


@lru_cache(maxsize=6)
def prepare(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Return ``text`` as it is searched, and the offsets of its characters where marks are left out.

    Kept for the texts searched last; work done ahead, a stretch at a time, lets other threads run.
    """
    hay = "".join(folded(text[n : n + _STRETCH]) for n in range(0, len(text), _STRETCH))
    if text.isascii() or not _MARKS.search(text):
        return hay, None
    origin = tuple(i for i, c in enumerate(hay) if not "\u0300" <= c <= "\u036f")
    return _MARKS.sub("", hay), origin


def search(
    words: str, documents: Sequence[Document], passages: Sequence[Passage] = (), most: int = MOST
) -> tuple[Hit, ...]:
    """Return where ``words`` stand, documents first, each in order; at most ``most`` places."""
    wanted = _MARKS.sub("", unicodedata.normalize("NFC", words)).strip()
    needle = folded(wanted)
    hits: list[Hit] = []
    if not needle:
        return ()
    for n, document in enumerate(documents):
        for start, end in _places(needle, document.text, most - len(hits)):
            paragraph = document.paragraph_at(start)
            hits.append(_hit(document.text, start, end, n, None, paragraph.number if paragraph else 0))
    for passage in passages:
        for start, end in _places(needle, passage.text, most - len(hits)):
            hits.append(_hit(passage.text, start, end, None, passage.id, 0))
    return tuple(hits)


def _places(needle: str, text: str, most: int) -> list[tuple[int, int]]:
    """Return spans of ``text``; letters that carry their marks as characters of their own are found too."""
    hay, origin = (prepare if len(text) > _STRETCH else prepare.__wrapped__)(text)
    spans: list[tuple[int, int]] = []
    at = hay.find(needle)
    while at >= 0 and len(spans) < most:
        end = at + len(needle)
        spans.append((at, end) if origin is None else (origin[at], origin[end - 1] + 1))
        at = hay.find(needle, end)
    return spans


def _hit(text: str, start: int, end: int, document: int | None, passage: str | None, paragraph: int) -> Hit:
    before = " ".join(text[max(0, start - _CONTEXT) : start].split("\n")[-1:])
    after = text[end : end + _CONTEXT].split("\n")[0]
    return Hit(document, passage, paragraph, start, end, before, text[start:end], after)
