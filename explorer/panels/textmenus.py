"""What can be done with a text: quote it, choose a citation style, ask why it matches, follow an address."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWhatsThis, QWidget

from explorer.frame.derived import OpenDocument
from explorer.panels import quote
from explorer.panels.account import AccountView
from explorer.panels.evidence import match_of, plain, why_html
from explorer.panels.reader import ReaderView
from explorer.scenario.model import Passage
from explorer.session.store import Store

if TYPE_CHECKING:
    from explorer.text.align import Match


class TextMenus(QObject):
    """The menus of the account and of the reader's copies, and copying with a citation.

    Signals:
        open_wanted(): a person asks to open their own copy.
        close_wanted(path): a person asks to put one away, or to forget one that is missing.
        told(sentence): something worth saying, such as that a quotation was copied.
    """

    open_wanted = Signal()
    close_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, store: Store, account: AccountView, reader: ReaderView, panel: QWidget) -> None:
        super().__init__(panel)
        self._store, self._account, self._reader, self._panel = store, account, reader, panel

    def _opened(self) -> OpenDocument | None:
        now = self._store.now
        return next((d for d in now.derived.documents if d.document.path == now.state.document), None)

    def _passage(self, wanted: str | None) -> Passage | None:
        return next((p for p in self._store.now.scenario.passages if p.id == wanted), None)

    def _current(self, opened: OpenDocument) -> "Match | None":
        now = self._store.now
        return match_of(now.scenario, now.frame, now.state.selection, opened.alignment)

    def copy_quote(self) -> None:
        """Copy what is selected, or the present passage, with its citation."""
        now = self._store.now
        opened = self._opened()
        if opened is None:
            passage = self._passage(now.frame.current)
            self._copy(None if passage is None else quote.of_passage(now.scenario, passage))
            return
        match = self._current(opened)
        span = self._reader.selected() or (None if match is None else (match.start, match.end))
        self._copy(None if span is None else quote.of_document(now.scenario, opened, span))

    def _copy(self, quoted: quote.Quote | None) -> None:
        if quoted is None or not quoted.words:
            self.told.emit(self.tr("There is nothing to quote here."))
            return
        from explorer.text.citation import CitationError

        try:
            words = quoted.text(self._store.state.citation)
        except CitationError as fault:
            self.told.emit(str(fault))
            return
        QGuiApplication.clipboard().setText(words)
        self.told.emit(self.tr("Copied with its citation."))

    def _styles(self, menu: QMenu) -> None:
        """Offer the named styles of citations."""
        styles = menu.addMenu(self.tr("Citation style"))

        def fill() -> None:
            from explorer.text import citation

            if styles.actions():
                return
            for style, title in citation.styles().items():
                action = styles.addAction(title)
                action.setCheckable(True)
                action.setChecked(style == (self._store.state.citation or citation.DEFAULT))
                action.triggered.connect(lambda _=False, s=style: self._store.update(citation=s))

        styles.aboutToShow.connect(fill)

    def _menu(self) -> QMenu:
        menu = QMenu(self._panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def over_document(self, point: QPoint, offset: int) -> None:
        """Offer what can be done with the words at an offset of the document."""
        opened = self._opened()
        if opened is None:
            return
        menu = self._menu()
        match, selected = opened.alignment.at(offset), self._reader.selected()
        copy = menu.addAction(self.tr("Copy"), self._reader.copy)
        copy.setEnabled(selected is not None)
        span = selected or ((match.start, match.end) if match else quote.sentence_at(opened, offset))
        cite = menu.addAction(self.tr("Copy with citation"))
        cite.setEnabled(span is not None)
        scenario = self._store.now.scenario
        cite.triggered.connect(
            lambda: self._copy(quote.of_document(scenario, opened, span) if span else None)
        )
        self._styles(menu)
        if match is not None:
            menu.addAction(self.tr("Why does this match?"), lambda: self._why(match, point))
        address = quote.address_at(opened, offset)
        if address is not None:
            menu.addAction(self.tr("Open link…"), lambda: quote.ask_to_open(address, self._panel.window()))
        menu.popup(point)

    def over_account(self, at: QPoint) -> None:
        """Offer to quote our retelling."""
        now = self._store.now
        menu = self._menu()
        copy = menu.addAction(self.tr("Copy"), self._account.copy)
        copy.setEnabled(self._account.textCursor().hasSelection())
        found = self._account.passage_at(self._account.cursorForPosition(at).position())
        passage = self._passage(found)
        cite = menu.addAction(self.tr("Copy the passage with its citation"))
        cite.setEnabled(passage is not None)
        cite.triggered.connect(
            lambda: self._copy(quote.of_passage(now.scenario, passage) if passage else None)
        )
        self._styles(menu)
        menu.popup(self._account.viewport().mapToGlobal(at))

    def offer(self, corner: QPoint) -> None:
        """Offer what can be done with the text that is shown."""
        now = self._store.now
        opened = self._opened()
        match = None if opened is None else self._current(opened)
        menu = self._menu()
        menu.addAction(self.tr("Copy with citation"), self.copy_quote)
        self._styles(menu)
        if opened is not None and match is not None:
            menu.addAction(self.tr("Why does this match?"), lambda: self._why(match, corner))
        menu.addSeparator()
        menu.addAction(self.tr("Open another text…"), self.open_wanted.emit)
        if opened is not None:
            self._closing(menu, self.tr("Close this text"), opened.document.path)
        for gone in now.derived.missing:
            words = self.tr("Forget {0}").format(plain(PurePath(gone.path).name))
            self._closing(menu, words.replace("&", "&&"), gone.path)
        menu.popup(corner)

    def _closing(self, menu: QMenu, words: str, path: str) -> None:
        menu.addAction(words, lambda: self.close_wanted.emit(path))

    def _why(self, match: "Match", point: QPoint) -> None:
        now = self._store.now
        QWhatsThis.showText(point, why_html(now.scenario, now.state.voice, match), self._panel)
