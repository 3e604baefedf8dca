"""The reader's own copies: opened, aligned, remembered, missing, forgotten, and never an exception."""

import os
import sys
from pathlib import Path

import pytest

from explorer.app import App
from explorer.scenario.load import load
from explorer.session import settings as remembered
from explorer.session.documents import Documents, Kept
from explorer.session.jobs import Jobs
from explorer.session.settings import Settings
from explorer.session.store import Store

NOTE = """The night shift

At 13:11 the radar at Okushiri saw an aircraft 111 miles out, at 20,000 feet.

At 13:26 four radars, Okushiri, Tobetsu, Ominato and Kamo, lost it at 1,800 feet.

At 13:50 it came down at Hakodate with 30 seconds of fuel.
"""


class Desk:
    """A store and its documents without a window."""

    def __init__(self, scenario, settings=None):
        self.store, self.jobs = Store(scenario), Jobs()
        self.documents = Documents(self.store, self.jobs, settings)
        self.told = []
        self.documents.told.connect(self.told.append)

    @property
    def names(self):
        return [Path(d.document.path).name for d in self.store.now.derived.documents]


@pytest.fixture
def desk(qtbot, belenko):
    made = []

    def make(settings=None, scenario=None):
        made.append(Desk(scenario or belenko, settings))
        return made[-1]

    yield make
    for one in made:
        one.jobs.wait()


@pytest.fixture
def rest(qtbot):
    """Wait until a desk has nothing more to do."""
    return lambda desk: qtbot.waitUntil(lambda: not desk.jobs.working, timeout=60_000)


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(NOTE, encoding="utf-8")
    return path


def test_a_text_opens_aligned_and_is_shown(desk, rest, note):
    one = desk()
    one.documents.open(note)
    assert one.store.state.document is None  # nothing waits for the reader
    rest(one)
    (opened,) = one.store.now.derived.documents
    assert one.store.state.document == opened.document.path == str(note)
    assert {"contact", "lost"} <= {m.moment for m in opened.alignment.passages if m.paragraphs}
    assert opened.page is not None
    assert not one.told


def test_the_same_file_again_is_the_same_document(desk, rest, note, tmp_path, monkeypatch):
    one = desk()
    one.documents.open(note)
    monkeypatch.chdir(tmp_path)
    one.documents.open(Path("note.txt"))
    rest(one)
    assert one.names == ["note.txt"]


def bad_files(folder):
    """Yield (a bad path, what its sentence must say)."""
    yield folder, "folder"
    yield folder / "nowhere.txt", "does not exist"
    (folder / "empty.txt").write_bytes(b"")
    yield folder / "empty.txt", "empty"
    (folder / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    yield folder / "binary.txt", "binary"
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<" * 50)
    yield folder / "broken.pdf", "broken.pdf"
    with (folder / "large.txt").open("wb") as large:
        large.truncate(60_000_000)
    yield folder / "large.txt", "60 MB"


def test_bad_files_are_one_sentence_each_and_nothing_is_lost(desk, rest, note, tmp_path):
    one = desk()
    one.documents.open(note)
    rest(one)
    before = one.store.now.derived.documents
    wanted = dict(bad_files(tmp_path))
    for path in wanted:
        one.documents.open(path)
    rest(one)
    assert len(one.told) == len(wanted)
    for path, words in wanted.items():
        (sentence,) = [s for s in one.told if s.startswith(path.name)]
        assert words in sentence
        assert "\n" not in sentence
        assert "Traceback" not in sentence
    assert one.store.now.derived.documents == before
    assert one.store.state.document == str(note)
    assert not one.store.now.derived.missing  # what never opened is not listed


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file(desk, rest, note):
    note.chmod(0)
    one = desk()
    one.documents.open(note)
    rest(one)
    (sentence,) = one.told
    assert sentence.startswith("note.txt cannot be opened")


def test_what_was_open_opens_again_with_what_was_read(desk, rest, note, tmp_path):
    other = tmp_path / "other.md"
    other.write_text("# Elsewhere\n\nAt 13:57 he was on the ground at Hakodate.\n", encoding="utf-8")
    settings = Settings(tmp_path / "s.ini")
    one = desk(settings)
    one.documents.open(note)
    one.documents.open(other)
    rest(one)
    one.store.update(document=str(note))
    assert settings.save()

    two = desk(Settings(tmp_path / "s.ini"))
    two.documents.restore()
    rest(two)
    assert two.names == ["note.txt", "other.md"]
    assert two.store.state.document == str(note)
    assert not two.told


def test_a_changed_file_is_aligned_anew_and_said(desk, rest, note, tmp_path):
    settings = Settings(tmp_path / "s.ini")
    one = desk(settings)
    one.documents.open(note)
    rest(one)
    one.jobs.wait()
    two = desk(settings)
    note.write_text("Another text.\n\n" + NOTE, encoding="utf-8")
    two.documents.restore()
    rest(two)
    (opened,) = two.store.now.derived.documents
    match = next(m for m in opened.alignment.passages if m.moment == "lost" and m.paragraphs)
    assert match.paragraphs == (4,)
    assert [s for s in two.told if s.startswith("note.txt has changed")]
    assert two.documents.kept()[0].digest == opened.document.digest


def test_a_file_that_changes_while_it_is_read_is_read_again(desk, rest, note, qtbot):
    one = desk()
    one.documents.open(note)
    rest(one)
    if not one.documents._watcher.files():
        pytest.skip("this system does not watch files")
    with qtbot.waitSignal(one.documents.told, timeout=20_000) as said:
        note.write_text("A new beginning.\n\n" + NOTE, encoding="utf-8")
    assert "has changed" in said.args[0]
    (opened,) = one.store.now.derived.documents
    assert opened.document.text.startswith("A new beginning")
    assert one.store.state.document == str(note)
    with qtbot.waitSignal(one.documents.told, timeout=20_000) as said:
        note.unlink()
    assert "no longer there" in said.args[0]
    assert one.names == ["note.txt"]  # its text stays


def test_a_missing_file_is_said_and_stays_listed(desk, rest, note, tmp_path):
    settings = Settings(tmp_path / "s.ini")
    one = desk(settings)
    one.documents.open(note)
    rest(one)
    away = note.rename(tmp_path / "away.txt")
    two = desk(settings)
    two.documents.restore()
    rest(two)
    assert two.told == ["note.txt does not exist."]
    (gone,) = two.store.now.derived.missing
    assert gone.path == str(note)
    assert two.store.state.document is None
    assert [k.path for k in two.documents.kept()] == [str(note)]

    away.rename(note)  # it comes back
    three = desk(settings)
    three.documents.restore()
    rest(three)
    assert three.names == ["note.txt"]
    assert not three.store.now.derived.missing
    assert not three.told


def test_forget_clears_the_list_and_what_is_still_to_come(desk, rest, note, tmp_path):
    settings = Settings(tmp_path / "s.ini")
    one = desk(settings)
    one.documents.open(note)
    rest(one)
    note.rename(tmp_path / "away.txt")
    two = desk(settings)
    two.documents.restore()
    two.documents.forget()
    rest(two)
    assert two.documents.kept() == ()
    assert not two.store.now.derived.documents
    assert not two.store.now.derived.missing


def test_close_puts_one_away(desk, rest, note, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(NOTE, encoding="utf-8")
    one = desk(Settings(tmp_path / "s.ini"))
    for path in (note, other):
        one.documents.open(path)
    rest(one)
    one.documents.close(str(other))
    assert one.names == ["note.txt"]
    assert one.store.state.document is None
    assert [k.path for k in one.documents.kept()] == [str(note)]


@pytest.mark.parametrize(
    "name",
    [
        "a, b; c.txt",
        'quo\'te "and" back\\slash.txt',
        "奥尻 Чугуевка é.txt",
        "100% @Invalid() [x]=y #1.txt",
        " lead and trail .txt",
        "<img src=x>.txt",
    ],
)
def test_odd_names_survive_the_settings(desk, rest, tmp_path, name):
    if sys.platform == "win32" and set(name) & set('<>:"\\|?*'):
        pytest.skip("no such name on Windows")
    path = tmp_path / name
    path.write_text(NOTE, encoding="utf-8")
    settings = Settings(tmp_path / "s.ini")
    one = desk(settings)
    one.documents.open(path)
    rest(one)
    assert settings.save()
    again = Settings(tmp_path / "s.ini")
    assert again.set_aside is None
    two = desk(again)
    two.documents.restore()
    rest(two)
    assert two.names == [name]
    assert two.store.state.document == str(path)


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_no_text(desk, rest, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text(NOTE, encoding="utf-8")
    settings = Settings(tmp_path / "s.ini")
    one = desk(settings)
    one.documents.open(path)
    rest(one)
    assert settings.save()
    two = desk(Settings(tmp_path / "s.ini"))
    two.documents.restore()
    rest(two)
    assert two.store.state.document == str(path)


def test_a_path_of_windows_comes_back_from_the_settings(desk, tmp_path):
    path = r"C:\Users\Ōta, K\new\текст.txt"
    settings = Settings(tmp_path / "s.ini")
    one = desk(settings)
    one.documents._listed[path] = Kept(path, "ab")
    one.documents._remember()
    assert settings.save()
    assert desk(Settings(tmp_path / "s.ini")).documents.kept() == (Kept(path, "ab"),)


@pytest.mark.parametrize("junk", ["[", "{}", "[1]", '[{"path": 1}]', '"x"', "[[]]" * 3, "null", "[" * 90_000])
def test_a_damaged_list_counts_as_empty(desk, tmp_path, junk):
    settings = Settings(tmp_path / "s.ini")
    settings.put(remembered.DOCUMENTS, junk)
    assert desk(settings).documents.kept() == ()


def test_another_scenario_aligns_anew_and_keeps_the_reader_in_the_text(desk, rest, note, belenko):
    scenario, _ = load(Path(belenko.folder))
    one = desk()
    one.documents.open(note)
    rest(one)
    one.store.open(scenario, ())
    assert one.store.state.document is None
    rest(one)
    assert one.names == ["note.txt"]
    assert one.store.state.document == str(note)


def test_what_was_read_for_a_scenario_that_is_gone_is_aligned_again(desk, rest, note, belenko):
    scenario, _ = load(Path(belenko.folder))
    one = desk()
    one.documents.open(note)
    one.store.open(scenario, ())  # before the answer is there
    rest(one)
    rest(one)
    assert one.names == ["note.txt"]


def test_a_text_without_the_story_says_so(desk, rest, tmp_path):
    path = tmp_path / "recipe.txt"
    path.write_text("Beat two eggs.\n\nAdd the flour slowly.\n", encoding="utf-8")
    one = desk()
    one.documents.open(path)
    rest(one)
    assert one.told == ["Nothing of this story was found in recipe.txt."]


def test_the_program_remembers_the_citation_style(qtbot, belenko, tmp_path):
    app = App(belenko, (), Settings(tmp_path / "s.ini"))
    app.store.update(citation="apa")
    app.remember()
    again = App(belenko, (), Settings(tmp_path / "s.ini"))
    assert again.store.state.citation == "apa"
    for one in (app, again):
        one.window.close()
        one.jobs.wait()
