"""Where a KPI stands: its figures, its progress and its status, each with its derivation."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from types import MappingProxyType
from typing import Literal

from theoryofchange.kpi import Kpi, Status
from theoryofchange.measurement import (
    Band,
    Deadline,
    PathProgress,
    Plan,
    Progress,
    StatusVerdict,
    band_path_progress,
    date_progress,
    judge_deadline,
    linear_progress,
    maintain_progress,
    path_progress,
    range_progress,
    rank_progress,
    ratio_progress,
)
from theoryofchange.measurement.interim import Interim, interim_targets
from theoryofchange.measurement.plan import Aim, aim_of, path_of
from theoryofchange.measurement.scale import Scale, figure_of
from theoryofchange.measurement.status import judged, up_to
from theoryofchange.measurement.values import Point
from theoryofchange.stages.analysis.planning import deadline_of, plan_of

_PATH = "(actual − baseline) / (expected − baseline)"
_LINEAR = "(actual − baseline) / (target − baseline)"
NONE_UNUSED: Mapping[str, int] = MappingProxyType({})


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
        level, of the distance outside it. Signed, never clamped.
    path
        Progress against what the milestone path expects. Signed, never clamped.
    verdict
        The status, and why.
    notes
        What of the declaration could not be used.
    discarded
        How many of its values play no part; where that is all of them, ``because`` says why.
    interim
        Several targets by date, each judged by itself; empty where there is one at most.
    deadline
        By when it is to be done, where its figure is a day; then the plan and the numbers here are
        empty.
    given
        The day that was given at the latest look, on which it is expected or was done.
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
    discarded: int = 0
    interim: tuple[Interim, ...] = ()
    deadline: Deadline | None = None
    given: dt.date | None = None

    @property
    def status(self) -> Status:
        """One of the eight words, from the figures alone."""
        return self.verdict.status

    @property
    def remark(self) -> str | None:
        """What must be known wherever its status is shown; ``None`` where the word says enough."""
        return self.verdict.remark

    @property
    def because(self) -> str:
        """Why it has this status."""
        return "; ".join((self.verdict.because, *self.notes))


def standing_of(
    kpi: Kpi,
    scale: Scale,
    points: Sequence[Point],
    as_of: dt.date | None,
    unused: Mapping[str, int] = NONE_UNUSED,
    baseline: float | None = None,
) -> Standing:
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
    unused
        How many more values were measured that became no point, by why.
    baseline
        A baseline of its own in place of the declared one, as a segment has.

    Returns
    -------
    Standing
        Its figures, progress and status.
    """
    if scale.of_dates and not kpi.confidential:
        return _dated(kpi, scale, points, as_of, unused)
    planned = plan_of(kpi, scale)
    plan, unit = planned.plan, scale.time or kpi.unit
    if plan.withheld is not None:
        return _withheld(plan, plan.withheld, unit)
    if baseline is not None:
        plan = replace(plan, baseline=baseline)
    latest = _latest(plan, points, as_of)
    actual, day = (latest[1], latest[0]) if latest else (None, None)
    discarded = _discarded(plan, points, as_of, unused)
    verdict = _judged(plan, points, as_of) if latest else _unmeasured(plan, as_of, discarded)
    aim = aim_of(plan)
    path = _path_progress(plan, aim, actual, day or as_of)
    expected = path.expected if path.expected is not None else verdict.expected
    return Standing(
        unit=unit,
        plan=plan,
        actual=actual,
        actual_date=day,
        expected=expected,
        progress=_progress(kpi, scale, aim, actual),
        path=path,
        verdict=_reserved(kpi, plan, actual, verdict),
        notes=planned.notes,
        discarded=discarded.total(),
        interim=interim_targets(plan, points, as_of) if as_of else (),
    )


def _dated(
    kpi: Kpi,
    scale: Scale,
    points: Sequence[Point],
    as_of: dt.date | None,
    unused: Mapping[str, int],
) -> Standing:
    """Judge where a KPI stands whose figure is a day."""
    deadline, notes = deadline_of(kpi, scale)
    plan = Plan(baseline_date=deadline.since, direction=kpi.direction)
    looks = [(day, dt.date.fromordinal(int(given))) for day, given in points]
    latest = _latest(plan, points, as_of)
    given = dt.date.fromordinal(int(latest[1])) if latest else None
    discarded = _discarded(plan, points, as_of, unused)
    verdict = StatusVerdict(status="no data", because="nothing is measured")
    if as_of is not None:
        verdict = judge_deadline(deadline, looks, as_of)
    untold = "a day by which something is to be done has no path"
    return Standing(
        unit=kpi.unit,
        plan=plan,
        actual=None,
        actual_date=latest[0] if latest else None,
        expected=None,
        progress=date_progress(deadline.baseline, given, deadline.target),
        path=PathProgress(value=None, method="path", formula=_PATH, reason=untold),
        verdict=verdict if latest else _with_discarded(verdict, discarded),
        notes=notes,
        discarded=discarded.total(),
        deadline=deadline,
        given=given,
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
    known = len(points) if as_of is None else up_to(points, as_of)
    return points[known - 1] if known and points[known - 1][0] >= start else None


def _discarded(
    plan: Plan, points: Sequence[Point], as_of: dt.date | None, unused: Mapping[str, int]
) -> Counter[str]:
    found, start = Counter(unused), plan.baseline_date
    later = 0 if as_of is None else len(points) - up_to(points, as_of)
    before = 0 if start is None else bisect_left(points, start, key=itemgetter(0))
    earlier = min(before, len(points) - later)
    if earlier:
        found[f"dated before the baseline of {start}"] = earlier
    if later:
        found[f"dated after {as_of}"] = later
    return found


def _judged(plan: Plan, points: Sequence[Point], as_of: dt.date | None) -> StatusVerdict:
    if as_of is None:
        return StatusVerdict(status="no data", because="nothing is measured")
    return judged(plan, points, as_of)


def _unmeasured(plan: Plan, as_of: dt.date | None, discarded: Counter[str]) -> StatusVerdict:
    """Say that nothing is measured, and of what was discarded how much and why."""
    return _with_discarded(_judged(plan, (), as_of), discarded)


def _with_discarded(verdict: StatusVerdict, discarded: Counter[str]) -> StatusVerdict:
    if not discarded:
        return verdict
    counts = ", ".join(f"{count} {why}" for why, count in discarded.items())
    because = f"{verdict.because}; {discarded.total()} discarded: {counts}"
    total = discarded.total()
    unused = "its one value is not used" if total == 1 else f"none of its {total:,} values is used"
    return replace(verdict, because=because, remark=unused)


def _reserved(kpi: Kpi, plan: Plan, actual: float | None, verdict: StatusVerdict) -> StatusVerdict:
    """Say it where a target that is to be passed is only reached."""
    target = figure_of(kpi.target)
    if target is None or target.bound not in ("<", ">") or actual is None:
        return verdict
    if verdict.status != "achieved" or actual not in (plan.target, plan.low, plan.high):
        return verdict
    because = f"{verdict.because}; it stands on the bound of the target {target}"
    return replace(verdict, because=because)


def _progress(kpi: Kpi, scale: Scale, aim: Aim | str, actual: float | None) -> Progress:
    if isinstance(aim, str):
        return Progress(value=None, method="linear", formula=_LINEAR, reason=aim)
    plan = aim.plan
    if aim.way == "range":
        return range_progress(plan.baseline, actual, plan.low, plan.high)
    if aim.way == "maintain":
        return maintain_progress(plan.baseline, actual, plan.target, plan.tolerance)
    of = ranked_of(kpi, scale)
    if of is not False:
        return rank_progress(plan.baseline, actual, plan.target, of)
    if scale.reference is not None and scale.reference.kind == "ratio":
        return ratio_progress(plan.baseline, actual, plan.target)
    return linear_progress(plan.baseline, actual, plan.target)


def ranked_of(kpi: Kpi, scale: Scale) -> float | Literal[False] | None:
    """Return of how many a KPI's figures are ranks; false where they are none."""
    reference = scale.reference
    ranked = reference is not None and reference.kind == "rank"
    if not ranked and (kpi.unit or "").strip().casefold() != "rank":
        return False
    return reference.of if reference is not None else None


def _path_progress(
    plan: Plan, aim: Aim | str, actual: float | None, day: dt.date | None
) -> PathProgress:
    if day is None:
        reason = "there is no day to compare on"
        return PathProgress(value=None, method="path", formula=_PATH, reason=reason)
    end, band = (None, None) if isinstance(aim, str) else (aim.end, aim.band)
    path = path_of(plan, end)
    if plan.baseline is not None and plan.baseline_date is not None:
        return _compared(path, actual, day, band)
    reason = "there is no baseline with a date"
    return replace(_compared(path, None, day, band), value=None, reason=reason)


def _compared(
    path: Sequence[Point], actual: float | None, day: dt.date, band: Band | None
) -> PathProgress:
    if band is None:
        return path_progress(path, actual, day)
    return band_path_progress(path, actual, day, band)
