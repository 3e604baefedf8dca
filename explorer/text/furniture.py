"""Telling what a paragraph is for, where the format does not say: heading, body or furniture."""

import re
from collections import Counter
from collections.abc import Sequence

from explorer.text.document import Block, Kind

_CREDIT = re.compile(
    r"(?:\bphotos?\b|\bphotograph\b|\bpicture\b|\bimage\b|\billustration\b)[\s:]*(?:by|via|courtesy|credit|from|©|:"
    r"|$)|\b(?:photo|image|picture|file photo|illustration)\s*[).\]]*\s*$|^\s*(?:photo|image|figure|fig\.|credit|"
    r"caption|above|below|pictured|left|right|top)\s*(?:\d+\s*)?[:.]|\b(?:getty images|wikimedia|creative commons|"
    r"file photo|stock photo|public domain|shutterstock|courtesy of|photo credit)\b|/(?:AP|AFP|Reuters|Flickr|Getty)\b"
    r"|[（(](?:写真|提供|共同|時事)[^）)]*[）)]\s*$|^写真[:：]|^Фото\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\bsubscri(?:be|ber|ption)\b|\bad[- ]free\b|\bsign (?:up|in)\b|\blog in\b|\byour (?:inbox|email|e-mail)\b|"
    r"\bnewsletter|\bcookies?\b|\ball rights reserved\b|^\s*(?:©|copyright\b|\(c\)\s*\d{4})|\bread (?:more|next|also)\b|"
    r"\brelated (?:articles?|stories|posts?|links?)\b|\badvertise(?:ment|r)\b|^\s*(?:sponsored|advert|promoted)\b|"
    r"\bclick here\b|\bshare (?:this|on)\b|\bfollow us\b|\breport it here\b|\bterms of (?:use|service)\b|"
    r"\bprivacy policy\b|\bback to top\b|\bskip to (?:main )?content\b|\bleave a (?:comment|reply)\b|"
    r"\b(?:per|a) (?:year|month)!|\bmost (?:read|popular)\b|\bfree trial\b|\bdonat(?:e|ion)\b|\bshop now\b|"
    r"\bbuy now\b|\bmembers? only\b|\bmembership\b|無断転載|続きを読む|会員登録|подпи(?:сат|ск)|реклама",
    re.IGNORECASE,
)
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
    words = len(_WORD.findall(head)) + len(_CJK.findall(head)) // 2
    if words == 0:
        return Kind.FURNITURE
    if words <= 45 and _CREDIT.search(head):
        return Kind.FURNITURE
    notices = len(_NOTICE.findall(head))
    if notices and (words <= 35 or notices * 30 >= words):
        return Kind.FURNITURE
    if (
        words <= 16
        and len(head) < 140
        and not _ENDS.search(head)
        and not head.lstrip().startswith(("•", "-", "*"))
    ):
        return Kind.HEADING
    return Kind.BODY


def _beside_caption(blocks: Sequence[Block], found: Sequence[Kind], n: int) -> bool:
    """A short fragment without a verb next to a photograph's credit describes the same photograph."""
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
    shingles = [_shingles(block.text) for block in blocks]
    unique = [set(own) for own in shingles]
    count: Counter[int] = Counter()
    for own in unique:
        count.update(own)

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
    """Return the hashes of all runs of five words of the first 4,000 characters."""
    words = _WORD.findall(text[:4000].casefold())
    if len(words) < 8:
        return []
    return [hash(tuple(words[i : i + 5])) for i in range(len(words) - 4)]
