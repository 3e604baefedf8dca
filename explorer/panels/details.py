"""The details panel: the card of the selected thing, with what holds at the time shown."""

from html import escape

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QTextBrowser, QVBoxLayout, QWhatsThis, QWidget

from explorer.frame.card import Card, Drawing, Row, card, live, span_text
from explorer.frame.cards_things import verdict_line
from explorer.frame.headline import withheld
from explorer.frame.state import Selection, leading_to
from explorer.frame.why import Why, why
from explorer.panels.diagram import LookDown
from explorer.panels.fuelband import FuelBand
from explorer.panels.search import show
from explorer.scenario.model import Basis, Scenario
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font


class DetailsPanel(QWidget):
    """What is known of the selected site, aircraft, moment, passage or airspace, and how we know it."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._live_html = ""
        self._asked: tuple[bool, str | None] = (False, None)  # whether the answers wait, and whose
        self._live = QLabel(self)
        self._live.setWordWrap(True)
        self._live.setTextFormat(Qt.TextFormat.RichText)
        self._live.setFont(font(13))
        self._live.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._live.setAccessibleName(self.tr("At the time shown"))
        self._live.linkActivated.connect(self._open)
        self._body = QTextBrowser(self)
        self._body.setOpenLinks(False)
        self._body.setFont(font(13))
        self._body.document().setDocumentMargin(14)
        self._body.setAccessibleName(self.tr("Details"))
        self._body.anchorClicked.connect(lambda url: self._open(url.toString()))
        self.setFocusProxy(self._body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._drawings: dict[Drawing, FuelBand | LookDown] = {
            Drawing.FUEL: FuelBand(store, theme, self),
            Drawing.LOOK_DOWN: LookDown(store, theme, self),
        }
        column.addWidget(self._live)
        for drawing in self._drawings.values():
            drawing.hide()
            column.addWidget(drawing)
        column.addWidget(self._body, 1)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the panel."""
        self._theme = theme
        self._live.setStyleSheet(f"background: {theme.raised}; padding: 10px 14px;")
        self._live_html = ""
        for drawing in self._drawings.values():
            drawing.set_theme(theme)
        self.show_snapshot(None, self._store.now)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        state, moment = new.state, new.frame.moment
        waits = withheld(new.scenario, new.frame)
        before, self._asked = self._asked, (waits, moment.id if waits and moment is not None else None)
        if (
            old is None
            or self._asked != before
            or old.scenario is not new.scenario
            or old.derived.extras is not new.derived.extras
            or old.derived.results is not new.derived.results
            or old.derived.picket is not new.derived.picket
            or (old.state.selection, old.state.voice, old.state.units)
            != (state.selection, state.voice, state.units)
        ):
            self._show_card(new)
        rows = () if state.selection is None else live(new.scenario, new.frame, state.selection)
        html = self._rows(new.scenario, rows) if rows else ""
        if html != self._live_html:
            self._live_html = html
            self._live.setText(html)
        self._live.setVisible(bool(html))

    def _basis(self, basis: Basis | None) -> str:
        if basis is None:
            return ""
        colour = {
            Basis.STATED: self._theme.ink,
            Basis.DERIVED: self._theme.accent,
            Basis.ASSUMED: self._theme.foxbat,
        }[basis]
        return f' <span style="color:{colour}; font-size:11px">{basis}</span>'

    def _cite(self, scenario: Scenario, keys: tuple[str, ...]) -> str:
        titles = [escape(scenario.sources[k].title) for k in keys if k in scenario.sources]
        if not titles:
            return ""
        return f'<br><span style="color:{self._theme.dim}; font-size:11px">{"; ".join(titles)}</span>'

    def _rows(self, scenario: Scenario, rows: tuple[Row, ...]) -> str:
        lines = []
        for row in rows:
            grounds = (
                f' <a href="why:{escape(row.why)}" style="color:{self._theme.accent}; font-size:11px">'
                + self.tr("why?")
                + "</a>"
                if row.why
                else self._cite(scenario, row.sources)
            )
            lines.append(
                '<p style="margin:3px 0">'
                f'<span style="color:{self._theme.dim}">{escape(row.label)}</span><br>'
                f"{escape(row.value)}{self._basis(row.basis)}{grounds}</p>"
            )
        return "".join(lines)

    def _show_card(self, new: Snapshot) -> None:
        """Write the card, with the drawing that belongs on it."""
        selection = new.state.selection
        found = None if selection is None else card(new.scenario, new.frame, selection, new.derived)
        self._body.setHtml(self._card_html(new, found))
        wanted = None if found is None else found.drawing
        for key, drawing in self._drawings.items():
            drawing.setVisible(key is wanted)

    def _card_html(self, new: Snapshot, found: Card | None) -> str:
        theme, scenario = self._theme, new.scenario
        if found is None:
            hint = self.tr("Click a place, an aircraft or a moment to read what is known of it.")
            return f'<p style="color:{theme.dim}">{escape(hint)}</p>'
        parts = [f'<h2 style="margin:0">{escape(found.title)}</h2>']
        parts.append(f'<p style="color:{theme.dim}; margin:2px 0 8px 0">{escape(found.subtitle)}</p>')
        if found.text:
            parts.append(f"<p>{escape(found.text)}</p>")
        parts.append(self._pairs(scenario, found))
        parts.append(self._rows(scenario, found.rows))
        parts.append(self._facts(scenario, found))
        parts.append(self._links(new, found))
        return "".join(parts)

    def _pairs(self, scenario: Scenario, found: Card) -> str:
        """Return what was believed beside what was found, in two columns."""
        if not found.pairs:
            return ""
        theme = self._theme
        head = "".join(
            f'<td width="50%" style="color:{theme.foxbat}"><b>{escape(word)}</b></td>'
            for word in (self.tr("Believed"), self.tr("Found"))
        )
        rows = "".join(
            f'<tr><td colspan="2" style="color:{theme.dim}">{escape(p.label)}{self._basis(p.basis)}'
            f"{self._cite(scenario, p.sources).replace('<br>', ' ')}</td></tr>"
            f"<tr><td>{escape(p.believed)}</td><td>{escape(p.found)}</td></tr>"
            for p in found.pairs
        )
        return f'<table cellpadding="3" width="100%"><tr>{head}</tr>{rows}</table>'

    def _head(self, text: str) -> str:
        return f'<p style="color:{self._theme.foxbat}; margin:14px 0 2px 0"><b>{escape(text)}</b></p>'

    def _facts(self, scenario: Scenario, found: Card) -> str:
        parts = []
        if found.facts:
            parts.append(self._head(self.tr("Facts")))
            parts += [
                f'<p style="margin:4px 0">{escape(f.text)}{self._basis(f.basis)}'
                f"{self._cite(scenario, f.sources)}</p>"
                for f in found.facts
            ]
        if found.accounts:
            parts.append(self._head(self.tr("Other accounts")))
            parts += [
                f'<p style="margin:4px 0">{escape(says)}{self._cite(scenario, (key,))}</p>'
                for says, key in found.accounts
            ]
        return "".join(parts)

    def _links(self, new: Snapshot, found: Card) -> str:
        scenario = new.scenario
        colour = self._theme.accent
        parts = []
        parts += self._more(new, found)
        by_id = {m.id: m for m in scenario.moments}
        if found.moments:
            parts.append(self._head(self.tr("Moments")))
            for key in found.moments:
                moment = by_id[key]
                parts.append(
                    f'<p style="margin:3px 0"><a href="moment:{escape(key)}" style="color:{colour}">'
                    f"{escape(moment.title)}</a>"
                    f'<br><span style="color:{self._theme.dim}; font-size:11px">'
                    f"{escape(span_text(scenario, moment, new.state.voice))}</span></p>"
                )
        if found.passages:
            parts.append(self._head(self.tr("In the text")))
            texts = {p.id: p for p in scenario.passages}
            for key in found.passages:
                words = texts[key].text.split()
                start = " ".join(words[:9]) + ("…" if len(words) > 9 else "")
                parts.append(
                    f'<p style="margin:3px 0"><a href="passage:{escape(key)}" style="color:{colour}">'
                    f"{escape(start)}</a></p>"
                )
        return "".join(parts)

    def _more(self, new: Snapshot, found: Card) -> list[str]:
        """Return the links to what a card leads to beside moments and passages."""
        scenario, extras = new.scenario, new.derived.extras
        parts = []
        sites = [(f"site:{i}", scenario.sites[i].names.get("en", i)) for i in found.sites]
        sites += [(f"track:{i}", scenario.tracks[i].name) for i in found.tracks]
        things = [] if extras is None else [t for i in found.things if (t := extras.things.card(i))]
        claims = [] if extras is None else [c for i in found.claims if (c := extras.claim(i))]
        results = new.derived.results
        for title, links in (
            (self.tr("On the map"), sites),
            (self.tr("Things and people"), [(f"thing:{t.id}", t.name) for t in things]),
            (
                self.tr("Does it add up?"),
                [(f"claim:{c.id}", f"{c.title}: {verdict_line(results.get(c.id))}") for c in claims],
            ),
        ):
            if links:
                parts.append(self._head(title))
                parts += [
                    f'<p style="margin:3px 0"><a href="{escape(to)}" style="color:{self._theme.accent}">'
                    f"{escape(words)}</a></p>"
                    for to, words in links
                ]
        return parts

    def _open(self, link: str) -> None:
        kind, _, key = QUrl(link).toString().partition(":")
        now = self._store.now
        if kind == "why":
            found = why(now.scenario, now.frame, key)
            if found is not None:
                show_why(now.scenario, found, QCursor.pos(), self)
        elif kind == "moment":
            moment = next((m for m in now.scenario.moments if m.id == key), None)
            if moment is not None:
                self._store.jump(**leading_to(moment, now.state.voice), selection=Selection("moment", key))
        elif kind == "passage":
            self._store.update(selection=Selection("passage", key))
        else:
            show(self._store, Selection(kind, key))


def why_html(scenario: Scenario, found: Why) -> str:
    """Return the grounds of a figure as rich text."""
    basis = f" — {found.basis}" if found.basis is not None else ""
    parts = [
        f"<p><b>{escape(found.figure)}</b>: {escape(found.value)}{basis}</p><p>{escape(found.method)}</p>"
    ]
    parts += [f"<p style='margin:2px 0'><i>{escape(a)}</i>: {escape(b)}</p>" for a, b in found.inputs]
    titles = [
        escape(scenario.sources[k].title) for k in dict.fromkeys(found.sources) if k in scenario.sources
    ]
    if titles:
        parts.append("<p>" + "; ".join(titles) + "</p>")
    return "".join(parts)


def show_why(scenario: Scenario, found: Why, at: QPoint, near: QWidget) -> None:
    """Show the grounds of a figure beside the pointer, until the next click or key."""
    QWhatsThis.showText(at, why_html(scenario, found), near)
