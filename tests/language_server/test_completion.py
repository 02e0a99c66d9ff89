from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.language_server.completion import MOST, Choices, completion
from theoryofchange.language_server.theories import State
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.rule import ALWAYS
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source

THEORY = """\
theory: {id: t, as_of: 2026-01-01, journey: [before, 'at: the till']}
teams: {crm: {title: Customer data}, shop: {}}
goals: {growth: {owner: "Head: sales", needs: [trust]}}
outcomes: {trust: {title: People trust us}}
activities: {survey: {}, mailing: {team: crm}}
kpis:
  churn: {measures: growth, owner: crm_lead, unit: customers}
  gone: {measures: trust, owner: crm_lead}
"""


def completed(text: str, theory: str = THEORY, file: str = "new.yaml") -> Choices | None:
    declaration = declare_text(theory, "a.yaml")
    before, _, after = text.partition("|")
    return completion(Source(file, before + after), len(before), State(declaration, declaration))


def texts(text: str, theory: str = THEORY) -> list[str]:
    found = completed(text, theory)
    assert found is not None
    return [each.text for each in found.choices]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("goals:\n  g:\n    needs: [|]", ["trust", "growth"]),
        ("goals:\n  growth:\n    needs:\n      |", ["trust:"]),
        ("kpis:\n  k: {measures: tr|", ["trust"]),
        ("kpis:\n  k: {measures: people|", ["trust"]),
        ("kpis:\n  churn: {guardrail: |", ["gone"]),
        ("activities:\n  a: {team: |", ["crm", "shop"]),
        ("activities:\n  a: {after: [|", ["survey", "mailing"]),
        ("activities:\n  a: {advances: {trust: {agreed_by: [s|", ["shop", "crm"]),
        ("observations:\n  - kpi: ch|", ["churn"]),
        ("kpis:\n  k: {direction: |", ["increase", "decrease", "maintain", "range"]),
        ("kpis:\n  k: {timing: le|", ["leading"]),
        ("activities:\n  a: {workstream: da|", ["data"]),
        ("goals:\n  g: {needs: {trust: {evidence: {design: ra|", ["randomised"]),
        ("goals:\n  g: {needs: {trust: {sign: |", ['"+"', '"-"']),
        ('goals:\n  g: {needs: {trust: {sign: "|"', ["+", "-"]),
        ("kpis:\n  k: {owner: |", ["crm_lead", '"Head: sales"']),
        ("kpis:\n  k: {owner: 'h|'", ["Head: sales"]),
        ("kpis:\n  k: {unit: cus|", ["customers"]),
        ("kpis:\n  k: {cadence: half|", ["half-yearly"]),
        ("kpis:\n  k: {stage: |", ["before", '"at: the till"']),
        ("outcomes:\n  k: {stage: [be|", ["before"]),
        ("goals:\n  g: {needs: {trust: {lag: 2 w|", ["weeks"]),
        ("activities:\n  a: {effort: {likely: 3 mo|", ["months"]),
        ("teams:\n  a: {capacity: 3 d|", ["days/month"]),
        ("kpis:\n  k:\n    dir|", ["direction: "]),
        ("kpis:\n  k:\n    dir|: increase", ["direction"]),
        ("kpis:\n  k:\n    base|", ["baseline:"]),
        ("kpis:\n  k:\n    milestones:\n      - da|", ["date: "]),
        ("kpis:\n  k:\n    title: |", []),
        ("wea|", []),
    ],
)
def test_what_fits_the_field_is_offered(text: str, offered: list[str]) -> None:
    assert texts(text) == offered


def test_what_a_record_has_is_not_offered_again() -> None:
    assert "owner: " not in texts("kpis:\n  churn:\n    owner: a\n    |")
    assert "owner: " in texts("kpis:\n  new:\n    |")


def test_capabilities_of_the_model_are_offered() -> None:
    assert "goal_clarity" in texts("ratings:\n  - capability: go|")
    assert "goal_clarity:" in texts("maturity:\n  targets:\n    go|")


def test_rules_that_can_be_suppressed_are_offered_in_a_suppression() -> None:
    codes = texts("kpis:\n  k: {}  # toc: ignore[KPI001, |")
    assert codes == [each.code for each in all_rules() if each.code not in ALWAYS]
    assert texts("# toc: ignore[kpi-without-target|") == ["KPI001"]


def test_of_many_some_are_offered_and_it_is_said() -> None:
    many = "kpis: {" + ", ".join(f"kpi_{number}: {{}}" for number in range(MOST + 20)) + "}"
    found = completed("kpis: {a: {guardrail: |", many)
    assert found is not None
    assert (len(found.choices), found.complete) == (MOST, False)
    found = completed("kpis: {a: {guardrail: kpi_119|", many)
    assert found is not None
    assert [each.label for each in found.choices] == ["kpi_119"]


def test_whatever_is_offered_reads_back_as_what_it_says() -> None:
    owners = ("yes: # no", "null", "客户 📈", "- x")
    goals = (f"{at}: {{owner: '{owner}'}}" for at, owner in zip("abcd", owners, strict=True))
    theory = f"goals: {{{', '.join(goals)}}}"
    found = completed("goals: {e: {owner: |", theory)
    assert found is not None
    for choice in found.choices:
        (document,) = read_yaml(Source("a.yaml", f"[{choice.text}]")).documents
        assert document.data == [choice.label]
    assert len(found.choices) == 4


def test_cells_of_a_table_are_completed(tmp_path: Path) -> None:
    file = (tmp_path / "observations.csv").as_posix()
    found = completed("kpi,date,value\nch|,2026-01-31,7", file=file)
    assert found is not None
    assert [each.text for each in found.choices] == ["churn"]
    assert (found.span.line, found.span.column, found.span.end_column) == (2, 1, 3)
