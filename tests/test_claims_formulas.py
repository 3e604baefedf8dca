"""Each formula beside a calculation by hand, and each rule's verdicts."""

import math

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from explorer.claims import formulas, quantities
from explorer.claims.check import by_accounts, check, difference, judge, rule_words, together
from explorer.claims.formulas import FORMULAS, Gives
from explorer.claims.given import Given, NotKnownError
from explorer.claims.model import (
    Account,
    Claim,
    Input,
    Join,
    Kind,
    Quantity,
    Reading,
    Rule,
    Stance,
    Verdict,
)
from explorer.claims.working import Outcome, Work
from explorer.scenario import times
from explorer.scenario.model import Basis

A, D, C, X = Verdict.AGREES, Verdict.DOUBTFUL, Verdict.CONTRADICTED, Verdict.UNCHECKED
S = Basis.STATED
NOON = times.parse("1976-09-06T12:00:00+09:00")


def place(lon, lat, time=None, **more):
    return Given("a place", S, ("ART",), place=(lon, lat), time=time, place_basis=S, **more)


def at(time):
    return Given("a time", S, ("ART",), time=time)


def figure(value, unit):
    return Given("a figure", S, ("ART",), quantity=Quantity(value, unit))


def run(scenario, formula, claimed, radar=None, **given):
    roles = {
        name.replace("_", "-").strip("-"): g if isinstance(g, tuple) else (g,) for name, g in given.items()
    }
    return FORMULAS[formula].run(Work(roles, claimed, scenario, radar))


MILES, KM, FEET = Quantity(1, "mi"), Quantity(1, "km"), Quantity(1, "ft")
# A degree of latitude on WGS84 is 111.13 km on the average; of longitude at the equator 111.32 km.
EQUATOR_DEG = 111.3195


def test_distance(belenko):
    found = run(belenko, "distance", MILES, from_=place(0, 0), to=place(1, 0))
    assert found.value == pytest.approx(EQUATOR_DEG / 1.609344, abs=0.01)
    assert found.unit == "mi"


def test_path(belenko):
    points = (place(0, 0), place(1, 0), place(0, 0))
    assert run(belenko, "path", KM, point=points).value == pytest.approx(2 * EQUATOR_DEG, abs=0.01)


def test_mean_speed(belenko):
    ends = {"from_": place(0, 0, NOON), "to": place(1, 0, NOON + 1800)}
    found = run(belenko, "mean-speed", Quantity(1, "mph"), **ends)
    assert found.value == pytest.approx(EQUATOR_DEG * 2 / 1.609344, abs=0.01)
    with pytest.raises(NotKnownError):
        run(belenko, "mean-speed", Quantity(1, "mph"), from_=place(0, 0, NOON), to=place(1, 0, NOON))


def test_speed_needed(belenko):
    limit = figure(1000, "km/h")
    claimed = Quantity(6, "min")
    assert run(
        belenko, "speed-needed", claimed, distance=figure(50, "km"), limit=limit
    ).value == pytest.approx(500)
    found = run(belenko, "speed-needed", claimed, from_=place(0, 0), to=place(1, 0), limit=limit)
    assert found.value == pytest.approx(EQUATOR_DEG * 10, abs=0.1)
    assert found.limit == 1000
    with pytest.raises(NotKnownError):
        run(belenko, "speed-needed", claimed, from_=place(0, 0), limit=limit)


def test_speed_to_meet(belenko):
    found = run(
        belenko, "speed-to-meet", Quantity(0, "count"),
        distance=figure(100, "km"), start=at(NOON), end=at(NOON + 600), limit=figure(900, "km/h"),
    )  # fmt: skip
    assert found.value == pytest.approx(600)


def test_duration(belenko):
    assert run(belenko, "duration", Quantity(1, "min"), from_=at(NOON), to=at(NOON + 90)).value == 1.5
    assert run(belenko, "duration", Quantity(1, "h"), from_=at(NOON), to=at(NOON - 3600)).value == -1


def test_converted_altitude_speed(belenko):
    assert run(belenko, "converted", FEET, figure=figure(240, "m")).value == pytest.approx(240 / 0.3048)
    fix = place(0, 0, NOON, altitude_m=6000, speed_kmh=800)
    assert run(belenko, "altitude", FEET, fix=fix).value == pytest.approx(19685.04, abs=0.01)
    assert run(belenko, "speed", Quantity(1, "mph"), fix=fix).value == pytest.approx(497.097, abs=0.001)


def test_crossing(belenko):
    # Along the equator towards 10 E; a place on it at 10 E is 5 degrees away where the course is at 5 E.
    found = run(
        belenko, "crossing", KM,
        from_=place(0, 0), to=place(10, 0), seen_from=place(10, 0), range=figure(5 * EQUATOR_DEG, "km"),
    )  # fmt: skip
    assert found.value == pytest.approx(5 * EQUATOR_DEG, abs=1)
    with pytest.raises(NotKnownError):
        run(
            belenko, "crossing", KM,
            from_=place(0, 0), to=place(10, 0), seen_from=place(5, 80), range=figure(10, "km"),
        )  # fmt: skip


def test_fuel_range(belenko):
    found = run(
        belenko, "fuel-range", Quantity(700, "mi"),
        range=figure(1730, "km"), fuel=figure(14.57, "t"), mach=figure(0.85, ""), height=figure(30000, "ft"),
    )  # fmt: skip
    assert found.value == pytest.approx(1074.97, abs=0.01)
    # The ICAO tables have 303.2 m/s at 9,144 m.
    assert any("928 km/h" in step and "73 min" in step for step in found.steps)
    assert any("12.9 kg/km" in step for step in found.steps)


def test_recorder(belenko):
    found = run(belenko, "recorder", FEET, reading=figure(250, "m"), least=figure(250, "m"))
    assert found.value == found.limit == pytest.approx(820.2, abs=0.1)


def test_outside_horizon(belenko):
    okushiri = belenko.sites["okushiri"]
    station = Given("Okushiri", S, ("ART",), "okushiri", (okushiri.lon, okushiri.lat))
    far = place(okushiri.lon, okushiri.lat - 2)  # 222.2 km
    k = 4 / 3
    found = run(
        belenko, "outside-horizon", KM, station=station, place=far, height=figure(100, "m"), k=figure(k, "")
    )
    # The field's rule for the 4/3 earth: 4.12 (sqrt h + sqrt t) km.
    by_hand = 222.2 - 4.12 * (math.sqrt(okushiri.antenna_m) + math.sqrt(100))
    assert found.value == pytest.approx(by_hand, abs=0.3)


def test_year_day_age(belenko):
    late = times.parse("1978-12-31T23:30:00Z")  # already 1979 in Japan
    assert run(belenko, "year", Quantity(1979, "year"), when=at(late)).value == 1979
    claimed = Quantity(times.parse("1978-12-31T12:00:00+09:00"), "date")
    assert "1 days after" in run(belenko, "day", claimed, when=at(late)).steps[0]
    born = at(times.parse("1947-02-15T12:00:00+09:00"))
    for day, years in (("1976-02-14", 28), ("1976-02-15", 29), ("1976-09-06", 29)):
        found = run(
            belenko, "age", Quantity(29, "years"), born=born, at=at(times.parse(f"{day}T12:00:00+09:00"))
        )
        assert found.value == years


def test_counts(belenko):
    radars = sum(s.kind == "radar" for s in belenko.sites.values())
    assert run(belenko, "count-stations", Quantity(28, "count")).value == radars == 28
    claimed = Quantity(1, "count")
    hour = {"from_": at(NOON + 86 * 60), "to": at(NOON + 110 * 60)}
    assert run(belenko, "count-returns", claimed, **hour).value == 1
    assert run(belenko, "count-returns", claimed, from_=at(NOON), to=at(NOON + 60)).value == 0
    assert run(belenko, "sum", claimed, term=(figure(2, "count"), figure(98, "count"))).value == 100


class Flat:
    """A radar that sees everything above 1,000 m north of 42 N, nothing south of it."""

    stations = {"okushiri": None}

    @staticmethod
    def hidden_over(name, lon, lat, height):
        from explorer.radar.contact import Hidden

        share = float((lat < 42).mean())
        return Hidden(share, share, share)


def test_hidden_over_reach(belenko):
    station = Given("Okushiri", S, ("ART",), "okushiri", (139.4, 42.1))
    lost, blip = (next(m for m in belenko.moments if m.id == i).best for i in ("lost", "blip"))
    found = run(
        belenko, "hidden-over-reach", Quantity(1800, "ft"), Flat(),
        station=station, from_=at(lost), to=at(blip), speed=figure(800, "km/h"),
    )  # fmt: skip
    # The reach lies about 42.2 N and is some 140 km wide: less than half of it is south of 42 N.
    assert 20 < found.value < 50
    with pytest.raises(NotKnownError):
        run(
            belenko, "hidden-over-reach", Quantity(1800, "ft"), Flat(),
            station=station, from_=at(NOON), to=at(NOON + 1), speed=figure(800, "km/h"),
        )  # fmt: skip


def test_every_formula_is_said_and_tested():
    """A formula that no test above runs would go unnoticed."""
    source = __import__("pathlib").Path(__file__).read_text("utf-8")
    for formula in FORMULAS.values():
        assert formula.method.endswith(".")
        if formula.id not in ("stations-in-sight", "hidden-share"):  # the table of figures holds these
            assert f'"{formula.id}"' in source, formula.id


def test_a_missing_input_is_not_known(belenko):
    for formula in FORMULAS.values():
        if any(not role.optional for role in formula.roles.values()):
            with pytest.raises(NotKnownError):
                run(belenko, formula.id, Quantity(1, "min"))


@pytest.mark.parametrize(
    ("given", "gives", "unit", "lacking"),
    [
        (figure(1, "km"), Gives.FIGURE, "m", False),
        (figure(1, "km"), Gives.FIGURE, "kg", True),
        (figure(1, "km"), Gives.PLACE, "", True),
        (figure(1, "furlong"), Gives.FIGURE, "km", True),
        (place(1, 2), Gives.PLACE, "", False),
        (place(1, 2), Gives.PASSING, "", True),
        (place(1, 2, NOON), Gives.PASSING, "", False),
        (place(1, 2), Gives.STATION, "", True),
        (place(1, 2), Gives.ALTITUDE, "", True),
        (place(1, 2, speed_kmh=3), Gives.SPEED, "", False),
        (at(NOON), Gives.TIME, "", False),
    ],
)
def test_what_a_role_wants(given, gives, unit, lacking):
    assert bool(formulas.gives(given, formulas.Role(gives, unit))) is lacking


def reading(rule, claimed=100.0, unit="km", tolerance=0.0, doubt=None, percent=False):
    return Reading(
        "r", "distance", (), Quantity(claimed, unit), rule, tolerance, tolerance if doubt is None else doubt,
        percent, False, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "value", "limit", "verdict"),
    [
        (reading(Rule.NEAR, tolerance=5, doubt=10), 105, None, A),
        (reading(Rule.NEAR, tolerance=5, doubt=10), 95, None, A),
        (reading(Rule.NEAR, tolerance=5, doubt=10), 105.1, None, D),
        (reading(Rule.NEAR, tolerance=5, doubt=10), 110.1, None, C),
        (reading(Rule.NEAR), 100, None, A),
        (reading(Rule.NEAR), 101, None, C),
        (reading(Rule.NEAR, claimed=50, tolerance=5, percent=True), 52.5, None, A),
        (reading(Rule.NEAR, claimed=50, tolerance=5, percent=True), 52.6, None, C),
        (reading(Rule.NEAR, claimed=0, tolerance=5, percent=True), 1, None, C),
        (reading(Rule.NEAR, claimed=0, tolerance=5, percent=True), 0, None, A),
        (reading(Rule.NEAR, tolerance=5, percent=True), 0, None, C),
        (reading(Rule.AT_LEAST, tolerance=5, doubt=10), 1000, None, A),
        (reading(Rule.AT_LEAST, tolerance=5, doubt=10), 95, None, A),
        (reading(Rule.AT_LEAST, tolerance=5, doubt=10), 91, None, D),
        (reading(Rule.AT_LEAST, tolerance=5, doubt=10), 89, None, C),
        (reading(Rule.POSSIBLE), 900, 1000, A),
        (reading(Rule.POSSIBLE), 1001, 1000, C),
        (reading(Rule.POSSIBLE), 900, None, X),
        (reading(Rule.IMPOSSIBLE), 900, 1000, C),
        (reading(Rule.IMPOSSIBLE), 1001, 1000, A),
        (reading(Rule.SHARE, tolerance=80, doubt=20), 80, None, A),
        (reading(Rule.SHARE, tolerance=80, doubt=20), 50, None, D),
        (reading(Rule.SHARE, tolerance=80, doubt=20), 20, None, C),
        (reading(Rule.RESOLVED, tolerance=5), 250, 250, X),  # 100 is below what can be told
        (reading(Rule.RESOLVED, tolerance=5), 250, 50, C),
        (reading(Rule.RESOLVED, tolerance=5), 102, 50, A),
    ],
)
def test_rules(rule, value, limit, verdict):
    assert judge(rule, Outcome(value, "km", (), limit)) is verdict


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (reading(Rule.NEAR, tolerance=5, doubt=15, percent=True), "Agrees within 5 %, doubtful within 15 %."),
        (reading(Rule.NEAR, tolerance=3), "Agrees within 3 km."),
        (reading(Rule.NEAR, unit="date", doubt=3), "Agrees where it is the same, doubtful within 3 days."),
        (
            reading(Rule.AT_LEAST, tolerance=2, doubt=10),
            "A lower bound: agrees where it is reached. Up to 10 km short",
        ),
        (reading(Rule.SHARE, tolerance=80, doubt=20), "Agrees from 80 % up, contradicted up to 20 %"),
        (reading(Rule.POSSIBLE), "Agrees where the limit allows it."),
        (reading(Rule.IMPOSSIBLE), "Agrees where the limit forbids it."),
        (reading(Rule.RESOLVED), "below the instrument's limit."),
    ],
)
def test_rules_in_words(rule, said):
    assert said in rule_words(rule)


def test_days_are_those_of_the_zone(belenko):
    evening = times.parse("1976-10-22T23:00:00+09:00")
    morning = times.parse("1976-10-23T01:00:00+09:00")
    one = reading(Rule.NEAR, claimed=evening, unit="date", tolerance=0)
    outcome = Outcome(morning, "date", ())
    assert difference(one, outcome, belenko.zones[0]) == 1
    assert judge(one, outcome, belenko.zones[0]) is C
    assert difference(one, outcome, belenko.zones[2]) == 0  # the same day in UTC


@pytest.mark.parametrize(
    ("verdicts", "parts", "alternatives"),
    [
        ([], X, X),
        ([A], A, A),
        ([A, A], A, A),
        ([A, D], D, D),
        ([A, C], C, D),
        ([C, X], C, C),
        ([D, X], D, D),
        ([A, X], X, A),
        ([X, X], X, X),
        ([C, D], C, D),
        ([C, C], C, C),
    ],
)
def test_several_readings_make_one_verdict(verdicts, parts, alternatives):
    assert together(verdicts, Join.PARTS) is parts
    assert together(reversed(verdicts), Join.ALTERNATIVES) is alternatives


@pytest.mark.parametrize(
    ("stances", "verdict"),
    [
        ([], X),
        (["silent"], X),
        (["agrees"], A),
        (["agrees", "silent"], A),
        (["denies"], C),
        (["denies", "denies"], C),
        (["doubts"], D),
        (["denies", "agrees"], D),
        (["denies", "doubts"], D),
    ],
)
def test_accounts_make_a_verdict(stances, verdict):
    assert by_accounts(Account("x", "ART", Stance(s)) for s in stances) is verdict


@examples(
    st.floats(-1e6, 1e6), st.sampled_from(sorted(quantities.UNITS)), st.sampled_from(sorted(quantities.UNITS))
)
def test_units_go_there_and_back(value, unit, other):
    kind = quantities.UNITS[unit][0]
    if kind != quantities.UNITS[other][0]:
        with pytest.raises(ValueError):
            quantities.convert(Quantity(value, unit), other)
        return
    there = Quantity(quantities.convert(Quantity(value, unit), other), other)
    assert quantities.convert(there, unit) == pytest.approx(value, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (402.1, "mi", "402 mi"),
        (1.2427, "mi", "1.24 mi"),
        (82.2, "km", "82.2 km"),
        (19685.04, "ft", "19,685 ft"),
        (28.0, "count", "28"),
        (1979.0, "year", "1979"),
        (0.85, "", "0.85"),
        (0.0, "%", "0 %"),
        (None, "km", "not known"),
        (math.nan, "km", "not known"),
    ],
)
def test_figures_are_said_with_few_digits(value, unit, said):
    assert quantities.figure(value, unit) == said


def test_an_essential_input_that_is_only_assumed_proves_nothing(belenko):
    fix = "fix:foxbat:record:1976-09-06T12:56:00+09:00"

    def claim(essential):
        ends = (
            Input("from", "", "site:chuguyevka", None, None, (), (), False),
            Input("to", "", fix, None, None, (), (), essential),
        )
        one = Reading("r", "distance", ends, Quantity(50, "mi"), Rule.NEAR, 5, 10, True, False, "")
        return Claim("c", "C", (1,), (), "", Kind.COMPUTED, Join.PARTS, (one,), (), "", None, None, ())

    assert check(claim(False), belenko).value is not None
    held = check(claim(True), belenko)
    assert held.verdict is X
    assert held.value is None
    assert "no source gives it" in held.steps[0]
