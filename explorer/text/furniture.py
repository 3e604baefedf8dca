"""Telling what a paragraph is for, where the format does not say: heading, body or furniture."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from explorer.text.document import Block, Kind

_CREDIT = re.compile(
    r"(?:\bphotos?\b|\bphotograph\b|\bpicture\b|\bimage\b|\billustration\b)[\s:]*"
    r"(?:by|via|courtesy|credit|from|©|:|$)|\b(?:photo|image|picture|file photo|illustration)\s*[).\]]*\s*$|"
    r"^\s*(?:photo|image|figure|fig\.|credit|caption|above|below|pictured|left|right|top)\s*(?:\d+\s*)?[:.]|"
    r"\b(?:getty images|wikimedia|creative commons|file photo|stock photo|public domain|shutterstock|"
    r"courtesy of|photo credit)\b|/(?:AP|AFP|Reuters|Flickr|Getty)\b"
    r"|[（(](?:写真|提供|共同|時事)[^）)]*[）)]\s*$|^写真[:：]|^Фото\b",
    re.IGNORECASE,
)
# Each between spaces, words only; one that ends without a space may go on.
_NOTICE_TEXT = (
    " subscribe | subscriber| subscription | ad free | sign up | sign in to | log in | your inbox |"
    " your email | your e mail | newsletter| cookie | cookies | all rights reserved | read more |"
    " read next | read also | related articles | related stories | related posts | related links |"
    " advertisement| advertiser | sponsored | click here | share this | share on | follow us |"
    " report it here | terms of use | terms of service | privacy policy | back to top |"
    " skip to content | skip to main content | leave a comment | leave a reply | per year |"
    " most read | most popular | free trial | donate | donation| shop now | buy now | members only |"
    " membership | facebook | twitter | advert "
)
_NOTICES = tuple(_NOTICE_TEXT.split("|"))
# Two quick looks that spare most paragraphs the count: for rare words, and for phrases of common ones.
_NOTICE_WORDS = frozenset(
    word
    for phrase in _NOTICES
    for word in phrase.split()[:1]
    if word not in ("read", "report", "back", "leave", "per", "most", "your", "all", "terms")
) | frozenset(("subscribers", "newsletters", "advertisements", "donations"))
_NOTICE_COMMON = tuple(phrase for phrase in _NOTICES if phrase.split()[0] not in _NOTICE_WORDS)
_NOTICE_BEGINS = re.compile(r"\s*(?:©|copyright\b|\(c\)\s*\d{4})", re.IGNORECASE)
# When a page was made, and by whom: By Ann Lee · 5 May 2016 · 9 min read; Published 5 Sept. 13:26.
_BYLINE = re.compile(
    r"\b(?:published|updated|posted|last (?:modified|edited|updated)|retrieved|accessed)\b[^.]{0,24}\d|"
    r"\d min(?:ute)?s? read\b|^\s*by (?:[A-Z][\w.'’-]+ ){1,3}[|·•,–—-] ?(?:\d|[A-Z][a-z]{2,8}\.? \d)",
    re.IGNORECASE,
)
# Without one of these words the two patterns above find nothing, and most paragraphs are spared them.
_CREDIT_TEXT = """
    photo photos photograph picture image illustration figure fig credit caption above below pictured left
    right top getty wikimedia creative file stock public shutterstock courtesy ap afp reuters flickr
"""
_CREDIT_WORDS = frozenset(_CREDIT_TEXT.split())
_BYLINE_TEXT = "published updated posted modified edited retrieved accessed read by"
_BYLINE_WORDS = frozenset(_BYLINE_TEXT.split())
_NOTICES_NATIVE = ("無断転載", "続きを読む", "会員登録", "подписк", "подписат", "реклама")
_WORDIEST = 120  # a notice or caption of more words is an article
_REPEATS_WITHIN = 400
_DESCRIBED = re.compile(
    r"^(?:an?|the)\b[^.]{0,80}\b(?:view|photograph|photo|picture|portrait|shot|drawing|diagram|map) of\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|would|could|will|[a-z]{2,}ed|took|flew|said|left|went|came|made|gave|"
    r"saw|told|got|put|ran|fell|met|kept|sent|found|lost|brought|began|broke|held|knew|rose|shot|stood|thought)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?…。！？:;][\"'”’»)\]」』）]*\s*$")
_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def kinds(blocks: Sequence[Block]) -> list[Kind]:
    """Return the kind of each block; a block that knows its own keeps it, unless it only repeats others."""
    found = [block.kind or _alone(block.text) for block in blocks]
    for n, block in enumerate(blocks):
        if found[n] is not Kind.FURNITURE and block.kind is None and _beside_caption(blocks, found, n):
            found[n] = Kind.FURNITURE
    for n in _repeats(blocks, found):
        found[n] = Kind.FURNITURE
    return found


def _alone(text: str) -> Kind:
    """Judge one block by itself."""
    head = text[:2000]
    tokens = _WORD.findall(head.lower())
    words = len(tokens) + (0 if head.isascii() else len(_CJK.findall(head)) // 2)
    if words == 0:
        return Kind.FURNITURE
    if words > _WORDIEST:
        return Kind.BODY
    native = not head.isascii()
    if words <= 45 and (native or not _CREDIT_WORDS.isdisjoint(tokens)) and _CREDIT.search(head):
        return Kind.FURNITURE
    if words <= 24 and (native or not _BYLINE_WORDS.isdisjoint(tokens)) and _BYLINE.search(head):
        return Kind.FURNITURE
    spaced = f" {' '.join(tokens)} "
    notices = int(bool(_NOTICE_BEGINS.match(head)))
    if not _NOTICE_WORDS.isdisjoint(tokens) or any(phrase in spaced for phrase in _NOTICE_COMMON):
        notices += sum(map(spaced.count, _NOTICES))
    if native:
        notices += sum(map(head.lower().count, _NOTICES_NATIVE))
    if notices and (words <= 35 or notices * 30 >= words):
        return Kind.FURNITURE
    if (
        words <= 16
        and len(head) < 140
        and head.count("\n") < 2
        and not _ENDS.search(head)
        and not head.lstrip().startswith(("•", "-", "*"))
    ):
        return Kind.HEADING
    return Kind.BODY


def _beside_caption(blocks: Sequence[Block], found: Sequence[Kind], n: int) -> bool:
    """Say whether a short fragment without a verb, next to a photograph's credit, describes it too."""
    text = blocks[n].text
    if len(text) > 220:
        return False
    beside = any(
        0 <= m < len(blocks) and found[m] is Kind.FURNITURE and _CREDIT.search(blocks[m].text[:2000])
        for m in (n - 1, n + 1)
    )
    described = bool(_DESCRIBED.match(text))
    return described or (beside and found[n] is Kind.BODY and not _VERB.search(text))


def _repeats(blocks: Sequence[Block], found: Sequence[Kind]) -> list[int]:
    """Return the blocks that say only what other blocks, headings included, say: repeated titles and leads.

    Of two equal ones the first stays, unless it says itself twice.
    """
    # A web page repeats its head; a book of thousands of paragraphs does not.
    shingles = [_shingles(block.text) for block in blocks[:_REPEATS_WITHIN]]
    unique = [set(own) for own in shingles]
    count = Counter(chain.from_iterable(unique))

    def repeats(n: int) -> bool:
        # One that says itself again holds joints that are nowhere else.
        enough = 0.5 if _says_itself(shingles[n]) else 0.75
        return sum(count[s] > 1 for s in unique[n]) >= enough * len(unique[n])

    doubtful = [n for n, own in enumerate(unique) if own and found[n] is Kind.BODY and repeats(n)]
    gone: list[int] = []
    for n in sorted(doubtful, key=lambda n: (not _says_itself(shingles[n]), -n)):
        if repeats(n):
            gone.append(n)
            count.subtract(unique[n])
    return gone


def _says_itself(shingles: Sequence[int]) -> bool:
    return len(set(shingles)) < 0.9 * len(shingles)


def _shingles(text: str) -> list[int]:
    """Return the hashes of all runs of five words of a short block."""
    if len(text) > 1500:
        return []  # nobody repeats as much for a caption or a lead
    words = _WORD.findall(text.casefold())
    if len(words) < 8:
        return []
    return list(map(hash, zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)))
