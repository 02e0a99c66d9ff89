"""Findings as a code quality report, which GitLab shows in a merge request.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Mapping

from theoryofchange.linter.findings import Findings
from theoryofchange.linter.identity import fingerprint, identity
from theoryofchange.reporting.message import message_of, one_line
from theoryofchange.source.finding import Severity

_SEVERITIES: Mapping[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def findings_as_codequality(findings: Findings) -> str:
    """Return findings as one JSON list, ending in a line end.

    Parameters
    ----------
    findings
        What a check found. Names of files are taken as written from the root of the repository.

    Returns
    -------
    str
        No two findings have the same fingerprint, and it stays the same while lines move: so a
        merge request shows what it brings and what it mends.

    Examples
    --------
    >>> import json
    >>> from theoryofchange.linter import check
    >>> found = check({"goals": {"growth": {"due": "2027-02-30"}}})
    >>> entries = json.loads(findings_as_codequality(found))
    >>> [entry["severity"] for entry in entries if entry["check_name"] == "TOC009"]
    ['major']
    """
    import json

    texts = identity(findings)
    entries = [
        {
            "description": message_of(each),
            "check_name": each.code,
            "fingerprint": fingerprint(texts[each]),
            "severity": _SEVERITIES[each.severity],
            "location": {
                "path": one_line(each.file),
                "lines": {"begin": each.line, "end": each.span.end_line},
            },
        }
        for each in findings
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + "\n"
