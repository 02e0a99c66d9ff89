"""DAT004."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Benchmark, Observation
from theoryofchange.linter.figures import change_between
from theoryofchange.linter.rule import rule
from theoryofchange.linter.values import others
from theoryofchange.quantity import Quantity
from theoryofchange.source.finding import Fault


@rule("DAT004", severity="error", lacks="columns")
def value_given_twice(theory: TheoryOfChange) -> Iterator[Fault]:
    """A value is given twice for one day.

    ## What it does

    Finds observations of one KPI and segment, and benchmarks of one KPI, kind and name, that have
    the same date. A row whose value cannot be read is left to TOC008.

    ## Why it matters

    Where the two differ, nobody can tell which one holds, and neither is used: no row wins by
    coming last. Where they are the same, one is used; it is often the sign of an export that ran
    twice, or of a segment that was left out.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth}
    observations:
      - {kpi: active_customers, date: 2026-03-31, value: 9800}
      - {kpi: active_customers, date: 2026-03-31, value: 9200}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth}
    observations:
      - {kpi: active_customers, date: 2026-03-31, value: 9800}
      - {kpi: active_customers, date: 2026-03-31, value: 9200, segment: web}
    ```

    ## References

    DQA: reliability and integrity.
    """
    for section, indices in _repeated(theory):
        rows = getattr(theory, section)
        first, *again = (rows[index] for index in indices)
        same = all(_same(first.value, row.value) for row in again)
        number = len(indices)
        given = f"the same value {number} times" if same else f"{number} different values"
        used = "one of them is used" if same else "none of them is used"
        before, place, *more = ((section, index, "value") for index in indices)
        yield Fault(
            place,
            f"{_named(theory, first)} has {given} for {first.date}: {used}.",
            "Keep the row that holds, or say what each of them is of.",
            id=theory.resolve(first.kpi),
            related=((before, "first given here"), *others(more, "given here too")),
        )


def _repeated(theory: TheoryOfChange) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the rows that are of the same thing on the same day, by section and index."""
    for section, subject in _SUBJECTS:
        first: dict[tuple[str | dt.date | None, ...], int] = {}
        repeats: dict[int, list[int]] = {}
        for index, row in enumerate(getattr(theory, section)):
            of = subject(row) if row.kpi in theory.kpis and row.value.readable else None
            before = index if of is None else first.setdefault((row.kpi, row.date, *of), index)
            if before != index:
                repeats.setdefault(before, [before]).append(index)
        yield from ((section, indices) for indices in repeats.values())


def _segment(row: Observation) -> tuple[str | None, ...]:
    return (row.segment or None,)


def _source(row: Benchmark) -> tuple[str | None, ...] | None:
    name = row.name or row.source
    return (name, row.kind) if name else None


_SUBJECTS: tuple[tuple[str, Callable[[Any], tuple[str | None, ...] | None]], ...] = (
    ("observations", _segment),
    ("benchmarks", _source),
)


def _named(theory: TheoryOfChange, row: Observation | Benchmark) -> str:
    name = theory.name(theory.resolve(row.kpi))
    if isinstance(row, Benchmark):
        return f"The benchmark {row.name or row.source} of {name}"
    return f"{name} in the segment {row.segment}" if row.segment else name


def _same(first: Quantity, other: Quantity) -> bool:
    return first == other or change_between(first, other) == 0
