"""What a scenario's folder holds beside the story: cards of things, claims to check, tours."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.claims import load as claims_file
from explorer.claims.model import Claim
from explorer.scenario import things, tour
from explorer.scenario.model import Scenario
from explorer.scenario.problems import Problem
from explorer.scenario.schema import document
from explorer.scenario.things import Thing, Things, load_things
from explorer.scenario.tour import Tour, load_tours


@dataclass(frozen=True, slots=True, eq=False)
class Extras:
    """All of it; each part may be empty."""

    things: Things = field(default_factory=Things)
    claims: tuple[Claim, ...] = ()
    tours: tuple[Tour, ...] = ()

    def claim(self, wanted: str) -> Claim | None:
        """Return the claim with that id."""
        return next((c for c in self.claims if c.id == wanted), None)

    def tour(self, wanted: str) -> Tour | None:
        """Return the tour with that id."""
        return next((t for t in self.tours if t.id == wanted), None)

    def things_of(self, kind: str, wanted: str) -> tuple[Thing, ...]:
        """Return the things that name a track, moment or passage (``kind``) as theirs."""
        of = {"track": "tracks", "moment": "moments", "passage": "passages"}.get(kind)
        return () if of is None else tuple(t for t in self.things.cards if wanted in getattr(t, of))

    def claims_of(self, scenario: Scenario, kind: str, wanted: str) -> tuple[Claim, ...]:
        """Return the claims that a passage, moment, site or thing (``kind``) bears on."""
        if kind == "passage":
            return tuple(c for c in self.claims if wanted in c.passages)
        if kind == "moment":
            told = {p.id for p in scenario.passages if p.moment == wanted}
            return tuple(c for c in self.claims if c.moment == wanted or told & set(c.passages))
        if kind == "site":
            return tuple(c for c in self.claims if c.site == wanted)
        thing = self.things.card(wanted) if kind == "thing" else None
        if thing is None:
            return ()
        return tuple(c for c in self.claims if set(thing.passages) & set(c.passages))


def schemas() -> dict[str, Any]:
    """Return the JSON Schemas of the files that these come from."""
    return {
        claims_file.NAME: document((), {"claim": claims_file.CLAIM, "reading": claims_file.READING}),
        things.NAME: document(
            (),
            {"thing": things.THING, "figure": things.FIGURE, "fuel_leg": things.LEG},
            {"fuel": things.FUEL},
        ),
        tour.NAME: document((), {"tour": tour.TOUR, "stop": tour.STOP}),
    }


def load_extras(folder: Path, scenario: Scenario) -> tuple[Extras, tuple[Problem, ...]]:
    """Return what ``folder`` holds beside ``scenario`` and what is wrong with it; never raises for that."""
    cards, of_things = load_things(folder, scenario)
    claims, of_claims = claims_file.load(folder, scenario)
    more = {"thing": [t.id for t in cards.cards], "claim": [c.id for c in claims]}
    tours, of_tours = load_tours(folder, scenario, more)
    return Extras(cards, claims, tours), (*of_things, *of_claims, *of_tours)
