"""The reader: set, marked, centred, clicked, led; and quick with megabytes."""

import pytest
from open_documents import NIGHT, long_text, opened, sample
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QHelpEvent, QTextCharFormat, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from explorer.panels.reader import ReaderView
from explorer.text.document import Kind
from explorer.theme import DARK, LIGHT


def settle():
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


@pytest.fixture
def reader(qtbot):
    made = ReaderView(DARK)
    qtbot.addWidget(made)
    made.resize(360, 420)
    made.show()
    settle()
    return made


def match(one, moment):
    return next(m for m in one.alignment.passages if m.moment == moment and m.paragraphs)


def point_of(reader, offset):
    """Return where a character of the document stands in the viewport."""
    from PySide6.QtGui import QTextCursor

    cursor = QTextCursor(reader.document())
    cursor.setPosition(reader._sheet.page.place(offset))
    return reader.cursorRect(cursor).center() + QPoint(2, 0)


def looks(reader, block):
    return block.layout().formats()


def scroll(reader, notches):
    where = QPointF(reader.viewport().rect().center())
    event = QWheelEvent(
        where, QPointF(reader.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, notches * 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(reader.viewport(), event)
    settle()


def test_every_paragraph_is_a_block_and_headings_stand_out(reader, belenko):
    one = sample(belenko, "magazine.html")
    reader.show_document(one)
    settle()
    assert reader.blockCount() == len(one.document.paragraphs)
    sizes = {}
    block = reader.document().firstBlock()
    for paragraph in one.document.paragraphs:
        reader.blockBoundingRect(block)
        (look,) = looks(reader, block)
        size = look.format.property(QTextCharFormat.Property.FontPixelSize)
        sizes.setdefault(paragraph.kind, set()).add(size)
        assert block.text().strip() == " ".join(paragraph.text.split("\n"))
        block = block.next()
    assert max(sizes[Kind.FURNITURE]) < min(sizes[Kind.BODY])
    assert max(sizes[Kind.HEADING]) > max(sizes[Kind.BODY])


def test_the_current_passage_is_marked_in_the_middle_with_its_evidence(reader, belenko):
    one = opened(belenko, long_text(80))
    reader.show_document(one)
    settle()
    lost = match(one, "lost")
    reader.mark(lost)
    settle()
    middle = (point_of(reader, lost.start).y() + point_of(reader, lost.end - 1).y()) / 2
    assert abs(middle / reader.viewport().height() - 0.42) < 0.12
    block = reader.document().findBlock(reader._sheet.page.place(lost.start))
    underlined = {
        block.text()[f.start : f.start + f.length]
        for f in looks(reader, block)
        if f.format.underlineStyle() is QTextCharFormat.UnderlineStyle.SingleUnderline
    }
    assert "1,800 feet" in underlined
    assert any("13:26" in words for words in underlined)
    # The other moment of the same paragraph is not marked with it.
    inked = [f for f in looks(reader, block) if f.format.foreground().color().name() == DARK.ink.lower()]
    assert min(f.start for f in inked) == block.text().index("At 13:26")
    reader.mark(None)
    assert len(looks(reader, block)) == 1


def test_marks_are_painted(reader, belenko):
    one = opened(belenko, NIGHT)
    reader.show_document(one)
    settle()
    before = reader.grab().toImage()
    reader.mark(match(one, "contact"))
    settle()
    after = reader.grab().toImage()
    colours = {after.pixelColor(x, y).name() for x in range(40) for y in range(after.height())}
    assert DARK.foxbat.lower() in colours
    assert before != after


def test_the_rule_of_what_is_marked_is_whole_where_another_begins_on_its_line(reader, belenko):
    text = (
        "A note\n\nAt 13:20 two Phantoms left Chitose. At 13:26 Okushiri, Tobetsu, Ominato and Kamo lost it."
    )
    one = opened(belenko, text)
    reader.resize(900, 300)  # both on one line
    reader.show_document(one)
    settle()
    reader.mark(match(one, "scramble"))
    settle()
    there = point_of(reader, match(one, "lost").start)
    assert abs(there.y() - point_of(reader, match(one, "scramble").start).y()) < 2
    picture = reader.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    row = {picture.pixelColor(x, round(there.y() * ratio)).name() for x in range(picture.width() // 3)}
    assert QColor(DARK.foxbat).name() in row


def test_themes(reader, belenko):
    one = opened(belenko, NIGHT)
    reader.show_document(one)
    settle()
    reader.set_theme(LIGHT)
    settle()
    block = reader.document().findBlockByNumber(2)
    assert looks(reader, block)[0].format.foreground().color().name() == LIGHT.dim.lower()


def test_a_click_chooses_and_a_selection_does_not(reader, belenko):
    one = opened(belenko, NIGHT)
    reader.show_document(one)
    settle()
    chosen = []
    reader.match_chosen.connect(chosen.append)
    lost = match(one, "lost")
    QTest.mouseClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=point_of(reader, lost.start + 8))
    assert chosen == [lost]
    nothing = one.document.text.index("tea was cold")
    QTest.mouseClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=point_of(reader, nothing))
    notice = one.document.text.index("Subscribe")
    QTest.mouseClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=point_of(reader, notice))
    QTest.mouseDClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=point_of(reader, lost.start + 8))
    QTest.mouseRelease(reader.viewport(), Qt.MouseButton.LeftButton, pos=point_of(reader, lost.start + 8))
    assert chosen == [lost]


def test_words_beyond_the_first_plane_of_characters(reader, belenko):
    one = opened(belenko, NIGHT)
    reader.show_document(one)
    settle()
    at = one.document.text.index("野家")
    reader.show_found((at, at + 2))
    assert reader.textCursor().selectedText() == "野家"
    assert reader.selected() == (at, at + 2)
    landed = match(one, "landing")
    assert reader.match_at(point_of(reader, landed.start + 2)) is landed
    assert reader.match_at(point_of(reader, one.document.text.index("Nobody asked") + 2)) is None


def test_what_is_copied_reads_as_it_was_written(reader, belenko):
    one = opened(
        belenko, "verse one\nverse two\n\nAt 13:26 four radars lost it near Okushiri, Tobetsu and Kamo.\n"
    )
    reader.show_document(one)
    settle()
    reader.selectAll()
    assert reader.createMimeDataFromSelection().text() == (
        "verse one\nverse two\n\nAt 13:26 four radars lost it near Okushiri, Tobetsu and Kamo."
    )


def test_hovering_previews(reader, belenko):
    one = opened(belenko, NIGHT)
    reader.show_document(one)
    settle()
    asked = []
    reader.preview = lambda m: asked.append(m.moment) or "preview"
    for offset in (3, match(one, "lost").start + 4):
        assert not asked
        where = point_of(reader, offset)
        QApplication.sendEvent(
            reader.viewport(), QHelpEvent(QEvent.Type.ToolTip, where, reader.viewport().mapToGlobal(where))
        )
    assert asked == ["lost"]
    assert QToolTip.text() == "preview"
    QToolTip.hideText()


# ------------------------------------------------------------------ the text leads


def lead(reader, one):
    """Let the text lead, and answer as the panel does: what is reached becomes current."""
    reached = []

    def come(found):
        reached.append(found.moment)
        reader.mark(found)

    reader.match_reached.connect(come)
    reader.set_leads(True)
    return reached


def test_scrolling_leads_through_the_moments_in_order(reader, belenko):
    one = opened(belenko, long_text(60))
    reader.show_document(one)
    settle()
    reached = lead(reader, one)
    for _ in range(400):
        before = reader.verticalScrollBar().value()
        QTest.keyClick(reader, Qt.Key.Key_Down)
        settle()
        if reader.verticalScrollBar().value() == before:
            break
    assert reached == ["contact", "scramble", "lost", "landing"]


def test_what_a_leap_of_the_bar_passes_over_is_reached_too(reader, belenko):
    one = opened(belenko, long_text(60))
    reader.show_document(one)
    settle()
    reached = lead(reader, one)
    bar = reader.verticalScrollBar()
    for end, moment in (
        (bar.SliderAction.SliderToMaximum, "landing"),
        (bar.SliderAction.SliderToMinimum, "contact"),
    ):
        reached.clear()
        bar.triggerAction(end)
        settle()
        assert reached == [moment]


@pytest.mark.parametrize("way", ["wheel", "key", "page", "bar"])
def test_every_hand_leads_and_the_page_stays_where_the_hand_left_it(reader, belenko, way):
    one = opened(belenko, long_text(60))
    reader.show_document(one)
    reader.mark(match(one, "contact"))
    settle()
    reached = lead(reader, one)
    bar = reader.verticalScrollBar()
    moves = {
        "wheel": lambda: scroll(reader, -1),
        "key": lambda: QTest.keyClick(reader, Qt.Key.Key_Down),
        "page": lambda: QTest.keyClick(reader, Qt.Key.Key_PageDown),
        "bar": lambda: bar.triggerAction(bar.SliderAction.SliderSingleStepAdd),
    }
    for _ in range(30):
        before = bar.value()
        moves[way]()
        moved = bar.value()
        assert moved > before
        settle()
        assert bar.value() == moved  # no centring answers a hand
        if reached:
            break
    assert reached == ["scramble"] or way in ("wheel", "page")
    assert reached


def test_time_that_moves_the_page_does_not_lead(reader, belenko):
    one = opened(belenko, long_text(60))
    reader.show_document(one)
    settle()
    reached = lead(reader, one)
    for moment in ("landing", "contact", "lost", "scramble"):
        reader.mark(match(one, moment))
        settle()
        assert reader.current.moment == moment
    reader.resize(300, 500)
    settle()
    assert reached == []


def test_text_that_tells_nothing_moves_nothing(reader, belenko):
    one = opened(belenko, "\n\n".join(["Subscribe now", "The tea was cold and nobody came by."] * 60))
    reader.show_document(one)
    settle()
    reached = lead(reader, one)
    for _ in range(20):
        scroll(reader, -2)
    assert reader.verticalScrollBar().value() > 0
    assert reached == []


def test_without_leads_scrolling_is_only_scrolling(reader, belenko):
    one = opened(belenko, long_text(40))
    reader.show_document(one)
    settle()
    reached = lead(reader, one)
    reader.set_leads(False)
    for _ in range(60):
        scroll(reader, -1)
    assert reached == []


def test_a_short_document_is_read_from_its_first_to_its_last_line(reader, belenko):
    one = opened(belenko, NIGHT)
    reader.resize(330, 200)
    reader.show_document(one)
    settle()
    reached = lead(reader, one)
    for _ in range(60):
        QTest.keyClick(reader, Qt.Key.Key_Down)
        settle()
    assert reached[0] == "contact"
    assert reached[-1] == "landing"


def test_return_chooses_what_is_being_read(reader, belenko):
    one = opened(belenko, long_text(40))
    reader.show_document(one)
    lost = match(one, "lost")
    reader.mark(lost)
    settle()
    chosen = []
    reader.match_chosen.connect(chosen.append)
    QTest.keyClick(reader, Qt.Key.Key_Return)
    assert chosen == [lost]


# ------------------------------------------------------------------ several, and large ones


def test_coming_back_to_a_document_is_at_once(reader, belenko):
    one, two = opened(belenko, NIGHT), opened(belenko, NIGHT + "\n\nThe end.", "b.txt")
    reader.show_document(one)
    first = reader.document()
    reader.show_document(two)
    reader.mark(match(two, "lost"))
    reader.show_document(one)
    assert reader.document() is first
    assert reader.current is None
    reader.keep([one])
    reader.show_document(two)
    assert reader.document().blockCount() == len(two.page)


def test_only_what_is_in_sight_is_set(reader, belenko):
    one = opened(belenko, long_text(1500))
    reader.show_document(one)
    settle()
    reader.mark(match(one, "lost"))
    settle()
    lines, block = 0, reader.document().firstBlock()
    while block.isValid():
        lines += block.layout().lineCount() > 0
        block = block.next()
    assert 0 < lines < 60
    middle = point_of(reader, match(one, "lost").start).y()
    assert 0 < middle < reader.viewport().height()


def test_one_endless_line_opens(reader, belenko):
    one = opened(
        belenko, "word " * 200_000 + "at 13:26 Okushiri, Tobetsu, Ominato and Kamo lost it at 1,800 feet."
    )
    reader.show_document(one)
    settle()
    assert reader.blockCount() > 100
    QTest.keyClick(reader, Qt.Key.Key_End)
    settle()
    assert reader.verticalScrollBar().value() > 100


def test_right_to_left_does_no_harm(reader, belenko):
    one = opened(
        belenko,
        "مرحبا بالعالم هذا نص طويل.\n\nשלום עולם, בשעה 13:26 Okushiri Tobetsu Ominato Kamo 1,800 feet.\n",
    )
    reader.show_document(one)
    settle()
    told = [m for m in one.alignment.passages if m.paragraphs]
    for found in told:
        reader.mark(found)
        settle()
        reader.grab()
    assert told


def test_a_menu_is_asked_for_with_its_place(reader, belenko):
    one = opened(belenko, NIGHT)
    reader.show_document(one)
    settle()
    asked = []
    reader.menu_wanted.connect(lambda _point, offset: asked.append(offset))
    at = one.document.text.index("example.org")
    where = point_of(reader, at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, reader.viewport().mapToGlobal(where))
    QApplication.sendEvent(reader.viewport(), event)
    assert abs(asked[0] - at) <= 1
