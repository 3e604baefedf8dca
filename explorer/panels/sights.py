"""What each radar could see, pale under what it had; and where the two do not fit, marked."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from explorer.frame.sight import Telling
from explorer.panels.band import SMALL_PX, Place, metrics
from explorer.radar.horizon import Sight
from explorer.scenario.model import Contact, ContactKind, Scenario
from explorer.theme import Theme, colour, font

CLEAR, DEPENDS = "clear", "depends"
_LEAST = 11.0  # px: a disagreement of one instant is still seen


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("Sights", text)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which a radar could see him, or could or could not."""

    start: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Where sight and record do not fit: ``clear-lost`` at a loss in plain sight, ``hidden-contact``.

    ``latest`` is how long the record's tolerance reaches.
    """

    start: float
    end: float
    kind: str
    latest: float = -math.inf


@dataclass(frozen=True, slots=True)
class Row:
    """One station's sight, and its disagreements with the record."""

    spans: tuple[Span, ...]
    clashes: tuple[Clash, ...]


def rows_of(scenario: Scenario, telling: Telling | None, voice: str) -> dict[str, Row]:
    """Return what to draw by station; nothing until the sight is computed."""
    if telling is None:
        return {}
    found = {}
    for name in scenario.lanes:
        spans = [Span(s.start, s.end, CLEAR) for s in telling.spans.get(name, ()) if s.sight is Sight.CLEAR]
        spans += [
            Span(s.start, s.end, CLEAR if s.stretch == "everywhere" else DEPENDS)
            for s in telling.stretches.get(name, ())
            if s.stretch != "nowhere"
        ]
        contacts = [
            c
            for c in scenario.contacts
            if c.station == name and voice in c.voices and c.kind is ContactKind.CONTACT
        ]
        # What is supposed cannot disagree with what was recorded.
        held = () if scenario.hypothetical else contacts
        clashes = [c for contact in held for c in clashes_of(contact, tuple(spans))]
        found[name] = Row(_joined(spans), tuple(clashes))
    return found


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans with neighbours of one kind made one."""
    out: list[Span] = []
    for s in sorted(spans, key=lambda one: one.start):
        if out and out[-1].kind == s.kind and s.start - out[-1].end < 0.5:
            out[-1] = Span(out[-1].start, s.end, s.kind)
        else:
            out.append(s)
    return tuple(out)


def clashes_of(contact: Contact, spans: tuple[Span, ...]) -> list[Clash]:
    """Return where a contact and the sight disagree beyond the contact's own tolerance."""
    clear = [s for s in spans if s.kind == CLEAR]
    found = []
    end = contact.end.best
    if end is not None and any(s.start <= end <= s.end + 0.5 for s in clear):
        found.append(Clash(end, end, "clear-lost", contact.end.latest or end))
    first = contact.start.latest if contact.start.latest is not None else contact.start.best
    last = contact.end.earliest if contact.end.earliest is not None else end
    if first is not None and last is not None:
        at = first
        for s in sorted(clear, key=lambda one: one.start):
            if s.start - at > 1 and at < last:
                found.append(Clash(at, min(s.start, last), "hidden-contact"))
            at = max(at, s.end)
        if last - at > 1:
            found.append(Clash(at, last, "hidden-contact"))
    return found


def draw(painter: QPainter, place: Place, theme: Theme, row: Row, top: float, height: float) -> None:
    """Draw one row's sight, before the record is drawn over it."""
    axis = place.axis
    for span in row.spans:
        left, right = axis.held(span.start), axis.held(span.end)
        box = QRectF(left, top + 1, right - left, height - 2)
        if span.kind == CLEAR:
            painter.fillRect(box, colour(theme.radar, 0.26 if theme.dark else 0.22))
        else:
            painter.fillRect(box, QBrush(colour(theme.radar, 0.34), Qt.BrushStyle.BDiagPattern))


def draw_clashes(painter: QPainter, place: Place, theme: Theme, row: Row, top: float, height: float) -> None:
    """Mark the disagreements, over the record."""
    axis = place.axis
    for clash in row.clashes:
        left, right = axis.held(clash.start), axis.held(clash.end)
        box = QRectF(left - 2, top + 0.5, max(right - left, _LEAST), height - 1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(theme.loss), 1.6))
        painter.drawRoundedRect(box, 3, 3)
        if clash.kind == "clear-lost" and height >= 12:
            words = tr("in sight, yet lost")
            wide = metrics(SMALL_PX).horizontalAdvance(words) + 8
            # Beyond the whisker of its tolerance, and on a ground of its own: the sight goes on behind it.
            plate = QRectF(max(box.right(), axis.held(clash.latest)) + 4, top, wide, height)
            if plate.right() < axis.right:
                painter.fillRect(plate, colour(theme.ground, 0.82))
                painter.setFont(font(SMALL_PX))
                painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)


def hover(row: Row, time: float, per_pixel: float) -> str:
    """Return what the sight is at a time, or what does not fit there."""
    for clash in row.clashes:
        if clash.start - 4 * per_pixel <= time <= max(clash.end, clash.start + _LEAST * per_pixel):
            if clash.kind == "clear-lost":
                return tr("lost in plain sight: geometry does not explain it")
            return tr("held although hidden: the model does not explain it")
    for span in row.spans:
        if span.start <= time <= span.end:
            return (
                tr("could see him (computed)")
                if span.kind == CLEAR
                else tr("could see a part of where he was")
            )
    return tr("could not see him (computed)")
