"""Why a task cannot be scheduled: in itself, or because of what it waits for."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from theoryofchange.roadmap.crew import LONGEST_TASK_DAYS, Crew
from theoryofchange.roadmap.task import Task

_SHOWN = 8


def obstacles(tasks: Mapping[str, Task], crews: Mapping[str, Crew]) -> dict[str, str]:
    """Find every task that cannot be scheduled, and say why.

    Parameters
    ----------
    tasks
        All tasks by id.
    crews
        The crew of every team a task names.

    Returns
    -------
    dict of str to str
        The reasons by task id, in order of id: no effort, no capacity, waiting for an unknown
        task, for itself, or for another task that is not scheduled.
    """
    circles = _circles(tasks)
    own = {
        key: [*_of_itself(task, crews), *_dangling(task, tasks), *circles.get(key, ())]
        for key, task in sorted(tasks.items())
    }
    return behind(tasks, {key: "; ".join(reasons) for key, reasons in own.items() if reasons})


def behind(tasks: Mapping[str, Task], blocked: Mapping[str, str]) -> dict[str, str]:
    """Add to the blocked tasks all that wait for them, each with the one it waits for."""
    reasons = dict(blocked)
    followers: dict[str, list[str]] = {key: [] for key in tasks}
    for key in sorted(tasks):
        for before in {before for before in tasks[key].after if before in tasks}:
            followers[before].append(key)
    queue = deque(sorted(blocked))
    while queue:
        before = queue.popleft()
        for key in followers[before]:
            if key not in reasons:
                reasons[key] = f"waits for {before}, which is not scheduled"
                queue.append(key)
    return dict(sorted(reasons.items()))


def _of_itself(task: Task, crews: Mapping[str, Crew]) -> Iterator[str]:
    effort = task.effort_days
    if effort is None:
        yield "no effort given"
    elif not 0 <= effort < math.inf:
        yield f"an effort of {effort:g} days cannot be"
    elif effort:
        yield from _of_its_team(effort, None if task.team is None else crews[task.team])


def _of_its_team(effort: float, crew: Crew | None) -> Iterator[str]:
    obstacle = crew.obstacle() if crew else None
    if obstacle:
        yield obstacle
    elif effort / (crew.fastest if crew else 1.0) > LONGEST_TASK_DAYS:
        yield f"an effort of {effort:g} days would take one person more than 100 years"


def _dangling(task: Task, tasks: Mapping[str, Task]) -> Iterator[str]:
    for before in sorted({before for before in task.after if before not in tasks}):
        yield f"waits for {before}, which does not exist"


def _circles(tasks: Mapping[str, Task]) -> dict[str, tuple[str]]:
    after = {
        key: sorted({before for before in task.after if before in tasks})
        for key, task in tasks.items()
    }
    waiting = _unresolved(after)
    found = {key: _circle(key, after, waiting) for key in sorted(waiting)}
    return {key: (f"waits for itself: {_told(circle)}",) for key, circle in found.items() if circle}


def _unresolved(after: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the tasks on a circle or behind one."""
    count = {key: len(befores) for key, befores in after.items()}
    followers: dict[str, list[str]] = {key: [] for key in after}
    for key, befores in after.items():
        for before in befores:
            followers[before].append(key)
    free = [key for key, left in count.items() if not left]
    while free:
        for key in followers[free.pop()]:
            count[key] -= 1
            if not count[key]:
                free.append(key)
    return {key for key, left in count.items() if left}


def _circle(start: str, after: Mapping[str, Sequence[str]], among: set[str]) -> list[str]:
    """Return the shortest way from a task back to itself along what it waits for, or nothing."""
    reached_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        key = queue.popleft()
        for before in after[key]:
            if before == start:
                return _way(start, key, reached_from)
            if before in among and before not in reached_from:
                reached_from[before] = key
                queue.append(before)
    return []


def _way(start: str, end: str, reached_from: Mapping[str, str]) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(reached_from[way[-1]])
    return [*reversed(way), start]


def _told(circle: Sequence[str]) -> str:
    hidden = len(circle) - _SHOWN
    if hidden > 1:
        circle = [*circle[: _SHOWN - 1], f"{hidden} more", *circle[-1:]]
    return " after ".join(circle)
