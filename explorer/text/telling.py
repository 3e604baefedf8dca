"""telling.tsv: which words sentences use that tell a moment, counted over retellings of the story.

The counts come from documents whose sentences people have labelled (``tests/retold``). A word's weight for a
moment is the logarithm of how much oftener it stands in sentences that tell the moment than in others: the
weights of a sentence's words add up to how much more likely it tells the moment (naive Bayes).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.scenario import files
from explorer.scenario.model import Floats
from explorer.scenario.problems import Problem, Problems, close_match
from explorer.text import words
from explorer.text.facts import Hit, scan
from explorer.text.spelled import Spellings

NAME = "telling.tsv"
LAYOUT = (
    "word, sentences that hold it, moment:sentences that hold it and tell the moment; tabs; * is any word"
)
_ALL = "*"  # the row that counts sentences
COMMON = "~"  # before a word too common to be asked for
_PRIOR = 2.0  # sentences: how many of any kind stand for what was not seen
_MOST = 100_000  # rows that are read: each weighs on memory once a moment
_ROW = re.compile(r"([^\t]+)\t([0-9]{1,9})\t((?:[^\s:]+:[0-9]{1,9}(?: +|$))*)")


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How many sentences there are, hold a word, tell a moment, and both.

    ``sentences`` all; ``held[key]``; ``telling[moment]``; ``both[key][moment]``.
    """

    sentences: int
    held: Counter[str]
    telling: Counter[str]
    both: dict[str, Counter[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """``nats[rows[key], n]``: how much a word tells of the n-th of ``moments``, in nats, 0 or more.

    ``often[n]`` is the number of sentences that the moment's weights rest on.
    """

    moments: tuple[str, ...]
    rows: dict[str, int]
    nats: Floats
    often: Floats


def count(sentences: Iterable[tuple[Iterable[str], Iterable[str]]]) -> Counts:
    """Count ``(keys, moments told)`` of sentences."""
    counts = Counts(0, Counter(), Counter(), {})
    total = 0
    for keys, moments in sentences:
        total += 1
        told = set(moments)
        counts.telling.update(told)
        for key in set(keys):
            counts.held[key] += 1
            if told:
                counts.both.setdefault(key, Counter()).update(told)
    return Counts(total, counts.held, counts.telling, counts.both)


def weigh(counts: Counts, moments: tuple[str, ...]) -> Weights:
    """Return what each word tells of each of ``moments``, in nats.

    That is log P(word | told) / P(word | not told), by the shares of sentences that hold the word. To the
    sentences that do not tell the moment one is added, and half of it holds the word; to those that do,
    ``_PRIOR`` that hold it as often as the others. 0 where a word never stood with a moment, and at the
    least: a word that is missing, or speaks against a moment, counts for nothing.
    """
    keys = [key for key, told in counts.both.items() if not told.keys().isdisjoint(moments)]
    at = {moment: n for n, moment in enumerate(moments)}
    both = np.zeros((len(keys), len(moments)))
    for row, key in enumerate(keys):
        for moment, n in counts.both[key].items():
            if moment in at:
                both[row, at[moment]] = n
    held = np.array([counts.held[key] for key in keys], dtype=float)[:, None]
    often = np.array([counts.telling[moment] for moment in moments], dtype=float)
    elsewhere = (held - both + 0.5) / (counts.sentences - often + 1)
    nats = np.log((both + _PRIOR * elsewhere) / (often + _PRIOR) / elsewhere)
    nats[both == 0] = 0.0
    return Weights(moments, {key: n for n, key in enumerate(keys)}, np.maximum(nats, 0.0), often)


def keyed(text: str, spelled: Spellings) -> list[Hit]:
    """Return the keys of the words of a sentence, the common ones too, and where they stand."""

    def wanted(word: str) -> str | None:
        if words.CJK.search(word):
            return None
        key = spelled.key(word)
        if key is None and len(word) > 1 and word.isalpha():
            return COMMON + words.fold(word)
        return key

    return [*scan(text, wanted)[1], *spelled.native_hits(text), *words.pairs(text)]


def learn(folder: str, moments: tuple[str, ...]) -> Weights:
    """Return what words tell of ``moments`` in a scenario; nothing where its folder has no usable counts."""
    counts = read(Path(folder))[0] if folder else count(())
    return weigh(counts, moments)


def faults(folder: Path, moments: Collection[str]) -> tuple[Problem, ...]:
    """Return what is wrong with the counts of a scenario's folder; a missing file is no fault."""
    counts, found = read(folder)
    problems = Problems()
    # Where no moment could be read, that has been said.
    for moment in sorted(counts.telling.keys() - moments) if moments else ():
        problems.add(NAME, f"row {_ALL}", f"there is no moment {moment}", close_match(moment, moments))
    return (*found, *problems.all())


def read(folder: Path) -> tuple[Counts, tuple[Problem, ...]]:
    """Return the counts of a scenario's folder, none where it has no such file, and what is wrong with it.

    A row that cannot be true is left out, the rest counts; without a row ``*`` nothing does.
    """
    problems = Problems()
    rows: dict[str, tuple[int, int, Counter[str]]] = {}
    text = files.text(folder, NAME, problems, optional=True) or ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        if len(rows) >= _MOST:
            problems.add(NAME, f"line {number}", f"is left out: so are all rows after {_MOST:,}")
            break
        row = _row_of(line)
        if row is None:
            problems.add(
                NAME, f"line {number}", "is not a word, a number and moment:number, no larger, between tabs"
            )
        elif row[0] in rows:
            problems.add(NAME, f"line {number}", f"the row {row[0]} is there twice: the first counts")
        else:
            rows[row[0]] = number, *row[1:]
    if rows and _ALL not in rows:
        problems.add(NAME, "", f"has no row {_ALL}, which counts all sentences: nothing is learnt from it")
        rows = {}
    _, total, whole = rows.pop(_ALL, (0, 0, Counter()))
    counts = Counts(total, Counter(), whole, {})
    missed: set[str] = set()
    for key, (number, held, told) in rows.items():
        for moment in sorted(told.keys() - whole.keys()):
            del told[moment]
            if moment not in missed:
                problems.add(NAME, f"line {number}", f"{moment} is not in the row {_ALL}")
            missed.add(moment)
        if held > total or any(n > whole[moment] for moment, n in told.items()):
            problems.add(NAME, f"line {number}", f"counts more sentences than the row {_ALL}")
        else:
            counts.held[key] = held
            counts.both[key] = told
    return counts, problems.all()


def _row_of(line: str) -> tuple[str, int, Counter[str]] | None:
    """Return the word of a row, how many sentences hold it, and with which moments; None of a bad row."""
    found = _ROW.fullmatch(line)
    if found is None:
        return None
    cells = [cell.rpartition(":") for cell in found[3].split()]
    told = Counter({moment: int(n) for moment, _, n in cells})
    held = int(found[2])
    if len(told) < len(cells) or any(not 1 <= n <= held for n in told.values()):
        return None
    return found[1], held, told


def written(counts: Counts) -> str:
    """Return the text of a file of ``counts``; words of sentences that tell nothing are left out."""
    rows = [_row(_ALL, counts.sentences, counts.telling)]
    rows += [_row(key, counts.held[key], counts.both[key]) for key in sorted(counts.both)]
    return "\n".join(rows) + "\n"


def _row(key: str, held: int, told: Mapping[str, int]) -> str:
    cells = (f"{moment}:{n}" for moment, n in sorted(told.items(), key=lambda item: (-item[1], item[0])))
    return f"{key}\t{held}\t{' '.join(cells)}"
