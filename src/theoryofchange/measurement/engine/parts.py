"""What an aggregation is put together from: sums and counts of the rows of a period.

A part is computed by an engine, many of them in one scan; a figure is made from its parts here.
Parts of two aggregations that say the same are computed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from theoryofchange.measurement.catalogue.proportion import wilson
from theoryofchange.metric import Filter, Measure, Tally

Number = int | float
PartKind = Literal["rows", "values", "sum", "distinct", "quantile"]
ZERO = "its denominator is zero"
_DIGITS = 12
"""Significant digits of a figure: the last bits of a sum depend on the order an engine adds in."""


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of the rows of a period that an engine computes.

    Parameters
    ----------
    kind
        How many rows, how many values, their sum, how many distinct ones, or a quantile.
    column
        The column; ``None`` for rows.
    filters
        The conditions by column that the rows fulfil.
    at
        Of a quantile: which.
    """

    kind: PartKind
    column: str | None
    filters: tuple[Filter, ...]
    at: float | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same of parts that are computed once."""
        held = sorted((name, repr(each)) for own in self.filters for name, each in own.items())
        return self.kind, self.column, tuple(dict.fromkeys(held)), self.at


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a period, or why there is none.

    Parameters
    ----------
    value
        The figure; ``None`` where it cannot be told.
    n
        How many cases it rests on.
    low, high
        The ends of its 95 % interval, where it has one.
    cases
        How many cases count for what is withheld: entities where there are any.
    because
        Why there is no figure.
    """

    value: Number | None
    n: int
    low: float | None = None
    high: float | None = None
    cases: int = 0
    because: str = ""


def parts_of(measure: Measure) -> tuple[Part, ...]:
    """Return what a measure is made from that one scan can compute; nothing for the others."""
    filters = (measure.filter,)
    rows = Part("rows", None, filters)
    base: tuple[Part, ...] = ()
    match measure.aggregation:
        case "count":
            base = (Part("values", measure.value, filters) if measure.value else rows,)
        case "distinct_count":
            base = (Part("distinct", measure.value or measure.entity, filters),)
        case "sum" | "mean":
            base = (
                Part("sum", measure.value, filters),
                Part("values", measure.value, filters),
                rows,
            )
        case "cumulative" if measure.value:
            base = (Part("sum", measure.value, filters), Part("values", measure.value, filters))
        case "cumulative":
            base = (rows, rows)
        case "quantile":
            base = (
                Part("quantile", measure.value, filters, measure.quantile),
                Part("values", measure.value, filters),
            )
        case "share":
            kind: PartKind = "distinct" if measure.entity else "rows"
            both = (measure.filter, measure.fulfils)
            base = (Part(kind, measure.entity, both), Part(kind, measure.entity, filters))
        case "ratio":
            assert measure.numerator is not None and measure.denominator is not None  # noqa: S101
            base = (*_side(measure.numerator, filters), *_side(measure.denominator, filters))
        case _:
            return ()
    return (*base, _cases(measure))


def _side(tally: Tally, filters: tuple[Filter, ...]) -> tuple[Part, Part]:
    """Return the figure of a side of a ratio, and how many cases it rests on."""
    both = (*filters, tally.filter)
    if tally.aggregation == "count":
        kind: PartKind = "values" if tally.value else "rows"
        return Part(kind, tally.value, both), Part(kind, tally.value, both)
    kind = "sum" if tally.aggregation == "sum" else "distinct"
    return Part(kind, tally.value, both), Part("values", tally.value, both)


def _cases(measure: Measure) -> Part:
    """Return the part that is held against ``min_n``: entities where there are any, else rows."""
    filters: tuple[Filter, ...] = (measure.filter,)
    if measure.aggregation == "ratio" and measure.denominator is not None:
        filters = (*filters, measure.denominator.filter)
    if measure.entity and measure.min_n:
        return Part("distinct", measure.entity, filters)
    column = measure.value
    return Part("values" if column else "rows", column, filters)


def cell_of(measure: Measure, parts: Sequence[Number | None], factor: int) -> Cell:
    """Return the figure that parts make.

    Parameters
    ----------
    measure
        The measure.
    parts
        The values of its parts, as :func:`parts_of` names them; of retention and conversion the
        entities that came back or through, all that could, and these again; of first and last
        their sum, how many they are, and that again.
    factor
        What a share is multiplied by: 100 where the KPI is in percent.

    Returns
    -------
    Cell
        The figure. A share has Wilson's interval (Wilson 1927, without continuity correction);
        rows are taken as independent of each other.
    """
    *held, cases = (part or 0 for part in parts)
    told = int(cases)
    match measure.aggregation:
        case "count" | "distinct_count":
            return Cell(int(held[0]), int(held[0]), cases=told)
        case "cumulative":
            return Cell(rounded(held[0]), int(held[1]), cases=told)
        case "sum":
            total, values, rows = held
            if rows and not values:
                return Cell(None, 0, cases=told, because="none of its rows has a value")
            return Cell(rounded(total), int(values), cases=told)
        case "quantile":
            if not held[1]:
                return Cell(None, 0, cases=told, because="no row has a value")
            return Cell(rounded(held[0]), int(held[1]), cases=told)
        case "mean" | "first" | "last":
            return _mean(measure, held, told)
    return _ratio(held, factor, told) if measure.aggregation == "ratio" else _share(held, factor)


def _ratio(held: Sequence[Number], factor: int, cases: int) -> Cell:
    top, _, bottom, n = held
    if not bottom:
        return Cell(None, int(n), cases=cases, because=ZERO)
    return Cell(rounded(top / bottom * factor), int(n), cases=cases)


def _share(held: Sequence[Number], factor: int) -> Cell:
    inside, whole = (int(each) for each in held)
    if not whole:
        return Cell(None, 0, because=ZERO)
    interval = wilson(inside, whole)
    ends = (interval.low, interval.high)
    low, high = (None if end is None else float(rounded(end * factor)) for end in ends)
    return Cell(rounded(inside * factor / whole), whole, low, high, cases=whole)


def _mean(measure: Measure, held: Sequence[Number], cases: int) -> Cell:
    total, values = held[:2]
    if not values:
        return Cell(None, 0, cases=cases, because="no row has a value")
    summed = measure.combine == "sum" and measure.aggregation != "mean"
    return Cell(rounded(total if summed else total / values), int(values), cases=cases)


def rounded(value: Number) -> Number:
    """Return a figure with twelve significant digits; a whole number as it is."""
    return value if isinstance(value, int) else float(f"{value:.{_DIGITS}g}")
