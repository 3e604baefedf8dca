"""Times: read, written, typed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.scenario import times
from explorer.scenario.model import Zone

JST = Zone("jst", "Asia/Tokyo", "JST", "Japan")
VLAT = Zone("vlat", "Asia/Vladivostok", "VLAT", "Vladivostok")
ZULU = Zone("utc", "Etc/UTC", "UTC", "UTC")
ZONES = (JST, VLAT, ZULU)
NOON = times.parse("1976-09-06T12:45:00+09:00")
LOST = times.parse("1976-09-06T13:26:00+09:00")
NAMES = {"lost": LOST, "Gone from four screens": LOST, "landing": LOST + 1860, "leaves": LOST - 1800}

moments = st.datetimes(datetime(1, 1, 4), datetime(9999, 12, 28))  # noqa: DTZ001 - the zone comes below
zones = st.sampled_from(ZONES)


def typed(text, now=NOON):
    return times.typed(text, zones=ZONES, day=NOON, names=NAMES, now=now)


def at(text):
    return times.parse(f"1976-09-{text}")


def test_a_time_is_seconds_since_the_epoch():
    assert times.parse("1970-01-01T00:00:00Z") == 0
    assert times.parse("1976-09-06T13:26:00+09:00") == 210831960
    assert times.parse("1976-09-06T04:26:00.5Z") == 210831960.5


@pytest.mark.parametrize(
    "text", ["1976-09-06T13:26:00", "1976-09-06", "13:26", "", "yesterday", "1976-09-31T00:00Z"]
)
def test_what_has_no_offset_or_is_no_time_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"offset|is not a time"):
        times.parse(text)


@given(moments, st.integers(-14 * 60, 14 * 60))
def test_any_time_of_any_offset_is_read_as_datetime_reads_it(moment, minutes):
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert times.parse(moment.isoformat()) == (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


@given(st.integers(-62_000_000_000, 253_000_000_000), zones)
def test_iso_is_read_back(t, zone):
    assert times.parse(times.iso(float(t), zone)) == t
    assert times.parse(times.iso(float(t))) == t


@given(st.floats(-1e9, 1e9), zones)
def test_iso_keeps_microseconds(t, zone):
    assert times.parse(times.iso(t, zone)) == pytest.approx(t, abs=1e-6)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_a_sentence(text):
    for read in (times.parse, typed):
        try:
            assert -1e12 < read(text) < 1e12
        except ValueError as error:
            said = str(error)
        else:
            continue
        assert said


@given(st.text(st.sampled_from("0123456789:-+ TZzpam.JSVLATUCept/"), max_size=25))
def test_near_times_are_times_or_sentences(text):
    test_any_text_is_a_time_or_a_sentence.hypothesis.inner_test(text)


def test_the_clock_names_its_zone_and_is_the_tz_databases():
    assert times.clock(LOST, JST) == "13:26 JST"
    assert times.clock(LOST, VLAT) == "14:26 VLAT"
    assert times.clock(LOST + 30.5, ZULU, seconds=True) == "04:26:30 UTC"
    assert times.clock(LOST, JST, named=False) == "13:26"
    in_1992 = times.parse("1992-07-01T00:00Z")  # daylight saving, by the database
    assert times.clock(in_1992, VLAT, named=False) != times.clock(
        times.parse("1976-07-01T00:00Z"), VLAT, named=False
    )


def test_a_clock_shows_the_minute_that_has_begun():
    assert times.clock(LOST - 1, JST) == "13:25 JST"
    assert times.clock(LOST - 0.0001, JST, seconds=True) == "13:26:00 JST"


def test_days():
    assert times.day(LOST, JST) == "6 Sept 1976"
    assert times.day(LOST, JST, year=False) == "6 Sept"
    assert times.day_clock(times.parse("1976-09-24T15:45Z"), JST) == "25 Sept 1976, 00:45 JST"


def test_another_zones_day_is_said_where_it_is_another():
    assert times.elsewhere(LOST, ZONES) == ("14:26 VLAT", "04:26 UTC")
    hyakuri = times.parse("1976-09-24T15:45Z")
    assert times.elsewhere(hyakuri, ZONES) == ("01:45 VLAT", "24 Sept 15:45 UTC")
    late = times.parse("1976-09-25T23:30:20+09:00")
    assert times.elsewhere(late, ZONES, seconds=True) == ("26 Sept 00:30:20 VLAT", "14:30:20 UTC")
    assert times.elsewhere(LOST, (JST,)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13:26", "06T13:26+09:00"),
        ("1326", "06T13:26+09:00"),
        (" 13:26:30 ", "06T13:26:30+09:00"),
        ("13:26:30.5", "06T13:26:30.5+09:00"),
        ("1:26 pm", "06T13:26+09:00"),
        ("1pm", "06T13:00+09:00"),
        ("12 a.m.", "06T00:00+09:00"),
        ("12:30 PM", "06T12:30+09:00"),
        ("04:26Z", "06T04:26Z"),
        ("0426 utc", "06T04:26Z"),
        ("14:26 VLAT", "06T14:26+10:00"),
        ("14:26 vladivostok", "06T14:26+10:00"),
        ("13:26JST", "06T13:26+09:00"),
        ("13:26 Asia/Tokyo", "06T13:26+09:00"),
        ("14:26 +10", "06T14:26+10:00"),
        ("14:26 UTC+10:00", "06T14:26+10:00"),
        ("+5m", "06T12:50+09:00"),
        ("-30s", "06T12:44:30+09:00"),
        ("+1.5 hours", "06T14:15+09:00"),
        ("−2 d", "04T12:45+09:00"),
        ("1976-09-06T13:26:00+09:00", "06T13:26+09:00"),
        ("1976-09-25", "25T00:00+09:00"),
        ("1976-09-25 00:45", "25T00:45+09:00"),
        ("1976-09-25T00:45:10.5Z", "25T00:45:10.5Z"),
        ("7 Sept", "07T00:00+09:00"),
        ("Sept 7th", "07T00:00+09:00"),
        ("7 september 1976", "07T00:00+09:00"),
        ("25 Sept 00:45", "25T00:45+09:00"),
        ("25 Sep 1976, 00:45 JST", "25T00:45+09:00"),
        ("24 Sept 15:45 UTC", "25T00:45+09:00"),
        ("Sept 1976", "01T00:00+09:00"),
        ("september 1976", "01T00:00+09:00"),
        ("１３：２６：３０", "06T13:26:30+09:00"),
        ("lost", "06T13:26+09:00"),
        ("LOST", "06T13:26+09:00"),
        ("los", "06T13:26+09:00"),
        ("lsot", "06T13:26+09:00"),
        ("gone from", "06T13:26+09:00"),
        ("lan", "06T13:57+09:00"),
    ],
)
def test_what_a_person_types(text, expected):
    assert typed(text) == at(expected)


def test_a_year_is_its_first_day():
    assert typed("1983") == times.parse("1983-01-01T00:00+09:00")


def test_a_step_is_from_now():
    assert typed("+90", now=LOST) == LOST + 5400  # minutes, as on a timetable


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Type a time"),
        ("25:00", "hours end at 23"),
        ("13:99", "hours end at 23"),
        ("13 pm", "is not an hour"),
        ("13:26 EST", "not one of the clock's zones"),
        ("31 Feb", "no day 31"),
        ("1976-13-01", "no day 1 in month 13"),
        ("Foo 1976", "neither a time nor a moment"),
        ("Sept 0000", "no day 1 in month 9 of 0"),
        ("7 Foo", "neither a time nor a moment"),
        ("l", "begins more than one moment: landing, leaves, lost"),
        ("+5x", "'x' is not a unit"),
        ("+99999999999d", "calendar"),
        ("zzzz", "neither a time nor a moment"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(text, says):
    with pytest.raises(ValueError, match=says):
        typed(text)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), zones)
def test_every_clock_in_every_zone_is_read_back(hour, minute, second, zone):
    t = typed(f"{hour}:{minute:02}:{second:02} {zone.short}")
    assert times.clock(t, zone, seconds=True) == f"{hour:02}:{minute:02}:{second:02} {zone.short}"
    assert times.day(t, zone) == "6 Sept 1976"


@pytest.mark.parametrize(
    ("spread_days", "told"),
    [(0, "8 Sept 1976, 10:30 JST"), (0.9, "8 Sept 1976"), (30, "Sept 1976"), (365, "1976")],
)
def test_a_time_is_told_no_finer_than_it_is_known(spread_days, told):
    t = times.parse("1976-09-08T10:30:00+09:00")
    assert times.rough(t, JST, spread_days * 86400) == told
