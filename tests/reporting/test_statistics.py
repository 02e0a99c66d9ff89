"""How many findings each rule has."""

from __future__ import annotations

import json

from theoryofchange.linter import Findings
from theoryofchange.reporting.statistics import statistics_as_json, statistics_as_text
from theoryofchange.source.finding import Finding, Severity
from theoryofchange.source.span import Span


def finding(line: int, code: str, name: str, severity: Severity = "warning") -> Finding:
    return Finding(code, name, severity, "m", "t", Span("a.yaml", line, 1, line, 2))


FOUND = Findings(
    (
        *(finding(line, "KPI002", "kpi-without-baseline") for line in range(1, 13)),
        finding(1, "TOC005", "missing-field", "error"),
        finding(2, "KPI023", "kpi-without-guardrail", "info"),
        finding(3, "TOC005", "missing-field", "error"),
        finding(4, "KPI001", "kpi-without-target"),
    )
)


def test_the_most_come_first_then_the_codes_in_order() -> None:
    assert statistics_as_text(FOUND) == (
        "12  KPI002  warning  kpi-without-baseline\n"
        " 2  TOC005  error    missing-field\n"
        " 1  KPI001  warning  kpi-without-target\n"
        " 1  KPI023  info     kpi-without-guardrail\n"
        "\n"
        "2 errors, 13 warnings, 1 info.\n"
    )


def test_nothing() -> None:
    assert statistics_as_text(Findings(())) == "No findings.\n"


def test_a_rule_of_two_severities_has_two_rows() -> None:
    mixed = Findings((finding(1, "KPI001", "x"), finding(2, "KPI001", "x", "error")))
    assert [line.split()[2] for line in statistics_as_text(mixed).splitlines()[:2]] == [
        "error",
        "warning",
    ]


def test_json_says_the_same() -> None:
    document = json.loads(statistics_as_json(FOUND))
    assert document["schema_version"] == 1
    assert document["summary"] == FOUND.summary
    assert document["statistics"][0] == {
        "code": "KPI002",
        "name": "kpi-without-baseline",
        "severity": "warning",
        "count": 12,
    }
    assert [row["code"] for row in document["statistics"]] == [
        line.split()[1] for line in statistics_as_text(FOUND).splitlines()[:4]
    ]
