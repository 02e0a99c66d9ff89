"""What fixed the start of each task, and how far each could slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from theoryofchange.roadmap.generation import Placement, precedence_order
from theoryofchange.roadmap.plan import Workplan


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalChain:
    """The tasks of a placement, tied to each other by dependencies and by the people they share.

    Parameters
    ----------
    persons
        For each task, who of the team does it, from 1, the part-time person last; None where it
        has no team or nothing to do.
    waits_for
        For each task, what fixed its start: ``dependency:<task>``, ``team:<team>``, ``earliest``
        (its own date) or ``start``.
    held_by
        For each task, the one whose finish fixed its start, or None.
    slack
        For each task, the working days it can slip without delaying the last one, with the same
        people doing the same tasks in the same order.
    """

    persons: tuple[int | None, ...]
    waits_for: tuple[str, ...]
    held_by: tuple[int | None, ...]
    slack: tuple[int, ...]

    def path(self, last: int) -> tuple[int, ...]:
        """Return the tasks that led to one, first to last, each held by the one before."""
        way = [last]
        while (before := self.held_by[way[-1]]) is not None:
            way.append(before)
        return tuple(reversed(way))


def chain(plan: Workplan, placement: Placement) -> CriticalChain:
    """Give every task a person of its team, and find what fixed its start.

    Where several people are free, the one who became free last takes the task. A generated task
    that starts later than its dependencies and dates ask had nobody of its team free the day
    before, so whoever takes it finished another just then.

    Parameters
    ----------
    plan
        The tasks.
    placement
        Their generated starts and modes.
    """
    order = _in_time(plan, placement)
    persons, follows = _persons(plan, placement, order)
    ends = placement.ends
    held = [
        _held(plan, start, ends, number, follows[number])
        for number, start in enumerate(placement.starts)
    ]
    return CriticalChain(
        persons=tuple(persons),
        waits_for=tuple(waits for waits, _ in held),
        held_by=tuple(holder for _, holder in held),
        slack=_slack(plan, placement, order, follows),
    )


def _in_time(plan: Workplan, placement: Placement) -> list[int]:
    order = precedence_order(plan.project.successors, range(len(plan.tasks)))
    return sorted(order, key=lambda number: placement.starts[number])


def _persons(
    plan: Workplan, placement: Placement, order: Sequence[int]
) -> tuple[list[int | None], list[int | None]]:
    """Return who does each task, and which task that person did before it."""
    persons: list[int | None] = [None] * len(order)
    follows: list[int | None] = [None] * len(order)
    busy: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    free: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number in order:
        start, mode = placement.starts[number], placement.modes[number]
        for resource, _ in mode.demands:
            while busy[resource] and busy[resource][0][0] <= start:
                _, person, before = heappop(busy[resource])
                free[resource].append((person, before))
            if free[resource]:
                persons[number], follows[number] = free[resource].pop()
            else:
                persons[number] = len(busy[resource]) + 1
            heappush(busy[resource], (start + mode.duration, persons[number] or 0, number))
    for number, mode in enumerate(placement.modes):
        crew = plan.crew(number)
        if crew and any(resource % 2 for resource, _ in mode.demands):
            persons[number] = crew.full_time + 1
    return persons, follows


def _held(
    plan: Workplan, start: int, ends: Sequence[int], number: int, follows: int | None
) -> tuple[str, int | None]:
    if start == plan.project.releases[number]:
        return ("start" if start == 0 else "earliest"), None
    for before in plan.project.predecessors[number]:
        if ends[before] == start:
            return f"dependency:{plan.tasks[before].id}", before
    return f"team:{plan.tasks[number].team}", follows


def _slack(
    plan: Workplan, placement: Placement, order: Sequence[int], follows: Sequence[int | None]
) -> tuple[int, ...]:
    ends = placement.ends
    latest = [placement.makespan] * len(order)
    for number in reversed(order):
        start = latest[number] - placement.modes[number].duration
        follower_of = follows[number]
        befores = plan.project.predecessors[number]
        for before in befores if follower_of is None else (*befores, follower_of):
            latest[before] = min(latest[before], start)
    return tuple(late - end for late, end in zip(latest, ends, strict=True))
