"""What a table holds, period by period, in one scan: how many rows and values, and which rows.

From it come the facts that contracts are held against, and a digest of the rows of each period,
which tells where they changed since they were looked at before.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Any

from theoryofchange.measurement.engine.calendar import Calendar
from theoryofchange.measurement.engine.conditions import certain, usable
from theoryofchange.measurement.engine.contracts import columns_of
from theoryofchange.measurement.engine.expressions import PERIOD
from theoryofchange.measurement.engine.ledger import digest_of
from theoryofchange.measurement.engine.moments import Moments
from theoryofchange.measurement.engine.opening import EMBEDDED, ibis_module
from theoryofchange.measurement.engine.planning import Planned

_DIGEST = 2_147_483_647
"""A row's digest is no greater, so that the sum of many does not overflow."""
_USED = "used"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Between which values the columns of a table lie.

    Parameters
    ----------
    first, last
        The days of its first and last row; ``None`` where no row says when.
    ranges
        The least and the greatest value of the columns of entities that are whole numbers.
    """

    first: dt.date | None
    last: dt.date | None
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def extent_expression(
    plans: Sequence[Planned], calendar: Calendar, until: dt.date | None = None
) -> Any:
    """Return one expression of between what the columns lie that some KPIs share.

    An engine may know it without looking at the rows, as DuckDB does of Parquet.
    """
    table, time = plans[0].source.table, plans[0].measure.time
    if until is not None:
        table = table.filter(Moments(calendar, plans[0].source.zone).up_to(table[time], until))
    asked = {"first": table[time].min(), "last": table[time].max()}
    for at, name in enumerate(_numbered(plans)):
        asked |= {f"low{at}": table[name].min(), f"high{at}": table[name].max()}
    return table.aggregate(**asked)


def extent_of(plans: Sequence[Planned], calendar: Calendar, row: Row) -> Extent:
    """Return what the answer to :func:`extent_expression` says."""
    moments = Moments(calendar, plans[0].source.zone)
    first, last = (None if row[n] is None else moments.day_of(row[n]) for n in ("first", "last"))
    ranges = {
        name: (int(row[f"low{at}"]), int(row[f"high{at}"]))
        for at, name in enumerate(_numbered(plans))
        if row[f"low{at}"] is not None
    }
    return Extent(first=first, last=last, ranges=ranges)


def _numbered(plans: Sequence[Planned]) -> tuple[str, ...]:
    """Return the columns of entities that are whole numbers, where that is of use."""
    source = plans[0].source
    if not is_duckdb(source.table):
        return ()
    named = {part.column for p in plans for part in p.parts if part.kind == "distinct"}
    named |= {p.measure.entity for p in plans if p.measure.aggregation == "retention"}
    schema = source.table.schema()
    return tuple(sorted(name for name in named if name and schema[name].is_integer()))


def is_duckdb(table: Any) -> bool:
    """Tell whether a table lives on DuckDB."""
    return bool(table.get_backend().name == EMBEDDED)


def survey_expression(
    plans: Sequence[Planned], moments: Moments, until: dt.date, sets: Sequence[Sequence[str]]
) -> Any:
    """Return one expression of what there is in each period of some KPIs of one rhythm.

    Parameters
    ----------
    plans
        KPIs of one table, time and rhythm.
    moments
        How moments are read.
    until
        The last day of which rows count.
    sets
        Sets of columns of which a digest of the rows is asked.
    """
    table = plans[0].source.table
    time = table[plans[0].measure.time]
    columns = columns_of(plans)
    named = {f"p{at}": usable(table[name]) for at, name in enumerate(columns)}
    named |= {f"h{at}": _digest(table, names) for at, names in enumerate(sets)}
    named[_USED] = certain(moments.up_to(time, until))
    named["dated"] = time
    rows = table.select(**{PERIOD: moments.period(time, plans[0].rhythm)}, **named)
    asked = {f"p{at}": rows[f"p{at}"].count() for at in range(len(columns))}
    asked |= {f"h{at}": rows[f"h{at}"].sum() for at in range(len(sets))}
    asked["dated"] = rows["dated"].count()
    return rows.group_by([PERIOD, _USED]).aggregate(rows=rows.count(), **asked)


def _digest(table: Any, names: Sequence[str]) -> Any:
    """Return a digest of each row: the same for the same values, and hardly for others."""
    ibis = ibis_module()
    if is_duckdb(table):
        hashed = _hash()
        mixed = reduce(
            lambda held, each: held ^ (hashed(table[each[1]]) >> ibis.literal(each[0], "int32")),
            list(enumerate(names))[1:],
            hashed(table[names[0]]),
        )
        return (hashed(mixed) & ibis.literal(_DIGEST, "uint64")).cast("int32")
    mixed = sum(
        (table[name].hash() % _DIGEST) * _wide(place * 7919 + 1) for place, name in enumerate(names)
    )
    return mixed.hash() % _DIGEST


def _wide(number: int) -> Any:
    """Return a number of 64 bits, for the hash of an engine may have 32, and so its multiples."""
    return ibis_module().literal(number).cast("int64")


@cache
def _hash() -> Callable[[Any], Any]:
    """Return DuckDB's hash, which Ibis would read by way of text."""

    def hashed(value: Any) -> Any:
        """Digest of a value."""

    builtin: Callable[..., Callable[[Any], Any]] = ibis_module().udf.scalar.builtin
    return builtin(hashed, name="hash", signature=((None,), "uint64"))


def column_sets(plans: Iterable[Planned]) -> tuple[tuple[str, ...], ...]:
    """Return the sets of columns that KPIs read."""
    return tuple(dict.fromkeys(columns_read(plan) for plan in plans))


def columns_read(plan: Planned) -> tuple[str, ...]:
    """Return the columns that a KPI reads, in the same order for the same columns."""
    return tuple(sorted(plan.measure.columns, key=lambda name: (name != plan.measure.time, name)))


class Survey:
    """What the answer to :func:`survey_expression` says.

    Parameters
    ----------
    plans, sets
        As for the expression.
    rows
        Its rows.
    """

    def __init__(
        self, plans: Sequence[Planned], sets: Sequence[Sequence[str]], rows: Iterable[Row]
    ) -> None:
        held = list(rows)
        self._columns = columns_of(plans)
        self._sets = {tuple(names): f"h{at}" for at, names in enumerate(sets)}
        self._used = {row[PERIOD]: row for row in held if row[_USED]}
        self._rows = held

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many rows there are, how many say when, and how many of these count."""
        all_, dated = (sum(row[name] for row in self._rows) for name in ("rows", "dated"))
        return all_, dated, sum(row["rows"] for row in self._used.values())

    @property
    def present(self) -> Mapping[str, int]:
        """How many rows have a value in each column that is asked for."""
        return {
            name: sum(row[f"p{at}"] for row in self._rows) for at, name in enumerate(self._columns)
        }

    def print(self, plan: Planned, period: int, calendar: Calendar) -> str:
        """Return a digest of all rows that a figure rests on; empty where none was asked for."""
        if not self._sets:
            return ""
        name = self._sets[columns_read(plan)]
        end = calendar.last_day(period, plan.rhythm) + dt.timedelta(math.ceil(plan.ahead))
        after = calendar.index(end, plan.rhythm)
        return digest_of([*self._marks(name, range(period - plan.back, after + 1))])

    def _marks(self, name: str, periods: Iterable[int]) -> Iterator[list[int] | None]:
        for period in periods:
            row = self._used.get(period)
            yield None if row is None else [row["rows"], int(row[name])]
