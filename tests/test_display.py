"""Without a display, or with a system library missing, one sentence says what to do; nothing aborts."""

import builtins
import ctypes
import os
import socket
import subprocess
import sys

import pytest

from explorer import display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X displays are Linux's")


@pytest.fixture
def bare(monkeypatch):
    """An environment in which nothing says where a window could be opened."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_without_a_display_the_program_says_so_and_ends():
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "explorer"],
        capture_output=True, text=True, timeout=120, check=False, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "foxbat-explorer render" in line
    assert "DISPLAY" in line


def test_the_window_is_not_loaded_to_find_out(bare):
    """The sentence comes before anything heavy: only Qt itself is looked at."""
    done = subprocess.run(
        [sys.executable, "-c",
         "import sys; from explorer.display import obstacle; print(obstacle());"
         "print(sorted(m for m in sys.modules if m.partition('.')[0] in "
         "('explorer', 'numpy', 'pyqtgraph', 'geopandas', 'pandas')))"],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
    )  # fmt: skip
    sentence, loaded = done.stdout.splitlines()
    assert "no display" in sentence or "missing" in sentence or "does not answer" in sentence
    assert loaded == "['explorer', 'explorer.display']"


def test_a_display_that_does_not_answer(bare):
    bare.setenv("DISPLAY", ":987")
    said = display.obstacle()
    assert said is not None
    assert ":987 does not answer" in said or "missing" in said
    assert "foxbat-explorer render" in said


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc", "offscreen:size=9x9", "none;offscreen"])
def test_another_platform_needs_no_x(bare, platform):
    bare.setenv("QT_QPA_PLATFORM", platform)
    assert display.obstacle() is None


def test_a_platform_that_qt_does_not_have(bare):
    bare.setenv("QT_QPA_PLATFORM", "gargoyle")
    said = display.obstacle()
    assert said is not None
    assert said.startswith("Qt has no platform 'gargoyle' (QT_QPA_PLATFORM); without a window")


@pytest.mark.parametrize("platform", ["", "wayland", "wayland-egl"])
def test_wayland_needs_no_x(bare, tmp_path, platform):
    folder = os.path.relpath(tmp_path)  # a socket's path may not be long
    bare.setenv("XDG_RUNTIME_DIR", folder)
    bare.setenv("WAYLAND_DISPLAY", "w")
    bare.setenv("QT_QPA_PLATFORM", platform)
    said = display.obstacle()
    assert said is not None
    assert said.startswith("the Wayland display w does not answer; without a window")
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(f"{folder}/w")
        compositor.listen()
        assert display.obstacle() is None
    bare.setenv("QT_QPA_PLATFORM", "xcb")
    assert "no display" in str(display.obstacle())


def test_where_wayland_is_silent_x_is_tried(bare, tmp_path):
    bare.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    bare.setenv("WAYLAND_DISPLAY", "w")
    bare.setenv("DISPLAY", ":987")
    said = str(display.obstacle())
    assert ":987 does not answer" in said or "missing" in said


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-xkb.so.1", "libxcb-xkb1"),
        ("libxcb-randr.so.0", "libxcb-randr0"),
        ("libxcb-shape.so.0", "libxcb-shape0"),
        ("libxcb-sync.so.1", "libxcb-sync1"),
        ("libxcb-xfixes.so.0", "libxcb-xfixes0"),
        ("libxcb-image.so.0", "libxcb-image0"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxcb-render.so.0", "libxcb-render0"),
        ("libxcb-shm.so.0", "libxcb-shm0"),
        ("libxcb.so.1", "libxcb1"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libX11.so.6", "libx11-6"),
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libfreetype.so.6", "libfreetype6"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
    ],
)
def test_a_missing_library_names_its_package(library, package):
    message = f"{library}: cannot open shared object file: No such file or directory"
    said = display.missing_library(message)
    assert library in said
    assert f"install {package};" in said
    assert "foxbat-explorer render" in said
    assert "\n" not in said


def test_an_unknown_library_is_named_without_a_package():
    said = display.missing_library("libnone.so.3: cannot open shared object file")
    assert "libnone.so.3" in said
    assert "install" not in said


def test_the_loaders_own_words_are_understood(bare):
    """What the system's loader says of a library that is not there is what the sentence is made from."""
    bare.setenv("DISPLAY", ":987")
    loaded = ctypes.CDLL

    def without_cursor(name, *more):
        if "xcb" in str(name).lower():
            return loaded("libxcb-cursor-that-is-not.so.0")
        return loaded(name, *more)

    bare.setattr(ctypes, "CDLL", without_cursor)
    said = display.obstacle()
    assert said is not None
    assert "libxcb-cursor-that-is-not.so.0;" in said
    assert "libxcb-cursor0" in said


def test_what_qt_itself_lacks_keeps_no_promise(bare):
    """`render` needs Qt as the window does: the sentence says what does not."""

    def refuse(name, *more):
        if name.startswith("PySide6"):
            raise ImportError("/lib/libEGL.so.1: file too short", path="/x/PySide6/QtGui.so")
        return loaded(name, *more)

    loaded = builtins.__import__
    bare.setattr(builtins, "__import__", refuse)
    said = str(display.obstacle())
    assert said == (
        "a system library is missing: libEGL.so.1; on Debian and Ubuntu, install libegl1; "
        "`foxbat-explorer render` needs it too, `foxbat-explorer describe` does not"
    )
