"""Shares of customers or answers, with the interval of Wilson (1927).

It stays within 0 and 1 and is no point where nobody or everybody counts: of nobody among twenty, up
to 16 % may still be. Newcombe (1998) compares it with six others. One unit is one customer, or one
answer of a customer; where customers come in several times, see
:mod:`theoryofchange.measurement.catalogue.ratios`.
"""

from __future__ import annotations

import math
from typing import Any

from theoryofchange.measurement.catalogue.special import normal_quantile
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Interval,
    NoFigure,
    Statistic,
    checked_level,
    shown,
    told,
    whole_number,
)

METHOD = "Wilson"
_COUNTED = {
    "answers": "answers",
    "at_start": "customers at the start",
    "entered": "entries",
    "customers": "customers",
    "asked": "answers",
}


def wilson(part: int, whole: int, level: float = LEVEL) -> Interval:
    """Return the interval of a share by Wilson's score method.

    Parameters
    ----------
    part
        How many count, from 0 to ``whole``.
    whole
        How many there are, at least 1.
    level
        Between 0 and 1.

    Returns
    -------
    Interval
        The shares π of which the one observed is no further away than z √(π (1 − π) / whole).

    Examples
    --------
    >>> none = wilson(0, 20)
    >>> none.low, round(none.high, 4)
    (0.0, 0.1611)
    """
    z = normal_quantile(level)
    spread = z * math.sqrt(z * z + 4 * part * (whole - part) / whole)
    scale = 2 * (whole + z * z)
    low = 0.0 if part == 0 else (2 * part + z * z - spread) / scale
    high = 1.0 if part == whole else (2 * part + z * z + spread) / scale
    return Interval(low=low, high=high, level=level, method=METHOD)


def share(part: Any, whole: Any, *, level: float = LEVEL) -> Statistic:
    """Return a share of a whole.

    Parameters
    ----------
    part
        How many count; ``None`` where nothing was counted.
    whole
        How many there are.
    level
        Level of the interval, between 0 and 1.

    Returns
    -------
    Statistic
        ``part / whole`` with Wilson's interval. None where the whole is 0.

    Raises
    ------
    TypeError
        If a count is no number.
    ValueError
        If one is negative or not whole, or the part exceeds the whole.

    Examples
    --------
    >>> round(share(1, 29).interval.high, 4)
    0.1718
    """
    return _share("part", part, "whole", whole, level)


def top_box(satisfied: Any, answers: Any, *, level: float = LEVEL) -> Statistic:
    """Return customer satisfaction: the share of answers in the top boxes of the scale.

    Parameters
    ----------
    satisfied
        Answers in the top boxes: 4 and 5 of 5.
    answers
        All answers.
    level
        As in :func:`share`, as is what is returned and raised.

    Examples
    --------
    >>> top_box(81, 263).formula
    '81 / 263 = 0.307984790875'
    """
    return _share("satisfied", satisfied, "answers", answers, level)


def customer_churn(lost: Any, at_start: Any, *, level: float = LEVEL) -> Statistic:
    """Return the share of the customers at the start of a period who are none at its end.

    Parameters
    ----------
    lost
        Those of them who left within the period.
    at_start
        Customers at its start. Those who came within it count nowhere.
    level
        As in :func:`share`, as is what is returned and raised.

    Examples
    --------
    >>> round(customer_churn(15, 148).interval.low, 4)
    0.0624
    """
    return _share("lost", lost, "at_start", at_start, level)


def customer_retention(kept: Any, at_start: Any, *, level: float = LEVEL) -> Statistic:
    """Return the share of the customers at the start of a period who still are at its end.

    Parameters
    ----------
    kept
        Those of them who are customers at its end.
    at_start
        Customers at its start.
    level
        As in :func:`share`, as is what is returned and raised.

    Examples
    --------
    >>> customer_retention(133, 148).n
    148
    """
    return _share("kept", kept, "at_start", at_start, level)


def conversion(converted: Any, entered: Any, *, level: float = LEVEL) -> Statistic:
    """Return the share of those who entered a step who reached the one that is asked about.

    Parameters
    ----------
    converted
        Those of them who did.
    entered
        Those who entered, and whose time to convert is over.
    level
        As in :func:`share`, as is what is returned and raised.

    Examples
    --------
    >>> conversion(1, 29).value == 1 / 29
    True
    """
    return _share("converted", converted, "entered", entered, level)


def connection_strength(strong: Any, customers: Any, *, level: float = LEVEL) -> Statistic:
    """Return the share of customers with a strong connection: served, not only sold to.

    Parameters
    ----------
    strong
        Customers with a strong one.
    customers
        All, those without any connection among them.
    level
        As in :func:`share`, as is what is returned and raised.

    Examples
    --------
    >>> connection_strength(0, 0).reason
    'there are no customers'
    """
    return _share("strong", strong, "customers", customers, level)


def recommenders(recommended: Any, asked: Any, *, level: float = LEVEL) -> Statistic:
    """Return word of mouth: the share of customers who say that they recommended it.

    Parameters
    ----------
    recommended
        Those who did, within the time that was asked about.
    asked
        All who answered.
    level
        As in :func:`share`, as is what is returned and raised.

    Examples
    --------
    >>> recommenders(12, 80).value
    0.15
    """
    return _share("recommended", recommended, "asked", asked, level)


def _share(one: str, part: Any, other: str, whole: Any, level: float) -> Statistic:
    symbols, level = f"{{{one}}} / {{{other}}}", checked_level(level)

    def compute() -> Statistic:
        total, counted = whole_number(other, whole), whole_number(one, part)
        if counted > total:
            raise ValueError(f"{one} ({counted}) is part of {other} ({total}) and cannot exceed it")
        if total == 0:
            raise NoFigure(
                f"there are no {_COUNTED[other]}" if other in _COUNTED else "the whole is 0"
            )
        value = counted / total
        return Statistic(
            value=value,
            interval=wilson(counted, total, level),
            n=total,
            formula=shown(symbols, {one: counted, other: total}, value),
        )

    return told(compute, symbols, method=METHOD, level=level)
