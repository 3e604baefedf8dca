"""The program in a notebook: load a scenario, ask what is where, get GeoDataFrames.

    from explorer import api

    incident = api.load()
    now = incident.frame("13:26")
    print(now.hero.altitude_m, [(s.id, s.record, s.sight) for s in now.stations])
    fixes = incident.fixes("record")

House units: seconds since the epoch (UTC), degrees WGS84, metres above sea level, km, km/h; in
GeoDataFrames times are UTC timestamps. What the sources do not say is None or missing, never 0. geopandas
is imported only when a GeoDataFrame is asked for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer import assets
from explorer.export import features, tracks
from explorer.export.parquet import dataframe
from explorer.export.plan import Export, Outline, plan
from explorer.flight import reach
from explorer.frame.derived import Derived
from explorer.frame.describe import to_json
from explorer.frame.frame import Frame, frame
from explorer.frame.state import opening, settle
from explorer.scenario import times
from explorer.scenario.load import load as _load
from explorer.scenario.problems import Problem, ScenarioError, close_match

if TYPE_CHECKING:
    import geopandas

    from explorer.scenario.model import Scenario

__all__ = ["Incident", "load"]


def load(folder: Path | str | None = None) -> Incident:
    """Return the incident in ``folder``, the Foxbat's flight by default.

    What is wrong with its files is in ``problems``; raises `ScenarioError` where nothing of it can be shown.
    """
    scenario, problems = _load(Path(folder) if folder is not None else assets.default_scenario())
    if scenario is None:
        raise ScenarioError(problems)
    return Incident(scenario, problems)


class Incident:
    """A scenario with questions to ask of it. A ``voice`` is an id such as ``article`` or ``record``.

    Times are typed texts (``13:26``, ``04:26Z``, ``lost``), datetimes with an offset, or seconds since the
    epoch. Every method that takes a voice raises `ValueError` for one that there is not.
    """

    def __init__(self, scenario: Scenario, problems: tuple[Problem, ...] = ()) -> None:
        self.scenario = scenario
        self.problems = problems
        self._derived: Derived | None = None

    @property
    def voices(self) -> tuple[str, ...]:
        """The ids of the voices, the default first."""
        return tuple(v.id for v in self.scenario.voices)

    def time(self, at: str | float | datetime, voice: str | None = None) -> float:
        """Return ``at`` in seconds since the epoch; a moment is at ``voice``'s time.

        Raises `ValueError` with one sentence for what is no time.
        """
        if isinstance(at, datetime):
            return times.seconds(at)
        if isinstance(at, str):
            start = self.scenario.chapters[0].start
            return times.asked(self.scenario, at, voice=self._voice(voice), now=start)
        return float(at)

    def frame(self, at: str | float | datetime, voice: str | None = None) -> Frame:
        """Return all that is to be shown at a time: aircraft, stations with could and did, moment, passages.

        A time outside every chapter is moved to the nearest end of the first.
        """
        told = self._voice(voice)
        old = opening(self.scenario)
        state = settle(self.scenario, old, replace(old, voice=told, time=self.time(at, told)))
        return frame(self.scenario, self._model(), state)

    def describe(self, at: str | float | datetime, voice: str | None = None) -> dict[str, Any]:
        """Return the frame as plain values, as ``describe --json`` prints it."""
        return to_json(self.scenario, self.frame(at, voice))

    def fixes(self, voice: str | None = None) -> geopandas.GeoDataFrame:
        """Return every fix of every track: what is stated, derived or assumed, and by whom."""
        records = (
            features.fix_feature(fix, part.track.name, told.voice.id)
            for told in [self._whole(voice)]
            for part in told.tracks
            for fix in part.each_fix()
        )
        return dataframe(records, ("track", "time", "altitude_m", "uncertainty_km", "then", "sources"))

    def lines(self, voice: str | None = None) -> geopandas.GeoDataFrame:
        """Return the lines that the fixes support, a row for each stretch of one basis, with gaps between."""
        told = self._whole(voice)
        records = (
            features.line_feature(line, number, part, told.voice.id)
            for part in told.tracks
            for number, line in enumerate(part.lines, 1)
        )
        return dataframe(records, ("track", "start", "end", "position_basis", "altitude_basis"))

    def sites(self) -> geopandas.GeoDataFrame:
        """Return the places, with their names, kinds, heights and uncertainties."""
        records = (features.site_feature(site) for site in self.scenario.sites.values())
        return dataframe(records, ("name", "site_kind", "elevation_m", "antenna_m"))

    def moments(self, voice: str | None = None) -> geopandas.GeoDataFrame:
        """Return the moments at their times in a voice, with the earliest and latest of any account."""
        told = self._whole(voice)
        records = (features.moment_feature(m, told.voice.id) for m in told.moments)
        return dataframe(records, ("name", "time", "time_earliest", "time_latest"))

    def contacts(self, voice: str | None = None) -> geopandas.GeoDataFrame:
        """Return what the radars had, at their stations; an end that is not recorded is missing."""
        told = self._whole(voice)
        records = (features.contact_feature(c, told.voice.id) for c in told.contacts)
        return dataframe(records, ("station", "start", "end"))

    def reach(self, at: str | float | datetime, voice: str | None = None) -> geopandas.GeoDataFrame:
        """Return where tracks could be when no source says: a row for each track and bounding speed.

        Empty where every place is known. An outer limit, not a forecast.
        """
        told = self._voice(voice)
        time = self.time(at, told)
        records = []
        for track in self.scenario.tracks.values():
            fixes = track.fixes[told]
            for number, r in enumerate(reach.rings(fixes, time, track.speeds_kmh), 1):
                if (fixes.time == time).any():
                    continue  # at a fix itself the place is known
                one = Outline(track.id, time, time, r.speed_kmh, r.lon, r.lat, r.area_km2)
                records.append(features.outline_feature(one, number, track.name, told))
        return dataframe(records, ("track", "time", "speed_kmh", "area_km2"))

    def export(
        self, fmt: str, path: Path | str, voice: str | None = None, chapter: str | None = "flight"
    ) -> None:
        """Write tracks and sites into a file, see `explorer.export.tracks.export`."""
        tracks.export(self.scenario, fmt, path, self._voice(voice), chapter)

    def _voice(self, voice: str | None) -> str:
        if voice is None:
            return self.voices[0]
        if voice not in self.voices:
            hint = close_match(voice, self.voices)
            raise ValueError(f"no voice '{voice}'; there are {', '.join(self.voices)} {hint}".strip())
        return voice

    def _whole(self, voice: str | None) -> Export:
        start, end = tracks.span(self.scenario, None)
        return plan(self.scenario, self._voice(voice), start, end, reach_step=None)

    def _model(self) -> Derived:
        if self._derived is None:
            from explorer.radar.model import from_scenario

            self._derived = Derived(radar=from_scenario(self.scenario))
        return self._derived
