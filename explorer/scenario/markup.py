"""account.md: the account, passage by passage, with its few marks."""

import re
from collections.abc import Collection, Sequence

from explorer.scenario import schema
from explorer.scenario.fields import Reader
from explorer.scenario.model import Link, Passage
from explorer.scenario.problems import close_match

NAME = "account.md"
_COMMENT = re.compile(r"\s*<!--(.*?)-->", re.S)
_FIELD = re.compile(r"([A-Za-z_-]+)\s*:(?:\s+(.*))?$")
_MARK = re.compile(r"\*\*|\[|\]\(([^()\s]*)\)|\]")
Fault = tuple[int, str, str]
"""Offset in the text, reason, hint."""

_NUMBERS = re.compile(r"[,\s]+")


def account(text: str, reader: Reader) -> tuple[Passage, ...]:
    """Return the passages in order; ``reader.known`` has the ids of moments and of sites and tracks."""
    lines = text.split("\n")
    line = _after_comment(text, reader)
    heading, passages, seen = "", [], set()
    while line < len(lines):
        said = lines[line].rstrip()
        if said.startswith("## "):
            end = next((i for i in range(line + 1, len(lines)) if _is_heading(lines[i])), len(lines))
            passage = _passage(lines, line, end, heading, reader)
            if passage is not None and passage.id in seen:
                reader.say(f"line {line + 1}", f"there is a passage '{passage.id}' already; left out")
            elif passage is not None:
                seen.add(passage.id)
                passages.append(passage)
            line = end
            continue
        if said.startswith("# "):
            heading = said[2:].strip()
        elif said:
            reader.say(f"line {line + 1}", "belongs to no passage", "a passage begins with ## and its id")
        line += 1
    return tuple(passages)


def marked(text: str, known: Collection[str] | None) -> tuple[str, tuple[Link, ...], list[Fault]]:
    """Return a text without its marks, its links and facts in order, and what is wrong with its marks.

    ``[words](id)`` links one of the ``known`` ids (None: the places could not be read, which is no fault
    here), ``**words**`` emphasises; a link may stand inside an emphasis. A broken mark stays as written.
    """
    marks = list(_MARK.finditer(text))
    opened, faults = _paired(marks)
    closing = {last: first for first, last in opened.items()}
    out: list[str] = []
    links: list[Link] = []
    starts: dict[int, int] = {}
    length = behind = 0
    for i, mark in enumerate(marks):
        written = mark[0] if i not in opened and i not in closing else ""
        piece = text[behind : mark.start()] + written
        out.append(piece)
        length += len(piece)
        behind = mark.end()
        if i in opened:
            starts[i] = length
        elif i in closing:
            target = mark[1]
            if target is not None and target not in (known or ()):
                if known is not None:
                    reason = f"{target!r} is not the id of a site or track"
                    faults.append((mark.start(), reason, close_match(target, known)))
            elif length > starts[closing[i]]:
                links.append(Link(starts[closing[i]], length, target))
    out.append(text[behind:])
    links.sort(key=lambda link: (link.start, -link.end))
    return "".join(out), tuple(links), sorted(faults)


def _paired(marks: Sequence[re.Match[str]]) -> tuple[dict[int, int], list[Fault]]:
    """Return the marks that open with those that close them, by number, and the faults of the others."""
    opened: dict[int, int] = {}
    faults: list[Fault] = []
    bold = link = -1
    for i, mark in enumerate(marks):
        if mark[0] == "**" and link < 0:
            if bold < 0:
                bold = i
            else:
                opened[bold], bold = i, -1
        elif mark[0] == "[" and link < 0:
            link = i
        elif mark[1] is not None and link >= 0:
            opened[link], link = i, -1
        else:
            faults.append((mark.start(), f"{mark[0]!r} has no meaning here", "[words](id) or **words**"))
    if link >= 0:
        faults.append((marks[link].start(), "this [ has no ](id)", "[words](id)"))
    if bold >= 0:
        faults.append((marks[bold].start(), "this ** is never closed", "**words**"))
    return opened, faults


def _after_comment(text: str, reader: Reader) -> int:
    """Return the index of the first line behind the comment at the top."""
    if not text.lstrip().startswith("<!--"):
        return 0
    comment = _COMMENT.match(text)
    if comment is None:
        reader.say("line 1", "the comment at the top is never closed", "end it with -->")
        return next((i for i, line in enumerate(text.split("\n")) if _is_heading(line)), text.count("\n") + 1)
    return text.count("\n", 0, comment.end()) + (0 if text[comment.end() :].startswith("#") else 1)


def _is_heading(line: str) -> bool:
    return line.startswith(("# ", "## "))


def _passage(lines: list[str], start: int, end: int, heading: str, reader: Reader) -> Passage | None:
    name = lines[start][3:].strip()
    place = f"line {start + 1}"
    names = [one.name for one in schema.PASSAGE]
    raw: dict[str, str] = {}
    at: dict[str, int] = {}
    line = start + 1
    while line < end and lines[line].strip():
        match = _FIELD.match(lines[line])
        if match is None:
            reader.say(f"line {line + 1}", "is not a field of the passage", "an empty line ends its fields")
        elif match[1] not in names:
            reader.say(f"line {line + 1}", f"{match[1]!r} is not a field here", close_match(match[1], names))
        elif match[1] in raw:
            reader.say(f"line {line + 1}", f"{match[1]} is given twice; the first is used")
        else:
            raw[match[1]], at[match[1]] = (match[2] or "").strip(), line + 1
        line += 1
    fields = {one.name: one for one in schema.PASSAGE}
    identity = reader.record({"id": name}, (schema.CHAPTER[0],), place, part="passage")
    if identity is None:
        return None
    place = f"line {start + 1}, passage '{name}'"
    given = {key: value for key, value in raw.items() if value}
    for wanted in ("paragraphs", "terms"):
        if wanted not in given:
            reader.say(f"{place}, field {wanted}", "is missing")
    record = reader.record(
        given, tuple(fields[key] for key in fields if key in given), place
    ) or {}  # fmt: skip
    moment, topic = record.get("moment"), record.get("topic")
    if ("moment" in given) == ("topic" in given):
        both = "has a moment and a topic" if moment else "has neither a moment nor a topic"
        reader.say(place, both, "exactly one of the two")
    text, links = _body(lines, line, end, reader)
    if not text:
        reader.say(place, "has no text; left out")
        return None
    return Passage(
        id=identity["id"],
        heading=heading,
        moment=moment or None,
        topic=None if moment else (topic or identity["id"]),
        paragraphs=_paragraphs(
            record.get("paragraphs", ""), f"line {at.get('paragraphs', start + 1)}", reader
        ),
        terms=tuple(term for term in (t.strip() for t in record.get("terms", "").split(";")) if term),
        text=text,
        links=links,
        notes=record.get("notes", ""),
    )


def _paragraphs(said: str, place: str, reader: Reader) -> tuple[int, ...]:
    found: list[int] = []
    for word in filter(None, _NUMBERS.split(said)):
        if word.isascii() and word.isdigit() and int(word[:9]) > 0:
            found.append(int(word[:9]))
        else:
            reader.say(f"{place}, field paragraphs", f"{word!r} is not the number of a paragraph, from 1")
    return tuple(found)


def _body(lines: list[str], start: int, end: int, reader: Reader) -> tuple[str, tuple[Link, ...]]:
    """Return the plain text of a passage, its paragraphs separated by a newline, and its links."""
    known = reader.known.get("site or track")
    texts: list[str] = []
    links: list[Link] = []
    length = 0
    line = start
    while line < end:
        if not lines[line].strip():
            line += 1
            continue
        first = line
        while line < end and lines[line].strip():
            line += 1
        rows = [row.strip() for row in lines[first:line]]
        text, found, faults = marked(" ".join(rows), known)
        for offset, reason, hint in faults:
            number = first
            for row in rows:
                if offset <= len(row):
                    break
                offset -= len(row) + 1
                number += 1
            reader.say(f"line {number + 1}", reason, hint)
        links += [Link(one.start + length, one.end + length, one.target) for one in found]
        texts.append(text)
        length += len(text) + 1
    return "\n".join(texts), tuple(links)
