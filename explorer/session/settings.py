"""What is remembered from one start to the next: a typed table over an INI file.

A damaged or hand-edited file is never fatal: a value that does not fit falls back to its default, and a
file that cannot be read is set aside under another name.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

T = TypeVar("T")


def folder() -> Path:
    """Return where settings, caches and the log live; ``FOXBAT_EXPLORER_HOME`` names another place."""
    named = os.environ.get("FOXBAT_EXPLORER_HOME")
    if named:
        return Path(named)
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(place) / "foxbat-explorer"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One remembered value: its key, its default, and the values it may have (none: any)."""

    key: str
    default: T
    allowed: tuple[T, ...] = ()


THEME = Setting("look/theme", "dark", ("dark", "light", "system"))
UNITS = Setting("look/units", "source", ("source", "metric", "nautical"))
VOICE = Setting("story/voice", "")
HIDDEN = Setting("map/hidden", "lowest")
DOCUMENTS = Setting("text/documents", "")
CITATION = Setting("text/citation", "")


class Settings:
    """The remembered values, read and written by their ``Setting``."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or folder() / "settings.ini"
        self.set_aside: Path | None = None
        self._ini = self._open()

    def _open(self) -> QSettings:
        self._check()
        ini = QSettings(str(self.path), QSettings.Format.IniFormat)
        ini.sync()
        if ini.status() is not QSettings.Status.NoError and self.path.is_file():
            self._move()
            ini = QSettings(str(self.path), QSettings.Format.IniFormat)
        return ini

    def _check(self) -> None:
        """Set aside a file that is no INI file: Qt would read nonsense from it in silence."""
        try:
            raw = self.path.read_bytes()
        except OSError:
            return
        lines = [line.strip() for line in raw.split(b"\n")]
        good = b"\0" not in raw and all(not line or line[:1] in b"[;#" or b"=" in line for line in lines)
        if not good:
            self._move()

    def _move(self) -> None:
        aside = self.path.with_suffix(".damaged.ini")
        try:
            self.path.replace(aside)
        except OSError:
            return
        self.set_aside = aside

    def get(self, setting: Setting[T]) -> T:
        """Return a value; its default where it is missing, of another type or not allowed."""
        raw = self._ini.value(setting.key)
        kind = type(setting.default)
        if raw is None:
            return setting.default
        value: object
        try:
            value = (str(raw).lower() in ("true", "1")) if kind is bool else kind(str(raw))  # type: ignore[call-arg]
        except (TypeError, ValueError):
            return setting.default
        if setting.allowed and value not in setting.allowed:
            return setting.default
        return value  # type: ignore[return-value]

    def put(self, setting: Setting[T], value: T) -> None:
        """Remember a value."""
        self._ini.setValue(setting.key, str(value))

    def layout(self, key: str) -> QByteArray:
        """Return a remembered window layout; empty where there is none or it is damaged."""
        try:
            return QByteArray.fromBase64(str(self._ini.value(f"layout/{key}", "")).encode("ascii"))
        except UnicodeError:
            return QByteArray()

    def put_layout(self, key: str, state: QByteArray) -> None:
        """Remember a window layout."""
        self._ini.setValue(f"layout/{key}", bytes(state.toBase64().data()).decode("ascii"))

    def save(self) -> bool:
        """Write the file; return whether that worked. QSettings writes beside it and renames."""
        self._ini.sync()
        return self._ini.status() is QSettings.Status.NoError
