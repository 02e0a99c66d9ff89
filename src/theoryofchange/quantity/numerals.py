"""Digits as people group and scale them, read to floats and written back."""

from __future__ import annotations

import math
import re

NUMERAL = r"(?:\d{1,3}(?: \d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*|[.,]\d+)(?:[eE][+-]?\d+)?"
"""A run of digits with its decimal and thousands marks and its exponent, if any."""

TWO_MEANINGS = r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,eE])"
"""One mark before exactly three digits: of thousands or of decimals, by the writer's country."""

_FULL_WIDTH = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
_PLAIN = _FULL_WIDTH | {
    ord("−"): "-",
    ord("﹣"): "-",
    ord("﹪"): "%",
    ord("￥"): "¥",
    ord("￡"): "£",
}
_GLUED = re.compile(r"(?<=[\d+千万萬亿億])(?=(?:of|to|out|and|or|per)\b)", re.IGNORECASE)
_TAG = r"<[A-Za-z/!][^<>]*>"


def plain_text(text: str) -> str:
    r"""Return text without HTML tags, with half-width signs and single spaces.

    A word that joins two numbers stands apart from the first: ``5of 7`` is ``5 of 7``.

    Examples
    --------
    >>> plain_text("<b>９５％</b> or\u00a0more")
    '95% or more'
    """
    plain = text.translate(_PLAIN)
    if "<" in plain:
        plain = re.sub(_TAG, " ", plain)
    return _GLUED.sub(" ", " ".join(plain.split()))


def read_numeral(digits: str, exponent: int = 0) -> float | None:
    """Return the number that a match of :data:`NUMERAL` writes, times a power of ten.

    Parameters
    ----------
    digits
        Digits with decimal and thousands marks: a comma before exactly three digits marks
        thousands (``1,200`` is 1200), any other lone comma or dot is the decimal mark
        (``1,5`` is 1.5, ``1.200`` is 1.2); where two marks differ the last is the decimal mark
        (``1.200,50`` is 1200.5). Spaces and apostrophes only ever mark thousands.
    exponent
        Power of ten of a scale word, such as 6 for *million*. It is joined to the digits before
        they are rounded to a float, so that ``1.1 million`` is exactly 1100000.

    Returns
    -------
    float or None
        None where the marks fit no way of writing a number (``1.2.3``) or it is too large.
    """
    mantissa, _, own = digits.lower().partition("e")
    plain = unmarked(mantissa)
    if plain is None or len(own) > 5:
        return None
    value = float(f"{plain}e{int(own or 0) + exponent}")
    return value + 0.0 if math.isfinite(value) else None


def write_number(value: float) -> str:
    """Return the shortest text that :func:`read_numeral` reads back to the same float.

    Examples
    --------
    >>> write_number(1200000.0), write_number(0.55), write_number(1e21)
    ('1200000', '0.55', '1e+21')
    """
    return repr(float(value)).removesuffix(".0")


def unmarked(digits: str) -> str | None:
    """Return digits without thousands marks and with a point as the decimal mark.

    Parameters
    ----------
    digits
        As :func:`read_numeral` takes them, without an exponent.

    Returns
    -------
    str or None
        None where the marks fit no way of writing a number.

    Examples
    --------
    >>> unmarked("1.200,50"), unmarked("1,200"), unmarked("1.2.3")
    ('1200.50', '1200', None)
    """
    marks = [sign for sign in digits if not sign.isdecimal()]
    if not marks:
        return digits
    last, others = marks[-1], set(marks) - {marks[-1]}
    if not others:
        return _one_mark(digits, last, len(marks))
    whole, _, decimals = digits.rpartition(last)
    groups = whole.split(others.pop())
    if others or last not in ".," or marks.count(last) > 1 or not _are_thousands(groups):
        return None
    return f"{''.join(groups)}.{decimals}"


def _one_mark(digits: str, mark: str, count: int) -> str | None:
    groups = digits.split(mark)
    if (mark != "." or count > 1) and _are_thousands(groups):
        return "".join(groups)
    return ".".join(groups) if mark in ".," and count == 1 else None


def _are_thousands(groups: list[str]) -> bool:
    """Tell whether groups of digits are thousands, or lakhs and crores (``12,34,567``)."""
    first, *middle, last = groups
    even = {len(group) for group in middle} in (set(), {2}, {3})
    return 1 <= len(first) <= 3 and int(first) > 0 and even and len(last) == 3
