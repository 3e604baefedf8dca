"""The layers at work: what they show at a snapshot, where their labels go, and how it is all painted."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.geo import basemap
from explorer.map import labels as placing
from explorer.map.ground import Ground
from explorer.map.layer import Label, Layer, Target
from explorer.map.layers import LAYERS, Kept, LayerSpec
from explorer.map.sprites import Sprite, Sprites
from explorer.map.viewport import Viewport
from explorer.session.store import Snapshot

if TYPE_CHECKING:
    from explorer.scenario.model import Floats

_EDGE = 6.0  # labels stay this far from the rim of the picture
_COMEBACK = 12.0  # pixels between a mover and a label that had made way for it
EVERYTHING = frozenset(Kept)


class _Letters:
    """One label to draw: upright ones as a picture whose corner is known."""

    __slots__ = ("angle", "box", "corner", "picture", "sprite")

    def __init__(self, sprite: Sprite, box: placing.Box, angle: float) -> None:
        self.sprite, self.box, self.angle = sprite, box, angle
        self.corner = None if angle else sprite.corner(box[0], box[1])
        self.picture = sprite.pixmap()


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
        self._asked: object = None
        self._standing_of: object = None
        self._standing: dict[str, placing.Placed] = {}
        self._standing_boxes: Floats = np.zeros((0, 4))
        self._soft: Floats = np.zeros((0, 2))
        self._yielded: frozenset[str] = frozenset()
        self._aside: dict[str, placing.Placed] = {}
        self._moving: dict[str, placing.Placed] = {}
        self._wanted: dict[str, Label] = {}
        self._lettered: object = None
        self._still_letters: list[_Letters] = []
        self._live_letters: list[_Letters] = []

    @property
    def view(self) -> Viewport | None:
        """The picture shown last."""
        return self._view

    def layer(self, name: str) -> Layer:
        """Return the layer of that id."""
        return self._layers[name]

    def show(self, new: Snapshot, view: Viewport, obstacles: tuple[placing.Box, ...] = ()) -> None:
        """Prepare what is to be painted."""
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
            self._sprites, self._asked = Sprites(view), None
            self._standing_of = self._lettered = None
        self._old, self._view, self._obstacles = new, view, obstacles
        self._place()

    def edition(self, kept: Kept) -> tuple[object, ...]:
        """Return what the layers so kept depend on, but for where the map is: compare it for equality."""
        view, snapshot = self._view, self._old
        if view is None or snapshot is None:
            return ()
        shown = [s for s in self._specs if s.kept is kept and s.id not in snapshot.state.hidden]
        return replace(view, x=0.0, y=0.0), tuple((s.id, self._layers[s.id].edition) for s in shown)

    def paint(
        self, painter: QPainter, kept: Collection[Kept] = EVERYTHING, *, view: Viewport | None = None
    ) -> None:
        """Draw the layers that are kept so, from the lowest; all labels are drawn over the live ones.

        The lasting ones may be drawn for another ``view`` of the same scale.
        """
        if self._view is None or self._old is None:
            return
        view = self._view if view is None else view
        hidden = self._old.state.hidden
        for spec in self._specs:
            if spec.kept in kept and spec.id not in hidden:
                painter.save()
                self._layers[spec.id].paint(painter, view)
                painter.restore()
        if Kept.LIVE in kept:
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
        standing = {k: p for k, p in self._standing.items() if k not in self._yielded}
        return {**standing, **self._aside, **self._moving}

    def _place(self) -> None:
        """Give the labels their places: those that stand only when something about them changed."""
        view, snapshot = self._view, self._old
        if view is None or snapshot is None:
            return
        shown = [self._layers[s.id] for s in self._specs if s.id not in snapshot.state.hidden]
        asked = (view, self._obstacles, [(la.labels, la.movers, la.symbols) for la in shown])
        if asked == self._asked:
            return
        self._asked = asked
        bounds = (_EDGE, _EDGE, view.width - _EDGE, view.height - _EDGE)
        fixed = placing.boxes((*self._obstacles, *(b for la in shown if not la.movers for b in la.symbols)))
        standing = (view, self._obstacles, [la.labels for la in shown], fixed.tolist())
        if standing != self._standing_of:
            self._standing_of = standing
            self._soft = np.concatenate([la.soft for la in shown]) if shown else np.zeros((0, 2))
            wants = [self._want(label) for la in shown for label in la.labels]
            before = {k: p.spot for k, p in self._standing.items()}
            self._standing = placing.place(wants, bounds, fixed, soft=self._soft, before=before, settled=True)
            self._standing_boxes = placing.boxes(p.box for p in self._standing.values())
        own = placing.boxes(b for la in shown if la.movers for b in la.symbols)
        self._moving = placing.place(
            [self._want(label) for la in shown for label in la.movers],
            bounds,
            np.concatenate([fixed, own]),
            yielding=self._standing_boxes,
            soft=self._soft,
            before={k: p.spot for k, p in self._moving.items()},
        )
        # What moves covers what stands, which then looks for another side.
        over = np.concatenate([own, placing.boxes(p.box for p in self._moving.values())])
        self._yielded = placing.yielded(
            tuple(self._standing), self._standing_boxes, over.tolist(), self._yielded, _COMEBACK
        )
        aside = {k: p.spot for k, p in self._aside.items()}
        self._aside = {}
        if self._yielded:
            left = placing.boxes(p.box for k, p in self._standing.items() if k not in self._yielded)
            self._aside = placing.place(
                [self._want(self._wanted[k]) for k in sorted(self._yielded)],
                bounds,
                np.concatenate([fixed, over, left]),
                before=aside,
            )
        lettered = (standing, self._yielded)
        if lettered != self._lettered:
            self._lettered = lettered
            seen = {k: p for k, p in self._standing.items() if k not in self._yielded}
            self._still_letters = self._letters(seen)
        self._live_letters = self._letters({**self._aside, **self._moving})

    def _letters(self, placed: dict[str, placing.Placed]) -> list[_Letters]:
        """Return the pictures of labels that have a place."""
        found = []
        for key, one in placed.items():
            label = self._wanted[key]
            found.append(_Letters(self._sprite(label), one.box, label.angle))
        return found

    def _sprite(self, label: Label) -> Sprite:
        if self._sprites is None:
            raise RuntimeError("a scene must be shown before its labels are placed")
        return self._sprites.sprite(label.lines)

    def _want(self, label: Label) -> placing.Want:
        self._wanted[label.key] = label
        sprite = self._sprite(label)
        wide, high = sprite.width, sprite.height
        if label.angle:
            turn = np.radians(label.angle)
            c, s = abs(float(np.cos(turn))), abs(float(np.sin(turn)))
            wide, high = wide * c + high * s, wide * s + high * c
        return placing.Want(
            label.key, label.x, label.y, wide, high, label.gap, label.priority, label.sides, label.also
        )

    def _paint_labels(self, painter: QPainter, view: Viewport) -> None:
        for letters in (*self._still_letters, *self._live_letters):
            if letters.corner is not None and not view.vector:
                painter.drawPixmap(letters.corner, letters.picture)
                continue
            left, top, right, bottom = letters.box
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate((left + right) / 2, (top + bottom) / 2)
            painter.rotate(letters.angle)
            sprite = letters.sprite
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
