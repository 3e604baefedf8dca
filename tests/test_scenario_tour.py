"""tour.toml: what is read, and what is said of its faults."""

import tomllib

import pytest

from explorer.scenario.problems import Problems
from explorer.scenario.tour import SELECTS, load_tours, read_tours

GOOD = """
[[tour]]
id = "one"
title = "One"

[[stop]]
tour = "one"
title = "Seen"
moment = "contact"
lead = 5
view = { lon = 138.5, lat = 42.7, width_km = 500 }
select = "claim:111-mi"
station = "okushiri"
notice = "Look."
ask = "Why?"

[[stop]]
tour = "one"
title = "Nobody knows"
time = 1976-09-06T13:41:45+09:00
notice = "Look."
seconds = 12
"""
MORE = {"claim": ["111-mi"], "thing": ["e-2c"]}


def read(text, belenko):
    problems = Problems()
    return read_tours(tomllib.loads(text), belenko, problems, MORE), [str(p) for p in problems.all()]


def test_a_good_file_is_read_whole(belenko):
    (tour,), problems = read(GOOD, belenko)
    assert problems == []
    first, second = tour.stops
    assert (first.moment, first.select, first.station) == ("contact", ("claim", "111-mi"), "okushiri")
    assert (first.view.width_km, first.lead, first.seconds) == (500, 5, 20)
    assert second.time == pytest.approx(210832905.0)
    assert (second.view, second.select, second.ask) == (None, None, "")


@pytest.mark.parametrize(
    ("old", "new", "said", "stops"),
    [
        ('moment = "contact"', 'moment = "contac"', "contact", 1),
        ('moment = "contact"', "", "needs a moment or a time", 1),
        ('tour = "one"\ntitle = "Seen"', 'tour = "two"\ntitle = "Seen"', "there is no tour 'two'", 1),
        ('"claim:111-mi"', '"claim:112-mi"', "is not the id of a claim", 2),
        ('"claim:111-mi"', '"clam:111-mi"', "no kind of thing", 2),
        ('"claim:111-mi"', '"111-mi"', "no kind of thing", 2),
        ('"okushiri"', '"okushri"', "okushiri", 2),
        ("1976-09-06T13:41:45", "1966-09-06T13:41:45", "outside every chapter", 1),
        ("lon = 138.5, ", "", "lon", 2),
        ("seconds = 12", "seconds = 1", "3", 2),
        ('notice = "Look."\nask', "ask", "notice", 1),
        ('ask = "Why?"', 'asks = "Why?"', "ask", 2),
        ('notice = "Look."\nask', f'notice = "{"x" * 281}"\nask', "at most 280", 2),
        ("[[tour]]", "[[tours]]", "tours", 0),
        ("lead = 5", "lead = -5", "negative", 2),
    ],
)
def test_a_fault_is_named_and_the_rest_is_kept(belenko, old, new, said, stops):
    assert old in GOOD
    tours, problems = read(GOOD.replace(old, new, 1), belenko)
    assert any(said in p for p in problems), problems
    assert sum(len(t.stops) for t in tours) == stops


def test_a_tour_without_a_sound_stop_is_left_out(belenko):
    tours, problems = read('[[tour]]\nid = "one"\ntitle = "One"\n', belenko)
    assert tours == ()
    assert any("has no sound stop" in p for p in problems)


def test_a_missing_file_is_no_fault_and_a_broken_one_is_told_by_its_line(belenko, tmp_path):
    assert load_tours(tmp_path, belenko) == ((), ())
    (tmp_path / "tour.toml").write_text(GOOD + "\n[[stop]\n", "utf-8")
    tours, problems = load_tours(tmp_path, belenko, MORE)
    assert len(tours[0].stops) == 2
    assert "line" in problems[0].place


def test_the_shipped_tours_are_a_short_one_and_one_over_every_chapter(belenko):
    from pathlib import Path

    from explorer.frame.extras import load_extras

    extras, problems = load_extras(Path(belenko.folder), belenko)
    assert problems == ()
    short, whole = extras.tours
    assert len(short.stops) == 4
    assert 12 <= len(whole.stops) <= 16
    chapters = {m.id: m.chapter for m in belenko.moments}
    assert {chapters[s.moment] for s in whole.stops if s.moment} == {"flight", "standoff", "legacy"}
    assert all(s.ask for s in short.stops)
    assert {s.select[0] for t in extras.tours for s in t.stops if s.select} <= set(SELECTS)
