"""The story on paper: a PDF of a chapter's moments, a page each: title, time, map and passage."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from explorer.export.caption import caption, clocks, day_alone
from explorer.export.picture import pages, view_of
from explorer.export.strip import broken
from explorer.export.write import ExportError, write_atomic
from explorer.frame.card import span_text
from explorer.frame.frame import frame, passages_of
from explorer.frame.state import State, leading_to
from explorer.map.layer import colour, font
from explorer.map.layers import Kept
from explorer.map.scene import Scene
from explorer.scenario.model import Moment, Scenario
from explorer.session.store import Snapshot
from explorer.theme import Theme, by_name

if TYPE_CHECKING:
    from explorer.map.viewport import Viewport

PAGE = (1123.0, 794.0)
"""A4 lying down, in units of 1/96 inch."""

_EDGE = 36.0
_FINE = 2.5  # pixels of the ground for a unit: 240 to the inch
_MAP = QRectF(_EDGE, 96.0, 700.0, 640.0)
_TEXT_LEFT = _MAP.right() + 26.0


def storyboard(
    snapshot: Snapshot, path: Path, theme: str = "light", told: Callable[[int, int], None] | None = None
) -> None:
    """Write the storyboard of the snapshot's chapter; ``told(done, of)`` hears of each page.

    Raises ExportError in one sentence; the file is then as it was.
    """
    write_atomic(path, storyboard_bytes(snapshot, theme, told))


def moments_of(scenario: Scenario, state: State) -> tuple[Moment, ...]:
    """Return the moments of the state's chapter in the order of the state's voice."""
    inside = [m for m in scenario.moments if m.chapter == state.chapter]
    return tuple(sorted(inside, key=lambda m: m.at(state.voice)))


def storyboard_bytes(
    snapshot: Snapshot, theme: str = "light", told: Callable[[int, int], None] | None = None
) -> bytes:
    """Return the storyboard as PDF."""
    moments = moments_of(snapshot.scenario, snapshot.state)
    if not moments:
        raise ExportError(f"the chapter '{snapshot.frame.chapter.title}' has no moments to draw")
    look, ground = by_name(theme), _Ground()

    def panel(number: int, moment: Moment) -> Callable[[QPainter], None]:
        def paint(painter: QPainter) -> None:
            if told is not None:
                told(number, len(moments))
            _panel(
                painter, at_moment(snapshot, moment), moment, ground, look, f"{number + 1} / {len(moments)}"
            )

        return paint

    paints = [panel(n, m) for n, m in enumerate(moments)]
    return pages(paints, *PAGE, f"{snapshot.scenario.title}: {snapshot.frame.chapter.title}")


def at_moment(snapshot: Snapshot, moment: Moment) -> Snapshot:
    """Return the snapshot at a moment's time, with nothing selected."""
    state = replace(snapshot.state, **leading_to(moment, snapshot.state.voice), selection=None)
    told = frame(snapshot.scenario, snapshot.derived, state)
    return replace(snapshot, state=state, frame=told)


def when(scenario: Scenario, moment: Moment, time: float) -> str:
    """Return a moment's time as its page heads it: in every zone, or no finer than it is known."""
    return day_alone(scenario, moment, time) or " · ".join(clocks(scenario, time))


class _Ground:
    """The maps of the pages: what lies still as one picture that all pages share, the story drawn over it.

    Drawn anew on each page, coasts and hills alone would make a page of more than a megabyte.
    """

    def __init__(self) -> None:
        self._scene = Scene()
        self._view: Viewport | None = None
        self._still = QImage()

    def paint(self, painter: QPainter, now: Snapshot, theme: Theme) -> None:
        """Draw the map of a snapshot at the painter's origin."""
        view = view_of(now, _MAP.width(), _MAP.height(), theme, vector=True)
        if view != self._view:
            self._view = view
            wide, high = (round(side * _FINE) for side in (_MAP.width(), _MAP.height()))
            self._still = QImage(wide, high, QImage.Format.Format_RGB32)
            fine = view_of(now, wide, high, theme, scale=_FINE)
            self._scene.show(now, fine)
            inner = QPainter(self._still)
            self._scene.paint(inner, {Kept.LASTING})
            inner.end()
        self._scene.show(now, view)
        painter.drawImage(QRectF(0, 0, _MAP.width(), _MAP.height()), self._still)
        self._scene.paint(painter, {Kept.SETTLED, Kept.LIVE})


def _panel(
    painter: QPainter, now: Snapshot, moment: Moment, ground: _Ground, theme: Theme, number: str
) -> None:
    scenario = now.scenario
    words = caption(scenario, now.frame)
    painter.fillRect(QRectF(0, 0, *PAGE), colour(theme, "ground"))
    column = _Column(painter, theme, _EDGE, PAGE[0] - 2 * _EDGE, 22.0)
    column.add(moment.title, font(26, bold=True), "ink", 1)
    column.add(when(scenario, moment, now.frame.time), font(14), "dim", 1)
    painter.save()
    painter.translate(_MAP.topLeft())
    painter.setClipRect(QRectF(0, 0, _MAP.width(), _MAP.height()))
    ground.paint(painter, now, theme)
    painter.restore()
    column = _Column(painter, theme, _TEXT_LEFT, PAGE[0] - _EDGE - _TEXT_LEFT, _MAP.top())
    if words.supposed:
        column.add(words.supposed, font(13, bold=True), "loss", 3)
    column.add(moment.text, font(15), "ink", 9)
    column.skip(8)
    column.add(words.voice, font(11), "dim", 1)
    span = span_text(scenario, moment, now.state.voice)
    column.add(f"Time {moment.time_basis}: {span}", font(11), "dim", 2)
    column.skip(12)
    by_id = {p.id: p for p in scenario.passages}
    for name in passages_of(scenario, moment):
        passage = by_id[name]
        for paragraph in passage.text.split("\n"):
            column.add(paragraph, font(13), "ink", 16)
            column.skip(4)
        where = ", ".join(str(n) for n in passage.paragraphs)
        column.add(f"Retold from the article, paragraph {where}", font(10), "dim", 1)
        column.skip(8)
    for says, key in moment.accounts:
        if key in scenario.sources:
            column.add(f"{says} ({scenario.sources[key].title})", font(11), "dim", 3)
    foot = _Column(painter, theme, _EDGE, PAGE[0] - 2 * _EDGE - 70, _MAP.bottom() + 8)
    titles = [scenario.sources[k].title for k in moment.sources if k in scenario.sources]
    if titles:
        foot.add("Sources: " + "; ".join(titles), font(10), "dim", 2)
    painter.setFont(font(11))
    painter.drawText(QPointF(PAGE[0] - _EDGE - 50, PAGE[1] - 22), number)


class _Column:
    """Sets paragraphs one below the other, down to the foot of the map."""

    def __init__(self, painter: QPainter, theme: Theme, left: float, width: float, top: float) -> None:
        self._painter, self._theme, self._left, self._width, self.y = painter, theme, left, width, top

    def skip(self, pixels: float) -> None:
        """Leave some room."""
        self.y += pixels

    def add(self, text: str, face: QFont, role: str, most: int) -> None:
        """Set a paragraph of at most so many lines; what does not fit ends in an ellipsis."""
        size = face.pixelSize()
        free = max(0, int((PAGE[1] - 14 - self.y) / (size * 1.36)))
        lines = list(broken(text, self._width, QFontMetricsF(face)))
        kept = lines[: min(most, free)]
        if kept and len(kept) < len(lines):
            kept[-1] = kept[-1].rstrip(" .,;") + " …"
        self._painter.setFont(face)
        self._painter.setPen(colour(self._theme, role))
        for line in kept:
            self._painter.drawText(QPointF(self._left, self.y + size * 1.02), line)
            self.y += size * 1.36
