"""A recommendation: what closes gaps, with effort, impact, team and order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from theoryofchange.activity import Workstream
from theoryofchange.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Share:
    """What one subject adds to the impact of a recommendation.

    Parameters
    ----------
    subject
        What the gap is about.
    gap
        The id of the largest gap of this subject; where two stages find the same it counts once.
    score
        How far, from 0 to 1; ``None`` where it cannot be told, which counts as 1.
    weight
        The share of goal weight that hangs on it.
    size
        Score times weight.
    closed
        The size of the largest gap of this subject that the work closes by itself; 0 where it only
        prepares, since a later figure or rating has to show whether they are closed.
    """

    subject: str
    gap: str
    score: float | None
    weight: float
    size: float
    closed: float


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What closes gaps.

    Parameters
    ----------
    id
        The work, then the goal or subject, then the team, as far as they tell it from others.
    work
        The id of the work in the catalogue.
    title, do
        What it is, in one sentence, and how to go about it.
    workstream
        What kind of work it is; ``None`` where that is not known.
    effort
        Person-days; ``None`` where nobody can say.
    effort_because
        How the effort comes about, and where its figures are from.
    team
        Who does it; ``None`` where the theory names no team for it.
    team_because
        Why this team, or why none.
    shares
        What each subject adds to the impact.
    gaps
        The ids of the gaps it is for; every gap is in exactly one recommendation.
    prepares
        Those of them that it only begins to close, since a later figure or rating has to show it.
    goals
        The ids of the goals these gaps touch.
    after
        The ids of the recommendations that come first.
    """

    id: str
    work: str
    title: str
    do: str
    workstream: Workstream | None
    effort: Estimate | None
    effort_because: str
    team: str | None
    team_because: str
    shares: tuple[Share, ...]
    gaps: tuple[str, ...]
    prepares: tuple[str, ...]
    goals: tuple[str, ...]
    after: tuple[str, ...] = ()

    @cached_property
    def impact(self) -> float:
        """The sum over its subjects of score × goal weight, each subject with its largest gap.

        In shares of all goal weight: 1 is as much as one gap that is whole and under every goal.
        """
        return math.fsum(share.size for share in self.shares)

    @cached_property
    def impact_closed(self) -> float:
        """The part of the impact that the work closes by itself, each subject with its largest gap.

        The rest waits for a later figure or rating.
        """
        return math.fsum(share.closed for share in self.shares)

    @cached_property
    def closes(self) -> tuple[str, ...]:
        """The ids of the gaps that it closes by itself."""
        prepared = frozenset(self.prepares)
        return tuple(gap for gap in self.gaps if gap not in prepared)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        effort = self.effort
        return {
            "id": self.id,
            "title": self.title,
            "do": self.do,
            "workstream": self.workstream,
            "team": self.team,
            "team_because": self.team_because,
            "effort_low": effort.low if effort else None,
            "effort_likely": effort.likely if effort else None,
            "effort_high": effort.high if effort else None,
            "effort_mean": effort.mean if effort else None,
            "effort_because": self.effort_because,
            "impact": self.impact,
            "impact_closed": self.impact_closed,
            "impact_rows": [
                {
                    "subject": share.subject,
                    "gap": share.gap,
                    "score": share.score,
                    "weight": share.weight,
                    "size": share.size,
                    "closed": share.closed,
                }
                for share in self.shares
            ],
            "gaps": list(self.gaps),
            "prepares": list(self.prepares),
            "goals": list(self.goals),
            "after": list(self.after),
        }
