"""Files that are whole or not there: every export goes through here.

A file is written beside its target, forced to the disk, and only then put in the target's place in one
step. Whatever happens before that step (a full disk, a kill, a crash) the old file stays as it was. Where
the system can, the new file has no name until it is complete, so that even a killed program leaves nothing
behind; elsewhere what a killed program left is swept away by the next write to the same target.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PREFIX = ".foxbat-"
_SUFFIX = ".part"


class ExportError(Exception):
    """A file could not be made: one sentence with the file and the reason."""


_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder is a file",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EIO: "the drive does not answer",
    errno.ENODEV: "the drive is gone",
    errno.ESTALE: "the drive is gone",
    errno.EFBIG: "it is larger than the disk allows",
}


def fault(path: Path, error: OSError) -> ExportError:
    """Return the error of ``path`` in one sentence, such as ``out/map.kml: the disk is full``."""
    reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
    return ExportError(f"{path}: {reason[:1].lower()}{reason[1:]}")


def write_atomic(path: Path | str, data: bytes) -> None:
    """Write ``data`` into ``path``, whole or not at all; a link keeps pointing where it did.

    A pipe or device is written to directly. Raises `ExportError` with the file and the reason.
    """
    path = Path(path)
    try:
        target = _target(path)
        if target is None:
            with path.open("wb") as out:
                out.write(data)
            return
        _sweep(target)
        _write(target, data)
    except OSError as error:
        raise fault(path, error) from error


@contextlib.contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Give a new file's path for others to write; on leaving without an error it takes the place of ``path``.

    For writers that want a path, such as a film's: they may open and fill it, and need not keep to its name,
    which is none where the system can do without. On any error it is gone, and ``path`` is as it was.
    Raises `ExportError` with the file and the reason.
    """
    path = Path(path)
    try:
        target = _target(path)
        if target is None:
            raise ExportError(f"{path}: is not a file")
        _sweep(target)
        part = _part(target, path.suffix[:16])
        held = _nameless(target.parent)
        named = held is None
        if held is None:
            held = _create(part)
    except OSError as error:
        raise fault(path, error) from error
    try:
        # By way of /proc: whoever writes it is another program.
        yield part if named else Path(f"/proc/{os.getpid()}/fd/{held}")
        if named:
            # A film's writer may have replaced the file by its own: what has the name counts.
            with part.open("rb+") as done:
                os.fsync(done.fileno())
        else:
            os.fsync(held)
            _claim(held)
            try:
                _name(held, part)
            except OSError:  # a file system that cannot
                _copy(held, part)
        _keep_mode(part, target)
        part.replace(target)
        _settle(target.parent)
    except OSError as error:
        raise fault(path, error) from error
    finally:
        os.close(held)
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _target(path: Path) -> Path | None:
    """Return the file to replace, None for a pipe or device; raises OSError where nothing can be written."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = 0
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if mode and not stat.S_ISREG(mode):
        return None
    target = path.resolve()
    if mode and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if not target.parent.is_dir():
        found = errno.ENOTDIR if target.parent.exists() else errno.ENOENT
        raise OSError(found, os.strerror(found))
    return target


def _mark(target: Path) -> str:
    """Return what the names of ``target``'s unfinished files begin with; short, whatever the target's is."""
    return _PREFIX + hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12] + "-"


def _part(target: Path, suffix: str = "") -> Path:
    return target.with_name(f"{_mark(target)}{secrets.token_hex(4)}{_SUFFIX}{suffix}")


def _create(part: Path) -> int:
    """Create ``part``, claim it as being written, and return its descriptor."""
    held = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o666)
    _claim(held)
    return held


def _claim(held: int) -> bool:
    """Lock a file as being written; False where another process has it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def _sweep(target: Path) -> None:
    """Remove what killed writers of ``target`` left; what a living one holds stays."""
    if fcntl is None:
        return
    for left in target.parent.glob(f"{_mark(target)}*{_SUFFIX}*"):
        with contextlib.suppress(OSError):
            held = os.open(left, os.O_RDWR)
            try:
                if _claim(held):
                    left.unlink()
            finally:
                os.close(held)


def _write(target: Path, data: bytes) -> None:
    part = _part(target)
    held = _nameless(target.parent)
    named = held is None
    if held is None:
        held = _create(part)
    try:
        _fill(held, data)
        if not named:
            _claim(held)
            try:
                _name(held, part)
            except OSError:  # a file system that cannot: write it again, with a name from the start
                os.close(held)
                held = -1
                held = _create(part)
                _fill(held, data)
        _keep_mode(part, target)
        part.replace(target)
        _settle(target.parent)
    finally:
        if held >= 0:
            os.close(held)
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _nameless(folder: Path) -> int | None:
    """Open a file without a name in ``folder``; None where the system has no such thing."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_RDWR, 0o666)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT):
            return None
        raise


def _name(held: int, part: Path) -> None:
    """Give a nameless file its name (``linkat`` by way of /proc, as open(2) has it)."""
    folder = os.open(part.parent, os.O_RDONLY)
    try:
        os.link(f"/proc/self/fd/{held}", part.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _copy(held: int, part: Path) -> None:
    """Write what an open file holds into ``part``."""
    made = _create(part)
    try:
        os.lseek(held, 0, os.SEEK_SET)
        while piece := os.read(held, 1 << 24):
            _fill(made, piece)
    finally:
        os.close(made)


def _fill(held: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(held, rest[: 1 << 24]) :]
    os.fsync(held)


def _keep_mode(part: Path, target: Path) -> None:
    """Give the new file the permissions of the old one."""
    with contextlib.suppress(OSError):
        part.chmod(stat.S_IMODE(target.stat().st_mode))


def _settle(folder: Path) -> None:
    """Force the change of name to the disk, where folders can be."""
    with contextlib.suppress(OSError):
        held = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)
