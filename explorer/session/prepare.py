"""What the radar model gives, prepared off the GUI thread while the window is already in use."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.frame import sight
from explorer.frame.derived import Shares
from explorer.frame.outlines import Outlines, lowest_areas, outlines
from explorer.radar.coverage import Coverage, coverage
from explorer.radar.model import RadarModel, from_scenario, shipped_relief
from explorer.radar.raster import RasterError, load_raster
from explorer.radar.terrain import Relief
from explorer.scenario.model import Phase, Scenario
from explorer.session.jobs import Jobs
from explorer.session.store import Snapshot, Store

_REST_MS = 250


class Preparation(QObject):
    """Keeps the store's derived part in step with its scenario, and refines it where the time rests.

    Signals:
        told(sentence): something a person should know, such as why an elevation model cannot be read.
    """

    told = Signal(str)

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__(store)
        self._store, self._jobs = store, jobs
        self._key: object = None
        self._relief: Relief | None = None
        self._relief_path: str | None = None
        self._lower_of: RadarModel | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._refine)
        store.changed.connect(self._follow)
        self.begin()
        if store.state.relief is not None:
            self._read_relief(store.state.relief)

    def begin(self) -> None:
        """Make the radar model, unless the present one still holds, and prepare what is looked up from it."""
        now = self._store.now
        supposed = now.state.what_if
        key = (
            id(now.history),
            supposed and supposed.picket,
            supposed and supposed.k,
            self._relief and self._relief.digest,
        )
        model = now.derived.radar
        # Answers still to come are to another scenario's questions.
        self._void("shares", *(f"telling {v.id}" for v in now.scenario.voices))
        if key == self._key and model is not None:
            self._tell(model)
            return
        self._key = key
        self._void("coverage", "outlines", "lowest")
        scenario, relief = now.scenario, self._relief
        self._jobs.submit("radar", lambda: from_scenario(scenario, relief), self._have_model)

    def _void(self, *names: str) -> None:
        for name in names:
            self._jobs.cancel(name)
        if "lowest" in names:
            self._lower_of = None

    def _read_relief(self, path: str | None) -> None:
        """Take a user's own elevation model, or the shipped relief again; a bad file changes nothing."""
        self._jobs.cancel("relief")
        if path is None:
            self._have_relief(None, None)
            return
        scenario = self._store.now.history

        def work() -> Relief | RasterError:
            try:
                return load_raster(Path(path), shipped_relief(scenario))
            except RasterError as error:
                return error

        self._jobs.submit("relief", work, lambda found: self._have_relief(path, found))

    def _have_relief(self, path: str | None, found: Relief | RasterError | None) -> None:
        if isinstance(found, RasterError):
            self._store.update(relief=self._relief_path)
            self.told.emit(str(found))
            return
        self._relief, self._relief_path = found, path
        self.begin()

    @property
    def resting(self) -> bool:
        """Whether a refinement is about to begin."""
        return self._rest.isActive()

    def _have_model(self, model: RadarModel) -> None:
        # What was looked up from other radars or another relief no longer holds.
        self._store.derive(
            radar=model, lazy=True, tellings={}, coverage={}, outlines=None, lowest=None, shares=None
        )
        self._void("coverage", "outlines", "lowest", "shares")
        self._tell(model)
        scenario = self._store.now.scenario
        self._jobs.submit(
            "coverage", lambda: _coverages(model, scenario, self._jobs.pace), self._have_coverage
        )

    def _tell(self, model: RadarModel) -> None:
        scenario, jobs = self._store.now.scenario, self._jobs
        voice = self._store.state.voice
        for one in sorted((v.id for v in scenario.voices), key=lambda v: v != voice):
            jobs.submit(
                f"telling {one}",
                partial(sight.telling, model, scenario, one, jobs.pace),
                partial(self._have_telling, one),
            )
        self._rest.start()

    def _have_telling(self, voice: str, told: sight.Telling | None) -> None:
        if told is not None:
            self._store.derive(tellings={**self._store.now.derived.tellings, voice: told})

    def _have_coverage(self, found: dict[str, Coverage]) -> None:
        self._store.derive(coverage=found)
        self._jobs.submit("outlines", lambda: outlines(found, self._jobs.pace), self._have_outlines)

    def _have_outlines(self, found: Outlines | None) -> None:
        self._store.derive(outlines=found)
        self._look_lower()

    def _look_lower(self) -> None:
        """Work out the lowest height seen by any radar once its layer is shown: a second or more of work."""
        now = self._store.now
        model = now.derived.radar
        if model is None or self._lower_of is model or "lowest" in now.state.hidden:
            return
        if now.derived.outlines is None:
            return  # first what is shown to everybody
        self._lower_of = model
        stations = tuple(model.stations.values())
        self._jobs.submit(
            "lowest",
            lambda: lowest_areas(stations, model.relief, self._jobs.pace),
            lambda found: self._store.derive(lowest=found or ()),
        )

    def _follow(self, old: Snapshot, new: Snapshot) -> None:
        if old.state is not new.state:
            self._jobs.hold_back()
        if old.scenario is not new.scenario:
            self.begin()
        elif old.frame is not new.frame and new.derived.radar is not None:
            self._rest.start()
        if old.state.hidden != new.state.hidden:
            self._look_lower()
        if new.state.relief == self._relief_path:
            self._jobs.cancel("relief")
        elif new.state.relief != old.state.relief:
            self._read_relief(new.state.relief)

    def _refine(self) -> None:
        """Where the time rests, work out how much of the uncertainty about the place is hidden."""
        now = self._store.now
        hero, model, state = now.frame.hero, now.derived.radar, now.state
        held = now.derived.shares
        if model is None or hero is None or hero.phase is not Phase.AIR or state.playing:
            return
        if held is not None and (held.time, held.voice) == (state.time, state.voice):
            return
        fixes = now.scenario.tracks[hero.id].fixes[state.voice]
        band = sight.unknown_band(fixes, now.scenario, state.time)
        lanes = now.scenario.lanes
        self._jobs.submit(
            "shares",
            lambda: Shares(state.time, state.voice, sight.shares(model, hero, band, lanes, self._jobs.pace)),
            lambda found: self._store.derive(shares=found),
        )


def _coverages(model: RadarModel, scenario: Scenario, wanted: Callable[[], bool]) -> dict[str, Coverage]:
    """Return the coverage of the lanes' stations; of some only, once it is no longer wanted."""
    found = {}
    for name in scenario.lanes:
        if name in model.stations and wanted():
            found[name] = coverage(model.stations[name], model.relief)
    return found
