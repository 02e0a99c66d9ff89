"""What the stage *evolve* returns."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import Horizons, Schedule
from theoryofchange.stages.evolution.closing import Closing
from theoryofchange.stages.evolution.milestones import Milestone
from theoryofchange.stages.evolution.portfolio import Quadrant, impact_per_day, quadrants
from theoryofchange.stages.evolution.projection import Projection
from theoryofchange.stages.evolution.recommendation import Recommendation
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "Id of the recommendation or activity",
        "kind": "recommendation or activity",
        "title": "What it is",
        "workstream": "people, process, technology, data or reporting; empty where not known",
        "team": "Id of the team that does it; empty where the theory names none",
        "unassigned": "Whether no team is named, so that no capacity bounds its dates",
        "start": "First day, YYYY-MM-DD; empty where it is not scheduled",
        "finish": "Last day, YYYY-MM-DD; empty where it is not scheduled",
        "horizon": "near, mid or long, by its finish; empty where it is not scheduled",
        "effort_low": "Person-days, undercut one time in ten; empty where not known",
        "effort_likely": "Person-days, most likely",
        "effort_high": "Person-days, exceeded one time in ten",
        "effort_mean": "Person-days expected, by which it is scheduled",
        "impact": "Size of the gaps it is for; of an activity the goal weight it leads to",
        "critical": "Whether a delay delays the end of the roadmap",
        "slack_days": "Working days it can slip without delaying the end",
        "after": "Ids of what comes first, separated by '; '",
        "closes": "Ids of the gaps it closes, separated by '; '",
        "prepares": "Ids of the gaps that it begins to close and a later figure or rating shows",
        "waits_for": "What fixed its start: dependency:<id>, team:<id>, earliest or start",
        "not_scheduled": "Why it has no dates; empty where it has",
        "cannot_tell": "Why its dates cannot be told, though it may be placed; else empty",
    }
)
"""The columns of :meth:`Roadmap.to_frame` and what each holds."""

RECOMMENDATION_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "Id of the recommendation",
        "title": "What it is",
        "do": "How to go about it",
        "workstream": "people, process, technology, data or reporting; empty where not known",
        "team": "Id of the team that does it; empty where the theory names none",
        "team_because": "Why this team, or why none",
        "effort_low": "Person-days, undercut one time in ten; empty where not known",
        "effort_likely": "Person-days, most likely",
        "effort_high": "Person-days, exceeded one time in ten",
        "effort_mean": "Person-days expected",
        "effort_because": "How the effort comes about, and where its figures are from",
        "impact": "Sum over its subjects of score × goal weight",
        "impact_closed": "The part of it that the work closes by itself",
        "quadrant": "near-term win (a quick win finished in the near term), quick win, big bet, "
        "fill-in, later or preparation; empty without effort",
        "wsjf": "Impact by person-day; shown, and never used to order anything",
        "horizon": "near, mid or long, by its finish; empty where it is not scheduled",
        "gaps": "Ids of the gaps it is for, separated by '; '",
        "prepares": "Those of them that only a later figure or rating shows to be closed",
        "goals": "Ids of the goals they touch, separated by '; '",
        "after": "Ids of what comes first, separated by '; '",
    }
)
"""The columns of :meth:`Roadmap.recommendations_frame` and what each holds."""


@dataclass(frozen=True, kw_only=True)
class Roadmap(Result):
    """What to do next, and when.

    Parameters
    ----------
    theory
        The theory.
    start
        The day before which nothing starts.
    horizons
        Where the near and the mid horizon end.
    near_term_days
        How many days after the day the theory is looked at a quick win is near.
    recommendations
        What closes the gaps of the other stages, of the highest impact first.
    rows
        Recommendations and declared activities: the scheduled in order of time, then the others.
    schedule
        Who does what when, by which rule, and how far from the shortest possible.
    milestones
        Days that matter, in order of time.
    projections
        What the scores of the other stages would be, by a rule of thumb, after each horizon.
    deadline
        The last date of a goal; ``None`` where no goal has one.
    assumptions
        What was taken for granted, a sentence each.
    closings
        For each stage what becomes of its gaps: closed in time, too late, not at all, or it cannot
        be told, and why.
    derivation
        One row a stage, weighted by its gap size: the share of that size which is shown to be
        closed by the time the goals it touches are due, by recommendations whose effort, team and
        capacity are stated. What cannot be told, such as what a later figure or rating has to show,
        counts as not shown: the score is a lower end. Where of nothing it can be told it is
        ``None``.
    gaps
        Why the score is no higher, a gap a reason: the sizes of these add up to 1 − score. Beside
        them declared activities that have no dates or end too late. The largest first.
    provenance
        What it was made from.
    """

    stage: ClassVar[Stage] = "evolve"
    theory: TheoryOfChange = field(repr=False, hash=False)
    start: dt.date
    horizons: Horizons
    near_term_days: int
    recommendations: tuple[Recommendation, ...] = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    schedule: Schedule = field(repr=False)
    milestones: tuple[Milestone, ...] = field(repr=False)
    projections: tuple[Projection, ...] = field(hash=False)
    deadline: dt.date | None
    closings: tuple[Closing, ...] = field(hash=False)
    assumptions: tuple[str, ...] = field(repr=False)
    derivation: tuple[Part, ...]
    gaps: tuple[Gap, ...] = field(repr=False)
    provenance: Provenance

    @property
    def finish(self) -> dt.date | None:
        """The last day of the last scheduled work; ``None`` where nothing is scheduled."""
        return self.schedule.finish

    @property
    def seen(self) -> dt.date:
        """The day the theory is looked at; where it names none, the start."""
        return self.theory.as_of or self.start

    @property
    def near_term(self) -> dt.date:
        """The last day on which a quick win may be finished to be a near-term win."""
        days = min(self.near_term_days, (dt.date.max - self.seen).days)
        return self.seen + dt.timedelta(days=days)

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The ids of the work that led to the last finish, each held up by the one before it."""
        return self.schedule.critical_path

    @property
    def untold(self) -> float | None:
        """The share of the gap size of which it cannot be told whether it is closed in time.

        ``None`` where no gap has weight. The score is a lower end; it and this are the upper one.
        """
        total = math.fsum(each.total for each in self.closings)
        untold = math.fsum(each.sizes["cannot tell"] for each in self.closings)
        return untold / total if total else None

    @property
    def unscheduled(self) -> tuple[Row, ...]:
        """The work that has no dates, each with the reason."""
        return tuple(row for row in self.rows if row.not_scheduled is not None)

    @cached_property
    def quadrants(self) -> Mapping[str, Quadrant | None]:
        """For each recommendation its place by effort and impact."""
        finishes = {row.id: row.finish for row in self.rows}
        return quadrants(self.recommendations, finishes, self.near_term)

    def recommendation(self, id: str) -> Recommendation:
        """Return one recommendation.

        Raises
        ------
        KeyError
            Where there is none of this id.
        """
        for each in self.recommendations:
            if each.id == id:
                return each
        raise KeyError(f"there is no recommendation {id!r}")

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each recommendation and activity.

        Returns
        -------
        pandas.DataFrame
            With the columns of :data:`COLUMNS`.
        """
        import pandas as pd

        rows = [[_flat(held) for held in row.to_dict().values()] for row in self.rows]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"impact": "float64"})

    def recommendations_frame(self) -> pd.DataFrame:
        """Return one row a recommendation, of the highest impact first.

        Returns
        -------
        pandas.DataFrame
            With the columns of :data:`RECOMMENDATION_COLUMNS`.
        """
        import pandas as pd

        names = list(RECOMMENDATION_COLUMNS)
        rows = [[_flat(told[name]) for name in names] for told in self._told()]
        return pd.DataFrame(rows, columns=names).astype({"impact": "float64"})

    def details(self) -> Mapping[str, Any]:
        """Return recommendations, rows, milestones, projections and assumptions as plain data."""
        made, (near, mid) = self.schedule, self.horizons.ends(self.start)
        return {
            "start": self.start.isoformat(),
            "finish": self.finish.isoformat() if self.finish else None,
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "near_term": {
                "days": self.near_term_days,
                "from": self.seen.isoformat(),
                "until": self.near_term.isoformat(),
            },
            "horizons": {"near": near.isoformat(), "mid": mid.isoformat()},
            "recommendations": self._told(),
            "rows": [row.to_dict() for row in self.rows],
            "milestones": [each.to_dict() for each in self.milestones],
            "critical_path": list(self.critical_path),
            "untold": self.untold,
            "projections": [each.to_dict() for each in self.projections],
            "closings": [each.to_dict() for each in self.closings],
            "load": [
                {
                    "team": load.team,
                    "month": load.month,
                    "used_days": load.used_days,
                    "capacity_days": load.capacity_days,
                }
                for load in made.load()
            ],
            "method": made.method,
            "makespan_days": made.makespan,
            "lower_bound_days": made.lower_bound_days,
            "bound_because": made.bound_because,
            "status": made.status,
            "assumptions": list(self.assumptions),
        }

    def _told(self) -> list[dict[str, Any]]:
        horizons = {row.id: row.horizon for row in self.rows}
        places = self.quadrants
        return [
            {
                **each.to_dict(),
                "quadrant": places[each.id],
                "wsjf": impact_per_day(each),
                "horizon": horizons[each.id],
            }
            for each in self.recommendations
        ]

    def view(self) -> View:
        """Return the roadmap as blocks, the verdict first."""
        from theoryofchange.stages.evolution.page import view_of

        return view_of(self)


def _flat(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value
