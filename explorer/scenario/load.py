"""A folder of files into a scenario: everything usable is kept, and every problem is told."""

from pathlib import Path

from explorer.scenario import files, markup, read_events, read_places, read_scenario, read_tracks
from explorer.scenario.fields import Reader
from explorer.scenario.model import Scenario
from explorer.scenario.problems import Problem, Problems
from explorer.scenario.read_scenario import Head


def load(folder: Path) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Return the scenario in ``folder`` and what is wrong with its files; never raises for a fault in them.

    The scenario is None where there is nothing to show: no folder, no scenario.toml, or no chapter in it.
    """
    problems = Problems()
    if not folder.is_dir():
        what = "is a file, not the folder of a scenario" if folder.exists() else "there is no such folder"
        problems.add(str(folder), "", what)
        return None, problems.all()
    document = files.toml(folder, read_scenario.NAME, problems)
    reader = Reader(read_scenario.NAME, problems)
    head = None if document is None else read_scenario.head(document, reader)
    scenario = None if head is None else _rest(folder, head, reader)
    return scenario, problems.all()


def _rest(folder: Path, head: Head, first: Reader) -> Scenario:
    """Read the other files, each with the ids that those before it brought."""
    problems = first.problems
    known = first.known
    track_ids = {track.id: track for track in head.tracks}
    known["track"] = track_ids
    voices = tuple(voice.id for voice in head.voices)

    def reader(name: str) -> Reader:
        return Reader(name, problems, known)

    document = files.json_object(folder, read_places.SITES, problems)
    sites = {}
    if document is not None:
        sites = read_places.sites(document, reader(read_places.SITES), track_ids)
    known["site"] = sites if document is not None else None
    known["site or track"] = (*sites, *track_ids) if document is not None else None
    document = files.json_object(folder, read_places.AIRSPACE, problems, optional=True)
    airspace = read_places.airspace(document, reader(read_places.AIRSPACE)) if document else ()
    tracks = read_tracks.with_fixes(folder, head.tracks, voices, head.chapters, reader(read_tracks.NAME))
    contacts = read_events.contacts(folder, voices, head.chapters, reader(read_events.CONTACTS))
    document = files.toml(folder, read_events.MOMENTS, problems)
    moments = read_events.moments(document or {}, head.chapters, reader(read_events.MOMENTS))
    known["moment"] = [moment.id for moment in moments] or None
    text = files.text(folder, markup.NAME, problems, optional=True)
    passages = markup.account(text, reader(markup.NAME)) if text is not None else ()
    for lane in head.lanes:
        first.refer("site", lane, "field lanes")
    subject = head.subject
    if subject not in tracks:
        if subject or tracks:
            first.refer("track", subject, "field subject")
        subject = next(iter(tracks), "")
    return Scenario(
        title=head.title,
        folder=str(folder),
        chapters=head.chapters,
        zones=head.zones,
        voices=head.voices,
        sources=head.sources,
        assumptions=head.assumptions,
        sites=sites,
        airspace=airspace,
        tracks=tracks,
        contacts=contacts,
        moments=moments,
        passages=passages,
        holdings=head.holdings,
        lanes=tuple(lane for lane in dict.fromkeys(head.lanes) if lane in sites),
        subject=subject,
        article=head.article,
    )
