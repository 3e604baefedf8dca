"""What is asked of a picture or a film: small frozen records that dialogs fill in and writers carry out."""

from dataclasses import dataclass

PICTURES = {".png": "PNG", ".svg": "SVG", ".pdf": "PDF"}
"""The suffixes of pictures, and what they are called."""

FILMS = {".mp4": "MP4", ".webm": "WebM", ".gif": "GIF", ".apng": "APNG"}
"""The suffixes of films, and what they are called."""

SIZES = (
    ("Slide, 16:9 (1920 x 1080)", 1280, 720, 1.5),
    ("Slide, 4:3 (1600 x 1200)", 1066, 800, 1.5),
    ("Page, landscape (2400 x 1600)", 1200, 800, 2.0),
    ("Page, portrait (1600 x 2000)", 800, 1000, 2.0),
    ("Wall, 4K (3840 x 2160)", 1920, 1080, 2.0),
)
"""Presets of pictures: label, width and height in units, pixels for a unit."""


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """A picture: ``part`` is map or window, ``width`` x ``height`` are in units of the screen's.

    ``scale`` is pixels for a unit: it enlarges lines and letters with everything else. With ``caption`` a
    strip below says time, voice, basis, sources and citation; the size is then that of both together.
    """

    part: str = "map"
    width: int = 1280
    height: int = 720
    scale: float = 1.0
    theme: str = "dark"
    caption: bool = False


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """A film of the map from ``start`` to ``end``, in seconds since the epoch.

    ``speed`` is seconds of the story for one of the film, ``fps`` frames a second, ``pause`` seconds for
    which it holds at each moment. ``width`` and ``height`` are the film's pixels, ``scale`` enlarges lines
    and letters. ``subtitles``: srt, vtt or empty for none.
    """

    start: float
    end: float
    speed: float = 60.0
    fps: int = 30
    pause: float = 2.0
    width: int = 1280
    height: int = 720
    scale: float = 1.0
    theme: str = "dark"
    subtitles: str = "srt"
