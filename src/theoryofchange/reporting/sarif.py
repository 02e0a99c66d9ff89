"""Findings as SARIF 2.1.0, which code scanning and editors read.

The Static Analysis Results Interchange Format is an OASIS standard:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from theoryofchange.linter.findings import Findings, Suppressed, file_below
from theoryofchange.linter.fixing import Edit
from theoryofchange.linter.identity import fingerprint, identity
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.rule import Rule
from theoryofchange.reporting.message import message_of, one_line
from theoryofchange.source.finding import Finding, Fix, Related, Severity
from theoryofchange.source.span import Span
from theoryofchange.version import __version__

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "toc/identity/v1"
"""The name of our fingerprint. ``primaryLocationLineHash`` is GitHub's own: it is computed from the
lines when a file is uploaded, and another value there is warned of at every result."""

_BASE = "SRCROOT"
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS: Mapping[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "info": "recommendation",
}
"""The words of GitHub's ``problem.severity``."""

_PLACEHOLDER = re.compile(r"\{(\d+)\}")


Edits = Mapping[Finding, Sequence[Edit]]


def findings_as_sarif(
    findings: Findings, edits: Edits | None = None, root: Path | None = None
) -> str:
    """Return findings as one SARIF log, ending in a line end.

    Parameters
    ----------
    findings
        What a check found.
    edits
        What the fix of a finding changes, as :func:`~theoryofchange.linter.fixing.offered` tells.
    root
        The root of the repository, from which the names of files are written; by default they are
        taken as written from there.

    Returns
    -------
    str
        One result a finding, and one, marked as suppressed, for each that a comment hides. Columns
        are counted in Unicode code points. A fingerprint stays the same while lines move. A result
        with edits has a fix, whose property ``applicability`` is ``safe`` or ``unsafe``.

    Examples
    --------
    >>> import json
    >>> from theoryofchange.linter import check
    >>> log = json.loads(findings_as_sarif(check({"goals": {"growth": {"owner": "cmo"}}})))
    >>> [result["ruleId"] for result in log["runs"][0]["results"]]
    [...'GRF002'...]
    """
    import json

    found = findings.below(root)
    fixes = {
        moved: _fix(each.fix, edits[each], root)
        for each, moved in zip(findings, found, strict=True)
        if edits and each.fix and each in edits
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(found, fixes)]}
    return json.dumps(log, ensure_ascii=False, separators=(",", ":")) + "\n"


def _run(findings: Findings, fixes: Mapping[Finding, dict[str, Any]]) -> dict[str, Any]:
    hidden = {each.finding: each for each in findings.suppressed}
    found = [*findings, *hidden]
    rules = _descriptors(found)
    index = {each["id"]: at for at, each in enumerate(rules)}
    texts = identity(found)
    return {
        "tool": {"driver": {"name": "theoryofchange", "version": __version__, "rules": rules}},
        "language": "en",
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_BASE: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(findings)],
        "results": [
            {
                **_result(each, index[each.code]),
                "partialFingerprints": {FINGERPRINT: fingerprint(texts[each])},
                **({"suppressions": [_suppression(hidden[each])]} if each in hidden else {}),
                **({"fixes": [fixes[each]]} if each in fixes else {}),
            }
            for each in found
        ],
    }


def _invocation(findings: Findings) -> dict[str, Any]:
    unread = [
        {
            "level": "error",
            "message": {"text": "Not read to the end; rules that need it were not run."},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(file)}}],
        }
        for file in findings.unread
    ]
    return {"executionSuccessful": not unread, "toolExecutionNotifications": unread}


def _descriptors(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return the rules that found something, in the order of their codes."""
    known = {each.code: each for each in all_rules()}
    first: dict[str, Finding] = {}
    for each in found:
        first.setdefault(each.code, each)
    return [_descriptor(first[code], known.get(code)) for code in sorted(first)]


def _descriptor(finding: Finding, rule: Rule | None) -> dict[str, Any]:
    named = {"id": finding.code, "name": finding.name}
    if rule is None:
        return named
    return {
        **named,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": one_line(rule.section("What it does")) or rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "precision": rule.confidence,
            "problem.severity": _PROBLEMS[rule.severity],
            "tags": [rule.profile],
        },
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(finding.span)}
    if finding.id:
        location["logicalLocations"] = [{"name": one_line(finding.id)}]
    result = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(message_of(finding))},
        "locations": [location],
    }
    if finding.related:
        result["relatedLocations"] = list(_related(finding.related))
    return result


def _related(related: Iterable[Related]) -> Iterator[dict[str, Any]]:
    for id, each in enumerate(related, start=1):
        location = {"id": id, "physicalLocation": _physical(each.span)}
        said = one_line(each.message)
        yield {**location, "message": {"text": _plain(said)}} if said else location


def _fix(fix: Fix, edits: Sequence[Edit], root: Path | None) -> dict[str, Any]:
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.file, []).append(edit)
    return {
        "description": {"text": _plain(one_line(fix.title))},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(file_below(root, file) if root else file),
                "replacements": [_replacement(edit) for edit in of_file],
            }
            for file, of_file in by_file.items()
        ],
        "properties": {"applicability": fix.applicability},
    }


def _replacement(edit: Edit) -> dict[str, Any]:
    inserted = {"insertedContent": {"text": edit.text}} if edit.text else {}
    return {"deletedRegion": _region(edit.span), **inserted}


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    said = one_line(suppressed.reason)
    until = suppressed.until
    return {
        "kind": "inSource",
        "status": "accepted",
        **({"justification": said} if said else {}),
        **({"properties": {"until": until.isoformat()}} if until else {}),
    }


def _physical(span: Span) -> dict[str, Any]:
    return {
        "artifactLocation": _artifact(span.file),
        "region": _region(span),
    }


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _artifact(file: str) -> dict[str, str]:
    path = Path(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(os.fsencode(path.as_posix())), "uriBaseId": _BASE}


def _plain(text: str) -> str:
    """Return a text in which a reader of SARIF sees neither a link nor a placeholder."""
    return _PLACEHOLDER.sub(r"{{\1}}", text).replace("](", "] (")
