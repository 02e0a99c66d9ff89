"""What a roadmap lacks: work without dates, and work that ends too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.evolution.milestones import too_late
from theoryofchange.stages.evolution.recommendation import Recommendation
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.stages.result import Gap, gap_id, largest_first

GAP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "recommendation-unscheduled": "Give it what it lacks: an effort, a team with capacity.",
        "recommendation-too-late": "Start sooner, add capacity, or move the goal's date.",
        "activity-unscheduled": "Give it what it lacks: an effort, a team with capacity.",
        "activity-late": "Start sooner, add capacity, or move the activity's date.",
        "activity-too-late": "Start sooner, find a quicker way to the goal, or move its date.",
    }
)
"""For each kind of gap what closes it.

``activity-late`` finishes after its own date; ``activity-too-late`` so late that its effect, even
on the path of the shortest lags, arrives after the date of a goal; ``recommendation-too-late``
after the last date of the goals it is for.
"""


def gaps_of(
    theory: TheoryOfChange, recommendations: Sequence[Recommendation], rows: Iterable[Row]
) -> tuple[Gap, ...]:
    """Return the gaps of a roadmap, the largest first; each is wholly missed, so its score is 1."""
    goals = {each.id: each.goals for each in recommendations}
    goals |= {id: theory.goals_of(id) for id in theory.activities}
    rows = tuple(rows)
    return largest_first(
        [
            *_unscheduled(theory, rows, goals),
            *_late_recommendations(theory, rows, goals),
            *_late_activities(theory, rows, goals),
            *_ineffective(theory, rows),
        ]
    )


def _unscheduled(
    theory: TheoryOfChange, rows: Iterable[Row], goals: dict[str, tuple[str, ...]]
) -> Iterator[Gap]:
    for row in rows:
        if row.not_scheduled is not None:
            title = f"{row.title}: not scheduled, {row.not_scheduled}"
            yield _gap(theory, f"{row.kind}-unscheduled", row.id, title, goals[row.id])


def _late_recommendations(
    theory: TheoryOfChange, rows: Iterable[Row], goals: dict[str, tuple[str, ...]]
) -> Iterator[Gap]:
    for row in rows:
        due = last_due(theory, goals[row.id])
        if row.kind == "recommendation" and row.finish and due and row.finish > due:
            title = f"{row.title}: done on {row.finish}, after the last of its goals, {due}"
            yield _gap(theory, "recommendation-too-late", row.id, title, goals[row.id])


def _late_activities(
    theory: TheoryOfChange, rows: Iterable[Row], goals: dict[str, tuple[str, ...]]
) -> Iterator[Gap]:
    for row in rows:
        due = theory.activities[row.id].due if row.kind == "activity" else None
        if row.finish and due and row.finish > due:
            title = f"{row.title}: done on {row.finish}, its own date is {due}"
            yield _gap(theory, "activity-late", row.id, title, goals[row.id])


def _ineffective(theory: TheoryOfChange, rows: Iterable[Row]) -> Iterator[Gap]:
    finishes = {row.id: row.finish for row in rows if row.kind == "activity" and row.finish}
    missed: dict[str, list[str]] = {}
    for late in too_late(theory, finishes):
        missed.setdefault(late.subject, []).append(late.goal or "")
    for id, goals in missed.items():
        names = " and ".join(theory.name(goal) for goal in goals)
        title = f"{theory.name(id)}: done on {finishes[id]}, too late to take effect on {names}"
        yield _gap(theory, "activity-too-late", id, title, tuple(goals))


def last_due(theory: TheoryOfChange, goals: Iterable[str]) -> dt.date | None:
    """Return the last date among goals, ``None`` where one of them has none or there are none."""
    dues = [theory.goals[goal].due if goal in theory.goals else None for goal in goals]
    known = [due for due in dues if due]
    return max(known) if known and len(known) == len(dues) else None


def _gap(theory: TheoryOfChange, kind: str, subject: str, title: str, goals: Iterable[str]) -> Gap:
    touched = tuple(goals)
    weight = sum(theory.goal_shares.get(goal, 0.0) for goal in touched)
    return Gap(
        id=gap_id("evolve", kind, subject),
        stage="evolve",
        kind=kind,
        subject=subject,
        title=title,
        score=1.0,
        weight=min(1.0, weight),
        goals=touched,
    )
