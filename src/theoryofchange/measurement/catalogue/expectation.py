"""The gap between what was promised and what was lived, on one scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from theoryofchange.measurement.catalogue.moments import Moments, Sums
from theoryofchange.measurement.catalogue.ratios import ALIKE, ONE
from theoryofchange.measurement.catalogue.special import student_quantile
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Interval,
    Statistic,
    checked_level,
    no_interval,
    shown,
    told,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

PAIRED = "Student's t on the differences"
UNPAIRED = "Welch"
_SYMBOLS = "{mean_promised} − {mean_lived}"


def expectation_gap(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return by how much what was lived falls short of what was promised, of the same customers.

    Parameters
    ----------
    moments
        x: what a customer was promised, or expected; y: what it lived. Both on one scale.
    level
        Level of the interval, between 0 and 1.

    Returns
    -------
    Statistic
        ``mean promised − mean lived``: above 0 the promise was not kept. None without a customer.
        Its interval is none of one customer, and where all have the same difference.

    Raises
    ------
    TypeError
        If it is not given :class:`Moments`.
    ValueError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> told = expectation_gap(Moments.of([9, 8, 9, 7], [7, 8, 6, 6]))
    >>> told.value, round(told.interval.low, 3), round(told.interval.high, 3)
    (1.5, -0.554, 3.554)
    """
    level = checked_level(level)
    if not isinstance(moments, Moments):
        raise TypeError(f"give the sums, as in Moments.of(promised, lived), not {moments!r}")

    def compute() -> Statistic:
        sums = moments.complete
        means = {"mean_promised": sums.x / sums.n, "mean_lived": sums.y / sums.n}
        value = (sums.x - sums.y) / sums.n
        return Statistic(
            value=value,
            interval=_paired(sums, value, level),
            n=sums.n,
            formula=shown(_SYMBOLS, means, value),
        )

    return told(compute, _SYMBOLS, method=PAIRED, level=level, n=moments.n or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sums of one figure of each customer.

    Parameters
    ----------
    n
        How many customers.
    x, xx
        The sum of the figure, and of its square.

    Raises
    ------
    TypeError, ValueError
        As :class:`~theoryofchange.measurement.catalogue.moments.Moments`.
    """

    n: int | None
    x: float | None
    xx: float | None

    def __post_init__(self) -> None:
        held = self.moments
        for name in ("n", "x", "xx"):
            object.__setattr__(self, name, getattr(held, name))

    @classmethod
    def of(cls, values: ArrayLike) -> Self:
        """Return the sums of a figure of each customer."""
        both = Moments.of(values, values)
        return cls(n=both.n, x=both.x, xx=both.xx)

    @property
    def moments(self) -> Moments:
        """The same, beside a second figure that is 0."""
        return Moments(n=self.n, x=self.x, y=0.0, xx=self.xx, yy=0.0, xy=0.0)


def unpaired_expectation_gap(promised: Sample, lived: Sample, *, level: float = LEVEL) -> Statistic:
    """Return the same of different customers: some said what they expect, others what they lived.

    Parameters
    ----------
    promised, lived
        The two samples, on one scale.
    level
        Level of the interval, between 0 and 1.

    Returns
    -------
    Statistic
        As :func:`expectation_gap`, with the interval of Welch (1947). None where a sample is empty.

    Raises
    ------
    TypeError
        If it is not given two :class:`Sample`.
    ValueError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> told = unpaired_expectation_gap(Sample.of([9, 8, 9, 7]), Sample.of([7, 8, 6, 6, 7]))
    >>> round(told.value, 2), round(told.interval.low, 3), round(told.interval.high, 3)
    (1.45, -0.032, 2.932)
    """
    level = checked_level(level)
    for each in (promised, lived):
        if not isinstance(each, Sample):
            raise TypeError(f"give the sums, as in Sample.of(values), not {each!r}")

    def compute() -> Statistic:
        one, other = promised.moments.complete, lived.moments.complete
        means = {"mean_promised": one.x / one.n, "mean_lived": other.x / other.n}
        value = means["mean_promised"] - means["mean_lived"]
        return Statistic(
            value=value,
            interval=_welch(one, other, value, level),
            n=one.n + other.n,
            formula=shown(_SYMBOLS, means, value),
        )

    n = (promised.n or 0) + (lived.n or 0)
    return told(compute, _SYMBOLS, method=UNPAIRED, level=level, n=n)


def _paired(sums: Sums, value: float, level: float) -> Interval:
    if sums.n == 1:
        return no_interval(ONE, method=PAIRED, level=level)
    squares = sums.deviations(1.0)
    if squares == 0:
        return no_interval(ALIKE, method=PAIRED, level=level)
    spread = math.sqrt(squares / (sums.n - 1) / sums.n)
    reach = student_quantile(level, sums.n - 1) * spread
    return Interval(low=value - reach, high=value + reach, level=level, method=PAIRED)


def _welch(one: Sums, other: Sums, value: float, level: float) -> Interval:
    if min(one.n, other.n) == 1:
        return no_interval(ONE, method=UNPAIRED, level=level)
    parts = [sums.deviations(0.0) / (sums.n - 1) / sums.n for sums in (one, other)]
    whole = sum(parts)
    if whole == 0:
        return no_interval(ALIKE, method=UNPAIRED, level=level)
    lost = sum(part**2 / (s.n - 1) for part, s in zip(parts, (one, other), strict=True))
    reach = student_quantile(level, whole**2 / lost) * math.sqrt(whole)
    return Interval(low=value - reach, high=value + reach, level=level, method=UNPAIRED)
