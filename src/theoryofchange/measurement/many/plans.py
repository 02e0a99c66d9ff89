"""The plans of many KPIs as columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from theoryofchange.kpi import Direction
from theoryofchange.measurement.plan import Plan

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
Truths = NDArray[np.bool_]
Codes = NDArray[np.int8]

NO_DAY = -(10**9)
"""Stands where there is no day; all others are proleptic Gregorian ordinals."""

UNDECLARED, INCREASE, DECREASE, MAINTAIN, RANGE = range(5)
_WAYS: dict[Direction | None, int] = dict(zip((None, *get_args(Direction)), range(5), strict=True))
_NUMBERS = ("baseline", "target", "low", "high", "tolerance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestones:
    """The milestones of many KPIs, in any order.

    Parameters
    ----------
    place
        Which KPI each belongs to.
    day, value
        Where it is to be, and when.
    """

    place: Days
    day: Days
    value: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """The plans of many KPIs; each column is as :class:`~theoryofchange.measurement.Plan` says.

    Parameters
    ----------
    way
        The declared direction: one of ``UNDECLARED``, ``INCREASE``, ``DECREASE``, ``MAINTAIN`` and
        ``RANGE``.
    baseline, target, low, high, tolerance
        Values in the unit of each KPI.
    start, due
        The days of baseline and target.
    withheld
        Whether the values are confidential.
    ranked, of
        Whether they are ranks, and of how many.
    milestones
        Their milestones.
    """

    way: Codes
    baseline: Floats
    target: Floats
    low: Floats
    high: Floats
    tolerance: Floats
    start: Days
    due: Days
    withheld: Truths
    ranked: Truths
    of: Floats
    milestones: Milestones

    def __len__(self) -> int:
        return len(self.way)


def plans_of(plans: Sequence[Plan], ranks: Sequence[float | Literal[False] | None]) -> Plans:
    """Put plans into columns.

    Parameters
    ----------
    plans
        The plan of each KPI.
    ranks
        Of how many its figures are ranks, ``None`` where that is not known; false where they are
        none.
    """
    milestones = [(at, *point) for at, plan in enumerate(plans) for point in plan.milestones]
    return Plans(
        way=np.array([way_of(plan.direction) for plan in plans], np.int8),
        start=np.array([ordinal_of(plan.baseline_date) for plan in plans], np.int64),
        due=np.array([ordinal_of(plan.target_date) for plan in plans], np.int64),
        withheld=np.array([plan.withheld is not None for plan in plans], np.bool_),
        ranked=np.array([of is not False for of in ranks], np.bool_),
        of=floats_of(of or None for of in ranks),
        milestones=Milestones(
            place=np.array([at for at, _, _ in milestones], np.int64),
            day=np.array([day.toordinal() for _, day, _ in milestones], np.int64),
            value=np.array([value for _, _, value in milestones], np.float64),
        ),
        **{name: floats_of(getattr(plan, name) for plan in plans) for name in _NUMBERS},
    )


def floats_of(values: Iterable[float | None]) -> Floats:
    """Put numbers into a column."""
    return np.array([np.nan if value is None else value for value in values], np.float64)


def way_of(direction: Direction | None) -> int:
    """Return what stands for a direction in a column."""
    return _WAYS[direction]


def ordinal_of(day: dt.date | None) -> int:
    """Return what stands for a day in a column."""
    return NO_DAY if day is None else day.toordinal()
