"""Where a track is between its fixes, and where it could be."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.flight import motion, reach
from explorer.geo import geodesy
from explorer.scenario.model import Basis, Fixes, Phase, Then

NAN = math.nan
S, D, A = Basis.STATED, Basis.DERIVED, Basis.ASSUMED


def fixes(rows, then, *, basis=None, phase=None, low=None, high=None, spread=5.0, speed=None):
    """Build fixes from rows of (time, lon, lat, altitude)."""
    time, lon, lat, altitude = (np.array(c, dtype=float) for c in zip(*rows, strict=True))
    n = len(rows)
    nans = np.full(n, NAN)
    basis = basis or (D,) * n
    return Fixes(
        time=time, lon=lon, lat=lat, altitude=altitude,
        altitude_low=nans if low is None else np.array(low, float),
        altitude_high=nans if high is None else np.array(high, float),
        uncertainty_km=np.full(n, spread), time_low=time, time_high=time,
        speed_kmh=nans if speed is None else np.array(speed, float),
        position_basis=basis, altitude_basis=basis, time_basis=basis,
        phase=phase or (Phase.AIR,) * n, then=then, sources=(("ART",),) * n, note=("",) * n,
    )  # fmt: skip


LINE = fixes(
    [(0, 133.9, 44.1, 300), (600, 135.4, 43.7, 250), (1200, 137.8, 43.2, 6000)],
    (Then.LINE, Then.LINE, Then.END),
    basis=(S, D, A),
)


def test_a_fix_keeps_its_own_basis_and_between_two_the_weaker_holds():
    assert motion.at(LINE, 0.0).position_basis is S
    assert motion.at(LINE, 300.0).position_basis is D  # at best derived, even from a stated fix
    assert motion.at(LINE, 900.0).position_basis is A
    two_stated = fixes([(0, 130, 40, 0), (60, 130.1, 40, 0)], (Then.LINE, Then.END), basis=(S, S))
    assert motion.at(two_stated, 30.0).position_basis is D


def test_the_line_is_the_great_circle_at_constant_speed():
    found = motion.at(LINE, 150.0)
    length, _ = geodesy.inverse(133.9, 44.1, 135.4, 43.7)
    first, _ = geodesy.inverse(133.9, 44.1, found.lon, found.lat)
    last, _ = geodesy.inverse(found.lon, found.lat, 135.4, 43.7)
    assert first == pytest.approx(length / 4, rel=1e-6)
    assert first + last == pytest.approx(length, abs=1e-6)
    assert found.speed_kmh == pytest.approx(float(length) * 6, rel=1e-6)
    assert found.altitude_m == pytest.approx(287.5)
    assert 100 < found.heading_deg < 120


def test_nothing_is_shown_outside_the_fixes_or_after_an_end():
    assert motion.at(LINE, -1.0) is None
    assert motion.at(LINE, 1200.5) is None
    ended = fixes([(0, 130, 40, 0), (60, 131, 40, 0), (90, 131, 40, 0)], (Then.LINE, Then.END, Then.END))
    assert motion.at(ended, 60.0) is not None
    assert motion.at(ended, 61.0) is None


def test_an_unknown_altitude_at_either_fix_leaves_it_unknown_between():
    gap = fixes([(0, 130, 40, 6000), (60, 130.1, 40, NAN)], (Then.LINE, Then.END))
    assert motion.at(gap, 0.0).altitude_m == 6000
    assert motion.at(gap, 30.0).altitude_m is None
    assert motion.at(gap, 30.0).altitude_basis is None
    assert motion.at(gap, 30.0).lon is not None


def test_a_band_runs_between_fixes_and_ends_where_both_bounds_meet():
    band = fixes(
        [(0, 130, 40, 30), (60, 130.1, 40, 30), (120, 130.2, 40, 6000)],
        (Then.LINE, Then.LINE, Then.END),
        low=[30, 30, NAN], high=[250, 250, NAN],
    )  # fmt: skip
    at = motion.at(band, 30.0)
    assert (at.altitude_low_m, at.altitude_high_m) == (30, 250)
    up = motion.at(band, 90.0)
    assert (up.altitude_low_m, up.altitude_high_m) == (3015, 3125)
    assert motion.at(band, 120.0).altitude_low_m is None


def test_a_stated_speed_is_stated_only_at_its_fix():
    said = fixes([(0, 130, 40, 0), (3600, 138, 40, 0)], (Then.LINE, Then.END), speed=[805, NAN])
    assert (motion.at(said, 0.0).speed_kmh, motion.at(said, 0.0).speed_basis) == (805, S)
    assert motion.at(said, 1.0).speed_basis is D


def test_a_speed_is_no_surer_than_the_places_and_times_it_is_reckoned_from():
    sure = fixes([(0, 130, 40, 0), (3600, 138, 40, 0)], (Then.LINE, Then.END))
    assert motion.at(sure, 60.0).speed_basis is D
    for field in ("position_basis", "time_basis"):
        doubt = replace(sure, **{field: (S, Basis.ASSUMED)})
        assert motion.at(doubt, 0.0).speed_basis is Basis.ASSUMED
        assert motion.at(doubt, 60.0).speed_basis is Basis.ASSUMED


def test_an_unknown_stretch_has_no_place():
    gap = fixes([(0, 139.7, 42.25, 549), (540, 139.7, 42.15, NAN)], (Then.REACH, Then.END))
    found = motion.at(gap, 200.0)
    assert found.lon is None
    assert found.altitude_m is None
    assert motion.at(gap, 0.0).lon == 139.7


@given(st.floats(0, 1200))
def test_the_place_is_always_on_the_line(time):
    found = motion.at(LINE, time)
    i = 0 if time < 600 else 1
    a = (LINE.lon[i], LINE.lat[i])
    b = (LINE.lon[i + 1], LINE.lat[i + 1])
    detour = geodesy.inverse(*a, found.lon, found.lat)[0] + geodesy.inverse(found.lon, found.lat, *b)[0]
    assert detour == pytest.approx(float(geodesy.inverse(*a, *b)[0]), abs=1e-5)


def test_pieces_break_at_gaps_and_at_changes_of_basis():
    track = fixes(
        [(0, 130, 40, 0), (60, 130.1, 40, 0), (120, 130.2, 40, 0), (180, 130.3, 40, 0), (240, 130.4, 40, 0)],
        (Then.LINE, Then.LINE, Then.REACH, Then.LINE, Then.END),
        basis=(D, D, A, D, D),
    )
    found = motion.pieces(track)
    assert [(p.time[0], p.time[-1], p.basis) for p in found] == [(0, 60, D), (60, 120, A), (180, 240, D)]


def test_a_large_track_is_thinned_and_keeps_its_ends():
    n = 50_000
    big = fixes(
        [(float(i), 130 + i * 1e-5, 40.0, 100.0) for i in range(n)],
        (Then.LINE,) * (n - 1) + (Then.END,),
    )
    (piece,) = motion.pieces(big)
    assert len(piece.time) <= 4000
    assert (piece.time[0], piece.time[-1]) == (0, n - 1)


GAP = fixes([(0, 139.70, 42.25, 549), (540, 139.70, 42.15, NAN)], (Then.REACH, Then.END), spread=20.0)


def test_the_prism_has_the_areas_worked_out_by_hand():
    # moments-and-claims.md §2: mid-gap of 13:26-13:35, radii 20 and 15 km, speeds 600/800/1,000 km/h.
    gap = fixes([(0, 139.70, 42.25, 549), (540, 139.70, 42.15, NAN)], (Then.REACH, Then.END))
    gap.uncertainty_km[:] = (0.0, 0.0)
    found = reach.rings(gap, 270.0, (600.0, 800.0, 1000.0))
    areas = [r.area_km2 for r in found]
    # Two equal discs of radius r whose centres are d apart: 2 r² acos(d/2r) - d/2 sqrt(4r² - d²).
    d = float(geodesy.inverse(139.70, 42.25, 139.70, 42.15)[0])
    for area, speed in zip(areas, (600, 800, 1000), strict=True):
        r = speed * 270 / 3600
        lens = 2 * r * r * math.acos(d / 2 / r) - d / 2 * math.sqrt(4 * r * r - d * d)
        assert area == pytest.approx(lens, rel=0.003)


@given(st.floats(1, 539), st.floats(100, 1500))
def test_every_place_in_the_prism_can_be_reached_and_can_still_arrive(time, speed):
    for ring in reach.rings(GAP, time, (speed,)):
        from_first = geodesy.inverse(139.70, 42.25, ring.lon, ring.lat)[0]
        to_last = geodesy.inverse(ring.lon, ring.lat, 139.70, 42.15)[0]
        assert (from_first <= 20 + speed * time / 3600 + 0.05).all()
        assert (to_last <= 20 + speed * (540 - time) / 3600 + 0.05).all()
        lon, lat = reach.samples(ring, 60)
        assert len(lon) > 20
        assert (geodesy.inverse(139.70, 42.25, lon, lat)[0] <= 20 + speed * time / 3600 + 0.05).all()


def test_a_speed_too_slow_to_join_the_fixes_has_no_ring():
    far = fixes([(0, 139, 42, 0), (600, 142, 42, 0)], (Then.REACH, Then.END), spread=0.0)
    assert reach.rings(far, 300.0, (600.0,)) == ()
    assert len(reach.rings(far, 300.0, (600.0, 2000.0))) == 1


def test_without_a_next_place_the_reach_is_a_disc():
    open_end = fixes([(0, 141.67, 42.79, 0), (600, NAN, NAN, NAN)], (Then.REACH, Then.END), spread=0.0)
    (ring,) = reach.rings(open_end, 300.0, (900.0,))
    distance = geodesy.inverse(141.67, 42.79, ring.lon, ring.lat)[0]
    assert distance == pytest.approx(75.0, abs=1e-3)
    assert reach.rings(open_end, 0.0, (900.0,)) != ()


def test_leaving_the_ground_into_the_unknown_has_no_speed():
    rows = [(0, 141.67, 42.79, 27), (600, 141.67, 42.79, 27), (1200, 140.8, 41.8, NAN)]
    phase = (Phase.GROUND, Phase.AIR, Phase.AIR)
    gone = fixes(rows, (Then.LINE, Then.REACH, Then.END), phase=phase)
    assert motion.at(gone, 600.0).speed_kmh is None
