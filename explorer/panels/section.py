"""The line of sight: a vertical cut from one station to the Foxbat, over the curve of the earth."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.frame.headline import low_before
from explorer.radar.section import Section
from explorer.scenario import units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 24, 30, 22


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One section ready to be drawn: heights are already lowered by the curve of the earth, in metres."""

    section: Section
    name: str
    altitude_m: float
    ghost_m: float | None
    headline: str
    margin: str


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
        or hero.altitude_m is None
        or hero.phase is not Phase.AIR
    ):
        return None
    cut = radar.section(name, hero.lon, hero.lat, beyond_km=12.0)
    seen = radar.sight(name, cut.floor, hero.altitude_m)
    system = str(new.state.units)
    site = new.scenario.sites[name].names.get("en", name)
    distance = units.distance(cut.floor.range_km, system)
    margin = abs(hero.altitude_m - cut.floor.floor_m)
    over = units.floor_text(margin, cut.floor.by_terrain, system)
    told = {
        "clear": f"nothing between; he is {over} above what {site} can see",
        "below-horizon": f"the sea bulges between; he is {over} too low",
        "behind-terrain": f"land stands between, {units.distance(cut.floor.blocked_at_km or 0, system)} "
        f"from the radar; he is {over} too low",
        "out-of-range": "beyond the instrumented range",
    }[str(seen)]
    return View(
        cut, site, hero.altitude_m,
        low_before(new.scenario, new.state.voice, new.state.time, hero),
        f"From {site} to the Foxbat, {distance}", told,
    )  # fmt: skip


class SectionView(QWidget):
    """Curved earth, terrain, the grazing ray, and the aircraft above or below it."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._view: View | None = None
        self._stale = True
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
        self._view = section_view(self._store.now)
        if self._view is not None:
            self.setAccessibleDescription(f"{self._view.headline}: {self._view.margin}")
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
            text = self.tr("No line of sight to draw: his place or his altitude is not known at this time.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        self._draw(painter, view)
        painter.setFont(bold)
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(QPointF(_LEFT, 18), view.headline)
        wide = painter.fontMetrics().horizontalAdvance(view.headline)
        painter.setFont(small)
        clear = view.altitude_m >= view.section.floor.floor_m
        painter.setPen(QColor(self._theme.radar if clear else self._theme.loss))
        painter.drawText(QPointF(_LEFT + wide + 14, 18), view.margin)

    def _draw(self, painter: QPainter, view: View) -> None:
        theme, cut = self._theme, view.section
        to_km = float(cut.range_km[-1])
        drop_at = float(np.interp(cut.floor.range_km, cut.range_km, cut.drop_m))
        heights = [cut.station.antenna_m, view.altitude_m - drop_at, cut.floor.floor_m - drop_at,
                   float((cut.ground_m - cut.drop_m).max())]  # fmt: skip
        top = max(heights) * 1.08 + 60
        bottom = min(-float(cut.drop_m[-1]), 0.0) - 80
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        # A short cut still shows some height, or a hill of 600 m would fill the strip.
        top = max(top, bottom + 900)

        def spot(km: float, metres: float) -> QPointF:
            return QPointF(
                area.left() + km / to_km * area.width(),
                area.bottom() - (metres - bottom) / (top - bottom) * area.height(),
            )

        def path(values: np.ndarray) -> QPainterPath:
            made = QPainterPath(spot(0, bottom))
            for km, metres in zip(cut.range_km.tolist(), values.tolist(), strict=True):
                made.lineTo(spot(km, metres))
            made.lineTo(spot(to_km, bottom))
            made.closeSubpath()
            return made

        painter.setClipRect(area.adjusted(-2, -2, 2, 2))
        painter.fillPath(path(-cut.drop_m), QColor(theme.sea))
        land = QPainterPath(path(np.maximum(cut.ground_m, 0) - cut.drop_m)).subtracted(path(-cut.drop_m))
        painter.fillPath(land, QColor(theme.land))
        painter.setPen(QPen(QColor(theme.coast), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path(np.maximum(cut.ground_m, 0) - cut.drop_m))
        place = cut.floor.range_km
        antenna = spot(0, cut.station.antenna_m)
        grazing = spot(place, cut.floor.floor_m - drop_at)
        painter.setPen(QPen(QColor(theme.radar), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(antenna, grazing)
        craft = spot(place, view.altitude_m - drop_at)
        clear = view.altitude_m >= cut.floor.floor_m
        painter.setPen(QPen(QColor(theme.radar if clear else theme.loss), 1.5))
        painter.drawLine(antenna, craft)
        if cut.floor.blocked_at_km is not None:
            at = cut.floor.blocked_at_km
            ridge = float(np.interp(at, cut.range_km, cut.ground_m - cut.drop_m))
            painter.setPen(QPen(QColor(theme.loss if not clear else theme.dim), 1.5))
            painter.drawEllipse(spot(at, ridge), 4, 4)
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
            painter.setBrush(QColor(0, 0, 0, 0))
            painter.setPen(QPen(QColor(theme.foxbat), 1.2, Qt.PenStyle.DotLine))
            painter.drawEllipse(ghost, 5, 5)
            text = f"at {units.altitude(view.ghost_m, 'source')} he stays under the bulge"
            wide = painter.fontMetrics().horizontalAdvance(text)
            painter.setPen(QColor(theme.dim))
            painter.drawText(ghost + QPointF(-wide - 12, 14), text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.foxbat))
        painter.drawEllipse(craft, 5.5, 5.5)
        system = str(self._store.state.units)
        painter.setPen(QColor(theme.foxbat))
        text = f"Foxbat {units.altitude(view.altitude_m, system)}"
        wide = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(craft + QPointF(-wide - 4, -10), text)
        if abs(floor.y() - craft.y()) > 16:
            painter.setPen(QColor(theme.radar))
            text = (
                f"floor {units.floor_text(view.section.floor.floor_m, view.section.floor.by_terrain, system)}"
            )
            wide = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(floor + QPointF(-wide - 10, -6 if floor.y() < craft.y() else -5), text)

    def _scale(self, painter: QPainter, area: QRectF, bottom: float, top: float, to_km: float) -> None:
        """Say how much the heights are stretched, and how far it is."""
        theme = self._theme
        painter.setFont(self._fonts[1])
        painter.setPen(QColor(theme.faint))
        stretch = (area.height() / (top - bottom)) / (area.width() / (to_km * 1000))
        text = self.tr(
            "heights drawn {0:.0f} times too tall; the sea curves as the radar's ray sees it"
        ).format(stretch)
        painter.drawText(QPointF(area.left(), self.height() - 6), text)
        distance = (
            units.distance(self._view.section.floor.range_km, str(self._store.state.units))
            if self._view
            else ""
        )
        wide = painter.fontMetrics().horizontalAdvance(distance)
        painter.drawText(QPointF(area.right() - wide, self.height() - 6), distance)
