"""Compute the parts of KPIs, a run of periods at a time, into what is known of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from theoryofchange.measurement.engine.asking import Batch, Key, Query, keys_of, queries
from theoryofchange.measurement.engine.entities import WHOLE
from theoryofchange.measurement.engine.expressions import PERIOD
from theoryofchange.measurement.engine.ledger import Kept, Labels, Ledger
from theoryofchange.measurement.engine.parts import Number, rounded
from theoryofchange.measurement.engine.planning import Planned
from theoryofchange.measurement.engine.survey import Survey

Asked = Callable[[Any], list[dict[str, Any]]]
"""Answers an expression with its rows."""


def stale_periods(batch: Batch, plan: Planned, ledger: Ledger, survey: Survey) -> tuple[int, ...]:
    """Return the periods of a KPI that are not known, or whose rows changed."""
    known = ledger.entry(plan.id, plan.definition).periods
    for period in [each for each in known if not batch.first <= each <= batch.last]:
        del known[period]
    return tuple(
        period
        for period in range(batch.first, batch.last + 1)
        if period not in known or known[period].print != survey.print(plan, period, batch.calendar)
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
    survey: Survey,
    ledger: Ledger,
) -> None:
    """Compute a run of periods of the KPIs that lack some of it, and write it into the ledger."""
    first, last = run
    plans = [p for p in batch.plans if any(first <= each <= last for each in stale[p.id])]
    answers = _Answers()
    for query in queries(batch, plans, first, last):
        for row in sorted(query.made_of(ask(query.expression)), key=_order):
            answers.take(query, row)
    for plan in plans:
        known = ledger.entry(plan.id, plan.definition).periods
        for period in range(first, last + 1):
            mark = survey.print(plan, period, batch.calendar)
            known[period] = answers.kept(plan, period, mark)


class _Answers:
    """The parts that queries gave, by period and segment."""

    def __init__(self) -> None:
        self._whole: dict[int, dict[Key, Number | None]] = {}
        self._parted: dict[tuple[tuple[str, ...], int], dict[Labels, dict[Key, Any]]] = {}

    def take(self, query: Query, row: Mapping[str, Any]) -> None:
        """Take the parts of a row of a query's answer."""
        period, there = row[PERIOD], query.there
        parts = {
            key: _plain(row[column])
            for column, key in query.columns.items()
            if column not in there or row[there[column]]
        }
        whole = self._whole.setdefault(period, {})
        if not query.segment or row.get(WHOLE):
            whole.update(parts)
            return
        labels = tuple(_told(row[f"s{at}"]) for at in range(len(query.segment)))
        parted = self._parted.setdefault((query.segment, period), {})
        parted.setdefault(labels, {}).update(parts)
        for key in query.rolled & parts.keys():
            whole[key] = _added_up(whole.get(key), parts[key])

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


def _added_up(held: Number | None, more: Number | None) -> Number | None:
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
