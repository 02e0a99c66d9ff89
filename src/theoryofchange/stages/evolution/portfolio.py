"""Effort beside impact: which recommendations pay soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Literal

from theoryofchange.roadmap import Task, weighted_shortest_job_first
from theoryofchange.stages.evolution.recommendation import Recommendation

Quadrant = Literal["near-term win", "quick win", "big bet", "fill-in", "later", "preparation"]


NEAR_TERM_DAYS = 30
"""A near-term win is finished at most this many days after the day the theory is looked at.

A month, the rhythm in which most KPIs of the packaged frameworks are decided on, so that the win is
there when the next decision is made. No source gives a figure: it is a convention, as the medians
are, and ``evolve(near_term_days=…)`` takes another.
"""


def quadrants(
    recommendations: Iterable[Recommendation],
    finishes: Mapping[str, dt.date | None],
    near_term: dt.date,
) -> Mapping[str, Quadrant | None]:
    """Place each recommendation by the medians of effort and of the impact that it closes.

    What counts is the part of the impact that the work closes by itself. A recommendation that
    closes nothing by itself, since only a later figure or rating can show its effect, is a
    preparation, however little it costs, and does not move the medians. Of the others with a known
    effort the upper half is at or above the median of that impact, and above 0; the lower half of
    effort is at or below the median of their mean efforts. A quick win is in both, a big bet in
    the first only, a fill-in in the second only, and what is in neither is for later. A quick win
    that the roadmap finishes by the end of the near term is a near-term win. One whose effort is
    not known has no place.

    Parameters
    ----------
    recommendations
        All of a roadmap.
    finishes
        For each the day it is finished; ``None`` where it is not scheduled.
    near_term
        The last day of the near term.

    Returns
    -------
    mapping of str to str or None
        By id.
    """
    all_ = tuple(recommendations)
    effort, impact = medians(all_)
    found: dict[str, Quadrant | None] = {}
    for each in all_:
        place, finish = _quadrant(each, effort, impact), finishes[each.id]
        near = place == "quick win" and finish is not None and finish <= near_term
        found[each.id] = "near-term win" if near else place
    return found


def medians(recommendations: Iterable[Recommendation]) -> tuple[float, float]:
    """Return where :func:`quadrants` divides effort, in person-days, and impact; else 0."""
    placed = [
        (each.effort.mean, each.impact_closed)
        for each in recommendations
        if each.effort and each.closes
    ]
    if not placed:
        return 0.0, 0.0
    return median([mean for mean, _ in placed]), median([closed for _, closed in placed])


def _quadrant(each: Recommendation, effort: float, impact: float) -> Quadrant | None:
    if each.effort is None:
        return None
    if not each.closes:
        return "preparation"
    cheap = each.effort.mean <= effort
    if each.impact_closed > 0 and each.impact_closed >= impact:
        return "quick win" if cheap else "big bet"
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
