"""Finding and quoting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scenario import scenario

from explorer.text.child import parse
from explorer.text.citation import CitationError, cite, item_of, quotation, styles
from explorer.text.search import folded, search


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("ominato", "the site at Ōminato was"),
        ("Ōminato", "the site at Ominato was"),
        ("ominato", "the site at O\u0304minato was"),
        ("it's", "and it’s gone"),
        ("air-to-air", "an air‑to‑air missile"),
        ("two words", "two\nwords"),
        ("елка", "Ёлка"),
        ("奥尻", "島は奥尻である"),
        ("13:26", "at 13:26 he"),
    ],
)
def test_words_are_found_whatever_their_dress(wanted: str, text: str) -> None:
    (hit,) = search(wanted, [parse(text.encode(), "a.txt")])
    assert text[hit.start : hit.end] == hit.found
    assert (hit.document, hit.passage, hit.paragraph) == (0, None, 1)


def test_marks_that_make_letters_stay() -> None:
    assert not search("би", [parse("бй".encode(), "a.txt")])
    assert not search("か", [parse("が".encode(), "a.txt")])


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_hits_come_from_documents_and_the_account() -> None:
    one = parse(b"First.\n\nA balloon and a balloon.", "a.txt")
    two = parse(b"No such thing.", "b.txt")
    hits = search("BALLOON", [two, one], scenario().passages)
    assert [(h.document, h.paragraph) for h in hits[:2]] == [(1, 2), (1, 2)]
    assert hits[0].before == "A "
    assert {h.passage for h in hits[2:]} == {"seen"}
    assert search("  ", [one]) == ()
    assert len(search("a", [one], most=2)) == 2


PAGE = (
    b'<html><head><meta name="author" content="Ann Ode"><meta property="og:site_name" content="The Site">'
    b'<meta property="og:title" content="A Day of Fog"><meta name="date" content="2011-02-03"></head>'
    b"<body><p>He said nothing.</p></body></html>"
)


@pytest.mark.parametrize(
    "style", ["chicago-notes-bibliography", "apa", "modern-language-association", "gost-r-7-0-5-2008"]
)
def test_a_citation_names_author_title_publisher_and_year(style: str) -> None:
    text = cite(item_of(parse(PAGE, "a.html")), style)
    for part in ("Ode", "fog", "The Site", "2011"):
        assert part.lower() in text.lower(), text
    assert "dition" not in text


def test_every_usual_style_sets_a_bare_source() -> None:
    assert len(styles()) >= 6
    for style, title in styles().items():
        assert title
        assert "Untitled" in cite({"type": "webpage", "title": "Untitled"}, style)


@pytest.mark.parametrize("style", list(styles()))
def test_no_style_says_a_title_twice(style: str) -> None:
    for known in ({}, {"issued": "1977"}, {"container-title": "The Site"}, {"publisher": "Kappa Press"}):
        text = cite({"type": "article-magazine", "title": "What the fog hid"} | known, style)
        assert text.casefold().count("what the fog hid") == 1, text
        assert ".." not in text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2016-09-05", "2016, September 5"),
        ("2016-09", "2016, September"),
        ("Sept. 5, 2016", "2016, September 5"),
        ("5 September 2016", "2016, September 5"),
        ("Mon, 05 Sep 2016 10:00:00 GMT", "2016, September 5"),
        ("2016年9月5日", "2016, September 5"),
        ("05.09.2016", "2016"),  # May, or September
        ("Summer 1977", "1977"),
        ("2016-13-45", "2016"),
        ("0000-00-00", "n.d."),
        ("long ago", "n.d."),
    ],
)
def test_a_date_is_cited_as_far_as_it_is_told(written: str, told: str) -> None:
    item = {"type": "article-magazine", "title": "Fog", "issued": written}
    assert cite(item, "apa") == f"Fog. ({told})."


def test_a_copy_without_a_title_is_named_by_its_file() -> None:
    document = parse(b"He said nothing.\nHe was told of it.", "/away/his letter.txt")
    assert "[his letter.txt]" in cite(item_of(document), "apa")


def test_given_names_are_shortened_only_where_the_style_wants_it() -> None:
    item = {"type": "article-magazine", "title": "Fog", "author": [{"family": "Ode", "given": "Ann Eve"}]}
    assert cite(item, "chicago-notes-bibliography").startswith("Ode, Ann Eve. ")
    assert cite(item, "modern-language-association").startswith("Ode, Ann Eve. ")
    assert cite(item, "apa").startswith("Ode, A. E. ")
    assert cite(item, "ieee").startswith("A. E. Ode")


def test_american_styles_have_the_stop_inside_the_quotation_marks() -> None:
    item = item_of(parse(PAGE, "a.html"))
    assert "“A Day of Fog.” The Site, February 3, 2011" in cite(item, "chicago-notes-bibliography")
    assert "“A day of fog,” The Site" in cite(item, "ieee").replace("A Day of Fog", "A day of fog")
    assert "“Why?” The Site" in cite(item | {"title": "Why?"}, "modern-language-association")
    assert "“A Day of Fog”, The Site" in cite(item, "harvard-cite-them-right")


def test_a_source_that_is_known_lends_what_a_copy_does_not_say() -> None:
    known = [
        {"title": "Another", "container-title": "No"},
        {
            "title": "A day of fog",
            "container-title": "The Paper",
            "issued": "1999",
            "type": "article-journal",
        },
    ]
    item = item_of(parse(b"A Day of Fog\n\nHe said nothing at all.", "a.txt"), known)
    assert (item["container-title"], item["issued"], item["title"]) == ("The Paper", "1999", "A Day of Fog")
    own = item_of(parse(PAGE, "a.html"), known)
    assert (own["container-title"], own["issued"]) == ("The Site", "2011-02-03")
    assert "container-title" not in item_of(parse(b"A Day\n\nHe said nothing at all.", "a.txt"), known)


def test_a_quotation_ends_with_its_paragraph() -> None:
    text = quotation("He said “no”\ntwice.", item_of(parse(PAGE, "a.html")), (4, 5))
    assert text.startswith("“He said ‘no’ twice.”\n")
    assert text.endswith("Paragraphs 4, 5.")


def test_an_unknown_style_is_said() -> None:
    with pytest.raises(CitationError, match="no-such-style"):
        cite({"title": "x"}, "no-such-style")
    with pytest.raises(CitationError):
        cite({"title": "x"}, "../../etc/passwd")
