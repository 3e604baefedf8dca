"""The line of sight: a vertical cut from one station to the Foxbat, over the curve of the earth."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.frame import verdict
from explorer.frame.headline import low_before, withheld
from explorer.frame.sight import unknown_band
from explorer.frame.state import Stated
from explorer.panels.ladder import spread
from explorer.polygons import polygon
from explorer.radar.horizon import Floor, Sight
from explorer.radar.section import Section
from explorer.scenario import units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 24, 30, 22
_MARKS = 128  # px right of the place: room for what is written beside him and his floor
_ROOMY = 640  # px of width from which that room is kept
_LINE = 13.0


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One section and what is said of it. Heights are metres; ``ridge`` names the ground that sets the floor.

    Where his altitude is not known, ``band`` is what it is taken to lie in, and ``sight`` is None unless all
    of the band agrees. ``ghost`` says what would hold had he not climbed; ``brief`` is ``margin`` in fewer
    words.
    """

    section: Section
    name: str
    altitude_m: float | None
    band: tuple[float, float]
    sight: Sight | None
    ridge: str
    ghost_m: float | None
    ghost: str
    headline: str
    margin: str
    brief: str
    margined: bool

    @property
    def clear(self) -> bool:
        """Whether the station could see him."""
        return self.sight is Sight.CLEAR


def chosen_station(new: Snapshot) -> str | None:
    """Return whose line of sight is drawn: the chosen one, the selected one, else the first lane's."""
    radar = new.derived.radar
    if radar is None:
        return None
    for wanted in (
        new.state.selection.id if new.state.selection is not None else None,
        new.state.station,
        *new.scenario.lanes,
    ):
        if wanted is not None and wanted in radar.stations:
            return wanted
    return None


def section_view(new: Snapshot) -> View | None:
    """Return what to draw at a snapshot, or None where there is no place, no altitude or no model."""
    hero, radar, name = new.frame.hero, new.derived.radar, chosen_station(new)
    if (
        hero is None
        or radar is None
        or name is None
        or hero.lon is None
        or hero.lat is None
        or hero.phase is not Phase.AIR
    ):
        return None
    cut = radar.section(name, hero.lon, hero.lat, beyond_km=12.0, floor=_floor_of(new, name))
    floor, system = cut.floor, str(new.state.units)
    height = hero.altitude_m
    fixes = new.scenario.tracks[hero.id].fixes[new.state.voice]
    band = (height, height) if height is not None else unknown_band(fixes, new.scenario, new.state.time)
    both = {radar.sight(name, floor, metres) for metres in band}
    seen = both.pop() if len(both) == 1 else None
    site = new.scenario.sites[name].names.get("en", name)
    ridge = ""
    if floor.by_terrain and floor.blocked_lon is not None and floor.blocked_lat is not None:
        top = float(radar.relief.height(floor.blocked_lon, floor.blocked_lat))
        ridge = verdict.ridge(new.scenario, floor.blocked_lon, floor.blocked_lat, top)
    low = low_before(new.scenario, new.state.voice, new.state.time, hero)
    ghost = ""
    if low is not None and seen is Sight.CLEAR:
        stays = "behind the land" if floor.by_terrain else "under the bulge of the sea"
        stays = "still in sight" if low >= floor.floor_m else stays
        ghost = f"at {units.altitude(low, system)}: {stays}"
    distance, margined = units.distance(floor.range_km, system), radar.margin_m > 0
    margin = margin_words(floor, seen, height, ridge, radar.stations[name].range_km, system, margined)
    return View(
        cut, site, height, band, seen, ridge,
        low if ghost else None, ghost,
        f"From {site} to the Foxbat, {distance}",
        margin, brief_words(margin),
        margined,
    )  # fmt: skip


def _floor_of(new: Snapshot, station: str) -> Floor | None:
    """Return the floor that the frame has of a station already, or None."""
    s = next((s for s in new.frame.stations if s.id == station), None)
    if s is None or s.floor_m is None or s.smooth_floor_m is None or s.range_km is None:
        return None
    return Floor(
        s.range_km,
        s.bearing_deg or 0.0,
        s.floor_m,
        s.smooth_floor_m,
        s.blocked_at_km,
        s.blocked_lon,
        s.blocked_lat,
    )


def margin_words(
    floor: Floor,
    seen: Sight | None,
    altitude_m: float | None,
    ridge: str,
    instrumented_km: float,
    system: str,
    margin: bool,
) -> str:
    """Return what stands between, and by how much he is above or below what the station sees.

    ``margin`` says that floors set by terrain carry that of the shipped relief.
    """
    blurred = floor.by_terrain and margin
    if seen is Sight.OUT_OF_RANGE:
        return f"beyond its instrumented range of {units.distance(instrumented_km, system)}"
    sees = verdict.floor_words(floor.floor_m, blurred, system)
    if altitude_m is None:
        ends = {Sight.CLEAR: "nothing between", None: "it depends on his height, which is not known"}
        return f"{ends.get(seen, 'hidden at any height he is taken to have')}: it {sees} there"
    text = units.floor_text(abs(altitude_m - floor.floor_m), blurred, system)
    if text.startswith("up to "):  # less than the terrain's own margin
        text = f"{text}, within the model's margin,"
    if seen is Sight.CLEAR:
        above = "" if sees.endswith("sea") else f"; he is {text} above that"
        return f"nothing between: it {sees} there{above}".rstrip(",")
    if seen is Sight.BELOW_HORIZON:
        return f"the sea bulges between: he is {text} too low"
    where = "" if floor.blocked_at_km is None else f", {units.distance(floor.blocked_at_km, system)} out,"
    return f"{ridge or 'land'}{where} between: he is {text} too low"


def brief_words(margin: str) -> str:
    """Return ``margin_words`` without what the drawing shows anyway."""
    before, _, after = margin.partition("; ")
    if before.startswith("nothing between"):
        return f"nothing between: {after.replace(' above that', ' above its floor')}" if after else margin
    return margin.partition(" between: ")[2] or margin


def floor_label(floor: Floor, system: str, margin: bool) -> str:
    """Return the floor as it is written beside its ray."""
    text = units.floor_text(floor.floor_m, floor.by_terrain and margin, system)
    return "sees down to the sea" if text.startswith("0 ") else f"floor {text}"


class SectionView(QWidget):
    """Curved earth, terrain, the grazing ray, and the aircraft above or below it."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._view: View | None = None
        self._stale = True
        self._instead = ""  # what is said where nothing can be drawn
        self._fonts = (font(13, bold=True), font(11))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Line of sight"))
        store.changed.connect(self.show_snapshot)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the drawing."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a strip as wide as it gets."""
        return QSize(600, 120)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Take the new snapshot; the section is cut only when it is seen."""
        if old is None or old.frame is not new.frame or old.derived.radar is not new.derived.radar:
            self._stale = True
            if self.isVisible():
                self._cut()

    def _cut(self) -> None:
        self._stale = False
        now = self._store.now
        hero, waits = now.frame.hero, withheld(now.scenario, now.frame)
        self._view = None if waits else section_view(now)
        if waits:
            self._instead = self.tr("Predict first: the line of sight waits until the answer is asked for.")
        elif now.state.stated is not Stated.ALL:
            self._instead = self.tr("No line of sight to draw: no source states his place at this time.")
        elif hero is not None and hero.phase is not Phase.AIR:
            self._instead = self.tr("No line of sight to draw: he is on the ground.")
        else:
            self._instead = self.tr("No line of sight to draw: his place is not known at this time.")
        view = self._view
        self.setAccessibleDescription(self._instead if view is None else f"{view.headline}: {view.margin}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the section."""
        if self._stale:
            self._cut()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold, small = self._fonts
        view = self._view
        if view is None:
            painter.setFont(small)
            painter.setPen(QColor(self._theme.dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._instead)
            return
        self._draw(painter, view)
        painter.setFont(bold)
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(QPointF(_LEFT, 18), view.headline)
        wide = painter.fontMetrics().horizontalAdvance(view.headline)
        painter.setFont(small)
        painter.setPen(QColor(self._theme.radar if view.clear else self._theme.loss))
        room = self.width() - _LEFT - wide - 14 - _RIGHT
        measure = painter.fontMetrics()
        fits = measure.horizontalAdvance(view.margin) <= room
        said = view.margin if fits else view.brief
        words = measure.elidedText(said, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(_LEFT + wide + 14, 18), words)

    def _draw(self, painter: QPainter, view: View) -> None:
        theme, cut = self._theme, view.section
        to_km = float(cut.range_km[-1])
        drop_at = float(np.interp(cut.floor.range_km, cut.range_km, cut.drop_m))
        heights = [cut.station.antenna_m, view.band[1] - drop_at, cut.floor.floor_m - drop_at,
                   float((cut.ground_m - cut.drop_m).max())]  # fmt: skip
        top = max(heights) * 1.08 + 60
        bottom = min(-float(cut.drop_m[-1]), 0.0) - 80
        beside = _MARKS if self.width() >= _ROOMY else _RIGHT
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - beside, self.height() - _TOP - _BOTTOM)
        # A short cut still shows some height, or a hill of 600 m would fill the strip.
        top = max(top, bottom + 900)
        if view.ghost_m is not None:  # sea below the ghost, to write on
            bottom -= 0.14 * (top - bottom)

        def spot(km: float, metres: float) -> QPointF:
            return QPointF(
                area.left() + km / to_km * area.width(),
                area.bottom() - (metres - bottom) / (top - bottom) * area.height(),
            )

        xs = area.left() + cut.range_km / to_km * area.width()
        xs = np.concatenate([xs[:1], xs, xs[-1:]])

        def ground(metres: np.ndarray) -> QPolygonF:
            ys = area.bottom() - (metres - bottom) / (top - bottom) * area.height()
            return polygon(xs, np.concatenate([[area.bottom()], ys, [area.bottom()]]))

        painter.setClipRect(area.adjusted(-2, -2, 2, 2))
        # The sea is laid over the foot of the land: cheaper than cutting one from the other.
        hills = ground(np.maximum(cut.ground_m, 0) - cut.drop_m)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.land))
        painter.drawPolygon(hills)
        painter.setBrush(QColor(theme.sea))
        painter.drawPolygon(ground(-cut.drop_m))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.coast), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(hills)
        place = cut.floor.range_km
        antenna = spot(0, cut.station.antenna_m)
        grazing = spot(place, cut.floor.floor_m - drop_at)
        painter.setPen(QPen(QColor(theme.radar), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(antenna, grazing)
        low, craft = (spot(place, metres - drop_at) for metres in view.band)
        if view.altitude_m is None:
            painter.setPen(QPen(QColor(theme.foxbat), 2, Qt.PenStyle.DotLine))
            painter.drawLine(low, craft)
        else:
            painter.setPen(QPen(QColor(theme.radar if view.clear else theme.loss), 1.5))
            painter.drawLine(antenna, craft)
        if view.ridge and cut.floor.blocked_at_km is not None:
            at = cut.floor.blocked_at_km
            top_of = spot(at, float(np.interp(at, cut.range_km, cut.ground_m - cut.drop_m)))
            painter.setPen(QPen(QColor(theme.dim if view.clear else theme.loss), 1.5))
            painter.drawEllipse(top_of, 4, 4)
            self._name_ridge(painter, view, top_of, antenna, (grazing, craft))
        painter.setClipping(False)
        self._marks(painter, view, antenna, craft, grazing, spot(place, (view.ghost_m or 0) - drop_at))
        self._scale(painter, area, bottom, top, to_km)

    def _marks(
        self, painter: QPainter, view: View, antenna: QPointF, craft: QPointF, floor: QPointF, ghost: QPointF
    ) -> None:
        theme = self._theme
        painter.setFont(self._fonts[1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.radar))
        painter.drawPolygon(
            QPolygonF([antenna + QPointF(0, -8), antenna + QPointF(6, 3), antenna + QPointF(-6, 3)])
        )
        if view.ghost_m is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.foxbat), 1.2, Qt.PenStyle.DotLine))
            painter.drawEllipse(ghost, 5, 5)
        system = str(self._store.state.units)
        if view.altitude_m is None:
            text = self.tr("somewhere here")
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.foxbat))
            painter.drawEllipse(craft, 5.5, 5.5)
            text = f"Foxbat {units.altitude(view.altitude_m, system)}"
        if view.ghost_m is not None:
            # Under the sea, which rises to the left of it.
            wide = painter.fontMetrics().horizontalAdvance(view.ghost)
            painter.setPen(QColor(theme.ink))
            painter.drawText(ghost + QPointF(-wide - 10, 11), view.ghost)
        marks = [(craft, text, theme.foxbat)]
        if view.sight is not Sight.OUT_OF_RANGE:
            words = floor_label(view.section.floor, system, view.margined)
            marks.append((floor, words, theme.radar))
        marks.sort(key=lambda m: m[0].y())
        rows = spread([at.y() for at, _, _ in marks], _LINE, _TOP + 2.0, self.height() - _BOTTOM + 2.0)
        for (at, words, colour), y in zip(marks, rows, strict=True):
            self._beside(painter, QPointF(at.x(), y), words, colour)

    def _name_ridge(
        self, painter: QPainter, view: View, top: QPointF, antenna: QPointF, ends: tuple[QPointF, ...]
    ) -> None:
        """Write what the ridge is called, or how far out it is, below the rays that pass over it."""
        words, out = view.ridge, view.section.floor.blocked_at_km
        if " " not in words and out is not None:  # no place is near enough to name it by
            words += f", {units.distance(out, str(self._store.state.units))} out"
        painter.setFont(self._fonts[1])
        below = (top.x(), top.x() + 9 + painter.fontMetrics().horizontalAdvance(words))

        def lowest(ray: QPointF) -> float:
            shares = [(x - antenna.x()) / max(ray.x() - antenna.x(), 1.0) for x in below]
            return max(antenna.y() + min(s, 1.0) * (ray.y() - antenna.y()) for s in shares)

        y = max(top.y(), *(lowest(end) for end in ends)) + 13
        painter.drawText(QPointF(top.x() + 9, min(y, self.height() - _BOTTOM - 3.0)), words)

    def _beside(self, painter: QPainter, at: QPointF, words: str, colour: str) -> None:
        """Write right of a point, or left of it where there is no room; letters keep off what they cross."""
        metrics = painter.fontMetrics()
        wide = metrics.horizontalAdvance(words)
        fits = at.x() + 10 + wide < self.width() - 4
        spot = at + QPointF(10 if fits else -wide - 10, 0)
        ground = QColor(self._theme.ground)
        ground.setAlphaF(0.72)
        painter.fillRect(
            QRectF(spot.x() - 2, spot.y() - metrics.ascent(), wide + 4, metrics.height()), ground
        )
        painter.setPen(QColor(colour))
        painter.drawText(spot, words)

    def _scale(self, painter: QPainter, area: QRectF, bottom: float, top: float, to_km: float) -> None:
        """Say how much the heights are stretched, and how far it is."""
        theme = self._theme
        painter.setFont(self._fonts[1])
        painter.setPen(QColor(theme.faint))
        stretch = (area.height() / (top - bottom)) / (area.width() / (to_km * 1000))
        times = f"{stretch:.0f}" if stretch >= 1.5 else f"{stretch:.1f}"
        text = self.tr("heights drawn × {0}; the sea curves as the radar's ray sees it").format(times)
        painter.drawText(QPointF(area.left(), self.height() - 6), text)
        floor_km = self._view.section.floor.range_km if self._view else 0.0
        distance = units.distance(floor_km, str(self._store.state.units))
        wide = painter.fontMetrics().horizontalAdvance(distance)
        at = area.left() + floor_km / to_km * area.width()
        painter.drawLine(QPointF(at, area.bottom()), QPointF(at, area.bottom() + 4))
        painter.drawText(QPointF(min(at - wide / 2, area.right() - wide), self.height() - 6), distance)
