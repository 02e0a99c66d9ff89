"""Fields that should be there, and that a theory can do without."""

from __future__ import annotations

from typing import Any

from theoryofchange.declare.rows import Rows
from theoryofchange.declare.sections import BY_ID, LISTS
from theoryofchange.declare.shaping import missing_expected
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


def absent_fields(
    items: dict[str, dict[str, Any]], rows: dict[str, Rows], faulted: set[Route]
) -> list[Fault]:
    """Return a ``TOC005`` for each field that should be there; the theory can do without it.

    Parameters
    ----------
    items
        The shapes of each section that is by id.
    rows
        The rows of each other section.
    faulted
        Routes at which a value was refused: nothing is said of these again.

    Returns
    -------
    list of Fault
        One for each record, naming all that it lacks.
    """
    routes = [
        route
        for name, held in items.items()
        for id, item in held.items()
        for route in missing_expected(BY_ID[name], item, (name, id), faulted)
    ]
    for name, held_rows in rows.items():
        for index, row in enumerate(held_rows.kept):
            routes += missing_expected(LISTS[name], row, (name, index), faulted)
    absent: dict[Route, list[str]] = {}
    for route in routes:
        if not (_is_excused(route, items) or _is_refused_beside(route, faulted)):
            absent.setdefault(route[:-1], []).append(str(route[-1]))
    return [
        Fault(
            (*record, names[0]),
            f"The {_holder((*record, names[0]))} has no {' and no '.join(names)}.",
            f"Add {' and '.join(names)}.",
            code="TOC005",
        )
        for record, names in absent.items()
    ]


def _is_excused(route: Route, items: dict[str, dict[str, Any]]) -> bool:
    """Tell whether a KPI withholds its figures, or what else it says makes a field needless.

    A date is none without a figure that can be read, an aggregation none beside a metric.
    """
    if route[0] == "kpis" and route[2:] == ("measure", "aggregation"):
        measure = items["kpis"][str(route[1])].measure
        return bool(measure.metric)
    if route[0] != "kpis" or route[2] not in ("baseline", "target", "milestones"):
        return False
    kpi = items["kpis"][str(route[1])]
    if kpi.confidential:
        return True
    held = getattr(kpi, str(route[2]))
    record = held[int(route[3])] if isinstance(held, tuple) else held
    return route[-1] == "date" and record.value is not None and not record.value.readable


def _is_refused_beside(route: Route, faulted: set[Route]) -> bool:
    """Tell whether what stands in the place of a field was refused: a metric of an aggregation."""
    return route[2:] == ("measure", "aggregation") and (*route[:-1], "metric") in faulted


def _holder(route: Route) -> str:
    """Return what a field's record is called: a list's name without its plural ending."""
    if isinstance(route[-2], str):
        return route[-2]
    return str(route[-3]).removesuffix("s")
