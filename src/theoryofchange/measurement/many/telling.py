"""Progress and status of many KPIs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from theoryofchange.kpi import Status
from theoryofchange.measurement.many.aims import Aims, aims_of
from theoryofchange.measurement.many.paths import expected_on
from theoryofchange.measurement.many.plans import (
    MAINTAIN,
    NO_DAY,
    UNDECLARED,
    Codes,
    Days,
    Floats,
    Plans,
    Truths,
)
from theoryofchange.measurement.status import AT_RISK_SHARE

STATUSES: tuple[Status, ...] = get_args(Status)
_CODES = {status: code for code, status in enumerate(STATUSES)}
_UNPLACED = [_CODES["confidential"], _CODES["no data"], _CODES["no target"], _CODES["achieved"]]
"""The statuses that do not depend on what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of many KPIs.

    Parameters
    ----------
    status
        The place of each status in :data:`STATUSES`.
    expected
        What each path expects, in the unit of its KPI.
    progress, path_progress
        The shares, never clamped.
    """

    status: Codes
    expected: Floats
    progress: Floats
    path_progress: Floats


def tell(plans: Plans, actual: Floats, day: Days, as_of: int) -> Told:
    """Judge where many KPIs stand.

    Parameters
    ----------
    plans
        Their plans.
    actual, day
        The latest value of each, from its baseline's day on up to the day of judgement, and its
        day.
    as_of
        The day of judgement; ``NO_DAY`` where there is none.

    Returns
    -------
    Told
        What :func:`~theoryofchange.measurement.status.judge` and the functions for progress say of
        each. Nothing is told of what is confidential.
    """
    actual = np.where(plans.withheld, np.nan, actual)
    with np.errstate(all="ignore"):
        aims = aims_of(plans)
        on = np.where(day == NO_DAY, as_of, day)
        path = expected_on(plans, aims.end, on)
        status, expected = _judged(aims, actual, path, as_of)
        path_progress = _path_progress(aims, actual, path)
        progress = _progress(aims, actual)
    shown = ~plans.withheld
    return Told(
        status=status,
        expected=np.where(shown, np.where(np.isnan(path), expected, path), np.nan),
        progress=np.where(shown, progress, np.nan),
        path_progress=np.where(shown, path_progress, np.nan),
    )


def _judged(aims: Aims, actual: Floats, path: Floats, as_of: int) -> tuple[Codes, Floats]:
    """Try the rules of the definition in its order; the first that holds is taken."""
    plans = aims.plans
    baseline, target = plans.baseline, plans.target
    undeclared, unfounded = plans.way == UNDECLARED, np.isnan(baseline)
    steady = aims.way == MAINTAIN
    settled = steady & ~_with_milestones(plans) & (unfounded | (baseline == target))
    expected = np.where(settled, target, path)
    placed = ~np.isnan(expected)
    overdue = (plans.due != NO_DAY) & (plans.due < as_of)
    on_track = placed & ~overdue & aims.reaches(actual, aims.merit(expected) - aims.tolerance)
    fallen = ~aims.reaches(actual, aims.merit(baseline) - aims.tolerance)
    due = aims.gain(baseline, expected)
    short = ~(aims.gain(baseline, actual) / due >= AT_RISK_SHARE)
    unkept = steady & (unfounded | (baseline == target))
    rules: tuple[tuple[Status, Truths], ...] = (
        ("confidential", plans.withheld),
        ("no data", np.isnan(actual)),
        ("no target", ~aims.known),
        ("achieved", aims.reaches(actual, aims.enough)),
        ("no data", undeclared & ~np.isnan(target) & unfounded),
        ("on track", on_track),
        ("deteriorating", ~undeclared & ~unfounded & fallen),
        ("off track", overdue),
        ("no data", ~placed & (unfounded | (plans.start == NO_DAY))),
        ("no target", ~placed),
        ("off track", unkept),
        ("at risk", unfounded),
        ("off track", (due <= 0) | short),
    )
    codes = [np.full(len(plans), _CODES[word], np.int8) for word, _ in rules]
    otherwise = np.full(len(plans), _CODES["at risk"], np.int8)
    status = np.select([holds for _, holds in rules], codes, otherwise)
    return status, np.where(np.isin(status, _UNPLACED), np.nan, expected)


def _with_milestones(plans: Plans) -> Truths:
    some: Truths = np.bincount(plans.milestones.place, minlength=len(plans)) > 0
    return some


def _progress(aims: Aims, actual: Floats) -> Floats:
    plans = aims.plans
    baseline, target = plans.baseline, plans.target
    whole = aims.outside(baseline)
    outside = aims.outside(actual)
    banded = np.where(outside == 0, 1.0, np.where(whole > 0, 1 - outside / whole, np.nan))
    moved = np.where(target == baseline, np.nan, (actual - baseline) / (target - baseline))
    ranked = np.where(target == baseline, np.nan, (baseline - actual) / (baseline - target))
    for rank in (baseline, actual, target):
        ranked[(rank < 1) | (rank > plans.of)] = np.nan
    share = np.where(aims.banded, banded, np.where(plans.ranked, ranked, moved))
    return _computed(np.where(aims.known & ~np.isnan(actual), share, np.nan))


def _path_progress(aims: Aims, actual: Floats, path: Floats) -> Floats:
    plans = aims.plans
    baseline = plans.baseline
    start = aims.outside(baseline)
    due = start - aims.outside(path)
    made_up = np.where(due > 0, (start - aims.outside(actual)) / due, np.nan)
    moved = np.where(path == baseline, np.nan, (actual - baseline) / (path - baseline))
    share = np.where(aims.banded & aims.known, made_up, moved)
    begun = ~np.isnan(baseline) & (plans.start != NO_DAY)
    return _computed(np.where(begun & ~np.isnan(path), share, np.nan))


def _computed(share: Floats) -> Floats:
    return np.where(np.isfinite(share), share, np.nan)
