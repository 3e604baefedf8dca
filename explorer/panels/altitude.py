"""Altitudes on a slider: logarithmic from 50 to 60,000 ft; and the choice of the one that the map shows."""

import math

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.panels.wheel import WheelScrolls
from explorer.scenario import units
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_LOW_FT, _HIGH_FT = 50.0, 60_000.0
STEPS = 200
_RESTS_FT = (50, 100, 200, 500, 820, 1_000, 1_800, 2_000, 5_000, 10_000, 20_000, 30_000, 40_000, 60_000)
_MARKED_FT = (100.0, 1_800.0, 20_000.0)


def feet_of(step: int) -> float:
    """Return the altitude of a slider's step: logarithmic, resting on round ones when near."""
    raw = _LOW_FT * (_HIGH_FT / _LOW_FT) ** (step / STEPS)
    near = min(_RESTS_FT, key=lambda m: abs(math.log(m / raw)))
    return float(near) if abs(math.log(near / raw)) < 0.03 else round(raw, -int(math.log10(raw)) + 1)


def step_of(feet: float) -> int:
    """Return the slider's step for an altitude."""
    share = math.log(max(_LOW_FT, min(_HIGH_FT, feet)) / _LOW_FT) / math.log(_HIGH_FT / _LOW_FT)
    return round(share * STEPS)


class AltitudeSlider(QSlider):
    """A slider of ``STEPS``."""

    def __init__(self, feet: float, title: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 20)
        self.setValue(step_of(feet))
        self.setAccessibleName(title)

    @property
    def metres(self) -> float:
        """The altitude that is set."""
        return feet_of(self.value()) * units.M_PER_FOOT

    def place(self, feet: float) -> int:
        """Return where the handle's middle stands for an altitude, in pixels."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        along = QStyle.sliderPositionFromValue(0, STEPS, step_of(feet), self.width() - handle)
        return along + handle // 2


class Marks(QWidget):
    """Marked altitudes below a slider; a click on one sets it."""

    def __init__(self, slider: AltitudeSlider, store: Store, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._slider, self._store, self._theme = slider, store, theme
        self.setFont(font(11))
        self.setFixedHeight(18)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the marks."""
        self._theme = theme
        self.update()

    def _boxes(self) -> list[tuple[QRect, float, str]]:
        metrics, found = self.fontMetrics(), []
        for feet in _MARKED_FT:
            text = units.altitude(feet * units.M_PER_FOOT, str(self._store.state.units))
            wide, at = metrics.horizontalAdvance(text), self._slider.place(feet)
            left = max(0, min(at - wide // 2, self.width() - wide))
            found.append((QRect(left, 4, wide + 1, 14), feet, text))
        return found

    def sizeHint(self) -> QSize:
        """Ask for a line of small print."""
        return QSize(160, 18)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Write each altitude under its place."""
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.dim))
        for box, feet, text in self._boxes():
            at = self._slider.place(feet)
            painter.drawLine(at, 0, at, 3)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set the altitude that is clicked."""
        for box, feet, _ in self._boxes():
            if box.adjusted(-4, -4, 4, 4).contains(event.position().toPoint()):
                self._slider.setValue(step_of(feet))
                return


class AltitudeChoice(QWidget):
    """At which altitude the map shows what the radars see: the Foxbat's own, or a chosen one."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._own = QRadioButton(self.tr("at his altitude"), self)
        self._chosen = QRadioButton(self.tr("at a chosen one:"), self)
        group = QButtonGroup(self)
        for button in (self._own, self._chosen):
            group.addButton(button)
        self._slider = AltitudeSlider(
            100.0, self.tr("Altitude at which the map shows what the radars see"), self
        )
        self._value = QLabel(self)
        WheelScrolls(self._slider)
        self._marks = Marks(self._slider, store, theme, self)
        row = QHBoxLayout()
        row.addWidget(self._chosen)
        row.addWidget(self._value, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 0, 0, 4)
        column.setSpacing(2)
        column.addWidget(self._own)
        column.addLayout(row)
        column.addWidget(self._slider)
        column.addWidget(self._marks)
        self._own.clicked.connect(lambda: store.update(altitude_m=None))
        self._chosen.clicked.connect(self._choose)
        self._slider.valueChanged.connect(self._choose)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the marks."""
        self._marks.set_theme(theme)

    def _choose(self) -> None:
        self._store.update(altitude_m=self._slider.metres)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what is chosen."""
        state = new.state
        if old is not None and (old.state.altitude_m, old.state.units) == (state.altitude_m, state.units):
            return
        chosen = state.altitude_m
        (self._own if chosen is None else self._chosen).setChecked(True)
        if chosen is not None and abs(chosen - self._slider.metres) > 0.01:
            before = self._slider.blockSignals(True)
            self._slider.setValue(step_of(chosen / units.M_PER_FOOT))
            self._slider.blockSignals(before)
        text = units.altitude(self._slider.metres if chosen is None else chosen, str(state.units))
        self._value.setText("" if chosen is None else text)
        self._slider.setAccessibleDescription(text)
        self._marks.update()
