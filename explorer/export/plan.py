"""What an export holds, before any format: one voice of the story between two times.

Every format takes an `Export`, so that all say the same. Its lines are only those that the fixes support;
what is not known is a `Gap`, and no format may draw a line across one.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from explorer import __version__
from explorer.export.lines import Line, drawn, legs_without_line
from explorer.export.write import ExportError
from explorer.flight import reach
from explorer.scenario.model import (
    Basis,
    Contact,
    Fixes,
    Floats,
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
)
from explorer.scenario.problems import close_match

MOST_SPOTS = 5000
_MOST_OUTLINES = 200  # of one unknown stretch at one speed: weeks at five minutes would drown the rest


@dataclass(frozen=True, slots=True)
class Fix:
    """One fix of a track: house units, None where the sources do not say.

    ``earliest`` and ``latest`` bound its time; ``altitude_low_m`` and ``altitude_high_m`` a band that the
    sources leave open. ``place_basis`` and ``altitude_basis`` are None where there is nothing to found.
    """

    track: str
    number: int  # 1-based, in the order of the track's file
    time: float
    earliest: float | None
    latest: float | None
    lon: float | None
    lat: float | None
    uncertainty_km: float | None
    altitude_m: float | None
    altitude_low_m: float | None
    altitude_high_m: float | None
    speed_kmh: float | None
    phase: Phase
    then: Then
    place_basis: Basis | None
    altitude_basis: Basis | None
    time_basis: Basis
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a track without a line: ``then`` is reach (anywhere in reach) or end (not shown).

    ``after`` and ``before`` are the numbers of the fixes on either side; ``start`` and ``end`` are cut to the
    export's span.
    """

    track: str
    start: float
    end: float
    then: Then
    after: int
    before: int
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Where a track could be at ``time``: a closed ring in degrees, shown until ``until``."""

    track: str
    time: float
    until: float
    speed_kmh: float
    lon: Floats
    lat: Floats
    area_km2: float


@dataclass(frozen=True, slots=True, eq=False)
class TrackPart:
    """One track in one voice: its fixes ``first`` to ``last`` (excluded), lines, gaps and outlines of reach.

    ``lines`` that touch in time belong together: see `runs`.
    """

    track: Track
    fixes: Fixes
    first: int
    last: int
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    outlines: tuple[Outline, ...]

    def each_fix(self) -> Iterator[Fix]:
        """Give the fixes in order of time."""
        return (fix_at(self.track.id, self.fixes, i) for i in range(self.first, self.last))

    def runs(self) -> tuple[tuple[Line, ...], ...]:
        """Return the lines in unbroken runs: between two runs nothing is known."""
        found: list[list[Line]] = []
        for line in self.lines:
            if found and found[-1][-1].time[-1] == line.time[0]:
                found[-1].append(line)
            else:
                found.append([line])
        return tuple(tuple(run) for run in found)

    def lone(self) -> tuple[Fix, ...]:
        """Return the fixes with a place that no line touches."""
        on_lines = {i for line in self.lines for i in line.fix.tolist()}
        known = np.flatnonzero(~np.isnan(self.fixes.lon[self.first : self.last])) + self.first
        return tuple(fix_at(self.track.id, self.fixes, i) for i in known.tolist() if i not in on_lines)

    def spots(self) -> tuple[Fix, ...]:
        """Return the fixes to show each as a thing of its own: of a very long track only the lone ones.

        A globe that is given more of them stops answering; the lines pass through them all the same.
        """
        return self.lone() if self.last - self.first > MOST_SPOTS else tuple(self.each_fix())


@dataclass(frozen=True, slots=True)
class Told:
    """A moment at its time in the voice, with its place in degrees if it has one."""

    moment: Moment
    time: float
    lon: float | None
    lat: float | None
    uncertainty_km: float | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What one radar had, with the station's place in degrees if the station is a site."""

    contact: Contact
    number: int
    name: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """All that a file may hold: see the module. ``sources`` are those that the rest names, by key.

    ``hypothetical`` says what a what-if changed and is empty for history.
    """

    title: str
    voice: Voice
    start: float
    end: float
    view: HomeView
    sites: tuple[Site, ...]
    tracks: tuple[TrackPart, ...]
    moments: tuple[Told, ...]
    contacts: tuple[Heard, ...]
    sources: dict[str, Source] = field(hash=False)
    hypothetical: str = ""
    generator: str = f"Foxbat Explorer {__version__}"

    @property
    def heading(self) -> str:
        """The title with the voice, and a warning where it is no history."""
        what_if = f"WHAT IF, not history ({self.hypothetical}): " if self.hypothetical else ""
        return f"{what_if}{self.title} — {self.voice.label}"


LEGEND = (
    "Basis: stated = a named source says so; derived = a formula over what is stated; assumed = our choice, "
    "with its reason. Between two fixes a place is at best derived. Where nothing is known there is a gap, "
    "never a line. Times UTC, degrees WGS84, metres above mean sea level; what is not known is absent."
)


def plan(
    scenario: Scenario,
    voice: str,
    start: float,
    end: float,
    *,
    chapter: str | None = None,
    reach_step: float | None = 300.0,
) -> Export:
    """Return what ``voice`` tells between ``start`` and ``end`` (seconds since the epoch, both included).

    ``chapter`` keeps only that chapter's moments. ``reach_step`` is the time in seconds between the outlines
    of where a track could be; None leaves them out. Raises `ExportError` for a voice that there is not, or a
    span that ends before it starts.
    """
    told = next((v for v in scenario.voices if v.id == voice), None)
    if told is None:
        raise ExportError(f"no voice '{voice}' {close_match(voice, [v.id for v in scenario.voices])}".strip())
    if not start <= end:
        raise ExportError("the span ends before it starts")
    parts = (_part(t, t.fixes[voice], start, end, reach_step) for t in scenario.tracks.values())
    tracks = tuple(p for p in parts if p.last > p.first or p.lines or p.gaps)
    moments = tuple(
        _told(scenario, m, voice)
        for m in scenario.moments
        if start <= m.at(voice) <= end and chapter in (None, m.chapter)
    )
    contacts = tuple(
        _heard(scenario, contact, number)
        for number, contact in enumerate(scenario.contacts, 1)
        if voice in contact.voices and _overlaps(contact, start, end)
    )
    sites = tuple(scenario.sites.values())
    home = next((c for c in scenario.chapters if c.id == chapter), None) or next(
        (c for c in scenario.chapters if c.start <= start <= c.end), scenario.chapters[0]
    )
    return Export(
        title=scenario.title,
        voice=told,
        start=start,
        end=end,
        view=home.view,
        sites=sites,
        tracks=tracks,
        moments=tuple(sorted(moments, key=lambda m: m.time)),
        contacts=contacts,
        sources=_cited(scenario, told, sites, tracks, moments, contacts),
        hypothetical=scenario.hypothetical,
    )


def known(value: float) -> float | None:
    """Return a column's value, None for nan."""
    return None if math.isnan(value) else float(value)


def fix_at(track: str, fixes: Fixes, i: int) -> Fix:
    """Return row ``i`` of a track's fixes."""
    lon, lat, altitude = known(fixes.lon[i]), known(fixes.lat[i]), known(fixes.altitude[i])
    low, high = known(fixes.altitude_low[i]), known(fixes.altitude_high[i])
    any_height = altitude is not None or low is not None or high is not None
    return Fix(
        track=track,
        number=i + 1,
        time=float(fixes.time[i]),
        earliest=known(fixes.time_low[i]),
        latest=known(fixes.time_high[i]),
        lon=lon,
        lat=lat,
        uncertainty_km=None if lon is None else known(fixes.uncertainty_km[i]),
        altitude_m=altitude,
        altitude_low_m=low,
        altitude_high_m=high,
        speed_kmh=known(fixes.speed_kmh[i]),
        phase=fixes.phase[i],
        then=fixes.then[i],
        place_basis=None if lon is None else fixes.position_basis[i],
        altitude_basis=fixes.altitude_basis[i] if any_height else None,
        time_basis=fixes.time_basis[i],
        sources=fixes.sources[i],
        note=fixes.note[i],
    )


def _part(track: Track, fixes: Fixes, start: float, end: float, step: float | None) -> TrackPart:
    first = int(np.searchsorted(fixes.time, start, side="left"))
    last = int(np.searchsorted(fixes.time, end, side="right"))
    gaps = []
    for i in legs_without_line(fixes).tolist():
        a, b = float(fixes.time[i]), float(fixes.time[i + 1])
        if b <= start or a >= end:
            continue
        then = Then.END if fixes.then[i] is Then.END else Then.REACH
        gaps.append(
            Gap(track.id, max(a, start), min(b, end), then, i + 1, i + 2, fixes.sources[i], fixes.note[i])
        )
    outlines = () if step is None else tuple(o for g in gaps for o in _outlines(track, fixes, g, step))
    return TrackPart(track, fixes, first, last, drawn(fixes, start, end), tuple(gaps), outlines)


def _outlines(track: Track, fixes: Fixes, gap: Gap, step: float) -> Iterator[Outline]:
    """Give the outlines of an unknown stretch at round times, each holding until the next."""
    if gap.then is not Then.REACH:
        return
    step *= max(1, math.ceil((gap.end - gap.start) / step / _MOST_OUTLINES))
    at = [gap.start, *np.arange(math.floor(gap.start / step + 1) * step, gap.end, step).tolist()]
    for time, until in zip(at, [*at[1:], gap.end], strict=True):
        for ring in reach.rings(fixes, time, track.speeds_kmh):
            yield Outline(track.id, time, until, ring.speed_kmh, ring.lon, ring.lat, ring.area_km2)


def _told(scenario: Scenario, moment: Moment, voice: str) -> Told:
    lon, lat, spread = moment.lon, moment.lat, moment.uncertainty_km
    site = scenario.sites.get(moment.place or "")
    if (lon is None or lat is None) and site is not None:
        lon, lat, spread = site.lon, site.lat, max(spread, site.uncertainty_m / 1000)
    return Told(moment, moment.at(voice), lon, lat, None if lon is None else spread)


def _heard(scenario: Scenario, contact: Contact, number: int) -> Heard:
    site, track = scenario.sites.get(contact.station), scenario.tracks.get(contact.station)
    if site is not None:
        return Heard(contact, number, site.names.get("en", site.id), site.lon, site.lat)
    return Heard(contact, number, track.name if track is not None else contact.station, None, None)


def widest(span: TimeSpan) -> tuple[float | None, float | None]:
    """Return the earliest and the latest time that a span allows, None where it is open."""
    given = [t for t in (span.earliest, span.best, span.latest) if t is not None]
    return (min(given), max(given)) if given else (None, None)


def _overlaps(contact: Contact, start: float, end: float) -> bool:
    began, ended = widest(contact.start)[0], widest(contact.end)[1]
    return (began is None or began <= end) and (ended is None or ended >= start)


def _cited(
    scenario: Scenario,
    voice: Voice,
    sites: tuple[Site, ...],
    tracks: tuple[TrackPart, ...],
    moments: tuple[Told, ...],
    contacts: tuple[Heard, ...],
) -> dict[str, Source]:
    """Return the sources that an export names, in the scenario's order."""
    keys = set(voice.sources)
    for site in sites:
        keys.update(site.sources, *(f.sources for f in site.facts))
    for part in tracks:
        for stated in set(part.fixes.sources[part.first : part.last]):
            keys.update(stated)
        keys.update(*(line.sources for line in part.lines), *(gap.sources for gap in part.gaps))
    for told in moments:
        keys.update(told.moment.sources, (key for _, key in told.moment.accounts))
    for heard in contacts:
        keys.update(heard.contact.sources)
    return {key: source for key, source in scenario.sources.items() if key in keys}
