"""The chapter switch at the left of the slider."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from explorer.panels.band import SMALL_PX, metrics
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, colour, font

_HIGH = 17
_LEFT = 10


class ChapterTab(QToolButton):
    """One chapter's title; the chapter shown is bold and underlined."""

    def __init__(self, title: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return room for the bold title."""
        return QSize(round(metrics(SMALL_PX, bold=True).horizontalAdvance(self.text())) + 9, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the title."""
        t, painter = self.theme, QPainter(self)
        on = self.isChecked()
        painter.setFont(font(SMALL_PX, bold=on))
        painter.setPen(colour(t.ink if on or self.underMouse() else t.dim))
        box = QRectF(self.rect())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())
        if on:
            painter.fillRect(QRectF(4, box.bottom() - 1.5, box.width() - 8, 1.5), colour(t.foxbat))
        if self.hasFocus():
            painter.setPen(QPen(colour(t.accent), 1))
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


class ChapterTabs(QWidget):
    """Titles of the scenario's chapters, in as many rows as they need."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._theme = theme
        self.tabs: dict[str, ChapterTab] = {}
        self._group = QButtonGroup(self)
        self.setAccessibleName(self.tr("Chapters"))
        store.changed.connect(self.show_state)
        self.show_state(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for tab in self.tabs.values():
            tab.theme = theme
            tab.update()

    def show_state(self, old: Snapshot | None, new: Snapshot) -> None:
        """Follow the store."""
        if old is None or new.scenario.chapters is not old.scenario.chapters:
            self._build(new)
        if old is None or new.state.chapter != old.state.chapter or new.scenario is not old.scenario:
            tab = self.tabs.get(new.state.chapter)
            if tab is not None:
                tab.setChecked(True)

    def _build(self, new: Snapshot) -> None:
        for tab in self.tabs.values():
            self._group.removeButton(tab)
            tab.deleteLater()
        self.tabs = {}
        for chapter in new.scenario.chapters:
            tab = ChapterTab(chapter.title, self._theme, self)
            tab.setAccessibleName(self.tr("Chapter {title}").format(title=chapter.title))
            tab.clicked.connect(lambda _=False, id_=chapter.id: self._choose(id_))
            self._group.addButton(tab)
            self.tabs[chapter.id] = tab
            tab.show()
        self.setVisible(len(self.tabs) > 1)

    def _choose(self, chapter: str) -> None:
        """Go to a chapter, and to its own view of the map; the one shown stays as it is."""
        if chapter != self._store.state.chapter:
            self._store.jump(chapter=chapter, view=None)

    def least_width(self) -> int:
        """Return the width of the widest title with its margins."""
        return max((tab.sizeHint().width() for tab in self.tabs.values()), default=0) + _LEFT

    def centre(self, y: int) -> None:
        """Stand the titles around ``y``, wrapping where the width ends."""
        rows: list[list[ChapterTab]] = [[]]
        x = _LEFT - 4
        for tab in self.tabs.values():
            wide = tab.sizeHint().width()
            if rows[-1] and x + wide > self.width():
                rows.append([])
                x = _LEFT - 4
            rows[-1].append(tab)
            x += wide
        top = max(0, min(round(y - len(rows) * _HIGH / 2), self.height() - len(rows) * _HIGH))
        for number, row in enumerate(rows):
            x = _LEFT - 4
            for tab in row:
                tab.setGeometry(x, top + number * _HIGH, tab.sizeHint().width(), _HIGH)
                x += tab.width()
