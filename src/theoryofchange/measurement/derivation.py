"""Numbers and texts as a derivation shows them, and the one check every number passes."""

from __future__ import annotations

import math
import sys


def number(value: float) -> str:
    """Write a number for a derivation: twelve significant digits, no trailing zeros.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    str
        The number; a negative one in brackets, so that a formula stays readable.

    Examples
    --------
    >>> number(80.0), number(0.1 + 0.2), number(-4423)
    ('80', '0.3', '(-4423)')
    """
    text = plain(value)
    return f"({text})" if text.startswith("-") else text


def plain(value: float) -> str:
    """Write a number as :func:`number` does, without brackets, for use in a sentence.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> plain(-2.5)
    '-2.5'
    """
    return f"{value:.12g}"


def said(value: float) -> str:
    """Write a figure in a sentence: four decimals, or as many digits as tell a small one.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    str
        The number; the row that it comes from holds all of its digits.

    Examples
    --------
    >>> said(72.7170868347), said(0.00012345678), said(80.0)
    ('72.7171', '0.000123457', '80')
    """
    return plain(round(value, 4) if abs(value) >= 1 else float(f"{value:.6g}"))


def shortened(text: str, most: int = 80) -> str:
    """Return a text cut to a length, with a mark where it is cut.

    Examples
    --------
    >>> shortened("rather few", most=7)
    'rather…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def require_finite(**values: float | None) -> None:
    """Refuse what is not a number: handing in ``nan`` or an infinity is a caller's mistake.

    Parameters
    ----------
    **values
        Numbers by the name the caller knows them by; ``None`` is absent, and allowed.

    Raises
    ------
    ValueError
        If one of them is ``nan`` or infinite.

    Examples
    --------
    >>> require_finite(actual=74.0, baseline=None)
    >>> require_finite(actual=float("nan"))
    Traceback (most recent call last):
        ...
    ValueError: actual must be a finite number or None, not nan
    """
    for name, value in values.items():
        if value is not None and not math.isfinite(value):
            raise ValueError(f"{name} must be a finite number or None, not {value}")


def rounding(*values: float | None) -> float:
    """Give the slack that keeps decimals from missing a boundary they stand on.

    ``1.1 − 1.0`` is a little more than ``0.1`` in binary. A few subtractions and products of
    neighbouring size err by less than eight units in the last place of the largest.

    Parameters
    ----------
    *values
        The numbers that enter a comparison; ``None`` is absent.

    Returns
    -------
    float
        The slack, in the unit of the numbers.

    Examples
    --------
    >>> 1.1 - 1.0 <= 0.1, 1.1 - 1.0 <= 0.1 + rounding(1.1, 1.0)
    (False, True)
    """
    return (
        8
        * sys.float_info.epsilon
        * max((abs(value) for value in values if value is not None), default=0.0)
    )
