"""What stands under a picture: when, whose telling, how we know it, from whom, and how to cite it. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer import __version__
from explorer.frame.frame import Frame
from explorer.frame.state import Stated
from explorer.scenario import times
from explorer.scenario.model import Moment, Scenario, Source

BASES = (
    ("dot", "stated: a named source says so"),
    ("dash", "derived: computed from what sources state"),
    ("dots", "assumed: our choice, with its reason"),
)
"""How lines of the map show how we know them: the sample, and its meaning."""


_VAGUE_S, _DAY_S = 6 * 3600.0, 86400.0  # so open a time is told by its day, or by about its day


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a picture. ``clocks`` name their zones; ``supposed`` is empty for history."""

    title: str
    clocks: tuple[str, ...]
    voice: str
    moment: str
    supposed: str
    sources: tuple[str, ...]
    citation: str


def caption(scenario: Scenario, frame: Frame) -> Caption:
    """Return the caption of a frame."""
    voice = next((v.label for v in scenario.voices if v.id == frame.state.voice), frame.state.voice)
    only = {
        Stated.ALL: "",
        Stated.ANY_SOURCE: "only what a source states",
        Stated.ARTICLE: "only what the article states",
    }[frame.state.stated]
    shown = tuple(scenario.sources[key] for key in sources_of(scenario, frame))
    return Caption(
        title=scenario.title,
        clocks=clocks(scenario, frame.time),
        voice=", ".join(part for part in (voice, only) if part),
        moment="" if frame.moment is None else frame.moment.title,
        supposed=f"WHAT IF, not history: {scenario.hypothetical}" if scenario.hypothetical else "",
        sources=tuple(reference(source) for source in shown),
        citation=citation(scenario, frame, voice),
    )


def clocks(scenario: Scenario, time: float) -> tuple[str, ...]:
    """Return a time in every zone of the scenario: the first with its day, another where its day differs."""
    first = scenario.zones[0]
    told = f"{times.day(time, first)}, {times.clock(time, first, seconds=True)}"
    return (told, *times.elsewhere(time, scenario.zones, seconds=True))


def day_alone(scenario: Scenario, moment: Moment, time: float) -> str:
    """Return the day of a moment's time where its hour is not known, such as ``about 14 Sept 1976, JST``.

    Empty where it is known to some hours.
    """
    spread, zone = moment.latest - moment.earliest, scenario.zones[0]
    if spread < _VAGUE_S:
        return ""
    return f"{'about ' if spread > _DAY_S else ''}{times.day(time, zone)}, {zone.short}"


def citation(scenario: Scenario, frame: Frame, voice: str) -> str:
    """Return how the picture itself is cited: the program and its version, the story, the time and voice.

    A reader's own terrain is named, for the radars' floors rest on it.
    """
    when = clocks(scenario, frame.time)[0]
    what_if = ", what if" if scenario.hypothetical else ""
    terrain = f", terrain of {frame.relief}" if frame.relief else ""
    return f"Foxbat Explorer {__version__}, “{scenario.title}”, {when}, {voice.lower()}{what_if}{terrain}."


def sources_of(scenario: Scenario, frame: Frame) -> tuple[str, ...]:
    """Return the keys of the sources that what is shown rests on, in the scenario's order."""
    used: set[str] = set()
    for craft in frame.aircraft:
        used.update(craft.sources)
    for station in frame.stations:
        if station.record != "none":
            used.update(station.record_sources)
    if frame.moment is not None:
        used.update(frame.moment.sources)
    for holding in frame.holdings:
        used.update(holding.sources)
    return tuple(key for key in scenario.sources if key in used)


def reference(source: Source) -> str:
    """Return a source in one fixed form: authors, title, where it stands, year.

    The styles of `explorer.text.citation` take seconds to load: a caption does not wait for them.
    """
    authors = _authors(source.csl.get("author"))
    # A title in brackets is our description of what has none.
    parts = [authors, source.title if source.title.startswith("[") else f"“{source.title}”"]
    parts += [str(source.csl.get(name, "")) for name in ("container-title", "publisher", "issued")]
    kept = [part for n, part in enumerate(parts) if part and part not in parts[:n]]
    return ", ".join(kept)


def _authors(authors: object) -> str:
    if not isinstance(authors, Iterable) or isinstance(authors, str | Mapping):
        return ""
    names = []
    for one in authors:
        if isinstance(one, Mapping):
            named = one.get("literal") or " ".join(
                str(one[part]) for part in ("given", "family") if one.get(part)
            )
            names.append(str(named))
    return " and ".join(name for name in names if name)
