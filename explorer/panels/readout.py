"""What lies over the map at its upper left: the clock in three zones and the aircraft read-out."""

from html import escape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.frame.frame import AircraftNow
from explorer.frame.why import why
from explorer.panels.details import show_why
from explorer.scenario import times, units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_YEARS_S = 2 * 365 * 86400.0  # a chapter so long is told in days


class Readout(QWidget):
    """Two quiet boxes over the map: what time it is, and what is known of the aircraft."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._clock, self._craft = QLabel(self), QLabel(self)
        self._texts = ["", ""]
        for label, px in ((self._clock, 17), (self._craft, 13)):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setFont(font(px))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self._clock.setAccessibleName(self.tr("Clock"))
        self._craft.setAccessibleName(self.tr("Aircraft"))
        self._craft.linkActivated.connect(self._why)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._clock, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._craft, 0, Qt.AlignmentFlag.AlignLeft)
        store.changed.connect(self.show_snapshot)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the boxes."""
        self._theme = theme
        self._texts = ["", ""]
        box = f"background: {theme.overlay}; border-radius: 6px; padding: 5px 12px;"
        for label in (self._clock, self._craft):
            label.setStyleSheet(box)
        self.show_snapshot(None, self._store.now)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        if old is not None and old.frame is new.frame:
            return
        changed = False
        for i, (label, text) in enumerate(
            ((self._clock, self._clock_html(new)), (self._craft, self._craft_html(new)))
        ):
            if text != self._texts[i]:
                before = label.sizeHint()
                self._texts[i] = text
                label.setText(text)
                label.setVisible(bool(text))
                changed |= label.sizeHint() != before
        if changed:
            self.adjustSize()

    def _clock_html(self, new: Snapshot) -> str:
        first, *others = new.scenario.zones
        long = new.state.chapter != new.scenario.chapters[0].id
        t = new.frame.time
        if new.frame.chapter.end - new.frame.chapter.start > _YEARS_S:
            return f"<b>{times.day(t, first)}</b>"
        day = f"{times.day(t, first)}&nbsp; " if long else ""
        parts = [f"<b>{day}{times.clock(t, first, seconds=not long, named=False)}</b> {escape(first.short)}"]
        parts += [
            f'<span style="color:{self._theme.dim}">{times.clock(t, zone, named=False)} '
            f"{escape(zone.short)}</span>"
            for zone in others
        ]
        return "&nbsp;&nbsp; ".join(parts)

    def _craft_html(self, new: Snapshot) -> str:
        held = [h for h in new.frame.holdings if h.lane in ("pilot", "aircraft")]
        if held:
            names = {"pilot": self.tr("Pilot"), "aircraft": self.tr("Aircraft")}
            return " · ".join(
                f'<span style="color:{self._theme.dim}">{escape(names[h.lane])}:</span> '
                f"<b>{escape(h.label)}</b>"
                for h in held
            )
        hero = new.frame.hero
        if hero is None:
            return ""
        parts = [self._link(f"position:{hero.id}", f"<b>{escape(hero.name)}</b>", self._theme.foxbat)]
        parts += self._figures(hero, str(new.state.units))
        return " · ".join(parts)

    def _link(self, figure: str, html: str, colour: str) -> str:
        return f'<a href="{figure}" style="color:{colour}; text-decoration:none">{html}</a>'

    def _figures(self, hero: AircraftNow, system: str) -> list[str]:
        theme, found = self._theme, []
        if hero.phase is Phase.GROUND:
            return [escape(self.tr("on the ground"))]
        if hero.altitude_m is None:
            found.append(self._link(f"altitude:{hero.id}", self.tr("altitude not known"), theme.dim))
        else:
            text = f"{units.altitude(hero.altitude_m, system)}"
            if hero.altitude_low_m is not None and hero.altitude_high_m is not None:
                low, high = (units.altitude(v, system) for v in (hero.altitude_low_m, hero.altitude_high_m))
                text = f"{low}–{high}"
            found.append(
                self._link(f"altitude:{hero.id}", f"<b>{escape(text)}</b>", theme.ink)
                + f' <span style="color:{theme.dim}">{hero.altitude_basis}</span>'
            )
        if hero.lon is None:
            where = self.tr("place not known")
        else:
            spread = f", ±{hero.uncertainty_km:.0f} km" if hero.uncertainty_km else ""
            where = self.tr("place {0}").format(hero.position_basis) + spread
        found.append(self._link(f"position:{hero.id}", escape(where), theme.dim))
        if hero.speed_kmh is None:
            found.append(self._link(f"speed:{hero.id}", self.tr("speed not known"), theme.dim))
        else:
            found.append(
                self._link(f"speed:{hero.id}", escape(units.speed(hero.speed_kmh, system)), theme.ink)
                + f' <span style="color:{theme.dim}">{hero.speed_basis}</span>'
            )
        return found

    def _why(self, figure: str) -> None:
        now = self._store.now
        found = why(now.scenario, now.frame, figure)
        if found is not None:
            show_why(now.scenario, found, QCursor.pos() + QPoint(0, 12), self)
