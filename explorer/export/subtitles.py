"""Words beside a film: SubRip and WebVTT. No Qt."""

from collections.abc import Iterable
from html import escape

from explorer.export.script import Cue
from explorer.export.write import ExportError

KINDS = ("srt", "vtt")
"""The kinds of subtitle files, which are their suffixes too."""


def subtitles(cues: Iterable[Cue], kind: str) -> bytes:
    """Return a subtitle file of ``kind`` srt or vtt; raises ExportError for another."""
    if kind not in KINDS:
        raise ExportError(f"subtitles are {' or '.join(KINDS)}, not '{kind}'")
    mark = "," if kind == "srt" else "."
    blocks = []
    for number, cue in enumerate(cues, start=1):
        when = f"{_clock(cue.start, mark)} --> {_clock(cue.end, mark)}"
        # An arrow would read as another time line; WebVTT knows tags, most players of SubRip do too.
        text = escape(cue.text, quote=False) if kind == "vtt" else cue.text.replace("-->", "→")
        blocks.append(f"{number}\n{when}\n{text}\n")
    head = "WEBVTT\n\n" if kind == "vtt" else ""
    return (head + "\n".join(blocks)).encode()


def _clock(seconds: float, mark: str) -> str:
    whole = round(seconds * 1000)
    rest, milli = divmod(whole, 1000)
    minutes, second = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{mark}{milli:03}"
