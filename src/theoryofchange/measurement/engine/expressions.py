"""What is computed of the rows of a table, as Ibis expressions: no text becomes a query.

How rows are put into periods is a :class:`Scan`. What can be added up is one expression
(:mod:`~theoryofchange.measurement.engine.adding`), all counts of entities another
(:mod:`~theoryofchange.measurement.engine.entities`), and so are all quantiles of one window
(:func:`quantiles`). What follows each entity through its rows (:func:`converted`,
:func:`edge_values`) is one a measure.
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
from theoryofchange.measuring import Filter, Measure

PERIOD = "period"
OFFSET = "offset"
"""The column that says by how many periods a row is moved."""


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
            return rows.mutate(**{OFFSET: ibis.literal(0)})
        spread = rows.mutate(**{OFFSET: ibis.range(0, count).unnest()})
        return self.asked(spread.mutate(**{PERIOD: spread[PERIOD] + spread[OFFSET]}))

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


def quantiles(scan: Scan, parts: Sequence[Part]) -> Any:
    """Return one expression that computes quantiles by period and segment in one scan.

    Its columns are ``period``, ``s0`` and so on, and ``a0``, ``a1`` and so on: a part each.
    """
    named: dict[str, Any] = {}
    for at, part in enumerate(parts):
        named[f"c{at}"] = usable(scan.table[part.column])
        named[f"f{at}"] = scan.condition(*part.filters)
    rows = scan.spread(scan.rows(named, scan.window - 1), scan.window)
    computed = {
        f"a{at}": rows[f"c{at}"].cast("float64").quantile(part.at, where=rows[f"f{at}"])
        for at, part in enumerate(parts)
    }
    return rows.group_by(scan.keys).aggregate(**computed)


def converted(scan: Scan, measure: Measure, within: float) -> Any:
    """Return by period the entities with a first event (``a1``), and those it was followed for.

    What follows counts ``within`` so many days.
    """
    ibis = ibis_module()
    seconds = round(within * 86400)
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
