"""What lies over the map: read-out, banner, ladder and picket, each in its corner and clear of the others."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from explorer.panels.banner import Banner
from explorer.panels.ladder import Ladder
from explorer.panels.picket import PicketBox
from explorer.panels.readout import Readout
from explorer.panels.tour import TourBar
from explorer.session.store import Store
from explorer.theme import Theme, font

_EDGE = 12
_GAP = 8
_TOUR_PX = 1000
_LINES = 4  # sentences at once
_LONGEST = 150  # characters of one: the name of a file can be longer
_SAID_MS = 6000
_BELOW = 30  # room for the grid's labels at the foot of the map


class Overlays(QObject):
    """Places the boxes over ``ground`` and says which room they take.

    ``tell`` is called with their rectangles whenever these change, so that labels can keep clear.
    The map is painted anew at every change of the store, and what lies over it with it. A box that asked for
    a paint of its own as well would have the map painted twice.
    """

    def __init__(
        self, store: Store, theme: Theme, ground: QWidget, tell: Callable[[list[QRect]], None]
    ) -> None:
        super().__init__(ground)
        self._ground, self._tell = ground, tell
        self._told: list[QRect] = []
        self._going_on = self._supposed = self._sentence = self._terrain = self._words = ""
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SAID_MS)
        self._silence.timeout.connect(self._hush)
        self.readout = Readout(store, theme, ground)
        self.ladder = Ladder(store, theme, ground)
        self.picket = PicketBox(store, theme, ground)
        self.banner = Banner(store, theme, ground)
        self.tour = TourBar(store, theme, ground)
        self._note = QLabel(ground)
        self._note.setFont(font(12))
        # A sentence may hold the name of a file: never markup.
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.hide()
        for part in (ground, *self.parts):
            part.installEventFilter(self)
        for part in self.parts:
            # A box is not the place on the map that lies behind it.
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.set_theme(theme)
        self.arrange()

    @property
    def parts(self) -> tuple[Readout, Ladder, Banner, TourBar, PicketBox]:
        """The boxes."""
        return self.readout, self.ladder, self.banner, self.tour, self.picket

    def set_theme(self, theme: Theme) -> None:
        """Re-colour every box."""
        for part in self.parts:
            part.set_theme(theme)
        self._note.setStyleSheet(
            f"background: {theme.overlay}; color: {theme.dim}; padding: 3px 10px; border-radius: 4px;"
        )

    def note(self, text: str) -> None:
        """Say at the foot of the map that something is going on; an empty text takes it away."""
        self._going_on = text
        self._say()

    def say(self, text: str) -> None:
        """Say one sentence for a few seconds; what was said just before stays as long, on its own line."""
        before = [s for s in self._sentence.split("\n") if s and s != text]
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"
        self._sentence = "\n".join([*before[1 - _LINES :], short])
        self._say()
        self._silence.start()

    def _hush(self) -> None:
        self._sentence = ""
        self._say()

    def suppose(self, text: str) -> None:
        """Say what is supposed, for as long as it is; an empty text is history."""
        self._supposed = self.tr("WHAT IF, not history: {0}").format(text) if text else ""
        self._say()

    def relief(self, name: str) -> None:
        """Say which elevation model the terrain is, as long as it is not the shipped one."""
        self._terrain = self.tr("Terrain: {0}, opened by you").format(name) if name else ""
        self._say()

    def _say(self) -> None:
        parts = (self._supposed, self._terrain, self._sentence, self._going_on)
        self._words = " · ".join(t for t in parts if t)
        self._note.setVisible(bool(self._words))
        self.arrange()

    def arrange(self) -> None:
        """Put the boxes where the room is: the banner beside the read-out, below it on a narrow map.

        A tour's bar stands above them all, and says what the banner would.
        """
        wide, high = self._ground.width(), self._ground.height()
        self.readout.adjustSize()
        touring = self.tour.isVisibleTo(self._ground)
        if touring:
            self.tour.fit(min(wide - 2 * _EDGE, _TOUR_PX))
            self.tour.move(_EDGE, _EDGE)
        self.readout.move(_EDGE, self.tour.geometry().bottom() + _GAP if touring else _EDGE)
        beside = self.readout.geometry().right() + _EDGE
        free = wide - beside - _EDGE
        below = self.readout.geometry().bottom() + _GAP
        self.banner.set_brief(free < 300 and high < 480)
        self.banner.fit(max(260, min(560, free if free >= 300 else wide - 2 * _EDGE)))
        if free >= 300:
            self.banner.move(beside + (free - self.banner.width()) // 2, _EDGE)
        else:
            self.banner.move(_EDGE, below)
            if self.banner.isVisibleTo(self._ground):
                below = self.banner.geometry().bottom() + _GAP
        self.ladder.fit(high - below - _EDGE)
        for corner in (self.ladder, self.picket):  # never both: one is of the flight, one of what came after
            corner.move(_EDGE, max(below, high - corner.height() - _BELOW))
        # Nothing of it may be lost at the map's edge without a sign.
        metrics, room = self._note.fontMetrics(), wide - 48
        lines = [metrics.elidedText(t, Qt.TextElideMode.ElideRight, room) for t in self._words.split("\n")]
        self._note.setText("\n".join(lines))
        self._note.setToolTip(f"<qt>{escape(self._words)}</qt>" if "…" in "".join(lines) else "")
        self._note.adjustSize()
        # In the strip below the ladder: in the middle it would lie over Kamo.
        self._note.move(_EDGE, high - self._note.height() - 3)
        offset = self.readout.pos()
        boxes = [box.geometry().translated(offset) for box in self.readout.boxes]
        boxes += [one.geometry() for one in self.parts[1:] if one.isVisibleTo(self._ground)]
        boxes = [b for b in boxes if not b.isEmpty()]
        if boxes != self._told:
            self._told = boxes
            self._tell(boxes)

    def room(self) -> QRect:
        """Return the part of the map that the boxes leave free: right of the ladder, below the rest."""
        wide, high = self._ground.width(), self._ground.height()
        corner = next((c for c in (self.ladder, self.picket) if c.isVisibleTo(self._ground)), None)
        beside = corner is not None
        left = corner.geometry().right() + _EDGE if corner is not None else 0
        over = self.tour if beside and self.tour.isVisibleTo(self._ground) else self.readout
        top = over.geometry().bottom() + _GAP
        return QRect(left, top, max(1, wide - left), max(1, high - top - _BELOW))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrange anew when the map or a box changes its size, comes or goes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self.arrange()
        return super().eventFilter(watched, event)
