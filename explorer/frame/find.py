"""Search over sites, tracks, moments and passages, and over things and claims where these are read."""

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.frame.state import Selection
from explorer.scenario.model import Scenario

if TYPE_CHECKING:
    from explorer.frame.extras import Extras


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what to select, a title, where the words stand, and how well they fit (0 to 100)."""

    selection: Selection
    kind: str
    title: str
    detail: str
    score: float


def fold(text: str) -> str:
    """Return ``text`` for comparing: case, accents and macrons put away (Ōminato becomes ominato)."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c))


def find(scenario: Scenario, query: str, most: int = 40, extras: "Extras | None" = None) -> tuple[Hit, ...]:
    """Return what matches every word of ``query``, best first; a slip in a name still finds it."""
    wanted = fold(query).split()
    if not wanted:
        return ()
    from rapidfuzz import fuzz  # here: its import would cost every start of the program 30 ms

    hits = []
    for selection, kind, title, body in _known(scenario, extras):
        name, rest = fold(title), fold(body)
        if all(w in name for w in wanted):
            score = 100.0 if name.startswith(wanted[0]) else 95.0
        elif all(w in name or w in rest for w in wanted):
            score = 80.0
        else:
            near = fuzz.WRatio(" ".join(wanted), name)
            if near < 82 or len(query) < 4:
                continue
            score = near * 0.7
        hits.append(Hit(selection, kind, title, _around(body, wanted), score))
    return tuple(sorted(hits, key=lambda h: -h.score)[:most])


def _known(scenario: Scenario, extras: "Extras | None") -> list[tuple[Selection, str, str, str]]:
    found = [
        (
            Selection("site", s.id),
            "place",
            " ".join(dict.fromkeys(s.names.values())),
            " · ".join(part for part in (s.role, s.unit, *(f.text for f in s.facts)) if part),
        )
        for s in scenario.sites.values()
    ]
    found += [(Selection("track", t.id), "aircraft", t.name, t.type) for t in scenario.tracks.values()]
    found += [(Selection("moment", m.id), "moment", m.title, m.text) for m in scenario.moments]
    found += [(Selection("passage", p.id), "text", p.heading, p.text) for p in scenario.passages]
    if extras is not None:
        found += [
            (
                Selection("thing", t.id),
                t.kind,
                " ".join([t.name, *t.names.values()]),
                " ".join(
                    [
                        t.text,
                        *(f"{r.label}: {r.value}" for r in t.rows),
                        *(f"{p.label}: {p.believed}; {p.found}" for p in t.pairs),
                    ]
                ),
            )
            for t in extras.things.cards
        ]
        found += [(Selection("claim", c.id), "claim", c.title, f"{c.quote} {c.note}") for c in extras.claims]
    return found


def _around(body: str, wanted: list[str], width: int = 90) -> str:
    """Return the stretch of ``body`` about the first word found."""
    folded = fold(body)
    places = [p for w in wanted if (p := folded.find(w)) >= 0]
    # Folding can change the length; the excerpt then starts a little off, which harms nothing.
    at = max(0, min(places, default=0) - width // 3)
    cut = body[at : at + width].strip()
    return ("…" if at else "") + cut + ("…" if at + width < len(body) else "")
