"""Whole numbers as marks in strings of bits, by what DuckDB has for them.

The functions are declared with their types, and Ibis writes them: no text becomes a query.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from theoryofchange.measurement.engine.opening import ibis_module

MOST_BYTES = 2**30
"""How large all strings of one scan may be together."""


@dataclass(frozen=True, slots=True)
class Bits:
    """Between which whole numbers marks are made.

    Parameters
    ----------
    low, high
        The least and the greatest number.
    """

    low: int
    high: int

    @property
    def bytes(self) -> int:
        """How large a string is."""
        return (self.high - self.low) // 8 + 1

    def of(self, numbers: Any) -> Any:
        """Return a string of all numbers of a group."""
        return _functions().marked(numbers.cast("int64"), self.low, self.high)

    def united(self, strings: Any, where: Any) -> Any:
        """Return a string of all marks of some strings."""
        return _functions().united(strings, where=where)

    def size(self, string: Any) -> Any:
        """Return how many marks a string has; missing where there is none."""
        return _functions().size(string)


class _Functions(NamedTuple):
    marked: Any
    united: Any
    size: Any


@cache
def _functions() -> _Functions:
    """Return functions of the engine, named and typed as Ibis asks for them."""

    def marked(number: Any, low: Any, high: Any) -> Any:
        """Marks of numbers."""

    def united(string: Any) -> Any:
        """Marks of any string."""

    def size(string: Any) -> Any:
        """How many marks."""

    of_rows, of_a_row = ibis_module().udf.agg.builtin, ibis_module().udf.scalar.builtin
    numbers = ("int64", "int64", "int64")
    return _Functions(
        marked=of_rows(marked, name="bitstring_agg", signature=(numbers, "binary")),
        united=of_rows(united, name="bit_or", signature=(("binary",), "binary")),
        size=of_a_row(size, name="bit_count", signature=(("binary",), "int64")),
    )
