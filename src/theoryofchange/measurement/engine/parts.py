"""What an aggregation is put together from: sums and counts of the rows of a period.

A part is computed by an engine, many of them in one scan; a figure is made from its parts here.
Parts of two aggregations that say the same are computed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from theoryofchange.measurement.catalogue.proportion import wilson
from theoryofchange.measurement.engine.spread import ratio_interval
from theoryofchange.measuring import Filter, Measure, Tally

Number = int | float
PartKind = Literal["rows", "values", "sum", "product", "distinct", "quantile"]
Term = tuple[Literal["sum", "count"], str | None]
"""What a row adds to a total: the value of a column, or one; of a column, where it has a value."""
ZERO = "its denominator is zero"
_DIGITS = 12
"""Significant digits of a figure: the last bits of a sum depend on the order an engine adds in."""


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of the rows of a period that an engine computes.

    Parameters
    ----------
    kind
        How many rows, how many values, their sum, the sum of products of two values, how many
        distinct ones, or a quantile.
    column
        The column; ``None`` for rows and products.
    filters
        The conditions by column that the rows fulfil.
    at
        Of a quantile: which.
    factors
        Of a product: what is multiplied.
    """

    kind: PartKind
    column: str | None
    filters: tuple[Filter, ...]
    at: float | None = None
    factors: tuple[Term, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same of parts that are computed once."""
        held = sorted((name, repr(each)) for own in self.filters for name, each in own.items())
        return self.kind, self.column, tuple(dict.fromkeys(held)), self.at, self.factors

    @property
    def terms(self) -> tuple[Term, ...]:
        """What of a row it reads, where it adds up."""
        if self.kind == "product":
            return self.factors
        kind: Literal["sum", "count"] = "sum" if self.kind == "sum" else "count"
        return ((kind, self.column),) if self.column else ()


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
        case "sum":
            base = (*_total(measure.value, filters), rows)
        case "mean":
            base = (*_total(measure.value, filters), *_squares(measure))
        case "cumulative" if measure.value:
            base = _total(measure.value, filters)
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
            sides = (part for side in measure.sides.values() for part in _side(side, filters))
            base = (*sides, *_squares(measure))
        case _:
            return ()
    return (*base, _cases(measure))


def _total(column: str | None, filters: tuple[Filter, ...]) -> tuple[Part, Part]:
    return Part("sum", column, filters), Part("values", column, filters)


def _squares(measure: Measure) -> tuple[Part, ...]:
    """Return what the interval of a mean or ratio is made from; nothing where it has none.

    Rows are taken as independent of each other, so where they are of entities there is none.
    """
    top, bottom = measure.numerator, measure.denominator
    if measure.entity:
        return ()
    if top is None or bottom is None:
        value: Term = ("sum", measure.value)
        return (_product(value, value, (measure.filter,)),)
    if "distinct_count" in (top.aggregation, bottom.aggregation):
        return ()
    one, other = _term(top), _term(bottom)
    above, below = (measure.filter, top.filter), (measure.filter, bottom.filter)
    return (
        Part("rows", None, (measure.filter,)),
        _product(one, one, above),
        _product(other, other, below),
        _product(one, other, (*above, bottom.filter)),
    )


def _product(one: Term, other: Term, filters: tuple[Filter, ...]) -> Part:
    """Return the sum of the products of two terms; where one is always 1, that of the other."""
    counts = one == other and one[0] == "count"
    factors = tuple(term for term in ((one,) if counts else (one, other)) if term[1] is not None)
    match factors:
        case ():
            return Part("rows", None, filters)
        case ((kind, column),):
            return Part("sum" if kind == "sum" else "values", column, filters)
        case _:
            return Part("product", None, filters, factors=factors)


def _term(tally: Tally) -> Term:
    return ("sum" if tally.aggregation == "sum" else "count"), tally.value


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
        The figure. A share has Wilson's interval (Wilson 1927, without continuity correction), a
        mean Student's, a ratio that of the delta method; rows are taken as independent of each
        other.
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
    top, _, bottom, n, *squares = held
    if not bottom:
        return Cell(None, int(n), cases=cases, because=ZERO)
    ends = None
    if squares:
        rows, *sums = squares
        ends = ratio_interval(int(rows), top, bottom, (sums[0], sums[1], sums[2]))
    low, high = _ends(ends, factor)
    return Cell(rounded(top / bottom * factor), int(n), low, high, cases=cases)


_Ends = tuple[float | None, float | None]


def _ends(ends: _Ends | None, factor: int = 1) -> _Ends:
    """Return the ends of an interval in the unit of the KPI, with as many digits as a figure."""
    told = [None if end is None else float(rounded(end * factor)) for end in ends or (None, None)]
    return told[0], told[1]


def _share(held: Sequence[Number], factor: int) -> Cell:
    inside, whole = (int(each) for each in held)
    if not whole:
        return Cell(None, 0, because=ZERO)
    interval = wilson(inside, whole)
    low, high = _ends((interval.low, interval.high), factor)
    return Cell(rounded(inside * factor / whole), whole, low, high, cases=whole)


def _mean(measure: Measure, held: Sequence[Number], cases: int) -> Cell:
    total, values, *squares = held
    if not values:
        return Cell(None, 0, cases=cases, because="no row has a value")
    if measure.combine == "sum" and measure.aggregation != "mean":
        return Cell(rounded(total), int(values), cases=cases)
    ends = None
    if measure.aggregation == "mean" and squares:
        ends = ratio_interval(int(values), total, values, (squares[0], values, total))
    low, high = _ends(ends)
    return Cell(rounded(total / values), int(values), low, high, cases=cases)


def rounded(value: Number) -> Number:
    """Return a figure with twelve significant digits; a whole number as it is."""
    return value if isinstance(value, int) else float(f"{value:.{_DIGITS}g}")
