"""Positive parameters that make data most likely, with the certainty that the data give them.

Newton's method on the logarithms of the parameters, damped (Marquardt 1963) so that each step
gains. The gradient is exact; the curvature is taken from it by central differences.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

METHOD = "Wald on the logarithm, from the observed information"
_STEPS = 200
_FARTHEST = 14.0
"""How far the logarithm of a parameter goes before it is taken to have no end."""
_SETTLED = 1e-9
"""Slope of the mean log-likelihood of a customer at which the search ends."""
_APART = 1e-5
_ROUNDING = 1e-12
_STEEPEST = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Parameters fitted by maximum likelihood, or why there are none.

    Parameters
    ----------
    names
        The names of the parameters.
    values
        Their values, above 0; ``None`` where the data do not tell them.
    covariance
        That of their logarithms, row by row; ``None`` where the data do not tell it.
    log_likelihood
        The natural logarithm of the likelihood at the values; ``None`` as they are.
    n
        How many customers.
    formula
        What was maximised.
    reason
        Why ``values`` is ``None``; ``None`` where it is not.
    """

    names: tuple[str, ...]
    values: tuple[float, ...] | None
    covariance: tuple[tuple[float, ...], ...] | None
    log_likelihood: float | None
    n: int
    formula: str
    reason: str | None = None

    def parameter(self, name: str, *, level: float = LEVEL) -> Statistic:
        """Return one parameter with its interval.

        Parameters
        ----------
        name
            One of ``names``.
        level
            Level of the interval, between 0 and 1.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        level = checked_level(level)
        if name not in self.names:
            raise KeyError(f"the parameters are {', '.join(self.names)}, and none is {name}")
        if self.values is None:
            reason = self.reason or ""
            return absent(self.formula, reason, method=METHOD, level=level, n=self.n)
        place = self.names.index(name)
        value = self.values[place]
        return Statistic(
            value=value,
            interval=self._interval(place, value, level),
            n=self.n,
            formula=f"{name} at the largest {self.formula}",
        )

    def in_unit(self, name: str, unit: float, densities: float) -> Fit:
        """Return the same where one parameter, and the data, are told in another unit.

        Parameters
        ----------
        name
            The parameter that has a unit.
        unit
            What one of the units of the fit is in the other.
        densities
            How many densities by that unit the likelihood is a product of.
        """
        if self.values is None or self.log_likelihood is None:
            return self
        pairs = zip(self.names, self.values, strict=True)
        return replace(
            self,
            values=tuple(value * unit if each == name else value for each, value in pairs),
            log_likelihood=self.log_likelihood - densities * math.log(unit),
        )

    def _interval(self, place: int, value: float, level: float) -> Interval:
        variance = None if self.covariance is None else self.covariance[place][place]
        return around(value, variance, level=level, method=METHOD)


def around(value: float, variance: float | None, *, level: float, method: str) -> Interval:
    """Return the interval of a figure of whose logarithm the variance is known.

    Parameters
    ----------
    value
        The figure, above 0.
    variance
        That of its logarithm; ``None`` where the data do not tell it.
    level, method
        Level of the interval, and how the variance was found.

    Returns
    -------
    Interval
        None where the data leave the figure open by a factor of a million.

    Examples
    --------
    >>> told = around(10.0, 0.01, level=0.95, method="Wald")
    >>> round(told.low, 2), round(told.high, 2)
    (8.22, 12.17)
    """
    reach = None if variance is None else normal_quantile(level) * math.sqrt(variance)
    if reach is None or reach > _FARTHEST:
        return no_interval("the data do not bound it", method=method, level=level)
    low, high = value * math.exp(-reach), value * math.exp(reach)
    return Interval(low=low, high=high, level=level, method=method)


def fit(
    names: Sequence[str],
    start: Sequence[float],
    slope: Callable[[Vector], tuple[float, Vector]],
    *,
    n: int,
    formula: str,
) -> Fit:
    """Return the parameters that make data most likely.

    Parameters
    ----------
    names
        Their names.
    start
        Where to begin, above 0.
    slope
        Gives, for parameters, the log-likelihood and its gradient by the parameters.
    n
        How many customers the data hold.
    formula
        What is maximised, in words.

    Returns
    -------
    Fit
        None where a parameter grows or shrinks without end, and where no step gains any more
        before the gradient vanishes.
    """
    import numpy as np

    def in_logs(place: Vector) -> tuple[float, Vector]:
        held = np.exp(place)
        value, gradient = slope(held)
        return value, gradient * held

    try:
        place, value, information = _climb(in_logs, np.log(np.asarray(start, float)), names, n)
    except NoFigure as none:
        return Fit(
            names=tuple(names),
            values=None,
            covariance=None,
            log_likelihood=None,
            n=n,
            formula=formula,
            reason=str(none),
        )
    return Fit(
        names=tuple(names),
        values=tuple(np.exp(place).tolist()),
        covariance=_inverse(information),
        log_likelihood=value,
        n=n,
        formula=formula,
    )


def _climb(
    slope: Callable[[Vector], tuple[float, Vector]], place: Vector, names: Sequence[str], n: int
) -> tuple[Vector, float, Vector]:
    """Return the place of the maximum, what it is, and the information there."""
    import numpy as np

    begin = place
    value, gradient = slope(place)
    damping = 1e-3
    for _ in range(_STEPS):
        information = _information(slope, place)
        if np.abs(gradient).max() <= _SETTLED * n:
            return place, value, information
        while True:
            scale = np.abs(np.diag(information)) + _SETTLED * n
            step = np.linalg.solve(_positive(information) + np.diag(damping * scale), gradient)
            tried = place + np.clip(step, -2, 2)
            reached, steeper = slope(tried)
            steepness = np.abs(gradient).max(), np.abs(steeper).max()
            level = reached >= value - _ROUNDING * abs(value) and steepness[1] < steepness[0]
            if reached > value or level:
                break
            damping *= 10
            if damping > _STEEPEST:
                raise NoFigure("the search for the largest likelihood came to a halt")
        place, value, gradient, damping = tried, reached, steeper, max(damping / 10, 1e-12)
        for name, far in zip(names, (place - begin).tolist(), strict=True):
            if abs(far) > _FARTHEST:
                way = "grows" if far > 0 else "shrinks"
                raise NoFigure(f"{name} {way} without end: the data do not tell it")
    raise NoFigure(f"no largest likelihood was found in {_STEPS} steps")


def _information(slope: Callable[[Vector], tuple[float, Vector]], place: Vector) -> Vector:
    """Return minus the curvature."""
    import numpy as np

    axes = np.eye(len(place)) * _APART
    rows = [slope(place - axis)[1] - slope(place + axis)[1] for axis in axes]
    square = np.array(rows) / (2 * _APART)
    return (square + square.T) / 2


def _positive(information: Vector) -> Vector:
    """Return a matrix in which every direction that curves the wrong way is turned."""
    import numpy as np

    values, axes = np.linalg.eigh(information)
    turned: Vector = (axes * np.abs(values)) @ axes.T
    return turned


def _inverse(information: Vector) -> tuple[tuple[float, ...], ...] | None:
    import numpy as np

    values = np.linalg.eigvalsh(information)
    if values[0] <= values[-1] * 1e-12:
        return None
    return tuple(tuple(row) for row in np.linalg.inv(information).tolist())
