"""Plain text and Markdown to blocks."""

import re
from itertools import pairwise
from statistics import median

from explorer.text.document import Block, Facts, Kind, Span, is_list, parts_of

_BYLINE = re.compile(r"^(?:by|author:|written by)\s+([^\n.,;]{3,60}?)\s*$", re.IGNORECASE)
_MANY_LINES = 8  # nobody writes so many in a paragraph that is most of a text
_UNBROKEN = 160  # characters: longer lines were not broken by hand
_INDENTED = re.compile(r"(?: {2,8}|\t|\u3000)\S")
_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]」』）]*\s*$")
_FIELD = re.compile(
    r"^(title|author|publisher|date|url|source)(?::|[ \t]*=)[ \t]*[\"']?(.+?)[\"']?[ \t]*$",
    re.IGNORECASE | re.M,
)


def read_text(text: str) -> tuple[str, list[tuple[int, Block]], Facts]:
    """Return ``text`` unchanged, its blank-line blocks with their offsets, and what it says about itself."""
    spans = [part for start, end in parts_of(text) for part in _unblanked(text, start, end)]
    blocks = [(start, Block(text[start:end])) for start, end in spans]
    return text, blocks, _facts([block.text for _, block in blocks[:6]])


def _unblanked(text: str, start: int, end: int) -> list[Span]:
    """Return the paragraphs of a block; several where a text has no blank lines between them.

    Office programs write a line a paragraph, typists indent, and who copies from a page has lines as they
    were broken there, the last of a paragraph short.
    """
    lines = text[start:end].split("\n")
    if len(lines) < _MANY_LINES or end - start < 0.4 * len(text) or is_list(text[start:end]):
        return [(start, end)]
    lengths = [len(line.rstrip()) for line in lines if line.strip()]
    wide = median(lengths)
    indented = [n for n, line in enumerate(lines) if _INDENTED.match(line)]
    stopped = sum(bool(_STOPPED.search(line)) for line in lines)
    # Of lines broken at a measure few end with a sentence.
    if max(lengths) > _UNBROKEN or len(indented) > 0.8 * len(lines) or stopped > 0.6 * len(lines):
        begins = set(range(len(lines)))
    elif len(indented) > len(lines) // 20:
        begins = set(indented)
    else:
        begins = set(indented) | {
            n
            for n, (before, line) in enumerate(pairwise(lines), 1)
            if _STOPPED.search(before) and len(before.rstrip()) < 0.75 * wide and not line[:1].islower()
        }
    spans: list[Span] = []
    position = start
    for n, line in enumerate(lines):
        bare = line.strip()
        first, last = position + line.find(bare), position + len(line.rstrip())
        position += len(line) + 1
        if spans and n not in begins:
            spans[-1] = (spans[-1][0], last)
        elif bare:
            spans.append((first, last))
    return spans


def _facts(first: list[str]) -> Facts:
    title = ""
    if first and len(first[0]) <= 160 and "\n" not in first[0] and not first[0].endswith((".", "。")):
        title = first[0].strip().lstrip("#").strip()
    return Facts(title=title, author=byline(first))


def byline(first: list[str]) -> str:
    """Return who a byline among the ``first`` blocks names; empty if there is none."""
    for block in first:
        by = _BYLINE.match(block.strip())
        if by and len(by.group(1).split()) <= 6:
            return by.group(1).strip()
    return ""


_FRONT = re.compile(
    r"\A(?:---[ \t]*\n(.*?)\n(?:---|\.\.\.)|\+\+\+[ \t]*\n(.*?)\n\+\+\+)[ \t]*(?:\n|\Z)", re.DOTALL
)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*(?:[ \t]*\{#[^{}\n]{1,80}\})?$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_UNDER = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
_TARGET = re.compile(r"^ {0,3}\[[^\]^\n][^\]\n]{0,200}\]:[ \t]+\S+.*$")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,1000})>")
_UNDERLINE = re.compile(r"\n {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r"^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_RULED = re.compile(r"^[ \t]*+\|?[ \t]*+:?-+:?[ \t]*+(?:\|[ \t]*+:?-+:?[ \t]*+)*\|?[ \t]*$")
_BAR = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>")
_GOES = r"(?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,1000}\)|\[[^\]\n]{0,100}\])"
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]" + _GOES)
_LINK = re.compile(r"\[([^\]\n]{1,300})\]" + _GOES)
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,40}\](?!:)")
_NOTE = re.compile(r"^[ \t]*\[\^([^\]\n]{1,40})\]:[ \t]*", re.M)
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~)(?=\S)([^*~]{1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*]{1,500}?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]{1,500}?)(?<=\S)_(?!\w)"
)
_CODE = re.compile(r"(`{1,3})([^`\n]{1,500})\1")
_LEAD = re.compile(r"^[ \t]*(?:>[ \t]?)+|^[ \t]*[-*+][ \t]+(?=\S)", re.M)
# An escaped mark waits in the private use area until the others are gone.
_HELD = 0xF0000
_HELD_BACK = re.compile("[\U000f0020-\U000f007f]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")


def read_markdown(text: str) -> tuple[str, list[tuple[int, Block]], Facts]:
    """Return the text without its markup, its blocks with their offsets, and what the front matter says."""
    facts = Facts()
    front = _FRONT.match(text)
    if front:
        inside = front.group(1) or front.group(2) or ""
        fields = {key.lower(): value for key, value in _FIELD.findall(inside)}
        facts = Facts(
            fields.get("title", ""),
            fields.get("author", ""),
            fields.get("publisher", fields.get("source", "")),
            fields.get("date", ""),
            fields.get("url", ""),
        )
        # Blanked, not cut: the block counts, as furniture.
        inner = inside.replace("\n\n", "\n")
        text = inner + "\n\n" + text[front.end() :]
    blocks: list[Block] = []
    text = _apart(_COMMENT.sub("", text))
    for n, (start, end) in enumerate(parts_of(text)):
        raw = text[start:end]
        blocks.append(Block(raw, Kind.FURNITURE) if front and n == 0 else _markdown_block(raw))
    blocks = [block for block in blocks if block.text]
    if not facts.title:
        title = next((b.text for b in blocks[:8] if b.kind is Kind.HEADING), "")
        facts = Facts(
            title, facts.author or _facts([b.text for b in blocks[:6]]).author, facts.publisher, facts.date
        )
    return *joined(blocks), facts


def _apart(text: str) -> str:
    """Return Markdown with blank lines about its headings; without marks of code and targets of links."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence):
                fence = ""
            else:  # a remark in a program is no heading
                lines.append(line.replace("#", r"\#", 1) if _HEADING.match(line) else line)
        elif mark:
            fence = mark.group(1)
        elif _HEADING.match(line):
            lines += ["", line, ""]
        elif _UNDER.match(line) and lines and lines[-1].strip() and not "".join(lines[-2:-1]).strip():
            lines += [line, ""]
        elif not _TARGET.match(line):
            lines.append(line)
    return "\n".join(lines)


def _markdown_block(raw: str) -> Block:
    heading = _HEADING.match(raw)
    if heading and "\n" not in raw:
        return Block(_plain(heading.group(2)), Kind.HEADING, len(heading.group(1)))
    under = _UNDERLINE.search(raw)
    if under and raw.count("\n") == 1:
        return Block(_plain(raw[: under.start()]), Kind.HEADING, 1 if under.group(1)[0] == "=" else 2)
    if _RULE.match(raw):
        return Block("⁂", Kind.FURNITURE)
    if raw.lstrip().startswith("!["):
        return Block(_plain(raw) or "⁂", Kind.FURNITURE)
    rows = raw.split("\n", 2)
    if len(rows) > 1 and "|" in rows[1] and _RULED.match(rows[1]) and "|" in rows[0]:
        body = rows[2].split("\n") if len(rows) > 2 else []
        return Block(_plain("\n".join(map(_row, [rows[0], *body]))), Kind.BODY)
    return Block(_plain("\n".join(_HEADING.sub(r"\2", line) for line in raw.split("\n"))))


def _row(line: str) -> str:
    """Return the cells of one row of a table, side by side."""
    return " · ".join(cell.strip() for cell in _BAR.split(line.strip().strip("|")) if cell.strip())


def _plain(raw: str) -> str:
    text = _ESCAPE.sub(lambda m: chr(_HELD + ord(m.group(1))), raw)
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _FOOTNOTE.sub("", _NOTE.sub(r"\1. ", text))
    text = _CODE.sub(r"\2", text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), text)
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    text = _LEAD.sub("", text)
    return _HELD_BACK.sub(lambda m: chr(ord(m.group()) - _HELD), text).strip()


def joined(blocks: list[Block]) -> tuple[str, list[tuple[int, Block]]]:
    """Return the blocks' text joined by blank lines, and the blocks with their offsets in it."""
    placed: list[tuple[int, Block]] = []
    position = 0
    for block in blocks:
        placed.append((position, block))
        position += len(block.text) + 2
    return "\n\n".join(block.text for block in blocks), placed
