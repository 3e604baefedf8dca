"""The bookmarks: a list by time, each with a title and a note to write in."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame.state import Bookmark
from explorer.scenario import times
from explorer.session import bookmarks
from explorer.session.store import Snapshot, Store


class BookmarksDialog(QDialog):
    """Lists the bookmarks; Enter goes there, Delete removes, what is written is kept as it is typed."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._shown: tuple[Bookmark, ...] = ()
        self.setWindowTitle(self.tr("Bookmarks"))
        self.resize(460, 440)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Bookmarks by time"))
        self.list.setWordWrap(True)
        self.none = QLabel(self.tr("Ctrl+B marks the time shown."), self)
        self.title = QLineEdit(self)
        self.title.setAccessibleName(self.tr("Title"))
        self.title.setPlaceholderText(self.tr("Title"))
        self.note = QPlainTextEdit(self)
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setMaximumHeight(110)
        self.add = QPushButton(self.tr("&Mark this time"), self)
        self.go = QPushButton(self.tr("&Go there"), self)
        self.remove = QPushButton(self.tr("&Remove"), self)
        for button in (self.add, self.go, self.remove):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        row.addWidget(self.remove)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.addWidget(self.none)
        column.addWidget(self.list, 1)
        column.addWidget(self.title)
        column.addWidget(self.note)
        column.addLayout(row)
        self.list.currentRowChanged.connect(self._fill)
        self.list.itemActivated.connect(lambda _: self._go())
        self.title.textEdited.connect(lambda _: self._write())
        self.note.textChanged.connect(self._write)
        self.add.clicked.connect(self._add)
        self.go.clicked.connect(self._go)
        self.remove.clicked.connect(self._remove)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Follow the bookmarks."""
        if old is not None and old.state.bookmarks == new.state.bookmarks and old.scenario is new.scenario:
            return
        row = self.list.currentRow()
        grown = len(new.state.bookmarks) > len(self._shown)
        fresh = [mark for mark in new.state.bookmarks if mark not in self._shown]
        self._shown = new.state.bookmarks
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for mark in self._shown:
            self.list.addItem(QListWidgetItem(self._line(mark, new)))
        if grown and len(fresh) == 1:
            row = self._shown.index(fresh[0])
        self.list.setCurrentRow(max(0, min(row, len(self._shown) - 1)) if self._shown else -1)
        del blocker
        self.none.setVisible(not self._shown)
        self._fill()

    def _line(self, mark: Bookmark, now: Snapshot) -> str:
        zone = now.scenario.zones[0]
        long = mark.chapter != now.scenario.chapters[0].id
        when = times.day_clock(mark.time, zone) if long else times.clock(mark.time, zone, seconds=True)
        note = mark.note.strip().split("\n")[0]
        return f"{when}  {mark.title}" + (f"\n{note}" if note else "")

    def chosen(self) -> Bookmark | None:
        """Return the bookmark of the current row."""
        row = self.list.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _fill(self) -> None:
        """Show the chosen bookmark's words, without disturbing what is being typed."""
        mark = self.chosen()
        for part in (self.title, self.note, self.go, self.remove):
            part.setEnabled(mark is not None)
        title, note = (mark.title, mark.note) if mark is not None else ("", "")
        if self.title.text() != title:
            self.title.setText(title)
        if self.note.toPlainText() != note:
            blocker = QSignalBlocker(self.note)
            self.note.setPlainText(note)
            del blocker

    def _write(self) -> None:
        mark = self.chosen()
        words = self.title.text(), self.note.toPlainText()
        if mark is not None and words != (mark.title, mark.note):
            self._store.update(bookmarks=bookmarks.renamed(self._shown, mark, *words))

    def _add(self) -> None:
        now = self._store.now
        self._store.update(bookmarks=bookmarks.added(now.state, now.scenario))

    def _remove(self) -> None:
        mark = self.chosen()
        if mark is not None:
            self._store.update(bookmarks=bookmarks.removed(self._shown, mark))

    def _go(self) -> None:
        mark = self.chosen()
        if mark is not None:
            self._store.jump(time=mark.time, chapter=mark.chapter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the chosen bookmark while the list has the focus."""
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self._remove()
        else:
            super().keyPressEvent(event)
