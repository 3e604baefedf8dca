"""Paragraphs and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text.child import parse
from explorer.text.document import Kind, parts_of, sentences


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He came on Sept. 6 and left.", 1),
        ("The U.S. Air Force sent a C-5. It flew by night.", 2),
        ("He landed at 1:57 p.m. The police came.", 2),
        ("He landed at 1:57 p.m. on the runway.", 1),
        ("They flew over Mt. Kamafuse and Mr. Sato waved.", 1),
        ("“Who is it?” he asked.", 1),
        ("She said “no.” Then she left.", 2),
        ("J. Barron wrote it. V. I. Belenko read it.", 2),
        ("It was short.... Then it ended… And so did this.", 3),
        ("奥尻が捉えた。その後、消えた。「誰だ？」と言った。", 3),
        ("It cost $4.50 at No. 5 Main St. in 1976.", 1),
        ("В 1976 г. он улетел. Его искали.", 2),
        ("", 0),
        ("no stop at all", 1),
    ],
)
def test_sentences_are_told_from_abbreviations(text: str, count: int) -> None:
    assert len(said(text)) == count, said(text)


@given(st.text(alphabet='aA.!? \n"”“。…1U.S', max_size=200))
def test_sentences_are_in_order_apart_and_lose_no_letter(text: str) -> None:
    spans = sentences(text, 10)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    kept = "".join(text[start - 10 : end - 10] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_the_lines_of_a_list_are_sentences_and_wrapped_lines_are_not() -> None:
    listed = "1320  Two aircraft off\n1326  lost\n7 Sept  to Tokyo"
    assert len(sentences(listed)) == 3
    assert len(sentences("He was seen at\n13:11 and lost\nat the time of\n13:26, they say.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "1:22 p.m. He crosses the line.",
        "Monday, 6 September. It rained.",
        "Sept. 7, 1976. To Tokyo.",
        "13:26. Gone!",
    ],
)
def test_a_clock_or_a_date_belongs_to_what_follows(text: str) -> None:
    assert said(text) == [text]


def test_a_name_is_no_date() -> None:
    assert len(said("Belenko. He was 29.")) == len(said("He left. It rained.")) == 2


def test_the_mark_of_a_note_ends_no_less() -> None:
    assert len(sentences("He landed at 13:50.[a] It was short.[1][2] He ran off.")) == 3


@given(st.text(alphabet="ab \n\t\u3000", max_size=120))
def test_blocks_are_what_blank_lines_part(text: str) -> None:
    found = [text[start:end].split() for start, end in parts_of(text)]
    assert [w for words in found for w in words] == text.split()
    assert all(found)


def test_offsets_count_in_the_whole_text() -> None:
    text = "A title\n\n\nFirst one. Second one.\nStill the second block.\n\n  Third, indented.  \n"
    document = parse(text.encode(), "a.txt")
    assert document.text == text
    assert [p.number for p in document.paragraphs] == [1, 2, 3]
    for p in document.paragraphs:
        assert text[p.start : p.end] == p.text
        for start, end in p.sentences:
            assert p.start <= start < end <= p.end
    assert document.paragraph_at(text.index("Still")).number == 2  # type: ignore[union-attr]
    assert document.paragraph_at(text.index("Third")).number == 3  # type: ignore[union-attr]


FURNISHED = """The Night Ferry

The Night Ferry The Night Ferry The Night Ferry
The boat left the harbour of Aomori at seven with two hundred people aboard. The Night Ferry

The boat left the harbour of Aomori at seven with two hundred people aboard.

It was cold on deck, and nobody stayed there for long after the lights had gone.

A boat at a pier in winter seen from above

The ferry Hakkoda Maru. Photo by K. Ono

Aboard

We reached the other side at eleven.

If you liked this story, subscribe to our newsletter.
• All stories in your inbox
Only $5 per year!
"""


def test_furniture_is_told_from_the_body() -> None:
    document = parse(FURNISHED.encode(), "ferry.txt")
    kinds = [p.kind for p in document.paragraphs]
    body, heading, furniture = Kind.BODY, Kind.HEADING, Kind.FURNITURE
    assert kinds[:4] == [heading, furniture, body, body]
    assert kinds[4] is not body  # a caption without its credit
    assert kinds[5:] == [furniture, heading, body, furniture]


def test_two_equal_paragraphs_leave_the_first() -> None:
    one = "The aircraft stood under a cover at the end of the runway until the morning came."
    document = parse(f"{one}\n\nSomething else happened in between, as it does.\n\n{one}".encode(), "a.txt")
    assert [p.kind for p in document.paragraphs] == [Kind.BODY, Kind.BODY, Kind.FURNITURE]


@pytest.mark.parametrize(
    "line",
    ["By Ann Lee · 5 May 2016 · 9 min read", "Ann Lee, Otaru. Published 5 May 2016 13:26. Updated 13:57."],
)
def test_who_wrote_a_page_and_when_is_furniture(line: str) -> None:
    text = f"A Title\n\n{line}\n\nThe balloon came down on the sand, and nobody had an idea whose it was."
    assert [p.kind for p in parse(text.encode(), "a.txt").paragraphs][1] is Kind.FURNITURE
