"""Saved web pages to blocks, by the standard library's parser: nothing else survived hostile input.

Nothing that a page names (script, style, image, link, font, frame) is loaded or run: only its text is read.
"""

import json
import re
from collections import Counter
from html.parser import HTMLParser

from explorer.text.document import Block, Facts, Kind
from explorer.text.read_text import byline, joined

_DROPPED_WORDS = """
    script style noscript template svg math canvas iframe object embed audio video select button nav footer
    aside dialog menu datalist textarea map applet frameset noframes head
"""
_DROPPED = frozenset(_DROPPED_WORDS.split())
_VOID_WORDS = """
    area base br col embed hr img input link meta param source track wbr
"""
_VOID = frozenset(_VOID_WORDS.split())
_BLOCKS_WORDS = """
    p div section article main header ul ol li dl dt dd table tr td th caption blockquote pre figure
    figcaption h1 h2 h3 h4 h5 h6 hr address body html center details summary fieldset
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
# Words in a class or id that mark an element as no part of the telling.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|promo\w*|newsletter|subscri\w*|related|recommend\w*|share|sharing|"
    r"social|cookies?|consent|comments?|sidebar|breadcrumbs?|menu|navbar|navigation|nav|toc|popup|modal|paywall|"
    r"outbrain|taboola|footer|masthead|skip-link|navbox|reflist|references|mw-editsection|mw-jump-link|noprint|metadata|"
    r"hidden|screen-reader-text|visually-hidden|sr-only)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:captions?|wp-caption-text|thumbcaption|credit|photo-credit)(?:$|[\s_-])", re.I
)
# The mark of a note, and "citation needed": no words of the sentence that they stand in.
_NOTE = re.compile(
    r"(?:^|[\s_-])(?:reference|noteref|footnote-ref|fnref|cite_ref|noprint)(?:$|[\s_:\d-])", re.I
)
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_SUBSET = re.compile(r"(?<=<!DOCTYPE)[^<>\[]{0,500}\[.*?\]\s*(?=>)", re.IGNORECASE | re.DOTALL)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # where a word may break: no part of it
_CELL = 300  # characters: cells of a table of facts are shorter
_DOUBTS = 8  # elements of doubt, one in another, that are told apart
_FRAME = 0.8  # of a page's text: more stands in no advert
_TOLD = 1500  # characters outside of them, and they may be long: comments, perhaps
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_DEEPEST = 200_000
_META = {
    "title": ("citation_title", "dc.title", "og:title", "twitter:title"),
    "author": ("citation_author", "author", "dc.creator", "article:author", "parsely-author", "byl"),
    "publisher": (
        "citation_publisher",
        "citation_journal_title",
        "dc.publisher",
        "og:site_name",
        "publisher",
    ),
    "date": (
        "citation_publication_date",
        "citation_date",
        "article:published_time",
        "dc.date",
        "date",
        "pubdate",
    ),
    "url": ("og:url",),
}


class _Page(HTMLParser):
    """Collects blocks; each with the deepest ``article`` or ``main`` it stands in, by number.

    What stands in elements that are marked as no part of the telling is collected with their numbers: themes
    mark the frame of a whole page so ("has-sidebar").
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.title = ""
        self.canonical = ""
        self.ld: list[str] = []
        self.blocks: list[tuple[Block, int, tuple[int, ...]]] = []
        self._stack: list[tuple[str, str]] = []  # tag, role: drop | doubt | caption | region | ""
        self._counts = {"drop": 0, "doubt": 0, "caption": 0, "region": 0}
        self._regions: list[int] = []
        self._region_count = 0
        self._doubts: tuple[int, ...] = ()  # the outermost ones that are open
        self._doubt_count = 0
        self._rows: list[list[int]] = []  # of each open row of a table: its first block, its cells
        self._heading = 0
        self._raw: list[str] = []
        self._gather = ""  # title or ld: where text inside dropped elements goes
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._remember(attrs)
            return
        if tag == "link" and ("rel", "canonical") in attrs:
            self.canonical = next((v.strip()[:500] for k, v in attrs if k == "href" and v), "")
        if tag == "br":
            self._raw.append("\n")
            return
        if tag == "body":  # a head or title that was never closed must not swallow the page
            self._gather = ""
            self._unwind("head")
        if tag == "link" or tag in _VOID:
            if tag == "hr":
                self.flush()
            return
        if tag == "title" and not self.title:
            self._gather = "title"
        if tag in ("p", "li", "dt", "dd", "tr", "td", "th", "option"):
            self._close_implied(tag)
        if tag in _BLOCKS:
            self.flush()
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        role = self._role(tag, attrs)
        if len(self._stack) < _DEEPEST:
            self._stack.append((tag, role))
            if role:
                self._counts[role] += 1
            if role == "region":
                self._region_count += 1
                self._regions.append(self._region_count)
            if role == "doubt":
                self.flush()
                self._doubt_count += 1
                if self._counts["doubt"] <= _DOUBTS:
                    self._doubts = (*self._doubts, self._doubt_count)
            self._pre += tag == "pre"
            if tag == "tr":
                self._rows.append([len(self.blocks), 0])
            elif tag in ("td", "th") and self._rows:
                self._rows[-1][1] += 1

    def _role(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        if tag == "script" and ("type", "application/ld+json") in attrs:
            self._gather = "ld"
            self.ld.append("")
        if tag in _DROPPED:
            return "drop"
        marks = ""
        for name, value in attrs[:40]:
            if name in ("class", "id") and value:
                marks += " " + value[:400]
            elif (
                name == "hidden"
                or (name == "aria-hidden" and value == "true")
                or (name == "style" and value and re.search(r"display\s*:\s*none", value[:400]))
                or (
                    name == "role"
                    and value
                    in (
                        "navigation",
                        "banner",
                        "contentinfo",
                        "complementary",
                        "search",
                        "dialog",
                    )
                )
            ):
                return "doubt"
        if tag in ("article", "main"):
            return "region"
        if tag == "sup" and _NOTE.search(marks):
            return "drop"
        if tag in ("figcaption", "caption") or (
            marks and tag not in ("body", "html") and _CAPTION.search(marks)
        ):
            return "caption"
        if tag == "form" or (marks and tag not in ("body", "html", *_HEADINGS) and _ASIDE.search(marks)):
            return "doubt"
        return ""

    def _close_implied(self, tag: str) -> None:
        """End an open ``p`` or ``li`` that was never closed, at the next one."""
        for depth in range(len(self._stack) - 1, max(-1, len(self._stack) - 6), -1):
            open_tag = self._stack[depth][0]
            if open_tag == tag:
                self._pop_to(depth)
                return
            if open_tag in _BLOCKS or open_tag in _DROPPED:
                return

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag in _BLOCKS:
            self.flush()
        self._unwind(tag)
        if tag in _HEADINGS:
            self._heading = 0
        if tag in ("title", "script"):
            self._gather = ""

    def _unwind(self, tag: str) -> None:
        # A stray end tag closes nothing; a look no deeper than 60 keeps hostile nesting linear.
        for depth in range(len(self._stack) - 1, max(-1, len(self._stack) - 60), -1):
            if self._stack[depth][0] == tag:
                self._pop_to(depth)
                return

    def _pop_to(self, depth: int) -> None:
        while len(self._stack) > depth:
            tag, role = self._stack[-1]
            if role in ("region", "caption", "doubt") or tag == "tr":
                self.flush()
            if tag == "tr":
                self._end_row(*self._rows.pop())
            self._stack.pop()
            if role:
                self._counts[role] -= 1
            if role == "region":
                self._regions.pop()
            if role == "doubt":
                self._doubts = self._doubts[: self._counts["doubt"]]
            self._pre -= tag == "pre"

    def _end_row(self, first: int, cells: int) -> None:
        """Set the cells of a row side by side, where they are of a table of facts and not of a whole page."""
        if not 2 <= len(self.blocks) - first <= cells:
            return
        row = self.blocks[first:]
        texts = [block.text for block, _, _ in row]
        alike = {(block.kind, region, doubts) for block, region, doubts in row}
        if (
            2 <= len(row) <= cells
            and len(alike) == 1
            and max(map(len, texts)) <= _CELL
            and row[0][0].kind is None
        ):
            self.blocks[first:] = [(Block(" · ".join(texts)), *row[0][1:])]

    def handle_data(self, data: str) -> None:
        if self._gather == "title":
            self.title += data
        elif self._gather == "ld":
            self.ld[-1] += data
        elif not self._counts["drop"]:
            data = data if data.isascii() else data.translate(_UNSEEN)
            self._raw.append(data if self._pre else _SPACE.sub(" ", data))

    def flush(self) -> None:
        """End the block that is being read."""
        if not self._raw:
            return
        raw = "".join(self._raw)
        self._raw = []
        region = self._regions[-1] if self._regions else 0
        # <br><br> is how older pages part paragraphs.
        for part in re.split(r"\n[ \t\xa0]*\n", raw):
            text = "\n".join(line.strip() for line in part.split("\n")).strip()
            if not text:
                continue
            if self._counts["caption"]:
                block = Block(text, Kind.FURNITURE)
            elif self._heading:
                block = Block(text, Kind.HEADING, self._heading)
            else:
                block = Block(text)
            self.blocks.append((block, region, self._doubts))

    def _remember(self, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs[:20]}
        key = (given.get("name") or given.get("property") or given.get("itemprop") or "").lower()
        if key and key not in self.meta and "content" in given:
            self.meta[key] = given["content"].strip()[:500]


def read_html(text: str) -> tuple[str, list[tuple[int, Block]], Facts]:
    """Return the page's text, its blocks with their offsets, and what its markup says about it."""
    page = _Page()
    page.feed(_SUBSET.sub("", text.replace("\0", ""), count=1))
    page.close()
    page.flush()
    blocks = _chosen(page)
    return *joined(blocks), _facts(page, blocks)


def _chosen(page: _Page) -> list[Block]:
    """Return the blocks inside ``article`` or ``main`` where those hold a fair part of the text."""
    told = _told(page.blocks)
    total = sum(len(block.text) for block, _ in told)
    inside = sum(len(block.text) for block, region in told if region)
    if inside >= 0.3 * total or inside > 2000:
        return [block for block, region in told if region]
    return [block for block, _ in told]


def _told(blocks: list[tuple[Block, int, tuple[int, ...]]]) -> list[tuple[Block, int]]:
    """Leave out what stands in elements of doubt; those that hold nearly all of a page are its frame."""
    total = sum(len(block.text) for block, _, _ in blocks)
    frames: set[int] = set()
    while True:
        held: Counter[int] = Counter()
        for block, _, doubts in blocks:
            outermost = next((d for d in doubts if d not in frames), 0)
            held[outermost] += len(block.text)
        frame, most = max(((d, n) for d, n in held.items() if d), key=lambda one: one[1], default=(0, 0))
        if not frame or most < _FRAME * total or held[0] > _TOLD:
            break
        frames.add(frame)
    return [(block, region) for block, region, doubts in blocks if frames.issuperset(doubts)]


def _facts(page: _Page, blocks: list[Block]) -> Facts:
    found = {key: next((page.meta[n] for n in names if page.meta.get(n)), "") for key, names in _META.items()}
    for source in page.ld[:10]:
        for key, value in _linked_data(source).items():
            found[key] = found[key] or value
    heading = next((b.text for b in blocks if b.kind is Kind.HEADING and b.level == 1), "")
    title = found["title"] or heading or _SPACE.sub(" ", page.title).strip()
    author = "" if found["author"].startswith("http") else _BY.sub("", found["author"])
    author = author or byline([block.text for block in blocks[:8]])
    url = found["url"] or (page.canonical if page.canonical.startswith("http") else "")
    date = found["date"]
    if re.match(r"\d{4}-\d\d-\d\dT", date):
        date = date[:10]
    return Facts(_SPACE.sub(" ", title), _SPACE.sub(" ", author), found["publisher"], date, url)


def _linked_data(source: str) -> dict[str, str]:
    """Return what a schema.org description says; nothing from one that is malformed or too large."""
    if len(source) > 200_000:
        return {}
    try:
        data = json.loads(source)
    except (ValueError, RecursionError):
        return {}
    items = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    found: dict[str, str] = {}
    for item in items[:20] if isinstance(items, list) else []:
        if not isinstance(item, dict) or "headline" not in item:
            continue
        for key, name in (
            ("title", "headline"),
            ("author", "author"),
            ("publisher", "publisher"),
            ("date", "datePublished"),
        ):
            value = item.get(name)
            values = value[:20] if isinstance(value, list) else [value]
            names = [v.get("name") if isinstance(v, dict) else v for v in values]
            told = "; ".join(name.strip() for name in names if isinstance(name, str) and name.strip())
            if told:
                found.setdefault(key, told[:500])
    return found
