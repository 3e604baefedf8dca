"""The list as Markdown and CSV, which a spreadsheet and a reader can trust."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import assets
from explorer.claims import export
from explorer.claims.check import check_all
from explorer.claims.load import load
from explorer.claims.model import Finding, Quantity, Verdict
from explorer.scenario.model import Basis


@pytest.fixture(scope="module")
def results(belenko):
    return check_all(load(assets.default_scenario(), belenko)[0], belenko)


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_a_row_for_each_reading(belenko, results):
    text = export.as_csv(results, belenko)
    assert text.count("\r\n") == len(text.splitlines())  # RFC 4180, and no bare line end inside
    found = rows(text)
    assert len(found) == sum(max(1, len(r.findings)) for r in results)
    assert list(found[0]) == list(export.COLUMNS)
    chitose = next(row for row in found if row["claim"] == "400-mi")
    assert (chitose["claimed"], chitose["unit of claimed"], chitose["verdict"]) == ("400", "mi", "doubtful")
    assert float(chitose["value"]) == pytest.approx(402.06, abs=0.1)
    assert "CHUG" in chitose["inputs"]
    assert next(r for r in found if r["claim"] == "22-oct")["value"] == "14 Nov 1976"


def test_json_has_all_that_went_into_a_check(results):
    found = {c["id"]: c for c in json.loads(json.dumps(export.as_json(results), allow_nan=False))}
    assert len(found) == len(results)
    chitose, nearest = found["400-mi"]["readings"][:2]
    assert (chitose["claimed"], chitose["claimed_unit"], chitose["verdict"]) == (400, "mi", "agrees")
    assert chitose["inputs"][0]["sources"][0] == "CHUG"
    assert nearest["difference"] == pytest.approx(-83.4, abs=0.1)
    assert found["22-oct"]["readings"][0]["value"] == "1976-11-14T03:00:00Z"
    assert found["two-minutes"]["readings"][2]["value"] is None
    assert found["513th"]["readings"] == []
    assert found["513th"]["accounts"][0]["stance"] == "denies"


def test_no_cell_is_a_formula(belenko, results):
    claim = replace(results[0].claim, title="=1+1", note="@SUM(A1)", quote="+x", paragraphs=(1,))
    finding = replace(results[0].findings[0], label="-2+3", difference=-2.5, note="\t=1")
    text = export.as_csv([replace(results[0], claim=claim, findings=(finding,))], belenko)
    row = rows(text)[0]
    assert row["title"] == "'=1+1"
    assert row["note"] == "'@SUM(A1)"
    assert row["quote"] == "'+x"
    assert row["reading"] == "'-2+3"
    assert row["difference"] == "-2.5"  # a number stays one


@given(st.text(max_size=20))
def test_any_text_survives_csv(text):
    cell = export._safe(text)
    assert cell in (text, f"'{text}")
    assert (
        not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or cell.lstrip("+-").replace(".", "").isdigit()
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell, "x"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [cell, "x"]


def test_markdown_lists_every_claim_once(belenko, results):
    text = export.as_markdown(results, belenko)
    for result in results:
        assert text.count(f"\n## {result.claim.title}\n") == 1
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(table) == len(results) + 1
    assert all(line.count("|") == 4 for line in table)
    assert "claimed 400 mi, computed 317 mi, difference -83.4 mi (-21 %)" in text
    assert "difference +23 days" in text


def test_markdown_of_text_that_looks_like_markup(belenko, results):
    claim = replace(results[0].claim, title="a|b *c* [d](e) <script>\n# f")
    text = export.as_markdown([replace(results[0], claim=claim)], belenko)
    assert "## a\\|b \\*c\\* \\[d\\](e) \\<script\\> \\# f" in text


def test_a_hypothetical_scenario_is_marked(belenko, results):
    text = export.as_markdown(results, replace(belenko, hypothetical="smooth earth"))
    assert "**Hypothetical:** smooth earth" in text


def test_a_mixed_verdict_names_its_readings(results):
    found = {r.claim.id: export.verdict_words(r) for r in results}
    assert found["400-mi"].startswith("doubtful (agrees: to Chitose")
    assert found["two-minutes"].startswith("contradicted: from take-off, to the nearest sea / ")
    assert "cannot be checked: from where he left" in found["two-minutes"]
    assert found["mile"] == "doubtful"
    assert found["513th"] == "contradicted"


@pytest.mark.parametrize(
    ("value", "unit", "claimed", "apart", "limit", "said"),
    [
        (316.6, "mi", Quantity(400, "mi"), -83.4, None, "-83.4 mi (-21 %)"),
        (1983.0, "year", Quantity(1979, "year"), 4.0, None, "+4 years"),
        (4.0, "count", Quantity(13, "count"), -9.0, None, "-9"),
        (3276.0, "km/h", Quantity(2, "min"), 2076.0, 1200.0, "+2,076 km/h"),
        (46.0, "min", Quantity(46, "min"), 0.0, None, "±0 min (±0 %)"),
        (0.0, "%", Quantity(1800, "ft"), None, None, ""),
    ],
)
def test_difference_in_words(value, unit, claimed, apart, limit, said):
    finding = Finding(
        "x", value, unit, claimed, apart, limit, Verdict.AGREES, Basis.DERIVED, "m", "r", (), (), False, ""
    )
    assert export.difference_words(finding) == said


def test_nothing_claimed_is_none(belenko):
    assert export.claimed_words(Quantity(0.0, "count"), belenko.zones[0]) == "none"
    assert export.claimed_words(Quantity(111, "mi"), belenko.zones[0]) == "111 mi"
