"""The columns of a table of KPIs: what each is called, and what stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.writing import Omissions
from theoryofchange.kpi import DataSource, Kpi, Measured, Observation
from theoryofchange.quantity import Quantity
from theoryofchange.shape import plain

Cell = str | dt.date | Quantity | None


SEGMENT = "Segment"
CASES = "Cases"
"""The columns that a table has only where there is something to say in them."""

MOST_MILESTONES = 200
"""Days of milestones beyond which a table has no further columns for them."""


class Rows(NamedTuple):
    """A table: its titles, and what each of its rows says by them."""

    titles: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A KPI, and what of the theory stands in its row.

    Parameters
    ----------
    kpi
        The KPI.
    goal, outcome
        The titles of what it measures.
    milestones
        Its milestones by the titles of their columns.
    actual
        Its latest measured value of the whole.
    segments
        The latest measured value of each of its segments.
    """

    kpi: Kpi
    goal: str | None
    outcome: str | None
    milestones: Mapping[str, Quantity]
    actual: Observation | None
    segments: tuple[Observation, ...]


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
    "Data availability": lambda each: each.kpi.source.availability if each.kpi.source else None,
    "Purpose of the data": lambda each: each.kpi.source.purpose if each.kpi.source else None,
    "Personal data": lambda each: _yes_or_no(each.kpi.source),
    "Legal basis": lambda each: each.kpi.source.basis if each.kpi.source else None,
    "Guardrail": lambda each: each.kpi.guardrail,
    "Version": lambda each: each.kpi.version,
    "Review by": lambda each: each.kpi.review_by,
}
"""The title of each column, and what it says of a KPI."""

_SAID = {
    *(title.lower().replace(" ", "_") for title in COLUMNS),
    *("title", "measures", "source", "milestones"),
}
_WHY = "A row has no column for it."


def _yes_or_no(source: DataSource | None) -> str | None:
    if source is None or source.personal_data is None:
        return None
    return "yes" if source.personal_data else "no"


def rows_of(theory: TheoryOfChange, omissions: Omissions) -> Rows:
    """Return a row for each KPI and for each of its segments, and tell what stands in none.

    A row of a segment says its value alone; by the id and the title it belongs to its KPI.
    """
    held = _entries(theory, omissions)
    titles = _titles(held)
    return Rows(titles, tuple(row for each in held for row in _rows(each, titles)))


def _titles(held: tuple[Entry, ...]) -> tuple[str, ...]:
    """Return the titles of all columns: milestones before the target, in the order of time."""
    milestones = sorted({title for each in held for title in each.milestones})
    actuals = [row for each in held for row in (each.actual, *each.segments) if row]
    found = [*COLUMNS]
    found[found.index("Target") : found.index("Target")] = milestones
    found += [SEGMENT] if any(each.segments for each in held) else []
    found += [CASES] if any(row.n is not None for row in actuals) else []
    return tuple(found)


def _rows(each: Entry, titles: tuple[str, ...]) -> Iterator[Mapping[str, Cell]]:
    own: dict[str, Cell] = {title: column(each) for title, column in COLUMNS.items()}
    own |= each.milestones
    if each.actual and each.actual.n is not None:
        own[CASES] = str(each.actual.n)
    yield {title: own.get(title) for title in titles}
    for row in each.segments:
        part: dict[str, Cell] = {key: own[key] for key in ("ID", "KPI")}
        part |= {"Actual": row.value, "Actual date": row.date, SEGMENT: row.segment}
        part |= {CASES: None if row.n is None else str(row.n)}
        yield {title: part.get(title) for title in titles}


def _entries(theory: TheoryOfChange, omissions: Omissions) -> tuple[Entry, ...]:
    latest = _latest(theory, omissions)
    omissions.fields("KPIs", _WHY, theory.kpis, _SAID)
    _deeper(theory, omissions)
    days: set[dt.date] = set()
    found = []
    for id, kpi in theory.kpis.items():
        goal, outcome = _measured(theory, kpi, omissions)
        of_kpi = latest.get(id, {})
        found.append(
            Entry(
                kpi=kpi,
                goal=goal,
                outcome=outcome,
                milestones=_milestones(kpi, days, omissions),
                actual=of_kpi.get(None),
                segments=tuple(row for segment, row in of_kpi.items() if segment is not None),
            )
        )
    return tuple(found)


def _milestones(kpi: Kpi, days: set[dt.date], omissions: Omissions) -> Mapping[str, Quantity]:
    """Return the milestones of a KPI by the titles of their columns; ``days`` has one for each."""
    found: dict[str, Quantity] = {}
    for each in kpi.milestones:
        why = _unsaid(kpi, each, found)
        if not why and each.date not in days and len(days) >= MOST_MILESTONES:
            why = f"The table has columns for {MOST_MILESTONES} days already."
        if why or each.date is None or each.value is None:
            omissions.add("milestones", why, kpi.id)
            continue
        if each.n is not None:
            omissions.add("n of milestones", _WHY, kpi.id)
        days.add(each.date)
        found[_column_of(each.date)] = each.value
    return found


def _unsaid(kpi: Kpi, each: Measured, found: Mapping[str, Quantity]) -> str:
    """Return why a milestone cannot be said; an empty text where it can."""
    if kpi.target is None or kpi.target.value is None:
        return "Without a target behind them, the last would be read as the target."
    if each.date is None or each.value is None:
        return "They have no day, or no value."
    if _column_of(each.date) in found:
        return "One day has several."
    return ""


def _column_of(day: dt.date) -> str:
    return f"Target {day.isoformat()}"


def _latest(
    theory: TheoryOfChange, omissions: Omissions
) -> Mapping[str, Mapping[str | None, Observation]]:
    """Return the last value of each KPI by segment; of a day with two of them, neither."""
    days: dict[tuple[str, str | None], dict[dt.date, list[Observation]]] = {}
    for row in theory.observations:
        key = (row.kpi, row.segment or None)
        days.setdefault(key, {}).setdefault(row.date, []).append(row)
    found: dict[str, dict[str | None, Observation]] = {}
    for (kpi, segment), held in days.items():
        rows = held[max(held)]
        if len({row.value.text for row in rows}) > 1:
            omissions.add("values", "Its last day has several that differ.", kpi)
        else:
            found.setdefault(kpi, {})[segment] = rows[-1]
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
    source = {"system", "availability", "purpose", "personal_data", "basis"}
    said = {"baseline": {"value", "date"}, "target": {"value", "date"}, "source": source}
    for id, kpi in theory.kpis.items():
        for field, known in said.items():
            for key in plain(getattr(kpi, field)) or {}:
                if key not in known:
                    omissions.add(f"{key} of the {field}", _WHY, id)
