"""Every command of the table: found in a menu, bound to its key, and it does what it says."""

from collections import Counter
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from window_desk import hands, settle  # noqa: F401 - the fixture is used by name

from explorer.commands import COMMANDS, MENUS
from explorer.frame.state import Selection, leading_to

BY_ID = {c.id: c for c in COMMANDS}

# Design, section 2: each key, and the command that it must be bound to.
KEYS = {
    "Space": "play",
    ",": "backward-least",
    ".": "forward-least",
    "Left": "backward",
    "Right": "forward",
    "Shift+Left": "backward-fine",
    "Shift+Right": "forward-fine",
    "Ctrl+Left": "previous-moment",
    "Ctrl+Right": "next-moment",
    "PgUp": "previous-chapter",
    "PgDown": "next-chapter",
    "Home": "start",
    "End": "end",
    "[": "slower",
    "]": "faster",
    "Backspace": "usual-speed",
    "Ctrl+G": "go-to",
    "Shift+Backspace": "undo-jump",
    "F": "follow",
    "Ctrl+0": "home-view",
    "+": "zoom-in",
    "-": "zoom-out",
    "Ctrl+F": "find",
    "F11": "full-screen",
    "Esc": "deselect",
    "?": "keys",
}


@pytest.fixture
def act(hands):
    """Return a function that carries out a command as its menu does."""

    def run(command: str) -> None:
        hands.window.actions_by_id[command].trigger()
        settle(2)

    return run


# ------------------------------------------------------------------ the table


def test_ids_are_unique():
    assert [i for i, n in Counter(c.id for c in COMMANDS).items() if n > 1] == []


def test_no_two_commands_share_a_key():
    used = Counter(QKeySequence(k).toString() for c in COMMANDS for k in c.keys)
    assert "" not in used, "a key that Qt does not know"
    assert [k for k, n in used.items() if n > 1] == []


def test_no_two_commands_of_a_menu_share_a_letter():
    for menu in MENUS:
        letters = Counter(
            c.text[c.text.index("&") + 1].lower() for c in COMMANDS if c.menu == menu and "&" in c.text
        )
        assert [x for x, n in letters.items() if n > 1] == [], menu
    tops = Counter(m[m.index("&") + 1].lower() for m in MENUS)
    assert max(tops.values()) == 1


@pytest.mark.parametrize(("key", "command"), KEYS.items())
def test_the_keys_of_the_design_are_bound(key, command):
    wanted = QKeySequence(key)
    assert [c.id for c in COMMANDS if wanted in [QKeySequence(k) for k in c.keys]] == [command]


def test_every_command_is_in_its_menu_once(hands):
    found = Counter()
    for top in hands.window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            if action.objectName() in BY_ID:
                found[action.objectName()] += 1
                assert BY_ID[action.objectName()].menu == top.text()
                assert action.text()
    assert found == Counter(BY_ID.keys())


def test_the_keys_of_the_design_act_from_the_start(hands):
    """At the opening only what cannot be done yet is grey."""
    grey = {i for i, a in hands.window.actions_by_id.items() if not a.isEnabled()}
    assert grey & set(KEYS.values()) == {"undo-jump"}
    assert "look-at" in grey
    assert len(grey) < len(COMMANDS) / 3


# ------------------------------------------------------------------ what each does


@pytest.mark.parametrize(
    ("key", "seconds"),
    [("Right", 60), ("Left", -60), ("Shift+Right", 10), ("Shift+Left", -10), (".", 1), (",", -1)],
)
def test_steps_of_the_flight(hands, key, seconds):
    before = hands.at("13:26")
    hands.store.update(time=before, playing=True)
    hands.press(key)
    assert hands.state.time - before == pytest.approx(seconds)
    assert not hands.state.playing


def test_steps_follow_the_chapter(hands, belenko):
    for chapter in belenko.chapters:
        middle = (chapter.start + chapter.end) / 2
        hands.store.update(chapter=chapter.id, time=middle)
        hands.press(".")
        assert hands.state.time - middle == pytest.approx(chapter.step)


def test_steps_stay_inside_the_chapter(hands, belenko):
    hands.press("Left")
    assert hands.state.time == belenko.chapters[0].start
    hands.press("End")
    assert hands.state.time == belenko.chapters[0].end
    hands.press("Right")
    assert (hands.state.chapter, hands.state.time) == (belenko.chapters[0].id, belenko.chapters[0].end)
    hands.press("Home")
    assert hands.state.time == belenko.chapters[0].start


def in_order(belenko, chapter, voice):
    found = [m for m in belenko.moments if m.chapter == chapter]
    return sorted(found, key=lambda m: m.at(voice))


@pytest.mark.parametrize("voice", ["article", "record"])
@pytest.mark.parametrize("chapter", ["flight", "standoff", "legacy"])
def test_the_next_moment_visits_every_moment_in_order(hands, belenko, chapter, voice):
    """Also those that share their second with another: each is shown."""
    start = next(c.start for c in belenko.chapters if c.id == chapter)
    told = [(m.at(voice), m.id) for m in in_order(belenko, chapter, voice) if m.at(voice) > start]
    hands.store.update(chapter=chapter, voice=voice, time=start)

    def went(keys, times):
        seen = []
        for _ in range(times):
            hands.press(keys)
            seen.append((hands.state.time, hands.store.now.frame.moment.id))
        return seen

    assert went("Ctrl+Right", len(told)) == told
    assert went("Ctrl+Left", len(told) - 1) == told[-2::-1]


def test_a_moment_that_shares_its_second_is_shown_when_it_is_chosen(hands, belenko):
    first, second = next(
        (a, b)
        for a, b in pairwise(in_order(belenko, "flight", "article"))
        if a.at("article") == b.at("article")
    )
    time = first.at("article")
    hands.store.update(time=time)
    assert hands.store.now.frame.moment.id == first.id
    hands.store.jump(**leading_to(second, "article"))
    assert hands.store.now.frame.moment.id == second.id
    hands.press(".")
    assert hands.store.now.frame.moment.id == second.id
    hands.press(",")
    assert hands.store.now.frame.moment.id == first.id, "turning back forgets it"


def test_a_moment_that_is_typed_by_its_name_is_the_one_that_is_shown(hands, belenko):
    told = in_order(belenko, "flight", "article")
    same = next((a, b) for a, b in pairwise(told) if a.at("article") == b.at("article"))
    for moment in same:
        for name in (moment.id, moment.title):
            hands.press("Ctrl+G")
            hands.type(name)
            hands.press("Return")
            assert hands.store.now.frame.moment.id == moment.id


def test_after_the_last_moment_comes_the_next_chapter(hands, belenko):
    hands.press("End")
    hands.press("Ctrl+Right")
    assert hands.state.chapter == belenko.chapters[1].id


def test_chapters(hands, belenko):
    ids = [c.id for c in belenko.chapters]
    for wanted in ids[1:]:
        hands.press("PgDown")
        chapter = next(c for c in belenko.chapters if c.id == wanted)
        assert (hands.state.chapter, hands.state.time) == (wanted, chapter.start)
    hands.press("PgDown")
    assert (hands.state.chapter, hands.state.time) == (ids[-1], belenko.chapters[-1].end)
    for wanted in ids[-2::-1]:
        hands.press("PgUp")
        assert hands.state.chapter == wanted
    hands.press("PgUp")
    assert (hands.state.chapter, hands.state.time) == (ids[0], belenko.chapters[0].start)


def test_play_and_speed(hands):
    hands.press("Space")
    assert hands.state.playing
    assert hands.window.actions_by_id["play"].isChecked()
    usual = hands.state.speed
    hands.press("]")
    assert hands.state.speed > usual
    hands.press("[")
    hands.press("[")
    assert hands.state.speed < usual
    hands.press("Backspace")
    assert hands.state.speed == usual
    hands.press("Space")
    assert not hands.state.playing
    assert not hands.window.actions_by_id["play"].isChecked()


def test_undo_the_jump(hands):
    undo = hands.window.actions_by_id["undo-jump"]
    assert not undo.isEnabled()
    before = hands.at("13:07")
    hands.store.update(time=before)
    hands.press("End")
    assert undo.isEnabled()
    hands.press("Shift+Backspace")
    assert hands.state.time == before
    assert not undo.isEnabled()


def test_next_moment_can_be_undone(hands):
    """A leap of minutes is a jump, wherever it came from."""
    before = hands.at("13:13:30")
    hands.store.update(time=before)
    hands.press("Ctrl+Right")
    hands.press("Shift+Backspace")
    assert hands.state.time == before


def test_follow_home_and_zoom(hands):
    hands.store.update(time=hands.at("13:11"))
    hands.press("F")
    assert hands.state.follow
    assert hands.window.actions_by_id["follow"].isChecked()
    hero = hands.store.now.frame.hero
    at, room = hands.pixel(hero.lon, hero.lat), hands.map.size()
    assert room.width() / 3 - 1 <= at.x() <= room.width() * 2 / 3 + 1
    assert room.height() / 3 - 1 <= at.y() <= room.height() * 2 / 3 + 1
    hands.press("Ctrl+0")
    assert (hands.state.follow, hands.state.view) == (False, None)
    hands.press("+")
    closer = hands.state.view
    assert closer is not None
    hands.press("-")
    assert hands.state.view.width_km == pytest.approx(closer.width_km * 1.5)
    for key in ("=", "Ctrl++", "Ctrl+="):
        before = hands.state.view.width_km
        hands.press(key)
        assert hands.state.view.width_km == pytest.approx(before / 1.5)
    before = hands.state.view.width_km
    hands.press("Ctrl+-")
    assert hands.state.view.width_km == pytest.approx(before * 1.5)


def test_zoom_has_ends(hands):
    for _ in range(40):
        hands.press("+")
    near = hands.state.view.width_km
    for _ in range(60):
        hands.press("-")
    far = hands.state.view.width_km
    assert 1 < near < 60
    assert 1500 < far < 20000


def test_look_at_the_selection(hands, belenko):
    look = hands.window.actions_by_id["look-at"]
    assert not look.isEnabled()
    hands.store.update(selection=Selection("site", "okushiri"))
    assert look.isEnabled()
    hands.press("Ctrl+L")
    site = belenko.sites["okushiri"]
    assert (hands.pixel(site.lon, site.lat) - hands.map.rect().center()).manhattanLength() < 4
    # Where the Foxbat is not known, there is nothing to look at.
    hands.store.update(selection=Selection("track", "foxbat"), time=hands.at("13:40"))
    assert not look.isEnabled()


def test_the_voice_changes_and_comes_back(hands):
    hands.press("V")
    assert hands.state.voice == "record"
    hands.press("V")
    assert hands.state.voice == "article"


@pytest.mark.parametrize("key", ["Ctrl+P"])
def test_predict_first(hands, key):
    hands.store.update(dismissed=frozenset({"loss"}))
    hands.press(key)
    assert hands.state.predict
    assert hands.state.dismissed == frozenset()
    hands.press(key)
    assert not hands.state.predict


def test_back_out(hands):
    hands.store.update(selection=Selection("site", "kamo"))
    hands.press("F11")
    assert hands.window.isFullScreen()
    hands.press("Esc")
    assert not hands.window.isFullScreen()
    assert hands.state.selection is not None
    hands.press("Esc")
    assert hands.state.selection is None


def test_full_screen_and_back_keeps_the_window_as_it_was(hands):
    hands.press("F11")
    hands.press("F11")
    assert not hands.window.isFullScreen()
    assert (hands.window.width(), hands.window.height()) == (1280, 800)


def test_full_screen_from_maximised_comes_back_to_maximised(hands):
    hands.window.showMaximized()
    settle()
    hands.press("F11")
    hands.press("Esc")
    maximised = hands.window.isMaximized()
    hands.window.showNormal()
    settle()
    assert maximised


def test_themes(hands, act):
    for name in ("light", "dark", "system"):
        act(name)
        assert hands.app.theme.name in ("dark", "light")
    act("light")
    assert hands.app.theme.name == "light"


def test_the_menu_ticks_what_is_on(hands, act):
    def ticked(*names):
        return [n for n in names if hands.window.actions_by_id[n].isChecked()]

    themes = ("dark", "light", "system")
    assert ticked(*themes) == ["dark"]
    for name in ("light", "light", "system", "dark"):
        act(name)
        assert ticked(*themes) == [name]
    for name in ("unlock", "full-screen"):
        act(name)
        assert ticked(name)
        act(name)
        assert not ticked(name)


def test_the_panels_can_be_moved_and_put_back(hands, act):
    act("unlock")
    assert hands.window.unlocked
    assert all(d.titleBarWidget() is None for d in hands.window.docks.values())
    hands.window.docks["layers"].setFloating(True)
    hands.window.docks["details"].close()
    settle()
    act("reset-layout")
    assert not hands.window.docks["layers"].isFloating()
    assert not hands.window.docks["details"].isHidden()
    act("unlock")
    assert not hands.window.unlocked


def test_go_to_time(hands):
    hands.press("Ctrl+G")
    field = hands.window.timeline.transport.field
    assert field.hasFocus()
    QTest.keyClicks(field, "13:26")
    hands.press("Return")
    assert hands.clock() == "13:26:00"
    assert not field.hasFocus()
    hands.press("Shift+Backspace")
    assert hands.clock() == "12:45:00"


@pytest.mark.parametrize(
    ("command", "key", "title"),
    [
        ("find", "Ctrl+F", "Find"),
        ("keys", "?", "Keys"),
        ("keys", "F1", "Keys"),
        ("about", None, "About Foxbat Explorer"),
    ],
)
def test_pages(hands, act, command, key, title):
    act(command) if key is None else hands.press(key)
    (page,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert page.windowTitle() == title
    QTest.keyClick(page, Qt.Key.Key_Escape)
    settle()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def test_every_key_is_on_the_page_of_keys(hands):
    hands.press("F1")
    (page,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    text = page.page.toPlainText()
    for key in KEYS:
        assert key in text, key
    menus = [name.replace("&", "") for name in MENUS]
    headings = [line for line in text.splitlines() if line in menus]
    assert headings == [m for m in menus if m in headings], "each menu once, in the menus' order"
    assert "&" not in text.replace("&&", "")


def test_open_a_scenario(hands, act, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "explorer.app.QFileDialog.getExistingDirectory", lambda *a, **k: asked.append(a) or ""
    )
    before = hands.store.now
    act("open-scenario")
    assert len(asked) == 1
    assert hands.store.now is before


def hold(key, text, times=7):
    """Hold a key down: the window system sends it again and again."""
    for n in range(times):
        QTest.simulateEvent(
            QApplication.focusWidget(), True, key, Qt.KeyboardModifier.NoModifier, text, n > 0
        )
    settle(2)


def test_a_key_that_is_held_repeats_a_step_and_never_a_switch(hands):
    before = hands.state.time
    hold(Qt.Key.Key_Right, "")
    assert hands.state.time == before + 7 * 60
    for key, text, field in (
        (Qt.Key.Key_Space, " ", "playing"),
        (Qt.Key.Key_F, "f", "follow"),
        (Qt.Key.Key_V, "v", "voice"),
    ):
        was = getattr(hands.state, field)
        hold(key, text, times=8)
        assert getattr(hands.state, field) != was, "switched once, not back again"
        hands.store.update(playing=False)
