"""The box over the map of the Legacy: what stays dark at each height, before the E-2C and with one."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from explorer.frame.picket import PicketReach, area_words, on_station
from explorer.scenario import units
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font


class PicketBox(QLabel):
    """Three heights, each with its dark area before and after; a click on one shows it on the map."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._html = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(font(13))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setAccessibleName(self.tr("Dark to every radar, before the E-2C and with one"))
        self.linkActivated.connect(lambda link: store.update(altitude_m=float(link)))
        self.hide()
        store.changed.connect(self.show_snapshot)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the box."""
        self._theme = theme
        self.setStyleSheet(f"background: {theme.overlay}; border-radius: 6px; padding: 7px 12px;")
        self._html = ""
        self.show_snapshot(None, self._store.now)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:  # noqa: ARG002
        """Show what changed between two snapshots."""
        here = on_station(new.scenario, new.state)
        if here is None or "picket" in new.state.hidden:
            self._html = ""
            self.hide()
            return
        made = new.derived.picket
        html = self._working() if made is None else self._table(new, made, here)
        if html != self._html:
            self._html = html
            self.setText(html)
            self.adjustSize()
        self.show()

    def _working(self) -> str:
        return escape(self.tr("What no radar sees: being worked out…"))

    def _table(self, new: Snapshot, made: PicketReach, here: bool) -> str:
        theme, system = self._theme, str(new.state.units)
        base = made.base.names.get("en", made.base.id)
        within = self.tr("within {0} of {1}").format(units.distance(made.range_km, system), base)
        heads = (self.tr("height"), self.tr("stations of 1976"), self.tr("and one E-2C"))
        shown = made.at(new.state.altitude_m)
        # What holds at the time shown stands out by weight and by its sign, not by colour alone.
        head = "".join(
            f'<td align="{"left" if n == 0 else "right"}" style="color:{theme.dim}; font-size:11px; '
            f'padding-right:10px">{"▸ " if n == (2 if here else 1) else ""}{escape(word)}</td>'
            for n, word in enumerate(heads)
        )
        rows = []
        for level in made.blind:
            chosen = level is shown
            name = units.altitude(level.altitude_m, system)
            cells = [
                f'<td style="padding-right:10px"><a href="{level.altitude_m!r}" style="color:{theme.accent}; '
                f'text-decoration:none">{"● " if chosen else "○ "}{escape(name)}</a></td>'
            ]
            for n, area in enumerate((level.without_km2, level.with_km2)):
                text = area_words(area)
                strong = chosen and n == int(here)
                colour = theme.ink if n == int(here) else theme.dim
                cells.append(
                    f'<td align="right" style="color:{colour}; padding-right:10px">'
                    f"{'<b>' if strong else ''}{text}{'</b>' if strong else ''}</td>"
                )
            rows.append(f"<tr>{''.join(cells)}</tr>")
        note = self.tr("of {0}, where the ground is lower. By line of sight: assumed").format(
            area_words(made.area_km2)
        )
        return (
            f"<b>{escape(self.tr('Dark to every radar'))}</b> "
            f'<span style="color:{theme.dim}">{escape(within)}</span>'
            f'<table cellspacing="0" cellpadding="1"><tr>{head}</tr>{"".join(rows)}</table>'
            f'<span style="color:{theme.dim}; font-size:11px">{escape(note)}</span>'
        )
