"""Changed assumptions: what would have been seen if. No other room knows of what-ifs.

``apply`` returns an ordinary scenario whose ``hypothetical`` says what was changed; history is never touched.
"""

from dataclasses import dataclass, replace

import numpy as np

from explorer.scenario import times
from explorer.scenario.model import (
    Assumption,
    Basis,
    Fixes,
    Phase,
    Scenario,
    Site,
    Then,
    Track,
    Zone,
)
from explorer.scenario.units import M_PER_FOOT

E2C = "e-2c"
AFTERWARDS = "altitude-after-loss"
"""The assumption that a what-if adds: at which altitude he is while his place is not known."""


@dataclass(frozen=True, slots=True)
class Picket:
    """An airborne radar on station: degrees, metres above the sea."""

    lon: float
    lat: float
    altitude_m: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is changed; None or False leaves a thing as it was.

    ``sea_m``: his altitude over the sea, from the Soviet coast until he is lost, without a climb.
    ``after_m``: his altitude from the loss on. ``airborne_s``: when the Phantoms leave, seconds since the
    epoch. ``look_down``: they carry a radar that sees below them. ``picket``: an E-2C. ``k``: the effective
    earth radius factor of every station. ``steady``: he comes down steadily from first contact to the loss
    (nothing changes in a telling that gives no height at the loss).
    """

    sea_m: float | None = None
    after_m: float | None = None
    airborne_s: float | None = None
    look_down: bool = False
    picket: Picket | None = None
    k: float | None = None
    steady: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is changed."""
        return self == WhatIf()

    def in_words(self, zone: Zone | None = None) -> str:
        """Return what is changed, in a line; clock times are those of ``zone``."""
        parts = []
        if self.sea_m is not None:
            feet = self.sea_m / M_PER_FOOT
            parts.append(f"over the sea at {self.sea_m:,.0f} m ({feet:,.0f} ft) all the way")
        if self.after_m is not None:
            parts.append(f"after the loss at {self.after_m:,.0f} m ({self.after_m / M_PER_FOOT:,.0f} ft)")
        if self.steady:
            parts.append("a steady descent")
        if self.airborne_s is not None:
            when = "another time" if zone is None else times.clock(self.airborne_s, zone, seconds=True)
            parts.append(f"Phantoms airborne at {when}")
        if self.look_down:
            parts.append("look-down radar on the Phantoms")
        if self.picket is not None:
            p = self.picket
            parts.append(f"an E-2C at {p.lat:.1f} N {p.lon:.1f} E, {p.altitude_m:,.0f} m")
        if self.k is not None:
            parts.append(f"k = {self.k:g}")
        return "; ".join(parts)


def apply(scenario: Scenario, what_if: WhatIf) -> Scenario:
    """Return the scenario as it would be; the same one if nothing is changed."""
    if what_if.empty:
        return scenario
    changed = replace(scenario, hypothetical=what_if.in_words(scenario.zones[0]))
    subject = changed.tracks.get(changed.subject)
    if subject is not None and (what_if.sea_m is not None or what_if.after_m is not None or what_if.steady):
        fixes = {voice: _flown(f, what_if) for voice, f in subject.fixes.items()}
        changed = _with_track(changed, replace(subject, fixes=fixes))
    if what_if.airborne_s is not None:
        for track in list(changed.tracks.values()):
            if track.side == "fighter":
                moved = {v: _airborne(f, what_if.airborne_s) for v, f in track.fixes.items()}
                changed = _with_track(changed, replace(track, fixes=moved))
    assumptions = dict(changed.assumptions)
    if what_if.k is not None:
        assumptions["k"] = Assumption("k", "effective earth radius factor", what_if.k, "", "what if")
    aloft = assumptions.get("e2c-range-nm")
    if what_if.picket is not None and aloft is not None:
        own = f"instrumented-range-nm:{E2C}"
        assumptions[own] = replace(aloft, id=own)
    if what_if.after_m is not None:
        assumptions[AFTERWARDS] = Assumption(
            AFTERWARDS, "altitude after the loss", what_if.after_m, "m", "what if"
        )
    changed = replace(changed, assumptions=assumptions)
    if what_if.picket is not None:
        site = _picket(what_if.picket)
        changed = replace(changed, sites={**changed.sites, E2C: site}, lanes=(*changed.lanes, E2C))
    return changed


def _with_track(scenario: Scenario, track: Track) -> Scenario:
    return replace(scenario, tracks={**scenario.tracks, track.id: track})


def comes_down(scenario: Scenario, voice: str) -> bool:
    """Return whether a telling gives the height at the loss that a steady descent would end at."""
    subject = scenario.tracks.get(scenario.subject)
    return subject is not None and voice in subject.fixes and _ends(subject.fixes[voice])


def _ends(fixes: Fixes) -> bool:
    lost = next((i for i, t in enumerate(fixes.then) if t is Then.REACH), None)
    return lost is not None and not np.isnan(fixes.altitude[lost])


def _flown(fixes: Fixes, what_if: WhatIf) -> Fixes:
    """Return the subject's fixes at other altitudes; places and times stay."""
    altitude, low, high = fixes.altitude.copy(), fixes.altitude_low.copy(), fixes.altitude_high.copy()
    bases = list(fixes.altitude_basis)
    air = np.array([p is Phase.AIR for p in fixes.phase], dtype=bool)
    gaps = [i for i, t in enumerate(fixes.then) if t is Then.REACH]
    lost = gaps[0] if gaps else len(fixes)
    banded = np.flatnonzero(air & (low < high))
    first = int(banded[0]) if banded.size else lost

    def put(i: int, metres: float) -> None:
        altitude[i], low[i], high[i], bases[i] = metres, metres, metres, Basis.ASSUMED

    if what_if.sea_m is not None:
        for i in range(first, min(lost + 1, len(fixes))):
            put(i, what_if.sea_m)
    elif what_if.steady and _ends(fixes):
        top = int(np.nanargmax(np.where(air, altitude, np.nan)))
        for i in range(top + 1, min(lost, len(fixes))):
            share = (fixes.time[i] - fixes.time[top]) / (fixes.time[lost] - fixes.time[top])
            put(i, float(altitude[top] + share * (altitude[lost] - altitude[top])))
    if what_if.after_m is not None:
        for i in range(lost + 1, len(fixes)):
            if air[i]:
                put(i, what_if.after_m)
            else:
                break
    return replace(
        fixes, altitude=altitude, altitude_low=low, altitude_high=high, altitude_basis=tuple(bases)
    )


def _airborne(fixes: Fixes, time: float) -> Fixes:
    """Return a fighter's fixes with its take-off at another time, not after what follows it."""
    off = next((i for i, p in enumerate(fixes.phase) if p is Phase.AIR), None)
    if off is None:
        return fixes
    later = float(fixes.time[off + 1]) - 60 if off + 1 < len(fixes) else time
    earlier = float(fixes.time[off - 1]) + 1 if off else time
    moved = fixes.time.copy()
    moved[off] = min(max(time, earlier), later)
    basis = (*fixes.time_basis[:off], Basis.ASSUMED, *fixes.time_basis[off + 1 :])
    return replace(fixes, time=moved, time_low=moved, time_high=moved, time_basis=basis)


def _picket(picket: Picket) -> Site:
    return Site(
        id=E2C,
        names={"en": "E-2C (what if)"},
        kind="radar",
        role="An E-2C Hawkeye that Japan did not yet have. Its overland clutter is not modelled.",
        unit="",
        lon=picket.lon,
        lat=picket.lat,
        uncertainty_m=0.0,
        elevation_m=None,
        antenna_m=picket.altitude_m,
        antenna_uncertainty_m=0.0,
        rank=1,
        drawn=True,
        facts=(),
        sources=(),
    )


def parse(text: str, scenario: Scenario, voice: str) -> WhatIf:
    """Return what a line such as ``sea=100ft,scramble=13:13,picket=42.2/139.0,k=1.33,steady`` asks for.

    Raises ValueError with one sentence that names the part that does not fit.
    """
    wanted = WhatIf()
    for part in (p.strip() for p in text.split(",") if p.strip()):
        name, _, value = part.partition("=")
        try:
            wanted = _with_part(wanted, name.strip(), value.strip(), scenario, voice)
        except (ValueError, IndexError) as error:
            known = "sea=100ft, after=250m, scramble=13:13, picket=LAT/LON, k=1.33, steady, look-down"
            raise ValueError(f"'{part}' does not fit ({error}); there are {known}") from None
    return wanted


def _with_part(wanted: WhatIf, name: str, value: str, scenario: Scenario, voice: str) -> WhatIf:
    if name == "steady" and not comes_down(scenario, voice):
        raise ValueError("this telling gives no height at the loss")
    if name in ("steady", "look-down") and not value:
        return replace(wanted, steady=True) if name == "steady" else replace(wanted, look_down=True)
    if name in ("sea", "after"):
        feet = value.endswith("ft")
        metres = _number(value.removesuffix("ft" if feet else "m"), "altitude such as 100ft or 250m")
        metres *= M_PER_FOOT if feet else 1.0
        if not 0 <= metres <= 30_000:
            raise ValueError("an altitude from 0 to 30,000 m")
        return replace(wanted, sea_m=metres) if name == "sea" else replace(wanted, after_m=metres)
    if name == "scramble":
        start = scenario.chapters[0].start
        return replace(wanted, airborne_s=times.asked(scenario, value, voice=voice, now=start))
    if name == "picket":
        both = value.partition("/")[::2]
        lat, lon = (_number(v, "place such as 42.2/139.0") for v in both)
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError("off the earth")
        height = scenario.assumptions.get("e2c-altitude")
        return replace(wanted, picket=Picket(lon, lat, height.value if height is not None else 9144.0))
    if name == "k":
        k = _number(value, "factor such as 1.33")
        if not 0.5 <= k <= 5:
            raise ValueError("k from 0.5 to 5")
        return replace(wanted, k=k)
    raise ValueError("unknown")


def _number(text: str, wanted: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"no {wanted}") from None
