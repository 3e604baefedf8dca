"""The fuel of the flight as a drawn band over time, on the card of the aircraft."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.frame.tank import Tank, left_words, tank
from explorer.scenario import times
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, colour, font

Spot = Callable[[float, float], QPointF]
_LEFT, _RIGHT, _TOP, _CHART = 40, 12, 34, 110


class FuelBand(QWidget):
    """Fuel left between two bounds, the time shown, and when each field fell out of reach."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._key: object = None
        self._tank: Tank | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Fuel left"))
        store.changed.connect(self.show_snapshot)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the drawing."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a chart as wide as it gets."""
        return QSize(300, _TOP + _CHART + 26)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Follow the time; the band is worked out once for a telling, when it is first seen."""
        if not self.isVisible():
            return
        self._work_out(new)
        if old is None or old.state.time != new.state.time or old.state.voice != new.state.voice:
            self._say(new)
            self.update()

    def _say(self, new: Snapshot) -> None:
        if self._tank is not None:
            self.setAccessibleDescription(left_words(self._tank, new.state.time))

    def _work_out(self, new: Snapshot) -> None:
        extras = new.derived.extras
        plan = None if extras is None else extras.things.fuel
        key = (id(new.scenario), id(plan), new.state.voice)
        if key == self._key:
            return
        self._key = key
        self._tank = None if plan is None else tank(plan, new.scenario, new.state.voice)
        self._say(new)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw band and cursor."""
        new = self._store.now
        self._work_out(new)
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), QColor(theme.raised))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        found = self._tank
        if found is None:
            painter.setPen(QColor(theme.dim))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("The fuel cannot be reckoned.")
            )
            return
        painter.setFont(font(13, bold=True))
        painter.setPen(QColor(theme.foxbat))
        title = self.tr("Fuel: {0}").format(left_words(found, new.state.time))
        painter.drawText(QPointF(14, 22), title)
        wide = painter.fontMetrics().horizontalAdvance(title)
        painter.setFont(font(11))
        painter.drawText(QPointF(22 + wide, 22), str(found.band.basis))
        self._chart(painter, found, new)

    def _chart(self, painter: QPainter, found: Tank, new: Snapshot) -> None:
        theme, band = self._theme, found.band
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, _CHART)
        start, end = float(band.time[0]), float(band.time[-1])
        full = found.plan.full.value

        def spot(t: float, kg: float) -> QPointF:
            return QPointF(
                area.left() + (t - start) / (end - start) * area.width(),
                area.bottom() - kg / full * area.height(),
            )

        painter.setFont(font(11))
        for kg in np.arange(0, full, 5000).tolist():
            y = spot(start, kg).y()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.dim))
            box = QRectF(0, y - 8, _LEFT - 6, 16)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, f"{kg / 1000:.0f} t")
        for number, one in enumerate(found.closings):
            tint = colour(theme.fighter if not number else theme.other, 0.25)
            top, bottom = spot(start, one.need.high).y(), spot(start, one.need.low).y()
            since = start if found.lost is None else found.lost.at(new.state.voice)
            left = spot(since, 0).x()
            painter.fillRect(QRectF(left, top, area.right() - left, bottom - top), tint)
        edge = [spot(t, v) for t, v in zip(band.time.tolist(), band.upper.tolist(), strict=True)]
        edge += [spot(t, v) for t, v in zip(band.time.tolist()[::-1], band.lower.tolist()[::-1], strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.foxbat, 0.35))
        painter.drawPolygon(QPolygonF(edge))
        painter.setPen(QPen(QColor(theme.foxbat), 1.6, Qt.PenStyle.DashLine))
        painter.drawPolyline(
            QPolygonF([spot(t, v) for t, v in zip(band.time.tolist(), band.best.tolist(), strict=True)])
        )
        self._needs(painter, found, new, spot)
        zone = new.scenario.zones[0]
        painter.setPen(QColor(theme.dim))
        for t, side in ((start, Qt.AlignmentFlag.AlignLeft), (end, Qt.AlignmentFlag.AlignRight)):
            box = QRectF(area.left(), area.bottom() + 4, area.width(), 16)
            painter.drawText(box, side, times.clock(t, zone, named=t == end))
        now = new.state.time
        if start <= now <= end:
            x = spot(now, 0).x()
            painter.setPen(QPen(QColor(theme.ink), 1.4))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _needs(self, painter: QPainter, found: Tank, new: Snapshot, spot: Spot) -> None:
        """Name what each field would have taken."""
        since = float(found.band.time[0]) if found.lost is None else found.lost.at(new.state.voice)
        before = 0.0
        for one in sorted(found.closings, key=lambda c: c.need.low):
            name = new.scenario.sites[one.need.site].names.get("en", one.need.site)
            words = self.tr("to {0}").format(name)
            wide = painter.fontMetrics().horizontalAdvance(words)
            at = spot(since, (one.need.low + one.need.high) / 2)
            y = at.y() + 4 if not before else min(at.y() + 4, before - 12)
            before = y
            painter.setPen(QColor(self._theme.ink))
            painter.drawText(QPointF(at.x() - wide - 6, y), words)
