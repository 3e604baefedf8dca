"""What the tests of exports share: the truth to compare with, and a scenario with hostile names."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.flight import motion
from explorer.scenario.model import Then

EVIL = (
    "]]><![CDATA[x]]></name><evil a=\"'\"/>&amp; =cmd|' /C calc'!A0, a\\,b|c\r\n#9\n-100000"
    "\x07\ufffe\ud800 奥尻"
)
FORMULA = "=cmd|' /C calc'!A0"
DEGREES = 1e-6


def flight(scenario):
    return next(c for c in scenario.chapters if c.id == "flight")


def hostile(scenario):
    """Return the scenario with every free text replaced by what breaks careless writers."""
    tracks = {}
    for key, track in scenario.tracks.items():
        fixes = {v: replace(f, note=tuple(EVIL for _ in f.note)) for v, f in track.fixes.items()}
        tracks[key] = replace(track, name=EVIL, type=EVIL, side=EVIL, speeds_reason=EVIL, fixes=fixes)
    return replace(
        scenario,
        title=EVIL,
        hypothetical=EVIL,
        voices=tuple(replace(v, label=EVIL, description=EVIL) for v in scenario.voices),
        sources={
            k: replace(s, title=EVIL, csl={**s.csl, "URL": "http://x/?a=1&b=\"'<>"})
            for k, s in scenario.sources.items()
        },
        sites={
            k: replace(
                s, names={"en": FORMULA, "ja": EVIL}, role=EVIL, unit=EVIL, kind="tower\"<>",
                facts=tuple(replace(f, text=EVIL) for f in s.facts),
            )
            for k, s in scenario.sites.items()
        },
        tracks=tracks,
        contacts=tuple(replace(c, note=EVIL) for c in scenario.contacts),
        moments=tuple(
            replace(m, title=EVIL, text=EVIL, accounts=((EVIL, "ART"),)) for m in scenario.moments
        ),
    )  # fmt: skip


def far_east(scenario):
    """Return the scenario with its Foxbat moved so that line and reach cross the 180th meridian."""
    fox = scenario.tracks["foxbat"]
    fixes = {voice: replace(f, lon=(f.lon + 40.27 + 180) % 360 - 180) for voice, f in fox.fixes.items()}
    return replace(scenario, tracks={**scenario.tracks, "foxbat": replace(fox, fixes=fixes)})


def unknown(fixes, start, end):
    """Return the stretches without a line, from the fixes themselves."""
    found = []
    for i in range(len(fixes) - 1):
        apart = fixes.then[i] is not Then.LINE or math.isnan(fixes.lon[i] + fixes.lon[i + 1])
        if apart and fixes.time[i + 1] > start and fixes.time[i] < end:
            found.append((max(float(fixes.time[i]), start), min(float(fixes.time[i + 1]), end)))
    return found


def lined(fixes, start, end):
    """Return the seconds of a track that a line covers."""
    gaps = unknown(fixes, start, end)
    covered = min(end, float(fixes.time[-1])) - max(start, float(fixes.time[0]))
    return covered - sum(b - a for a, b in gaps)


def agree(strokes, fixes, start, end, *, seconds=1e-3, metres=0.011):
    """Hold what a reader found against `motion.at`.

    ``strokes`` are the reader's unbroken lines, each a list of (time, lon, lat, altitude or None). Every
    vertex must be where the track is at that time; no line may reach into an unknown stretch; together they
    must cover all that is known.
    """
    gaps = unknown(fixes, start, end)
    covered = 0.0
    for stroke in strokes:
        times = [v[0] for v in stroke]
        assert times == sorted(times)
        covered += times[-1] - times[0]
        for a, b in gaps:
            assert not (times[0] < b - seconds and times[-1] > a + seconds), "a line crosses a gap"
        for time, lon, lat, altitude in stroke:
            near = int(np.abs(fixes.time - time).argmin())
            at = float(fixes.time[near]) if abs(fixes.time[near] - time) < seconds else time
            there = motion.at(fixes, at)
            assert there is not None
            assert there.lon is not None
            assert abs(lon - there.lon) <= DEGREES
            assert abs(lat - there.lat) <= DEGREES
            if altitude is not None:
                assert there.altitude_m is not None
                assert abs(altitude - there.altitude_m) <= metres + 0.2 * seconds
    assert covered == pytest.approx(lined(fixes, start, end), abs=0.01)
