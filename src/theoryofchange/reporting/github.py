"""Findings as annotations that GitHub Actions shows beside the changed lines.

The commands and their escaping:
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Mapping

from theoryofchange.linter.findings import Findings
from theoryofchange.reporting.message import message_of
from theoryofchange.source.finding import Finding, Severity

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def findings_as_github(findings: Findings) -> str:
    """Return findings as workflow commands, one line each.

    Parameters
    ----------
    findings
        What a check found. Names of files are taken as written from the root of the repository.

    Returns
    -------
    str
        An empty text where there are none.

    Examples
    --------
    >>> from theoryofchange.linter import check
    >>> found = check({"goals": {"growth": {"due": "2027-02-30"}}})
    >>> print(findings_as_github(found.only(f for f in found if f.severity == "error")), end="")
    ::error file=<theory>,line=3,endLine=3,col=10,endColumn=22,title=TOC009 impossible-date::...
    """
    return "".join(f"{_command(each)}\n" for each in findings)


def _command(finding: Finding) -> str:
    span = finding.span
    place = {"file": _encodable(span.file), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        place |= {"col": span.column, "endColumn": span.end_column}
    place["title"] = f"{finding.code} {finding.name}"
    said = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in place.items())
    return f"::{_COMMANDS[finding.severity]} {said}::{message_of(finding).translate(_IN_MESSAGE)}"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
