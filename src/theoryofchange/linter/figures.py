"""Every figure that a theory states, with its place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from theoryofchange.declare import Declaration
from theoryofchange.declare.rows import Fragment
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.measurement.scale import fits_every_scale
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity import Quantity, comparable
from theoryofchange.source.span import Route


class Figure(NamedTuple):
    """A figure as it is written.

    Parameters
    ----------
    route
        Where.
    quantity
        What it says.
    whose
        The name of what has it, a KPI or an activity; empty where a row names none.
    kpi
        The KPI on whose scale it lies; none for a tolerance, a cost, or where there is no such KPI.
    n
        How many cases it rests on, where that is said.
    least
        The lowest value that it can have whatever it measures, where there is one.
    """

    route: Route
    quantity: Quantity
    whose: str
    kpi: Kpi | None
    n: int | None = None
    least: float | None = None

    @property
    def what(self) -> str:
        """What a message calls it, as ``The baseline of Churn``."""
        return what_at(self.route, self.whose)

    @property
    def below_least(self) -> str | None:
        """Why it is lower than it can be, or ``None``."""
        value = self.quantity.value
        if self.least is None or value is None or value >= self.least:
            return None
        return f"it cannot lie below {self.least:g}"


_Row = Observation | Benchmark | Fragment


def figures(declaration: Declaration) -> Iterator[Figure]:
    """Yield every figure that is written, those of rows that cannot be used among them."""
    theory = declaration.theory
    for kpi in theory.kpis.values():
        yield from _of_kpi(kpi)
    for activity in theory.activities.values():
        if activity.cost is not None:
            place = ("activities", activity.id, "cost")
            yield Figure(place, activity.cost, activity.name, None, least=0)
    for section in ("observations", "benchmarks"):
        for index, row in enumerate(getattr(theory, section)):
            yield _of_row((section, index), row, row.value, theory)
    for route, fragment in declaration.fragments:
        if fragment.value is not None:
            yield _of_row(route, fragment, fragment.value, theory)


def _of_row(route: Route, row: _Row, value: Quantity, theory: TheoryOfChange) -> Figure:
    id = theory.resolve(row.kpi) if row.kpi else ""
    whose = theory.name(id) if id else ""
    return Figure((*route, "value"), value, whose, theory.kpis.get(id), row.n)


def _of_kpi(kpi: Kpi) -> Iterator[Figure]:
    id, name, baseline, target = kpi.id, kpi.name, kpi.baseline, kpi.target
    if baseline is not None and baseline.value is not None:
        yield Figure(("kpis", id, "baseline", "value"), baseline.value, name, kpi, baseline.n)
    if target is not None and target.value is not None:
        yield Figure(("kpis", id, "target", "value"), target.value, name, kpi)
    for index, milestone in enumerate(kpi.milestones):
        if milestone.value is not None:
            place = ("kpis", id, "milestones", index, "value")
            yield Figure(place, milestone.value, name, kpi, milestone.n)
    if kpi.tolerance is not None:
        yield Figure(("kpis", id, "tolerance"), kpi.tolerance, name, None, least=0)


def what_at(route: Route, whose: str) -> str:
    """Return what a message calls the figure at a route, as ``The baseline of Churn``.

    Examples
    --------
    >>> what_at(("kpis", "churn", "milestones", 0, "value"), "Churn")
    'A milestone of Churn'
    >>> what_at(("observations", 3, "value"), "")
    'This observation'
    """
    section, _, field = route[:3]
    word = str(section).removesuffix("s") if isinstance(route[1], int) else str(field)
    if not whose:
        return f"This {word}"
    return f"A milestone of {whose}" if word == "milestones" else f"The {word} of {whose}"


def change_between(start: Quantity | None, end: Quantity, unit: str | None = None) -> float | None:
    """Return how far one figure lies above another, or ``None`` where they share no scale.

    Parameters
    ----------
    start, end
        The figures.
    unit
        The KPI's unit, in which plain numbers are.

    Examples
    --------
    >>> change_between(Quantity.read(2), Quantity.read("1 week"), "days")
    5.0
    >>> change_between(Quantity.read("1 week"), Quantity.read("3 days"))
    -4.0
    >>> change_between(Quantity.read("€5"), Quantity.read("$7"))
    """
    if start is None:
        return None
    if unit and _is_of_time(unit):
        start, end = _in_unit(start, unit), _in_unit(end, unit)
    first, last = start.value, end.value
    if first is None or last is None:
        return None
    if fits_every_scale(start) and fits_every_scale(end):
        return _change(first, last)
    if not comparable(start, end):
        return None
    if "range" in (start.kind, end.kind):
        return None
    if end.kind == "duration":
        first, last = start.to("day"), end.to("day")
    return _change(first, last)


def _change(first: float, last: float) -> float:
    return 0.0 if math.isclose(first, last) else last - first


@lru_cache(maxsize=1024)
def _is_of_time(unit: str) -> bool:
    return any(Quantity.read(f"{number} {unit}").kind == "duration" for number in (1, 2))


def _in_unit(quantity: Quantity, unit: str) -> Quantity:
    """Return a plain number as the length of time that it is in a unit of time."""
    if quantity.kind != "number" or quantity.unit:
        return quantity
    told = Quantity.read(f"{quantity.text} {unit}")
    return told if told.kind == "duration" else quantity
