"""Why a radar that looks down must be a special one: two beams, two screens, one target to drag."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.scenario import units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, colour, font

_HEAD, _SCENE, _SCREEN, _GAP = 26, 128, 46, 10
_TOP_M, _LOW_M = 12_000.0, 15.24
_BEAM = math.radians(16)
_WIDEST = 180
_WORDS = 88
_SOLID = Qt.PenStyle.SolidLine


def target_m(new: Snapshot) -> tuple[float, str]:
    """Return the target's height in metres, and where it comes from."""
    if new.state.altitude_m is not None:
        return new.state.altitude_m, "the height chosen for the map"
    hero = new.frame.hero
    if hero is not None and hero.phase is Phase.AIR and hero.altitude_m is not None:
        return hero.altitude_m, f"his height at the time shown, {hero.altitude_basis}"
    loss = _stated(new, "loss")
    return (units.metres(1800.0) if loss is None else loss), "the height at which he was lost, stated"


def fighter_m(new: Snapshot) -> float:
    """Return the fighter's height: that at which he was first seen, for want of any that is told."""
    first = _stated(new, "first-contact")
    return units.metres(20_000.0) if first is None else first


def _stated(new: Snapshot, mark: str) -> float | None:
    """Return the subject's height at the moment that leaves a mark, as his track has it."""
    moment = next((m for m in new.scenario.moments if m.mark == mark), None)
    track = new.scenario.tracks.get(new.scenario.subject)
    fixes = None if track is None else track.fixes.get(new.scenario.voices[0].id)
    if moment is None or fixes is None:
        return None
    near = min(range(len(fixes)), key=lambda i: abs(fixes.time[i] - moment.best), default=None)
    if near is None or math.isnan(fixes.altitude[near]):
        return None
    return float(fixes.altitude[near])


class LookDown(QWidget):
    """A fighter above, a target at a height, the ground below: what either kind of radar has of it."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Looking down: a plain radar and a look-down radar"))
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setToolTip(self.tr("Drag the target up or down; the map's altitude follows"))
        store.changed.connect(self.show_snapshot)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the drawing."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Two scenes side by side, their screens below, and a few lines of words."""
        return QSize(300, _HEAD + _SCENE + _SCREEN + _GAP + _WORDS)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Follow the height of the target."""
        if self.isVisible() and (old is None or target_m(old) != target_m(new)):
            self.setAccessibleDescription(self._words(new))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the target to where the pointer is."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag(event.position().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the target."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position().y())

    def _drag(self, y: float) -> None:
        share = (_HEAD + _SCENE - 8 - y) / (_SCENE - 16)
        metres = max(_LOW_M, _TOP_M * max(0.0, min(1.0, share)) ** 2)
        ft = units.feet(metres)
        step = 50 if ft < 1000 else 500 if ft < 10_000 else 1000
        self._store.update(altitude_m=units.metres(max(50.0, round(ft / step) * step)))

    @staticmethod
    def _y(metres: float) -> float:
        """Return where a height stands: its square root, so that low and high both show."""
        share = math.sqrt(max(0.0, min(metres, _TOP_M)) / _TOP_M)
        return _HEAD + _SCENE - 8 - share * (_SCENE - 16)

    def _words(self, new: Snapshot) -> str:
        system = str(new.state.units)
        metres, whence = target_m(new)
        own = fighter_m(new)
        if _drowned(*self._beam(new)):
            said = self.tr(
                "Below the fighter the ground answers too. On a plain radar he is one echo among them; a "
                "look-down radar sorts echoes by their speed, and what does not move with the ground stays."
            )
        elif metres < own:
            said = self.tr("So high above it the ground does not answer at his range: both see him.")
        else:
            said = self.tr("Level with the fighter or above it there is only sky behind him: both see him.")
        return self.tr("{0} Schematic, not to scale. Target at {1}: {2}. Fighter at {3}, an example.").format(
            said, units.altitude(metres, system), whence, units.altitude(own, system)
        )

    def _beam(self, new: Snapshot) -> tuple[tuple[float, float] | None, QPointF]:
        """Return which ground the beam lights in a scene, and where the target stands."""
        area = QRectF(0, _HEAD, min((self.width() - 28 - _GAP) / 2, _WIDEST), _SCENE)
        fighter, target, ground = self._places(area, new)
        towards = math.atan2(target.y() - fighter.y(), target.x() - fighter.x())
        return self._lit(fighter, ground, towards, area), target

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw both scenes, both screens and the words."""
        new, theme = self._store.now, self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.raised))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = min((self.width() - 28 - _GAP) / 2, _WIDEST)
        for number, (title, looks) in enumerate(
            ((self.tr("Plain radar"), False), (self.tr("Look-down radar"), True))
        ):
            left = 14 + number * (wide + _GAP)
            painter.setFont(font(12, bold=True))
            painter.setPen(QColor(theme.ink))
            painter.drawText(QPointF(left, 18), title)
            self._scene(painter, QRectF(left, _HEAD, wide, _SCENE), new, looks)
            self._screen(painter, QRectF(left, _HEAD + _SCENE + 4, wide, _SCREEN - 4), new, looks)
        painter.setFont(font(11))
        painter.setPen(QColor(theme.dim))
        box = QRectF(14, _HEAD + _SCENE + _SCREEN + 4, self.width() - 28, _WORDS)
        painter.drawText(box, int(Qt.TextFlag.TextWordWrap), self._words(new))

    def _places(self, area: QRectF, new: Snapshot) -> tuple[QPointF, QPointF, float]:
        """Return where fighter and target stand, and the ground's line."""
        fighter = QPointF(area.left() + 22, self._y(fighter_m(new)))
        target = QPointF(area.left() + area.width() * 0.66, self._y(target_m(new)[0]))
        return fighter, target, area.bottom() - 8

    def _scene(self, painter: QPainter, area: QRectF, new: Snapshot, looks: bool) -> None:
        theme = self._theme
        fighter, target, ground = self._places(area, new)
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(theme.ground))
        towards = math.atan2(target.y() - fighter.y(), target.x() - fighter.x())
        far = area.width() * 2
        edges = [
            fighter + QPointF(math.cos(towards + a) * far, math.sin(towards + a) * far)
            for a in (-_BEAM, _BEAM)
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.fighter, 0.22))
        painter.drawPolygon(QPolygonF([fighter, *edges]))
        painter.fillRect(
            QRectF(area.left(), ground, area.width(), area.bottom() - ground), QColor(theme.land)
        )
        lit = self._lit(fighter, ground, towards, area)
        if lit is not None:
            self._clutter(painter, lit, ground, looks)
        painter.setBrush(QColor(theme.fighter))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPath(_dart(fighter, towards, 8))
        lost = not looks and _drowned(lit, target)
        painter.setBrush(Qt.BrushStyle.NoBrush if lost else QColor(theme.foxbat))
        painter.setPen(
            QPen(QColor(theme.foxbat), 1.4, Qt.PenStyle.DotLine if lost else Qt.PenStyle.SolidLine)
        )
        painter.drawPath(_dart(target, math.pi, 8))
        if not lost:
            painter.setPen(QPen(QColor(theme.radar), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(target, 12, 12)
        painter.setFont(font(11))
        painter.setPen(QColor(theme.foxbat))
        words = units.altitude(target_m(new)[0], str(new.state.units))
        above = target.y() > area.top() + 34
        room = painter.fontMetrics().horizontalAdvance(words)
        x = min(target.x() - room / 2, area.right() - room - 2)
        painter.drawText(QPointF(x, target.y() + (-16 if above else 24)), words)
        painter.restore()

    def _lit(
        self, fighter: QPointF, ground: float, towards: float, area: QRectF
    ) -> tuple[float, float] | None:
        """Return from where to where the beam meets the ground, or None where it does not."""
        low, high = towards + _BEAM, towards - _BEAM
        if low <= 0.02:
            return None
        first = fighter.x() + (ground - fighter.y()) / math.tan(low)
        last = area.right() if high <= 0.02 else fighter.x() + (ground - fighter.y()) / math.tan(high)
        return (first, min(last, area.right())) if first < area.right() else None

    def _clutter(self, painter: QPainter, lit: tuple[float, float], ground: float, looks: bool) -> None:
        """Draw the ground's own echoes; a look-down radar leaves them out."""
        painter.setPen(QPen(colour(self._theme.loss, 0.3 if looks else 1.0), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x = lit[0]
        while x < lit[1]:
            size = 2 + 3 * abs(math.sin(x * 1.7))
            painter.drawArc(QRectF(x - size, ground - size, 2 * size, 2 * size), 16 * 20, 16 * 140)
            x += 5

    def _screen(self, painter: QPainter, area: QRectF, new: Snapshot, looks: bool) -> None:
        """Draw what stands on the radar's screen: strength of echo over range."""
        theme = self._theme
        fighter, target, ground = self._places(QRectF(area.left(), _HEAD, area.width(), _SCENE), new)
        towards = math.atan2(target.y() - fighter.y(), target.x() - fighter.x())
        lit = self._lit(fighter, ground, towards, QRectF(area.left(), _HEAD, area.width(), _SCENE))
        painter.fillRect(area, QColor(theme.sea))
        base = area.bottom() - 6
        line = QPolygonF()
        x = area.left() + 4
        while x < area.right() - 4:
            noise = 1.5 * abs(math.sin(x * 2.3))
            if lit is not None and not looks and lit[0] <= x <= lit[1]:
                noise = (area.height() - 14) * (0.55 + 0.45 * abs(math.sin(x * 0.9) * math.sin(x * 0.37)))
            line.append(QPointF(x, base - noise))
            x += 2
        painter.setPen(QPen(QColor(theme.loss if lit is not None and not looks else theme.dim), 1.2))
        painter.drawPolyline(line)
        drowned = not looks and _drowned(lit, target)
        echo = [
            QPointF(target.x() - 3, base),
            QPointF(target.x(), area.top() + 9),
            QPointF(target.x() + 3, base),
        ]
        painter.setPen(QPen(QColor(theme.loss if drowned else theme.foxbat), 1.2 if drowned else 2.0))
        painter.drawPolyline(QPolygonF(echo))
        painter.setFont(font(11))
        painter.setPen(QColor(theme.dim))
        words = self.tr("which one is he?") if drowned else self.tr("there he is")
        painter.drawText(area.adjusted(5, 1, -4, 0), int(Qt.AlignmentFlag.AlignLeft), words)


def _drowned(lit: tuple[float, float] | None, target: QPointF) -> bool:
    """Return whether the ground answers at the target's range too."""
    return lit is not None and lit[0] <= target.x() <= lit[1]


def _dart(at: QPointF, towards: float, size: float) -> QPainterPath:
    """Return an aircraft's outline at a place, its nose in a direction."""
    path = QPainterPath()
    corners = ((1.2, 0.0), (-0.8, 0.75), (-0.4, 0.0), (-0.8, -0.75))
    turned = [
        at
        + QPointF(
            size * (x * math.cos(towards) - y * math.sin(towards)),
            size * (x * math.sin(towards) + y * math.cos(towards)),
        )
        for x, y in corners
    ]
    path.addPolygon(QPolygonF(turned))
    path.closeSubpath()
    return path
