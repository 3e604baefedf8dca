"""The lanes under the profile: what each radar had, or who held the pilot and the aircraft."""

from dataclasses import dataclass
from itertools import accumulate, pairwise

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPen

from explorer.frame.frame import Frame, allowed
from explorer.frame.sight import Telling
from explorer.frame.state import Selection, State
from explorer.panels import holdings, sights
from explorer.panels.band import GUTTER_LEFT, SMALL_PX, Band, elided
from explorer.panels.holdings import DEMAND, HELD, HOLDING
from explorer.panels.timeaxis import lines, stamp, stamps
from explorer.scenario.model import Basis, Chapter, Contact, ContactKind, Holding, Scenario, TimeSpan, Zone
from explorer.theme import Theme, colour, font

UNNAMED = "unnamed"
_FADE = 0.055  # of the axis' length: an open start fades in over this, at no scale
_NEAR = 5.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane. ``kind``: contact, return, fighter-radar, holding or demand.

    ``group`` is who or what has its colour.
    """

    kind: str
    group: str
    label: str
    start: TimeSpan
    end: TimeSpan
    basis: Basis
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A row: its name, what it selects (site or track, or nothing), and its bars."""

    id: str
    name: str
    selects: Selection | None
    bars: tuple[Bar, ...]


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("Lanes", text)


def lanes_of(scenario: Scenario, state: State) -> tuple[Lane, ...]:
    """Return the lanes of the state's chapter: its holdings, else the radars' records, in its voice."""
    chapter = next(c for c in scenario.chapters if c.id == state.chapter)
    held = [h for h in scenario.holdings if h.chapter == chapter.id]
    if held:
        return tuple(_held_lane(lane, held, scenario, state) for lane in dict.fromkeys(h.lane for h in held))
    inside = [c for c in scenario.contacts if _meets(c, chapter)]
    if not inside:
        return ()
    stations = dict.fromkeys((*scenario.lanes, *(c.station for c in inside)))
    return tuple(_station_lane(s, inside, scenario, state) for s in stations)


def _meets(contact: Contact, chapter: Chapter) -> bool:
    first = contact.start.best if contact.start.best is not None else contact.end.best
    last = contact.end.best if contact.end.best is not None else contact.start.best
    return first is not None and last is not None and first <= chapter.end and last >= chapter.start


def _held_lane(lane: str, held: list[Holding], scenario: Scenario, state: State) -> Lane:
    kind = DEMAND if lane == DEMAND else HOLDING
    bars = tuple(
        Bar(kind, h.holder, h.label, h.start, h.end, h.basis, h.sources, h.note)
        for h in held
        if h.lane == lane and allowed(state, scenario, h.basis, h.sources)
    )
    name = tr("Demands") if lane == DEMAND else lane.replace("-", " ").capitalize()
    return Lane(lane, name, None, bars)


def _station_lane(station: str, contacts: list[Contact], scenario: Scenario, state: State) -> Lane:
    selects = None
    if station in scenario.sites:
        name = scenario.sites[station].names.get("en", station)
        selects = Selection("site", station)
    elif station in scenario.tracks:
        name = tr("{aircraft} radar").format(aircraft=scenario.tracks[station].name)
        selects = Selection("track", station)
    else:
        name = tr("Unnamed radar") if station == UNNAMED else station
    bars = tuple(
        Bar(c.kind.value, c.kind.value, name, c.start, c.end, c.basis, c.sources, c.note)
        for c in contacts
        if c.station == station and state.voice in c.voices and allowed(state, scenario, c.basis, c.sources)
    )
    return Lane(station, name, selects, bars)


class LanesBand(Band):
    """Rows of bars: recorded contact solid, an open start faded, the tolerance of an end as a whisker."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.lanes: tuple[Lane, ...] = ()
        self._colours: dict[str, str] = {}
        self._looks: dict[str, holdings.Look] = {}
        self._legend: dict[str, holdings.Look] = {}  # of the holders in this chapter
        self._sub: tuple[tuple[int, ...], ...] = ()  # row within its lane, of each bar
        self._counts: tuple[int, ...] = ()  # rows of each lane
        self._sights: dict[str, sights.Row] = {}
        self._zone: Zone | None = None
        self._titles: dict[str, str] = {}

    def take(self, scenario: Scenario, state: State, telling: Telling | None = None) -> None:
        """Show the lanes of the state's chapter and voice, with the sight once it is computed."""
        self.lanes = lanes_of(scenario, state)
        self._sights = sights.rows_of(scenario, telling, state.voice)
        chapter = next(c for c in scenario.chapters if c.id == state.chapter)
        self._sub = tuple(stack(lane.bars, chapter.start, chapter.end) for lane in self.lanes)
        self._counts = tuple(max([*rows, 0]) + 1 for rows in self._sub)
        self._zone = scenario.zones[0]
        self._titles = {key: source.title for key, source in scenario.sources.items()}
        t = self.theme
        self._looks = holdings.looks((h.holder for h in scenario.holdings), t)
        here = {b.group for lane in self.lanes for b in lane.bars if b.kind in HELD}
        self._legend = {h: look for h, look in self._looks.items() if h in here}
        self._colours = {
            ContactKind.CONTACT.value: t.radar,
            ContactKind.RETURN.value: t.radar,
            ContactKind.FIGHTER.value: t.fighter,
        }
        self.stale()

    @property
    def rows(self) -> int:
        """How many rows the lanes need: one each, more where bars overlap, and one for their legend."""
        return sum(self._counts) + bool(self._legend)

    @property
    def row(self) -> float:
        """The height of a row in px."""
        return self.place.height / self.rows if self._counts else 0.0

    def lane_at(self, y: float) -> Lane | None:
        """Return the lane at ``y`` px from the band's top."""
        for lane, top, bottom in self._spread():
            if top <= y < bottom:
                return lane
        return None

    def _spread(self) -> list[tuple[Lane, float, float]]:
        """Return each lane with its top and bottom."""
        edges = [self.row * n for n in accumulate(self._counts, initial=0)]
        return [(lane, *edge) for lane, edge in zip(self.lanes, pairwise(edges), strict=True)]

    def span(self, bar: Bar) -> tuple[float, float]:
        """Return the pixels from which and to which a bar is drawn, its open start's fade included."""
        axis = self.place.axis
        known_end = bar.end.best if bar.end.best is not None else bar.end.latest
        right = axis.right if known_end is None else axis.held(known_end)
        known = bar.start.best if bar.start.best is not None else bar.start.earliest
        if known is not None:
            return min(axis.held(known), right), right
        sure = bar.end.earliest if bar.end.earliest is not None else known_end
        edge = axis.right if sure is None else axis.held(sure)
        return max(axis.left, edge - _FADE * (axis.right - axis.left)), right

    def draw(self, painter: QPainter) -> None:
        """Draw the lanes and their names."""
        t, place = self.theme, self.place
        self.draw_grid(painter, 0, place.height)
        painter.setFont(font(SMALL_PX))
        room = place.axis.left - GUTTER_LEFT - 26
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for number, (lane, top, _) in enumerate(self._spread()):
            painter.setPen(colour(t.ink))
            painter.drawText(
                QRectF(GUTTER_LEFT, top, room, self.row), flags, elided(lane.name, SMALL_PX, room)
            )
            painter.setPen(QPen(colour(t.line, 0.7), 1))
            held = any(b.kind in HELD for b in lane.bars)
            y = (round(top) if held else round(top + self.row / 2)) + 0.5
            if number or not held:
                painter.drawLine(QPointF(place.axis.left, y), QPointF(place.axis.right, y))
            sight = None if held else self._sights.get(lane.id)
            if sight is not None:
                sights.draw(painter, place, t, sight, top, self.row)
            for bar, above in self._bars(number, top):
                if bar.kind in HELD:
                    self._draw_held(painter, bar, above + 1, number)
                elif bar.kind == ContactKind.RETURN.value:
                    self._draw_return(painter, bar, above + self.row / 2)
                else:
                    self._draw_contact(painter, bar, above + self.row / 2)
            if sight is not None:
                sights.draw_clashes(painter, place, t, sight, top, self.row)
        if self._legend:
            demands = any(b.kind == DEMAND for lane in self.lanes for b in lane.bars)
            box = QRectF(place.axis.left, place.height - self.row, place.width - place.axis.left, self.row)
            holdings.draw_legend(painter, t, self._legend, box, demands)

    def _bars(self, number: int, top: float) -> list[tuple[Bar, float]]:
        """Return the bars of a lane, each with the top of its row."""
        placed = zip(self.lanes[number].bars, self._sub[number], strict=True)
        return [(bar, top + row * self.row) for bar, row in placed]

    def _draw_contact(self, painter: QPainter, bar: Bar, y: float) -> None:
        t = self.theme
        axis, shade = self.place.axis, self._colours[bar.kind]
        left, right = self.span(bar)
        thick = min(6.0, max(4.0, self.row * 0.34))
        y = round(y) + 0.5
        right = max(right, left + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        if bar.start.best is None and bar.start.earliest is None:
            sure = axis.held(bar.end.earliest) if bar.end.earliest is not None else right
            fade = QLinearGradient(left, 0, max(sure, left + 1), 0)
            fade.setColorAt(0, colour(shade, 0.0))
            fade.setColorAt(1, colour(shade))
            painter.setBrush(fade)
        else:
            painter.setBrush(colour(shade))
        painter.drawRect(QRectF(left, y - thick / 2, right - left, thick))
        if bar.kind == ContactKind.CONTACT.value:
            self._whisker(painter, bar.start, y, t.ink)
            if bar.end.best is not None:
                painter.setPen(QPen(colour(t.loss), 2.4))
                painter.drawLine(QPointF(right, y - thick / 2 - 2), QPointF(right, y + thick / 2 + 2))
            self._whisker(painter, bar.end, y, t.ink)
        else:  # a contact as short as its tolerance: one whisker over both
            self._whisker(painter, TimeSpan(bar.start.earliest, None, bar.end.latest), y, shade)

    def _draw_return(self, painter: QPainter, bar: Bar, y: float) -> None:
        axis, shade = self.place.axis, self._colours[bar.kind]
        best = bar.start.best if bar.start.best is not None else bar.end.best
        if best is None:
            return
        y = round(y) + 0.5
        self._whisker(painter, TimeSpan(bar.start.earliest, best, bar.end.latest), y, shade)
        painter.setPen(QPen(colour(self.theme.ground), 1))
        painter.setBrush(colour(shade))
        painter.drawEllipse(QPointF(axis.x(best), y), 4, 4)

    def _whisker(self, painter: QPainter, span: TimeSpan, y: float, shade: str, below: int = 2) -> None:
        """Draw how early and how late an end may be: a thin line with small caps, ``below`` px down."""
        if span.earliest is None or span.latest is None:
            return
        axis = self.place.axis
        left, right = axis.held(span.earliest), axis.held(span.latest)
        if right - left < 4:
            return
        painter.setPen(QPen(colour(shade, 0.85 if below else 0.5), 1))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x in (left, right):
            painter.drawLine(QPointF(x, y - 2), QPointF(x, y + below))

    def _draw_held(self, painter: QPainter, bar: Bar, y: float, number: int) -> None:
        """Draw who held, or the mark of a demand, in the row from ``y`` on of the lane ``number``."""
        t, axis, look = self.theme, self.place.axis, self._looks[bar.group]
        left, right = self.span(bar)
        high = max(self.row - 2.5, 3.0)
        if bar.kind == DEMAND:
            box = QRectF(left, y + 0.5, self.place.width - left, high)
            holdings.draw_mark(painter, t, look, left, box, bar.label)
            spans: tuple[TimeSpan, ...] = (bar.start,)
        else:
            box = QRectF(left, y + 0.5, max(right - left, 3.0), high)
            others = (self.span(b)[0] for b, above in self._bars(number, 0.0) if b is not bar)
            limit = min((o for o in others if o >= right - 1), default=axis.right)
            holdings.draw_bar(painter, t, look, box, bar.label, bar.group, limit)
            spans = (bar.start, bar.end)
        for span in spans:
            self._whisker(painter, span, round(box.bottom()) - 0.5, t.ink, 0)

    def bar_at(self, x: float, y: float) -> Bar | None:
        """Return the bar at a place of the band."""
        found = []
        for number, (_, top, bottom) in enumerate(self._spread()):
            for bar, above in self._bars(number, top) if top <= y < bottom else ():
                left, right = self.span(bar)
                if bar.kind == DEMAND:  # its words belong to it
                    length = self.place.axis.end - self.place.axis.start
                    right = left + holdings.label_span(bar.label, length) / self.place.axis.per_pixel
                if left - _NEAR <= x <= right + _NEAR and above <= y < above + self.row:
                    found.append((right - left, bar))
        return min(found, key=lambda f: f[0])[1] if found else None

    def hover(self, x: float, y: float) -> tuple[str, ...]:
        """Return what the bar there is, since when and until when; and who says so."""
        bar, axis = self.bar_at(x, y), self.place.axis
        lane = self.lane_at(y)
        sight = self._sights.get(lane.id) if lane is not None else None
        seen = (
            ()
            if sight is None or lane is None
            else (f"{lane.name}: {sights.hover(sight, axis.t(x), axis.per_pixel)}",)
        )
        if bar is None or self._zone is None:
            return seen
        length = axis.end - axis.start
        kinds = {
            ContactKind.CONTACT.value: tr("{name} had him"),
            ContactKind.RETURN.value: tr("{name}: one return"),
            ContactKind.FIGHTER.value: tr("{name} had him"),
        }
        words = kinds.get(bar.kind, "{name}").format(name=bar.label)
        if bar.kind == ContactKind.RETURN.value and bar.start.best is not None:
            when = tr("about {time}").format(time=stamp(bar.start.best, self._zone, length))
        elif bar.start.best is None:
            until = "" if bar.end.best is None else stamp(bar.end.best, self._zone, length)
            when = tr("since when is not recorded (?), until {time}").format(time=until)
        elif bar.kind == DEMAND:
            when = stamp(bar.start.best, self._zone, length)
        elif bar.end.best is None:
            when = tr("from {time}").format(time=stamp(bar.start.best, self._zone, length))
        else:
            when = stamps(bar.start.best, bar.end.best, self._zone, length)
        titles = [self._titles.get(key, key) for key in bar.sources[:2]]
        more = f" +{len(bar.sources) - 2}" if len(bar.sources) > 2 else ""
        return f"{words}, {when}", *seen, f"{bar.basis.value}: {'; '.join(titles)}{more}"

    def draw_records(self, painter: QPainter, frame: Frame) -> None:
        """Mark beside each name what its radar has at the time shown: a dot has him, a cross has lost him."""
        t, x = self.theme, self.place.axis.left - 15
        records = {s.id: s.record for s in frame.stations}
        for lane, top, _ in self._spread():
            record = records.get(lane.id, "none")
            y = round(self.place.top + top + self.row / 2) + 0.5
            if record == "contact":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(t.radar))
                painter.drawEllipse(QPointF(x, y), 3.6, 3.6)
            elif record == "lost":
                painter.setPen(QPen(colour(t.loss), 1.8))
                for dy in (-3, 3):
                    painter.drawLine(QPointF(x - 3, y - dy), QPointF(x + 3, y + dy))


def stack(bars: tuple[Bar, ...], start: float, end: float) -> tuple[int, ...]:
    """Return the row of each bar within its lane: those that overlap in time lie on different rows.

    The row whose first bar begins earliest is uppermost. ``start`` and ``end`` stand for open ends; a demand
    takes the room of its words.
    """
    first = [bar.start.best if bar.start.best is not None else start for bar in bars]
    spans = [
        (a, a + holdings.label_span(b.label, end - start))
        if b.kind == DEMAND
        else (a, b.end.best if b.end.best is not None else end)
        for a, b in zip(first, bars, strict=True)
    ]
    numbers = lines(spans, max(1, len(bars)), gap=0.0)
    begins = {n: min(a for a, m in zip(first, numbers, strict=True) if m == n) for n in set(numbers)}
    order = sorted(begins, key=lambda n: begins[n])
    return tuple(order.index(n) for n in numbers)
