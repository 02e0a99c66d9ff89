"""What a written figure may stand for: an interval, and the arithmetic of intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from theoryofchange.quantity import Quantity
from theoryofchange.quantity.numerals import NUMERAL, unmarked
from theoryofchange.record import record

ROUND = 0.005
"""Round thousands are taken as rounded to three digits: to half a percent of the figure at most."""


@record
class Interval:
    """All numbers from ``low`` to ``high``; either end may be infinite.

    Sums, differences and products hold every value that their parts can make (Moore 1966); where a
    part occurs twice they hold more, never less.

    Examples
    --------
    >>> Interval(1, 2) * Interval(-3, 4), Interval(1, 2) / Interval(4, 5)
    (Interval(low=-6, high=8), Interval(low=0.2, high=0.5))
    """

    low: float
    high: float

    @classmethod
    def of(cls, value: float) -> Interval:
        """Return one number as an interval."""
        return cls(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("it divides by what may be zero")
        return self * Interval(1 / other.high, 1 / other.low)

    def meets(self, other: Interval) -> bool:
        """Tell whether a number lies in both, the last bits of a float aside."""
        ends = [end for end in (self.low, self.high, other.low, other.high) if math.isfinite(end)]
        slack = 1e-12 * max(map(abs, ends), default=0.0)
        return self.low <= other.high + slack and other.low <= self.high + slack

    def widened(self, by: float) -> Interval:
        """Return the interval with a margin on both sides."""
        return Interval(self.low - by, self.high + by)


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the least interval that holds some others, of which there is at least one."""
    held = list(intervals)
    return Interval(min(each.low for each in held), max(each.high for each in held))


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def interval_of(quantity: Quantity) -> Interval | None:
    """Return what a written figure may stand for, in the unit in which it is written.

    Parameters
    ----------
    quantity
        The figure as written.

    Returns
    -------
    Interval or None
        Half a unit of the last written digit about the figure: ``80 %`` is 79.5 to 80.5. A figure
        that ends in zeros before the decimal mark may be rounded further, to :data:`ROUND` of
        itself at most: 120000 is 119400 to 120600. A bound leaves its side open; a range goes from
        end to end. ``None`` for what is no figure, for ranks, scores and dates, and for a mere
        margin (``± 5``).

    Examples
    --------
    >>> interval_of(Quantity.read("80 %")), interval_of(Quantity.read(120000))
    (Interval(low=79.5, high=80.5), Interval(low=119400.0, high=120600.0))
    >>> interval_of(Quantity.read("€1.2M")), interval_of(Quantity.read("at least 5"))
    (Interval(low=1150000.0, high=1250000.0), Interval(low=4.5, high=inf))
    """
    value = quantity.value
    if value is None or quantity.kind in ("date", "rank", "score") or quantity.bound == "+-":
        return None
    margin = _margin(quantity.text, value)
    if quantity.kind == "range":
        upper = value if quantity.upper is None else quantity.upper
        return Interval(value, upper).widened(margin)
    low = -math.inf if quantity.bound in ("<", "<=") else value - margin
    high = math.inf if quantity.bound in (">", ">=") else value + margin
    return Interval(low, high)


def _margin(text: str, value: float) -> float:
    """Return how far a figure may be rounded, by the digits that are written."""
    found = re.search(NUMERAL, text)
    digits = unmarked(found[0].lower().partition("e")[0]) if found else None
    if digits is None:
        return 0.0
    whole, _, decimals = digits.partition(".")
    scale = abs(value / float(digits)) if float(digits) else 1.0
    zeros = 0 if decimals else len(whole) - len(whole.rstrip("0"))
    last = 0.5 * scale * 10.0 ** -len(decimals)
    return max(last, min(last * 10.0**zeros, ROUND * abs(value)))
