"""Schedule tasks over teams: dates, what fixed them, and how far from the best possible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from theoryofchange.errors import InputError
from theoryofchange.roadmap.bound import lower_bound
from theoryofchange.roadmap.calendar import Calendar
from theoryofchange.roadmap.chain import chain
from theoryofchange.roadmap.crew import Crew
from theoryofchange.roadmap.generation import Placement, generate, justify
from theoryofchange.roadmap.load import Load, monthly_load
from theoryofchange.roadmap.obstacle import behind, obstacles
from theoryofchange.roadmap.plan import Workplan, plan
from theoryofchange.roadmap.task import Capacity, PriorityRule, Task

_CALENDAR = (
    "Working days are Monday to Friday, 21.75 to the month (261 weekdays a year / 12); public "
    "holidays and leave are not taken out."
)
_WORK = "One person does a task from start to finish, without a break, in whole working days."
_RULES: Mapping[PriorityRule, str] = {
    "latest_finish": "Serial schedule generation, latest finish time first, then higher impact.",
    "impact": "Serial schedule generation, higher impact first, then latest finish time.",
}
_IMPROVED = " Then improved by forward-backward justification."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """When one task is done.

    Parameters
    ----------
    id, team
        The task's.
    person
        Who of the team does it, from 1, the part-time person last; None where it has no team or
        nothing to do.
    pace
        Person-days this person gives to it in one working day, above 0 and at most 1.
    start, finish
        Its first and its last day. A milestone has both on the day the last task before it ends.
    start_day, end_day
        The same in working days: 0 is the first of the schedule, ``end_day`` is the first day
        after it.
    critical
        Whether a delay of it delays the finish of the schedule: it has no slack.
    slack_days
        Working days it can slip without delaying the finish, with the same people doing the same
        tasks in the same order.
    waits_for
        What fixed its start: ``dependency:<task id>``, ``team:<team id>``, ``earliest`` (its own
        earliest date) or ``start``.
    held_by
        The id of the task whose finish fixed its start; None where no task did.
    late_days
        Working days it finishes after its due date, 0 where it holds it; None where it has none.
    """

    id: str
    team: str | None
    person: int | None
    pace: float
    start: date
    finish: date
    start_day: int
    end_day: int
    critical: bool
    slack_days: int
    waits_for: str
    held_by: str | None
    late_days: int | None


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A task that has no dates, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Tasks with dates, those without, and what stands behind both.

    Parameters
    ----------
    rows
        The scheduled tasks, by start, finish and id.
    unscheduled
        The others, by id. Every task is in exactly one of the two.
    start
        The first working day.
    finish
        The last day of the last task; None where no task is scheduled.
    makespan
        Working days from the start to the finish.
    critical_path
        Ids of the tasks that led to the last one, each held up by the one before it, through a
        dependency or through a person they share.
    lower_bound_days
        Working days below which no schedule of these rows can be under the same assumptions.
    bound_because
        What makes the bound so long.
    rule
        Which task was placed first.
    method
        The same in a sentence.
    assumptions
        What was taken for granted, a sentence each.
    tasks, capacities
        What the schedule was made from, by id and by team.
    """

    rows: tuple[Scheduled, ...]
    unscheduled: tuple[Unscheduled, ...]
    start: date
    finish: date | None
    makespan: int
    critical_path: tuple[str, ...]
    lower_bound_days: int
    bound_because: str
    rule: PriorityRule
    method: str
    assumptions: tuple[str, ...]
    tasks: tuple[Task, ...]
    capacities: tuple[Capacity, ...]

    @property
    def status(self) -> str:
        """Say how far the makespan is from the bound; optimal only where it equals it."""
        if not self.rows:
            return "nothing scheduled"
        count = len(self.unassigned)
        free = f"; {count} of {len(self.rows)} tasks have no team to bound them" if count else ""
        if self.makespan == self.lower_bound_days:
            return f"optimal{free}"
        above = -(-100 * (self.makespan - self.lower_bound_days) // self.lower_bound_days)
        return f"feasible; at most {above} % above the bound{free}"

    @property
    def unassigned(self) -> tuple[Scheduled, ...]:
        """The rows with work that no team does: no capacity bounds their dates."""
        return tuple(row for row in self.rows if row.team is None and row.end_day > row.start_day)

    @property
    def late(self) -> tuple[Scheduled, ...]:
        """The rows that finish after their due date."""
        return tuple(row for row in self.rows if row.late_days)

    def load(self) -> tuple[Load, ...]:
        """Return the person-days each team spends in each month it works, beside what it has.

        Examples
        --------
        >>> work = [Task(id="merge", title="Merge", effort_days=30, team="data")]
        >>> plan = schedule(work, [Capacity("data", 43.5)], date(2026, 1, 1))
        >>> [(load.month, load.used_days, load.capacity_days) for load in plan.load()]
        [('2026-01', 22.0, 44.0), ('2026-02', 8.0, 40.0)]
        """
        efforts = {task.id: task.effort_days or 0.0 for task in self.tasks}
        people = {c.team: Crew(c.team, c.days_per_month).people for c in self.capacities}
        calendar = Calendar(self.start)
        return monthly_load(
            (
                (row.team, row.start_day, row.end_day, row.pace, efforts[row.id])
                for row in self.rows
            ),
            people,
            calendar,
        )


def schedule(
    tasks: Iterable[Task],
    capacities: Iterable[Capacity],
    start: date,
    *,
    rule: PriorityRule = "latest_finish",
) -> Schedule:
    """Give every task that can be done its dates.

    Tasks are taken one after the other, by the rule among those whose predecessors have dates,
    and placed with the person of their team who finishes it first (Kolisch 1996, serial schedule
    generation). How a capacity becomes people is told in :class:`Crew` and, for the teams at hand,
    in ``Schedule.assumptions``.

    Parameters
    ----------
    tasks
        In any order.
    capacities
        At most one for each team. A team without one is taken as one person, and says so.
    start
        The day before which no task starts.
    rule
        Which task is placed first.

    Returns
    -------
    Schedule
        A task without effort, without people, behind an unknown task, in a circle or behind any
        of these is unscheduled, with the reason.

    Raises
    ------
    InputError
        Where two tasks or two capacities have the same id, or a priority is not a number.

    References
    ----------
    R. Kolisch (1996), "Serial and parallel resource-constrained project scheduling methods
    revisited", European Journal of Operational Research 90, 320-333.

    Examples
    --------
    >>> work = [
    ...     Task(id="merge", title="Merge lists", effort_days=5, team="data"),
    ...     Task(id="report", title="Report", effort_days=3, team="data", after=("merge",)),
    ...     Task(id="train", title="Train", effort_days=None, team="service"),
    ... ]
    >>> plan = schedule(work, [Capacity("data", 21.75)], date(2026, 1, 1))
    >>> [(row.id, row.finish.isoformat(), row.waits_for) for row in plan.rows]
    [('merge', '2026-01-07', 'start'), ('report', '2026-01-12', 'dependency:merge')]
    >>> plan.unscheduled
    (Unscheduled(id='train', reason='no effort given'),)
    >>> plan.status
    'optimal'
    """
    by_id = _by_id(tasks)
    by_team = _by_team(capacities)
    made, placement, reasons = _generated(by_id, by_team, Calendar(start), rule)
    return _told(made, placement, reasons, by_id, by_team, rule, _RULES[rule])


def improve(schedule: Schedule) -> Schedule:
    """Shorten a schedule by pushing its tasks late, then early, as long as that helps.

    Parameters
    ----------
    schedule
        As :func:`schedule` made it.

    Returns
    -------
    Schedule
        A shorter one in which no more working days are late in sum, or the one given.

    References
    ----------
    V. Valls, F. Ballestín, S. Quintanilla (2005), "Justification and RCPSP: a technique that
    pays", European Journal of Operational Research 165, 375-386.

    Examples
    --------
    >>> plan = schedule([Task(id="a", title="A", effort_days=1)], [], date(2026, 1, 1))
    >>> improve(plan) == plan
    True
    """
    by_id, by_team = _by_id(schedule.tasks), _by_team(schedule.capacities)
    made, placement, reasons = _generated(by_id, by_team, Calendar(schedule.start), schedule.rule)
    shorter = justify(made.project, placement)
    method = _RULES[schedule.rule] + _IMPROVED
    improved = _told(made, shorter, reasons, by_id, by_team, schedule.rule, method)
    better = improved.makespan < schedule.makespan and _lateness(improved) <= _lateness(schedule)
    return improved if better else schedule


def _lateness(schedule: Schedule) -> int:
    return sum(row.late_days or 0 for row in schedule.rows)


def _by_id(tasks: Iterable[Task]) -> dict[str, Task]:
    by_id: dict[str, Task] = {}
    for task in sorted(tasks, key=lambda task: task.id):
        if task.id in by_id:
            raise InputError(f"two tasks have the id {task.id}")
        if math.isnan(task.priority):
            raise InputError(f"the priority of task {task.id} is not a number")
        by_id[task.id] = task
    return by_id


def _by_team(capacities: Iterable[Capacity]) -> dict[str, Capacity]:
    by_team: dict[str, Capacity] = {}
    for capacity in sorted(capacities, key=lambda capacity: capacity.team):
        if capacity.team in by_team:
            raise InputError(f"team {capacity.team} has two capacities")
        by_team[capacity.team] = capacity
    return by_team


def _generated(
    by_id: Mapping[str, Task],
    by_team: Mapping[str, Capacity],
    calendar: Calendar,
    rule: PriorityRule,
) -> tuple[Workplan, Placement, Mapping[str, str]]:
    """Place what can be placed, leaving out what no date can say until all fits."""
    teams = {task.team for task in by_id.values() if task.team is not None}
    crews = {team: _crew(team, by_team) for team in sorted(teams)}
    reasons = obstacles(by_id, crews)
    while True:
        made = plan([task for id_, task in by_id.items() if id_ not in reasons], crews, calendar)
        placement = generate(made.project, made.keys(rule))
        beyond = {
            task.id: "would finish after the year 9999"
            for task, end in zip(made.tasks, placement.ends, strict=True)
            if end > calendar.last
        }
        if not beyond:
            return made, placement, reasons
        reasons = behind(by_id, {**reasons, **beyond})


def _crew(team: str, by_team: Mapping[str, Capacity]) -> Crew:
    capacity = by_team.get(team)
    return Crew(team, None if capacity is None else capacity.days_per_month)


def _told(
    made: Workplan,
    placement: Placement,
    reasons: Mapping[str, str],
    by_id: Mapping[str, Task],
    by_team: Mapping[str, Capacity],
    rule: PriorityRule,
    method: str,
) -> Schedule:
    rows, critical_path = _rows(made, placement)
    bound = lower_bound(made)
    return Schedule(
        rows=tuple(sorted(rows, key=lambda row: (row.start_day, row.end_day, row.id))),
        unscheduled=tuple(Unscheduled(*item) for item in sorted(reasons.items())),
        start=made.calendar.day(0),
        finish=max((row.finish for row in rows), default=None),
        makespan=placement.makespan,
        critical_path=critical_path,
        lower_bound_days=bound.days,
        bound_because=bound.because,
        rule=rule,
        method=method,
        assumptions=_assumptions(made),
        tasks=tuple(by_id.values()),
        capacities=tuple(by_team.values()),
    )


def _rows(made: Workplan, placement: Placement) -> tuple[list[Scheduled], tuple[str, ...]]:
    ties, ends = chain(made, placement), placement.ends
    rows = []
    for number, task in enumerate(made.tasks):
        start, end, holder = placement.starts[number], ends[number], ties.held_by[number]
        last = max(end - 1, made.project.releases[number])
        rows.append(
            Scheduled(
                id=task.id,
                team=task.team,
                person=ties.persons[number],
                pace=made.pace(number, placement.modes[number]),
                start=made.calendar.day(min(start, last)),
                finish=made.calendar.day(last),
                start_day=start,
                end_day=end,
                critical=ties.slack[number] == 0,
                slack_days=ties.slack[number],
                waits_for=ties.waits_for[number],
                held_by=None if holder is None else made.tasks[holder].id,
                late_days=_late(task, made.calendar, last),
            )
        )
    final = max(range(len(ends)), key=lambda number: (ends[number], -number), default=None)
    path = () if final is None else ties.path(final)
    return rows, tuple(made.tasks[number].id for number in path)


def _late(task: Task, calendar: Calendar, last: int) -> int | None:
    return None if task.due is None else max(0, last + 1 - calendar.days_through(task.due))


def _assumptions(made: Workplan) -> tuple[str, ...]:
    homeless = sum(1 for task in made.tasks if task.team is None and task.effort_days)
    nobody = (
        f"Tasks without a team, {homeless}: no capacity bounds them, so each starts as soon as "
        "what it waits for is done, by one person whom nothing else holds up."
    )
    return (
        *((_CALENDAR, _WORK) if made.tasks else ()),
        *(crew.assumption() for crew in made.crews.values()),
        *((nobody,) if homeless else ()),
    )
