"""Three-point estimates: a most likely value and the range it will fall in four times of five."""

from __future__ import annotations

from typing import Any

from theoryofchange.quantity import Duration
from theoryofchange.record import record
from theoryofchange.shape import shape


@record
class Estimate:
    """A most likely value within an 80 % range.

    Parameters
    ----------
    low
        The value undercut one time in ten (P10), in any unit.
    likely
        The most likely value, in the same unit.
    high
        The value exceeded one time in ten (P90), in the same unit.

    Examples
    --------
    >>> effort = Estimate(40, 60, 120)
    >>> effort.mean, effort.spread
    (72.0, 80)
    """

    low: float
    likely: float
    high: float

    @classmethod
    def exactly(cls, value: float) -> Estimate:
        """Return an estimate without a range.

        Parameters
        ----------
        value
            The one value.

        Examples
        --------
        >>> Estimate.exactly(5).spread
        0
        """
        return cls(value, value, value)

    @property
    def mean(self) -> float:
        """Expected value by Swanson's rule: 0.3 low + 0.4 likely + 0.3 high.

        Notes
        -----
        A. Hurst, G. C. Brown and R. I. Swanson, "Swanson's 30-40-30 Rule", *AAPG Bulletin* 84(12),
        2000, 1883-1891: the mean of a moderately skewed distribution from its P10, P50 and P90.
        The most likely value stands in for the P50.
        """
        return self.likely + 0.3 * (self.low - self.likely) + 0.3 * (self.high - self.likely)

    @property
    def spread(self) -> float:
        """Width of the range, high minus low."""
        return self.high - self.low

    @property
    def ordered(self) -> bool:
        """Whether low ≤ likely ≤ high."""
        return self.low <= self.likely <= self.high

    def __add__(self, other: Estimate) -> Estimate:
        """Add end to end: the mean is exact, the range widest, as if both moved together."""
        return Estimate(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def scaled(self, factor: float) -> Estimate:
        """Return the estimate times a factor, its range kept in order.

        Parameters
        ----------
        factor
            Any finite number; a negative one turns low into high.

        Examples
        --------
        >>> Estimate(1, 2, 4).scaled(-1)
        Estimate(low=-4, likely=-2, high=-1)
        """
        ends = (self.low * factor, self.high * factor)
        low, high = ends if factor >= 0 else ends[::-1]
        return Estimate(low, self.likely * factor, high)


@shape
class EffortEstimate:
    """How long a piece of work takes, as written in a theory.

    Parameters
    ----------
    likely
        The most likely effort.
    low
        What it takes at best one time in ten, or nothing.
    high
        What it takes at worst one time in ten, or nothing.

    Examples
    --------
    >>> effort = EffortEstimate(likely="60 days", low="40 days", high="120 days")
    >>> effort.days.mean, effort.has_range
    (72.0, True)
    """

    likely: Duration
    low: Duration | None = None
    high: Duration | None = None

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read a plain text such as ``60 days`` as the most likely effort."""
        return {"likely": value} if isinstance(value, str | Duration) else value

    @property
    def has_range(self) -> bool:
        """Whether both ends of the range were given."""
        return self.low is not None and self.high is not None

    @property
    def days(self) -> Estimate:
        """The effort in days of work; an end that was not given equals the most likely value.

        Such an estimate says nothing of the uncertainty: ask :attr:`has_range` first.
        """
        likely = self.likely.working_days
        low = likely if self.low is None else self.low.working_days
        high = likely if self.high is None else self.high.working_days
        return Estimate(low, likely, high)
