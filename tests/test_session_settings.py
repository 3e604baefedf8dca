"""What is remembered survives; what is damaged does not harm."""

import pytest
from PySide6.QtCore import QByteArray

from explorer.session import settings as s
from explorer.session.settings import Setting, Settings

SPEED, SURE = Setting("test/speed", 0.0), Setting("test/sure", False)


def test_values_come_back(tmp_path, qapp):
    path = tmp_path / "s.ini"
    kept = Settings(path)
    kept.put(s.THEME, "light")
    kept.put(SURE, True)
    kept.put(SPEED, 12.5)
    kept.put_layout("docks", QByteArray(b"\x00\x01\xff"))
    assert kept.save()
    again = Settings(path)
    assert again.get(s.THEME) == "light"
    assert again.get(SURE) is True
    assert again.get(SPEED) == 12.5
    assert bytes(again.layout("docks").data()) == b"\x00\x01\xff"
    assert again.set_aside is None


def test_a_value_that_does_not_fit_falls_back(tmp_path, qapp):
    path = tmp_path / "s.ini"
    path.write_text("[look]\ntheme=pink\n[test]\nspeed=soon\n", encoding="utf-8")
    kept = Settings(path)
    assert kept.get(s.THEME) == "dark"
    assert kept.get(SPEED) == 0.0


@pytest.mark.parametrize(
    "junk", [b"\x00\x01\x02", b"this is not an ini file\nat all", b"\xff\xfe" + b"a\0" * 40]
)
def test_a_damaged_file_is_set_aside(tmp_path, qapp, junk):
    path = tmp_path / "s.ini"
    path.write_bytes(junk)
    kept = Settings(path)
    assert kept.get(s.THEME) == "dark"
    assert kept.set_aside is not None
    assert kept.set_aside.read_bytes() == junk
    kept.put(s.THEME, "light")
    assert kept.save()


def test_a_test_never_touches_the_own_settings(tmp_path):
    assert s.folder() == tmp_path / "home"
