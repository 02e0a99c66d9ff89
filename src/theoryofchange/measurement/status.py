"""The status of a KPI in one of eight words, each with the reason it was given.

The rules, in the order they are tried. "Better" is what the direction says: higher, lower, nearer
the level to maintain, nearer the range. What has gone through the range or level and out on the
other side counts by its distance there, and the reason says so.

1. *confidential*: the plan says why its values are withheld.
2. *no data*: nothing measured from the baseline's date up to the date asked for. Later values are
   counted and ignored; earlier ones say nothing about the plan.
3. *no target*: there is nothing to compare the value with.
4. *achieved*: at the target or better; within the tolerance of the level to maintain; in the range.
5. *on track*: the target's date is not past, and the value is at what the path (baseline,
   milestones, target) expects on the day of the measurement or better, less the tolerance. A
   planned dip is on track as long as it is no deeper than planned.
6. *deteriorating*: worse than the baseline by more than the tolerance.
7. *off track*: the target's date is past, or a level to maintain is not kept.
8. *at risk*: at least :data:`AT_RISK_SHARE` of the progress expected by now. *Off track*: less.

Where the path expects nothing, because a baseline or a date is missing, a value short of its target
cannot be placed. There is no ninth word: it is *no data* if the baseline is missing, *no target* if
the target's date is, and the reason says so. Behind the milestones but without a baseline, it is
*at risk*, the weaker of the two claims.

A direction is declared, or the bound of the target says it (*at least 80*). Where neither is, the
way from baseline to target stands in for it, in progress and in the status, or to stay where both
are equal. It is not taken for declared: publishers declare values that should rise and targets
below the baseline (UNHCR's results of 2022 do). So *deteriorating* is never said then, since
nothing declares what is worse; every reason says that no direction is declared, and
:attr:`StatusVerdict.remark` says it wherever there is room for a few words only.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from theoryofchange.kpi import Status
from theoryofchange.measurement.derivation import plain, require_finite, said
from theoryofchange.measurement.plan import Aim, Plan, aim_of, expectation

UNDECLARED = "no direction declared"
"""The remark on a status that rests on the way from baseline to target alone."""

AT_RISK_SHARE = 0.5
"""Share of the expected progress below which a KPI is off track, no longer at risk.

At half the expected pace the target is reached after twice the time allowed: what is slower than
that is not late but on another course.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusVerdict:
    """A status and why.

    Parameters
    ----------
    status
        One of the eight words.
    because
        The reason, with the numbers it rests on.
    expected
        What the path expects on the day of the measurement, in the KPI's unit; ``None`` where it
        does not say, or where the status does not depend on it.
    remark
        What must be known wherever the word is shown, in a few words: that it rests on a direction
        that nobody declared, or what is missing to place a value that is there. ``None`` where the
        word says enough.
    """

    status: Status
    because: str
    expected: float | None = None
    remark: str | None = None


def judge(plan: Plan, points: Sequence[tuple[date, float]], as_of: date) -> StatusVerdict:
    """Judge where a KPI stands at a date, by the rules at the top of this module.

    Parameters
    ----------
    plan
        Baseline, target, milestones, direction and tolerance.
    points
        Measured (date, value) pairs in the KPI's unit, one a date, as
        :func:`~theoryofchange.measurement.values.series` gives them.
    as_of
        The date of the judgement: the latest value up to it counts, and a target dated before it
        is overdue.

    Returns
    -------
    StatusVerdict
        One of the eight words, and why.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite, or a date comes twice.

    Examples
    --------
    >>> plan = Plan(
    ...     direction="increase", baseline=71, baseline_date=date(2025, 12, 31),
    ...     target=80, target_date=date(2027, 12, 31), tolerance=0.5,
    ...     milestones=((date(2026, 6, 30), 74.0), (date(2026, 12, 31), 77.0)),
    ... )
    >>> verdict = judge(plan, [(date(2026, 6, 30), 73.0)], as_of=date(2026, 9, 1))
    >>> verdict.status
    'at risk'
    >>> verdict.because
    '73 on 2026-06-30 is 66.67 % of the way from 71 to the 74 expected by then'
    """
    _check_points(points)
    return judged(plan, sorted(points), as_of)


def judged(plan: Plan, points: Sequence[tuple[date, float]], as_of: date) -> StatusVerdict:
    """Judge as :func:`judge` does, from values that are finite and in time order, one a date."""
    if plan.withheld is not None:
        return StatusVerdict(status="confidential", because=plan.withheld)
    known = up_to(points, as_of)
    verdict = _judge_known(plan, points[known - 1] if known else None, as_of)
    later = len(points) - known
    if not later:
        return verdict
    return replace(verdict, because=f"{verdict.because}; {later} dated after {as_of} ignored")


def up_to(points: Sequence[tuple[date, float]], day: date) -> int:
    """Return how many of some points in time order are not after a day."""
    return bisect_right(points, day, key=itemgetter(0))


def _check_points(points: Sequence[tuple[date, float]]) -> None:
    days: set[date] = set()
    for day, value in points:
        if not math.isfinite(value):
            require_finite(**{f"the value for {day}": value})
        if day in days:
            raise ValueError(f"one value a date: {day} comes more than once")
        days.add(day)


def _judge_known(plan: Plan, newest: tuple[date, float] | None, as_of: date) -> StatusVerdict:
    aim = aim_of(plan)
    start = plan.baseline_date
    if newest is None or (start is not None and newest[0] < start):
        because = f"nothing is measured up to {as_of}"
        if newest is not None:
            because = f"nothing is measured from the baseline's date {start} up to {as_of}"
        if isinstance(aim, str):
            because += f", and {aim}"
        return StatusVerdict(status="no data", because=because)
    if isinstance(aim, str):
        return StatusVerdict(status="no target", because=aim)
    day, value = newest
    verdict = _compare(aim, day, value, as_of)
    because = "; ".join([verdict.because, *_reservations(aim, value, verdict.status)])
    undeclared = UNDECLARED if plan.direction is None else None
    return replace(verdict, because=because, remark=verdict.remark or undeclared)


def _compare(aim: Aim, day: date, value: float, as_of: date) -> StatusVerdict:
    plan, seen = aim.plan, f"{said(value)} on {day}"
    if aim.reaches(value, aim.enough):
        return StatusVerdict(status="achieved", because=f"{seen} meets {aim.goal}")
    if plan.direction is None and plan.target is not None and plan.baseline is None:
        because = f"{seen} is not {aim.goal}, and there is no baseline to say which way it lies"
        return StatusVerdict(status="no data", because=because, remark=f"{UNDECLARED}, no baseline")
    mark = expectation(aim, day)
    expected = None if isinstance(mark, str) else mark
    overdue = plan.target_date is not None and plan.target_date < as_of
    if expected is not None and not overdue and _as_expected(aim, value, expected):
        because = f"{seen}, where {said(expected)} is expected by then{_tolerance(aim)}"
        return StatusVerdict(status="on track", because=because, expected=expected)
    fall = _fall(aim, value)
    if fall is not None:
        because = f"{seen} is worse than the baseline {fall}{_tolerance(aim)}"
        return StatusVerdict(status="deteriorating", because=because, expected=expected)
    if overdue:
        because = f"{seen} does not meet {aim.goal}, due on {plan.target_date}"
        return StatusVerdict(status="off track", because=because, expected=expected)
    if expected is None:
        because = f"{seen} does not meet {aim.goal}, and nothing says how far it should be: "
        return StatusVerdict(
            status=_unplaced(plan), because=f"{because}{mark}", remark=_missing(plan)
        )
    status, because = _behind(aim, value, expected)
    return StatusVerdict(status=status, because=f"{seen} {because}", expected=expected)


def _as_expected(aim: Aim, value: float, expected: float) -> bool:
    return aim.reaches(value, aim.merit(expected) - aim.tolerance)


def _fall(aim: Aim, value: float) -> str | None:
    baseline = aim.plan.baseline
    if aim.plan.direction is None or baseline is None:
        return None
    fallen = not aim.reaches(value, aim.merit(baseline) - aim.tolerance)
    return plain(baseline) if fallen else None


def _unplaced(plan: Plan) -> Status:
    if plan.baseline is None or plan.baseline_date is None:
        return "no data"
    return "no target"


def _missing(plan: Plan) -> str | None:
    """Say in a few words what keeps a value from being placed."""
    if plan.baseline is None:
        return "it has no baseline"
    if plan.baseline_date is None:
        return "its baseline has no date"
    return "its target has no date" if plan.target_date is None else None


def _behind(aim: Aim, value: float, expected: float) -> tuple[Status, str]:
    baseline, limit = aim.plan.baseline, _tolerance(aim)
    if aim.way == "maintain" and baseline in (None, aim.plan.target):
        return "off track", f"is not kept at {aim.goal}"
    if baseline is None:
        because = f"is behind the {said(expected)} expected by then{limit}; how far is unknown: "
        return "at risk", because + "there is no baseline"
    due = aim.gain(baseline, expected)
    if due <= 0:
        return "off track", f"is behind the {said(expected)} expected by then{limit}"
    share = aim.gain(baseline, value) / due
    status: Status = "at risk" if share >= AT_RISK_SHARE else "off track"
    way = f"the way from {plain(baseline)} to the {said(expected)} expected by then"
    if not math.isfinite(100 * share):
        return status, f"is {share:.6g} times {way}"
    return status, f"is {plain(round(100 * share, 2))} % of {way}"


def _tolerance(aim: Aim) -> str:
    return f" (tolerance {plain(aim.tolerance)})" if aim.tolerance else ""


def _reservations(aim: Aim, value: float, status: Status) -> list[str]:
    plan, notes = aim.plan, []
    if plan.direction is None:
        stated = "" if plan.baseline is None else f", the plan's own figures say {aim.way}"
        notes.append(f"no direction is declared{stated}")
    moves = aim.way in {"increase", "decrease"}
    if moves and plan.baseline is not None and aim.merit(plan.baseline) > aim.enough:
        notes.append(f"{aim.goal} is worse than the baseline {plain(plan.baseline)}")
    if aim.band is not None and plan.baseline is not None and aim.band.passed(plan.baseline, value):
        off, start = (plain(aim.band.outside(figure)) for figure in (value, plan.baseline))
        notes.append(
            f"it has gone past {aim.goal}: {off} outside, the baseline {start} on the other side"
        )
    if aim.way == "maintain" and plan.tolerance is None and status != "achieved":
        notes.append("no tolerance is stated")
    return notes
