"""Floors against closed forms, a knife edge by hand, the tables of the research, and from both ends."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.geo import geodesy
from explorer.radar.horizon import (
    INSTRUMENTED_KM,
    SAME_M,
    Sight,
    Station,
    floor_at,
    floors_along,
    floors_at,
    horizon_km,
    ray_ranges,
    rays,
    sight,
    smooth_floor,
)
from explorer.radar.section import section
from explorer.radar.terrain import Relief, load_relief, smooth_earth

RELIEF, MEANS, SEA = load_relief(), load_relief(factor=1.0), smooth_earth()
K = 1.32


def station(name, lat, lon, antenna, k=K):
    return Station(name, lon, lat, antenna, k, k, k)


ANTENNAS = {
    "okushiri": (42.1600, 139.4456, 594),
    "tobetsu": (43.308, 141.523, 428),
    "ominato": (41.2789, 141.1197, 889),
    "kamo": (39.898, 139.765, 725),
}
PLACES = {
    "13:11": (43.166, 137.757),
    "13:22:30": (42.63, 139.757),
    "13:26": (42.25, 139.70),
    "13:35": (42.15, 139.70),
    "bay": (41.85, 140.60),
}
FOUR = {name: station(name, *where) for name, where in ANTENNAS.items()}
LOW_M = 1800 * 0.3048


def over(of, place, relief=RELIEF):
    lat, lon = PLACES[place]
    return floor_at(of, lon, lat, relief)


def test_the_smooth_earth_horizon_is_the_closed_form():
    assert horizon_km(594, 4 / 3) == pytest.approx(
        4.124 * math.sqrt(594), rel=1e-3
    )  # 4.12 sqrt(h), textbooks
    # history.md 2a, km: Okushiri, Tobetsu, Ominato, Kamo and an E-2C for targets at 30, 250, 549 and 6,096 m.
    table = {
        594: (123, 166, 197, 422),
        428: (108, 150, 182, 407),
        889: (146, 188, 219, 445),
        725: (134, 176, 208, 433),
        9144: (417, 459, 491, 716),
    }
    for antenna, ranges in table.items():
        for target, expected in zip((30, 250, 549, 6096), ranges, strict=True):
            assert horizon_km(antenna, 4 / 3, target) == pytest.approx(expected, abs=1)


@given(st.floats(5, 10_000), st.floats(1.1, 2.5), st.floats(1, 450))
def test_the_smooth_floor_undoes_the_horizon(antenna, k, distance):
    floor = float(smooth_floor(antenna, k, distance))
    if floor == 0:
        assert distance <= horizon_km(antenna, k) + 1e-6
    else:
        assert horizon_km(antenna, k, floor) == pytest.approx(distance, rel=1e-9)


@given(st.floats(0, 360), st.floats(2, 450), st.floats(5, 9000), st.floats(1.1, 2.2))
@settings(max_examples=60)
def test_over_the_sea_the_floor_is_the_smooth_floor(bearing, distance, antenna, k):
    of = station("s", 41.0, 136.0, antenna, k)
    lon, lat = geodesy.direct(of.lon, of.lat, bearing, distance)
    found = floor_at(of, float(lon), float(lat), SEA)
    assert found.range_km == pytest.approx(distance, rel=1e-6)
    assert (found.bearing_deg - bearing + 180) % 360 - 180 == pytest.approx(0, abs=1e-4)
    assert found.floor_m == pytest.approx(float(smooth_floor(antenna, k, distance)), abs=1e-3)
    assert found.blocked_at_km is None


def wall(at_km, height, lat=42.0):
    """A relief of a ridge that runs north to south, 0.8 km wide, and how far east of 138 E it begins."""
    lon, _ = geodesy.direct(138.0, lat, 90.0, at_km)
    grid = np.zeros((200, 600), np.float32)
    step = 0.01
    column = round((float(lon) - 137.0) / step)
    grid[:, column : column + 2] = height
    east = 137.0 + step * column
    return Relief(grid, lat - 1, 137.0, step, step, "a wall"), float(
        geodesy.inverse(138.0, lat, east, lat)[0]
    )


@pytest.mark.parametrize(("height", "far"), [(500, 150), (1200, 150), (2000, 250)])
def test_a_knife_edge_by_hand(height, far):
    relief, edge = wall(50, height)
    of = station("s", 42.0, 138.0, 300)
    lon, lat = geodesy.direct(138.0, 42.0, 90.0, far)
    found = floor_at(of, float(lon), float(lat), relief)
    # Similar triangles over an earth of k times the radius, on which the sea sinks by r**2/2a.
    a = K * 6371e3
    apparent = height - (edge * 1e3) ** 2 / (2 * a)
    by_hand = 300 + (apparent - 300) * far / edge + (far * 1e3) ** 2 / (2 * a)
    assert found.floor_m == pytest.approx(by_hand, rel=0.005)
    assert found.blocked_at_km == pytest.approx(edge, abs=0.15)
    assert found.by_terrain
    assert geodesy.inverse(138, 42, found.blocked_lon, found.blocked_lat)[0] == pytest.approx(
        found.blocked_at_km, abs=0.05
    )


def test_before_the_wall_nothing_blocks_and_on_it_the_ground_does():
    relief, edge = wall(50, 1000)
    edge += 0.1
    of = station("s", 42.0, 138.0, 300)
    lon, lat = geodesy.direct(138.0, 42.0, 90.0, np.array([30.0, edge]))
    before, upon = (floor_at(of, float(x), float(y), relief) for x, y in zip(lon, lat, strict=True))
    assert (before.floor_m, before.blocked_at_km) == (0, None)
    assert upon.floor_m == pytest.approx(1000, rel=0.01)
    assert upon.blocked_at_km == pytest.approx(edge, abs=0.2)


# history.md 2b, metres: 5' means | times 1.5, with k = 4/3. Tobetsu stands where it was first thought to.
TABLE_2B = {
    "okushiri": ((353, 353), (0, 0), (0, 0), (0, 0), (387, 585)),
    "tobetsu": ((4676, 5656), (1837, 2778), (3950, 5871), (4313, 6356), (3273, 4799)),
    "ominato": ((3732, 4229), (1024, 1468), (472, 752), (423, 665), (103, 157)),
    "kamo": ((4908, 4908), (2180, 2180), (1329, 1329), (1140, 1140), (2493, 3449)),
}


@pytest.mark.parametrize("name", TABLE_2B)
@pytest.mark.parametrize("place", PLACES)
def test_the_table_of_the_research_holds(name, place):
    where = (43.29, 141.45, 428) if name == "tobetsu" else ANTENNAS[name]
    means, crests = TABLE_2B[name][list(PLACES).index(place)]
    for relief, expected in ((MEANS, means), (RELIEF, crests)):
        found = over(station(name, *where, k=4 / 3), place, relief)
        if (name, place) == ("ominato", "bay"):
            # The table has the ray alone; here the ground under the bay's shore stands higher than the ray.
            assert found.blocked_at_km == pytest.approx(found.range_km)
            assert found.floor_m > expected
        else:
            assert found.floor_m == pytest.approx(expected, rel=0.01, abs=10)


# moments-and-claims.md 2: k = 1.32, times 1.5. Floor and tolerance, metres; where the ground blocks, km.
TABLE_2 = [
    ("okushiri", "13:11", 361, 3, None),
    ("ominato", "13:11", 4280, 30, 90),
    ("kamo", "13:11", 4980, 15, None),
    ("tobetsu", "13:11", 5715, 30, 86.5),
    ("okushiri", "13:26", 0, 1, None),
    ("ominato", "13:26", 760, 10, 84),
    ("kamo", "13:26", 1350, 10, None),
    ("tobetsu", "13:26", 5800, 30, 51),
]


@pytest.mark.parametrize(("name", "place", "floor", "within", "blocked"), TABLE_2)
def test_the_floors_of_the_two_moments(name, place, floor, within, blocked):
    found = over(FOUR[name], place)
    assert found.floor_m == pytest.approx(floor, abs=within)
    if blocked is None:
        assert found.blocked_at_km is None
    else:
        assert found.blocked_at_km == pytest.approx(blocked, abs=2)


def test_the_hills_that_block_are_those_the_research_names():
    hidden = over(FOUR["ominato"], "13:26")
    assert (hidden.blocked_lat, hidden.blocked_lon) == pytest.approx((41.79, 140.38), abs=0.02)
    hidden = over(FOUR["tobetsu"], "13:26")
    assert (hidden.blocked_lat, hidden.blocked_lon) == pytest.approx((43.03, 141.03), abs=0.03)
    assert hidden.smooth_floor_m == pytest.approx(656, abs=3)


def test_at_13_26_three_could_not_see_him_and_one_could():
    seen = {name: sight(over(of, "13:26"), LOW_M) for name, of in FOUR.items()}
    assert seen == {
        "okushiri": Sight.CLEAR,
        "tobetsu": Sight.BEHIND_TERRAIN,
        "ominato": Sight.BEHIND_TERRAIN,
        "kamo": Sight.BELOW_HORIZON,
    }


def test_at_13_11_he_was_seen_because_he_climbed():
    floor = over(FOUR["okushiri"], "13:11")
    assert floor.range_km == pytest.approx(178, abs=1)  # 111 statute miles are 178.6 km
    assert 330 <= floor.floor_m <= 380
    assert sight(floor, 6096) is Sight.CLEAR
    assert sight(floor, 30.48) is Sight.BELOW_HORIZON
    far = over(FOUR["kamo"], "13:11")
    assert far.range_km / 1.852 == pytest.approx(216, abs=0.5)
    assert sight(far, 6096) is Sight.OUT_OF_RANGE
    assert sight(far, 6096, 250 * 1.852) is Sight.CLEAR
    # Wakkanai, whom one digest names, could not have seen him then.
    assert over(station("wakkanai", 45.44, 141.65, 160), "13:11").floor_m > 7000


@pytest.mark.parametrize("bearing", [230, 260, 290, 310, 330])
def test_below_100_feet_okushiri_reaches_120_to_126_km_over_the_sea(bearing):
    of = FOUR["okushiri"]
    ranges = np.arange(110.0, 140.0, 0.1)
    floors = floors_along(of, *geodesy.direct(of.lon, of.lat, bearing, ranges), RELIEF)
    assert 120 <= ranges[floors.floor_m <= 30.48].max() <= 126


def test_sight_is_hidden_by_the_curve_alone_where_terrain_adds_little():
    floor = over(FOUR["tobetsu"], "13:26")
    assert floor.floor_m - floor.smooth_floor_m > SAME_M
    assert sight(floor, floor.floor_m) is Sight.CLEAR
    assert sight(floor, floor.floor_m - 0.1) is Sight.BEHIND_TERRAIN
    assert floor.range_km < INSTRUMENTED_KM


spots = st.tuples(st.floats(136, 144), st.floats(38, 46))


@given(spots, spots, st.floats(700, 3000), st.floats(1.15, 2.0))
@settings(max_examples=80, deadline=None)
def test_floors_are_monotone(here, there, antenna, k):
    of = station("s", here[1], here[0], antenna, k)
    floor = floor_at(of, *there, RELIEF)
    assert floor.floor_m >= floor.smooth_floor_m >= 0
    assert floor.floor_m >= float(RELIEF.height(*there)) - 1e-6
    # More ground hides more; a taller mast and more bending show more (the ray over the same ground).
    assert floor_at(of, *there, MEANS).floor_m <= floor.floor_m + 1e-6
    bent = station("s", here[1], here[0], antenna, k * 1.1)
    assert floor_at(bent, *there, RELIEF).floor_m <= floor.floor_m + 1e-6
    taller = station("s", here[1], here[0], antenna + 100, k)
    assert floor_at(taller, *there, RELIEF).floor_m <= floor.floor_m + 1e-6


@given(spots, spots, st.floats(30, 3000), st.floats(30, 3000))
@settings(max_examples=80, deadline=None)
def test_sight_is_the_same_from_both_ends(here, there, mast, other_mast):
    # Both masts stand well above their own ground; near an end the model does not count it.
    one = float(RELIEF.height(*here)) + mast
    two = float(RELIEF.height(*there)) + other_mast
    out = section(station("a", here[1], here[0], one), *there, RELIEF)
    back = section(station("b", there[1], there[0], two), *here, RELIEF)
    if out.floor.range_km < 20:
        return
    room, _ = out.clearance(two)
    if abs(room) > 30:  # nearer than that the samples of the two ways differ
        assert (out.floor.floor_m <= two) == (back.floor.floor_m <= one)


def test_rays_follow_the_geodesic():
    of = FOUR["ominato"]
    lon, lat = geodesy.direct(of.lon, of.lat, np.arange(0, 360, 15.0), 400.0)
    n = len(lon)
    found = rays(np.full(n, of.lon), np.full(n, of.lat), lon, lat, RELIEF, np.arange(5.0, 400, 5))
    true = geodesy.direct(of.lon, of.lat, np.arange(0, 360, 15.0)[:, None], found.at_km)
    off, _ = geodesy.inverse(found.lon, found.lat, *true)
    assert off.max() < 0.1


def test_many_at_once_are_each_alone():
    lons, lats = np.linspace(137, 141, 700), np.linspace(43, 41, 700)
    lons[5] = np.nan
    along = floors_along(FOUR["tobetsu"], lons, lats, RELIEF)
    for i in (0, 200, 699):
        alone = floor_at(FOUR["tobetsu"], lons[i], lats[i], RELIEF)
        assert along[i].floor_m == pytest.approx(alone.floor_m, rel=1e-3, abs=0.5)
        assert along[i].blocked_at_km == pytest.approx(alone.blocked_at_km)
    assert np.isnan(along.floor_m[5])
    assert len(along) == 700
    several = floors_at(tuple(FOUR.values()), 139.70, 42.25, RELIEF)
    for of, floor in zip(FOUR.values(), several, strict=True):
        assert floor.floor_m == pytest.approx(over(of, "13:26").floor_m, abs=0.5)
    assert floors_at((), 139.7, 42.25, RELIEF) == ()


def test_at_the_antenna_itself_the_floor_is_the_ground():
    of = FOUR["okushiri"]
    found = floor_at(of, of.lon, of.lat, RELIEF)
    assert found.range_km == 0
    assert found.floor_m == pytest.approx(float(RELIEF.height(of.lon, of.lat)), abs=1)


def test_across_the_date_line_the_ground_is_found():
    grid = np.full((50, 50), 800, np.float32)
    relief = Relief(grid, 49.0, 179.0, 0.1, 0.1, "far east")
    of = station("s", 51.5, -179.5, 900)
    assert floor_at(of, -177.0, 51.5, relief).blocked_at_km is not None


def test_ray_ranges_are_closest_near_the_antenna():
    at = ray_ranges(RELIEF, 100.0)
    steps = np.diff(at)
    assert (steps > 0).all()
    assert steps[0] < steps[-1] <= 0.5 + 1e-9
    assert ray_ranges(RELIEF, 0.0).size == 0


def test_the_section_shows_what_blocks():
    cut = section(FOUR["ominato"], 139.70, 42.25, RELIEF, beyond_km=20)
    assert cut.range_km[-1] == pytest.approx(cut.floor.range_km + 20)
    # The grazing ray touches the ground where the floor says, and passes over it everywhere else on the way.
    way = cut.range_km <= cut.floor.range_km
    room = (cut.grazing_m - cut.ground_m)[way][3:]
    assert room.min() == pytest.approx(0, abs=8)
    assert cut.range_km[way][3:][room.argmin()] == pytest.approx(cut.floor.blocked_at_km, abs=2)
    # Straight where the earth's bulge is taken away.
    straight = (cut.grazing_m - cut.drop_m)[1:]
    assert np.diff(straight, 2) == pytest.approx(0, abs=1e-6)
    margin, at = cut.clearance(LOW_M)
    assert margin < 0
    assert at == pytest.approx(84, abs=8)
    assert cut.clearance(cut.floor.floor_m + 50)[0] > 0
    assert cut.line_m(LOW_M)[0] == pytest.approx(889)
