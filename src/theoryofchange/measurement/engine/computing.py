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
    distinct,
    edge_values,
    fused,
    returned,
)
from theoryofchange.measurement.engine.ledger import Kept, Labels, Ledger, digest_of
from theoryofchange.measurement.engine.moments import Moments
from theoryofchange.measurement.engine.opening import ibis_module
from theoryofchange.measurement.engine.parts import Number, Part, rounded
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


Key = tuple[object, ...]
"""What names a part that several KPIs may share."""


@dataclass(frozen=True, slots=True)
class Query:
    """An expression, and what its columns are.

    Parameters
    ----------
    expression
        The Ibis expression.
    segment
        By which columns it parts.
    columns
        The part that each column holds.
    rolled
        The parts of the whole that are the sums of those of its segments.
    """

    expression: Any
    segment: tuple[str, ...]
    columns: Mapping[str, Key]
    rolled: frozenset[Key] = frozenset()


def keys_of(plan: Planned) -> tuple[Key, ...]:
    """Return the names of the parts of a KPI, in order."""
    if plan.parts:
        return tuple((plan.window, *part.key) for part in plan.parts)
    return (plan.id, "a0"), (plan.id, "a1"), (plan.id, "a1")


def queries(batch: Batch, plans: Sequence[Planned], first: int, last: int) -> Iterator[Query]:
    """Yield the queries that compute some periods of KPIs of a batch, as few as there can be.

    What can be added up is asked by segment alone, where a KPI has segments.
    """
    for plan in plans:
        for segment in () if plan.parts else plan.segmentations:
            scan = batch.scan(segment, plan.window, first, last)
            columns: dict[str, Key] = {"a0": (plan.id, "a0"), "a1": (plan.id, "a1")}
            yield Query(_alone(scan, plan), segment, columns)
    simple = [plan for plan in plans if plan.parts]
    for window in dict.fromkeys(plan.window for plan in simple):
        yield from _fused(batch, [p for p in simple if p.window == window], first, last)


def _fused(batch: Batch, plans: Sequence[Planned], first: int, last: int) -> Iterator[Query]:
    """Yield the queries of KPIs of one window: one for each segmentation, and the whole."""
    window = plans[0].window
    segmented = dict.fromkeys(plan.measure.segment for plan in plans if plan.measure.segment)
    asked: dict[tuple[str, ...], dict[Key, Part]] = {segment: {} for segment in (*segmented, ())}
    rolled: dict[tuple[str, ...], set[Key]] = {segment: set() for segment in asked}
    for plan in plans:
        home = plan.measure.segment or next(iter(asked))
        for key, part in zip(keys_of(plan), plan.parts, strict=True):
            if plan.measure.segment:
                asked[home][key] = part
            if home and part.kind in ("rows", "values", "sum"):
                asked[home][key] = part
                rolled[home].add(key)
            else:
                asked[()][key] = part
    summed: set[Key] = set()
    for segment, parts in asked.items():
        scan = batch.scan(segment, window, first, last)
        own = frozenset(rolled[segment] - summed)
        summed |= own
        for column in dict.fromkeys(_counted(part) for part in parts.values()):
            held = {key: part for key, part in parts.items() if _counted(part) == column}
            columns = {f"a{at}": key for at, key in enumerate(held)}
            make = fused if column is None else distinct
            yield Query(make(scan, [*held.values()]), segment, columns, own & held.keys())


def _counted(part: Part) -> str | None:
    """Return the column whose distinct values are counted; ``None`` for another part."""
    return part.column if part.kind == "distinct" else None


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
        text, keys = compiled(query.expression), {*query.columns.values()}
        for plan in batch.plans:
            if keys.intersection(keys_of(plan)):
                texts[plan.id].append(text)
    return {id: hashlib.sha256("\n".join(held).encode()).hexdigest() for id, held in texts.items()}


def prints_expression(batch: Batch) -> Any:
    """Return one expression of a digest of the rows of each period, for each set of columns."""
    table = batch.plans[0].source.table
    time = table[batch.plans[0].measure.time]
    sets = _column_sets(batch.plans)
    named = {}
    for at, columns in enumerate(sets):
        mixed = sum(
            (table[name].hash() % _PRIME) * _wide(place * 7919 + 1)
            for place, name in enumerate(columns)
        )
        named[f"h{at}"] = mixed.hash() % _PRIME
    period = batch.moments.period(time, batch.rhythm)
    rows = table.filter(batch.moments.up_to(time, batch.until)).select(**{PERIOD: period}, **named)
    sums = {name: rows[name].sum() for name in named}
    return rows.group_by(PERIOD).aggregate(rows=rows.count(), **sums)


def _wide(number: int) -> Any:
    """Return a number of 64 bits, for the hash of an engine may have 32, and so its multiples."""
    return ibis_module().literal(number).cast("int64")


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
    answers = _Answers()
    for query in queries(batch, plans, first, last):
        for row in sorted(ask(query.expression), key=_order):
            answers.take(query, row)
    for plan in plans:
        known = ledger.entry(plan.id, plan.definition).periods
        for period in range(first, last + 1):
            mark = census.print(plan, period) if census else ""
            known[period] = answers.kept(plan, period, mark)


class _Answers:
    """The parts that queries gave, by period and segment."""

    def __init__(self) -> None:
        self._whole: dict[int, dict[Key, Number | None]] = {}
        self._parted: dict[tuple[tuple[str, ...], int], dict[Labels, dict[Key, Any]]] = {}

    def take(self, query: Query, row: Mapping[str, Any]) -> None:
        """Take the parts of a row of a query's answer."""
        period = row[PERIOD]
        parts = {key: _plain(row[column]) for column, key in query.columns.items()}
        whole = self._whole.setdefault(period, {})
        if not query.segment:
            whole.update(parts)
            return
        labels = tuple(_told(row[f"s{at}"]) for at in range(len(query.segment)))
        parted = self._parted.setdefault((query.segment, period), {})
        parted.setdefault(labels, {}).update(parts)
        for key in query.rolled:
            whole[key] = _added(whole.get(key), parts[key])

    def kept(self, plan: Planned, period: int, mark: str) -> Kept:
        """Return what is known of a period of a KPI."""
        keys, segment = keys_of(plan), plan.measure.segment
        held = self._whole.get(period, {})
        whole = tuple(held[key] for key in keys) if keys[0] in held else None
        parted = self._parted.get((segment, period), {}) if segment else {}
        return Kept(
            mark,
            whole,
            {
                labels: tuple(parts[key] for key in keys)
                for labels, parts in parted.items()
                if keys[0] in parts
            },
        )


def _added(held: Number | None, more: Number | None) -> Number | None:
    if held is None or more is None:
        return more if held is None else held
    return rounded(held + more)


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    keys = [row[name] for name in row if name.startswith("s") and name[1:].isdigit()]
    return row[PERIOD], *((key is not None, str(key)) for key in keys)


def _told(value: Any) -> str | None:
    """Return the value of a segment as text; nothing where it is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return str(value or 0.0 if isinstance(value, float) else value)


def _plain(value: Any) -> int | float | None:
    """Return a part as a plain number with no more digits than an engine can vouch for."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else rounded(float(value))
    if isinstance(value, bool | int):
        return int(value)
    return rounded(float(value))
