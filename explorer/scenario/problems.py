"""What is wrong with a file, said so that a person can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_LONGEST = 160


def _printable(said: str) -> str:
    short = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 3]}..."
    return "".join(c if c.isprintable() else "�" for c in short)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: ``file`` (name inside the scenario), ``place`` (line and column, or record and field)."""

    file: str
    place: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: {self.reason}" + (f" ({self.hint})" if self.hint else "")


class ScenarioError(Exception):
    """A scenario of which nothing can be shown; ``problems`` says why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(p) for p in self.problems))


def close_match(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the closest of ``known``, or an empty string."""
    if len(word) > _LONGEST:
        return ""
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else ""


class Problems:
    """Collects what is wrong: the first ``cap`` of each file, then only their number."""

    def __init__(self, cap: int = 200) -> None:
        self._cap = cap
        self._found: dict[str, list[Problem]] = {}
        self._more: dict[str, int] = {}

    def add(self, file: str, place: str, reason: str, hint: str = "") -> None:
        """Note one fault; what a file put into it is cut short and made printable."""
        found = self._found.setdefault(file, [])
        if len(found) < self._cap:
            problem = Problem(file, *(_printable(said) for said in (place, reason, hint)))
            if problem not in found:  # a row that two voices share is read for both
                found.append(problem)
        else:
            self._more[file] = self._more.get(file, 0) + 1

    def all(self) -> tuple[Problem, ...]:
        """Return the problems, file by file in the order in which the files were read."""
        listed: list[Problem] = []
        for file, found in self._found.items():
            listed.extend(found)
            if more := self._more.get(file):
                listed.append(Problem(file, "", f"and {more:,} more problems"))
        return tuple(listed)
