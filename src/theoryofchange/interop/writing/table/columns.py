"""The columns of a table of KPIs: what each is called, and what stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.writing import Omissions
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.quantity import Quantity
from theoryofchange.shape import plain

Cell = str | dt.date | Quantity | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A KPI, and what of the theory stands in its row.

    Parameters
    ----------
    kpi
        The KPI.
    goal, outcome
        The titles of what it measures.
    actual
        Its latest measured value of the whole.
    """

    kpi: Kpi
    goal: str | None
    outcome: str | None
    actual: Observation | None


COLUMNS: Mapping[str, Callable[[Entry], Cell]] = {
    "ID": lambda each: each.kpi.id,
    "KPI": lambda each: each.kpi.title,
    "Goal": lambda each: each.goal,
    "Outcome": lambda each: each.outcome,
    "Definition": lambda each: each.kpi.definition,
    "Formula": lambda each: each.kpi.formula,
    "Unit": lambda each: each.kpi.unit,
    "Direction": lambda each: each.kpi.direction,
    "Timing": lambda each: each.kpi.timing,
    "Owner": lambda each: each.kpi.owner,
    "Cadence": lambda each: each.kpi.cadence,
    "Decision": lambda each: each.kpi.decision,
    "Baseline": lambda each: each.kpi.baseline.value if each.kpi.baseline else None,
    "Baseline date": lambda each: each.kpi.baseline.date if each.kpi.baseline else None,
    "Target": lambda each: each.kpi.target.value if each.kpi.target else None,
    "Target date": lambda each: each.kpi.target.date if each.kpi.target else None,
    "Actual": lambda each: each.actual.value if each.actual else None,
    "Actual date": lambda each: each.actual.date if each.actual else None,
    "Tolerance": lambda each: each.kpi.tolerance,
    "System": lambda each: each.kpi.source.system if each.kpi.source else None,
    "Guardrail": lambda each: each.kpi.guardrail,
    "Version": lambda each: each.kpi.version,
    "Review by": lambda each: each.kpi.review_by,
}
"""The title of each column, and what it says of a KPI."""

_SAID = {
    *(title.lower().replace(" ", "_") for title in COLUMNS),
    *("title", "measures", "source"),
}
_WHY = "A row has no column for it."


def entries(theory: TheoryOfChange, omissions: Omissions) -> tuple[Entry, ...]:
    """Return a row for each KPI, and tell what of it stands in none."""
    latest = _latest(theory, omissions)
    omissions.fields("KPIs", _WHY, theory.kpis, _SAID)
    _deeper(theory, omissions)
    found = []
    for id, kpi in theory.kpis.items():
        goal, outcome = _measured(theory, kpi, omissions)
        found.append(Entry(kpi, goal, outcome, latest.get(id)))
    return tuple(found)


def _latest(theory: TheoryOfChange, omissions: Omissions) -> Mapping[str, Observation]:
    """Return the last value of the whole of each KPI; of a day with two of them, neither."""
    days: dict[str, dict[dt.date, list[Observation]]] = {}
    for row in theory.observations:
        if row.segment is None:
            days.setdefault(row.kpi, {}).setdefault(row.date, []).append(row)
        else:
            omissions.add("values of segments", _WHY, row.kpi)
    found = {}
    for kpi, held in days.items():
        rows = held[max(held)]
        if len({row.value.text for row in rows}) > 1:
            omissions.add("values", "Its last day has several that differ.", kpi)
        else:
            found[kpi] = rows[-1]
        if len(held) > 1:
            omissions.add("earlier values", "A row holds the latest.", kpi)
    return found


def _measured(
    theory: TheoryOfChange, kpi: Kpi, omissions: Omissions
) -> tuple[str | None, str | None]:
    """Return the titles of the goal and of the outcome that a KPI is for."""
    if kpi.measures in theory.goals:
        return theory.goals[str(kpi.measures)].name, None
    if kpi.measures not in theory.outcomes:
        return None, None
    goals = theory.goals_of(str(kpi.measures))
    if len(goals) > 1:
        omissions.add("goals of KPIs", "Its outcome leads to several.", kpi.id)
    goal = theory.goals[goals[0]].name if len(goals) == 1 else None
    return goal, theory.outcomes[str(kpi.measures)].name


def _deeper(theory: TheoryOfChange, omissions: Omissions) -> None:
    """Tell what is said beside a figure or a source, and has no column."""
    said = {"baseline": {"value", "date"}, "target": {"value", "date"}, "source": {"system"}}
    for id, kpi in theory.kpis.items():
        for field, known in said.items():
            for key in plain(getattr(kpi, field)) or {}:
                if key not in known:
                    omissions.add(f"{key} of the {field}", _WHY, id)
