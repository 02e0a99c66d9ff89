"""Findings as a JUnit report, read by a parser of such reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from junitparser import JUnitXml, TestCase, TestSuite

from theoryofchange.linter import Findings, check
from theoryofchange.reporting.junit import CLEAN, findings_as_junit
from theoryofchange.source.finding import Finding, Related
from theoryofchange.source.span import Source, Span

RETENTION = Path(__file__).parents[2] / "examples" / "retention"


def finding(message: str = "Churn has no target.", **more: Any) -> Finding:
    held = {
        "code": "KPI001",
        "name": "kpi-without-target",
        "severity": "warning",
        "tip": "Add one.",
        "span": Span("kpis.yaml", 2, 3, 2, 8),
        **more,
    }
    return Finding(message=message, **held)


def suites(findings: Findings) -> list[TestSuite]:
    return list(JUnitXml.fromstring(findings_as_junit(findings).encode()))


def case_of(one: Finding) -> TestCase:
    ((case,),) = suites(Findings((one,)))
    return case


def test_a_finding_is_a_failed_case() -> None:
    case = case_of(finding(id="churn", related=(Related(Span("b.yaml", 4, 1, 4, 2), "as here"),)))
    (failure,) = case.result
    assert (case.classname, case.name) == ("kpis.yaml", "KPI001 kpi-without-target churn")
    assert (failure.type, failure.message) == ("warning", "Churn has no target. Add one.")
    assert failure.text.splitlines() == [
        "kpis.yaml:2:3: Churn has no target. Add one.",
        "see b.yaml:4:1: as here",
    ]


def test_a_clean_file_is_a_case_that_passed() -> None:
    (suite,) = suites(Findings((), {"a.yaml": Source("a.yaml", "")}))
    (case,) = suite
    assert (suite.name, suite.tests, suite.failures) == ("a.yaml", 1, 0)
    assert case.name == CLEAN
    assert case.is_passed


def test_nothing() -> None:
    assert suites(Findings(())) == []


def test_a_suite_a_file_in_order() -> None:
    found = check(RETENTION)
    made = suites(found)
    assert [suite.name for suite in made] == sorted(found.sources)
    assert sum(suite.failures for suite in made) == len(found) > 0
    for suite in made:
        assert suite.tests == len(list(suite)) == max(1, suite.failures)


def test_no_two_cases_of_a_file_have_one_name() -> None:
    found = (finding(id="churn"), finding("Again.", id="churn"), finding("Other.", id="reach"))
    (suite,) = suites(Findings(found))
    assert [case.name for case in suite] == [
        "KPI001 kpi-without-target churn",
        "KPI001 kpi-without-target churn (2)",
        "KPI001 kpi-without-target reach",
    ]


def test_the_name_of_a_case_stays_while_lines_move() -> None:
    assert case_of(finding()).name == case_of(finding(span=Span("kpis.yaml", 9, 1, 9, 2))).name


def test_what_xml_cannot_hold_is_shown_as_such() -> None:
    said = case_of(finding("a\x00b\ud800c\ufffe ]]> <&\"' 指标 🙂")).result[0].message
    assert said == "a\ufffdb\ufffdc\ufffd ]]> <&\"' 指标 🙂 Add one."
