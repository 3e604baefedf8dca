"""What if: changed assumptions, and at once what they would have changed. Never mixed into history."""

import math
from dataclasses import replace
from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import verdict
from explorer.frame.outcome import Afterwards, Seen, afterwards, intercept, seen
from explorer.panels.altitude import AltitudeSlider, step_of
from explorer.panels.form import inset
from explorer.panels.wheel import WheelScrolls
from explorer.radar.model import from_scenario
from explorer.radar.terrain import Relief
from explorer.scenario import times, units
from explorer.scenario.whatif import Picket, WhatIf, apply, comes_down
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_PICKETS = (("Off Okushiri, 42.2 N 139.0 E", 139.0, 42.2), ("Over Misawa", 141.368, 40.7032))


def three_digits(value: float) -> float:
    """Return a figure to three significant digits: the places behind it bear no more."""
    return round(value, 2 - math.floor(math.log10(value))) if value > 0 else value


def _relief(snapshot: Snapshot) -> Relief | None:
    return None if snapshot.derived.radar is None else snapshot.derived.radar.relief


class WhatIfPanel(QScrollArea):
    """Controls on the left of each row, history beside the supposition below."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._before: dict[tuple[int, str, str], tuple[dict[str, Seen], dict[str, Afterwards]]] = {}
        self._undo: list[WhatIf] = []
        self._quiet = self._putting = False
        self.setAccessibleName(self.tr("What if"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 10, 14, 14)
        self._intro = QLabel(
            self.tr(
                "Suppose something had been otherwise. While this is on, a frame stands round the window."
            ),
            inside,
        )
        self._intro.setWordWrap(True)
        column.addWidget(self._intro)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(4)  # the answer below is to be in sight too
        self._sea = self._altitude(form, self.tr("Over the sea, without a climb, at"), 100.0)
        self._after = self._altitude(form, self.tr("After the loss, at"), 1_800.0)
        self._steady = QCheckBox(self.tr("A steady descent from contact to loss"), inside)
        form.addRow(self._steady)
        self._scramble = QSlider(Qt.Orientation.Horizontal, inside)
        self._scramble.setAccessibleName(self.tr("Take-off of the Phantoms"))
        self._scramble_text = QLabel(inside)
        form.addRow(self._scramble_text, self._scramble)
        self._look_down = QCheckBox(self.tr("The Phantoms carry look-down radar"), inside)
        form.addRow(self._look_down)
        self._picket = QComboBox(inside)
        self._picket.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._picket.setMinimumContentsLength(12)
        self._picket.addItem(self.tr("No E-2C in the air"))
        for title, *_ in _PICKETS:
            self._picket.addItem(self.tr("E-2C: {0}").format(title))
        self._picket.addItem(self.tr("E-2C: where it was dragged to"))
        self._picket.setAccessibleName(self.tr("Airborne early warning"))
        form.addRow(self._picket)
        self._k_on = QCheckBox(self.tr("Advanced: earth radius factor k"), inside)
        self._k_on.setToolTip(self.tr("The effective earth radius: how much the air bends a radar's ray"))
        self._k = QDoubleSpinBox(inside)
        self._k.setRange(0.8, 3.0)
        self._k.setSingleStep(0.05)
        self._k.setValue(4 / 3)
        self._k.setAccessibleName("k")
        inset(self._k)
        row = QHBoxLayout()
        row.addWidget(self._k_on, 1)
        row.addWidget(self._k)
        form.addRow(row)
        column.addLayout(form)
        buttons = QHBoxLayout()
        self._reset = QPushButton(self.tr("Back to history"), inside)
        self._back = QPushButton(self.tr("Undo"), inside)
        buttons.addWidget(self._reset)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self._result = QLabel(inside)
        self._result.setTextFormat(Qt.TextFormat.RichText)
        self._result.setWordWrap(True)
        self._result.setFont(font(13))
        self._result.setAccessibleName(self.tr("What it would have changed"))
        column.addWidget(self._result)
        column.addStretch(1)
        self.setWidget(inside)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(40)
        self._later.timeout.connect(self._apply)
        for box in (self._steady, self._look_down, self._k_on):
            box.toggled.connect(self._later.start)
        self._scramble.valueChanged.connect(self._later.start)
        self._picket.activated.connect(self._later.start)
        self._k.valueChanged.connect(self._later.start)
        WheelScrolls(self._sea[1], self._after[1], self._scramble, self._picket, self._k)
        self._reset.clicked.connect(lambda: self._put(WhatIf()))
        self._back.clicked.connect(self._undo_last)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def _altitude(self, form: QFormLayout, title: str, feet: float) -> tuple[QCheckBox, AltitudeSlider]:
        box = QCheckBox(title, self)
        slider = AltitudeSlider(feet, title, self)
        value = QLabel(self)

        def show() -> None:
            text = units.altitude(slider.metres, str(self._store.state.units))
            value.setText(text)
            slider.setAccessibleDescription(text)

        slider.valueChanged.connect(show)
        slider.valueChanged.connect(lambda: box.setChecked(True))
        slider.valueChanged.connect(lambda: self._later.start())
        box.toggled.connect(lambda: self._later.start())
        show()
        row = QHBoxLayout()
        row.addWidget(slider, 1)
        row.addWidget(value)
        form.addRow(box)
        form.addRow(row)
        return box, slider

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the panel."""
        self._theme = theme
        self._intro.setStyleSheet(f"color: {theme.dim};")
        self._tell(self._store.now)

    def _wanted(self) -> WhatIf:
        """Return what the controls ask for."""

        def metres(pair: tuple[QCheckBox, AltitudeSlider]) -> float | None:
            box, slider = pair
            return slider.metres if box.isChecked() else None

        choice = self._picket.currentIndex()
        height = self._store.now.history.assumptions.get("e2c-altitude")
        altitude = height.value if height is not None else 9144.0
        old = self._store.state.what_if
        picket = None
        if 1 <= choice <= len(_PICKETS):
            picket = Picket(*_PICKETS[choice - 1][1:], altitude)
        elif choice > len(_PICKETS):
            known = old.picket if old is not None else None
            picket = known or Picket(*_PICKETS[0][1:], altitude)
        last = self._scramble.maximum()
        return WhatIf(
            sea_m=metres(self._sea),
            after_m=metres(self._after),
            airborne_s=None
            if self._scramble.value() == last
            else self._start() + self._scramble.value() * 15.0,
            look_down=self._look_down.isChecked(),
            picket=picket,
            k=self._k.value() if self._k_on.isChecked() else None,
            steady=self._steady.isChecked(),
        )

    def _start(self) -> float:
        """Return the earliest take-off offered: when he was first seen."""
        moment = next((m for m in self._store.now.history.moments if m.mark == "first-contact"), None)
        return moment.best if moment is not None else self._store.now.history.chapters[0].start

    def _apply(self) -> None:
        if not self._quiet:
            self._put(self._wanted())

    def _put(self, wanted: WhatIf, remember: bool = True) -> None:
        old = self._store.state.what_if or WhatIf()
        if wanted == old:
            return
        if remember:
            self._undo = [*self._undo[-49:], old]
        self._putting = True
        try:
            self._store.update(what_if=None if wanted.empty else wanted)
        finally:
            self._putting = False

    def _undo_last(self) -> None:
        if self._undo:
            self._put(self._undo.pop(), remember=False)
            self._back.setEnabled(bool(self._undo))

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        if old is not None and old.history is not new.history:
            self._undo = []
        elif old is not None and old.state.what_if != new.state.what_if and not self._putting:
            # Something else supposed it, such as a drag on the map: that can be undone here too.
            self._undo = [*self._undo[-49:], old.state.what_if or WhatIf()]
        if (
            old is None
            or old.history is not new.history
            or old.state.what_if != new.state.what_if
            or old.state.voice != new.state.voice
            or _relief(old) is not _relief(new)
        ):
            self._mirror(new)
            self._tell(new)

    def _mirror(self, new: Snapshot) -> None:
        """Set the controls to what the state supposes."""
        now = new.state.what_if or WhatIf()
        self._quiet = True
        scramble = next((m for m in new.history.moments if m.id == "scramble"), None)
        if scramble is not None:
            steps = max(1, round((scramble.best - self._start()) / 15))
            self._scramble.setRange(0, steps)
            at = steps if now.airborne_s is None else round((now.airborne_s - self._start()) / 15)
            self._scramble.setValue(at)
            clock = times.clock(now.airborne_s or scramble.best, new.history.zones[0], seconds=True)
            self._scramble_text.setText(self.tr("The Phantoms leave Chitose at {0}").format(clock))
        for (box, slider), metres in ((self._sea, now.sea_m), (self._after, now.after_m)):
            box.setChecked(metres is not None)
            if metres is not None:
                slider.setValue(step_of(metres / units.M_PER_FOOT))
                box.setChecked(True)
        descends = comes_down(new.history, new.state.voice)
        self._steady.setEnabled(descends)
        self._steady.setToolTip("" if descends else self.tr("This telling gives no height at the loss."))
        self._steady.setChecked(now.steady)
        self._look_down.setChecked(now.look_down)
        self._k_on.setChecked(now.k is not None)
        if now.k is not None:
            self._k.setValue(now.k)
        place = next(
            (
                i
                for i, (_, lon, lat) in enumerate(_PICKETS, 1)
                if now.picket and (now.picket.lon, now.picket.lat) == (lon, lat)
            ),
            len(_PICKETS) + 1,
        )
        self._picket.setCurrentIndex(0 if now.picket is None else place)
        self._back.setEnabled(bool(self._undo))
        self._reset.setEnabled(not now.empty)
        self._later.stop()
        self._quiet = False

    def _history(self, new: Snapshot, relief: Relief | None) -> tuple[dict[str, Seen], dict[str, Afterwards]]:
        """Return what holds in history, worked out once for a scenario, a voice and a relief."""
        key = (id(new.history), new.state.voice, "" if relief is None else relief.digest)
        if key not in self._before:
            model, voice = from_scenario(new.history, relief), new.state.voice
            known = {s.station: s for s in seen(model, new.history, voice)}
            unknown = {s.station: s for s in afterwards(model, new.history, voice)}
            self._before = {key: (known, unknown)}
        return self._before[key]

    def _tell(self, new: Snapshot) -> None:
        """Say when he would have been seen, by whom and how long, beside history."""
        supposed = new.state.what_if
        off = supposed is None or supposed.empty
        self._intro.setVisible(off)  # the frame has come: the room is the answer's
        if supposed is None or off:
            self._result.setText("")
            return
        scenario = apply(new.history, supposed)
        # The radars at hand may still be those of the what-if before; the relief is the same in all of them.
        relief = _relief(new)
        model = from_scenario(scenario, relief)
        before, hidden_before = self._history(new, relief)
        theme, zone = self._theme, new.history.zones[0]

        def span(one: Seen | None) -> str:
            if one is None or one.first is None or one.last is None:
                return f'<span style="color:{theme.dim}">—</span>'
            # To the nearest minute: the model bears no more.
            a, b = (times.clock(60 * round(t / 60), zone, named=False) for t in (one.first, one.last))
            return f'{a}–{b}<br><span style="color:{theme.dim}">{one.seconds / 60:.0f} min</span>'

        rows = "".join(
            f"<tr><td><b>{escape(s.name)}</b></td><td>{span(before.get(s.station))}</td><td>{span(s)}</td></tr>"
            for s in seen(model, scenario, new.state.voice)
        )
        head = (
            f'<tr style="color:{theme.dim}"><td></td><td>{escape(self.tr("in history"))}</td>'
            f"<td>{escape(self.tr('then'))}</td></tr>"
        )
        title = escape(self.tr("Could have seen him ({0})").format(zone.short))
        told = f"<p><b>{title}</b></p><table cellpadding='3'>{head}{rows}</table>"
        if supposed.picket is not None:
            left_out = self.tr("Drag the E-2C on the map. Echoes of the land below it are not modelled.")
            told += f'<p style="color:{theme.dim}">{escape(left_out)}</p>'

        def share(one: Afterwards | None) -> str:
            return "—" if one is None else verdict.share_text(one.hidden_low, one.hidden_high)

        later = afterwards(model, scenario, new.state.voice)
        if later:
            title = escape(self.tr("Where nobody knows his place: how much of it is hidden"))
            rows = "".join(
                f"<tr><td><b>{escape(s.name)}</b></td><td>{share(hidden_before.get(s.station))}</td>"
                f"<td>{share(s)}</td></tr>"
                for s in later
            )
            told += f"<p><b>{title}</b></p><table cellpadding='3'>{head}{rows}</table>"
        self._result.setText(told + self._met(new, supposed))

    def _met(self, new: Snapshot, supposed: WhatIf) -> str:
        """Say what the Phantoms would have needed to meet him at the border."""
        border = next((m for m in new.history.moments if m.id == "violation"), None)
        if border is None:
            return ""
        plain = replace(supposed, look_down=False)
        zone = new.history.zones[0]
        lines = []
        for label, what_if in ((self.tr("in history"), WhatIf()), (self.tr("then"), plain)):
            found = intercept(apply(new.history, what_if), new.state.voice, border.best, look_down=False)
            if found is not None and found.meet_kmh is not None:
                clock = times.clock(found.airborne, zone, named=False)
                lines.append(
                    self.tr("{0}: airborne {1}, {2:.0f} km to go, {3:,.0f} km/h needed").format(
                        label, clock, found.distance_km, three_digits(found.meet_kmh)
                    )
                )
        told = f"<p><b>{escape(self.tr('To meet him at the border'))}</b><br>" + "<br>".join(
            map(escape, lines)
        )
        if supposed.look_down:
            found = intercept(apply(new.history, supposed), new.state.voice, border.best, look_down=True)
            when = (
                self.tr("never, while anything is known of his place")
                if found is None or found.held_from is None
                else times.clock(found.held_from, zone)
            )
            told += "<br>" + escape(
                self.tr("With look-down radar they could first have had him: {0}").format(when)
            )
        return told + "</p>"
