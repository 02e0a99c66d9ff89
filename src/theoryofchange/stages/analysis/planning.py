"""What a KPI's declaration plans, as numbers on its scale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from theoryofchange.kpi import Direction, Kpi
from theoryofchange.measurement import Deadline, Plan
from theoryofchange.measurement.scale import Scale, figure_of
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.clock import may_be_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan, and what of the declaration could not be put into it.

    Parameters
    ----------
    plan
        The plan.
    notes
        What could not be used, or was read in a way worth saying, each in words.
    """

    plan: Plan
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aimed:
    direction: Direction | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    tolerance: float | None = None


def plan_of(kpi: Kpi, scale: Scale) -> Planned:
    """Read a KPI's declaration as a plan.

    Parameters
    ----------
    kpi
        The KPI.
    scale
        Its scale.

    Returns
    -------
    Planned
        The plan on the scale. The bound of a target says the direction where none is declared; a
        range counts with its near end where a way is declared; ``± 2`` is around the baseline for
        what is to be maintained, and around zero for a range. What cannot be read is left out and
        noted, never guessed.
    """
    if kpi.confidential:
        return Planned(plan=Plan(direction=kpi.direction, withheld="its figures are withheld"))
    notes = [] if kpi.unit else list(_in_doubt(kpi))
    baseline = _noted(notes, "baseline", _exactly(scale, figure_of(kpi.baseline)))
    tolerance = _noted(notes, "tolerance", _tolerance(kpi, scale))
    aimed = _aim(kpi, scale, baseline, tolerance)
    if isinstance(aimed, str):
        notes.append(f"the target cannot be used: {aimed}")
        aimed = _Aimed(direction=kpi.direction, tolerance=tolerance)
    plan = Plan(
        direction=aimed.direction,
        baseline=baseline,
        baseline_date=kpi.baseline.date if kpi.baseline else None,
        target=aimed.target,
        target_date=kpi.target.date if kpi.target else None,
        milestones=_milestones(kpi, scale, notes),
        low=aimed.low,
        high=aimed.high,
        tolerance=aimed.tolerance,
    )
    return Planned(plan=plan, notes=tuple(notes))


def deadline_of(kpi: Kpi, scale: Scale) -> tuple[Deadline, tuple[str, ...]]:
    """Read the declaration of a KPI whose figure is a day as a deadline.

    Parameters
    ----------
    kpi
        The KPI.
    scale
        Its scale, one of days.

    Returns
    -------
    tuple
        The deadline, and what of the declaration could not be put into it.
    """
    notes: list[str] = []
    baseline = _noted(notes, "baseline", _exactly(scale, figure_of(kpi.baseline)))
    tolerance = _noted(notes, "tolerance", _tolerance(kpi, scale))
    target = figure_of(kpi.target)
    by = _noted(notes, "target", None if target is None else scale.place(target))
    if kpi.direction not in (None, "decrease"):
        notes.append(f"{kpi.direction} is declared, and a day by which is met by an earlier one")
    if kpi.milestones:
        notes.append("between days there is no path: the milestones are not used")
    strictly = target is not None and target.bound == "<"
    deadline = Deadline(
        target=None if by is None else dt.date.fromordinal(int(by) - strictly),
        baseline=None if baseline is None else dt.date.fromordinal(int(baseline)),
        since=kpi.baseline.date if kpi.baseline else None,
        tolerance=tolerance or 0.0,
    )
    return deadline, tuple(notes)


def _in_doubt(kpi: Kpi) -> Iterator[str]:
    """Yield that figures are read as ratios where nothing says that they are no times."""
    figures = (figure_of(kpi.baseline), figure_of(kpi.target), *(m.value for m in kpi.milestones))
    unclear = [figure.text for figure in figures if figure is not None and may_be_time(figure)]
    if unclear:
        told = "a unit such as hours and minutes would say that it is a time"
        yield " and ".join(f"{text} is read as a ratio" for text in unclear) + f": {told}"


def _noted(notes: list[str], name: str, placed: float | str | None) -> float | None:
    if isinstance(placed, str):
        notes.append(f"the {name} cannot be used: {placed}")
        return None
    return placed


def _exactly(scale: Scale, quantity: Quantity | None) -> float | str | None:
    return None if quantity is None else scale.place_exactly(quantity)


def _tolerance(kpi: Kpi, scale: Scale) -> float | str | None:
    if kpi.tolerance is None:
        return None
    placed = scale.place_distance(kpi.tolerance)
    if not isinstance(placed, str) and placed < 0:
        return f"it is negative: {kpi.tolerance}"
    return placed


def _milestones(kpi: Kpi, scale: Scale, notes: list[str]) -> tuple[tuple[dt.date, float], ...]:
    dated = []
    for milestone in kpi.milestones:
        if milestone.date is None:
            notes.append(f"a milestone has no date: {milestone.value}")
        elif milestone.value is None:
            notes.append(f"the milestone of {milestone.date} has no value")
        else:
            placed = scale.place(milestone.value)
            value = _noted(notes, f"milestone of {milestone.date}", placed)
            dated += [] if value is None else [(milestone.date, value)]
    return tuple(dated)


def _aim(kpi: Kpi, scale: Scale, baseline: float | None, tolerance: float | None) -> _Aimed | str:
    target = figure_of(kpi.target)
    if target is None:
        return _Aimed(direction=kpi.direction, tolerance=tolerance)
    if target.kind == "range":
        return _range_aim(kpi.direction, target, scale, tolerance)
    value = scale.place(target)
    if isinstance(value, str):
        return value
    if target.bound == "+-":
        return _deviation_aim(kpi.direction, value, target, baseline)
    if kpi.direction == "range" or (kpi.direction == "maintain" and target.direction):
        margin = 0.0 if target.direction else (tolerance or 0.0)
        low = None if target.direction == "decrease" else value - margin
        high = None if target.direction == "increase" else value + margin
        return _Aimed(direction="range", low=low, high=high, tolerance=tolerance)
    direction = kpi.direction or target.direction
    return _Aimed(direction=direction, target=value, tolerance=tolerance)


def _range_aim(
    direction: Direction | None, target: Quantity, scale: Scale, tolerance: float | None
) -> _Aimed | str:
    ends = [
        scale.place_figure(target, end) for end in (target.value, target.upper) if end is not None
    ]
    faults = [end for end in ends if isinstance(end, str)]
    if faults:
        return faults[0]
    low, high = (end for end in ends if not isinstance(end, str))
    if direction in ("increase", "decrease"):
        near = low if direction == "increase" else high
        return _Aimed(direction=direction, target=near, tolerance=tolerance)
    return _Aimed(direction="range", low=low, high=high, tolerance=tolerance)


def _deviation_aim(
    direction: Direction | None, margin: float, target: Quantity, baseline: float | None
) -> _Aimed | str:
    if direction == "maintain" and baseline is not None:
        return _Aimed(direction=direction, target=baseline, tolerance=abs(margin))
    if direction == "range":
        return _Aimed(direction=direction, low=-abs(margin), high=abs(margin))
    if direction == "decrease":
        return _Aimed(direction=direction, target=abs(margin))
    return f"{target} does not say around what"
