"""The dialogs of what is taken away, worked as a person does, and what they make."""

import json
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox
from window_desk import hands, settle  # noqa: F401 - the fixture is used by name

from explorer import takeaway
from explorer.frame.state import Bookmark, View
from explorer.panels.bookmarks import BookmarksDialog
from explorer.panels.export_dialog import FilmDialog, PictureDialog, Progress
from explorer.scenario.whatif import WhatIf
from explorer.session import saved


@pytest.fixture
def act(hands):
    def run(command):
        hands.window.actions_by_id[command].trigger()
        settle(2)

    return run


@pytest.fixture
def answer(monkeypatch):
    """Answer every question for a file with the path that is given."""

    def give(path, chosen=""):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), chosen))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), chosen))

    return give


def dialog(kind):
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1, found
    return found[0]


def test_a_picture_is_what_was_chosen(hands, act, answer, tmp_path):
    act("export-picture")
    asked = dialog(PictureDialog)
    asked.sizes.choose(2)
    assert asked.order().scale == 2.0
    asked.sizes.wide.setValue(800)
    asked.sizes.high.setValue(600)
    asked.scale.setValue(1.0)
    asked.look.setCurrentIndex(1)
    answer(tmp_path / "mine", "PNG (*.png)")
    asked.accept()
    settle(2)
    image = QImage(str(tmp_path / "mine.png"))
    assert (image.width(), image.height()) == (800, 600)


def test_a_picture_that_cannot_be_written_is_said(hands, act, answer, tmp_path):
    act("export-picture")
    answer(tmp_path / "nowhere" / "x.png")
    dialog(PictureDialog).accept()
    settle(2)
    box = dialog(QMessageBox)
    assert "x.png: its folder does not exist" in box.text()
    box.close()


def test_every_preset_can_be_asked_for(hands):
    made = PictureDialog("dark", hands.window)
    for row in range(made.sizes.preset.count() - 1):
        made.sizes.choose(row)
        order = made.order()
        assert round(order.width * order.scale) == pytest.approx(made.sizes.wide.value(), abs=2)
        assert round(order.height * order.scale) == pytest.approx(made.sizes.high.value(), abs=2)
    made.deleteLater()


def test_a_film_says_how_long_it_is_or_why_it_cannot_be(hands):
    made = FilmDialog(hands.store, "dark", hands.window)
    made.start.setText("13:05")
    made.end.setText("13:30")
    made.speed.setCurrentIndex(made.speed.findData(60.0))
    made.pause.setValue(0)
    assert made.told.text() == "0:25 min, 751 frames"
    assert made.order().fps == 30
    assert made.buttons.buttons()[0].isEnabled()
    made.end.setText("13:00")
    assert "ends before it starts" in made.told.text()
    made.end.setText("nonsense at all")
    assert made.told.text()
    assert not any(b.isEnabled() for b in made.buttons.buttons() if b.text() == "Save as…")
    made.deleteLater()


def test_progress_is_cancelled_by_its_button_and_by_esc(hands, qtbot):
    made = Progress("out.mp4", hands.window)
    made.show_done(30, 120)
    assert (made.bar.value(), made.bar.maximum()) == (30, 120)
    with qtbot.waitSignal(made.cancelled):
        made.stop.click()
    made.deleteLater()


def test_a_film_is_made_while_the_window_stays_in_use(hands, act, answer, tmp_path, qtbot):
    pytest.importorskip("imageio_ffmpeg")
    path = tmp_path / "out.mp4"
    path.write_bytes(b"the old film")
    act("export-film")
    asked = dialog(FilmDialog)
    asked.start.setText("13:05")
    asked.end.setText("13:50")
    asked.speed.setCurrentIndex(asked.speed.findData(1.0))
    answer(path)
    asked.accept()
    settle(2)
    progress = dialog(Progress)
    qtbot.waitUntil(lambda: progress.bar.value() > 0, timeout=60_000)
    hands.store.update(time=hands.at("13:30"))
    settle()
    assert hands.clock() == "13:30:00"
    progress.stop.click()
    settle()
    assert path.read_bytes() == b"the old film"
    assert [p.name for p in tmp_path.iterdir()] == ["out.mp4"]


def test_tracks_take_the_format_of_their_name(hands, act, answer, tmp_path):
    answer(tmp_path / "out.gpx")
    act("export-tracks")
    assert (tmp_path / "out.gpx").read_text("utf-8").startswith("<?xml")


def test_the_moment_is_copied_as_picture_words_and_link(hands, act):
    hands.store.update(time=hands.at("13:26"))
    act("copy-moment")
    data = QGuiApplication.clipboard().mimeData()
    text = data.text()
    for part in (
        "13:26:00 JST",
        "Gone from four screens",
        "Cite: Foxbat Explorer",
        "Sources: ",
        "foxbat:?time=",
    ):
        assert part in text
    assert QImage(data.imageData()).width() > 800
    found = saved.from_bytes(bytes(data.data("application/x-foxbat+json").data()))
    state, _ = saved.state_of(found, hands.store.now.history, hands.state)
    assert state.time == hands.state.time
    link = text.split()[-1]
    hands.store.update(time=hands.at("13:00"))
    hands.app.takeaway.open_named(link)
    assert hands.clock() == "13:26:00"


def test_a_copied_moment_is_shown_again(hands, act):
    clipboard = QGuiApplication.clipboard()
    hands.store.update(time=hands.at("13:26"), station="kamo", view=View(140.0, 42.0, 200.0))
    act("copy-moment")
    words = clipboard.text()
    for text in ("", f"Look at this ({words.split()[-1]}), please."):  # copied here; come as a letter
        hands.store.update(time=hands.at("13:00"), station=None, view=None)
        if text:
            clipboard.setText(text)
        hands.press("Ctrl+Shift+V")
        assert (hands.clock(), hands.state.station) == ("13:26:00", "kamo")
        assert hands.state.view == View(140.0, 42.0, 200.0)
    before = hands.state
    clipboard.setText("nothing of ours")
    act("paste-moment")
    assert "no copied moment" in hands.window.overlays._note.text()
    clipboard.setText("foxbat:?time=yesterday")
    act("paste-moment")
    settle(2)
    box = dialog(QMessageBox)
    assert "not an exploration: time" in box.text()
    box.close()
    assert hands.state == before


def test_anothers_exploration_takes_no_bookmark_away(hands, tmp_path):
    path = tmp_path / "yours.foxbat"
    saved.save(saved.of(hands.store.now), path)
    mine = Bookmark(hands.at("13:33"), "flight", "Mine", "not to be lost")
    hands.store.update(bookmarks=(mine,))
    hands.app.takeaway.open_named(str(path))
    assert mine in hands.state.bookmarks


def test_documents_come_back_as_they_were_read(hands, tmp_path):
    told = []
    texts = [tmp_path / f"{n}.txt" for n in "ab"]
    for text in texts:
        text.write_text("At 13:11 Okushiri saw an unknown aircraft 111 miles off.", "utf-8")
    data = json.loads(saved.to_bytes(saved.of(hands.store.now)))
    data |= {"document": str(texts[0]), "documents": [{"path": str(t), "digest": "0"} for t in texts]}
    desk = hands.app.takeaway
    desk._open_document, kept = lambda *how: told.append(how), desk._open_document
    try:
        desk._take(saved.from_bytes(json.dumps(data).encode()), None)
    finally:
        desk._open_document = kept
    assert told == [(texts[0], True, "0"), (texts[1], False, "0")]


def test_another_scenario_is_not_saved_over_the_file_of_the_last(hands, answer, act, tmp_path):
    mine, other = tmp_path / "mine.foxbat", tmp_path / "other.foxbat"
    saved.save(saved.of(hands.store.now), mine)
    hands.app.takeaway.open_named(str(mine))
    before = mine.read_bytes()
    now = hands.store.now
    # As if the other had been opened: the program that the tests share keeps its own.
    hands.store.changed.emit(now, replace(now, history=replace(now.history, title="Another story")))
    hands.store.changed.emit(now, now)
    answer(other)
    act("save-exploration")
    assert mine.read_bytes() == before
    assert other.is_file()


def test_an_exploration_is_saved_and_opened_again(hands, act, answer, tmp_path):
    path = tmp_path / "mine.foxbat"
    hands.store.update(time=hands.at("13:22"), voice="record", view=View(140.0, 42.0, 200.0))
    answer(tmp_path / "mine", "")
    hands.app.takeaway._path = None
    act("save-exploration")
    assert json.loads(path.read_text("utf-8"))["voice"] == "record"
    hands.store.update(time=hands.at("13:00"), voice="article", view=None)
    answer(path)
    act("open-exploration")
    assert hands.clock() == "13:22:00"
    assert hands.state.voice == "record"
    assert hands.state.view == View(140.0, 42.0, 200.0)
    hands.store.update(time=hands.at("13:30"))
    answer(tmp_path / "must-not-be-asked")
    act("save-exploration")
    assert json.loads(path.read_text("utf-8"))["time"].startswith("1976-09-06T13:30")
    hands.store.update(time=hands.at("13:00"))
    hands.app.open_path(path)
    assert hands.clock() == "13:30:00", "a dropped file is opened too"


def test_a_broken_exploration_is_said_and_changes_nothing(hands, tmp_path):
    path = tmp_path / "broken.foxbat"
    path.write_text("{")
    before = hands.state
    hands.app.takeaway.open_named(str(path))
    settle(2)
    box = dialog(QMessageBox)
    assert "broken.foxbat: not an exploration" in box.text()
    box.close()
    assert hands.state == before


def test_recent_files_are_in_the_menu_and_open(hands, tmp_path, monkeypatch):
    from explorer.session.settings import Settings

    desk = hands.app.takeaway
    monkeypatch.setattr(desk, "_settings", Settings(tmp_path / "s.ini"))
    paths = [tmp_path / f"{n}.foxbat" for n in range(10)]
    for path in paths:
        saved.save(saved.of(hands.store.now), path)
        desk.open_named(str(path))
    menu = next(m for m in hands.window.findChildren(QMenu) if m.title().replace("&", "") == "Open recent")
    assert [a.text() for a in menu.actions()] == [f"{n}.foxbat" for n in range(9, 1, -1)]
    hands.store.update(time=hands.at("13:40"))
    menu.actions()[-1].trigger()
    assert hands.clock() != "13:40:00"
    assert desk._recent()[0] == str(paths[2])
    desk._settings.put(takeaway.RECENT, "[1, {")
    assert desk._recent() == []


def test_bookmarks_are_on_the_time_axis(hands):
    at = hands.at("13:33")
    hands.store.update(time=hands.at("13:00"))
    settle()
    band = hands.canvas.bands[2]
    where = (round(hands.canvas.axis.x(at)), round(band.place.top + band.groove + 6))
    before = hands.canvas.grab().toImage().pixelColor(*where)
    hands.store.update(
        bookmarks=(Bookmark(at, "flight", "Here", "a note"), Bookmark(at, "legacy", "Not here"))
    )
    settle()
    assert hands.canvas.grab().toImage().pixelColor(*where) != before
    assert band.hover(hands.canvas.axis.x(at), band.groove + 5) == ("Here", "a note")


def test_bookmarks_are_made_listed_written_and_visited(hands, act):
    for clock in ("13:26", "13:11"):
        hands.store.update(time=hands.at(clock))
        hands.press("Ctrl+B")
    assert [m.title for m in hands.state.bookmarks] == [
        "Okushiri: unknown, 111 miles out",
        "Gone from four screens",
    ]
    hands.press("Ctrl+Shift+Right")
    assert hands.clock() == "13:26:00"
    hands.press("Ctrl+Shift+Left")
    assert hands.clock() == "13:11:00"
    act("bookmarks")
    listed = dialog(BookmarksDialog)
    assert listed.list.count() == 2
    listed.list.setCurrentRow(1)
    listed.title.setFocus()
    listed.title.selectAll()
    hands.type("Lost")
    listed.note.setFocus()
    hands.type("Why?")
    assert hands.state.bookmarks[1] == Bookmark(hands.at("13:26"), "flight", "Lost", "Why?")
    assert "Lost" in listed.list.item(1).text()
    listed.go.click()
    assert hands.clock() == "13:26:00"
    listed.remove.click()
    assert [m.title for m in hands.state.bookmarks] == ["Okushiri: unknown, 111 miles out"]
    hands.store.update(time=hands.at("13:40"))
    listed.add.click()
    assert len(hands.state.bookmarks) == 2
    assert listed.list.currentRow() == 1
    listed.close()
    assert isinstance(listed, QDialog)


@pytest.mark.parametrize(("choice", "marked"), [("Export history", False), ("Export what is supposed", True)])
def test_what_is_supposed_goes_into_a_file_only_if_asked_for(hands, act, answer, tmp_path, choice, marked):
    hands.store.update(what_if=WhatIf(sea_m=30.48))
    answer(tmp_path / "x.geojson", "GeoJSON (*.geojson)")
    act("export-tracks")
    assert not (tmp_path / "x.geojson").exists()
    box = dialog(QMessageBox)
    assert "over the sea at 30 m" in box.text()
    next(b for b in box.buttons() if b.text() == choice).click()
    settle(2)
    hands.store.update(what_if=None)
    hands.app.finish_work()
    written = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))
    assert ("what_if" in written["metadata"]) == marked
