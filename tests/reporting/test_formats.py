"""What a machine reads has the same findings in each format, whatever they say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from theoryofchange.interop.gitlab import read
from theoryofchange.linter import Findings, check
from theoryofchange.reporting.codequality import findings_as_codequality
from theoryofchange.reporting.findings import findings_as_json
from theoryofchange.reporting.github import findings_as_github
from theoryofchange.reporting.junit import findings_as_junit
from theoryofchange.reporting.sarif import findings_as_sarif
from theoryofchange.reporting.statistics import statistics_as_json
from theoryofchange.source.finding import SEVERITIES, Finding, Related
from theoryofchange.source.span import Source, Span

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "gitlab_performance_indicators"
RETENTION = Path(__file__).parents[2] / "examples" / "retention"

Row = tuple[str, str, int]
"""The code, the severity and the line of a finding."""


def from_json(findings: Findings) -> list[Row]:
    rows = json.loads(findings_as_json(findings))["findings"]
    return [(row["code"], row["severity"], row["line"]) for row in rows]


def from_sarif(findings: Findings) -> list[Row]:
    severities = {"error": "error", "warning": "warning", "note": "info"}
    (run,) = json.loads(findings_as_sarif(findings))["runs"]
    return [
        (result["ruleId"], severities[result["level"]], line_of(result))
        for result in run["results"]
        if "suppressions" not in result
    ]


def line_of(result: dict) -> int:
    return result["locations"][0]["physicalLocation"]["region"]["startLine"]


def from_github(findings: Findings) -> list[Row]:
    severities = {"error": "error", "warning": "warning", "notice": "info"}
    rows = []
    for line in findings_as_github(findings).split("\n")[:-1]:
        _, command, _ = line.split("::", 2)
        word, _, properties = command.partition(" ")
        said = dict(each.split("=", 1) for each in properties.split(","))
        rows.append((said["title"].partition(" ")[0], severities[word], int(said["line"])))
    return rows


def from_codequality(findings: Findings) -> list[Row]:
    severities = {"major": "error", "minor": "warning", "info": "info"}
    return [
        (entry["check_name"], severities[entry["severity"]], entry["location"]["lines"]["begin"])
        for entry in json.loads(findings_as_codequality(findings))
    ]


def from_junit(findings: Findings) -> list[Row]:
    report = JUnitXml.fromstring(findings_as_junit(findings).encode())
    rows = [
        (case.name.partition(" ")[0], failure.type, int(case._elem.get("line")))
        for suite in report
        for case in suite
        for failure in case.result
    ]
    assert (report.tests - len([None for suite in report if not suite.failures])) == len(rows)
    assert report.failures == len(rows)
    return rows


READERS: dict[str, Callable[[Findings], list[Row]]] = {
    "sarif": from_sarif,
    "github": from_github,
    "codequality": from_codequality,
    "junit": from_junit,
}

nasty = st.lists(
    st.characters()
    | st.sampled_from(
        ("::", "%", "%0A", "\r\n", "\n::error::", "\x00", "\x1b[31m", "]]>", "](", "{0}", "&amp;")
    )
    | st.sampled_from(
        ("\ud800", "\udce9", "\ufffe", "\u2028", "\u202e", "🙂", "指标", "<b>", '"', "'", "\\")
    ),
    max_size=8,
).map("".join)
files = st.sampled_from(
    [
        "kpis.yaml",
        "指标/目标 1.yaml",
        "a%20b#c?d.yaml",
        "a:b,c::d.yaml",
        "../other.yaml",
        "/srv/theory/kpis.yaml",
        "caf\udce9.yaml",
        "<theory>",
    ]
)
spans = st.builds(
    lambda file, line, column, lines, columns: Span(
        file, line, column, line + lines, column + columns
    ),
    files,
    st.integers(1, 3) | st.integers(1, 10**6),
    st.integers(1, 3) | st.integers(1, 10**6),
    st.sampled_from([0, 0, 0, 1, 7]),
    st.integers(0, 40),
)
kinds = st.sampled_from(
    [("KPI001", "kpi-without-target"), ("TOC007", "dangling-reference"), ("XYZ001", "of-a-plug-in")]
)
generated = st.builds(
    lambda kind, severity, message, tip, span, id, related: Finding(
        *kind, severity, message, tip, span, id, related
    ),
    kinds,
    st.sampled_from(SEVERITIES),
    nasty,
    nasty,
    spans,
    nasty,
    st.lists(st.builds(Related, spans, nasty), max_size=2).map(tuple),
)
checks = st.builds(
    lambda found, clean: Findings(
        tuple(found), {file: Source(file, "") for file in {*clean, *(each.file for each in found)}}
    ),
    st.lists(generated, max_size=6, unique_by=lambda each: (each.span, each.code, each.message)),
    st.lists(files, max_size=3),
)


@given(checks)
def test_every_format_has_every_finding(findings: Findings) -> None:
    expected = Counter(from_json(findings))
    for name, rows in READERS.items():
        assert Counter(rows(findings)) == expected, name
    statistics = json.loads(statistics_as_json(findings))["statistics"]
    assert sum(row["count"] for row in statistics) == len(findings)


@given(checks)
def test_no_format_carries_what_hides_in_a_text(findings: Findings) -> None:
    for write in (
        findings_as_sarif,
        findings_as_github,
        findings_as_codequality,
        findings_as_junit,
    ):
        written = write(findings)
        assert written.encode().decode() == written
        assert not set(written) & {"\x00", "\x1b", "\u202e", "\ufffe"}


def test_every_format_of_the_example_has_every_finding() -> None:
    findings = check(RETENTION)
    for name, rows in READERS.items():
        assert Counter(rows(findings)) == Counter(from_json(findings)) != Counter(), name


def test_names_of_files_start_from_the_repository(tmp_path: Path) -> None:
    theory = tmp_path / "strategy"
    theory.mkdir()
    (theory / "theory.yaml").write_text("theory: {as_of: 2026-01-01}\n", encoding="utf-8")
    (theory / "a.yaml").write_text("goals: {growth: {}}\n", encoding="utf-8")
    (theory / "b.yaml").write_text("goals: {growth: {}}\n", encoding="utf-8")
    found = check(theory).below(tmp_path)
    names = {"strategy/a.yaml", "strategy/b.yaml", "strategy/theory.yaml"}
    assert {each.span.file for each in found for each in (each, *each.related)} < names
    assert set(found.sources) == names
    report = JUnitXml.fromstring(findings_as_junit(found).encode())
    assert [suite.name for suite in report] == sorted(names)


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)
def test_every_format_of_an_import_has_every_finding(tmp_path: Path) -> None:
    read(sorted((CORPUS / "2022-11").glob("*.yml"))).save(tmp_path / "strategy")
    findings = check(tmp_path / "strategy").below(tmp_path)
    assert len(findings) > 500
    for name, rows in READERS.items():
        assert Counter(rows(findings)) == Counter(from_json(findings)), name
