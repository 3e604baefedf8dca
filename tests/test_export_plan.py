"""What an export holds before any format: lines, gaps and reach between two times."""

from dataclasses import replace

import export_world as world
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.export import tracks
from explorer.export.lines import drawn
from explorer.export.plan import plan
from explorer.export.write import ExportError
from explorer.geo import geodesy
from explorer.scenario.model import Basis, Fixes, Phase, Then

NAN = float("nan")


def fixes_of(rows):
    """Return fixes from (time, lon, lat, altitude, then) rows."""
    time, lon, lat, altitude = (np.array([r[k] for r in rows], dtype=float) for k in range(4))
    n = len(rows)
    none = np.full(n, NAN)
    bases = tuple((Basis.STATED, Basis.DERIVED, Basis.ASSUMED)[k % 3] for k in range(n))
    return Fixes(
        time=time, lon=lon, lat=lat, altitude=altitude, altitude_low=none, altitude_high=none,
        uncertainty_km=np.arange(n, dtype=float), time_low=none, time_high=none, speed_kmh=none,
        position_basis=bases, altitude_basis=bases[::-1], time_basis=bases,
        phase=tuple(Phase.AIR for _ in rows), then=tuple(r[4] for r in rows),
        sources=tuple((f"S{k}",) for k in range(n)), note=tuple("" for _ in rows),
    )  # fmt: skip


def strokes(lines):
    return [
        [
            (t, x, y, None if np.isnan(z) else z)
            for t, x, y, z in zip(*(c.tolist() for c in (a.time, a.lon, a.lat, a.altitude)), strict=True)
        ]
        for a in lines
    ]


_PLACE = st.tuples(st.floats(120, 150), st.floats(25, 50))
_ROW = st.tuples(
    st.integers(1, 5000),
    st.one_of(_PLACE, _PLACE, _PLACE, st.just((NAN, NAN))),
    st.one_of(st.floats(0, 20_000), st.just(NAN)),
    st.sampled_from([Then.LINE, Then.LINE, Then.LINE, Then.REACH, Then.END]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_ROW, min_size=1, max_size=12), st.integers(-100, 40_000), st.integers(0, 40_000))
def test_lines_are_where_the_track_is_and_nowhere_else(rows, start, length):
    times = np.cumsum([r[0] for r in rows]).tolist()
    fixes = fixes_of([(t, *r[1], r[2], r[3]) for t, r in zip(times, rows, strict=True)])
    end = start + length
    lines = drawn(fixes, start, end)
    if start < times[-1] and end > times[0]:
        world.agree(strokes(lines), fixes, max(start, times[0]), min(end, times[-1]))
    else:
        assert not lines
    for line in lines:
        assert np.isnan(line.altitude).all() or not np.isnan(line.altitude).any()
        assert (line.altitude_basis is None) == np.isnan(line.altitude[0])
        steps, _ = geodesy.inverse(line.lon[:-1], line.lat[:-1], line.lon[1:], line.lat[1:])
        assert steps.max() < 25.6
        assert line.sources == tuple(f"S{k}" for k in range(line.after, line.before + 1))
        at_fix = line.fix >= 0
        assert (fixes.time[line.fix[at_fix]] == line.time[at_fix]).all()


def test_long_tracks_are_neither_thinned_nor_left_straight():
    count = 6000
    rows = [(60.0 * k, 130 + 0.001 * k, 40.0, 100.0, Then.LINE) for k in range(count)]
    rows.append((60.0 * count, 150.0, 45.0, 100.0, Then.LINE))
    fixes = replace(fixes_of(rows), position_basis=(Basis.STATED,) * (count + 1))
    (line, *others) = drawn(replace(fixes, altitude_basis=fixes.position_basis), 0, 1e9)
    assert not others
    found = np.concatenate([line.fix, *(o.fix for o in others)])
    assert set(found.tolist()) == {-1, *range(count + 1)}
    assert max(np.abs(np.diff(o.lon)).max() for o in (line, *others)) < 0.5


def test_globes_get_no_more_spots_than_they_can_bear(belenko, monkeypatch):
    monkeypatch.setattr("explorer.export.plan.MOST_SPOTS", 20)
    fox = belenko.tracks["foxbat"]
    rows = [(float(k), 130 + 0.001 * k, 40.0, 100.0, Then.LINE) for k in range(20)]
    rows += [(60.0, 136.0, 40.0, 100.0, Then.REACH), (70.0, 136.1, 40.0, 100.0, Then.END)]
    scenario = replace(
        belenko, tracks={"foxbat": replace(fox, fixes=dict.fromkeys(fox.fixes, fixes_of(rows)))}
    )
    (part,) = plan(scenario, "article", 0, 80).tracks
    assert [f.number for f in part.spots()] == [22]
    (short,) = plan(scenario, "article", 10, 80).tracks
    assert [f.number for f in short.spots()] == list(range(11, 23))


def test_a_stretch_of_unknown_altitude_is_a_line_of_its_own(belenko):
    chapter = world.flight(belenko)
    told = plan(belenko, "article", chapter.start, chapter.end)
    fox = told.tracks[0]
    unknown = [line for line in fox.lines if not line.has_altitude]
    assert [(line.after, line.before) for line in unknown] == [(1, 3)]
    assert len(fox.runs()) == 2
    assert [g.then for g in fox.gaps] == [Then.REACH] * 3
    assert [f.number for f in fox.lone()] == [10, 11]


def test_stated_holds_only_at_a_fix(belenko):
    chapter = world.flight(belenko)
    for voice in ("article", "record"):
        told = plan(belenko, voice, chapter.start, chapter.end)
        assert all(line.basis is not Basis.STATED for part in told.tracks for line in part.lines)
        assert any(f.place_basis is Basis.STATED for f in told.tracks[0].each_fix())


def test_reach_is_at_round_times_inside_its_gap(belenko):
    chapter = world.flight(belenko)
    fox = plan(belenko, "article", chapter.start, chapter.end, reach_step=120).tracks[0]
    for gap in fox.gaps:
        mine = [o for o in fox.outlines if gap.start <= o.time < gap.end]
        assert {o.speed_kmh for o in mine} <= {600, 800, 1000}
        assert all(o.time % 120 == 0 or o.time == gap.start for o in mine)
        assert all(o.time < o.until <= gap.end for o in mine)
    none = plan(belenko, "article", chapter.start, chapter.end, reach_step=None)
    assert not any(part.outlines for part in none.tracks)


def test_weeks_of_reach_do_not_drown_the_rest(belenko):
    fox = belenko.tracks["foxbat"]
    rows = [(0.0, 140.0, 42.0, NAN, Then.REACH), (30 * 86400.0, 141.0, 42.0, NAN, Then.END)]
    fixes = {voice: fixes_of(rows) for voice in fox.fixes}
    scenario = replace(belenko, tracks={"foxbat": replace(fox, fixes=fixes, speeds_kmh=(1.0,))})
    (part,) = plan(scenario, "article", 0, 40 * 86400.0).tracks
    assert 100 <= len(part.outlines) <= 202


def test_only_the_chapters_moments_and_overlapping_contacts(belenko):
    chapter = world.flight(belenko)
    told = plan(belenko, "record", chapter.start, chapter.end, chapter="flight")
    assert {m.moment.chapter for m in told.moments} == {"flight"}
    assert [m.time for m in told.moments] == sorted(m.time for m in told.moments)
    landing = next(m for m in told.moments if m.moment.id == "landing")
    assert landing.time == landing.moment.at("record") < landing.moment.at("article")
    assert len(told.contacts) == 6
    early = plan(belenko, "record", chapter.start, chapter.start + 60)
    assert {h.contact.station for h in early.contacts} == {"ominato", "kamo", "tobetsu"}  # open starts


@pytest.mark.parametrize(
    ("fmt", "voice", "chapter", "said"),
    [
        ("geojsn", "article", "flight", "did you mean 'geojson'"),
        ("kml", "artcle", "flight", "did you mean 'article'"),
        ("kml", "article", "fligt", "did you mean 'flight'"),
    ],
)
def test_says_what_there_is_not(belenko, tmp_path, fmt, voice, chapter, said):
    with pytest.raises(ExportError, match=said):
        tracks.export(belenko, fmt, tmp_path / "x", voice, chapter)
    assert not list(tmp_path.iterdir())


def test_writes_the_file_that_contents_makes(belenko, tmp_path):
    tracks.export(belenko, "csv", tmp_path / "x.csv")
    chapter = world.flight(belenko)
    told = plan(belenko, "article", chapter.start, chapter.end, chapter="flight")
    assert (tmp_path / "x.csv").read_bytes() == tracks.contents(told, "csv")
    assert {
        tracks.format_of(f"a.{s}") for s in ("KML", "gpx", "parquet", "csv", "czml", "acmi", "json")
    } == set(tracks.FORMATS)
    assert tracks.format_of("a.txt") is None
