"""The layers panel: what is drawn, what it means, whose telling it is, and how figures are written."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.frame.state import Stated
from explorer.panels.altitude import AltitudeChoice
from explorer.scenario.units import System
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font


class Swatch(Protocol):
    """One entry of a layer's legend: ``kind`` of drawing, ``role`` as a field of Theme, and its meaning."""

    @property
    def kind(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def text(self) -> str: ...


class LayerRow(Protocol):
    """What the panel needs to know of a layer."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def legend(self) -> Sequence[Swatch]: ...


class SwatchView(QWidget):
    """A small drawing of what stands on the map."""

    def __init__(self, swatch: Swatch, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swatch, self._theme = swatch, theme
        self.setFixedSize(QSize(26, 16))

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the drawing."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw a line, an area or a symbol."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        named = getattr(self._theme, self._swatch.role)
        colour = QColor(named[0] if isinstance(named, tuple) else named)
        kind = self._swatch.kind
        styles = {
            "dash": Qt.PenStyle.DashLine,
            "dots": Qt.PenStyle.DotLine,
            "line": Qt.PenStyle.SolidLine,
            "thin": Qt.PenStyle.SolidLine,
        }
        if kind in styles:
            painter.setPen(QPen(colour, 1 if kind == "thin" else 2, styles[kind]))
            painter.drawLine(QPointF(1, 8), QPointF(25, 8))
        elif kind.startswith("tint"):
            fill = QColor(colour)
            fill.setAlphaF(1 - 0.9 ** int(kind[-1]) if kind[-1] != "0" else 0.0)
            painter.setPen(QPen(colour, 0.6))
            painter.setBrush(fill)
            painter.drawRect(QRectF(3, 3, 20, 10))
        elif kind in ("fill", "disc"):
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine if kind == "disc" else Qt.PenStyle.SolidLine))
            fill = QColor(colour)
            fill.setAlphaF(0.3)
            painter.setBrush(fill)
            if kind == "disc":
                painter.drawEllipse(QPointF(13, 8), 7, 7)
            else:
                painter.drawRect(QRectF(3, 3, 20, 10))
        elif kind == "triangle":
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF([QPointF(13, 3), QPointF(18.5, 13), QPointF(7.5, 13)]))
        elif kind == "cross":
            painter.setPen(QPen(colour, 2.5))
            painter.drawLine(QPointF(9, 4), QPointF(17, 12))
            painter.drawLine(QPointF(17, 4), QPointF(9, 12))
        elif kind == "square":
            painter.fillRect(QRectF(9, 4, 8, 8), colour)
        elif kind == "ring":
            painter.setPen(QPen(colour, 1.5))
            painter.drawEllipse(QPointF(13, 8), 5, 5)
        else:
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(13, 8), 4, 4)


class LegendPanel(QScrollArea):
    """Layers with their legend, the voice, what counts as stated, and the units."""

    def __init__(
        self, store: Store, theme: Theme, layers: Sequence[LayerRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._swatches: list[SwatchView] = []
        self._heads: list[QLabel] = []
        self._boxes: dict[str, QCheckBox] = {}
        self._groups: list[tuple[str, dict[object, QRadioButton]]] = []
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Layers and legend"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(14, 10, 14, 14)
        self._column.setSpacing(4)
        voices = {v.id: (v.label, v.description) for v in store.now.scenario.voices}
        self._choice(self.tr("Whose telling"), "voice", voices)
        self._choice(
            self.tr("Show"),
            "stated",
            {
                Stated.ALL: (self.tr("All, with its basis"), self.tr("Stated, derived and assumed")),
                Stated.ANY_SOURCE: (
                    self.tr("Only what a source states"),
                    self.tr("Points without lines; nothing derived or assumed"),
                ),
                Stated.ARTICLE: (
                    self.tr("Only what the article states"),
                    self.tr("Points without lines; nothing that other sources say"),
                ),
            },
        )
        self._choice(
            self.tr("Units"),
            "units",
            {
                System.SOURCE: (self.tr("As the article writes them"), self.tr("Feet, statute miles, mph")),
                System.METRIC: (self.tr("Metric"), self.tr("Metres, kilometres, km/h")),
                System.NAUTICAL: (self.tr("Nautical"), self.tr("Feet, nautical miles, knots")),
            },
        )
        self._altitude = AltitudeChoice(store, theme, inside)
        self._layers(layers, theme)
        self._head(self.tr("Terrain"))
        self._terrain = QLabel(inside)
        self._terrain.setFont(font(12))
        self._terrain.setWordWrap(True)
        self._terrain.setAccessibleName(self.tr("Terrain"))
        self._column.addWidget(self._terrain)
        self._column.addStretch(1)
        self.setWidget(inside)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)
        self.show_snapshot(None, store.now)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the panel."""
        for head in self._heads:
            head.setStyleSheet(f"color: {theme.foxbat};")
        for swatch in self._swatches:
            swatch.set_theme(theme)
        self._altitude.set_theme(theme)

    def _head(self, text: str) -> None:
        label = QLabel(text, self)
        label.setFont(font(13, bold=True))
        label.setContentsMargins(0, 8, 0, 0)
        self._heads.append(label)
        self._column.addWidget(label)

    def _choice(self, title: str, field: str, choices: Mapping[Any, tuple[str, str]]) -> None:
        self._head(title)
        group = QButtonGroup(self)
        buttons: dict[object, QRadioButton] = {}
        for value, (text, tip) in choices.items():
            button = QRadioButton(text, self)
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
            # The value is bound now; the button's own state is not read back.
            button.clicked.connect(lambda _=False, f=field, v=value: self._store.update(**{f: v}))
            group.addButton(button)
            buttons[value] = button
            self._column.addWidget(button)
        self._groups.append((field, buttons))

    def _layers(self, layers: Sequence[LayerRow], theme: Theme) -> None:
        group = None
        rows = [one for one in layers if one.label][::-1]
        last = {one.group: i for i, one in enumerate(rows)}
        for layer in sorted(rows, key=lambda one: last[one.group]):
            if layer.group != group:
                group = layer.group
                self._head(QCoreApplication.translate("Map", group))
            box = QCheckBox(QCoreApplication.translate("Map", layer.label), self)
            box.clicked.connect(lambda on, key=layer.id: self._toggle(key, on))
            self._boxes[layer.id] = box
            self._column.addWidget(box)
            for entry in layer.legend:
                row = QHBoxLayout()
                row.setContentsMargins(22, 0, 0, 0)
                swatch = SwatchView(entry, theme, self)
                self._swatches.append(swatch)
                text = QLabel(QCoreApplication.translate("Map", entry.text), self)
                text.setFont(font(12))
                text.setWordWrap(True)
                row.addWidget(swatch)
                row.addWidget(text, 1)
                self._column.addLayout(row)
            if layer.id == "blind":
                self._column.addWidget(self._altitude)

    def _toggle(self, layer: str, on: bool) -> None:
        hidden = self._store.state.hidden
        self._store.update(hidden=hidden - {layer} if on else hidden | {layer})

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        if old is None or old.state.hidden != new.state.hidden:
            for key, box in self._boxes.items():
                box.setChecked(key not in new.state.hidden)
        if old is None or old.derived.radar is not new.derived.radar:
            self._terrain.setText(self._ground_words(new))
        for field, buttons in self._groups:
            value = getattr(new.state, field)
            if old is None or getattr(old.state, field) != value:
                button = buttons.get(value)
                if button is not None:
                    button.setChecked(True)

    def _ground_words(self, new: Snapshot) -> str:
        """Return which relief the radars' floors are computed over."""
        radar = new.derived.radar
        if radar is None:
            return ""
        relief = radar.relief
        if relief.shipped:
            return self.tr("{0}, times {1:g}").format(relief.name, relief.factor)
        holes = self.tr("; {0:,} holes filled").format(relief.holes) if relief.holes else ""
        return self.tr("{0}, opened by you, heights as they are{1}").format(relief.name, holes)
