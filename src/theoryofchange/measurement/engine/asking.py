"""Which queries compute the KPIs of a table: as few scans as there can be."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

from theoryofchange.measurement.engine.adding import ADDED, added, in_scans
from theoryofchange.measurement.engine.bits import MOST_BYTES, Bits
from theoryofchange.measurement.engine.calendar import Calendar, Rhythm
from theoryofchange.measurement.engine.contracts import Facts
from theoryofchange.measurement.engine.customers import concentrated, moments, values
from theoryofchange.measurement.engine.entities import MOST_TESTS, Met, entities
from theoryofchange.measurement.engine.expressions import Scan, converted, edge_values, quantiles
from theoryofchange.measurement.engine.metrics import LOCAL, sampled
from theoryofchange.measurement.engine.moments import Moments
from theoryofchange.measurement.engine.parts import Part
from theoryofchange.measurement.engine.planning import Planned


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

    def bits(self, segment: tuple[str, ...], column: str, strings: int) -> Bits | None:
        """Return as which marks of bits the values of a column may be held, if as any.

        Parameters
        ----------
        segment
            By what rows are parted.
        column
            The column.
        strings
            How many strings of bits there are for each segment.
        """
        held = self.facts.ranges.get(column)
        if held is None:
            return None
        bits = Bits(*held)
        parts = prod(self.facts.distinct[name] + 1 for name in segment)
        return bits if bits.bytes * strings * parts <= MOST_BYTES else None

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


Rows = Iterable[Mapping[str, Any]]
Key = tuple[object, ...]
"""What names a part that several KPIs may share."""

_Counts = dict[Key, tuple[tuple[Met, ...], str]]
"""Whom a part counts, and the column that tells whether anybody may be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
    there
        The column that tells whether there is anything to tell, for the columns that have one.
    rolled
        The parts of the whole that are the sums of those of its segments.
    local
        What is made of its rows on this machine, before they are parts.
    """

    expression: Any
    segment: tuple[str, ...]
    columns: Mapping[str, Key]
    there: Mapping[str, str] = field(default_factory=dict)
    rolled: frozenset[Key] = frozenset()
    local: Callable[[Rows], Rows] | None = None

    def made_of(self, rows: Rows) -> Rows:
        """Return the rows of its parts, from those of its answer."""
        return self.local(rows) if self.local else rows


def keys_of(plan: Planned) -> tuple[Key, ...]:
    """Return the names of the parts of a KPI, in order."""
    if plan.parts:
        return tuple((plan.window, *part.key) for part in plan.parts)
    return tuple((plan.id, name) for name in plan.columns)


def queries(batch: Batch, plans: Sequence[Planned], first: int, last: int) -> Iterator[Query]:
    """Yield the queries that compute some periods of KPIs of a batch, as few as there can be.

    What can be added up is asked by segment alone, where a KPI has segments.
    """
    for plan in plans:
        for segment in plan.segmentations if _takes_its_own(plan) else ():
            scan = batch.scan(segment, plan.window, first, last)
            one_of = sampled(plan.metric, batch.facts.used * plan.window)
            yield Query(
                expression=_alone(scan, plan, one_of),
                segment=segment,
                columns={name: (plan.id, name) for name in plan.columns},
                local=concentrated if plan.metric in LOCAL else None,
            )
    together = [plan for plan in plans if not _takes_its_own(plan)]
    homes = dict.fromkeys(plan.measure.segment for plan in together if plan.measure.segment)
    rolled: set[Key] = set()
    for home in homes or [()]:
        own = [p for p in together if (p.measure.segment or next(iter(homes), ())) == home]
        asked = _asked(own)
        scan = batch.scan(home, 1, first, last)
        for query in _added(scan, {k: v for k, v in asked.items() if v[1].kind in ADDED}):
            summed = frozenset(query.rolled - rolled)
            rolled |= summed
            yield replace(query, rolled=summed)
        yield from _counted(scan, own, asked, batch)
        yield from _quantiles(batch, own, first, last)


def _takes_its_own(plan: Planned) -> bool:
    return not plan.parts and plan.measure.aggregation != "retention"


def _asked(plans: Iterable[Planned]) -> dict[Key, tuple[int, Part]]:
    """Return the parts of some KPIs, each with its window."""
    return {
        key: (plan.window, part)
        for plan in plans
        if plan.parts
        for key, part in zip(keys_of(plan), plan.parts, strict=True)
    }


def _added(scan: Scan, asked: Mapping[Key, tuple[int, Part]]) -> Iterator[Query]:
    """Yield the queries of what adds up."""
    keys, parts = [*asked], [*asked.values()]
    for places in in_scans(parts):
        columns = {f"a{at}": keys[place] for at, place in enumerate(places)}
        yield Query(
            expression=added(scan, [parts[place] for place in places]),
            segment=scan.segment,
            columns=columns,
            there={f"a{at}": f"e{parts[place][0]}" for at, place in enumerate(places)},
            rolled=frozenset(columns.values() if scan.segment else ()),
        )


def _counted(
    scan: Scan, plans: Sequence[Planned], asked: Mapping[Key, tuple[int, Part]], batch: Batch
) -> Iterator[Query]:
    """Yield the queries that count entities: one for each column, or for a few conditions on it."""
    counts: dict[str, _Counts] = {}
    for key, (window, part) in asked.items():
        if part.kind == "distinct" and part.column:
            met = Met(part.filters, window - 1)
            counts.setdefault(part.column, {})[key] = ((met,), f"e{window}")
    for plan in plans:
        if not plan.parts and plan.measure.entity:
            again, before, _ = keys_of(plan)
            late = Met((plan.measure.filter,), plan.window - 1)
            early = Met((plan.measure.filter,), 2 * plan.window - 1, plan.window)
            held = counts.setdefault(plan.measure.entity, {})
            held[again], held[before] = ((late, early), ""), ((early,), "")
    for column, every in counts.items():
        most = MOST_TESTS if column in batch.facts.ranges else len(every)
        for held in _together(every, most):
            columns = {f"a{at}": key for at, key in enumerate(held)}
            places = {key: name for name, key in columns.items()}
            mets = [each for each, _ in held.values()]
            yield Query(
                expression=entities(scan, column, mets, _bits(scan, column, mets, batch)),
                segment=scan.segment,
                columns=columns,
                there={n: held[key][1] or places[key[0], "a1"] for n, key in columns.items()},
            )


def _together(counts: _Counts, most: int) -> Iterator[_Counts]:
    """Yield what is counted of a column under at most so many conditions."""
    filters = [*dict.fromkeys(repr(mets[0].filters) for mets, _ in counts.values())]
    for at in range(0, len(filters), most):
        some = filters[at : at + most]
        yield {key: each for key, each in counts.items() if repr(each[0][0].filters) in some}


def _bits(scan: Scan, column: str, asked: Sequence[tuple[Met, ...]], batch: Batch) -> Bits | None:
    """Return as which marks of bits the values of a column are held, if as any."""
    runs = {repr(met) for each in asked for met in each}
    tests = {repr(met.filters) for each in asked for met in each}
    periods = scan.last - scan.first + 1 + max(met.since for each in asked for met in each)
    return batch.bits(scan.segment, column, (2 ** len(tests) + 2 * len(runs)) * periods)


def _quantiles(batch: Batch, plans: Sequence[Planned], first: int, last: int) -> Iterator[Query]:
    """Yield the queries of quantiles: for each window one of the whole, and one of segments."""
    found: dict[tuple[tuple[str, ...], int], dict[Key, Part]] = {}
    for plan in plans:
        for key, (window, part) in _asked([plan]).items():
            for segment in plan.segmentations if part.kind == "quantile" else ():
                found.setdefault((segment, window), {})[key] = part
    for (segment, window), parts in found.items():
        yield Query(
            expression=quantiles(batch.scan(segment, window, first, last), [*parts.values()]),
            segment=segment,
            columns={f"a{at}": key for at, key in enumerate(parts)},
        )


def _alone(scan: Scan, plan: Planned, one_of: int) -> Any:
    if plan.metric in LOCAL:
        return values(scan, plan.measure, one_of)
    match plan.measure.aggregation:
        case None:
            return moments(scan, plan.measure, plan.metric or "")
        case "conversion":
            return converted(scan, plan.measure, plan.ahead)
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
