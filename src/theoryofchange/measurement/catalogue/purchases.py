"""How often customers will buy again: BG/NBD (Fader, Hardie and Lee 2005).

While a customer is alive, it buys at random at a rate of its own; after each purchase it may be
gone for good, with a probability of its own. Rates are gamma (r, α), probabilities beta (a, b).
Three figures a customer are enough: repeat purchases, when the last one was, and how long it is
known, all counted from its first purchase.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from theoryofchange.measurement.catalogue.likelihood import Fit, fit
from theoryofchange.measurement.catalogue.moments import column
from theoryofchange.measurement.catalogue.statistic import NoFigure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[np.float64]

NAMES = ("r", "alpha", "a", "b")
FORMULA = "log-likelihood of BG/NBD"
_LEFT_OUT = 1e-15
"""Probability of the terms that the sum of expected purchases leaves out."""


@dataclass(frozen=True, slots=True)
class PurchaseModel:
    """Customers of BG/NBD with known parameters.

    Parameters
    ----------
    r, alpha
        Shape and rate of the gamma distribution of purchase rates; alpha is a time.
    a, b
        Of the beta distribution of the probability to be gone after a purchase.

    Examples
    --------
    >>> model = PurchaseModel(0.2426, 4.4135, 0.7929, 2.4258)
    >>> round(float(model.expected(39, [2], [30.43], [38.86])[0]), 3)
    1.226
    """

    r: float
    alpha: float
    a: float
    b: float

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

    def alive(self, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Vector:
        """Return the probability that each customer will still buy.

        Parameters
        ----------
        repeats, recency, age
            As in :func:`fit_purchases`.

        Returns
        -------
        numpy.ndarray
            From 0 to 1; 1 for who never bought again, since only a purchase is an occasion to go.

        Raises
        ------
        TypeError, ValueError
            As :func:`summary_columns`.
        """
        import numpy as np

        x, t, length = summary_columns(repeats, recency, age)
        since = (self.r + x) * (np.log(self.alpha + length) - np.log(self.alpha + t))
        gone = np.exp(since + np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1))
        result: Vector = 1 / (1 + np.where(x > 0, gone, 0.0))
        return result

    def expected(
        self,
        horizon: float,
        repeats: ArrayLike,
        recency: ArrayLike,
        age: ArrayLike,
    ) -> Vector:
        """Return how many purchases each customer is expected to make.

        Parameters
        ----------
        horizon
            How far ahead, from 0 on, in the unit of recency and age.
        repeats, recency, age
            As in :func:`fit_purchases`.

        Returns
        -------
        numpy.ndarray
            One a customer: equation 10 of the paper, as a sum of positive terms. With every rate
            gamma, the number of purchases if nobody went is negative binomial; of the k-th, the
            customer is there with probability (b + x)ₖ₋₁ / (a + b + x)ₖ₋₁.

        Raises
        ------
        TypeError, ValueError
            As :func:`summary_columns`; also if the horizon is negative.
        """
        import numpy as np

        if not 0 <= horizon < float("inf"):
            raise ValueError(f"horizon is a time from 0 on, not {horizon}")
        x, _, length = summary_columns(repeats, recency, age)
        counts, known = self.r + x, self.alpha + length
        ahead = horizon / (known + horizon)
        log_chance = counts * np.log1p(-ahead)
        left, there = -np.expm1(log_chance), np.ones_like(counts)
        made, k = np.zeros_like(counts), 0
        most = float((counts * horizon / known).max(initial=0.0))
        while left.max(initial=0.0) > _LEFT_OUT:
            made += left * there
            there *= (self.b + x + k) / (self.a + self.b + x + k)
            log_chance += np.log(ahead * (counts + k) / (k + 1))
            k += 1
            chance = np.exp(log_chance)
            left = np.maximum(left - chance, 0.0)
            if k > most and chance.max() < _LEFT_OUT:
                break
        result: Vector = made * self.alive(repeats, recency, age)
        return result


def fit_purchases(repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Fit:
    """Fit BG/NBD to customers.

    Parameters
    ----------
    repeats
        How often each bought after its first purchase: whole numbers from 0 on.
    recency
        When it last did so, as the time since its first purchase; 0 where it never did.
    age
        The time from its first purchase to the end of the data, in the same unit.

    Returns
    -------
    Fit
        ``r``, ``alpha``, ``a``, ``b``. None without customers, without repeat purchases, and where
        the data do not tell a parameter, as where nobody ever seems to go.

    Raises
    ------
    TypeError, ValueError
        As :func:`summary_columns`.
    """
    import numpy as np

    x, t, length = summary_columns(repeats, recency, age)
    if len(x) == 0 or not x.any():
        who = "customer" if len(x) == 0 else "repeat purchase"
        return Fit(
            names=NAMES,
            values=None,
            covariance=None,
            log_likelihood=None,
            n=len(x),
            formula=FORMULA,
            reason=f"there is no {who}",
        )
    unit = float(length.mean())
    columns = np.stack((x, t / unit, length / unit), axis=1)
    rows, weights = np.unique(columns, axis=0, return_counts=True)
    data = _Data(rows, weights.astype(float))
    found = fit(NAMES, (1.0, 1.0, 1.0, 1.0), data.slope, n=len(x), formula=FORMULA)
    return found.in_unit("alpha", unit, float(x.sum()))


def summary_columns(repeats: Any, recency: Any, age: Any) -> tuple[Vector, Vector, Vector]:
    """Return the figures of customers as arrays, if they can be.

    Parameters
    ----------
    repeats, recency, age
        As in :func:`fit_purchases`.

    Raises
    ------
    TypeError
        If one is no sequence of numbers.
    ValueError
        If they differ in length, one is absent or negative, repeats are not whole, or a customer
        bought last after the end, or at a time that does not go with its repeats.
    """
    import numpy as np

    names = ("repeats", "recency", "age")
    held = [column(name, v) for name, v in zip(names, (repeats, recency, age), strict=True)]
    x, t, length = held
    if len({len(each) for each in held}) > 1:
        raise ValueError("repeats, recency and age go together: one of each for every customer")
    for name, each in zip(names, held, strict=True):
        if not (np.isfinite(each) & (each >= 0)).all():
            raise ValueError(f"{name} is a number from 0 on, for every customer")
    if (x != np.floor(x)).any():
        raise ValueError("repeats are whole numbers: purchases after the first")
    if (t > length).any():
        raise ValueError("recency exceeds age: both count from the first purchase")
    if ((x == 0) != (t == 0)).any():
        raise ValueError("recency is 0 where nothing was bought again, and only there")
    return x, t, length


class _Data:
    """Customers as the likelihood wants them: each combination of figures once, with its weight."""

    def __init__(self, rows: Vector, weights: Vector) -> None:
        import numpy as np

        self.x, self.t, self.age = rows.T
        self.weights = weights
        self.whole = self.x.astype(np.int64)
        self.steps = np.arange(int(self.x.max()), dtype=np.float64)

    def slope(self, held: Vector) -> tuple[float, Vector]:
        """Return the log-likelihood and its gradient by r, α, a and b."""
        import numpy as np

        r, alpha, a, b = held.tolist()
        x, weights = self.x, self.weights
        stays = -(r + x) * np.log(alpha + self.age)
        back = np.maximum(x, 1) - 1
        goes = np.log(a) - np.log(b + back) - (r + x) * np.log(alpha + self.t)
        goes = np.where(x > 0, goes, -np.inf)
        either = np.logaddexp(stays, goes)
        gone = np.exp(goes - either)
        kept = 1 - gone
        value = self._rise(r) + r * np.log(alpha) + self._rise(b) - self._rise(a + b) + either
        whole = self._slope(a + b)
        gradient = (
            self._slope(r)
            + np.log(alpha)
            - kept * np.log(alpha + self.age)
            - gone * np.log(alpha + self.t),
            r / alpha - (r + x) * (kept / (alpha + self.age) + gone / (alpha + self.t)),
            gone / a - whole,
            self._slope(b) - whole - gone / (b + back),
        )
        return float(weights @ value), np.array([float(weights @ each) for each in gradient])

    def _rise(self, start: float) -> Vector:
        """Return ln Γ(start + x) − ln Γ(start), which is a sum of logarithms."""
        import numpy as np

        return self._summed(np.log(start + self.steps))

    def _slope(self, start: float) -> Vector:
        """Return its derivative."""
        return self._summed(1 / (start + self.steps))

    def _summed(self, terms: Vector) -> Vector:
        import numpy as np

        sums: Vector = np.concatenate(([0.0], np.cumsum(terms)))[self.whole]
        return sums
