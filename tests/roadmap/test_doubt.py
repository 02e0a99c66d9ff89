"""Dates that rest on what nobody stated."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.roadmap import Capacity, Task, doubts, schedule

CAPACITIES = [Capacity("data", 40)]


def task(id, effort=1.0, team="data", *after):
    return Task(id=id, title=id, effort_days=effort, team=team, after=after)


def said(*tasks):
    return {
        id: [(each.kind, each.about(id)) for each in found]
        for id, found in doubts(tasks, CAPACITIES).items()
    }


def test_what_is_stated_leaves_no_doubt():
    assert said(task("a"), task("b", 2, "data", "a")) == {}


def test_each_thing_that_was_not_stated_is_said():
    assert said(
        task("a", None), task("b", 1, None), task("c", 1, "sales"), task("d", None, None)
    ) == {
        "a": [("no effort", "no effort is stated")],
        "b": [("no team", "no team is named, so no capacity bounds it")],
        "c": [("no capacity", "team sales states no capacity")],
        "d": [
            ("no effort", "no effort is stated"),
            ("no team", "no team is named, so no capacity bounds it"),
        ],
    }


def test_a_day_without_work_needs_nobody():
    assert said(task("done", 0, None)) == {}


def test_what_waits_for_a_doubtful_task_is_in_doubt_and_names_it():
    found = said(task("a", 1, None), task("b", 1, "data", "a"), task("c", 1, "data", "b", "gone"))
    reason = "waits for a: no team is named, so no capacity bounds it"
    assert found["b"] == found["c"] == [("no team", reason)]


def test_tasks_that_wait_for_each_other_end():
    assert set(said(task("a", None, "data", "b"), task("b", 1, "data", "a"))) == {"a", "b"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 0, 1.0]),
            st.sampled_from([None, "data", "sales"]),
            st.lists(st.sampled_from("abcd"), max_size=2),
        ),
        min_size=4,
        max_size=4,
    )
)
def test_a_task_without_doubt_waits_for_none_in_doubt(given_tasks):
    tasks = [
        task(id, effort, team, *after)
        for id, (effort, team, after) in zip("abcd", given_tasks, strict=True)
    ]
    found = doubts(tasks, CAPACITIES)
    for each in tasks:
        behind = {doubt.kind for before in each.after for doubt in found.get(before, ())}
        assert behind <= {doubt.kind for doubt in found.get(each.id, ())}
    assert doubts(reversed(tasks), CAPACITIES) == found


def test_a_schedule_names_its_tasks_without_a_team_and_is_optimal_only_with_that_said():
    plan = schedule([task("a", 2, None), task("b", 2)], CAPACITIES, date(2026, 1, 1))
    assert [row.id for row in plan.unassigned] == ["a"]
    assert plan.status == "optimal; 1 of 2 tasks have no team to bound them"
