"""tracks.csv: the fixes of every track, in every voice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from explorer.scenario import columns, schema, tables
from explorer.scenario.fields import Field, Reader, off_the_earth, unshowable
from explorer.scenario.model import Basis, Chapter, Fixes, Floats, Phase, Then, Track
from explorer.scenario.problems import close_match

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")

NAME = "tracks.csv"
ALL = "*"
_EARTH_KM = 6371.0
_FIELDS = {one.name: one for one in schema.FIX}
_NUMBERS = ("lon", "lat", "uncertainty_km", "altitude_m", "altitude_low_m", "altitude_high_m", "speed_kmh")
_TIMES = ("time", "time_earliest", "time_latest")
_BASES = {"position_basis": "lon", "altitude_basis": "altitude_m", "time_basis": "time"}


def with_fixes(
    folder: Path, tracks: Sequence[Track], voices: Sequence[str], chapters: Sequence[Chapter], reader: Reader
) -> dict[str, Track]:
    """Return the tracks by id, each with its fixes in every voice (none where the file has none)."""
    table = _Table(reader, voices)
    for chunk in tables.chunks(folder, NAME, schema.FIX, reader.problems):
        table.add(chunk)
    return table.tracks(tracks, chapters)


class _Table:
    """The file's columns while they grow, with the line of each row."""

    def __init__(self, reader: Reader, voices: Sequence[str]) -> None:
        self.reader = reader
        self.voices = voices
        self.numbers: dict[str, list[Floats]] = {name: [] for name in (*_NUMBERS, *_TIMES)}
        self.lines: list[NDArray[np.int32]] = []
        self.codes: dict[str, list[NDArray[np.int32]]] = {}
        self.tracks_ = columns.Codes(self._id("track"))
        self.voices_ = columns.Codes(self._id("voice"))
        self.bases = {name: columns.Codes(self._choice(_FIELDS[name], Basis)) for name in _BASES}
        self.open = {"time_earliest", "time_latest"}  # columns that so far say nothing
        self.phases = columns.Codes(self._choice(_FIELDS["phase"], Phase))
        self.thens = columns.Codes(self._choice(_FIELDS["then"], Then))
        self.sources = columns.Codes(self._sources)
        self.notes = columns.Codes(_note)

    def add(self, chunk: tables.Chunk) -> None:
        """Read one chunk; every fault is told with its line and column."""
        lines = chunk.lines

        def at(name: str) -> columns.Say:
            return lambda row, reason, hint: self.reader.say(
                f"line {lines[row]}, column {name}", reason, hint
            )

        found = {name: columns.moments(chunk.columns[name], at(name)) for name in _TIMES}
        found |= {name: columns.numbers(chunk.columns[name], _FIELDS[name], at(name)) for name in _NUMBERS}
        for row in np.flatnonzero(np.isnan(found["time"])).tolist():
            if not chunk.columns["time"][row].strip():
                at("time")(row, "is missing; the fix is left out", "")
        self._places(found, chunk, at)
        self._spans(found, at)
        for name, part in found.items():
            self.numbers[name].append(part)
        coded: dict[str, columns.Codes[Any]] = {
            "track": self.tracks_,
            "voice": self.voices_,
            **self.bases,
            "phase": self.phases,
            "then": self.thens,
            "source": self.sources,
            "note": self.notes,
        }
        for name, codes in coded.items():
            self.codes.setdefault(name, []).append(codes.add(chunk.columns[name], at(name)))
        for name, of in _BASES.items():
            cells = chunk.columns[name]
            for row in np.flatnonzero((cells.lengths == 0) & np.isfinite(found[of])).tolist():
                at(name)(row, f"is missing beside {of}; taken as assumed", "stated, derived or assumed")
        self.lines.append(np.asarray(lines, np.int32))

    def _places(
        self, found: dict[str, Floats], chunk: tables.Chunk, at: Callable[[str], columns.Say]
    ) -> None:
        lon, lat = found["lon"], found["lat"]
        with np.errstate(invalid="ignore"):
            off = (np.abs(lon) > 180) | (np.abs(lat) > 90)
        half = np.isnan(lon) != np.isnan(lat)
        for row in np.flatnonzero(off | half).tolist():
            if off[row] and not half[row]:
                reason, hint = off_the_earth(float(lon[row]), float(lat[row])) or ("is off the earth", "")
                at("lon")(row, reason, hint)
            elif not chunk.columns["lat" if np.isnan(lat[row]) else "lon"][row].strip():
                at("lat" if np.isnan(lat[row]) else "lon")(row, "is missing beside the other coordinate", "")
        if (off | half).any():
            found["lon"], found["lat"] = np.where(off | half, np.nan, lon), np.where(off | half, np.nan, lat)
        radius = found["uncertainty_km"]
        if np.isnan(radius).any():
            same = radius.strides == (0,)
            found["uncertainty_km"] = (
                np.broadcast_to(0.0, radius.shape) if same else np.where(np.isnan(radius), 0.0, radius)
            )

    def _spans(self, found: dict[str, Floats], at: Callable[[str], columns.Say]) -> None:
        """Close what is open at the best value, and put what is out of order in order."""
        time = found["time"]
        for name, sign in (("time_earliest", 1.0), ("time_latest", -1.0)):
            given = found[name]
            wrong = (given - time) * sign > 0
            for row in np.flatnonzero(wrong).tolist():
                at(name)(row, "is after time" if sign > 0 else "is before time", "earliest <= time <= latest")
            if np.isnan(given).all():
                found[name] = time
            else:
                found[name] = np.where(wrong | np.isnan(given), time, given)
                self.open.discard(name)
        low, high, best = found["altitude_low_m"], found["altitude_high_m"], found["altitude_m"]
        for row in np.flatnonzero((low > high) | (low > best) | (best > high)).tolist():
            at("altitude_m")(row, "altitude_low_m, altitude_m and altitude_high_m are out of order", "")

    def tracks(self, tracks: Sequence[Track], chapters: Sequence[Chapter]) -> dict[str, Track]:
        """Return the tracks with the rows that are theirs."""
        if not self.lines:
            return {t.id: _replace(t, dict.fromkeys(self.voices, _fixes_of_nothing())) for t in tracks}
        lines = np.concatenate(self.lines)
        numbers: dict[str, Floats] = {}
        for name in (*_TIMES, *_NUMBERS):
            parts = self.numbers.pop(name)
            numbers[name] = numbers["time"] if name in self.open else columns.joined(parts)
        codes = {name: columns.joined(self.codes.pop(name)) for name in tuple(self.codes)}
        known = np.isfinite(numbers["time"])
        found: dict[str, Track] = {}
        for track in tracks:
            mine = known & _is(codes["track"], self.tracks_.values(), track.id)
            shared_rows = mine & _is(codes["voice"], self.voices_.values(), ALL)
            by_voice: dict[str, Fixes] = {}
            common: Fixes | None = None
            for voice in self.voices:
                own = mine & _is(codes["voice"], self.voices_.values(), voice)
                if not own.any() and common is not None:
                    by_voice[voice] = common
                    continue
                rows = self._ordered(np.flatnonzero(own | shared_rows), numbers["time"], lines)
                fixes = self._fixes(rows, numbers, codes)
                if len(fixes) == 0:
                    self.reader.say(f"track '{track.id}'", f"has no fixes in the voice '{voice}'")
                line = _is(columns.picked(codes["then"], rows), self.thens.values(), Then.LINE)
                self._check(fixes, line, lines, rows, chapters)
                by_voice[voice] = fixes
                if not own.any():
                    common = fixes
            found[track.id] = _replace(track, by_voice)
        return found

    def _ordered(self, rows: NDArray[np.int64], time: Floats, lines: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return ``rows`` in strict order of time, telling what was not."""
        mine = time[rows]
        for i in np.flatnonzero(np.diff(mine) <= 0).tolist():
            same = mine[i] == mine[i + 1]
            reason = "has the same time as" if same else "is earlier than"
            left = "; left out" if same else ""
            self.reader.say(
                f"line {lines[rows[i + 1]]}, column time", f"{reason} line {lines[rows[i]]}{left}"
            )
        if (np.diff(mine) > 0).all():
            return rows
        order = np.argsort(mine, kind="stable")
        once = np.concatenate(([True], np.diff(mine[order]) > 0))
        return rows[order[once]]

    def _fixes(
        self, rows: NDArray[np.int64], numbers: dict[str, Floats], codes: dict[str, NDArray[np.int32]]
    ) -> Fixes:
        def column(name: str) -> Floats:
            return columns.picked(numbers[name], rows)

        def texts(name: str, of: columns.Codes[_T]) -> Sequence[_T]:
            return columns.coded(of.values(), columns.picked(codes[name], rows))

        time = column("time")
        bases = {name: texts(name, of) for name, of in self.bases.items()}
        return Fixes(
            time=time,
            lon=column("lon"),
            lat=column("lat"),
            altitude=column("altitude_m"),
            altitude_low=column("altitude_low_m"),
            altitude_high=column("altitude_high_m"),
            uncertainty_km=column("uncertainty_km"),
            time_low=time if "time_earliest" in self.open else column("time_earliest"),
            time_high=time if "time_latest" in self.open else column("time_latest"),
            speed_kmh=column("speed_kmh"),
            position_basis=bases["position_basis"],
            altitude_basis=bases["altitude_basis"],
            time_basis=bases["time_basis"],
            phase=texts("phase", self.phases),
            then=texts("then", self.thens),
            sources=texts("source", self.sources),
            note=texts("note", self.notes),
        )

    def _check(
        self,
        fixes: Fixes,
        line: NDArray[np.bool_],
        lines: NDArray[np.int32],
        rows: NDArray[np.int64],
        chapters: Sequence[Chapter],
    ) -> None:
        """Tell of fixes in no chapter, and of lines that nothing flies along."""
        inside = np.zeros(len(fixes), bool)
        for chapter in chapters:
            inside |= (fixes.time >= chapter.start) & (fixes.time <= chapter.end)
        for i in np.flatnonzero(~inside).tolist():
            self.reader.say(f"line {lines[rows[i]]}, column time", "is in no chapter; shown nowhere")
        if len(fixes) < 2:
            return
        speeds = _great_circle_km(fixes) / (np.diff(fixes.time) / 3600)
        with np.errstate(invalid="ignore"):
            fast = np.flatnonzero(line[:-1] & (speeds > schema.FASTEST_KMH))
        for i in fast.tolist():
            self.reader.say(
                f"line {lines[rows[i + 1]]}, column lon",
                f"a line from line {lines[rows[i]]} to here takes {speeds[i]:,.0f} km/h",
                f"at most {schema.FASTEST_KMH:,.0f}; write reach or end where no line is meant",
            )

    def _id(self, of: str) -> Callable[[str], tuple[str, str, str]]:
        known = (*self.voices, ALL) if of == "voice" else self.reader.known.get(of) or ()

        def read(cell: str) -> tuple[str, str, str]:
            name = cell.strip()
            if name in known:
                return name, "", ""
            if not name:
                return "", "is missing; the fix is left out", ""
            return "", f"{name!r} is not the id of a {of}; the fix is left out", close_match(name, known)

        return read

    def _choice(self, one: Field, of: type[_E]) -> Callable[[str], tuple[_E, str, str]]:
        default = of(str(one.default))

        def read(cell: str) -> tuple[_E, str, str]:
            word = cell.strip()
            if word in one.choices:
                return of(word), "", ""
            if not word:
                return default, "is missing" if one.need == "wanted" else "", ""
            hint = close_match(word, one.choices) or f"one of {', '.join(one.choices)}"
            return default, f"{word!r} is not known here", hint

        return read

    def _sources(self, cell: str) -> tuple[tuple[str, ...], str, str]:
        keys = cell.split()
        known = self.reader.known.get("source") or ()
        unknown = [key for key in keys if key not in known]
        kept = tuple(key for key in keys if key in known)
        if not unknown:
            return kept, "", ""
        return kept, f"{unknown[0]!r} is not the id of a source", close_match(unknown[0], known)


def _note(cell: str) -> tuple[str, str, str]:
    note = cell.strip()
    return ("", "holds characters that cannot be shown", "") if unshowable(note) else (note, "", "")


def _is(codes: NDArray[np.int32], values: Sequence[str], value: str) -> NDArray[np.bool_]:
    return np.equal(codes, values.index(value) if value in values else -1)


def _replace(track: Track, fixes: dict[str, Fixes]) -> Track:
    return replace(track, fixes=fixes)


def _fixes_of_nothing() -> Fixes:
    none = np.empty(0)
    none.flags.writeable = False
    return Fixes(none, none, none, none, none, none, none, none, none, none, (), (), (), (), (), (), ())


def _great_circle_km(fixes: Fixes) -> Floats:
    """Return the distance of each fix from the one before on a sphere (haversine): fine to 0.6 %."""
    lon, lat = np.radians(fixes.lon), np.radians(fixes.lat)
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1))), np.float64)
