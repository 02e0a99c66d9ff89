"""Figures and days as a caller gives them: what is none is refused by the name of its argument."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, SupportsFloat

from theoryofchange.measurement.derivation import require_finite, shortened
from theoryofchange.quantity import Quantity
from theoryofchange.shape import read_date

Figure = SupportsFloat | None
Day = dt.date | str | None


def numbers(**figures: Figure) -> Iterator[float | None]:
    """Return figures as numbers, in the order of the arguments that they are."""
    return (number(name, figure) for name, figure in figures.items())


def number(name: str, figure: Figure) -> float | None:
    """Return a figure as a number.

    Raises
    ------
    TypeError, ValueError
        Where it is none, by the name of the argument and with what to give.
    """
    if figure is None:
        return None
    try:
        if isinstance(figure, str | bytes | bool):
            raise TypeError
        held = float(figure)
    except (TypeError, ValueError):
        shown = shortened(repr(figure))
        message = f"{name} takes a number such as 71.5, or None where it is unknown, not {shown}"
        raise TypeError(message) from None
    except OverflowError:
        message = f"{name} is too large to compute with: give it in a larger unit, up to 1.7e308"
        raise ValueError(message) from None
    require_finite(**{name: held})
    return held


def items(points: object) -> Iterable[tuple[Any, Any]]:
    """Return what a mapping holds.

    Raises
    ------
    TypeError
        Where it is none.
    """
    if isinstance(points, Mapping):
        return points.items()
    shown = shortened(repr(points))
    raise TypeError(f"points takes a mapping such as {{'2027-12-31': 80}}, not {shown}")


def day_in(name: str, day: Any) -> dt.date:
    """Return a day.

    Raises
    ------
    TypeError, ValueError
        Where it is none, by the name of the argument and with what to give.
    """
    try:
        return read_date(day)
    except ValueError as error:
        shown = shortened(repr(day))
        message = f"{name} takes a date or a text such as '2027-12-31', not {shown}: {error}"
        raise (ValueError if isinstance(day, str) else TypeError)(message) from None


def quotient(name: str, figure: Any) -> float | None:
    """Return a ratio, as a text or as its quotient, as a number.

    Raises
    ------
    TypeError, ValueError
        Where it is none, by the name of the argument and with what to give.
    """
    if not isinstance(figure, str):
        return number(name, figure)
    read = Quantity.read(figure)
    if read.kind not in ("ratio", "number") or read.value is None or read.unit is not None:
        shown = shortened(repr(figure))
        raise TypeError(f"{name} takes a ratio such as '1:10' or its quotient, not {shown}")
    return read.value
