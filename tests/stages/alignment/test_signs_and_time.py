"""Whether what is done helps or hurts a goal, and whether in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.link import Link
from theoryofchange.stages.alignment import Alignment, align

AS_OF = dt.date(2026, 1, 1)


def gap_kinds(fit: Alignment) -> dict[tuple[str, str], float | None]:
    return {(gap.kind, gap.subject): gap.score for gap in fit.gaps}


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
