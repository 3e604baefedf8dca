"""Which sentences tell which passage."""

import json
from pathlib import Path

import pytest
from small_scenario import at, scenario
from told_moments import HELD, LAST, TOLD

from explorer import assets
from explorer.scenario.load import load
from explorer.scenario.model import Scenario
from explorer.text.align import Alignment, Match, align
from explorer.text.child import parse
from explorer.text.document import Document
from explorer.text.index import index
from explorer.text.query import prepare
from explorer.text.report import explain, to_json

DOCUMENTS = Path(__file__).parent.parent / "documents"


def document(text: str, name: str = "a.txt") -> Document:
    return parse(text.encode(), name)


def matches(text: str, name: str = "a.txt") -> dict[str, Match]:
    return {m.id: m for m in align(document(text, name), scenario()).passages if m.paragraphs}


STORY = """The Balloon

At 14:05 the station on Rishiri saw a balloon 90 miles out at 12,000 feet. Nobody had announced it.

Two lifeboat crews put to sea at 14:20. At 14:41 the balloon sank to 900 feet, and it vanished
from the screens at Ominato.

It came down on the sand at 16:02, and the gondola broke.

In it lay the barograph of Professor Kuroda, who had sent it to the stratosphere.
"""


def test_each_passage_has_its_own_sentences() -> None:
    found = matches(STORY)
    assert {name: m.paragraphs for name, m in found.items()} == {
        "seen": (2,),
        "sent": (3,),
        "gone": (3,),
        "beached": (4,),
        "weather-men": (5,),
    }
    assert found["sent"].quote == "Two lifeboat crews put to sea at 14:20."
    assert found["gone"].quote.startswith("At 14:41 the balloon sank")
    assert found["seen"].time_utc == at(14, 5)


def test_where_and_when_a_report_was_written_tells_nothing() -> None:
    reports = [f"RISHIRI, Sept. {n} (Kyodo) -- At 14:0{n} it came to Ominato on 1 Sept." for n in range(5, 9)]
    found = index(document("\n\n".join(reports)), prepare(scenario()))
    told = [(f.kind, sorted(f.days)) for facts in found.figures.values() for f in facts]
    assert told == [("time", []), ("date", [(0, 9, 1)])] * 4
    assert "ominato" in found.names
    assert "rishiri" not in found.names


def test_quotes_and_evidence_stand_where_they_say() -> None:
    text = document(STORY).text
    for m in matches(STORY).values():
        assert text[m.start : m.end] == m.quote
        assert 0 < m.score < 1
        assert m.evidence
        for fact in m.evidence:
            assert text[fact.start : fact.end] == fact.found
            assert m.start <= fact.start < fact.end <= m.end
            assert fact.weight > 0


def test_metric_and_other_spellings_are_the_same_facts() -> None:
    told = """A handout

It is five past two in the afternoon, 14:05, when Rishiri sees it 145 km out, 3,700 m up.

Two boats left at 2:20 p.m.

At 2:41 p.m. it went below 275 m and Ōminato lost it: it had vanished."""
    found = matches(told)
    assert (found["seen"].paragraphs, found["sent"].paragraphs, found["gone"].paragraphs) == (
        (2,),
        (3,),
        (4,),
    )
    terms = {fact.term for fact in found["seen"].evidence}
    assert {"90 miles", "12,000 feet", "14:05"} <= terms


def test_native_names_are_known() -> None:
    found = matches(
        "気球\n\n午後2時5分、利尻島の監視所が気球を捉えた。\n\n午後2時41分、大湊のレーダーから消えた。"
    )
    assert found["seen"].paragraphs == (2,)
    assert found["gone"].paragraphs == (3,)


def test_order_is_preferred_and_not_forced() -> None:
    blocks = STORY.strip().split("\n\n")
    turned = "\n\n".join([blocks[0], blocks[3], blocks[2], blocks[1]])
    found = matches(turned)
    assert (found["beached"].paragraphs, found["gone"].paragraphs, found["seen"].paragraphs) == (
        (2,),
        (3,),
        (4,),
    )


def test_two_moments_in_one_sentence_share_it() -> None:
    found = matches(
        "News\n\nTwo lifeboat crews left at 14:20, but at 14:41 it vanished from the screens of Ominato."
    )
    assert found["sent"].paragraphs == found["gone"].paragraphs == (2,)


def test_a_differing_figure_is_a_rival() -> None:
    found = matches(STORY.replace("at 16:02", "at 4:10 p.m."))
    assert found["beached"].rival == ("time", "16:10")
    (rival,) = found["beached"].rivals
    assert rival.known == "16:02"
    assert matches(STORY)["beached"].rivals == ()
    seen = matches("News\n\nRishiri saw the balloon at 14:05 when it was 80 miles out.")["seen"]
    assert seen.rival == ("quantity", "80 miles")
    wider = matches("News\n\nRishiri saw the balloon at 14:05 when it was 100 miles out.")["seen"]
    assert wider.rival == ("quantity", "100 miles")


def test_a_figure_with_fewer_digits_or_counted_from_another_is_no_rival() -> None:
    told = "News\n\nRishiri saw the balloon at 14:05 when it was 84 miles out."
    assert matches(told)["seen"].rival == ("quantity", "84 miles")
    rounder = "News\n\nRishiri saw the balloon at 14:05 when it was some 11,900 feet up, 90 miles out."
    assert matches(rounder)["seen"].rivals == ()
    later = STORY.replace("It came down on the sand at 16:02", "90 minutes later it came down on the sand")
    assert matches(later)["beached"].rivals == ()


def test_moments_without_a_passage_are_told_apart() -> None:
    text = STORY + "\nAt 15:33 the keeper of the lighthouse fired a red rocket into the sky.\n"
    result = align(document(text), scenario())
    assert [(m.id, m.paragraphs) for m in result.moments] == [("signal", (6,))]
    assert len(result.passages) == len(scenario().passages)


@pytest.mark.parametrize("name", ["other-defection.txt", "unrelated.txt"])
def test_other_stories_tell_nothing(name: str, every: dict[str, tuple[Document, Alignment]]) -> None:
    _, result = every[name]
    assert result.matched == 0
    assert result.moments == ()


def test_furniture_tells_nothing() -> None:
    text = (
        STORY
        + "\nThe balloon on the sand at 16:02 with its gondola. Photo: Rishiri Archive\n\n"
        + ("Subscribe to our newsletter: at 14:20 two lifeboat crews, every day in your inbox!\n")
    )
    found = matches(text)
    assert all(max(m.paragraphs) <= 5 for m in found.values())
    assert found["beached"].paragraphs == (4,)


def test_headings_tell_nothing() -> None:
    assert "gone" not in matches(
        "14:41: vanished at 900 feet, Ominato\n\nSomething else is told here, at length."
    )


@pytest.fixture(scope="module")
def belenko() -> Scenario:
    loaded, problems = load(assets.default_scenario())
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="module")
def every(belenko: Scenario) -> dict[str, tuple[Document, Alignment]]:
    known = prepare(belenko)
    read = {path.name: parse(path.read_bytes(), path.name) for path in sorted(DOCUMENTS.iterdir())}
    return {name: (document, align(document, belenko, known)) for name, document in read.items()}


def told(name: str, result: Alignment) -> tuple[set[str], list[str]]:
    """Return the moments that land where a reader finds them, and the passages that land elsewhere."""
    expected = (TOLD | HELD | LAST)[name]
    right: set[str] = set()
    wrong: list[str] = []
    for m in result.passages:
        if m.paragraphs and m.moment:
            if set(m.paragraphs) <= expected.get(m.moment, set()):
                right.add(m.moment)
            else:
                wrong.append(m.id)
    return right, wrong


@pytest.mark.parametrize("table", [TOLD, HELD, LAST], ids=["first", "second", "third"])
def test_documents_of_other_kinds_land(
    table: dict[str, dict[str, set[int]]], every: dict[str, tuple[Document, Alignment]]
) -> None:
    hit = wanted = astray = 0
    for name, expected in table.items():
        right, wrong = told(name, every[name][1])
        assert len(right) >= 0.6 * len(expected), (name, sorted(set(expected) - right))
        hit, wanted, astray = hit + len(right), wanted + len(expected), astray + len(wrong)
    assert hit >= 0.8 * wanted, (hit, wanted)
    assert astray <= 0.12 * wanted


@pytest.mark.parametrize("name", [*TOLD, *HELD, *LAST])
def test_offsets_hold_in_every_document(name: str, every: dict[str, tuple[Document, Alignment]]) -> None:
    read, result = every[name]
    for m in (*result.passages, *result.moments):
        assert read.text[m.start : m.end] == m.quote
        for number in m.paragraphs:
            paragraph = read.paragraphs[number - 1]
            assert paragraph.start < m.end
            assert m.start < paragraph.end


def test_a_landing_told_for_another_minute_is_said(every: dict[str, tuple[Document, Alignment]]) -> None:
    landing = next(m for m in every["wire-report.txt"][1].passages if m.id == "landing")
    assert landing.rival == ("time", "13:50")


def test_json_and_explanation() -> None:
    read = document(STORY)
    result = align(read, scenario())
    data = to_json(result)
    assert json.loads(json.dumps(data)) == data
    assert (data["paragraphs"], data["matched"]) == (5, 5)
    first = data["passages"][0]  # type: ignore[index]
    assert (first["id"], first["moment"], first["time_utc"]) == ("seen", "seen", "1976-09-06T05:05:00Z")
    assert first["paragraphs"] == [2]
    assert read.text[first["start"] : first["end"]] == first["quote"]
    nothing = to_json(align(document("Nothing of it is told here at all."), scenario()))
    assert nothing["passages"][0]["paragraphs"] == []  # type: ignore[index]
    assert nothing["passages"][4]["time_utc"] is None  # type: ignore[index]
    lines = list(explain(result, read))
    assert any("14:05" in line for line in lines)
    assert lines[0].startswith("The Balloon: 5 of 5")


def test_the_same_twice() -> None:
    first: Alignment = align(document(STORY), scenario())
    assert first == align(document(STORY), scenario())
    assert first.at(first.passages[1].start + 3) == first.passages[1]
    assert first.at(0) is None


def differing(text: str, moment: str, known: Scenario) -> set[str]:
    """Return the figures of a moment, which must be found, that differ from the scenario's."""
    found = align(parse(text.encode(), "a.txt"), known)
    told = [m for m in (*found.passages, *found.moments) if m.moment == moment and m.paragraphs]
    assert told, (moment, text)
    return {r.found for m in told for r in m.rivals}


def test_a_whole_hour_near_by_is_no_other_time(belenko: Scenario) -> None:
    def told(words: str) -> set[str]:
        text = f"The defection\n\nBelenko circled over Hakodate and landed on its runway {words}."
        return differing(text, "landing", belenko)

    assert told("shortly before 2 p.m.") == told("at about two in the afternoon") == set()
    assert told("at 1:50 p.m.") == told("at about 13:50") == {"13:50"}
    assert told("at 2:30 p.m.") == told("at about 14:30") == {"14:30"}


def test_a_time_in_words_is_rounded_and_a_distance_from_elsewhere_is_another(belenko: Scenario) -> None:
    def told(moment: str, words: str) -> set[str]:
        text = f"The defection\n\nBelenko flew from Chuguyevka to Hakodate. {words} He landed at Hakodate."
        return differing(text, moment, belenko)

    sent = "At {} the Phantoms were sent to Hakodate."
    assert told("f4-sent", sent.format("ten to two")) == set()
    assert told("f4-sent", sent.format("13:50")) == {"13:50"}
    plotted = "At 13:11 Okushiri plotted an unknown aircraft, {}."
    assert told("contact", plotted.format("300 km north-west of Hakodate")) == set()
    assert told("contact", plotted.format("150 miles west of Hokkaido")) == {"150 miles"}
    assert told("contact", plotted.format("150 miles out")) == {"150 miles"}
    assert (
        told("contact", "В 13:11 Окусири обнаружил неизвестную цель в 300 км к западу от Хакодате.") == set()
    )
    assert told("contact", "В 13:11 Окусири обнаружил неизвестную цель в 300 км к западу от Хоккайдо.") == {
        "300 км"
    }
    assert told("contact", "13時11分、奥尻が函館の北西約300キロに国籍不明機を探知した。") == set()
    assert told("contact", "13時11分、奥尻が北海道の西方約300キロに国籍不明機を探知した。") == {"300キロ"}


def test_a_date_of_another_moment_or_of_its_own_is_no_rival(belenko: Scenario) -> None:
    text = (
        "The defection\n\nBelenko landed at Hakodate. On 12 November the crates were given to the Soviets at Hitachi, "
        "and on 15 November they sailed with the Taigonos."
    )
    assert differing(text, "sails", belenko) == set()
