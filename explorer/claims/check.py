"""Checking claims: formulas over the scenario, verdicts by the rules that the claims carry."""

import math
from collections.abc import Iterable
from typing import assert_never

from explorer.claims.formulas import FORMULAS
from explorer.claims.given import Given, NotKnownError, give, used
from explorer.claims.model import (
    Account,
    Claim,
    Finding,
    Join,
    Kind,
    Quantity,
    Reading,
    Result,
    Rule,
    Stance,
    Verdict,
)
from explorer.claims.quantities import DATE, convert, figure
from explorer.claims.working import Outcome, Work
from explorer.flight.motion import weaker
from explorer.radar.model import RadarModel
from explorer.scenario import times
from explorer.scenario.model import Basis, Scenario, Zone

_WORST = (Verdict.CONTRADICTED, Verdict.DOUBTFUL, Verdict.UNCHECKED, Verdict.AGREES)
_OF_LIMIT = (Rule.POSSIBLE, Rule.IMPOSSIBLE)


def check(claim: Claim, scenario: Scenario, radar: RadarModel | None = None) -> Result:
    """Return what the check of ``claim`` in ``scenario`` finds; nothing is remembered between two calls.

    Without ``radar`` the readings that need it cannot be checked, and say so.
    """
    if claim.kind is Kind.COMPARED:
        return Result(claim, by_accounts(claim.accounts), ())
    findings = tuple(_finding(reading, scenario, radar) for reading in claim.readings)
    return Result(claim, together((f.verdict for f in findings if not f.beside), claim.join), findings)


def check_all(
    claims: Iterable[Claim], scenario: Scenario, radar: RadarModel | None = None
) -> tuple[Result, ...]:
    """Return the results of several claims, in their order."""
    return tuple(check(claim, scenario, radar) for claim in claims)


def by_accounts(accounts: Iterable[Account]) -> Verdict:
    """Return the verdict of what other sources say; those that are silent do not count."""
    stances = {a.stance for a in accounts} - {Stance.SILENT}
    if not stances:
        return Verdict.UNCHECKED
    if stances == {Stance.AGREES}:
        return Verdict.AGREES
    return Verdict.CONTRADICTED if stances == {Stance.DENIES} else Verdict.DOUBTFUL


def together(verdicts: Iterable[Verdict], join: Join) -> Verdict:
    """Return one verdict for several readings.

    Of parts the worst counts, and a part that cannot be checked leaves the rest open. Of alternatives those
    that can be checked count; where they differ the claim is doubtful.
    """
    found = list(verdicts)
    if join is Join.PARTS:
        return next((v for v in _WORST if v in found), Verdict.UNCHECKED)
    known = {v for v in found if v is not Verdict.UNCHECKED}
    if not known:
        return Verdict.UNCHECKED
    return known.pop() if len(known) == 1 else Verdict.DOUBTFUL


def _finding(reading: Reading, scenario: Scenario, radar: RadarModel | None) -> Finding:
    formula = FORMULAS[reading.formula]
    given: dict[str, tuple[Given, ...]] = {}
    basis = Basis.DERIVED
    why: list[str] = []
    for one in reading.inputs:
        try:
            found = give(one, scenario)
        except NotKnownError as error:
            why.append(str(error))
            continue
        given[one.role] = (*given.get(one.role, ()), found)
        basis = weaker(basis, found.basis)
        if one.essential and Basis.ASSUMED in (found.basis, found.place_basis):
            why.append(f"{found.label}: no source gives it; what the map shows is assumed.")
    shown = tuple(used(g, scenario) for several in given.values() for g in several)
    outcome = None
    if not why:
        try:
            outcome = formula.run(Work(given, reading.claimed, scenario, radar))
        except NotKnownError as error:
            why.append(str(error))
    if outcome is not None and not math.isfinite(outcome.value):
        outcome, why = None, ["The result is not a finite number."]
    zone = scenario.zones[0] if scenario.zones else None
    verdict = Verdict.UNCHECKED if outcome is None else judge(reading, outcome, zone)
    return Finding(
        label=reading.label,
        value=None if outcome is None else outcome.value,
        unit=reading.claimed.unit if outcome is None else outcome.unit,
        claimed=reading.claimed,
        difference=None if outcome is None else difference(reading, outcome, zone),
        limit=None if outcome is None else outcome.limit,
        verdict=verdict,
        basis=basis,
        method=formula.method,
        rule=rule_words(reading),
        steps=tuple(why) if outcome is None else outcome.steps,
        inputs=shown,
        beside=reading.beside,
        note=reading.note,
    )


def rule_words(reading: Reading) -> str:
    """Return what the verdict of a reading takes, in words."""
    unit = "%" if reading.percent or reading.rule is Rule.SHARE else reading.claimed.unit
    if unit == DATE:
        unit = "days"
    near, far = figure(reading.tolerance, unit), figure(reading.doubt, unit)
    within = f"Agrees within {near}" if reading.tolerance else "Agrees where it is the same"
    graded = f"{within}, doubtful within {far}." if reading.doubt > reading.tolerance else f"{within}."
    match reading.rule:
        case Rule.NEAR:
            return graded
        case Rule.RESOLVED:
            return f"{graded} Nothing can be said below the instrument's limit."
        case Rule.AT_LEAST:
            short = f" Up to {far} short is doubtful." if reading.doubt else ""
            return f"A lower bound: agrees where it is reached.{short}"
        case Rule.POSSIBLE:
            return "Agrees where the limit allows it."
        case Rule.IMPOSSIBLE:
            return "Agrees where the limit forbids it."
        case Rule.SHARE:
            return f"Agrees from {near} up, contradicted up to {far}, doubtful between."
        case _:
            assert_never(reading.rule)


def difference(reading: Reading, outcome: Outcome, zone: Zone | None) -> float | None:
    """Return the value less the claimed one, or less the limit where the rule sets it beside one.

    In the value's unit, for dates in days of ``zone``; None where the two cannot be subtracted.
    """
    if reading.rule in _OF_LIMIT:
        return None if outcome.limit is None else outcome.value - outcome.limit
    if reading.rule is Rule.SHARE:
        return None
    if outcome.unit == DATE:
        return float(_day(outcome.value, zone) - _day(reading.claimed.value, zone))
    return outcome.value - _claimed(reading.claimed, outcome)


def _claimed(claimed: Quantity, outcome: Outcome) -> float:
    return convert(claimed, outcome.unit)


def _day(t: float, zone: Zone | None) -> int:
    return math.floor(t / 86400) if zone is None else times.local(t, zone).date().toordinal()


def judge(reading: Reading, outcome: Outcome, zone: Zone | None = None) -> Verdict:
    """Return the verdict of a reading's rule on ``outcome``."""
    value = outcome.value
    rule = reading.rule
    match rule:
        case Rule.NEAR:
            return _near(reading, outcome, zone)
        case Rule.RESOLVED:
            if outcome.limit is None or _claimed(reading.claimed, outcome) < outcome.limit:
                return Verdict.UNCHECKED
            return _near(reading, outcome, zone)
        case Rule.AT_LEAST:
            claimed = _claimed(reading.claimed, outcome)
            return _graded(claimed - value, reading, claimed)
        case Rule.POSSIBLE | Rule.IMPOSSIBLE:
            if outcome.limit is None:
                return Verdict.UNCHECKED
            fits = value <= outcome.limit
            return Verdict.AGREES if fits is (rule is Rule.POSSIBLE) else Verdict.CONTRADICTED
        case Rule.SHARE:
            if value >= reading.tolerance:
                return Verdict.AGREES
            return Verdict.CONTRADICTED if value <= reading.doubt else Verdict.DOUBTFUL
        case _:
            assert_never(rule)


def _near(reading: Reading, outcome: Outcome, zone: Zone | None) -> Verdict:
    apart = difference(reading, outcome, zone)
    if apart is None:
        return Verdict.UNCHECKED
    claimed = reading.claimed.value if outcome.unit == DATE else _claimed(reading.claimed, outcome)
    return _graded(abs(apart), reading, claimed)


def _graded(apart: float, reading: Reading, claimed: float) -> Verdict:
    """Return the verdict on values ``apart``, in the value's unit or, for percent, of the claimed one."""
    if reading.percent:
        apart = math.inf if claimed == 0 and apart > 0 else 100 * apart / abs(claimed or 1.0)
    if apart <= reading.tolerance + 1e-9:
        return Verdict.AGREES
    return Verdict.DOUBTFUL if apart <= reading.doubt + 1e-9 else Verdict.CONTRADICTED
