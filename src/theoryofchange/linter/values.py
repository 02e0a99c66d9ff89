"""The rows of measured values and ratings, by what they are of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Benchmark, Observation
from theoryofchange.source.span import Route

_SHOWN = 8

Row = TypeVar("Row", Observation, Benchmark)


def rows_by_kpi(
    theory: TheoryOfChange, rows: Sequence[Row]
) -> Mapping[str, Sequence[tuple[int, Row]]]:
    """Return the rows of each KPI that has any, each with its index, in the order of the file."""
    written: dict[str, list[tuple[int, Row]]] = {}
    for index, row in enumerate(rows):
        written.setdefault(row.kpi, []).append((index, row))
    held: dict[str, list[tuple[int, Row]]] = {}
    for id, of_id in written.items():
        held.setdefault(theory.resolve(id), []).extend(of_id)
    return {id: of_kpi for id, of_kpi in held.items() if id in theory.kpis}


def later_rows(theory: TheoryOfChange, day: dt.date) -> Iterator[tuple[str, str, list[Route]]]:
    """Yield what is dated after a day: the section, whom the rows are of, and the dates' places."""
    rows: dict[tuple[str, str], list[Route]] = {}
    for section, field in (("observations", "kpi"), ("benchmarks", "kpi"), ("ratings", "team")):
        for index, row in enumerate(getattr(theory, section)):
            if row.date is not None and row.date > day:
                of = (section, theory.resolve(getattr(row, field)))
                rows.setdefault(of, []).append((section, index, "date"))
    for (section, id), routes in rows.items():
        yield section, id, routes


def others(routes: Sequence[Route], message: str) -> tuple[tuple[Route, str], ...]:
    """Return the first few places of many under one message."""
    return tuple((route, message) for route in routes[:_SHOWN])
