"""How long customers stay, when many have not left yet: the estimate of Kaplan and Meier (1958).

Its interval is on the scale of log(−log S), so that it stays within 0 and 1 (Kalbfleisch and
Prentice 1980), with the variance of Greenwood (1926). Whoever is still there counts for as long as
it was seen, and no longer.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theoryofchange.measurement.catalogue.moments import column
from theoryofchange.measurement.catalogue.special import normal_quantile
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Interval,
    NoFigure,
    Statistic,
    absent,
    checked_level,
    no_interval,
)
from theoryofchange.measurement.derivation import plain

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    _Counts = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

METHOD = "log-log, variance of Greenwood"
_PRODUCT = "product over times of (1 − left / at risk)"
_MEDIAN = "first time at which survival is at most 1/2"
_SHAPE = ["time", "at_risk", "left", "censored", "survival", "low", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens at one time.

    Parameters
    ----------
    time
        The time, in the unit of the durations.
    at_risk
        Who is still there just before it.
    left
        Who leaves at it.
    censored
        Who is last seen at it, still there.
    survival
        The share that stays beyond it, from 1 to 0.
    interval
        Between what that lies.
    """

    time: float
    at_risk: int
    left: int
    censored: int
    survival: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """The share of customers that stays beyond each time.

    Parameters
    ----------
    steps
        Every time at which somebody leaves or is last seen, in order.
    n
        How many customers.
    level
        Level of the intervals.
    formula
        How the shares are computed.
    reason
        Why there is no step; ``None`` where there are.
    """

    steps: tuple[Step, ...]
    n: int
    level: float
    formula: str
    reason: str | None = None

    def at(self, time: float) -> Statistic:
        """Return the share that stays beyond a time.

        Parameters
        ----------
        time
            From 0 on, in the unit of the durations.

        Returns
        -------
        Statistic
            None beyond the last time at which anybody was seen.

        Examples
        --------
        >>> kaplan_meier([1, 2, 3], [True, True, False]).at(4).reason
        'nobody was seen beyond 3'
        """
        found = bisect_right(self.steps, time, key=lambda step: step.time)
        if self.reason is not None:
            return self._absent(self.reason)
        last = self.steps[-1]
        if time < 0:
            return self._absent(f"there is no time {plain(time)} before the start")
        if time > last.time and last.survival > 0:
            return self._absent(f"nobody was seen beyond {plain(last.time)}")
        if found == 0:
            interval = no_interval("nobody left yet", method=METHOD, level=self.level)
            return self._told(1.0, interval)
        return self._told(self.steps[found - 1].survival, self.steps[found - 1].interval)

    @property
    def median(self) -> Statistic:
        """The first time at which at most half stay, within where the limits cross one half."""
        if self.reason is not None:
            return self._absent(self.reason, formula=_MEDIAN)
        value = self._first([step.survival for step in self.steps])
        if value is None:
            share = plain(round(self.steps[-1].survival, 4))
            return self._absent(f"more than half ({share}) stay to the last time", formula=_MEDIAN)
        low = self._first([step.interval.low for step in self.steps])
        high = self._first([step.interval.high for step in self.steps])
        reason = "the upper limit of survival never falls to 1/2" if high is None else None
        if low is None:
            reason = "no limit of survival falls to 1/2"
        interval = Interval(low=low, high=high, level=self.level, method=METHOD, reason=reason)
        return Statistic(value=value, interval=interval, n=self.n, formula=_MEDIAN)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each step: time, at_risk, left, censored, survival, low, high."""
        import pandas as pd

        rows = [
            (s.time, s.at_risk, s.left, s.censored, s.survival, s.interval.low, s.interval.high)
            for s in self.steps
        ]
        return pd.DataFrame(rows, columns=_SHAPE)

    def _first(self, shares: Sequence[float | None]) -> float | None:
        """Return the first time at which a curve is at most one half."""
        steps = zip(self.steps, shares, strict=True)
        return next((s.time for s, share in steps if share is not None and share <= 0.5), None)

    def _told(self, value: float, interval: Interval) -> Statistic:
        return Statistic(value=value, interval=interval, n=self.n, formula=self.formula)

    def _absent(self, reason: str, formula: str = _PRODUCT) -> Statistic:
        return absent(formula, reason, method=METHOD, level=self.level, n=self.n)


def kaplan_meier(durations: ArrayLike, left: ArrayLike, *, level: float = LEVEL) -> Survival:
    """Estimate the share of customers that stays beyond each time.

    Parameters
    ----------
    durations
        How long each customer was one, from 0 on: until it left, or until it was last looked at.
    left
        Whether it left, in the same order; who did not is censored.
    level
        Level of the intervals, between 0 and 1.

    Returns
    -------
    Survival
        Without a step where there is no customer, or a duration is absent or negative.

    Raises
    ------
    TypeError
        If a duration is no number, or whether it left neither true nor false.
    ValueError
        If the two differ in length.

    Examples
    --------
    >>> stay = kaplan_meier([6, 6, 7, 9, 10], [True, False, True, False, False])
    >>> [round(step.survival, 3) for step in stay.steps], stay.median.reason
    ([0.8, 0.533, 0.533, 0.533], 'more than half (0.5333) stay to the last time')
    """
    import numpy as np

    times, ended = column("durations", durations), flags("left", left)
    if len(times) != len(ended):
        raise ValueError(f"durations and left go together: there are {len(times)} and {len(ended)}")
    level = checked_level(level)
    try:
        checked_durations(times)
    except NoFigure as none:
        return _unknown(str(none), level)
    held, place = np.unique(times, return_inverse=True)
    gone = np.bincount(place, weights=ended, minlength=len(held))
    seen = np.bincount(place, weights=~ended, minlength=len(held))
    return kaplan_meier_of_counts(held, gone, seen, level=level)


def kaplan_meier_of_counts(
    times: ArrayLike,
    left: ArrayLike,
    censored: ArrayLike,
    *,
    level: float = LEVEL,
) -> Survival:
    """Estimate the same from counts by duration, as an engine groups them.

    Parameters
    ----------
    times
        Durations from 0 on, each once, in any order.
    left, censored
        How many left after each, and how many were last seen then.
    level
        As in :func:`kaplan_meier`, as is what is returned and raised; a duration that comes twice,
        or a count that is negative or not whole, is a ``ValueError`` too.

    Examples
    --------
    >>> kaplan_meier_of_counts([2, 1], [1, 2], [0, 1]).steps[0].at_risk
    4
    """
    level = checked_level(level)
    try:
        steps = tuple(_steps(_sorted(times, left, censored), level))
    except NoFigure as none:
        return _unknown(str(none), level)
    return Survival(steps=steps, n=steps[0].at_risk, level=level, formula=_PRODUCT)


def _unknown(reason: str, level: float) -> Survival:
    return Survival(steps=(), n=0, level=level, formula=_PRODUCT, reason=reason)


def flags(name: str, values: Any) -> NDArray[np.bool_]:
    """Return true and false, which may be written 1 and 0, as an array.

    Raises
    ------
    TypeError
        If there is anything else.
    """
    import numpy as np

    if hasattr(values, "to_pylist"):
        values = values.to_pylist()
    held = np.asarray(values if hasattr(values, "__len__") else list(values))
    if held.dtype.kind == "O":
        known = all(isinstance(each, bool | int | float | np.bool_) for each in held.tolist())
    else:
        known = held.dtype.kind in "bifu"
    if not known or not ((held == 0) | (held == 1)).all():
        raise TypeError(f"{name} holds true or false, one a customer, and no absent value")
    return held.astype(bool)


def checked_durations(times: NDArray[np.float64]) -> None:
    """Refuse durations that cannot be.

    Raises
    ------
    NoFigure
        Where there is none, or one is absent, infinite or negative.
    """
    import numpy as np

    if len(times) == 0:
        raise NoFigure("there is nobody to look at")
    for kind, wrong in (("absent or infinite", ~np.isfinite(times)), ("negative", times < 0)):
        if wrong.any():
            raise NoFigure(f"{int(wrong.sum())} of {len(times)} durations are {kind}")


def _sorted(times: Any, left: Any, censored: Any) -> _Counts:
    import numpy as np

    held, gone, seen = (
        column(name, values)
        for name, values in (("times", times), ("left", left), ("censored", censored))
    )
    if not len(held) == len(gone) == len(seen):
        raise ValueError("times, left and censored go together: one of each for every time")
    checked_durations(held)
    for name, counts in (("left", gone), ("censored", seen)):
        if not (np.isfinite(counts) & (counts >= 0) & (counts == np.floor(counts))).all():
            raise ValueError(f"{name} holds counts: whole numbers from 0 on")
    if len(np.unique(held)) < len(held):
        raise ValueError("times holds a time twice: give the counts of each time once")
    if not (gone + seen).any():
        raise NoFigure("there is nobody to look at")
    order = np.argsort(held)
    return held[order], gone[order], seen[order]


def _steps(counts: _Counts, level: float) -> list[Step]:
    times, left, censored = counts
    z = normal_quantile(level)
    at_risk = int((left + censored).sum())
    survival, variance = 1.0, 0.0
    steps = []
    for time, gone, seen in zip(times.tolist(), left.tolist(), censored.tolist(), strict=True):
        stay = at_risk - int(gone)
        survival *= stay / at_risk if gone else 1.0
        variance += gone / (at_risk * stay) if gone and stay else 0.0
        if gone or seen:
            steps.append(
                Step(
                    time=time,
                    at_risk=at_risk,
                    left=int(gone),
                    censored=int(seen),
                    survival=survival,
                    interval=_interval(survival, variance, z, level),
                )
            )
        at_risk = stay - int(seen)
        if at_risk == 0:
            break
    return steps


def _interval(survival: float, variance: float, z: float, level: float) -> Interval:
    if survival == 1:
        return no_interval("nobody left yet", method=METHOD, level=level)
    if survival == 0:
        return no_interval("nobody is left", method=METHOD, level=level)
    reach = z * math.sqrt(variance) / -math.log(survival)
    low, high = survival ** math.exp(reach), survival ** math.exp(-reach)
    return Interval(low=low, high=high, level=level, method=METHOD)
