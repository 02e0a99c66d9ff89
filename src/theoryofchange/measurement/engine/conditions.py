"""Conditions on the values of columns as typed expressions."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from operator import and_, ge, gt, le, lt
from typing import Any

from theoryofchange.measurement.engine.calendar import EPOCH
from theoryofchange.measurement.engine.moments import Moments
from theoryofchange.measurement.engine.opening import ibis_module
from theoryofchange.measurement.engine.unusable import UnusableError
from theoryofchange.measuring import Condition, Filter
from theoryofchange.shape import read_date

_BOUNDS: Mapping[str, Callable[[Any, Any], Any]] = {
    "at_least": ge,
    "at_most": le,
    "above": gt,
    "below": lt,
}
_TRUTHS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def check_condition(name: str, kind: Any, condition: Condition, steps: tuple[str, ...]) -> None:
    """Refuse a condition whose values are none that a column can hold.

    Parameters
    ----------
    name, kind
        The column and its Ibis type.
    condition
        The condition.
    steps
        Where it stands in the ``measure`` block.

    Raises
    ------
    UnusableError
        With the column and the value.
    """
    for text in _texts(condition):
        if _read(kind, text) is None:
            raise UnusableError(
                "DAT103",
                steps,
                f"The column {name} holds {told(kind)}, which cannot be compared with “{text}”.",
                f"Write {_example(kind)}, or name another column.",
            )


def fulfilled(columns: Mapping[str, Any], filters: tuple[Filter, ...], moments: Moments) -> Any:
    """Return the expression that is true where all conditions hold, and never missing.

    Parameters
    ----------
    columns
        The columns by name.
    filters
        Conditions by the column that they are on, which were checked.
    moments
        How moments are read.

    Returns
    -------
    ibis.expr.types.BooleanValue or None
        ``None`` where nothing is asked for.
    """
    tests = [
        test
        for each in filters
        for name, condition in each.items()
        if (test := asked_of(columns[name], condition, moments)) is not None
    ]
    return certain(reduce(and_, tests)) if tests else None


def asked_of(column: Any, condition: Condition, moments: Moments) -> Any:
    """Return the expression that is true where a condition holds, else false or missing.

    Parameters
    ----------
    column
        The column that it is on.
    condition
        The condition, which was checked.
    moments
        How moments are read.

    Returns
    -------
    ibis.expr.types.BooleanValue or None
        ``None`` where nothing is asked for.
    """
    tests = [*_tests(column, condition, moments)]
    return reduce(and_, tests) if tests else None


def _tests(column: Any, condition: Condition, moments: Moments) -> Iterator[Any]:
    kind = column.type()
    if condition.missing is not None:
        there = present(column)
        yield ~there if condition.missing else there
    asked = [*_texts(condition)]
    if not asked:
        return
    if kind.is_floating():
        yield present(column)
    held = moments.day(column) if kind.is_temporal() else column
    if condition.one_of:
        yield held.isin([_value(kind, text) for text in condition.one_of])
    if condition.other_than:
        yield ~held.isin([_value(kind, text) for text in condition.other_than])
    for name, compare in _BOUNDS.items():
        text = getattr(condition, name)
        if text is not None:
            yield compare(held, _value(kind, text))


def certain(test: Any) -> Any:
    """Return a test that is false where it cannot be told."""
    return test.fill_null(ibis_module().literal(value=False))


def present(column: Any) -> Any:
    """Return whether there is a value: neither missing nor, of a number, none or infinite.

    What is no number is asked for first: DuckDB takes all of a Parquet file to lie between the
    bounds that the file tells, which do not count it.
    """
    if not column.type().is_floating():
        return column.notnull()
    return certain(~column.isnan() & column.between(-sys.float_info.max, sys.float_info.max))


def usable(column: Any) -> Any:
    """Return a column of figures with what is none of them missing; truths count as 1 and 0."""
    kind = column.type()
    if kind.is_boolean():
        return column.cast("int64")
    if kind.is_floating():
        return ibis_module().ifelse(present(column), column, ibis_module().null(kind))
    return column


def _texts(condition: Condition) -> Iterator[str]:
    yield from condition.one_of
    yield from condition.other_than
    yield from (text for name in _BOUNDS if (text := getattr(condition, name)) is not None)


def _value(kind: Any, text: str) -> Any:
    """Return a text as what a column of a type is compared with: 0.1 of few bits is its own."""
    value = _read(kind, text)
    return ibis_module().literal(value, type="float64").cast(kind) if kind.is_floating() else value


def _read(kind: Any, text: str) -> Any:
    """Return a text as a value of a type; ``None`` where it is none."""
    if kind.is_string():
        return text
    if kind.is_boolean():
        return _TRUTHS.get(text.strip().lower())
    if kind.is_temporal() and not kind.is_time():
        return _day(text)
    return _number(text) if kind.is_numeric() else None


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _day(text: str) -> int | None:
    try:
        day: dt.date = read_date(text)
    except ValueError:
        return None
    return (day - EPOCH).days


def told(kind: Any) -> str:
    """Return what a column of a type holds, in words."""
    if kind.is_string():
        return "texts"
    if kind.is_boolean():
        return "true and false"
    if kind.is_date():
        return "days"
    if kind.is_timestamp():
        return "moments"
    return "figures" if kind.is_numeric() else f"{kind} values"


def _example(kind: Any) -> str:
    if kind.is_temporal():
        return "a day, as 2026-01-31"
    return "true or false" if kind.is_boolean() else "a figure"
