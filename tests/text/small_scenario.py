"""A scenario of a few moments, made up, for tests that must not hang on the shipped data."""

from explorer.scenario.model import Basis, Chapter, HomeView, Moment, Passage, Scenario, Site, Zone

DAY = 210_783_600.0  # 1976-09-06T00:00 in Japan, UTC+9


def at(hour: int, minute: int) -> float:
    return DAY + hour * 3600 + minute * 60


def _moment(name: str, time: float, title: str, text: str, place: str | None = None) -> Moment:
    return Moment(
        name,
        "day",
        title,
        time,
        time,
        time,
        {},
        place,
        None,
        None,
        0.0,
        (),
        text,
        Basis.STATED,
        Basis.STATED,
        (),
        (),
        True,
    )


def _site(name: str, **names: str) -> Site:
    return Site(name, names, "radar", "", "", 139.5, 42.2, 100.0, None, None, 0.0, 1, True, (), ())


def _passage(name: str, moment: str | None, terms: tuple[str, ...], text: str) -> Passage:
    return Passage(name, "Heading", moment, None if moment else name, (1,), terms, text, (), "")


def scenario() -> Scenario:
    return Scenario(
        title="A made-up day",
        folder="",
        chapters=(Chapter("day", "The day", at(12, 0), at(20, 0), 1.0, HomeView(138.0, 42.0, 500.0)),),
        zones=(Zone("jst", "Asia/Tokyo", "JST", "Japan"),),
        voices=(),
        sources={},
        assumptions={},
        sites={
            "ominato": _site("ominato", en="Ominato", ja="大湊分屯基地"),
            "rishiri": _site("rishiri", en="Rishiri", ja="利尻島", ru="Рисири"),
        },
        airspace=(),
        tracks={},
        contacts=(),
        moments=(
            _moment("seen", at(14, 5), "Seen from Rishiri", "The station plots a balloon.", "rishiri"),
            _moment("sent", at(14, 20), "Two boats leave", "Two boats go out to meet it."),
            _moment("gone", at(14, 41), "Gone from the screens", "The balloon drops below the cloud."),
            _moment(
                "signal",
                at(15, 33),
                "A rocket over the lighthouse",
                "The lighthouse keeper fires a red rocket.",
            ),
            _moment("beached", at(16, 2), "On the beach", "The balloon comes down on the sand."),
        ),
        passages=(
            _passage(
                "seen",
                "seen",
                ("14:05", "90 miles", "12,000 feet", "Rishiri", "balloon"),
                "A balloon is seen.",
            ),
            _passage("sent", "sent", ("14:20", "two boats", "lifeboat crews"), "Two lifeboats put out."),
            _passage(
                "gone", "gone", ("14:41", "900 feet", "Ominato", "vanished"), "It vanishes from the screens."
            ),
            _passage(
                "beached", "beached", ("16:02", "sand", "gondola"), "It comes down; the gondola breaks."
            ),
            _passage(
                "weather-men",
                None,
                ("barograph", "Professor Kuroda", "stratosphere"),
                "Kuroda's barograph is found.",
            ),
        ),
        holdings=(),
        lanes=(),
        subject="",
        article="",
    )
