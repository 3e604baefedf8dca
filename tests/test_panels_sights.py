"""Sight under the record in the lanes, and where the two do not fit."""

from dataclasses import replace

import pytest

from explorer.frame import sight
from explorer.panels.sights import CLEAR, DEPENDS, Span, clashes_of, hover, rows_of
from explorer.radar.model import from_scenario
from explorer.scenario import times
from explorer.scenario.model import Basis, Contact, ContactKind, TimeSpan
from explorer.scenario.whatif import apply, parse


def contact(start, end, **more):
    return Contact(
        "hill", ContactKind.CONTACT, TimeSpan(start, start, start), TimeSpan(end, end, end), Basis.STATED,
        (), ("article",), "", **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spans", "kinds"),
    [
        ((Span(0, 200, CLEAR),), ["clear-lost"]),
        ((Span(0, 100, CLEAR),), ["clear-lost"]),
        ((Span(0, 99, CLEAR),), []),
        ((Span(0, 60, CLEAR),), ["hidden-contact"]),
        ((Span(40, 90, CLEAR),), ["hidden-contact", "hidden-contact"]),
        ((), ["hidden-contact"]),
        ((Span(0, 100, DEPENDS),), ["hidden-contact"]),
    ],
)
def test_where_sight_and_record_clash(spans, kinds):
    found = clashes_of(contact(10, 100), spans)
    assert [c.kind for c in found] == kinds


def test_a_contact_of_which_only_the_end_is_known_clashes_there_alone():
    only = replace(contact(0, 100), start=TimeSpan(None, None, None))
    assert [c.kind for c in clashes_of(only, (Span(0, 50, CLEAR),))] == []
    assert [c.kind for c in clashes_of(only, (Span(0, 150, CLEAR),))] == ["clear-lost"]


@pytest.fixture(scope="module")
def told(belenko):
    return sight.telling(from_scenario(belenko), belenko, "article")


def test_okushiri_alone_lost_him_in_plain_sight(belenko, told):
    rows = rows_of(belenko, told, "article")
    assert {i: [c.kind for c in r.clashes] for i, r in rows.items() if r.clashes} == {
        "okushiri": ["clear-lost"]
    }
    lost = times.asked(belenko, "13:26", voice="article", now=belenko.chapters[0].start)
    assert rows["okushiri"].clashes[0].start == lost


def test_what_is_supposed_clashes_with_nothing(belenko, told):
    supposed = apply(belenko, parse("sea=100ft", belenko, "article"))
    low = sight.telling(from_scenario(supposed), supposed, "article")
    assert not any(r.clashes for r in rows_of(supposed, low, "article").values())
    assert (
        rows_of(supposed, low, "article")["okushiri"].spans
        != rows_of(belenko, told, "article")["okushiri"].spans
    )


def test_nothing_until_it_is_computed(belenko):
    assert rows_of(belenko, None, "article") == {}


def test_hovering_says_what_holds(belenko, told):
    rows = rows_of(belenko, told, "article")
    now = belenko.chapters[0].start

    def said(station, clock):
        return hover(rows[station], times.asked(belenko, clock, voice="article", now=now), 1.0)

    assert said("okushiri", "13:26") == "lost in plain sight: geometry does not explain it"
    assert said("okushiri", "13:15") == "could see him (computed)"
    assert said("okushiri", "13:00") == "could not see him (computed)"
    assert said("okushiri", "13:29") == "could see a part of where he was"
