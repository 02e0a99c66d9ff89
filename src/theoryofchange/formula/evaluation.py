"""What a formula comes to, in any arithmetic that adds, multiplies and divides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, Protocol, Self, TypeVar

from theoryofchange.formula.tree import (
    Negative,
    Number,
    Operand,
    SegmentSum,
    Sign,
    Tree,
    quoted,
    written,
)
from theoryofchange.quantity.numerals import write_number


class Arithmetic(Protocol):
    """What can be added, subtracted, multiplied and divided: a float, an exact interval."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...


Value = TypeVar("Value", bound=Arithmetic)
_Held = TypeVar("_Held", covariant=True)


class Values(Protocol[_Held]):
    """Where the values of a formula's operands come from."""

    def value(self, id: str, segment: str | None) -> _Held:
        """Return the value of a KPI, of the whole where the segment is ``None``."""

    def segments(self, total: SegmentSum) -> tuple[str, ...]:
        """Return the segments that a sum runs over."""


def evaluate(
    tree: Tree,
    values: Values[Value],
    number: Callable[[float], Value],
    segment: str | None = None,
) -> Value:
    """Compute a formula.

    Parameters
    ----------
    tree
        The formula.
    values
        The values of the KPIs in it; what it raises where there is none passes through.
    number
        Makes a value of a number that stands in the formula, as ``float`` or an exact interval.
    segment
        The segment to compute it for; ``None`` for the whole.

    Raises
    ------
    ZeroDivisionError
        Where it divides by zero, or in intervals by what may be zero.

    Examples
    --------
    >>> from theoryofchange.formula import read_formula
    >>> margin = read_formula("(revenue − cost) ÷ revenue", {"revenue", "cost"})
    >>> evaluate(margin.tree, Given({"revenue": 200.0, "cost": 150.0}), float)
    0.25
    """
    if isinstance(tree, Number):
        return number(tree.value / 100 if tree.percent else tree.value)
    if isinstance(tree, Operand):
        return values.value(tree.id, segment)
    if isinstance(tree, Negative):
        return _applied("−", number(0.0), evaluate(tree.of, values, number, segment))
    if isinstance(tree, SegmentSum):
        total = number(0.0)
        for each in values.segments(tree):
            total = _applied("+", total, evaluate(tree.of, values, number, each))
        return total
    result = evaluate(tree.first, values, number, segment)
    for sign, part in tree.rest:
        result = _applied(sign, result, evaluate(part, values, number, segment))
    return result


def _applied(sign: Sign, one: Value, other: Value) -> Value:
    if sign == "+":
        return one + other
    if sign == "−":
        return one - other
    return one * other if sign == "×" else one / other


class Given(Generic[_Held]):
    """Values of the whole, from a mapping of ids."""

    def __init__(self, values: Mapping[str, _Held]) -> None:
        self._values = values

    def value(self, id: str, segment: str | None) -> _Held:
        """Return the value of a KPI."""
        if segment is not None:
            raise LookupError(f"{id} is not given by segment")
        return self._values[id]

    def segments(self, total: SegmentSum) -> tuple[str, ...]:
        """Raise: nothing is given by segment."""
        raise LookupError(f"{written(total)}: nothing is given by segment")


def filled_in(tree: Tree, values: Mapping[str, float]) -> str:
    """Return a formula with values in the place of ids, as a derivation shows it.

    Parameters
    ----------
    tree
        The formula.
    values
        Values by id; an id without one stays as it is.

    Examples
    --------
    >>> from theoryofchange.formula import read_formula
    >>> filled_in(read_formula("a ÷ (a + b)", {"a", "b"}).tree, {"a": 3.0, "b": -1.5})
    '3 ÷ (3 + (-1.5))'
    """
    return written(tree, lambda id: _shown(values[id]) if id in values else quoted(id))


def _shown(value: float) -> str:
    text = write_number(float(f"{value:.12g}"))
    return f"({text})" if text.startswith("-") else text
