"""Who is where: aircraft on their heading with their altitude, and the reach of those that nobody placed."""

import re
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPolygonF, QTransform

from explorer.flight.reach import Ring
from explorer.frame.frame import AircraftNow
from explorer.geo import geodesy
from explorer.geo.projection import MAP
from explorer.map import paths, symbols
from explorer.map.layer import Label, Layer, Run, Target, colour, pen, translate
from explorer.map.sites import english
from explorer.map.viewport import Viewport
from explorer.polygons import polygon
from explorer.scenario import times, units
from explorer.scenario.model import Phase, Scenario
from explorer.session.store import Snapshot

_SIZES = {"foxbat": 14.0, "fighter": 10.0, "airliner": 10.0, "transport": 12.0}
_SAME_KM = 0.5
_NARROW = 1100.0  # pixels: on a map less wide what bounds a reach is told in two lines
_ASIDE = 45.0  # pixels beside the top and the bottom of a reach, where its label may stand too
_PARKED = 19.0  # pixels above the symbol of the field
_NUMBERS = ("", "one", "two", "three", "four", "five", "six")


def short_name(name: str) -> str:
    """Return a name without what sets it apart from its wingman's: ``Phantom`` for ``Phantom, leader``."""
    return name.split(",")[0].rstrip(" 0123456789-").strip() or name


def _plural(names: list[str]) -> str:
    """Return what several aircraft are called together."""
    if len(names) == 1:
        return names[0]
    if len(set(names)) == 1:
        count = _NUMBERS[len(names)] if len(names) < len(_NUMBERS) else str(len(names))
        return translate("Map", "{count} {name}s").format(count=count, name=names[0])
    return ", ".join(names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True, eq=False)
class _Craft:
    at: QPointF
    path: QPainterPath
    role: str
    spread: QPolygonF | None
    parked: bool
    selected: bool
    escort: tuple[QPainterPath, ...] = ()


class Aircraft(Layer):
    """The aircraft whose place is known."""

    def __init__(self) -> None:
        super().__init__()
        self._crafts: list[_Craft] = []

    def dress(self, view: Viewport) -> None:
        """Build pens and brushes."""
        theme, k = view.theme, view.scale
        roles = set(symbols.ROLE.values())
        self._fills = {r: QBrush(colour(theme, r)) for r in roles}
        self._spread_fills = {r: QBrush(colour(theme, r, 0.07)) for r in roles}
        self._spread_pens = {r: pen(theme, r, 1.0 * k, alpha=0.65, dash=(4, 4)) for r in roles}
        self._rim = pen(theme, "halo", 4.2 * k)
        self._edge = pen(theme, "ink", 1.1 * k, alpha=0.9)
        self._ring = pen(theme, "accent", 1.8 * k)

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Follow the frame."""
        if old is not None and not moved and old.frame.aircraft == new.frame.aircraft:
            same = old.state.selection == new.state.selection and old.state.units == new.state.units
            if same and old.scenario is new.scenario:
                return
        k, state = view.scale, new.state
        selected = (
            state.selection.id if state.selection is not None and state.selection.kind == "track" else ""
        )
        crafts: list[_Craft] = []
        movers, targets, boxes = [], [], []
        for group in _together(new.frame.aircraft):
            lead = group[0]
            if lead.lon is None or lead.lat is None:
                continue
            x, y = MAP.forward(lead.lon, lead.lat)
            at = view.point(float(x), float(y))
            parked = lead.phase is Phase.GROUND
            size = _SIZES.get(lead.side, 10.0) * k * (0.62 if parked else 1.0)
            if parked:
                # Beside the symbol of the field, not over it, nor over another that stands there.
                beside = sum((c.at - at).manhattanLength() < 90 * k for c in crafts if c.parked)
                at += QPointF(24 * k * beside, -_PARKED * k)
            role = symbols.ROLE.get(lead.side, "other")
            spread = 0.0 if parked or lead.uncertainty_km is None else lead.uncertainty_km / view.km_per_px
            # On the ground it lies with its field's symbol, north up; in the air it points where it flies.
            path = symbols.craft(lead.side, size, 0.0 if parked else lead.heading_deg)
            if not view.shows(at.x(), at.y(), size + spread):
                continue
            chosen = any(c.id == selected for c in group)
            circle = paths.circle(at.x(), at.y(), spread) if spread > size * 0.6 else None
            wings = () if parked or not lead.escort else _escort(size, lead.heading_deg or 0.0)
            crafts.append(_Craft(at, path, role, circle, parked, chosen, wings))
            half = size * (0.72 if parked else 1.0)  # small and crowded, its label may use the corners
            boxes.append((at.x() - half, at.y() - half, at.x() + half, at.y() + half))
            movers.append(self._tag(new, group, at, size + 3 * k, role))
            xs, ys = np.array([at.x()]), np.array([at.y()])
            tip = _capital(_plural([short_name(c.name) for c in group])) + f"\n{lead.type}"
            if lead.escort and lead.phase is Phase.AIR:
                tip += "\n" + translate("Map", "escort: {0}").format(lead.escort)
            targets.append(Target("track", lead.id, xs, ys, max(size + 4, 12.0), tip, rank=0))
        self._crafts = crafts
        self.movers, self.targets, self.symbols = tuple(movers), targets, tuple(boxes)

    def _tag(self, new: Snapshot, group: list[AircraftNow], at: QPointF, gap: float, role: str) -> Label:
        lead = group[0]
        main = lead.id == new.scenario.subject
        name = _capital(_plural([short_name(c.name) for c in group]))
        letters = 14.0 if main else 12.0
        lines = [(Run(name, role, letters, bold=main),)]
        if lead.phase is Phase.GROUND:
            lines = [(Run(name, role, 12.0, bold=main),)]
        elif lead.altitude_m is not None:
            lines.append((Run(units.altitude(lead.altitude_m, new.state.units), role, letters),))
        else:
            lines.append((Run(translate("Map", "altitude not known"), "dim", 11.0),))
        if lead.escort and lead.phase is Phase.AIR:
            # Who says which is for the card and the tip: the label would find no room.
            told = [re.sub(r" \([^)]*\)", "", words) for words in lead.escort.split("; ")]
            lines.append((Run(translate("Map", "escort: {0}").format(told[0]), "fighter", 11.0),))
            lines += [(Run(translate("Map", "or {0}").format(other), "fighter", 11.0),) for other in told[1:]]
        priority = 0.0 if main else 1.5
        sides = ("right", "above-right", "left", "above-left", "below-right", "below-left", "above", "below")
        return Label(
            f"craft:{lead.id}",
            at.x(),
            at.y(),
            tuple(lines),
            gap,
            priority,
            sides,
            # Whom the story is about is named in a small crowded window too: a line higher or lower.
            ((at.x(), at.y() - gap), (at.x(), at.y() + gap)) if main else (),
            target=("track", lead.id),
        )

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw circles of uncertainty, then the aircraft."""
        for craft in self._crafts:
            if craft.spread is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._spread_fills[craft.role])
                painter.drawPolygon(craft.spread)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for craft in self._crafts:
            if craft.spread is not None:
                painter.setPen(self._spread_pens[craft.role])
                painter.drawPolyline(craft.spread)
        for craft in reversed(self._crafts):
            painter.translate(craft.at)
            if craft.selected:
                painter.setPen(self._ring)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(0, 0), 20 * view.scale, 20 * view.scale)
            painter.strokePath(craft.path, self._rim)
            painter.setPen(Qt.PenStyle.NoPen if craft.parked else self._edge)
            painter.setBrush(self._fills[craft.role])
            painter.drawPath(craft.path)
            painter.setBrush(self._fills["fighter"])
            for one in craft.escort:
                painter.drawPath(one)
            painter.translate(-craft.at)


def _escort(size: float, heading: float) -> tuple[QPainterPath, ...]:
    """Return two small fighters behind the wings: a sign that there was an escort, not where it flew."""
    turn = QTransform()
    turn.rotate(heading)
    small = symbols.craft("fighter", size * 0.5, heading)
    return tuple(small.translated(turn.map(QPointF(side * 1.55 * size, 0.75 * size))) for side in (-1, 1))


def _together(aircraft: tuple[AircraftNow, ...]) -> list[list[AircraftNow]]:
    """Return aircraft in groups: those of one side at one place, or with one reach, are drawn once."""
    groups: list[list[AircraftNow]] = []
    for craft in aircraft:
        for group in groups:
            if _alike(group[0], craft):
                group.append(craft)
                break
        else:
            groups.append([craft])
    return groups


def _alike(a: AircraftNow, b: AircraftNow) -> bool:
    if a.side != b.side or a.phase is not b.phase or len(a.reach) != len(b.reach):
        return False
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        both = zip(a.reach, b.reach, strict=True)
        return a.lon is None and b.lon is None and all(
            r.speed_kmh == s.speed_kmh and len(r.x) == len(s.x) and abs(r.x - s.x).max() < _SAME_KM
            and abs(r.y - s.y).max() < _SAME_KM
            for r, s in both
        )  # fmt: skip
    return abs(a.lon - b.lon) < _SAME_KM / 100 and abs(a.lat - b.lat) < _SAME_KM / 100


class Reach(Layer):
    """Where an aircraft could be, over a stretch of which nothing is known."""

    def __init__(self) -> None:
        super().__init__()
        self._rings: list[tuple[str, QPolygonF]] = []
        self._bands: list[tuple[str, int, QPainterPath]] = []

    def dress(self, view: Viewport) -> None:
        """Build pens and brushes."""
        theme, k = view.theme, view.scale
        roles = set(symbols.ROLE.values())
        self._pens = {r: pen(theme, r, 1.0 * k, alpha=0.85, dash=(5, 4)) for r in roles}
        strong = {"foxbat": 0.10}
        # The more speeds reach a place, the stronger its tint.
        self._fills = {
            (r, n): QBrush(colour(theme, r, 1 - (1 - strong.get(r, 0.08)) ** n))
            for r in roles
            for n in range(1, 9)
        }

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:  # noqa: ARG002
        """Follow the frame."""
        rings: list[tuple[str, QPolygonF]] = []
        bands: list[tuple[str, int, QPainterPath]] = []
        movers, targets = [], []
        for group in _together(new.frame.aircraft):
            lead = group[0]
            if lead.lon is not None or not lead.reach:
                continue
            role = symbols.ROLE.get(lead.side, "other")
            outlines = [polygon(*view.px(ring.x, ring.y)) for ring in reversed(lead.reach)]
            for n, outline in enumerate(outlines):
                band = QPainterPath()
                band.addPolygon(outline)
                if n + 1 < len(outlines):  # the next slower one is its hole: no pixel is blended twice
                    band.addPolygon(outlines[n + 1])
                bands.append((role, min(n + 1, 8), band))
            rings.extend((role, outline) for outline in outlines)
            movers.append(_reach_label(new, group, view, role))
            px, py = view.px(lead.reach[-1].x, lead.reach[-1].y)
            name = _capital(_plural([short_name(c.name) for c in group]))
            tip = f"{name}: " + translate("Map", "somewhere in here")
            targets.append(Target("track", lead.id, px, py, 7, tip, rank=6))
        self._rings, self._bands = rings, bands
        self.movers, self.targets = tuple(movers), targets

    def paint(self, painter: QPainter, view: Viewport) -> None:  # noqa: ARG002
        """Draw the discs, widest first."""
        for role, count, band in self._bands:
            painter.fillPath(band, self._fills[role, count])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for role, ring in self._rings:
            painter.setPen(self._pens[role])
            painter.drawPolyline(ring)


def _reach_label(new: Snapshot, group: list[AircraftNow], view: Viewport, role: str) -> Label:
    lead = group[0]
    name = _plural([short_name(c.name) for c in group])
    told = (
        translate("Map", "{name} is somewhere in here")
        if len(group) == 1
        else translate("Map", "the {name} are somewhere in here")
    )
    first = _capital(told.format(name=name))
    speeds = [r.speed_kmh for r in lead.reach]
    low, high = speeds[0], speeds[-1]
    fast = f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"
    how = translate("Map", "{speed} km/h").format(speed=fast)
    left = _left(new.scenario, new.state.voice, lead.id, new.state.time)
    if left:
        how = f"{how} {left}"
    limit = translate("Map", "outer limit, not a forecast")
    told_below = (how, limit) if view.width < _NARROW * view.scale else (f"{how} · {limit}",)
    lines = (
        (Run(first, role, 12.0, bold=lead.id == new.scenario.subject),),
        *((Run(words, role, 11.0, alpha=0.85),) for words in told_below),
    )
    spots = _rim(lead.reach[-1], view)
    return Label(
        f"reach:{lead.id}",
        *spots[0],
        lines,
        gap=5,
        priority=1.0 if lead.id == new.scenario.subject else 1.2,
        sides=("above", "below", "right", "left", "centre"),
        also=tuple(spots[1:]),
        target=("track", lead.id),
    )


def _rim(ring: Ring, view: Viewport) -> list[tuple[float, float]]:
    """Return spots for a ring's label: its top, bottom and sides, its middle, and beside top and bottom."""
    px, py = view.px(ring.x, ring.y)
    picks = [py.argmin(), py.argmax(), px.argmax(), px.argmin()]
    spots = [(float(px[i]), float(py[i])) for i in picks]
    aside = _ASIDE * view.scale
    aslant = [
        (x + off, y + away * far)
        for far in (0.0, aside / 2)
        for (x, y), away in zip(spots[:2], (-1, 1), strict=True)
        for off in (-aside, aside)
    ]
    return [*spots, (float(px.mean()), float(py.mean())), *aslant]


def _left(scenario: Scenario, voice: str, track: str, time: float) -> str:
    """Return from where, or since when, the reach spreads: ``from Chitose``, ``since 13:26 JST``."""
    fixes = scenario.tracks[track].fixes[voice]
    known = [i for i in range(len(fixes)) if fixes.time[i] <= time and fixes.lon[i] == fixes.lon[i]]
    if not known:
        return ""
    last = known[-1]
    lon, lat = float(fixes.lon[last]), float(fixes.lat[last])
    near = [s for s in scenario.sites.values() if abs(s.lon - lon) < 0.06 and abs(s.lat - lat) < 0.05]
    if near:
        far = [float(geodesy.inverse(s.lon, s.lat, lon, lat)[0]) for s in near]
        return translate("Map", "from {place}").format(place=english(near[far.index(min(far))]))
    if not scenario.zones:
        return ""
    return translate("Map", "since {clock}").format(
        clock=times.clock(float(fixes.time[last]), scenario.zones[0])
    )
