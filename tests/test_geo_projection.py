import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Proj, Transformer

from explorer.geo.projection import MAP, Projection

LON = st.floats(105, 170)
LAT = st.floats(18, 60)
GEOD = Geod(ellps="WGS84")


def test_agrees_with_proj_to_a_centimetre():
    other = Transformer.from_crs(
        4326, "+proj=sterea +lat_0=42 +lon_0=138 +ellps=WGS84 +units=km", always_xy=True
    )
    same = Transformer.from_crs(
        4326, "+proj=stere +lat_0=42 +lon_0=138 +ellps=WGS84 +units=km", always_xy=True
    )
    lon, lat = np.meshgrid(np.linspace(105, 170, 66), np.linspace(18, 60, 43))
    x, y = MAP.forward(lon, lat)
    assert np.allclose((x, y), same.transform(lon, lat), atol=1e-5, rtol=0)
    # The double projection by way of the Gauss sphere is not the same thing: the test can tell them apart.
    assert not np.allclose((x, y), other.transform(lon, lat), atol=1e-2, rtol=0)


@given(lon0=st.floats(-170, 170), lat0=st.floats(-80, 80), east=st.floats(-30, 30), north=st.floats(-20, 20))
def test_comes_back_from_anywhere(lon0, lat0, east, north):
    lat = min(max(lat0 + north, -85), 85)
    here = Projection(lon0, lat0)
    lon, back = here.inverse(*here.forward(lon0 + east, lat))
    assert float(lon) == pytest.approx(lon0 + east, abs=1e-8)
    assert float(back) == pytest.approx(lat, abs=1e-8)


def test_centre_is_zero_both_ways():
    assert [float(v) for v in MAP.forward(138, 42)] == pytest.approx([0, 0], abs=1e-9)
    assert [float(v) for v in MAP.inverse(0, 0)] == pytest.approx([138, 42], abs=1e-9)


@given(azimuth=st.floats(0, 360), km=st.floats(1, 900))
def test_bearings_from_the_centre_are_true(azimuth, km):
    lon, lat, _ = GEOD.fwd(138, 42, azimuth, km * 1000)
    x, y = MAP.forward(lon, lat)
    off = (math.degrees(math.atan2(float(x), float(y))) - azimuth + 180) % 360 - 180
    # On the ellipsoid no conformal map is exactly azimuthal: a hundredth of a degree at 900 km.
    assert abs(off) < 0.02


@given(lon=LON, lat=LAT, azimuth=st.floats(0, 360))
def test_conformal_with_the_scale_it_says(lon, lat, azimuth):
    away_lon, away_lat, _ = GEOD.fwd(lon, lat, azimuth, 100)
    x0, y0 = MAP.forward(lon, lat)
    x1, y1 = MAP.forward(away_lon, away_lat)
    assert float(np.hypot(x1 - x0, y1 - y0)) / 0.1 == pytest.approx(float(MAP.scale(lon, lat)), rel=1e-4)


def test_scale_is_one_at_the_centre_and_grows_outwards():
    assert float(MAP.scale(138, 42)) == pytest.approx(1, abs=1e-7)
    scales = MAP.scale(138, np.array([42.0, 45.0, 50.0, 55.0]))
    assert (np.diff(scales) > 0).all()
    lat = np.linspace(20, 58, 20)
    lon = np.linspace(110, 165, 20)
    factors = Proj("+proj=stere +lat_0=42 +lon_0=138 +ellps=WGS84").get_factors(lon, lat)
    assert np.allclose(MAP.scale(lon, lat), factors.meridional_scale, atol=1e-7, rtol=0)


def test_arrays_broadcast_and_nan_stays():
    x, y = MAP.forward(np.array([138.0, np.nan]), np.array([[40.0], [44.0]]))
    assert x.shape == y.shape == (2, 2)
    assert np.isnan(x[:, 1]).all()
    assert not np.isnan(x[:, 0]).any()
