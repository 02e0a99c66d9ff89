"""What a roadmap lacks: why its score is no higher, and activities undated or late."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.evolution.closing import WORDS, Closing
from theoryofchange.stages.evolution.milestones import too_late
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.stages.result import Gap, few, gap_id, largest_first, percent
from theoryofchange.view.measure import counted

GAP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "until-measured": "Measure or rate again when the work is done.",
        "no-effort": "Estimate the work.",
        "no-team": "Name the team: as owner of what the work is about, or by its activities.",
        "no-capacity": "State the team's capacity, as in 20 days/month.",
        "no-date": "Give the goals a date.",
        "too-late": "Start sooner, add capacity, or move the goals' dates.",
        "not-scheduled": "Remove what keeps the work from being scheduled.",
        "activity-unscheduled": "Give it what it lacks: an effort, a team with capacity.",
        "activity-late": "Start sooner, add capacity, or move the activity's date.",
        "activity-too-late": "Start sooner, find a quicker way to the goal, or move its date.",
    }
)
"""For each kind of gap what closes it.

The first seven say why the score is no higher: their sizes add up to 1 − score. The others are of
declared activities, which close no gap of another stage: ``activity-late`` finishes after its own
date; ``activity-too-late`` so late that its effect, even on the path of the shortest lags, arrives
after the date of a goal.
"""


_WHY = dict[str, str](
    [
        *WORDS.items(),
        ("too late", "closed after the date of the goal it touches"),
        ("not scheduled", "the work cannot be scheduled"),
    ]
)


def gaps_of(
    theory: TheoryOfChange, closings: Sequence[Closing], rows: Iterable[Row]
) -> tuple[Gap, ...]:
    """Return the gaps of a roadmap, the largest first."""
    rows = tuple(rows)
    return largest_first(
        [
            *shortfall_of(theory, closings, rows),
            *_unscheduled(theory, rows),
            *_late_activities(theory, rows),
            *_ineffective(theory, rows),
        ]
    )


def shortfall_of(
    theory: TheoryOfChange, closings: Sequence[Closing], rows: Sequence[Row]
) -> Iterator[Gap]:
    """Yield a gap for each reason why the score is no higher; their sizes add up to 1 − score.

    All goals hang on the score, so the weight of each is 1, and its score the share of the gap
    size of all stages that is not shown to be closed in time for this reason. Where no score can be
    told they add up to 1.
    """
    total = math.fsum(each.total for each in closings)
    if not total:
        return
    for reason, told in _WHY.items():
        share = math.fsum(each.shortfall.get(reason, 0.0) for each in closings) / total
        if share:
            kind = reason.replace(" ", "-")
            yield Gap(
                id=gap_id("evolve", kind, "roadmap"),
                stage="evolve",
                kind=kind,
                subject="roadmap",
                title=f"{percent(share)} of the gap size: {told}{_of_all(theory, reason, rows)}",
                score=min(1.0, share),
                weight=1.0,
                goals=tuple(theory.goals),
            )


def _of_all(theory: TheoryOfChange, reason: str, rows: Sequence[Row]) -> str:
    """Say of how many goals or recommendations a reason holds."""
    if reason == "no date":
        undated = sum(goal.due is None for goal in theory.goals.values())
        return f" ({undated} of {counted(len(theory.goals), 'goal')})"
    wanted = [row for row in rows if row.kind == "recommendation"]
    if reason == "not scheduled":
        count = sum(row.not_scheduled is not None for row in wanted)
    else:
        count = sum(any(doubt.kind == reason for doubt in row.doubts) for row in wanted)
    return f" ({count} of {counted(len(wanted), 'recommendation')})" if count else ""


def _unscheduled(theory: TheoryOfChange, rows: Iterable[Row]) -> Iterator[Gap]:
    for row in rows:
        if row.kind == "activity" and row.not_scheduled is not None:
            title = f"{row.title}: not scheduled, {row.not_scheduled}"
            yield _gap(theory, "activity-unscheduled", row.id, title, theory.goals_of(row.id))


def _late_activities(theory: TheoryOfChange, rows: Iterable[Row]) -> Iterator[Gap]:
    for row in rows:
        due = theory.activities[row.id].due if row.kind == "activity" else None
        if row.finish and due and row.finish > due:
            title = f"{row.title}: done on {row.finish}, its own date is {due}"
            yield _gap(theory, "activity-late", row.id, title, theory.goals_of(row.id))


def _ineffective(theory: TheoryOfChange, rows: Iterable[Row]) -> Iterator[Gap]:
    finishes = {row.id: row.finish for row in rows if row.kind == "activity" and row.finish}
    missed: dict[str, list[str]] = {}
    for late in too_late(theory, finishes):
        missed.setdefault(late.subject, []).append(late.goal or "")
    for id, goals in missed.items():
        names = few([theory.name(goal) for goal in goals], between=" and ")
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
