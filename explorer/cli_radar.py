"""What the command line asks of the radar model: over which terrain, supposed or not, floors, how sure."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli_fault import CallFault

if TYPE_CHECKING:
    from explorer.frame.frame import Frame
    from explorer.radar.model import RadarModel
    from explorer.scenario.model import Scenario


def add_relief(parser: argparse.ArgumentParser) -> None:
    """Add the option that names a user's own elevation model."""
    parser.add_argument(
        "--relief",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="your own elevation model (GeoTIFF) instead of the shipped terrain",
    )


def add_describe(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``describe`` that are the radars'."""
    add_what_if(parser)
    parser.add_argument(
        "--uncertainty", action="store_true", help="how much of where he could be is hidden from each radar"
    )


def add_what_if(parser: argparse.ArgumentParser) -> None:
    """Add the option that supposes something."""
    parser.add_argument(
        "--what-if",
        metavar="CHANGES",
        help="suppose, not history: sea=100ft,after=250m,scramble=13:13,picket=42.2/139.0,k=1.33,"
        "steady,look-down",
    )


def add_floors(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floors``."""
    parser.add_argument("--station", required=True, metavar="ID")
    parser.add_argument("--lon", type=float, required=True)
    parser.add_argument("--lat", type=float, required=True)
    parser.add_argument("--json", action="store_true")


def relief_state(options: argparse.Namespace) -> dict[str, Any]:
    """Return the field of the state for ``--relief``; a file that cannot be read is a fault of the data."""
    path: Path | None = getattr(options, "relief", None)
    if path is None:
        return {}
    if not path.is_file():
        raise CallFault(f"--relief: {path} is not a file", 2)
    return {"relief": str(path.absolute())}


def model(options: argparse.Namespace, scenario: "Scenario") -> "RadarModel":
    """Return the radars of a scenario over the terrain that the call asks for."""
    from explorer.radar.model import from_scenario, shipped_relief

    if not relief_state(options):
        return from_scenario(scenario)
    from explorer.radar.raster import RasterError, load_raster

    try:
        return from_scenario(scenario, load_raster(options.relief, shipped_relief(scenario)))
    except RasterError as error:
        raise CallFault(f"--relief: {error}", 1) from None


def frame(
    options: argparse.Namespace, scenario: "Scenario", state: dict[str, Any]
) -> "tuple[Scenario, Frame]":
    """Return what is to be described, with what is supposed and how sure it is, where that is asked for."""
    from explorer.frame.derived import Derived, Shares
    from explorer.frame.frame import frame as framed
    from explorer.frame.state import opening, settle

    old = opening(scenario)
    now = settle(scenario, old, replace(old, **state))
    if options.what_if:
        scenario = supposed(options, scenario, now.voice)
    derived = Derived(radar=model(options, scenario))
    found = framed(scenario, derived, now)
    if options.uncertainty and found.hero is not None and derived.radar is not None:
        from explorer.frame import sight

        fixes = scenario.tracks[scenario.subject].fixes[now.voice]
        band = sight.unknown_band(fixes, scenario, now.time)
        hidden = sight.shares(derived.radar, found.hero, band, scenario.lanes)
        found = framed(scenario, replace(derived, shares=Shares(now.time, now.voice, hidden)), now)
    return scenario, found


def picket(
    options: argparse.Namespace, scenario: "Scenario", told: "Frame"
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what stays dark round the base of the E-2C, as JSON and as lines; nothing in other chapters."""
    if told.chapter.id == scenario.chapters[0].id:
        return {}, ()
    from explorer.frame.picket import in_words, on_station, picket_reach, to_json

    here = on_station(scenario, told.state)
    made = None if here is None else picket_reach(scenario, model(options, scenario))
    if made is None or here is None:
        return {}, ()
    return {"picket": to_json(made, here)}, in_words(made, str(told.state.units))


def supposed(options: argparse.Namespace, scenario: "Scenario", voice: str) -> "Scenario":
    """Return the scenario with what ``--what-if`` changes."""
    from explorer.scenario import whatif

    try:
        return whatif.apply(scenario, whatif.parse(options.what_if, scenario, voice))
    except ValueError as error:
        raise CallFault(f"--what-if: {error}", 2) from None


def floors(options: argparse.Namespace, scenario: "Scenario") -> int:
    """Print the floor of one station over one place."""
    from explorer.frame.verdict import floor_words, ridge
    from explorer.scenario import units
    from explorer.scenario.problems import close_match

    radars = model(options, scenario)
    if options.station not in radars.stations:
        hint = close_match(options.station, radars.stations)
        raise CallFault(f"--station: no radar '{options.station}'" + (f"; {hint}" if hint else ""), 2)
    if not (-180 <= options.lon <= 180 and -90 <= options.lat <= 90):
        raise CallFault("--lon and --lat: off the earth", 2)
    floor = radars.floor(options.station, options.lon, options.lat)
    told: dict[str, Any] = {
        "station": options.station,
        "lon": options.lon,
        "lat": options.lat,
        "range_km": round(floor.range_km, 3),
        "bearing_deg": round(floor.bearing_deg, 2),
        "floor_m": round(floor.floor_m, 1),
        "smooth_floor_m": round(floor.smooth_floor_m, 1),
        "blocked_at_km": None if floor.blocked_at_km is None else round(floor.blocked_at_km, 2),
    }
    if not radars.relief.shipped:
        told["relief"] = radars.relief.name
    if options.json:
        print(json.dumps(told))
        return 0
    name = scenario.sites[options.station].names.get("en", options.station)
    blurred = floor.by_terrain and radars.margin_m > 0
    by = ""
    if floor.by_terrain and floor.blocked_lon is not None and floor.blocked_lat is not None:
        top = float(radars.relief.height(floor.blocked_lon, floor.blocked_lat))
        land = ridge(scenario, floor.blocked_lon, floor.blocked_lat, top)
        by = f"; set by {land}, {floor.blocked_at_km:.0f} km out"
    print(
        f"{name} {floor_words(floor.floor_m, blurred, units.System.NAUTICAL)} over "
        f"{options.lat:g} N {options.lon:g} E, {floor.range_km:.1f} km away, "
        f"bearing {floor.bearing_deg:03.0f}°{by}"
    )
    if floor.range_km > radars.stations[options.station].range_km:
        print(f"That is beyond its instrumented range of {radars.stations[options.station].range_km:.0f} km.")
    if not radars.relief.shipped:
        print(f"Terrain: {radars.relief.name}, opened by you, heights as they are.")
    return 0
