"""Effort beside impact: which recommendations pay soon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Literal

from theoryofchange.roadmap import Task, weighted_shortest_job_first
from theoryofchange.stages.evolution.recommendation import Recommendation

Quadrant = Literal["near-term win", "big bet", "fill-in", "later"]


def quadrants(recommendations: Iterable[Recommendation]) -> Mapping[str, Quadrant | None]:
    """Place each recommendation by the medians of effort and impact.

    The upper half of impact is at or above the median of all recommendations whose effort is known,
    and above 0; the lower half of effort is at or below the median of their mean efforts. A
    near-term win is in both, a big bet in the first only, a fill-in in the second only, and what is
    in neither is for later. One whose effort is not known has no place.

    Parameters
    ----------
    recommendations
        All of a roadmap.

    Returns
    -------
    mapping of str to str or None
        By id.
    """
    all_ = tuple(recommendations)
    known = [(each.effort.mean, each.impact) for each in all_ if each.effort]
    effort = median([mean for mean, _ in known]) if known else 0.0
    impact = median([impact for _, impact in known]) if known else 0.0
    return {each.id: _quadrant(each, effort, impact) for each in all_}


def _quadrant(each: Recommendation, effort: float, impact: float) -> Quadrant | None:
    if each.effort is None:
        return None
    cheap = each.effort.mean <= effort
    if each.impact > 0 and each.impact >= impact:
        return "near-term win" if cheap else "big bet"
    return "fill-in" if cheap else "later"


def impact_per_day(each: Recommendation) -> float | None:
    """Return a recommendation's impact by person-day (WSJF), which is shown and never used."""
    return weighted_shortest_job_first(task_of(each))


def task_of(each: Recommendation) -> Task:
    """Return a recommendation as a task of the schedule, without its due date."""
    return Task(
        id=each.id,
        title=each.title,
        effort_days=each.effort.mean if each.effort else None,
        team=each.team,
        after=each.after,
        priority=each.impact,
    )
