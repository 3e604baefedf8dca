"""An alignment for other programs (JSON) and for people (lines of evidence)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from explorer.text.align import Alignment, Match
from explorer.text.document import Document


def to_json(alignment: Alignment) -> dict[str, object]:
    """Return the alignment as plain JSON values.

    ``start`` and ``end`` count characters of the document's whole text (for plain text the decoded file with
    line feeds between lines), so that ``text[start:end] == quote``; both are null, and ``paragraphs`` empty,
    where nothing matches. ``moments`` lists moments told that no passage of the account retells.
    """
    return {
        "paragraphs": alignment.paragraphs,
        "matched": alignment.matched,
        "passages": [_item(match) for match in alignment.passages],
        "moments": [_item(match) for match in alignment.moments],
    }


def _item(match: Match) -> dict[str, object]:
    told = bool(match.paragraphs)
    return {
        "id": match.id,
        "moment": match.moment,
        "time_utc": _utc(match.time_utc),
        "paragraphs": list(match.paragraphs),
        "start": match.start if told else None,
        "end": match.end if told else None,
        "quote": match.quote,
        "score": match.score,
        "rivals": [{"kind": r.kind, "found": r.found, "known": r.known} for r in match.rivals],
    }


def _utc(seconds: float | None) -> str | None:
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


_KINDS = {"m": "length", "m/s": "speed", "kg": "weight", "s": "duration"}


def kind_in_words(kind: str) -> str:
    """Return what a fact is, for people: its ``kind`` is a unit where it is a quantity."""
    return _KINDS.get(kind, kind.partition(":")[0])


def summary(alignment: Alignment) -> str:
    """Return how much of the account was found, and how many more moments."""
    more, paragraphs = len(alignment.moments), alignment.paragraphs
    told = f"{alignment.matched} of {len(alignment.passages)} passages"
    told += f" and {more} more moment{'s' if more > 1 else ''}" if more else ""
    return f"{told} found in {paragraphs} paragraph{'' if paragraphs == 1 else 's'}"


def explain(alignment: Alignment, document: Document) -> Iterator[str]:
    """Yield lines that say why each passage stands where it does: its facts, heaviest first."""
    name = document.title or document.path
    yield f"{name}: {summary(alignment)}"
    for match in alignment.passages:
        yield from _explained(match, match.id)
    for match in alignment.moments:
        yield from _explained(match, f"{match.id} (a moment without a passage)")


def _explained(match: Match, name: str) -> Iterator[str]:
    if not match.paragraphs:
        yield f"{name}: not found"
        return
    where = ", ".join(str(n) for n in match.paragraphs)
    yield f"{name}: paragraph {where}, score {match.score:.2f}"
    for fact in sorted(match.evidence, key=lambda e: (-e.weight, e.start)):
        found = " ".join(fact.found.split())
        same = "" if found == fact.term else f" for {fact.term!r}"
        yield f"    {fact.weight:5.2f}  {kind_in_words(fact.kind):8}  {found!r}{same}"
    for rival in match.rivals:
        yield f"    this account: {rival.found} (the scenario: {rival.known})"
