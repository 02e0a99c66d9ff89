"""Align: chains and their breaks, coverage, teams, signs, time, agreement and gaps."""

from __future__ import annotations

import pytest

from theoryofchange.activity import Activity, Team
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.alignment import Alignment, align
from theoryofchange.view.blocks import Headline


def coverage(fit: Alignment, goal: str) -> dict[str, str]:
    (found,) = (each for each in fit.coverage if each.goal == goal)
    return {key: str(count) for key, count in found.counts.items()}


def gap_kinds(fit: Alignment) -> dict[tuple[str, str], float | None]:
    return {(gap.kind, gap.subject): gap.score for gap in fit.gaps}


# coverage and score


def test_coverage_by_hand(fit: Alignment) -> None:
    assert coverage(fit, "loyalty") == {
        "kpi": "2 of 4",  # loyalty and speed, of them with trust and memory
        "owner": "2 of 4",
        "decision": "1 of 4",
        "activity": "3 of 4",  # nothing is done about memory
        "team": "2 of 2",
        "evidence": "1 of 5",  # a hunch is none
        "agreed": "2 of 4",  # not counted: memory → trust, which no team is on
    }
    assert coverage(fit, "margin") == {
        "kpi": "0 of 2",
        "owner": "0 of 2",
        "decision": "0 of 2",
        "activity": "2 of 2",
        "team": "1 of 1",
        "evidence": "0 of 2",
        "agreed": "0 of 2",
    }


def test_score_weighs_goals_and_shows_how(fit: Alignment) -> None:
    loyalty = (2 / 4 + 2 / 4 + 1 / 4 + 3 / 4 + 1 + 1 / 5 + 2 / 4) / 7
    margin = 2 / 7
    assert [part.value for part in fit.derivation] == pytest.approx([loyalty, margin])
    assert [part.weight for part in fit.derivation] == [3, 1]
    assert fit.score == pytest.approx(0.75 * loyalty + 0.25 * margin)
    assert fit.derivation[0].because.startswith(
        "2 of 4 goals and outcomes have a KPI, 2 of 4 have one with an owner"
    )


def test_what_cannot_be_counted_counts_neither_way() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["o"])],
        outcomes=[Outcome(id="o")],
        kpis=[Kpi(id="k", measures="g")],
    )
    fit = align(theory)
    assert coverage(fit, "g")["agreed"] == "0 of 0"
    assert fit.score == pytest.approx((1 / 2 + 0 + 0 + 0 + 0) / 5)


@pytest.mark.parametrize(
    ("goals", "because"),
    [
        ([], "the theory names no goal, so nothing can be aligned to one"),
        ([Goal(id="g", weight=0)], "every goal has the weight 0, so none counts"),
    ],
)
def test_no_goal_that_counts_is_no_score(goals: list[Goal], because: str) -> None:
    fit = align(TheoryOfChange(goals=goals))
    assert fit.score is None
    assert [part.because for part in fit.derivation] == [because]
    assert fit.view().blocks[0] == Headline(f"Cannot tell: {because}", tone="unknown")


# teams


def test_teams_and_goals(fit: Alignment) -> None:
    assert [
        (each.team, each.goal, each.activities, each.effort_days, each.without_effort)
        for each in fit.reaches
    ] == [
        ("service", "loyalty", 1, 40.0, 0),
        ("service", "margin", 1, 40.0, 0),
        ("data", "loyalty", 1, None, 1),
    ]
    assert fit.lone_teams == (("margin", "service"),)


def test_a_goal_does_not_hang_on_one_team_where_some_work_has_no_team() -> None:
    theory = TheoryOfChange(
        teams=[Team(id="t")],
        goals=[Goal(id="g", needs=["o"])],
        outcomes=[Outcome(id="o")],
        activities=[Activity(id="a", team="t", advances=["o"]), Activity(id="b", advances=["o"])],
    )
    assert align(theory).lone_teams == ()


# agreement


def test_who_has_yet_to_agree(fit: Alignment) -> None:
    still = {(each.cause, each.effect): each.open for each in fit.open_agreements}
    assert still == {
        ("cost", "margin"): ("service",),
        ("hire", "speed"): ("service",),
        ("hire", "cost"): ("service",),
        ("record", "speed"): ("data",),
    }
    everyone = {(each.cause, each.effect): each.teams for each in fit.agreements}
    assert everyone["speed", "trust"] == ("service", "data")
    assert everyone["trust", "loyalty"] == ()
    assert gap_kinds(fit)["agreement-open", "service"] == pytest.approx(3 / 4)
    assert gap_kinds(fit)["agreement-open", "data"] == pytest.approx(1 / 2)


# gaps


def test_orphans(fit: Alignment) -> None:
    assert [(each.kind, each.subject) for each in fit.orphans] == [
        ("outcome-reaches-no-goal", "lost"),
        ("activity-reaches-no-goal", "doodle"),
        ("kpi-measures-nothing", "clicks"),
    ]


def test_gaps_are_weighed_by_the_goals_they_touch(fit: Alignment) -> None:
    gaps = {gap.id: gap for gap in fit.gaps}
    trust = gaps["align:outcome-without-kpi:trust"]
    assert (trust.score, trust.weight, trust.goals) == (1.0, 0.75, ("loyalty",))
    wait = gaps["align:kpi-without-decision:wait"]
    assert (wait.weight, wait.goals) == (0.75, ("loyalty",))
    assert gaps["align:link-without-evidence:trust"].score == 0.5
    assert gaps["align:goal-conflict:hire"].weight == 1.0
    assert gaps["align:outcome-reaches-no-goal:lost"].weight == 0


def test_a_gap_shared_by_two_goals_is_one_gap() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["o"]), Goal(id="h", needs=["o"])], outcomes=[Outcome(id="o")]
    )
    gaps = [gap for gap in align(theory).gaps if gap.kind == "outcome-without-kpi"]
    assert [(gap.weight, gap.goals) for gap in gaps] == [(1.0, ("g", "h"))]
