"""What customers spend at a time: Gamma-Gamma (Fader and Hardie 2013; Colombo and Jiang 1999).

Each customer has a mean of its own about which its orders vary (gamma, shape p); the means differ
between customers (q, v). How much it spends must not go with how often it buys.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from theoryofchange.measurement.catalogue.likelihood import Fit, fit
from theoryofchange.measurement.catalogue.moments import column
from theoryofchange.measurement.catalogue.special import digamma
from theoryofchange.measurement.catalogue.statistic import NoFigure
from theoryofchange.measurement.derivation import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[np.float64]

NAMES = ("p", "q", "v")
FORMULA = "log-likelihood of Gamma-Gamma"


@dataclass(frozen=True, slots=True)
class SpendModel:
    """Customers of Gamma-Gamma with known parameters.

    Parameters
    ----------
    p
        Shape of what the orders of one customer are worth.
    q, v
        Shape and scale of how customers differ; v is an amount.

    Examples
    --------
    >>> model = SpendModel(6.25, 3.74, 15.45)
    >>> model.expected([2], [22.35]).round(2).tolist(), round(model.mean, 2)
    ([24.67], 35.24)
    """

    p: float
    q: float
    v: float

    @classmethod
    def of(cls, fitted: Fit) -> Self:
        """Return the model of a fit.

        Raises
        ------
        NoFigure
            Where the data did not tell the parameters.
        """
        if fitted.values is None:
            raise NoFigure(fitted.reason or "")
        return cls(*fitted.values)

    @property
    def mean(self) -> float:
        """What an order of a customer is worth of whom nothing is known: p v / (q − 1).

        Raises
        ------
        NoFigure
            Where q is at most 1, and there is no such mean.
        """
        if self.q <= 1:
            raise NoFigure(f"q is {plain(self.q)}: means differ so much that they have no mean")
        return self.p * self.v / (self.q - 1)

    def expected(self, repeats: ArrayLike, spend: ArrayLike) -> Vector:
        """Return what an order of each customer is worth.

        Parameters
        ----------
        repeats
            How many orders the customer's mean is over, from 0 on.
        spend
            That mean; of no use where there are none.

        Returns
        -------
        numpy.ndarray
            ``p (v + x z) / (p x + q − 1)``: between the mean of all customers and the customer's
            own, the nearer to this the more orders it has.

        Raises
        ------
        NoFigure
            Where q is at most 1.
        TypeError, ValueError
            As :func:`fit_spending`.
        """
        x, z = _columns(repeats, spend)
        base = self.mean * (self.q - 1)
        result: Vector = (base + self.p * x * z) / (self.p * x + self.q - 1)
        return result


def fit_spending(repeats: ArrayLike, spend: ArrayLike) -> Fit:
    """Fit Gamma-Gamma to the customers that bought again.

    Parameters
    ----------
    repeats
        How many repeat orders each customer has: numbers from 0 on.
    spend
        What they were worth on average; only that of customers with repeat orders is looked at.

    Returns
    -------
    Fit
        ``p``, ``q``, ``v``, over the customers with repeat orders. None where there is none, where
        one of them spent nothing or less, and where the data do not tell a parameter.

    Raises
    ------
    TypeError
        If one is no sequence of numbers.
    ValueError
        If they differ in length, or one is absent or negative.
    """
    import numpy as np

    x, z = _columns(repeats, spend)
    again = x > 0
    x, z = x[again], z[again]
    reason = None
    if len(x) == 0:
        reason = "no customer ordered again"
    elif (z <= 0).any():
        reason = f"{int((z <= 0).sum())} of {len(z)} customers spent nothing, or less"
    if reason is not None:
        return Fit(
            names=NAMES,
            values=None,
            covariance=None,
            log_likelihood=None,
            n=len(x),
            formula=FORMULA,
            reason=reason,
        )
    counts, place = np.unique(x, return_inverse=True)
    unit = float(z.mean())
    data = _Data(counts, place, x, z / unit)
    found = fit(NAMES, (2.0, 2.0, 1.0), data.slope, n=len(x), formula=FORMULA)
    return found.in_unit("v", unit, len(x))


def _columns(repeats: Any, spend: Any) -> tuple[Vector, Vector]:
    import numpy as np

    x, z = column("repeats", repeats), column("spend", spend)
    if len(x) != len(z):
        raise ValueError(f"repeats and spend go together: there are {len(x)} and {len(z)}")
    if not (np.isfinite(x) & (x >= 0)).all():
        raise ValueError("repeats is a number from 0 on, for every customer")
    if not np.isfinite(z[x > 0]).all():
        raise ValueError("spend is a number for every customer with repeat orders")
    return x, np.where(x > 0, z, 0.0)


class _Data:
    """Customers as the likelihood wants them; gamma functions once for each number of orders."""

    def __init__(self, counts: Vector, place: NDArray[np.intp], x: Vector, z: Vector) -> None:
        self.counts, self.place, self.x, self.z = counts, place, x, z

    def slope(self, held: Vector) -> tuple[float, Vector]:
        """Return the log-likelihood and its gradient by p, q and v."""
        import numpy as np

        p, q, v = held.tolist()
        x, z = self.x, self.z
        log_total = np.log(x * z + v)
        rise = self._each(lambda c: math.lgamma(p * c + q) - math.lgamma(p * c)) - math.lgamma(q)
        value = rise + q * math.log(v) + p * x * np.log(x * z) - np.log(z) - (p * x + q) * log_total
        both = self._each(lambda c: digamma(p * c + q))
        gradient = (
            x * (both - self._each(lambda c: digamma(p * c)) + np.log(x * z) - log_total),
            both - digamma(q) + math.log(v) - log_total,
            q / v - (p * x + q) / (x * z + v),
        )
        return float(value.sum()), np.array([float(each.sum()) for each in gradient])

    def _each(self, of: Any) -> Vector:
        import numpy as np

        return np.array([of(count) for count in self.counts.tolist()])[self.place]
