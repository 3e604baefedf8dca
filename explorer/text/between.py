"""What little is told of a moment, where its order leaves it one place: between its two neighbours.

Two facts tell a moment anywhere in a document (``spans.telling``). Between the moments before and after it,
if these are told in order and close together, one telling word is enough: "he spent the night at a hotel".
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from math import inf

from explorer.text import words
from explorer.text.index import Index
from explorer.text.spans import Claim, Sought, value

SOME = 0.5  # in units of weight: the least that such a sentence tells of its moment
SLIGHT = 0.15  # a fact that counts for none: an aircraft, a Soviet
OPEN = 0.7  # the same after the last moment that is told, or before the first
GAP = 6  # sentences: how far from its neighbours it may stand
KEPT = 0.6  # of a longer claim's weight: what must remain when it gives such a sentence away
AHEAD = 4  # sentences: how far beyond the last, or the first
_DAYS = 3 * 86400  # seconds: a moment of more shows no other its place

# Words that any story is told in: none of them tells a moment alone.
_EVERYDAY_WORDS = """
    studied feared alarm requirements import panel candidates tanks descended group slipped crash spray salt
    beach waves noticed target crew strap answer heard south coast briefly cloud circled rain instant appeared
    reappeared sum run fumes calculated town bay houses roofs city ceiling missed brakes grass past rest
    telephone business competence climbed shouted film gates covered wrapped barred allowed guard military
    booked suspicion watch protest foreign night room slept curtains awake corridor capital moved transferred
    door granted accepted welcome white department face free refused boarded claimed mother wife mistake
    course write rejected loaded pieces apart tubes steel role announced terms agreed condition procedure
    hauled port signed given home docked tied formed complete replaced chosen selected settled decided bought
    approved delivered money brought fourth exercise closed
"""
_EVERYDAY = frozenset(words.key(w) for w in _EVERYDAY_WORDS.split())


def between(held: Sequence[Claim], sought: Sequence[Sought], found: Index) -> list[Claim]:
    """Return ``held`` with further claims of one sentence each, for moments of ``sought`` not told in it.

    What tells most comes first, and then shows the others their places too.
    """
    told = {c.sought.query.moment.id for c in held if c.sought.query.moment}
    anchors = sorted(
        {
            (centre(c, found), m.best)
            for c in held
            if (m := c.sought.query.moment) and m.latest - m.earliest <= _DAYS
        }
    )
    asking = set(found.asking.tolist())
    little = [
        value(found, each, s, s)
        for each in sought
        if each.query.moment and each.query.moment.id not in told
        for s in each.told
        if s not in asking
    ]
    kept = list(held)
    likely = (c for c in little if c.score >= SOME and enough(c))
    for claim in sorted(likely, key=lambda c: (-c.score, c.first)):
        moment = claim.sought.query.moment
        assert moment is not None
        long = moment.latest - moment.earliest > _DAYS
        if moment.id in told or claim.score < _asked(claim.first, moment.best, long, anchors):
            continue
        if _own(claim, kept, found):
            kept = [_cut(c, claim.first, found) for c in kept] + [claim]
            told.add(moment.id)
            if not long:
                insort(anchors, (claim.first, moment.best))
    return kept


def enough(claim: Claim) -> bool:
    """Say whether a sentence tells two facts, or one that is hardly told of anything else."""
    facts = [f for f in claim.sought.evidence(claim.first, claim.last) if f.weight >= SLIGHT]
    if len(facts) == 1:
        return facts[0].kind not in ("date", "year") and facts[0].key[1] not in _EVERYDAY
    return any(f.kind not in ("date", "year") for f in facts)


def _asked(s: int, time: float, long: bool, anchors: Sequence[tuple[int, float]]) -> float:
    """Return what the sentence ``s`` must tell of a moment: little where the moments beside it are its own.

    Of the two told before and the two after, one may be out of order.
    """
    at = bisect_left(anchors, (s, time))
    before = [time >= a[1] for a in reversed(anchors[max(0, at - 2) : at]) if s - a[0] <= GAP]
    after = [time <= a[1] for a in anchors[at : at + 2] if a[0] - s <= GAP]
    if before and after:
        fits = (before[0] and any(after)) or (after[0] and any(before))
        return SOME if fits else inf
    if after and not long:
        return OPEN if after[0] and anchors[at][0] - s <= AHEAD else inf
    if before:
        return OPEN if all(before) and s - anchors[at - 1][0] <= AHEAD else inf
    return inf


def _own(claim: Claim, held: Sequence[Claim], found: Index) -> bool:
    """Say whether a sentence is a moment's own: not told for another, or spared by one that tells more."""
    s = claim.first
    for other in held:
        if other.first <= s <= other.last:
            if s not in (other.first, other.last) or other.first == other.last or centre(other, found) == s:
                return False
            if _cut(other, s, found).score < KEPT * other.score:
                return False
    return True


def _cut(claim: Claim, s: int, found: Index) -> Claim:
    """Return a claim without the sentence ``s`` at one of its ends."""
    if not claim.first <= s <= claim.last or claim.first == claim.last:
        return claim
    if s == claim.first:
        return value(found, claim.sought, s + 1, claim.last)
    return value(found, claim.sought, claim.first, s - 1) if s == claim.last else claim


def centre(claim: Claim, found: Index) -> int:
    """Return the sentence that tells most of what a claim tells."""
    every = range(claim.first, claim.last + 1)
    return max(every, key=lambda s: (value(found, claim.sought, s, s).score, -s))
