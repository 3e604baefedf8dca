"""Cards of things and people, and of claims: what stands in no place of the map's own."""

from explorer.claims.export import (
    VERDICTS,
    claimed_words,
    difference_words,
    value_words,
    verdict_words,
)
from explorer.claims.model import Result, Verdict
from explorer.frame.card import Card, Drawing, Row, drawn
from explorer.frame.extras import Extras
from explorer.frame.picket import PicketReach, area_words
from explorer.frame.state import State
from explorer.frame.tank import reach_words, tank
from explorer.scenario import units
from explorer.scenario.model import Basis, Fact, Scenario
from explorer.scenario.things import FuelPlan
from explorer.scenario.whatif import E2C

SIGNS = {
    Verdict.AGREES: "=",
    Verdict.DOUBTFUL: "≈",
    Verdict.CONTRADICTED: "≠",
    Verdict.UNCHECKED: "?",
}
"""A sign for each verdict that needs no colour: the claim equals what was found, nearly, or not at all."""


def verdict_line(result: Result | None) -> str:
    """Return the verdict with its sign, in words."""
    return "being checked" if result is None else f"{SIGNS[result.verdict]} {VERDICTS[result.verdict]}"


def thing_card(
    scenario: Scenario, state: State, extras: Extras, wanted: str, picket: PicketReach | None = None
) -> Card | None:
    """Return the card of a thing or person; None where there is no such thing."""
    thing = extras.things.card(wanted)
    if thing is None:
        return None
    names = [n for n in thing.names.values() if n]
    fuel = extras.things.fuel
    fuelled = fuel is not None and fuel.thing == wanted
    return Card(
        title=thing.name,
        subtitle=" · ".join([*names, thing.kind]),
        text=thing.text,
        rows=(
            *(_fuel_rows(fuel, scenario, state.voice) if fuel is not None and fuelled else ()),
            *(_picket_rows(picket, str(state.units)) if wanted == E2C else ()),
            *(Row(r.label, r.value, r.basis, r.sources) for r in thing.rows),
        ),
        pairs=thing.pairs,
        tracks=tuple(t for t in thing.tracks if t in scenario.tracks),
        moments=thing.moments,
        passages=thing.passages,
        claims=tuple(c.id for c in extras.claims_of(scenario, "thing", wanted)),
        drawing=Drawing.FUEL if fuelled else drawn(thing.drawing),
    )


def _picket_rows(picket: PicketReach | None, system: str) -> tuple[Row, ...]:
    """Return how much stays dark at each height, without an E-2C and with one."""
    if picket is None:
        return (Row("Dark areas", "being worked out…"),)
    base = picket.base.names.get("en", picket.base.id)
    where = (
        f"Within {units.distance(picket.range_km, system)} of {base} ({area_words(picket.area_km2)}), "
        f"from {units.altitude(picket.altitude_m, system)}"
    )
    return tuple(
        Row(
            f"Dark to every radar at {units.altitude(b.altitude_m, system)}",
            f"{where}: {area_words(b.without_km2)} with the stations of 1976 alone, "
            f"{area_words(b.with_km2)} with one E-2C. By line of sight, where the ground is lower; "
            "clutter left out.",
            Basis.ASSUMED,
        )
        for b in picket.blind
    )


def _fuel_rows(plan: FuelPlan, scenario: Scenario, voice: str) -> tuple[Row, ...]:
    """Return why the fields fell out of reach, by the pilot's pad and pencil."""
    found = tank(plan, scenario, voice)
    if found is None:
        return ()
    said = reach_words(found, scenario, voice)
    return (
        *(Row("Fuel, reckoned", words, found.band.basis) for words in said),
        Row("Fuel, grounds", plan.note),
    )


def claim_card(scenario: Scenario, extras: Extras, result: Result | None, wanted: str) -> Card | None:
    """Return the card of a claim with what its check found; None where there is no such claim."""
    claim = extras.claim(wanted)
    if claim is None:
        return None
    zone = scenario.zones[0] if scenario.zones else None
    numbers = ", ".join(str(n) for n in claim.paragraphs)
    rows = [Row("The article", f"“{claim.quote}” (paragraph {numbers})", Basis.STATED, (scenario.article,))]
    facts = []
    for finding in result.findings if result is not None else ():
        said = f"claimed {claimed_words(finding.claimed, zone)}"
        if value := value_words(finding, zone):
            said += f"; computed {value}"
        if apart := difference_words(finding):
            said += f"; difference {apart}"
        aside = " (beside the claim)" if finding.beside else ""
        rows.append(Row(f"{finding.label}: {VERDICTS[finding.verdict]}{aside}", said, finding.basis))
        facts.append(Fact(" ".join([finding.method, finding.rule, *finding.steps]), finding.basis, ()))
    return Card(
        title=claim.title,
        subtitle="claim · "
        + ("being checked" if result is None else f"{SIGNS[result.verdict]} {verdict_words(result)}"),
        text=claim.note,
        rows=tuple(rows),
        facts=tuple(facts),
        accounts=tuple((a.says, a.source) for a in claim.accounts),
        moments=(claim.moment,) if claim.moment else (),
        passages=claim.passages,
        sites=(claim.site,) if claim.site else (),
    )
