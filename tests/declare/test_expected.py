"""Fields that should be there, and theories that are built in Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.activity import Activity
from theoryofchange.declare import declare_text
from theoryofchange.errors import DeclarationError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Target
from theoryofchange.linter import check, load


def put(root: Path, **files: str) -> Path:
    """Write files, named with an underscore for the dot of their ending."""
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (root / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("kpi", "lacks"),
    [
        ("target: 80 %", "The target has no date."),
        ("target: {}", "The target has no value and no date."),
        ("baseline: {date: 2025-01-01}", "The baseline has no value."),
        ("milestones: [{value: 1}]", "The milestone has no date."),
        ("limits: [{kind: people}]", "The limit has no what."),
        ("attested: {owned: {by: board}}", "The owned has no date."),
        ("target: 80 %\n    confidential: true", None),
        ("target: {value: TBD}", None),
        ("tolerance: 1", None),
    ],
)
def test_what_should_be_there_and_is_not(kpi, lacks):
    found = declare_text(f"kpis:\n  k:\n    {kpi}\n").faults
    assert [(fault.code, fault.message) for fault in found] == (
        [("TOC005", lacks)] if lacks else []
    )


def test_a_theory_without_what_should_be_there_can_be_loaded_and_one_with_a_fault_cannot(tmp_path):
    put(tmp_path, a_yaml="kpis: {k: {target: 80 %}}")
    assert load(tmp_path).kpis["k"].target == Target(value="80 %")
    put(tmp_path, b_yaml="goals: {g: {colour: red, due: 2027-02-30}}")
    with pytest.raises(DeclarationError) as caught:
        load(tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["TOC003", "TOC009"]
    assert "2 faults keep this theory from being used" in str(caught.value)
    assert "b.yaml:1:13: TOC003" in str(caught.value)


# a theory built in Python


def test_a_theory_built_by_hand_has_the_findings_of_its_yaml():
    theory = TheoryOfChange(
        goals=[Goal(id="g", title="Grow", needs={"o": {"effect": {"low": 3, "high": 1}}})],
        outcomes=[Outcome(id="o"), Outcome(id="lost")],
        kpis=[Kpi(id="k", measures="gone", target="TBD")],
        activities=[Activity(id="a", advances=["o"], team="crew", after=["a"])],
    )
    text = """\
goals: {g: {title: Grow, needs: {o: {effect: {low: 3, high: 1}}}}}
outcomes: {o: , lost: }
kpis: {k: {measures: gone, target: TBD}}
activities: {a: {advances: o, team: crew, after: a}}
"""
    by_hand = sorted((finding.code, finding.id) for finding in check(theory))
    written = sorted((f.code, f.id) for f in check(declare_text(text)))
    as_data = sorted(
        (f.code, f.id)
        for f in check(
            {
                "goals": {
                    "g": {"title": "Grow", "needs": {"o": {"effect": {"low": 3, "high": 1}}}}
                },
                "outcomes": {"o": None, "lost": {}},
                "kpis": {"k": {"measures": "gone", "target": "TBD"}},
                "activities": {"a": {"advances": "o", "team": "crew", "after": ["a"]}},
            }
        )
    )
    assert by_hand == written == as_data
    assert {"TOC007", "LNK006", "GRF003", "ACT004", "KPI021"} <= {code for code, _ in by_hand}


@pytest.mark.parametrize(
    "text", ["goals: {%s: {}}", "kpis: {k: {title: %s, target: %s}}", "%s", "goals: %s", "%s: {}"]
)
@pytest.mark.parametrize(
    "value",
    [
        "*x",
        "&a [*a]",
        "!!python/object:os.x {}",
        "{? [a] : b}",
        "[[[[]]]]",
        '"\\0"',
        "'\u2028'",
        "~",
    ],
)
def test_nothing_that_can_be_written_raises(text, value):
    given = text.replace("%s", value)
    findings = check(declare_text(given))
    assert all(finding.line >= 1 and finding.column >= 1 for finding in findings)
