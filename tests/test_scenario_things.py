"""Cards of things and people: grounded, complete, and read without ever raising."""

import tomllib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import assets
from explorer.claims.load import load as load_claims
from explorer.scenario.load import load
from explorer.scenario.problems import Problems
from explorer.scenario.things import KINDS, NAME, Things, load_things, read_things

TEXT = """
[fuel]
thing = "jet"
track = "foxbat"
full = "fuel-full"
start_low = "start"
start_high = "start"
left_low = "left"
left_best = "left"
left_high = "left"
reserve_speed = "mid-speed"
reserve_low = "fuel-low-rate-min"
reserve_high = "fuel-low-rate-max"
destinations = ["chitose"]

[[thing]]
id = "jet"
name = "A jet"
names = { ru = "МиГ" }
kind = "aircraft"
text = "It flies."
tracks = ["foxbat"]
moments = ["takeoff"]
passages = ["arrival"]
rows = [{ label = "Speed", value = "fast", basis = "stated", sources = ["ART"] }]
pairs = [{ label = "Frame", believed = "light", found = "heavy", basis = "stated", sources = ["ART"] }]

[[fuel_leg]]
label = "all"
from = "takeoff"
to = "landing"
low = "fuel-low-rate-min"
high = "fuel-low-rate-max"

[[figure]]
id = "start"
label = "start"
value = 500
unit = "kg"
basis = "assumed"
sources = []
reason = "a guess"

[[figure]]
id = "left"
label = "left"
value = 1
unit = "min"
basis = "stated"
sources = ["AGC"]
reason = "said"
"""


@cache
def scenario():
    return load(assets.default_scenario())[0]


def read(text):
    problems = Problems()
    return read_things(tomllib.loads(text), scenario(), problems), [str(p) for p in problems.all()]


@pytest.fixture(scope="module")
def things():
    found, problems = load_things(assets.default_scenario(), scenario())
    assert not problems, [str(p) for p in problems]
    return found


def test_a_sound_file():
    found, problems = read(TEXT)
    assert problems == []
    assert found.card("jet").pairs[0].found == "heavy"
    assert found.card("jet").names == {"ru": "МиГ"}
    assert found.card("ject") is None
    assert found.fuel.full.value == 14570
    assert found.fuel.full.basis == "assumed"
    assert found.fuel.legs[0].high.value == 14000


@pytest.mark.parametrize(
    ("old", "new", "said", "fuel"),
    [
        ('kind = "aircraft"', 'kind = "aircaft"', "did you mean 'aircraft'?", True),
        ('tracks = ["foxbat"]', 'tracks = ["foxbet"]', "did you mean 'foxbat'?", True),
        ('moments = ["takeoff"]', 'moments = ["takeof"]', "did you mean 'takeoff'?", True),
        ('passages = ["arrival"]', 'passages = ["arival"]', "did you mean 'arrival'?", True),
        ('sources = ["ART"]', 'sources = ["ARTT"]', "did you mean 'ART'?", True),
        ('basis = "stated", sources = ["ART"] }]\npairs', 'basis = "started" }]\npairs',
         "did you mean 'stated'?", True),
        ('names = { ru = "МиГ" }', 'names = { fr = "x" }', "is not known here", True),
        ('thing = "jet"', 'thing = "jett"', "did you mean 'jet'?", True),
        ('full = "fuel-full"', 'full = "fuel-fill"', "did you mean 'fuel-full'?", False),
        ('full = "fuel-full"', 'full = "mid-speed"', "where kg is wanted", False),
        ('\nlow = "fuel-low-rate-min"', '\nlow = "fuel-high-min"', "must be in one unit", False),
        ('\nlow = "fuel-low-rate-min"\nhigh = "fuel-low-rate-max"',
         '\nlow = "fuel-low-rate-max"\nhigh = "fuel-low-rate-min"', "low not above high", False),
        ('to = "landing"', 'to = "landin"', "did you mean 'landing'?", False),
        ("[[fuel_leg]]", "[[fuel_leq]]", "did you mean 'fuel_leg'?", False),
        ("[[thing]]", "[[things]]", "did you mean 'thing'?", True),
        ('id = "start"', 'id = "fuel-full"', "has the id of an assumption", False),
        ("value = 500", "value = -500", "not between 0", False),
        ('left_low = "left"', 'left_low = "fuel-full"', "where min is wanted", False),
        ('start_low = "start"', 'start_low = "fuel-full"', "is above start_high", False),
    ],
)  # fmt: skip
def test_each_fault_is_named(old, new, said, fuel):
    assert old in TEXT
    found, problems = read(TEXT.replace(old, new, 1))
    assert any(said in p for p in problems), problems
    assert (found.fuel is not None) is fuel


def test_a_missing_file_is_no_fault(tmp_path):
    assert load_things(tmp_path, scenario()) == (Things(), ())


JUNK = st.one_of(
    st.booleans(), st.integers(-5, 5), st.just(10**400), st.floats(), st.text(max_size=8),
    st.sampled_from([[], [1], {}, "takeoff", "fuel-full", "left"]),
)  # fmt: skip


def spots(node, path=()):
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from spots(value, (*path, key))


@settings(max_examples=100, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 200), st.booleans(), JUNK), min_size=1, max_size=4))
def test_whatever_stands_in_the_file_nothing_raises(changes):
    document = tomllib.loads(TEXT)
    for where, deleted, junk in changes:
        places = list(spots(document))
        if not places:
            break
        path = places[where % len(places)]
        node = document
        for key in path[:-1]:
            node = node[key]
        if deleted:
            del node[path[-1]]
        else:
            node[path[-1]] = junk
    problems = Problems()
    found = read_things(document, scenario(), problems)
    assert all(card.kind in KINDS for card in found.cards)
    if found.fuel is not None:
        assert all(leg.low.value <= leg.high.value for leg in found.fuel.legs)
    assert problems.all() or len(found.cards) == len(document.get("thing", []))


# --------------------------------------------------------------- the shipped cards


@pytest.mark.parametrize(
    "thing",
    ["mig-25p", "f-4ej", "f-15j", "e-2c", "tu-22m", "boeing-727", "c-5-galaxy", "sr-71", "u-2", "smerch-a",
     "apq-120", "apg-66", "aps-125", "j-fps-1", "fps-20", "fps-6", "soviet-radars", "aa-6", "sam", "belenko",
     "barron", "miki", "miyoshi", "kissinger", "shoesmith", "seamans", "davies"],
)  # fmt: skip
def test_everything_asked_for_has_a_card(things, thing):
    card = things.card(thing)
    assert card is not None
    assert card.text
    assert card.rows


def test_the_foxbat_has_its_two_columns(things):
    pairs = {pair.label for pair in things.card("mig-25p").pairs}
    assert {"Purpose", "Airframe", "Great wings", "Reach"} <= pairs


def test_general_knowledge_is_assumed_and_said_to_be_unverified(things):
    for card in things.cards:
        for row in (*card.rows, *card.pairs):
            if "GEN" in row.sources or not row.sources:
                assert row.basis == "assumed", (card.id, row)
            if row.basis == "stated":
                assert row.sources, (card.id, row)
        for row in card.rows:
            if row.sources == ("GEN",):
                assert "unverified" in row.value or "assumed" in row.value, (card.id, row)


def test_every_passage_without_a_moment_is_reached_from_a_card_or_a_claim(things):
    claims, _ = load_claims(assets.default_scenario(), scenario())
    reached = {p for card in things.cards for p in card.passages} | {p for c in claims for p in c.passages}
    lost = [p.id for p in scenario().passages if p.topic and p.id not in reached]
    assert lost == []


def test_cards_and_sites_and_tracks_do_not_share_ids(things):
    ids = {card.id for card in things.cards}
    assert not ids & set(scenario().sites)
    assert not ids & set(scenario().tracks)
    assert (assets.default_scenario() / NAME).is_file()
