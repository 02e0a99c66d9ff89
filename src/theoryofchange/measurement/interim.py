"""Several targets by date: which were met, by what was measured when each was due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from theoryofchange.measurement.derivation import plain, said
from theoryofchange.measurement.plan import Aim, Plan, aim_of
from theoryofchange.measurement.progress import Progress, linear_progress
from theoryofchange.measurement.status import up_to
from theoryofchange.measurement.values import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """One of several targets by date.

    Parameters
    ----------
    date
        The day it is due.
    value
        The target, in the KPI's unit.
    actual, actual_date
        The latest value measured up to that day, from the baseline's day on, and its day; ``None``
        where there is none, and where it is not due yet.
    met
        Whether that value met it; ``None`` where it is not due yet, or nothing was measured.
    progress
        The share of the way from the baseline to this target.
    because
        The reason, in words.
    """

    date: dt.date
    value: float
    actual: float | None
    actual_date: dt.date | None
    met: bool | None
    progress: Progress
    because: str


def interim_targets(plan: Plan, points: Sequence[Point], as_of: dt.date) -> tuple[Interim, ...]:
    """Judge each of several targets by date by itself.

    Parameters
    ----------
    plan
        The plan, with milestones and target.
    points
        Measured (date, value) pairs in time order, one a date.
    as_of
        The day of the judgement.

    Returns
    -------
    tuple of Interim
        The dated milestones and the dated target, by day; they may rise and fall. A milestone is
        met within the tolerance, the target only in full. Empty where the plan has no milestones,
        or says nothing to aim at, or is confidential.

    Examples
    --------
    >>> plan = Plan(
    ...     direction="increase", baseline=10, baseline_date=dt.date(2025, 1, 1),
    ...     milestones=((dt.date(2025, 12, 31), 30.0), (dt.date(2026, 12, 31), 20.0)),
    ...     target=50.0, target_date=dt.date(2027, 12, 31),
    ... )
    >>> points = [(dt.date(2025, 12, 1), 25.0), (dt.date(2026, 12, 1), 22.0)]
    >>> [(each.value, each.met) for each in interim_targets(plan, points, dt.date(2027, 1, 31))]
    [(30.0, False), (20.0, True), (50.0, None)]
    """
    aim = aim_of(plan)
    if isinstance(aim, str) or plan.withheld is not None or not plan.milestones:
        return ()
    end = aim.end
    marks = [(day, value, aim.merit(value) - aim.tolerance) for day, value in plan.milestones]
    if plan.target_date is not None and end is not None:
        marks.append((plan.target_date, end, aim.enough))
    marks.sort(key=itemgetter(0))
    return tuple(_judged(aim, points, as_of, *mark) for mark in marks)


def _judged(
    aim: Aim, points: Sequence[Point], as_of: dt.date, due: dt.date, value: float, mark: float
) -> Interim:
    day, actual, because = None, None, f"due on {due}"
    if due <= as_of:
        day, actual = _latest(aim.plan, points, due)
        because = f"nothing is measured up to {due}"
    met = None if actual is None else aim.reaches(actual, mark)
    if actual is not None:
        because = f"{said(actual)} on {day} {'meets' if met else 'misses'} {plain(value)}"
    return Interim(
        date=due,
        value=value,
        actual=actual,
        actual_date=day,
        met=met,
        progress=linear_progress(aim.plan.baseline, actual, value),
        because=because,
    )


def _latest(
    plan: Plan, points: Sequence[Point], due: dt.date
) -> tuple[dt.date, float] | tuple[None, None]:
    known = up_to(points, due)
    if not known or points[known - 1][0] < (plan.baseline_date or dt.date.min):
        return None, None
    return points[known - 1]
