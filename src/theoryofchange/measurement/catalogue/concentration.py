"""How much of the value few customers bring: Lorenz curve, Gini coefficient, value tiers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from theoryofchange.measurement.catalogue.moments import column
from theoryofchange.measurement.catalogue.special import normal_quantile
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Interval,
    NoFigure,
    Statistic,
    absent,
    checked_level,
    clipped,
    figure,
    no_interval,
    told,
)
from theoryofchange.measurement.derivation import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[np.float64]

JACKKNIFE = "jackknife over customers"
LINEAR = "linearised Lorenz curve"
_GINI = "Σ (2 rank − n − 1) value / (n Σ value)"
_CORRECTED = "Σ (2 rank − n − 1) value / ((n − 1) Σ value)"
_TIER = "value of the tier / value of all"
_FEWEST = 2

Correction = Literal["none", "small sample"]


def gini(values: ArrayLike, *, correction: Correction = "none", level: float = LEVEL) -> Statistic:
    """Return how unequally value is spread over customers: 0 alike, towards 1 all with one.

    Parameters
    ----------
    values
        What each customer is worth, from 0 on.
    correction
        ``small sample`` multiplies by n / (n − 1), so that one who has everything gives 1.
    level
        Level of the interval, between 0 and 1.

    Returns
    -------
    Statistic
        The Gini coefficient (Gini 1912) with a jackknife interval (Karagiannis and Kovacevic 2000).
        None without customers or value, and where a value is absent or negative; corrected also of
        one customer.

    Raises
    ------
    TypeError
        If values are no sequence of numbers.
    ValueError
        If there is no such correction, or the level is not between 0 and 1.

    Examples
    --------
    >>> values = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    >>> round(gini(values).value, 7), round(gini(values, correction="small sample").value, 7)
    (0.4620911, 0.5134346)
    """
    level = checked_level(level)
    if correction not in ("none", "small sample"):
        raise ValueError(f"correction is none or small sample, not {correction!r}")
    given = column("values", values)
    symbols = _GINI if correction == "none" else _CORRECTED

    def compute() -> Statistic:
        held = _sorted(given)
        n = len(held)
        if correction != "none" and n < _FEWEST:
            raise NoFigure("the correction for a small sample needs two customers")
        factor = 1.0 if correction == "none" else n / (n - 1)
        value = factor * _gini(held)
        return Statistic(
            value=value,
            interval=_jackknife(held, value, factor, correction, level),
            n=n,
            formula=f"{symbols} = {plain(value)}",
        )

    return told(compute, symbols, method=JACKKNIFE, level=level, n=len(given))


@dataclass(frozen=True, slots=True, kw_only=True)
class LorenzPoint:
    """A point of the Lorenz curve.

    Parameters
    ----------
    customers
        The share of customers, the least valuable first.
    value
        The share of value that they bring.
    """

    customers: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lorenz:
    """The share of value that each share of the customers brings.

    Parameters
    ----------
    points
        From (0, 0) to (1, 1), the least valuable first.
    n
        How many customers.
    reason
        Why there is no point; ``None`` where there are.
    """

    points: tuple[LorenzPoint, ...]
    n: int
    reason: str | None = None


def lorenz(values: ArrayLike, *, points: int = 101) -> Lorenz:
    """Return the Lorenz curve (Lorenz 1905).

    Parameters
    ----------
    values
        What each customer is worth, from 0 on.
    points
        How many points at most, from 2 on: evenly spread over the customers, straight between.

    Returns
    -------
    Lorenz
        A point for each customer and one for nobody, where these are not more than asked for.

    Raises
    ------
    TypeError
        If values are no sequence of numbers.
    ValueError
        If fewer than two points are asked for.

    Examples
    --------
    >>> [(p.customers, p.value) for p in lorenz([1, 3, 4, 2]).points]
    [(0.0, 0.0), (0.25, 0.1), (0.5, 0.3), (0.75, 0.6), (1.0, 1.0)]
    """
    import numpy as np

    if points < _FEWEST:
        raise ValueError(f"a curve has at least two points, not {points}")
    given = column("values", values)
    try:
        held = _sorted(given)
    except NoFigure as none:
        return Lorenz(points=(), n=len(given), reason=str(none))
    heights = np.concatenate(([0.0], np.cumsum(held)))
    heights /= heights[-1]
    places = np.linspace(0, len(held), min(points, len(held) + 1))
    reached = np.interp(places, np.arange(len(heights)), heights)
    pairs = zip((places / len(held)).tolist(), reached.tolist(), strict=True)
    return Lorenz(
        points=tuple(LorenzPoint(customers=one, value=other) for one, other in pairs), n=len(held)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A tier of customers by value.

    Parameters
    ----------
    customers
        How many it holds.
    of_customers
        The share of all customers that is.
    value
        What they bring, in the unit of the values.
    of_value
        The share of all value that is.
    """

    customers: int
    of_customers: float
    value: float
    of_value: Statistic


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """Customers in tiers by value.

    Parameters
    ----------
    tiers
        The most valuable first.
    n
        How many customers.
    reason
        Why there is no tier; ``None`` where there are.
    """

    tiers: tuple[Tier, ...]
    n: int
    reason: str | None = None


def value_tiers(
    values: ArrayLike, *, shares: Sequence[float] = (0.05, 0.15), level: float = LEVEL
) -> Tiers:
    """Return what the most valuable customers bring, and the next, and the rest.

    Parameters
    ----------
    values
        What each customer is worth, from 0 on.
    shares
        The share of the customers that each tier but the last is to hold, the most valuable first;
        together below 1. A tier ends with the first customer at which its share is reached.
    level
        Level of the intervals, between 0 and 1.

    Returns
    -------
    Tiers
        One more than there are shares, with the interval of the share of value by linearisation
        (Langel and Tillé 2011). None without customers or value, where a value is absent or
        negative, and where there are too few customers for every tier to hold one.

    Raises
    ------
    TypeError
        If values or shares are no numbers.
    ValueError
        If a share is not above 0, or together they are not below 1.

    Examples
    --------
    >>> told = value_tiers([80, *[5] * 3, *[0.3125] * 16])
    >>> [(tier.customers, tier.of_value.value) for tier in told.tiers]
    [(1, 0.8), (3, 0.15), (16, 0.05)]
    """
    level = checked_level(level)
    given = column("values", values)
    parts = [Fraction(str(figure("shares", each))) for each in shares]
    if not parts or min(parts) <= 0 or sum(parts) >= 1:
        raise ValueError(f"shares are above 0 and together below 1, not {tuple(shares)}")
    try:
        held = _sorted(given)[::-1]
        ends = [math.ceil(sum(parts[: i + 1]) * len(held)) for i in range(len(parts))]
        bounds = [0, *ends, len(held)]
        if any(low >= high for low, high in pairwise(bounds)):
            raise NoFigure(f"{len(held)} customers are too few for {len(parts) + 1} tiers")
    except NoFigure as none:
        return Tiers(tiers=(), n=len(given), reason=str(none))
    spans = pairwise(bounds)
    return Tiers(tiers=tuple(_tier(held, *span, level) for span in spans), n=len(held))


def top_share(values: ArrayLike, *, top: float = 0.2, level: float = LEVEL) -> Statistic:
    """Return the share of value that the most valuable customers bring: the 80 of 80/20.

    Parameters
    ----------
    values
        What each customer is worth, from 0 on.
    top
        The share of customers that is looked at, above 0 and below 1.
    level
        As in :func:`value_tiers`, as is what is returned and raised.

    Examples
    --------
    >>> top_share([80, 5, 5, 5, 5]).value
    0.8
    """
    found = value_tiers(values, shares=(top,), level=level)
    if found.reason is not None:
        return absent(_TIER, found.reason, method=LINEAR, level=level, n=found.n)
    return found.tiers[0].of_value


def _tier(held: Vector, low: int, high: int, level: float) -> Tier:
    """Return the tier from one place to another of values in falling order."""
    import numpy as np

    n, total = len(held), float(held.sum())
    value = float(held[low:high].sum())
    part = value / total
    above = _over(held, high) - _over(held, low)
    squares = float(np.sum((above - part * held - (above - part * held).mean()) ** 2))
    if n == 1 or squares <= 0:
        reason = "their values do not differ, or all are in it"
        interval = no_interval(reason, method=LINEAR, level=level)
    else:
        reach = normal_quantile(level) * math.sqrt(squares * n / (n - 1)) / total
        ends = (part - reach, part + reach)
        interval = clipped(*ends, method=LINEAR, level=level, least=0.0, most=1.0)
    formula = f"{_TIER} = {plain(value)} / {plain(total)} = {plain(part)}"
    share = Statistic(value=part, interval=interval, n=n, formula=formula)
    return Tier(customers=high - low, of_customers=(high - low) / n, value=value, of_value=share)


def _over(held: Vector, place: int) -> Vector:
    """Return by how much each value exceeds the one at the end of a tier."""
    import numpy as np

    if place == 0:
        return np.zeros_like(held)
    if place == len(held):
        return held
    over: Vector = np.maximum(held - held[place - 1], 0.0)
    return over


def _sorted(values: Vector) -> Vector:
    """Return values in rising order, if they can be shared out."""
    import numpy as np

    if len(values) == 0:
        raise NoFigure("there is no customer")
    absent_ones, below = int((~np.isfinite(values)).sum()), int((values < 0).sum())
    if absent_ones:
        raise NoFigure(f"{absent_ones} of {len(values)} values are absent or infinite")
    if below:
        raise NoFigure(f"{below} of {len(values)} values are negative, and no share of a whole")
    if not values.any():
        raise NoFigure("there is no value to share out: all are 0")
    return np.sort(values)


def _gini(held: Vector) -> float:
    import numpy as np

    n = len(held)
    if held[0] == held[-1]:
        return 0.0
    ranks = np.arange(1, n + 1)
    return float(((2 * ranks - n - 1) * held).sum() / (n * held.sum()))


def _jackknife(
    held: Vector, value: float, factor: float, correction: Correction, level: float
) -> Interval:
    """Leave out one customer after the other, all at once by running sums."""
    import numpy as np

    n = len(held)
    if n <= _FEWEST:
        told = "leaving one out needs three customers"
        return no_interval(told, method=JACKKNIFE, level=level)
    ranks = np.arange(1, n + 1)
    after = held.sum() - np.cumsum(held)
    rest = held.sum() - held
    if (rest <= 0).any():
        told = "one customer has all the value: without it there is none"
        return no_interval(told, method=JACKKNIFE, level=level)
    ranked = (ranks * held).sum() - ranks * held - after
    m = n - 1
    each = 2 * ranked / (m * rest) - (m + 1) / m
    each = each if correction == "none" else each * m / (m - 1)
    spread = math.sqrt(m / n * float(((each - each.mean()) ** 2).sum()))
    if value == 0 or spread <= 0:
        told = "all customers are alike: their spread says nothing of how others differ"
        return no_interval(told, method=JACKKNIFE, level=level)
    reach = normal_quantile(level) * spread
    ends = (value - reach, value + reach)
    return clipped(*ends, method=JACKKNIFE, level=level, least=0.0, most=1.0)
