"""Columns as Qt's polygons, and what is left out of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.geo.basemap import Rings
from explorer.map import paths
from explorer.polygons import polygon


def test_a_polygon_holds_its_columns():
    found = polygon([1.0, 2.5, -3.0], [4.0, 5.0, 6.25])
    assert [(p.x(), p.y()) for p in found] == [(1.0, 4.0), (2.5, 5.0), (-3.0, 6.25)]
    assert len(polygon([], [])) == 0


@given(st.integers(0, 10_000), st.integers(4, 60))
@settings(max_examples=80, deadline=None)
def test_trimming_a_ring_changes_nothing_inside_the_box(seed, n):
    rng = np.random.default_rng(seed)
    ring = rng.uniform(-30, 30, (n, 2)).astype(np.float32)
    ring = np.concatenate([ring, ring[:1]])
    cut = paths.trimmed(ring, -8, -6, 9, 7)
    assert len(cut) <= len(ring)
    start = np.zeros(1, np.int32)
    whole, less = Rings(ring, start), Rings(cut, start)
    for x, y in rng.uniform((-8, -6), (9, 7), (25, 2)):
        assert whole.contains(x, y) == less.contains(x, y)


def test_trimming_drops_what_lies_far_off():
    t = np.linspace(0, 2 * np.pi, 2001)
    ring = np.column_stack([100 * np.cos(t), 100 * np.sin(t)]).astype(np.float32)
    assert len(paths.trimmed(ring, 95, -5, 105, 5)) < 60


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_points_along_a_line_lie_on_it_and_inside(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-200, 300, (2, 8))
    found = paths.within(x, y, 100, 80, 5.0)
    for px, py in found:
        assert -1e-6 <= px <= 100 + 1e-6
        assert -1e-6 <= py <= 80 + 1e-6
        a, b = np.column_stack([x, y])[:-1], np.column_stack([x, y])[1:]
        share = np.clip((((px, py) - a) * (b - a)).sum(1) / ((b - a) ** 2).sum(1), 0, 1)
        assert np.hypot(*((a + share[:, None] * (b - a)) - (px, py)).T).min() < 1e-6


def test_points_along_a_line_are_about_a_step_apart():
    found = paths.within(np.array([-50.0, 500.0]), np.array([40.0, 40.0]), 100, 80, 5.0)
    assert len(found) == pytest.approx(20, abs=1)
    assert np.diff(found[:, 0]) == pytest.approx(5, rel=0.1)
    level = paths.within(np.array([10.0, 10.0, 10.0]), np.array([-9.0, -5.0, -1.0]), 100, 80, 5.0)
    assert len(level) == 0


def test_a_circle_is_closed_and_round():
    ring = paths.circle(10, 20, 5)
    assert ring.isClosed()
    assert all((p.x() - 10) ** 2 + (p.y() - 20) ** 2 == pytest.approx(25) for p in ring)
