"""Figures of a table: which mark of theirs is the decimal one, and dates among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from theoryofchange.interop.table.periods import Convention, day_of
from theoryofchange.interop.table.words import with_sign
from theoryofchange.quantity import Quantity

_DECIMAL_COMMA = re.compile(r"\d\.\d{3},\d|(?<![\d.,])\d+,\d{1,2}(?![\d,.])|(?<![\d.,])\d+,\d{4,}")
_DECIMAL_DOT = re.compile(r"\d,\d{3}\.\d|(?<![\d.,])\d+\.\d{1,2}(?![\d.,])|(?<![\d.,])\d+\.\d{4,}")
_OPEN_DOT = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,])")
_OPEN_COMMA = re.compile(r"(?<![\d.,])\d{1,3},\d{3}(?![\d.,])")


@dataclass(frozen=True, slots=True)
class Figures:
    """How the figures of one table are written.

    Parameters
    ----------
    comma
        Whether a comma is the decimal mark: some figures can be read no other way, and none says
        otherwise.
    open
        Figures of which it cannot be told whether their dot marks thousands.
    convention
        What dates leave open.
    """

    comma: bool
    open: tuple[str, ...]
    convention: Convention

    def read(self, cell: str) -> str:
        """Return a figure as a quantity reads it.

        With a decimal dot, the sign of a bound that is said in words, a date as 2026-12-31.

        Examples
        --------
        >>> german = figures_of(["12,5", "1.200"], Convention())
        >>> german.read("1.200"), german.read("≤ 3,5 %"), german.read("31.12.2026")
        ('1200', '≤ 3,5 %', '2026-12-31')
        """
        if self.comma:
            cell = _OPEN_DOT.sub(lambda found: found[0].replace(".", ""), cell)
            cell = _OPEN_COMMA.sub(lambda found: found[0].replace(",", "."), cell)
        if Quantity.read(cell).readable:
            return cell
        signed = with_sign(cell)
        if signed is not None and Quantity.read(signed).readable:
            return signed
        day = day_of(cell, self.convention)
        return cell if day is None else day.isoformat()


def figures_of(cells: Iterable[str], convention: Convention) -> Figures:
    """Return how figures are written, by all of them together.

    Examples
    --------
    >>> figures_of(["1.200", "3"], Convention()).open
    ('1.200',)
    """
    cells = [cell for cell in dict.fromkeys(cells) if any(mark in cell for mark in ".,")]
    comma = any(map(_DECIMAL_COMMA.search, cells))
    dot = any(map(_DECIMAL_DOT.search, cells))
    unclear = () if comma != dot else tuple(cell for cell in cells if _OPEN_DOT.search(cell))
    return Figures(comma and not dot, unclear, convention)
