"""The floor ladder over the map: who could see him, and who did.

A vertical scale of altitude on which the Foxbat slides against the floors of the four stations. A station
sees nothing below its tick; a tick that he falls past goes out with its reason in one word.
"""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.frame import verdict
from explorer.frame.frame import AircraftNow, StationNow
from explorer.frame.headline import answer, withheld
from explorer.frame.state import Selection
from explorer.scenario import units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_WIDTH = 408
_ROW = 36
_ROW_CLOSE = 29  # two lines a station, where the map is smaller
_SPARE = 100  # px over the ladder that the aircraft and its label need
_ROW_COMPACT = 22  # one line a station, where the map is low
_ROW_LEAST = 17
_TOP = 40
_TOP_LEAST = 31
_RAIL = 26
_TEXT = 52
_COULD = 252
_DID = 326
_REASON = 160  # in compact rows
_CEILING_M = 7500.0

REASON = {
    "clear": "nothing between",
    "below-horizon": "curve",
    "behind-terrain": "mountain",
    "out-of-range": "range",
    "everywhere": "wherever he was",
    "nowhere": "wherever he was",
    "depends": "on where he was",
}
COULD = {
    "clear": "yes", "everywhere": "yes", "depends": "depends", "below-horizon": "no", "behind-terrain": "no",
    "out-of-range": "no", "nowhere": "no",
}  # fmt: skip
DID = {"contact": "had him", "lost": "lost", "none": "—"}


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of the ladder, ready to be drawn. ``height_m`` None stands beside the scale, not on it."""

    id: str
    name: str
    detail: str
    could: str
    reason: str
    did: str
    note: str
    height_m: float | None
    hero: bool = False


def reason(station: StationNow) -> str:
    """Return why it could or could not, in a word or two, with the share hidden where that is not plain."""
    word = REASON.get(station.sight or "", "")
    if station.sight == "depends" and station.floor_m is not None:
        word = "on his height"
    elif station.sight == "clear" and station.close:
        word = "only just"
    low, high = station.hidden_low, station.hidden_high
    if station.floor_m is None or low is None or high is None or station.sight == "out-of-range":
        return word
    if station.sight == "clear" and round(100 * high) == 0:
        return word
    share = f"{verdict.share_text(low, high)} hidden"
    if station.sight == "depends":
        return share
    return f"{word.replace('nothing between', 'clear')}, {share}"


def rungs(
    stations: tuple[StationNow, ...], hero: AircraftNow | None, system: str, hide_answers: bool
) -> tuple[Rung, ...]:
    """Return the ladder's lines from the highest floor to the lowest, the Foxbat among them."""
    found = []
    for s in stations:
        detail = verdict.sees(s, system)
        if s.floor_m is None and s.hidden_low is not None and s.hidden_high is not None:
            detail = f"{verdict.share_text(s.hidden_low, s.hidden_high)} of the area hidden"
        note = ""
        if s.conflict == "clear-lost":
            away = "" if s.range_km is None else f", {units.distance(s.range_km, system)}"
            note = f"nothing between{away}" + (f"; blamed: {s.blamed}" if s.blamed else ": why?")
        elif s.conflict == "hidden-contact":
            note = "the model does not explain this contact"
        did = DID[s.record]
        if s.open_start and s.record == "none":
            did = "no word"
        found.append(
            Rung(
                s.id,
                s.name,
                "" if hide_answers else detail,
                "?" if hide_answers and s.sight else COULD.get(s.sight or "", ""),
                "" if hide_answers else reason(s),
                did,
                "" if hide_answers else note,
                None if hide_answers else s.floor_m,
            )
        )
    # While the answers wait the stations keep the order of their lanes: that of their floors would tell.
    found.sort(key=lambda r: -1 if r.height_m is None else -r.height_m)
    if hero is not None and hero.phase is Phase.AIR:
        altitude = hero.altitude_m
        text = "altitude not known" if altitude is None else units.altitude(altitude, system)
        mine = Rung(hero.id, f"{hero.name} {text}", "", "", "", "", "", altitude, hero=True)
        at = len(found)
        if altitude is not None:
            at = next(
                (i for i, r in enumerate(found) if r.height_m is not None and r.height_m <= altitude),
                len(found),
            )
        found.insert(at, mine)
    return tuple(found)


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least ``gap`` apart, in the order given, as near to the wanted ones as they can be.

    The wanted places are taken in order from the smallest ``y`` down; ``low`` and ``high`` bound the result
    where there is room for it. Blocks that would overlap are centred on their mean wish (pool adjacent
    violators, which minimises the squared shifts).
    """
    blocks: list[list[float]] = []  # [sum of wishes less offsets, count]
    for i, y in enumerate(wanted):
        blocks.append([y - i * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    last = high - (len(wanted) - 1) * gap
    placed: list[float] = []
    for total, count in blocks:
        start = max(low, min(total / count, last))
        placed += [start + (len(placed) + j) * gap for j in range(int(count))]
    return placed


class Ladder(QWidget):
    """COULD he be seen, DID they have him: two columns, always both."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._rungs: tuple[Rung, ...] = ()
        self._spots: list[tuple[QRect, str]] = []
        self._row, self._top = _ROW, _TOP
        self._withheld = False
        self._ask = QRect()  # where the answer is asked for, while it waits
        self._fonts = (font(14, bold=True), font(13, bold=True), font(11))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Who could see him, and who did"))
        self.setMouseTracking(True)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the ladder."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for every station and the Foxbat."""
        rows = len(self._store.now.scenario.lanes) + 1
        return QSize(_WIDTH, _TOP + rows * _ROW + 12 + 14)

    def fit(self, height: int) -> None:
        """Take no more than ``height`` px, if need be with one line a station."""
        rows = len(self._store.now.scenario.lanes) + 1
        self._row, self._top, foot = _ROW, _TOP, 26
        if _TOP + rows * _ROW + foot + _SPARE > height:
            self._row = _ROW_CLOSE
        if _TOP + rows * self._row + foot > height:
            self._row = _ROW_COMPACT
        if _TOP + rows * self._row + foot > height:
            self._top, foot = _TOP_LEAST, 20 if self._withheld else 8
            self._row = max(_ROW_LEAST, min(_ROW_COMPACT, (height - self._top - foot) // rows))
        self.resize(_WIDTH, self._top + rows * self._row + foot)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots; the map's paint shows it (see ``Overlays``)."""
        made: tuple[Rung, ...] = ()
        hidden = self._withheld = withheld(new.scenario, new.frame)
        first = new.state.chapter == new.scenario.chapters[0].id
        if first and new.frame.hero is not None and new.frame.hero.phase is Phase.AIR:
            made = rungs(new.frame.stations, new.frame.hero, str(new.state.units), hidden)
        if made != self._rungs:
            if bool(made) != bool(self._rungs):
                self.setVisible(bool(made))
            self._rungs = made
            self.setAccessibleDescription(
                "; ".join(f"{r.name}: {r.could} {r.reason}, {r.did}" for r in made if not r.hero)
            )
        if old is None or old.scenario is not new.scenario:
            self.resize(self.sizeHint())
            self.setVisible(bool(made))

    def _y(self, height: float) -> float:
        """Return where an altitude stands on the scale: its root, so that low floors keep their room."""
        top, bottom = self._top + 12.0, self.height() - (22.0 if self._top == _TOP else 14.0)
        share = min(max(height, 0.0), _CEILING_M) / _CEILING_M
        return bottom - (bottom - top) * math.sqrt(share)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the scale, its ticks and the lines beside it."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.overlay))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        head, _, small = self._fonts
        painter.setFont(head)
        painter.setPen(QColor(theme.ink))
        head_y = 25 if self._top == _TOP else 18
        painter.drawText(14, head_y, self.tr("Who could see him?"))
        painter.setFont(small)
        painter.setPen(QColor(theme.dim))
        painter.drawText(_COULD, head_y, self.tr("COULD"))
        supposed = bool(self._store.now.scenario.hypothetical)
        painter.drawText(_DID, head_y, self.tr("DID, in history") if supposed else self.tr("DID"))
        painter.setPen(QPen(QColor(theme.faint), 2))
        painter.drawLine(QPointF(_RAIL, self._y(_CEILING_M)), QPointF(_RAIL, self._y(0)))
        wanted = [self._y(r.height_m) if r.height_m is not None else self._y(0) for r in self._rungs]
        foot = 20 if self._withheld else 8  # room for what asks for the answer
        rows = spread(wanted, self._row, self._top + self._row / 2, self.height() - self._row / 2 - foot)
        self._spots = []
        for rung, y, tick in zip(self._rungs, rows, wanted, strict=True):
            self._draw(painter, rung, y, tick)
            self._spots.append((QRect(0, round(y - self._row / 2), self.width(), self._row), rung.id))
        self._ask = QRect()
        if self._withheld:
            painter.setFont(small)
            painter.setPen(QColor(theme.accent))
            words = self.tr("Show the answer")
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(QPointF(_TEXT, self.height() - 8), words)
            self._ask = QRect(_TEXT - 6, self.height() - 26, wide + 12, 26)
        painter.end()

    def _draw(self, painter: QPainter, rung: Rung, y: float, tick: float) -> None:
        theme, (_, name, small) = self._theme, self._fonts
        if rung.hero:
            painter.setFont(name)
            painter.setPen(QColor(theme.foxbat))
            if rung.height_m is not None:
                painter.setBrush(QColor(theme.foxbat))
                painter.drawPolygon(
                    QPolygonF(
                        [QPointF(_RAIL - 7, tick - 7), QPointF(_RAIL - 7, tick + 7), QPointF(_RAIL + 6, tick)]
                    )
                )
                self._lead(painter, tick, y, theme.foxbat)
            painter.drawText(QPointF(_TEXT, y + (1 if self._row <= _ROW_COMPACT else 5)), rung.name)
            return
        out = rung.could == "no"
        colour = theme.faint if out else theme.radar
        if rung.height_m is not None:
            painter.setPen(QPen(QColor(colour), 3))
            painter.drawLine(QPointF(_RAIL - 9, tick), QPointF(_RAIL + 9, tick))
            self._lead(painter, tick, y - 6, colour)
        painter.setFont(name)
        painter.setPen(QColor(theme.dim if out else theme.ink))
        painter.drawText(QPointF(_TEXT, y - 3), rung.name)
        painter.setPen(QColor({"yes": theme.radar, "depends": theme.foxbat}.get(rung.could, theme.ink)))
        painter.drawText(QPointF(_COULD, y - 3), rung.could)
        painter.setPen(QColor({"lost": theme.loss, "had him": theme.radar}.get(rung.did, theme.dim)))
        painter.setFont(name if rung.did in ("lost", "had him") else small)
        painter.drawText(QPointF(_DID, y - 3), rung.did)
        painter.setFont(small)
        painter.setPen(QColor(theme.dim))
        if self._row <= _ROW_COMPACT:
            word = rung.reason.partition(",")[0].replace("nothing between", "clear")
            wide = _COULD - _REASON - 6
            shown = QFontMetrics(small).elidedText(word, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QPointF(_REASON, y - 3), shown)
            return
        room = _COULD - _TEXT - 6
        if rung.note:
            painter.setPen(QColor(theme.loss))
            painter.drawText(QPointF(_TEXT, y + 11), rung.note)
            return
        metrics = QFontMetrics(small)
        wide = room if rung.reason else self.width() - _TEXT - 8
        painter.drawText(
            QPointF(_TEXT, y + 11), metrics.elidedText(rung.detail, Qt.TextElideMode.ElideRight, wide)
        )
        painter.drawText(QPointF(_COULD, y + 11), rung.reason)

    def _lead(self, painter: QPainter, tick: float, y: float, colour: str) -> None:
        """Join a tick with its line where they stand apart."""
        pen = QPen(QColor(colour), 1)
        painter.setPen(pen)
        painter.drawLine(QPointF(_RAIL + 9, tick), QPointF(_TEXT - 5, y))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the station that is clicked, or show the answer that is asked for."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._ask.contains(event.position().toPoint()):
            now = self._store.now
            self._store.update(answered=answer(now.scenario, now.frame))
            return
        for box, name in self._spots:
            if box.contains(event.position().toPoint()):
                now = self._store.now
                kind = "site" if name in now.scenario.sites else "track"
                self._store.update(selection=Selection(kind, name))
                return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say in words what a line means."""
        point = event.position().toPoint()
        for box, name in self._spots:
            if box.contains(point):
                station = next((s for s in self._store.now.frame.stations if s.id == name), None)
                self.setToolTip("" if station is None else self._told(station))
                return
        self.setToolTip("")

    def _told(self, station: StationNow) -> str:
        """Return a line in full sentences, without the answers while they wait."""
        hero, system = self._store.now.frame.hero, str(self._store.state.units)
        parts = []
        if self._withheld:
            parts.append(self.tr("Could it see him? The answer waits until it is asked for"))
        else:
            spread = None if hero is None else hero.uncertainty_km
            parts = [
                verdict.could(station),
                verdict.sees(station, system),
                verdict.hidden(station, spread),
            ]
        parts.append(station.record_note.rstrip("."))
        return "\n".join(p[0].upper() + p[1:] + "." for p in parts if p)
