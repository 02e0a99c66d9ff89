"""Days that matter on a roadmap, and what comes too late for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.stages.evolution.timing import days_left
from theoryofchange.stages.figure import stated

MilestoneKind = Literal["goal-due", "work-done", "too-late", "kpi-milestone", "kpi-target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A day that matters.

    Parameters
    ----------
    day
        The day.
    kind
        ``goal-due``: a goal is to be reached; ``work-done``: the last of the declared activities
        that lead to a goal is finished; ``too-late``: an activity is finished so late that its
        effect arrives after a goal's date; ``kpi-milestone`` and ``kpi-target``: a KPI is to have
        a value.
    subject
        The id of the goal, activity or KPI.
    goal
        The goal it is for; ``None`` for a KPI.
    title
        What happens.
    warns
        Whether it tells of something that will be missed.
    """

    day: dt.date
    kind: MilestoneKind
    subject: str
    goal: str | None
    title: str
    warns: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "day": self.day.isoformat(),
            "kind": self.kind,
            "subject": self.subject,
            "goal": self.goal,
            "title": self.title,
            "warns": self.warns,
        }


def milestones_of(
    theory: TheoryOfChange, rows: Iterable[Row], start: dt.date, end: dt.date
) -> tuple[Milestone, ...]:
    """Return the milestones of a roadmap, in order of time.

    Parameters
    ----------
    theory
        The theory.
    rows
        The roadmap.
    start, end
        Milestones and targets of KPIs count from the first to the last of these days; the dates of
        goals count whenever they are.
    """
    placed = [row for row in rows if row.kind == "activity" and row.finish]
    finishes = {row.id: row.finish for row in placed if row.finish}
    found = [
        *_goals(theory),
        *_done(theory, finishes, {row.id for row in placed if row.doubts}),
        *too_late(theory, finishes),
        *(each for each in _kpis(theory) if start <= each.day <= end),
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.kind, each.subject, each.title)))


def _goals(theory: TheoryOfChange) -> Iterator[Milestone]:
    for goal in theory.goals.values():
        if goal.due:
            yield Milestone(
                day=goal.due,
                kind="goal-due",
                subject=goal.id,
                goal=goal.id,
                title=f"Goal due: {goal.name}",
            )


def _done(
    theory: TheoryOfChange, finishes: Mapping[str, dt.date], doubted: Collection[str]
) -> Iterator[Milestone]:
    for goal in theory.goals.values():
        behind = [id for id in theory.ancestors(goal.id) if id in theory.activities]
        days = [finishes[id] for id in behind if id in finishes]
        if not days:
            continue
        undated = len(behind) - len(days)
        rest = f"; {undated} of {len(behind)} have no dates" if undated else ""
        unsure = sum(id in doubted for id in behind)
        rest += f"; the dates of {unsure} of {len(behind)} cannot be told" if unsure else ""
        yield Milestone(
            day=max(days),
            kind="work-done",
            subject=goal.id,
            goal=goal.id,
            title=f"Work for “{goal.name}” is done{rest}",
            warns=goal.due is not None and max(days) > goal.due,
        )


def too_late(theory: TheoryOfChange, finishes: Mapping[str, dt.date]) -> Iterator[Milestone]:
    """Yield the activities whose effect comes after a goal's date even on the shortest lags.

    A link without a lag adds none, so the effect comes at least as late.
    """
    for id, goal, due, lag in days_left(theory):
        finish = finishes.get(id)
        if finish is not None and (due - finish).days < lag:
            then = f"its effect takes {lag:.0f} more days, " if lag else ""
            yield Milestone(
                day=finish,
                kind="too-late",
                subject=id,
                goal=goal,
                title=f"“{theory.name(id)}” is done: {then}“{theory.name(goal)}” is due on {due}",
                warns=True,
            )


def _kpis(theory: TheoryOfChange) -> Iterator[Milestone]:
    for kpi in theory.kpis.values():
        if kpi.confidential:
            continue
        for each in kpi.milestones:
            if each.date and each.value:
                due = stated(each.value, kpi.unit)
                yield _kpi(kpi.id, "kpi-milestone", each.date, f"{kpi.name}: {due}")
        target = kpi.target
        if target and target.date and target.value:
            aim = stated(target.value, kpi.unit)
            yield _kpi(kpi.id, "kpi-target", target.date, f"{kpi.name}: target {aim}")


def _kpi(id: str, kind: MilestoneKind, day: dt.date, title: str) -> Milestone:
    return Milestone(day=day, kind=kind, subject=id, goal=None, title=title)
