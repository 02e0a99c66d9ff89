"""The values that KPIs have on two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from theoryofchange.formula.segments import summed
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Observation
from theoryofchange.measurement.computed import figure_in_unit
from theoryofchange.measurement.split import NotSplit

Key = tuple[str, dt.date, str | None]


class Figures:
    """The values of KPIs on two days, of the whole and by segment.

    Parameters
    ----------
    theory
        The theory; a baseline counts where there is no observation for its day.
    observations
        What was measured.
    days
        The two days.
    """

    def __init__(
        self,
        theory: TheoryOfChange,
        observations: Iterable[Observation],
        days: tuple[dt.date, dt.date],
    ) -> None:
        self._theory, self._days = theory, days
        self._values: dict[Key, set[float]] = {}
        self._unreadable: dict[Key, str] = {}
        self._segments: dict[tuple[str, dt.date], set[str]] = {}
        for row in observations:
            id = theory.resolve(row.kpi)
            if id in theory.kpis and row.date in days:
                self._add((id, row.date, row.segment or None), row)
        for kpi in theory.kpis.values():
            held = kpi.baseline
            if held and held.value and held.date in days and held.date:
                key = (kpi.id, held.date, None)
                value = figure_in_unit(held.value, kpi)
                if value is not None:
                    self._values.setdefault(key, {value})

    def _add(self, key: Key, row: Observation) -> None:
        id, day, segment = key
        value = figure_in_unit(row.value, self._theory.kpis[id])
        if value is None:
            self._unreadable[key] = row.value.text
        else:
            self._values.setdefault(key, set()).add(value)
        if segment:
            self._segments.setdefault((id, day), set()).add(segment)

    def pair(self, id: str, segment: str | None) -> tuple[float, float]:
        """Return the values of a KPI on both days, in its own unit.

        Raises
        ------
        NotSplit
            Where one of them is missing, cannot be read or is contradicted.
        """
        start, end = (self._value((id, day, segment)) for day in self._days)
        return start, end

    def known(self, id: str, segment: str | None) -> tuple[float | None, float | None]:
        """Return the values of a KPI on both days, ``None`` for one that cannot be told."""
        start, end = (self._values.get((id, day, segment), ()) for day in self._days)
        return _only(start), _only(end)

    def segments(self, id: str, by: str) -> tuple[str, ...]:
        """Return the segments of one kind of a KPI, which must be the same on both days.

        Raises
        ------
        NotSplit
            Where there are none, they divide the KPI in several ways, or one has a value on one of
            the days alone.
        """
        try:
            start, end = (summed(by, self._segments.get((id, day), ())) for day in self._days)
        except LookupError as reason:
            raise NotSplit(f"{id} {reason.args[0]}") from reason
        if not start and not end:
            raise NotSplit(f"{id} is not measured by {by} on these days")
        if start != end:
            apart = ", ".join(sorted({*start} ^ {*end}))
            raise NotSplit(f"{id} has a value on only one of the days in: {apart}")
        return start

    def _value(self, key: Key) -> float:
        id, day, segment = key
        where = f"{id} in the segment {segment}" if segment else id
        if key in self._unreadable:
            raise NotSplit(f"{where} for {day} is no figure in its unit: {self._unreadable[key]}")
        values = self._values.get(key, set())
        if not values:
            raise NotSplit(f"{where} has no value for {day}")
        if len(values) > 1:
            raise NotSplit(f"{where} has {len(values)} different values for {day}")
        return next(iter(values))


def _only(values: Iterable[float]) -> float | None:
    held = list(values)
    return held[0] if len(held) == 1 else None
