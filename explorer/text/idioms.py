"""Verbs of two words, whose parts alone tell nothing: took off, put the jet down, gave himself up."""

from collections.abc import Sequence

from explorer.text import words

_CLAUSE = frozenset('.,;:!?()"“”—–')
_LOWER = frozenset(["through", "under", "below", "beneath"])  # "came down under the cloud" is no landing
_BETWEEN = 3  # words that may stand between verb and particle

# particle: what it makes of verbs. "Took the jet down" is no landing, "put the jet down" is: only some
# verbs may have words between (after the bar).
_MEANT = {
    "off": {
        "takeoff": "take took takes taking taken lift lifted lifts lifting blasted roared got get",
        "overrun": "run ran runs running skidded slid rolled rolls",
        "block": "sealed seal sealing roped cordoned fenced closed blocked | sealed seal closed blocked",
    },
    "down": {
        "land": "touch touched touches touching set sets setting put puts putting came comes coming come "
        "plunked slammed brought bring | set put puts slammed brought bring plunked plunks",
        "descend": "went go goes let lets dropped drops dived dove dives nosed",
    },
    "up": {
        "climb": "pulled pull pulls popped pops pop went goes go zoomed shot flew flies rose",
        "detect": "picked picks pick picking | picked picks pick",
        "scramble": "sent ordered | sent ordered",
        "surrender": "gave give gives giving | gave give gives giving",
    },
    "out": {"lose": "went goes gone blinked"},
    "away": {"formation": "turned broke peeled broken turns peels"},
}


def _table() -> dict[tuple[str, str], tuple[str, bool]]:
    table: dict[tuple[str, str], tuple[str, bool]] = {}
    for particle, meanings in _MEANT.items():
        for meaning, verbs in meanings.items():
            beside, _, apart = verbs.partition("|")
            for verb in beside.split():
                table[verb, particle] = (words.key(meaning), False)
            for verb in apart.split():
                table[verb, particle] = (words.key(meaning), True)
    return table


_TABLE = _table()
PARTICLES = frozenset(_MEANT)


def ended(tokens: Sequence[str], gaps: Sequence[str], n: int) -> tuple[str, int] | None:
    """Return the key of the verb of two words that the particle ``tokens[n]`` ends, and where it begins.

    ``gaps[n]`` is what stands before ``tokens[n]``. None where no such verb ends there.
    """
    particle = tokens[n].lower()
    for back in range(1, _BETWEEN + 2):
        at = n - back
        if at < 0 or not _CLAUSE.isdisjoint(gaps[at + 1]):
            return None
        meant = _TABLE.get((tokens[at].lower(), particle))
        if meant and (back == 1 or meant[1]):
            lower = particle == "down" and n + 1 < len(tokens) and tokens[n + 1].lower() in _LOWER
            return words.key("descend") if lower else meant[0], at
    return None
