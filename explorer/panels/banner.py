"""The sentence that the time calls for, over the top of the map; it can be put away, or asked for."""

import re
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from explorer.frame.headline import Headline, of_frame, withheld
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_FIGURE = re.compile(r"(?<=\d) (?=(?:ft|mi|m|km|nm)\b)")


def _unbroken(text: str) -> str:
    """Return text as HTML in which no line ends between a figure and its unit."""
    return _FIGURE.sub("&nbsp;", escape(text))


class Banner(QWidget):
    """Why he was seen, or why he was lost; with "predict first", a question before the answer."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._shown: Headline | None = None
        self._brief = self._asking = False
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setFont(font(13))
        self._text.setWordWrap(True)
        self._text.linkActivated.connect(lambda _: self._answer())
        self._close = QToolButton(self)
        self._close.setText("×")
        self._close.setAccessibleName(self.tr("Put this away"))
        self._close.setToolTip(self.tr("Put this away"))
        self._close.clicked.connect(self._dismiss)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the banner."""
        self._theme = theme
        self.setStyleSheet(f"Banner {{ background: {theme.overlay}; border-radius: 6px; }}")
        self._write(self._shown, self._asking)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show the sentence of the new snapshot, if it has one that is not put away."""
        state = new.state
        found = of_frame(new.scenario, new.frame)
        if found is not None and (found.key in state.dismissed or state.tour is not None):
            found = None
        hidden = found is not None and withheld(new.scenario, new.frame)
        was = old is not None and (old.state.predict, old.state.answered) == (state.predict, state.answered)
        if found == self._shown and hidden == self._asking and was:
            return
        self._shown = found
        self._write(found, question=hidden)

    def set_brief(self, brief: bool) -> None:
        """Leave out what bears the sentence out, where the map is small."""
        if brief != self._brief:
            self._brief = brief
            self._write(self._shown, self._asking)

    def fit(self, width: int) -> None:
        """Take a width, and the height that the words need in it."""
        close = self._close.sizeHint()
        inner = width - 14 - 12 - close.width()
        high = max(self._text.heightForWidth(inner), close.height())
        self._text.setGeometry(14, 7, inner, high)
        self._close.setGeometry(width - close.width() - 6, 6, close.width(), close.height())
        self.setFixedSize(width, high + 14)

    def _write(self, found: Headline | None, question: bool = False) -> None:
        self._asking = question
        if found is None:
            self.hide()
            return
        theme = self._theme
        if question:
            html = (
                f'<span style="font-size:17px; font-weight:bold">{escape(found.question)}</span><br>'
                f'<a href="answer" style="color:{theme.accent}">{escape(self.tr("Show the answer"))}</a>'
            )
        else:
            size = 15 if self._brief else 17
            html = f'<span style="font-size:{size}px; font-weight:bold">{escape(found.text)}</span>'
            if not self._brief:
                html += f'<br><span style="color:{theme.dim}">{_unbroken(found.detail)}</span>'
        self.setToolTip(found.detail if self._brief and not question else "")
        self._text.setText(html)
        self.setAccessibleName(found.question if question else found.text)
        self.fit(self.width())
        self.show()
        self.raise_()

    def _dismiss(self) -> None:
        if self._shown is not None:
            self._store.update(dismissed=self._store.state.dismissed | {self._shown.key})

    def _answer(self) -> None:
        if self._shown is not None:
            self._store.update(answered=self._shown.key)
