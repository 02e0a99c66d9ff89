"""A caller's frame of measured values as observations, row by row."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import kind_of
from theoryofchange.kpi import Observation
from theoryofchange.measurement import Problem
from theoryofchange.measurement.derivation import shortened
from theoryofchange.quantity import Quantity
from theoryofchange.shape import read_date
from theoryofchange.source.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("kpi", "date", "value")
COLUMNS = (*REQUIRED, "n", "segment", "low", "high")


_ADVICE = {
    "kpi": "write the id it has in the theory",
    "date": "write it as 2026-06-30",
    "value": "write it as 80, 80 % or 3 days, or leave it empty",
    "n": "write it as 120, or leave it empty",
    "segment": "write its name, or leave it empty",
}


class CellError(ValueError):
    """A cell of measured values that is not what its column holds.

    Parameters
    ----------
    column, row
        Where it is, the row counted from 0.
    said
        What is needed instead, and how to write it.
    """

    def __init__(self, column: str, row: int, said: str) -> None:
        super().__init__(f"observations: column {column!r}, row {row}: {said}")
        self.column, self.row, self.said = column, row, said


def observations_from(frame: pd.DataFrame) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """Read a frame of measured values.

    Parameters
    ----------
    frame
        One row a value. Columns ``kpi`` (id), ``date`` (date, timestamp or ``2025-12-31``),
        ``value`` (number or text such as ``80 %``) and, if you like, ``n`` (count of cases),
        ``segment`` (text; absent for the whole), and ``low`` and ``high`` (the ends of an interval,
        as ``value``).

    Returns
    -------
    tuple
        The observations, and a problem for each row without a value.

    Raises
    ------
    ValueError
        Where a column is missing, repeated or unknown; a :class:`CellError` where a cell is not
        what its column holds. The message names the column, and the row counted from 0.
    """
    check_frame(frame)
    held = [
        map(bare, frame[name].tolist()) if name in frame else [None] * len(frame)
        for name in COLUMNS
    ]
    observations: list[Observation] = []
    problems: list[Problem] = []
    for at, (kpi, date, value, n, segment, low, high) in enumerate(zip(*held, strict=True)):
        if not isinstance(kpi, str) or not kpi:
            raise _wrong("kpi", at, "the id of a KPI", kpi)
        day = read_day(at, date)
        if is_missing(value):
            message = f"{kpi} has a row for {day} without a value"
            problems.append(Problem(kpi=kpi, message=message, date=day))
            continue
        observations.append(
            Observation(
                kpi=kpi,
                date=day,
                value=_value(at, "value", value),
                n=read_count(at, n),
                segment=_segment(at, segment),
                low=_end(at, "low", low),
                high=_end(at, "high", high),
            )
        )
    return tuple(observations), tuple(problems)


def check_frame(frame: object) -> None:
    """Refuse what is no frame, or lacks a column, has one twice or one that is not known.

    Raises
    ------
    TypeError, ValueError
        With what to give instead.
    """
    if not hasattr(frame, "columns"):
        raise TypeError(f"observations takes a pandas.DataFrame, not {kind_of(frame)}")
    _check_columns([str(name) for name in frame.columns])


def _check_columns(names: Sequence[str]) -> None:
    for name in REQUIRED:
        if name not in names:
            raise ValueError(f"observations: there is no column {name!r}")
    for name in names:
        if name not in COLUMNS:
            tip = did_you_mean(name, COLUMNS, f"The columns are {', '.join(COLUMNS)}.")
            raise ValueError(f"observations: the column {name!r} is not known. {tip}")
        if names.count(name) > 1:
            raise ValueError(f"observations: there are several columns {name!r}")


def _wrong(column: str, at: int, wanted: str, cell: object) -> CellError:
    found = "and there is none" if is_missing(cell) else f"not {shortened(repr(cell))}"
    return CellError(column, at, f"{wanted} is needed, {found}: {_ADVICE[column]}")


def bare(cell: Any) -> Any:
    """Return a cell as Python has it: a numpy scalar, a decimal or an absent value as such."""
    if getattr(cell, "shape", None) == ():
        cell = cell.item()
    if isinstance(cell, Decimal):
        cell = None if cell.is_nan() else float(cell)
    return cell


def is_missing(cell: Any) -> bool:
    """Tell whether a cell is empty: nothing, blank text, NaN, NaT or NA."""
    if isinstance(cell, str):
        return not cell.strip()
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is None or type(cell).__name__ in ("NAType", "NaTType")


def read_day(at: int, cell: Any) -> dt.date:
    """Read the cell of a row as a day.

    Raises
    ------
    ValueError
        Where it is none.
    """
    if not is_missing(cell):
        try:
            return read_date(cell.date() if isinstance(cell, dt.datetime) else cell)
        except ValueError:
            pass
    raise _wrong("date", at, "a date", cell)


def _end(at: int, column: str, cell: Any) -> Quantity | None:
    return None if is_missing(cell) else _value(at, column, cell)


def _value(at: int, column: str, cell: Any) -> Quantity:
    try:
        return Quantity.read(cell)
    except ValueError:
        raise _wrong(column, at, "a finite number or text", cell) from None


def read_count(at: int, cell: Any) -> int | None:
    """Read the cell of a row as a count of cases.

    Raises
    ------
    ValueError
        Where it is none.
    """
    if is_missing(cell):
        return None
    whole = isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)
    if not whole or cell != int(cell) or cell < 0:
        raise _wrong("n", at, "a count", cell)
    return int(cell)


def _segment(at: int, cell: Any) -> str | None:
    if is_missing(cell):
        return None
    if not isinstance(cell, str):
        raise _wrong("segment", at, "text", cell)
    return cell
