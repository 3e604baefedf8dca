"""The time line of a film: the story's time of each frame, and the words that stand beside. No Qt."""

import math
import re
from dataclasses import dataclass, replace

import numpy as np

from explorer.export.orders import FilmOrder
from explorer.export.write import ExportError
from explorer.frame.frame import passages_of
from explorer.frame.state import State
from explorer.scenario.model import Chapter, Floats, Moment, Scenario

MOST_FRAMES = 400_000
"""No film has more: at 30 frames a second nearly four hours."""

_READ_PER_S = 17.0  # characters a second that a viewer reads
_LONGEST_S = 7.0  # that one cue stands
_SHORTEST_S = 0.8
_CUE = 84  # characters of one cue
_ENDS = (".", "!", "?", "。", "”", '"')


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that stand from ``start`` to ``end``, in seconds of the film."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """A film: ``times`` holds the story's time of each frame, ``stops`` the first frame at each moment."""

    chapter: str
    times: Floats
    stops: tuple[tuple[int, Moment], ...]
    fps: int

    @property
    def seconds(self) -> float:
        """How long the film lasts."""
        return len(self.times) / self.fps


def script(scenario: Scenario, state: State, order: FilmOrder) -> Script:
    """Return the time line of a film in the state's voice.

    Raises ExportError for a span that is empty, leaves a chapter or takes too many frames, and for a speed,
    rate or pause that cannot be.
    """
    if not order.start < order.end:
        raise ExportError("the film ends before it starts")
    if not (order.speed > 0 and math.isfinite(order.speed)):
        raise ExportError("the film's speed must be more than 0")
    if not 1 <= order.fps <= 120:
        raise ExportError("a film has 1 to 120 frames a second")
    if not 0 <= order.pause <= 60:
        raise ExportError("a film pauses 0 to 60 seconds")
    chapter = _chapter(scenario, state, order)
    step = order.speed / order.fps
    hold = round(order.pause * order.fps)
    told = sorted(
        (
            m
            for m in scenario.moments
            if m.chapter == chapter.id and order.start <= m.at(state.voice) <= order.end
        ),
        key=lambda m: m.at(state.voice),
    )
    stops = sorted({m.at(state.voice) for m in told})
    count = math.floor((order.end - order.start) / step + 1e-9) + 1 + hold * len(stops)
    if count > MOST_FRAMES:
        raise ExportError(
            f"{count:,} frames are more than {MOST_FRAMES:,}: take a shorter span or a higher speed"
        )
    running = order.start + np.arange(count - hold * len(stops)) * step
    at = np.searchsorted(running, stops, side="left") if stops else np.zeros(0, int)
    times = np.insert(running, np.repeat(at, hold), np.repeat(stops, hold)) if hold and stops else running
    first = {t: int(a) + n * hold for n, (t, a) in enumerate(zip(stops, at.tolist(), strict=True))}
    last = len(times) - 1
    marks = tuple((min(first[m.at(state.voice)], last), m) for m in told)
    return Script(chapter.id, np.asarray(times, dtype=float), marks, order.fps)


def _chapter(scenario: Scenario, state: State, order: FilmOrder) -> Chapter:
    """Return the chapter that holds the whole span, the state's own first."""
    fits = [c for c in scenario.chapters if c.start <= order.start and order.end <= c.end]
    found = next((c for c in fits if c.id == state.chapter), fits[0] if fits else None)
    if found is None:
        raise ExportError("a film stays within one chapter")
    return found


def cues(scenario: Scenario, made: Script) -> tuple[Cue, ...]:
    """Return the words of a film: at each moment what the account tells, while there is time to read."""
    by_id = {p.id: p for p in scenario.passages}
    found: list[Cue] = []
    groups: dict[int, list[Moment]] = {}
    for frame, moment in made.stops:
        groups.setdefault(frame, []).append(moment)
    frames = sorted(groups)
    for n, frame in enumerate(frames):
        start = frame / made.fps
        free = (frames[n + 1] if n + 1 < len(frames) else len(made.times)) / made.fps - start
        texts = [
            by_id[name].text.split("\n")[0] if told else m.text
            for m in groups[frame]
            for told in [passages_of(scenario, m)]
            for name in (told[:1] or [""])
        ]
        found += _spread(start, free, pieces(" ".join(texts)))
    return tuple(found)


def pieces(text: str) -> list[str]:
    """Return a text in pieces short enough for one cue, broken after sentences, else commas, else words."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.!?。])\s+", " ".join(text.split())):
        line = ""
        for part in re.split(r"(?<=[,;:])\s+", sentence):
            if line and len(line) + 1 + len(part) > _CUE:
                found.append(line)
                line = part
            else:
                line = f"{line} {part}".strip()
            while len(line) > _CUE:
                cut = line.rfind(" ", 0, _CUE)
                cut = cut if cut > 0 else _CUE
                found.append(line[:cut])
                line = line[cut:].strip()
        if line:
            found.append(line)
    return found


def _spread(start: float, free: float, texts: list[str]) -> list[Cue]:
    """Give each piece the time to read it; those for which none is left are dropped, and a mark says so."""
    found: list[Cue] = []
    end = start + free
    for text in texts:
        wanted = min(max(len(text) / _READ_PER_S, 1.2), _LONGEST_S)
        stop = min(start + wanted, end)
        if stop - start < _SHORTEST_S:
            if found and not found[-1].text.endswith(_ENDS):
                found[-1] = replace(found[-1], text=f"{found[-1].text.rstrip(' ,;:')} …")
            break
        found.append(Cue(start, stop, text))
        start = stop
    return found
