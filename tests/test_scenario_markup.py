"""The account's marks."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.scenario.fields import Reader
from explorer.scenario.markup import account, marked
from explorer.scenario.model import Link
from explorer.scenario.problems import Problems

KNOWN = ["hill", "jet"]
words = st.text(st.sampled_from("ab c,.é丘"), min_size=1, max_size=8)
pieces = st.lists(
    st.one_of(
        words.map(lambda w: (w, w, None)),
        words.map(lambda w: (f"**{w}**", w, "fact")),
        st.tuples(words, st.sampled_from(KNOWN)).map(lambda p: (f"[{p[0]}]({p[1]})", *p)),
    )
)


@settings(max_examples=60)
@given(pieces)
def test_what_is_marked_is_found_and_the_rest_is_the_text(parts):
    text, links, faults = marked("".join(written for written, _, _ in parts), KNOWN)
    assert text == "".join(plain for _, plain, _ in parts)
    assert faults == []
    expected, at = [], 0
    for _, plain, target in parts:
        if target is not None:
            expected.append(Link(at, at + len(plain), None if target == "fact" else target))
        at += len(plain)
    assert list(links) == expected


@given(st.text(st.sampled_from("*[]() abhil"), max_size=60))
def test_any_text_keeps_its_letters_and_its_links_lie_inside(text):
    plain, links, faults = marked(text, KNOWN)
    target = re.compile(r"\]\([^()\s]*\)")  # is not shown
    shown, written = ([c for c in target.sub("", t) if c in "ab"] for t in (plain, text))
    assert shown == written
    assert all(0 <= link.start < link.end <= len(plain) for link in links)
    assert all(0 <= offset < len(text) for offset, _, _ in faults)
    if not faults and not links:
        assert set("[]") & set(plain) == set()


def test_a_link_may_stand_in_an_emphasis():
    text, links, faults = marked("**the [hill](hill) there**", KNOWN)
    assert (text, faults) == ("the hill there", [])
    assert links == (Link(0, 14, None), Link(4, 8, "hill"))


def test_broken_marks_stay_as_they_are_written():
    for broken in ("a ** b", "a [b", "a ] b", "a ](hill) b", "[a](b c)"):
        text, links, faults = marked(broken, KNOWN)
        assert text == broken
        assert links == ()
        assert faults


def test_an_unknown_link_is_its_words():
    text, links, faults = marked("the [hull](hil)", KNOWN)
    assert (text, links) == ("the hull", ())
    assert faults[0][1:] == ("'hil' is not the id of a site or track", "did you mean 'hill'?")
    assert marked("the [hull](hil)", None) == ("the hull", (), [])


@given(st.text(st.sampled_from("#ab: \n*[]()<!->;"), max_size=200))
def test_any_account_is_read_to_its_end(text):
    problems = Problems()
    reader = Reader("account.md", problems, {"site or track": KNOWN, "moment": []})
    passages = account(text, reader)
    assert len({p.id for p in passages}) == len(passages)
    for passage in passages:
        assert (passage.moment is None) != (passage.topic is None)
        assert all(link.end <= len(passage.text) for link in passage.links)
    if text.strip() and not passages and not all(x.startswith("# ") for x in text.split("\n") if x.strip()):
        assert problems.all() or "<!--" in text
