"""The formulas of claims that ask the radar model what could be seen."""

from itertools import pairwise

from explorer.claims.given import Given, NotKnownError
from explorer.claims.quantities import COUNT, convert
from explorer.claims.working import Outcome, Work
from explorer.flight import reach
from explorer.radar.horizon import NAUTICAL_MILE_KM, Sight
from explorer.scenario.units import floor_text

_PLACES = 400


def _station(work: Work, station: Given) -> str:
    if station.site not in work.radar.stations:
        raise NotKnownError(f"{station.label} is not in the radar model.")
    return station.site


def stations_in_sight(work: Work) -> Outcome:
    """Count the stations with a line of sight to a place at a height, the instrumented range apart."""
    place, height = work.one("place"), work.one("height").number("m")
    floors = work.radar.floors_over(*place.at())
    clear = {i: f for i, f in floors.items() if height >= f.floor_m}
    steps = [f"{len(clear)} of {len(floors)} stations have a line of sight to {height:,.0f} m there."]
    for i, floor in sorted(clear.items(), key=lambda item: item[1].range_km):
        name = work.scenario.sites[i].names.get("en", i)
        beyond = work.radar.sight(i, floor, height) is Sight.OUT_OF_RANGE
        late = f", beyond {work.radar.stations[i].range_km / NAUTICAL_MILE_KM:,.0f} nm" if beyond else ""
        low = floor_text(floor.floor_m, floor.by_terrain)
        steps.append(
            f"{name}: {floor.range_km / NAUTICAL_MILE_KM:,.0f} nm away{late}; sees nothing below {low}."
        )
    return Outcome(len(clear), COUNT, tuple(steps))


def hidden_share(work: Work) -> Outcome:
    """Return the share in % of a fix's disc that a station cannot see at the claimed altitude."""
    station, place = work.one("station"), work.one("place")
    spread = work.one("spread").number("km")
    altitude = convert(work.claimed, "m")
    name = _station(work, station)
    found = work.radar.hidden(name, *place.at(), spread, altitude)
    floor = work.radar.floor(name, *place.at())
    why = "terrain" if floor.by_terrain else "the curve of the earth"
    over = "over the fix it sees down to the sea"
    if floor.floor_m > 0:
        low = floor_text(floor.floor_m, floor.by_terrain)
        over = f"over the fix it sees nothing below {low} (set by {why})"
    steps = (
        f"{station.label} is {floor.range_km:,.0f} km away; {over}.",
        f"With the fix moved anywhere within {spread:,.0f} km: hidden at {round(100 * found.share)} % of "
        f"the places ({found} when the model's inputs vary).",
    )
    return Outcome(100 * found.share, "%", steps)


def hidden_over_reach(work: Work) -> Outcome:
    """Return the share in % of where he can have been that a station cannot see at the claimed altitude.

    Taken in the middle of each unknown stretch from one time to another, weighted by area.
    """
    station = work.one("station")
    name = _station(work, station)
    height, kmh = convert(work.claimed, "m"), work.one("speed").number("km/h")
    start, end = work.one("from").when(), work.one("to").when()
    track = work.scenario.tracks.get(work.scenario.subject)
    fixes = next(iter(track.fixes.values())) if track is not None and track.fixes else None
    known = [] if fixes is None else [float(t) for t in fixes.time if start <= t <= end]
    hidden = whole = 0.0
    steps = []
    for a, b in pairwise(known):
        middle = (a + b) / 2
        for ring in reach.rings(fixes, middle, (kmh,)) if fixes is not None else ():
            lon, lat = reach.samples(ring, _PLACES)
            found = work.radar.hidden_over(name, lon, lat, height)
            area = ring.area_km2
            hidden, whole = hidden + found.share * area, whole + area
            steps.append(
                f"At {work.clock(middle)} he can have been anywhere in {area:,.0f} km² (at {kmh:,.0f} km/h); "
                f"{station.label} cannot see {found} of it at {height:,.0f} m."
            )
    if not whole:
        raise NotKnownError("There is no unknown stretch between the two times.")
    return Outcome(100 * hidden / whole, "%", tuple(steps))
