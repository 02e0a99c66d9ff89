"""What the schedule is made of: tasks, and the working time of the teams that do them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

PriorityRule = Literal["latest_finish", "impact"]
"""Which task is placed first among those whose predecessors are placed.

``latest_finish``: the one that has to be finished first, by the longest way to the end and the due
dates after it; then the higher impact. ``impact``: the one of highest priority, counting the
highest of all that wait for it; then the latest finish. What is still equal goes by id.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work that one person of one team does from start to finish.

    Parameters
    ----------
    id
        Unique among the tasks of a schedule.
    title
        As people call it.
    effort_days
        Working effort in person-days, the mean of its estimate; 0 is a milestone; None where
        nobody said, and then it cannot be scheduled.
    team
        Who does it; None where nobody said.
    after
        The ids of the tasks that must be finished first.
    priority
        Goal-weighted impact, any real number; higher goes first.
    earliest
        The day before which it must not start.
    due
        The day by whose end it should be finished. It pulls the task and all before it forward;
        it is not a constraint, and a late task is scheduled and says how late.

    Examples
    --------
    >>> Task(id="merge", title="Merge the customer lists", effort_days=60, team="data").after
    ()
    """

    id: str
    title: str
    effort_days: float | None
    team: str | None = None
    after: tuple[str, ...] = ()
    priority: float = 0.0
    earliest: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """The working time a team has for the tasks of a schedule.

    Parameters
    ----------
    team
        The team's id.
    days_per_month
        Person-days in an average month, 0 or more.

    Examples
    --------
    >>> Capacity("data", 40).days_per_month
    40
    """

    team: str
    days_per_month: float


def weighted_shortest_job_first(task: Task) -> float | None:
    """Divide the cost of delay of a task by its duration (WSJF), to be shown and never used.

    The cost of delay is the task's priority, the duration its effort at one person. Ordering by
    this ratio minimises the weighted sum of finish times for *one* machine, jobs that do not
    depend on each other and a cost of delay that is constant in time; with several teams,
    dependencies or due dates it is not optimal, which is why :func:`schedule` does not order by
    it.

    Parameters
    ----------
    task
        Any task.

    Returns
    -------
    float or None
        Priority per person-day; None where the effort is absent or not above 0.

    References
    ----------
    W. E. Smith (1956), "Various optimizers for single-stage production", Naval Research Logistics
    Quarterly 3, 59-66.

    Examples
    --------
    >>> weighted_shortest_job_first(Task(id="a", title="A", effort_days=4, priority=2))
    0.5
    >>> weighted_shortest_job_first(Task(id="a", title="A", effort_days=None)) is None
    True
    """
    if task.effort_days is None or not task.effort_days > 0:
        return None
    return task.priority / task.effort_days
