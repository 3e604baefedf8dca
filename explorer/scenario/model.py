"""What an incident is made of: frozen records and numpy columns, without behaviour.

House units, everywhere inside the program: seconds since 1970-01-01T00:00Z (UTC) as ``float``, degrees
(WGS84), metres above mean sea level, kilometres on the map, km/h for speeds of aircraft. ``nan`` in a
column and ``None`` in a field mean *the sources do not say*.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_TWO_YEARS_S = 2 * 365 * 86400.0


class Basis(StrEnum):
    """How we know a thing."""

    STATED = "stated"  # by a source that is named
    DERIVED = "derived"  # by a formula over stated facts
    ASSUMED = "assumed"  # our choice, with its reason


class Then(StrEnum):
    """What holds from one fix of a track to the next."""

    LINE = "line"  # a great circle at constant speed
    REACH = "reach"  # unknown: anywhere that speed bounds allow
    END = "end"  # nothing: the track is not shown


class Phase(StrEnum):
    """Whether an aircraft is flying."""

    AIR = "air"
    GROUND = "ground"


class ContactKind(StrEnum):
    """What a radar had."""

    CONTACT = "contact"
    RETURN = "return"  # one momentary return
    FIGHTER = "fighter-radar"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication. ``key`` is its id everywhere; ``csl`` the CSL-JSON item it was read from."""

    key: str
    title: str
    kind: str  # article | official | account | press | reference | calculation
    csl: dict[str, object] = field(hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Voice:
    """One telling of the story. ``sources`` are the keys of those that speak in it."""

    id: str
    label: str
    description: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A span of the story with the slider's smallest ``step`` in seconds and its framing of the map."""

    id: str
    title: str
    start: float
    end: float
    step: float
    view: "HomeView"

    @property
    def of_years(self) -> bool:
        """Whether it is so long, more than two years, that a clock or a day says little in it."""
        return self.end - self.start > _TWO_YEARS_S


@dataclass(frozen=True, slots=True)
class HomeView:
    """A framing of the map: centre in degrees and the width shown in km."""

    lon: float
    lat: float
    width_km: float


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone that the clock shows; ``tz`` is an IANA name, ``short`` what follows a time."""

    id: str
    tz: str
    short: str
    label: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that we chose, and why."""

    id: str
    label: str
    value: float
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence about a site, with how we know it."""

    text: str
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A place. ``kind``: airfield, air-base, radar, town, cape, port, control, garrison, office.

    ``antenna_m`` is the height of the antenna above sea level (radars only). ``rank`` 1 is labelled
    first, 3 is minor. ``drawn`` is false for a site that is listed but not on the map.
    """

    id: str
    names: dict[str, str] = field(hash=False)  # en, ja, ru
    kind: str
    role: str
    unit: str
    lon: float
    lat: float
    uncertainty_m: float
    elevation_m: float | None
    antenna_m: float | None
    antenna_uncertainty_m: float
    rank: int
    drawn: bool
    facts: tuple[Fact, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AirspaceLine:
    """A line or ring in the air. ``kind``: adiz or territorial-sea; ``rule`` says how vertices are joined."""

    id: str
    name: str
    kind: str
    rule: str  # geodesic | chart
    lon: Floats = field(hash=False, compare=False)
    lat: Floats = field(hash=False, compare=False)
    note: str
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fixes:
    """The fixes of one track in one voice, as columns of equal length n, in order of time.

    ``altitude``, ``altitude_low`` and ``altitude_high`` are metres (the last two bound a band that the
    sources leave open). ``lon`` and ``lat`` are nan where a source gives a time and no place;
    ``uncertainty_km`` is the radius of the place, 0 where no source gives one. Arrays are read-only; a column
    that is one value throughout may be broadcast, and the others may be packed where the track is long.
    """

    time: Floats
    lon: Floats
    lat: Floats
    altitude: Floats
    altitude_low: Floats
    altitude_high: Floats
    uncertainty_km: Floats
    time_low: Floats  # earliest
    time_high: Floats  # latest
    speed_kmh: Floats  # stated at this fix, nan where not
    position_basis: Sequence[Basis]
    altitude_basis: Sequence[Basis]
    time_basis: Sequence[Basis]
    phase: Sequence[Phase]
    then: Sequence[Then]
    sources: Sequence[tuple[str, ...]]
    note: Sequence[str]

    def __len__(self) -> int:
        return len(self.time)


@dataclass(frozen=True, slots=True)
class Track:
    """Something that moves. ``side``: foxbat, fighter, transport, airliner (chooses colour and symbol).

    ``speeds_kmh`` bound the reach of unknown stretches, slowest first. ``escort`` says what flew beside it
    and who says so; how many, and where, is then not known.
    """

    id: str
    name: str
    type: str
    side: str
    speeds_kmh: tuple[float, ...]
    speeds_reason: str
    fixes: dict[str, Fixes] = field(hash=False, compare=False)  # by voice id; every voice is present
    escort: str = ""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time with its earliest and latest value; ``best`` is None where the sources leave it open."""

    earliest: float | None
    best: float | None
    latest: float | None


@dataclass(frozen=True, slots=True)
class Contact:
    """What one radar had of the Foxbat. ``station`` is a site id, a track id, or ``unnamed``.

    ``voices`` lists the voices in which it holds. ``blamed`` is what a source put its end down to.
    """

    station: str
    kind: ContactKind
    start: TimeSpan
    end: TimeSpan
    basis: Basis
    sources: tuple[str, ...]
    voices: tuple[str, ...]
    note: str
    blamed: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened. ``earliest <= best <= latest``; equal where nothing is disputed.

    ``place`` is a site id or None; ``lon``/``lat`` hold where it is no site. ``times`` gives another best
    time for a voice where the voices differ; ``accounts`` are the rival accounts as
    (what they say, source key). ``mark`` is what it leaves on the map: first-contact, return, loss,
    landing, or nothing. ``terms`` are words that any telling of it is likely to use, strongest first: by
    them it is found in documents that do not follow the account. ``basis`` is of what happened,
    ``time_basis`` and ``place_basis`` are of when and where.
    """

    id: str
    chapter: str
    title: str
    earliest: float
    best: float
    latest: float
    times: dict[str, float] = field(hash=False)
    place: str | None
    lon: float | None
    lat: float | None
    uncertainty_km: float
    actors: tuple[str, ...]
    text: str
    basis: Basis
    time_basis: Basis
    sources: tuple[str, ...]
    accounts: tuple[tuple[str, str], ...]
    major: bool
    mark: str = ""
    terms: tuple[str, ...] = ()
    place_basis: Basis = Basis.ASSUMED

    def at(self, voice: str) -> float:
        """Return the best time in ``voice``."""
        return self.times.get(voice, self.best)


@dataclass(frozen=True, slots=True)
class Link:
    """A span of a passage's text, ``start:end`` in characters: a place (site or track id) or a fact."""

    start: int
    end: int
    target: str | None  # None: an emphasised fact


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of the account: the article retold in our own words.

    ``moment`` or ``topic`` says where it belongs. ``paragraphs`` are the article's, 1-based over its
    blank-line blocks. ``terms`` are facts that any copy of the text must carry, strongest first.
    The paragraphs of ``text`` are separated by one newline.
    """

    id: str
    heading: str
    moment: str | None
    topic: str | None
    paragraphs: tuple[int, ...]
    terms: tuple[str, ...]
    text: str  # plain, without markup
    links: tuple[Link, ...]
    notes: str  # what other accounts say, or empty


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held the pilot or the aircraft, from ``start`` to ``end``; a lane of the time axis."""

    lane: str
    chapter: str
    holder: str
    label: str
    start: TimeSpan
    end: TimeSpan
    basis: Basis
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything loaded; ids are unique across sites and tracks."""

    title: str
    folder: str
    chapters: tuple[Chapter, ...]
    zones: tuple[Zone, ...]
    voices: tuple[Voice, ...]
    sources: dict[str, Source] = field(hash=False)
    assumptions: dict[str, Assumption] = field(hash=False)
    sites: dict[str, Site] = field(hash=False)
    airspace: tuple[AirspaceLine, ...]
    tracks: dict[str, Track] = field(hash=False)
    contacts: tuple[Contact, ...]
    moments: tuple[Moment, ...]  # in order of their best time
    passages: tuple[Passage, ...]  # in the account's order
    holdings: tuple[Holding, ...]
    lanes: tuple[str, ...]  # the stations that have a lane and a place in the ladder, in order
    subject: str  # the track the story is about
    article: str  # the source key of the text that the account retells
    hypothetical: str = ""  # what a what-if changed; empty for history
