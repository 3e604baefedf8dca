"""An open document as it lies on the page: its rows set, and where its matches stand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument, QTextLine

from explorer.frame.derived import OpenDocument
from explorer.panels.typeset import Mark, Typeset, typeset
from explorer.text.page import Page
from explorer.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.text.align import Match
    from explorer.text.document import Span


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """An open document as it is set; ``matches`` are (first place, last place, match) in order."""

    opened: OpenDocument
    page: Page
    document: QTextDocument
    layout: Typeset
    matches: "tuple[tuple[int, int, Match], ...]"

    def mark(self, match: "Match | None", otherwise: "Sequence[Span]" = ()) -> None:
        """Set a match as the current one, its facts underlined, and figures that differ twice over."""
        if match is None:
            self.layout.mark(None)
            return
        facts = tuple(self.page.span(e.start, e.end) for e in match.evidence)
        rivals = tuple(self.page.span(*span) for span in otherwise)
        self.layout.mark(Mark(self.page.span(match.start, match.end), facts, rivals))

    def match_on(self, first: int, last: int) -> "Match | None":
        """Return the match that holds most of a stretch of the page; of equal ones the surest."""
        held = [(min(end, last) - max(start, first), m) for start, end, m in self.matches]
        most = max(held, key=lambda h: (h[0], h[1].score), default=None)
        return None if most is None or most[0] <= 0 else most[1]

    def match_passed(self, before: int, now: int) -> "Match | None":
        """Return the match that lies whole between two places of the page, the nearest to ``now``."""
        first, last = min(before, now), max(before, now)
        passed = [m for start, end, m in self.matches if first <= start and end <= last]
        return (passed[-1] if before <= now else passed[0]) if passed else None


def make_sheet(opened: OpenDocument, theme: Theme) -> Sheet:
    """Return a document set on a page."""
    page = opened.page or Page(opened.document)
    told = [m for m in (*opened.alignment.passages, *opened.alignment.moments) if m.paragraphs]
    matches = sorted(((*page.span(m.start, m.end), m) for m in told), key=lambda s: s[:2])
    return Sheet(opened, page, *typeset(page, theme), tuple(matches))


def boxes_of(block: QTextBlock, box: QRectF, first: int, last: int) -> list[QRectF]:
    """Return the rectangles of a stretch of a block, one a line; ``box`` is where the block lies."""
    found = []
    layout = block.layout()
    for n in range(layout.lineCount()):
        line = layout.lineAt(n)
        left, right = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
        if left < right:
            xs = sorted((_x(line, left), _x(line, right)))
            found.append(QRectF(box.left() + xs[0], box.top() + line.y(), xs[1] - xs[0], line.height()))
    return found


def _x(line: QTextLine, position: int) -> float:
    """Return where a position stands on its line; PySide gives it with the position it rounded to."""
    found: Any = line.cursorToX(position)
    return float(found[0]) if isinstance(found, tuple) else float(found)
