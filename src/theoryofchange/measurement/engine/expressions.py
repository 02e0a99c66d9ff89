"""What is computed of the rows of a table, as Ibis expressions: no text becomes a query.

All that one pass over the rows can give, for every KPI of one table, time, rhythm, window and
segmentation, is one expression (:func:`fused`): filters become conditions of its aggregates. So are
all counts of the distinct values of one column (:func:`distinct`). What follows each entity over
time (:func:`returned`, :func:`converted`, :func:`edge_values`) is one a measure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from theoryofchange.measurement.engine.calendar import Rhythm
from theoryofchange.measurement.engine.conditions import certain, fulfilled, present, usable
from theoryofchange.measurement.engine.moments import Moments
from theoryofchange.measurement.engine.opening import ibis_module
from theoryofchange.measurement.engine.parts import Part
from theoryofchange.metric import Filter, Measure

PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Which rows of a table are looked at, and how they are put into periods.

    Parameters
    ----------
    table
        The Ibis table.
    time
        Its column that says when.
    moments
        How moments are read.
    rhythm
        How long a period is.
    segment
        The columns by whose values rows are parted.
    window
        Over how many periods the rows of one reach.
    first, last
        The first and the last period that are computed.
    until
        The last day of which rows count.
    """

    table: Any
    time: str
    moments: Moments
    rhythm: Rhythm
    segment: tuple[str, ...]
    window: int
    first: int
    last: int
    until: dt.date

    @property
    def keys(self) -> list[str]:
        """The columns that results are grouped by: the period, and the segments."""
        return [PERIOD, *(f"s{at}" for at in range(len(self.segment)))]

    def rows(self, named: Mapping[str, Any], back: int, ahead: dt.timedelta | None = None) -> Any:
        """Return the rows that count, with their period and what is asked of each.

        Parameters
        ----------
        named
            For each name an expression on the table.
        back
            How many periods before the first the rows begin.
        ahead
            How long after the last period they go on; ``None`` for no longer.
        """
        table, calendar = self.table, self.moments.calendar
        time = table[self.time]
        begin = calendar.first_day(self.first - back, self.rhythm)
        end = calendar.last_day(self.last, self.rhythm)
        until = min(self.until, end if ahead is None else end + ahead + dt.timedelta(1))
        kept = table.filter(self.moments.from_on(time, begin), self.moments.up_to(time, until))
        parted = {f"s{at}": _group(table[name]) for at, name in enumerate(self.segment)}
        return kept.select(**{PERIOD: self.moments.period(time, self.rhythm)}, **parted, **named)

    def spread(self, rows: Any, count: int) -> Any:
        """Return each row once for every period from its own on in whose window it is."""
        ibis = ibis_module()
        if count == 1:
            return rows.mutate(offset=ibis.literal(0))
        spread = rows.mutate(offset=ibis.range(0, count).unnest())
        return self.asked(spread.mutate(**{PERIOD: spread[PERIOD] + spread["offset"]}))

    def asked(self, rows: Any) -> Any:
        """Return the rows of the periods that are computed."""
        period = rows[PERIOD]
        return rows.filter(period >= self.first, period <= self.last)

    def condition(self, *filters: Filter) -> Any:
        """Return whether a row fulfils conditions."""
        columns = {name: self.table[name] for each in filters for name in each}
        met = fulfilled(columns, filters, self.moments)
        return ibis_module().literal(value=True) if met is None else met


def _group(column: Any) -> Any:
    return usable(column) if column.type().is_floating() else column


def fused(scan: Scan, parts: Sequence[Part]) -> Any:
    """Return one expression that computes parts by period and segment in one scan.

    Its columns are ``period``, ``s0`` and so on, and ``a0``, ``a1`` and so on: a part each.
    """
    tests: dict[str, str] = {}
    named: dict[str, Any] = {}
    columns: dict[str, str] = {}
    for part in parts:
        met = fulfilled(
            {name: scan.table[name] for each in part.filters for name in each},
            part.filters,
            scan.moments,
        )
        key = repr(_filters_key(part))
        if met is not None and key not in tests:
            tests[key] = f"f{len(tests)}"
            named[tests[key]] = met
        if part.column is not None and part.column not in columns:
            columns[part.column] = f"c{len(columns)}"
            named[columns[part.column]] = scan.table[part.column]
    rows = scan.rows(named, scan.window - 1)
    if scan.window > 1:
        rows = scan.spread(rows, scan.window)
    computed = {}
    for at, part in enumerate(parts):
        test = tests.get(repr(_filters_key(part)))
        column = columns[part.column] if part.column is not None else None
        computed[f"a{at}"] = _computed(rows, part, column, test)
    return rows.group_by(scan.keys).aggregate(**computed)


def distinct(scan: Scan, parts: Sequence[Part]) -> Any:
    """Return one expression that counts the distinct values of a column under several conditions.

    Each value is met once a period and segment, with whether it is there under each condition: one
    table of values in place of one for each condition. Columns are named as by :func:`fused`.
    """
    ibis = ibis_module()
    value = scan.table[parts[0].column]
    tests = {
        f"f{at}": scan.condition(*part.filters) & present(value) for at, part in enumerate(parts)
    }
    rows = scan.rows({"value": value, **tests}, scan.window - 1)
    if scan.window > 1:
        rows = scan.spread(rows, scan.window)
    met = {name: ibis.ifelse(rows[name], 1, 0).max() for name in tests}
    values = rows.group_by([*scan.keys, "value"]).aggregate(**met)
    counts = {f"a{at}": values[name].sum() for at, name in enumerate(tests)}
    return values.group_by(scan.keys).aggregate(**counts)


def _filters_key(part: Part) -> tuple[object, ...]:
    return part.key[2:3]


def _computed(rows: Any, part: Part, column: str | None, test: str | None) -> Any:
    where = rows[test] if test else None
    if column is None:
        return rows.count(where=where)
    held = rows[column]
    if part.kind == "values":
        there = present(held)
        return rows.count(where=there if where is None else there & where)
    if part.kind == "sum":
        return usable(held).sum(where=where)
    return usable(held).cast("float64").quantile(part.at, where=where)


def returned(scan: Scan, measure: Measure) -> Any:
    """Return by period the entities active in the window before (``a1``), and how many are again.

    Each entity is known by the periods in which it was active; for every period it is then told
    whether one of these lies in the window (``now``) and in the one before (``before``).
    """
    ibis = ibis_module()
    entity = scan.table[measure.entity]
    met = scan.condition(measure.filter) & present(entity)
    rows = scan.rows({"entity": entity, "met": met}, 2 * scan.window - 1)
    keys = [*scan.keys, "entity"]
    active = rows.filter(rows["met"]).select(*keys).distinct()
    spread = scan.spread(active, 2 * scan.window)
    late = spread["offset"] < scan.window
    each = spread.group_by(keys).aggregate(
        now=ibis.ifelse(late, 1, 0).max(), before=ibis.ifelse(late, 0, 1).max()
    )
    sums = each.group_by(scan.keys).aggregate(
        a0=(each["now"] * each["before"]).sum(), a1=each["before"].sum()
    )
    return sums.filter(sums["a1"] > 0)


def converted(scan: Scan, measure: Measure) -> Any:
    """Return by period the entities with a first event (``a1``), and those it was followed for."""
    ibis = ibis_module()
    assert measure.within is not None  # noqa: S101 - a measure that lacks it is not planned
    seconds = round(measure.within.days * 86400)
    table = scan.table
    entity = table[measure.entity]
    there = present(entity)
    named = {
        "entity": entity,
        "second": scan.moments.second(table[scan.time]),
        "begins": scan.condition(measure.filter, measure.begins) & there,
        "ends": scan.condition(measure.filter, measure.ends) & there,
    }
    rows = scan.rows(named, 0, dt.timedelta(seconds=seconds))
    rows = rows.filter(rows["begins"] | rows["ends"])
    following = ibis.range_window(
        preceding=0, following=None, group_by=[*scan.keys[1:], "entity"], order_by="second"
    )
    end = ibis.ifelse(rows["ends"], rows["second"], ibis.null("int64"))
    rows = rows.mutate(next=end.min().over(following))
    begun = scan.asked(rows.filter(rows["begins"]))
    through = certain(begun["next"] - begun["second"] <= seconds)
    return begun.group_by(scan.keys).aggregate(
        a0=begun["entity"].nunique(where=through), a1=begun["entity"].nunique()
    )


def edge_values(scan: Scan, measure: Measure, edge: Literal["first", "last"]) -> Any:
    """Return by period the sum of the first or last value of each entity, and how many they are.

    Without an entity it is the first or last value of all. Of several at one moment the least is
    first and the greatest last, so that the order of rows does not count.
    """
    ibis = ibis_module()
    table = scan.table
    value = usable(table[measure.value])
    entity = table[measure.entity] if measure.entity else ibis.literal(1)
    met = scan.condition(measure.filter) & present(table[measure.value])
    named = {
        "entity": entity,
        "value": value,
        "moment": table[scan.time],
        "met": met & present(entity) if measure.entity else met,
    }
    rows = scan.rows(named, scan.window - 1)
    rows = scan.spread(rows.filter(rows["met"]), scan.window)
    order: list[Any] = [rows["moment"], rows["value"]]
    if edge == "last":
        order = [column.desc() for column in order]
    ranked = ibis.window(group_by=[*scan.keys, "entity"], order_by=order)
    rows = rows.mutate(rank=ibis.row_number().over(ranked))
    chosen = rows.filter(rows["rank"] == 0)
    return chosen.group_by(scan.keys).aggregate(a0=chosen["value"].sum(), a1=chosen.count())
