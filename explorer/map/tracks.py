"""The lines that the fixes of a track support: past in full, to come faint, each by how we know it."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from explorer.flight import motion
from explorer.frame.frame import allowed
from explorer.frame.state import State, Stated
from explorer.geo.projection import MAP
from explorer.map import paths
from explorer.map.layer import Layer, Target, colour, pen
from explorer.map.symbols import ROLE
from explorer.map.viewport import Viewport
from explorer.polygons import polygon
from explorer.scenario.model import Basis, Chapter, Fixes, Floats, Phase, Scenario, Track
from explorer.session.store import Snapshot

_DASHES: dict[Basis, tuple[float, ...]] = {
    Basis.STATED: (),
    Basis.DERIVED: (4.5, 2.0),
    Basis.ASSUMED: (1.0, 1.8),
}
_FIXES_KM_PER_PX = 0.35  # fixes show as small marks from this scale on


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One piece of a track in map km."""

    track: str
    role: str
    basis: Basis
    main: bool
    time: Floats
    x: Floats
    y: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Dots:
    """The fixes of one track in map km, airborne ones."""

    track: str
    role: str
    time: Floats
    x: Floats
    y: Floats


@dataclass(slots=True, eq=False)
class _Seen:
    """One piece in pixels: whole, and as cut at the time shown."""

    line: _Line
    px: Floats
    py: Floats
    time: Floats
    whole: QPolygonF
    past: QPolygonF | None = None
    future: QPolygonF | None = None


class Tracks(Layer):
    """All tracks of the voice shown."""

    def __init__(self) -> None:
        super().__init__()
        self._key: tuple[object, ...] = ()
        self._lines: list[_Line] = []
        self._dots: list[_Dots] = []
        self._seen: list[_Seen] = []
        self._marks: list[tuple[str, list[QPointF]]] = []
        self._chosen: str | None = None

    def dress(self, view: Viewport) -> None:
        """Build the pens: by side, basis, main or not, past or to come."""
        theme, k = view.theme, view.scale
        self._pens: dict[tuple[str, Basis, bool, bool], QPen] = {}
        for role in set(ROLE.values()):
            for basis, dash in _DASHES.items():
                for main in (True, False):
                    width = (2.4 if main else 1.7) * k
                    self._pens[role, basis, main, True] = pen(theme, role, width, dash=dash)
                    faint = 0.42 if theme.dark else 0.5
                    self._pens[role, basis, main, False] = pen(
                        theme, role, width * 0.62, alpha=faint, dash=dash
                    )
        self._glow = pen(theme, "accent", 6.5 * k, alpha=0.35)
        self._brushes = {role: QBrush(colour(theme, role)) for role in set(ROLE.values())}
        self._rim = pen(theme, "halo", 1.2 * k)
        self._dot = 3.0 * k

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow scenario, voice, time and view."""
        state = new.state
        key = (id(new.scenario), state.voice, state.chapter, state.stated)
        fresh = key != self._key
        if fresh:
            self._key = key
            self._lines, self._dots = _lines(new.scenario, state, new.frame.chapter)
        chosen = None if state.selection is None or state.selection.kind != "track" else state.selection.id
        if fresh or moved:
            self._project(new.scenario, view)
        if fresh or moved or chosen != self._chosen or old is None or old.state.time != state.time:
            self._chosen = chosen
            self._cut(new)
            self._mark(new, view)

    def _project(self, scenario: Scenario, view: Viewport) -> None:
        self._seen, targets, soft = [], [], []
        for line in self._lines:
            px, py = view.px(line.x, line.y)
            time = line.time
            if len(px) > 500:  # no more than one point a pixel
                keep = np.ones(len(px), dtype=bool)
                cells = np.round(px) + 1j * np.round(py)
                keep[1:-1] = cells[1:-1] != cells[:-2]
                px, py, time = px[keep], py[keep], time[keep]
            self._seen.append(_Seen(line, px, py, time, polygon(px, py)))
            name = scenario.tracks[line.track].name
            targets.append(Target("track", line.track, px[:4000], py[:4000], 6, name, rank=4))
            soft.append(paths.within(px, py, view.width, view.height, 9.0))
        self.targets = targets
        self.soft = np.concatenate(soft) if soft else np.zeros((0, 2))

    def _cut(self, new: Snapshot) -> None:
        """Split the piece that holds the time shown; the rest is whole, before or after."""
        now = new.state.time
        for seen in self._seen:
            time = seen.time
            if now >= time[-1]:
                seen.past, seen.future = seen.whole, None
                continue
            if now <= time[0]:
                seen.past, seen.future = None, seen.whole
                continue
            i = int(np.searchsorted(time, now, side="right"))
            share = (now - time[i - 1]) / (time[i] - time[i - 1])
            x = seen.px[i - 1] + share * (seen.px[i] - seen.px[i - 1])
            y = seen.py[i - 1] + share * (seen.py[i] - seen.py[i - 1])
            seen.past = polygon(np.append(seen.px[:i], x), np.append(seen.py[:i], y))
            # Dashes start at the far end, so that they stand still while he moves.
            seen.future = polygon(np.append(seen.px[: i - 1 : -1], x), np.append(seen.py[: i - 1 : -1], y))

    def _mark(self, new: Snapshot, view: Viewport) -> None:
        """Choose which fixes show: all of them where no lines may, else the selected track's or zoomed in."""
        only_points = new.state.stated is not Stated.ALL
        near = view.km_per_px * view.scale < _FIXES_KM_PER_PX
        self._marks = []
        if not (only_points or near or self._chosen):
            return
        for dots in self._dots:
            if not (only_points or near or dots.track == self._chosen):
                continue
            px, py = view.px(dots.x, dots.y)
            ok = (px > -9) & (px < view.width + 9) & (py > -9) & (py < view.height + 9)
            if only_points:
                ok &= dots.time <= new.state.time
            points = [QPointF(x, y) for x, y in zip(px[ok].tolist(), py[ok].tolist(), strict=True)]
            self._marks.append((dots.role, points[:2000]))

    def paint(self, painter: QPainter, view: Viewport) -> None:  # noqa: ARG002
        """Draw what is to come, then what is past, then the fixes."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for seen in self._seen:
            if seen.line.track == self._chosen:
                painter.setPen(self._glow)
                painter.drawPolyline(seen.whole)
        for past in (False, True):
            for seen in self._seen:
                piece = seen.past if past else seen.future
                if piece is not None:
                    line = seen.line
                    painter.setPen(self._pens[line.role, line.basis, line.main, past])
                    painter.drawPolyline(piece)
        painter.setPen(self._rim)
        for role, points in self._marks:
            painter.setBrush(self._brushes[role])
            for point in points:
                painter.drawEllipse(point, self._dot, self._dot)


def _lines(scenario: Scenario, state: State, chapter: Chapter) -> tuple[list[_Line], list[_Dots]]:
    """Return the airborne pieces and fixes of all tracks in one voice and chapter, in map km."""
    lines, dots = [], []
    for track in scenario.tracks.values():
        fixes = track.fixes.get(state.voice)
        if fixes is None or not len(fixes):
            continue
        role, main = ROLE.get(track.side, "other"), track.id == scenario.subject
        if not main and chapter.of_years:  # what flew for an hour of them is no part of the picture
            continue
        if state.stated is Stated.ALL:
            for piece in motion.pieces(fixes):
                if (
                    piece.phase is Phase.GROUND
                    or piece.time[-1] < chapter.start
                    or piece.time[0] > chapter.end
                ):
                    continue
                x, y = MAP.forward(piece.lon, piece.lat)
                lines.append(_Line(track.id, role, piece.basis, main, piece.time, x, y))
        found = _fixes(track, fixes, scenario, state, role)
        if found is not None:
            dots.append(found)
    return lines, dots


def _fixes(track: Track, fixes: Fixes, scenario: Scenario, state: State, role: str) -> _Dots | None:
    """Return the fixes with a place that may be shown."""
    keep = np.array(
        [
            phase is Phase.AIR and allowed(state, scenario, basis, sources)
            for phase, basis, sources in zip(fixes.phase, fixes.position_basis, fixes.sources, strict=True)
        ],
        dtype=bool,
    )
    keep &= ~np.isnan(fixes.lon)
    if not keep.any():
        return None
    x, y = MAP.forward(fixes.lon[keep], fixes.lat[keep])
    return _Dots(track.id, role, fixes.time[keep], x, y)
