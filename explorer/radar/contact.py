"""When a station could see, how sure that is, and how it stands beside the record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.geo import geodesy
from explorer.radar.horizon import Floors, Sight, Station, floors_along
from explorer.radar.terrain import Relief
from explorer.scenario.model import Floats

_ORDER = (Sight.CLEAR, Sight.BELOW_HORIZON, Sight.BEHIND_TERRAIN, Sight.OUT_OF_RANGE)
_CLEAR, _BELOW, _BEHIND, _OUT = range(4)
_UNKNOWN = -1
_GOLDEN = np.pi * (3 - np.sqrt(5))
_FINEST_S = 1.0
_PLACES = 121  # tried within the radius of a fix: a share is then good to 1 or 2 %
_MOST_STEPS = 3600


class Conflict(StrEnum):
    """Where what a station could see and what it had do not fit."""

    NONE = ""
    CLEAR_LOST = "clear-lost"  # geometry does not explain the loss
    HIDDEN_CONTACT = "hidden-contact"  # the model does not explain the contact


class Stretch(StrEnum):
    """What a station sees of a whole stretch in which the place is not known."""

    EVERYWHERE = "everywhere"
    NOWHERE = "nowhere"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class SightSpan:
    """``sight`` holds from ``start`` to ``end``, seconds since the epoch."""

    start: float
    end: float
    sight: Sight


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A span in which sight and record do not fit."""

    start: float
    end: float
    conflict: Conflict


@dataclass(frozen=True, slots=True)
class Hidden:
    """The share (0 to 1) of the places tried that a station cannot see; ``low`` to ``high`` what it may be.

    ``low`` and ``high`` are the least and the greatest share when one uncertain input at a time is at either
    end: the crest factor, k (10 and 90 % of an average year), the antenna's height, the altitude's band.
    """

    share: float
    low: float
    high: float

    @property
    def stretch(self) -> Stretch:
        """Everywhere or nowhere only where no uncertainty can undo it."""
        if self.high == 0:
            return Stretch.EVERYWHERE
        return Stretch.NOWHERE if self.low == 1 else Stretch.DEPENDS

    def __str__(self) -> str:
        low, high = round(100 * self.low), round(100 * self.high)
        return f"{low} %" if low == high else f"{low}–{high} %"


def sights(floors: Floors, altitude_m: ArrayLike, instrumented_km: float) -> tuple[Sight | None, ...]:
    """Return the sight at each place of ``floors``; None where the place or the altitude is nan."""
    return tuple(None if c == _UNKNOWN else _ORDER[c] for c in _codes(floors, altitude_m, instrumented_km))


def _codes(floors: Floors, altitude_m: ArrayLike, instrumented_km: float) -> NDArray[np.int8]:
    altitude = np.broadcast_to(np.asarray(altitude_m, dtype=float), floors.floor_m.shape)
    hidden = np.where(
        floors.by_terrain, _ORDER.index(Sight.BEHIND_TERRAIN), _ORDER.index(Sight.BELOW_HORIZON)
    )
    code = np.where(altitude >= floors.floor_m, _CLEAR, hidden)
    code[floors.range_km > instrumented_km] = _ORDER.index(Sight.OUT_OF_RANGE)
    code[np.isnan(floors.floor_m) | np.isnan(altitude)] = _UNKNOWN
    return code.astype(np.int8)


def sight_spans(
    station: Station, relief: Relief, time: Floats, lon: Floats, lat: Floats, altitude_m: Floats
) -> tuple[SightSpan, ...]:
    """Return when ``station`` could see a track, given as columns in order of time, and when and why not.

    Between two samples place and altitude change evenly; a change of sight is placed to about a second. A
    glimpse between two samples that agree is missed, so sample at least each 10 to 20 s. Where a sample is
    nan no span holds.
    """
    if len(time) == 0:
        return ()
    code = _codes(floors_along(station, lon, lat, relief), altitude_m, station.range_km)
    changes = np.flatnonzero((np.diff(code) != 0) & (code[:-1] != _UNKNOWN) & (code[1:] != _UNKNOWN))
    extra = [
        np.linspace(time[i], time[i + 1], steps + 1)[1:-1]
        for i in changes
        if (steps := int(min(np.ceil((time[i + 1] - time[i]) / _FINEST_S), _MOST_STEPS))) > 1
    ]
    if extra:
        fine = np.concatenate(extra)
        place = [np.interp(fine, time, column) for column in (lon, lat, altitude_m)]
        found = _codes(floors_along(station, place[0], place[1], relief), place[2], station.range_km)
        time, code = np.concatenate([time, fine]), np.concatenate([code, found])
        order = np.argsort(time, kind="stable")
        time, code = time[order], code[order]
    return tuple(_spans(time, code))


def _spans(time: Floats, code: NDArray[np.int8]) -> list[SightSpan]:
    bounds = np.flatnonzero(np.diff(code)) + 1
    spans = []
    for first, stop in zip([0, *bounds], [*bounds, len(code)], strict=True):
        if code[first] == _UNKNOWN:
            continue
        # Halfway to a neighbour whose sight is known; at the sample itself where nothing is.
        start, end = time[first], time[stop - 1]
        if first > 0 and code[first - 1] != _UNKNOWN:
            start = (time[first - 1] + time[first]) / 2
        if stop < len(code) and code[stop] != _UNKNOWN:
            end = (time[stop - 1] + time[stop]) / 2
        spans.append(SightSpan(float(start), float(end), _ORDER[code[first]]))
    return spans


def conflict(sight: Sight | None, record: str) -> Conflict:
    """Set one sight beside the record: ``contact``, ``lost`` or ``none``."""
    if sight is Sight.CLEAR and record == "lost":
        return Conflict.CLEAR_LOST
    if sight not in (None, Sight.CLEAR) and record == "contact":
        return Conflict.HIDDEN_CONTACT
    return Conflict.NONE


def disagreements(
    spans: Sequence[SightSpan], record: Sequence[tuple[float, float, str]]
) -> tuple[Disagreement, ...]:
    """Return where ``spans`` and the record's (start, end, contact | lost | none) do not fit, in order."""
    found: list[Disagreement] = []
    for span in spans:
        for start, end, what in record:
            kind = conflict(span.sight, what)
            first, last = max(start, span.start), min(end, span.end)
            if kind is Conflict.NONE or first >= last:
                continue
            if found and found[-1].conflict is kind and abs(found[-1].end - first) < _FINEST_S:
                found[-1] = replace(found[-1], end=last)
            else:
                found.append(Disagreement(first, last, kind))
    return tuple(sorted(found, key=lambda d: d.start))


def disc(lon: float, lat: float, radius_km: float, count: int = _PLACES) -> tuple[Floats, Floats]:
    """Return ``count`` places (degrees) that cover a disc evenly, the centre first, always the same ones.

    Of a disc without a radius the centre alone. A sunflower (Vogel's spiral): equal areas, so that a share of
    places is a share of the disc.
    """
    i = np.arange(count if radius_km > 0 else 1)
    return geodesy.direct(lon, lat, np.degrees(_GOLDEN * i) % 360, radius_km * np.sqrt(i / max(count - 1, 1)))


def hidden_share(
    station: Station,
    relief: Relief,
    lon: Floats,
    lat: Floats,
    altitude_low_m: ArrayLike,
    altitude_high_m: ArrayLike | None = None,
    weights: Floats | None = None,
) -> Hidden:
    """Return the share of the given places that ``station`` cannot see, and what it may be.

    ``altitude_high_m``, if given, makes the altitude a band; ``share`` is then for its middle. Beyond the
    instrumented range is hidden. A place whose ground is higher than the altitude does not count: he cannot
    be there. The share is nan where no place counts.
    """
    low = np.asarray(altitude_low_m, dtype=float)
    high = low if altitude_high_m is None else np.asarray(altitude_high_m, dtype=float)
    weight = np.ones(len(lon)) if weights is None else weights

    def share(of: Station, over: Relief, altitude: Floats) -> float:
        code = _codes(floors_along(of, lon, lat, over), altitude, of.range_km)
        known = (code != _UNKNOWN) & (over.height(over.wrapped(lon), lat) <= altitude)
        total = float(weight[known].sum())
        if total == 0:
            return float("nan")
        return float(weight[known & (code != _CLEAR)].sum()) / total

    # (inputs, altitude): as assumed first, then each uncertain input by itself at either end.
    cases = [(station, relief, (low + high) / 2)]
    cases += [(station, relief, a) for a in (low, high) if altitude_high_m is not None]
    cases += [(of, over, (low + high) / 2) for of, over in departures(station, relief)]
    found = [share(*case) for case in cases]
    counted = [f for f in found if f == f] or [float("nan")]
    return Hidden(found[0], min(counted), max(counted))


def departures(station: Station, relief: Relief) -> tuple[tuple[Station, Relief], ...]:
    """Return the inputs with one of them at a time at either end: crest factor, k, antenna height.

    All at their worst together would be an outer limit of an outer limit.
    """
    heights = (station.antenna_m + sign * station.antenna_uncertainty_m for sign in (-1, 1))
    return (
        *((station, relief.scaled(f)) for f in (relief.factor_low, relief.factor_high) if f != relief.factor),
        *((replace(station, k=k), relief) for k in (station.k_low, station.k_high) if k != station.k),
        *((replace(station, antenna_m=max(h, 0.0)), relief) for h in heights if h != station.antenna_m),
    )
