"""Learn from the retellings of ``retold`` how moments are told; or measure how well that goes.

python tests/fit_telling.py            writes data/belenko-1976/telling.tsv and explorer/text/fitted.py
python tests/fit_telling.py --check    learns from all authors but one and measures on that one, in turn

After both may stand the folder of another incident's scenario and that of its retellings: then only words are
counted, for the telling.tsv of that scenario; how they make a chance stays as it was learnt from ``retold``.
"""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from retellings import RETOLD, Retelling, retelling

from explorer.scenario.load import load
from explorer.text import chance, fitted, telling
from explorer.text.moments import LEAST
from explorer.text.query import Known, prepare

ROOT = Path(__file__).parent.parent
_STRENGTH = 1.0  # of the pull of coefficients to 0
_LEAST = (0.3, LEAST, 0.5)  # chances from which a moment is told


def less(whole: telling.Counts, part: telling.Counts) -> telling.Counts:
    """Return the counts without those of one document."""
    both = {key: told - part.both.get(key, Counter()) for key, told in whole.both.items()}
    return telling.Counts(
        whole.sentences - part.sentences, whole.held - part.held, whole.telling - part.telling, both
    )


def total(parts: list[telling.Counts]) -> telling.Counts:
    """Return the counts of several documents together."""
    both: dict[str, Counter[str]] = {}
    for part in parts:
        for key, told in part.both.items():
            both.setdefault(key, Counter()).update(told)
    return telling.Counts(
        sum(part.sentences for part in parts),
        sum((part.held for part in parts), Counter()),
        sum((part.telling for part in parts), Counter()),
        both,
    )


def coefficients(features: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Return the coefficients, the constant last, that make ``told`` likeliest.

    Logistic regression by Newton's method. Of features brought to mean 0 and deviation 1, the squares of the
    coefficients times half of ``_STRENGTH`` count against (ridge).
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    x = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    pull = np.full(x.shape[1], _STRENGTH)
    pull[-1] = 0.0
    fit = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ fit)))
        step = np.linalg.solve(
            (x * (p * (1 - p))[:, None]).T @ x + np.diag(pull) + 1e-9 * np.eye(len(pull)),
            x.T @ (told - p) - pull * fit,
        )
        fit += step
        if np.abs(step).max() < 1e-8:
            break
    raw = fit[:-1] / spread
    return np.append(raw, fit[-1] - raw @ mean)


@dataclass(frozen=True, eq=False)
class Example:
    """A retelling's pairs of sentence and moment, and 1 where one tells the other, 0 where not, -1 between."""

    may: chance.Tellable
    told: np.ndarray


def example(one: Retelling, learnt: telling.Weights, known: Known) -> Example:
    """Return the pairs of a document."""
    may = chance.tellable(one.found, one.document.text, known.moments, known.spelled, learnt)
    ids = [query.id for query in known.moments]
    told = [
        1 if ids[m] in one.tells[s] else -1 if ids[m] in one.may_tell[s] else 0
        for s, m in zip(may.sentence.tolist(), may.moment.tolist(), strict=True)
    ]
    return Example(may, np.array(told))


def fit(documents: list[Retelling], known: Known, words: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients of both steps.

    What a document's own words weigh is counted over the others, as it will be for documents never seen.
    ``words`` False: for scenarios that have no such counts.
    """
    ids = tuple(query.id for query in known.moments)
    counts = total([one.counts for one in documents])
    nothing = telling.count(())
    examples = [
        example(one, telling.weigh(less(counts, one.counts) if words else nothing, ids), known)
        for one in documents
    ]
    told = np.concatenate([each.told for each in examples])
    clear = told >= 0
    alone = coefficients(np.concatenate([each.may.features for each in examples])[clear], told[clear])
    guess = [chance.logistic(each.may.features, alone) for each in examples]
    rows = [chance.likely(p) for p in guess]
    told = np.concatenate([each.told[r] for each, r in zip(examples, rows, strict=True)])
    clear = told >= 0
    placed = alone
    for _ in range(2):
        features = [
            np.hstack([each.may.features[r], chance.seconded(each.may, p, r)])
            for each, p, r in zip(examples, guess, rows, strict=True)
        ]
        placed = coefficients(np.concatenate(features)[clear], told[clear])
        for p, r, each in zip(guess, rows, features, strict=True):
            p[r] = chance.logistic(each, placed)
    return alone, placed


def measure(one: Retelling, learnt: telling.Weights, alone, placed, known: Known, least: float) -> np.ndarray:
    """Return the numbers of moments told, of those found, of all found, and of those found astray."""
    each = example(one, learnt, known)
    p = chance.chances(each.may, alone, placed)
    rows = [row for row in chance.best(each.may, p).values() if p[row] >= least]
    found = each.told[rows]
    return np.array([len(one.told), (found == 1).sum(), len(rows), (found == 0).sum()])


def check(
    documents: list[Retelling], known: Known, fits: tuple[np.ndarray, np.ndarray] | None = None
) -> None:
    """Learn from all authors but one, and measure on that one; where ``fits`` are given, only words."""
    ids = tuple(query.id for query in known.moments)
    every = np.zeros((len(_LEAST), 4), dtype=int)
    authors = sorted({one.author for one in documents})
    if len(authors) < 2:
        sys.exit("to measure wants retellings by two authors: AUTHOR-GENRE.tsv")
    for author in authors:
        others = [one for one in documents if one.author != author]
        alone, placed = fits or fit(others, known)
        learnt = telling.weigh(total([one.counts for one in others]), ids)
        theirs = [one for one in documents if one.author == author]
        sums = np.array(
            [sum(measure(one, learnt, alone, placed, known, least) for one in theirs) for least in _LEAST]
        )
        every += sums
        print(author, *_shares(sums), flush=True)
    print("every", *_shares(every))


def _shares(sums: np.ndarray) -> list[str]:
    return [
        f"  {least}: {found} of {told} found, {astray} of {matches} astray"
        for least, (told, found, matches, astray) in zip(_LEAST, sums.tolist(), strict=True)
    ]


def written(fits: dict[str, np.ndarray]) -> str:
    """Return the text of the module that holds the coefficients."""
    lines = ['"""Coefficients of ``chance``, by feature; written by tests/fit_telling.py."""', ""]
    names = (*chance.FEATURES, *chance.ORDER, *chance.BESIDE)
    for name, values in fits.items():
        lines.append(f"{name} = {{")
        lines += [f'    "{n}": {v:.4f},' for n, v in zip(names, values[:-1], strict=False)]
        lines += [f'    "constant": {values[-1]:.4f},', "}"]
    return "\n".join(lines) + "\n"


def taught(scenario: Path, retellings: Path) -> tuple[list[Retelling], Known]:
    """Return the retellings of a folder, and what their scenario's moments are known by; or end the program."""
    history, problems = load(scenario)
    if history is None:
        sys.exit("\n".join(map(str, problems)))
    known = prepare(history)
    try:
        documents = [retelling(path, known) for path in sorted(retellings.glob("*.tsv"))]
    except (ValueError, OSError) as fault:
        sys.exit(str(fault))
    if not documents:
        sys.exit(f"{retellings}: there is no retelling, a file AUTHOR-GENRE.tsv")
    moments = {moment.id for moment in history.moments}
    for one in documents:
        for label in sorted(set().union(*one.tells, *one.may_tell) - moments):
            sys.exit(f"{one.author}-{one.name}.tsv: there is no moment {label}")
    return documents, known


def main(arguments: list[str]) -> None:
    """Learn, or measure."""
    parser = argparse.ArgumentParser(description="Learn from retellings how moments are told.")
    parser.add_argument("scenario", type=Path, nargs="?", help="folder of another incident's scenario")
    parser.add_argument("retellings", type=Path, nargs="?", help="folder of its retellings, AUTHOR-GENRE.tsv")
    parser.add_argument("--check", action="store_true", help="write nothing, measure")
    options = parser.parse_args(arguments)
    if options.scenario is not None and options.retellings is None:
        parser.error("a scenario wants the folder of its retellings after it")
    other = options.scenario is not None
    folder = options.scenario if other else ROOT / "data" / "belenko-1976"
    documents, known = taught(folder, options.retellings if other else RETOLD)
    if options.check:
        shipped = np.array([*fitted.ALONE.values()]), np.array([*fitted.PLACED.values()])
        check(documents, known, shipped if other else None)
        return
    counts = total([one.counts for one in documents])
    (folder / telling.NAME).write_text(telling.written(counts), encoding="utf-8", newline="\n")
    if other:
        return
    alone, placed = fit(documents, known)
    terms_alone, terms_placed = fit(documents, known, words=False)
    fits = {"ALONE": alone, "PLACED": placed, "TERMS_ALONE": terms_alone, "TERMS_PLACED": terms_placed}
    (ROOT / "explorer" / "text" / "fitted.py").write_text(written(fits), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
