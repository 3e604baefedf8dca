"""A small incident of three chapters, for the tests of the time axis."""

from datetime import datetime

import numpy as np

from explorer.scenario.model import (
    Basis,
    Chapter,
    Contact,
    ContactKind,
    Fixes,
    Holding,
    HomeView,
    Moment,
    Phase,
    Scenario,
    Site,
    Source,
    Then,
    TimeSpan,
    Track,
    Voice,
    Zone,
)

JST = Zone("jst", "Asia/Tokyo", "JST", "Japan")
UTC = Zone("utc", "Etc/UTC", "UTC", "UTC")
VIEW = HomeView(138.0, 42.0, 900.0)
NAN = float("nan")


def at(text: str) -> float:
    """Return seconds of a wall clock in Japan: ``13:26`` on the day, or ``1976-09-25T00:45``."""
    if "T" not in text:
        text = f"1976-09-06T{text}"
    return datetime.fromisoformat(text + ":00+09:00" if len(text) == 16 else text + "+09:00").timestamp()


def fixes(rows, voice_sources=("ART",)):
    """Return columns of rows (time, altitude, low, high, basis, phase, then)."""
    n = len(rows)
    column = lambda i: np.array([r[i] for r in rows], dtype=float)  # noqa: E731
    return Fixes(
        time=column(0),
        lon=np.linspace(134.0, 140.0, n),
        lat=np.linspace(44.0, 42.0, n),
        altitude=column(1),
        altitude_low=column(2),
        altitude_high=column(3),
        uncertainty_km=np.full(n, 5.0),
        time_low=column(0),
        time_high=column(0),
        speed_kmh=np.full(n, NAN),
        position_basis=tuple(Basis.DERIVED for _ in rows),
        altitude_basis=tuple(r[4] for r in rows),
        time_basis=tuple(Basis.STATED for _ in rows),
        phase=tuple(r[5] for r in rows),
        then=tuple(r[6] for r in rows),
        sources=tuple(voice_sources for _ in rows),
        note=tuple("" for _ in rows),
    )


def flight():
    """Return the subject's fixes: a low leg, a climb, an assumed stretch, a gap, the ground."""
    stated, derived, assumed = Basis.STATED, Basis.DERIVED, Basis.ASSUMED
    air, ground, line, reach = Phase.AIR, Phase.GROUND, Then.LINE, Then.REACH
    return fixes(
        [
            (at("12:50"), 300.0, NAN, NAN, derived, air, line),
            (at("12:56"), NAN, NAN, NAN, assumed, air, line),
            (at("12:59"), 30.0, 30.0, 250.0, stated, air, line),
            (at("13:06"), 30.0, 30.0, 250.0, stated, air, line),
            (at("13:11"), 6096.0, NAN, NAN, stated, air, line),
            (at("13:22"), 6096.0, 2000.0, 6096.0, assumed, air, line),
            (at("13:26"), 549.0, NAN, NAN, stated, air, reach),
            (at("13:57"), 34.0, NAN, NAN, derived, ground, line),
            (at("1976-11-18T00:00"), 34.0, NAN, NAN, derived, ground, Then.END),
        ]
    )


def moment(id_, chapter, title, earliest, best, latest, major=True, mark="", basis=Basis.STATED, **more):
    """Return a moment with what the time axis reads of one."""
    return Moment(
        id=id_,
        chapter=chapter,
        title=title,
        earliest=at(earliest),
        best=at(best),
        latest=at(latest),
        times={k: at(v) for k, v in more.get("times", {}).items()},
        place=None,
        lon=None,
        lat=None,
        uncertainty_km=0.0,
        actors=more.get("actors", ()),
        text="",
        basis=Basis.STATED,
        time_basis=basis,
        sources=("ART",),
        accounts=(),
        major=major,
        mark=mark,
    )


def moments():
    """Return moments of the flight and of the standoff."""
    return (
        moment("takeoff", "flight", "Take-off from Chuguyevka", "12:47", "12:50", "12:53",
               basis=Basis.DERIVED),
        moment("sea-low", "flight", "Out over the sea, under the radar", "12:57", "12:59", "13:02"),
        moment("contact", "flight", "Okushiri: unknown, 111 miles out", "13:10", "13:11", "13:11",
               mark="first-contact"),
        moment("scramble", "flight", "Two Phantoms leave Chitose", "13:20", "13:20", "13:20",
               actors=("phantom-1",)),
        moment("f4", "flight", "A Phantom has him for 30 seconds", "13:24", "13:25", "13:26", major=False),
        moment("lost", "flight", "Gone from four screens", "13:25", "13:26", "13:27", mark="loss"),
        moment("below", "flight", "Under the cloud, and no escort", "13:24", "13:27", "13:35", major=False),
        moment("blip", "flight", "One return, then nothing", "13:34", "13:35", "13:36", mark="return"),
        moment("landing", "flight", "Down at Hakodate", "13:50", "13:57", "13:57", mark="landing",
               times={"record": "13:50"}),
        moment("police", "flight", "Police seal the airport", "14:00", "14:07", "14:10"),
        moment("departure", "standoff", "He flies to America", "1976-09-09T12:00", "1976-09-09T20:00",
               "1976-09-09T23:59"),
    )  # fmt: skip


def contact(station, kind, start, end, voices=("article", "record")):
    """Return a contact; ``start`` and ``end`` are (earliest, best, latest)."""
    span = lambda t: TimeSpan(*(None if v is None else at(v) for v in t))  # noqa: E731
    return Contact(station, kind, span(start), span(end), Basis.STATED, ("ART",), voices, "")


def site(id_, name):
    """Return a radar."""
    return Site(id_, {"en": name}, "radar", "", "", 140.0, 42.0, 0.0, 0.0, 10.0, 0.0, 1, True, (), ())


def scenario():
    """Return the incident."""
    hours, days = (at("12:45"), at("14:15")), (at("13:45"), at("1976-11-19T00:00"))
    open_ = (None, None, None)
    tracks = {
        "foxbat": Track("foxbat", "Foxbat", "MiG-25P", "foxbat", (800.0,), "",
                        {"article": flight(), "record": flight()}),
        "phantom-1": Track("phantom-1", "Phantom 1", "F-4EJ", "fighter", (900.0,), "", {}),
    }  # fmt: skip
    held = [
        ("pilot", "police", "Police", (at("14:07"), at("1976-09-09T20:00"))),
        ("pilot", "us", "United States", (at("1976-09-09T20:00"), None)),
        ("demand", "ussr", "Moscow: the aircraft", (at("19:00"), None)),
        ("demand", "japan", "Tokyo: our own inquiry first", (at("1976-09-08T12:00"), None)),
    ]
    return Scenario(
        title="Test",
        folder="",
        chapters=(
            Chapter("flight", "Flight", *hours, 1.0, VIEW),
            Chapter("standoff", "Standoff", *days, 600.0, VIEW),
            Chapter("legacy", "Legacy", at("1967-01-01T00:00"), at("1994-12-31T00:00"), 86400.0, VIEW),
        ),
        zones=(JST, UTC),
        voices=(Voice("article", "Article", "", ("ART",)), Voice("record", "Record", "", ("WP",))),
        sources={"ART": Source("ART", "The article", "article", {})},
        assumptions={},
        sites={"okushiri": site("okushiri", "Okushiri"), "kamo": site("kamo", "Kamo")},
        airspace=(),
        tracks=tracks,
        contacts=(
            contact(
                "okushiri", ContactKind.CONTACT, ("13:10", "13:11", "13:11"), ("13:25", "13:26", "13:27")
            ),
            contact("kamo", ContactKind.CONTACT, open_, ("13:25", "13:26", "13:27")),
            contact(
                "phantom-1", ContactKind.FIGHTER, ("13:24", "13:25", "13:26"), ("13:25", "13:26", "13:27")
            ),
            contact("unnamed", ContactKind.RETURN, ("13:34", "13:35", "13:36"), ("13:34", "13:35", "13:36")),
        ),
        moments=moments(),
        passages=(),
        holdings=tuple(
            Holding(
                lane,
                "standoff",
                holder,
                label,
                TimeSpan(a, a, a),
                TimeSpan(b, b, b),
                Basis.STATED,
                ("ART",),
                "",
            )
            for lane, holder, label, (a, b) in held
        ),
        lanes=("okushiri", "kamo"),
        subject="foxbat",
        article="ART",
    )
