"""Small drawings in a line of text: a row of values, and how far a share has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Strokes:
    """The characters that are drawn with, each one cell wide.

    Parameters
    ----------
    levels
        From the lowest value to the highest.
    full, empty
        What a bar is filled with, and what it is made of beyond.
    below, above
        That a share is less than nothing, or more than the whole.
    arrow
        From one figure to another; any width.
    more
        That a text was cut.
    plain
        What stands in place of characters that cannot be written.
    """

    levels: str
    full: str
    empty: str
    below: str
    above: str
    arrow: str
    more: str
    plain: dict[int, str]

    def written(self, text: str) -> str:
        """Return a text of the library's own in characters that can be written."""
        return text.translate(self.plain) if self.plain else text


BLOCKS = Strokes(
    levels="▁▂▃▄▅▆▇█",
    full="█",
    empty="·",
    below="‹",
    above="›",
    arrow="→",
    more="…",
    plain={},
)
"""Blocks, as nearly every terminal shows them."""

ASCII = Strokes(
    levels="_.-:=+*#",
    full="#",
    empty=".",
    below="<",
    above=">",
    arrow="->",
    more="~",
    plain=str.maketrans(
        {"−": "-", "–": "-", "…": "~", "±": "+-", "≤": "<=", "≥": ">=", "·": ".", "×": "x"}
    ),
)
"""What every terminal shows."""


def strokes_for(encoding: str | None) -> Strokes:
    """Return blocks where an encoding has them, else ASCII.

    Parameters
    ----------
    encoding
        That of the terminal; ``None`` where it is not known.

    Examples
    --------
    >>> strokes_for("utf-8") is BLOCKS, strokes_for("cp1252") is ASCII, strokes_for(None) is ASCII
    (True, True, True)
    """
    drawn = f"{BLOCKS.levels}{BLOCKS.empty}{BLOCKS.below}{BLOCKS.above}{BLOCKS.arrow}{BLOCKS.more}"
    try:
        drawn.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BLOCKS


def sparkline(values: Sequence[float], most: int, strokes: Strokes = BLOCKS) -> str:
    """Draw the last values, each a cell, from the lowest of them to the highest.

    Parameters
    ----------
    values
        Finite numbers in the order of time; how far apart their days are is not drawn.
    most
        How many are drawn.
    strokes
        What is drawn with.

    Returns
    -------
    str
        One cell a value; in the middle where all are equal, empty where there is none.

    Examples
    --------
    >>> sparkline([71, 72, 73, 76], 12), sparkline([5, 5], 12), sparkline([9, 1, 2, 3], 3)
    ('▁▂▄█', '▅▅', '▁▅█')
    """
    drawn = values[-most:] if most else ()
    if not drawn:
        return ""
    low, high = min(drawn), max(drawn)
    top = len(strokes.levels) - 1
    if low == high:
        return strokes.levels[len(strokes.levels) // 2] * len(drawn)
    half, width = low / 2, high / 2 - low / 2  # halves: no overflow between the largest floats
    return "".join(strokes.levels[int((each / 2 - half) / width * top + 0.5)] for each in drawn)


def meter(share: float | None, width: int, strokes: Strokes = BLOCKS) -> str:
    """Draw a share as a bar, with a mark on the side where it lies outside.

    Parameters
    ----------
    share
        0 is nothing, 1 the whole; ``None`` where it is not known, and then nothing is drawn.
    width
        The cells of the bar; a cell for the mark on either side comes on top.
    strokes
        What is drawn with.

    Examples
    --------
    >>> meter(0.34, 10), meter(1.2, 10), meter(-0.1, 10), meter(None, 10)
    (' ███······· ', ' ██████████›', '‹·········· ', '            ')
    """
    if not width:
        return ""
    if share is None:
        return " " * (width + 2)
    length = int(min(1.0, max(0.0, share)) * width + 0.5)
    left = strokes.below if share < 0 else " "
    right = strokes.above if share > 1 else " "
    return f"{left}{strokes.full * length}{strokes.empty * (width - length)}{right}"
