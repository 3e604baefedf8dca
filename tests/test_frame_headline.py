"""The sentence a time calls for: computed, in both voices, and withheld when it is to be guessed."""

from dataclasses import replace

import pytest

from explorer.frame.card import WAITING, card, live
from explorer.frame.derived import Derived
from explorer.frame.frame import frame
from explorer.frame.headline import answer, of_frame, withheld
from explorer.frame.state import Selection, Touring, opening, settle
from explorer.radar.model import from_scenario
from explorer.scenario import times
from explorer.scenario.whatif import apply, parse


@pytest.fixture(scope="module")
def told(belenko):
    model = from_scenario(belenko)

    def headline(clock, voice="article", scenario=belenko, **state):
        old = opening(scenario)
        time = times.asked(scenario, clock, voice=voice, now=scenario.chapters[0].start)
        now = settle(scenario, old, replace(old, voice=voice, time=time, **state))
        made = frame(scenario, Derived(radar=model), now)
        return made, of_frame(scenario, made)

    return headline


@pytest.mark.parametrize("clock", ["13:08", "13:09", "13:11", "13:11:45"])
def test_he_was_seen_because_he_climbed(told, clock):
    found = told(clock)[1]
    assert found.text == "He was seen because he climbed."
    assert "Okushiri sees nothing below" in found.detail
    assert "at 100 ft he would have stayed under the bulge of the sea" in found.detail


def test_at_first_contact_the_figures_are_the_articles(told):
    assert told("13:11")[1].detail.startswith("111 mi out, Okushiri sees nothing below 1,200 ft;")
    assert "178 km out, Okushiri sees nothing below 350 m; at 30 m" in told("13:11", units="metric")[1].detail


def test_the_record_has_a_height_of_its_own_for_the_low_leg(told):
    assert "at 820 ft he would have stayed" in told("13:09", "record")[1].detail


@pytest.mark.parametrize("clock", ["13:26", "13:26:01", "13:27", "13:27:30"])
def test_the_loss_and_a_while_after_it(told, clock):
    found = told(clock)[1]
    assert found.text == "Three could not see him. One could, and lost him anyway."
    for part in (
        "Kamo: the sea bulges between",
        "Ominato: hills west of Hakodate between",
        "Tobetsu: mountains west of Sapporo between",
        "Okushiri: nothing between, 14 mi; the loss was put down to weather and reflections",
    ):
        assert part in found.detail
    assert found.question == "Which of the four could still see him?"


def test_the_record_gives_no_height_so_three_depend(told):
    found = told("13:26", "record")[1]
    assert found.text == "One could see him, and lost him anyway."
    assert "Ominato, Kamo, Tobetsu: it depends on his height" in found.detail


@pytest.mark.parametrize("clock", ["12:50", "13:04", "13:15", "13:20", "13:25", "13:28", "13:40", "14:05"])
def test_at_other_times_there_is_none(told, clock):
    assert told(clock)[1] is None


def test_what_is_supposed_has_no_headline(belenko, told):
    assert told("13:26", scenario=apply(belenko, parse("k=1.4", belenko, "article")))[1] is None


def test_nothing_without_a_radar_model(belenko):
    old = opening(belenko)
    time = times.asked(belenko, "13:26", voice="article", now=belenko.chapters[0].start)
    made = frame(belenko, Derived(), settle(belenko, old, replace(old, time=time)))
    assert of_frame(belenko, made) is None


def test_answers_wait_until_their_own_question_is_answered(belenko, told):
    def waits(clock, **state):
        return withheld(belenko, told(clock, **state)[0])

    assert not waits("13:26")
    assert waits("13:26", predict=True)
    assert waits("13:20", predict=True)  # nothing was asked for yet
    assert waits("13:26", predict=True, answered="climb")  # the answer to another question
    assert not waits("13:26", predict=True, answered="loss")
    assert not waits("13:20", predict=True, answered="climb")
    assert answer(belenko, told("13:26")[0]) == "loss"
    assert answer(belenko, told("13:09")[0]) == "climb"
    assert answer(belenko, told("13:20")[0]) == "any"


def test_a_tours_stop_that_shows_its_answer_shows_it_all_the_way_that_it_plays(belenko, told):
    def waits(clock, shown):
        # Asked for where the playing began, at a time without a question of its own.
        tour = Touring("four-stops", 0, shown=shown)
        return withheld(belenko, told(clock, predict=True, answered="any" if shown else "", tour=tour)[0])

    for clock in ("13:06", "13:09", "13:11", "13:26"):
        assert waits(clock, shown=False), clock
        assert not waits(clock, shown=True), clock


def test_other_chapters_ask_nothing(belenko, told):
    now = told("13:26", predict=True)[0]
    later = replace(now, chapter=belenko.chapters[1])
    assert not withheld(belenko, later)


@pytest.mark.parametrize(("predict", "waits"), [(False, False), (True, True)])
def test_the_cards_keep_the_answer_back_too(belenko, told, predict, waits):
    now = told("13:26", predict=predict)[0]
    station, moment = Selection("site", "okushiri"), Selection("moment", "lost")
    rows = {r.label: r.value for r in live(belenko, now, station)}
    assert (rows["Could it see him?"] == WAITING) == waits
    assert ("Its floor over him" in rows) == (not waits)
    assert rows["Did it have him?"] == "had lost him"
    facts = " ".join(f.text for f in card(belenko, now, station).facts)
    assert ("line of sight" in facts) == (not waits)
    found = card(belenko, now, moment)
    assert (found.text == WAITING) == waits
    assert bool(found.accounts) == (not waits)
    # Another moment's words, and a time that asks nothing, have nothing to keep back.
    assert card(belenko, now, Selection("moment", "takeoff")).text != WAITING
    quiet = told("13:20", predict=predict)[0]
    assert card(belenko, quiet, Selection("moment", "scramble")).text != WAITING
