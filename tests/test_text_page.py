"""The rows of a page: every character has its place, whatever it is made of."""

from hypothesis import given
from hypothesis import strategies as st
from open_documents import NIGHT

from explorer.text.child import parse
from explorer.text.document import DocumentError
from explorer.text.page import Page

ODD = "ab .😀𠮷奥é\u0301\u05d0\u0631\n\u2028\u2029\ufdd0\ufffc\x0b\x0c\x85\x1c\t"


def page_of(text, name="x.txt"):
    document = parse(text.encode("utf-8"), name)
    return document, Page(document)


def qt_rows(page):
    """Return the rows as Qt would make blocks of them: it has more ends of lines than Python."""
    rows = page.text.split("\n")
    assert not any(c in row for row in rows for c in "\r\u2029\ufdd0\ufdd1")
    return rows


@given(st.text(ODD, min_size=1, max_size=400))
def test_places_and_offsets_are_each_other_s_opposites(text):
    try:
        document, page = page_of(text)
    except DocumentError:
        return
    units = page.text.encode("utf-16-le")
    for paragraph in document.paragraphs:
        before = -1
        for offset in range(paragraph.start, paragraph.end):
            place = page.place(offset)
            assert place > before
            assert page.offset(place) == offset
            before = place
            there = units[2 * place : 2 * place + 4].decode("utf-16-le", "ignore")[0]
            here = document.text[offset]
            assert there == here or here.isspace() or not here.isprintable() or here == "\ufffc"
    assert len(qt_rows(page)) == len(page)


def test_lines_broken_by_hand_are_joined_and_verse_is_not():
    long = "a line of a letter that somebody broke by hand at eighty columns\nand went on below it"
    _, page = page_of(f"{long}\n\nshort\nverse")
    assert page.text == long.replace("\n", " ") + "\nshort\u2028verse"


def test_lines_of_japanese_join_without_a_gap():
    _, page = page_of(
        "奥尻島のレーダーは一時十一分に未確認の航空機を捉えたと防衛庁は後に白書の中で発表している、そして間\nもなく見失った。"
    )
    assert "間\u200bもなく" in page.text


def test_an_endless_line_becomes_rows_that_hold_all_of_it():
    document, page = page_of("word " * 40_000 + "end")
    assert len(page) > 50
    assert max(map(len, page.text.split("\n"))) <= 2400
    assert page.text.replace("\n", "") == document.paragraphs[0].text
    assert [page.opens(n) for n in range(3)] == [True, False, False]
    _, solid = page_of("x" * 100_000)
    assert max(map(len, solid.text.split("\n"))) <= 2400


def test_rows_end_with_sentences_where_they_can():
    _, page = page_of("This is a sentence of some words. " * 400)
    assert all(row.rstrip().endswith(".") for row in page.text.split("\n"))


def test_a_span_of_the_night():
    document, page = page_of(NIGHT)
    at = document.text.index("野家")
    first, last = page.span(at, at + 2)
    assert page.text.encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le") == "野家"
