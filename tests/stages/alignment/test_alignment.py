"""Align: chains and their breaks, coverage, teams, signs, time, agreement and gaps."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.activity import Activity, Team
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.link import Link
from theoryofchange.linter import load
from theoryofchange.stages.alignment import COVERAGE, GAP_KINDS, Alignment, align, layers_of
from theoryofchange.stages.alignment.frame import COLUMNS
from theoryofchange.view.blocks import Headline, Matrix, Note, Step, Steps
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

AS_OF = dt.date(2026, 1, 1)


def shop() -> TheoryOfChange:
    """Two goals, one weighing 3 and well thought through, one weighing 1 and not."""
    return load(
        {
            "theory": {"id": "shop", "as_of": "2026-01-01"},
            "teams": {"service": {"title": "Customer service"}, "data": {}, "sales": {}},
            "goals": {
                "loyalty": {
                    "title": "Keep customers",
                    "owner": "cmo",
                    "due": "2026-12-31",
                    "weight": 3,
                    "needs": {"trust": {"lag": "1 month", "agreed_by": ["service"]}},
                },
                "margin": {"due": "2026-01-31", "needs": {"cost": {"sign": "-", "lag": "60 days"}}},
            },
            "outcomes": {
                "trust": {
                    "needs": {
                        "speed": {
                            "lag": "2 weeks",
                            "evidence": {"design": "comparison", "source": "pilot"},
                            "agreed_by": ["service", "data"],
                        },
                        "memory": {"evidence": {"design": "hunch"}},
                    }
                },
                "speed": {},
                "memory": {},
                "cost": {},
                "lost": {},
            },
            "kpis": {
                "retention": {
                    "measures": "loyalty",
                    "owner": "crm_lead",
                    "decision": "Raise or cut the budget",
                    "timing": "lagging",
                },
                "wait": {"measures": "speed", "owner": "service_lead", "timing": "leading"},
                "clicks": {"measures": "lost"},
            },
            "activities": {
                "hire": {
                    "advances": {"speed": {"lag": "1 week"}, "cost": {"lag": "1 week"}},
                    "team": "service",
                    "effort": "40 days",
                },
                "record": {"advances": {"speed": {"lag": "10 days"}}, "team": "data"},
                "doodle": {},
            },
        }
    )


@pytest.fixture(scope="module")
def fit() -> Alignment:
    return align(shop())


def coverage(fit: Alignment, goal: str) -> dict[str, str]:
    (found,) = (each for each in fit.coverage if each.goal == goal)
    return {key: str(count) for key, count in found.counts.items()}


def gap_kinds(fit: Alignment) -> dict[tuple[str, str], float | None]:
    return {(gap.kind, gap.subject): gap.score for gap in fit.gaps}


# chains


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


# signs


def test_goal_conflict_names_a_path_to_each_goal(fit: Alignment) -> None:
    (conflict,) = fit.conflicts
    assert conflict.activity == "hire"
    assert [path.ids for path in conflict.helps] == [("hire", "speed", "trust", "loyalty")]
    assert [path.ids for path in conflict.hurts] == [("hire", "cost", "margin")]
    assert gap_kinds(fit)["goal-conflict", "hire"] == pytest.approx(0.25)


def test_an_activity_that_only_hurts_is_said_so() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs={"o": {"sign": "-"}})],
        outcomes=[Outcome(id="o")],
        activities=[Activity(id="a", advances=["o"])],
    )
    assert gap_kinds(align(theory))["activity-hurts-goal", "a"] == 1


def test_ambiguous_sign_is_told_once_where_the_paths_part() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs={"up": {}, "down": {"sign": "-"}})],
        outcomes=[
            Outcome(id="up", needs=["fork"]),
            Outcome(id="down", needs=["fork"]),
            Outcome(id="fork", needs=["behind"]),
            Outcome(id="behind"),
        ],
        activities=[Activity(id="a", advances=["behind"])],
    )
    fit = align(theory)
    (ambiguous,) = fit.ambiguities
    assert ambiguous.cause == "fork"
    assert ambiguous.helping == theory.path_of_sign("fork", "g", "+") == ("fork", "up", "g")
    assert ambiguous.hurting == theory.path_of_sign("fork", "g", "-") == ("fork", "down", "g")
    assert gap_kinds(fit)["ambiguous-sign", "fork"] is None
    assert {node.id: node.sign for node in fit.chains[0].nodes}["a"] == "±"


# time


def test_time_by_hand(fit: Alignment) -> None:
    loyalty, margin = fit.timings
    month = 365.2425 / 12
    assert loyalty.days_left == 364
    assert loyalty.verdict == "in time"
    assert [each.shortest for each in loyalty.arrivals] == pytest.approx(
        [month + 14 + 7, month + 14 + 10]
    )
    (late,) = margin.arrivals
    assert (margin.days_left, late.shortest, late.longest) == (30, 67, 67)
    assert (margin.verdict, margin.because) == ("too late", "activities: 1 too late")
    assert late.chain == ("hire", "cost", "margin")
    assert gap_kinds(fit)["lag-past-due", "margin"] == 1


def routes(fast: Link, slow: Link, **activity: Any) -> TheoryOfChange:
    return TheoryOfChange(
        Header(as_of=AS_OF),
        goals=[Goal(id="g", due=dt.date(2026, 1, 31), needs={"quick": fast, "slow": slow})],
        outcomes=[Outcome(id="quick"), Outcome(id="slow")],
        activities=[
            Activity(
                id="a",
                advances={"quick": {"lag": "1 day"}, "slow": {"lag": "1 day"}},
                **activity,
            )
        ],
    )


def test_in_time_on_one_path_states_the_longest_too() -> None:
    (arrival,) = align(routes(Link(lag="9 days"), Link(lag="99 days"))).timings[0].arrivals
    assert (arrival.verdict, arrival.shortest, arrival.longest) == ("in time", 10, 100)
    assert arrival.chain == ("a", "quick", "g")


def test_a_lag_not_stated_is_no_proof_of_being_in_time() -> None:
    theory = routes(Link(), Link(lag="99 days"))
    (arrival,) = align(theory).timings[0].arrivals
    assert arrival.verdict == "cannot tell"
    assert gap_kinds(align(theory))["time-unknown", "g"] == 1


def test_too_late_is_certain_even_where_lags_are_missing() -> None:
    theory = TheoryOfChange(
        Header(as_of=AS_OF),
        goals=[Goal(id="g", due=dt.date(2026, 1, 31), needs=["o"])],
        outcomes=[Outcome(id="o")],
        activities=[Activity(id="a", advances={"o": {"lag": "31 days"}})],
    )
    assert align(theory).timings[0].verdict == "too late"


def test_days_left_count_from_the_start_of_work_that_starts_later() -> None:
    link = Link(lag="9 days")
    (arrival,) = align(routes(link, link, start=dt.date(2026, 1, 25))).timings[0].arrivals
    assert (arrival.days_left, arrival.verdict) == (6, "too late")


@pytest.mark.parametrize(
    ("as_of", "due", "missing"),
    [(None, AS_OF, "the theory has no date"), (AS_OF, None, "the goal has no date")],
)
def test_without_dates_time_cannot_be_told(
    as_of: dt.date | None, due: dt.date | None, missing: str
) -> None:
    theory = TheoryOfChange(
        Header(as_of=as_of),
        goals=[Goal(id="g", due=due, needs=["o"])],
        outcomes=[Outcome(id="o")],
        activities=[Activity(id="a", advances=["o"])],
    )
    timing = align(theory).timings[0]
    assert timing.verdict == "cannot tell"
    assert timing.because == f"activities: 1 cannot be told, since {missing}"


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


# ways out


def test_frame_has_a_row_for_each_goal_and_node(fit: Alignment) -> None:
    frame = fit.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert list(zip(frame.goal, frame.node, strict=True)) == [
        (chain.goal, node.id) for chain in fit.chains for node in chain.nodes if not node.again
    ]
    speed = frame.set_index(["goal", "node"]).loc[("loyalty", "speed")]
    assert (speed.kpis, speed.kpis_with_owner, speed.kpis_with_decision) == (1, 1, 0)
    assert (speed.links, speed.links_with_evidence, speed.links_not_agreed) == (2, 0, 2)
    assert speed.breaks == "kpi-without-decision"
    assert speed.lag_days == pytest.approx(365.2425 / 12 + 14)
    assert list(align(TheoryOfChange()).to_frame().columns) == list(COLUMNS)


def test_plain_data_and_page(fit: Alignment) -> None:
    data = fit.to_dict()
    assert (data["stage"], data["schema_version"]) == ("align", 1)
    assert json.loads(json.dumps(data)) == data
    text = as_text(fit.view(), 140)
    assert "Aligned: 0 of 2 goals have an unbroken chain" in text
    assert "margin hangs on one team: Customer service." in text
    assert "Who has yet to agree to which link: 4 of 6 links open" in text
    (counts,) = (
        block for block in fit.view().blocks if isinstance(block, Matrix) and block.format == ".0f"
    )
    assert counts.cells == ((1.0, 1.0), (1.0, None))


def test_any_characters_pass_escaped() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="目标", title="<b>&\"'", needs={"🙂": {"sign": "-"}})],
        outcomes=[Outcome(id="🙂", title="<script>")],
        activities=[Activity(id="活动", team="a|b", advances=["🙂"])],
    )
    fit = align(theory)
    assert "<script>" not in as_html(fit.view()).replace("&lt;script&gt;", "")
    assert "<b>" not in as_html(fit.view())
    assert "🙂" in json.dumps(fit.to_dict(), ensure_ascii=False)
    as_markdown(fit.view())


def lines(steps: tuple[Step, ...]) -> int:
    return sum(1 + lines(step.children) for step in steps)


def test_many_kpis_of_one_goal_and_many_goals_of_one_conflict_are_cut_and_counted() -> None:
    goals = [Goal(id=f"g{n}", needs={"o": {"sign": "-"}}) for n in range(30)]
    theory = TheoryOfChange(
        goals=goals,
        outcomes=[Outcome(id="o")],
        kpis=[Kpi(id=f"k{n}", measures="g0") for n in range(30)],
        activities=[Activity(id="a", advances=["o"])],
    )
    fit = align(theory)
    told = as_text(fit.view())
    assert "… and 10 more KPIs in kpis.csv" in told and "KPI: k19" in told
    assert "KPI: k20" not in told
    (note,) = (block.text for block in fit.view().blocks if "hurts: " in getattr(block, "text", ""))
    assert note.endswith("a → o → g5; 24 more.")
    (gap,) = (gap for gap in fit.gaps if gap.kind == "activity-hurts-goal")
    assert gap.title == "a hurts g0 and g1 and g2 and g3 and g4 and g5 and 24 more"
    assert len(gap.goals) == 30 == len(fit.to_dict()["conflicts"][0]["hurts"])


def test_a_wide_and_a_deep_chain_are_cut_and_say_so() -> None:
    wide = TheoryOfChange(
        goals=[Goal(id="g", needs=[f"o{n}" for n in range(200)])],
        outcomes=[Outcome(id=f"o{n}") for n in range(200)],
    )
    deep = TheoryOfChange(
        goals=[Goal(id="g", needs=["o0"])],
        outcomes=[Outcome(id=f"o{n}", needs=[f"o{n + 1}"]) for n in range(2000)],
    )
    for theory, left in ((wide, 161), (deep, 1994)):
        fit = align(theory)
        (steps,) = (block for block in fit.view().blocks if isinstance(block, Steps))
        assert steps.items[-1].text == f"… and {left:,} more further from the goal in alignment.csv"
        assert lines(steps.items) + left - 1 == len(fit.chains[0].nodes)
        json.dumps(fit.to_dict())
    assert any(
        isinstance(b, Note) and b.text.startswith("… and") for b in align(wide).view().blocks
    )


def test_layers_hold_every_node_and_link() -> None:
    layers = layers_of(shop())
    assert [node.id for node in layers.nodes] == list(shop().nodes)
    assert {(edge.source, edge.target, edge.sign, edge.note) for edge in layers.edges} >= {
        ("cost", "margin", "-", "60 days"),
        ("memory", "trust", "+", ""),
    }
    notes = {node.id: (node.note, node.tone) for node in layers.nodes}
    assert notes["hire"] == ("Customer service", "plain")
    assert notes["trust"] == ("no KPI", "warn")
    assert notes["speed"] == ("1 KPI", "plain")


# properties


@st.composite
def theories(draw: st.DrawFn, *, circles: bool = False) -> TheoryOfChange:
    """Draw a theory with everything that may be absent absent at times, and names of nothing."""
    size = draw(st.integers(0, 7))
    ids = [f"o{n}" for n in range(size)]
    days = st.none() | st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1))
    words = st.none() | st.sampled_from(["x", "y", "z"])
    links = st.fixed_dictionaries(
        {},
        optional={
            "sign": st.sampled_from("+-"),
            "lag": st.sampled_from(["1 day", "1 quarter", "2 years"]),
            "evidence": st.sampled_from(["hunch", "comparison"]),
            "agreed_by": st.lists(st.sampled_from(["x", "y"]), unique=True),
        },
    )

    def some(among: list[str]) -> dict[str, Any]:
        return draw(
            st.dictionaries(st.sampled_from([*among, "nothing", "meant"]), links, max_size=3)
        )

    goals = [
        Goal(
            id=f"g{n}",
            owner=draw(words),
            due=draw(days),
            weight=draw(st.sampled_from([0, 1, 3])),
            needs=some([*ids, *(f"g{m}" for m in range(n + 1, 3))]),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    outcomes = [
        Outcome(id=id, needs=some(ids if circles else ids[n + 1 :])) for n, id in enumerate(ids)
    ]
    kpis = [
        Kpi(
            id=f"k{n}",
            measures=draw(st.none() | st.sampled_from([*ids, "g0", "nothing"])),
            owner=draw(words),
            decision=draw(words),
            timing=draw(st.sampled_from([None, "leading", "lagging"])),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    activities = [
        Activity(id=f"a{n}", team=draw(words), start=draw(days), advances=some([*ids, "g0"]))
        for n in range(draw(st.integers(0, 3)))
    ]
    return TheoryOfChange(
        Header(as_of=draw(days)),
        goals=goals,
        outcomes=outcomes,
        kpis=kpis,
        activities=activities,
        teams=[Team(id="x")],
        meant={"meant": ids[-1]} if ids else {},
    )


@settings(deadline=None)
@given(st.booleans().flatmap(lambda circles: theories(circles=circles)))
def test_any_theory_is_aligned_alike_twice(theory: TheoryOfChange) -> None:
    fit = align(theory)
    assert fit.score is None or 0 <= fit.score <= 1
    assert json.dumps(fit.to_dict()) == json.dumps(align(theory).to_dict())
    assert as_html(fit.view()) == as_html(align(theory).view())
    ids = [gap.id for gap in fit.gaps]
    assert len(ids) == len(set(ids))
    assert {gap.kind for gap in fit.gaps} <= GAP_KINDS.keys()
    assert all(0 <= gap.weight <= 1 for gap in fit.gaps)
    assert all(gap.score is None or 0 <= gap.score <= 1 for gap in fit.gaps)
    assert all(each.counts.keys() == COVERAGE.keys() for each in fit.coverage)
    assert len(fit.to_frame()) == sum(1 + len(set(theory.ancestors(g)) - {g}) for g in theory.goals)


@settings(deadline=None)
@given(st.booleans().flatmap(lambda circles: theories(circles=circles)))
def test_chains_signs_and_lags_agree_with_the_graph(theory: TheoryOfChange) -> None:
    for chain, timing in zip(align(theory).chains, align(theory).timings, strict=True):
        signs, lags = theory.signs(chain.goal), theory.shortest_lags(chain.goal)
        assert all(node.sign == signs[node.id] for node in chain.nodes if node.id != chain.goal)
        assert {a.activity: a.shortest for a in timing.arrivals} == {
            id: days for id, days in lags.items() if id in theory.activities
        }
        for arrival in timing.arrivals:
            assert arrival.longest is None or arrival.shortest <= arrival.longest
            assert (arrival.chain[0], arrival.chain[-1]) == (arrival.activity, chain.goal)


@settings(deadline=None)
@given(theories(), st.data())
def test_measuring_one_more_outcome_never_lowers_the_score(
    theory: TheoryOfChange, data: st.DataObject
) -> None:
    bare = [id for id in theory.nodes if id not in theory.activities and not theory.kpis_of(id)]
    if not bare:
        return
    owner = data.draw(st.none() | st.just("x"))
    more = Kpi(id="new", measures=data.draw(st.sampled_from(bare)), owner=owner)
    after = TheoryOfChange(
        theory.header,
        goals=theory.goals,
        outcomes=theory.outcomes,
        kpis=[*theory.kpis.values(), more],
        activities=theory.activities,
        teams=theory.teams,
        meant=theory.meant,
    )
    before, now = align(theory).score, align(after).score
    assert (before is None) == (now is None)
    assert before is None or now is None or now >= before - 1e-12


def test_five_thousand_outcomes() -> None:
    size = 5000
    theory = TheoryOfChange(
        Header(as_of=AS_OF),
        goals=[Goal(id="g", due=AS_OF, needs=["o0"])],
        outcomes=[
            Outcome(id=f"o{n}", needs=[f"o{m}" for m in range(n + 1, min(n + 3, size))])
            for n in range(size)
        ],
        kpis=[Kpi(id=f"k{n}", measures=f"o{n}") for n in range(0, size, 2)],
        activities=[Activity(id="a", advances=[f"o{size - 1}"])],
    )
    fit = align(theory)
    assert coverage(fit, "g")["kpi"] == "2500 of 5001"
    assert coverage(fit, "g")["activity"] == "5001 of 5001"
    assert len(as_html(fit.view())) < 300_000
