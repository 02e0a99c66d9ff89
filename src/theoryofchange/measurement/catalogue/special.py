"""Quantiles and tails of the distributions that intervals and tests need.

Each is a closed form or a continued fraction that converges to the last places of a float, so that
the catalogue needs no more than the standard library and numpy.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300
_SETTLED = 4e-16
_MOST_TERMS = 10_000


def normal_quantile(level: float) -> float:
    """Return what a standard normal variable stays within, on both sides of 0, at a level.

    Parameters
    ----------
    level
        Between 0 and 1.

    Examples
    --------
    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    return NormalDist().inv_cdf((1 + level) / 2)


@lru_cache(maxsize=256)
def student_quantile(level: float, degrees: float) -> float:
    """Return what a variable of Student's t stays within, on both sides of 0, at a level.

    Parameters
    ----------
    level
        Between 0 and 1.
    degrees
        Degrees of freedom, above 0; they need not be whole.

    Examples
    --------
    >>> round(student_quantile(0.95, 10), 6), round(student_quantile(0.95, 1), 5)
    (2.228139, 12.7062)
    """
    tail = 1 - level
    low, high = 0.0, max(1.0, normal_quantile(level))
    while student_tail(high, degrees) > tail:
        low, high = high, high * 2
    while high - low > 4 * math.ulp(high):
        middle = (low + high) / 2
        low, high = (middle, high) if student_tail(middle, degrees) > tail else (low, middle)
    return high


def student_tail(value: float, degrees: float) -> float:
    """Return how likely a variable of Student's t is at least as far from 0 as a value.

    Examples
    --------
    >>> round(student_tail(2.228139, 10), 6)
    0.05
    """
    return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + value * value))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function by its continued fraction (DLMF 8.17.22).

    Parameters
    ----------
    a, b
        Above 0.
    x
        From 0 to 1.

    Examples
    --------
    >>> round(incomplete_beta(2, 3, 0.5), 6)
    0.6875
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log1p(-x)) / a
    return front * _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """Evaluate the continued fraction from the front, by Lentz's method."""
    value, upper, lower = 1.0, 1.0, 0.0
    for step in range(1, _MOST_TERMS):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1 / _nonzero(1 + term * lower)
        upper = _nonzero(1 + term / upper)
        value *= upper * lower
        if abs(upper * lower - 1) < _SETTLED:
            break
    return 1 / value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def chi_square_tail(value: float, degrees: int) -> float:
    """Return how likely a chi-square variable is at least a value.

    Parameters
    ----------
    value
        From 0 on.
    degrees
        Degrees of freedom, from 1 on: whole, so that the sum is finite (DLMF 8.4).

    Examples
    --------
    >>> round(chi_square_tail(3.841459, 1), 6), round(chi_square_tail(5.991465, 2), 6)
    (0.05, 0.05)
    """
    half = value / 2
    if half <= 0:
        return 1.0
    odd = degrees % 2
    tail = math.erfc(math.sqrt(half)) if odd else 0.0
    first = 0.5 if odd else 0.0
    powers = (first + step for step in range((degrees - odd) // 2))
    return math.fsum(
        (tail, *(math.exp(p * math.log(half) - half - math.lgamma(p + 1)) for p in powers))
    )


def digamma(value: float) -> float:
    """Return the derivative of the logarithm of the gamma function (DLMF 5.5.2, 5.11.2).

    Parameters
    ----------
    value
        Above 0.

    Examples
    --------
    >>> round(digamma(1.0), 12)
    -0.577215664902
    """
    shift = 0.0
    while value < 16:
        shift -= 1 / value
        value += 1
    square = 1 / (value * value)
    series = 1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132)))
    return shift + math.log(value) - 0.5 / value - square * series
