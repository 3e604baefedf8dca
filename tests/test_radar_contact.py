"""When a station could see him, how sure that is, and what the record makes of it."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.geo import geodesy
from explorer.radar import contact
from explorer.radar.contact import (
    Conflict,
    Disagreement,
    Hidden,
    SightSpan,
    Stretch,
    conflict,
    departures,
    disagreements,
    disc,
    hidden_share,
    sight_spans,
    sights,
)
from explorer.radar.horizon import Sight, Station, floors_along, horizon_km
from explorer.radar.terrain import load_relief, smooth_earth

RELIEF, SEA = load_relief(), smooth_earth()
FOUR = {
    "okushiri": Station("okushiri", 139.4456, 42.1600, 594, 1.32, 1.22, 1.63, antenna_uncertainty_m=10),
    "tobetsu": Station("tobetsu", 141.523, 43.308, 428, 1.32, 1.25, 1.53, antenna_uncertainty_m=10),
    "ominato": Station("ominato", 141.1197, 41.2789, 889, 1.32, 1.23, 1.58, antenna_uncertainty_m=10),
    "kamo": Station("kamo", 139.765, 39.898, 725, 1.32, 1.22, 1.59, antenna_uncertainty_m=10),
}
MAST = Station("mast", 136.0, 41.0, 100.0, 4 / 3, 4 / 3, 4 / 3)
LOST, LOW_M = (139.70, 42.25), 1800 * 0.3048
START = 211_000_000.0


def outbound(station, speed_kmh, altitude, seconds, step=20.0, bearing=90.0):
    """Columns of a flight straight away from a station over the sea."""
    time = START + np.arange(0, seconds + step, step)
    lon, lat = geodesy.direct(station.lon, station.lat, bearing, speed_kmh * (time - START) / 3600)
    return time, lon, lat, np.full(len(time), float(altitude))


def test_a_span_ends_to_the_second_where_the_horizon_does():
    # Away at 800 km/h and 200 m: gone where the two horizons meet.
    spans = sight_spans(MAST, SEA, *outbound(MAST, 800, 200, 1200))
    assert [s.sight for s in spans] == [Sight.CLEAR, Sight.BELOW_HORIZON]
    gone = START + horizon_km(100, 4 / 3, 200) / 800 * 3600
    assert spans[0].end == spans[1].start == pytest.approx(gone, abs=1)
    assert (spans[0].start, spans[1].end) == (START, START + 1200)


def test_beyond_the_instrumented_range_nothing_is_seen():
    short = replace(MAST, range_km=50.0)
    spans = sight_spans(short, SEA, *outbound(MAST, 900, 10_000, 400))
    assert [s.sight for s in spans] == [Sight.CLEAR, Sight.OUT_OF_RANGE]
    assert spans[0].end == pytest.approx(START + 200, abs=1)


def test_a_stretch_without_place_or_altitude_has_no_span():
    time, lon, lat, altitude = outbound(MAST, 800, 5000, 600)
    lon[10:15] = np.nan
    altitude[25:] = np.nan
    spans = sight_spans(MAST, SEA, time, lon, lat, altitude)
    assert [(s.start, s.end) for s in spans] == [(time[0], time[9]), (time[15], time[24])]
    assert sight_spans(MAST, SEA, time[:0], lon[:0], lat[:0], altitude[:0]) == ()


def test_spans_do_not_depend_on_the_sampling():
    track = [(137.757, 43.166, 6096.0), (139.757, 42.63, 6096.0), (139.70, 42.25, LOW_M)]
    times = START + np.array([0.0, 690.0, 900.0])
    found = []
    for step in (2.0, 15.0):
        t = np.arange(times[0], times[-1] + 0.1, step)
        columns = [np.interp(t, times, [p[i] for p in track]) for i in range(3)]
        found.append({name: sight_spans(of, RELIEF, t, *columns) for name, of in FOUR.items()})
    fine, coarse = found
    for name in FOUR:
        assert [s.sight for s in fine[name]] == [s.sight for s in coarse[name]]
        assert [s.end for s in fine[name]] == pytest.approx([s.end for s in coarse[name]], abs=2.5)


def test_the_late_dive_loses_him_at_the_three_within_two_minutes_of_the_record():
    # Level at 20,000 ft to 13:22:30, then down to 1,800 ft at 13:26; nothing of it is lost to Okushiri.
    at = {"13:11": 0.0, "13:22:30": 690.0, "13:26": 900.0}
    t = START + np.arange(0, 901.0, 10)
    lon = np.interp(t - START, list(at.values()), [137.757, 139.757, 139.70])
    lat = np.interp(t - START, list(at.values()), [43.166, 42.63, 42.25])
    altitude = np.interp(t - START, [0, 690, 900], [6096, 6096, LOW_M])
    for name, why in {
        "tobetsu": Sight.BEHIND_TERRAIN,
        "ominato": Sight.BEHIND_TERRAIN,
        "kamo": Sight.BELOW_HORIZON,
    }.items():
        last = sight_spans(FOUR[name], RELIEF, t, lon, lat, altitude)[-1]
        assert last.sight is why
        assert 12.5 * 60 <= last.start - START <= 15 * 60, name  # 13:24 to 13:26, to the half minute
    spans = sight_spans(FOUR["okushiri"], RELIEF, t, lon, lat, altitude)
    assert [s.sight for s in spans] == [Sight.CLEAR]


def test_the_fix_of_the_loss_may_lie_anywhere_within_20_km():
    # moments-and-claims.md 2: Okushiri sees 100 %, Kamo and Tobetsu are hidden 100 %, Ominato 87-100 %.
    lon, lat = disc(*LOST, 20.0)
    found = {name: hidden_share(of, RELIEF, lon, lat, LOW_M) for name, of in FOUR.items()}
    assert {name: str(h) for name, h in found.items() if name != "ominato"} == {
        "okushiri": "0 %",
        "tobetsu": "100 %",
        "kamo": "100 %",
    }
    ominato = found["ominato"]
    assert ominato.share == pytest.approx(1, abs=0.02)
    # The finer model's own 87 % lies within ours.
    assert str(ominato) == "86–100 %"
    assert found["kamo"].stretch is Stretch.NOWHERE
    assert found["okushiri"].stretch is Stretch.EVERYWHERE
    assert ominato.stretch is Stretch.DEPENDS


def test_a_share_is_printed_as_what_it_may_be():
    assert str(Hidden(1, 0.872, 1)) == "87–100 %"
    assert str(Hidden(0.5, 0.5, 0.5)) == "50 %"


def test_a_band_of_altitudes_widens_the_share():
    lon, lat = disc(*LOST, 20.0)
    one = hidden_share(FOUR["okushiri"], RELIEF, lon, lat, LOW_M)
    band = hidden_share(FOUR["ominato"], RELIEF, lon, lat, 100.0, 3000.0)
    assert one.high == 0
    assert (band.low, band.high) == (0, 1)


def test_weights_and_unknown_places_count_as_they_should():
    # One place 20 km out that is seen, one 100 km out that is not, one not known.
    lon, lat = geodesy.direct(MAST.lon, MAST.lat, 90.0, np.array([20.0, 100.0, 5.0]))
    lon[2] = np.nan
    weights = np.array([3.0, 1.0, 50.0])
    assert hidden_share(MAST, SEA, lon, lat, 100.0).share == 0.5
    assert hidden_share(MAST, SEA, lon, lat, 100.0, weights=weights).share == 0.25
    assert np.isnan(hidden_share(MAST, SEA, lon[2:], lat[2:], 100.0).share)


def test_each_uncertain_input_is_moved_alone():
    moved = departures(FOUR["ominato"], RELIEF)
    assert len(moved) == 6
    assert {round(r.factor, 2) for _, r in moved} == {1.34, 1.5, 1.66}
    assert {s.k for s, _ in moved} == {1.23, 1.32, 1.58}
    assert {s.antenna_m for s, _ in moved} == {879, 889, 899}
    assert departures(MAST, SEA) == ()


def test_a_disc_is_covered_evenly_and_always_alike():
    lon, lat = disc(*LOST, 20.0, 400)
    assert (lon[0], lat[0]) == pytest.approx(LOST)
    away = geodesy.inverse(*LOST, lon, lat)[0]
    assert away.max() == pytest.approx(20)
    # Half of the places lie within 1/sqrt(2) of the radius, a quarter in each quadrant.
    assert np.mean(away < 20 / np.sqrt(2)) == pytest.approx(0.5, abs=0.01)
    assert np.mean((lon > LOST[0]) & (lat > LOST[1])) == pytest.approx(0.25, abs=0.02)
    assert np.array_equal(disc(*LOST, 20.0, 400)[0], lon)


@pytest.mark.parametrize(
    ("sight", "record", "expected"),
    [
        (Sight.CLEAR, "lost", Conflict.CLEAR_LOST),
        (Sight.CLEAR, "contact", Conflict.NONE),
        (Sight.CLEAR, "none", Conflict.NONE),
        (Sight.BEHIND_TERRAIN, "contact", Conflict.HIDDEN_CONTACT),
        (Sight.BELOW_HORIZON, "contact", Conflict.HIDDEN_CONTACT),
        (Sight.OUT_OF_RANGE, "contact", Conflict.HIDDEN_CONTACT),
        (Sight.BEHIND_TERRAIN, "lost", Conflict.NONE),
        (None, "contact", Conflict.NONE),
    ],
)
def test_the_two_interesting_cells(sight, record, expected):
    assert conflict(sight, record) is expected


def test_disagreements_are_the_overlaps():
    spans = (SightSpan(0, 100, Sight.CLEAR), SightSpan(100, 200, Sight.BELOW_HORIZON))
    record = ((20.0, 60.0, "contact"), (60.0, 120.0, "lost"), (150.0, 300.0, "contact"))
    assert disagreements(spans, record) == (
        Disagreement(60, 100, Conflict.CLEAR_LOST),
        Disagreement(150, 200, Conflict.HIDDEN_CONTACT),
    )
    # Two spans hidden for different reasons are one disagreement.
    spans = (SightSpan(0, 100, Sight.BEHIND_TERRAIN), SightSpan(100, 200, Sight.BELOW_HORIZON))
    assert disagreements(spans, ((0.0, 200.0, "contact"),)) == (
        Disagreement(0, 200, Conflict.HIDDEN_CONTACT),
    )


def test_sights_name_each_place():
    lon, lat = geodesy.direct(MAST.lon, MAST.lat, 90.0, np.array([20.0, 100.0, 380.0, 5.0]))
    lon[3] = np.nan
    assert sights(floors_along(MAST, lon, lat, SEA), 100.0, MAST.range_km) == (
        Sight.CLEAR,
        Sight.BELOW_HORIZON,
        Sight.OUT_OF_RANGE,
        None,
    )


def test_a_long_gap_between_samples_is_refined_within_bounds(monkeypatch):
    asked = []
    real = contact.floors_along
    monkeypatch.setattr(contact, "floors_along", lambda *a: asked.append(len(a[1])) or real(*a))
    time, lon, lat, altitude = outbound(MAST, 30, 200, 20_000, step=10_000.0)
    sight_spans(replace(MAST, range_km=1e4), SEA, time, lon, lat, altitude)
    assert sum(asked) <= 3 + 3600
