"""What the radars had: a line from each station that holds him, and the marks that contacts leave."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QPainter

from explorer.frame.frame import Mark
from explorer.geo.projection import MAP
from explorer.map import symbols
from explorer.map.layer import Label, Layer, Run, Target, colour, pen, translate
from explorer.map.viewport import Viewport
from explorer.scenario import times
from explorer.scenario.model import Scenario
from explorer.session.store import Snapshot


class Held(Layer):
    """A line from each radar that is recorded to have him, to where he is."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[QLineF] = []

    def dress(self, view: Viewport) -> None:
        """Build the pen."""
        self._pen = pen(view.theme, "radar", 1.4 * view.scale)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the frame."""
        self._lines = []
        hero = new.frame.hero
        if hero is None or hero.lon is None or hero.lat is None:
            return
        ids = [s.id for s in new.frame.stations if s.record == "contact" and s.id in new.scenario.sites]
        if not ids:
            return
        sites = [new.scenario.sites[i] for i in ids]
        px, py = view.px(
            *MAP.forward([*(s.lon for s in sites), hero.lon], [*(s.lat for s in sites), hero.lat])
        )
        end = QPointF(px[-1], py[-1])
        self._lines = [
            QLineF(QPointF(x, y), end) for x, y in zip(px[:-1].tolist(), py[:-1].tolist(), strict=True)
        ]

    def paint(self, painter: QPainter, view: Viewport) -> None:  # noqa: ARG002
        """Draw the lines."""
        if self._lines:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._pen)
            painter.drawLines(self._lines)


@dataclass(frozen=True, slots=True, eq=False)
class _Spot:
    kind: str
    at: QPointF
    spread: float


_ROLES = {"first-contact": "radar", "return": "radar", "loss": "loss", "landing": "foxbat"}
_GAPS = {"loss": 17.0, "first-contact": 15.0, "landing": 14.0}  # clear of the aircraft that stands there
_ORDER = {"loss": 0.6, "landing": 0.7, "first-contact": 0.8, "return": 0.9}


class Marks(Layer):
    """First contact, return and landing, or with ``losses`` the losses, each from its time on."""

    def __init__(self, losses: bool) -> None:
        super().__init__()
        self._losses = losses
        self._spots: list[_Spot] = []

    def dress(self, view: Viewport) -> None:
        """Build pens and brushes."""
        theme, k = view.theme, view.scale
        self._fills = {r: QBrush(colour(theme, r)) for r in set(_ROLES.values())}
        self._rims = {r: pen(theme, r, 2.0 * k) for r in set(_ROLES.values())}
        self._rim = pen(theme, "halo", 1.6 * k)
        self._under = pen(theme, "halo", 5.5 * k)
        self._cross_pen = pen(theme, "loss", 2.8 * k)
        self._cross = symbols.cross(6.0 * k)
        self._spread = {r: pen(theme, r, 1.0 * k, alpha=0.6, dash=(3, 3)) for r in set(_ROLES.values())}

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the frame."""
        if (
            old is not None
            and not moved
            and old.scenario is new.scenario
            and old.frame.marks == new.frame.marks
            and old.state.selection == new.state.selection
        ):
            return
        selection = new.state.selection
        selected = selection.id if selection is not None and selection.kind == "moment" else None
        spots, movers, targets, boxes = [], [], [], []
        k = view.scale
        for mark in new.frame.marks:
            if (mark.kind == "loss") is not self._losses:
                continue
            x, y = MAP.forward(mark.lon, mark.lat)
            at = view.point(float(x), float(y))
            if not view.shows(at.x(), at.y(), 10 * k):
                continue
            chosen = mark.moment == selected
            spots.append(_Spot(mark.kind, at, mark.uncertainty_km / view.km_per_px if chosen else 0.0))
            boxes.append((at.x() - 6 * k, at.y() - 6 * k, at.x() + 6 * k, at.y() + 6 * k))
            lines = _words(mark, new.scenario, chosen)
            movers.append(
                Label(
                    f"mark:{mark.moment}",
                    at.x(),
                    at.y(),
                    lines,
                    gap=_GAPS.get(mark.kind, 11.0) * k,
                    priority=_ORDER.get(mark.kind, 0.9),
                    also=tuple((at.x(), at.y() + off * k) for off in (-26, 26, -13, 13)),
                    target=("moment", mark.moment),
                )
            )
            xs, ys = view.px([float(x)], [float(y)])
            targets.append(Target("moment", mark.moment, xs, ys, 10, _tip(mark, new.scenario), rank=2))
        self._spots, self.targets = spots, targets
        self.movers, self.symbols = tuple(movers), tuple(boxes)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the marks: a ringed dot, a dotted ring, a cross, a wide ring."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        k = view.scale
        for spot in self._spots:
            role = _ROLES.get(spot.kind, "other")
            painter.translate(spot.at)
            if spot.spread:
                painter.setPen(self._spread[role])
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(0, 0), spot.spread, spot.spread)
            if spot.kind == "loss":
                painter.strokePath(self._cross, self._under)
                painter.strokePath(self._cross, self._cross_pen)
            elif spot.kind == "first-contact":
                painter.setPen(self._rim)
                painter.setBrush(self._fills["radar"])
                painter.drawEllipse(QPointF(0, 0), 6.5 * k, 6.5 * k)
                painter.setBrush(self._fills["foxbat"])
                painter.drawEllipse(QPointF(0, 0), 3.6 * k, 3.6 * k)
            else:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(self._rims[role])
                radius = (10.5 if spot.kind == "landing" else 5.5) * k
                painter.drawEllipse(QPointF(0, 0), radius, radius)
                if spot.kind != "landing":  # the field's own symbol stands in that ring
                    painter.setBrush(self._fills[role])
                    painter.drawEllipse(QPointF(0, 0), 1.8 * k, 1.8 * k)
            painter.translate(-spot.at)


def when(mark: Mark, scenario: Scenario) -> str:
    """Return a mark's time in the first zone; for a landing that accounts time differently, the span."""
    if not scenario.zones:
        return ""
    zone = scenario.zones[0]
    if mark.kind == "landing" and mark.latest - mark.earliest >= 60:
        first = times.clock(mark.earliest, zone, named=False)
        return f"{first}–{times.clock(mark.latest, zone)}"
    return times.clock(mark.time, zone)


def _words(mark: Mark, scenario: Scenario, chosen: bool) -> tuple[tuple[Run, ...], ...]:
    role = {"loss": "loss", "landing": "foxbat"}.get(mark.kind, "ink")
    first = (
        Run(f"{when(mark, scenario)}  ", role, 12.5, bold=True),
        Run(mark.label, role, 12.5, bold=chosen),
    )
    if mark.kind == "landing" and mark.latest - mark.earliest >= 60:
        return first, (Run(translate("Map", "the accounts differ"), "dim", 11.0),)
    return (first,)


def _tip(mark: Mark, scenario: Scenario) -> str:
    spread = f" ±{mark.uncertainty_km:.0f} km" if mark.uncertainty_km else ""
    return (
        f"{when(mark, scenario)}  {mark.label}\n"
        + translate("Map", "position {basis}").format(basis=mark.basis)
        + spread
    )
