"""The altitude of the story's subject against time, with how we know it."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from explorer.flight.motion import between
from explorer.frame.frame import AircraftNow, allowed
from explorer.frame.sight import Curve, Telling
from explorer.frame.state import State, Stated
from explorer.panels import floors
from explorer.panels.band import SMALL_PX, Band, elided, metrics
from explorer.panels.timeaxis import scale
from explorer.scenario.model import Basis, Fixes, Floats, Phase, Scenario, Then
from explorer.scenario.units import M_PER_FOOT, System, altitude
from explorer.theme import Theme, colour, font

_MOST = 4000  # vertices drawn of one line
_HEAD = 18.0  # the title's row
_FOOT = 6.0
_HATCH = 7.0
_DASHES = {Basis.DERIVED: [4.0, 2.5], Basis.ASSUMED: [0.6, 2.6]}


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Legs of one basis in a row, as columns; ``basis`` None: nobody knows the altitude (m)."""

    basis: Basis | None
    time: Floats
    altitude: Floats
    low: Floats
    high: Floats


def runs(fixes: Fixes, start: float, end: float, most: int = _MOST) -> tuple[Run, ...]:
    """Return the altitude of ``fixes`` from ``start`` to ``end``, cut where its basis changes.

    A leg is known where a line joins two fixes of known altitude; its basis is the weaker one and at best
    derived. Elsewhere it is unknown, unless the track is parked or not shown. A run of more than ``most``
    fixes keeps the lowest and the highest of each of ``most / 2`` stretches of time.
    """
    n = len(fixes)
    if n < 2:
        return ()
    order = tuple(Basis)
    weakness = {basis: i for i, basis in enumerate(order)}
    heights = np.fromiter(map(weakness.__getitem__, fixes.altitude_basis), dtype=np.int8, count=n)
    line = np.array([t is Then.LINE for t in fixes.then], dtype=bool)[:-1]
    ends = np.array([t is Then.END for t in fixes.then], dtype=bool)[:-1]
    parked = np.array([p is Phase.GROUND for p in fixes.phase], dtype=bool)[:-1]
    known = line & ~np.isnan(fixes.altitude[:-1] + fixes.altitude[1:])
    weakest = weakness[between(Basis.STATED, Basis.STATED)]
    code = np.where(known, np.maximum(np.maximum(heights[:-1], heights[1:]), weakest), len(order))
    code = np.where(ends | (parked & ~known), -1, code)
    code = np.where((fixes.time[1:] <= start) | (fixes.time[:-1] >= end), -1, code)
    cuts = (np.flatnonzero(np.diff(code)) + 1).tolist()
    found = []
    for first, last in pairwise((0, *cuts, n - 1)):
        if code[first] >= 0:
            basis = order[code[first]] if code[first] < len(order) else None
            found.append(_run(fixes, first, last, basis, (start, end), most))
    return tuple(found)


def _run(
    fixes: Fixes, first: int, last: int, basis: Basis | None, span: tuple[float, float], most: int
) -> Run:
    keep = np.arange(first, last + 1)
    if len(keep) > most:
        keep = extremes(fixes.altitude[first : last + 1], most) + first
    time, best = fixes.time[keep], fixes.altitude[keep]
    low, high = fixes.altitude_low[keep], fixes.altitude_high[keep]
    columns = [best, np.where(np.isnan(low), best, low), np.where(np.isnan(high), best, high)]
    # Cut at the ends: a dashed line to a point far outside has more dashes than a painter will draw.
    inside = (time > span[0]) & (time < span[1])
    cut = np.unique(np.concatenate([np.clip(time[[0, -1]], *span), time[inside]]))
    return Run(basis, cut, *(np.interp(cut, time, column) for column in columns))


def extremes(values: Floats, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the indices of at most ``most`` values: both ends, and each stretch's lowest and highest.

    Values that are not a number count as neither, so that a stretch of them keeps its first.
    """
    count = max(1, (most - 2) // 2)
    size = math.ceil(len(values) / count)
    padded = np.full(count * size, np.nan)
    padded[: len(values)] = values
    stretches = padded.reshape(count, size)
    base = np.arange(count) * size
    lowest = np.argmin(np.where(np.isnan(stretches), np.inf, stretches), axis=1) + base
    highest = np.argmax(np.where(np.isnan(stretches), -np.inf, stretches), axis=1) + base
    both = np.unique(np.concatenate([[0], lowest, highest, [len(values) - 1]]))
    return both[both < len(values)]


def flies(fixes: Fixes | None, start: float, end: float) -> bool:
    """Return whether a track is in the air for a twentieth of a span of time or more: worth a profile."""
    if fixes is None or len(fixes) < 2:
        return False
    air = np.array([p is Phase.AIR for p in fixes.phase], dtype=bool)[:-1]
    length = np.clip(fixes.time[1:], start, end) - np.clip(fixes.time[:-1], start, end)
    return bool(length[air].sum() >= (end - start) / 20)


def unit_of(units: System) -> tuple[str, float]:
    """Return the unit in which altitudes are written, and its size in metres."""
    return ("m", 1.0) if units is System.METRIC else ("ft", M_PER_FOOT)


class ProfileBand(Band):
    """The subject's altitude: stated fixes are dots, derived legs dashed, assumed dotted, gaps hatched."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.flying = False
        self._title = ""
        self._system = System.SOURCE
        self.runs: tuple[Run, ...] = ()
        self.stated: tuple[tuple[float, float], ...] = ()
        self.floors: dict[str, Curve] = {}
        self._names: dict[str, str] = {}
        self.named: dict[str, QRectF] = {}  # where their names stand
        self.unit: tuple[str, float] = ("ft", M_PER_FOOT)
        self._top_m = 1.0

    def take(self, scenario: Scenario, state: State, telling: Telling | None = None) -> None:
        """Show the subject's altitude in the state's chapter and voice, and the floors once computed."""
        first = scenario.chapters[0].id == state.chapter
        self.floors = telling.curves if telling is not None and first else {}
        self._names = {key: scenario.sites[key].names.get("en", key) for key in self.floors}
        track = scenario.tracks.get(scenario.subject)
        fixes = track.fixes.get(state.voice) if track is not None else None
        chapter = next(c for c in scenario.chapters if c.id == state.chapter)
        self.unit = unit_of(state.units)
        self._system = state.units
        self.flying = flies(fixes, chapter.start, chapter.end)
        self._title = track.name if track is not None else ""
        self.runs, self.stated = (), ()
        if fixes is not None:
            stated = np.array([b is Basis.STATED for b in fixes.altitude_basis], dtype=bool)
            inside = (fixes.time >= chapter.start) & (fixes.time <= chapter.end)
            which = np.flatnonzero(stated & inside & ~np.isnan(fixes.altitude))
            which = which[:: max(1, math.ceil(len(which) / _MOST))]
            self.stated = tuple(
                (float(fixes.time[i]), float(fixes.altitude[i]))
                for i in which.tolist()
                if allowed(state, scenario, Basis.STATED, fixes.sources[i])
            )
            if state.stated is Stated.ALL:
                self.runs = runs(fixes, chapter.start, chapter.end)
        highest = [a for _, a in self.stated]
        highest += [float(np.nanmax(r.high)) for r in self.runs if r.basis is not None]
        self._top_m = max([*highest, 300.0]) * 1.06
        self.stale()

    def y(self, metres: float) -> float:
        """Return the pixel of an altitude, from the band's top."""
        bottom = self.place.height - _FOOT
        return bottom - metres / self._top_m * (bottom - _HEAD)

    def hover(self, x: float, y: float) -> tuple[str, ...]:  # noqa: ARG002 - the time alone counts
        """Return the altitude at the time of ``x``, and how we know it."""
        time = self.place.axis.t(x)
        run = next((r for r in self.runs if r.time[0] <= time <= r.time[-1]), None)
        if run is None:
            return ()
        if run.basis is None:
            return (QCoreApplication.translate("ProfileBand", "altitude: nobody knows"),)
        low, high = (float(np.interp(time, run.time, column)) for column in (run.low, run.high))
        words = altitude(float(np.interp(time, run.time, run.altitude)), self._system)
        if high - low > 30:
            words += f" ({altitude(low, self._system)} – {altitude(high, self._system)})"
        return (f"{words}, {run.basis.value}",)

    def draw(self, painter: QPainter) -> None:
        """Draw scale, gaps, bands, lines and dots."""
        t, place = self.theme, self.place
        self.draw_grid(painter, 0, place.height)
        self._draw_scale(painter)
        painter.setClipRect(
            QRectF(place.axis.left - 5, 0, place.axis.right - place.axis.left + 10, place.height)
        )
        for run in self.runs:
            if run.basis is None:
                self._draw_gap(painter, run)
        painter.save()
        clear = QRectF(place.axis.left, _HEAD - 4, place.axis.right - place.axis.left, place.height)
        painter.setClipRect(clear, Qt.ClipOperation.IntersectClip)  # the title's row is no sky
        floors.draw(painter, place, t, self.floors, self.y)
        painter.restore()
        for run in self.runs:
            if run.basis is not None:
                self._draw_run(painter, run)
        painter.setPen(QPen(colour(t.ground), 1.2))
        painter.setBrush(colour(t.foxbat))
        last = -math.inf
        for time, metres in self.stated:
            x = place.axis.x(time)
            if x - last >= 3:
                painter.drawEllipse(QPointF(x, self.y(metres)), 4.4, 4.4)
                last = x
        self._draw_names(painter, self._draw_words(painter))

    def draw_now(self, painter: QPainter, at: QPointF, hero: AircraftNow | None) -> None:
        """Draw the altitude at the time shown: a dot where it is stated, else a ring."""
        stated = hero is not None and hero.altitude_basis is Basis.STATED
        ground, amber = colour(self.theme.ground), colour(self.theme.foxbat)
        painter.setPen(QPen(ground, 1.4) if stated else QPen(amber, 2.0))
        painter.setBrush(amber if stated else ground)
        painter.drawEllipse(at, 4.8, 4.8)

    def _draw_names(self, painter: QPainter, taken: list[QRectF]) -> None:
        """Name the floors beside the words that stand already."""
        axis = self.place.axis

        def line(time: Floats, metres: Floats) -> floors.Line:
            return np.array([axis.x(t) for t in time.tolist()]), np.array(
                [self.y(m) for m in metres.tolist()]
            )

        room = QRectF(axis.left + 2, _HEAD - 2, axis.right - axis.left - 4, self.y(0) - _HEAD + 1)
        lines = {key: line(curve.time, curve.floor) for key, curve in self.floors.items()}
        taken += [QRectF(axis.x(t) - 6, self.y(m) - 6, 12, 12) for t, m in self.stated]
        own = [line(run.time, run.altitude) for run in self.runs if run.basis is not None]
        self.named = floors.label(painter, self.theme, lines, self._names, room, taken, own)

    def _draw_scale(self, painter: QPainter) -> None:
        t, place = self.theme, self.place
        unit, size = self.unit
        painter.setFont(font(SMALL_PX))
        height = place.height - _HEAD - _FOOT
        for value in scale(self._top_m / size, height, 26.0 if height < 160 else 44.0):
            y = math.floor(self.y(value * size)) + 0.5
            painter.setPen(QPen(colour(t.line), 1))
            painter.drawLine(QPointF(place.axis.left, y), QPointF(place.axis.right, y))
            painter.setPen(colour(t.dim))
            box = QRectF(0, min(y - 8, place.height - 16.0), place.axis.left - 10, 16)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{value:,.0f} {unit}"
            )

    def _draw_gap(self, painter: QPainter, run: Run) -> None:
        axis = self.place.axis
        left, right = axis.held(float(run.time[0])), axis.held(float(run.time[-1]))
        top, bottom = _HEAD - 4, self.place.height - _FOOT
        painter.save()
        painter.setClipRect(QRectF(left, top, right - left, bottom - top), Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(colour(self.theme.faint, 0.38), 1))
        x = math.floor((left - bottom) / _HATCH) * _HATCH  # the same pattern wherever a gap begins
        while x < right:
            painter.drawLine(QPointF(x, bottom), QPointF(x + bottom - top, top))
            x += _HATCH
        painter.restore()

    def _draw_run(self, painter: QPainter, run: Run) -> None:
        axis, amber = self.place.axis, self.theme.foxbat
        xs = [axis.x(v) for v in run.time.tolist()]
        if bool(np.any(run.low != run.high)):
            upper = [QPointF(x, self.y(v)) for x, v in zip(xs, run.high.tolist(), strict=True)]
            lower = [QPointF(x, self.y(v) + 1) for x, v in zip(xs, run.low.tolist(), strict=True)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(amber, 0.20 if self.theme.dark else 0.16))
            painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        pen = QPen(colour(amber), 2.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if run.basis is Basis.ASSUMED else Qt.PenCapStyle.FlatCap)
        if run.basis in _DASHES and len(xs) <= 500:
            pen.setDashPattern(_DASHES[run.basis])
        path = QPainterPath(QPointF(xs[0], self.y(float(run.altitude[0]))))
        for x, metres in zip(xs[1:], run.altitude[1:].tolist(), strict=True):
            path.lineTo(x, self.y(metres))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(path)

    def _draw_words(self, painter: QPainter) -> list[QRectF]:
        """Write the title, the legend of bases, and into the widest gap that nobody knows; return where."""
        t, axis = self.theme, self.place.axis
        painter.setFont(font(SMALL_PX, bold=True))
        painter.setPen(colour(t.ink))
        title = QCoreApplication.translate("ProfileBand", "Altitude")
        painter.drawText(QPointF(axis.left + 4, 12), title)
        used = axis.left + 4 + metrics(SMALL_PX, bold=True).horizontalAdvance(title) + 8
        painter.setFont(font(SMALL_PX))
        painter.setPen(colour(t.dim))
        name = elided(self._title, SMALL_PX, 120)
        painter.drawText(QPointF(used, 12), name)
        used += metrics(SMALL_PX).horizontalAdvance(name) + 16
        self._draw_legend(painter, used)
        gaps = [
            (axis.held(float(b)) - axis.held(float(a)), axis.held(float(a)))
            for r in self.runs
            if r.basis is None
            for a, b in pairwise(r.time.tolist())
        ]
        words = QCoreApplication.translate("ProfileBand", "nobody knows")
        wide = metrics(SMALL_PX).horizontalAdvance(words) + 10
        if gaps and max(gaps)[0] >= wide + 8:
            width, left = max(gaps)
            box = QRectF(left + (width - wide) / 2, (_HEAD + self.place.height - _FOOT) / 2 - 9, wide, 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(t.ground, 0.85))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(colour(t.foxbat))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
            return [box]
        return []

    def _draw_legend(self, painter: QPainter, left: float) -> None:
        t = self.theme
        tr = QCoreApplication.translate
        words = (
            (Basis.STATED, tr("ProfileBand", "stated")),
            (Basis.DERIVED, tr("ProfileBand", "derived")),
            (Basis.ASSUMED, tr("ProfileBand", "assumed")),
        )
        measure = metrics(SMALL_PX)
        width = sum(measure.horizontalAdvance(w) + 40 for _, w in words)
        x = self.place.axis.right - width + 14
        if x < left:
            return
        for basis, word in words:
            if basis is Basis.STATED:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(t.foxbat))
                painter.drawEllipse(QPointF(x + 14, 8), 3.4, 3.4)
            else:
                pen = QPen(colour(t.foxbat), 2.0)
                pen.setDashPattern(_DASHES[basis])
                pen.setCapStyle(Qt.PenCapStyle.RoundCap if basis is Basis.ASSUMED else Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                painter.drawLine(QPointF(x, 8), QPointF(x + 19, 8))
            painter.setPen(colour(t.dim))
            painter.drawText(QPointF(x + 25, 12), word)
            x += measure.horizontalAdvance(word) + 40
