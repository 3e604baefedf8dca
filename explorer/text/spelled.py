"""The names of a scenario in every spelling that it knows, and the keys of words."""

import re
from dataclasses import dataclass

from explorer.scenario.model import Scenario
from explorer.text import when, words
from explorer.text.facts import Hit

_JA_KIND = re.compile(r"(?:分屯基地|航空交通管制部|空港|駐屯地|基地|港|島)$")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}")
_GENERIC_WORDS = """
    Airport Air Base Control Center Area Camp Cape Port Embassy Metropolitan Police US
"""
_GENERIC = frozenset(words.key(w) for w in _GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class Spellings:
    """The names of a scenario's sites in other scripts. ``alias`` maps keys, ``native`` runs of Japanese."""

    alias: dict[str, str]
    native: dict[str, str]
    names: frozenset[str]  # keys of proper names, long enough to forgive a misspelling
    titled: frozenset[str]  # keys of the names in the story's title
    places: frozenset[str]  # keys of the names that are the story's own: its sites, and whom its title names
    _runs: re.Pattern[str]

    def key(self, word: str) -> str | None:
        """Return the key of ``word``, or None for one too common to tell anything."""
        if word[0].isdecimal() or words.common(word):
            return None
        found = words.key(word)
        return self.alias.get(found, found)

    def native_hits(self, text: str) -> list[Hit]:
        """Return the known names and words inside runs of Japanese, longest first where they overlap."""
        if not words.CJK.search(text):
            return []
        return [(self.native[m.group()], m.start(), m.end()) for m in self._runs.finditer(text)]


def spellings(scenario: Scenario) -> Spellings:
    """Return the spellings of all sites, and Japanese words that the scenario's own terms use."""
    alias: dict[str, str] = {}
    native = dict(words.japanese())
    proper: set[str] = set()
    titled = {words.key(w) for w in _NAME.findall(scenario.title) if w.lower() not in when.MONTHS}
    places = set(titled)
    for site in scenario.sites.values():
        own = [words.key(w) for w in words.TOKEN.findall(site.names.get("en", ""))]
        own = [k for k in own if k not in _GENERIC and len(k) > 1]
        if not own:
            continue
        places.add(own[0])
        proper.update(k for k in own if len(k) >= 6)
        for language, name in site.names.items():
            if words.CJK.search(name):
                bare = name
                while _JA_KIND.search(bare) and len(_JA_KIND.sub("", bare)) >= 2:
                    bare = _JA_KIND.sub("", bare)
                native.setdefault(bare, own[0])
            elif language != "en" and len(words.TOKEN.findall(name)) == 1:
                alias[words.key(name)] = own[0]
    for passage in scenario.passages:
        for term in passage.terms:
            if words.CJK.match(term):
                native.setdefault(term, term)
    runs = re.compile("|".join(re.escape(w) for w in sorted(native, key=len, reverse=True)))
    return Spellings(
        alias, native, frozenset(proper), frozenset(titled), frozenset(places - _GENERIC - {"of"}), runs
    )
