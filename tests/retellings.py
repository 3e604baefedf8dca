"""Retellings whose sentences say what they tell: to learn from (``retold``), and to measure by (``unseen``).

Each is a file AUTHOR-GENRE.tsv: a sentence a line, an empty line between paragraphs, and after a tab the moments
that the sentence tells; ``?moment`` where that is arguable (counts neither for nor against). They were written
for this purpose, in many voices, by writers who knew neither the program nor its words; much in them is invented:
they are no sources. Of ``unseen`` nothing was learnt; those of author y (and x) tell other stories.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from explorer.text import telling
from explorer.text.child import parse
from explorer.text.document import Document
from explorer.text.index import Index, index
from explorer.text.query import Known

RETOLD = Path(__file__).parent / "retold"
UNSEEN = Path(__file__).parent / "unseen"


@dataclass(frozen=True, eq=False)
class Retelling:
    """A document, its sentences' keys, and the moments each tells surely, and arguably."""

    author: str
    name: str
    document: Document
    found: Index
    keys: list[set[str]]
    tells: list[set[str]]
    may_tell: list[set[str]]

    @property
    def counts(self) -> telling.Counts:
        return telling.count(zip(self.keys, self.tells, strict=True))

    @property
    def told(self) -> set[str]:
        return set().union(*self.tells)


def labelled(text: str) -> list[list[tuple[str, list[str]]]]:
    """Return the paragraphs of a file: sentences and their labels."""
    paragraphs = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.partition("\t") for line in part.splitlines()]
        paragraphs.append([(sentence.strip(), labels.split()) for sentence, _, labels in lines])
    return paragraphs


def plain(paragraphs: list[list[tuple[str, list[str]]]]) -> str:
    """Return the document as its reader has it."""
    japanese = any("\u3040" <= c <= "\u30ff" for sentence, _ in paragraphs[-1] for c in sentence)
    joint = "" if japanese else " "
    return "\n\n".join(joint.join(sentence for sentence, _ in p) for p in paragraphs) + "\n"


def retelling(path: Path, known: Known) -> Retelling:
    """Read one file. Raises ValueError, with one sentence, where the program reads none of its sentences."""
    paragraphs = labelled(path.read_text(encoding="utf-8"))
    document = parse(plain(paragraphs).encode(), path.stem + ".txt")
    found = index(document, known)
    n = len(found.starts)
    tells: list[set[str]] = [set() for _ in range(n)]
    may_tell: list[set[str]] = [set() for _ in range(n)]
    at = 0
    for sentence, labels in (each for p in paragraphs for each in p):
        words = sentence.lstrip("#*- ").split()
        here = re.compile(r"\s+".join(map(re.escape, words))).search(document.text, at)
        if here is None:
            raise ValueError(f"{path.name}: the program reads no such sentence: {sentence[:80]}")
        at = here.end()
        for s in range(n):
            if found.starts[s] < here.end() and here.start() < found.ends[s]:
                tells[s] |= {label for label in labels if label[0] != "?"}
                may_tell[s] |= {label[1:] for label in labels if label[0] == "?"}
    keys = [
        {key for key, _, _ in telling.keyed(document.text[a:b], known.spelled)}
        for a, b in zip(found.starts, found.ends, strict=True)
    ]
    author, _, name = path.stem.partition("-")
    return Retelling(author, name, document, found, keys, tells, may_tell)
