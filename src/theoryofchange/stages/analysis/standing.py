"""Where a KPI stands: its figures, its progress and its status, each with its derivation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from theoryofchange.kpi import Kpi, Status
from theoryofchange.measurement import (
    PathProgress,
    Plan,
    Progress,
    StatusVerdict,
    judge,
    linear_progress,
    maintain_progress,
    path_progress,
    range_progress,
    rank_progress,
)
from theoryofchange.measurement.plan import aim_of
from theoryofchange.measurement.values import Point
from theoryofchange.stages.analysis.planning import plan_of
from theoryofchange.stages.analysis.scale import Scale, figure_of

_PATH = "(actual − baseline) / (expected − baseline)"
_LINEAR = "(actual − baseline) / (target − baseline)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The figures of a KPI, its progress and its status.

    Parameters
    ----------
    unit
        The unit of the figures: the unit of time that durations were converted to, else the KPI's
        own; ``None`` where it is not declared.
    plan
        Baseline, target, milestones and direction on the KPI's scale. Without figures where they
        are confidential.
    actual, actual_date
        The latest measured value, from the baseline's date on, up to the day of the analysis.
    expected
        What the path of baseline, milestones and target expects on that value's day, else on the
        day of the analysis; ``None`` where it does not say.
    progress
        The share of the way from baseline to target; of ranks, of places made up; for a range or a
        level, whether it is kept. Signed, never clamped.
    path
        Progress against what the milestone path expects. Signed, never clamped.
    verdict
        The status, and why.
    notes
        What of the declaration could not be used.
    """

    unit: str | None
    plan: Plan
    actual: float | None
    actual_date: dt.date | None
    expected: float | None
    progress: Progress
    path: PathProgress
    verdict: StatusVerdict
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """One of the eight words, from the figures alone."""
        return self.verdict.status

    @property
    def because(self) -> str:
        """Why it has this status."""
        return "; ".join((self.verdict.because, *self.notes))


def standing_of(kpi: Kpi, scale: Scale, points: Sequence[Point], as_of: dt.date | None) -> Standing:
    """Judge where a KPI stands.

    Parameters
    ----------
    kpi
        The KPI.
    scale
        Its scale.
    points
        Its measured values on the scale, in time order, one a date.
    as_of
        The day of the analysis; ``None`` only where nothing is measured and no day is given.

    Returns
    -------
    Standing
        Its figures, progress and status.
    """
    planned = plan_of(kpi, scale)
    plan, unit = planned.plan, scale.time or kpi.unit
    if plan.withheld is not None:
        return _withheld(plan, plan.withheld, unit)
    latest = _latest(plan, points, as_of)
    actual, day = (latest[1], latest[0]) if latest else (None, None)
    verdict = _judged(plan, points, as_of)
    path = _path_progress(plan, actual, day or as_of)
    expected = path.expected if path.expected is not None else verdict.expected
    return Standing(
        unit=unit,
        plan=plan,
        actual=actual,
        actual_date=day,
        expected=expected,
        progress=_progress(kpi, scale, plan, actual),
        path=path,
        verdict=_reserved(kpi, plan, actual, verdict),
        notes=planned.notes,
    )


def _withheld(plan: Plan, because: str, unit: str | None) -> Standing:
    return Standing(
        unit=unit,
        plan=plan,
        actual=None,
        actual_date=None,
        expected=None,
        progress=Progress(value=None, method="linear", formula=_LINEAR, reason=because),
        path=PathProgress(value=None, method="path", formula=_PATH, reason=because),
        verdict=StatusVerdict(status="confidential", because=because),
    )


def _latest(plan: Plan, points: Sequence[Point], as_of: dt.date | None) -> Point | None:
    start = plan.baseline_date or dt.date.min
    known = (point for point in reversed(points) if as_of is None or point[0] <= as_of)
    newest = next(known, None)
    return newest if newest is not None and newest[0] >= start else None


def _judged(plan: Plan, points: Sequence[Point], as_of: dt.date | None) -> StatusVerdict:
    if as_of is None:
        return StatusVerdict(status="no data", because="nothing is measured")
    return judge(plan, points, as_of)


def _reserved(kpi: Kpi, plan: Plan, actual: float | None, verdict: StatusVerdict) -> StatusVerdict:
    """Say it where a target that is to be passed is only reached."""
    target = figure_of(kpi.target)
    if target is None or target.bound not in ("<", ">") or actual is None:
        return verdict
    if verdict.status != "achieved" or actual not in (plan.target, plan.low, plan.high):
        return verdict
    because = f"{verdict.because}; it stands on the bound of the target {target}"
    return replace(verdict, because=because)


def _progress(kpi: Kpi, scale: Scale, plan: Plan, actual: float | None) -> Progress:
    aim = aim_of(plan)
    if isinstance(aim, str):
        return Progress(value=None, method="linear", formula=_LINEAR, reason=aim)
    if aim.way == "range":
        return range_progress(actual, plan.low, plan.high)
    if aim.way == "maintain":
        return maintain_progress(actual, plan.target, plan.tolerance)
    ranked = scale.reference is not None and scale.reference.kind == "rank"
    if ranked or (kpi.unit or "").strip().casefold() == "rank":
        of = scale.reference.of if scale.reference is not None else None
        return rank_progress(plan.baseline, actual, plan.target, of)
    return linear_progress(plan.baseline, actual, plan.target)


def _path_progress(plan: Plan, actual: float | None, day: dt.date | None) -> PathProgress:
    if day is None:
        reason = "there is no day to compare on"
        return PathProgress(value=None, method="path", formula=_PATH, reason=reason)
    start = _dated(plan.baseline_date, plan.baseline)
    finish = _dated(plan.target_date, _end(plan))
    path = [*start, *sorted(set(plan.milestones) - {*start, *finish}), *finish]
    if start:
        return path_progress(path, actual, day)
    reason = "there is no baseline with a date"
    return replace(path_progress(path, None, day), value=None, reason=reason)


def _dated(day: dt.date | None, value: float | None) -> list[Point]:
    return [] if day is None or value is None else [(day, value)]


def _end(plan: Plan) -> float | None:
    """Return the target, or the place in the range that is nearest to the baseline."""
    if plan.baseline is None or (plan.low is None and plan.high is None):
        return plan.target
    above = plan.baseline if plan.low is None else max(plan.baseline, plan.low)
    return above if plan.high is None else min(above, plan.high)
