"""The claims panel on the shipped scenario: the list, the check of each claim, its place and time."""

import csv
import io
import re

import pytest
from PySide6.QtCore import Qt, QUrl
from window_desk import hands, settle  # noqa: F401 - a fixture

from explorer.claims.model import Verdict
from explorer.commands import COMMANDS, place_of_selection
from explorer.frame.cards_things import SIGNS
from explorer.frame.state import Selection
from explorer.panels.claims import claim_html
from explorer.scenario.whatif import WhatIf
from explorer.theme import DARK


@pytest.fixture
def panel(hands):
    """The panel in front, unfiltered."""
    panel = hands.window.claims
    hands.window.docks["claims"].raise_()
    panel._filter.setCurrentIndex(0)
    settle()
    return panel


def titles(panel):
    return [panel._list.item(i).text() for i in range(panel._list.count())]


def test_every_claim_is_listed_with_the_word_and_the_sign_of_its_verdict(hands, panel):
    results = hands.store.now.derived.results
    assert panel._list.count() == 30 == len(results)
    for i in range(30):
        item = panel._list.item(i)
        verdict = results[item.data(Qt.ItemDataRole.UserRole)].verdict
        assert item.data(Qt.ItemDataRole.UserRole + 1) == verdict
        spoken = item.data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.endswith({"cannot-be-checked": "cannot be checked"}.get(verdict, verdict))
    assert len(set(SIGNS.values())) == len(Verdict)


def test_the_filter_counts_and_keeps_one_verdict(hands, panel):
    results = hands.store.now.derived.results.values()
    counted = 0
    for i in range(1, panel._filter.count()):
        panel._filter.setCurrentIndex(i)
        wanted = panel._filter.itemData(i)
        told = int(re.search(r"\((\d+)\)", panel._filter.itemText(i))[1])
        assert panel._list.count() == told == sum(r.verdict == wanted for r in results)
        counted += told
    assert counted == 30


def test_a_click_shows_the_claim_at_its_time_and_place(hands, panel):
    row = titles(panel).index("At 1,800 feet, below four radars")
    item = panel._list.item(row)
    panel._list.scrollToItem(item)
    settle()
    hands.click(panel._list.viewport(), panel._list.visualItemRect(item).center())
    assert hands.state.selection == Selection("claim", "1800-four")
    assert hands.clock() == "13:26:00"
    assert hands.store.now.frame.pinned == "okushiri"
    site = hands.store.now.scenario.sites["okushiri"]
    assert place_of_selection(hands.store) == (site.lon, site.lat)
    assert hands.map.rect().contains(hands.pixel(site.lon, site.lat))
    assert panel.isVisible()
    words = panel._body.toPlainText()
    for part in ("paragraph 25", "contradicted", "hidden from Okushiri", "claimed", "See it in place"):
        assert part in words, part
    hands.store.back()
    assert hands.clock() == "12:45:00"


def test_a_selected_claim_is_shown_whatever_the_filter_hides(hands, panel):
    at = next(i for i in range(1, 5) if panel._filter.itemData(i) == Verdict.AGREES)
    panel._filter.setCurrentIndex(at)
    hands.store.update(selection=Selection("claim", "22-oct"))
    settle()
    assert panel._list.currentItem().data(Qt.ItemDataRole.UserRole) == "22-oct"
    assert "14 Nov" in panel._body.toPlainText()


def test_each_claim_tells_its_quote_its_method_and_where_its_inputs_come_from(hands, panel):
    now = hands.store.now
    for claim in now.derived.extras.claims:
        result = now.derived.results[claim.id]
        html = claim_html(now.scenario, claim, result, DARK)
        assert f"paragraph {claim.paragraphs[0]}" in html
        assert SIGNS[result.verdict] in html
        assert len(claim.quote.replace("-", " ").split()) <= 7
        for finding in result.findings:
            for used in finding.inputs:
                for key in used.sources:
                    assert key in now.scenario.sites or key in now.scenario.sources
        assert result.findings or claim.accounts
        assert "None" not in html


def test_before_the_check_the_list_says_that_it_is_under_way(hands, panel):
    now = hands.store.now
    kept = now.derived.results
    hands.store.derive(results={})
    try:
        assert panel._list.count() == 30
        assert panel._list.item(0).data(Qt.ItemDataRole.UserRole + 1) is None
        assert not panel._export.isEnabled()
        panel.grab()
    finally:
        hands.store.derive(results=kept)


def test_what_is_supposed_changes_no_verdict(hands, panel):
    before = hands.store.now.derived.results
    hands.store.update(what_if=WhatIf(sea_m=30.0))
    settle()
    hands.app.finish_work()
    assert hands.store.now.derived.results is before
    hands.store.update(what_if=None)
    hands.app.finish_work()


def test_the_list_is_written_whole_as_markdown_and_csv(hands, panel, tmp_path):
    app = hands.app
    command = next(c for c in COMMANDS if c.id == "export-claims")
    assert command.enabled(hands.state, hands.store)
    app.guided.export_claims(tmp_path / "claims.md")
    text = (tmp_path / "claims.md").read_text("utf-8")
    assert text.count("\n## ") == 30
    app.guided.export_claims(tmp_path / "claims.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text("utf-8"))))
    assert len({row["claim"] for row in rows}) == 30
    app.guided.export_claims(tmp_path / "none" / "claims.csv")
    assert "does not exist" in app.window.overlays._note.text()


def test_the_text_asks_of_what_it_claims_and_leads_to_the_check(hands):
    account = hands.window.source.account
    hands.window.docks["source"].raise_()
    extras, scenario = hands.store.now.derived.extras, hands.store.now.scenario
    asked = account.toPlainText().count("Does it add up?")
    making = {p.id for p in scenario.passages if extras.claims_of(scenario, "passage", p.id)}
    assert asked == len(making) > 20
    account.anchorClicked.emit(QUrl("claim:22-oct"))
    settle()
    assert hands.state.selection == Selection("claim", "22-oct")
    assert hands.state.chapter == "standoff"
    assert hands.window.claims.isVisible()
