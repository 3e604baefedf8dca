"""The source panel: text and time are one, in our retelling and in the reader's copies."""

from dataclasses import replace

import pytest
from open_documents import NIGHT, opened, sample
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QTextCharFormat
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.frame.derived import Missing
from explorer.frame.state import Selection, opening, settle
from explorer.panels import hits, quote, textmenus
from explorer.panels.drops import Drops
from explorer.panels.evidence import preview, why_html
from explorer.panels.search import SearchDialog
from explorer.panels.source import SourcePanel
from explorer.session.store import Store
from explorer.theme import DARK

_WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline
# A menu grabs the keyboard, which a screen that is not there cannot give.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)


def rest():
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


class Desk:
    """A panel over a store, with documents."""

    def __init__(self, qtbot, scenario, *documents):
        self.store = Store(scenario)
        self.panel = SourcePanel(self.store, DARK)
        qtbot.addWidget(self.panel)
        self.panel.resize(360, 560)
        self.panel.show()
        self.told = []
        self.panel.told.connect(self.told.append)
        if documents:
            self.store.derive(documents=documents)
            self.read(documents[0])
        rest()

    def read(self, document):
        self.store.update(document=document.document.path)
        rest()

    def at(self, moment):
        found = next(m for m in self.store.now.scenario.moments if m.id == moment)
        self.store.update(time=found.at(self.store.state.voice), chapter=found.chapter)
        rest()

    @property
    def words(self):
        return self.panel.findChild(QLabel).text()

    @property
    def marked(self):
        return None if self.panel.reader.current is None else self.panel.reader.current.moment

    def menu(self):
        rest()
        (menu,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
        return menu

    def choose(self, words):
        menu = self.menu()
        next(a for a in menu.actions() if a.text() == words).trigger()
        menu.close()
        rest()


def match(one, moment):
    return next(m for m in one.alignment.passages if m.moment == moment and m.paragraphs)


@pytest.fixture
def night(belenko):
    return opened(belenko, NIGHT)


@pytest.fixture
def desk(qtbot, belenko, night):
    return Desk(qtbot, belenko, night)


# ------------------------------------------------------------------ showing and going


def test_only_the_account_invites(qtbot, belenko):
    one = Desk(qtbot, belenko)
    asked = []
    one.panel.open_wanted.connect(lambda: asked.append(1))
    assert one.panel.account.isVisible()
    assert not one.panel._bar.isVisible()
    assert one.panel._invitation.isVisible()
    one.panel._invitation.linkActivated.emit("open")
    assert asked == [1]


@pytest.mark.parametrize("moment", ["contact", "scramble", "lost", "landing"])
def test_time_marks_the_passage(desk, moment):
    desk.at(moment)
    assert desk.marked == moment
    assert not desk.panel._invitation.isVisible()
    assert "paragraph" in desk.words


def test_a_click_goes_to_the_moment_and_can_be_undone(desk, night):
    before = desk.store.state.time
    desk.panel.reader.match_chosen.emit(match(night, "lost"))
    assert desk.store.now.frame.moment.id == "lost"
    assert desk.marked == "lost"
    desk.store.back()
    assert desk.store.state.time == before


def test_leading_goes_there_too_but_leaves_no_trail_of_leaps(desk, night):
    desk.store.update(text_leads=True)
    for moment in ("contact", "lost"):
        desk.panel.reader.match_reached.emit(match(night, moment))
        assert desk.store.now.frame.moment.id == moment
    assert not desk.store.can_go_back


def test_another_figure_is_said(desk):
    desk.at("landing")
    assert "this account: 13:50" in desk.words
    desk.at("contact")
    assert "this account" not in desk.words


LANDED = """The end of it

At 13:26 on 6 September 1976 Kamo, Ominato, Tobetsu and Okushiri lost Belenko at 1,500 feet.

He landed on the runway at Hakodate at {}, and stood on the brakes.
"""


@pytest.mark.parametrize(
    ("time", "voice", "said"),
    [
        ("13:50", "article", "this account: 13:50 (the map: 13:57)"),
        ("13:50", "record", ""),
        ("13:57", "article", ""),
        ("13:57", "record", "this account: 13:57 (the map: 13:50)"),
        ("13:54", "record", "this account: 13:54 (the map: 13:50)"),
    ],
)
def test_a_time_differs_from_what_the_map_shows_in_the_voice_that_speaks(qtbot, belenko, time, voice, said):
    one = opened(belenko, LANDED.format(time))
    desk = Desk(qtbot, belenko, one)
    desk.store.update(voice=voice)
    desk.at("landing")
    lines = desk.words.split("\n")
    assert lines[1:] == ([said] if said else [])
    block = desk.panel.reader.document().findBlock(
        desk.panel.reader._sheet.page.place(match(one, "landing").start)
    )
    waves = [f for f in block.layout().formats() if f.format.underlineStyle() is _WAVE]
    assert bool(waves) is bool(said)
    assert (said.replace("this account: ", "") in preview(belenko, voice, match(one, "landing"))) or not said


def test_other_figures_are_set_against_the_article(qtbot, belenko):
    desk = Desk(qtbot, belenko, opened(belenko, LANDED.format("13:57")))
    desk.at("lost")
    assert "this account: 1,500 feet (the article: 1,800 feet)" in desk.words


def test_what_a_document_does_not_tell_is_said(desk):
    desk.at("vladivostok")
    assert desk.marked is None
    assert "nothing of this moment in it" in desk.words


def test_a_moment_that_only_another_account_tells(qtbot, belenko, night):
    """Some moments have no passage in our retelling; a document may tell them."""
    told = {p.moment for p in belenko.passages}
    moment = next(m for m in belenko.moments if m.id not in told and m.chapter == belenko.chapters[0].id)
    found = replace(match(night, "scramble"), id=moment.id, moment=moment.id)
    passages = tuple(m for m in night.alignment.passages if m.moment != "scramble")
    one = replace(night, alignment=replace(night.alignment, passages=passages, moments=(found,)))
    desk = Desk(qtbot, belenko, one)
    desk.panel.reader.match_chosen.emit(found)
    rest()
    assert desk.store.state.time == moment.at(desk.store.state.voice)
    assert desk.panel.reader.current is found
    assert moment.title in preview(belenko, "article", found)
    assert desk.store.state.selection is None  # its card stays behind the text


def test_the_switcher_keeps_the_moment_and_the_account_is_one_click_away(qtbot, belenko, night):
    memoir = sample(belenko, "memoir-chapter.txt")
    desk = Desk(qtbot, belenko, night, memoir)
    desk.at("lost")
    time = desk.store.state.time
    desk.panel._which.setCurrentIndex(1)
    desk.panel._which.activated.emit(1)
    rest()
    assert desk.panel.reader.document_shown is memoir
    assert desk.marked == "lost"
    desk.panel._ours.click()
    rest()
    assert desk.panel.account.isVisible()
    assert not desk.panel.reader.isVisible()
    assert desk.store.state.document is None
    desk.panel._ours.click()
    rest()
    assert desk.panel.reader.document_shown is memoir
    assert desk.panel.reader.isVisible()
    assert desk.marked == "lost"
    assert desk.store.state.time == time


def test_a_document_that_was_aligned_anew_takes_the_place_of_the_old(desk, belenko):
    desk.at("lost")
    again = opened(belenko, "A new beginning.\n\n" + NIGHT)
    desk.store.derive(documents=(again,))
    rest()
    assert desk.panel.reader.document_shown is again
    assert desk.marked == "lost"
    assert desk.panel.reader.toPlainText().startswith("A new beginning")


def test_what_is_missing_is_listed_and_can_be_forgotten(desk):
    desk.store.derive(missing=(Missing("/gone/old.txt", "old.txt does not exist."),))
    rest()
    box = desk.panel._which
    assert box.itemText(1) == "old.txt — missing"
    assert not box.model().item(1).isEnabled()
    assert "old.txt does not exist." in box.itemData(1, Qt.ItemDataRole.ToolTipRole)
    forgotten = []
    desk.panel.close_wanted.connect(forgotten.append)
    desk.panel._more.click()
    desk.choose("Forget old.txt")
    assert forgotten == ["/gone/old.txt"]
    desk.panel._more.click()
    desk.choose("Close this text")
    assert forgotten[1] == desk.store.state.document


def test_a_title_too_long_for_the_switcher_ends_with_a_sign(desk, night):
    long = replace(night, document=replace(night.document, title="A title of many words that goes on and on"))
    desk.store.derive(documents=(long,))
    which = desk.panel._which
    which.resize(120, which.height())
    assert which.shown().startswith("A title")
    assert which.shown().endswith("…")
    assert "on and on" in which.toolTip()
    desk.panel.grab()
    desk.store.update(document=None)
    assert which.shown() == "Your copies"[: len(which.shown())]


def test_names_of_files_are_no_markup(desk, night):
    gone = Missing("/away/<b>old</b>.txt", "<b>old</b>.txt does not exist.")
    odd = replace(night, document=replace(night.document, path="/here/<img src=x>.txt"))
    desk.store.derive(documents=(odd,), missing=(gone,))
    which = desk.panel._which
    tips = [which.itemData(row, Qt.ItemDataRole.ToolTipRole) for row in range(which.count())]
    assert "&lt;img" in tips[0]
    assert "&lt;b&gt;old" in tips[1]


def test_scrubbing_inside_a_passage_touches_nothing(desk, monkeypatch):
    desk.at("lost")
    monkeypatch.setattr(desk.panel._title, "setText", lambda _: pytest.fail("written anew"))
    monkeypatch.setattr(desk.panel.reader, "_centre", lambda: pytest.fail("moved"))
    for _ in range(5):
        desk.store.update(time=desk.store.state.time + 1)


# ------------------------------------------------------------------ quoting


def test_a_passage_is_copied_with_its_citation(qtbot, belenko):
    one = sample(belenko, "magazine.html")
    desk = Desk(qtbot, belenko, one)
    desk.at("lost")
    desk.panel.menus.copy_quote()
    words = QGuiApplication.clipboard().text()
    found = match(one, "lost")
    assert found.quote.split()[0] in words
    assert one.document.title.casefold() in words.casefold()
    assert "Kirchner" in words
    assert words.endswith(f"Paragraph {found.paragraphs[0]}.")
    assert desk.told == ["Copied with its citation."]


def test_the_style_is_named_and_kept(qtbot, belenko):
    one = sample(belenko, "magazine.html")
    desk = Desk(qtbot, belenko, one)
    desk.at("lost")
    desk.panel.menus.copy_quote()
    usual = QGuiApplication.clipboard().text()
    desk.panel._more.click()
    menu = desk.menu()
    (styles,) = [a.menu() for a in menu.actions() if a.menu() is not None]
    styles.aboutToShow.emit()
    assert [a.text() for a in styles.actions() if a.isChecked()] == [styles.actions()[0].text()]
    next(a for a in styles.actions() if a.text().startswith("APA")).trigger()
    menu.close()
    assert desk.store.state.citation == "apa"
    desk.panel.menus.copy_quote()
    assert QGuiApplication.clipboard().text() != usual
    desk.store.update(citation="no-such-style")
    desk.panel.menus.copy_quote()
    assert "no-such-style" in desk.told[-1]


def test_a_selection_is_quoted_before_the_passage(desk, night):
    at = night.document.text.index("the tea was cold")
    desk.panel.reader.show_found((at, at + 16))
    desk.panel.menus.copy_quote()
    words = QGuiApplication.clipboard().text()
    assert words.startswith("“the tea was cold”")
    assert words.endswith("Paragraph 3.")


def test_our_retelling_is_cited_as_the_article_and_said_to_be_ours(qtbot, belenko):
    desk = Desk(qtbot, belenko)
    desk.at("lost")
    desk.panel.menus.copy_quote()
    words = QGuiApplication.clipboard().text()
    passage = next(p for p in belenko.passages if p.id == desk.store.now.frame.current)
    assert " ".join(passage.text.split())[:40] in words
    assert belenko.sources[belenko.article].title in words
    assert f"Paragraph {passage.paragraphs[0]}." in words
    assert "Retold by Foxbat Explorer" in words


def test_menus_over_the_texts(desk, night, monkeypatch):
    at = night.document.text.index("1,800 feet")
    why = []
    monkeypatch.setattr(textmenus.QWhatsThis, "showText", lambda _p, words, _w: why.append(words))
    desk.panel.reader.menu_wanted.emit(QPoint(5, 5), at)
    desk.choose("Why does this match?")
    assert "<b>1,800 feet</b> — length, " in why[0]
    desk.panel.reader.menu_wanted.emit(QPoint(5, 5), at)
    desk.choose("Copy with citation")
    assert "At 13:26" in QGuiApplication.clipboard().text()
    desk.store.update(document=None)
    rest()
    desk.panel.account.customContextMenuRequested.emit(QPoint(80, 200))
    assert "Copy the passage with its citation" in [a.text() for a in desk.menu().actions()]
    desk.menu().close()


def test_reasons_hold_no_markup_of_the_document(belenko, night):
    found = match(night, "lost")
    evil = replace(found.evidence[0], found="<img src='file:///x'>", term="<b>")
    html = why_html(belenko, "article", replace(found, evidence=(evil,)))
    assert "<img" not in html
    assert "&lt;img" in html


# ------------------------------------------------------------------ addresses


def test_an_address_is_shown_before_anything_opens(desk, night, monkeypatch):
    gone = []
    monkeypatch.setattr(quote.QDesktopServices, "openUrl", lambda url: gone.append(url.toString()))
    at = night.document.text.index("example.org")
    desk.panel.reader.menu_wanted.emit(QPoint(5, 5), at)
    desk.choose("Open link…")
    (box,) = desk.panel.window().findChildren(QMessageBox)
    assert box.informativeText() == "https://example.org/log?a=1"
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    assert gone == []
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert gone == []
    box = quote.ask_to_open("https://example.org/log?a=1", desk.panel)
    box.buttons()[0].click() if box.buttons()[0].text() == "Open" else box.buttons()[1].click()
    assert gone == ["https://example.org/log?a=1"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See (https://a.example/x_y).", "https://a.example/x_y"),
        ("See http://a.example/?q=1&r=2, then", "http://a.example/?q=1&r=2"),
        ("See javascript:alert(1) here", None),
        ("See file:///etc/passwd here", None),
        ("See ftp://a.example here", None),
    ],
)
def test_only_addresses_of_the_web_count(belenko, text, address):
    one = opened(belenko, text + "\n\nmore")
    at = text.index("://") + 3 if "://" in text else text.index(":")
    assert quote.address_at(one, at) == address
    assert quote.address_at(one, len(text) + 3) is None


def test_look_alike_letters_of_a_host_show(desk):
    box = quote.ask_to_open("https://ex\u0430mple.org/", desk.panel)  # Cyrillic a
    assert "xn--" in box.informativeText()
    box.close()


# ------------------------------------------------------------------ finding


def test_words_are_found_in_every_open_document_with_their_moments(qtbot, belenko, night):
    memoir = sample(belenko, "memoir-chapter.txt")
    desk = Desk(qtbot, belenko, night, memoir)
    dialog = SearchDialog(desk.store)
    qtbot.addWidget(dialog)
    dialog.ask()
    dialog._field.setText("lost it at 1,800")
    rows = [dialog._list.item(n).text() for n in range(dialog._list.count())]
    assert rows[0].startswith("The night shift")
    assert "paragraph 5" in rows[0]
    assert "13:26" in rows[0]
    assert "lost it at 1,800 feet" in rows[0]
    desk.store.update(document=None)
    dialog._go()
    rest()
    assert desk.store.state.document == night.document.path
    assert desk.store.now.frame.moment.id == "lost"
    assert desk.panel.reader.textCursor().selectedText() == "lost it at 1,800"
    assert desk.marked == "lost"
    desk.store.update(time=desk.store.state.time + 600)  # time takes the text along again
    rest()
    assert desk.store.state.found is None
    assert not desk.panel.reader.textCursor().hasSelection()


def test_passages_of_one_heading_are_told_apart_by_their_times(qtbot, belenko):
    dialog = SearchDialog(Desk(qtbot, belenko).store)
    qtbot.addWidget(dialog)
    dialog._field.setText("Two Phantoms leave Chitose to meet him")
    rows = [dialog._list.item(n).text() for n in range(dialog._list.count())]
    assert any("text, 13:20 JST" in row for row in rows)


def test_a_long_title_leaves_room_for_the_moment_of_what_was_found(qtbot, belenko, night, monkeypatch):
    title = "One of those titles of old magazines that go on and on until the line is full"
    long = replace(night, document=replace(night.document, title=title))
    desk = Desk(qtbot, belenko, long)
    dialog = SearchDialog(desk.store)
    qtbot.addWidget(dialog)
    dialog.ask()
    dialog._field.setText("lost it at 1,800")
    drawn = []
    draw = hits.QPainter.drawText
    monkeypatch.setattr(
        hits.QPainter, "drawText", lambda p, r, f, words: (drawn.append(words), draw(p, r, f, words))
    )
    dialog._list.viewport().grab()
    assert drawn[0].startswith("One of those")
    assert "13:26" in drawn[1]


def test_words_without_a_moment_are_shown_and_time_stays(desk, night, qtbot):
    time = desk.store.state.time
    dialog = SearchDialog(desk.store)
    qtbot.addWidget(dialog)
    dialog._field.setText("TEA was cold")
    dialog._go()
    rest()
    assert desk.store.state.time == time
    assert desk.panel.reader.textCursor().selectedText() == "tea was cold"
    assert not dialog.isVisible()


def test_a_found_place_is_let_go_with_time_or_document(belenko):
    old = replace(opening(belenko), document="a", found=(1, 2))
    assert settle(belenko, old, replace(old, time=old.time + 1)).found is None
    assert settle(belenko, old, replace(old, document="b")).found is None
    assert settle(belenko, old, replace(old, selection=Selection("site", "kamo"))).found == (1, 2)
    assert settle(belenko, old, replace(old, document="b", found=(3, 4))).found == (3, 4)


# ------------------------------------------------------------------ drops


def test_files_dropped_anywhere_arrive_as_copies(qtbot, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    inner = QPlainTextEdit(window)
    QVBoxLayout(window).addWidget(inner)
    drops, got = Drops(window), []
    drops.dropped.connect(got.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / n)) for n in ("a b.txt", "ü.pdf")])
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    assert not inner.viewport().acceptDrops()
    enter = QDragEnterEvent(
        QPoint(9, 9), both, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert got == []
    drop = QDropEvent(
        QPointF(9, 9),
        both,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        QEvent.Type.Drop,
    )
    QApplication.sendEvent(window, drop)
    assert drop.dropAction() is Qt.DropAction.CopyAction
    assert got == [tmp_path / "a b.txt", tmp_path / "ü.pdf"]
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/a.txt")])
    enter = QDragEnterEvent(
        QPoint(9, 9), both, web, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()
