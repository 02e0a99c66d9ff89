"""Whose dates cannot be told, and why: work that the schedule places on what nobody stated."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from theoryofchange.roadmap.task import Capacity, Task

DoubtKind = Literal["no effort", "no team", "no capacity"]
"""What was not stated: how much work it is, who does it, how many days they have."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the dates of a task cannot be told, even where the schedule gives it some.

    Parameters
    ----------
    kind
        What was not stated.
    of
        The id of the task of which it was not: the one in doubt, or one that comes before it.
    because
        What was not stated, in words.
    """

    kind: DoubtKind
    of: str
    because: str

    def about(self, id: str) -> str:
        """Return the reason as it is said of the task in doubt.

        Examples
        --------
        >>> doubt = Doubt("no team", "ask", "no team is named")
        >>> doubt.about("ask"), doubt.about("build")
        ('no team is named', 'waits for ask: no team is named')
        """
        return self.because if id == self.of else f"waits for {self.of}: {self.because}"


def doubts(
    tasks: Iterable[Task], capacities: Iterable[Capacity]
) -> Mapping[str, tuple[Doubt, ...]]:
    """Find the tasks whose dates rest on an effort, a team or a capacity that nobody stated.

    A task without a team is scheduled as if one person were free for it at once, one of a team
    without a capacity as if the team were one person: such dates show an order, and promise none.
    The same goes for all that waits for such a task.

    Parameters
    ----------
    tasks
        All tasks of a schedule.
    capacities
        Those that were stated.

    Returns
    -------
    mapping of str to tuple of Doubt
        By the id of each such task, in order of id; at most one doubt of a kind.

    Examples
    --------
    >>> work = [
    ...     Task(id="ask", title="Ask", effort_days=2),
    ...     Task(id="build", title="Build", effort_days=5, team="data", after=("ask",)),
    ... ]
    >>> found = doubts(work, [Capacity("data", 40)])
    >>> [(id, doubt.about(id)) for id, (doubt,) in found.items()][1]
    ('build', 'waits for ask: no team is named, so no capacity bounds it')
    """
    by_id = {task.id: task for task in tasks}
    stated = {capacity.team for capacity in capacities}
    found = {id: {each.kind: each for each in _own(by_id[id], stated)} for id in sorted(by_id)}
    followers = _followers(by_id)
    waiting = deque((id, doubt) for id, own in found.items() for doubt in own.values())
    while waiting:
        id, doubt = waiting.popleft()
        for follower in followers[id]:
            if doubt.kind not in found[follower]:
                found[follower][doubt.kind] = doubt
                waiting.append((follower, doubt))
    return {id: tuple(held.values()) for id, held in found.items() if held}


def _own(task: Task, stated: set[str]) -> Iterator[Doubt]:
    if task.effort_days is None:
        yield Doubt("no effort", task.id, "no effort is stated")
    if task.effort_days == 0:
        return
    if task.team is None:
        yield Doubt("no team", task.id, "no team is named, so no capacity bounds it")
    elif task.team not in stated:
        yield Doubt("no capacity", task.id, f"team {task.team} states no capacity")


def _followers(by_id: Mapping[str, Task]) -> Mapping[str, list[str]]:
    followers: dict[str, list[str]] = {id: [] for id in by_id}
    for id in sorted(by_id):
        for before in followers.keys() & by_id[id].after:
            followers[before].append(id)
    return followers
