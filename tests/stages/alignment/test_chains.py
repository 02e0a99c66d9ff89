"""The chains from the goals backward, and where they break."""

from __future__ import annotations

import datetime as dt

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.alignment import Alignment, align
from theoryofchange.view.blocks import Headline
from theoryofchange.view.text import as_text

AS_OF = dt.date(2026, 1, 1)


def gap_kinds(fit: Alignment) -> dict[tuple[str, str], float | None]:
    return {(gap.kind, gap.subject): gap.score for gap in fit.gaps}


def test_chain_is_an_outline_from_the_goal_backward(fit: Alignment) -> None:
    outline = [(node.depth, node.id, node.again) for node in fit.chains[0].nodes]
    assert outline == [
        (0, "loyalty", False),
        (1, "trust", False),
        (2, "speed", False),
        (3, "hire", False),
        (3, "record", False),
        (2, "memory", False),
    ]


def test_chain_ends_in_owners_decisions_and_teams(fit: Alignment) -> None:
    nodes = {node.id: node for node in fit.chains[0].nodes}
    (kpi,) = nodes["loyalty"].kpis
    assert (kpi.id, kpi.owner, kpi.decision) == ("retention", "crm_lead", "Raise or cut the budget")
    assert nodes["loyalty"].owner == "cmo"
    assert nodes["hire"].team == "service"


def test_every_break_is_named_by_kind_and_subject(fit: Alignment) -> None:
    assert [(each.kind, each.subject) for each in fit.chains[0].breaks] == [
        ("outcome-without-kpi", "trust"),
        ("kpi-without-decision", "wait"),
        ("outcome-without-cause", "memory"),
        ("outcome-without-kpi", "memory"),
    ]
    assert [(each.kind, each.subject) for each in fit.chains[1].breaks] == [
        ("goal-without-owner", "margin"),
        ("goal-without-kpi", "margin"),
        ("outcome-without-kpi", "cost"),
    ]


def test_a_goal_that_needs_nothing_is_a_break_and_its_lack_of_activity_is_no_second() -> None:
    fit = align(TheoryOfChange(goals=[Goal(id="g", owner="x")]))
    assert [each.kind for each in fit.chains[0].breaks] == [
        "goal-without-needs",
        "goal-without-kpi",
    ]
    assert fit.score == 0


def test_only_lagging_kpis_needs_all_to_say_so() -> None:
    def kinds(timing: str | None) -> set[str]:
        kpis = [
            Kpi(id="a", measures="g", timing="lagging"),
            Kpi(id="b", measures="o", timing=timing),
        ]
        theory = TheoryOfChange(
            goals=[Goal(id="g", needs=["o"])], outcomes=[Outcome(id="o")], kpis=kpis
        )
        return {each.kind for each in align(theory).chains[0].breaks}

    assert "only-lagging-kpis" in kinds("lagging")
    assert "only-lagging-kpis" not in kinds("leading")
    assert "only-lagging-kpis" not in kinds(None)


def test_unbroken_chain() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", owner="x", needs=["o"])],
        outcomes=[Outcome(id="o")],
        kpis=[
            Kpi(id="k", measures="g", owner="x", decision="y"),
            Kpi(id="l", measures="o", owner="x", decision="y", timing="leading"),
        ],
        activities=[Activity(id="a", team="t", advances=["o"])],
    )
    fit = align(theory)
    assert fit.chains[0].unbroken
    headline = fit.view().blocks[0]
    assert isinstance(headline, Headline)
    assert headline.text == "Aligned: 1 of 1 goal has an unbroken chain"
    assert headline.tone == "good"


def test_a_node_on_several_paths_stands_in_full_where_it_is_nearest_to_the_goal() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["far", "near"])],
        outcomes=[
            Outcome(id="far", needs=["mid"]),
            Outcome(id="mid", needs=["near"]),
            Outcome(id="near", needs=["end"]),
            Outcome(id="end"),
        ],
    )
    outline = [(node.depth, node.id, node.again) for node in align(theory).chains[0].nodes]
    assert outline == [
        (0, "g", False),
        (1, "far", False),
        (2, "mid", False),
        (3, "near", True),
        (1, "near", False),
        (2, "end", False),
    ]


def test_a_circle_of_causes_neither_loops_nor_hides() -> None:
    theory = TheoryOfChange(
        Header(as_of=AS_OF),
        goals=[Goal(id="g", due=dt.date(2027, 1, 1), needs=["a"])],
        outcomes=[Outcome(id="a", needs={"b": {"sign": "-"}}), Outcome(id="b", needs=["a", "b"])],
        activities=[Activity(id="do", advances=["b"])],
    )
    fit = align(theory)
    assert [(node.id, node.again) for node in fit.chains[0].nodes] == [
        ("g", False),
        ("a", False),
        ("b", False),
        ("a", True),
        ("b", True),
        ("do", False),
    ]
    assert ("causal-cycle", "a") in gap_kinds(fit) or ("causal-cycle", "b") in gap_kinds(fit)
    assert fit.timings[0].arrivals[0].longest is None
    assert "to no end" in as_text(fit.view())
