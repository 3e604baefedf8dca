"""The strip under a picture: its caption set in lines, with samples of how lines show their basis."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from explorer.export.caption import BASES, Caption
from explorer.export.write import ExportError
from explorer.map.layer import colour, font, pen
from explorer.theme import Theme

_EDGE, _GAP = 14.0, 5.0
_SAMPLE = 30.0
_SMALLER = (1.0, 0.9, 0.8, 0.7)  # of the usual letters: below that nobody reads them


class Strip:
    """The caption of a picture ``width`` pixels wide, ``k`` pixels a unit; ``height`` is what it takes."""

    def __init__(self, words: Caption, theme: Theme, width: float, k: float) -> None:
        self._theme, self._width, self._k = theme, width, k
        head, plain, small = font(15 * k, bold=True), font(12.5 * k), font(11 * k)
        clock, *others = words.clocks
        story = " · ".join(part for part in (words.voice, words.moment) if part)
        self._lines: list[tuple[str, QFont, str, float]] = []
        self._y = _EDGE * k * 0.6
        self._set(" · ".join((clock, *others)), head, "ink")
        self._set(words.title, plain, "ink")
        if words.supposed:
            self._set(words.supposed, font(12.5 * k, bold=True), "loss")
        self._set(story, plain, "dim")
        self._y += _GAP * k
        self._legend_font, self._legend_y = small, self._y
        self._legend = list(self._samples(QFontMetricsF(small)))
        self._y = (self._legend[-1][2] if self._legend else self._y) + 21 * k
        if words.sources:
            self._set("Sources: " + "; ".join(words.sources) + ".", small, "dim")
        self._set("Cite: " + words.citation, small, "dim")
        self.height = self._y + _EDGE * k * 0.6

    def _set(self, text: str, face: QFont, role: str) -> None:
        """Break a text into lines and give each its place."""
        measure = QFontMetricsF(face)
        room = self._width - 2 * _EDGE * self._k
        high = face.pixelSize() * 1.36
        for line in broken(text, room, measure):
            self._lines.append((line, face, role, self._y + face.pixelSize() * 1.02))
            self._y += high

    def _samples(self, measure: QFontMetricsF) -> Iterator[tuple[str, float, float, str]]:
        k, x, y = self._k, _EDGE * self._k, self._legend_y
        for kind, text in BASES:
            wide = (_SAMPLE + 8) * k + measure.horizontalAdvance(text)
            if x + wide > self._width - _EDGE * k and x > _EDGE * k:
                x, y = _EDGE * k, y + 17 * k
            yield kind, x, y, text
            x += wide + 20 * k

    def paint(self, painter: QPainter, height: float) -> None:
        """Draw the strip, its upper left corner at the painter's origin, into ``height`` pixels."""
        k, theme = self._k, self._theme
        box = QRectF(0, 0, self._width, height)
        painter.setClipRect(box)
        painter.fillRect(box, colour(theme, "ground"))
        painter.fillRect(QRectF(0, 0, self._width, k), colour(theme, "line"))
        for text, face, role, y in self._lines:
            painter.setFont(face)
            painter.setPen(colour(theme, role))
            painter.drawText(QPointF(_EDGE * k, y), text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for kind, x, y, text in self._legend:
            middle = y + 7.5 * k
            if kind == "dot":
                painter.setPen(pen(theme, "foxbat", 1.4 * k))
                painter.setBrush(colour(theme, "foxbat", 0.35))
                painter.drawEllipse(QPointF(x + _SAMPLE * k / 2, middle), 4.5 * k, 4.5 * k)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            else:
                painter.setPen(pen(theme, "foxbat", 2.2 * k, dash=(4, 2) if kind == "dash" else (1, 1.4)))
                painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE * k, middle))
            painter.setFont(self._legend_font)
            painter.setPen(colour(theme, "dim"))
            painter.drawText(QPointF(x + (_SAMPLE + 8) * k, y + self._legend_font.pixelSize() * 1.02), text)


def fitting(words: Caption, theme: Theme, width: float, k: float, most: float) -> Strip:
    """Return the strip with the largest letters that are no higher than ``most`` pixels in all.

    Raises ExportError where the caption cannot be whole: it would lose its citation.
    """
    for part in _SMALLER:
        made = Strip(words, theme, width, k * part)
        if made.height <= most:
            return made
    raise ExportError("the picture is too small for its caption: make it larger, or leave the caption out")


def broken(text: str, room: float, measure: QFontMetricsF) -> Iterator[str]:
    """Yield a text in lines no wider than ``room`` pixels, broken at spaces, too long a word inside."""
    line = ""
    for word in text.split():
        tried = f"{line} {word}" if line else word
        if measure.horizontalAdvance(tried) <= room:
            line = tried
            continue
        if line:
            yield line
        while measure.horizontalAdvance(word) > room and len(word) > 1:
            fits = max(
                1,
                next((n for n in range(len(word), 0, -1) if measure.horizontalAdvance(word[:n]) <= room), 1),
            )
            yield word[:fits]
            word = word[fits:]
        line = word
    if line:
        yield line
