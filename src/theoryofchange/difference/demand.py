"""What a target asks for: all values that meet it, so that two targets can be compared.

A target is *tightened* where all that meets the new one met the old one too, and not the other way
round; *relaxed* where it is the other way round. So what is easier follows from the KPI's own
direction, and for a range or a level to keep from both of its ends, the tolerance included. Where
no direction is declared, the way from baseline to target stands in for it, which is said. Where
neither holds the two ask for something else, and where a figure cannot be read, nothing says which
way is good or the two are not on one scale, it cannot be told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from theoryofchange.kpi import Direction, Kpi
from theoryofchange.measurement.plan import Aim, aim_of
from theoryofchange.measurement.scale import Scale, figure_of, scale_of
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.duration import DAYS
from theoryofchange.quantity.model import comparable
from theoryofchange.stages.analysis.planning import plan_of
from theoryofchange.stages.figure import stated

Verdict = Literal["tightened", "relaxed", "changed", "unclear"]

_BETTER = {"increase": "higher", "decrease": "lower"}
_UNDECLARED = "by the way from baseline to target (no direction is declared)"


@dataclass(frozen=True, slots=True)
class Demand:
    """All values that meet a target.

    Parameters
    ----------
    way
        What is better.
    low, high
        The ends, infinite where open.
    passed
        Whether the ends are to be passed, not only reached.
    declared
        Whether a direction or the target's bound says what is better, not only the way from
        baseline to target.
    """

    way: Direction
    low: float
    high: float
    passed: bool = False
    declared: bool = True

    def within(self, other: Demand) -> bool:
        """Tell whether all that meets this demand meets the other one."""
        if (self.low, self.high) == (other.low, other.high):
            return self.passed or not other.passed
        return other.low <= self.low and self.high <= other.high

    def times(self, factor: float) -> Demand:
        """Return the demand in another unit."""
        return replace(self, low=_even(self.low * factor), high=_even(self.high * factor))


def compared(before: Kpi, after: Kpi) -> tuple[Verdict, str]:
    """Tell whether the target of a KPI is harder or easier to meet than it was.

    Parameters
    ----------
    before, after
        The KPI as it was and as it is, each with the figure of a target.

    Returns
    -------
    verdict : {"tightened", "relaxed", "changed", "unclear"}
        ``changed`` where it is neither, ``unclear`` where that cannot be told.
    because : str
        Why.

    Examples
    --------
    >>> before = Kpi(id="age", direction="decrease", target="100 days")
    >>> compared(before, Kpi(id="age", direction="decrease", target="6 weeks"))
    ('tightened', 'lower is better, and 6 weeks asks for more than 100 days')
    >>> compared(Kpi(id="age", target=100), Kpi(id="age", target=60))
    ('unclear', 'no direction says which way is good')
    """
    scales = scale_of(before), scale_of(after)
    factor = _factor(before, after, *scales)
    demands = _demand(before, scales[0]), _demand(after, scales[1])
    faults = [each for each in (factor, *demands) if isinstance(each, str)]
    if faults:
        return "unclear", faults[0]
    old, new = (each for each in demands if isinstance(each, Demand))
    if old.way != new.way:
        return "unclear", f"the direction was {old.way} and is {new.way}"
    new = new.times(factor) if isinstance(factor, float) else new
    return _verdict(old.times(1.0), new, _told(before), _told(after))


def same_unit(one: str, other: str) -> bool:
    """Tell whether two units are one, such as ``%`` and ``percent``.

    Examples
    --------
    >>> same_unit("%", "Percent"), same_unit("€", "EUR"), same_unit("days", "hours")
    (True, True, False)
    """
    if one.strip().casefold() == other.strip().casefold():
        return True
    read = [Quantity.read(f"1 {unit}") for unit in (one, other)]
    kinds = {each.kind for each in read}
    return len(kinds) == 1 and not kinds & {"number", "text"} and read[0].unit == read[1].unit


def _verdict(old: Demand, new: Demand, before: str, after: str) -> tuple[Verdict, str]:
    better = _BETTER.get(new.way)
    tighter, looser = new.within(old), old.within(new)
    if tighter and looser:
        return "changed", "it is written in another way, and asks for the same"
    if tighter or looser:
        amount = "more" if tighter else "less"
        better_by = "" if old.declared and new.declared else f" {_UNDECLARED}"
        why = f"{better} is better{better_by}, and {after} asks for {amount} than {before}"
        if better is None:
            tight, loose = (after, before) if tighter else (before, after)
            why = f"all that meets {tight} meets {loose}, and not the other way round"
        return "tightened" if tighter else "relaxed", why
    return "changed", f"{after} asks for something else than {before}, neither more nor less"


def _told(kpi: Kpi) -> str:
    text = stated(figure_of(kpi.target), kpi.unit) or ""
    band = kpi.direction in ("maintain", "range")
    return f"{text} ± {kpi.tolerance}" if band and kpi.tolerance is not None else text


def _demand(kpi: Kpi, scale: Scale) -> Demand | str:
    target = figure_of(kpi.target)
    if target is None:
        return "there is no target"
    plan = plan_of(kpi, scale).plan
    if plan.direction is None and plan.baseline is None and plan.low is None and plan.high is None:
        placed = scale.place(target)
        return placed if isinstance(placed, str) else "no direction says which way is good"
    aim = aim_of(plan)
    if isinstance(aim, str):
        placed = scale.place(target)
        return placed if isinstance(placed, str) else aim
    low, high = _ends(aim)
    return Demand(aim.way, low, high, target.bound in ("<", ">"), plan.direction is not None)


def _ends(aim: Aim) -> tuple[float, float]:
    if aim.band is not None:
        low, high = aim.band.low, aim.band.high
        return -math.inf if low is None else low, math.inf if high is None else high
    target = aim.plan.target or 0.0
    return (-math.inf, target) if aim.way == "decrease" else (target, math.inf)


def _factor(before: Kpi, after: Kpi, old: Scale, new: Scale) -> float | str:
    """Return by what figures of the new scale are multiplied, or why they cannot be compared."""
    one, other = figure_of(before.target), figure_of(after.target)
    if old.time and new.time:
        return DAYS[new.time] / DAYS[old.time]
    if one is None or other is None or not (one.readable and other.readable):
        return 1.0
    if not comparable(one, other):
        return f"{one} and {other} are not on one scale"
    if before.unit and after.unit and not same_unit(before.unit, after.unit):
        return f"the unit was {before.unit} and is {after.unit}"
    return "only one of the two is a length of time" if old.time or new.time else 1.0


def _even(value: float) -> float:
    """Return a figure without what the rounding of a conversion added."""
    return value if math.isinf(value) else float(f"{value:.12g}")
