"""The plans of many KPIs, read from their declarations into columns.

The KPIs of a large theory are declared in a few forms: a percentage to raise, an amount to lower.
Of each form one is read as :mod:`~theoryofchange.stages.analysis.planning` reads it. Where its
figures come through as they stand, those of all others of the form are taken straight; a KPI of any
other form, or with a figure out of the common run, is *odd* and has to be read one by one.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np

from theoryofchange.kpi import Kpi, Measured, Target
from theoryofchange.measurement.many.plans import (
    NO_DAY,
    Days,
    Floats,
    Milestones,
    Plans,
    Truths,
    way_of,
)
from theoryofchange.measurement.possible import Bounds, bounds_of
from theoryofchange.measurement.scale import Scale, scale_of
from theoryofchange.quantity import Quantity
from theoryofchange.stages.analysis.planning import plan_of
from theoryofchange.stages.analysis.standing import ranked_of

_Stated = TypeVar("_Stated", Measured, Target)
_BARE = Quantity.read(1)
_BASELINE, _TARGET, _TOLERANCE, _MILESTONE = 3.0, 5.0, 0.5, 7.0
"""Figures to try a form with: they differ, so that none can pass for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The plans of many KPIs, and what becomes of bare numbers on the scale of each.

    Parameters
    ----------
    plans
        The plans; those of odd KPIs are not to be used.
    odd
        Which have to be read one by one.
    factor
        By what a bare number is multiplied; ``nan`` where it has no place on the scale.
    least, most, whole
        The bounds within which every bare number is possible, and where only whole ones are.
    percent
        Which are on a scale of percentages.
    """

    plans: Plans
    odd: Truths
    factor: Floats
    least: Floats
    most: Floats
    whole: Truths
    percent: Truths


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    straight: bool
    way: int
    rank: float | Literal[False] | None
    percent: bool
    factor: float
    bounds: Bounds


def drafts_of(kpis: Sequence[Kpi]) -> Drafts:
    """Read the plans of many KPIs.

    Parameters
    ----------
    kpis
        The KPIs.

    Returns
    -------
    Drafts
        For each that is not odd exactly what
        :func:`~theoryofchange.stages.analysis.planning.plan_of` reads.
    """
    numbers: dict[Hashable, int] = {}
    forms: list[_Form] = []
    form: list[int] = []
    for kpi in kpis:
        signature = _signature(kpi)
        number = numbers.get(signature)
        if number is None:
            number = numbers[signature] = len(forms)
            forms.append(_form_of(kpi))
        form.append(number)
    return _drafts(kpis, forms, np.array(form, np.int64))


def _drafts(kpis: Sequence[Kpi], forms: Sequence[_Form], form: Days) -> Drafts:
    baseline, start = _dated([kpi.baseline for kpi in kpis])
    target, due = _dated([kpi.target for kpi in kpis])
    tolerance = _numbers([kpi.tolerance for kpi in kpis])
    absent = np.full(len(kpis), np.nan)
    plans = Plans(
        way=np.array([each.way for each in forms], np.int8)[form],
        baseline=baseline,
        target=target,
        low=absent,
        high=absent,
        tolerance=tolerance,
        start=start,
        due=due,
        withheld=np.zeros(len(kpis), np.bool_),
        ranked=np.array([each.rank is not False for each in forms], np.bool_)[form],
        of=np.array([each.rank or math.nan for each in forms])[form],
        milestones=_milestones(kpis),
    )
    odd = ~np.array([each.straight for each in forms], np.bool_)[form]
    odd |= np.isinf(baseline) | np.isinf(target) | np.isinf(tolerance) | (tolerance < 0)
    odd[plans.milestones.place[~np.isfinite(plans.milestones.value)]] = True
    return Drafts(
        plans=plans,
        odd=odd,
        factor=np.array([each.factor for each in forms])[form],
        least=np.array([each.bounds.least for each in forms])[form],
        most=np.array([each.bounds.most for each in forms])[form],
        whole=np.array([each.bounds.whole for each in forms], np.bool_)[form],
        percent=np.array([each.percent for each in forms], np.bool_)[form],
    )


def _signature(kpi: Kpi) -> Hashable:
    """Return all by which a plan may be read in another way, but for its numbers."""
    baseline, target, tolerance = kpi.baseline, kpi.target, kpi.tolerance
    start = None if baseline is None else baseline.value
    end = None if target is None else target.value
    return (
        kpi.unit,
        kpi.direction,
        kpi.confidential,
        None if start is None else (start.kind, start.unit, start.bound, start.of),
        None if end is None else (end.kind, end.unit, end.bound, end.of),
        None if tolerance is None else _kind(tolerance),
        tuple(map(_kind_of, kpi.milestones)) if kpi.milestones else None,
    )


def _kind(figure: Quantity) -> Hashable:
    return figure.kind, figure.unit, figure.bound, figure.of


def _kind_of(milestone: Measured) -> Hashable:
    figure = None if milestone.value is None else _kind(milestone.value)
    return milestone.date is None, figure


def _form_of(kpi: Kpi) -> _Form:
    scale = scale_of(kpi)
    factor, bounds = scale.place_exactly(_BARE), bounds_of(kpi.unit)
    if isinstance(factor, str):
        factor = math.nan
    elif factor > 1:
        largest = sys.float_info.max / factor
        bounds = Bounds(max(bounds.least, -largest), min(bounds.most, largest), bounds.whole)
    return _Form(
        straight=not scale.of_dates and _is_straight(kpi, scale),
        way=way_of(kpi.direction or _asked(kpi)),
        rank=ranked_of(kpi, scale),
        percent=scale.reference is not None and scale.reference.kind == "percent",
        factor=factor,
        bounds=bounds,
    )


def _is_straight(kpi: Kpi, scale: Scale) -> bool:
    """Tell whether the figures of a KPI stand in its plan as they are declared."""
    tried = replace(
        kpi,
        baseline=_tried(kpi.baseline, _BASELINE),
        target=_tried(kpi.target, _TARGET),
        tolerance=kpi.tolerance and _with(kpi.tolerance, _TOLERANCE),
        milestones=tuple(map(_tried_on_the_way, kpi.milestones)),
    )
    planned = plan_of(tried, scale)
    plan = planned.plan
    stated = (plan.baseline, plan.target, plan.tolerance)
    wanted = (
        _BASELINE if kpi.baseline and kpi.baseline.value else None,
        _TARGET if kpi.target and kpi.target.value else None,
        _TOLERANCE if kpi.tolerance else None,
    )
    open_ended = plan.low is None and plan.high is None
    reached = all(value == _MILESTONE for _, value in plan.milestones)
    plain = not planned.notes and plan.withheld is None and open_ended and reached
    return plain and stated == wanted and plan.direction == (kpi.direction or _asked(kpi))


def _asked(kpi: Kpi) -> Literal["increase", "decrease"] | None:
    return kpi.target.value.direction if kpi.target and kpi.target.value else None


def _tried(held: _Stated | None, value: float) -> _Stated | None:
    if held is None or held.value is None:
        return held
    return replace(held, value=_with(held.value, value))


def _tried_on_the_way(milestone: Measured) -> Measured:
    return _tried(milestone, _MILESTONE) or milestone


def _with(figure: Quantity, value: float) -> Quantity:
    return figure if figure.value is None else replace(figure, value=value)


def _dated(held: Sequence[Measured | Target | None]) -> tuple[Floats, Days]:
    values = _numbers([None if each is None else each.value for each in held])
    days = [NO_DAY if each is None or each.date is None else each.date.toordinal() for each in held]
    return values, np.array(days, np.int64)


def _numbers(figures: Sequence[Quantity | None]) -> Floats:
    return np.array(
        [
            math.nan if figure is None or figure.value is None else figure.value
            for figure in figures
        ],
        np.float64,
    )


def _milestones(kpis: Sequence[Kpi]) -> Milestones:
    rows = [
        (place, each.date.toordinal(), each.value.value)
        for place, kpi in enumerate(kpis)
        for each in kpi.milestones
        if each.date is not None and each.value is not None and each.value.value is not None
    ]
    return Milestones(
        place=np.array([place for place, _, _ in rows], np.int64),
        day=np.array([day for _, day, _ in rows], np.int64),
        value=np.array([value for _, _, value in rows], np.float64),
    )
