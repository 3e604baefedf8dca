"""The outlines are contourpy's, whatever the field."""

import numpy as np
import pytest
from contourpy import FillType, contour_generator
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from explorer.radar.contour import outlines

X, Y = 2.0 * np.arange(40), 3.0 * np.arange(30)
GX, GY = np.meshgrid(X, Y)


def area(polygon):
    return sum(0.5 * float(np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1])) for r in polygon)


def reference(x, y, field):
    lines, offsets = contour_generator(x, y, field, fill_type=FillType.OuterOffset).filled(0.0, np.inf)
    return [tuple(np.split(line, offset[1:-1])) for line, offset in zip(lines, offsets, strict=True)]


def disc(x, y, radius):
    return (radius - np.hypot(GX - x, GY - y)).astype(np.float32)


def test_a_disc_is_one_ring_anticlockwise():
    (polygon,) = outlines(X, Y, disc(40, 45, 20))
    (ring,) = polygon
    assert (ring[0] == ring[-1]).all()
    assert area(polygon) == pytest.approx(np.pi * 400, rel=0.02)
    assert np.hypot(*(ring - [40, 45]).T) == pytest.approx(20, abs=0.4)


def test_islands_holes_and_an_island_in_a_hole():
    ring = np.minimum(disc(40, 45, 36), -disc(40, 45, 24))
    polygons = outlines(X, Y, np.maximum(ring, disc(40, 45, 12)))
    assert [len(p) for p in polygons] == [1, 2]  # the small one first
    assert area(polygons[0]) == pytest.approx(np.pi * 144, rel=0.03)
    assert area(polygons[1]) == pytest.approx(np.pi * (36**2 - 24**2), rel=0.03)


def test_nothing_and_everything():
    assert outlines(X, Y, np.full(GX.shape, -1, np.float32)) == ()
    assert outlines(X, Y, np.zeros(GX.shape, np.float32)) == ()
    (polygon,) = outlines(X, Y, np.full(GX.shape, 1, np.float32))
    assert area(polygon) == pytest.approx((X[-1] - X[0]) * (Y[-1] - Y[0]))


fields = arrays.arrays(
    np.float32,
    arrays.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9),
    elements=st.integers(-9, 9),
)


@given(fields)
@settings(max_examples=200)
def test_any_field_gives_contourpys_polygons(field):
    # A value of exactly 0 would make rings without area, which the two treat differently.
    field = field + np.float32(0.25)
    rows, columns = field.shape
    x, y = np.arange(columns, dtype=float), np.arange(rows, dtype=float)
    ours, theirs = outlines(x, y, field), reference(x, y, field)
    assert sorted(area(p) for p in ours) == pytest.approx(sorted(area(p) for p in theirs), abs=1e-6)
    assert sorted(len(p) for p in ours) == sorted(len(p) for p in theirs)
