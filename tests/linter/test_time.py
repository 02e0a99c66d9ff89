"""Dates that cannot come together: lags and due dates, targets and goals, days that are past."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.activity import Activity
from theoryofchange.declare import declare_text
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.linter import check
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import findings_of
from theoryofchange.stages.alignment import align

pytestmark = pytest.mark.usefixtures("said_in_chinese")

AS_OF = dt.date(2026, 1, 1)
days = st.integers(0, 60)


def found(text: str) -> Findings:
    return findings_of(declare_text(f"theory: {{as_of: {AS_OF}}}\n{text}"))


def codes(text: str) -> set[str]:
    return {finding.code for finding in found(text)}


def theory(due: int, *activities: tuple[int | None, int | None]) -> TheoryOfChange:
    """Return a goal due after so many days, and activities by the day of start and the lag."""

    def link(lag: int | None) -> dict[str, str]:
        return {} if lag is None else {"lag": f"{lag} days"}

    return TheoryOfChange(
        Header(as_of=AS_OF),
        goals=[Goal(id="g", due=AS_OF + dt.timedelta(due), needs={"o": {"lag": "5 days"}})],
        outcomes=[Outcome(id="o")],
        activities=[
            Activity(
                id=f"a{number}",
                start=None if start is None else AS_OF + dt.timedelta(start),
                advances={"o": link(lag)},
            )
            for number, (start, lag) in enumerate(activities)
        ],
    )


@given(
    days,
    st.lists(st.tuples(st.none() | st.integers(-30, 60), st.none() | days), min_size=1, max_size=4),
)
def test_check_and_align_call_the_same_goals_too_late(due, activities):
    given = theory(due, *activities)
    verdict = align(given).timings[0].verdict
    assert (check(given).count("LNK002") == 1) == (verdict == "too late")


def test_the_wait_until_work_may_begin_is_counted_and_told():
    assert check(theory(30, (None, 20))).count("LNK002") == 0
    (late,) = (f for f in check(theory(30, (10, 20))) if f.code == "LNK002")
    assert "due in 30 days" in late.message
    assert "takes 35 days, 10 of them until a0 begins: a0 → o → g." in late.message
    assert check(theory(30, (10, 20), (None, 20))).count("LNK002") == 0


def test_a_goal_that_is_past_is_said_once():
    kpi = "kpis: {k: {measures: g, target: {value: 8, date: 2025-12-31}}}"
    later = kpi.replace("2025-12-31", "2026-06-30")
    goal = "goals: {g: {due: 2025-12-31, needs: {o: {lag: 1 year}}}}\noutcomes: {o: {}}\n"
    for text in (goal, goal + kpi, goal + later):
        assert codes(text) & {"GRF009", "LNK002", "KPI026", "KPI027"} == {"GRF009"}
    assert "GRF009" not in codes("goals: {g: {due: 2026-01-01}}")


def test_a_goal_due_too_early_is_said_once():
    goal = "goals: {g: {due: 2026-02-01, needs: {o: {lag: 1 year}}}}\noutcomes: {o: {}}\n"
    kpi = "kpis: {k: {measures: g, target: {value: 8, date: 2027-12-31}}}"
    assert codes(goal + kpi) & {"LNK002", "KPI027"} == {"LNK002"}


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("measures: g, target: {value: 8, date: 2025-12-31}", {"KPI026"}),
        ("measures: g, target: {value: 8, date: 2026-01-01}", set()),
        ("measures: g, target: {value: 8, date: 2027-01-02}", {"KPI027"}),
        ("measures: g, target: {value: 8, date: 2027-01-01}", set()),
        ("measures: o, target: {value: 8, date: 2027-01-02}", set()),
        (
            "measures: g, baseline: {value: 1, date: 2025-12-31},"
            " target: {value: 8, date: 2025-06-30}",
            {"KPI013"},
        ),
    ],
)
def test_a_target_beside_its_goal_and_the_day_of_looking(kpi, expected):
    text = "goals: {g: {due: 2027-01-01, needs: [o]}}\noutcomes: {o: {}}\n"
    assert codes(f"{text}kpis: {{k: {{{kpi}}}}}") & {"KPI013", "KPI026", "KPI027"} == expected


def test_an_impossible_day_is_answered_by_a_question():
    for day, tip in {
        "2027-02-30": "Which day of 2027-02 is meant, 01 to 28?",
        "2028-02-30": "Which day of 2028-02 is meant, 01 to 29?",
        "2027-13-01": "Which month is meant, 01 to 12?",
        "0000-01-01": "Which year is meant, 0001 or later?",
    }.items():
        (wrong,) = (f for f in found(f"goals: {{g: {{due: {day}}}}}") if f.code == "TOC009")
        assert wrong.tip == tip


def test_evidence_is_stale_after_three_years():
    def text(day):
        evidence = f"{{design: comparison, date: {day}}}"
        return f"goals: {{g: {{needs: {{o: {{evidence: {evidence}}}}}}}}}\noutcomes: {{o: {{}}}}"

    assert "LNK005" not in codes(text("2023-01-01"))
    (stale,) = (f for f in found(text("2022-07-01")) if f.code == "LNK005")
    assert stale.message == "The evidence that o leads to g is 3.5 years old."
