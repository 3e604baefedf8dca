"""Bytes to text: byte-order marks, what the markup declares, UTF-8, and five older encodings by letters.

Scoring is our own so that the same bytes always give the same text.
"""

import codecs
import re

from explorer.text.document import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLDER = ("cp932", "euc_jp", "cp1251", "koi8_r", "cp1252")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 200_000


def decode(data: bytes, declared: bool = False, named: str = "") -> str:
    """Return the text of ``data`` with line ends as line feeds and no byte-order mark.

    ``declared``: heed the character set that HTML or XML markup names; what surrounds the markup may have
    ``named`` another, which comes first. Raises DocumentError for bytes that are no text.
    """
    text = _decode(data, declared, named)
    controls = len(_CONTROL.findall(text, 0, _SAMPLE))
    if controls and (text.find("\0") >= 0 or controls > max(2, min(len(text), _SAMPLE) // 200)):
        raise DocumentError("This file is binary, not text.")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")


def _decode(data: bytes, declared: bool, known: str) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    wide = _utf16(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _iso_2022(data) or text
    if declared:
        named = _XML.search(data[:2048]) or _CHARSET.search(data[:8192])
        for name in (known, named.group(1).decode("ascii") if named else ""):
            text_named = _as_named(data, name) if name else None
            if text_named is not None:
                return text_named
    return _by_letters(data)


def _utf16(data: bytes) -> str:
    """Name the UTF-16 of bytes without a mark: half of them are zero, or nearly all high bytes are alike."""
    head = data[:4000]
    if len(head) < 4 or len(data) % 2:
        return ""
    for name, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        low = head[0::2] if name == "utf-16-le" else head[1::2]
        if high.count(0) > 0.3 * len(high) and low.count(0) < 0.02 * len(low):
            return name
        # Cyrillic or kana: one dominant page, which in text of one byte a letter would be a control or a "0".
        for page in (4, 0x30):
            if high.count(page) > 0.3 * len(high) and low.count(page) < 0.1 * len(low):
                return name
    return ""


def _iso_2022(data: bytes) -> str | None:
    if b"\x1b$" not in data[:_SAMPLE]:
        return None
    try:
        return data.decode("iso2022_jp")
    except UnicodeDecodeError:
        return None


def _as_named(data: bytes, name: str) -> str | None:
    """Decode as the markup says, or None where that is unknown, impossible or plainly untrue."""
    try:
        known = codecs.lookup(name).name
        # Pages that name these mean the supersets that browsers read them as.
        known = {"shift_jis": "cp932", "iso8859-1": "cp1252", "ascii": "cp1252"}.get(known, known)
        if known.startswith(("utf-16", "utf-32")) or not codecs.lookup(known)._is_text_encoding:
            return None
        text = data.decode(known, errors="replace")
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if text.count("\ufffd") > max(3, len(text) // 500) else text


def _by_letters(data: bytes) -> str:
    """Choose the encoding whose letters make the likeliest text."""
    damaged = data.decode("utf-8", errors="replace")
    wrong = damaged.count("\ufffd")
    if wrong * 20 < sum(map(damaged.count, "’“”—éüЕеоаのはōū")) or wrong <= 2 < len(damaged) // 2000:
        beyond = len(data) - len(damaged)
        if beyond > 4 * wrong:
            return damaged  # UTF-8 with a few bad bytes
    sample = data[:_SAMPLE]
    best, best_score = "cp1252", float("-inf")
    for name in _OLDER:
        try:
            text = sample.decode(name, errors="replace")
        except UnicodeError:
            continue
        score = _likelihood(text, name)
        if score > best_score:
            best, best_score = name, score
    return data.decode(best, errors="replace")


_CYRILLIC_COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбч")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc、。「」]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_KANJI = re.compile(r"[\u4e00-\u9fff]")
_MIXED = re.compile(r"[a-zA-Z][\u0400-\u04ff]|[\u0400-\u04ff][a-zA-Z]|[а-я][А-Я]")
_WESTERN = re.compile(r"[‘’“”–—…•éèêëàâäáåãçñöôóòõøüúùûíìîïßæœÉÄÖÜÅØ°£€©®«»§½¼×·¡¿ÿŸ™†]")


def _likelihood(text: str, name: str) -> float:
    """Score per character beyond ASCII, so that samples of any length compare."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    n = len(beyond)
    bad = text.count("\ufffd") + len(re.findall(r"[\x80-\x9f\ue000-\uf8ff]", text))
    score = -8.0 * bad
    if name in ("cp932", "euc_jp"):
        kana = len(_KANA.findall(text))
        kanji = len(_KANJI.findall(text))
        # Two bytes a character: as many points as the two of a single-byte reading could earn.
        score += (
            2.2 * kana + (2.0 if kana * 8 >= kanji else 0.0) * kanji - 3.0 * len(_HALF_KANA.findall(text))
        )
    elif name in ("cp1251", "koi8_r"):
        letters = [c for c in beyond if "\u0400" <= c <= "\u04ff"]
        score += sum(1.0 if c in _CYRILLIC_COMMON else 0.3 if c.islower() else 0.1 for c in letters)
        score -= 2.0 * len(_MIXED.findall(text)) + 0.5 * (n - len(letters) - sum(map(text.count, "«»—–“”№…")))
    else:
        western = len(_WESTERN.findall(text))
        # Accents come alone inside words; a run of them is another alphabet misread.
        runs = sum(len(r) for r in re.findall(r"[À-ÿ]{3,}", text))
        score += 0.9 * western - 0.4 * (n - western) - 1.5 * runs
    return score / n
