"""Readers: formats, encodings, and files that mean harm."""

import base64
import os
import plistlib
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_pdf import pdf

from explorer.text import child
from explorer.text.child import parse, read
from explorer.text.document import Document, DocumentError, Kind

JAPANESE = (
    "昭和五十一年、函館空港に一機の戦闘機が降りてきた。奥尻のレーダーは、それを見失っていた。ミグだった。"
)
RUSSIAN = "Шестого сентября лётчик улетел из Чугуевки. «Фантомы» поднялись с базы Титосэ, но никого не нашли."
WESTERN = (
    "“It’s over,” said the café’s owner — a man of Ōminato… no: of Zürich, à côté. The naïve façade fell."
)


def texts(document: Document, kind: Kind = Kind.BODY) -> list[str]:
    return [p.text for p in document.paragraphs if p.kind is kind]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "utf-8"),
        (JAPANESE, "utf-8-sig"),
        (JAPANESE, "utf-16"),
        (JAPANESE, "utf-16-le"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-16-be"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (WESTERN.replace("Ō", "O"), "cp1252"),
        (WESTERN, "utf-16"),
    ],
)
def test_encodings_are_known_by_their_letters(text: str, encoding: str) -> None:
    # What an encoding cannot hold is not asked of it.
    text = text.encode(encoding, "replace").decode(encoding)
    assert parse(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_line_ends_are_one_kind(line: str) -> None:
    assert parse(f"One.{line}{line}Two.{line}".encode(), "a.txt").text == "One.\n\nTwo.\n"


def test_utf8_with_a_few_bad_bytes_stays_utf8() -> None:
    data = (RUSSIAN * 40).encode()[:-1] + b"\xff"
    assert parse(data, "a.txt").text.startswith(RUSSIAN)


def test_a_page_is_read_in_the_set_that_it_names() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{RUSSIAN}</p></body></html>'
    assert RUSSIAN in parse(page.encode("cp1251"), "a.html").text
    page = page.replace("windows-1251", "shift_jis").replace(RUSSIAN, JAPANESE)
    assert JAPANESE in parse(page.encode("cp932"), "a.html").text


def test_markdown_loses_its_markup() -> None:
    source = (
        "---\ntitle: A Title\nauthor: Ann Ode\ndate: 2020-01-02\n---\n\n# Head #\n\nThere were "
        "**bold** and *soft* [words](http://x.example/a) with `code`.[^1]\n\n![A picture](a.png)\n\n"
        "> quoted\n> twice\n\n- one thing\n- and two\n\n"
        "Under\n=====\n\nLast \\*line\\*.<!-- unseen -->\n"
    )
    document = parse(source.encode(), "a.md")
    assert (document.title, document.author, document.date) == ("A Title", "Ann Ode", "2020-01-02")
    assert "There were bold and soft words with code." in texts(document)
    assert "quoted\ntwice" in texts(document, Kind.HEADING) + texts(document)
    assert {"Head", "Under"} <= set(texts(document, Kind.HEADING))
    assert "A picture" in texts(document, Kind.FURNITURE)
    assert texts(document)[-1] == "Last *line*."
    assert "unseen" not in document.text


PAGE = """<!DOCTYPE html><html><head><title>T &amp; U</title><meta property="og:site_name" content="The Site">
<script type="application/ld+json">{"@type":"Article","headline":"Real title","author":{"name":"Bo Le"},
"datePublished":"2011-02-03"}</script><style>p{}</style></head><body>
<nav><p>Navigation words</p></nav><header><h1>Real title</h1></header>
<article><p>First&nbsp;paragraph, with <b>bold</b> text.<p>Second, never closed<br>on two lines.
<figure><img onerror="x" src="http://x.example/a.png"><figcaption>Caption words</figcaption></figure>
<ul><li>Item one</li><li>Item two</li></ul><script>Script words</script>
<div class="advert-box">Advert words</div><div style="display: none">Hidden words</div>
<h2>Sub head</h2><p>Last &lt;one&gt; &#1071; &bogus;</p></article>
<ol class="references"><li>Reference words, cited by nobody.</li></ol>
<aside>Aside words</aside><footer>Footer words</footer></body></html>"""


TOLD = [
    "Fog at noon",
    *(
        f"He had been told of matter number {n} at noon, and so had the crew of the alert, who did not believe a word "
        f"of it until the fog had come down on them, and that was at dusk in the year {1900 + n}."
        for n in range(9)
    ),
]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(TOLD),
        "\r\n".join(TOLD),
        "\n".join(textwrap.fill(words, 72, initial_indent="    ") for words in TOLD),
        "\n".join("\u3000" + words for words in TOLD),
        "\n".join(words[:60] + "." for words in TOLD),
        "\n".join(textwrap.fill(words, 60) for words in TOLD[1:]),
    ],
)
def test_a_text_without_blank_lines_has_its_paragraphs(text: str) -> None:
    document = parse(text.encode(), "a.txt")
    told = [" ".join(p.text.split()) for p in document.paragraphs]
    assert len(told) == len(TOLD if "Fog at" in text else TOLD[1:])
    assert "".join(told).replace(" ", "") == "".join(text.split())
    for paragraph in document.paragraphs:
        assert document.text[paragraph.start : paragraph.end] == paragraph.text


def test_lines_that_were_meant_and_lists_stay_together() -> None:
    listed = "\n".join(f"13:{n:02} He was told of it." for n in range(20))
    assert len(parse(listed.encode(), "a.txt").paragraphs) == 1
    wrapped = "\n".join(textwrap.wrap(" ".join(TOLD[1:]), 70))
    assert len(parse(wrapped.encode(), "a.txt").paragraphs) <= 2
    blank = "\n\n".join([TOLD[1], "One line\nand another", *TOLD[2:]])
    assert len(parse(blank.encode(), "a.txt").paragraphs) == 10


def test_a_heading_of_markdown_needs_no_blank_line_after_it() -> None:
    text = "Fog at noon\n===\nHe said nothing.\n## Dusk {#dusk}\nThen he was gone.\n\nA table\n\n|a|b|\n|--|--|\n|1|2|\n"
    document = parse(text.encode(), "a.md")
    headings = [(p.text, p.level) for p in document.paragraphs if p.level]
    assert headings == [("Fog at noon", 1), ("Dusk", 2)]
    assert texts(document)[:2] == ["He said nothing.", "Then he was gone."]
    assert document.title == "Fog at noon"


def test_marks_of_markdown_are_no_text_and_addresses_are() -> None:
    text = (
        "Some **bold\nwords** and [a link](https://example.org/x_(y)) to <https://example.org/z> here.\n[1]: http://e.org\n\n"
        "```python\n# no heading\n```\n"
    )
    document = parse(text.encode(), "a.md")
    assert [p.text for p in document.paragraphs] == [
        "Some bold\nwords and a link to https://example.org/z here.",
        "# no heading",
    ]
    front = parse(b'+++\ntitle = "Fog"\ndate = 2019-09-06\n+++\n\nHe said nothing.', "a.md")
    assert (front.title, front.date, texts(front)) == ("Fog", "2019-09-06", ["He said nothing."])


def test_a_page_keeps_what_it_tells() -> None:
    document = parse(PAGE.encode(), "a.html")
    assert (document.title, document.author, document.publisher, document.date) == (
        "Real title",
        "Bo Le",
        "The Site",
        "2011-02-03",
    )
    told = texts(document) + texts(document, Kind.HEADING)
    assert "First\xa0paragraph, with bold text." in told
    assert "Second, never closed\non two lines." in told
    assert {"Item one", "Item two", "Sub head", "Last <one> Я &bogus;"} <= set(told)
    assert "Caption words" in texts(document, Kind.FURNITURE)
    for word in ("Navigation", "Script", "Advert", "Hidden", "Aside", "Footer", "Reference"):
        assert word not in document.text, word
    for p in document.paragraphs:
        assert document.text[p.start : p.end] == p.text


def test_the_marks_of_notes_are_no_words_of_their_sentence() -> None:
    page = (
        '<p>He landed at 13:57.<sup id="cite_ref-2" class="reference"><a href="#n2">[2]</a></sup> Ten minutes'
        '<sup class="noprint Inline-Template">[<i>citation needed</i>]</sup> later<sup class="footnote-ref">3</sup> '
        "it was over: 10<sup>3</sup> people had seen it.</p>"
    )
    assert texts(parse(page.encode(), "a.html")) == [
        "He landed at 13:57. Ten minutes later it was over: 103 people had seen it."
    ]


def test_a_page_without_an_article_is_read_whole() -> None:
    assert texts(parse(b"<p>One is here.<p>Two is here.", "a.htm")) == ["One is here.", "Two is here."]


@pytest.mark.parametrize(
    "page",
    [
        '<div class="content-sidebar-wrap"><main class="content">{}</main><aside>An advert.</aside></div>',
        '<div id="page" class="site has-sidebar"><p class="ads">An advert.</p><div>{}</div></div>',
        '<form id="aspnetForm"><div class="menu">An advert.</div>{}</form>',
        '<body style="display: none"><p class="promo">An advert.</p>{}</body>',
        "<head><title>Never closed<body><p class=ads>An advert.</p>{}",
        '<!DOCTYPE html [<!ENTITY nbsp "&#160;">]><p class=ads>An advert.</p>{}',
    ],
)
def test_a_theme_that_marks_the_frame_of_its_page_hides_none_of_it(page: str) -> None:
    told = ["He had been told of it at noon, and so had they.", "Then the crew of the alert was gone."]
    body = "".join(f"<p>{words}</p>" for words in told)
    assert texts(parse(page.format(body).encode(), "a.html")) == told


def test_a_row_of_a_table_is_one_paragraph_and_a_page_in_a_table_is_not() -> None:
    rows = (
        "<tr><th>Time<th>Event<tr><td>13:11</td><td>The crew sees him.</td></tr><tr><td>13:26<td>He is lost."
    )
    told = texts(parse(f"<table>{rows}</table><p>That was all of it.</p>".encode(), "a.html"))
    assert told[-3:] == ["13:11 · The crew sees him.", "13:26 · He is lost.", "That was all of it."]
    page = f"<table><tr><td>Home<td><p>{'He was told. ' * 30}</p><p>He said nothing.</p></table>"
    assert texts(parse(page.encode(), "a.html"))[-1] == "He said nothing."


def test_marks_of_where_a_word_may_break_are_no_text() -> None:
    page = "<p>He landed at Hako&shy;date, and the radar\u200b lost\u2060 him.</p>"
    assert parse(page.encode(), "a.html").text == "He landed at Hakodate, and the radar lost him."


def test_long_comments_are_no_frame() -> None:
    told = "<p>" + "He had been told of it at noon. " * 60 + "</p>"
    page = f'<div>{told}</div><div class="comments">{told.replace("noon", "dusk") * 20}</div>'
    assert "dusk" not in parse(page.encode(), "a.html").text


def test_a_page_that_a_browser_saved_in_one_file_is_read() -> None:
    page = "<title>Fog</title><p>He said “no” at 13:26.</p>".encode("cp1252")
    mhtml = (
        b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(page)
        + b"\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>A frame of adverts.</p>\r\n--x--\r\n"
    )
    main = {"WebResourceData": page, "WebResourceTextEncodingName": "windows-1252"}
    archive = plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)
    for data, name in ((mhtml, "a.mhtml"), (archive, "a.webarchive")):
        document = parse(data, name)
        assert (document.title, document.text) == ("Fog", "He said “no” at 13:26.")


def test_who_wrote_a_page_is_told_by_its_markup_or_its_byline() -> None:
    body = b"<body><article><h1>Fog</h1><p>By Ann Ode and Bo Rix</p><p>He said nothing.</p></article></body>"
    assert parse(b'<meta name="author" content="By Cy Kant">' + body, "a.html").author == "Cy Kant"
    assert parse(body, "a.html").author == "Ann Ode and Bo Rix"
    told = (
        b'<script type="application/ld+json">{"headline": "Fog", "author": [{"name": "Ann Ode"}, {"name": "Bo Rix"}]}'
        b"</script>"
    )
    assert parse(told + body, "a.html").author == "Ann Ode; Bo Rix"
    assert parse(body.replace(b"<h1>Fog</h1>", b""), "a.html").title == ""
    assert parse(b"# Fog\n\nBy Ann Ode\n\nHe said nothing.", "a.txt").title == "Fog"


def test_the_address_of_a_page_is_the_one_it_names() -> None:
    page = b'<link href="%s" rel="canonical"><p>He said nothing at all.</p>'
    assert parse(page % b"https://example.org/fog", "a.html").url == "https://example.org/fog"
    assert parse(page % b"/fog", "a.html").url == ""


def test_a_pdf_that_unpacks_without_end_is_not_called_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf import PageObject

    class LimitReachedError(Exception):
        """As pypdf names its own."""

    def unpack(*_: object, **__: object) -> str:
        raise LimitReachedError("Limit reached while decompressing.")

    monkeypatch.setattr(PageObject, "extract_text", unpack)
    with pytest.raises(DocumentError, match="unpacks to more than a document may hold"):
        parse(pdf([["words"]]), "a.pdf")


def test_a_pdf_is_joined_again() -> None:
    page = [
        "He had been told that the air-",
        "craft would be there in the morn-",
        "ing and it was there.",
        "",
        "A second paragraph begins with words that",
        "go on to the following line, as they do.",
    ]
    document = parse(pdf([page], title="A Title", author="Ann Ode"), "a.pdf")
    assert document.title == "A Title"
    assert document.author == "Ann Ode"
    assert (
        "He had been told that the aircraft would be there in the morning and it was there." in document.text
    )
    assert "words that go on to the following line" in document.text


def test_running_heads_of_a_pdf_are_dropped() -> None:
    pages = [
        ["THE LONG BOOK", f"This page tells of matter number {n} and nothing else.", f"{n}"]
        for n in range(1, 7)
    ]
    text = parse(pdf(pages), "a.pdf").text
    assert "THE LONG BOOK" not in text
    assert "matter number 4" in text


def test_gaps_and_indents_of_a_pdf_part_its_paragraphs() -> None:
    told = "The first paragraph ends with a line that is as long as the rest."
    for between in (
        [told, "", "There is a gap above it and no line that"],
        [told, "\tHere is an indent, and no line that"],
    ):
        page = ["It was said at noon that the second crew of the alert would", *between]
        page += ["is short: it goes on as all of them do, to the end of a long line", "and a line after it."]
        first, second = parse(pdf([page]), "a.pdf").paragraphs
        assert first.text.endswith("as the rest.")
        assert second.text.endswith("and a line after it.")


def test_what_a_browser_prints_at_the_edges_of_a_page_is_dropped() -> None:
    pages = [
        ["At 13:11 the crew saw him.", "9/6/2016, 1:26 PM A Title", "https://example.org/a?b=1 1/2"],
        ["He was gone by then.", "2 of 2 06/09/2016, 13:26"],
    ]
    text = parse(pdf(pages), "a.pdf").text
    assert "1:26" not in text
    assert "13:26" not in text
    assert text.startswith("At 13:11 the crew saw him.")
    assert "1/2" not in text


def test_glyphs_of_a_pdf_become_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf import PageObject

    words = "The\tﬁrst\xa0 oﬀicers of the ﬂight"
    monkeypatch.setattr(PageObject, "extract_text", lambda *_, **__: words)
    assert parse(pdf([["x"]]), "a.pdf").text == "The first officers of the flight"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.txt"),
        (b" \n\t\r\n", "blank.txt"),
        (b"\0" * 4000, "nulls.txt"),
        (b"some text\0with nulls in it, as files have that are none", "a.txt"),
        (b"PK\x03\x04" + b"\x00\x01" * 500, "a.docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "a.txt"),
        (bytes(range(256)) * 40, "a.bin"),
        (b"%PDF-1.7\n", "a.pdf"),
        (b"%PDF-1.4\n1 0 obj\n<<" + b"/A <<" * 3000, "a.pdf"),
        (b"not a pdf at all", "a.pdf"),
        (pdf([[]]), "scanned.pdf"),
        (b"<html><script>only()</script></html>", "a.html"),
        (b"{\\rtf1\\ansi At 13:11 the crew saw him.\\par}", "a.rtf"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\nwords\n", "a.mhtml"),
        (b"bplist00" + bytes(range(200)), "a.webarchive"),
    ],
)
def test_no_document_is_said_in_one_sentence(data: bytes, name: str) -> None:
    with pytest.raises(DocumentError) as fault:
        parse(data, name)
    message = str(fault.value)
    assert message.endswith((".", ")."))
    assert "\n" not in message
    assert 15 < len(message) < 160


HOSTILE = {
    "deep.html": b"<div>" * 60_000 + b"words in the deep, and many of them",
    "attributes.html": b"<p " + b"a=1 " * 200_000 + b">words of the page</p>",
    "entities.html": b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><p>"
    + b"&b;" * 200_000
    + b"</p>",
    "deep.md": b"> " * 200_000 + b"words",
    "line.txt": b"One endless line at 13:26 and on. " * 150_000,
    "stars.md": b"**" * 200_000,
    "brackets.md": b"[" * 200_000,
    "comments.html": b"<!--" * 100_000,
    "dots.txt": b". " * 200_000,
    "digits.txt": b"1" * 2_000_000,
    "links.md": b"[a](" * 100_000 + b"\n\n" + b"**a " * 100_000,
    "doubts.html": b"<div class=ad><p>x" * 60_000,
    "parts.mhtml": b"A: b\n" + b"Content-Type: multipart/related; boundary=x\n\n--x\n" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_read_or_given_up(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    began = time.monotonic()
    said = ""
    try:
        said = read(path, timeout_s=1).paragraphs[0].text
    except DocumentError as fault:
        said = f"{fault}" if name in f"{fault}" and "\n" not in f"{fault}" else ""
    assert said
    assert time.monotonic() - began < 10


def test_the_child_gives_what_the_reader_gives(tmp_path: Path) -> None:
    path = tmp_path / "a b é.html"
    path.write_text(PAGE, encoding="utf-8")
    assert read(path) == parse(PAGE.encode(), str(path))


def test_a_reader_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    began = time.monotonic()
    with pytest.raises(DocumentError, match=r"a\.txt took longer than 0\.01 s"):
        read(path, timeout_s=0.01)
    assert time.monotonic() - began < 5


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")
def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words " * 10_000_000, encoding="utf-16")
    monkeypatch.setattr(child, "MAX_BYTES", 500_000_000)
    with pytest.raises(DocumentError, match=r"a\.txt: .*(memory|50 MB)"):
        read(path)


def test_folders_missing_and_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(DocumentError, match="does not exist"):
        read(tmp_path / "none.txt")
    with pytest.raises(DocumentError):
        read(tmp_path / "a\0b.txt")
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / name).symlink_to(tmp_path / other)
    with pytest.raises(DocumentError, match="one is a link that leads nowhere"):
        read(tmp_path / "one")
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(DocumentError, match=r"50 MB; a document may have 50 MB|may have 50 MB"):
        read(big)
    locked = tmp_path / "locked.txt"
    locked.write_text("words")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        with pytest.raises(DocumentError, match="cannot be opened"):
            read(locked)


def test_nothing_beside_a_document_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    (tmp_path / "encodings.py").write_text("raise SystemExit('run')")
    (tmp_path / "a.txt").write_text("Some words.")
    monkeypatch.chdir(tmp_path)
    assert read("a.txt").text == "Some words."


def test_the_reader_starts_without_the_heavy_libraries() -> None:
    import subprocess

    code = (
        "import sys; import explorer.text.child; from explorer.text import read_html, read_text; "
        "heavy = {'numpy', 'pandas', 'geopandas', 'PySide6', 'pypdf', 'lxml'} & set(sys.modules); "
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a"]),
    st.sampled_from(
        [
            b"",
            b"<html><p>",
            b"%PDF-1.4\n",
            b"---\n",
            b"\xff\xfe",
            b"# ",
            b"bplist00",
            b"A: b\nContent-Type: multipart/related; boundary=0\n\n--0\nContent-Type: text/html\n\n",
        ]
    ),
)
def test_bytes_make_a_document_or_a_sentence(data: bytes, name: str, head: bytes) -> None:
    try:
        document = parse(head + data, name)
    except DocumentError:
        return
    assert document.paragraphs
    for p in document.paragraphs:
        assert document.text[p.start : p.end] == p.text


_TAGS = """<p> </p> <div> </div> <article> </article> <b> <script> </script> <nav> </nav> <li> <h1> </h1> <br>
&amp; &#0; &#xD800; <!-- --> <![CDATA[ ]]> <title> <pre> </pre> <figcaption> </html> <body> words
< > ' <a href="""
MARKUP = st.lists(st.sampled_from([*_TAGS.split(), "<p hidden>", " and ", "\n", "<a href='"]), max_size=60)


@settings(max_examples=120, deadline=None)
@given(MARKUP)
def test_any_tag_soup_is_survived(soup: list[str]) -> None:
    try:
        parse("".join(soup).encode(), "a.html")
    except DocumentError:
        return


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3000), st.integers(1, 400), st.binary(max_size=30))
def test_a_damaged_pdf_is_survived(at: int, length: int, instead: bytes) -> None:
    whole = pdf([["Words of a page that is damaged,", "and some more."]])
    at %= len(whole)
    try:
        parse(whole[:at] + instead + whole[at + length :], "a.pdf")
    except DocumentError:
        return


def test_a_table_of_markdown_is_its_rows() -> None:
    text = "# T\n\n| time | what |\n|:--|---|\n| 14:05 | a balloon \\| seen |\n| 14:41 | **gone** |\n\nThe end of it."
    document = parse(text.encode(), "a.md")
    table = document.paragraphs[1]
    assert table.text == "time · what\n14:05 · a balloon | seen\n14:41 · gone"
    assert table.kind is Kind.BODY
    assert [document.text[a:b] for a, b in table.sentences][-1] == "14:41 · gone"


def test_a_note_of_markdown_keeps_its_number() -> None:
    document = parse(b"# T\n\nIt fell.[^1]\n\n[^1]: See the log of the *keeper*, page 4, for this.", "a.md")
    assert [p.text for p in document.paragraphs][1:] == [
        "It fell.",
        "1. See the log of the keeper, page 4, for this.",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("figures.txt", "1 2 3 " * 60_000 + "were counted. Then came more."),
        ("table.md", "|a|\n" + " " * 120_000 + "x|"),
    ],
)
def test_a_page_of_figures_or_of_nothing_is_read_before_patience_ends(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read(path).paragraphs
