"""The incident's own files: what the research asks of them, read through the loader and as written."""

import csv
import json
import math
import re
import tomllib
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest

from explorer import assets
from explorer.flight import motion
from explorer.geo import geodesy
from explorer.scenario.load import load
from explorer.scenario.model import Basis, ContactKind, Phase, Then

FOLDER = assets.default_scenario()
FOUR = ("okushiri", "ominato", "kamo", "tobetsu")
FLIGHT = [
    "takeoff", "leaves", "sea-low", "adiz", "climbs", "over-horizon", "contact", "alert", "scramble",
    "violation", "warned", "turns", "f4-contact", "lost", "below-cloud", "blip", "fuel", "over-town",
    "f4-sent", "airliner", "landing", "overrun", "shots", "police",
]  # fmt: skip
STANDOFF = [
    "phones", "cordon", "arrest", "hotel", "demands", "regiment", "vigilance", "to-tokyo", "telegram",
    "us-accepts", "soviet-meeting", "departure", "stories", "custody", "rebuttal", "c5", "hyakuri",
    "inspection", "hands-on-ends", "announced", "terms-accepted", "convoy", "handover", "sails",
    "vladivostok", "debriefing",
]  # fmt: skip
SOUTHERN = {
    "fukuejima", "takahatayama", "shimokoshikijima", "okinoerabujima", "kumejima", "yozadake",
    "miyakojima",
}  # fmt: skip


def at(clock, day="1976-09-06"):
    return datetime.fromisoformat(f"{day}T{clock}+09:00").timestamp()


@pytest.fixture(scope="module")
def loaded():
    return load(FOLDER)


@pytest.fixture(scope="module")
def scenario(loaded):
    return loaded[0]


@pytest.fixture(scope="module")
def moments(scenario):
    return {moment.id: moment for moment in scenario.moments}


def fix(scenario, clock, voice="article", track="foxbat", day="1976-09-06"):
    fixes = scenario.tracks[track].fixes[voice]
    (index,) = np.flatnonzero(fixes.time == at(clock, day))
    return fixes, int(index)


def test_it_loads_without_a_problem(loaded):
    assert [str(problem) for problem in loaded[1]] == []


def test_everything_is_there(scenario):
    assert [chapter.id for chapter in scenario.chapters] == ["flight", "standoff", "legacy"]
    assert [zone.id for zone in scenario.zones] == ["jst", "vlat", "utc"]
    assert [voice.id for voice in scenario.voices] == ["article", "record"]
    assert set(scenario.tracks) == {"foxbat", "phantom-1", "phantom-2", "airliner", "c-5"}
    assert scenario.lanes == FOUR
    assert (scenario.subject, scenario.article) == ("foxbat", "ART")
    assert {"k", "crest-factor", "instrumented-range-nm"} <= set(scenario.assumptions)


def test_every_record_of_the_files_is_loaded(scenario):
    """Nothing is dropped on the way in."""
    written = tomllib.loads((FOLDER / "moments.toml").read_text(encoding="utf-8"))["moment"]
    assert {moment.id for moment in scenario.moments} == {moment["id"] for moment in written}
    head = tomllib.loads((FOLDER / "scenario.toml").read_text(encoding="utf-8"))
    assert len(scenario.holdings) == len(head["holding"])
    assert set(scenario.sources) == {source["key"] for source in head["source"]}
    with (FOLDER / "tracks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for (track, voice), count in {
        (row["track"], row["voice"]): sum(
            (r["track"], r["voice"]) == (row["track"], row["voice"]) for r in rows
        )
        for row in rows
    }.items():
        assert len(scenario.tracks[track].fixes[voice]) == count


def test_assumptions_say_why(scenario):
    assert scenario.assumptions["k"].value == pytest.approx(1.32, abs=0.005)
    assert scenario.assumptions["crest-factor"].value == 1.5
    assert scenario.assumptions["instrumented-range-nm"].value == 200
    reach = [scenario.assumptions[f"{name}-speed"].value for name in ("low", "mid", "high")]
    assert reach == [600, 800, 1000] == list(scenario.tracks["foxbat"].speeds_kmh)
    for assumption in scenario.assumptions.values():
        assert len(assumption.reason) > 30, assumption.id


def test_the_flight_view_shows_where_it_happens(scenario):
    view = scenario.chapters[0].view
    for name in ("chuguyevka", "hakodate", "okushiri", "tobetsu", "kamo", "chitose", "misawa"):
        site = scenario.sites[name]
        distance, azimuth = geodesy.inverse(view.lon, view.lat, site.lon, site.lat)
        east = float(distance) * math.sin(math.radians(float(azimuth)))
        assert abs(east) < view.width_km / 2, name


# ------------------------------------------------------------------ sites


def test_28_stations_and_the_named_sites(scenario):
    radars = {name: site for name, site in scenario.sites.items() if site.kind == "radar"}
    assert len(radars) == 28
    assert {name for name, site in radars.items() if not site.drawn} == SOUTHERN
    assert all((site.lat < 33) == (not site.drawn) for site in radars.values())
    assert {
        "chuguyevka", "chuguyevka-town", "vladivostok", "hakodate", "hakodate-city",
        "camp-hakodate", "chitose", "sapporo", "misawa", "hyakuri", "iruma", "haneda", "tokyo",
        "tokyo-police", "hitachi", "cape-motta",
    } <= set(scenario.sites)  # fmt: skip


def test_the_four_stand_where_the_research_puts_them(scenario):
    expected = {
        "okushiri": (139.4456, 42.16, 594),
        "tobetsu": (141.523, 43.308, 428),
        "ominato": (141.1197, 41.2789, 889),
        "kamo": (139.765, 39.898, 725),
    }
    for name, (lon, lat, antenna) in expected.items():
        site = scenario.sites[name]
        assert (site.lon, site.lat, site.antenna_m, site.rank) == (lon, lat, antenna, 1)
        assert site.antenna_m > site.elevation_m
        assert site.names["ja"]


def test_a_station_says_how_well_its_place_is_known(scenario):
    for site in scenario.sites.values():
        assert site.uncertainty_m > 0, site.id
        assert site.facts, site.id
        assert site.role, site.id
        if site.kind == "radar":
            assert site.antenna_uncertainty_m > 0, site.id
            assert any(fact.basis is Basis.ASSUMED for fact in site.facts), site.id
    assert any("wrong" in fact.text for fact in scenario.sites["takahatayama"].facts)
    assert scenario.sites["unishima"].elevation_m is None
    assert scenario.sites["erimo"].elevation_m == 224.7


def test_both_regiments_are_told(scenario):
    base = scenario.sites["chuguyevka"]
    told = {number: fact for fact in base.facts for number in ("513th", "530th") if number in fact.text}
    assert told["513th"].sources == ("ART",)
    assert "ART" not in told["530th"].sources
    assert "530th" in base.unit
    assert "513th" in base.unit


def test_distances_that_the_sites_claim(scenario):
    base, cape, hakodate, chitose = (
        scenario.sites[name] for name in ("chuguyevka", "cape-motta", "hakodate", "chitose")
    )
    for site, km in ((cape, 509.6), (hakodate, 623), (chitose, 647)):
        assert float(geodesy.inverse(base.lon, base.lat, site.lon, site.lat)[0]) == pytest.approx(km, abs=0.6)
    hyakuri = scenario.sites["hyakuri"]
    assert float(geodesy.inverse(hakodate.lon, hakodate.lat, hyakuri.lon, hyakuri.lat)[0]) == pytest.approx(
        622, abs=1
    )


def test_what_rests_on_general_knowledge_alone_is_assumed(scenario):
    for site in scenario.sites.values():
        for fact in site.facts:
            if fact.sources == ("GEN",):
                assert fact.basis is Basis.ASSUMED, (site.id, fact.text)
    for moment in scenario.moments:
        assert moment.sources != ("GEN",), moment.id
    for holding in scenario.holdings:
        assert "GEN" not in holding.sources or holding.basis is Basis.ASSUMED, holding.label


def test_what_we_computed_is_derived(scenario):
    for site in scenario.sites.values():
        for fact in site.facts:
            if fact.sources == ("CALC",):
                assert fact.basis is Basis.DERIVED, (site.id, fact.text)


# ------------------------------------------------------------------ tracks


@pytest.mark.parametrize("voice", ["article", "record"])
def test_a_track_is_flyable(scenario, voice):
    for track in scenario.tracks.values():
        fixes = track.fixes[voice]
        assert len(fixes) >= 2, track.id
        assert np.all(np.diff(fixes.time) > 0), track.id
        assert fixes.then[-1] is Then.END, track.id
        assert np.isfinite(fixes.lon).all(), track.id
        for i in range(len(fixes) - 1):
            km = float(geodesy.inverse(fixes.lon[i], fixes.lat[i], fixes.lon[i + 1], fixes.lat[i + 1])[0])
            speed = km / (fixes.time[i + 1] - fixes.time[i]) * 3600
            if fixes.then[i] is Then.LINE:
                flying = fixes.phase[i] is Phase.AIR
                assert speed < (1200 if flying else 1e-6), (track.id, i, speed)
                assert speed > 600 or not flying, (track.id, i, speed)
            elif fixes.then[i] is Then.REACH:
                assert speed < track.speeds_kmh[0], (track.id, i, speed)


def test_first_plot(scenario):
    for voice, altitude, speed in (("article", 6096, 805), ("record", 6000, 800)):
        fixes, i = fix(scenario, "13:11:00", voice)
        assert float(geodesy.inverse(137.757, 43.166, fixes.lon[i], fixes.lat[i])[0]) < 25
        assert fixes.altitude[i] == altitude
        assert fixes.speed_kmh[i] == speed
        assert fixes.altitude_basis[i] is Basis.STATED
        assert fixes.position_basis[i] is Basis.DERIVED
    cape = scenario.sites["cape-motta"]
    km = float(geodesy.inverse(fixes.lon[i], fixes.lat[i], cape.lon, cape.lat)[0])
    assert km == pytest.approx(180, abs=1)  # 111 miles from the nearest land of Hokkaido


def test_the_loss_has_a_height_in_the_article_only(scenario):
    fixes, i = fix(scenario, "13:26:00")
    assert fixes.altitude[i] == 549
    assert fixes.altitude_basis[i] is Basis.STATED
    assert fixes.position_basis[i] is Basis.ASSUMED
    assert fixes.uncertainty_km[i] == 20
    assert fixes.then[i] is Then.REACH
    fixes, i = fix(scenario, "13:26:00", "record")
    assert math.isnan(fixes.altitude[i])
    assert "ART" not in fixes.sources[i]


def test_the_low_leg_is_a_band(scenario):
    for voice, altitude in (("article", 30), ("record", 250)):
        for clock in ("12:59:00", "13:03:00", "13:06:00"):
            fixes, i = fix(scenario, clock, voice)
            assert fixes.altitude[i] == altitude
            assert (fixes.altitude_low[i], fixes.altitude_high[i]) == (30, 250)


def test_the_band_before_the_loss_spans_both_descents(scenario):
    """Its lower edge is the steady descent from 20,000 ft at 13:11 to 1,800 ft at 13:26."""
    fixes, i = fix(scenario, "13:22:30")
    steady = 6096 + (549 - 6096) * 11.5 / 15
    assert fixes.altitude_low[i] == pytest.approx(steady, abs=1)
    assert fixes.altitude_high[i] == fixes.altitude[i] == 6096
    assert fixes.altitude_basis[i] is Basis.ASSUMED


def test_over_the_land_the_altitude_is_not_known(scenario):
    fixes, i = fix(scenario, "12:56:00")
    assert math.isnan(fixes.altitude[i])


def test_the_voices_land_apart(scenario, moments):
    for voice, clock in (("article", "13:57:00"), ("record", "13:50:00")):
        fixes, i = fix(scenario, clock, voice)
        assert fixes.phase[i] is Phase.GROUND
        assert fixes.phase[i - 1] is Phase.AIR
        assert moments["landing"].at(voice) == at(clock)
        assert (fixes.time_low[i], fixes.time_high[i]) == (at("13:50:00"), at("13:57:00"))
    assert {source for _, source in moments["landing"].accounts} >= {"ART", "STAR", "WP77", "DOSH", "HCH"}


def test_nothing_is_joined_after_the_loss(scenario):
    for voice, landing in (("article", "13:57:00"), ("record", "13:50:00")):
        fixes = scenario.tracks["foxbat"].fixes[voice]
        unknown = (fixes.time >= at("13:26:00")) & (fixes.time < at(landing))
        assert {fixes.then[i] for i in np.flatnonzero(unknown)} == {Then.REACH}
        fixes, i = fix(scenario, "13:35:00", voice)
        assert math.isnan(fixes.altitude[i])
        island = scenario.sites["okushiri"]
        bearing = float(geodesy.inverse(island.lon, island.lat, fixes.lon[i], fixes.lat[i])[1])
        assert 60 < bearing < 120  # east of the island


@pytest.mark.parametrize("name", ["phantom-1", "phantom-2"])
@pytest.mark.parametrize("voice", ["article", "record"])
def test_phantoms_are_never_a_line(scenario, voice, name):
    fixes = scenario.tracks[name].fixes[voice]
    assert list(zip(fixes.phase, fixes.then, strict=True)) == [
        (Phase.GROUND, Then.LINE),
        (Phase.AIR, Then.REACH),
        (Phase.AIR, Then.END),
    ]
    assert fixes.time[1] == at("13:20:00")
    chitose = scenario.sites["chitose"]
    assert (fixes.lon[1], fixes.lat[1]) == (chitose.lon, chitose.lat)
    assert np.isnan(fixes.altitude[2])


def test_the_galaxy_is_on_its_way_by_night(scenario):
    for voice in ("article", "record"):
        fixes = scenario.tracks["c-5"].fixes[voice]
        assert fixes.time[0] < at("23:50:00", "1976-09-24") < fixes.time[-1] == at("00:45:00", "1976-09-25")
        assert motion.at(fixes, at("00:10:00", "1976-09-25")).position_basis is Basis.ASSUMED
        assert fixes.phase[0] is Phase.AIR
        assert np.isnan(fixes.altitude[0])  # else it would fly at the height of the runways
        foxbat = scenario.tracks["foxbat"].fixes[voice]
        on_board = np.flatnonzero(foxbat.time == fixes.time[0])
        assert [foxbat.then[i] for i in on_board] == [Then.END]
        assert fixes.time[-1] in foxbat.time
    mean = scenario.assumptions["c5-mean-speed"].value
    assert 622 / mean * 3600 == pytest.approx(fixes.time[-1] - fixes.time[0], rel=0.01)


def test_every_fix_names_who_says_so(scenario):
    for track in scenario.tracks.values():
        for fixes in track.fixes.values():
            for sources, note in zip(fixes.sources, fixes.note, strict=True):
                assert sources
                assert note
            assert "GEN" not in {key for sources in fixes.sources for key in sources}


def test_the_record_does_not_lean_on_the_article(scenario):
    """What the official voice states about time and height comes from others than the article."""
    fixes = scenario.tracks["foxbat"].fixes["record"]
    for i in np.flatnonzero(fixes.time < at("13:50:00")):
        if Basis.STATED in (fixes.altitude_basis[i], fixes.time_basis[i]):
            assert set(fixes.sources[i]) - {"ART"}, i


# ---------------------------------------------------------------- contacts


def test_contacts_leave_open_what_is_open(scenario):
    by_station = {contact.station: contact for contact in scenario.contacts}
    assert set(by_station) == {*FOUR, "phantom-1", "unnamed"}
    for name in FOUR:
        contact = by_station[name]
        assert contact.kind is ContactKind.CONTACT
        assert contact.end.best == at("13:26:00")
        assert contact.start.best == (at("13:11:00") if name == "okushiri" else None)
        assert contact.voices == ("article", "record")
    assert by_station["kamo"].start.earliest is None
    fighter = by_station["phantom-1"]
    assert fighter.kind is ContactKind.FIGHTER
    assert (fighter.start.best, fighter.end.best) == (at("13:25:00"), at("13:25:30"))
    echo = by_station["unnamed"]
    assert echo.kind is ContactKind.RETURN
    assert echo.start.best == at("13:35:00")
    assert "STAR" in echo.note


# ----------------------------------------------------------------- moments


def test_the_moments_of_each_chapter(scenario):
    by_chapter = {
        chapter.id: [moment.id for moment in scenario.moments if moment.chapter == chapter.id]
        for chapter in scenario.chapters
    }
    assert sorted(by_chapter["flight"]) == sorted(FLIGHT)
    assert len(by_chapter["flight"]) == 24
    assert sorted(by_chapter["standoff"]) == sorted(STANDOFF)
    assert len(by_chapter["legacy"]) >= 12
    assert by_chapter["standoff"][-1] == "debriefing"  # it leads out of the chapter


def test_a_moment_is_told_briefly_and_in_place(scenario):
    chapters = {chapter.id: chapter for chapter in scenario.chapters}
    for moment in scenario.moments:
        assert len(moment.title) <= 40, moment.id
        # Its date stands before it on the time axis.
        assert not re.search(
            r"\b(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec)\w* 19\d\d", moment.title
        ), moment.id
        assert 1 <= len(re.findall(r"[.?!](?=\s|$)", moment.text)) <= 4, moment.id
        chapter = chapters[moment.chapter]
        for voice in scenario.voices:
            assert moment.earliest <= moment.at(voice.id) <= moment.latest, moment.id
            assert chapter.start <= moment.at(voice.id) <= chapter.end, moment.id


def test_the_moments_agree_with_the_track(scenario, moments):
    for name, clock in (
        ("takeoff", "12:50:00"),
        ("sea-low", "12:59:00"),
        ("adiz", "13:03:00"),
        ("climbs", "13:06:00"),
        ("contact", "13:11:00"),
        ("violation", "13:22:30"),
        ("lost", "13:26:00"),
        ("blip", "13:35:00"),
        ("over-town", "13:48:00"),
    ):
        fixes, i = fix(scenario, clock)
        moment = moments[name]
        assert moment.at("article") == fixes.time[i], name
        lon, lat = (
            (moment.lon, moment.lat)
            if moment.lon is not None
            else (scenario.sites[moment.place].lon, scenario.sites[moment.place].lat)
        )
        assert float(geodesy.inverse(lon, lat, fixes.lon[i], fixes.lat[i])[0]) < 9, name


def test_the_articles_own_dates_stand_beside_the_others(moments):
    assert moments["sails"].at("article") == at("13:00:00", "1976-10-22")
    assert moments["sails"].at("record") == at("12:00:00", "1976-11-15")
    assert datetime.fromtimestamp(moments["e2c-first"].at("article"), tz=None).year == 1979  # noqa: DTZ006
    assert moments["e2c-decided"].best == at("12:00:00", "1979-01-11")
    assert moments["e2c-thirteenth"].best == at("12:00:00", "1994-04-28")
    assert moments["aew-group"].best == at("12:00:00", "1983-11-15")


def test_the_escort_is_disputed(moments):
    told = dict(moments["c5"].accounts[i][::-1] for i in range(len(moments["c5"].accounts)))
    assert "Phantoms" in told["ART"]
    assert "F-104J" in told["HYPO"]


# ---------------------------------------------------------------- holdings


def test_the_custody_lanes_have_no_gap(scenario):
    for lane, holders in (
        ("pilot", ["police", "police", "united-states"]),
        ("aircraft", ["police", "defense-agency", "united-states", "defense-agency", "soviet-union"]),
    ):
        held = [holding for holding in scenario.holdings if holding.lane == lane]
        assert [holding.holder for holding in held] == holders
        for one, following in pairwise(held):
            assert one.end.best == following.start.best
        assert held[-1].end.best is None


def test_both_lanes_of_the_legacy(scenario):
    day = at("13:26:00")
    before = [holding for holding in scenario.holdings if holding.lane == "wanted-before"]
    after = [holding for holding in scenario.holdings if holding.lane == "decided-after"]
    assert len(before) >= 3
    assert len(after) >= 4
    assert all(holding.start.best < day for holding in before)
    assert all(holding.start.best > day for holding in after)
    assert any(holding.end.best is None for holding in after)
    demands = [holding.holder for holding in scenario.holdings if holding.lane == "demand"]
    assert {"soviet-union", "united-states", "foreign-ministry"} <= set(demands)


# ---------------------------------------------------------------- airspace


def test_the_adiz_line_is_the_directives(scenario):
    (line,) = [line for line in scenario.airspace if line.kind == "adiz"]
    assert len(line.lon) == 7
    assert (line.lon[0], line.lat[0]) == pytest.approx(
        (138 + 44 / 60 + 47 / 3600, 45 + 45 / 60 + 7 / 3600), abs=1e-5
    )
    assert line.rule == "geodesic"
    assert "11 km" in line.note


def test_the_territorial_sea_is_three_miles_wide(scenario, moments):
    """The violation lies on its edge off Cape Motta, within the uncertainty of both."""
    (line,) = [line for line in scenario.airspace if line.kind == "territorial-sea"]
    violation = moments["violation"]
    km = geodesy.inverse(violation.lon, violation.lat, line.lon[::1], line.lat[::1])[0]
    assert np.nanmin(km) < 1.5
    cape = scenario.sites["cape-motta"]
    assert 3.5 < float(np.nanmin(geodesy.inverse(cape.lon, cape.lat, line.lon, line.lat)[0])) < 6.5


def test_the_files_are_tidy():
    for name in ("sites.geojson", "airspace.geojson"):
        json.loads((FOLDER / name).read_text(encoding="utf-8"))
    for path in FOLDER.iterdir():
        text = path.read_bytes()
        assert b"\r" not in text, path.name
        assert text.endswith(b"\n"), path.name


def test_no_moment_is_surer_of_its_place_than_the_fix_there(belenko):
    order = [Basis.ASSUMED, Basis.DERIVED, Basis.STATED]
    compared = set()
    for moment in belenko.moments:
        if moment.lon is None or moment.place:
            continue
        for voice, fixes in belenko.tracks["foxbat"].fixes.items():
            away = np.hypot(fixes.lon - moment.lon, fixes.lat - moment.lat)
            for i in np.flatnonzero(away < 0.01).tolist():
                assert order.index(moment.place_basis) <= order.index(fixes.position_basis[i]), (
                    moment.id,
                    voice,
                )
                compared.add(moment.id)
    assert compared >= {"leaves", "contact", "f4-contact", "lost", "blip"}
