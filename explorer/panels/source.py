"""The source panel: the text of the selected moment, ours or the reader's own copy of it."""

from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame.derived import OpenDocument
from explorer.frame.state import Selection, leading_to
from explorer.panels.account import AccountView
from explorer.panels.evidence import (
    MOST,
    Otherwise,
    differences,
    match_of,
    otherwise,
    plain,
    preview,
    title_of,
)
from explorer.panels.fade import FadingPages
from explorer.panels.reader import ReaderView
from explorer.panels.search import show
from explorer.panels.switcher import Switcher
from explorer.panels.textmenus import TextMenus
from explorer.scenario.model import Moment, Passage
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

if TYPE_CHECKING:
    from explorer.text.align import Match


class SourcePanel(QWidget):
    """The account, or an open document, in step with the time.

    Signals:
        open_wanted(): a person asks to open their own copy.
        close_wanted(path): a person asks to put one away, or to forget one that is missing.
        told(sentence): something worth saying, such as that a quotation was copied.
    """

    open_wanted = Signal()
    close_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._last: str | None = None  # the document that was read before the account
        self._match: Match | None = None
        self._otherwise: tuple[Otherwise, ...] = ()
        self._picked: tuple[Match, float] | None = None  # a moment's match, and the time it led to
        self._title = QLabel(self)
        self._title.setWordWrap(True)
        self._title.setFont(font(12))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setContentsMargins(22, 6, 12, 4)
        self._ours = QToolButton(self)
        self._ours.setText(self.tr("Retelling"))
        self._ours.setCheckable(True)
        self._ours.setToolTip(self.tr("Our retelling of the article, and back to your copy"))
        self._ours.clicked.connect(self._turn)
        self._which = Switcher(self)
        self._which.setAccessibleName(self.tr("Which text"))
        self._which.setPlaceholderText(self.tr("Your copies"))
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._which.setMinimumContentsLength(8)
        self._which.activated.connect(self._switch)
        self._more = QToolButton(self)
        self._more.setText("⋯")
        self._more.setAccessibleName(self.tr("What to do with this text"))
        self._more.setToolTip(self._more.accessibleName())
        self._more.clicked.connect(self._offer)
        self._leads = QToolButton(self)
        self._leads.setText(self.tr("Leads"))
        self._leads.setCheckable(True)
        self._leads.setAccessibleName(self.tr("Text leads"))
        self._leads.setToolTip(self.tr("Text leads: scrolling the text moves the time"))
        self._leads.toggled.connect(lambda on: self._store.update(text_leads=on))
        self.account = AccountView(theme, self)
        self.account.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.reader = ReaderView(theme, self)
        self.reader.preview = self._preview  # type: ignore[method-assign]
        self._pages = FadingPages(theme, self)
        self._pages.addWidget(self.account)
        self._pages.addWidget(self.reader)
        self._public = False
        self._invitation = QLabel(self)
        self._invitation.setWordWrap(True)
        self._invitation.setFont(font(12, figures=False))
        self._invitation.setTextFormat(Qt.TextFormat.RichText)
        self._invitation.linkActivated.connect(lambda _: self.open_wanted.emit())
        self.setFocusProxy(self.account)
        self._bar = QWidget(self)
        self._lay_out()
        self.account.passage_chosen.connect(self._choose)
        self.account.place_chosen.connect(self._place)
        self.account.claim_chosen.connect(lambda claim: show(store, Selection("claim", claim)))
        self.reader.match_chosen.connect(self._go)
        self.reader.match_reached.connect(lambda match: self._go(match, leap=False))
        self.menus = TextMenus(store, self.account, self.reader, self)
        self.account.customContextMenuRequested.connect(self.menus.over_account)
        self.reader.menu_wanted.connect(self.menus.over_document)
        self.menus.open_wanted.connect(self.open_wanted)
        self.menus.close_wanted.connect(self.close_wanted)
        self.menus.told.connect(self.told)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def _lay_out(self) -> None:
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(14, 6, 8, 0)
        bar.addWidget(self._ours)
        bar.addWidget(self._which, 1)
        bar.addWidget(self._leads)
        bar.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._title)
        column.addWidget(self._pages, 1)
        column.addWidget(self._invitation)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the panel."""
        self._theme = theme
        self._title.setStyleSheet(f"color: {theme.dim};")
        for button in (self._ours, self._leads):
            button.setStyleSheet(
                f"QToolButton {{ color: {theme.dim}; border: 1px solid {theme.line}; }}"
                f"QToolButton:checked {{ color: {theme.ink}; background: {theme.raised}; }}"
                f"QToolButton:focus {{ border: 1px solid {theme.accent}; }}"
                f"QToolButton:disabled {{ color: {theme.faint}; }}"
            )
        self._pages.set_theme(theme)
        self.account.set_theme(theme)
        self.reader.set_theme(theme)
        words = self.tr("Have the article? Open your own copy and read its words here, in step with the map.")
        link = escape(self.tr("Open source text…"))
        self._invitation.setText(f'{escape(words)} <a href="open" style="color:{theme.accent}">{link}</a>')
        self._invitation.setStyleSheet(
            f"background: {theme.raised}; color: {theme.dim}; padding: 8px 14px; margin: 6px 10px;"
            "border-radius: 6px;"
        )

    # Showing --------------------------------------------------------------------------------------------

    def set_public(self, public: bool) -> None:
        """Invite nobody to open files where strangers use the program."""
        self._public = public
        self._invitation.setVisible(not public)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        state = new.state
        if (
            old is None
            or old.scenario.passages is not new.scenario.passages
            or old.scenario.moments is not new.scenario.moments
            or old.derived.extras is not new.derived.extras
            or old.state.voice != state.voice
        ):
            self.account.fill(new.scenario, state.voice, _claims(new))
        listed = old is None or _listed(old) != _listed(new)
        if listed:
            self._fill_switcher(new)
        if old is None or old.state.text_leads != state.text_leads:
            self._leads.setChecked(state.text_leads)
            self.reader.set_leads(state.text_leads)
        opened = self._shown(new)
        if opened is not None:
            self.reader.show_document(opened)
        if listed or old is None or _told(old) != _told(new):
            self._match = None if opened is None else self._found(new, opened)
            self._otherwise = () if self._match is None else otherwise(new.scenario, state.voice, self._match)
            self._title.setText(self._heading(new, opened))
        if opened is not None:
            self.reader.mark(self._match, tuple((o.start, o.end) for o in self._otherwise))
            self.reader.show_found(state.found)
        self.account.mark(new.frame.current)

    @staticmethod
    def _shown(new: Snapshot) -> OpenDocument | None:
        return next((d for d in new.derived.documents if d.document.path == new.state.document), None)

    def _found(self, new: Snapshot, opened: OpenDocument) -> "Match | None":
        picked = self._picked
        if picked is not None and picked[1] == new.state.time and picked[0] in opened.alignment.moments:
            return picked[0]
        return match_of(new.scenario, new.frame, new.state.selection, opened.alignment)

    def _fill_switcher(self, new: Snapshot) -> None:
        opened = self._shown(new)
        documents, missing = new.derived.documents, new.derived.missing
        if opened is not None:
            self._last = opened.document.path
        self._which.clear()
        for one in documents:
            self._which.addItem(title_of(one))
            self._which.setItemData(self._which.count() - 1, _tip(one.document.path), _TIP)
        model = self._which.model()
        for gone in missing:
            self._which.addItem(self.tr("{0} — missing").format(plain(PurePath(gone.path).name)))
            row = self._which.count() - 1
            self._which.setItemData(row, _tip(gone.reason), _TIP)
            if isinstance(model, QStandardItemModel):
                model.item(row).setEnabled(False)
        self._which.setCurrentIndex(-1 if opened is None else documents.index(opened))
        self._which.setToolTip("" if opened is None else _tip(title_of(opened)))
        self._ours.setChecked(opened is None)
        self._ours.setEnabled(bool(documents))
        self._bar.setVisible(bool(documents or missing))
        self._leads.setVisible(opened is not None)
        self._invitation.setVisible(not documents and not self._public)
        self._pages.setCurrentWidget(self.account if opened is None else self.reader)
        self.setFocusProxy(self.account if opened is None else self.reader)
        self.reader.keep(documents)

    def _heading(self, new: Snapshot, opened: OpenDocument | None) -> str:
        scenario = new.scenario
        if opened is not None:
            document, found = opened.document, opened.alignment
            where = self.tr("{0} of {1} passages found").format(found.matched, len(found.passages))
            if self._match is None:
                where += " · " + self.tr("nothing of this moment in it")
            else:
                numbers = ", ".join(str(n) for n in self._match.paragraphs)
                where += " · " + self.tr("paragraph {0} of {1}").format(numbers, found.paragraphs)
                rival = differences(self._otherwise[:MOST])
                where += "\n" + rival if rival else ""
            by = " · ".join(t for t in (document.author, document.publisher, document.date) if t)
            return f"{by}\n{where}" if by else where
        voice = next((v.label for v in scenario.voices if v.id == new.state.voice), new.state.voice)
        source = scenario.sources.get(scenario.article)
        passage = self._passage(new, new.frame.current)
        where = ""
        if passage is not None:
            numbers = ", ".join(str(n) for n in passage.paragraphs)
            where = self.tr("paragraph {0}").format(numbers) + " · "
        title = "" if source is None else source.title
        return f"{title}\n{where}" + self.tr("our retelling") + f" · {voice}"

    @staticmethod
    def _passage(new: Snapshot, wanted: str | None) -> Passage | None:
        return next((p for p in new.scenario.passages if p.id == wanted), None)

    def _moment(self, wanted: str | None) -> Moment | None:
        return next((m for m in self._store.now.scenario.moments if m.id == wanted), None)

    def _preview(self, match: "Match") -> str:
        return preview(self._store.now.scenario, self._store.state.voice, match)

    def _offer(self) -> None:
        self.menus.offer(self._more.mapToGlobal(QPoint(0, self._more.height())))

    # Going ----------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Turn to the account, and back to the document that was read before."""
        now = self._store.now
        paths = [d.document.path for d in now.derived.documents]
        back = self._last if self._last in paths else next(iter(paths), None)
        self._store.update(document=back if now.state.document is None else None)
        self._ours.setChecked(self._store.state.document is None)

    def _switch(self, index: int) -> None:
        documents = self._store.now.derived.documents
        if 0 <= index < len(documents):
            self._store.update(document=documents[index].document.path)

    def _choose(self, wanted: str, leap: bool = True) -> None:
        now = self._store.now
        passage = self._passage(now, wanted)
        if passage is not None:
            self._move(self._moment(passage.moment), Selection("passage", wanted), leap)

    def _go(self, match: "Match", leap: bool = True) -> None:
        """Go to the moment that a stretch of a document tells; scrolling goes there without a leap."""
        if self._passage(self._store.now, match.id) is not None:
            self._choose(match.id, leap)
            return
        moment = self._moment(match.moment)
        if moment is not None:
            # Not selected: its card would come before the text.
            self._picked = match, moment.at(self._store.state.voice)
            self._move(moment, None, leap)

    def _move(self, moment: Moment | None, selection: Selection | None, leap: bool) -> None:
        if moment is None:
            self._store.update(selection=selection)
            return
        move = self._store.jump if leap else self._store.update
        move(**leading_to(moment, self._store.state.voice), selection=selection)

    def _place(self, target: str) -> None:
        kind = "site" if target in self._store.now.scenario.sites else "track"
        self._store.update(selection=Selection(kind, target))


_TIP = Qt.ItemDataRole.ToolTipRole


def _tip(words: str) -> str:
    """Return words for a tip: what looks like markup in the name of a file is none."""
    return f"<span>{escape(plain(words))}</span>"


def _listed(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what the switcher shows, to be compared."""
    derived = snapshot.derived
    return (*map(id, derived.documents), derived.missing, snapshot.state.document)


def _told(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what decides which passage is marked, to be compared."""
    frame, state = snapshot.frame, snapshot.state
    moment = None if frame.moment is None else frame.moment.id
    return frame.current, frame.passages, moment, state.selection, state.voice, id(snapshot.history)


def _claims(new: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return the ids of the claims that each passage makes."""
    extras = new.derived.extras
    if extras is None or not extras.claims:
        return {}
    of = ((p.id, extras.claims_of(new.scenario, "passage", p.id)) for p in new.scenario.passages)
    return {passage: tuple(c.id for c in claims) for passage, claims in of if claims}
