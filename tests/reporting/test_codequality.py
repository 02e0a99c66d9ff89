"""Findings as GitLab reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from theoryofchange.linter import Findings, check
from theoryofchange.reporting.codequality import findings_as_codequality
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Span

RETENTION = Path(__file__).parents[2] / "examples" / "retention"


def finding(message: str = "Churn has no target.", **more: Any) -> Finding:
    held = {
        "code": "KPI001",
        "name": "kpi-without-target",
        "severity": "warning",
        "tip": "Add one.",
        "span": Span("kpis.yaml", 2, 3, 4, 8),
        **more,
    }
    return Finding(message=message, **held)


def entries(*found: Finding) -> list[dict[str, Any]]:
    return json.loads(findings_as_codequality(Findings(found)))


def test_an_entry_has_what_gitlab_requires() -> None:
    (entry,) = entries(finding())
    fingerprint = entry.pop("fingerprint")
    assert len(fingerprint) == 64
    assert entry == {
        "description": "Churn has no target. Add one.",
        "check_name": "KPI001",
        "severity": "minor",
        "location": {"path": "kpis.yaml", "lines": {"begin": 2, "end": 4}},
    }


def test_nothing() -> None:
    assert entries() == []


@pytest.mark.parametrize(
    ("severity", "written"), [("error", "major"), ("warning", "minor"), ("info", "info")]
)
def test_the_severity(severity: str, written: str) -> None:
    assert entries(finding(severity=severity))[0]["severity"] == written


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    first, second = entries(finding(), finding(span=Span("kpis.yaml", 9, 3, 9, 8)))
    assert first["fingerprint"] != second["fingerprint"]


def test_a_fingerprint_stays_while_the_line_moves() -> None:
    (before,), (after,) = entries(finding()), entries(finding(span=Span("kpis.yaml", 7, 1, 7, 2)))
    assert before["fingerprint"] == after["fingerprint"]


def test_another_fault_has_another_fingerprint() -> None:
    others = (
        finding(code="KPI002"),
        finding(id="churn"),
        finding("Reach has no target."),
        finding(span=Span("other.yaml", 2, 3, 4, 8)),
    )
    written = {entry["fingerprint"] for each in (finding(), *others) for entry in entries(each)}
    assert len(written) == 5


def test_the_example() -> None:
    found = check(RETENTION)
    assert [entry["check_name"] for entry in entries(*found)] == [each.code for each in found]
