"""What a frame holds at the times that the issue names, in both voices."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from explorer.frame import card, describe, find, why
from explorer.frame.derived import Derived
from explorer.frame.frame import frame
from explorer.frame.state import Selection, Stated, opening, settle
from explorer.geo import geodesy
from explorer.radar.model import from_scenario
from explorer.scenario import times
from explorer.scenario.model import Basis
from explorer.scenario.units import System


@pytest.fixture(scope="module")
def shown(belenko):
    """Return a function from a typed time and changes of state to the frame, with the radar model."""
    derived = Derived(radar=from_scenario(belenko))

    def at(text, **changes):
        old = opening(belenko)
        voice = changes.get("voice", "article")
        time = times.asked(belenko, text, voice=voice, now=old.time)
        return frame(belenko, derived, settle(belenko, old, replace(old, time=time, **changes)))

    return at


def test_at_1311_he_is_where_the_record_puts_him(shown):
    hero = shown("13:11").hero
    assert geodesy.inverse(hero.lon, hero.lat, 137.757, 43.166)[0] < 25
    assert 6000 <= hero.altitude_m <= 6100
    assert (hero.altitude_basis, hero.position_basis) == (Basis.STATED, Basis.DERIVED)


def test_at_1320_okushiri_has_him_and_the_others_are_not_recorded(shown):
    told = {s.id: s for s in shown("13:20").stations}
    assert told["okushiri"].record == "contact"
    for other in ("tobetsu", "ominato", "kamo"):
        assert told[other].record == "none"
        assert told[other].open_start


def test_at_1326_all_four_have_lost_him_and_one_could_see_him(shown):
    now = shown("13:26")
    assert now.hero.altitude_m == 549
    told = {s.id: (s.record, s.sight, s.conflict) for s in now.stations}
    assert told == {
        "okushiri": ("lost", "clear", "clear-lost"),
        "ominato": ("lost", "behind-terrain", ""),
        "tobetsu": ("lost", "behind-terrain", ""),
        "kamo": ("lost", "below-horizon", ""),
    }


def test_first_contact_is_explained_by_the_climb(shown):
    at_contact = {s.id: s for s in shown("13:11").stations}
    assert at_contact["okushiri"].sight == "clear"
    assert 330 <= at_contact["okushiri"].floor_m <= 380
    assert at_contact["kamo"].sight == "out-of-range"
    assert {s.id: s.sight for s in shown("13:06").stations}["okushiri"] == "below-horizon"


def test_at_1340_nobody_knows_where_he_is(shown):
    hero = shown("13:40").hero
    assert hero.lon is None
    assert [r.speed_kmh for r in hero.reach] == [600, 800, 1000]
    assert hero.reach[0].area_km2 < hero.reach[1].area_km2 < hero.reach[2].area_km2
    assert all(s.sight in ("everywhere", "nowhere", "depends") for s in shown("13:40").stations)


def test_at_1405_he_is_on_the_ground_at_hakodate_in_both_voices(shown, belenko):
    site = belenko.sites["hakodate"]
    for voice in ("article", "record"):
        hero = shown("14:05", voice=voice).hero
        assert hero.phase == "ground"
        assert geodesy.inverse(hero.lon, hero.lat, site.lon, site.lat)[0] < 2


def test_the_voices_differ_where_the_accounts_do(shown):
    assert shown("13:52", voice="article").hero.phase == "air"
    assert shown("13:52", voice="record").hero.phase == "ground"
    assert shown("13:26", voice="record").hero.altitude_m is None


def test_marks_appear_at_their_time(shown):
    assert [m.kind for m in shown("13:10").marks] == []
    assert [m.kind for m in shown("13:11").marks] == ["first-contact"]
    assert "loss" not in [m.kind for m in shown("13:25:59").marks]
    assert [m.kind for m in shown("13:57").marks] == ["first-contact", "loss", "return", "landing"]


def test_only_what_is_stated_hides_what_is_not(shown):
    assert shown("13:05", stated=Stated.ANY_SOURCE).hero is None
    assert shown("13:57", stated=Stated.ARTICLE).hero is not None


def test_a_mark_is_no_surer_of_its_place_than_the_aircraft_that_it_marks(shown):
    for clock in ("13:11", "13:26", "13:35"):
        now = shown(clock)
        assert now.marks[-1].basis == now.hero.position_basis, clock
    places = {m.kind: str(m.basis) for m in shown("13:57", stated=Stated.ANY_SOURCE).marks}
    assert places == {"first-contact": "derived", "loss": "assumed", "return": "assumed", "landing": "stated"}


def test_the_card_of_a_moment_gives_no_source_for_a_place_that_we_chose(belenko, shown):
    rows = {r.label: r for r in card.card(belenko, shown("13:26"), Selection("moment", "lost")).rows}
    assert (rows["Place"].basis, rows["Place"].sources) == (Basis.ASSUMED, ())
    assert (rows["Time"].basis, rows["Time"].sources) == (Basis.STATED, ("ART", "WPx", "CALC"))


def test_the_phantoms_are_a_disc_and_never_a_place(shown):
    now = shown("13:26")
    for name in ("phantom-1", "phantom-2"):
        craft = now.craft(name)
        assert craft.lon is None
        assert [r.speed_kmh for r in craft.reach] == [900, 1450]


def test_the_c5_is_on_its_way_in_the_night(shown):
    craft = shown("1976-09-24T23:50+09:00").craft("c-5")
    assert craft.phase == "air"
    assert 36 < craft.lat < 42
    assert "Phantoms (the article)" in craft.escort
    assert "F-104J" in craft.escort


def test_after_the_flight_the_place_of_the_moment_is_marked(shown):
    assert shown("1976-09-09T21:00+09:00").pinned == "haneda"
    assert shown("1976-11-14T13:00+09:00").pinned == "hitachi"
    assert shown("13:20").pinned is None  # there the Phantoms themselves show it


def test_the_passage_shown_tells_the_moment(shown, belenko):
    by_id = {p.id: p for p in belenko.passages}
    assert by_id[shown("13:26").current].moment == "lost"
    assert 25 in by_id[shown("13:26").current].paragraphs
    assert by_id[shown("13:11").current].paragraphs == (23,)
    assert 26 in by_id[shown("13:57:10").current].paragraphs
    # A moment that the article does not tell keeps the text of the last one that it does.
    assert shown("13:22:30").passages in ((), ("warned",))
    assert shown("13:22:30").current is not None


def test_describe_says_in_json_what_the_issue_lists(shown, belenko):
    told = json.loads(json.dumps(describe.to_json(belenko, shown("13:40"))))
    fox = next(a for a in told["aircraft"] if a["id"] == "foxbat")
    assert fox["lon"] is None
    assert fox["extent"]["type"] == "Polygon"
    ring = fox["extent"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0
    assert told["time_utc"] == "1976-09-06T04:40:00Z"
    assert told["time_jst"] == "1976-09-06T13:40:00+09:00"
    assert set(told) >= {
        "time_utc",
        "time_jst",
        "chapter",
        "voice",
        "moment",
        "passages",
        "aircraft",
        "stations",
    }
    station = told["stations"][0]
    assert set(station) >= {"id", "range_km", "bearing_deg", "record", "sight", "floor_m", "smooth_floor_m"}


def test_describe_in_words_names_zones_basis_and_grounds(shown, belenko):
    text = describe.in_words(belenko, shown("13:26"))
    assert "13:26:00 JST" in text
    assert "14:26:00" in text
    assert "04:26:00 UTC" in text
    assert "1,800 ft (stated)" in text
    assert "Kamo" in text


@pytest.mark.parametrize("query", ["okushiri", "奥尻", "Oominato", "ominatto", "Ōminato"])
def test_names_are_found_in_any_script_and_nearly_spelt(belenko, query):
    hits = find.find(belenko, query)
    assert hits
    wanted = "okushiri" if query in ("okushiri", "奥尻") else "ominato"
    assert any(h.selection == Selection("site", wanted) for h in hits[:6])


def test_words_of_the_text_are_found(belenko):
    hits = find.find(belenko, "pad pencil")
    assert any(h.kind == "text" for h in hits) or any(h.kind == "moment" for h in hits)
    assert find.find(belenko, "   ") == ()


def test_every_site_track_moment_and_passage_has_a_card(belenko, shown):
    now = shown("13:26")
    everything = [Selection("site", i) for i in belenko.sites]
    everything += [Selection("track", i) for i in belenko.tracks]
    everything += [Selection("moment", m.id) for m in belenko.moments]
    everything += [Selection("passage", p.id) for p in belenko.passages]
    everything += [Selection("airspace", a.id) for a in belenko.airspace]
    for selection in everything:
        made = card.card(belenko, now, selection)
        assert made is not None, selection
        assert made.title
    assert card.card(belenko, now, Selection("site", "nowhere")) is None


def test_every_live_figure_can_say_why(belenko, shown):
    for time in ("13:05", "13:11", "13:26", "13:40", "14:05"):
        now = shown(time)
        for selection in (
            Selection("track", "foxbat"),
            Selection("site", "okushiri"),
            Selection("site", "tokyo"),
        ):
            for row in card.live(belenko, now, selection):
                grounds = why.why(belenko, now, row.why)
                assert grounds is not None, (time, row)
                assert grounds.method
                assert grounds.figure


def rows(found):
    return {row.label: row for row in found}


def test_a_card_gives_heights_as_the_catalogue_does_with_their_tolerance_in_the_same_unit(belenko, shown):
    now = shown("13:20")
    for system, antenna in ((System.SOURCE, "594 m, ±10 m"), (System.NAUTICAL, "1,949 ft, ±33 ft")):
        there = replace(now, state=replace(now.state, units=system))
        found = card.card(belenko, there, Selection("site", "okushiri"))
        assert rows(found.rows)["Antenna above the sea"].value == antenna


def test_what_joins_the_points_of_a_line_is_assumed(belenko, shown):
    found = rows(card.card(belenko, shown("13:20"), Selection("airspace", "adiz-outer")).rows)
    assert (found["Line"].value, found["Line"].basis) == ("7 points", Basis.STATED)
    assert found["Points joined"].basis is Basis.ASSUMED


def test_an_aircraft_at_a_place_is_here_and_not_at_a_bearing(belenko, shown):
    (row,) = card.live(belenko, shown("14:05"), Selection("site", "hakodate"))
    assert (row.label, row.value) == ("From here to Belenko's Foxbat", "here")


def test_what_is_not_known_is_not_said_to_be_computed(belenko, shown):
    for kind in ("altitude", "speed"):
        found = why.why(belenko, shown("13:40"), f"{kind}:foxbat")
        assert found.value == "not known"
        assert "No source" in found.method


def test_the_grounds_of_an_altitude_name_its_band_too(belenko, shown):
    now = shown("13:20")
    (row,) = [r for r in card.live(belenko, now, Selection("track", "foxbat")) if r.label == "Altitude"]
    assert "band" in row.value
    assert why.why(belenko, now, row.why).value == row.value


@pytest.mark.parametrize("clock", ["13:30", "13:35", "13:40"])
def test_a_verdict_over_heights_that_are_assumed_is_assumed(belenko, shown, clock):
    now = shown(clock)
    found = rows(card.live(belenko, now, Selection("site", "tobetsu")))["Could it see him?"]
    grounds = why.why(belenko, now, found.why)
    assert found.basis is grounds.basis is Basis.ASSUMED
    assert "(assumed)" in dict(grounds.inputs)["heights"]
    before = rows(card.live(belenko, shown("13:26"), Selection("site", "tobetsu")))["Could it see him?"]
    assert before.basis is Basis.DERIVED
