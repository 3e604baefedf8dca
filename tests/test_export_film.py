"""Films: the time line, the words beside them, and files that a player reads or that are not there."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from explorer.export import film, write
from explorer.export.orders import FilmOrder
from explorer.export.script import Cue, cues, pieces, script
from explorer.export.subtitles import subtitles
from explorer.export.write import ExportError
from explorer.frame.state import opening
from explorer.scenario import times
from explorer.session.jobs import Jobs
from explorer.session.prepare import Preparation
from explorer.session.store import Store


def at(scenario, text, voice="article"):
    return times.asked(scenario, text, voice=voice, now=scenario.chapters[0].start)


@pytest.fixture(scope="module")
def now(qapp, belenko):
    made, jobs = Store(belenko), Jobs()
    preparation = Preparation(made, jobs)
    while jobs.working or preparation.resting:
        jobs.wait(20)
        QApplication.processEvents()
    return made.now


def order(scenario, start="13:20", end="13:27", **more):
    given = {"speed": 60.0, "fps": 10, "pause": 0.5, "width": 320, "height": 240, "scale": 0.6} | more
    return FilmOrder(at(scenario, start), at(scenario, end), **given)


# ------------------------------------------------------------------ the time line


def test_time_runs_at_its_speed_and_holds_at_every_moment(belenko):
    state = opening(belenko)
    asked = order(belenko, "13:05", "13:30", fps=30, pause=2.0)
    made = script(belenko, state, asked)
    told = [
        m for m in belenko.moments if m.chapter == "flight" and asked.start <= m.at("article") <= asked.end
    ]
    stops = {m.at("article") for m in told}
    assert len(stops) > 5
    assert len(made.times) == 25 * 60 / 60 * 30 + 1 + 60 * len(stops)
    assert made.times[0] == asked.start
    assert made.times[-1] == asked.end
    steps = np.diff(made.times)
    assert steps.min() >= 0
    assert steps.max() == pytest.approx(2.0)
    for stop in stops:
        assert (made.times == stop).sum() >= 60
    for frame, moment in made.stops:
        assert made.times[frame] == moment.at("article")
        assert frame == 0 or made.times[frame - 1] < moment.at("article")


@settings(max_examples=60, deadline=None)
@given(
    start=st.floats(0, 80),
    length=st.floats(0.1, 9),
    speed=st.floats(0.5, 600),
    fps=st.integers(1, 60),
    pause=st.floats(0, 5),
)
def test_any_film_stays_in_its_span_and_never_goes_back(belenko, start, length, speed, fps, pause):
    chapter = belenko.chapters[0]
    begin = chapter.start + start * 60
    asked = FilmOrder(begin, min(begin + length * 60, chapter.end), speed=speed, fps=fps, pause=pause)
    made = script(belenko, opening(belenko), asked)
    assert made.times[0] == asked.start
    assert asked.start <= made.times.min() <= made.times.max() <= asked.end + 1e-6
    assert (np.diff(made.times) >= 0).all()
    assert asked.end - made.times[-1] < speed / fps + 1e-6
    held = round(pause * fps)
    assert len(made.times) == len(np.unique(made.times)) or held > 0 or len(made.stops) > 0


def test_the_voices_hold_at_their_own_times(belenko):
    asked = order(belenko, "13:45", "14:00")
    stops = {
        voice.id: {
            m.at(voice.id) for _, m in script(belenko, replace(opening(belenko), voice=voice.id), asked).stops
        }
        for voice in belenko.voices
    }
    assert stops["article"] != stops["record"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"end": 0.0}, "ends before it starts"),
        ({"speed": 0.0}, "speed"),
        ({"speed": float("inf")}, "speed"),
        ({"fps": 0}, "frames a second"),
        ({"pause": 99.0}, "pauses"),
        ({"end": 4e9}, "within one chapter"),
        ({"speed": 0.001, "fps": 60}, "are more than"),
    ],
)
def test_what_cannot_be_a_film(belenko, change, says):
    with pytest.raises(ExportError, match=says):
        script(belenko, opening(belenko), replace(order(belenko), **change))


def test_films_of_the_long_chapters(belenko):
    for chapter in belenko.chapters[1:]:
        state = replace(opening(belenko), chapter=chapter.id, time=chapter.start)
        asked = FilmOrder(chapter.start, chapter.end, speed=(chapter.end - chapter.start) / 60)
        made = script(belenko, state, asked)
        assert made.chapter == chapter.id
        assert made.stops


# ------------------------------------------------------------------ words


def test_cues_follow_one_another_at_their_moments(belenko):
    made = script(belenko, opening(belenko), order(belenko, "13:05", "13:58", fps=30, pause=3.0))
    found = cues(belenko, made)
    assert len(found) > 10
    for a, b in pairwise(found):
        assert a.start < a.end <= b.start + 1e-9
    assert found[-1].end <= made.seconds
    starts = {round(frame / made.fps, 6) for frame, _ in made.stops}
    assert {round(c.start, 6) for c in found} & starts
    lost = next(frame for frame, m in made.stops if m.id == "lost") / made.fps
    said = " ".join(c.text for c in found if c.start >= lost - 0.01)
    account = next(p.text for p in belenko.passages if p.moment == "lost")
    assert said.startswith(pieces(account)[0].rstrip(" ,;:"))


def test_a_cue_that_is_broken_off_says_so(belenko):
    made = script(belenko, opening(belenko), order(belenko, "13:22:30", "13:27", pause=1.0, speed=120.0))
    texts = [c.text for c in cues(belenko, made)]
    assert any(text.endswith(" …") for text in texts)
    assert all(text.endswith((".", "!", "?", "…", ",", ";", ":")) for text in texts)
    assert not any(text.endswith((",", ";", ":")) for text in texts[-1:])


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab .,;:!?。é\n"), max_size=400))
def test_pieces_lose_nothing_and_are_short(text):
    found = pieces(text)
    assert all(0 < len(piece) <= 84 for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_subtitles_read_back():
    told = [Cue(0.5, 2.0, "One <b>& two"), Cue(3661.25, 3662.0, "Three --> four")]
    srt = subtitles(told, "srt").decode()
    assert srt == (
        "1\n00:00:00,500 --> 00:00:02,000\nOne <b>& two\n\n2\n01:01:01,250 --> 01:01:02,000\nThree → four\n"
    )
    vtt = subtitles(told, "vtt").decode()
    assert vtt.startswith("WEBVTT\n\n1\n00:00:00.500 --> 00:00:02.000\nOne &lt;b&gt;&amp; two\n")
    assert vtt.count("-->") == 2
    with pytest.raises(ExportError, match="srt or vtt"):
        subtitles(told, "ass")


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif", ".apng"])
def test_a_film_reads_back_with_every_frame(now, tmp_path, suffix):
    reader = pytest.importorskip("imageio_ffmpeg")
    path = tmp_path / f"out{suffix}"
    asked = order(now.scenario, "13:25", "13:27", fps=10, pause=0.3)
    told = []
    made = film.film(now, asked, path, lambda done, of: told.append((done, of)))
    assert {p.name for p in tmp_path.iterdir()} == {path.name, "out.srt"}
    assert told == [(n + 1, len(made.times)) for n in range(len(made.times))]
    if suffix in (".mp4", ".webm"):
        frames, seconds = reader.count_frames_and_secs(str(path))
        assert frames == len(made.times)
        assert seconds == pytest.approx(made.seconds, abs=0.2)
    meta = next(frames := reader.read_frames(str(path)))
    assert meta["size"] == (320, 240)
    first = np.frombuffer(next(frames), np.uint8).reshape(240, 320, 3)
    frames.close()
    # Frames equal the preview, but for what an encoder takes away.
    image = film.FilmPainter(asked).paint(film.at(now, made.chapter, float(made.times[0])))
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    preview = np.frombuffer(image.constBits(), np.uint8).reshape(240, image.bytesPerLine())[:, : 320 * 3]
    assert np.abs(first.reshape(240, 960).astype(int) - preview.astype(int)).mean() < 9
    assert "1,800 feet" in (tmp_path / "out.srt").read_text("utf-8")


def test_the_clock_and_the_story_are_in_the_frame(now):
    asked = order(now.scenario, width=1280, height=720, scale=1.0)
    painter = film.FilmPainter(asked)
    one = painter.paint(film.at(now, "flight", at(now.scenario, "13:25"))).copy()
    two = painter.paint(film.at(now, "flight", at(now.scenario, "13:26"))).copy()
    again = painter.paint(film.at(now, "flight", at(now.scenario, "13:25"))).copy()
    assert one != two
    strip = (0, 720 - 76, 1280, 76)
    assert one.copy(*strip) != two.copy(*strip)
    assert one.copy(*strip) == again.copy(*strip)


def test_a_gif_is_one_palette_and_small(now, tmp_path):
    reader = pytest.importorskip("imageio_ffmpeg")
    path = tmp_path / "out.gif"
    # A second of the climb, in which the shade changes with every frame: with a palette for each, all is new.
    film.film(now, order(now.scenario, "13:09", "13:10", fps=20, pause=0.0), path)
    assert path.stat().st_size < 8000 * 20
    raw = subprocess.run(
        [reader.get_ffmpeg_exe(), "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    pixels = np.frombuffer(raw, np.uint8).reshape(-1, 3)
    assert len(pixels) == 21 * 320 * 240
    assert len(np.unique(pixels, axis=0)) <= 256


def test_the_words_of_the_strip_keep_their_places(now):
    # The title of 13:13 is wider than what a small film has between the clock and the aircraft's figures.
    asked = order(now.scenario, width=640, height=360, scale=1.0)
    painter = film.FilmPainter(asked)
    told = film.at(now, "flight", at(now.scenario, "13:17"))
    full = painter.paint(told).copy(430, 360 - 76, 210, 76)
    hidden = replace(told, frame=replace(told.frame, moment=None))
    assert full == painter.paint(hidden).copy(430, 360 - 76, 210, 76)


def test_a_film_that_is_given_up_leaves_the_old_one(now, tmp_path):
    pytest.importorskip("imageio_ffmpeg")
    path = tmp_path / "out.mp4"
    path.write_bytes(b"the old film")

    class EnoughError(Exception):
        pass

    def tell(done, of):
        if done == 5:
            raise EnoughError

    with pytest.raises(EnoughError):
        film.film(now, order(now.scenario), path, tell)
    assert path.read_bytes() == b"the old film"
    assert [p.name for p in tmp_path.iterdir()] == ["out.mp4"]


def test_an_encoder_that_fails_is_one_sentence(now, tmp_path, monkeypatch):
    path = tmp_path / "out.mp4"
    path.write_bytes(b"the old film")
    fails = tmp_path.parent / "ffmpeg-that-fails"
    fails.write_text("#!/bin/sh\necho 'Error writing: No space left on device' >&2\nexit 1\n")
    fails.chmod(0o755)
    monkeypatch.setattr(film, "ffmpeg", lambda _path: str(fails))
    with pytest.raises(ExportError, match=r"out\.mp4: the disk is full"):
        film.film(now, order(now.scenario), path)
    monkeypatch.setattr(film, "ffmpeg", lambda _path: str(tmp_path / "none"))
    with pytest.raises(ExportError, match="does not start"):
        film.film(now, order(now.scenario), path)
    assert path.read_bytes() == b"the old film"
    assert [p.name for p in tmp_path.iterdir()] == ["out.mp4"]


def test_without_the_extra_it_is_said(now, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(ExportError, match=r"out\.mp4: films need an encoder, .* pip install imageio-ffmpeg"):
        film.film(now, order(now.scenario), tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "says"), [({"width": 321}, "even"), ({"height": 20000}, "even"), ({"scale": 4.0}, "painted")]
)
def test_sizes_that_cannot_be(now, tmp_path, change, says):
    with pytest.raises(ExportError, match=says):
        film.film(now, order(now.scenario, **change), tmp_path / "out.mp4")


def test_subtitles_of_another_film_are_not_touched(now, tmp_path):
    pytest.importorskip("imageio_ffmpeg")
    beside = tmp_path / "out.srt"
    beside.write_text("mine")
    with pytest.raises(ExportError, match=r"out\.srt: it is there already"):
        film.film(now, order(now.scenario, "13:26", "13:27", pause=0.0), tmp_path / "out.mp4")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("out.srt", "mine")]


def test_a_film_without_words_has_no_subtitles(now, tmp_path):
    pytest.importorskip("imageio_ffmpeg")
    quiet = order(now.scenario, "13:42", "13:43", pause=0.0)
    path, beside = tmp_path / "out.mp4", tmp_path / "out.srt"
    film.film(now, quiet, path)
    assert not beside.exists()
    beside.write_text("of the film that was here")
    film.film(now, quiet, path)
    assert not beside.exists()


def test_a_full_disk_under_the_subtitles_is_said(now, tmp_path, monkeypatch):
    pytest.importorskip("imageio_ffmpeg")

    def full(held, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_fill", full)
    with pytest.raises(ExportError, match=r"out\.srt: the disk is full"):
        film.film(now, order(now.scenario, "13:26", "13:27", pause=0.0), tmp_path / "out.mp4")


# ------------------------------------------------------------------ as a process


def start(path, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "explorer", "film", "--from", "13:05", "--to", "13:58", "--speed", "5",
         "--size", "640x360", "--progress", *more, "-o", str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_film_leaves_the_old_one(tmp_path, sign):
    pytest.importorskip("imageio_ffmpeg")
    path = tmp_path / "out.mp4"
    path.write_bytes(b"the old film")
    process = start(path)
    line = process.stdout.readline()
    assert re.fullmatch(r"\d+ \d+\n", line), process.stderr.read()
    os.kill(process.pid, sign)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert path.read_bytes() == b"the old film"
    end = time.monotonic() + 10
    while len(list(tmp_path.iterdir())) > 1 and sign == signal.SIGTERM and time.monotonic() < end:
        time.sleep(0.1)
    left = [p.name for p in tmp_path.iterdir() if p != path]
    if sign == signal.SIGTERM or hasattr(os, "O_TMPFILE"):
        assert left == []  # the unfinished film has no name
    else:
        # What a kill leaves is hidden, and the next film sweeps it away.
        assert all(name.startswith(".foxbat-") for name in left)
        time.sleep(1.0)
        with write.replacing(path) as part:
            part.write_bytes(b"the new film")
        assert [p.name for p in tmp_path.iterdir()] == ["out.mp4"]
