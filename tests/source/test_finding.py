"""One fault at one place."""

from __future__ import annotations

from theoryofchange.source.finding import Finding, Related
from theoryofchange.source.span import Span

FINDING = Finding(
    code="KPI001",
    name="kpi-without-target",
    severity="warning",
    message="Churn has no target.",
    tip="Add one.",
    span=Span("a.yaml", 3, 5, 3, 10),
    id="churn",
    related=(Related(Span("b.yaml", 1, 2, 1, 4), "named here"),),
)


def test_a_finding_as_the_json_states_it():
    assert FINDING.to_dict() == {
        "code": "KPI001",
        "name": "kpi-without-target",
        "severity": "warning",
        "message": "Churn has no target.",
        "tip": "Add one.",
        "file": "a.yaml",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 10,
        "id": "churn",
        "related": [{"file": "b.yaml", "line": 1, "column": 2, "message": "named here"}],
    }


def test_a_finding_as_a_line():
    assert str(FINDING) == "a.yaml:3:5: KPI001 Churn has no target."
    assert (FINDING.file, FINDING.line, FINDING.column) == ("a.yaml", 3, 5)
