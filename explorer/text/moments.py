"""Moments by themselves, and what the account's passages keep beside them.

A document that holds most of the account's passages is the text that the account retells: its passages stand
where their own facts are. Any other tells moments in other words, in another order, and some that the account
passes over: there each moment stands where it is likeliest told (``chance``), and a passage only where the
document likely tells its moment. Where a scenario has no retellings to learn from, passages stand by their
facts alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.text.chance import SURE, best, likelihood, tellable
from explorer.text.index import Index
from explorer.text.query import Known, Query
from explorer.text.spans import Claim, Found, Sought, value
from explorer.text.telling import COMMON, keyed
from explorer.text.words import idle

STRONG = 1.55  # weight: from here a passage may stand out of order
NEAR = 6  # sentences: a short step
LEAST = 0.42  # chance: from here a moment is told
NAMED = 2  # names of the story's own that a document must hold for a moment to be known by little
# Moments surely told: a document of fewer tells another story, in the same places, unless it has the names of
# the story's title; with none of those it tells nothing.
STORY = 5
_FEW = 3  # of a story of few moments it must surely tell one in so many
ALONE = 0.8  # chance: what is told for all that, or is a moment that retellings hardly tell
CONSENT = 0.12  # the least chance, where a passage with strong facts stands, that its moment is told
SOURCE = 0.5  # share of passages with strong facts: the document is the account's own source
_ON = 0.5  # of its likeliest sentence's chance: what a neighbour must have to belong to it
_AS_WELL = 0.75  # the same for a passage that stands elsewhere
_YIELDS = 0.8  # of the chance of another moment that a sentence surely tells: with less it is the other's
_WORD = 0.25  # weight of a word that makes a telling e times as likely
_WORDED = ("name", "word", "phrase")  # kinds of evidence that are no figures
_UNNAMED = 0.5  # weight: the least that a subject needs besides names
_TOLD = 1.5  # nats: the least that a word of evidence tells


@dataclass(frozen=True, slots=True)
class Tellings:
    """Where a document tells the scenario's moments.

    ``claims`` by moment: where it is likeliest told, if it is told at all; ``chance`` by moment and sentence,
    0 to 1, of pairs with some likelihood; ``learnt`` whether the scenario says what words tell its moments;
    ``surely`` by sentence: the chances of the moments that are surely told there and nowhere likelier.
    """

    claims: dict[str, Claim]
    chance: dict[tuple[str, int], float]
    learnt: bool
    surely: dict[int, dict[str, float]]

    def yields(self, moment: str, s: int) -> bool:
        """Say whether a sentence is another moment's, rather than one more that tells ``moment``."""
        mine = self.chance.get((moment, s), 0.0)
        return any(m != moment and mine < _YIELDS * p for m, p in self.surely.get(s, {}).items())

    def consent(self, moment: str, claim: Claim) -> float:
        """Return the highest chance of a moment in the sentences of a claim."""
        return max(self.chance.get((moment, s), 0.0) for s in range(claim.first, claim.last + 1))


def tellings(found: Index, text: str, known: Known) -> Tellings:
    """Return where a document tells the scenario's moments."""
    may = tellable(found, text, known.moments, known.spelled, known.weights)
    chance = likelihood(may)
    ids = [query.id for query in known.moments]
    pairs = zip(may.moment.tolist(), may.sentence.tolist(), chance.tolist(), strict=True)
    every = {(ids[m], s): p for m, s, p in pairs}
    likeliest = best(may, chance)
    surely: dict[int, dict[str, float]] = {}
    for m, row in likeliest.items():
        if chance[row] >= SURE:
            surely.setdefault(int(may.sentence[row]), {})[ids[m]] = float(chance[row])
    least = _least(sum(map(len, surely.values())), found, known)
    told = Tellings({}, every, bool(known.weights.rows), surely)
    # Where most moments were learnt, one that was not is rarely told; of few retellings that says nothing.
    rare = ~may.learnt & (2 * may.learnt.sum() > len(may.learnt))
    for m, row in sorted(likeliest.items()):
        if chance[row] >= (max(least, ALONE) if rare[m] else least):
            first, last = _run(int(may.sentence[row]), ids[m], told, found)
            sought = _worded(may.sought[m], m, first, last, found, text, known)
            worth = value(found, sought, first, last).score
            told.claims[ids[m]] = Claim(sought, first, last, worth, float(chance[row]))
    return told


def _least(surely: int, found: Index, known: Known) -> float:
    """Return from what chance on a document tells a moment, by how surely it tells this story.

    That is seen by the names of the story in it and the number of moments ``surely`` told.
    """
    names, titled = (len(its & found.names) for its in (known.spelled.places, known.spelled.titled))
    enough = surely >= min(STORY, len(known.moments) // _FEW)
    if names >= NAMED and (enough or titled >= NAMED):
        return LEAST
    return ALONE if names and (enough or titled) else 1.0


def _run(s: int, moment: str, told: Tellings, found: Index) -> tuple[int, int]:
    """Return the sentences about ``s``, in its paragraph, that likely tell the moment too."""
    least = max(LEAST, _ON * told.chance[moment, s])

    def too(n: int) -> bool:
        return told.chance.get((moment, n), 0.0) >= least and not told.yields(moment, n)

    first = last = s
    while not found.edge[first] and first > 0 and too(first - 1):
        first -= 1
    while last + 1 < len(found.edge) and not found.edge[last + 1] and too(last + 1):
        last += 1
    return first, last


def _worded(sought: Sought, m: int, first: int, last: int, found: Index, text: str, known: Known) -> Sought:
    """Return what was sought, and as evidence too the words that tell the ``m``-th moment of ``known``."""
    weights, facts = known.weights, dict(sought.told)
    for s in range(first, last + 1):
        held = [(f.start, f.end) for f in facts.get(s, ())]
        start = found.starts[s]
        telling: list[tuple[int, int, float, str]] = []
        for key, one, two in keyed(text[start : found.ends[s]], known.spelled):
            row = weights.rows.get(key)
            weight = 0.0 if row is None or key.startswith(COMMON) else float(weights.nats[row, m])
            place = start + one, start + two
            apart = not any(a < place[1] and place[0] < b for a, b in held)
            if weight >= _TOLD and apart and not idle(text[slice(*place)]):
                telling.append((*place, weight, key))
        more = [
            Found(("word", key), ("word", key), "word", text[one:two], one, two, _WORD * weight)
            for one, two, weight, key in _joined(telling)
        ]
        facts[s] = [*facts.get(s, ()), *more]
    return replace(sought, told=facts)


def _joined(telling: list[tuple[int, int, float, str]]) -> list[tuple[int, int, float, str]]:
    """Return (start, end, weight, key) of words, those that overlap as one: pairs of one run of kanji."""
    whole: list[tuple[int, int, float, str]] = []
    for one, two, weight, key in sorted(telling):
        if whole and one < whole[-1][1]:
            begin, end, most, its = whole.pop()
            most, its = (weight, key) if weight > most else (most, its)
            whole.append((begin, max(two, end), most, its))
        else:
            whole.append((one, two, weight, key))
    return whole


def together(
    chosen: Mapping[str, Claim], passages: Sequence[Query], told: Tellings, found: Index
) -> tuple[dict[str, Claim], dict[str, Claim]]:
    """Return the claims that hold, by passage, and of moments that no passage retells, by moment.

    A moment that was found by itself stands for the passage that retells it, if that was not found, or where
    it is hardly told.
    """
    strong = sum(claim.score >= STRONG for claim in chosen.values())
    own = not told.learnt or strong >= SOURCE * len(passages)
    by_passage = dict(chosen)
    if not own:
        figures = {
            fact.start
            for claim in told.claims.values()
            for fact in claim.sought.evidence(claim.first, claim.last)
            if fact.kind not in _WORDED
        }
        likely = {name: claim for name, claim in chosen.items() if _likely(claim, told, figures)}
        by_passage = {name: _trimmed(claim, told, found) for name, claim in likely.items()}
    by_moment: dict[str, Claim] = {}
    for moment, claim in told.claims.items():
        retelling = [q for q in passages if q.moment is not None and q.moment.id == moment]
        there = {q.id: by_passage[q.id] for q in retelling if q.id in by_passage}
        if not retelling:
            by_moment[moment] = claim
        elif not there:
            by_passage[max(retelling, key=lambda q: _told(claim, q)).id] = claim
        elif not own and not any(_share(claim, c) for c in there.values()):
            least = min(there, key=lambda name: told.consent(moment, there[name]))
            if told.consent(moment, there[least]) < _AS_WELL * claim.chance:
                by_passage[least] = claim
    return by_passage, by_moment


def _likely(claim: Claim, told: Tellings, figures: Collection[int]) -> bool:
    """Say whether a document likely tells a passage's moment where its facts are.

    Of a passage without a moment the facts must be strong without the ``figures``, by where they stand, that
    tell moments; and names alone, of people or makers, tell no subject.
    """
    moment = claim.sought.query.moment
    if moment is not None:
        return told.consent(moment.id, claim) >= (CONSENT if claim.score >= STRONG else LEAST)
    facts = claim.sought.evidence(claim.first, claim.last)
    taken = sum(f.weight for f in facts if f.kind not in _WORDED and f.start in figures)
    unnamed = sum(f.weight for f in facts if f.kind not in ("name", "phrase"))
    return claim.score - taken >= STRONG and unnamed >= _UNNAMED


def _trimmed(claim: Claim, told: Tellings, found: Index) -> Claim:
    """Return a claim without the sentences at its ends that hardly tell its moment, or another's."""
    moment = claim.sought.query.moment
    if moment is None:
        return claim
    chance = {s: told.chance.get((moment.id, s), 0.0) for s in range(claim.first, claim.last + 1)}
    top = max(chance.values())
    own = [s for s, p in chance.items() if p == top or (p >= CONSENT and not told.yields(moment.id, s))]
    return value(found, claim.sought, own[0], own[-1])


def _share(one: Claim, two: Claim) -> bool:
    return one.first <= two.last and two.first <= one.last


def _told(claim: Claim, query: Query) -> int:
    """Count the words of a passage that a claim's sentences tell."""
    keys = {a.key for a in query.asked if a.key}
    return sum(fact.key[1] in keys for fact in claim.sought.evidence(claim.first, claim.last))
