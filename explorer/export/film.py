"""A stretch of the story as a film: MP4, WebM, GIF or APNG, its frames painted as the pictures are."""

import base64
import contextlib
import math
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from explorer.export.caption import day_alone
from explorer.export.orders import FILMS, FilmOrder
from explorer.export.picture import view_of
from explorer.export.script import Script, cues, script
from explorer.export.strip import broken
from explorer.export.subtitles import subtitles
from explorer.export.write import ExportError, fault, replacing, write_atomic
from explorer.frame.frame import frame
from explorer.map.layer import colour, font
from explorer.map.scene import Scene
from explorer.map.still import Settled
from explorer.map.viewport import snapped
from explorer.scenario import times, units
from explorer.scenario.model import Phase
from explorer.session.store import Snapshot
from explorer.theme import by_name

_STRIP = 76.0  # units that the strip under the map takes
_SIZES = (64, 7680)

_X264 = ["-c:v", "libx264", "-preset", "superfast", "-crf", "20", "-pix_fmt", "yuv420p"]
_CODECS = {
    ".mp4": [*_X264, "-movflags", "+faststart", "-f", "mp4"],
    ".webm": [
        *("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1"),
        *("-b:v", "0", "-crf", "30", "-pix_fmt", "yuv420p", "-f", "webm"),
    ],
    # One palette for all frames: only then is what does not change not written again.
    ".gif": ["-lavfi", "[0][1]paletteuse=dither=none:diff_mode=rectangle", "-f", "gif"],
    ".apng": ["-c:v", "apng", "-plays", "0", "-pred", "up", "-f", "apng"],
}

_BARE = ["-an", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
_PALETTE = ["-vf", "palettegen", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"]
_SAMPLES = 32  # frames that a palette is made from

Told = Callable[[int, int], None]


class FilmPainter:
    """Paints frame after frame of a film; what lies still is drawn once."""

    def __init__(self, order: FilmOrder) -> None:
        self._order, self._theme = order, by_name(order.theme)
        self._scene = Scene()
        self._picture = Settled(self._scene)
        self._room = math.ceil(_STRIP * order.scale)
        self.image = QImage(order.width, order.height, QImage.Format.Format_RGB32)
        if self.image.isNull() or order.height - self._room < 100:
            raise ExportError(f"a film of {order.width} x {order.height} pixels cannot be painted")
        self.image.fill(colour(self._theme, "ground"))

    def paint(self, now: Snapshot) -> QImage:
        """Return the frame of a snapshot; the next call paints over it."""
        order = self._order
        high = order.height - self._room
        view = snapped(view_of(now, order.width, high, self._theme, scale=order.scale))
        self._scene.show(now, view)
        painter = QPainter(self.image)
        painter.setClipRect(0, 0, order.width, high)
        self._picture.paint(painter, view)
        painter.setClipRect(0, high, order.width, self._room)
        painter.translate(0, high)
        self._strip(painter, now)
        painter.end()
        return self.image

    def _strip(self, painter: QPainter, now: Snapshot) -> None:
        """Draw the clock, the last moment, and what is known of the aircraft."""
        k, theme, wide = self._order.scale, self._theme, float(self._order.width)
        painter.fillRect(QRectF(0, 0, wide, self._room), colour(theme, "ground"))
        painter.fillRect(QRectF(0, 0, wide, k), colour(theme, "line"))
        first = now.scenario.zones[0]
        long = now.state.chapter != now.scenario.chapters[0].id
        big, small, bold = font(24 * k, bold=True), font(12.5 * k), font(14.5 * k, bold=True)
        t = now.frame.time
        head = times.day(t, first) if long else times.clock(t, first, seconds=True)
        clocks = [*([times.clock(t, first)] if long else []), *times.elsewhere(t, now.scenario.zones)]
        painter.setFont(big)
        painter.setPen(colour(theme, "ink"))
        painter.drawText(QPointF(16 * k, 34 * k), head)
        painter.setFont(small)
        painter.setPen(colour(theme, "dim"))
        told = " · ".join(clocks)
        painter.drawText(QPointF(16 * k, 57 * k), told)
        right = self._aircraft(painter, now, wide, k)
        left = max(250 * k, 40 * k + QFontMetricsF(small).horizontalAdvance(told))
        moment, room = now.frame.moment, right - left - 24 * k
        if now.scenario.hypothetical:
            painter.setPen(colour(theme, "loss"))
            painter.setFont(bold)
            told = f"WHAT IF, not history: {now.scenario.hypothetical}"
            painter.drawText(QPointF(left, 24 * k), _fitted(told, room, bold))
        elif moment is not None and room > 60 * k:
            painter.setFont(bold)
            painter.setPen(colour(theme, "ink"))
            at = moment.at(now.state.voice)
            when = times.day_clock(at, first) if long else times.clock(at, first)
            when = day_alone(now.scenario, moment, at) or when
            painter.drawText(QPointF(left, 24 * k), _fitted(f"{when}  {moment.title}", room, bold))
            painter.setFont(small)
            painter.setPen(colour(theme, "dim"))
            lines = list(broken(moment.text, room, QFontMetricsF(small)))
            for n, line in enumerate((lines[0], _fitted(" ".join(lines[1:]), room, small)) if lines else ()):
                painter.drawText(QPointF(left, (43 + 17 * n) * k), line)

    def _aircraft(self, painter: QPainter, now: Snapshot, wide: float, k: float) -> float:
        """Draw the aircraft's figures at the right; return where they begin."""
        hero, theme = now.frame.hero, self._theme
        if hero is None:
            return wide
        system = str(now.state.units)
        rows = [(hero.name, "foxbat", True)]
        if hero.phase is Phase.GROUND:
            rows.append(("on the ground", "dim", False))
        else:
            altitude = "altitude not known"
            if hero.altitude_m is not None:
                altitude = f"{units.altitude(hero.altitude_m, system)}, {hero.altitude_basis}"
            if hero.altitude_low_m is not None and hero.altitude_high_m is not None:
                low, high = (units.altitude(v, system) for v in (hero.altitude_low_m, hero.altitude_high_m))
                altitude = f"{low}–{high}, {hero.altitude_basis}"
            where = "place not known" if hero.lon is None else f"place {hero.position_basis}"
            rows += [(altitude, "ink", False), (where, "dim", False)]
        faces = [font((14.5 if strong else 12.5) * k, bold=strong) for _, _, strong in rows]
        left = (
            wide
            - 16 * k
            - max(
                170 * k, *(QFontMetricsF(f).horizontalAdvance(r[0]) for f, r in zip(faces, rows, strict=True))
            )
        )
        for n, ((text, role, _), face) in enumerate(zip(rows, faces, strict=True)):
            painter.setFont(face)
            painter.setPen(colour(theme, role))
            painter.drawText(QPointF(left, (24 + 19 * n) * k), text)
        return left


def _fitted(text: str, room: float, face: QFont) -> str:
    """Return a text as far as it fits into a line ``room`` pixels wide, with a mark where it goes on."""
    measure = QFontMetricsF(face)
    if measure.horizontalAdvance(text) <= room:
        return text
    first = next(broken(text, room - measure.horizontalAdvance(" …"), measure), "")
    return first.rstrip(" .,;:") + " …"


def at(snapshot: Snapshot, chapter: str, time: float) -> Snapshot:
    """Return the snapshot at a time of the film."""
    state = replace(snapshot.state, time=time, chapter=chapter)
    return replace(snapshot, state=state, frame=frame(snapshot.scenario, snapshot.derived, state))


def suffix_of(path: Path) -> str:
    """Return the suffix of a film's file; raises ExportError for one that is none of a film."""
    suffix = path.suffix.lower()
    if suffix not in FILMS:
        raise ExportError(f"{path}: films are written as {', '.join(FILMS)}")
    return suffix


def ffmpeg(path: Path) -> str:
    """Return the encoder's program; raises ExportError where the extra is missing."""
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise ExportError(
            f"{path}: films need an encoder, which is not installed: pip install imageio-ffmpeg"
        ) from None


def film(snapshot: Snapshot, order: FilmOrder, path: Path, told: Told | None = None) -> Script:
    """Write a film, and its subtitles beside it if ordered; ``told(done, of)`` hears of each frame.

    Both files are whole or as they were; whatever ``told`` raises ends the film so. Subtitles that stand
    beside an older film of this name go with it; others are not touched, and without words none are
    written. Returns the film's time line. Raises ExportError in one sentence.
    """
    suffix = suffix_of(path)
    if not all(_SIZES[0] <= side <= _SIZES[1] and side % 2 == 0 for side in (order.width, order.height)):
        raise ExportError(f"a film's sides are even, from {_SIZES[0]} to {_SIZES[1]} pixels")
    made = script(snapshot.scenario, snapshot.state, order)
    told_beside = cues(snapshot.scenario, made) if order.subtitles else ()
    beside = path.with_suffix(f".{order.subtitles}") if order.subtitles else path
    if told_beside and beside.exists() and not path.exists():
        raise ExportError(f"{beside}: it is there already, without a film; rename it or the new one")
    program = ffmpeg(path)
    painter = FilmPainter(order)
    more: list[str] = []
    if suffix == ".gif":
        some = replace(made, times=np.unique(made.times[_spread(len(made.times))]))
        palette = encode(program, order, _PALETTE, _frames(painter, snapshot, some, None), path)
        # A picture in the command itself: a file of its own would be litter if we were killed.
        more = ["-f", "png_pipe", "-i", f"data:image/png;base64,{base64.b64encode(palette).decode('ascii')}"]
    again = path.exists()
    with replacing(path) as part:
        output = [*more, *_BARE, *_CODECS[suffix], str(part)]
        encode(program, order, output, _frames(painter, snapshot, made, told), path)
    if told_beside:
        write_atomic(beside, subtitles(told_beside, order.subtitles))
    elif order.subtitles and again:  # those of the film that was here would be shown with this one
        try:
            beside.unlink(missing_ok=True)
        except OSError as error:
            raise fault(beside, error) from error
    return made


def _frames(
    painter: FilmPainter, snapshot: Snapshot, made: Script, told: Told | None
) -> Iterator[memoryview]:
    """Yield the pixels of each frame; those of a pause are painted once."""
    shown: float | None = None
    for number, time in enumerate(made.times.tolist()):
        if time != shown:
            painter.paint(at(snapshot, made.chapter, time))
            shown = time
        yield memoryview(painter.image.constBits()).cast("B")
        if told is not None:
            told(number + 1, len(made.times))


def _spread(count: int) -> NDArray[np.int64]:
    """Return the numbers of a few of ``count`` frames, from the first to the last."""
    return np.linspace(0, count - 1, min(_SAMPLES, count)).round().astype(np.int64)


def encode(
    program: str, order: FilmOrder, output: list[str], frames: Iterator[memoryview], path: Path
) -> bytes:
    """Let the encoder make of frames what ``output`` says; return the little that it writes to a pipe.

    The last of ``output`` is where it writes, ``path`` what errors name. Raises ExportError.
    """
    command = [
        *(program, "-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "bgr0", "-video_size", f"{order.width}x{order.height}"),
        *("-framerate", str(order.fps), "-i", "pipe:0", *output),
    ]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise ExportError(
            f"{path}: the encoder does not start: {(error.strerror or str(error)).lower()}"
        ) from None
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl  # Linux: a frame in four pieces instead of sixty

        fcntl.fcntl(process.stdin.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)
    try:
        # An encoder that gives up closes the pipe: what it said comes after.
        with contextlib.suppress(BrokenPipeError):
            for pixels in frames:
                process.stdin.write(pixels)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        said = process.stderr.read().decode("utf-8", "replace")
        made = process.stdout.read()
        status = process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        process.stderr.close()
        process.stdout.close()
        with contextlib.suppress(OSError):
            process.stdin.close()
    if status:
        raise ExportError(f"{path}: {_reason(said, output[-1])}")
    return made


def _reason(said: str, part: str) -> str:
    """Return what the encoder complained of, in one line."""
    if "No space left" in said:
        return "the disk is full"
    lines = [line.strip() for line in said.replace(part, "the film").splitlines() if line.strip()]
    return f"the encoder failed: {lines[-1][:200]}" if lines else "the encoder failed"
