"""The source panel: the text of the selected moment, with where it stands in the article."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.frame.state import Selection
from explorer.panels.account import AccountView
from explorer.scenario.model import Passage
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font


class SourcePanel(QWidget):
    """The account in step with the time: any passage leads to its moment, any moment to its passage."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._title = QLabel(self)
        self._title.setWordWrap(True)
        self._title.setFont(font(12))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setContentsMargins(18, 8, 12, 4)
        self.account = AccountView(theme, self)
        self.setFocusProxy(self.account)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self.account, 1)
        self.account.passage_chosen.connect(self._choose)
        self.account.place_chosen.connect(self._place)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the panel."""
        self._title.setStyleSheet(f"color: {theme.dim};")
        self.account.set_theme(theme)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        voice = new.state.voice
        if old is None or old.scenario is not new.scenario or old.state.voice != voice:
            self.account.fill(new.scenario, voice)
        if old is None or old.frame.current != new.frame.current or old.state.voice != voice:
            self._title.setText(self._heading(new))
        self.account.mark(new.frame.current)

    def _heading(self, new: Snapshot) -> str:
        scenario = new.scenario
        source = scenario.sources.get(scenario.article)
        voice = next((v.label for v in scenario.voices if v.id == new.state.voice), new.state.voice)
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

    def _choose(self, wanted: str) -> None:
        now = self._store.now
        passage = self._passage(now, wanted)
        if passage is None:
            return
        moment = next((m for m in now.scenario.moments if m.id == passage.moment), None)
        if moment is None:
            self._store.update(selection=Selection("passage", wanted))
        else:
            self._store.jump(
                time=moment.at(now.state.voice),
                chapter=moment.chapter,
                selection=Selection("passage", wanted),
            )

    def _place(self, target: str) -> None:
        kind = "site" if target in self._store.now.scenario.sites else "track"
        self._store.update(selection=Selection(kind, target))
