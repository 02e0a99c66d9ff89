"""How short a schedule can be at best, whatever the order."""

from __future__ import annotations

import math
from dataclasses import dataclass

from theoryofchange.roadmap.generation import earliest_starts, tails
from theoryofchange.roadmap.plan import Workplan


@dataclass(frozen=True, slots=True, order=True)
class Bound:
    """Working days below which no schedule of the same tasks and people can be.

    Parameters
    ----------
    days
        Working days from the start until everything is finished.
    because
        What makes it so long.
    """

    days: int
    because: str


def lower_bound(plan: Workplan) -> Bound:
    """Return the highest of what dependencies and each team's work need.

    Dependencies: the longest way through the tasks, each done by the person who is quickest and
    none before its earliest date. A team: its work spread over all its people, between the
    earliest day it can begin and the least that must follow it; taken over every set of its tasks
    that cannot begin before some day, and the highest of those.

    Parameters
    ----------
    plan
        The tasks.

    Returns
    -------
    Bound
        0 days where there are no tasks.
    """
    heads, behind, project = earliest_starts(plan.project), tails(plan.project), plan.project
    ways = (h + d + t for h, d, t in zip(heads, project.durations, behind, strict=True))
    bounds = [
        Bound(max(ways, default=0), "the longest way through dependencies and earliest dates")
    ]
    members: dict[str, list[int]] = {team: [] for team in plan.crews}
    for number, task in enumerate(plan.tasks):
        if task.team in members and task.effort_days:
            members[task.team].append(number)
    for team, crew in plan.crews.items():
        work, tail, days = 0.0, math.inf, 0
        for number in sorted(members[team], key=lambda number: -heads[number]):
            work += _least_work(plan, number)
            tail = min(tail, behind[number])
            days = max(days, heads[number] + math.ceil(round(work / crew.people, 6)) + int(tail))
        bounds.append(Bound(days, f"the work of team {team}"))
    return max(bounds, key=lambda bound: bound.days)


def _least_work(plan: Workplan, number: int) -> float:
    """Return the person-days a task takes of its team, whole days and in its cheapest mode."""
    modes = plan.project.modes[number]
    return min(mode.duration * plan.pace(number, mode) for mode in modes)
