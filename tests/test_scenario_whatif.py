"""What is supposed: history stays untouched, the words say what is changed, nonsense is named."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.scenario.model import Basis, Fixes, Then
from explorer.scenario.whatif import AFTERWARDS, E2C, Picket, WhatIf, apply, parse

VOICE = "article"


def _fixes(scenario):
    return scenario.tracks[scenario.subject].fixes[VOICE]


def test_nothing_supposed_is_history_itself(belenko):
    assert apply(belenko, WhatIf()) is belenko
    assert WhatIf().in_words() == ""


@pytest.mark.parametrize(
    "change", ["sea=100ft", "after=250m", "steady", "scramble=13:13", "picket=42.2/139", "k=1.4", "look-down"]
)
def test_history_is_never_touched(belenko, change):
    before = [(_fixes(belenko).altitude.copy(), belenko.lanes, dict(belenko.assumptions), len(belenko.sites))]
    supposed = apply(belenko, parse(change, belenko, VOICE))
    assert supposed.hypothetical
    assert not belenko.hypothetical
    after = [(_fixes(belenko).altitude, belenko.lanes, dict(belenko.assumptions), len(belenko.sites))]
    assert np.array_equal(before[0][0], after[0][0], equal_nan=True)
    assert before[0][1:] == after[0][1:]


def test_over_the_sea_without_a_climb(belenko):
    found, past = _fixes(apply(belenko, WhatIf(sea_m=30.0))), _fixes(belenko)
    gap = list(past.then).index(Then.REACH)
    coast = next(i for i in range(len(past)) if past.altitude_low[i] < past.altitude_high[i])
    assert set(found.altitude[coast : gap + 1].tolist()) == {30.0}
    assert set(found.altitude_basis[coast : gap + 1]) == {Basis.ASSUMED}
    for i in (*range(coast), *range(gap + 1, len(past))):
        assert found.altitude[i] == past.altitude[i] or np.isnan(past.altitude[i])
    assert np.array_equal(found.lon, past.lon, equal_nan=True)
    assert np.array_equal(found.time, past.time)


def test_after_the_loss_the_flight_before_it_stays(belenko):
    supposed = apply(belenko, WhatIf(after_m=250.0))
    found, past = _fixes(supposed), _fixes(belenko)
    gap = list(past.then).index(Then.REACH)
    assert np.array_equal(found.altitude[: gap + 1], past.altitude[: gap + 1], equal_nan=True)
    assert found.altitude[gap + 1] == 250.0
    assert supposed.assumptions[AFTERWARDS].value == 250.0


def test_a_steady_descent_is_a_straight_line_in_time(belenko):
    found, past = _fixes(apply(belenko, WhatIf(steady=True))), _fixes(belenko)
    gap, top = list(past.then).index(Then.REACH), int(np.nanargmax(past.altitude))
    line = np.interp(
        past.time[top : gap + 1], past.time[[top, gap]], past.altitude[[top, gap]]
    )  # first contact to loss
    assert found.altitude[top : gap + 1] == pytest.approx(line)
    assert found.altitude[top + 1] == pytest.approx(1843, abs=2)  # the lower edge that the data gives


def test_a_telling_without_a_height_at_the_loss_has_no_steady_descent(belenko):
    record = belenko.tracks[belenko.subject].fixes["record"]
    found = apply(belenko, WhatIf(steady=True)).tracks[belenko.subject].fixes["record"]
    assert np.array_equal(found.altitude, record.altitude, equal_nan=True)
    with pytest.raises(ValueError, match="no height at the loss"):
        parse("steady", belenko, "record")
    with pytest.raises(ValueError, match="no height at the loss"):
        parse("steady", replace(belenko, tracks={}), "article")


@pytest.mark.parametrize("wanted", [WhatIf(sea_m=30.0), WhatIf(after_m=30.0), WhatIf(steady=True)])
def test_a_telling_without_a_single_fix_stays_empty(belenko, wanted):
    """What a file whose rows are all at fault leaves."""
    track = belenko.tracks[belenko.subject]
    columns = {k: getattr(track.fixes["record"], k)[:0] for k in Fixes.__dataclass_fields__}
    none = Fixes(**columns)
    bare = replace(belenko, tracks={track.id: replace(track, fixes={"record": none})})
    assert len(apply(bare, wanted).tracks[track.id].fixes["record"]) == 0


@given(minutes=st.floats(-200, 300))
def test_a_scramble_stays_in_order(belenko, minutes):
    start = belenko.chapters[0].start
    found = apply(belenko, WhatIf(airborne_s=start + 60 * minutes)).tracks["phantom-1"].fixes[VOICE]
    assert (np.diff(found.time) > 0).all()
    assert found.time[0] == belenko.tracks["phantom-1"].fixes[VOICE].time[0]


def test_a_picket_is_a_station_with_its_own_range(belenko):
    supposed = apply(belenko, WhatIf(picket=Picket(139.0, 42.2, 9144.0)))
    assert supposed.lanes == (*belenko.lanes, E2C)
    assert supposed.sites[E2C].antenna_m == 9144.0
    assert (
        supposed.assumptions[f"instrumented-range-nm:{E2C}"].value
        == belenko.assumptions["e2c-range-nm"].value
    )


def test_the_words_name_every_part(belenko):
    every = "sea=100ft,after=250m,scramble=13:13,picket=42.2/139.0,k=1.4,look-down"
    said = apply(belenko, parse(every, belenko, VOICE)).hypothetical
    for word in (
        "100 ft",
        "820 ft",
        "Phantoms airborne at 13:13:00 JST",
        "look-down",
        "E-2C at 42.2 N 139.0 E",
        "k = 1.4",
    ):
        assert word in said
    assert "steady" in parse("steady", belenko, VOICE).in_words()


def test_parse(belenko):
    found = parse(" sea=100ft , k=1.4,, picket=42.2/139.0 ", belenko, VOICE)
    assert found == WhatIf(sea_m=pytest.approx(30.48), k=1.4, picket=Picket(139.0, 42.2, 9144.0))


@pytest.mark.parametrize(
    "bad",
    ["sea", "sea=", "sea=high", "sea=-5m", "sea=nan", "k=0", "k=inf", "picket=42", "picket=91/0", "picket=a/b",
     "scramble=soon", "climb", "steady=1", "after=1e9m"],
)  # fmt: skip
def test_what_does_not_fit_is_named(belenko, bad):
    with pytest.raises(ValueError, match="does not fit") as error:
        parse(f"k=1.4,{bad}", belenko, VOICE)
    assert f"'{bad}'" in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text(max_size=40))
def test_any_text_parses_or_says_why(belenko, text):
    try:
        apply(belenko, parse(text, belenko, VOICE))
    except ValueError as error:
        assert "does not fit" in str(error)  # noqa: PT017 - what hypothesis finds is not always a fault
