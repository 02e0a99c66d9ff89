"""Figures of one day that contradict the formula of their KPI."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from theoryofchange.formula import Formula, SegmentSum, Tree
from theoryofchange.formula.interval import Interval, hull
from theoryofchange.formula.segments import summed
from theoryofchange.formula.tree import operands, quoted, written
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.measurement.computed import (
    computed,
    is_told,
    placed,
    readings_of,
    scales_of,
)
from theoryofchange.quantity import Quantity
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route

_MOST_SHOWN = 8
_DEEPEST = 50
"""How deep formulas may be nested in each other to be computed."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of a KPI, and where it is written."""

    route: Route
    quantity: Quantity


Day: TypeAlias = dt.date | None


class Figures:
    """The figures of some KPIs, by day and segment; of the whole where the segment is ``None``."""

    def __init__(self, stated: Iterable[tuple[str, Day, str | None, Stated]]) -> None:
        self._stated: dict[tuple[str, Day, str | None], list[Stated]] = {}
        self._segments: dict[tuple[str, Day], set[str]] = {}
        self._days: dict[str, dict[Day, None]] = {}
        for id, day, segment, figure in stated:
            self._stated.setdefault((id, day, segment), []).append(figure)
            if segment:
                self._segments.setdefault((id, day), set()).add(segment)
            else:
                self._days.setdefault(id, {})[day] = None

    def of(self, id: str, day: Day, segment: str | None = None) -> list[Stated]:
        """Return the figures of a KPI for a day; several are one too many, but that is said."""
        return self._stated.get((id, day, segment), [])

    def segments(self, id: str, day: Day) -> frozenset[str]:
        """Return the segments that a KPI has figures of on a day."""
        return frozenset(self._segments.get((id, day), ()))

    def days(self, id: str) -> Iterable[Day]:
        """Return the days on which a KPI has a figure of the whole."""
        return self._days.get(id, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A figure of a KPI beside what its formula makes of the figures of the same day.

    Parameters
    ----------
    kpi
        The id of the KPI.
    day
        The day; ``None`` where no figure has one.
    stated
        The figure.
    formula
        The formula with the figures in it.
    found
        What it comes to, roundings and tolerances included, in the KPI's unit.
    operands
        The figures in it.
    """

    kpi: str
    day: Day
    stated: Stated
    formula: str
    found: Interval
    operands: tuple[tuple[str, Stated], ...]


def planned(theory: TheoryOfChange) -> Iterator[Contradiction]:
    """Yield what contradicts a formula among the targets and milestones of a theory."""
    return _contradictions(theory, _planned)


def measured(theory: TheoryOfChange) -> Iterator[Contradiction]:
    """Yield what contradicts a formula among the baselines and observations of a theory."""
    return _contradictions(theory, _measured)


_Rows: TypeAlias = Iterator[tuple[str, Day, str | None, Stated]]


def _planned(theory: TheoryOfChange, ids: Collection[str]) -> _Rows:
    for id in ids:
        target, route = theory.kpis[id].target, ("kpis", id)
        if target and target.value:
            yield id, target.date, None, Stated((*route, "target", "value"), target.value)
        for index, milestone in enumerate(theory.kpis[id].milestones):
            if milestone.value and milestone.date:
                place = (*route, "milestones", index, "value")
                yield id, milestone.date, None, Stated(place, milestone.value)


def _measured(theory: TheoryOfChange, ids: Collection[str]) -> _Rows:
    for id in ids:
        baseline = theory.kpis[id].baseline
        if baseline and baseline.value and baseline.date:
            stated = Stated(("kpis", id, "baseline", "value"), baseline.value)
            yield id, baseline.date, None, stated
    for index, row in enumerate(theory.observations):
        id = theory.resolve(row.kpi)
        if id in ids:
            yield (
                id,
                row.date,
                row.segment or None,
                Stated(("observations", index, "value"), row.value),
            )


def _contradictions(
    theory: TheoryOfChange, rows_of: Callable[[TheoryOfChange, Collection[str]], _Rows]
) -> Iterator[Contradiction]:
    """Yield each figure that its KPI's formula cannot come to on the same day.

    In no reading of the units can the figure and what the formula makes of the others be one, the
    rounding of written digits and the KPIs' tolerances included. Nothing is yielded where a figure
    is missing, withheld or unreadable.
    """
    formulas = {id: each for id, each in theory.formulas.items() if isinstance(each, Formula)}
    if not formulas:
        return
    involved = {id: None for key, each in formulas.items() for id in (key, *each.operands)}
    figures = Figures(rows_of(theory, involved))
    for id, formula in formulas.items():
        kpis = [theory.kpis[each] for each in (id, *formula.operands)]
        if id in formula.operands or any(kpi.confidential for kpi in kpis):
            continue
        for day in figures.days(id):
            found = _contradiction(theory, id, formula.tree, _On(theory, figures, day))
            if found is not None:
                yield found


class _On:
    """The figures of one day as intervals; what none states is computed from its own formula."""

    def __init__(self, theory: TheoryOfChange, figures: Figures, day: Day) -> None:
        self._theory, self._figures, self.day = theory, figures, day
        self._known: dict[tuple[str, str | None], Interval | None] = {}
        self._visited: list[str] = []

    def stated(self, id: str, segment: str | None = None) -> list[Stated]:
        """Return the figures of a KPI on the day."""
        return self._figures.of(id, self.day, segment)

    def value(self, id: str, segment: str | None) -> Interval:
        """Return what a KPI's figure may stand for.

        Raises
        ------
        LookupError
            Where there is none, and none can be computed.
        """
        if (id, segment) not in self._known:
            self._known[id, segment] = self._found(id, segment)
        found = self._known[id, segment]
        if found is None:
            raise LookupError(f"{id} has no figure for {self.day}")
        return found

    def _found(self, id: str, segment: str | None) -> Interval | None:
        kpi, formula = self._theory.kpis[id], self._theory.formulas.get(id)
        held = [placed(each.quantity, kpi) for each in self.stated(id, segment)]
        if held:
            told = [each for each in held if each is not None]
            return hull(told) if len(told) == len(held) else None
        deep = id in self._visited or len(self._visited) >= _DEEPEST
        if segment or deep or kpi.confidential or not isinstance(formula, Formula):
            return None
        self._visited.append(id)
        try:
            return hull(_in_each_reading(self._theory, kpi, formula.tree, self))
        except (LookupError, ZeroDivisionError):
            return None
        finally:
            self._visited.pop()

    def segments(self, total: SegmentSum) -> tuple[str, ...]:
        """Return the segments that every operand has a figure of; all must have the same."""
        first, *others = (
            summed(total.by, self._figures.segments(id, self.day)) for id in operands(total)
        )
        if not first or any(other != first for other in others):
            raise LookupError("the segments are not the same")
        return first


def _in_each_reading(theory: TheoryOfChange, kpi: Kpi, tree: Tree, values: _On) -> list[Interval]:
    ids = tuple(dict.fromkeys(operands(tree)))
    scales = scales_of(theory.kpis, ids)
    own = scales_of(theory.kpis, (kpi.id,))[kpi.id]
    return [
        computed(tree, values, reading, own, scales, Interval.of)
        for reading in readings_of(own, scales)
    ]


def _contradiction(
    theory: TheoryOfChange, id: str, tree: Tree, values: _On
) -> Contradiction | None:
    kpi, stated = theory.kpis[id], values.stated(id)
    held = [placed(each.quantity, kpi) for each in stated]
    try:
        found = _in_each_reading(theory, kpi, tree, values)
    except (LookupError, ZeroDivisionError):
        return None
    told = [each for each in held if each is not None]
    if len(told) < len(held) or not all(map(is_told, (*told, *found))):
        return None
    own = hull(told)
    if any(interval.meets(own) for interval in found):
        return None
    inside = tuple(dict.fromkeys(operands(tree)))
    named = [(each, figure) for each in inside for figure in values.stated(each)[:1]]
    return Contradiction(
        kpi=id,
        day=values.day,
        stated=stated[0],
        formula=_filled(tree, dict(named)),
        found=min(found, key=lambda interval: _apart(interval, own)),
        operands=tuple(named),
    )


def _filled(tree: Tree, figures: Mapping[str, Stated]) -> str:
    return written(tree, lambda id: _shown(figures[id].quantity) if id in figures else quoted(id))


def _shown(quantity: Quantity) -> str:
    bare = quantity.bound == "=" and quantity.kind != "range" and (quantity.value or 0) >= 0
    return str(quantity) if bare else f"({quantity})"


def _apart(one: Interval, other: Interval) -> float:
    """Return by which factor two intervals lie apart, as a logarithm where both are positive."""
    gap = max(one.low - other.high, other.low - one.high)
    near = max(min(abs(one.low), abs(one.high)), min(abs(other.low), abs(other.high)))
    return math.log1p(gap / near) if near else gap


def faults(theory: TheoryOfChange, found: Iterable[Contradiction], tip: str) -> Iterator[Fault]:
    """Yield one fault a KPI: its first contradiction, with the figures in it and the other days."""
    by_kpi: dict[str, list[Contradiction]] = {}
    for each in found:
        by_kpi.setdefault(each.kpi, []).append(each)
    for id, all_of_it in by_kpi.items():
        first, *others = all_of_it
        when = f" for {first.day}" if first.day else ""
        places = [
            (each.route, f"{theory.name(operand)} is {each.quantity}")
            for operand, each in first.operands
        ]
        places += [(each.stated.route, "so does this figure") for each in others[:_MOST_SHOWN]]
        places.append((("kpis", id, "formula"), "the formula"))
        yield Fault(
            first.stated.route,
            f"{theory.name(id)}{when} is {first.stated.quantity}, but its formula gives"
            f" {first.formula}: {_between(first.found)}, rounding included.",
            tip,
            id=id,
            related=tuple(places),
        )


def _between(found: Interval) -> str:
    """Return an interval as people read it."""
    if math.isinf(found.low) or math.isinf(found.high):
        return f"{'at most' if math.isinf(found.low) else 'at least'} " + _short(
            found.high if math.isinf(found.low) else found.low
        )
    low, high = _short(found.low), _short(found.high)
    return low if low == high else f"{low} to {high}"


def _short(value: float) -> str:
    return f"{float(f'{value:.6g}'):,.12g}"
