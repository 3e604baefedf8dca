"""Reading claims.toml: nothing circular, nothing unknown, nothing raises."""

import copy
import tomllib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import assets
from explorer.claims.load import NAME, load, read
from explorer.claims.model import Claim, Rule
from explorer.scenario.load import load as load_scenario
from explorer.scenario.problems import Problems

CLAIM = """
[[claim]]
id = "far"
title = "Far away"
kind = "computed"
paragraphs = [14]
passages = ["distance"]
quote = "400 miles away"
moment = "takeoff"
basis_of = ["fix:foxbat:record:1976-09-06T13:11:00+09:00", "assumption:fuel-full"]

[[claim]]
id = "other"
title = "Another"
kind = "compared"
paragraphs = [4]
passages = ["arrival"]
moment = "takeoff"
basis_of = ["moment:alert"]
accounts = [{ says = "No.", source = "CHUG", stance = "denies" }]

[[reading]]
claim = "far"
label = "to Chitose"
formula = "distance"
claimed = { value = 400, unit = "mi" }
rule = "near"
tolerance = 5
percent = true
inputs = [
  { role = "from", ref = "site:chuguyevka" },
  { role = "to", ref = "site:chitose" },
]
"""


def loaded(scenario, text):
    problems = Problems()
    return read(tomllib.loads(text), scenario, problems), [str(p) for p in problems.all()]


def test_a_sound_file_has_no_problem(belenko):
    claims, problems = loaded(belenko, CLAIM)
    assert problems == []
    assert [c.id for c in claims] == ["far", "other"]
    assert claims[0].readings[0].rule is Rule.NEAR
    assert claims[0].readings[0].doubt == 5  # the tolerance, where it is absent


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ref = "site:chitose"', 'ref = "site:chitoze"', "did you mean 'chitose'?"),
        ('ref = "site:chitose"', 'ref = "sight:chitose"', "did you mean 'site'?"),
        ('ref = "site:chitose"', 'ref = "chitose"', "write site:ID"),
        ('ref = "site:chitose"', 'ref = "fix:foxbat:record:13:11"', "is not a time"),
        (
            'ref = "site:chitose"',
            'ref = "fix:foxbat:recrod:1976-09-06T13:20:00+09:00"',
            "did you mean 'record'?",
        ),
        ('ref = "site:chitose"', 'ref = "fix:foxbat:record:1976-09-06T13:20:00+09:00"', "the nearest is at"),
        (
            'ref = "site:chitose"',
            'ref = "fix:foxbet:record:1976-09-06T13:20:00+09:00"',
            "did you mean 'foxbat'?",
        ),
        ('ref = "site:chitose"', 'ref = "moment:alret"', "did you mean 'alert'?"),
        ('ref = "site:chitose"', 'ref = "moment:lost:artcle"', "did you mean 'article'?"),
        ('ref = "site:chitose"', 'ref = "claim:other"', "a claim is no input"),
        ('ref = "site:chitose"', 'ref = "assumption:k"', "gives no place"),
        ('ref = "site:chitose"', "label = 'nothing'", "needs either a ref or a value"),
        ('ref = "site:chitose"', 'value = 3, unit = "km"', "a value needs its basis and its sources"),
        ('role = "to"', 'role = "two"', "has no such role"),
        ('role = "to"', 'role = "from"', "is there twice"),
        ('formula = "distance"', 'formula = "distence"', "did you mean 'distance'?"),
        ('formula = "distance"', 'formula = "crossing"', "wants an input for the role 'range'"),
        ('unit = "mi"', 'unit = "miles"', "is not a unit known here"),
        ('unit = "mi"', 'unit = "kg"', "distance does not give kg"),
        ('rule = "near"', 'rule = "nearly"', "did you mean 'near'?"),
        ("tolerance = 5", "tolerance = 5\ndoubt = 2", "is below the tolerance"),
        ("tolerance = 5", "tolerance = -5", "is negative"),
        (
            'moment = "takeoff"\nbasis_of = ["fix',
            'moment = "takeof"\nbasis_of = ["fix',
            "did you mean 'takeoff'?",
        ),
        ('passages = ["distance"]', 'passages = ["distanse"]', "did you mean 'distance'?"),
        ('quote = "400 miles away"', 'quote = "one two three four five six seven eight"', "at most 7"),
        ('quote = "400 miles away"', 'quote = "F-15 and F-15 and F-15"', "has 8 words"),
        ('source = "CHUG"', 'source = "CHUGG"', "did you mean 'CHUG'?"),
        ('stance = "denies"', 'stance = "silent"', "no account has a stance"),
        ('claim = "far"', 'claim = "fur"', "did you mean 'far'?"),
        ('kind = "compared"', 'kind = "computed"', "no sound reading"),
        ("[[claim]]", "[[clam]]", "did you mean 'claim'?"),
        ('basis_of = ["moment:alert"]', 'basis_of = ["moment:alarm"]', "there is no moment 'alarm'"),
    ],
)
def test_each_fault_is_named(belenko, old, new, said):
    assert old in CLAIM
    _, problems = loaded(belenko, CLAIM.replace(old, new, 1))
    assert any(said in p for p in problems), problems


def refused(problems):
    return [p for p in problems if "is refused" in p]


def test_what_was_built_from_the_claim_cannot_test_it(belenko):
    text = CLAIM.replace('ref = "site:chitose"', 'ref = "fix:foxbat:record:1976-09-06T13:11:00+09:00"')
    claims, problems = loaded(belenko, text)
    assert len(refused(problems)) == 1
    assert "claim:far" in refused(problems)[0]
    assert [c.id for c in claims] == ["other"]


def test_the_same_fix_in_another_zone_is_refused_too(belenko):
    text = CLAIM.replace('ref = "site:chitose"', 'ref = "fix:foxbat:record:1976-09-06T04:11:00Z"')
    assert refused(loaded(belenko, text)[1])


def test_another_claim_may_use_it(belenko):
    text = CLAIM.replace(
        'basis_of = ["fix:foxbat:record:1976-09-06T13:11:00+09:00", "assumption:fuel-full"]', ""
    ).replace('ref = "site:chitose"', 'ref = "fix:foxbat:record:1976-09-06T13:11:00+09:00"')
    text = text.replace(
        'basis_of = ["moment:alert"]', 'basis_of = ["fix:foxbat:record:1976-09-06T13:11:00+09:00"]'
    )
    assert loaded(belenko, text)[1] == []


@pytest.mark.parametrize(
    ("origin", "is_refused"),
    [
        ("claim:far", True),
        ("fix:foxbat:record:1976-09-06T13:11:00+09:00", True),
        ("assumption:fuel-full", True),
        ("claim:other", False),
        ("moment:alert", False),
    ],
)
def test_the_origins_of_an_input_are_followed(belenko, origin, is_refused):
    text = CLAIM.replace('ref = "site:chitose"', f'ref = "site:chitose", from = ["{origin}"]')
    assert bool(refused(loaded(belenko, text)[1])) is is_refused


def test_the_claimed_figure_by_the_article_alone_is_refused(belenko):
    text = (
        CLAIM.split("[[reading]]")[0]
        + """
[[reading]]
claim = "far"
label = "by itself"
formula = "converted"
claimed = { value = 400, unit = "mi" }
rule = "near"
inputs = [{ role = "figure", value = 643.7376, unit = "km", basis = "stated", sources = ["ART"] }]
"""
    )
    assert refused(loaded(belenko, text)[1])
    assert not refused(loaded(belenko, text.replace('["ART"]', '["ART", "WP77"]'))[1])


@pytest.mark.parametrize(
    ("claim", "ref"),
    [
        ("111-mi", "fix:foxbat:record:1976-09-06T13:11:00+09:00"),
        ("111-mi", "fix:foxbat:article:1976-09-06T13:11:00+09:00"),
        ("111-mi", "moment:contact"),
        ("21-min", "fix:foxbat:article:1976-09-06T12:50:00+09:00"),
        ("20k-500", "fix:foxbat:article:1976-09-06T13:11:00+09:00"),
        ("1800-four", "fix:foxbat:article:1976-09-06T13:26:00+09:00"),
        ("police-10", "moment:police"),
        ("kai", "moment:f4ej-kai"),
        ("22-oct", "moment:handover:article"),
        ("e2c", "moment:e2c-first:article"),
        ("700-mi", "assumption:fuel-high-max"),
    ],
)
def test_the_shipped_claims_refuse_what_was_built_from_them(belenko, claim, ref):
    document = tomllib.loads((assets.default_scenario() / NAME).read_text("utf-8"))
    reading = next(r for r in document["reading"] if r["claim"] == claim)
    reading["inputs"][0] = {"role": reading["inputs"][0]["role"], "ref": ref}
    problems = Problems()
    read(document, belenko, problems)
    assert refused([str(p) for p in problems.all()])


def test_a_missing_file_is_no_fault(belenko, tmp_path):
    assert load(tmp_path, belenko) == ((), ())


def test_broken_syntax_keeps_the_records_that_are_whole(belenko, tmp_path):
    whole = CLAIM.split("[[reading]]")[0].replace('kind = "computed"', "kind = computed")
    (tmp_path / NAME).write_text(whole, "utf-8")
    claims, problems = load(tmp_path, belenko)
    assert [c.id for c in claims] == ["other"]
    assert any("line" in p.place for p in problems)


@pytest.mark.parametrize(
    "text", ["claim = 3", "[claim]\nid = 'x'", "reading = 'x'", "[[claim]]\n", "reading = [1, 2]"]
)
def test_the_wrong_shape_is_told(belenko, text):
    claims, problems = loaded(belenko, text)
    assert claims == ()
    assert problems


JUNK = st.one_of(
    st.booleans(),
    st.integers(-5, 5),
    st.just(10**400),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from([[], [1, "x"], {}, {"value": 2}]),
    st.sampled_from(["site:", "fix:a:b:c", "moment:lost:", ":", "claim:far", "assumption:k", "date", "%"]),
)


def spots(node, path=()):
    """Yield the paths of everything inside ``node``."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from spots(value, (*path, key))


@cache
def shipped():
    """The scenario without a fixture, whose text hypothesis would print whole."""
    return load_scenario(assets.default_scenario())[0]


@settings(max_examples=80, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 200), st.booleans(), JUNK), min_size=1, max_size=4))
def test_whatever_stands_in_the_file_nothing_raises(changes):
    document = tomllib.loads(CLAIM)
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
            node[path[-1]] = copy.deepcopy(junk)
    problems = Problems()
    claims = read(document, shipped(), problems)
    for claim in claims:
        assert isinstance(claim, Claim)
        assert claim.kind != "computed" or any(not r.beside for r in claim.readings)
        for reading in claim.readings:
            assert all(i.ref not in claim.basis_of for i in reading.inputs)
    # What is left out is told.
    assert problems.all() or len(claims) == len(document.get("claim", []))
