"""What the article asserts, and what a check of it found: frozen records.

A claim is *computed* (from the scenario, by a formula) or *compared* (with what other sources say). A
computed claim has one reading or more: a sentence can mean, or say, more than one thing.
"""

from dataclasses import dataclass
from enum import StrEnum

from explorer.scenario.model import Basis

LONGEST_QUOTE = 7
"""Words of the article that a claim may quote."""


class Verdict(StrEnum):
    """What a check came to."""

    AGREES = "agrees"
    DOUBTFUL = "doubtful"
    CONTRADICTED = "contradicted"
    UNCHECKED = "cannot-be-checked"


class Kind(StrEnum):
    """How a claim is checked."""

    COMPUTED = "computed"
    COMPARED = "compared"


class Join(StrEnum):
    """How several readings make one verdict."""

    PARTS = "parts"  # the claim says all of them: the worst counts
    ALTERNATIVES = "alternatives"  # it may mean any of them: where they differ it is doubtful


class Rule(StrEnum):
    """How a computed value gives a verdict on the claimed one."""

    NEAR = "near"  # agrees within the tolerance, doubtful within the doubt, contradicted beyond
    AT_LEAST = "at-least"  # the claim is a lower bound: the value must reach it
    POSSIBLE = "possible"  # the value must stay within the limit
    IMPOSSIBLE = "impossible"  # the claim is that it could not be: the value must exceed the limit
    SHARE = "share"  # a share in %: agrees from the tolerance up, contradicted up to the doubt
    RESOLVED = "resolved"  # as near, but nothing can be said below the instrument's limit


class Stance(StrEnum):
    """What another source's account means for a claim."""

    AGREES = "agrees"
    DOUBTS = "doubts"  # it differs, but may mean something else
    DENIES = "denies"
    SILENT = "silent"  # told beside, or not independent: it does not count


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit (see ``quantities``); unit ``date`` holds seconds since the epoch."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Input:
    """What goes into a formula at ``role``: a reference into the scenario, or a value with its grounds.

    ``origins`` is what the value was built from, where the scenario does not say it: ``claim:ID`` or further
    references. ``essential``: where the scenario only assumes it, nothing can be concluded.
    """

    role: str
    label: str
    ref: str
    value: Quantity | None
    basis: Basis | None
    sources: tuple[str, ...]
    origins: tuple[str, ...]
    essential: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a claim, with the formula that checks it.

    ``tolerance`` and ``doubt`` are in the unit of the claimed value (days for a date), or in percent of it
    where ``percent``. A reading ``beside`` the claim is shown and does not count.
    """

    label: str
    formula: str
    inputs: tuple[Input, ...]
    claimed: Quantity
    rule: Rule
    tolerance: float
    doubt: float
    percent: bool
    beside: bool
    note: str


@dataclass(frozen=True, slots=True)
class Account:
    """What another source says about what is claimed."""

    says: str
    source: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the article asserts that can be checked.

    ``paragraphs`` are the article's, 1-based over its blank-line blocks; ``quote`` at most seven of its
    words. ``moment`` or ``site`` is where it is shown on time axis and map; ``passages`` retell it.
    ``basis_of`` references what in the scenario was built from this claim, and so cannot test it.
    """

    id: str
    title: str
    paragraphs: tuple[int, ...]
    passages: tuple[str, ...]
    quote: str
    kind: Kind
    join: Join
    readings: tuple[Reading, ...]
    accounts: tuple[Account, ...]
    note: str
    moment: str | None
    site: str | None
    basis_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """An input as a check used it: what, how much, how we know, who says so (source keys)."""

    label: str
    value: str
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check of one reading found.

    ``value`` is None where it could not be computed. ``difference`` is the value less the claimed one in
    ``unit`` (days for dates), or less the limit where the rule has one; None where there is nothing to
    subtract. ``limit`` is in ``unit``. ``rule`` says what the verdict takes, ``steps`` how the value was
    computed, a sentence each.
    """

    label: str
    value: float | None
    unit: str
    claimed: Quantity
    difference: float | None
    limit: float | None
    verdict: Verdict
    basis: Basis
    method: str
    rule: str
    steps: tuple[str, ...]
    inputs: tuple[Used, ...]
    beside: bool
    note: str


@dataclass(frozen=True, slots=True)
class Result:
    """What the check of a claim found; the fields of a single value are those of its first finding.

    A compared claim has no findings: its verdict is that of the accounts.
    """

    claim: Claim
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def value(self) -> float | None:
        """The computed value, in ``unit``."""
        return self.findings[0].value if self.findings else None

    @property
    def unit(self) -> str:
        """The unit of ``value``."""
        return self.findings[0].unit if self.findings else ""

    @property
    def claimed(self) -> Quantity | None:
        """What the article has."""
        return self.findings[0].claimed if self.findings else None

    @property
    def difference(self) -> float | None:
        """The value less the claimed one."""
        return self.findings[0].difference if self.findings else None

    @property
    def steps(self) -> tuple[str, ...]:
        """How the values were computed."""
        return tuple(step for finding in self.findings for step in finding.steps)

    @property
    def inputs(self) -> tuple[Used, ...]:
        """Everything that went in, once."""
        return tuple(dict.fromkeys(used for finding in self.findings for used in finding.inputs))
