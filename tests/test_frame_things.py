"""Things, people and claims: their cards, how they are found, where they lead, and the fuel."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from explorer.claims.check import check_all
from explorer.frame.card import Drawing, card, span_text
from explorer.frame.derived import Derived
from explorer.frame.extras import Extras, load_extras, schemas
from explorer.frame.find import find
from explorer.frame.frame import frame
from explorer.frame.state import Selection, opening
from explorer.frame.tank import left_words, reach_words, tank
from explorer.radar.model import from_scenario
from explorer.scenario.model import Basis


@pytest.fixture(scope="module")
def derived(belenko):
    extras, problems = load_extras(Path(belenko.folder), belenko)
    assert problems == ()
    results = check_all(extras.claims, belenko, from_scenario(belenko))
    return Derived(extras=extras, results={r.claim.id: r for r in results})


@pytest.fixture(scope="module")
def told(belenko, derived):
    """Return the card of a kind and an id."""
    now = frame(belenko, derived, opening(belenko))
    return lambda kind, name: card(belenko, now, Selection(kind, name), derived)


def test_every_thing_and_every_claim_has_a_card_that_leads_somewhere(belenko, derived, told):
    known = {
        "moments": {m.id for m in belenko.moments},
        "passages": {p.id for p in belenko.passages},
        "sites": belenko.sites,
        "tracks": belenko.tracks,
        "claims": {c.id for c in derived.extras.claims},
    }
    for kind, ids in (
        ("thing", [t.id for t in derived.extras.things.cards]),
        ("claim", [c.id for c in derived.extras.claims]),
    ):
        for name in ids:
            found = told(kind, name)
            assert found.title
            for field, there in known.items():
                assert set(getattr(found, field)) <= set(there), (name, field)
            assert found.moments or found.passages or found.rows, name


def test_the_foxbat_is_shown_as_believed_and_as_found(told):
    found = told("thing", "mig-25p")
    assert {p.label for p in found.pairs} >= {"Purpose", "Airframe"}
    assert found.tracks == ("foxbat",)
    assert found.drawing is Drawing.FUEL
    assert "513th" in found.claims


def test_a_track_offers_its_thing_and_a_passage_its_things_and_claims(told):
    assert "mig-25p" in told("track", "foxbat").things
    assert "belenko" in told("track", "foxbat").things
    passage = told("passage", "hawkeyes")
    assert "e2c" in passage.claims
    assert "e-2c" in passage.things
    assert "1800-four" in told("moment", "lost").claims
    assert "1800-four" in told("site", "okushiri").claims


@pytest.mark.parametrize("name", ["f-4ej", "f-15j", "apg-66", "apq-120"])
def test_what_looks_down_or_cannot_has_the_drawing(told, name):
    assert told("thing", name).drawing is Drawing.LOOK_DOWN


def test_the_passage_on_look_down_has_the_drawing_and_others_none(told):
    assert told("passage", "look-down").drawing is Drawing.LOOK_DOWN
    assert told("passage", "lost").drawing is None


def test_every_passage_leads_to_a_moment_a_thing_or_a_claim_and_back(belenko, derived, told):
    """As far as the data reach: what tells something is led from, and what is led to names it."""
    stray = []
    for passage in belenko.passages:
        found = told("passage", passage.id)
        if not (found.moments or found.things or found.claims):
            stray.append(passage.id)
        for thing in found.things:
            assert passage.id in told("thing", thing).passages
        for claim in found.claims:
            assert passage.id in told("claim", claim).passages
    assert stray == []


def test_a_claim_is_pinned_to_its_site_or_to_that_of_its_moment(belenko, derived):
    def pinned(name):
        state = replace(opening(belenko), selection=Selection("claim", name))
        return frame(belenko, derived, state).pinned

    assert pinned("111-mi") == "okushiri"
    assert pinned("first") == "tokyo"
    assert pinned("187") == "tokyo"
    assert pinned("two-minutes") is None
    state = replace(opening(belenko), selection=Selection("claim", "111-mi"))
    assert frame(belenko, Derived(), state).pinned is None


def test_things_and_people_are_found_by_any_of_their_names(belenko, derived):
    def first(words):
        return find(belenko, words, extras=derived.extras)[0]

    assert first("Henry Kissinger").selection == Selection("thing", "kissinger")
    assert first("三木").selection == Selection("thing", "miki")
    assert first("E-2C Hawkeye").kind == "aircraft"
    found = [h.selection for h in find(belenko, "titanium", extras=derived.extras)]
    assert Selection("thing", "mig-25p") in found
    assert Selection("claim", "22-oct") in [
        h.selection for h in find(belenko, "22 October", extras=derived.extras)
    ]
    assert all(h.selection.kind not in ("thing", "claim") for h in find(belenko, "Shoesmith"))


def test_no_card_is_made_of_what_is_not_there(belenko, derived, told):
    assert told("thing", "nothing") is None
    assert told("claim", "nothing") is None
    now = frame(belenko, Derived(), opening(belenko))
    assert card(belenko, now, Selection("thing", "mig-25p"), Derived()) is None
    assert card(belenko, now, Selection("site", "okushiri")).claims == ()


def test_a_claims_card_tells_verdict_and_check_and_waits_where_there_is_none(belenko, derived, told):
    assert told("claim", "e2c").subtitle.startswith("claim · ≠ contradicted")
    unchecked = Derived(extras=derived.extras)
    now = frame(belenko, unchecked, opening(belenko))
    assert "being checked" in card(belenko, now, Selection("claim", "e2c"), unchecked).subtitle


@pytest.mark.parametrize("voice", ["article", "record"])
def test_the_fuel_is_a_band_that_shrinks_and_is_never_stated(belenko, derived, voice):
    found = tank(derived.extras.things.fuel, belenko, voice)
    assert found.band.basis is not Basis.STATED
    times = found.band.time.tolist()
    bests = [found.at(t)[1] for t in times]
    assert all(a >= b for a, b in pairwise(bests))
    for t in times:
        low, best, high = found.at(t)
        assert low <= best <= high
    assert found.at(times[0] - 1) is None
    assert left_words(found, times[-1] + 1) == "not in the air"


def test_chitose_falls_out_of_reach_before_hakodate_and_after_the_loss(belenko, derived):
    found = tank(derived.extras.things.fuel, belenko, "article")
    chitose, hakodate = found.closings
    assert found.lost.at("article") < chitose.from_time < chitose.by_time < hakodate.by_time
    words = reach_words(found, belenko, "article")
    assert words[0].startswith("Chitose Air Base: 172 km")
    assert "out of reach by 13:49 JST" in words[0]


def test_no_fuel_is_reckoned_where_the_flight_lacks_a_moment(belenko, derived):
    plan = derived.extras.things.fuel
    without = replace(belenko, moments=tuple(m for m in belenko.moments if m.id != plan.legs[0].end))
    assert tank(plan, without, "article") is None


def test_a_folder_without_such_files_has_none_and_no_problem(belenko, tmp_path):
    extras, problems = load_extras(tmp_path, belenko)
    assert (extras.things.cards, extras.claims, extras.tours, problems) == ((), (), (), ())
    assert Extras().claims_of(belenko, "thing", "mig-25p") == ()


def test_the_schema_of_each_file_knows_its_fields():
    found = schemas()
    assert found.keys() == {"claims.toml", "things.toml", "tour.toml"}
    assert "quote" in found["claims.toml"]["properties"]["claim"]["items"]["properties"]
    assert "full" in found["things.toml"]["properties"]["fuel"]["properties"]


@pytest.mark.parametrize(
    ("moment", "voice", "told"),
    [
        ("lost", "article", "13:26 JST (between 13:25 and 13:27)"),
        ("us-accepts", "article", "8 Sept 1976"),
        ("demands", "article", "6 Sept 1976, 19:00 JST (between 17:00 and 23:59)"),
        ("inspection", "article", "26 Sept 1976 (between 25 Sept 1976 and 25 Oct 1976)"),
        ("fps-1", "article", "July 1973"),
        ("f4ej-kai", "article", "1989"),
        ("aew-group", "article", "15 Nov 1983"),
        ("e2c-first", "record", "1983 (between Jan 1979 and Feb 1983)"),
    ],
)
def test_a_moment_is_dated_no_finer_than_it_is_known(belenko, moment, voice, told):
    found = next(m for m in belenko.moments if m.id == moment)
    assert span_text(belenko, found, voice) == told
