"""What changed in what was measured: values that came, went, or say something else of the same day.

One change a KPI and kind, however many values there are: how many, of which days, and the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from theoryofchange.difference.change import Change, Subject
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.measurement.computed import figure_in_unit
from theoryofchange.quantity import Quantity
from theoryofchange.stages.figure import stated
from theoryofchange.view.measure import counted

OBSERVATIONS = "observations"
"""The field that these changes are of."""

_MOST = 5
"""How many restated values are told; the others are counted."""

_WITHHELD = "its figures are confidential"
_Place: TypeAlias = tuple[dt.date, str]
_Values: TypeAlias = Mapping[_Place, list[Observation]]


def value_changes(
    old: TheoryOfChange, new: TheoryOfChange, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield what changed in the measured values of the KPIs that both theories have.

    Parameters
    ----------
    old, new
        The theories.
    renamed
        For the id of what is proposed as renamed its new id.
    """
    was = {renamed.get(id, id): kpi for id, kpi in old.kpis.items()}
    before, after = _by_kpi(old, renamed), _by_kpi(new, {})
    for id, kpi in new.kpis.items():
        values = before.get(id, {}), after.get(id, {})
        if id in was and values[0] != values[1]:
            yield from _of_kpi(Subject("kpis", id, kpi.name), was[id], kpi, *values)


def _by_kpi(theory: TheoryOfChange, renamed: Mapping[str, str]) -> Mapping[str, _Values]:
    found: dict[str, dict[_Place, list[Observation]]] = {}
    for row in theory.observations:
        id = theory.resolve(row.kpi)
        of_kpi = found.setdefault(renamed.get(id, id), {})
        of_kpi.setdefault((row.date, row.segment or ""), []).append(row)
    return found


def _of_kpi(
    subject: Subject, before: Kpi, after: Kpi, old: _Values, new: _Values
) -> Iterator[Change]:
    both = sorted(old.keys() & new.keys())
    restated = [
        at
        for at in both
        if _figures(old[at], before) != _figures(new[at], after) or _recounted(old[at], new[at])
    ]
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    hidden = bool(before.confidential or after.confidential)
    found = []
    if restated:
        found.append(
            subject.change(
                OBSERVATIONS,
                "restated",
                before=_listed(restated, old, before),
                after=_listed(restated, new, after),
                because=f"{len(restated):,} of {counted(len(both), 'value')} that both have"
                f" {'differs' if len(restated) == 1 else 'differ'}",
            )
        )
    if gone:
        found.append(subject.change(OBSERVATIONS, "removed", before=_span(gone)))
    if come:
        found.append(subject.change(OBSERVATIONS, "added", after=_span(come)))
    for change in found:
        yield replace(change, before=None, after=None, because=_WITHHELD) if hidden else change


def _figures(rows: Iterable[Observation], kpi: Kpi) -> frozenset[float | str]:
    """Return what values of one day say, however it is written and in whatever order."""
    return frozenset(_figure(row.value, kpi) for row in rows)


def _figure(value: Quantity, kpi: Kpi) -> float | str:
    figure = figure_in_unit(value, kpi)
    return str(value).casefold() if figure is None else figure


def _recounted(old: Sequence[Observation], new: Sequence[Observation]) -> bool:
    """Tell whether the one value of a day rests on another number of cases, both of them known."""
    counts = [row.n for row in (*old, *new) if row.n is not None]
    return len(old) == len(new) == 1 and len(counts) == 2 and counts[0] != counts[1]


def _listed(places: list[_Place], values: _Values, kpi: Kpi) -> str:
    parts = [f"{_place(at)}: {_told(values[at], kpi)}" for at in places[:_MOST]]
    if len(places) > _MOST:
        parts.append(f"and {len(places) - _MOST:,} more")
    return "; ".join(parts)


def _told(rows: Iterable[Observation], kpi: Kpi) -> str:
    told = (
        f"{stated(row.value, kpi.unit)}{'' if row.n is None else f' (n = {row.n:,})'}"
        for row in rows
    )
    return " and ".join(dict.fromkeys(told))


def _place(at: _Place) -> str:
    day, segment = at
    return f"{day}, {segment}" if segment else day.isoformat()


def _span(places: list[_Place]) -> str:
    """Return how many values there are, and of which days."""
    first, last = places[0][0], places[-1][0]
    days = f"of {first}" if first == last else f"from {first} to {last}"
    parts = {segment for _, segment in places if segment}
    of_parts = f", {counted(len(parts), 'segment')} among them" if parts else ""
    return f"{counted(len(places), 'value')} {days}{of_parts}"
