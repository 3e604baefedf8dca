"""Every command of the program in one table: menus, keys and the help page come from it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP

from explorer.frame.headline import answer, withheld
from explorer.frame.state import ALTITUDE, AUTO, State, View, chapter_of, leading_to
from explorer.session import bookmarks
from explorer.session import tour as touring
from explorer.session.player import Player, beside
from explorer.session.store import Store


class Takes(Protocol):
    """What makes files of what is shown, and reads them again."""

    def ask_exploration(self) -> None:
        """Ask for a saved exploration and open it."""

    def save_exploration(self) -> None:
        """Save what is shown into its file; ask for one the first time."""

    def copy_moment(self) -> None:
        """Put picture, words, citation and link on the clipboard."""

    def paste_moment(self) -> None:
        """Show the moment that is on the clipboard."""

    def ask_picture(self) -> None:
        """Ask for a picture and make it."""

    def ask_storyboard(self) -> None:
        """Ask for a file and make a storyboard of the chapter."""

    def ask_film(self) -> None:
        """Ask for a film and make it."""

    def ask_tracks(self) -> None:
        """Ask for a file and write tracks and sites into it."""

    def show_bookmarks(self) -> None:
        """Show the list of bookmarks."""


class Guides(Protocol):
    """What leads a person through the story."""

    def ask_export_claims(self) -> None:
        """Ask where to, and write the list of checked claims."""

    def choose_tour(self) -> None:
        """Offer the tours."""


class Ground(Protocol):
    """What opens a user's own elevation model."""

    def ask(self) -> None:
        """Ask for a GeoTIFF and open it."""

    def forget(self) -> None:
        """Go back to the shipped relief."""


class Desk(Protocol):
    """What a command may act on besides the store: the parts of the window that only a window has."""

    store: Store
    player: Player

    @property
    def takeaway(self) -> Takes:
        """What makes files and reads them again."""

    @property
    def terrain(self) -> Ground:
        """What opens a user's own elevation model."""

    def zoom(self, factor: float) -> None:
        """Zoom the map about its middle."""

    def ask_time(self) -> None:
        """Put the cursor into the time field."""

    def ask_search(self) -> None:
        """Open the search."""

    def ask_source(self) -> None:
        """Ask for the reader's own copies of the source and open them."""

    def copy_quote(self) -> None:
        """Copy the present passage with its citation."""

    def forget_sources(self) -> None:
        """Close every copy and forget where they were."""

    @property
    def guided(self) -> Guides:
        """What leads through the story."""

    def ask_scenario(self) -> None:
        """Ask for a scenario's folder and open it."""

    def toggle_full_screen(self) -> None:
        """Fill the screen, or come back."""

    def back_out(self) -> None:
        """Leave what is innermost: full screen, else the selection."""

    def set_theme(self, name: str) -> None:
        """Choose the theme: dark, light or system."""

    def toggle_unlocked(self) -> None:
        """Let the panels be moved by their title bars, or lock them again."""

    def reset_layout(self) -> None:
        """Put every panel back to its place."""

    def show_help(self) -> None:
        """Show the keys."""

    def show_about(self) -> None:
        """Show version, sources and licences."""

    def show_problems(self) -> None:
        """Show what is wrong with the data."""

    def close_program(self) -> None:
        """Close the window."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can do. ``menu`` is its menu; ``keys`` in Qt's portable text.

    Keys act wherever the focus is, unless the focused control uses the key itself.
    """

    id: str
    menu: str
    text: str
    act: Callable[[Desk], None]
    keys: tuple[str, ...] = ()
    enabled: Callable[[State, Store], bool] = lambda _state, _store: True
    checked: Callable[[State, Store], bool] | None = None
    separator: bool = False  # a line above it in its menu
    repeats: bool = False  # while its key is held down


def _step(sign: int, factor: float) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        now = desk.store.now
        chapter = chapter_of(now.scenario, now.state)
        time = now.state.time + sign * chapter.step * factor
        # A step never leaves the chapter: before its first second a longer one may lie.
        desk.store.update(time=min(max(time, chapter.start), chapter.end), playing=False)

    return act


def next_moment(desk: Desk) -> None:
    """Go to the next moment of the chapter; after the last, to the next chapter."""
    now = desk.store.now
    found = beside(now.scenario, now.state, 1)
    if found is None:
        _chapter(1)(desk)
    else:
        desk.store.jump(**leading_to(found, now.state.voice))


def previous_moment(desk: Desk) -> None:
    """Go to the previous moment of the chapter; before the first, to its start."""
    now = desk.store.now
    found = beside(now.scenario, now.state, -1)
    if found is None:
        desk.store.jump(time=chapter_of(now.scenario, now.state).start)
    else:
        desk.store.jump(**leading_to(found, now.state.voice))


def _chapter(sign: int) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        now = desk.store.now
        ids = [c.id for c in now.scenario.chapters]
        at = ids.index(chapter_of(now.scenario, now.state).id) + sign
        if 0 <= at < len(ids):
            chapter = now.scenario.chapters[at]
            desk.store.jump(chapter=chapter.id, time=chapter.start, view=None, playing=False)
        else:
            _end(sign)(desk)

    return act


def _or_tour(by: int, act: Callable[[Desk], None]) -> Callable[[Desk], None]:
    """Return what goes on in the tour while one is taken, and else acts: a presenter's keys."""

    def acts(desk: Desk) -> None:
        if desk.store.state.tour is not None:
            touring.step(desk.store, by)
        else:
            act(desk)

    return acts


def _end(sign: int) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        now = desk.store.now
        chapter = chapter_of(now.scenario, now.state)
        desk.store.jump(time=chapter.end if sign > 0 else chapter.start, playing=False)

    return act


def _home(desk: Desk) -> None:
    home = desk.store.now.frame.chapter.view
    # Named first: the map stays where following had led to, unless the view changes with it.
    desk.store.update(view=View(home.lon, home.lat, home.width_km), follow=False)
    desk.store.update(view=None)


def _look_at_selection(desk: Desk) -> None:
    now = desk.store.now
    if now.state.selection is None:
        return
    lon, lat = place_of_selection(desk.store)
    if lon is not None and lat is not None:
        desk.store.update(view=View(lon, lat, 250.0))


def place_of_selection(store: Store) -> tuple[float | None, float | None]:
    """Return where the selected thing is now, in degrees, or (None, None)."""
    now, chosen = store.now, store.state.selection
    if chosen is None:
        return None, None
    if now.frame.pinned in now.scenario.sites:
        site = now.scenario.sites[now.frame.pinned]
        return site.lon, site.lat
    if chosen.kind == "track":
        craft = now.frame.craft(chosen.id)
        return (None, None) if craft is None else (craft.lon, craft.lat)
    if chosen.kind == "moment":
        moment = next((m for m in now.scenario.moments if m.id == chosen.id), None)
        if moment is None:
            return None, None
        if moment.place in now.scenario.sites:
            site = now.scenario.sites[moment.place]
            return site.lon, site.lat
        return moment.lon, moment.lat
    return None, None


def _voice(desk: Desk) -> None:
    now = desk.store.now
    ids = [v.id for v in now.scenario.voices]
    desk.store.update(voice=ids[(ids.index(now.state.voice) + 1) % len(ids)])


def _sight_auto(desk: Desk) -> None:
    desk.store.update(cut=ALTITUDE if desk.store.state.cut == AUTO else AUTO)


def _predict(desk: Desk) -> None:
    desk.store.update(predict=not desk.store.state.predict, answered="", dismissed=frozenset())


def _answer(desk: Desk) -> None:
    now = desk.store.now
    desk.store.update(answered=answer(now.scenario, now.frame))


def _bookmark(desk: Desk) -> None:
    now = desk.store.now
    desk.store.update(bookmarks=bookmarks.added(now.state, now.scenario))


def _to_bookmark(by: int) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        found = bookmarks.beside(desk.store.state, by)
        if found is not None:
            desk.store.jump(time=found.time, chapter=found.chapter)

    return act


def _leads(desk: Desk) -> None:
    desk.store.update(text_leads=not desk.store.state.text_leads)


def _theme(name: str) -> Callable[[Desk], None]:
    return lambda desk: desk.set_theme(name)


_ = QT_TRANSLATE_NOOP  # marks a text for translation; the window translates it

FILE, VIEW, TIME, STORY, HELP = "&File", "&View", "&Time", "&Story", "&Help"
MENUS = (FILE, VIEW, TIME, STORY, HELP)

COMMANDS: tuple[Command, ...] = (
    Command("open-source", FILE, "&Open source text…", lambda d: d.ask_source(), ("Ctrl+O",)),
    Command("forget-sources", FILE, "&Forget the opened texts", lambda d: d.forget_sources(),
            enabled=lambda _s, store: bool(store.now.derived.documents)),
    Command("account", STORY, "&Our retelling", lambda d: d.store.update(document=None),
            enabled=lambda s, _: s.document is not None),
    Command("text-leads", STORY, "Te&xt leads", _leads, ("T",),
            enabled=lambda s, _: s.document is not None, checked=lambda s, _: s.text_leads),
    Command("quote", STORY, "&Quote the passage", lambda d: d.copy_quote(), ("Ctrl+Alt+C",)),
    Command("open-scenario", FILE, "Open &scenario folder…", lambda d: d.ask_scenario(), ("Ctrl+Shift+O",)),
    Command("open-relief", FILE, "Open e&levation model (GeoTIFF)…", lambda d: d.terrain.ask()),
    Command("forget-relief", FILE, "B&ack to the shipped terrain", lambda d: d.terrain.forget(),
            enabled=lambda _s, store: bool(store.now.frame.relief)),
    Command("problems", FILE, "&Problems in the data…", lambda d: d.show_problems(),
            enabled=lambda _s, store: bool(store.now.problems)),
    Command("export-claims", FILE, "&Export the claims…", lambda d: d.guided.ask_export_claims(),
            enabled=lambda _s, store: bool(store.now.derived.results)),
    Command("open-exploration", FILE, "Open e&xploration…", lambda d: d.takeaway.ask_exploration(),
            ("Ctrl+Alt+O",), separator=True),
    Command("save-exploration", FILE, "Sa&ve exploration…", lambda d: d.takeaway.save_exploration(),
            ("Ctrl+S",)),
    Command("copy-moment", FILE, "&Copy this moment", lambda d: d.takeaway.copy_moment(), ("Ctrl+Shift+C",)),
    Command("paste-moment", FILE, "Show the copie&d moment", lambda d: d.takeaway.paste_moment(),
            ("Ctrl+Shift+V",)),
    Command("export-picture", FILE, "Export p&icture…", lambda d: d.takeaway.ask_picture(), ("Ctrl+Shift+E",),
            separator=True),
    Command("export-storyboard", FILE, "Export story&board…", lambda d: d.takeaway.ask_storyboard()),
    Command("export-film", FILE, "Export fil&m…", lambda d: d.takeaway.ask_film()),
    Command("export-tracks", FILE, "Export &tracks and sites…", lambda d: d.takeaway.ask_tracks()),
    Command("quit", FILE, "&Quit", lambda d: d.close_program(), ("Ctrl+Q",), separator=True),
    Command("home-view", VIEW, "&Home view", _home, ("Ctrl+0",)),
    Command("zoom-in", VIEW, "Zoom &in", lambda d: d.zoom(1.5), ("+", "=", "Ctrl++", "Ctrl+="),
            repeats=True),
    Command("zoom-out", VIEW, "Zoom &out", lambda d: d.zoom(1 / 1.5), ("-", "Ctrl+-"), repeats=True),
    Command("follow", VIEW, "&Follow the Foxbat", lambda d: d.store.update(follow=not d.store.state.follow),
            ("F",), checked=lambda s, _: s.follow),
    Command("look-at", VIEW, "Look at the &selection", _look_at_selection, ("Ctrl+L",),
            enabled=lambda _s, store: place_of_selection(store)[0] is not None),
    Command("dark", VIEW, "&Dark: operations room", _theme("dark"), separator=True),
    Command("light", VIEW, "&Light: atlas", _theme("light")),
    Command("system", VIEW, "As the s&ystem", _theme("system")),
    Command("full-screen", VIEW, "F&ull screen", lambda d: d.toggle_full_screen(), ("F11",), separator=True),
    Command("unlock", VIEW, "&Move the panels", lambda d: d.toggle_unlocked(), ("Ctrl+Shift+M",)),
    Command("reset-layout", VIEW, "&Put the panels back", lambda d: d.reset_layout()),
    Command("play", TIME, "&Play or pause", lambda d: d.player.toggle(), ("Space",),
            checked=lambda s, _: s.playing),
    Command("forward", TIME, "Step &forward", _or_tour(1, _step(1, 60)), ("Right",), separator=True,
            repeats=True),
    Command("backward", TIME, "Step &back", _or_tour(-1, _step(-1, 60)), ("Left",), repeats=True),
    Command("forward-fine", TIME, "Fine step forward", _step(1, 10), ("Shift+Right",), repeats=True),
    Command("backward-fine", TIME, "Fine step back", _step(-1, 10), ("Shift+Left",), repeats=True),
    Command("forward-least", TIME, "Smallest step forward", _step(1, 1), (".",), repeats=True),
    Command("backward-least", TIME, "Smallest step back", _step(-1, 1), (",",), repeats=True),
    Command("next-moment", TIME, "&Next moment", next_moment, ("Ctrl+Right",), separator=True,
            repeats=True),
    Command("previous-moment", TIME, "Pre&vious moment", previous_moment, ("Ctrl+Left",), repeats=True),
    Command("start", TIME, "To the &start", _end(-1), ("Home",)),
    Command("end", TIME, "To the &end", _end(1), ("End",)),
    Command("go-to", TIME, "&Go to time…", lambda d: d.ask_time(), ("Ctrl+G",), separator=True),
    Command("undo-jump", TIME, "&Undo the last jump", lambda d: d.store.back(), ("Shift+Backspace",),
            enabled=lambda _s, store: store.can_go_back),
    Command("faster", TIME, "Faste&r", lambda d: d.player.faster(), ("]",), separator=True),
    Command("slower", TIME, "S&lower", lambda d: d.player.slower(), ("[",)),
    Command("usual-speed", TIME, "Usual spee&d", lambda d: d.player.reset(), ("Backspace",)),
    Command("find", STORY, "&Find…", lambda d: d.ask_search(), ("Ctrl+F",)),
    Command("voice", STORY, "Change the &voice", _voice, ("V",)),
    Command("sight-auto", STORY, "Open the &line of sight by itself", _sight_auto,
            checked=lambda s, _: s.cut == AUTO),
    Command("predict", STORY, "Predict f&irst, then show", _predict, ("Ctrl+P",),
            checked=lambda s, _: s.predict),
    Command("answer", STORY, "Show the &answer", _answer, ("Ctrl+Shift+P",),
            enabled=lambda _s, store: withheld(store.now.scenario, store.now.frame)),
    Command("bookmark", STORY, "Boo&kmark this time", _bookmark, ("Ctrl+B",), separator=True),
    Command("next-bookmark", STORY, "Next bookmark", _to_bookmark(1), ("Ctrl+Shift+Right",),
            enabled=lambda s, _: bool(s.bookmarks)),
    Command("previous-bookmark", STORY, "Previous bookmark", _to_bookmark(-1), ("Ctrl+Shift+Left",),
            enabled=lambda s, _: bool(s.bookmarks)),
    Command("bookmarks", STORY, "Bookmarks and no&tes…", lambda d: d.takeaway.show_bookmarks(),
            ("Ctrl+Shift+B",)),
    Command("tour", STORY, "Take a to&ur…", lambda d: d.guided.choose_tour(), ("F5",),
            enabled=lambda _s, store: bool(store.now.derived.extras and store.now.derived.extras.tours)),
    Command("next-chapter", STORY, "&Next chapter", _or_tour(1, _chapter(1)), ("PgDown",), separator=True),
    Command("previous-chapter", STORY, "&Previous chapter", _or_tour(-1, _chapter(-1)), ("PgUp",)),
    Command("deselect", STORY, "&Back out", lambda d: d.back_out(), ("Esc",)),
    Command("keys", HELP, "&Keys", lambda d: d.show_help(), ("?", "F1")),
    Command("about", HELP, "&About, sources and licences", lambda d: d.show_about()),
)  # fmt: skip


def without_ampersands(command: Command) -> Command:
    """Return the command with its text as the help page writes it."""
    return replace(command, text=command.text.replace("&", ""))
