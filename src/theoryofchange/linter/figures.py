"""Every figure that a theory states, with its place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from theoryofchange.declare import Declaration
from theoryofchange.declare.rows import Fragment
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.quantity import Quantity, comparable
from theoryofchange.source.span import Route


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written.

    Parameters
    ----------
    route
        Where.
    what
        What a message calls it, as ``The baseline of Churn``.
    quantity
        What it says.
    kpi
        The KPI on whose scale it lies; none for a tolerance, a cost, or where there is no such KPI.
    n
        How many cases it rests on, where that is said.
    least
        The lowest value that it can have whatever it measures, where there is one.
    """

    route: Route
    what: str
    quantity: Quantity
    kpi: Kpi | None
    n: int | None = None
    least: float | None = None

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
            yield Figure(place, f"The cost of {activity.name}", activity.cost, None, least=0)
    for section in ("observations", "benchmarks"):
        for index, row in enumerate(getattr(theory, section)):
            yield _of_row((section, index), row, row.value, theory)
    for route, fragment in declaration.fragments:
        if fragment.value is not None:
            yield _of_row(route, fragment, fragment.value, theory)


def _of_row(route: Route, row: _Row, value: Quantity, theory: TheoryOfChange) -> Figure:
    word = str(route[0]).removesuffix("s")
    id = theory.resolve(row.kpi) if row.kpi else ""
    what = f"The {word} of {theory.name(id)}" if id else f"This {word}"
    return Figure((*route, "value"), what, value, theory.kpis.get(id), row.n)


def _of_kpi(kpi: Kpi) -> Iterator[Figure]:
    route: Route = ("kpis", kpi.id)
    for field in ("baseline", "target"):
        held = getattr(kpi, field)
        if held is not None and held.value is not None:
            what, n = f"The {field} of {kpi.name}", getattr(held, "n", None)
            yield Figure((*route, field, "value"), what, held.value, kpi, n)
    for index, milestone in enumerate(kpi.milestones):
        if milestone.value is not None:
            place = (*route, "milestones", index, "value")
            yield Figure(place, f"A milestone of {kpi.name}", milestone.value, kpi, milestone.n)
    if kpi.tolerance is not None:
        what = f"The tolerance of {kpi.name}"
        yield Figure((*route, "tolerance"), what, kpi.tolerance, None, least=0)


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
    start, end = start and _in_unit(start, unit), _in_unit(end, unit)
    if start is None or not comparable(start, end) or start.value is None or end.value is None:
        return None
    if "range" in (start.kind, end.kind):
        return None
    first, last = start.value, end.value
    if end.kind == "duration":
        first, last = start.to("day"), end.to("day")
    return 0.0 if math.isclose(first, last) else last - first


@lru_cache(maxsize=1024)
def _is_of_time(unit: str) -> bool:
    return any(Quantity.read(f"{number} {unit}").kind == "duration" for number in (1, 2))


def _in_unit(quantity: Quantity, unit: str | None) -> Quantity:
    """Return a plain number as a length of time, where its unit is one of time."""
    if quantity.kind != "number" or quantity.unit or not unit or not _is_of_time(unit):
        return quantity
    told = Quantity.read(f"{quantity.text} {unit}")
    return told if told.kind == "duration" else quantity
