"""Search over places, things, people, moments, claims, texts: one field, one list, Enter goes there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from explorer.frame.card import span_text
from explorer.frame.derived import OpenDocument
from explorer.frame.find import Hit, find
from explorer.frame.state import Selection, leading_to
from explorer.panels.evidence import title_of
from explorer.panels.hits import APART, HitRow
from explorer.scenario.model import Moment, Scenario
from explorer.session.store import Store
from explorer.theme import font

if TYPE_CHECKING:
    from explorer.text import search

_CLOSE = 95.0  # things that are named so come before words of the documents
_MOST = 200


@dataclass(frozen=True, slots=True)
class InDocument:
    """Words found in an open document, and the passage and moment that they tell, if any."""

    opened: OpenDocument
    hit: "search.Hit"
    passage: str | None
    moment: Moment | None


def in_documents(scenario: Scenario, documents: Sequence[OpenDocument], words: str) -> list[InDocument]:
    """Return where ``words`` stand in the open documents, at most some hundred places of each."""
    from explorer.text import search

    passages = {p.id: p for p in scenario.passages}
    moments = {m.id: m for m in scenario.moments}
    found = []
    for opened in documents:
        for hit in search.search(words, [opened.document], most=_MOST):
            match = opened.alignment.at(hit.start)
            passage = None if match is None else passages.get(match.id)
            moment = None if match is None else match.moment or (passage.moment if passage else None)
            found.append(
                InDocument(opened, hit, None if passage is None else passage.id, moments.get(moment or ""))
            )
    return found


class SearchDialog(QDialog):
    """Type a name or words; the arrow keys choose, Enter shows the thing at its time and place."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._hits: list[Hit | InDocument] = []
        self.setWindowTitle(self.tr("Find"))
        self.resize(520, 420)
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(self.tr("A place, an aircraft, a person, a moment, words of the text"))
        self._field.setAccessibleName(self.tr("Find"))
        self._field.setFont(font(15))
        self._field.setClearButtonEnabled(True)
        self._list = QListWidget(self)
        self._list.setAccessibleName(self.tr("Found"))
        self._list.setItemDelegate(HitRow(self._list))
        self._none = QLabel(self.tr("Nothing found"), self)
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addWidget(self._none)
        column.addWidget(self._list, 1)
        self._none.hide()
        self._field.textChanged.connect(self._search)
        self._field.returnPressed.connect(self._go)
        self._list.itemActivated.connect(lambda _: self._go())
        self._list.itemClicked.connect(lambda _: self._go())
        self._field.installEventFilter(self)

    def ask(self) -> None:
        """Show the dialog with the field ready for typing."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._field.setFocus()
        self._field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Up and Down move through the list while typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self._field:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self._list.count():
                row = max(0, min(self._list.count() - 1, self._list.currentRow() + step))
                self._list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        now = self._store.now
        things = find(now.scenario, text, extras=now.derived.extras)
        named = [h for h in things if h.score >= _CLOSE]
        told = in_documents(now.scenario, now.derived.documents, text) if len(text.strip()) > 1 else []
        self._hits = [*named, *told, *things[len(named) :]]
        kinds = {
            "place": self.tr("place"),
            "aircraft": self.tr("aircraft"),
            "moment": self.tr("moment"),
            "text": self.tr("text"),
            "radar": self.tr("radar"),
            "weapon": self.tr("weapon"),
            "person": self.tr("person"),
            "organisation": self.tr("organisation"),
            "claim": self.tr("does it add up?"),
        }
        self._list.clear()
        for hit in self._hits:
            if isinstance(hit, InDocument):
                words = self._line(hit)
            else:
                words = f"{hit.title}{APART}{kinds[hit.kind]}{self._when(hit)}\n{hit.detail}"
            self._list.addItem(QListWidgetItem(words))
        if self._hits:
            self._list.setCurrentRow(0)
        self._none.setVisible(bool(text.strip()) and not self._hits)

    def _line(self, found: InDocument) -> str:
        """Return a hit with its document, paragraph and moment, and the words around it."""
        now, hit = self._store.now, found.hit
        where = self.tr("paragraph {0}").format(hit.paragraph)
        if found.moment is not None:
            where += f", {span_text(now.scenario, found.moment, now.state.voice)}: {found.moment.title}"
        around = f"…{hit.before}{hit.found}{hit.after}…"
        return f"{title_of(found.opened)}{APART}{where}\n{' '.join(around.split())}"

    def _when(self, hit: Hit) -> str:
        now, wanted = self._store.now, hit.selection.id
        if hit.selection.kind == "passage":
            wanted = next((p.moment or "" for p in now.scenario.passages if p.id == wanted), "")
        elif hit.selection.kind != "moment":
            return ""
        moment = next((m for m in now.scenario.moments if m.id == wanted), None)
        return "" if moment is None else ", " + span_text(now.scenario, moment, now.state.voice)

    def _go(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._hits):
            hit = self._hits[row]
            if isinstance(hit, InDocument):
                show_words(self._store, hit)
            else:
                show(self._store, hit.selection)
            self.close()


def show_words(store: Store, found: InDocument) -> None:
    """Show words in their document, and go to the moment that they tell."""
    place: dict[str, Any] = {
        "document": found.opened.document.path,
        "found": (found.hit.start, found.hit.end),
    }
    if found.passage is not None:
        place["selection"] = Selection("passage", found.passage)
    if found.moment is None:
        store.update(**place)
    else:
        store.jump(**leading_to(found.moment, store.state.voice), **place)


def show(store: Store, selection: Selection) -> None:
    """Select a thing and go to its time, where it has one."""
    now = store.now
    moment_id = selection.id if selection.kind == "moment" else None
    if selection.kind == "passage":
        moment_id = next((p.moment for p in now.scenario.passages if p.id == selection.id), None)
    if selection.kind == "claim" and now.derived.extras is not None:
        claim = now.derived.extras.claim(selection.id)
        moment_id = None if claim is None else claim.moment
    moment = next((m for m in now.scenario.moments if m.id == moment_id), None)
    if moment is None:
        store.update(selection=selection)
    else:
        store.jump(**leading_to(moment, now.state.voice), selection=selection)
