"""The claims panel: does it add up? What the article asserts, beside what a check of it finds."""

from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from explorer.claims.export import VERDICTS, claimed_words, difference_words, value_words, verdict_words
from explorer.claims.model import Claim, Finding, Result, Stance, Verdict
from explorer.frame.cards_things import SIGNS, verdict_line
from explorer.frame.state import Selection
from explorer.panels.search import show
from explorer.scenario.model import Basis, Scenario
from explorer.session.store import Snapshot, Store
from explorer.theme import Theme, font

_ID = Qt.ItemDataRole.UserRole
_VERDICT = Qt.ItemDataRole.UserRole + 1
_NOTE = Qt.ItemDataRole.UserRole + 2


def verdict_colour(theme: Theme, verdict: Verdict | None) -> str:
    """Return the colour of a verdict; its sign and word say the same."""
    return {
        Verdict.AGREES: theme.radar,
        Verdict.DOUBTFUL: theme.foxbat,
        Verdict.CONTRADICTED: theme.loss,
    }.get(verdict or Verdict.UNCHECKED, theme.dim)


class _Row(QStyledItemDelegate):
    """Draws a claim: its sign, its title, and under it verdict and paragraph."""

    theme: Theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines and some air."""
        return QSize(super().sizeHint(option, index).width(), 44)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row."""
        theme, rect = self.theme, QRect(option.rect)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.raised))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(theme.foxbat))
        word = index.data(_VERDICT)
        verdict = None if word is None else Verdict(word)  # Qt hands back the plain text
        painter.setPen(QColor(verdict_colour(theme, verdict)))
        painter.setFont(font(20, bold=True))
        sign = SIGNS[verdict] if verdict is not None else "…"
        painter.drawText(
            QRect(rect.left(), rect.top(), 40, rect.height()), Qt.AlignmentFlag.AlignCenter, sign
        )
        left = rect.adjusted(40, 4, -8, -4)
        half = QRect(left.left(), left.top(), left.width(), left.height() // 2)
        painter.setFont(font(13))
        painter.setPen(QColor(theme.ink))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        elide = Qt.TextElideMode.ElideRight
        title = QFontMetrics(painter.font()).elidedText(index.data(), elide, half.width())
        painter.drawText(half, flags, title)
        painter.setFont(font(12))
        painter.setPen(QColor(verdict_colour(theme, verdict)))
        below = half.translated(0, half.height())
        painter.drawText(below, flags, index.data(_NOTE))
        painter.restore()


class ClaimsPanel(QWidget):
    """The list with its verdicts above, the chosen claim with all that goes into it below.

    Signals:
        export_wanted(): a person asks for the list as a file.
    """

    export_wanted = Signal()

    def __init__(self, store: Store, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._theme = store, theme
        self._quiet = False
        self._html = ""
        self._filter = QComboBox(self)
        self._filter.setAccessibleName(self.tr("Which claims"))
        self._filter.currentIndexChanged.connect(lambda _: self._fill(self._store.now))
        self._export = QPushButton(self.tr("Export…"), self)
        self._export.setToolTip(self.tr("The list as Markdown or CSV"))
        self._export.clicked.connect(self.export_wanted)
        self._list = QListWidget(self)
        self._list.setAccessibleName(self.tr("Claims of the article"))
        self._list.setAccessibleDescription(self.tr("Enter shows a claim at its time and place."))
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = _Row(self._list)
        self._list.setItemDelegate(self._rows)
        self._list.currentItemChanged.connect(lambda item, _: self._show(item))
        self._list.itemClicked.connect(self._go)
        self._list.itemActivated.connect(self._go)
        self._body = QTextBrowser(self)
        self._body.setOpenLinks(False)
        self._body.setFont(font(13))
        self._body.document().setDocumentMargin(14)
        self._body.setAccessibleName(self.tr("The claim and its check"))
        self._body.anchorClicked.connect(lambda url: self._follow(url.toString()))
        self._none = QLabel(self.tr("This scenario has no claims to check."), self)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(self._list)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 6, 12, 6)
        bar.addWidget(self._filter, 1)
        bar.addWidget(self._export)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._list)
        self._split.addWidget(self._body)
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._none)
        column.addWidget(self._split, 1)
        self.set_theme(theme)
        store.changed.connect(self.show_snapshot)

    def set_theme(self, theme: Theme) -> None:
        """Re-colour the panel."""
        self._theme = self._rows.theme = theme
        self._list.setStyleSheet(f"QListWidget {{ border-bottom: 1px solid {theme.line}; }}")
        self._html = ""
        self.show_snapshot(None, self._store.now)

    def set_public(self, public: bool) -> None:
        """Offer no export where strangers use the program."""
        self._export.setVisible(not public)

    def show_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Show what changed between two snapshots."""
        if (
            old is None
            or old.derived.extras is not new.derived.extras
            or old.derived.results is not new.derived.results
        ):
            self._count(new)
            self._fill(new)
        chosen = new.state.selection
        if chosen is not None and chosen.kind == "claim" and (old is None or chosen != old.state.selection):
            self._choose(chosen.id)

    @staticmethod
    def _claims(new: Snapshot) -> tuple[Claim, ...]:
        return () if new.derived.extras is None else new.derived.extras.claims

    def _count(self, new: Snapshot) -> None:
        """Say in the filter how many there are of each verdict."""
        results, kept = new.derived.results, self._filter.currentData()
        self._filter.blockSignals(True)
        self._filter.clear()
        self._filter.addItem(self.tr("All {0} claims").format(len(self._claims(new))), None)
        for verdict in Verdict:
            n = sum(r.verdict is verdict for r in results.values())
            self._filter.addItem(f"{SIGNS[verdict]}  {VERDICTS[verdict]} ({n})", verdict)
        at = next((i for i in range(self._filter.count()) if self._filter.itemData(i) == kept), 0)
        self._filter.setCurrentIndex(at)
        self._filter.setEnabled(bool(results))
        self._export.setEnabled(bool(results))
        self._filter.blockSignals(False)

    def _fill(self, new: Snapshot) -> None:
        claims, results = self._claims(new), new.derived.results
        wanted = self._filter.currentData()
        current = self._list.currentItem()
        kept = None if current is None else current.data(_ID)
        self._quiet = True
        self._list.clear()
        for claim in claims:
            result = results.get(claim.id)
            if wanted is not None and (result is None or result.verdict != wanted):
                continue
            item = QListWidgetItem(claim.title)
            item.setData(_ID, claim.id)
            item.setData(_VERDICT, None if result is None else result.verdict)
            numbers = ", ".join(str(n) for n in claim.paragraphs)
            word = self.tr("being checked…") if result is None else VERDICTS[result.verdict]
            item.setData(_NOTE, f"{word} · ¶{numbers}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{claim.title}: {word}")
            item.setToolTip(f"“{claim.quote}”" if claim.quote else claim.title)
            self._list.addItem(item)
            if claim.id == kept:
                self._list.setCurrentItem(item)
        self._quiet = False
        self._none.setVisible(new.derived.extras is not None and not claims)
        self._split.setVisible(not self._none.isVisibleTo(self))
        self._show(self._list.currentItem())

    def _choose(self, wanted: str) -> None:
        """Make a claim the current one, whatever the filter hid."""
        for again in (False, True):
            for i in range(self._list.count()):
                if self._list.item(i).data(_ID) == wanted:
                    self._list.setCurrentRow(i)
                    self._list.scrollToItem(self._list.item(i))
                    return
            if not again:
                self._filter.setCurrentIndex(0)

    def _show(self, item: QListWidgetItem | None) -> None:
        """Show the current claim below."""
        if self._quiet:
            return
        now = self._store.now
        extras = now.derived.extras
        claim = None if item is None or extras is None else extras.claim(item.data(_ID))
        if claim is None:
            html = self._intro(now)
        else:
            html = claim_html(now.scenario, claim, now.derived.results.get(claim.id), self._theme)
        if html != self._html:
            self._html = html
            self._body.setHtml(html)

    def _intro(self, now: Snapshot) -> str:
        results, theme = now.derived.results, self._theme
        words = self.tr(
            "What the article says that can be checked: worked out from the map, or held against other "
            "sources. Choose one to see what went into it, at its time and place."
        )
        lines = [f'<p style="color:{theme.dim}">{escape(words)}</p>']
        for verdict in Verdict:
            n = sum(r.verdict is verdict for r in results.values())
            lines.append(
                f'<p style="margin:3px 0; color:{verdict_colour(theme, verdict)}"><b>{SIGNS[verdict]}</b> '
                f"&nbsp;{n} {escape(VERDICTS[verdict])}</p>"
            )
        return "".join(lines) if results else lines[0]

    def _go(self, item: QListWidgetItem) -> None:
        """Show a claim on map and time axis."""
        show(self._store, Selection("claim", item.data(_ID)))

    def _follow(self, link: str) -> None:
        kind, _, key = link.partition(":")
        show(self._store, Selection(kind, key))


def _small(theme: Theme, text: str) -> str:
    return f'<span style="color:{theme.faint}; font-size:11px">{text}</span>'


def _titles(scenario: Scenario, keys: tuple[str, ...]) -> str:
    return "; ".join(escape(scenario.sources[k].title) for k in keys if k in scenario.sources)


def _verdict(theme: Theme, verdict: Verdict, words: str) -> str:
    return (
        f'<span style="color:{verdict_colour(theme, verdict)}"><b>{SIGNS[verdict]} {escape(words)}</b></span>'
    )


def claim_html(scenario: Scenario, claim: Claim, result: Result | None, theme: Theme) -> str:
    """Return a claim, its check and what the other accounts say, as rich text with links."""
    article = scenario.sources.get(scenario.article)
    numbers = ", ".join(str(n) for n in claim.paragraphs)
    head = f'<h2 style="margin:0">{escape(claim.title)}</h2>'
    overall = "" if result is None else VERDICTS[result.verdict]
    if result is None:
        parts = [head, f'<p style="color:{theme.dim}">{escape(verdict_line(None))}…</p>']
    else:
        parts = [head, f'<p style="margin:8px 0 4px 0">{_verdict(theme, result.verdict, overall)}</p>']
        if (words := verdict_words(result)) != overall:
            parts.append(f'<p style="margin:0 0 8px 0; color:{theme.dim}">{escape(words)}</p>')
    if claim.quote:
        source = escape(article.title) if article is not None else ""
        parts.append(
            f'<p style="font-size:15px; margin:6px 0 0 0">“{escape(claim.quote)}”</p>'
            f'<p style="margin:0 0 8px 0">{_small(theme, f"{source}, paragraph {numbers}")}</p>'
        )
    if claim.note:
        parts.append(f"<p>{escape(claim.note)}</p>")
    parts += [_finding(scenario, f, theme) for f in (result.findings if result is not None else ())]
    if claim.accounts:
        parts.append(_title(theme, "Other accounts"))
        stances = {
            Stance.AGREES: "it agrees",
            Stance.DOUBTS: "it differs",
            Stance.DENIES: "it contradicts",
            Stance.SILENT: "told beside; it does not count",
        }
        parts += [
            f'<p style="margin:4px 0">{escape(a.says)}<br>'
            + _small(theme, f"{_titles(scenario, (a.source,))} — {stances[a.stance]}")
            + "</p>"
            for a in claim.accounts
        ]
    parts.append(_leads(scenario, claim, theme))
    return "".join(parts)


def _title(theme: Theme, text: str) -> str:
    return f'<p style="color:{theme.foxbat}; margin:14px 0 2px 0"><b>{escape(text)}</b></p>'


def _finding(scenario: Scenario, finding: Finding, theme: Theme) -> str:
    zone = scenario.zones[0] if scenario.zones else None
    aside = " (beside the claim)" if finding.beside else ""
    parts = [_title(theme, finding.label[:1].upper() + finding.label[1:] + aside)]
    said = [f"claimed <b>{escape(claimed_words(finding.claimed, zone))}</b>"]
    if value := value_words(finding, zone):
        said.append(f"found <b>{escape(value)}</b>")
    if apart := difference_words(finding):
        said.append(f"difference {escape(apart)}")
    parts.append(
        f'<p style="margin:2px 0">{"; ".join(said)}<br>'
        f"{_verdict(theme, finding.verdict, VERDICTS[finding.verdict])} "
        f"{_small(theme, escape(finding.rule))}</p>"
    )
    colour = theme.foxbat if finding.basis is Basis.ASSUMED else theme.accent
    parts.append(
        f'<p style="margin:2px 0; color:{theme.dim}">{escape(finding.method)} '
        f'<span style="color:{colour}; font-size:11px">{finding.basis}</span></p>'
    )
    parts += [f'<p style="margin:2px 0 2px 10px">{escape(step)}</p>' for step in finding.steps]
    for used in finding.inputs:
        titles = _titles(scenario, used.sources)
        grounds = f"{used.basis}{', ' + titles if titles else ''}"
        parts.append(
            f'<p style="margin:2px 0 2px 10px"><span style="color:{theme.dim}">{escape(used.label)}:</span> '
            f"{escape(used.value)}<br>{_small(theme, grounds)}</p>"
        )
    if finding.note:
        parts.append(f'<p style="margin:2px 0 2px 10px; color:{theme.dim}">{escape(finding.note)}</p>')
    return "".join(parts)


def _leads(scenario: Scenario, claim: Claim, theme: Theme) -> str:
    """Return links to where the claim is shown and told."""
    links = []
    if claim.site in scenario.sites:
        links.append((f"site:{claim.site}", scenario.sites[claim.site].names.get("en", claim.site)))
    moment = next((m for m in scenario.moments if m.id == claim.moment), None)
    if moment is not None:
        links.append((f"moment:{moment.id}", moment.title))
    for passage in scenario.passages:
        if passage.id in claim.passages:
            words = passage.text.split()
            links.append((f"passage:{passage.id}", " ".join(words[:8]) + ("…" if len(words) > 8 else "")))
    if not links:
        return ""
    return _title(theme, "See it in place") + "".join(
        f'<p style="margin:3px 0"><a href="{escape(to)}" style="color:{theme.accent}">{escape(text)}</a></p>'
        for to, text in links
    )
