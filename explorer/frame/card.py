"""What the details panel says of the selected thing: a card of rows, each with its basis and sources."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from explorer.frame import verdict
from explorer.frame.frame import AircraftNow, Frame, StationNow
from explorer.frame.headline import of_frame, withheld
from explorer.frame.state import Selection
from explorer.geo import geodesy
from explorer.scenario import times, units
from explorer.scenario.model import Basis, Fact, Moment, Phase, Scenario, Site, Then, Track

if TYPE_CHECKING:
    from explorer.frame.derived import Derived
    from explorer.scenario.things import Pair


class Drawing(StrEnum):
    """A drawing that belongs on a card."""

    FUEL = "fuel"
    LOOK_DOWN = "look-down"


def drawn(name: str | None) -> Drawing | None:
    """Return the drawing of that name; None where there is no such drawing."""
    return Drawing(name) if name in tuple(Drawing) else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card: what, how much, how we know; ``why`` names the figure that can be explained."""

    label: str
    value: str
    basis: Basis | None = None
    sources: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of one thing. ``live`` rows change with time, the rest does not.

    ``pairs`` set what was believed beside what was found. What follows them are ids of what it leads to.
    """

    title: str
    subtitle: str
    text: str
    rows: tuple[Row, ...] = ()
    facts: tuple[Fact, ...] = ()
    accounts: tuple[tuple[str, str], ...] = ()
    pairs: "tuple[Pair, ...]" = ()
    sites: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    drawing: Drawing | None = None


_DAY_S = 86400.0
_TWO_YEARS_S = 730 * _DAY_S

KINDS = {
    "airfield": "airfield",
    "air-base": "air base",
    "radar": "radar station",
    "town": "town",
    "cape": "cape",
    "port": "port",
    "control": "control centre",
    "garrison": "garrison",
    "office": "office",
}


def degrees(lon: float, lat: float) -> str:
    """Return a position in degrees, as the map's field writes it: 43.166° N 137.757° E."""
    ns, ew = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.3f}° {ns} {abs(lon):.3f}° {ew}"


def card(
    scenario: Scenario, frame: Frame, selection: Selection, derived: "Derived | None" = None
) -> Card | None:
    """Return the card of what is selected, without its live rows; None where there is no such thing.

    With ``derived`` it leads to things and claims too, as far as these are read.
    """
    extras = None if derived is None else derived.extras
    if derived is not None and extras is not None and selection.kind in ("thing", "claim"):
        # Only here: whoever asks for no such card does not pay for the import.
        from explorer.frame import cards_things

        if selection.kind == "thing":
            return cards_things.thing_card(scenario, frame.state, extras, selection.id, derived.picket)
        return cards_things.claim_card(scenario, extras, derived.results.get(selection.id), selection.id)
    found = _story_card(scenario, frame, selection)
    if found is None:
        return None
    if withheld(scenario, frame):
        return _unanswered(found, asked=of_frame(scenario, frame) is not None and _is_now(frame, selection))
    if extras is None:
        return found
    return replace(
        found,
        things=tuple(t.id for t in extras.things_of(selection.kind, selection.id)),
        claims=tuple(c.id for c in extras.claims_of(scenario, selection.kind, selection.id)),
    )


WAITING = "The answer waits until it is asked for."


def _is_now(frame: Frame, selection: Selection) -> bool:
    """Return whether the moment of the time shown is selected."""
    return frame.moment is not None and (selection.kind, selection.id) == ("moment", frame.moment.id)


def _unanswered(found: Card, asked: bool) -> Card:
    """Return a card without what gives the answer away: what was computed, the ``asked`` moment's words."""
    return replace(
        found,
        text=WAITING if asked else found.text,
        accounts=() if asked else found.accounts,
        facts=tuple(f for f in found.facts if f.basis is not Basis.DERIVED),
    )


def _story_card(scenario: Scenario, frame: Frame, selection: Selection) -> Card | None:
    """Return the card of something of the story itself."""
    if selection.kind == "site" and selection.id in scenario.sites:
        return _site(scenario, frame, scenario.sites[selection.id])
    if selection.kind == "track" and selection.id in scenario.tracks:
        return _track(scenario, frame, scenario.tracks[selection.id])
    if selection.kind == "moment":
        moment = next((m for m in scenario.moments if m.id == selection.id), None)
        return None if moment is None else _moment(scenario, frame, moment)
    if selection.kind == "passage":
        return _passage(scenario, selection.id)
    if selection.kind == "airspace":
        return _airspace(scenario, selection.id)
    return None


def _mentions(scenario: Scenario, target: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the moments and the passages that a site or track has a part in."""
    moments = tuple(m.id for m in scenario.moments if target == m.place or target in m.actors)
    passages = tuple(p.id for p in scenario.passages if any(link.target == target for link in p.links))
    return moments, passages


def _site(scenario: Scenario, frame: Frame, site: Site) -> Card:
    # Catalogues of sites write metres.
    survey = units.System.NAUTICAL if frame.state.units is units.System.NAUTICAL else units.System.METRIC
    names = [n for key, n in site.names.items() if key != "en" and n]
    spread = units.distance(site.uncertainty_m / 1000, "metric")
    rows = [Row("Position", f"{degrees(site.lon, site.lat)}, ±{spread}", None, site.sources)]
    if site.unit:
        rows.append(Row("Unit in 1976", site.unit, None, site.sources))
    if site.elevation_m is not None:
        rows.append(Row("Ground", units.height(site.elevation_m, survey), None, site.sources))
    if site.antenna_m is not None:
        spread = units.height(site.antenna_uncertainty_m, survey)
        value = f"{units.height(site.antenna_m, survey)}, ±{spread}"
        rows.append(Row("Antenna above the sea", value, Basis.ASSUMED, site.sources))
    moments, passages = _mentions(scenario, site.id)
    return Card(
        title=site.names.get("en", site.id),
        subtitle=" · ".join([*names, KINDS.get(site.kind, site.kind)]),
        text=site.role,
        rows=tuple(rows),
        facts=site.facts,
        moments=moments,
        passages=passages,
    )


def _track(scenario: Scenario, frame: Frame, track: Track) -> Card:
    fixes = track.fixes.get(frame.state.voice)
    rows = []
    if fixes is not None and len(fixes):
        stated = sum(basis is Basis.STATED for basis in fixes.position_basis)
        rows.append(Row("Points on the map", f"{len(fixes)}, of which a source states {stated}"))
    if track.escort:
        rows.append(Row("Escort", track.escort))
    if track.speeds_kmh and fixes is not None and Then.REACH in fixes.then:
        speeds = " / ".join(units.speed(v, "metric") for v in track.speeds_kmh)
        reason = f". {track.speeds_reason}" if track.speeds_reason else ""
        rows.append(Row("Speeds that bound the unknown", speeds + reason, Basis.ASSUMED))
    moments, passages = _mentions(scenario, track.id)
    return Card(track.name, track.type, "", tuple(rows), moments=moments, passages=passages)


def when_text(scenario: Scenario, moment: Moment, voice: str) -> str:
    """Return a moment's best time with its zone, after the first chapter no finer than it is known."""
    zone, t = scenario.zones[0], moment.at(voice)
    chapter = next(c for c in scenario.chapters if c.id == moment.chapter)
    if chapter is scenario.chapters[0]:
        return times.clock(t, zone, seconds=bool(t % 60))
    spread = moment.latest - moment.earliest
    # In a chapter of days a month says too little.
    return times.rough(t, zone, spread if chapter.of_years else min(spread, _DAY_S))


def span_text(scenario: Scenario, moment: Moment, voice: str) -> str:
    """Return a moment's time with its zone, and its range where that is open."""
    zone = scenario.zones[0]
    best, first, last = when_text(scenario, moment, voice), moment.earliest, moment.latest
    if first == last:
        return best
    spread = last - first
    if moment.chapter == scenario.chapters[0].id or (
        spread < _DAY_S / 2 and times.day(first, zone) == times.day(last, zone)
    ):
        ends = [times.clock(t, zone, seconds=bool(t % 60), named=False) for t in (first, last)]
    else:
        if best == times.rough(first, zone, spread) == times.rough(last, zone, spread):
            return best  # all that is known is the day, the month or the year
        finest = 100 * _DAY_S if spread > _TWO_YEARS_S else _DAY_S  # months, or days
        ends = [times.rough(t, zone, min(spread, finest)) for t in (first, last)]
    return f"{best} (between {ends[0]} and {ends[1]})"


def _moment(scenario: Scenario, frame: Frame, moment: Moment) -> Card:
    rows = [Row("Time", span_text(scenario, moment, frame.state.voice), moment.time_basis, moment.sources)]
    basis = moment.place_basis
    said = () if basis is Basis.ASSUMED else moment.sources  # a place of our choice is no source's
    if moment.place in scenario.sites:
        rows.append(Row("Place", scenario.sites[moment.place].names["en"], basis, said))
    elif moment.lon is not None and moment.lat is not None:
        spread = f", ±{moment.uncertainty_km:.0f} km" if moment.uncertainty_km else ""
        rows.append(Row("Place", degrees(moment.lon, moment.lat) + spread, basis, said))
    else:
        rows.append(Row("Place", "not known"))
    told = tuple(p.id for p in scenario.passages if p.moment == moment.id)
    return Card(moment.title, "moment", moment.text, tuple(rows), accounts=moment.accounts, passages=told)


def _passage(scenario: Scenario, wanted: str) -> Card | None:
    passage = next((p for p in scenario.passages if p.id == wanted), None)
    if passage is None:
        return None
    numbers = ", ".join(str(n) for n in passage.paragraphs)
    rows = (Row("Retells", f"the article, paragraph {numbers}", Basis.STATED, (scenario.article,)),)
    moments = (passage.moment,) if passage.moment else ()
    return Card(
        passage.heading,
        passage.topic or "passage",
        passage.notes,
        rows,
        moments=moments,
        drawing=drawn(passage.topic),
    )


def _airspace(scenario: Scenario, wanted: str) -> Card | None:
    line = next((a for a in scenario.airspace if a.id == wanted), None)
    if line is None:
        return None
    rows = [Row("Line", f"{len(line.lon):,} points", line.basis, line.sources)]
    if line.basis is Basis.STATED:
        # A source gives the points; how they are joined is ours.
        rule = "by geodesics" if line.rule == "geodesic" else "by lines straight on a chart"
        rows.append(Row("Points joined", rule, Basis.ASSUMED))
    return Card(line.name, "airspace", line.note, tuple(rows))


def live(scenario: Scenario, frame: Frame, selection: Selection) -> tuple[Row, ...]:
    """Return the rows of the selected thing that hold at the time shown."""
    if selection.kind == "site" and selection.id in scenario.sites:
        station = next((s for s in frame.stations if s.id == selection.id), None)
        if station is None:
            return _from_site(frame, scenario.sites[selection.id])
        rows = station_rows(frame, station)
        if not withheld(scenario, frame):
            return rows
        told = tuple(r for r in rows if r.why.partition(":")[0] not in ("sight", "floor"))
        return (Row("Could it see him?", WAITING), *told)
    craft = frame.craft(selection.id) if selection.kind == "track" else None
    return aircraft_rows(frame, craft) if craft is not None else ()


def _from_site(frame: Frame, site: Site) -> tuple[Row, ...]:
    """Return how far off the subject is from a site that is no station of the story."""
    hero = frame.hero
    if hero is None or hero.lon is None or hero.lat is None:
        return ()
    distance, bearing = geodesy.inverse(site.lon, site.lat, hero.lon, hero.lat)
    system = str(frame.state.units)
    value = f"{units.distance(float(distance), system)}, bearing {float(bearing):03.0f}°"
    if distance < _HERE_KM:
        value = "here"
    return (Row(f"From here to {hero.name}", value, Basis.DERIVED, (), f"range:{site.id}"),)


_HERE_KM = 0.5  # nearer than the site's own place is known: a bearing would say nothing
_RECORD = {"contact": "had him", "lost": "had lost him", "none": "the sources are silent"}


def station_rows(frame: Frame, station: StationNow) -> tuple[Row, ...]:
    """Return what holds between one station and the subject at the time shown."""
    system = str(frame.state.units)
    rows = []
    if station.range_km is not None and station.bearing_deg is not None:
        value = f"{units.distance(station.range_km, system)}, bearing {station.bearing_deg:03.0f}°"
        rows.append(Row("Range", value, Basis.DERIVED, (), f"range:{station.id}"))
    hero = frame.hero
    if station.sight is not None:
        said = verdict.could(station)
        rows.append(Row("Could it see him?", said, verdict.sight_basis(hero), (), f"sight:{station.id}"))
    if station.floor_m is not None:
        height = "his height is not known"
        if hero is not None and hero.altitude_m is not None:
            height = f"he is at {units.altitude(hero.altitude_m, system)}"
        said = f"{verdict.sees(station, system)}; {height}"
        rows.append(Row("Its floor over him", said, Basis.DERIVED, (), f"floor:{station.id}"))
    if share := verdict.hidden(station, None if hero is None else hero.uncertainty_km):
        rows.append(Row("How sure", share, verdict.sight_basis(hero), (), f"sight:{station.id}"))
    record = _RECORD[station.record]
    if station.open_start:
        record += " (when it began is not recorded)"
    rows.append(
        Row("Did it have him?", record, station.record_basis, station.record_sources, f"record:{station.id}")
    )
    return tuple(rows)


def altitude_text(craft: AircraftNow, system: str) -> str:
    """Return an altitude with the band that it lies in: ``20,000 ft (band 9,100 ft to 20,000 ft)``."""
    if craft.altitude_m is None:
        return "not known"
    found = units.altitude(craft.altitude_m, system)
    if craft.altitude_low_m is not None and craft.altitude_high_m is not None:
        low, high = (units.altitude(v, system) for v in (craft.altitude_low_m, craft.altitude_high_m))
        found += f" (band {low} to {high})"
    return found


def aircraft_rows(frame: Frame, craft: AircraftNow) -> tuple[Row, ...]:
    """Return what is known of one aircraft at the time shown."""
    system = str(frame.state.units)
    rows = []
    if craft.lon is not None and craft.lat is not None:
        spread = f", ±{craft.uncertainty_km:.0f} km" if craft.uncertainty_km else ""
        value = degrees(craft.lon, craft.lat) + spread
        rows.append(Row("Place", value, craft.position_basis, craft.sources, f"position:{craft.id}"))
    else:
        area = f"not known; within {craft.reach[-1].area_km2:,.0f} km²" if craft.reach else "not known"
        rows.append(Row("Place", area, Basis.DERIVED, craft.sources, f"position:{craft.id}"))
    if craft.phase is Phase.GROUND:
        return tuple(rows)
    altitude = altitude_text(craft, system)
    rows.append(Row("Altitude", altitude, craft.altitude_basis, craft.sources, f"altitude:{craft.id}"))
    speed = "not known" if craft.speed_kmh is None else units.speed(craft.speed_kmh, system)
    rows.append(Row("Speed", speed, craft.speed_basis, craft.sources, f"speed:{craft.id}"))
    if craft.heading_deg is not None:
        rows.append(
            Row("Heading", f"{craft.heading_deg:03.0f}°", Basis.DERIVED, craft.sources, f"heading:{craft.id}")
        )
    return tuple(rows)
