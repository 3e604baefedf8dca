"""The tour's bar over the map: what to notice here, and the way on; and the choice of a tour."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.scenario.tour import Tour
from explorer.session import tour as touring
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_TOUCH_PX = 48
_NARROW = 720
_BESIDE = 600  # from this width on the buttons stand beside the words


class TourBar(QWidget):
    """One stop of a tour: its place in the tour, its title, and the one thing to notice or the question."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._touch = False
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        self._text.setFont(font(14))
        self._back = self._button("◀", self.tr("Previous stop (PgUp)"), lambda: touring.step(store, -1))
        self._next = self._button("", self.tr("Next stop (PgDn)"), lambda: touring.step(store, 1))
        self._auto = self._button(self.tr("Auto"), self.tr("Go on from stop to stop by itself"), self._toggle)
        self._auto.setCheckable(True)
        self._leave = self._button("×", self.tr("Leave the tour (Esc)"), lambda: touring.leave(store))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Tour"))
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self._back, self._next):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._auto)
        row.addWidget(self._leave)
        self.hide()
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def _button(self, text: str, tip: str, act: object) -> QToolButton:
        made = QToolButton(self)
        made.setText(text)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.setFont(font(14))
        made.clicked.connect(act)
        return made

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the bar."""
        self._theme = theme
        self.setStyleSheet(
            f"TourBar {{ background: {theme.overlay}; border-left: 3px solid {theme.foxbat}; }}"
            f"QToolButton {{ border: 1px solid {theme.line}; padding: 4px 10px; }}"
            f"QToolButton:checked {{ border: 1px solid {theme.foxbat}; }}"
        )
        self._write(self._store.now)

    def set_touch(self, on: bool) -> None:
        """Make the buttons large enough for fingers."""
        self._touch = on
        for button in (self._back, self._next, self._auto, self._leave):
            button.setMinimumSize(*((_TOUCH_PX, _TOUCH_PX) if on else (0, 0)))
        self._auto.setVisible(not on)
        self._leave.setVisible(not on)
        self._text.setFont(font(17 if on else 14))
        self._write(self._store.now)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show the stop of the new snapshot."""
        if (
            old is None
            or old.state.tour != new.state.tour
            or old.derived.extras is not new.derived.extras
            or old.state.voice != new.state.voice
        ):
            self._write(new)

    @property
    def words(self) -> str:
        """What the bar says, without markup."""
        return self.accessibleDescription()

    def _toggle(self) -> None:
        touring.set_auto(self._store, self._auto.isChecked())

    def _write(self, now: Snapshot) -> None:
        tour, stop, at = touring.tour_of(now), touring.stop_of(now), now.state.tour
        if tour is None or stop is None or at is None:
            self.hide()
            return
        theme = self._theme
        words = stop.notice if at.shown else stop.ask
        place = self.tr("{0} of {1}").format(at.stop + 1, len(tour.stops))
        self._text.setText(
            f'<b style="color:{theme.foxbat}">{escape(stop.title)}</b> &nbsp;'
            f'<span style="color:{theme.dim}">{escape(place)}</span><br>'
            f'<span style="font-size:{20 if self._touch else 16 if self.width() > _NARROW else 14}px">'
            f"{escape(words)}</span>"
        )
        self.setAccessibleDescription(f"{place}. {stop.title}. {words}")
        last = at.stop + 1 >= len(tour.stops)
        text = self.tr("Show me") if not at.shown else self.tr("End") if last else self.tr("Next ▶")
        self._next.setText(text)
        self.setToolTip(tour.title)
        self._back.setEnabled(at.stop > 0)
        self._auto.setChecked(at.auto)
        self.show()
        self.raise_()
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Take a width, and the height that the words need in it."""
        if (width > _NARROW) != (self.width() > _NARROW):
            self.resize(width, self.height())
            self._write(self._store.now)
        row = self._row.sizeHint()
        beside = width >= _BESIDE
        inner = max(width - 32 - (row.width() + 16 if beside else 0), 120)
        high = self._text.heightForWidth(inner)
        self._text.setGeometry(16, 8, inner, high)
        if beside:
            high = max(high, row.height())
            top = 8 + (high - row.height()) // 2
            self._row.setGeometry(width - 16 - row.width(), top, row.width(), row.height())
            self.setFixedSize(width, high + 16)
        else:
            self._row.setGeometry(16, 14 + high, inner, row.height())
            self.setFixedSize(width, high + row.height() + 24)


class TourDialog(QDialog):
    """Which tour, and whether each stop asks before it shows."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle(self.tr("Take a tour"))
        column = QVBoxLayout(self)
        extras = store.now.derived.extras
        self.choices: list[QPushButton] = []
        for tour in extras.tours if extras is not None else ():
            choice = QPushButton(f"{tour.title}  ({len(tour.stops)})", self)
            choice.setFont(font(16, bold=True))
            choice.setMinimumHeight(_TOUCH_PX)
            choice.clicked.connect(lambda _=False, tour=tour: self._take(tour))
            self.choices.append(choice)
            about = QLabel(tour.text, self)
            about.setWordWrap(True)
            column.addWidget(choice)
            column.addWidget(about)
            column.addSpacing(8)
        self._predict = QCheckBox(self.tr("Ask me first, then show"), self)
        self._predict.setChecked(store.state.predict)
        column.addWidget(self._predict)
        keys = QLabel(self.tr("PgDn or → goes on, PgUp or ← goes back, Esc leaves."), self)
        column.addWidget(keys)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(420)

    def _take(self, tour: Tour) -> None:
        self.accept()
        self._store.update(predict=self._predict.isChecked())
        touring.start(self._store, tour)
