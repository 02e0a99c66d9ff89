"""Serial schedule generation for projects with limited resources, on plain integers.

Tasks, resources and periods are numbers from 0. A task runs without interruption in one of its
modes (how long, and how many units of which resources), after its predecessors and not before its
release. Finding the shortest schedule is NP-hard; what is here is fast and has a known distance to
the optimum (``tests/roadmap/test_psplib.py``).

References
----------
R. Kolisch (1996), "Serial and parallel resource-constrained project scheduling methods revisited",
European Journal of Operational Research 90, 320-333.
V. Valls, F. Ballestín, S. Quintanilla (2005), "Justification and RCPSP: a technique that pays",
European Journal of Operational Research 165, 375-386.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

from theoryofchange.errors import InputError


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to do a task: how many periods, and ``(resource, units)`` in each of them."""

    duration: int
    demands: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Tasks to be placed in time.

    Parameters
    ----------
    modes
        For each task, the ways to do it, at least one.
    successors
        For each task, those that wait for it.
    capacities
        Units of each resource in every period.
    releases
        For each task, the period before which it must not start.

    Attributes
    ----------
    predecessors
        For each task, those it waits for: the successors the other way round.
    """

    modes: tuple[tuple[Mode, ...], ...]
    successors: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]
    releases: tuple[int, ...]
    predecessors: tuple[tuple[int, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "predecessors", _reversed(self.successors))

    @property
    def durations(self) -> tuple[int, ...]:
        """For each task, the periods of its quickest mode."""
        return tuple(min(mode.duration for mode in modes) for modes in self.modes)


@dataclass(frozen=True, slots=True)
class Placement:
    """For each task, the period it starts in and the mode it is done in."""

    starts: tuple[int, ...]
    modes: tuple[Mode, ...]

    @property
    def ends(self) -> tuple[int, ...]:
        """For each task, the first period after it."""
        return tuple(s + m.duration for s, m in zip(self.starts, self.modes, strict=True))

    @property
    def makespan(self) -> int:
        """Periods from 0 until everything is finished."""
        return max(self.ends, default=0)


class _Profile:
    """What is left of one resource over time, as steps; the last step has no end."""

    __slots__ = ("_free", "_times")

    def __init__(self, capacity: int) -> None:
        self._times = [0]
        self._free = [capacity]

    def earliest(self, start: int, duration: int, units: int) -> int:
        """Return the first period from start on with the units free for the whole duration."""
        if not duration:
            return start
        times, free = self._times, self._free
        step = bisect_right(times, start) - 1
        while step < len(times) and times[step] < start + duration:
            if free[step] < units:
                start = times[step + 1]
            step += 1
        return start

    def take(self, start: int, duration: int, units: int) -> None:
        if not duration:
            return
        first, end = self._cut(start), self._cut(start + duration)
        for step in range(first, end):
            self._free[step] -= units
        self._join(end)
        self._join(first)

    def _cut(self, time: int) -> int:
        step = bisect_right(self._times, time) - 1
        if self._times[step] == time:
            return step
        self._times.insert(step + 1, time)
        self._free.insert(step + 1, self._free[step])
        return step + 1

    def _join(self, step: int) -> None:
        if step and self._free[step] == self._free[step - 1]:
            del self._times[step], self._free[step]


def precedence_order(successors: Sequence[Sequence[int]], keys: Sequence[Any]) -> tuple[int, ...]:
    """Order tasks by key among those whose predecessors are already in the order.

    Parameters
    ----------
    successors
        For each task, those that wait for it.
    keys
        For each task, what is compared; the smallest goes first. No two may be equal.

    Returns
    -------
    tuple of int
        The tasks; those on or behind a cycle are absent.

    Examples
    --------
    >>> precedence_order([[2], [], []], [3, 2, 1])
    (1, 0, 2)
    """
    waiting = [len(before) for before in _reversed(successors)]
    eligible = [(keys[task], task) for task, count in enumerate(waiting) if not count]
    heapify(eligible)
    order = []
    while eligible:
        _, task = heappop(eligible)
        order.append(task)
        for after in successors[task]:
            waiting[after] -= 1
            if not waiting[after]:
                heappush(eligible, (keys[after], after))
    return tuple(order)


def earliest_starts(project: Project) -> tuple[int, ...]:
    """Return when each task could start if resources had no limit."""
    starts, durations = list(project.releases), project.durations
    for task in _topological(project):
        for after in project.successors[task]:
            starts[after] = max(starts[after], starts[task] + durations[task])
    return tuple(starts)


def tails(project: Project) -> tuple[int, ...]:
    """Return the least number of periods from the end of each task to the end of everything."""
    behind, durations = [0] * len(project.modes), project.durations
    for task in reversed(_topological(project)):
        waits = (durations[after] + behind[after] for after in project.successors[task])
        behind[task] = max(waits, default=0)
    return tuple(behind)


def latest_finishes(project: Project, dues: Sequence[int | None] | None = None) -> tuple[int, ...]:
    """Return when each task must end for the end and the due dates to hold without any limit.

    Parameters
    ----------
    project
        The tasks. The end is that of the longest way through them.
    dues
        For each task, the first period after its due date, or None.

    Returns
    -------
    tuple of int
        Below the earliest possible finish, even below 0, where a due date cannot be held.
    """
    durations = project.durations
    starts = earliest_starts(project)
    end = max((s + d for s, d in zip(starts, durations, strict=True)), default=0)
    latest = [end if due is None else min(due, end) for due in dues or [None] * len(durations)]
    for task in reversed(_topological(project)):
        for after in project.successors[task]:
            latest[task] = min(latest[task], latest[after] - durations[after])
    return tuple(latest)


def generate(project: Project, keys: Sequence[Any]) -> Placement:
    """Place task after task, by key among the eligible, where it finishes earliest.

    Parameters
    ----------
    project
        The tasks.
    keys
        For each task, what is compared; the smallest goes first. No two may be equal.

    Returns
    -------
    Placement
        No task could start earlier with all others where they are.

    Raises
    ------
    InputError
        Where tasks wait for each other in a circle, or none of a task's modes fits the capacities.
    """
    _refuse_impossible(project)
    order = precedence_order(project.successors, keys)
    return _place(order, project.modes, project.predecessors, project.capacities, project.releases)


def justify(project: Project, placement: Placement) -> Placement:
    """Push every task as late as it goes, then as early, while that shortens the whole.

    Parameters
    ----------
    project
        The tasks.
    placement
        A feasible placement of them. Its modes are kept.

    Returns
    -------
    Placement
        Feasible, and never longer than the one given.
    """
    while (shifted := _double_justification(project, placement)).makespan < placement.makespan:
        placement = shifted
    return placement


def serial_generation(
    durations: Sequence[int],
    successors: Sequence[Sequence[int]],
    demands: Sequence[Sequence[int]],
    capacities: Sequence[int],
    *,
    keys: Sequence[Any] | None = None,
) -> tuple[int, ...]:
    """Schedule a classical project: one mode a task, no release dates.

    Parameters
    ----------
    durations
        Periods of each task, 0 or more.
    successors
        For each task, those that wait for it.
    demands
        For each task, the units of each resource it needs in every period it runs.
    capacities
        Units of each resource in every period.
    keys
        For each task, what is compared; the smallest goes first. No two may be equal. By default
        the latest finish time, then the number of the task.

    Returns
    -------
    tuple of int
        The period each task starts in.

    Raises
    ------
    InputError
        Where tasks wait for each other in a circle or one needs more than the capacity.

    Examples
    --------
    >>> serial_generation([2, 3, 1], [[2], [], []], [[1], [1], [1]], [1])
    (0, 2, 5)
    >>> serial_generation([2, 3, 1], [[2], [], []], [[1], [1], [1]], [2])
    (0, 0, 2)
    """
    project = classical(durations, successors, demands, capacities)
    if keys is None:
        _refuse_impossible(project)
        keys = [(finish, task) for task, finish in enumerate(latest_finishes(project))]
    return generate(project, keys).starts


def classical(
    durations: Sequence[int],
    successors: Sequence[Sequence[int]],
    demands: Sequence[Sequence[int]],
    capacities: Sequence[int],
) -> Project:
    """Return the project :func:`serial_generation` solves, to be generated and justified."""
    return Project(
        modes=tuple(
            (Mode(duration, tuple((r, units) for r, units in enumerate(needs) if units)),)
            for duration, needs in zip(durations, demands, strict=True)
        ),
        successors=tuple(map(tuple, successors)),
        capacities=tuple(capacities),
        releases=(0,) * len(durations),
    )


def _reversed(arcs: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    back: list[list[int]] = [[] for _ in arcs]
    for task, targets in enumerate(arcs):
        for target in targets:
            back[target].append(task)
    return tuple(map(tuple, back))


def _topological(project: Project) -> tuple[int, ...]:
    return precedence_order(project.successors, range(len(project.modes)))


def _refuse_impossible(project: Project) -> None:
    if len(_topological(project)) < len(project.modes):
        raise InputError("tasks wait for each other in a circle")
    for task, modes in enumerate(project.modes):
        if not any(all(u <= project.capacities[r] for r, u in mode.demands) for mode in modes):
            raise InputError(f"task {task} needs more of a resource than there is")


def _place(
    order: Sequence[int],
    modes: Sequence[Sequence[Mode]],
    predecessors: Sequence[Sequence[int]],
    capacities: Sequence[int],
    releases: Sequence[int],
) -> Placement:
    profiles = [_Profile(capacity) for capacity in capacities]
    starts, ends = [0] * len(modes), [0] * len(modes)
    chosen = [ways[0] for ways in modes]
    for task in order:
        ready = max((ends[before] for before in predecessors[task]), default=0)
        ready = max(ready, releases[task])
        fitting = [m for m in modes[task] if all(u <= capacities[r] for r, u in m.demands)]
        places = [(_earliest(profiles, mode, ready), mode) for mode in fitting]
        start, mode = min(places, key=lambda place: place[0] + place[1].duration)
        starts[task], ends[task], chosen[task] = start, start + mode.duration, mode
        for resource, units in mode.demands:
            profiles[resource].take(start, mode.duration, units)
    return Placement(tuple(starts), tuple(chosen))


def _earliest(profiles: Sequence[_Profile], mode: Mode, ready: int) -> int:
    start = -1
    while start != ready:
        start = ready
        for resource, units in mode.demands:
            ready = profiles[resource].earliest(ready, mode.duration, units)
    return start


def _double_justification(project: Project, placement: Placement) -> Placement:
    modes = [(mode,) for mode in placement.modes]
    rank = {task: place for place, task in enumerate(_topological(project))}
    end, ends = placement.makespan, placement.ends
    backward = sorted(rank, key=lambda task: (-ends[task], -rank[task]))
    # Time runs backward from the end here; no release is broken, since no task starts earlier.
    mirrored = _place(backward, modes, project.successors, project.capacities, [0] * len(modes))
    late = [end - mirrored_end for mirrored_end in mirrored.ends]
    forward = sorted(rank, key=lambda task: (late[task], rank[task]))
    return _place(forward, modes, project.predecessors, project.capacities, project.releases)
