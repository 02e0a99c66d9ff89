"""From the parts of a KPI to its figures: what is shown, what is withheld, what cannot be told."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from theoryofchange.measurement.engine.asking import Batch
from theoryofchange.measurement.engine.ledger import Entry, Kept, Labels, Parts
from theoryofchange.measurement.engine.parts import ZERO, Cell, Number
from theoryofchange.measurement.engine.planning import Planned
from theoryofchange.measurement.engine.unusable import fault
from theoryofchange.source.finding import Fault

MISSING = "(none)"
"""The name of the segment of the rows that have no value in its column."""

WITHHELD, OTHER = "fewer cases than min_n", "it would tell another that is withheld"
_NOT_PLAIN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", '"', "(")
_MOST_LISTED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured figure, or why there is none.

    Parameters
    ----------
    kpi
        The KPI's id.
    first, date
        The first and the last day of its period.
    value
        The figure, in the KPI's unit; ``None`` where it is withheld or cannot be told.
    n
        How many cases it rests on; ``None`` where they are withheld.
    segment
        The part it is about; ``None`` for the whole.
    low, high
        The ends of its 95 % interval, where it has one.
    complete
        Whether all its days have passed.
    because
        Why there is no figure, or why it is not complete.
    """

    kpi: str
    first: dt.date
    date: dt.date
    value: Number | None
    n: int | None
    segment: str | None = None
    low: float | None = None
    high: float | None = None
    complete: bool = True
    because: str = ""


def figures_of(batch: Batch, plan: Planned, entry: Entry) -> tuple[Figure, ...]:
    """Return the figures of a KPI in the order of time, the whole before its segments."""
    begin = _first_told(batch, plan)
    told = {p: kept for p, kept in sorted(entry.periods.items()) if p <= batch.last}
    running = plan.measure.aggregation == "cumulative"
    periods = _accumulated(told) if running else told
    return tuple(
        figure
        for period, kept in periods.items()
        if period >= begin
        for figure in _of_period(batch, plan, period, kept)
    )


def _first_told(batch: Batch, plan: Planned) -> int:
    """Return the first period whose rows do not reach back before the first there is."""
    return batch.first + plan.back


def _accumulated(periods: Mapping[int, Kept]) -> dict[int, Kept]:
    """Return running totals; a period that has no row of its own stays without one."""
    names = {labels for kept in periods.values() for labels in kept.segments}
    whole = _running({p: k.whole for p, k in periods.items() if k.whole is not None})
    parted: dict[int, dict[Labels, Parts]] = {period: {} for period in periods}
    for labels in names:
        own = {p: k.segments[labels] for p, k in periods.items() if labels in k.segments}
        for period, parts in _running(own).items():
            parted[period][labels] = parts
    return {p: Kept(k.print, whole.get(p), parted[p]) for p, k in periods.items()}


def _running(parts: Mapping[int, Parts]) -> dict[int, Parts]:
    sums = accumulate(parts.values(), lambda held, more: tuple(map(_sum, held, more)))
    return dict(zip(parts, sums, strict=True))


def _sum(held: Number | None, more: Number | None) -> Number:
    return (held or 0) + (more or 0)


def _of_period(batch: Batch, plan: Planned, period: int, kept: Kept) -> Iterator[Figure]:
    first = batch.calendar.first_day(period, plan.rhythm)
    last = batch.calendar.last_day(period, plan.rhythm)
    known = last + dt.timedelta(math.ceil(plan.ahead))
    complete = known <= batch.until
    because = "" if complete else f"not all is known before {known}"
    if kept.whole is None:
        return
    cells: dict[str | None, Cell] = {None: plan.cell(kept.whole)}
    for labels, parts in sorted(kept.segments.items(), key=lambda each: label_of(each[0])):
        cells[label_of(labels)] = plan.cell(parts)
    for segment, cell in withheld(cells, plan.measure.min_n or 0).items():
        hidden = cell.because in (WITHHELD, OTHER)
        yield Figure(
            kpi=plan.id,
            first=first,
            date=last,
            value=cell.value,
            n=None if hidden else cell.n,
            segment=segment,
            low=cell.low,
            high=cell.high,
            complete=complete,
            because=cell.because or because,
        )


def withheld(cells: Mapping[str | None, Cell], least: int) -> dict[str | None, Cell]:
    """Return the cells of a period without those of fewer cases than may be shown.

    Where one segment alone is withheld beside the whole, it could be told from the others: the
    smallest of these is withheld as well.

    Examples
    --------
    >>> cells = {None: Cell(30, 30, cases=30), "a": Cell(3, 3, cases=3), "b": Cell(9, 9, cases=9),
    ...          "c": Cell(18, 18, cases=18)}
    >>> [cell.value for cell in withheld(cells, 5).values()]
    [30, None, None, 18]
    """
    shown = {name: _hidden(c, WITHHELD) if c.cases < least else c for name, c in cells.items()}
    small = [name for name, cell in shown.items() if name is not None and cell.because == WITHHELD]
    others = [name for name in shown if name is not None and name not in small]
    if len(small) == 1 and others and shown[None].because != WITHHELD:
        least_of_them = min(others, key=lambda name: cells[name].cases)
        shown[least_of_them] = _hidden(cells[least_of_them], OTHER)
    return shown


def _hidden(cell: Cell, because: str) -> Cell:
    return replace(cell, value=None, n=0, low=None, high=None, because=because)


def label_of(values: Labels) -> str:
    """Return the name of a segment: its values, told apart whatever stands in them.

    What could be taken for something else, by a spreadsheet too, is in quotes.

    Examples
    --------
    >>> label_of(("north", None)), label_of(("=1+1",)), label_of(("a / b", "c"))
    ('north / (none)', '"=1+1"', '"a / b" / c')
    """
    return " / ".join(_label(value) for value in values)


def _label(value: str | None) -> str:
    if value is None:
        return MISSING
    odd = value != value.strip() or not value or not value.isprintable() or " / " in value
    return json.dumps(value, ensure_ascii=not value.isprintable()) if odd or _runs(value) else value


def _runs(value: str) -> bool:
    number = value.removeprefix("-").replace(".", "", 1)
    return value.startswith(_NOT_PLAIN) and not (number.isascii() and number.isdecimal())


def remarks(batch: Batch, plan: Planned, figures: tuple[Figure, ...]) -> Iterator[Fault]:
    """Yield what a reader of figures must know of those that are not there."""
    whole = [each for each in figures if each.segment is None]
    there = {batch.calendar.index(each.date, plan.rhythm) for each in whole}
    asked = range(_first_told(batch, plan), batch.last + 1)
    gaps = [batch.calendar.first_day(p, plan.rhythm) for p in asked if p not in there]
    if gaps:
        message = f"{plan.source.name} has nothing for {_listed(gaps)}: there is no figure."
        yield fault(plan.id, "DAT111", message, "Look whether rows are lost.", ("time",))
    entries = whole if plan.measure.filter else []
    if entries and not any(each.n for each in entries if each.n is not None):
        message = f"No row of {plan.source.name} fulfils the filter."
        yield fault(plan.id, "DAT120", message, "Look at how its values are written.", ("filter",))
    zero = [each.first for each in figures if each.because == ZERO]
    if zero:
        message = f"Its denominator is zero for {_listed(zero)}: there is no figure."
        yield fault(plan.id, "DAT109", message, "It is told again where there are cases.")
    empty = [each.first for each in figures if each.because.endswith("has a value")]
    if empty:
        message = f"No row has a value for {_listed(empty)}: there is no figure."
        yield fault(plan.id, "DAT113", message, "Look whether values are lost.", ("value",))
    yield from _untold(plan, figures)
    small = sum(each.because in (WITHHELD, OTHER) for each in figures)
    if small:
        what = "1 figure is" if small == 1 else f"{small:,} figures are"
        message = f"{what} withheld: fewer than {plan.measure.min_n} cases, or what tells of them."
        yield fault(plan.id, "DAT115", message, "Measure longer periods.", ("min_n",))
    open_ = [each for each in whole if not each.complete]
    if open_:
        days = _listed([each.first for each in open_])
        message = f"Not all is known yet on {batch.until} for {days}: left out."
        yield fault(plan.id, "DAT119", message, "It is told when its days have passed.")


def _untold(plan: Planned, figures: tuple[Figure, ...]) -> Iterator[Fault]:
    """Yield why a metric has no figure where there are data of it."""
    told = [each for each in figures if plan.metric and each.value is None]
    shown = (WITHHELD, OTHER, ZERO)
    for because in dict.fromkeys(e.because for e in told if e.because not in shown):
        days = _listed([each.first for each in told if each.because == because])
        message = f"{plan.metric} cannot be told for {days}: {because}."
        yield fault(plan.id, "DAT121", message, "Filter out what is no answer.", ("metric",))


def _listed(days: list[dt.date]) -> str:
    """Return the periods that begin on some days, the first of many."""
    once = list(dict.fromkeys(days))
    shown = ", ".join(map(str, once[:_MOST_LISTED]))
    more = len(once) - _MOST_LISTED
    word = "the period that begins" if len(once) == 1 else "the periods that begin"
    return f"{word} on {shown}{f' and {more} more' if more > 0 else ''}"
