"""What a table must keep before anything is computed from it: what surveys of it say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from theoryofchange.measurement.engine.calendar import Calendar
from theoryofchange.measurement.engine.planning import Planned
from theoryofchange.measurement.engine.unusable import fault
from theoryofchange.source.finding import Fault

MOST_SEGMENTS = 1000
"""How many values a segment may have: more of them are no groups, and may be persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a table and its column of time.

    Parameters
    ----------
    rows, dated, used
        How many rows there are, how many of them say when, and how many of these lie up to the day.
    first, last
        The first and the last day of those; ``None`` where there are none.
    present
        How many rows have a value in each column that is asked for.
    distinct
        About how many values each segment has.
    twice
        For each set of columns that names a row, how many of its values name several.
    ranges
        The least and the greatest value of columns of entities that are whole numbers.
    """

    rows: int
    dated: int
    used: int
    first: dt.date | None
    last: dt.date | None
    present: Mapping[str, int]
    distinct: Mapping[str, int]
    twice: Mapping[tuple[str, ...], int]
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def groups_expression(plans: Sequence[Planned]) -> Any:
    """Return one expression of about how many values the segments of some KPIs have."""
    table = plans[0].source.table
    segments = enumerate(_segments(plans))
    return table.aggregate(**{f"d{at}": table[name].approx_nunique() for at, name in segments})


def groups_of(plans: Sequence[Planned], row: Mapping[str, Any]) -> Mapping[str, int]:
    """Return what the answer to :func:`groups_expression` says."""
    return {name: row[f"d{at}"] for at, name in enumerate(_segments(plans))}


def duplicates_expression(plan: Planned) -> Any:
    """Return how many values of its unique columns name several rows."""
    table = plan.source.table
    keys = list(plan.measure.unique)
    there = table.filter(*(table[name].notnull() for name in keys))
    counted = there.group_by(keys).aggregate(times=there.count())
    return counted.aggregate(twice=counted.count(where=counted["times"] > 1))


def columns_of(plans: Sequence[Planned]) -> tuple[str, ...]:
    """Return the columns whose values make the figures of some KPIs."""
    return tuple(dict.fromkeys(name for plan in plans for name, _ in _asked(plan)))


def _segments(plans: Sequence[Planned]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for plan in plans for name in plan.measure.segment))


def _asked(plan: Planned) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns whose values make the figure, each with its steps."""
    for name, steps in plan.measure.columns.items():
        if steps[-1] in ("entity", "value"):
            yield name, steps


def broken(plan: Planned, facts: Facts, until: dt.date) -> Iterator[Fault]:
    """Yield what of its table is against the contract of a KPI, the gravest first.

    Parameters
    ----------
    plan
        The KPI.
    facts
        What is known of its table.
    until
        The last day of which rows count.
    """
    table, time = plan.source.name, plan.measure.time
    if not facts.rows:
        yield fault(plan.id, "DAT104", f"The table {table} is empty.", "Fill it.", ("table",))
        return
    if not facts.used:
        what = f"no row of {table} says when" if not facts.dated else f"all rows of {table} are"
        when = "" if not facts.dated else f" later than {until}"
        message = f"There is nothing to measure: {what}{when} ({time})."
        tip = "Fill the column, or look at the data on a later day (as_of)."
        yield fault(plan.id, "DAT106", message, tip, ("time",))
        return
    yield from _of_columns(plan, facts)
    yield from _of_keys(plan, facts)
    if facts.rows == 1:
        message = f"The table {table} has a single row."
        yield fault(plan.id, "DAT105", message, "Look whether all rows arrived.", ("table",))
    late, undated = facts.dated - facts.used, facts.rows - facts.dated
    if late:
        message = f"Not used: {_rows(late)} of {table} after {until} ({time})."
        tip = "Correct the days, or look at the data on a later day (as_of)."
        yield fault(plan.id, "DAT108", message, tip, ("time",))
    if undated:
        message = f"Not used: {_rows(undated)} of {table} without a time ({time})."
        yield fault(plan.id, "DAT112", message, "Fill the column.", ("time",))


def _of_columns(plan: Planned, facts: Facts) -> Iterator[Fault]:
    for name, steps in _asked(plan):
        lacking = facts.rows - facts.present[name]
        if lacking == facts.rows:
            message = f"The column {name} of {plan.source.name} has no value at all."
            yield fault(plan.id, "DAT106", message, "Fill it, or name another.", steps)
        elif lacking and steps == ("entity",):
            message = f"{_rows(lacking)} of {plan.source.name} without an entity ({name})."
            yield fault(plan.id, "DAT112", message, "They count for no entity.", steps)
        elif lacking:
            message = f"{_rows(lacking)} of {plan.source.name} without a value in {name}."
            yield fault(plan.id, "DAT113", message, "They are not part of the figure.", steps)
    for name in plan.measure.segment:
        count = facts.distinct[name]
        if count > MOST_SEGMENTS:
            message = f"The segment {name} has about {count:,} values: no groups."
            tip = f"Name a column of at most {MOST_SEGMENTS:,} values."
            yield fault(plan.id, "DAT117", message, tip, ("segment",))


def _of_keys(plan: Planned, facts: Facts) -> Iterator[Fault]:
    twice = facts.twice.get(plan.measure.unique, 0)
    if twice:
        named = ", ".join(plan.measure.unique)
        what = f"1 value of {named} names" if twice == 1 else f"{twice:,} values of {named} name"
        message = f"{what} several rows of {plan.source.name}."
        tip = "Remove the copies, or name the columns that do name one row."
        yield fault(plan.id, "DAT107", message, tip, ("unique",))


def stale(plan: Planned, facts: Facts, calendar: Calendar, until: dt.date) -> Iterator[Fault]:
    """Yield that the last whole period has no row yet."""
    last = facts.last
    if last is None:
        return
    due = calendar.index(until + dt.timedelta(1), plan.rhythm) - 1
    if calendar.index(last, plan.rhythm) < due:
        begins = calendar.first_day(due, plan.rhythm)
        message = (
            f"The newest row of {plan.source.name} is of {last}: the last whole period up to "
            f"{until}, which began on {begins}, has none."
        )
        yield fault(plan.id, "DAT110", message, "Load the table again.", ("time",))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
