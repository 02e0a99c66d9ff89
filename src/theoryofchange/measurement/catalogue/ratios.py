"""Ratios over customers: Σ x ÷ Σ y, where a customer counts in both as often as it comes in.

Orders of one customer resemble each other, so the customer is the unit, not the order. The delta
method (Cochran 1977, chapter 6; Deng and others 2018) takes the variance of a ratio from what each
customer leaves over, x − ratio · y, with Student's t of n − 1 degrees of freedom; where every y is
1, that is the interval of a mean.
"""

from __future__ import annotations

import math

from theoryofchange.measurement.catalogue.moments import Moments, Sums
from theoryofchange.measurement.catalogue.proportion import wilson
from theoryofchange.measurement.catalogue.special import student_quantile
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Interval,
    NoFigure,
    Statistic,
    checked_level,
    clipped,
    no_interval,
    shown,
    told,
)
from theoryofchange.measurement.derivation import plain

METHOD = "delta method over customers"
ONE = "one customer alone says nothing of how customers differ"
ALIKE = "all customers are alike: their spread says nothing of how others differ"


def ratio(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the ratio of two sums over customers.

    Parameters
    ----------
    moments
        The sums: x above, y below, one pair a customer.
    level
        Level of the interval, between 0 and 1.

    Returns
    -------
    Statistic
        ``Σx / Σy``. None without a customer, and where Σy is 0. Its interval is none of one
        customer, and where all have the same ratio.

    Raises
    ------
    TypeError
        If it is not given :class:`Moments`.
    ValueError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> told = ratio(Moments.of([60.0, 45.0, 30.0], [2, 1, 1]))
    >>> told.formula, round(told.interval.low, 3), round(told.interval.high, 3)
    ('135 / 4 = 33.75', 15.265, 52.235)
    """
    return ratio_of("x", "y", moments, level)


def customer_effort(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the customer effort score: the mean answer.

    Parameters
    ----------
    moments
        x: the sum of a customer's answers; y: how many it gave.
    level
        As in :func:`ratio`, as is what is returned and raised.

    Examples
    --------
    >>> customer_effort(Moments.of([5, 12, 6], [1, 2, 1])).value
    5.75
    """
    return ratio_of("answered", "answers", moments, level)


def purchase_frequency(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return how many orders a customer places in the period.

    Parameters
    ----------
    moments
        x: a customer's orders in the period; y: 1 for each customer.
    level
        As in :func:`ratio`, as is what is returned and raised.

    Examples
    --------
    >>> purchase_frequency(Moments.of([1, 4, 2, 1], [1, 1, 1, 1])).value
    2.0
    """
    return ratio_of("orders", "customers", moments, level, least=0.0)


def purchase_interval(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the days between two orders of a customer.

    Parameters
    ----------
    moments
        x: days from a customer's first order to the last; y: its orders less one. Only customers
        with at least two orders.
    level
        As in :func:`ratio`, as is what is returned and raised.

    Examples
    --------
    >>> purchase_interval(Moments.of([90, 30], [3, 1])).value
    30.0
    """
    return ratio_of("days", "intervals", moments, level, least=0.0)


def average_order_value(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return what an order is worth.

    Parameters
    ----------
    moments
        x: a customer's revenue; y: its orders.
    level
        As in :func:`ratio`, as is what is returned and raised.

    Examples
    --------
    >>> average_order_value(Moments.of([60.0, 45.0, 30.0], [2, 1, 1])).value
    33.75
    """
    return ratio_of("revenue", "orders", moments, level)


def relationship_length(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return how long today's customers have been customers, in days.

    Parameters
    ----------
    moments
        x: days since a customer's first order; y: 1 for each customer.
    level
        As in :func:`ratio`, as is what is returned and raised.

    Examples
    --------
    >>> relationship_length(Moments.of([400, 20, 210], [1, 1, 1])).value
    210.0
    """
    return ratio_of("days", "customers", moments, level, least=0.0)


def acquisition_cost(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return what a new customer costs.

    Parameters
    ----------
    moments
        x: the cost of a campaign, or of a week; y: the new customers that came of it. Here the
        campaign is what counts as one.
    level
        As in :func:`ratio`, as is what is returned and raised.

    Examples
    --------
    >>> acquisition_cost(Moments.of([9000, 3000], [100, 20])).value
    100.0
    """
    return ratio_of("cost", "new_customers", moments, level, least=0.0)


def referrals(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return how many new customers a customer brings.

    Parameters
    ----------
    moments
        x: new customers who came by a customer's word; y: 1 for each customer.
    level
        As in :func:`ratio`, as is what is returned and raised.

    Examples
    --------
    >>> referrals(Moments.of([0, 2, 0, 1], [1, 1, 1, 1])).value
    0.75
    """
    return ratio_of("referred", "customers", moments, level, least=0.0)


def share_of_wallet(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the share that customers spend with us of all that they spend on the category.

    Parameters
    ----------
    moments
        x: what a customer spends with us; y: all that it spends on the category.
    level
        As in :func:`ratio`, as is what is returned and raised; the interval stays within 0 and 1.

    Examples
    --------
    >>> share_of_wallet(Moments.of([20, 50, 5], [100, 60, 90])).value
    0.3
    """
    return part_of("spent_with_us", "spent_in_all", moments, level)


def first_contact_resolution(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the share of contacts that were solved at the first.

    Parameters
    ----------
    moments
        x: a customer's contacts that were solved at the first; y: all its contacts.
    level
        As in :func:`ratio`, as is what is returned and raised. Where every customer made one
        contact, the interval is Wilson's; else it stays within 0 and 1.

    Examples
    --------
    >>> first_contact_resolution(Moments.of([1, 0, 1], [1, 1, 1])).interval.method
    'Wilson'
    """
    return part_of("solved_at_first", "contacts", moments, level)


def repeat_rate(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the share of customers who ordered again.

    Parameters
    ----------
    moments
        x: 1 for a customer with at least two orders, else 0; y: 1 for each customer. Over several
        periods in one figure, x and y are how many periods that is true of.
    level
        As in :func:`first_contact_resolution`, as is what is returned and raised.

    Examples
    --------
    >>> repeat_rate(Moments.of([1, 0, 1, 1], [1, 1, 1, 1])).value
    0.75
    """
    return part_of("ordered_again", "customers", moments, level)


def part_of(above: str, below: str, moments: Moments, level: float) -> Statistic:
    """Return a ratio whose upper sum is part of its lower one.

    Parameters
    ----------
    above, below
        What the sums are called in the formula.
    moments, level
        As in :func:`ratio`, as is what is returned and raised; the interval stays within 0 and 1.
    """
    return ratio_of(above, below, moments, level, least=0.0, most=1.0)


def ratio_of(
    above: str,
    below: str,
    moments: Moments,
    level: float,
    *,
    least: float | None = None,
    most: float | None = None,
) -> Statistic:
    """Return a ratio under the names that its sums have.

    Parameters
    ----------
    above, below
        What the sums are called in the formula.
    moments, level
        As in :func:`ratio`, as is what is returned and raised.
    least, most
        What is possible; ``None`` where that is open.
    """
    symbols, level = f"{{{above}}} / {{{below}}}", checked_level(level)
    if not isinstance(moments, Moments):
        raise TypeError(f"give the sums, as in Moments.of(x, y), not {moments!r}")

    def compute() -> Statistic:
        sums = moments.complete
        if sums.y == 0:
            raise NoFigure("the denominator is 0")
        value = sums.x / sums.y
        if most is not None and not 0 <= value <= most:
            raise NoFigure(f"a part cannot be {plain(value)} of its whole: look at the data")
        return Statistic(
            value=value,
            interval=_interval(sums, value, level, least, most),
            n=sums.n,
            formula=shown(symbols, {above: sums.x, below: sums.y}, value),
        )

    return told(compute, symbols, method=METHOD, level=level, n=moments.n or 0)


def _interval(
    sums: Sums, value: float, level: float, least: float | None, most: float | None
) -> Interval:
    if most is not None and sums.y == sums.yy == sums.n and sums.x == sums.xx:
        return wilson(round(sums.x), sums.n, level)
    if sums.n == 1:
        return no_interval(ONE, method=METHOD, level=level)
    squares = sums.squares(value)
    if squares == 0:
        return no_interval(ALIKE, method=METHOD, level=level)
    spread = math.sqrt(squares * sums.n / (sums.n - 1)) / abs(sums.y)
    reach = student_quantile(level, sums.n - 1) * spread
    low, high = value - reach, value + reach
    return clipped(low, high, method=METHOD, level=level, least=least, most=most)
