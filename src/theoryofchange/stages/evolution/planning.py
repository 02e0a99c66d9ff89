"""Recommendations and declared activities on one calendar."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from theoryofchange.activity import Activity, Workstream
from theoryofchange.estimate import Estimate
from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import (
    Capacity,
    HorizonName,
    Horizons,
    Schedule,
    Scheduled,
    Task,
    horizon,
    schedule,
)
from theoryofchange.stages.evolution.portfolio import task_of
from theoryofchange.stages.evolution.recommendation import Recommendation

Work = Literal["recommendation", "activity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One piece of work on the roadmap.

    Parameters
    ----------
    id, kind, title
        The recommendation or activity.
    workstream, team
        ``None`` where not known.
    start, finish
        Its first and last day; ``None`` where it is not scheduled.
    horizon
        Where its finish lies: near, mid or long; ``None`` where it is not scheduled.
    effort
        Person-days; ``None`` where not known.
    impact
        Of a recommendation the size of the gaps it closes; of an activity the share of goal weight
        that it leads to. The two are not the same measure.
    critical, slack_days
        Whether a delay delays the end of the roadmap, and by how many working days it can slip
        without doing so; ``None`` where it is not scheduled.
    after
        The ids of what comes first.
    closes
        The ids of the gaps it closes, or begins to close where a later figure has to show it; an
        activity is not known to close any.
    waits_for
        What fixed its start, as :class:`~theoryofchange.roadmap.Scheduled` says it; ``None`` where
        it is not scheduled.
    not_scheduled
        Why it has no dates; ``None`` where it has.
    """

    id: str
    kind: Work
    title: str
    workstream: Workstream | None
    team: str | None
    start: dt.date | None
    finish: dt.date | None
    horizon: HorizonName | None
    effort: Estimate | None
    impact: float
    critical: bool | None
    slack_days: int | None
    after: tuple[str, ...]
    closes: tuple[str, ...]
    waits_for: str | None
    not_scheduled: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        effort = self.effort
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "workstream": self.workstream,
            "team": self.team,
            "start": self.start.isoformat() if self.start else None,
            "finish": self.finish.isoformat() if self.finish else None,
            "horizon": self.horizon,
            "effort_low": effort.low if effort else None,
            "effort_likely": effort.likely if effort else None,
            "effort_high": effort.high if effort else None,
            "effort_mean": effort.mean if effort else None,
            "impact": self.impact,
            "critical": self.critical,
            "slack_days": self.slack_days,
            "after": list(self.after),
            "closes": list(self.closes),
            "waits_for": self.waits_for,
            "not_scheduled": self.not_scheduled,
        }


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
        after=_after(theory, activity),
        priority=theory.weight(activity.id),
        earliest=activity.start,
        due=min(dues, default=None),
    )


def _after(theory: TheoryOfChange, activity: Activity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(theory.resolve, activity.after)))


def days_left(theory: TheoryOfChange) -> Iterator[tuple[str, str, dt.date, float]]:
    """Yield activity, goal, the goal's date and the least sum of lags between them, in days."""
    for goal in theory.goals.values():
        if goal.due is None:
            continue
        lags = theory.shortest_lags(goal.id)
        for id in theory.activities:
            if id in lags:
                yield id, goal.id, goal.due, lags[id]


def _latest_days(theory: TheoryOfChange, start: dt.date) -> Mapping[str, dt.date]:
    """Return for each activity the last day on which its effect still comes in time."""
    latest: dict[str, dt.date] = {}
    for activity, _, due, lag in days_left(theory):
        days = due.toordinal() - math.ceil(min(lag, due.toordinal()))
        day = dt.date.fromordinal(days) if days > 0 else start
        latest[activity] = min(day, latest.get(activity, day))
    return latest


def rows_of(
    theory: TheoryOfChange,
    recommendations: Sequence[Recommendation],
    made: Schedule,
    start: dt.date,
    horizons: Horizons,
) -> tuple[Row, ...]:
    """Return all work, the scheduled first in order of time, then the rest by id."""
    placed = {each.id: each for each in made.rows}
    reasons = {each.id: each.reason for each in made.unscheduled}
    rows = {each.id: _of_recommendation(each) for each in recommendations}
    rows |= {each.id: _of_activity(theory, each) for each in theory.activities.values()}
    return (
        *(_placed(rows[id], placed[id], start, horizons) for id in placed),
        *(replace(rows[id], not_scheduled=reason) for id, reason in reasons.items()),
    )


def _placed(row: Row, place: Scheduled, start: dt.date, horizons: Horizons) -> Row:
    return replace(
        row,
        start=place.start,
        finish=place.finish,
        horizon=horizon(place.finish, start, horizons),
        critical=place.critical,
        slack_days=place.slack_days,
        waits_for=place.waits_for,
    )


def _of_recommendation(each: Recommendation) -> Row:
    return Row(
        id=each.id,
        kind="recommendation",
        title=each.title,
        workstream=each.workstream,
        team=each.team,
        start=None,
        finish=None,
        horizon=None,
        effort=each.effort,
        impact=each.impact,
        critical=None,
        slack_days=None,
        after=each.after,
        closes=each.gaps,
        waits_for=None,
        not_scheduled=None,
    )


def _of_activity(theory: TheoryOfChange, activity: Activity) -> Row:
    return Row(
        id=activity.id,
        kind="activity",
        title=activity.name,
        workstream=activity.workstream,
        team=theory.resolve(activity.team) if activity.team else None,
        start=None,
        finish=None,
        horizon=None,
        effort=activity.effort.days if activity.effort else None,
        impact=theory.weight(activity.id),
        critical=None,
        slack_days=None,
        after=_after(theory, activity),
        closes=(),
        waits_for=None,
        not_scheduled=None,
    )
