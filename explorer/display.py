"""Whether a window can be opened here, found out before Qt aborts the process."""

import ctypes
import os
import socket
import sys
from pathlib import Path

_XCB = "libQt6XcbQpa.so.6"
_PACKAGES = {
    "libxcb-cursor": "libxcb-cursor0",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libxkbcommon": "libxkbcommon0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-xkb": "libxcb-xkb1",
    "libxcb-randr": "libxcb-randr0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-sync": "libxcb-sync1",
    "libxcb-xfixes": "libxcb-xfixes0",
    "libxcb-image": "libxcb-image0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-render.": "libxcb-render0",
    "libxcb-shm": "libxcb-shm0",
    "libxcb.": "libxcb1",
    "libX11-xcb": "libx11-xcb1",
    "libX11.": "libx11-6",
    "libfreetype": "libfreetype6",
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libfontconfig": "libfontconfig1",
    "libdbus-1": "libdbus-1-3",
    "libglib-2.0": "libglib2.0-0",
    "libgthread-2.0": "libglib2.0-0",
}
_WITHOUT_QT = "`foxbat-explorer render` needs it too, `foxbat-explorer describe` does not"
_INSTEAD = "without a window, `foxbat-explorer render --at 13:26 -o out.png` draws its picture"


def missing_library(message: str, instead: str = _INSTEAD) -> str:
    """Return one sentence about the library that a loader's message names, with its Debian package.

    ``instead`` is what can be done without it, empty where nothing can.
    """
    library = Path(message.split(":", 1)[0].strip()).name  # one that is broken is told with its path
    package = next((p for start, p in _PACKAGES.items() if library.startswith(start)), "")
    named = f"; on Debian and Ubuntu, install {package}" if package else ""
    return f"a system library is missing: {library}{named}" + (f"; {instead}" if instead else "")


def obstacle() -> str | None:
    """Return one sentence that says why no window can open, or None where one can.

    Qt aborts the process when it finds no display, so the X libraries are loaded and the display tried
    before any QApplication is made.
    """
    try:
        import PySide6.QtWidgets
    except ImportError as error:
        return missing_library(str(error), instead=_WITHOUT_QT)
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux"):
        return None
    qt = Path(PySide6.QtWidgets.__file__).parent / "Qt"
    if chosen and not any(_plugin(qt, name).is_file() for name in chosen.split(";")):
        return f"Qt has no platform '{chosen}' (QT_QPA_PLATFORM); {_INSTEAD}"
    wayland = chosen.startswith("wayland")
    if wayland or (os.environ.get("WAYLAND_DISPLAY") and not chosen):
        silent = _wayland_silent()
        # Where its usual choice does not answer, Qt goes on to X.
        if silent is None or wayland or not os.environ.get("DISPLAY"):
            return silent
    elif chosen and not chosen.startswith("xcb"):
        return None
    if not os.environ.get("DISPLAY"):
        return f"no display to open a window on (DISPLAY is not set); {_INSTEAD}"
    library = qt / "lib" / _XCB
    try:
        if library.is_file():
            ctypes.CDLL(str(library))
    except OSError as error:
        return missing_library(str(error))
    return _unreachable()


def _plugin(qt: Path, name: str) -> Path:
    """Return where the plugin of a platform such as ``wayland-egl`` or ``offscreen:size=1x1`` would be."""
    return qt / "plugins" / "platforms" / f"libq{name.split(':')[0].split('-')[0]}.so"


def _wayland_silent() -> str | None:
    """Return a sentence where the Wayland display does not answer."""
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name
    try:
        with socket.socket(socket.AF_UNIX) as tried:
            tried.settimeout(2)
            tried.connect(str(place))
    except OSError:
        return f"the Wayland display {name} does not answer; {_INSTEAD}"
    return None


def _unreachable() -> str | None:
    """Return a sentence where the X display does not answer."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return missing_library(str(error))
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if failed:
        return f"the display {os.environ['DISPLAY']} does not answer; {_INSTEAD}"
    return None
