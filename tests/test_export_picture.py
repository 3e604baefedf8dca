"""Pictures: read back by other readers, equal to the screen, the same twice, whole or not there."""

import base64
import io
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pypdf
import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from explorer import assets, render, theme
from explorer.export import picture, write
from explorer.export.caption import caption, reference
from explorer.export.orders import PictureOrder
from explorer.export.storyboard import at_moment, moments_of, storyboard, storyboard_bytes, when
from explorer.export.strip import broken
from explorer.export.svg import finished
from explorer.export.webfont import woff
from explorer.export.write import ExportError
from explorer.frame.state import Stated, View
from explorer.geo.projection import MAP
from explorer.map.layer import font
from explorer.scenario import times
from explorer.scenario.whatif import WhatIf
from explorer.session.jobs import Jobs
from explorer.session.prepare import Preparation
from explorer.session.store import Store

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def store(qapp, belenko):
    """The story at 13:26 with everything worked out."""
    made, jobs = Store(belenko), Jobs()
    preparation = Preparation(made, jobs)
    made.update(time=at(belenko, "13:26"))
    while jobs.working or preparation.resting:
        jobs.wait(20)
        QApplication.processEvents()
    return made


@pytest.fixture(scope="module")
def now(store):
    return store.now


def at(scenario, text, voice="article"):
    return times.asked(scenario, text, voice=voice, now=scenario.chapters[0].start)


def bare(text: str) -> str:
    return "".join(text.split())


def drawn(svg: bytes, wide: int, high: int) -> QImage:
    renderer = QSvgRenderer(svg)
    assert renderer.isValid()
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, wide, high))
    painter.end()
    return image


def pdf_text(raw: bytes, page: int = 0) -> str:
    return pypdf.PdfReader(io.BytesIO(raw)).pages[page].extract_text()


ORDER = PictureOrder(width=900, height=600)


# ------------------------------------------------------------------ each format


def test_png_has_the_size_and_scale_that_were_asked_for(now):
    for scale in (1.0, 1.5, 2.0):
        raw = picture.map_bytes(now, replace(ORDER, scale=scale), ".png")
        image = QImage.fromData(raw)
        assert (image.width(), image.height()) == (round(900 * scale), round(600 * scale))


def test_svg_is_xml_with_text_as_text_and_a_size(now):
    root = ET.fromstring(picture.map_bytes(now, replace(ORDER, scale=2), ".svg"))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("1800", "1200", "0 0 900 600")
    words = {"".join(e.itertext()).strip() for e in root.iter(f"{SVG}text")}
    assert {"Hakodate Airport", "Ominato", "函館空港", "HOKKAIDO"} <= words
    assert root.find(f"{SVG}title").text == now.scenario.title


def test_svg_shows_what_the_screen_shows(now):
    screen = picture.map_image(now, ORDER)
    image = drawn(picture.map_bytes(now, ORDER, ".svg"), 900, 600)
    differ = total = 0
    for x in range(5, 900, 9):
        for y in range(5, 600, 9):
            a, b = QColor(screen.pixel(x, y)), QColor(image.pixel(x, y))
            total += 1
            differ += max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())) > 40
    # Letters stand apart a little differently; areas, coasts and lines must agree.
    assert differ / total < 0.03


def test_svg_clips_nothing_but_the_map_and_the_caption(now):
    # Qt goes on with a clip after its end: what followed the shade was cut off in all readers but Qt's own.
    order = replace(ORDER, caption=True)
    root = ET.fromstring(picture.map_bytes(now, order, ".svg"))
    high = picture.MapPicture(now, order, 1.0, vector=True).view.height
    held = {e.get("id"): e.find(f"{SVG}path").get("d") for e in root.iter(f"{SVG}clipPath")}
    boxes = [
        sorted({tuple(map(float, p.split(","))) for p in re.findall(r"[\d.]+,[\d.]+", d)})
        for d in held.values()
    ]
    assert boxes == [
        [(0, 0), (0, high), (900, 0), (900, high)],
        [(0, high), (0, 600), (900, high), (900, 600)],
    ]
    used = {e.get("clip-path") for e in root.iter(f"{SVG}g")} - {None}
    assert used == {f"url(#{name})" for name in held}


def test_qts_wrong_clips_are_dropped():
    text = (
        '<svg width="9mm" height="9mm"><defs><clipPath id="a">\n<path d="M0,0 L9,0 L9,5 L0,5 L0,0 Z "/>\n'
        '</clipPath>\n<clipPath id="b">\n<path d="M1,1 L4,1 L4,2 L1,2 L1,1 Z "/>\n</clipPath>\n</defs>'
        '<g clip-path="url(#a)"><g></g></g><g clip-path="url(#b)"><g></g></g></svg>'
    )
    made = finished(text, 9, 9, {}, [(0, 0, 9, 5)])
    assert made.count("clipPath id=") == 1
    assert '<g clip-path="url(#a)"><g></g></g><g><g></g></g>' in made


def faces(svg: bytes) -> dict[int, bytes]:
    """Return the fonts inside an SVG by weight."""
    found = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]*)\)", svg.decode())
    return {int(weight): base64.b64decode(data) for weight, data in found}


def test_svg_has_its_fonts_inside(now):
    raw = picture.map_bytes(now, replace(ORDER, caption=True), ".svg")
    used: dict[int, set[str]] = {}
    for one in ET.fromstring(raw).iter(f"{SVG}text"):
        assert one.get("font-family") == theme.FAMILY
        used.setdefault(int(one.get("font-weight")), set()).update(one.text)
    inside = faces(raw)
    assert inside.keys() == used.keys() == {400, 700}
    for weight, letters in used.items():
        name = {400: "Regular", 700: "Bold"}[weight]
        whole = assets.resource("fonts", f"NotoSansJP-{name}.ttf").read_bytes()
        assert len(inside[weight]) < 90_000 < len(whole)
        mine, theirs = opened(inside[weight]), QRawFont(QByteArray(whole), 40)
        for letter in letters:
            (number,) = theirs.glyphIndexesForString(letter)
            assert mine.glyphIndexesForString(letter) == [number]
            assert mine.pathForGlyph(number) == theirs.pathForGlyph(number)
            assert mine.advancesForGlyphIndexes([number]) == theirs.advancesForGlyphIndexes([number])
    # A letter that the picture does not have is not there.
    assert "ж" not in used[400]
    assert opened(inside[400]).glyphIndexesForString("ж") == [0]


def opened(woff: bytes) -> QRawFont:
    """Open a WOFF file by its own words: its tables unpacked, as a plain font."""
    tag, flavor, length, count = struct.unpack_from(">4sLLH", woff)
    assert (tag, length) == (b"wOFF", len(woff))
    directory, body, at = b"", b"", 12 + 16 * count
    for n in range(count):
        name, offset, packed, size, total = struct.unpack_from(">4sLLLL", woff, 44 + 20 * n)
        data = woff[offset : offset + packed]
        data = zlib.decompress(data) if packed < size else data
        assert len(data) == size
        directory += struct.pack(">4sLLL", name, total, at + len(body), size)
        body += data + bytes(-size % 4)
    font = QRawFont(QByteArray(struct.pack(">LHHHH", flavor, count, 0, 0, 0) + directory + body), 40)
    assert font.isValid()
    return font


def test_what_is_no_font_is_refused():
    for raw in (b"", b"wOFF", b"\x00\x01\x00\x00\x00\x01" + bytes(30)):
        with pytest.raises(ValueError, match="no TrueType font"):
            woff(raw, "A")


def test_svg_lines_widen_with_the_picture_and_spaced_words_are_spaced(now):
    text = picture.map_bytes(now, ORDER, ".svg").decode()
    assert "non-scaling-stroke" not in text
    spaced = re.findall(r'letter-spacing="([\d.]+)"[^>]*>([^<]+)<', text)
    assert ("2.5", "HOKKAIDO") in spaced
    small = drawn(text.encode(), 900, 600)
    large = drawn(text.encode(), 2700, 1800)
    coast = QColor(theme.DARK.coast)

    def share(image):
        seen = sum(
            abs(QColor(image.pixel(x, y)).red() - coast.red()) < 12
            and abs(QColor(image.pixel(x, y)).green() - coast.green()) < 12
            for x in range(0, image.width(), image.width() // 450)
            for y in range(0, image.height(), image.height() // 300)
        )
        return seen / (450 * 300)

    assert share(large) > 0.5 * share(small) > 0


def test_pdf_has_the_words_the_fonts_and_no_date(now):
    raw = picture.map_bytes(now, replace(ORDER, caption=True), ".pdf")
    reader = pypdf.PdfReader(io.BytesIO(raw))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (675, 450)
    text = bare(pdf_text(raw))
    for word in ("Hakodate Airport", "函館空港", "Чугуевка", "13:26:00 JST"):
        assert bare(word) in text
    fonts = reader.pages[0]["/Resources"]["/Font"]
    for one in fonts.values():
        descendant = one.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    assert "/CreationDate" not in (reader.metadata or {})


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_picture_is_the_same_file(now, suffix, monkeypatch):
    order = replace(ORDER, width=640, height=420, caption=True)
    picture.map_bytes(
        now, order, suffix
    )  # the first drawing of a letter may differ by a hundredth of a pixel
    one = picture.map_bytes(now, order, suffix)
    assert picture.map_bytes(now, order, suffix) == one
    other = picture.map_bytes(now, replace(order, theme="light"), suffix)
    assert other != one


def test_what_renders_sets_chance_aside(monkeypatch):
    # Qt writes a PDF's fonts in the order of a hash, which would be another in every process.
    done = []
    seed = SimpleNamespace(setDeterministicGlobalSeed=lambda: done.append("seed"))
    monkeypatch.setattr(render, "QHashSeed", seed)
    monkeypatch.setattr(render, "qInstallMessageHandler", lambda _: None)
    monkeypatch.setattr(render.program, "offscreen", lambda: None)
    monkeypatch.setattr(render.program, "make_qapp", lambda _: done.append("program"))
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")
    render.begin()
    assert done == ["seed", "program"]


def test_a_pdf_keeps_its_table_of_objects(now):
    raw = picture.map_bytes(now, ORDER, ".pdf")
    pypdf.PdfReader(io.BytesIO(raw), strict=True)
    assert b"1976" not in re.findall(rb"/ID \[.*\]", raw)[0]
    assert re.search(rb"/ID \[ <0+> <0+> \]", raw)


# ------------------------------------------------------------------ what it shows


def test_the_picture_is_the_screens_framing(store):
    view = View(140.7, 41.8, 90.0)
    store.update(view=view)
    try:
        made = picture.MapPicture(store.now, ORDER, 1.0, vector=False)
    finally:
        store.update(view=None)
    x, y = MAP.forward(140.7, 41.8)
    middle = made.view.point(float(x), float(y))
    assert (round(middle.x()), round(middle.y())) == (450, 300)
    assert made.view.km_per_px == pytest.approx(0.1)


def test_lines_and_letters_grow_with_the_scale(now):
    one = picture.map_image(now, ORDER)
    two = picture.map_image(now, replace(ORDER, scale=2.0))
    half = two.scaled(900, 600)
    differ = sum(
        abs(QColor(one.pixel(x, y)).lightness() - QColor(half.pixel(x, y)).lightness()) > 45
        for x in range(4, 900, 7)
        for y in range(4, 600, 7)
    )
    assert differ / (128 * 85) < 0.05


def test_hidden_layers_stay_hidden(store):
    store.update(hidden=frozenset({"sites", "radars"}))
    try:
        text = picture.map_bytes(store.now, ORDER, ".svg").decode()
    finally:
        store.update(hidden=frozenset())
    assert "Hakodate Airport" not in text


def test_a_caption_says_when_whose_and_from_whom(now, store):
    words = caption(now.scenario, now.frame)
    assert words.clocks[0] == "6 Sept 1976, 13:26:00 JST"
    assert [c.split()[-1] for c in words.clocks] == ["JST", "VLAT", "UTC"]
    assert "article" in words.voice.lower()
    assert words.supposed == ""
    assert words.sources
    assert "Foxbat Explorer" in words.citation
    assert "13:26:00 JST" in words.citation
    store.update(what_if=WhatIf(steady=True), stated=Stated.ANY_SOURCE)
    try:
        changed = caption(store.now.scenario, store.now.frame)
    finally:
        store.update(what_if=None, stated=Stated.ALL)
    assert changed.supposed.startswith("WHAT IF, not history")
    assert "what if" in changed.citation
    assert "only what a source states" in changed.voice


def test_every_source_has_a_reference_with_its_title(belenko):
    for source in belenko.sources.values():
        assert source.title in reference(source)
        assert ", ," not in reference(source)


def test_a_description_is_no_title(belenko):
    assert reference(belenko.sources["WORLD"]) == "[Viewpoint by Hamaguchi], 世界日報 (Worldtimes)"
    assert reference(belenko.sources["ART"]).startswith("“One Soviet Defector")


def test_a_caption_is_whole_or_refused(now):
    small = picture.MapPicture(now, replace(ORDER, width=400, height=400, caption=True), 1.0, vector=True)
    usual = picture.MapPicture(now, replace(ORDER, width=400, height=900, caption=True), 1.0, vector=True)
    assert 400 - small.view.height < 900 - usual.view.height  # smaller letters
    with pytest.raises(ExportError, match="too small for its caption"):
        picture.map_bytes(now, replace(ORDER, width=320, height=240, caption=True), ".png")


def test_the_caption_is_in_the_picture_and_takes_room_from_the_map(now):
    order = replace(ORDER, caption=True)
    made = picture.MapPicture(now, order, 1.0, vector=True)
    assert made.view.height < 600
    text = picture.map_bytes(now, order, ".svg").decode()
    for words in ("stated: a named source says so", "our choice, with its reason", "Cite: Foxbat Explorer"):
        assert words in text


def test_lines_break_at_spaces_and_nothing_is_lost(qapp):
    measure = QFontMetricsF(font(13))
    text = "The words of a caption that is longer than its picture " + "W" * 90
    lines = list(broken(text, 180, measure))
    assert all(measure.horizontalAdvance(line) <= 180 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


# ------------------------------------------------------------------ the storyboard


def test_a_storyboard_has_a_page_for_each_moment(now, tmp_path):
    few = moments_of(now.scenario, now.state)[9:12]
    scenario = replace(now.scenario, moments=few)
    told = []
    raw = storyboard_bytes(replace(now, scenario=scenario), told=lambda done, of: told.append((done, of)))
    reader = pypdf.PdfReader(io.BytesIO(raw))
    assert len(reader.pages) == 3
    assert told == [(0, 3), (1, 3), (2, 3)]
    for moment, page in zip(few, reader.pages, strict=True):
        text = bare(page.extract_text())
        assert bare(moment.title) in text
        assert bare(times.clock(moment.at("article"), now.scenario.zones[0], seconds=True)) in text


def test_each_page_of_a_storyboard_is_of_its_own_moment(now):
    """Also where two share their second."""
    told = moments_of(now.scenario, now.state)
    assert [at_moment(now, m).frame.moment.id for m in told] == [m.id for m in told]


def test_a_page_is_headed_no_finer_than_its_time_is_known(belenko):
    told = {m.id: when(belenko, m, m.at("article")) for m in belenko.moments}
    assert told["takeoff"] == "6 Sept 1976, 12:50:00 JST · 13:50:00 VLAT · 03:50:00 UTC"
    assert told["arrest"].startswith("6 Sept 1976, 15:00:00 JST")  # known to four hours
    assert told["terms-accepted"] == "22 Oct 1976, JST"
    assert told["stories"] == "about 14 Sept 1976, JST"


def test_a_page_says_how_open_its_time_is(now):
    scenario = replace(now.scenario, moments=tuple(m for m in now.scenario.moments if m.id == "takeoff"))
    page = bare(pdf_text(storyboard_bytes(replace(now, scenario=scenario))))
    assert bare("Time derived: 12:50 JST (between 12:47 and 12:53)") in page


def test_a_chapter_without_moments_has_no_storyboard(now, tmp_path):
    empty = replace(now, scenario=replace(now.scenario, moments=()))
    with pytest.raises(ExportError, match="no moments"):
        storyboard(empty, tmp_path / "s.pdf")
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ whole or not at all


def test_a_suffix_that_is_no_picture(now, tmp_path):
    with pytest.raises(ExportError, match=r"x\.bmp: pictures are written as \.png, \.svg, \.pdf"):
        picture.export_map(now, ORDER, tmp_path / "x.bmp")


def test_a_picture_too_large_is_one_sentence(now, tmp_path):
    with pytest.raises(ExportError, match="too large"):
        picture.export_map(now, replace(ORDER, width=8000, height=8000, scale=4), tmp_path / "x.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_that_fails_leaves_the_old_one(now, tmp_path, monkeypatch, suffix):
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"the old picture")

    def full(held, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_fill", full)
    with pytest.raises(ExportError, match=rf"out\{suffix}: the disk is full"):
        picture.export_map(now, replace(ORDER, width=400, height=300), path)
    assert path.read_bytes() == b"the old picture"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_folder_in_the_files_place_is_left_alone(now, tmp_path):
    with pytest.raises(ExportError, match="it is a folder"):
        write.write_atomic(tmp_path, picture.png(QImage(4, 4, QImage.Format.Format_RGB888)))
    with pytest.raises(ExportError, match="could not be encoded"):
        picture.png(QImage())
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ as a process


@pytest.mark.parametrize(
    ("part", "name", "more"),
    [("map", "m.svg", ["--caption"]), ("window", "w.pdf", ["--caption"]), ("window", "w.svg", [])],
)
def test_the_command_line_makes_it(tmp_path, part, name, more):
    path = tmp_path / name
    asked = ["render", "--at", "13:26", "--part", part, "--size", "900x640", *more, "-o", str(path)]
    done = subprocess.run(
        [sys.executable, "-m", "explorer", *asked], capture_output=True, text=True, timeout=170, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [p.name for p in tmp_path.iterdir()] == [name]
    raw = path.read_bytes()
    if name.endswith(".pdf"):
        text = bare(pdf_text(raw))
        assert "Whocouldseehim?" in text, "the panels are text too"
        assert "Tobetsu" in text
    else:
        root = ET.fromstring(raw)
        words = " ".join("".join(e.itertext()) for e in root.iter(f"{SVG}text"))
        assert "Tobetsu" in words
        assert drawn(raw, 900, 640).pixelColor(450, 320) != QColor("#ff00ff")
