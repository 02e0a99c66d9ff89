"""A figure of the catalogue: its value, its interval, and what it was computed from.

What cannot be computed is ``None`` and says why. Data that cannot give a figure (nobody asked, a
zero denominator, an absent value) is answered that way; a call that is wrong whatever the data
raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Integral, Real
from typing import Any

from theoryofchange.measurement.derivation import number, plain
from theoryofchange.record import record

LEVEL = 0.95
"""The level of an interval, unless another is asked for."""


class NoFigure(ValueError):  # noqa: N818 - it is an answer, not an error
    """Why a figure cannot be computed."""


@record
class Interval:
    """Between what the figure lies, at a level, or why that cannot be told.

    Parameters
    ----------
    low, high
        Its ends, in the unit of the figure; ``None`` where an end cannot be told.
    level
        How often such an interval holds the true figure: 0.95 is 19 times in 20.
    method
        How it was computed. It says so where an end was clipped to what is possible.
    reason
        Why an end is ``None``; ``None`` where neither is.
    """

    low: float | None
    high: float | None
    level: float
    method: str
    reason: str | None = None


@record
class Statistic:
    """A figure with its interval and its derivation, or why there is none.

    Parameters
    ----------
    value
        The figure; ``None`` where it cannot be computed.
    interval
        Between what it lies.
    n
        How many observations it stands on.
    formula
        The derivation: the formula, with the numbers put in where there are any.
    reason
        Why ``value`` is ``None``; ``None`` where it is not.

    Examples
    --------
    >>> from theoryofchange.measurement.catalogue import share
    >>> told = share(81, 263)
    >>> told.formula
    '81 / 263 = 0.307984790875'
    >>> round(told.interval.low, 4), round(told.interval.high, 4), told.interval.method
    (0.2553, 0.3662, 'Wilson')
    >>> share(0, 0).reason
    'the whole is 0'
    """

    value: float | None
    interval: Interval
    n: int
    formula: str
    reason: str | None = None


def absent(
    formula: str, reason: str, *, method: str, level: float = LEVEL, n: int = 0
) -> Statistic:
    """Return a figure that cannot be computed, with the reason.

    Parameters
    ----------
    formula
        The formula, in symbols.
    reason
        Why it cannot be computed.
    method
        How its interval would have been computed.
    level
        Its level.
    n
        How many observations there are.
    """
    return Statistic(
        value=None,
        interval=no_interval(reason, method=method, level=level),
        n=n,
        formula=formula,
        reason=reason,
    )


def no_interval(reason: str, *, method: str, level: float = LEVEL) -> Interval:
    """Return an interval that cannot be computed, with the reason."""
    return Interval(low=None, high=None, level=level, method=method, reason=reason)


def clipped(
    low: float,
    high: float,
    *,
    method: str,
    level: float,
    least: float | None = None,
    most: float | None = None,
) -> Interval:
    """Return an interval within what is possible, and say where that cost it something.

    Parameters
    ----------
    low, high
        Its ends.
    method, level
        How it was computed, and its level.
    least, most
        What is possible; ``None`` where that is open.

    Examples
    --------
    >>> clipped(-1.2, 0.1, method="Wald", level=0.95, least=-1, most=1)
    Interval(low=-1, high=0.1, level=0.95, method='Wald, clipped to −1 and above')
    """
    if least is not None and low < least:
        low, method = least, f"{method}, clipped to {_minus(least)} and above"
    if most is not None and high > most:
        high, method = most, f"{method}, clipped to {_minus(most)} and below"
    return Interval(low=low, high=high, level=level, method=method)


def _minus(value: float) -> str:
    return plain(value).replace("-", "−")


def shown(symbols: str, figures: Mapping[str, float], value: float) -> str:
    """Return a formula with the numbers put in, and what it gives.

    Parameters
    ----------
    symbols
        The formula, each symbol in braces.
    figures
        The number of each symbol.
    value
        What it gives.

    Examples
    --------
    >>> shown("{part} / {whole}", {"part": 3.0, "whole": 4.0}, 0.75)
    '3 / 4 = 0.75'
    """
    return f"{symbols.format(**{k: number(v) for k, v in figures.items()})} = {plain(value)}"


def words(symbols: str) -> str:
    """Return a formula in symbols, as it reads where there are no numbers."""
    return symbols.replace("{", "").replace("}", "").replace("_", " ")


def whole_number(name: str, value: Any) -> int:
    """Read a count.

    Parameters
    ----------
    name
        What the caller calls it.
    value
        A whole number from 0 on, of any numeric type; ``None`` where an engine counted nothing.

    Raises
    ------
    NoFigure
        Where it is ``None``.
    TypeError
        If it is no number.
    ValueError
        If it is negative, or not whole.

    Examples
    --------
    >>> whole_number("answers", 12.0)
    12
    """
    held = figure(name, value)
    if held < 0 or held != int(held):
        raise ValueError(f"{name} is a count, a whole number from 0 on, not {plain(held)}")
    return int(value) if isinstance(value, Integral) else int(held)


def figure(name: str, value: Any) -> float:
    """Read a finite number.

    Parameters
    ----------
    name
        What the caller calls it.
    value
        A number of any numeric type; ``None`` where there is none.

    Raises
    ------
    NoFigure
        Where it is ``None``, or ``nan``, as engines say it.
    TypeError
        If it is no number.
    ValueError
        If it is infinite.
    """
    from decimal import Decimal
    from math import isinf, isnan

    if value is None:
        raise NoFigure(f"there is no figure for {name}")
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise TypeError(f"{name} is a number, not {value!r}")
    held = float(value)
    if isnan(held):
        raise NoFigure(f"there is no figure for {name}")
    if isinf(held):
        raise ValueError(f"{name} is a finite number, not {held}")
    return held


def checked_level(level: float) -> float:
    """Return the level of an interval, if it is one.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is not between 0 and 1: 95 % is 0.95.
    """
    held = figure("level", level)
    if not 0 < held < 1:
        raise ValueError(f"level is between 0 and 1 (95 % is 0.95), not {plain(held)}")
    return held


def told(
    compute: Callable[[], Statistic], symbols: str, *, method: str, level: float, n: int = 0
) -> Statistic:
    """Compute a figure, or answer why it cannot be computed.

    Parameters
    ----------
    compute
        Gives the figure, or raises :class:`NoFigure`.
    symbols
        The formula, each symbol in braces.
    method, level
        How the interval is computed, and its level.
    n
        How many observations there are.
    """
    try:
        return compute()
    except NoFigure as none:
        return absent(words(symbols), str(none), method=method, level=level, n=n)
