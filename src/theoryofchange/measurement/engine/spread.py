"""The interval of a mean and of a ratio, from sums of squares and products."""

from __future__ import annotations

from math import sqrt

from theoryofchange.measurement.catalogue.special import normal_quantile, student_quantile

LEVEL = 0.95
_TOLD = 1e-9
"""What share of the squares must be left: sums are kept with twelve digits, and differ by less."""
_FEW = 200
"""Up to how many degrees of freedom Student's t is not taken from its expansion."""


def ratio_interval(
    n: int, top: float, bottom: float, squares: tuple[float, float, float]
) -> tuple[float, float] | None:
    """Return the 95 % interval of the ratio of two totals by the delta method.

    The variance of Σy ÷ Σx is that of what each case leaves over, y − r x (Cochran 1977, *Sampling
    Techniques*, chapter 6), with Student's t of n − 1 degrees of freedom. Where every x is 1 that
    is the interval of a mean.

    Parameters
    ----------
    n
        How many cases: rows, or entities.
    top, bottom
        Σy and Σx; the latter is not 0.
    squares
        Σy², Σx² and Σxy.

    Returns
    -------
    tuple of float or None
        ``None`` of fewer than two cases, and where their spread is lost among the digits of the
        sums, as where all are alike.

    Examples
    --------
    The differences in sleep of ten patients with two drugs (Student 1908): 1.58 on average, from
    0.70 to 2.46.

    >>> differences = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    >>> total, squared = sum(differences), sum(each * each for each in differences)
    >>> low, high = ratio_interval(10, total, 10, (squared, 10, total))
    >>> round(low, 4), round(high, 4)
    (0.7001, 2.4599)
    """
    if n < 2:
        return None
    ratio = top / bottom
    yy, xx, xy = squares
    terms = (yy, -2 * ratio * xy, ratio * ratio * xx)
    left = sum(terms)
    if left <= _TOLD * sum(map(abs, terms)):
        return None
    reach = _student(n - 1) * sqrt(left * n / (n - 1)) / abs(bottom)
    return ratio - reach, ratio + reach


def _student(degrees: int) -> float:
    """Return the 97.5 % point of Student's t; of many degrees by Abramowitz and Stegun 26.7.5.

    Examples
    --------
    >>> abs(_student(201) - student_quantile(LEVEL, 201)) < 1e-8
    True
    """
    if degrees <= _FEW:
        return student_quantile(LEVEL, degrees)
    z = normal_quantile(LEVEL)
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )
