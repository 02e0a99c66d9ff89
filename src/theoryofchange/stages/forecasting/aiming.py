"""What a KPI is to meet, and when: its target and its milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.derivation import plain, rounding
from theoryofchange.measurement.forecasting.bounds import Bounds
from theoryofchange.measurement.forecasting.chance import Truths
from theoryofchange.measurement.forecasting.projection import Floats
from theoryofchange.measurement.plan import Aim, Plan, aim_of
from theoryofchange.measurement.possible import impossible
from theoryofchange.measurement.scale import figure_of

Kind = Literal["target", "milestone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is to be met by a day.

    Parameters
    ----------
    kind
        Whether it is the target or a milestone on the way.
    date
        The day.
    goal
        What is to be met, in words.
    value
        Its figure; ``None`` for a range.
    merit
        The merit that meets it, on the scale of the aim.
    """

    kind: Kind
    date: dt.date
    goal: str
    value: float | None
    merit: float

    def meets(self, aim: Aim) -> Callable[[Floats], Truths]:
        """Return what tells of values whether they meet it, rounding aside."""
        plan = aim.plan
        slack = rounding(self.value, plan.target, plan.low, plan.high)

        def met(values: Floats) -> Truths:
            enough: Truths = merits(aim, values) >= self.merit - slack
            return enough

        return met


def merits(aim: Aim, values: Floats) -> Floats:
    """Place values on the scale of an aim, on which more is better."""
    plan = aim.plan
    if aim.way == "range":
        low = -np.inf if plan.low is None else plan.low
        high = np.inf if plan.high is None else plan.high
        outside: Floats = np.maximum(np.maximum(low - values, values - high), 0.0)
        return -outside
    if aim.way == "maintain" and plan.target is not None:
        return -np.abs(values - plan.target)
    return -values if aim.way == "decrease" else values


def goal_of(aim: Aim) -> tuple[float | None, float | None]:
    """Return the lower and the upper end of where a value is to lie."""
    target = aim.plan.target
    if aim.band is not None:
        return aim.band.low, aim.band.high
    return (None, target) if aim.way == "decrease" else (target, None)


def aimed(kpi: Kpi, plan: Plan, notes: tuple[str, ...], as_of: dt.date | None) -> Aim | str:
    """Return what a KPI is to meet, or why nothing can be said of when it will be met."""
    aim = aim_of(plan)
    if isinstance(aim, str):
        because = next((note for note in notes if note.startswith("the target")), None)
        return f"{aim}: {because}" if because else aim
    if plan.direction is None and plan.low is None and plan.high is None and plan.baseline is None:
        return "no direction is declared, and there is no baseline to say which way it is to go"
    target = figure_of(kpi.target)
    beyond = impossible(target, kpi) if target is not None else None
    if beyond is not None:
        return f"its target is impossible: {beyond}"
    if aim.way == "maintain" and not plan.tolerance:
        return "no tolerance is stated, and no figure is ever kept exactly"
    if plan.low is not None and plan.low == plan.high:
        return "its range has no width, and no figure is ever kept exactly"
    if plan.target_date is None:
        return "its target has no date"
    if as_of is not None and plan.target_date < as_of:
        return f"its target was due on {plan.target_date}, before {as_of}"
    return aim


def marks_of(aim: Aim, after: dt.date) -> tuple[Mark, ...]:
    """Return what is to be met after a day, the target last.

    A milestone is met within the tolerance, the target only in full, as a status has it.
    """
    plan = aim.plan
    end = plan.target_date or dt.date.max
    marks = [
        Mark(
            kind="milestone",
            date=day,
            goal=f"the milestone {plain(value)}",
            value=value,
            merit=aim.merit(value) - aim.tolerance,
        )
        for day, value in sorted(plan.milestones)
        if after < day < end
    ]
    value = None if aim.way == "range" else plan.target
    marks.append(Mark(kind="target", date=end, goal=aim.goal, value=value, merit=aim.enough))
    return tuple(marks)


def out_of_reach(aim: Aim, bounds: Bounds) -> str | None:
    """Say that a target lies on a bound, which a scale without bounds never comes to."""
    if aim.way == "maintain":
        return None
    least, most = goal_of(aim)
    for end, bound in ((least, bounds.high), (most, bounds.low)):
        if end is not None and end == bound:
            what = f"its target lies on the bound of {plain(end)}"
            return f"{what}, which a {bounds.curve} scale comes near and never reaches"
    return None
