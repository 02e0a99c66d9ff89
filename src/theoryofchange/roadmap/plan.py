"""From tasks and teams to a project of plain integers, and the order of priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from theoryofchange.roadmap.calendar import Calendar
from theoryofchange.roadmap.crew import Crew
from theoryofchange.roadmap.generation import Mode, Project, latest_finishes
from theoryofchange.roadmap.task import PriorityRule, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplan:
    """Tasks that can be scheduled, and what they are as integers.

    Parameters
    ----------
    tasks
        In order of id; the number of a task is its place here.
    crews
        The crew of every team with work, in order of id.
    calendar
        Numbers the working days.
    project
        The tasks in working days. The full-time people of crew k are resource 2k, its part-time
        one is resource 2k + 1.
    """

    tasks: tuple[Task, ...]
    crews: Mapping[str, Crew]
    calendar: Calendar
    project: Project

    def keys(self, rule: PriorityRule) -> list[Any]:
        """Return what a rule compares for each task; the smallest goes first."""
        latest = latest_finishes(self.project, [self._due(task) for task in self.tasks])
        if rule == "latest_finish":
            return [(latest[i], -task.priority, i) for i, task in enumerate(self.tasks)]
        urgency = self._highest_behind()
        return [(-urgency[i], latest[i], i) for i in range(len(self.tasks))]

    def crew(self, task: int) -> Crew | None:
        """Return the crew of a task, None where it has no team or its team no work."""
        team = self.tasks[task].team
        return None if team is None else self.crews.get(team)

    def pace(self, task: int, mode: Mode) -> float:
        """Return the person-days a day at which a task is done in a mode."""
        crew = self.crew(task)
        part_time = any(resource % 2 for resource, _ in mode.demands)
        return crew.part_time if crew and part_time else 1.0

    def _due(self, task: Task) -> int | None:
        return None if task.due is None else self.calendar.days_through(task.due)

    def _highest_behind(self) -> list[float]:
        """Return for each task the highest priority of it and all that wait for it."""
        highest = [task.priority for task in self.tasks]
        predecessors, seen = self.project.predecessors, set[int]()
        for source in sorted(range(len(highest)), key=lambda task: -highest[task]):
            reached = [source]
            while reached:
                task = reached.pop()
                if task not in seen:
                    seen.add(task)
                    highest[task] = self.tasks[source].priority
                    reached.extend(predecessors[task])
        return highest


def plan(tasks: Sequence[Task], crews: Mapping[str, Crew], calendar: Calendar) -> Workplan:
    """Turn tasks nothing stands against into a project of integers.

    Parameters
    ----------
    tasks
        In order of id, each able to be done by its crew, and with all it waits for among them.
    crews
        The crew of every team they name.
    calendar
        Numbers the working days.
    """
    numbers = {task.id: number for number, task in enumerate(tasks)}
    busy = sorted({task.team for task in tasks if task.team is not None and task.effort_days})
    team_numbers = {team: number for number, team in enumerate(busy)}
    successors: list[list[int]] = [[] for _ in tasks]
    for task in tasks:
        for before in sorted(set(task.after)):
            successors[numbers[before]].append(numbers[task.id])
    return Workplan(
        tasks=tuple(tasks),
        crews={team: crews[team] for team in busy},
        calendar=calendar,
        project=Project(
            modes=tuple(_modes(task, crews, team_numbers) for task in tasks),
            successors=tuple(map(tuple, successors)),
            capacities=tuple(
                units
                for team in busy
                for units in (crews[team].full_time, 1 if crews[team].part_time else 0)
            ),
            releases=tuple(
                0 if task.earliest is None else max(0, calendar.index(task.earliest))
                for task in tasks
            ),
        ),
    )


def _modes(
    task: Task, crews: Mapping[str, Crew], team_numbers: Mapping[str, int]
) -> tuple[Mode, ...]:
    effort = task.effort_days or 0.0
    if not effort:
        return (Mode(0),)
    if task.team is None:
        return (Mode(Crew("", None).days_for(effort, 1.0) or 1),)
    crew, resource = crews[task.team], 2 * team_numbers[task.team]
    ways = [(resource, 1.0)] if crew.full_time else []
    ways += [(resource + 1, crew.part_time)] if crew.part_time else []
    timed = [(crew.days_for(effort, pace), resource) for resource, pace in ways]
    return tuple(Mode(days, ((resource, 1),)) for days, resource in timed if days is not None)
