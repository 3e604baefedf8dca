"""What lies over the map at its upper left: the clock in three zones and the aircraft read-out."""

import math
from bisect import bisect_right
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.frame.frame import AircraftNow
from explorer.frame.why import why
from explorer.panels.details import show_why
from explorer.scenario import times, units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, colour, font

_PAD_X, _PAD_Y = 12, 5
_GAP = 6
_STEP = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one look: ``role`` is a colour field of ``Theme``; a click asks "why?" of ``figure``."""

    text: str
    role: str = "ink"
    bold: bool = False
    figure: str = ""


class _Box(QWidget):
    """One line of pieces on a quiet ground.

    Painted, not a label of rich text: that would lay out a document for each second of the flight.

    Signals:
        asked(figure): a piece has been clicked.
    """

    asked = Signal(str)

    def __init__(self, name: str, px: int, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pieces: tuple[Piece, ...] = ()
        self._fonts = {bold: font(px, bold=bold) for bold in (False, True)}
        self._measures = {bold: QFontMetricsF(self._fonts[bold]) for bold in (False, True)}
        self._high = math.ceil(self._measures[False].height()) + 2 * _PAD_Y
        self._lefts: list[float] = []
        self.setMouseTracking(True)
        self.setAccessibleName(name)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def show_pieces(self, pieces: tuple[Piece, ...]) -> bool:
        """Show a line; return whether the box has come, gone or changed its width.

        The map's paint shows it (see ``Overlays``).
        """
        if pieces == self._pieces:
            return False
        self._pieces = pieces
        self.setAccessibleDescription("".join(p.text for p in pieces))
        left, self._lefts = float(_PAD_X), []
        for piece in pieces:
            self._lefts.append(left)
            left += self._measures[piece.bold].horizontalAdvance(piece.text)
        # In steps: labels and other boxes step aside from this one, and should not at every figure.
        wide = math.ceil((left + _PAD_X) / _STEP) * _STEP if pieces else 0
        was = self.isHidden(), self.width()
        self.setVisible(bool(pieces))
        if pieces:
            self.resize(wide, self._high)
        return was != (self.isHidden(), self.width())

    def figure_at(self, x: float) -> str:
        """Return the figure of the piece at ``x``, empty where there is none."""
        at = bisect_right(self._lefts, x) - 1
        if at < 0:
            return ""
        piece = self._pieces[at]
        inside = x <= self._lefts[at] + self._measures[piece.bold].horizontalAdvance(piece.text)
        return piece.figure if inside else ""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the ground and the letters."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.overlay))
        painter.drawRoundedRect(self.rect(), 6, 6)
        base = (self._high + self._measures[False].ascent() - self._measures[False].descent()) / 2
        for piece, left in zip(self._pieces, self._lefts, strict=True):
            painter.setFont(self._fonts[piece.bold])
            painter.setPen(colour(str(getattr(self._theme, piece.role))))
            painter.drawText(QPointF(left, base), piece.text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be asked."""
        over = bool(self.figure_at(event.position().x()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the press: the map below is not meant."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask why."""
        figure = self.figure_at(event.position().x())
        if figure and event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit(figure)


class Readout(QWidget):
    """Two quiet boxes over the map: what time it is, and what is known of the aircraft."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = _Box(self.tr("Clock"), 17, theme, self)
        self._craft = _Box(self.tr("Aircraft"), 13, theme, self)
        self._craft.asked.connect(self._why)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    @property
    def boxes(self) -> tuple[QWidget, ...]:
        """The boxes that are shown."""
        return tuple(b for b in (self._clock, self._craft) if not b.isHidden())

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the boxes."""
        for box in (self._clock, self._craft):
            box.set_theme(theme)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        if old is not None and old.frame is new.frame:
            return
        changed = [self._clock.show_pieces(self._clocks(new)), self._craft.show_pieces(self._known(new))]
        if any(changed):
            self._craft.move(0, self._clock.height() + _GAP)
            self.adjustSize()

    def sizeHint(self) -> QSize:
        """Return the room that the boxes take."""
        found = QRect()
        for box in self.boxes:
            found = found.united(box.geometry())
        return QSize(found.right() + 1, found.bottom() + 1)

    def _clocks(self, new: Snapshot) -> tuple[Piece, ...]:
        first = new.scenario.zones[0]
        long = new.state.chapter != new.scenario.chapters[0].id
        t = new.frame.time
        if new.frame.chapter.of_years:
            return (Piece(times.day(t, first), bold=True),)
        day = f"{times.day(t, first)}  " if long else ""
        clock = times.clock(t, first, seconds=not long, named=False)
        found = [Piece(f"{day}{clock}", bold=True), Piece(f" {first.short}")]
        found += [Piece(f"   {clock}", "dim") for clock in times.elsewhere(t, new.scenario.zones)]
        return tuple(found)

    def _known(self, new: Snapshot) -> tuple[Piece, ...]:
        held = [h for h in new.frame.holdings if h.lane in ("pilot", "aircraft")]
        if held:
            names = {"pilot": self.tr("Pilot"), "aircraft": self.tr("Aircraft")}
            return _joined([[Piece(f"{names[h.lane]}: ", "dim"), Piece(h.label, bold=True)] for h in held])
        hero = new.frame.hero
        if hero is None:
            return ()
        name = Piece(hero.name, "foxbat", bold=True, figure=f"position:{hero.id}")
        return _joined([[name], *self._figures(hero, str(new.state.units))])

    def _figures(self, hero: AircraftNow, system: str) -> list[list[Piece]]:
        if hero.phase is Phase.GROUND:
            return [[Piece(self.tr("on the ground"))]]
        height, place, speed = (f"{what}:{hero.id}" for what in ("altitude", "position", "speed"))
        found = []
        if hero.altitude_m is None:
            found.append([Piece(self.tr("altitude not known"), "dim", figure=height)])
        else:
            text = f"{units.altitude(hero.altitude_m, system)}"
            if hero.altitude_low_m is not None and hero.altitude_high_m is not None:
                low, high = (units.altitude(v, system) for v in (hero.altitude_low_m, hero.altitude_high_m))
                text = f"{low}–{high}"
            found.append([Piece(text, bold=True, figure=height), Piece(f" {hero.altitude_basis}", "dim")])
        if hero.lon is None:
            where = self.tr("place not known")
        else:
            spread = f", ±{hero.uncertainty_km:.0f} km" if hero.uncertainty_km else ""
            where = self.tr("place {0}").format(hero.position_basis) + spread
        found.append([Piece(where, "dim", figure=place)])
        if hero.speed_kmh is None:
            found.append([Piece(self.tr("speed not known"), "dim", figure=speed)])
        else:
            text = units.speed(hero.speed_kmh, system)
            found.append([Piece(text, figure=speed), Piece(f" {hero.speed_basis}", "dim")])
        return found

    def _why(self, figure: str) -> None:
        now = self._store.now
        found = why(now.scenario, now.frame, figure)
        if found is not None:
            show_why(now.scenario, found, QCursor.pos() + QPoint(0, 12), self)


def _joined(parts: list[list[Piece]]) -> tuple[Piece, ...]:
    found = [piece for part in parts for piece in (Piece(" · ", "dim"), *part)]
    return tuple(found[1:])
