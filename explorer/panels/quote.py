"""Quoting: words with the citation of where they stand, and addresses that a document names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from explorer.frame.derived import OpenDocument
from explorer.scenario.model import Passage, Scenario

if TYPE_CHECKING:
    from explorer.text.document import Span

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»（）]{1,2000}")
_REACH = 2000  # characters about the pointer in which an address may stand


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to quote, the CSL-JSON item that they come from, its paragraphs, and a remark of ours."""

    words: str
    item: Mapping[str, object]
    paragraphs: tuple[int, ...]
    remark: str = ""

    def text(self, style: str) -> str:
        """Return the quotation with its citation in a named style, the usual one if empty.

        Raises CitationError for a style that is not shipped.
        """
        # The citation library takes a while to load, so only who quotes waits for it.
        from explorer.text import citation

        said = citation.quotation(self.words, self.item, self.paragraphs, style or citation.DEFAULT)
        return f"{said}\n{self.remark}" if self.remark else said


def of_document(scenario: Scenario, opened: OpenDocument, span: "Span") -> Quote:
    """Return a quotation of a span of a document's text; a source of the scenario may name its publisher."""
    from explorer.text import citation

    document = opened.document
    first = document.paragraph_at(span[0])
    last = document.paragraph_at(max(span[0], span[1] - 1))
    numbers = () if first is None or last is None else tuple(range(first.number, last.number + 1))
    item = citation.item_of(document, [source.csl for source in scenario.sources.values()])
    return Quote(document.text[span[0] : span[1]].strip(), item, numbers)


def of_passage(scenario: Scenario, passage: Passage) -> Quote | None:
    """Return a quotation of our retelling, said to be one; None without an article to cite."""
    source = scenario.sources.get(scenario.article)
    if source is None:
        return None
    remark = QCoreApplication.translate(
        "quote", "(Retold by Foxbat Explorer; these are not the article's own words.)"
    )
    return Quote(passage.text, source.csl, passage.paragraphs, remark)


def sentence_at(opened: OpenDocument, offset: int) -> "Span | None":
    """Return the span of the sentence that holds an offset."""
    paragraph = opened.document.paragraph_at(offset)
    if paragraph is None:
        return None
    return next((s for s in paragraph.sentences if s[0] <= offset < s[1]), None)


def address_at(opened: OpenDocument, offset: int) -> str | None:
    """Return the web address whose text stands at an offset."""
    text = opened.document.text
    begin = max(0, offset - _REACH)
    for found in _ADDRESS.finditer(text, begin, min(len(text), offset + _REACH)):
        address = found.group().rstrip(".,;:!?)]}'’")
        if found.start() <= offset < found.start() + len(address):
            return address
    return None


def ask_to_open(address: str, parent: QWidget) -> QMessageBox:
    """Show where an address leads, and open it in the browser if that is wanted."""
    url = QUrl(address, QUrl.ParsingMode.TolerantMode)
    # As it is asked for: look-alike letters of a host show their code.
    plain = bytes(url.toEncoded().data()).decode("ascii", "replace")
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(box.tr("Open a link"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(box.tr("Open this address in the browser?"))
    box.setInformativeText(plain)
    go = box.addButton(box.tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if not url.isValid() or url.scheme() not in ("http", "https"):
        go.setEnabled(False)
    go.clicked.connect(lambda: QDesktopServices.openUrl(url))
    box.open()
    return box
