"""The source panel: the text of the selected moment, ours or the reader's own copy of it."""

from html import escape

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWhatsThis,
    QWidget,
)

from explorer.frame.derived import OpenDocument
from explorer.frame.frame import passages_of
from explorer.frame.state import Selection
from explorer.panels.account import AccountView
from explorer.panels.reader import ReaderView
from explorer.scenario import times
from explorer.scenario.model import Moment, Passage
from explorer.session.store import Snapshot, Store
from explorer.text.align import Match
from explorer.theme import Theme, font


class SourcePanel(QWidget):
    """The account, or an open document, in step with the time.

    Signals:
        open_wanted(): a person asks to open their own copy.
        told(sentence): something worth saying, such as that a quotation was copied.
    """

    open_wanted = Signal()
    told = Signal(str)

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._title = QLabel(self)
        self._title.setWordWrap(True)
        self._title.setFont(font(12))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._which = QComboBox(self)
        self._which.setAccessibleName(self.tr("Which text"))
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._which.activated.connect(self._switch)
        self._leads = QCheckBox(self.tr("text leads"), self)
        self._leads.setToolTip(self.tr("Scrolling the text moves the time"))
        self._leads.toggled.connect(lambda on: self._store.update(text_leads=on))
        self.account = AccountView(theme, self)
        self.reader = ReaderView(theme, self)
        self.reader.preview = self._preview  # type: ignore[method-assign]
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.account)
        self._pages.addWidget(self.reader)
        self._invitation = QLabel(self)
        self._invitation.setWordWrap(True)
        self._invitation.setFont(font(12))
        self._invitation.setTextFormat(Qt.TextFormat.RichText)
        self._invitation.linkActivated.connect(lambda _: self.open_wanted.emit())
        self.setFocusProxy(self.account)
        self._bar = QWidget(self)
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(14, 6, 12, 2)
        bar.addWidget(self._which, 1)
        bar.addWidget(self._leads)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._title)
        column.addWidget(self._pages, 1)
        column.addWidget(self._invitation)
        self._title.setContentsMargins(18, 6, 12, 4)
        self.account.passage_chosen.connect(self._choose)
        self.account.place_chosen.connect(self._place)
        self.reader.match_chosen.connect(self._go)
        self.reader.match_reached.connect(self._go)
        self.reader.quote_wanted.connect(self._quote)
        self.reader.why_wanted.connect(self._why)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the panel."""
        self._theme = theme
        self._title.setStyleSheet(f"color: {theme.dim};")
        self.account.set_theme(theme)
        self.reader.set_theme(theme)
        words = self.tr("Have the article? Open your own copy and read its words here, in step with the map.")
        link = escape(self.tr("Open source text…"))
        self._invitation.setText(f'{escape(words)} <a href="open" style="color:{theme.accent}">{link}</a>')
        self._invitation.setStyleSheet(
            f"background: {theme.raised}; color: {theme.dim}; padding: 8px 14px; margin: 6px 10px;"
            "border-radius: 6px;"
        )

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        state = new.state
        if (
            old is None
            or old.scenario.passages is not new.scenario.passages
            or old.scenario.moments is not new.scenario.moments
            or old.state.voice != state.voice
        ):
            self.account.fill(new.scenario, state.voice)
        if (
            old is None
            or old.derived.documents is not new.derived.documents
            or old.state.document != state.document
        ):
            self._fill_switcher(new)
        opened = self._shown(new)
        if opened is not None:
            self.reader.show_document(opened)
            self.reader.leads = state.text_leads
            if old is None or old.frame is not new.frame or old.derived is not new.derived:
                self.reader.mark(self._match(new, opened))
        if (
            old is None
            or old.frame.current != new.frame.current
            or old.state.voice != state.voice
            or old.derived.documents is not new.derived.documents
            or old.state.document != state.document
        ):
            self._title.setText(self._heading(new, opened))
        self.account.mark(new.frame.current)

    @staticmethod
    def _shown(new: Snapshot) -> OpenDocument | None:
        return next((d for d in new.derived.documents if d.document.path == new.state.document), None)

    def _fill_switcher(self, new: Snapshot) -> None:
        opened = self._shown(new)
        self._which.clear()
        self._which.addItem(self.tr("Our retelling"), None)
        for one in new.derived.documents:
            self._which.addItem(
                one.document.title or one.document.path.replace("\\", "/").rsplit("/", 1)[-1],
                one.document.path,
            )
        self._which.setCurrentIndex(max(0, self._which.findData(new.state.document)))
        self._bar.setVisible(bool(new.derived.documents))
        self._leads.setVisible(opened is not None)
        self._leads.setChecked(new.state.text_leads)
        self._invitation.setVisible(not new.derived.documents)
        self._pages.setCurrentWidget(self.account if opened is None else self.reader)

    def _switch(self, index: int) -> None:
        self._store.update(document=self._which.itemData(index))

    def _match(self, new: Snapshot, opened: OpenDocument) -> Match | None:
        """Return the match of the current passage; of its moment's other passages where it has none."""
        frame = new.frame
        wanted = [frame.current, *frame.passages]
        passage = self._passage(new, frame.current)
        if passage is not None and passage.moment is not None:
            moment = next((m for m in new.scenario.moments if m.id == passage.moment), None)
            wanted += passages_of(new.scenario, moment)
        found = {m.id: m for m in opened.alignment.passages if m.paragraphs}
        return next((found[w] for w in wanted if w in found), None)

    def _heading(self, new: Snapshot, opened: OpenDocument | None) -> str:
        scenario = new.scenario
        voice = next((v.label for v in scenario.voices if v.id == new.state.voice), new.state.voice)
        if opened is not None:
            document, found = opened.document, opened.alignment
            match = self._match(new, opened)
            where = self.tr("{0} of {1} passages found").format(found.matched, len(found.passages))
            if match is not None:
                numbers = ", ".join(str(n) for n in match.paragraphs)
                where += " · " + self.tr("paragraph {0} of {1}").format(numbers, found.paragraphs)
                if match.rival is not None:
                    where += " · " + self.tr("this account: {0}").format(match.rival[1])
            else:
                where += " · " + self.tr("nothing of this moment in it")
            by = " · ".join(t for t in (document.author, document.publisher, document.date) if t)
            return f"{by}\n{where}" if by else where
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

    def _choose(self, wanted: str) -> None:
        now = self._store.now
        passage = self._passage(now, wanted)
        if passage is None:
            return
        moment = self._moment(passage.moment)
        selection = Selection("passage", wanted)
        if moment is None:
            self._store.update(selection=selection)
        else:
            self._store.jump(time=moment.at(now.state.voice), chapter=moment.chapter, selection=selection)

    def _go(self, match: Match) -> None:
        """Go to the moment that a stretch of a document tells."""
        if self._passage(self._store.now, match.id) is not None:
            self._choose(match.id)
            return
        moment = self._moment(match.moment)
        if moment is not None:
            at = moment.at(self._store.state.voice)
            self._store.jump(time=at, chapter=moment.chapter, selection=Selection("moment", moment.id))

    def _preview(self, match: Match) -> str:
        """Return time and place of what a stretch of a document tells."""
        scenario = self._store.now.scenario
        passage = self._passage(self._store.now, match.id)
        moment = self._moment(match.moment or (passage.moment if passage is not None else None))
        if moment is None:
            return passage.heading if passage is not None else match.id
        when = times.day_clock(moment.at(self._store.state.voice), scenario.zones[0])
        site = scenario.sites.get(moment.place or "")
        return f"{moment.title}\n{when}" + (f" · {site.names.get('en', site.id)}" if site is not None else "")

    def _quote(self, match: Match) -> None:
        from explorer.text import citation

        opened = self.reader.document_shown
        if opened is None:
            return
        words = citation.quotation(match.quote, citation.item_of(opened.document), match.paragraphs)
        QGuiApplication.clipboard().setText(words)
        self.told.emit(self.tr("Copied with its citation"))

    def _why(self, match: Match) -> None:
        rows = "".join(
            f"<p style='margin:2px 0'><b>{escape(e.found)}</b> — {escape(e.kind)} {escape(e.term)}, "
            f"{e.weight:.1f}</p>"
            for e in match.evidence
        )
        title = escape(self.tr("Why this matches (score {0:.2f})").format(match.score))
        QWhatsThis.showText(QCursor.pos() + QPoint(0, 8), f"<p><b>{title}</b></p>{rows}", self)

    def _place(self, target: str) -> None:
        kind = "site" if target in self._store.now.scenario.sites else "track"
        self._store.update(selection=Selection(kind, target))
