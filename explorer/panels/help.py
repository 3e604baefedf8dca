"""Help and About: the keys from the command table, the sources and licences from the data."""

from collections.abc import Iterable
from html import escape

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from explorer import __version__, assets
from explorer.scenario.model import Scenario
from explorer.scenario.problems import Problem
from explorer.theme import font


class TextDialog(QDialog):
    """A page of text with a Close button."""

    def __init__(self, title: str, html: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(680, 620)
        self.page = QTextBrowser(self)
        self.page.setOpenLinks(False)
        self.page.setFont(font(13))
        self.page.setHtml(html)
        self.page.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        column = QVBoxLayout(self)
        column.addWidget(self.page, 1)
        column.addWidget(buttons)


def keys_html(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return the help page; ``rows`` are (menu, command, keys) in the table's order."""
    parts: list[str] = []
    menu = None
    for group, text, keys in rows:
        if group != menu:
            menu = group
            parts.append(f"{'</table>' if parts else ''}<h3>{escape(group)}</h3><table cellpadding='3'>")
        parts.append(f"<tr><td width='190'><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>")
    parts.append("</table>")
    parts.append(
        "<h3>Mouse</h3><table cellpadding='3'>"
        "<tr><td width='190'><b>Wheel</b></td><td>Zoom the map at the pointer (Ctrl: finer)</td></tr>"
        "<tr><td><b>Drag</b></td><td>Move the map; on the time axis, scrub</td></tr>"
        "<tr><td><b>Shift+drag</b></td><td>Zoom to a box</td></tr>"
        "<tr><td><b>Double click</b></td><td>Zoom in</td></tr>"
        "<tr><td><b>Horizontal wheel</b></td><td>Move time</td></tr>"
        "<tr><td><b>Click</b></td><td>Card of a place, an aircraft or a mark</td></tr>"
        "<tr><td><b>Right click</b></td><td>Copy the position, or measure</td></tr></table>"
        "<h3>Times that can be typed</h3><p>13:26 · 13:26:30 · 04:26Z · 14:26 VLAT · +5m · the name of a "
        "moment, such as <i>lost</i>. A bare time is in Japan Standard Time on the scenario's first day.</p>"
    )
    return "".join(parts)


def about_html(scenario: Scenario) -> str:
    """Return the About page: version, sources, licences of code, data and font."""
    parts = [
        f"<h2>Foxbat Explorer {__version__}</h2><p>{escape(scenario.title)}</p>",
        "<h3>Sources</h3>",
    ]
    for source in scenario.sources.values():
        note = str(source.csl.get("note", ""))
        parts.append(
            f"<p style='margin:3px 0'><b>{escape(source.key)}</b> {escape(source.title)}"
            + (f" <i>{escape(note)}</i>" if note else "")
            + "</p>"
        )
    parts.append("<h3>Licences</h3>")
    for path in (assets.data("README.md"), *sorted(assets.data("licences").glob("*")),
                 *sorted(assets.resource("fonts").glob("*.txt"))):  # fmt: skip
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            parts.append(f"<h4>{escape(path.name)}</h4>")
            parts.append(f"<pre style='white-space:pre-wrap'>{escape(text)}</pre>")
    return "".join(parts)


def problems_html(problems: Iterable[Problem], loaded: bool = True) -> str:
    """Return the list of what is wrong with the data; ``loaded``: everything else could be."""
    rest = "Everything else was loaded." if loaded else "What was open stays open."
    parts = [f"<p>{rest} Each line names the file, the place and what is wrong.</p>"]
    for p in problems:
        where = f"{escape(p.file)}" + (f": {escape(p.place)}" if p.place else "")
        hint = f" <i>({escape(p.hint)})</i>" if p.hint else ""
        parts.append(f"<p style='margin:4px 0'><b>{where}</b><br>{escape(p.reason)}{hint}</p>")
    return "".join(parts)
