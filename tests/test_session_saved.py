"""Explorations and bookmarks: what is saved comes back, what is newer survives, what is broken is said."""

import json
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.export import write
from explorer.export.write import ExportError
from explorer.frame.state import Bookmark, Selection, Stated, View, opening
from explorer.scenario import times
from explorer.scenario.units import System
from explorer.scenario.whatif import Picket, WhatIf
from explorer.session import bookmarks, links, saved
from explorer.session.settings import Settings
from explorer.session.store import Store

FIELDS = [
    "view",
    "hidden",
    "selection",
    "what_if",
    "speed",
    "bookmarks",
    "documents",
    "scenario",
    "voice",
    "follow",
    "stated",
    "x",
]
NOT_SAVED = {"playing", "answered", "dismissed", "found", "tour", "document", "citation"}


def at(scenario, text, voice="article"):
    return times.asked(scenario, text, voice=voice, now=scenario.chapters[0].start)


@pytest.fixture
def store(qapp, belenko):
    made = Store(belenko)
    made.update(
        time=at(belenko, "13:26:30"),
        voice="record",
        view=View(140.5, 42.0, 300.0),
        hidden=frozenset({"relief", "borders"}),
        stated=Stated.ANY_SOURCE,
        units=System("metric"),
        speed=30.0,
        altitude_m=549.0,
        station="kamo",
        cut="sight",
        predict=True,
        what_if=WhatIf(sea_m=30.5, k=1.33, picket=Picket(139.0, 42.2, 9144.0), steady=True),
        bookmarks=(Bookmark(at(belenko, "13:11"), "flight", "Seen", "He climbed.\nWhy?"),),
    )
    made.update(selection=Selection("site", "hakodate"))
    return made


def same(one, other):
    names = [n for n in one.__dataclass_fields__ if n not in NOT_SAVED]
    return {n: (getattr(one, n), getattr(other, n)) for n in names if getattr(one, n) != getattr(other, n)}


def back(found, scenario):
    return saved.state_of(found, scenario, opening(scenario))


# ------------------------------------------------------------------ there and back


def test_everything_comes_back_from_a_file(store, belenko, tmp_path):
    path = tmp_path / "mine.foxbat"
    saved.save(saved.of(store.now), path)
    state, told = back(saved.load(path), belenko)
    assert same(store.state, state) == {}
    assert told == ()
    again = Store(belenko)
    again.update(**{n: getattr(state, n) for n in state.__dataclass_fields__})
    assert again.now.scenario.hypothetical == store.now.scenario.hypothetical != ""
    assert saved.of(again.now).data == saved.of(store.now).data


def test_the_file_says_what_it_is_in_words_a_person_reads(store):
    data = json.loads(saved.to_bytes(saved.of(store.now)))
    assert data["foxbat"] == 1
    assert data["time"] == "1976-09-06T13:26:30+09:00"
    assert data["scenario"] == {"title": store.now.scenario.title, "folder": ""}
    assert data["bookmarks"][0]["time"] == "1976-09-06T13:11:00+09:00"


def test_a_link_brings_time_and_view_back(store, belenko):
    text = links.link(store.now)
    assert text.startswith("foxbat:?time=1976-09-06T13:26:30")
    assert " " not in text
    state, told = back(links.from_link(text), belenko)
    assert told == ()
    for name in ("time", "chapter", "voice", "view", "hidden", "stated", "units", "selection", "what_if",
                 "station", "altitude_m", "cut", "follow", "predict", "text_leads", "moment"):  # fmt: skip
        assert getattr(state, name) == getattr(store.state, name), name


def test_a_link_sets_back_what_it_does_not_name(belenko):
    plain = Store(belenko)
    text = links.link(plain.now)
    assert set(parse_qs(text.partition("?")[2])) == {"time", "chapter", "voice"}
    plain.update(station="kamo", altitude_m=250.0, cut="sight", follow=True, predict=True)
    state, told = saved.state_of(links.from_link(text), belenko, plain.state)
    assert told == ()
    assert (state.station, state.altitude_m, state.cut, state.follow, state.predict) == (
        None, None, "auto", False, False,
    )  # fmt: skip
    assert state.hidden == {"lowest"}
    plain.update(hidden=frozenset())
    assert saved.state_of(links.from_link(links.link(plain.now)), belenko, state)[0].hidden == frozenset()
    with pytest.raises(saved.SavedError, match="altitude"):
        links.from_link(text + "&altitude_m=high")


@pytest.mark.parametrize("more", ["foxbat=abc", "relief=/etc/hosts", "document=/etc/hosts", "documents=x"])
def test_a_link_asks_for_nothing_that_links_do_not_hold(belenko, more):
    text = links.link(Store(belenko).now)
    assert links.from_link(f"{text}&{more}") == links.from_link(text)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("what_if=[]", "what if: cannot be read; left as it was."),
        ("stated=zz", "stated: 'zz' is not known here; left as it was."),
        ("units=zz", "units: 'zz' is not known here; left as it was."),
    ],
)
def test_what_a_link_has_wrong_is_told_in_plain_words(belenko, more, told):
    store = Store(belenko)
    _, found = saved.state_of(links.from_link(f"{links.link(store.now)}&{more}"), belenko, store.state)
    assert found == (told,)


def test_an_elevation_model_comes_back_by_its_path(belenko, tmp_path):
    path = tmp_path / "fine.tif"
    path.write_bytes(b"")
    store = Store(belenko)
    store.update(relief=str(path))
    found = saved.of(store.now)
    assert back(found, belenko)[0].relief == str(path)
    path.unlink()
    state, told = back(found, belenko)
    assert state.relief is None
    assert told == (f"relief: '{path}' is not there; left as it was.",)


@pytest.mark.parametrize("depth", [50, 150, 600, 5000])
def test_what_can_be_read_can_be_saved_again(belenko, depth):
    raw = b'{"foxbat": 1, "time": "1976-09-06T13:26:00+09:00", "x": ' + b"[" * depth + b"]" * depth + b"}"
    if depth > 100:
        with pytest.raises(saved.SavedError, match="not an exploration: nested too deeply"):
            saved.from_bytes(raw)
        return
    again = saved.to_bytes(saved.of(Store(belenko).now, saved.from_bytes(raw)))
    assert json.loads(again)["x"] == json.loads(raw)["x"]


def test_bookmarks_of_two_are_put_together():
    mine = (
        Bookmark(10.0, "flight", "A", "my note"),
        Bookmark(20.0, "flight", "B"),
        Bookmark(20.0, "legacy", "B"),
    )
    yours = (
        Bookmark(5.0, "flight", "C"),
        Bookmark(10.2, "flight", "A", "your note"),
        Bookmark(20.0, "flight", "B", "!"),
    )
    together = bookmarks.together(mine, yours)
    assert [(m.time, m.chapter, m.note) for m in together] == [
        (5.0, "flight", ""), (10.0, "flight", "my note"), (10.2, "flight", "your note"),
        (20.0, "flight", "!"), (20.0, "legacy", ""),
    ]  # fmt: skip
    assert bookmarks.together(together, yours) == together
    assert bookmarks.together((), yours) == yours
    assert bookmarks.together(mine, ()) == mine


@settings(max_examples=60, deadline=None)
@given(
    share=st.floats(0, 1),
    chapter=st.integers(0, 2),
    lon=st.floats(123, 148),
    lat=st.floats(24, 50),
    wide=st.floats(12, 3600),
)
def test_any_time_and_view_come_back(qapp, belenko, share, chapter, lon, lat, wide):
    made = Store(belenko)
    one = belenko.chapters[chapter]
    made.update(chapter=one.id, time=one.start + share * (one.end - one.start), view=View(lon, lat, wide))
    state, told = back(saved.from_bytes(saved.to_bytes(saved.of(made.now))), belenko)
    assert told == ()
    assert (state.chapter, state.view) == (made.state.chapter, made.state.view)
    assert state.time == pytest.approx(made.state.time, abs=1e-5)


def test_what_a_newer_version_wrote_survives(store, belenko):
    data = json.loads(saved.to_bytes(saved.of(store.now)))
    data |= {"foxbat": 7, "weather": {"cloud": [1, 2]}}
    data["view"]["tilt"] = 30
    data["bookmarks"][0]["colour"] = "red"
    data["what_if"]["rain"] = True
    found = saved.from_bytes(json.dumps(data).encode())
    state, told = back(found, belenko)
    assert any("newer version" in sentence for sentence in told)
    again = Store(belenko)
    again.update(**{n: getattr(state, n) for n in state.__dataclass_fields__})
    again.update(time=at(belenko, "13:00"), view=View(139.0, 41.0, 500.0))
    kept = saved.of(again.now, found).data
    assert kept["foxbat"] == 7
    assert kept["weather"] == {"cloud": [1, 2]}
    assert kept["view"] == {"lon": 139.0, "lat": 41.0, "width_km": 500.0, "tilt": 30}
    assert kept["bookmarks"][0]["colour"] == "red"
    assert kept["what_if"]["rain"] is True
    assert kept["time"] == "1976-09-06T13:00:00+09:00"


# ------------------------------------------------------------------ what is broken


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "not an exploration"),
        (b"{", "not an exploration"),
        (b"\xff\xfe\x00", "not an exploration"),
        (b"[]", "no field foxbat"),
        (b'{"foxbat": "1"}', "no field foxbat"),
        (b'{"foxbat": 1}', "no time"),
        (b'{"foxbat": 1, "time": NaN}', "NaN is no number"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path, raw, says):
    path = tmp_path / "broken.foxbat"
    path.write_bytes(raw)
    with pytest.raises(saved.SavedError, match=says) as error:
        saved.load(path)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_a_missing_file_a_folder_and_a_time_that_is_none(tmp_path, belenko):
    for path in (tmp_path / "none.foxbat", tmp_path):
        with pytest.raises(saved.SavedError, match=str(path)):
            saved.load(path)
    with pytest.raises(saved.SavedError, match="time"):
        back(saved.from_bytes(b'{"foxbat": 1, "time": "yesterday"}'), belenko)
    for link in (
        "http://x",
        "foxbat:?voice=record",
        "foxbat:?time=1976&view=1,2",
        "foxbat:?time=1&what_if={",
    ):
        with pytest.raises(saved.SavedError):
            links.from_link(link)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("voice", "pravda"),
        ("chapter", 3),
        ("view", {"lon": 999, "lat": 0, "width_km": 10}),
        ("view", "home"),
        ("hidden", "relief"),
        ("stated", "maybe"),
        ("units", "furlongs"),
        ("selection", {"kind": "site", "id": "atlantis"}),
        ("selection", {"kind": 1}),
        ("what_if", {"k": 99}),
        ("what_if", {"picket": {"lon": 1}}),
        ("what_if", {"steady": "yes"}),
        ("speed", "fast"),
        ("speed", True),
        ("altitude_m", -5),
        ("station", "nowhere"),
        ("cut", "both"),
        ("follow", 1),
        ("bookmarks", [{"title": "no time"}]),
        ("bookmarks", {}),
    ],
)
def test_what_is_not_understood_is_named_and_the_rest_comes_back(store, belenko, field, value):
    data = json.loads(saved.to_bytes(saved.of(store.now)))
    data[field] = value
    state, told = back(saved.from_bytes(json.dumps(data).encode()), belenko)
    assert len(told) == 1
    assert told[0].startswith(field.replace("_", " "))
    assert getattr(state, field) == getattr(opening(belenko), field)
    assert state.time == store.state.time


def test_a_time_outside_every_chapter_goes_to_the_nearest(belenko):
    found = saved.from_bytes(b'{"foxbat": 1, "time": "2030-01-01T00:00:00Z"}')
    state, told = back(found, belenko)
    assert any(c.start <= state.time <= c.end for c in belenko.chapters)
    assert any("outside every chapter" in sentence for sentence in told)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
            max_leaves=6,
        ),
    )
)  # fmt: skip
def test_no_file_whatever_it_holds_breaks_the_program(belenko, fields):
    raw = json.dumps({"foxbat": 1, "time": "1976-09-06T13:26:00+09:00", **fields}).encode()
    found = saved.from_bytes(raw)
    state, told = back(found, belenko)
    assert state.time == at(belenko, "13:26")
    assert all("\n" not in sentence for sentence in told)
    assert isinstance(found.folder, str)
    assert isinstance(found.documents, tuple)


def test_a_full_disk_leaves_the_old_file(store, tmp_path, monkeypatch):
    path = tmp_path / "mine.foxbat"
    path.write_bytes(b"the old one")

    def full(held, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_fill", full)
    with pytest.raises(ExportError, match=r"mine\.foxbat: the disk is full"):
        saved.save(saved.of(store.now), path)
    assert path.read_bytes() == b"the old one"


# ------------------------------------------------------------------ bookmarks


def test_bookmarks_are_in_order_and_one_to_a_second(belenko):
    state = replace(opening(belenko), time=at(belenko, "13:26"))
    state = replace(state, bookmarks=bookmarks.added(state, belenko))
    assert [m.title for m in state.bookmarks] == ["Gone from four screens"]
    assert bookmarks.added(state, belenko) == state.bookmarks
    state = replace(state, time=at(belenko, "13:00"))
    state = replace(state, bookmarks=bookmarks.added(state, belenko, "Before", "note"))
    assert [m.title for m in state.bookmarks] == ["Before", "Gone from four screens"]
    assert bookmarks.beside(state, 1).title == "Gone from four screens"
    assert bookmarks.beside(state, -1) is None
    first = state.bookmarks[0]
    changed = bookmarks.renamed(state.bookmarks, first, "Earlier", "why?")
    assert (changed[0].title, changed[0].note) == ("Earlier", "why?")
    assert bookmarks.removed(changed, changed[0]) == state.bookmarks[1:]


def test_bookmarks_are_remembered_by_scenario(belenko, tmp_path):
    kept = Settings(tmp_path / "s.ini")
    marks = (Bookmark(at(belenko, "13:11"), "flight", 'Seen; = "he" 奥尻', "line\nline"),)
    bookmarks.keep(kept, belenko, marks)
    kept.save()
    again = Settings(tmp_path / "s.ini")
    assert again.set_aside is None
    assert bookmarks.kept(again, belenko) == marks
    assert bookmarks.kept(again, replace(belenko, title="Another")) == ()
    for damaged in ("{", "[1]", '{"' + belenko.title + '": [{"time": 3}]}', "[" * 5000):
        again.put(bookmarks.KEPT, damaged)
        assert bookmarks.kept(again, belenko) == ()
