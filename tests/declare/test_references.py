"""References: those that are right, and those that name nothing."""

from __future__ import annotations

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.graph import TheoryOfChange
from theoryofchange.source.finding import Fault


def the_fault(text: str) -> tuple[str, str, Fault, TheoryOfChange]:
    """Return the code and the covered text of the one fault there is, the fault, the theory."""
    declaration = declare_text(text)
    (fault,) = declaration.faults
    span = declaration.span(fault.where)
    assert span.line == span.end_line
    shown = text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]
    return fault.code, shown, fault, declaration.theory


REFERENCES = """\
teams: {crew: {}}
goals: {g: {needs: [%s]}}
outcomes: {trust: {needs: {speed: {agreed_by: [%s]}}}, speed: {}}
kpis: {churn: {measures: %s, guardrail: %s}, sales: {}}
activities: {act: {advances: [speed], team: %s, after: [%s]}, first: {}}
observations: [{kpi: %s, date: 2025-01-01, value: 1}]
ratings: [{capability: c, team: %s, rater: Ada, answer: 3, date: 2025-01-01}]
"""
RIGHT = ("trust", "crew", "trust", "sales", "crew", "first", "churn", "crew")


def test_references_that_are_right():
    assert declare_text(REFERENCES % RIGHT).faults == ()


@pytest.mark.parametrize("index", range(len(RIGHT)))
@pytest.mark.parametrize("wrong", ["nothing_of_the_kind", "misspelt", "another kind"])
def test_a_reference_that_is_wrong(index, wrong):
    right = RIGHT[index]
    id = {
        "misspelt": right[:-1] + right[-1] * 2,
        "another kind": "crew" if right in ("churn", "sales") else "churn",
    }.get(wrong, wrong)
    given = [*RIGHT]
    given[index] = id
    code, shown, fault, _ = the_fault(REFERENCES % tuple(given))
    assert (code, shown) == ("TOC007", id)
    if wrong == "misspelt":
        assert fault.tip == f"Did you mean {right}?"
    elif wrong == "another kind":
        assert "is not a" in fault.message and ("team" in fault.message or "KPI" in fault.message)
    else:
        assert "is called “nothing_of_the_kind”" in fault.message


def test_a_misspelt_reference_is_followed_as_meant():
    declaration = declare_text("goals: {g: {needs: [trsut]}}\noutcomes: {trust: {}}\n")
    assert declaration.theory.reaches("trust", "g")
    assert ("goals", "g", "needs", "trsut") in declaration.faulted


def test_an_id_that_is_there_is_never_taken_for_another():
    text = (
        "outcomes: {sales_rise: {}}\nkpis: {sales: {}, sales_ris: {}, k: {measures: sales_ris}}\n"
    )
    theory = declare_text(text).theory
    assert theory.resolve("sales_ris") == "sales_ris"


def test_references_of_rows_are_stated_once_an_id():
    text = "observations:\n" + "- {kpi: gone, date: 2025-01-01, value: 1}\n" * 3
    code, shown, fault, _ = the_fault(text)
    assert (code, shown) == ("TOC007", "gone")
    assert fault.where == ("observations", 0, "kpi")
