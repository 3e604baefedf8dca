"""Search over places, things, people, moments, claims, the text: one field, one list, Enter goes there."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from explorer.frame.card import span_text
from explorer.frame.find import Hit, find
from explorer.frame.state import Selection
from explorer.session.store import Store
from explorer.theme import font


class SearchDialog(QDialog):
    """Type a name or words; the arrow keys choose, Enter shows the thing at its time and place."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._hits: tuple[Hit, ...] = ()
        self.setWindowTitle(self.tr("Find"))
        self.resize(520, 420)
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(self.tr("A place, an aircraft, a person, a moment, words of the text"))
        self._field.setAccessibleName(self.tr("Find"))
        self._field.setFont(font(15))
        self._field.setClearButtonEnabled(True)
        self._list = QListWidget(self)
        self._list.setAccessibleName(self.tr("Found"))
        self._list.setWordWrap(True)
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
        self._hits = find(now.scenario, text, extras=now.derived.extras)
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
            item = QListWidgetItem(f"{hit.title}  —  {kinds[hit.kind]}{self._when(hit)}\n{hit.detail}")
            self._list.addItem(item)
        if self._hits:
            self._list.setCurrentRow(0)
        self._none.setVisible(bool(text.strip()) and not self._hits)

    def _when(self, hit: Hit) -> str:
        now = self._store.now
        if hit.selection.kind != "moment":
            return ""
        moment = next(m for m in now.scenario.moments if m.id == hit.selection.id)
        return ", " + span_text(now.scenario, moment, now.state.voice)

    def _go(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._hits):
            show(self._store, self._hits[row].selection)
            self.close()


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
        store.jump(time=moment.at(now.state.voice), chapter=moment.chapter, selection=selection)
