"""The account as it is written: its form, its length, and that it leaves no telling paragraph out."""

import re

import pytest

from explorer import assets

TEXT = (assets.default_scenario() / "account.md").read_text(encoding="utf-8")
PASSAGE = re.compile(r"^## (?P<id>\S+)\n(?P<head>(?:[a-z]+: [^\n]+\n)+)\n(?P<body>[^#]+)", re.M)
LINK = re.compile(r"\[([^][]+)\]\(([a-z0-9]+(?:-[a-z0-9]+)*)\)")
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
# Titles, captions, credits, section headings and a divider: nothing is told there.
FURNITURE = {10, 18, 19, 20, 34, 35, 36, 46, 47, 59, 60, 68}


def read(text):
    """Return (id, head as a dict, body) of each passage."""
    passages = []
    for match in PASSAGE.finditer(text):
        lines = [line.split(": ", 1) for line in match["head"].splitlines()]
        assert len({key for key, _ in lines}) == len(lines), match["id"]
        passages.append((match["id"], dict(lines), match["body"].strip()))
    return passages


PASSAGES = read(TEXT)


def plain(body):
    return BOLD.sub(r"\1", LINK.sub(r"\1", body))


def terms(head):
    return [term.strip() for term in head["terms"].split(";")]


def paragraphs(head):
    return [int(number) for number in head["paragraphs"].split()]


def test_every_passage_is_read():
    assert len(PASSAGES) == len(re.findall(r"^## ", TEXT, re.M))
    assert 55 <= len(PASSAGES) <= 65
    assert 8 <= len(re.findall(r"^# ", TEXT, re.M)) <= 11


def test_ids_are_unique_and_kebab_case():
    ids = [name for name, _, _ in PASSAGES]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


@pytest.mark.parametrize(("name", "head", "body"), PASSAGES, ids=[name for name, _, _ in PASSAGES])
def test_passage_is_whole(name, head, body):
    assert head.keys() <= {"moment", "topic", "paragraphs", "terms", "notes"}
    assert ("moment" in head) != ("topic" in head)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", head.get("moment") or head["topic"])
    found = terms(head)
    assert 3 <= len(found) <= 8
    assert all(found)
    assert len({term.casefold() for term in found}) == len(found)
    assert 8 <= len(plain(body).split()) <= 90
    assert not set(plain(body)) & set("*[]_`<>|#"), "markup other than links and bold"
    assert "\n" not in body.replace("\n\n", ""), "a paragraph stands on one line"


def test_paragraphs_follow_the_article():
    firsts = [paragraphs(head)[0] for _, head, _ in PASSAGES]
    assert firsts == sorted(firsts)
    for name, head, _ in PASSAGES:
        cited = paragraphs(head)
        assert cited == sorted(set(cited)), name
        assert cited[-1] - cited[0] <= 4, name


def test_every_telling_paragraph_is_retold():
    told = {number for _, head, _ in PASSAGES for number in paragraphs(head)}
    assert told == set(range(4, 75)) - FURNITURE


def test_passages_of_one_paragraph_share_no_term():
    """What two of them carry could not tell their sentences apart."""
    for i, (name, head, _) in enumerate(PASSAGES):
        for other, its, _ in PASSAGES[i + 1 :]:
            if set(paragraphs(head)) & set(paragraphs(its)):
                shared = {t.casefold() for t in terms(head)} & {t.casefold() for t in terms(its)}
                assert not shared, (name, other)


def test_clock_times_in_the_prose_are_terms():
    found = {name: set(re.findall(r"\b\d\d:\d\d\b", body)) for name, _, body in PASSAGES}
    heads = {name: set(terms(head)) for name, head, _ in PASSAGES}
    assert {name: times for name, times in found.items() if not times <= heads[name]} == {}
    assert set().union(*found.values()) == {"13:11", "13:20", "13:57"}
