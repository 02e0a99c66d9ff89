"""Parts that add up: rows, values, sums and products, of every KPI and window in one scan.

The rows are put together twice. First into cells: by period, segment, and which of the conditions
that any KPI asks for are fulfilled, a bit for each; so every condition is looked at once a row, and
every column is summed once, however many KPIs ask for it. The cells, a few thousand, are then
added up to the parts of each KPI, and over the periods of its window.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from math import prod
from operator import and_
from typing import Any

from theoryofchange.measurement.engine.conditions import asked_of, usable
from theoryofchange.measurement.engine.expressions import OFFSET, Scan
from theoryofchange.measurement.engine.opening import ibis_module
from theoryofchange.measurement.engine.parts import Part, Term
from theoryofchange.measuring import Condition

Asked = Sequence[tuple[int, Part]]
"""Parts, each with over how many periods its rows reach."""

ADDED = ("rows", "values", "sum", "product")
"""The kinds of parts that add up."""

MOST_CELLS = 1024
"""About into how many cells the rows of a period and segment are put by conditions."""

MOST_TESTS = 60
"""How many conditions are told apart by the bits of one number."""

_MET = "met"
_Test = tuple[str, str]


def in_scans(asked: Asked) -> Iterator[list[int]]:
    """Yield the places of parts that are asked for together, so that cells stay few.

    ``k`` conditions on one column part its values into about ``k + 1`` ranges or lists.

    Examples
    --------
    >>> from theoryofchange.measuring import Condition
    >>> above = [Part("rows", None, ({f"c{n % 8}": Condition(above=str(n))},)) for n in range(32)]
    >>> [len(places) for places in in_scans([(1, part) for part in above])]
    [11, 11, 10]
    """
    held: list[int] = []
    tests: dict[_Test, Condition] = {}
    for place, (_, part) in enumerate(asked):
        more = tests | dict(_tests(part))
        columns = [name for name, _ in more]
        cells = prod(columns.count(name) + 1 for name in set(columns))
        if held and (cells > MOST_CELLS or len(more) > MOST_TESTS):
            yield held
            held, more = [], dict(_tests(part))
        held.append(place)
        tests = more
    if held:
        yield held


def _tests(part: Part) -> Iterator[tuple[_Test, Condition]]:
    for each in part.filters:
        for name, condition in each.items():
            yield (name, repr(condition)), condition


def added(scan: Scan, asked: Asked) -> Any:
    """Return one expression that computes parts by period and segment in one scan.

    Its columns are those of :attr:`Scan.keys`, ``a0``, ``a1`` and so on: a part each; and for each
    window ``e`` and its length: how many rows there are in it.
    """
    reach = max(window for window, _ in asked)
    cells, tests, sums = _cells(scan, [part for _, part in asked], reach - 1)
    rows = scan.spread(cells, reach)
    computed = {}
    for window in {window for window, _ in asked}:
        near = rows[OFFSET] < window
        computed[f"e{window}"] = rows["n"].sum(where=near).fill_null(0)
    for at, (window, part) in enumerate(asked):
        bits = sum({tests[key] for key, _ in _tests(part) if key in tests})
        met = [rows[_MET] & bits == bits] if bits else []
        if window < reach:
            met.append(rows[OFFSET] < window)
        total = rows[sums[_summed(part)]].sum(where=reduce(and_, met) if met else None)
        computed[f"a{at}"] = total if part.kind == "sum" else total.fill_null(0)
    return rows.group_by(scan.keys).aggregate(**computed)


def _cells(
    scan: Scan, parts: Sequence[Part], back: int
) -> tuple[Any, Mapping[_Test, int], Mapping[object, str]]:
    """Return the cells, the bits of their conditions, and the names of their sums."""
    table = scan.table
    tests, met = _met(scan, parts)
    read = dict.fromkeys(name for part in parts for _, name in part.terms if name is not None)
    columns = {name: f"c{at}" for at, name in enumerate(read)}
    named = {held: usable(table[name]) for name, held in columns.items()}
    rows = scan.rows(named | {_MET: met}, back)
    sums: dict[object, str] = {(): "n"}
    totals = {"n": rows.count()}
    for part in parts:
        summed = _summed(part)
        if summed not in sums:
            sums[summed] = f"t{len(sums)}"
            totals[sums[summed]] = _total(rows, part, columns)
    return rows.group_by([*scan.keys, _MET]).aggregate(**totals), tests, sums


def _met(scan: Scan, parts: Sequence[Part]) -> tuple[dict[_Test, int], Any]:
    """Return a bit for each condition, and the number whose bits tell which a row fulfils."""
    ibis = ibis_module()
    tests: dict[_Test, int] = {}
    met = ibis.literal(0, "int64")
    for key, condition in (each for part in parts for each in _tests(part)):
        asked = asked_of(scan.table[key[0]], condition, scan.moments)
        if key not in tests and asked is not None:
            tests[key] = 1 << len(tests)
            met = met + ibis.ifelse(asked, ibis.literal(tests[key], "int64"), 0)
    return tests, met


def _summed(part: Part) -> tuple[object, ...]:
    return () if part.kind == "rows" else (part.kind, part.terms)


def _total(rows: Any, part: Part, columns: Mapping[str, str]) -> Any:
    held = [rows[columns[name]] for _, name in part.terms if name is not None]
    if part.kind == "values":
        return held[0].count()
    if part.kind == "sum":
        return held[0].sum()
    one, other = (_factor(term, column) for term, column in zip(part.terms, held, strict=True))
    return (one * other).sum()


def _factor(term: Term, column: Any) -> Any:
    """Return what a row adds to a side of a ratio; nothing where it has no value."""
    ibis = ibis_module()
    if term[0] == "sum":
        return column.cast("float64")
    return ibis.ifelse(column.notnull(), 1.0, ibis.null("float64"))
