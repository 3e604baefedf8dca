"""The shipped claims: what each comes to, in what figures, and without the radar."""

from dataclasses import replace

import pytest

from explorer import assets
from explorer.claims.check import check, check_all
from explorer.claims.load import load
from explorer.claims.model import Kind, Verdict
from explorer.radar.model import from_scenario

A, D, C, X = Verdict.AGREES, Verdict.DOUBTFUL, Verdict.CONTRADICTED, Verdict.UNCHECKED

# The overall verdict, those of the readings that count, and those beside: the founders' research, row by row.
TABLE = {
    "two-minutes": (C, [C, C, X], []),
    "400-mi": (D, [A, C], [A, A]),
    "700-mi": (A, [A], []),
    "below-100": (X, [X], [A, A]),
    "21-min": (A, [A, A], []),
    "111-mi": (A, [A, A], []),
    "20k-500": (D, [A, A, D], []),
    "28": (C, [A, C], []),
    "border": (A, [A], [C]),
    "1800-four": (C, [C, A, A, A], []),
    "nothing-between": (A, [A], [C]),
    "46-min": (D, [A, D], [D, D]),
    "mile": (D, [D], []),
    "800-ft": (A, [A], []),
    "police-10": (A, [A], [D]),
    "513th": (C, [], []),
    "age": (A, [A], []),
    "first": (C, [], []),
    "sr71": (C, [], []),
    "lost-pilot": (C, [], []),
    "escort": (C, [], []),
    "team": (D, [], []),
    "22-oct": (C, [C, C], [A]),
    "e2c": (C, [C, C], [C, A]),
    "aewg": (A, [A], []),
    "f15j": (A, [A], []),
    "f15-picked": (D, [], []),
    "187": (D, [C, A, D], []),
    "kai": (A, [A], []),
    "budgets": (C, [], []),
}

# The figures of the research, by claim and reading: value, unit and how near.
FIGURES = [
    ("two-minutes", 0, 3280, "km/h", 10),
    ("two-minutes", 1, 3830, "km/h", 20),
    ("400-mi", 0, 402.1, "mi", 0.1),
    ("400-mi", 1, 316.6, "mi", 0.1),
    ("400-mi", 2, 387.0, "mi", 0.1),
    ("400-mi", 3, 410, "mi", 1),
    ("700-mi", 0, 1075, "mi", 1),
    ("21-min", 1, 943, "km/h", 1),
    ("111-mi", 0, 111.8, "mi", 0.1),
    ("20k-500", 0, 19685, "ft", 1),
    ("20k-500", 1, 497, "mph", 0.5),
    ("20k-500", 2, 907 / 1.609344, "mph", 1),
    ("28", 0, 28, "count", 0),
    ("28", 1, 4, "count", 0),
    ("border", 0, 3780, "km/h", 5),
    ("border", 1, 994, "km/h", 1),
    ("46-min", 0, 46, "min", 0),
    ("46-min", 1, 31, "min", 0),
    ("46-min", 2, 39, "min", 0),
    ("46-min", 3, 24, "min", 0),
    ("1800-four", 0, 0, "%", 0),
    ("1800-four", 1, 100, "%", 0),
    ("1800-four", 3, 100, "%", 0),
    # The research has 12-13 %, over a reach between points; here the fixes have their uncertainty.
    ("nothing-between", 1, 14, "%", 6),
    ("mile", 0, 1.243, "mi", 0.001),
    ("800-ft", 0, 787.4, "ft", 0.1),
    ("187", 0, 100, "count", 0),
    ("e2c", 0, 1983, "year", 0),
    ("e2c", 2, 1994, "year", 0),
]


@pytest.fixture(scope="module")
def claims(belenko):
    found, problems = load(assets.default_scenario(), belenko)
    assert not problems, [str(p) for p in problems]
    return {claim.id: claim for claim in found}


@pytest.fixture(scope="module")
def results(belenko, claims):
    found = check_all(claims.values(), belenko, from_scenario(belenko))
    return {result.claim.id: result for result in found}


def test_all_rows_of_the_research_are_there(claims):
    assert set(claims) == set(TABLE)


@pytest.mark.parametrize("claim", TABLE)
def test_verdict(results, claim):
    result = results[claim]
    found = (
        result.verdict,
        [f.verdict for f in result.findings if not f.beside],
        [f.verdict for f in result.findings if f.beside],
    )
    assert found == TABLE[claim]


@pytest.mark.parametrize(("claim", "reading", "value", "unit", "near"), FIGURES)
def test_figure(results, claim, reading, value, unit, near):
    finding = results[claim].findings[reading]
    assert finding.unit == unit
    assert finding.value == pytest.approx(value, abs=near)


def test_days_of_the_return(results):
    assert [f.difference for f in results["22-oct"].findings] == [23, 24, 0]


def test_ominato_is_hidden_at_most_places(results):
    assert 87 <= results["1800-four"].findings[2].value <= 100


def test_every_claim_leads_to_the_account_and_to_time_or_map(claims, belenko):
    passages = {p.id: p for p in belenko.passages}
    for claim in claims.values():
        assert claim.passages, claim.id
        assert claim.moment or claim.site, claim.id
        told = {n for p in claim.passages for n in passages[p].paragraphs}
        assert set(claim.paragraphs) <= told, claim.id


def test_every_figure_has_its_grounds(results):
    for result in results.values():
        if result.claim.kind is Kind.COMPARED:
            assert any(a.source for a in result.claim.accounts)
            continue
        for finding in result.findings:
            assert finding.steps, result.claim.id
            for used in finding.inputs:
                assert used.sources or used.basis == "assumed", (result.claim.id, used)
        assert result.steps
        assert result.inputs or result.claim.id == "28"


def test_general_knowledge_is_never_stated(results):
    for result in results.values():
        for used in result.inputs:
            if used.sources == ("GEN",):
                assert used.basis == "assumed"


def test_a_finding_is_never_stated(results):
    assert all(f.basis != "stated" for r in results.values() for f in r.findings)


def test_without_the_radar_its_readings_cannot_be_checked(belenko, claims):
    found = {r.claim.id: r for r in check_all(claims.values(), belenko)}
    for claim in ("1800-four", "28"):
        assert found[claim].verdict is X
    assert all("radar model" in f.steps[0] for f in found["1800-four"].findings)
    assert found["28"].findings[0].verdict is A
    assert found["nothing-between"].verdict is A
    assert found["nothing-between"].findings[1].verdict is X
    assert found["400-mi"].verdict is D


def test_results_are_live(belenko, claims):
    chitose = replace(belenko.sites["chitose"], lon=133.9, lat=44.1)
    moved = replace(belenko, sites={**belenko.sites, "chitose": chitose})
    found = check(claims["400-mi"], moved)
    assert found.findings[0].value < 5
    assert found.findings[0].verdict is C
    late = tuple(
        replace(m, best=m.best + 600, times={k: t + 600 for k, t in m.times.items()})
        if m.id == "landing"
        else m
        for m in belenko.moments
    )
    found = check(claims["46-min"], replace(belenko, moments=late))
    assert found.findings[0].value == 56
    assert found.findings[0].verdict is C


def test_what_is_gone_cannot_be_checked(belenko, claims):
    sites = {i: s for i, s in belenko.sites.items() if i != "chitose"}
    found = check(claims["400-mi"], replace(belenko, sites=sites)).findings[0]
    assert found.value is None
    assert found.verdict is X
    assert "chitose" in found.steps[0]
