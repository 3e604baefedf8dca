"""What a layer of the map is, what it may ask for (labels) and what it offers (things to click)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from explorer import theme as themes
from explorer.map.labels import AROUND
from explorer.map.viewport import Viewport
from explorer.scenario.model import Floats
from explorer.session.store import Snapshot
from explorer.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one look. ``role`` is a colour field of ``Theme``; ``size`` is in pixels."""

    text: str
    role: str
    size: float = 13
    bold: bool = False
    spacing: float = 0.0  # between letters, in pixels
    alpha: float = 1.0


translate = QCoreApplication.translate
"""Texts of the map have the context ``Map``."""

Lines = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A label that wants room beside the pixel ``x``, ``y``, or one of the points ``also``.

    ``angle`` turns the letters (degrees clockwise); ``target`` is what a click on it selects.
    """

    key: str
    x: float
    y: float
    lines: Lines
    gap: float = 8.0
    priority: float = 5.0
    sides: tuple[str, ...] = AROUND
    also: tuple[tuple[float, float], ...] = ()
    angle: float = 0.0
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Something that can be clicked: ``kind`` and ``id`` as in ``Selection``, ``tip`` what hovering says.

    ``radius`` is in pixels. A target of several points is a line. Lower ``rank`` wins among equals.
    """

    kind: str
    id: str
    x: Floats
    y: Floats
    radius: float
    tip: str
    rank: int = 1


class Layer:
    """One layer: a plain object that prepares in ``show`` and only draws in ``paint``.

    ``labels`` stay where they are while time passes; ``movers`` do not; new tuples when they change.
    ``symbols`` are boxes that labels of other layers keep clear of, ``soft`` points that they avoid.
    ``edition`` grows when what it paints changes by more than the view, if the layer is kept as a picture.
    """

    def __init__(self) -> None:
        self.labels: tuple[Label, ...] = ()
        self.movers: tuple[Label, ...] = ()
        self.symbols: tuple[tuple[float, float, float, float], ...] = ()
        self.soft: Floats = np.zeros((0, 2))
        self.targets: Sequence[Target] = ()
        self.edition = 0

    def dress(self, view: Viewport) -> None:
        """Build pens, brushes and fonts for the view's theme and scale."""

    def show(self, old: Snapshot | None, new: Snapshot, view: Viewport, moved: bool) -> None:
        """Prepare what ``paint`` draws; ``moved`` says that the view differs from the last one."""

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw in pixels of the view; the painter is restored by the caller."""


def pen(
    theme: Theme, role: str, width: float, *, alpha: float | None = None, dash: tuple[float, ...] = ()
) -> QPen:
    """Return a pen; ``dash`` in multiples of its width.

    Up to a width of 1 a line costs a twentieth of a wider one where it is long, dashed or both.
    """
    made = QPen(colour(theme, role, alpha), width)
    if dash:
        made.setDashPattern(list(dash))
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
    else:
        made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def colour(theme: Theme, role: str, alpha: float | None = None) -> QColor:
    """Return the theme's colour of that name."""
    return themes.colour(str(getattr(theme, role)), alpha)


def font(size: float, bold: bool = False, spacing: float = 0.0) -> QFont:
    """Return the program's font at a size in pixels, which may be a fraction."""
    made = themes.font(max(1, round(size)), bold)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made
