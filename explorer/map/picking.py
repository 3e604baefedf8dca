"""What lies under the pointer, and a place in words."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from explorer.map.layer import Target

if TYPE_CHECKING:
    from explorer.scenario.model import Floats


class Picker:
    """Things that can be clicked, as columns of line segments (a point is a segment of no length)."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = tuple(targets)
        heads, tails, owners = [], [], []
        for n, target in enumerate(self._targets):
            points = np.column_stack([target.x, target.y])
            if not len(points):
                continue
            heads.append(points[:-1] if len(points) > 1 else points)
            tails.append(points[1:] if len(points) > 1 else points)
            owners.append(np.full(len(heads[-1]), n))
        self._a: Floats = np.concatenate(heads) if heads else np.zeros((0, 2))
        self._b: Floats = np.concatenate(tails) if tails else np.zeros((0, 2))
        self._owner = np.concatenate(owners) if owners else np.zeros(0, dtype=int)
        self._radius = np.array([self._targets[n].radius for n in self._owner.tolist()])
        self._rank = np.array([self._targets[n].rank for n in self._owner.tolist()])

    def at(self, px: float, py: float, slack: float = 0.0) -> Target | None:
        """Return what a pixel is in the radius of: the craft or site pointed at best, else the best rank.

        Only where nothing is, what is within ``slack`` of its radius: a click opens what hovering names.
        """
        if not len(self._a):
            return None
        along = self._b - self._a
        length = (along**2).sum(axis=1)
        to = np.array([px, py]) - self._a
        share = np.clip((to * along).sum(axis=1) / np.where(length == 0, 1, length), 0, 1)
        away = np.hypot(*(to - along * share[:, None]).T)
        near = np.flatnonzero(away <= self._radius)
        if not len(near):
            near = np.flatnonzero(away <= self._radius + slack)
        if not len(near):
            return None
        rank, share = self._rank[near], away[near] / self._radius[near]
        best = near[np.lexsort((rank, share, np.maximum(rank, 1)))[0]]
        return self._targets[int(self._owner[best])]


def decimal(lon: float, lat: float) -> str:
    """Return a place as ``42.1600 N 139.4456 E``."""
    return f"{abs(lat):.4f} {'N' if lat >= 0 else 'S'} {abs(lon):.4f} {'E' if lon >= 0 else 'W'}"


def sexagesimal(lon: float, lat: float) -> str:
    """Return a place as ``42°09′36″ N 139°26′44″ E``."""
    return f"{_arc(lat, 'N', 'S')} {_arc(lon, 'E', 'W')}"


def _arc(value: float, positive: str, negative: str) -> str:
    seconds = math.floor(abs(value) * 3600 + 0.5)
    degrees, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{degrees}°{minutes:02}′{seconds:02}″ {positive if value >= 0 else negative}"
