"""Cycles: each is told where a knot has few, and a dense knot once, with its size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.dag import components
from theoryofchange.declare import declare_text
from theoryofchange.linter.knots import circles
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Finding

pytestmark = pytest.mark.usefixtures("said_in_chinese")

NODES = "abcdefg"
graphs = st.fixed_dictionaries(
    {node: st.lists(st.sampled_from(NODES), unique=True) for node in NODES}
)


def others(one: int, size: int) -> list[str]:
    return [f"n{other}" for other in range(size) if other != one]


def dense(section: str, field: str, size: int) -> str:
    """Return items of which each names all others."""
    return f"{section}:\n" + "".join(
        f"  n{one}: {{{field}: [{', '.join(others(one, size))}]}}\n" for one in range(size)
    )


def formulas(size: int) -> str:
    return "kpis:\n" + "".join(
        f"  n{one}: {{formula: {' + '.join(others(one, size))}}}\n" for one in range(size)
    )


def found(code: str, text: str) -> list[Finding]:
    declaration = declare_text(f"goals: {{g: {{}}}}\n{text}")
    return [finding for finding in findings_of(declaration) if finding.code == code]


@pytest.mark.parametrize(
    ("code", "text", "counted"),
    [
        ("ACT004", dense("activities", "after", 30), "30 activities and 870 entries of `after`"),
        ("GRF001", dense("outcomes", "needs", 30), "30 goals and outcomes and 870 links"),
        ("KPI028", formulas(30), "30 KPIs and 870 names"),
    ],
)
def test_a_dense_knot_is_one_finding_that_counts_what_it_does_not_list(
    code: str, text: str, counted: str
) -> None:
    (finding,) = found(code, text)
    assert f"one circle of many in a knot of {counted} among them." in finding.message
    assert finding.message.count("→") == 2
    assert len(finding.related) == 1


@pytest.mark.parametrize("code", ["ACT004", "GRF001", "KPI028"])
def test_a_knot_of_three_is_told_link_by_link(code: str) -> None:
    texts = {
        "ACT004": dense("activities", "after", 3),
        "GRF001": dense("outcomes", "needs", 3),
        "KPI028": formulas(3),
    }
    findings = found(code, texts[code])
    assert len(findings) == 3
    assert not any("knot" in finding.message for finding in findings)


def test_a_long_circle_of_activities_is_told_in_short() -> None:
    ring = "".join(f"  n{i}: {{after: [n{(i + 1) % 500}]}}\n" for i in range(500))
    (finding,) = found("ACT004", f"activities:\n{ring}")
    assert len(finding.message) < 200
    assert len(finding.related) < 20


@given(graphs)
def test_a_knot_is_told_whole_or_its_closing_edges_untie_it(graph: dict[str, list[str]]) -> None:
    told = list(circles(graph, NODES))
    for circle in told:
        for one, other in zip(circle.walk, (*circle.walk[1:], circle.walk[0]), strict=True):
            assert other in graph[one]
    closing = {(circle.walk[-1], circle.walk[0]) for circle in told if not circle.nodes}
    untied = {one: [other for other in graph[one] if (one, other) not in closing] for one in graph}
    counted = {circle.walk[0]: circle for circle in told if circle.nodes}
    for members in components(untied):
        edges = sum(other in members for one in members for other in untied[one])
        if edges:
            (circle,) = (counted[node] for node in members if node in counted)
            assert (circle.nodes, circle.edges) == (len(members), edges)
