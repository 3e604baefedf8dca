"""The formulas of claims that need no radar model: distances, speeds, times, units, counts.

Distances are geodesics on the WGS84 ellipsoid; days and years are those of the scenario's first zone.
"""

from itertools import pairwise

import numpy as np

from explorer.claims.given import NotKnownError
from explorer.claims.model import Quantity
from explorer.claims.quantities import COUNT, DATE, YEAR, convert, figure
from explorer.claims.working import Outcome, Work, km_between
from explorer.geo import geodesy
from explorer.radar.horizon import horizon_km
from explorer.scenario import times
from explorer.scenario.model import ContactKind, Zone


def distance(work: Work) -> Outcome:
    """Measure the shortest line between two places."""
    a, b = work.one("from"), work.one("to")
    km, step = km_between(a, b)
    return work.outcome(Quantity(km, "km"), (step,))


def path(work: Work) -> Outcome:
    """Add the shortest lines from place to place."""
    total, steps = 0.0, []
    for a, b in pairwise(work.all("point")):
        km, step = km_between(a, b)
        total += km
        steps.append(step)
    return work.outcome(Quantity(total, "km"), (*steps, f"Together {total:,.1f} km."))


def _length(work: Work) -> tuple[float, tuple[str, ...]]:
    """Return the way in km: given as a figure, else from one place to the other."""
    if work.all("distance"):
        given = work.one("distance")
        km = given.number("km")
        return km, (f"{given.label}: {km:,.1f} km.",)
    if not work.all("from") or not work.all("to"):
        raise NotKnownError("The way is not given.")
    km, step = km_between(work.one("from"), work.one("to"))
    return km, (step,)


def _span_min(work: Work, first: str, last: str) -> tuple[float, str]:
    a, b = work.one(first), work.one(last)
    minutes = (b.when() - a.when()) / 60
    return (
        minutes,
        f"From {work.clock(a.when())} ({a.label}) to {work.clock(b.when())} ({b.label}): {minutes:,.1f} min.",
    )


def mean_speed(work: Work) -> Outcome:
    """Divide the shortest line between two fixes by the time between them."""
    km, steps = _length(work)
    minutes, step = _span_min(work, "from", "to")
    if minutes <= 0:
        raise NotKnownError("No time passes between the two.")
    kmh = km / minutes * 60
    said = f"{km:,.1f} km / {minutes:,.1f} min = {kmh:,.0f} km/h."
    return work.outcome(Quantity(kmh, "km/h"), (*steps, step, said))


def speed_needed(work: Work) -> Outcome:
    """Return the speed for a way in the claimed time, or between two given times, beside its limit."""
    km, steps = _length(work)
    if work.all("start"):
        minutes, step = _span_min(work, "start", "end")
        steps = (*steps, step)
    else:
        minutes = convert(work.claimed, "min")
        steps = (*steps, f"In the claimed {figure(minutes, 'min')}.")
    if minutes <= 0:
        raise NotKnownError("No time is left for the way.")
    speed = km / minutes * 60
    limit = work.one("limit")
    most = limit.number("km/h")
    said = f"{km:,.1f} km / {minutes:,.1f} min = {speed:,.0f} km/h; {limit.label}: {most:,.0f} km/h."
    return Outcome(speed, "km/h", (*steps, said), most)


def duration(work: Work) -> Outcome:
    """Take the time from one to the other."""
    minutes, step = _span_min(work, "from", "to")
    return work.outcome(Quantity(minutes, "min"), (step,))


def converted(work: Work) -> Outcome:
    """Turn a figure into the claimed value's unit."""
    given = work.one("figure")
    assert given.quantity is not None  # a FIGURE
    return _as_claimed(work, given.label, given.quantity)


def altitude(work: Work) -> Outcome:
    """Return the altitude of a fix in the claimed value's unit."""
    given = work.one("fix")
    return _as_claimed(work, given.label, Quantity(given.altitude(), "m"))


def speed(work: Work) -> Outcome:
    """Return the speed stated at a fix in the claimed value's unit."""
    given = work.one("fix")
    return _as_claimed(work, given.label, Quantity(given.speed(), "km/h"))


def _as_claimed(work: Work, label: str, quantity: Quantity) -> Outcome:
    found = work.outcome(quantity, ())
    digits = 0 if abs(found.value) >= 1000 else 1 if abs(found.value) >= 10 else 2
    said = f"{label}: {figure(quantity.value, quantity.unit)}"
    if quantity.unit != found.unit:
        said += f" = {found.value:,.{digits}f} {found.unit}"
    said += "."
    return Outcome(found.value, found.unit, (said,))


def crossing(work: Work) -> Outcome:
    """Return how far its end is from where a course comes to a given range of a third place."""
    start, coast, other = work.one("from"), work.one("to"), work.one("seen-from")
    wanted = work.one("range").number("km")
    lon, lat = geodesy.line(*start.at(), *coast.at(), 2001)
    ranges = geodesy.inverse(*other.at(), lon, lat)[0]
    inside = np.flatnonzero(ranges <= wanted)
    if not inside.size or inside[0] == 0:
        raise NotKnownError(f"The course does not come to {wanted:,.0f} km of {other.label}.")
    i = int(inside[0])
    km = float(geodesy.inverse(lon[i], lat[i], *coast.at())[0])
    steps = (
        f"On the great circle from {start.label} to {coast.label}, {wanted:,.0f} km from {other.label} is at "
        f"{lat[i]:.3f}° N {lon[i]:.3f}° E.",
        f"From there to {coast.label}: {km:,.1f} km.",
    )
    return work.outcome(Quantity(km, "km"), steps)


def fuel_range(work: Work) -> Outcome:
    """Return the published range, and say what the claimed one would burn and how long it would take."""
    given = work.one("range")
    found = _as_claimed(work, given.label, Quantity(given.number("km"), "km"))
    claimed_km = convert(work.claimed, "km")
    fuel = work.one("fuel")
    burn = fuel.number("kg") / claimed_km
    mach, height = work.one("mach").number(""), work.one("height").number("m")
    # ICAO standard atmosphere below 11 km: 288.15 K falling by 6.5 K a km; sound at sqrt(1.4 R T).
    sound = float(np.sqrt(1.4 * 287.05287 * (288.15 - 0.0065 * height))) * 3.6
    speed = mach * sound
    steps = (
        *found.steps,
        f"Mach {mach:g} at {height:,.0f} m is {speed:,.0f} km/h (standard atmosphere): "
        f"{claimed_km:,.0f} km take {claimed_km / speed * 60:,.0f} min.",
        f"{fuel.number('kg'):,.0f} kg over {claimed_km:,.0f} km are {burn:.1f} kg/km.",
    )
    return Outcome(found.value, found.unit, steps)


def recorder(work: Work) -> Outcome:
    """Return what an instrument read, beside the least that it can tell."""
    read, least = work.one("reading"), work.one("least")
    found = _as_claimed(work, read.label, Quantity(read.number("m"), "m"))
    limit = convert(Quantity(least.number("m"), "m"), found.unit)
    said = f"{least.label}: {figure(limit, found.unit)}; nothing below it can be told apart."
    return Outcome(found.value, found.unit, (*found.steps, said), limit)


def outside_horizon(work: Work) -> Outcome:
    """Return how far beyond a station's horizon a place lies, for something at a height over the sea."""
    station, place, height = work.one("station"), work.one("place"), work.one("height").number("m")
    antenna, k = work.antenna(station), work.one("k").number("")
    reach = horizon_km(antenna, k, height)
    km, step = km_between(station, place)
    said = (
        f"An antenna at {antenna:,.0f} m sees something at {height:,.0f} m over the sea as far as "
        f"{reach:,.0f} km (k = {k:g}): {km - reach:,.0f} km short."
    )
    return work.outcome(Quantity(km - reach, "km"), (step, said))


def year(work: Work) -> Outcome:
    """Return the year in which something happened."""
    given = work.one("when")
    found = times.local(given.when(), work.zone).year
    return Outcome(found, YEAR, (f"{given.label}: {times.day(given.when(), work.zone)}.",))


def day(work: Work) -> Outcome:
    """Return the day on which something happened, beside the one claimed."""
    given = work.one("when")
    claimed = convert(work.claimed, DATE)
    days = _days(given.when(), work.zone) - _days(claimed, work.zone)
    said = f"{given.label}: {times.day(given.when(), work.zone)}"
    apart = (
        "the day that is claimed"
        if not days
        else f"{abs(days)} days {'after' if days > 0 else 'before'} the claimed one"
    )
    return Outcome(given.when(), DATE, (f"{said}, {apart}.",))


def _days(t: float, zone: Zone) -> int:
    return times.local(t, zone).date().toordinal()


def age(work: Work) -> Outcome:
    """Count whole years from birth."""
    born, at = (times.local(work.one(role).when(), work.zone).date() for role in ("born", "at"))
    years = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    said = f"Born {born.isoformat()}; on {at.isoformat()} {years} years old."
    return Outcome(years, "years", (said,))


def count_stations(work: Work) -> Outcome:
    """Count the radar stations of the scenario."""
    names = [s.names.get("en", s.id) for s in work.scenario.sites.values() if s.kind == "radar"]
    return Outcome(len(names), COUNT, (f"Radar stations in the catalogue: {len(names)}.",))


def count_returns(work: Work) -> Outcome:
    """Count the contacts on record between two times, those of fighters apart."""
    start, end = work.one("from").when(), work.one("to").when()
    found = [
        c
        for c in work.scenario.contacts
        if c.kind is not ContactKind.FIGHTER and c.start.best is not None and start < c.start.best < end
    ]
    said = [f"{work.clock(c.start.best or 0)}, {c.kind}: {c.note}" for c in found]
    head = f"Contacts recorded between {work.clock(start)} and {work.clock(end)}: {len(found)}."
    return Outcome(len(found), COUNT, (head, *said))


def total(work: Work) -> Outcome:
    """Add figures."""
    terms = [given.number(COUNT) for given in work.all("term")]
    if not terms:
        raise NotKnownError("Nothing is given to add.")
    found = sum(terms)
    said = " + ".join(f"{term:,.0f}" for term in terms)
    labels = ", ".join(given.label for given in work.all("term"))
    return Outcome(found, COUNT, (f"{labels}: {said}" + (f" = {found:,.0f}." if len(terms) > 1 else "."),))
