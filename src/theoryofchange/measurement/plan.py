"""What a KPI was planned to do, and that plan as one scale on which more is better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from theoryofchange.kpi import Direction
from theoryofchange.measurement.band import Band, backwards, level_band
from theoryofchange.measurement.derivation import plain, require_finite, rounding
from theoryofchange.measurement.progress import expected_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was said about a KPI: where it starts, where it shall go, and when.

    Parameters
    ----------
    direction
        ``increase``, ``decrease``, ``maintain`` or ``range``; ``None`` where not declared.
    baseline, target
        Values in the KPI's unit. For ``maintain`` the target is the level to keep.
    baseline_date, target_date
        Their dates.
    milestones
        Dated values between them.
    low, high
        The ends of the range, for ``range``; either may be open.
    tolerance
        What counts as no difference, at least 0, in the KPI's unit; ``None`` where not stated.
    withheld
        Why the values are confidential; ``None`` where they are not.

    Raises
    ------
    ValueError
        If a number is ``nan`` or infinite, the tolerance negative, or the direction unknown.
    """

    direction: Direction | None = None
    baseline: float | None = None
    baseline_date: date | None = None
    target: float | None = None
    target_date: date | None = None
    milestones: tuple[tuple[date, float], ...] = ()
    low: float | None = None
    high: float | None = None
    tolerance: float | None = None
    withheld: str | None = None

    def __post_init__(self) -> None:
        require_finite(baseline=self.baseline, target=self.target, low=self.low, high=self.high)
        require_finite(tolerance=self.tolerance)
        require_finite(**{f"the milestone of {day}": value for day, value in self.milestones})
        if self.tolerance is not None and self.tolerance < 0:
            raise ValueError(f"tolerance must be at least 0, not {self.tolerance}")
        if self.direction not in {None, *get_args(Direction)}:
            raise ValueError(f"direction is not one of the four: {self.direction!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A plan as one scale, called merit, on which more is better.

    Parameters
    ----------
    plan
        The plan.
    way
        What is better: the declared direction, else the one the plan's end points state.
    goal
        What is to be met, in words.
    enough
        The merit that meets it.
    band
        What a value is to be kept in, tolerance included; ``None`` where it is to move.
    """

    plan: Plan
    way: Direction
    goal: str
    enough: float
    band: Band | None = None

    @property
    def tolerance(self) -> float:
        """What counts as no difference; 0 where the plan does not say."""
        return self.plan.tolerance or 0.0

    def merit(self, value: float) -> float:
        """Place a value on the scale, in the KPI's unit."""
        plan = self.plan
        if self.way == "range" and self.band is not None:
            return -self.band.outside(value)
        if self.way == "maintain" and plan.target is not None:
            return -abs(value - plan.target)
        return -value if self.way == "decrease" else value

    @property
    def end(self) -> float | None:
        """Where the path leads: the target, or the place in the range nearest to the baseline."""
        if self.way == "range" and self.band is not None:
            baseline = self.plan.baseline
            return None if baseline is None else self.band.nearest(baseline)
        return self.plan.target

    def gain(self, baseline: float, value: float) -> float:
        """Tell how much nearer to what is to be met a value is than the baseline."""
        if self.band is not None:
            return self.band.outside(baseline) - self.band.outside(value)
        return self.merit(value) - self.merit(baseline)

    def reaches(self, value: float, mark: float) -> bool:
        """Tell whether a value has at least the merit of the mark, rounding aside."""
        plan = self.plan
        slack = rounding(value, mark, plan.baseline, plan.target, plan.low, plan.high)
        return self.merit(value) >= mark - slack


def aim_of(plan: Plan) -> Aim | str:
    """Read a plan as an aim.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    Aim or str
        The aim, or why there is none.

    Examples
    --------
    >>> aim_of(Plan(direction="decrease", baseline=9, target=4)).goal
    'the target 4'
    >>> aim_of(Plan(direction="increase"))
    'there is no target'
    """
    bounded = plan.low is not None or plan.high is not None
    if plan.direction == "range" or (plan.direction is None and plan.target is None and bounded):
        return _range_aim(plan) if bounded else "there is no range"
    target = plan.target
    if target is None:
        return "there is no target"
    way = plan.direction or _stated_way(plan.baseline, target)
    if way == "maintain":
        margin = plan.tolerance or 0.0
        goal = f"the level {plain(target)}" + (f" ± {plain(margin)}" if margin else "")
        band = level_band(target, plan.tolerance)
        return Aim(plan=plan, way=way, goal=goal, enough=-margin, band=band)
    enough = -target if way == "decrease" else target
    return Aim(plan=plan, way=way, goal=f"the target {plain(target)}", enough=enough)


def expectation(aim: Aim, day: date) -> float | str:
    """Tell what the plan expects on a day.

    Parameters
    ----------
    aim
        The plan as an aim.
    day
        The day of a measurement.

    Returns
    -------
    float or str
        The value expected, in the KPI's unit, or why there is none. The path leads from the
        baseline over the milestones to the target; for a range, to its place nearest to the
        baseline. A level that is only to be kept needs no dates.
    """
    plan = aim.plan
    kept = aim.way == "maintain" and not plan.milestones
    if kept and plan.target is not None and plan.baseline in (None, plan.target):
        return plan.target
    mark = expected_at(path_of(plan, aim.end), day)
    if not isinstance(mark, str):
        return mark.value
    facts = {
        "baseline": plan.baseline,
        "date for the baseline": plan.baseline_date,
        "date for the target": plan.target_date,
    }
    missing = [name for name, fact in facts.items() if fact is None]
    return f"there is no {' and no '.join(missing)}" if missing else mark


def _range_aim(plan: Plan) -> Aim | str:
    if plan.low is not None and plan.high is not None and plan.low > plan.high:
        return backwards(plan.low, plan.high)
    band = Band(low=plan.low, high=plan.high)
    return Aim(plan=plan, way="range", goal=f"the range {band}", enough=0.0, band=band)


def _stated_way(baseline: float | None, target: float) -> Direction:
    if baseline is None or baseline == target:
        return "maintain"
    return "increase" if baseline < target else "decrease"


def path_of(plan: Plan, end: float | None) -> list[tuple[date, float]]:
    """Return what a plan expects and when: the baseline, the milestones, and the end."""
    start = _dated(plan.baseline_date, plan.baseline)
    finish = _dated(plan.target_date, end)
    between = sorted(set(plan.milestones) - {*start, *finish})
    return [*start, *between, *finish]


def _dated(day: date | None, value: float | None) -> list[tuple[date, float]]:
    return [] if day is None or value is None else [(day, value)]
