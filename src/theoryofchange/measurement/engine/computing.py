"""Compute the parts of KPIs: as few scans as there can be, a run of periods at a time."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from theoryofchange.measurement.engine.calendar import Calendar, Rhythm
from theoryofchange.measurement.engine.contracts import Facts
from theoryofchange.measurement.engine.expressions import (
    PERIOD,
    Scan,
    converted,
    edge_values,
    fused,
    returned,
)
from theoryofchange.measurement.engine.ledger import Kept, Labels, Ledger, Parts, digest_of
from theoryofchange.measurement.engine.moments import Moments
from theoryofchange.measurement.engine.parts import Part, rounded
from theoryofchange.measurement.engine.planning import Planned

Asked = Callable[[Any], list[dict[str, Any]]]
"""Answers an expression with its rows."""

_PRIME = 2_147_483_647


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """KPIs of one table, column of time and rhythm.

    Parameters
    ----------
    plans
        The KPIs.
    facts
        What is known of their table.
    calendar
        How time is cut.
    until
        The last day of which rows count.
    """

    plans: tuple[Planned, ...]
    facts: Facts
    calendar: Calendar
    until: dt.date

    @property
    def rhythm(self) -> Rhythm:
        """How long a period is."""
        return self.plans[0].rhythm

    @property
    def first(self) -> int:
        """The period of the first row."""
        return self.calendar.index(self.facts.first or self.until, self.rhythm)

    @property
    def last(self) -> int:
        """The period of the last row."""
        return self.calendar.index(self.facts.last or self.until, self.rhythm)

    @property
    def moments(self) -> Moments:
        """How its moments are read."""
        first, last = self.facts.first or self.until, self.facts.last or self.until
        return Moments(self.calendar, self.plans[0].source.zone, first, last)

    def scan(self, segment: tuple[str, ...], window: int, first: int, last: int) -> Scan:
        """Return the scan of some of its periods."""
        return Scan(
            table=self.plans[0].source.table,
            time=self.plans[0].measure.time or "",
            moments=self.moments,
            rhythm=self.rhythm,
            segment=segment,
            window=window,
            first=first,
            last=last,
            until=self.until,
        )


@dataclass(frozen=True, slots=True)
class Query:
    """An expression, and what of whom its columns are.

    Parameters
    ----------
    expression
        The Ibis expression.
    segment
        By which columns it parts.
    places
        For each KPI the columns that hold its parts, in order.
    """

    expression: Any
    segment: tuple[str, ...]
    places: Mapping[str, tuple[str, ...]]


def queries(batch: Batch, plans: Sequence[Planned], first: int, last: int) -> Iterator[Query]:
    """Yield the queries that compute some periods of KPIs of a batch, fused where they can be."""
    together: dict[tuple[tuple[str, ...], int], list[Planned]] = {}
    for plan in plans:
        for segment in plan.segmentations:
            if plan.parts:
                together.setdefault((segment, plan.window), []).append(plan)
            else:
                scan = batch.scan(segment, plan.window, first, last)
                yield Query(_alone(scan, plan), segment, {plan.id: ("a0", "a1", "a1")})
    for (segment, window), members in together.items():
        parts: dict[tuple[object, ...], Part] = {}
        for plan in members:
            for part in plan.parts:
                parts.setdefault(part.key, part)
        column = {key: f"a{at}" for at, key in enumerate(parts)}
        places = {plan.id: tuple(column[part.key] for part in plan.parts) for plan in members}
        scan = batch.scan(segment, window, first, last)
        yield Query(fused(scan, [*parts.values()]), segment, places)


def _alone(scan: Scan, plan: Planned) -> Any:
    match plan.measure.aggregation:
        case "retention":
            return returned(scan, plan.measure)
        case "conversion":
            return converted(scan, plan.measure)
        case "first":
            return edge_values(scan, plan.measure, "first")
        case _:
            return edge_values(scan, plan.measure, "last")


def query_digests(batch: Batch, compiled: Callable[[Any], str]) -> dict[str, str]:
    """Return for each KPI a digest of its queries over all periods, as its engine is asked them."""
    texts: dict[str, list[str]] = {plan.id: [plan.definition] for plan in batch.plans}
    for query in queries(batch, batch.plans, batch.first, batch.last):
        text = compiled(query.expression)
        for id in query.places:
            texts[id].append(text)
    return {id: hashlib.sha256("\n".join(held).encode()).hexdigest() for id, held in texts.items()}


def prints_expression(batch: Batch) -> Any:
    """Return one expression of a digest of the rows of each period, for each set of columns."""
    table = batch.plans[0].source.table
    time = table[batch.plans[0].measure.time]
    sets = _column_sets(batch.plans)
    named = {}
    for at, columns in enumerate(sets):
        mixed = sum(
            (table[name].hash() % _PRIME) * (place * 7919 + 1)
            for place, name in enumerate(columns)
        )
        named[f"h{at}"] = mixed.hash() % _PRIME
    period = batch.moments.period(time, batch.rhythm)
    rows = table.filter(batch.moments.up_to(time, batch.until)).select(**{PERIOD: period}, **named)
    sums = {name: rows[name].sum() for name in named}
    return rows.group_by(PERIOD).aggregate(rows=rows.count(), **sums)


def _column_sets(plans: Iterable[Planned]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(tuple(plan.measure.columns) for plan in plans))


class Census:
    """What the rows of each period look like, to tell where they changed."""

    def __init__(self, batch: Batch, rows: Iterable[Mapping[str, Any]]) -> None:
        self._batch = batch
        self._sets = {columns: at for at, columns in enumerate(_column_sets(batch.plans))}
        self._rows = {row[PERIOD]: row for row in rows}

    def print(self, plan: Planned, period: int) -> str:
        """Return a digest of all rows that a figure of a KPI rests on."""
        batch, name = self._batch, f"h{self._sets[tuple(plan.measure.columns)]}"
        end = batch.calendar.last_day(period, plan.rhythm) + dt.timedelta(math.ceil(plan.ahead))
        after = batch.calendar.index(end, plan.rhythm)
        held = [self._rows.get(each) for each in range(period - plan.back, after + 1)]
        return digest_of([row and [row["rows"], int(row[name])] for row in held])


def stale_periods(
    batch: Batch, plan: Planned, ledger: Ledger, census: Census | None
) -> tuple[int, ...]:
    """Return the periods of a KPI that are not known, or whose rows changed."""
    known = ledger.entry(plan.id, plan.definition).periods
    for period in [each for each in known if not batch.first <= each <= batch.last]:
        del known[period]
    return tuple(
        period
        for period in range(batch.first, batch.last + 1)
        if period not in known or (census and known[period].print != census.print(plan, period))
    )


def runs_of(periods: Iterable[int], longest: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of periods, none longer than so many.

    Examples
    --------
    >>> list(runs_of([1, 2, 3, 4, 7], 3))
    [(1, 3), (4, 4), (7, 7)]
    """
    ordered = sorted(periods)
    if not ordered:
        return
    begin = ordered[0]
    for each, following in pairwise([*ordered, ordered[-1] + 2]):
        if following != each + 1 or each - begin + 1 >= longest:
            yield begin, each
            begin = following


def compute(
    batch: Batch,
    stale: Mapping[str, tuple[int, ...]],
    run: tuple[int, int],
    ask: Asked,
    census: Census | None,
    ledger: Ledger,
) -> None:
    """Compute a run of periods of the KPIs that lack some of it, and write it into the ledger."""
    first, last = run
    plans = [p for p in batch.plans if any(first <= each <= last for each in stale[p.id])]
    whole: dict[tuple[str, int], Parts] = {}
    parted: dict[tuple[str, int], dict[Labels, Parts]] = {}
    for query in queries(batch, plans, first, last):
        for row in sorted(ask(query.expression), key=_order):
            labels = tuple(_told(row[f"s{at}"]) for at in range(len(query.segment)))
            for id, places in query.places.items():
                parts = tuple(_plain(row[place]) for place in places)
                if labels:
                    parted.setdefault((id, row[PERIOD]), {})[labels] = parts
                else:
                    whole[id, row[PERIOD]] = parts
    for plan in plans:
        known = ledger.entry(plan.id, plan.definition).periods
        for period in range(first, last + 1):
            mark = census.print(plan, period) if census else ""
            key = (plan.id, period)
            known[period] = Kept(mark, whole.get(key), parted.get(key, {}))


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    keys = [row[name] for name in row if name.startswith("s") and name[1:].isdigit()]
    return row[PERIOD], *((key is not None, str(key)) for key in keys)


def _told(value: Any) -> str | None:
    """Return the value of a segment as text; nothing where it is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _plain(value: Any) -> int | float | None:
    """Return a part as a plain number with no more digits than an engine can vouch for."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else rounded(float(value))
    if isinstance(value, bool | int):
        return int(value)
    return rounded(float(value))
