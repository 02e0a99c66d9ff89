from __future__ import annotations

import math
import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.errors import InputError
from theoryofchange.roadmap import Capacity, Task, improve, schedule

START = date(2026, 1, 1)  # a Thursday
FULL = 261 / 12
IDS = [f"t{n:02}" for n in range(12)]
TEAMS = ["a", "b", "数据"]


def task(name, effort=1.0, team="a", **more):
    return Task(id=name, title=name.upper(), effort_days=effort, team=team, **more)


def reasons(plan):
    return {row.id: row.reason for row in plan.unscheduled}


def rows(plan):
    return {row.id: row for row in plan.rows}


days = st.dates(date(2025, 12, 1), date(2026, 6, 1))
efforts = st.none() | st.integers(0, 40).map(lambda n: n / 4) | st.just(-1.0)


@st.composite
def task_lists(draw, efforts=efforts):
    made, after = [], st.sampled_from([*IDS, "nowhere"])
    for name in draw(st.lists(st.sampled_from(IDS), unique=True)):
        made.append(
            Task(
                id=name,
                title=name,
                effort_days=draw(efforts),
                team=draw(st.sampled_from([None, *TEAMS])),
                after=tuple(draw(st.lists(after, max_size=2))),
                priority=draw(st.integers(-2, 5)),
                earliest=draw(st.none() | days),
                due=draw(st.none() | days),
            )
        )
    return made


@st.composite
def sound_task_lists(draw):
    """Tasks with effort that wait only for earlier ones, so nothing stands against them."""
    made = draw(task_lists(efforts=st.integers(0, 40).map(lambda n: n / 4)))
    present = sorted(t.id for t in made)
    return [replace(t, after=tuple(b for b in t.after if b in present and b < t.id)) for t in made]


capacity_lists = st.dictionaries(
    st.sampled_from(TEAMS), st.sampled_from([0.0, 5.0, 21.75, 22.0, 40.0, 43.5, 70.0])
).map(lambda teams: [Capacity(*item) for item in teams.items()])
rules = st.sampled_from(["latest_finish", "impact"])


def assert_sound(plan, tasks, capacities):
    by_id, placed = {t.id: t for t in tasks}, rows(plan)
    assert sorted([*placed, *reasons(plan)]) == sorted(by_id)
    stated = {c.team: c.days_per_month for c in capacities}
    use = defaultdict(float)
    for row in plan.rows:
        given_task = by_id[row.id]
        assert row.start <= row.finish and row.start >= START
        assert row.start.weekday() < 5 and row.finish.weekday() < 5
        assert given_task.earliest is None or row.start >= given_task.earliest
        assert row.end_day - row.start_day >= given_task.effort_days / row.pace - 1e-6
        for before in given_task.after:
            assert placed[before].end_day <= row.start_day
            if given_task.effort_days and by_id[before].effort_days:
                assert placed[before].finish < row.start
        for day in range(row.start_day, row.end_day):
            use[row.team, day] += row.pace
    for (team, _), people in use.items():
        if team is not None:
            assert people <= stated.get(team, FULL) / FULL + 1e-6
    assert plan.makespan == max((row.end_day for row in plan.rows), default=0)
    assert plan.lower_bound_days <= plan.makespan


@given(task_lists(), capacity_lists, rules)
def test_whatever_is_given_every_task_is_placed_soundly_or_explained(tasks, capacities, rule):
    plan = schedule(tasks, capacities, START, rule=rule)
    assert_sound(plan, tasks, capacities)
    better = improve(plan)
    assert_sound(better, tasks, capacities)
    assert better.makespan <= plan.makespan
    assert sum(r.late_days for r in better.late) <= sum(r.late_days for r in plan.late)
    assert improve(better) == better


@given(task_lists(), capacity_lists, rules, st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(tasks, capacities, rule, shuffler):
    shuffled = shuffler.sample(tasks, len(tasks))
    other = schedule(shuffled, reversed(capacities), START, rule=rule)
    assert other == schedule(tasks, capacities, START, rule=rule)


@given(sound_task_lists(), st.sampled_from([5.0, 21.75, 40.0]), st.integers(0, 100))
def test_more_capacity_leaves_everything_scheduled(tasks, capacity, more):
    for stated in (capacity, capacity + more):
        teams = [Capacity(team, stated) for team in TEAMS]
        plan = schedule(tasks, teams, START)
        assert not plan.unscheduled
        assert_sound(plan, tasks, teams)


@given(sound_task_lists(), capacity_lists)
def test_what_fixed_each_start_and_the_way_to_the_finish_hold(tasks, capacities):
    plan = schedule(tasks, capacities, START)
    for one in (plan, improve(plan)):
        placed = rows(one)
        for row in one.rows:
            kind, _, what = row.waits_for.partition(":")
            if kind == "dependency":
                assert row.held_by == what and placed[what].end_day == row.start_day
            elif kind == "team":
                holder = placed[row.held_by]
                assert (holder.team, holder.person) == (row.team, row.person) and what == row.team
                assert holder.end_day == row.start_day
            else:
                assert row.held_by is None
                assert (kind == "start") == (row.start_day == 0)
        path = [placed[name] for name in one.critical_path]
        assert bool(path) == bool(one.rows)
        assert all(row.critical and row.slack_days == 0 for row in path)
        assert not path or path[-1].end_day == one.makespan
        assert all(b.held_by == a.id for a, b in pairwise(path))


@given(sound_task_lists(), capacity_lists)
def test_nobody_does_two_tasks_at_once_and_slack_is_there_to_take(tasks, capacities):
    plan = schedule(tasks, capacities, START)
    placed, after = rows(plan), {t.id: t.after for t in tasks}
    for row in plan.rows:
        assert row.slack_days >= 0
        for before in after[row.id]:
            assert (
                placed[before].slack_days <= row.slack_days + row.start_day - placed[before].end_day
            )
    taken = defaultdict(list)
    for row in plan.rows:
        if row.person is not None:
            taken[row.team, row.person].append(row)
    for mine in taken.values():
        for one, other in pairwise(mine):
            assert one.end_day <= other.start_day


@given(sound_task_lists(), capacity_lists)
def test_load_adds_up_to_the_effort_and_stays_within_capacity(tasks, capacities):
    plan = schedule(tasks, capacities, START)
    effort = {t.id: t.effort_days for t in tasks}
    used = sum(load.used_days for load in plan.load())
    assert math.isclose(used, sum(effort[row.id] for row in plan.rows), abs_tol=1e-6)
    for load in plan.load():
        assert load.capacity_days is None or load.used_days <= load.capacity_days + 1e-6


@given(sound_task_lists(), capacity_lists, st.randoms(use_true_random=False))
def test_no_order_of_priorities_goes_below_the_bound(tasks, capacities, shuffler):
    bound = schedule(tasks, capacities, START).lower_bound_days
    for _ in range(10):
        drawn = [replace(t, priority=shuffler.random(), due=None) for t in tasks]
        other = improve(schedule(drawn, capacities, START, rule="impact"))
        assert other.makespan >= bound
        assert other.lower_bound_days == bound


def test_one_team_works_one_after_the_other_at_the_pace_of_its_people():
    work = [task("a", 5), task("b", 5, priority=2), task("c", 5)]
    one = schedule(work, [Capacity("a", FULL)], START)
    assert [(r.id, r.start_day, r.waits_for) for r in one.rows] == [
        ("b", 0, "start"),
        ("a", 5, "team:a"),
        ("c", 10, "team:a"),
    ]
    assert one.critical_path == ("b", "a", "c")
    assert (one.makespan, one.status, one.bound_because) == (15, "optimal", "the work of team a")
    half = schedule(work, [Capacity("a", FULL / 2)], START)
    assert half.makespan == 30
    double = schedule(work, [Capacity("a", 2 * FULL)], START)
    assert [r.start_day for r in double.rows] == [0, 0, 5]
    assert (double.makespan, double.lower_bound_days) == (10, 8)
    assert double.status == "feasible; at most 25 % above the bound"


def test_a_part_time_person_takes_what_would_wait_longer():
    plan = schedule([task("a", 10), task("b", 10), task("c", 1)], [Capacity("a", 40)], START)
    assert [(r.id, r.person, r.start_day, r.end_day) for r in plan.rows] == [
        ("a", 1, 0, 10),
        ("b", 2, 0, 12),
        ("c", 1, 10, 11),
    ]
    assert (
        "Team a: 40 days a month are 1 full time and one at 83.9 % of each day." in plan.assumptions
    )


def test_a_team_without_a_capacity_does_one_task_at_a_time_and_says_so():
    plan = schedule([task("a", 2), task("b", 2)], [], START)
    assert plan.makespan == 4
    assert any("capacity unknown" in line for line in plan.assumptions)
    assert [load.capacity_days for load in plan.load()] == [None]


def test_tasks_without_a_team_run_beside_each_other_and_say_so():
    plan = schedule([task("a", 2, None), task("b", 2, None)], [], START)
    assert plan.makespan == 2
    assert any("without a team, 2" in line for line in plan.assumptions)
    assert [(load.team, load.used_days) for load in plan.load()] == [(None, 4.0)]


def test_the_first_month_has_only_the_days_from_the_start_on():
    """From Thursday the 15th: 12 weekdays in January 2026, 20 in February."""
    plan = schedule([task("a", 14)], [Capacity("a", 2 * FULL)], date(2026, 1, 15))
    assert [(load.month, load.used_days, load.capacity_days) for load in plan.load()] == [
        ("2026-01", 12.0, 24.0),
        ("2026-02", 2.0, 40.0),
    ]


def test_reasons_name_what_stands_in_the_way():
    work = [
        task("a", None),
        task("b", after=("a",)),
        task("c", after=("gone",)),
        task("d", after=("e",)),
        task("e", after=("d",)),
        task("f", after=("f",)),
        task("g", -2),
        task("h", team="idle"),
        task("i", 1e9),
        task("j", after=("e",)),
        task("k", math.nan, after=("gone",)),
        task("l", 0, team="idle"),
        task("m", team="odd"),
    ]
    plan = schedule(work, [Capacity("idle", 0), Capacity("odd", -5)], START)
    assert reasons(plan) == {
        "a": "no effort given",
        "b": "waits for a, which is not scheduled",
        "c": "waits for gone, which does not exist",
        "d": "waits for itself: d after e after d",
        "e": "waits for itself: e after d after e",
        "f": "waits for itself: f after f",
        "g": "an effort of -2 days cannot be",
        "h": "team idle has no capacity",
        "i": "an effort of 1e+09 days would take one person more than 100 years",
        "j": "waits for e, which is not scheduled",
        "k": "an effort of nan days cannot be; waits for gone, which does not exist",
        "m": "team odd has a capacity that cannot be, -5 days a month",
    }
    assert [row.id for row in plan.rows] == ["l"]


def test_a_circle_is_named_by_its_shortest_way_and_a_long_one_cut():
    ring = [task(f"r{n:03}", after=(f"r{(n + 1) % 100:03}",)) for n in range(100)]
    reason = reasons(schedule(ring, [], START))["r000"]
    assert reason.startswith("waits for itself: r000 after r001 after")
    assert reason.endswith("after r006 after 93 more after r000")


def test_a_due_date_pulls_forward_what_leads_to_it_and_lateness_is_told():
    work = [
        task("a", 10, priority=9),
        task("b", 5),
        task("c", 1, after=("b",), due=date(2026, 1, 6)),
    ]
    plan = schedule(work, [Capacity("a", FULL)], START)
    assert [r.id for r in plan.rows] == ["b", "c", "a"]
    assert rows(plan)["c"].finish == date(2026, 1, 8)
    assert rows(plan)["c"].late_days == 2
    assert [r.id for r in plan.late] == ["c"]
    assert rows(plan)["a"].late_days is None


def test_the_impact_rule_puts_impact_first_and_counts_what_waits_for_a_task():
    work = [
        task("a", 5, priority=3),
        task("b", 1, priority=0),
        task("c", 1, after=("b",), priority=9),
    ]
    by_impact = schedule(work, [Capacity("a", FULL)], START, rule="impact")
    assert [r.id for r in by_impact.rows] == ["b", "c", "a"]
    assert (by_impact.rule, by_impact.method[:51]) == (
        "impact",
        "Serial schedule generation, higher impact first, th",
    )


def test_earliest_dates_and_weekends_are_kept():
    plan = schedule([task("a", 1, earliest=date(2026, 1, 10))], [], date(2026, 1, 3))
    assert plan.start == date(2026, 1, 5)
    assert (plan.rows[0].start, plan.rows[0].waits_for) == (date(2026, 1, 12), "earliest")


def test_a_milestone_falls_on_the_day_its_last_task_ends():
    plan = schedule([task("a", 2), task("m", 0, after=("a",))], [], START)
    assert rows(plan)["m"].start == rows(plan)["m"].finish == rows(plan)["a"].finish
    assert rows(plan)["m"].person is None


def test_improvement_shortens_what_can_be_shortened():
    """The long chain is the more urgent one by impact, not by its length."""
    work = [
        task("a", 3, priority=5),
        task("b", 3, priority=4),
        task("c", 1, priority=1),
        task("d", 8, "b", after=("c",)),
    ]
    plan = schedule(work, [Capacity("a", FULL), Capacity("b", FULL)], START, rule="impact")
    better = improve(plan)
    assert (plan.makespan, better.makespan) == (15, 9)
    assert better.status == "optimal"
    assert better.method.endswith("Then improved by forward-backward justification.")


def test_improvement_never_buys_a_shorter_end_with_a_missed_due_date():
    work = [
        task("a", 3, priority=5, due=START + timedelta(days=4)),
        task("c", 1, priority=1),
        task("d", 8, "b", after=("c",)),
    ]
    plan = schedule(work, [Capacity("a", FULL), Capacity("b", FULL)], START, rule="impact")
    assert plan.makespan == 12
    assert not plan.late
    assert improve(plan) == plan


def test_what_no_date_can_say_is_explained():
    plan = schedule([task("a", 3), task("b", 1, "b"), task("c", 0, after=("a",))], [], date.max)
    assert [row.id for row in plan.rows] == ["b"]
    assert set(reasons(plan)) == {"a", "c"}
    assert plan.finish == date.max


def test_nothing_to_schedule_is_an_empty_schedule():
    plan = schedule([], [], START)
    assert (plan.rows, plan.finish, plan.makespan, plan.critical_path) == ((), None, 0, ())
    assert (plan.status, plan.load(), improve(plan)) == ("nothing scheduled", (), plan)


def test_the_same_id_twice_is_refused():
    with pytest.raises(InputError, match="two tasks have the id a"):
        schedule([task("a"), task("a")], [], START)
    with pytest.raises(InputError, match="team a has two capacities"):
        schedule([], [Capacity("a", 1), Capacity("a", 2)], START)
    with pytest.raises(InputError, match="priority of task a"):
        schedule([task("a", priority=math.nan)], [], START)


def test_two_thousand_tasks_are_scheduled():
    choose = random.Random(7)
    work = [
        task(
            f"t{n:04}",
            choose.randint(1, 40) / 2,
            f"team{n % 12}",
            after=tuple({f"t{choose.randrange(n):04}" for _ in range(min(n, 2))}),
            priority=choose.random(),
        )
        for n in range(2000)
    ]
    capacities = [Capacity(f"team{n}", 30 + 5 * n) for n in range(12)]
    plan = schedule(work, capacities, START)
    assert len(plan.rows) == 2000
    assert improve(plan).makespan <= plan.makespan
