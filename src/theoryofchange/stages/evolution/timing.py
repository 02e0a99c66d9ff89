"""Recommendations and declared activities on one calendar."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from theoryofchange.activity import Activity
from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import Capacity, Schedule, Task, schedule
from theoryofchange.stages.evolution.portfolio import task_of
from theoryofchange.stages.evolution.recommendation import Recommendation


def scheduled(
    theory: TheoryOfChange, recommendations: Iterable[Recommendation], start: dt.date
) -> Schedule:
    """Schedule recommendations and declared activities over the teams' capacity.

    Tasks are placed by the latest finish time, so that what has a date before it, or much behind
    it, goes first, and then by impact.

    Parameters
    ----------
    theory
        Whose activities and teams.
    recommendations
        With ids no activity has.
    start
        The day before which nothing starts.
    """
    dues = {goal.id: goal.due for goal in theory.goals.values() if goal.due}
    wanted = [
        replace(task_of(each), due=min((dues[g] for g in each.goals if g in dues), default=None))
        for each in recommendations
    ]
    latest = _latest_days(theory, start)
    declared = [_task(theory, each, latest) for each in theory.activities.values()]
    capacities = [
        Capacity(team.id, team.capacity.days_per_month)
        for team in theory.teams.values()
        if team.capacity
    ]
    return schedule([*wanted, *declared], capacities, start)


def _task(theory: TheoryOfChange, activity: Activity, latest: Mapping[str, dt.date]) -> Task:
    dues = [due for due in (activity.due, latest.get(activity.id)) if due]
    return Task(
        id=activity.id,
        title=activity.name,
        effort_days=activity.effort.days.mean if activity.effort else None,
        team=theory.resolve(activity.team) if activity.team else None,
        after=waits_for(theory, activity),
        priority=theory.weight(activity.id),
        earliest=activity.start,
        due=min(dues, default=None),
    )


def waits_for(theory: TheoryOfChange, activity: Activity) -> tuple[str, ...]:
    """Return the ids of what comes before an activity."""
    return tuple(dict.fromkeys(map(theory.resolve, activity.after)))


def days_left(theory: TheoryOfChange) -> Iterator[tuple[str, str, dt.date, float]]:
    """Yield activity, goal, the goal's date and the least sum of lags between them, in days."""
    for goal in theory.goals.values():
        if goal.due is None:
            continue
        for id, lag in theory.shortest_lags(goal.id).items():
            if id in theory.activities:
                yield id, goal.id, goal.due, lag


def _latest_days(theory: TheoryOfChange, start: dt.date) -> Mapping[str, dt.date]:
    """Return for each activity the last day on which its effect still comes in time."""
    latest: dict[str, dt.date] = {}
    for activity, _, due, lag in days_left(theory):
        days = due.toordinal() - math.ceil(min(lag, due.toordinal()))
        day = dt.date.fromordinal(days) if days > 0 else start
        latest[activity] = min(day, latest.get(activity, day))
    return latest
