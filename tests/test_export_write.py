"""A file is whole or as it was, whatever happens, and nothing is left beside it."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from explorer.export import write
from explorer.export.write import ExportError, replacing, write_atomic

OLD, NEW = b"old", b"new and longer"


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "map.kml"
    path.write_bytes(OLD)
    return path


def only(path, content):
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == content


@pytest.fixture(params=["nameless", "named", "unlinkable"])
def way(request, monkeypatch):
    """The three ways to write: without a name, with one, and where naming afterwards is refused."""
    if request.param == "named":
        monkeypatch.setattr(write, "_nameless", lambda folder: None)
    if request.param == "unlinkable":

        def refuse(*args, **options):
            raise OSError(errno.EPERM, "no")

        monkeypatch.setattr(os, "link", refuse)
    return request.param


def test_writes_new_and_over_old(way, tmp_path, target):
    write_atomic(target, NEW)
    only(target, NEW)
    fresh = tmp_path / "sub" / "x"
    fresh.parent.mkdir()
    write_atomic(str(fresh), b"")
    only(fresh, b"")


def test_keeps_mode_and_link(way, target, tmp_path):
    target.chmod(0o640)
    write_atomic(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    link = tmp_path / "links" / "link.kml"
    link.parent.mkdir()
    link.symlink_to(target)
    write_atomic(link, OLD)
    assert link.is_symlink()
    assert target.read_bytes() == OLD


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_fault_at_any_point_leaves_the_old_file(way, target, monkeypatch, call, number):
    def fail(*args, **options):
        raise OSError(number, os.strerror(number))

    if call == "replace":
        monkeypatch.setattr(type(target), "replace", fail)
    else:
        monkeypatch.setattr(os, call, fail)
    with pytest.raises(ExportError) as told:
        write_atomic(target, NEW)
    monkeypatch.undo()
    assert str(told.value).startswith(f"{target}: ")
    assert "\n" not in str(told.value)
    only(target, OLD)


def test_an_interrupt_leaves_the_old_file(way, target, monkeypatch):
    def stop(held):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(target, NEW)
    only(target, OLD)


def test_short_writes_are_completed(way, target, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda held, data: real(held, bytes(data)[:3]))
    write_atomic(target, NEW)
    only(target, NEW)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "it is a folder"),
        ("no/x.kml", "its folder does not exist"),
        ("map.kml/x.kml", "its folder is a file"),
        ("a" * 300, "the name is too long"),
    ],
)
def test_says_why_not(target, tmp_path, path, reason):
    with pytest.raises(ExportError, match=reason) as told:
        write_atomic(tmp_path / path, NEW)
    assert str(tmp_path) in str(told.value)
    only(target, OLD)


def test_a_name_of_the_greatest_length(way, tmp_path):
    path = tmp_path / ("a" * 255)
    write_atomic(path, NEW)
    only(path, NEW)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(target):
    target.parent.chmod(0o555)
    try:
        with pytest.raises(ExportError, match="no permission"):
            write_atomic(target, NEW)
    finally:
        target.parent.chmod(0o755)
    only(target, OLD)


def test_a_folder_or_file_that_may_not_be_written(target, monkeypatch):
    real = os.open

    def refuse(path, flags, *rest, **options):
        if flags & (os.O_CREAT | getattr(os, "O_TMPFILE", 0)):
            raise PermissionError(errno.EACCES, "no")
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ExportError, match="no permission to write there"):
        write_atomic(target, NEW)
    monkeypatch.undo()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(ExportError, match="no permission to write there"):
        write_atomic(target, NEW)
    monkeypatch.undo()
    only(target, OLD)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
def test_devices_are_written_to_and_never_replaced():
    before = os.stat("/dev/null")  # noqa: PTH116
    write_atomic("/dev/null", NEW)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)  # noqa: PTH116
    assert before.st_rdev == os.stat("/dev/null").st_rdev  # noqa: PTH116
    with pytest.raises(ExportError, match="the disk is full"):
        write_atomic("/dev/full", NEW)


def test_replacing_gives_a_path(way, target):
    target.chmod(0o640)
    with replacing(target) as part:
        if way == "named":
            assert part.suffix == ".kml"
            assert part.parent == target.parent
        else:
            assert [p.name for p in target.parent.iterdir()] == [target.name]
        # Another program fills it, goes back in it, and opens it once more.
        filler = (
            "import sys; f = open(sys.argv[1], 'wb'); f.write(b'xxx and longer'); f.seek(0); f.write(b'new')"
        )
        subprocess.run([sys.executable, "-c", filler, str(part)], check=True)
        assert part.read_bytes() == NEW
        assert target.read_bytes() == OLD
    only(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_replacing_takes_a_file_that_was_itself_replaced(target, monkeypatch):
    monkeypatch.setattr(write, "_nameless", lambda folder: None)
    with replacing(target) as part:
        part.unlink()
        part.write_bytes(NEW)
    only(target, NEW)


def test_replacing_cancelled(way, target, monkeypatch):
    with pytest.raises(KeyboardInterrupt), replacing(target) as part:  # noqa: PT012
        part.write_bytes(NEW)
        raise KeyboardInterrupt
    only(target, OLD)
    monkeypatch.setattr(write, "_nameless", lambda folder: None)
    with pytest.raises(ExportError, match="its folder does not exist"), replacing(target) as part:
        part.unlink()
    only(target, OLD)


_WRITER = """
import sys
from explorer.export import write
if sys.argv[2] == "named":
    write._nameless = lambda folder: None
data = [bytes([65 + n]) * 3_000_000 for n in range(2)]
print("ready", flush=True)
n = 0
while True:
    write.write_atomic(sys.argv[1], data[n % 2]); n += 1
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL")
@pytest.mark.parametrize("kind", ["nameless", "named"])
def test_killed_at_any_point(tmp_path, kind):
    """A writer killed again and again: always one whole file; the next write sweeps what a kill left."""
    path = tmp_path / "map.kml"
    write_atomic(path, b"A" * 3_000_000)
    left = 0
    for n in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path), kind],
            stdout=subprocess.PIPE,
            cwd=os.getcwd(),  # noqa: PTH109
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.011 * (n + 1))
        child.kill()
        child.wait()
        child.stdout.close()
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
        left += len(list(tmp_path.iterdir())) - 1
    if kind == "nameless" and hasattr(os, "O_TMPFILE"):
        assert left <= 1  # only between the two system calls that name it and put it in place
    write_atomic(path, NEW)
    only(path, NEW)


def test_what_a_living_writer_holds_is_not_swept(way, target):
    with replacing(target) as part:
        part.write_bytes(b"film")
        write_atomic(target, NEW)
        assert part.read_bytes() == b"film"
    only(target, b"film")
