"""How many findings each rule has."""

from __future__ import annotations

from collections import Counter

from theoryofchange.linter.findings import SCHEMA_VERSION, Findings
from theoryofchange.source.finding import Severity

Kind = tuple[str, str, Severity]
"""The code and the name of a rule, and the severity of what it found."""


def statistics_as_text(findings: Findings) -> str:
    """Return how many findings each rule has, the most first, and the sum.

    Examples
    --------
    >>> from theoryofchange.linter import check
    >>> found = check({"theory": {"as_of": "2027-01-01"}, "goals": {"a": {}, "b": {}}})
    >>> print(statistics_as_text(found.only(f for f in found if f.code == "GRF002")))
    2  GRF002  warning  goal-without-needs
    <BLANKLINE>
    2 warnings.
    """
    counts = _counts(findings)
    width = len(str(counts[0][1])) if counts else 0
    widest = max((len(severity) for (_, _, severity), _ in counts), default=0)
    lines = [
        f"{count:>{width}}  {code}  {severity:<{widest}}  {name}\n"
        for (code, name, severity), count in counts
    ]
    return "".join((*lines, "\n" if lines else "", f"{findings.sentence}{findings.told('.')}\n"))


def statistics_as_json(findings: Findings) -> str:
    """Return ``{schema_version, summary, statistics}``, as one JSON document.

    Examples
    --------
    >>> import json
    >>> from theoryofchange.linter import check
    >>> found = check({"theory": {"as_of": "2027-01-01"}, "goals": {"a": {}, "b": {}}})
    >>> json.loads(statistics_as_json(found))["statistics"][0]["count"]
    2
    """
    import json

    rows = [
        {"code": code, "name": name, "severity": severity, "count": count}
        for (code, name, severity), count in _counts(findings)
    ]
    document = {
        "schema_version": SCHEMA_VERSION,
        "summary": findings.summary,
        "statistics": rows,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _counts(findings: Findings) -> list[tuple[Kind, int]]:
    """Return how many findings there are of each kind, the most first, then by code."""
    counts = Counter((each.code, each.name, each.severity) for each in findings)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
