"""Moments by themselves: sought by the words that any telling uses, beside what the passages have.

Documents that do not follow the account tell moments in other words, and moments that it passes over. What
is told plainly holds wherever it stands, unless it tells another moment more; what little is told of one
holds in its order between two that are told plainly, and there one word may do (``between``).
"""

from collections.abc import Iterable, Mapping, Sequence

from explorer.text.between import between, centre, enough
from explorer.text.index import Index
from explorer.text.query import Query
from explorer.text.spans import Claim, candidates, seek, telling, tight, value

STRONG = 1.55  # from here a claim may stand out of order
ENOUGH_LONE = 1.3  # the least for a moment that is told plainly
STRONG_LONE = 2.6  # from here it may stand out of order
DOUBTFUL = 1.2  # below this a passage is taken for none, unless its moment is told so by itself
LITTLE = 0.7  # enough for one that stands in order between two that are told plainly
STORY = 5  # moments told plainly: of fewer, a document tells another story, in the same places
OWN_LONE = 0.7  # what a moment must tell by itself in sentences that tell another
KEPT = 0.5  # of a claim's weight: what must remain when sentences that another tells are cut from it
GUARDED = 0.7  # the same where the other is a moment that the account passes over
BETTER = 1.3  # how much more a moment must weigh by itself than where its passage stands
DAYS = 3 * 86400  # seconds: a moment of more has no place in the order
LONG = 1.9  # the least for such a moment
SLACK = 3  # sentences: how far from its place in the order little will do
NEAR = 6  # sentences: a short step


def together(
    chosen: Iterable[Claim], passages: Sequence[Query], moments: Sequence[Query], found: Index
) -> list[Claim]:
    """Return the claims of passages and of moments that hold beside one another, best first.

    A moment is sought by itself too: where it is told better than a weak claim of its passage would have it,
    and where no passage retells it.
    """
    sought = [seek(found, query) for query in moments]
    alone = [c for each in sought for c in candidates(found, each, LITTLE)]
    ranked = sorted([*chosen, *alone], key=lambda c: (-c.score, c.first))
    retold = {q.moment.id for q in passages if q.moment}
    held: list[Claim] = []
    told: dict[str, Claim] = {}
    for plainly in (True, False):
        # First what is told plainly; then, between two such moments, what little is told of those between.
        if not plainly and sum(c.score >= ENOUGH_LONE for c in held) < STORY:
            return _spared(held, found)
        for claim in ranked:
            query, moment = claim.sought.query, claim.sought.query.moment
            sure = query.passage and (claim.score >= STRONG or moment is None)
            if (sure or claim.score >= ENOUGH_LONE) is not plainly:
                continue
            if not plainly and not enough(claim):
                continue
            if not sure:
                if moment is None or moment.id in told or (query.passage and claim.score < DOUBTFUL):
                    continue
                added = not query.passage and moment.id not in retold
                if not plainly and added and any(_share(claim, other) for other in held):
                    continue  # the little that is told must not be of anything else
            if sure or _fits(claim, plainly, held, told, found):
                held.append(claim)
                if moment:
                    told.setdefault(moment.id, claim)
    return between(_spared(held, found), sought, found)


def _fits(
    claim: Claim, plainly: bool, held: Sequence[Claim], told: Mapping[str, Claim], found: Index
) -> bool:
    """Say whether a moment may be told here: in its order unless it is told well, and by facts of its own."""
    moment = claim.sought.query.moment
    assert moment is not None
    beside = [c for c in held if c.sought.query.moment and _share(claim, c)]
    if any(
        _own(claim, c) < OWN_LONE and _less(c, claim, centre(claim, found), found) is None for c in beside
    ):
        return False
    if claim.score >= STRONG_LONE:
        return True
    if moment.latest - moment.earliest > DAYS:
        return plainly and not beside and claim.score >= LONG  # years have no place in the order
    if plainly and not beside:
        return True
    timed = sorted(
        (c.sought.query.moment.best, c.first, c.last) for c in told.values() if c.sought.query.moment
    )
    before = [t for t in timed if t[0] < moment.best]
    after = [t for t in timed if t[0] > moment.best]
    if before and after:
        ends = before[-1], after[0]
        first, last = min(end[1] for end in ends), max(end[2] for end in ends)
        return first - SLACK <= claim.first and claim.last <= last + SLACK
    near = before[-1:] or after[:1]
    return plainly or any(abs(claim.first - t[1]) <= NEAR for t in near)


def filed(joined: Sequence[Claim], passages: Sequence[Query]) -> tuple[dict[str, Claim], dict[str, Claim]]:
    """Return the claims by passage and, of moments that no passage retells, by moment.

    A moment that was found by itself stands for the passage that retells it, if that was not found, or not
    so well.
    """
    by_passage = {c.sought.query.id: c for c in joined if c.sought.query.passage}
    by_moment: dict[str, Claim] = {}
    for claim in joined:
        moment = claim.sought.query.moment
        if claim.sought.query.passage or moment is None:
            continue
        retelling = [q for q in passages if q.moment is not None and q.moment.id == moment.id]
        if not retelling:
            by_moment[moment.id] = claim
            continue
        there = [by_passage[q.id] for q in retelling if q.id in by_passage]
        if all(not _share(claim, c) and claim.score >= BETTER * c.score for c in there):
            nearest = max(retelling, key=lambda q: (q.id not in by_passage, _told(claim, q)))
            by_passage[nearest.id] = claim
    return by_passage, by_moment


def _told(claim: Claim, query: Query) -> int:
    """Count the words of a passage that a claim's sentences tell."""
    keys = {a.key for a in query.asked if a.key}
    return sum(fact.key[1] in keys for fact in claim.sought.evidence(claim.first, claim.last))


def _spared(held: list[Claim], found: Index) -> list[Claim]:
    """Cut from each claim the sentence that tells another best, if it keeps the better part of its own."""
    cut = list(held)
    cores = [centre(claim, found) for claim in held]
    retold = {c.sought.query.moment.id for c in held if c.sought.query.passage and c.sought.query.moment}
    for n, claim in enumerate(held):
        for m, other in enumerate(held):
            added = other.sought.query.moment is None or other.sought.query.moment.id not in retold
            # The account's own words come before a moment that it does not retell.
            guarded = added and claim.sought.query.passage and claim.score >= STRONG
            if m != n:
                cut[n] = _less(cut[n], other, cores[m], found, GUARDED if guarded else KEPT) or cut[n]
    return cut


def _less(claim: Claim, other: Claim, core: int, found: Index, kept: float = KEPT) -> Claim | None:
    """Return what a claim keeps beside its own best sentence without another's; None if that is too little.

    All that the other holds is cut if so much can be spared, or only its best sentence, ``core``.
    """
    if not claim.first <= core <= claim.last or claim.first == claim.last:
        return None
    mine = centre(claim, found)
    if core == mine:
        return None
    if core < mine:
        runs = [(min(other.last + 1, mine), claim.last), (core + 1, claim.last)]
    else:
        runs = [(claim.first, max(other.first - 1, mine)), (claim.first, core - 1)]
    parts = [tight(value(found, claim.sought, first, last), found) for first, last in runs]
    return next((p for p in parts if p.score >= kept * claim.score and telling(p)), None)


def _share(one: Claim, two: Claim) -> bool:
    return one.first <= two.last and two.first <= one.last


def _own(claim: Claim, other: Claim) -> float:
    """Return how much more than another a claim tells of the sentences that both share."""
    first, last = max(claim.first, other.first), min(claim.last, other.last)
    theirs = {fact.told_by: fact.weight for fact in other.sought.evidence(first, last)}
    told = claim.sought.evidence(first, last)
    return sum(max(0.0, fact.weight - theirs.get(fact.told_by, 0.0)) for fact in told)
