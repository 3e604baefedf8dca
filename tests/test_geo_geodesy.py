import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explorer.geo import geodesy

LON = st.floats(-180, 180)
LAT = st.floats(-89, 89)
QUADRANT_KM = 10001.965729  # WGS84's meridian from the equator to a pole
EQUATOR_KM = 6378.137


def vincenty(lon1, lat1, lon2, lat2):
    """Vincenty's inverse formula (1975), the classical check: km and degrees."""
    a, f = 6378.137, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    span = lam = math.radians(lon2 - lon1)
    for _ in range(100):
        p = math.cos(u2) * math.sin(lam)
        q = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sin_s = math.hypot(p, q)
        cos_s = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        s = math.atan2(sin_s, cos_s)
        sin_a = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        cos2 = 1 - sin_a**2
        mid = cos_s - 2 * math.sin(u1) * math.sin(u2) / cos2 if cos2 else 0.0
        c = f / 16 * cos2 * (4 + f * (4 - 3 * cos2))
        lam = span + (1 - c) * f * sin_a * (s + c * sin_s * (mid + c * cos_s * (2 * mid**2 - 1)))
    k = cos2 * (a**2 - b**2) / b**2
    big_a = 1 + k / 16384 * (4096 + k * (k * (320 - 175 * k) - 768))
    big_b = k / 1024 * (256 + k * (k * (74 - 47 * k) - 128))
    turn = mid / 6 * big_b * (4 * sin_s**2 - 3) * (4 * mid**2 - 3)
    ds = big_b * sin_s * (mid + big_b / 4 * (cos_s * (2 * mid**2 - 1) - turn))
    return b * big_a * (s - ds), math.degrees(math.atan2(p, q)) % 360


def test_a_quarter_of_a_meridian_and_a_degree_of_the_equator():
    km, azimuth = geodesy.inverse(138, 0, 138, 90)
    assert float(km) == pytest.approx(QUADRANT_KM, abs=1e-5)
    assert float(azimuth) == pytest.approx(0)
    km, azimuth = geodesy.inverse(138, 0, 139, 0)
    assert float(km) == pytest.approx(math.radians(1) * EQUATOR_KM, abs=1e-9)
    assert float(azimuth) == pytest.approx(90)


@given(lon1=st.floats(125, 148), lat1=st.floats(25, 50), lon2=st.floats(125, 148), lat2=st.floats(25, 50))
def test_agrees_with_vincenty(lon1, lat1, lon2, lat2):
    if math.hypot(lon1 - lon2, lat1 - lat2) < 0.01:
        lon2 += 0.02
    km, azimuth = geodesy.inverse(lon1, lat1, lon2, lat2)
    want_km, want_azimuth = vincenty(lon1, lat1, lon2, lat2)
    assert float(km) == pytest.approx(want_km, abs=2e-6)
    assert (float(azimuth) - want_azimuth + 180) % 360 - 180 == pytest.approx(0, abs=1e-4)


@given(lon=LON, lat=LAT, azimuth=st.floats(0, 359.99), km=st.floats(0.001, 3000))
def test_there_and_back(lon, lat, azimuth, km):
    there = geodesy.direct(lon, lat, azimuth, km)
    back_km, back_azimuth = geodesy.inverse(lon, lat, *there)
    assert float(back_km) == pytest.approx(km, abs=1e-6)
    # An angle is only as sure as the distance it is seen over, and 1e-9 degrees of place.
    assert (float(back_azimuth) - azimuth + 180) % 360 - 180 == pytest.approx(0, abs=1e-4 + 1e-5 / km)


@example(lon1=0.0, lat1=-1.0, lon2=-2.220446049250313e-16, lat2=0.0)
@given(lon1=LON, lat1=LAT, lon2=LON, lat2=LAT)
def test_as_far_back_as_there(lon1, lat1, lon2, lat2):
    there, azimuth = geodesy.inverse(lon1, lat1, lon2, lat2)
    back, _ = geodesy.inverse(lon2, lat2, lon1, lat1)
    assert float(there) == pytest.approx(float(back), abs=1e-6)
    assert 0 <= float(azimuth) < 360


def test_arrays_broadcast():
    km, azimuth = geodesy.inverse(140.8, 41.8, np.array([139.4, 140.6, 141.0]), np.array([[42.2], [41.3]]))
    assert km.shape == azimuth.shape == (2, 3)
    assert float(km[1, 1]) == pytest.approx(float(geodesy.inverse(140.8, 41.8, 140.6, 41.3)[0]))


def test_line_is_even_and_keeps_its_ends():
    lon, lat = geodesy.line(134.3, 44.1, 140.8, 41.8, 12)
    assert (lon[0], lat[0]) == pytest.approx((134.3, 44.1))
    assert (lon[-1], lat[-1]) == (140.8, 41.8)
    steps, _ = geodesy.inverse(lon[:-1], lat[:-1], lon[1:], lat[1:])
    whole, _ = geodesy.inverse(134.3, 44.1, 140.8, 41.8)
    assert np.allclose(steps, float(whole) / 11, atol=1e-6)
    assert float(steps.sum()) == pytest.approx(float(whole), abs=1e-6)


def test_a_line_needs_two_points():
    with pytest.raises(ValueError, match="two points"):
        geodesy.line(134, 44, 140, 41, 1)
