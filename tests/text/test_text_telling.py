"""Words that tell moments: counting them, their weights, their file, and what they are good for."""

import shutil
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import fit_telling
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from retellings import RETOLD, UNSEEN, Retelling, labelled, plain, retelling
from small_scenario import scenario

from explorer import assets, cli
from explorer.scenario.load import load
from explorer.scenario.model import Scenario
from explorer.text import chance, fitted, telling
from explorer.text.align import Alignment, align
from explorer.text.child import parse
from explorer.text.index import index
from explorer.text.moments import tellings
from explorer.text.query import Known, prepare
from explorer.text.spelled import spellings


@pytest.fixture(scope="module")
def known() -> tuple[Scenario, Known]:
    found, problems = load(assets.default_scenario())
    assert found is not None, problems
    return found, prepare(found)


SAID = [
    (["runway", "land", "~the"], ["landing"]),
    (["land", "tire", "~the"], ["landing", "overrun"]),
    (["police", "~the"], ["police"]),
    (["rain", "~the"], []),
]


def test_a_word_weighs_for_the_moments_whose_sentences_hold_it() -> None:
    learnt = telling.weigh(telling.count(SAID), ("landing", "overrun", "police"))
    weight = {key: learnt.nats[row] for key, row in learnt.rows.items()}
    assert weight["land"][0] > weight["land"][1] > weight["land"][2] == 0
    assert weight["tire"][1] > 0
    assert weight["police"].tolist()[:2] == [0, 0]
    assert weight["police"][2] > 0
    assert max(weight["~the"]) < 0.5 * weight["police"][2]
    assert "rain" not in learnt.rows
    assert learnt.often.tolist() == [2, 1, 1]


def test_a_word_weighs_the_more_the_rarer_it_is_elsewhere() -> None:
    rare = telling.weigh(telling.count([*SAID, *[(["rain"], [])] * 20]), ("landing",))
    common = telling.weigh(telling.count([*SAID, *[(["land"], [])] * 20]), ("landing",))
    assert rare.nats[rare.rows["land"]][0] > common.nats[common.rows["land"]][0]


words = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)
moments = st.sampled_from(["landing", "overrun", "police", "e2c-first"])


@given(st.lists(st.tuples(st.sets(words, max_size=5), st.sets(moments)), max_size=12))
def test_a_file_holds_all_that_tells(tmp_path_factory: pytest.TempPathFactory, said) -> None:
    counts = telling.count(said)
    folder = tmp_path_factory.mktemp("counts")
    (folder / telling.NAME).write_text(telling.written(counts), encoding="utf-8")
    again, faults = telling.read(folder)
    assert not faults
    assert again.sentences == counts.sentences
    assert again.telling == counts.telling
    assert again.both == counts.both
    assert again.held == Counter({key: counts.held[key] for key in counts.both})


def put(folder: Path, *rows: str) -> None:
    (folder / telling.NAME).write_text("\n".join(rows) + "\n", encoding="utf-8")


def faults(folder: Path, *moments: str) -> list[str]:
    return [str(problem).removeprefix(f"{telling.NAME}: ") for problem in telling.faults(folder, moments)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("half a row", "is not a word"),
        ("few\t1\tlanding:2", "is not a word"),
        ("rain\tx\tlanding:1", "is not a word"),
        ("none\t1\tlanding:0", "is not a word"),
        ("less\t-1\t", "is not a word"),
        ("minus\t3\tlanding:-1", "is not a word"),
        (f"huge\t{10**400}\tlanding:1", "is not a word"),
        ("broken\t2.5\tlanding:1", "is not a word"),
        ("twice\t3\tlanding:1 landing:2", "is not a word"),
        ("land\t3\tlanding:3", "the row land is there twice: the first counts"),
        ("*\t9\tlanding:3", "the row * is there twice: the first counts"),
        ("often\t10\tlanding:1", "counts more sentences than the row *"),
        ("sure\t5\tlanding:4", "counts more sentences than the row *"),
        ("astray\t5\toverrun:4", "overrun is not in the row *"),
    ],
)
def test_a_bad_row_leaves_the_rest(tmp_path: Path, row: str, reason: str) -> None:
    put(tmp_path, "# counts", "*\t9\tlanding:3", "land\t3\tlanding:2", row, "tire\t2\tlanding:1")
    counts, _ = telling.read(tmp_path)
    assert (counts.sentences, counts.telling) == (9, {"landing": 3})
    assert {key: told for key, told in counts.both.items() if told} == {
        "land": {"landing": 2},
        "tire": {"landing": 1},
    }
    (told,) = faults(tmp_path, "landing", "overrun")
    assert told.startswith(f"line 4: {reason}")
    weight = telling.learn(str(tmp_path), ("landing", "overrun")).nats
    assert np.isfinite(weight).all()
    assert (weight >= 0).all()


def test_moments_that_are_none_are_named_once(tmp_path: Path) -> None:
    put(tmp_path, "*\t9\tlanding:3 laning:2", "land\t3\tlanding:2 laning:1", "tire\t2\tlaning:2")
    assert faults(tmp_path, "landing") == ["row *: there is no moment laning (did you mean 'landing'?)"]
    assert faults(tmp_path) == []  # that there are no moments is told of moments.toml


def test_without_the_row_of_all_sentences_nothing_is_learnt(tmp_path: Path) -> None:
    put(tmp_path, "land\t3\tlanding:2")
    assert telling.learn(str(tmp_path), ("landing",)).rows == {}
    (told,) = faults(tmp_path, "landing")
    assert "has no row *" in told


def test_a_file_of_too_many_rows_is_read_as_far_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_MOST", 3)
    put(tmp_path, "*\t9\tlanding:3", *(f"{word}\t1\tlanding:1" for word in ("a", "b", "c", "d")))
    assert set(telling.learn(str(tmp_path), ("landing",)).rows) == {"a", "b"}
    assert faults(tmp_path, "landing") == ["line 4: is left out: so are all rows after 3"]


def test_a_file_from_another_program_is_read(tmp_path: Path) -> None:
    (tmp_path / telling.NAME).write_bytes("\ufeff*\t9\tlanding:3\r\nland\t3\tlanding:2 \r\n".encode())
    assert faults(tmp_path, "landing") == []
    assert set(telling.learn(str(tmp_path), ("landing",)).rows) == {"land"}


def test_a_missing_or_unreadable_file_teaches_nothing(tmp_path: Path) -> None:
    assert telling.faults(tmp_path, ["landing"]) == ()
    assert telling.learn(str(tmp_path), ("landing",)).rows == {}
    (tmp_path / telling.NAME).write_bytes("*\t1\tlanding:1".encode("utf-16"))
    assert telling.learn(str(tmp_path), ("landing",)).rows == {}
    assert faults(tmp_path, "landing") == ["is saved as UTF-16 (save it as UTF-8)"]


def test_a_scenario_of_no_folder_learns_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "*\t9\tlanding:3", "land\t3\tlanding:2")
    monkeypatch.chdir(tmp_path)
    assert telling.learn("", ("landing",)).rows == {}


def test_check_and_align_name_a_bad_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "scenario"
    folder.mkdir()
    for path in assets.default_scenario().iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / telling.NAME).open("a", encoding="utf-8") as file:
        file.write("no row\n")
    last = len((folder / telling.NAME).read_text(encoding="utf-8").splitlines())
    assert cli.main(["check", str(folder)]) == 1
    assert f"telling.tsv: line {last}: " in capsys.readouterr().out
    document = tmp_path / "a.txt"
    document.write_text(TWICE.format("It rained.", SHOT), encoding="utf-8")
    assert cli.main(["--scenario", str(folder), "align", str(document)]) == 0
    said = capsys.readouterr()
    assert f"foxbat-explorer: telling.tsv: line {last}: " in said.err
    assert "shots " in said.out


def test_common_words_idioms_and_japanese_have_keys() -> None:
    spelled = spellings(scenario())
    text = "He came down low at 大湊分屯基地 in a ファントム"
    keys = {key: text[a:b] for key, a, b in telling.keyed(text, spelled)}
    assert keys["~low"] == "low"
    assert keys["land"] == "came down"
    assert keys["分屯"] == "分屯"
    assert keys["ファントム"] == "ファントム"
    assert all(key != "分屯基地" for key in keys)


def test_the_counts_are_of_the_retellings(known: tuple[Scenario, Known]) -> None:
    """The file may be out of date: after a change of the retellings, run tests/fit_telling.py."""
    counts, faults = telling.read(assets.default_scenario())
    assert not faults
    labels: Counter[str] = Counter()
    for path in RETOLD.glob("*.tsv"):
        for paragraph in labelled(path.read_text(encoding="utf-8")):
            labels.update(label for _, told in paragraph for label in told if label[0] != "?")
    assert set(labels) == set(counts.telling) <= {m.id for m in known[0].moments}
    # A sentence of the file may be two for the program, or two one.
    assert all(abs(counts.telling[m] - n) <= 2 + 0.05 * n for m, n in labels.items())


TAUGHT = (
    "The old story\n\nThe skipper parleyed with nobody at all.\tlanding\nIt rained on the harbour.\n",
    "Another story\n\nLater he parleyed again, they say.\tlanding ?overrun\nThe ferry was late.\n",
)


def test_another_incident_is_taught_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_telling, "ROOT", tmp_path / "nowhere")  # its coefficients are not written
    folder = Path(shutil.copytree(assets.default_scenario(), tmp_path / "other"))
    retellings = tmp_path / "retellings"
    retellings.mkdir()
    for name, text in zip(("a-tale.tsv", "b-tale.tsv"), TAUGHT, strict=True):
        (retellings / name).write_text(text, encoding="utf-8")
    fit_telling.main([str(folder), str(retellings)])
    counts, problems = telling.read(folder)
    assert not problems
    assert (counts.sentences, counts.telling) == (4, {"landing": 2})
    assert (counts.held["parley"], counts.both["parley"]) == (2, {"landing": 2})
    (retellings / "c-tale.tsv").write_text("A story\n\nHe came at last.\tlaning\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"c-tale\.tsv: there is no moment laning"):
        fit_telling.main([str(folder), str(retellings)])


def hits(one: Retelling, scenario: Scenario, known: Known) -> int:
    """Count the moments that are found where a document tells them."""
    spans = list(zip(one.found.starts, one.found.ends, strict=True))
    return len(
        {
            moment
            for moment, start, end in found_in(align(one.document, scenario, known))
            if any(
                moment in tells and a < end and start < b
                for (a, b), tells in zip(spans, one.tells, strict=True)
            )
        }
    )


def test_a_few_retellings_do_no_harm(known: tuple[Scenario, Known]) -> None:
    """A moment that they hardly tell is still found by its own terms."""
    history, full = known
    some = [retelling(path, full) for path in sorted(RETOLD.glob("a-*.tsv"))[:3]]
    counts = fit_telling.total([one.counts for one in some])
    little = replace(full, weights=telling.weigh(counts, full.weights.moments))
    nothing = replace(full, weights=telling.weigh(telling.count(()), full.weights.moments))
    others = [retelling(path, full) for path in sorted(UNSEEN.glob("t-*.tsv"))]
    taught, untaught = (sum(hits(one, history, by) for one in others) for by in (little, nothing))
    assert taught >= 0.87 * untaught, (taught, untaught)


def test_coefficients_are_of_the_features_in_their_order() -> None:
    alone, placed = (
        [*chance.FEATURES, "constant"],
        [*chance.FEATURES, *chance.ORDER, *chance.BESIDE, "constant"],
    )
    assert list(fitted.ALONE) == list(fitted.TERMS_ALONE) == alone
    assert list(fitted.PLACED) == list(fitted.TERMS_PLACED) == placed


def found_in(found: Alignment) -> list[tuple[str, int, int]]:
    return [
        (m.moment, m.start, m.end)
        for m in (*found.passages, *found.moments)
        if m.moment is not None and m.paragraphs
    ]


def test_documents_never_seen_land(known: tuple[Scenario, Known]) -> None:
    """Of what these documents tell, nothing was learnt: 80 % is what issue 4 asks, and few astray."""
    told = hit = matches = astray = 0
    for path in sorted(UNSEEN.glob("[bcjtv]-*.tsv")):
        one = retelling(path, known[1])
        text = one.document.text
        spans = list(zip(one.found.starts, one.found.ends, strict=True))
        right: set[str] = set()
        for moment, start, end in found_in(align(one.document, *known)):
            here = [s for s, (a, b) in enumerate(spans) if a < end and start < b]
            matches += 1
            if any(moment in one.tells[s] for s in here):
                right.add(moment)
            elif not any(moment in one.may_tell[s] for s in here):
                astray += 1
        assert len(right) >= 0.4 * len(one.told), (path.stem, sorted(one.told - right), text[:40])
        told += len(one.told)
        hit += len(right)
    assert told > 680
    assert hit >= 0.86 * told, (hit, told)
    assert astray <= 0.07 * matches, (astray, matches)


def test_other_stories_tell_hardly_anything(known: tuple[Scenario, Known]) -> None:
    astray = {}
    for path in sorted(UNSEEN.glob("y-*.tsv")):
        document = parse(plain(labelled(path.read_text(encoding="utf-8"))).encode(), path.stem + ".txt")
        astray[path.stem] = len(found_in(align(document, *known)))
    assert len(astray) == 8
    assert max(astray.values()) <= 3, astray
    assert sum(astray.values()) <= 8, astray


def test_a_story_told_from_its_end_tells_as_much(known: tuple[Scenario, Known]) -> None:
    told: Counter[str] = Counter()
    for name in ("b-historian", "c-encyc", "j-encyclopedia"):
        paragraphs = labelled((UNSEEN / f"{name}.tsv").read_text(encoding="utf-8"))
        from_its_end = [paragraphs[0], *(p[::-1] for p in paragraphs[:0:-1])]
        for way, order in (("on", paragraphs), ("back", from_its_end)):
            text = plain(order)
            right = {label: sentence for p in order for sentence, labels in p for label in labels}
            found = found_in(align(parse(text.encode(), "a.txt"), *known))
            told[way] += len({m for m, start, end in found if right.get(m, "\0") in text[start:end]})
    assert told["back"] >= 0.95 * told["on"] > 70, told


def test_one_sentence_of_another_story_in_the_same_places_tells_nothing(
    known: tuple[Scenario, Known],
) -> None:
    text = (
        "On 1 September 1983 the radar at Wakkanai, the northern tip of Hokkaido, watched a blip off Sakhalin. "
        "Major Osipovich fired, and reported in Russian that the target was destroyed. Twelve minutes later the "
        "echo disappeared from the screens."
    )
    assert found_in(align(parse(text.encode(), "a.txt"), *known)) == []
    named = text.replace("Major Osipovich fired", "Belenko of the MiG fled")
    assert [m for m, _, _ in found_in(align(parse(named.encode(), "a.txt"), *known))] == ["lost"]


def test_a_subject_is_told_by_more_than_names_and_the_figures_of_moments(
    known: tuple[Scenario, Known],
) -> None:
    text = TWICE.format("He kept under 100 feet, below the radars.", SHOT) + (
        "\n\nA Mikoyan-Gurevich MiG-25 it was; John Barron wrote the book about the pilot. The specialists found "
        "nickel steel and vacuum tubes.\n\nHis wife had asked for a divorce."
    )
    found = align(parse(text.encode(), "a.txt"), *known)
    told = {m.id: text[m.start : m.end] for m in found.passages if m.paragraphs and m.moment is None}
    assert told.keys() == {"valves", "marriage"}
    assert ("nickel" in told["valves"], "divorce" in told["marriage"]) == (True, True)
    assert "sea-low" in {moment for moment, _, _ in found_in(found)}


def test_a_long_document_tells_what_it_told_alone(known: tuple[Scenario, Known]) -> None:
    story = plain(labelled((UNSEEN / "b-encyclopedia.tsv").read_text(encoding="utf-8")))
    names = [f"{one}{two}" for one in "bdfgklmnprst" for two in ("ara", "eno", "ilu", "omi", "upo")]
    other = "".join(
        f"{one.title()} mended nets with {two.title()}. Nobody of {one} minded {two} or the rain. So it went.\n\n"
        for one in names
        for two in names[:12]
    )
    alone = {moment for moment, _, _ in found_in(align(parse(story.encode(), "a.txt"), *known))}
    long = parse((other + story).encode(), "b.txt")
    assert len(index(long, known[1]).starts) > chance.WHOLE
    found = found_in(align(long, *known))
    assert len({moment for moment, _, _ in found} & alone) >= 0.9 * len(alone)
    assert all(start >= len(other) - 600 for _, start, _ in found)


TWICE = (
    "Belenko took off from Chuguyevka and flew low over the sea. {0} At 13:11 Okushiri plotted an unknown "
    "aircraft. Two Phantoms were scrambled from Chitose at 13:20. At 13:26 the radars lost him. He landed at "
    "Hakodate and ran off the end of the runway. {1} The police arrested him for illegal entry."
)
SHOT = "He fired his pistol into the air."


def test_what_is_told_twice_stands_in_its_order(known: tuple[Scenario, Known]) -> None:
    text = TWICE.format(SHOT, SHOT)
    (match,) = (m for m in align(parse(text.encode(), "a.txt"), *known).passages if m.id == "shots")
    assert match.start == text.rindex(SHOT)


def test_one_sentence_tells_several_moments(known: tuple[Scenario, Known]) -> None:
    text = TWICE.format("It rained.", SHOT) + (
        "\n\nOn 25 September a C-5 Galaxy carried the MiG to Hyakuri, where specialists examined it."
    )
    found = align(parse(text.encode(), "a.txt"), *known)
    told = {moment for moment, start, end in found_in(found) if "Galaxy" in text[start:end]}
    assert told >= {"c5", "hyakuri", "inspection"}


def test_two_moments_in_one_paragraph_have_each_their_own_sentences(known: tuple[Scenario, Known]) -> None:
    called, crossed = (
        "Calls in Russian and English had no answer.",
        "At 13:22 he crossed the border off Cape Motta.",
    )
    text = TWICE.format("It rained.", SHOT).replace("At 13:26", f"{called} {crossed} At 13:26")
    found = {m: text[start:end] for m, start, end in found_in(align(parse(text.encode(), "a.txt"), *known))}
    assert (found["warned"], found["violation"]) == (called, crossed)


def test_a_moment_that_retellings_hardly_tell_is_known_by_its_terms(known: tuple[Scenario, Known]) -> None:
    assert all(
        known[1].weights.often[known[1].weights.moments.index(m)] < 3 for m in ("e2c-chosen", "telegram")
    )
    chosen = "In August 1978 the Agency settled on the Hawkeye."
    cabled = "Shoesmith's telegram warned Washington that there would be no handover before 9 September."
    decided = "The National Defense Council decided on four of them in January 1979."
    text = "\n\n".join([TWICE.format("It rained.", SHOT), cabled, f"{chosen} {decided}"])
    found = {m: text[start:end] for m, start, end in found_in(align(parse(text.encode(), "a.txt"), *known))}
    assert (found["telegram"], found["e2c-chosen"], found["e2c-decided"]) == (cabled, chosen, decided)


def test_words_that_tell_are_evidence(known: tuple[Scenario, Known]) -> None:
    text = TWICE.format("It rained.", SHOT)
    (match,) = (m for m in align(parse(text.encode(), "a.txt"), *known).passages if m.id == "shots")
    assert {"fired", "pistol"} <= {e.found for e in match.evidence}
    for fact in match.evidence:
        assert text[fact.start : fact.end] == fact.found
        assert match.start <= fact.start < fact.end <= match.end
    assert not {"his", "the", "into"} & {e.found for e in match.evidence}


STORIES = (
    "Разобранный МиГ-25 6 сентября. Беленко взлетел с аэродрома Чугуевка. В 13:11 его обнаружили в 180 км от "
    "Хоккайдо. Он сел в Хакодате. Выбравшись из кабины, он выстрелил в воздух, чтобы отогнать любопытных. "
    "9 сентября он улетел в Соединённые Штаты.",
    "1時11分、奥尻島のレーダーがベレンコ中尉のミグ25を捉えた。1時57分、函館空港に着陸した。"
    "分解された機体は、9月25日の未明、米軍のC-5輸送機で百里基地に運ばれた。電子機器には真空管が使われていた。",
    TWICE.format("It rained.", SHOT)
    + " In September the C-5A Galaxy of Lockheed carried the MiG to Hyakuri.",
)


@pytest.mark.parametrize("text", STORIES)
def test_the_reasons_are_words_that_one_would_give_each_once(
    known: tuple[Scenario, Known], text: str
) -> None:
    found = align(parse(text.encode(), "a.txt"), *known)
    matches = [m for m in (*found.passages, *found.moments) if m.paragraphs]
    assert len(matches) > 3
    for match in matches:
        told = [e for e in match.evidence if e.kind == "word"]
        assert not {"чтобы", "из", "он", "его", "в", "с"} & {e.found.lower() for e in told}
        assert all(e.term == e.found or e.term.casefold() != e.found.casefold() for e in told)
        for one, two in combinations(sorted((e.start, e.end) for e in told if e.term == e.found), 2):
            assert one[1] <= two[0], (match.id, text[slice(*one)], text[slice(*two)])


def test_a_document_of_nothing_and_a_story_of_nothing(known: tuple[Scenario, Known]) -> None:
    empty = parse(b"Title only", "a.txt")
    assert found_in(align(empty, *known)) == []
    bare = replace(scenario(), moments=(), passages=())
    text = parse(TWICE.format("", "").encode(), "a.txt")
    assert tellings(index(text, prepare(bare)), text.text, prepare(bare)).claims == {}
