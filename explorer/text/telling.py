"""telling.tsv: which words sentences use that tell a moment, counted over retellings of the story.

The counts come from documents whose sentences people have labelled (``tests/retold``). A word's weight for a
moment is the logarithm of how much oftener it stands in sentences that tell the moment than in others: the
weights of a sentence's words add up to how much more likely it tells the moment (naive Bayes).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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

Ints = NDArray[np.int64]


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
class Telling:
    """``weight[rows[key], n]``: how much a word tells of the n-th of ``moments``, in nats, 0 or more.

    ``often[n]`` is the number of sentences that the moment's weights rest on.
    """

    moments: tuple[str, ...]
    rows: dict[str, int]
    weight: Floats
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


def weigh(counts: Counts, moments: tuple[str, ...]) -> Telling:
    """Return what each word tells of each of ``moments``."""
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
    weight = np.log((both + _PRIOR * elsewhere) / (often + _PRIOR) / elsewhere)
    weight[both == 0] = 0.0
    return Telling(moments, {key: n for n, key in enumerate(keys)}, np.maximum(weight, 0.0), often)


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


def learnt(folder: str, moments: tuple[str, ...]) -> Telling:
    """Return what words tell of ``moments`` in a scenario; nothing where its folder has no counts."""
    try:
        counts, _ = read(Path(folder) / NAME)
    except (OSError, UnicodeDecodeError):
        counts = count(())
    return weigh(counts, moments)


def faults(folder: Path, moments: Collection[str]) -> tuple[Problem, ...]:
    """Return what is wrong with the counts of a scenario's folder; a missing file is no fault."""
    problems = Problems()
    try:
        counts, bad = read(folder / NAME)
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        problems.add(NAME, "", f"cannot be read: {error}")
        return problems.all()
    for line, reason in bad:
        problems.add(NAME, f"line {line}", reason)
    for moment in sorted(counts.telling.keys() - moments):
        problems.add(NAME, f"row {_ALL}", f"there is no moment {moment}", close_match(moment, moments))
    return problems.all()


def read(path: Path) -> tuple[Counts, list[tuple[int, str]]]:
    """Return the counts that a file holds, and (line, reason) of rows that cannot be read: the rest count.

    Raises OSError or UnicodeDecodeError where the file cannot be read at all.
    """
    counts = Counts(0, Counter(), Counter(), {})
    total, faults = 0, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            key, held, cells = line.split("\t")
            told = Counter({moment: int(n) for moment, n in (cell.split(":") for cell in cells.split())})
            if int(held) < max(told.values(), default=0) or min(told.values(), default=1) < 1:
                raise ValueError
        except ValueError:
            faults.append((number, "is not a word, a number and moment:number, no larger, between tabs"))
            continue
        if key == _ALL:
            total = int(held)
            counts.telling.update(told)
        else:
            counts.held[key] = int(held)
            counts.both[key] = told
    return Counts(total, counts.held, counts.telling, counts.both), faults


def written(counts: Counts) -> str:
    """Return the text of a file of ``counts``; words of sentences that tell nothing are left out."""
    rows = [_row(_ALL, counts.sentences, counts.telling)]
    rows += [_row(key, counts.held[key], counts.both[key]) for key in sorted(counts.both)]
    return "\n".join(rows) + "\n"


def _row(key: str, held: int, told: Mapping[str, int]) -> str:
    cells = (f"{moment}:{n}" for moment, n in sorted(told.items(), key=lambda item: (-item[1], item[0])))
    return f"{key}\t{held}\t{' '.join(cells)}"
