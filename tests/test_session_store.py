"""The store: one writer, one signal, a time that stays inside a chapter."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.frame.state import Selection
from explorer.session.store import Store


@pytest.fixture
def store(belenko, qapp):
    return Store(belenko)


def _news(store):
    seen = []
    store.changed.connect(lambda old, new: seen.append((old, new)))
    return seen


def test_one_change_is_one_signal_with_both_snapshots(store):
    seen = _news(store)
    before = store.now
    store.update(time=before.state.time + 60, voice="record")
    assert len(seen) == 1
    assert seen[0][0] is before
    assert seen[0][1] is store.now
    assert store.now.state.voice == "record"


def test_no_change_is_no_signal(store):
    seen = _news(store)
    store.update(time=store.state.time)
    assert seen == []


def test_an_unknown_field_is_refused(store):
    with pytest.raises(TypeError):
        store.update(tmie=3)


def test_a_time_leads_into_its_chapter_and_a_chapter_to_its_start(store, belenko):
    standoff = next(c for c in belenko.chapters if c.id == "standoff")
    store.update(time=standoff.end - 3600)
    assert store.state.chapter == "standoff"
    store.update(chapter="flight")
    assert store.state.time == belenko.chapters[0].start


def test_the_overlap_of_two_chapters_does_not_throw_one_out_of_its_own(store, belenko):
    flight = belenko.chapters[0]
    store.update(time=flight.end - 60)
    assert store.state.chapter == "flight"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.floats(-1e12, 1e12))
def test_the_time_is_always_inside_the_chapter(store, belenko, time):
    store.update(time=time)
    chapter = next(c for c in belenko.chapters if c.id == store.state.chapter)
    assert chapter.start <= store.state.time <= chapter.end


def test_a_jump_can_be_undone_and_scrubbing_is_no_jump(store):
    start = store.state.time
    store.jump(time=start + 600)
    store.update(time=start + 700)
    assert store.can_go_back
    store.back()
    assert store.state.time == start
    assert not store.can_go_back


def test_a_selected_passage_is_let_go_when_time_moves_on(store):
    passage = store.now.scenario.passages[0].id
    store.update(selection=Selection("passage", passage))
    assert store.now.frame.current == passage
    store.update(time=store.state.time + 30)
    assert store.state.selection is None
    store.update(selection=Selection("site", "okushiri"))
    store.update(time=store.state.time + 30)
    assert store.state.selection == Selection("site", "okushiri")
