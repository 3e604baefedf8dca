"""The table of layers, bottom to top, and the scene that paints them on a widget, a picture or a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QRectF
from PySide6.QtGui import QPainter

from explorer.geo import basemap
from explorer.map import labels as placing
from explorer.map.aircraft import Aircraft, Reach
from explorer.map.airspace import Territorial, Zone
from explorer.map.contacts import Held, Marks
from explorer.map.furniture import Furniture, Names
from explorer.map.ground import Borders, Depths, Graticule, Ground, Land, Sea, Water
from explorer.map.layer import Label, Layer, Target
from explorer.map.sites import Sites
from explorer.map.sprites import Sprites
from explorer.map.tracks import Tracks
from explorer.map.viewport import Viewport
from explorer.session.store import Snapshot

_EDGE = 6.0  # labels stay this far from the rim of the picture
_COMEBACK = 12.0  # pixels between a mover and a label that had made way for it


@dataclass(frozen=True, slots=True)
class Swatch:
    """A line of the legend. ``kind``: fill, line, dash, dots, thin, triangle, square, circle, ring, cross, disc;
    ``role`` is a colour field of ``Theme``; ``text`` is to be translated in the context ``Map``."""

    kind: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer. A ``static`` one depends on the view (and what is hidden) alone and is kept as a picture.

    ``label`` and ``group`` are to be translated in the context ``Map``; one without a label is always shown.
    """

    id: str
    label: str
    group: str
    make: Callable[[Ground], Layer]
    static: bool
    legend: tuple[Swatch, ...] = ()


_MAP, _AIR, _STORY = (
    QT_TRANSLATE_NOOP("Map", "Map"),
    QT_TRANSLATE_NOOP("Map", "Airspace"),
    QT_TRANSLATE_NOOP("Map", "The story"),
)

LAYERS: tuple[LayerSpec, ...] = (
    LayerSpec("sea", "", _MAP, lambda _: Sea(), static=True),
    LayerSpec("depths", QT_TRANSLATE_NOOP("Map", "Sea depths"), _MAP, Depths, static=True),
    LayerSpec("land", "", _MAP, Land, static=True),
    LayerSpec("relief", QT_TRANSLATE_NOOP("Map", "Hill shading"), _MAP, lambda _: Layer(), static=True),
    LayerSpec("water", QT_TRANSLATE_NOOP("Map", "Lakes and rivers"), _MAP, Water, static=True),
    LayerSpec("borders", QT_TRANSLATE_NOOP("Map", "Borders"), _MAP, Borders, static=True),
    LayerSpec("graticule", QT_TRANSLATE_NOOP("Map", "Grid of degrees"), _MAP, lambda _: Graticule(), static=True),
    LayerSpec(
        "names", QT_TRANSLATE_NOOP("Map", "Names of seas and lands"), _MAP, lambda _: Names(), static=False
    ),
    # What no radar sees at a height, and the outlines of what each sees, have their place here.
    LayerSpec(
        "territorial",
        QT_TRANSLATE_NOOP("Map", "Territorial sea (3 nm)"),
        _AIR,
        lambda _: Territorial(),
        static=False,
        legend=(Swatch("thin", "airspace", QT_TRANSLATE_NOOP("Map", "territorial sea of 1976, when zoomed in")),),
    ),
    LayerSpec(
        "adiz",
        QT_TRANSLATE_NOOP("Map", "Identification zone (ADIZ)"),
        _AIR,
        lambda _: Zone(),
        static=False,
        legend=(Swatch("dash", "airspace", QT_TRANSLATE_NOOP("Map", "outer line of the identification zone")),),
    ),
    LayerSpec(
        "reach",
        QT_TRANSLATE_NOOP("Map", "Where they could be"),
        _STORY,
        lambda _: Reach(),
        static=False,
        legend=(
            Swatch("disc", "foxbat", QT_TRANSLATE_NOOP("Map", "he could be anywhere in here: an outer limit")),
            Swatch("disc", "fighter", QT_TRANSLATE_NOOP("Map", "so could the Phantoms")),
        ),
    ),
    LayerSpec(
        "tracks",
        QT_TRANSLATE_NOOP("Map", "Tracks"),
        _STORY,
        lambda _: Tracks(),
        static=False,
        legend=(
            Swatch("dash", "foxbat", QT_TRANSLATE_NOOP("Map", "course derived from what sources state")),
            Swatch("dots", "foxbat", QT_TRANSLATE_NOOP("Map", "course assumed by us")),
            Swatch("thin", "foxbat", QT_TRANSLATE_NOOP("Map", "still to come")),
            Swatch("ring", "foxbat", QT_TRANSLATE_NOOP("Map", "uncertainty of the place")),
        ),
    ),
    LayerSpec(
        "held",
        QT_TRANSLATE_NOOP("Map", "Radar contact on record"),
        _STORY,
        lambda _: Held(),
        static=False,
        legend=(Swatch("line", "radar", QT_TRANSLATE_NOOP("Map", "a radar is recorded to have him")),),
    ),
    LayerSpec(
        "sites",
        QT_TRANSLATE_NOOP("Map", "Places"),
        _STORY,
        lambda _: Sites(radars=False),
        static=False,
        legend=(
            Swatch("square", "ink", QT_TRANSLATE_NOOP("Map", "airfield; with a runway: air base")),
            Swatch("circle", "ink", QT_TRANSLATE_NOOP("Map", "town")),
        ),
    ),
    LayerSpec(
        "radars",
        QT_TRANSLATE_NOOP("Map", "Radar stations"),
        _STORY,
        lambda _: Sites(radars=True),
        static=False,
        legend=(
            Swatch("triangle", "dim", QT_TRANSLATE_NOOP("Map", "radar station")),
            Swatch("triangle", "radar", QT_TRANSLATE_NOOP("Map", "on record, it has him")),
            Swatch("cross", "loss", QT_TRANSLATE_NOOP("Map", "on record, it has lost him")),
        ),
    ),
    LayerSpec(
        "marks",
        QT_TRANSLATE_NOOP("Map", "First contact, return, loss, landing"),
        _STORY,
        lambda _: Marks(),
        static=False,
        legend=(
            Swatch("circle", "radar", QT_TRANSLATE_NOOP("Map", "first contact")),
            Swatch("cross", "loss", QT_TRANSLATE_NOOP("Map", "lost")),
            Swatch("ring", "radar", QT_TRANSLATE_NOOP("Map", "one return")),
        ),
    ),
    LayerSpec("aircraft", QT_TRANSLATE_NOOP("Map", "Aircraft"), _STORY, lambda _: Aircraft(), static=False),
    LayerSpec("furniture", QT_TRANSLATE_NOOP("Map", "Scale bar"), _MAP, lambda _: Furniture(), static=False),
)
"""All layers, bottom to top."""


class Scene:
    """The layers at work: ``show`` prepares them for a snapshot and a view, ``paint`` draws them.

    ``obstacles`` are boxes (left, top, right, bottom, in pixels) that labels keep clear of.
    """

    def __init__(self, ground: Ground | None = None, table: Iterable[LayerSpec] = LAYERS) -> None:
        self._ground = Ground(basemap.load()) if ground is None else ground
        self._specs = tuple(table)
        self._layers = {spec.id: spec.make(self._ground) for spec in self._specs}
        self._old: Snapshot | None = None
        self._view: Viewport | None = None
        self._sprites: Sprites | None = None
        self._obstacles: tuple[placing.Box, ...] = ()
        self._standing_of: tuple[object, ...] = ()
        self._kept: list[tuple[Label, ...]] = []
        self._standing: dict[str, placing.Placed] = {}
        self._hidden_labels: frozenset[str] = frozenset()
        self._moving: dict[str, placing.Placed] = {}
        self._wanted: dict[str, Label] = {}

    @property
    def view(self) -> Viewport | None:
        """The picture shown last."""
        return self._view

    def layer(self, name: str) -> Layer:
        """Return the layer of that id."""
        return self._layers[name]

    def show(self, new: Snapshot, view: Viewport, obstacles: tuple[placing.Box, ...] = ()) -> bool:
        """Prepare what is to be painted; return whether the static layers differ from before."""
        old, last = self._old, self._view
        dressed = last is not None and _look(last) == _look(view)
        moved = last is None or view != last or old is None or old.state.hidden != new.state.hidden
        if old is not None and old.scenario is not new.scenario:
            old, moved = None, True
        for layer in self._layers.values():
            if not dressed:
                layer.dress(view)
            layer.show(old if dressed else None, new, view, moved or not dressed)
        if not dressed:
            self._sprites = Sprites(view)
        self._old, self._view, self._obstacles = new, view, obstacles
        self._place()
        return moved or not dressed

    def paint(self, painter: QPainter, *, static: bool = True, live: bool = True) -> None:
        """Draw the static layers, the live ones with all labels, or both."""
        if self._view is None or self._old is None:
            return
        hidden = self._old.state.hidden
        for spec in self._specs:
            if (static if spec.static else live) and spec.id not in hidden:
                painter.save()
                self._layers[spec.id].paint(painter, self._view)
                painter.restore()
        if live:
            self._paint_labels(painter, self._view)

    def targets(self) -> list[Target]:
        """Return everything that can be clicked, of the layers shown; labels included."""
        hidden = self._old.state.hidden if self._old is not None else frozenset()
        found = [t for spec in self._specs if spec.id not in hidden for t in self._layers[spec.id].targets]
        tips = {(t.kind, t.id): t.tip for t in found}
        for placed in self.placed().values():
            label = self._wanted[placed.key]
            if label.target is not None and label.target in tips and not label.angle:
                found.append(_label_target(label, placed, tips[label.target]))
        return found

    def placed(self) -> dict[str, placing.Placed]:
        """Return the labels that are shown, by key."""
        standing = {k: p for k, p in self._standing.items() if k not in self._hidden_labels}
        return {**standing, **self._moving}

    def _place(self) -> None:
        """Give the labels their places: those that stand only when something about them changed."""
        view, snapshot = self._view, self._old
        if view is None or snapshot is None or self._sprites is None:
            return
        shown = [self._layers[s.id] for s in self._specs if s.id not in snapshot.state.hidden]
        bounds = (_EDGE, _EDGE, view.width - _EDGE, view.height - _EDGE)
        fixed = placing.boxes((*self._obstacles, *(b for la in shown if not la.movers for b in la.symbols)))
        key = (view, self._obstacles, tuple(id(la.labels) for la in shown), fixed.tobytes())
        if key != self._standing_of:
            self._standing_of, self._kept = key, [la.labels for la in shown]  # keeps their ids their own
            soft = np.concatenate([la.soft for la in shown]) if shown else np.zeros((0, 2))
            wants = [self._want(label) for la in shown for label in la.labels]
            before = {k: p.spot for k, p in self._standing.items()}
            self._standing = placing.place(wants, bounds, fixed, soft=soft, before=before)
        movers = [label for la in shown for label in la.movers]
        own = placing.boxes(b for la in shown if la.movers for b in la.symbols)
        before = {k: p.spot for k, p in self._moving.items()}
        yielding = placing.boxes(p.box for p in self._standing.values())
        taken = np.concatenate([fixed, own])
        wants = [self._want(label) for label in movers]
        self._moving = placing.place(wants, bounds, taken, yielding=yielding, before=before)
        # What moves covers what stands: its symbols too.
        self._hidden_labels = placing.yielded(
            self._standing,
            [*(p.box for p in self._moving.values()), *(tuple(b) for b in own.tolist())],
            self._hidden_labels,
            _COMEBACK,
        )

    def _want(self, label: Label) -> placing.Want:
        assert self._sprites is not None
        self._wanted[label.key] = label
        sprite = self._sprites.sprite(label.lines)
        wide, high = sprite.width, sprite.height
        if label.angle:
            turn = np.radians(label.angle)
            c, s = abs(float(np.cos(turn))), abs(float(np.sin(turn)))
            wide, high = wide * c + high * s, wide * s + high * c
        return placing.Want(
            label.key, label.x, label.y, wide, high, label.gap, label.priority, label.sides, label.also
        )

    def _paint_labels(self, painter: QPainter, view: Viewport) -> None:
        if self._sprites is None:
            return
        for key, placed in self.placed().items():
            label = self._wanted[key]
            sprite = self._sprites.sprite(label.lines)
            left, top, right, bottom = placed.box
            if not label.angle:
                sprite.draw(painter, left, top, view.vector)
                continue
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate((left + right) / 2, (top + bottom) / 2)
            painter.rotate(label.angle)
            sprite.draw(painter, -sprite.width / 2, -sprite.height / 2, view.vector)
            painter.restore()


def _look(view: Viewport) -> tuple[object, ...]:
    return view.theme, view.scale, view.ratio, view.vector


def _label_target(label: Label, placed: placing.Placed, tip: str) -> Target:
    """Return a label as something to click: its middle line, half its height to either side."""
    left, top, right, bottom = placed.box
    half = (bottom - top) / 2
    kind, name = label.target or ("", "")
    inner = min(half, (right - left) / 2)
    x = np.array([left + inner, right - inner])
    y = np.array([(top + bottom) / 2] * 2)
    return Target(kind, name, x, y, half, tip, rank=3)


def paint_map(
    painter: QPainter,
    snapshot: Snapshot,
    view: Viewport,
    layers: Iterable[LayerSpec] = LAYERS,
    *,
    ground: Ground | None = None,
    obstacles: tuple[placing.Box, ...] = (),
) -> None:
    """Paint the map of a snapshot, on any device; the layers that its state hides are left out."""
    scene = Scene(ground, layers)
    scene.show(snapshot, view, obstacles)
    painter.save()
    painter.setClipRect(QRectF(0, 0, view.width, view.height))
    scene.paint(painter)
    painter.restore()

