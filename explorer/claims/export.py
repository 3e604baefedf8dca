"""The list of checked claims as Markdown, CSV and JSON, and what a check found in words."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from explorer.claims.model import Finding, Quantity, Result, Verdict
from explorer.claims.quantities import COUNT, DATE, figure
from explorer.scenario import times
from explorer.scenario.model import Scenario, Zone

VERDICTS = {
    Verdict.AGREES: "agrees",
    Verdict.DOUBTFUL: "doubtful",
    Verdict.CONTRADICTED: "contradicted",
    Verdict.UNCHECKED: "cannot be checked",
}
COLUMNS = (
    "claim", "title", "paragraphs", "quote", "kind", "verdict", "reading", "counts", "claimed",
    "unit of claimed", "value", "unit", "difference", "reading's verdict", "rule", "basis", "method",
    "steps", "inputs", "accounts", "note",
)  # fmt: skip

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def claimed_words(claimed: Quantity, zone: Zone | None) -> str:
    """Return what the article has: ``111 mi``, ``22 Oct 1976``, ``none``."""
    return "none" if claimed == Quantity(0.0, COUNT) else figure(claimed.value, claimed.unit, zone)


def value_words(finding: Finding, zone: Zone | None) -> str:
    """Return what came out, with its limit where it has one; empty where nothing did."""
    if finding.value is None:
        return ""
    value = figure(finding.value, finding.unit, zone)
    return value if finding.limit is None else f"{value} (limit {figure(finding.limit, finding.unit, zone)})"


def difference_words(finding: Finding) -> str:
    """Return the difference with its sign: ``-83 mi (-21 %)``, ``+23 days``; empty where there is none."""
    if finding.difference is None or finding.value is None or finding.unit == "":
        return ""
    apart = finding.difference
    sign = "+" if apart > 0 else "-" if apart < 0 else "±"
    if finding.unit == DATE:
        return f"{sign}{abs(apart):,.0f} days"
    unit = "years" if finding.unit == "year" else finding.unit
    words = f"{sign}{figure(abs(apart), unit)}"
    claimed = finding.value - apart
    if finding.unit in ("year", COUNT) or finding.limit is not None or claimed <= 0:
        return words
    return f"{words} ({sign}{abs(100 * apart / claimed):.0f} %)"


def verdict_words(result: Result) -> str:
    """Return the verdict with what it rests on, where the readings differ."""
    overall = VERDICTS[result.verdict]
    counted = [f for f in result.findings if not f.beside]
    if len({f.verdict for f in counted}) <= 1:
        return overall
    groups: dict[Verdict, list[str]] = {}
    for finding in counted:
        groups.setdefault(finding.verdict, []).append(finding.label)
    order = sorted(groups, key=lambda verdict: verdict is not result.verdict)
    parts = "; ".join(f"{VERDICTS[verdict]}: {' / '.join(groups[verdict])}" for verdict in order)
    return parts if result.verdict in groups else f"{overall} ({parts})"


def as_csv(results: Iterable[Result], scenario: Scenario) -> str:
    """Return the list as CSV (RFC 4180, CRLF, header first), a row a reading; a compared claim has one row.

    No cell can be taken for a formula by a spreadsheet: text that begins like one is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for result in results:
        for finding in result.findings or (None,):
            writer.writerow([_safe(cell) for cell in _row(result, finding, scenario)])
    return out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell) else cell


def _row(result: Result, finding: Finding | None, scenario: Scenario) -> tuple[str, ...]:
    claim = result.claim
    head = (
        claim.id, claim.title, " ".join(str(n) for n in claim.paragraphs), claim.quote, str(claim.kind),
        str(result.verdict),
    )  # fmt: skip
    tail = ("; ".join(_account(a.says, a.source) for a in claim.accounts), claim.note)
    if finding is None:
        return (*head, *("",) * 13, *tail)
    zone = scenario.zones[0] if scenario.zones else None
    date = finding.unit == DATE
    inputs = "; ".join(
        f"{used.label}: {used.value} ({used.basis}{', ' + ' '.join(used.sources) if used.sources else ''})"
        for used in finding.inputs
    )
    value = (
        "" if finding.value is None else figure(finding.value, DATE, zone) if date else f"{finding.value:.6g}"
    )
    apart = "" if finding.difference is None else f"{finding.difference:.6g}"
    claimed_date = finding.claimed.unit == DATE
    claimed = figure(finding.claimed.value, DATE, zone) if claimed_date else f"{finding.claimed.value:.6g}"
    counts = "no" if finding.beside else "yes"
    return (
        *head, finding.label, counts, claimed, finding.claimed.unit, value, finding.unit, apart,
        str(finding.verdict), finding.rule, str(finding.basis), finding.method, " ".join(finding.steps),
        inputs, *tail,
    )  # fmt: skip


def _account(says: str, source: str) -> str:
    return f"{says.rstrip('.')} [{source}]"


def as_json(results: Iterable[Result]) -> list[dict[str, Any]]:
    """Return the list as plain values; a date is ISO 8601 in UTC, a difference of dates is in days."""
    return [_plain(result) for result in results]


def _plain(result: Result) -> dict[str, Any]:
    claim = result.claim
    return {
        "id": claim.id,
        "title": claim.title,
        "kind": str(claim.kind),
        "paragraphs": list(claim.paragraphs),
        "quote": claim.quote,
        "verdict": str(result.verdict),
        "words": verdict_words(result),
        "readings": [
            {
                "label": f.label,
                "counts": not f.beside,
                "claimed": _number(f.claimed.value, f.claimed.unit),
                "claimed_unit": f.claimed.unit,
                "value": None if f.value is None else _number(f.value, f.unit),
                "unit": f.unit,
                "difference": f.difference,
                "limit": f.limit,
                "verdict": str(f.verdict),
                "rule": f.rule,
                "basis": str(f.basis),
                "method": f.method,
                "steps": list(f.steps),
                "inputs": [
                    {"label": u.label, "value": u.value, "basis": str(u.basis), "sources": list(u.sources)}
                    for u in f.inputs
                ],
                "note": f.note,
            }
            for f in result.findings
        ],
        "accounts": [{"says": a.says, "source": a.source, "stance": str(a.stance)} for a in claim.accounts],
        "moment": claim.moment or None,
        "site": claim.site or None,
        "passages": list(claim.passages),
        "note": claim.note,
    }


def _number(value: float, unit: str) -> float | str:
    return times.iso(value) if unit == DATE else value


def as_markdown(results: Iterable[Result], scenario: Scenario) -> str:
    """Return the list as Markdown: a table of verdicts, then each claim with how it was checked."""
    found = list(results)
    zone = scenario.zones[0] if scenario.zones else None
    article = scenario.sources.get(scenario.article)
    lines = [f"# Does it add up? {_text(scenario.title)}", ""]
    if article is not None:
        lines += [f"Claims of: {_text(article.title)}. ¶ counts its blocks between blank lines, from 1.", ""]
    if scenario.hypothetical:
        lines += [f"**Hypothetical:** {_text(scenario.hypothetical)}", ""]
    lines += ["| claim | ¶ | verdict |", "|---|---|---|"]
    for result in found:
        paragraphs = ", ".join(str(n) for n in result.claim.paragraphs)
        lines.append(f"| {_text(result.claim.title)} | {paragraphs} | {_text(verdict_words(result))} |")
    for result in found:
        lines += ["", *_section(result, scenario, zone)]
    return "\n".join(lines) + "\n"


def _section(result: Result, scenario: Scenario, zone: Zone | None) -> list[str]:
    claim = result.claim
    lines = [f"## {_text(claim.title)}", "", f"**{_text(verdict_words(result))}**"]
    if claim.quote:
        lines += ["", f"> “{_text(claim.quote)}” (¶ {', '.join(str(n) for n in claim.paragraphs)})"]
    for finding in result.findings:
        aside = " (beside the claim)" if finding.beside else ""
        lines += ["", f"- **{_text(finding.label)}**: {VERDICTS[finding.verdict]}{aside}"]
        value = value_words(finding, zone)
        said = f"claimed {claimed_words(finding.claimed, zone)}"
        if value:
            said += f", computed {value}"
        if apart := difference_words(finding):
            said += f", difference {apart}"
        lines.append(f"  - {_text(said)}; {finding.basis}. {_text(f'{finding.method} {finding.rule}')}")
        lines += [f"  - {_text(step)}" for step in finding.steps]
        for used in finding.inputs:
            sources = f"; {' '.join(used.sources)}" if used.sources else ""
            lines.append(f"  - input: {_text(f'{used.label}: {used.value}')} ({used.basis}{sources})")
        if finding.note:
            lines.append(f"  - {_text(finding.note)}")
    if claim.accounts:
        lines += ["", "Other accounts:", ""]
        for account in claim.accounts:
            source = scenario.sources.get(account.source)
            title = source.title if source is not None else account.source
            lines.append(f"- {_text(account.says)} ({_text(title)}; {account.stance})")
    if claim.note:
        lines += ["", _text(claim.note)]
    return lines


def _text(text: str) -> str:
    """Return plain text as Markdown that shows it as it is, on one line."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))
