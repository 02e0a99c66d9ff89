"""The work on a roadmap, a row each: what, by whom, from when to when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from theoryofchange.activity import Activity, Workstream
from theoryofchange.estimate import Estimate
from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import (
    Doubt,
    HorizonName,
    Horizons,
    Schedule,
    Scheduled,
    doubts,
    horizon,
)
from theoryofchange.stages.evolution.recommendation import Recommendation
from theoryofchange.stages.evolution.timing import waits_for

Kind = Literal["recommendation", "activity"]


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
        The ids of the gaps it closes; an activity is not known to close any.
    prepares
        The ids of the gaps it only begins to close, since a later figure or rating has to show it.
    waits_for
        What fixed its start, as :class:`~theoryofchange.roadmap.Scheduled` says it; ``None`` where
        it is not scheduled.
    not_scheduled
        Why it has no dates; ``None`` where it has.
    doubts
        Why its dates cannot be told, though the schedule may place it: an effort, a team or a
        capacity that nobody stated, of it or of what comes first.
    """

    id: str
    kind: Kind
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
    prepares: tuple[str, ...]
    waits_for: str | None
    not_scheduled: str | None
    doubts: tuple[Doubt, ...]

    @property
    def unassigned(self) -> bool:
        """Whether no team is named for it, so that no capacity bounds its dates."""
        return self.team is None

    @property
    def cannot_tell(self) -> str | None:
        """Why its dates cannot be told, in words; ``None`` where they can."""
        return "; ".join(doubt.about(self.id) for doubt in self.doubts) or None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        effort = self.effort
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "workstream": self.workstream,
            "team": self.team,
            "unassigned": self.unassigned,
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
            "prepares": list(self.prepares),
            "waits_for": self.waits_for,
            "not_scheduled": self.not_scheduled,
            "cannot_tell": self.cannot_tell,
        }


def rows_of(
    theory: TheoryOfChange,
    recommendations: Sequence[Recommendation],
    made: Schedule,
    start: dt.date,
    horizons: Horizons,
) -> tuple[Row, ...]:
    """Return all work, the scheduled first in order of time, then the rest by id."""
    placed = {each.id: each for each in made.rows}
    doubted = doubts(made.tasks, made.capacities)
    reasons = {each.id: each.reason for each in made.unscheduled}
    rows = {each.id: _of_recommendation(each) for each in recommendations}
    rows |= {each.id: _of_activity(theory, each) for each in theory.activities.values()}
    rows = {id: replace(row, doubts=doubted.get(id, ())) for id, row in rows.items()}
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
        closes=each.closes,
        prepares=each.prepares,
        waits_for=None,
        not_scheduled=None,
        doubts=(),
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
        after=waits_for(theory, activity),
        closes=(),
        prepares=(),
        waits_for=None,
        not_scheduled=None,
        doubts=(),
    )
