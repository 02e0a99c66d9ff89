"""Miradi's indicators as KPIs: their targets are future statuses, their values measurements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from theoryofchange.interop.miradi.project import Project, Thing
from theoryofchange.interop.seam.days import day_of
from theoryofchange.interop.seam.targets import unit_named
from theoryofchange.kpi import Kpi, Measured, Observation, Target
from theoryofchange.quantity import Quantity

_VALUE = {"Measurement": "MeasurementValue", "FutureStatus": "Summary"}
_DATE = "Date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An indicator on its way.

    Parameters
    ----------
    kpi
        The KPI.
    rows
        Its measurements.
    told
        What became of each measurement and future status: attached with these words.
    kept
        Why each other one is kept under the KPI's ``extra``.
    """

    kpi: Kpi
    rows: tuple[Observation, ...]
    told: tuple[tuple[Thing, str], ...]
    kept: tuple[tuple[Thing, str], ...]


def drafted(thing: Thing, project: Project, id: str, measures: str | None) -> Drafted:
    """Return an indicator as a KPI.

    Parameters
    ----------
    thing
        The indicator.
    project
        The project, which holds its measurements and future statuses.
    id
        The id of the KPI.
    measures
        The node that it measures.
    """
    reading = _Reading(id)
    rows = tuple(reading.observations(_of(thing, project, "MeasurementIds")))
    milestones, target = reading.targets(list(_of(thing, project, "FutureStatusIds")))
    unit = thing.text("Unit")
    told = ["Name", "Details", *(["Unit"] if unit_named(unit) == unit else [])]
    kpi = Kpi(
        id=id,
        title=thing.text("Name") or None,
        definition=thing.text("Details") or None,
        measures=measures,
        unit=unit_named(unit),
        milestones=milestones,
        target=target,
        extra=thing.rest(*told) | reading.extra,
    )
    return Drafted(kpi=kpi, rows=rows, told=tuple(reading.told), kept=tuple(reading.kept))


class _Reading:
    def __init__(self, kpi: str) -> None:
        self._kpi = kpi
        self.told: list[tuple[Thing, str]] = []
        self.kept: list[tuple[Thing, str]] = []
        self.extra: dict[str, Any] = {}

    def observations(self, measurements: Iterator[Thing]) -> Iterator[Observation]:
        seen: set[dt.date] = set()
        for each in measurements:
            day, value = day_of(each.text(_DATE)), Quantity.read(each.text(_VALUE[each.kind]))
            reason = _unreadable(each, day, value)
            if reason is None and day in seen:
                reason = "Another of the same day comes before it."
            if reason or day is None:
                self._keep(each, reason or "")
                continue
            seen.add(day)
            self._attach(each, f"measured on {day}")
            yield Observation(kpi=self._kpi, date=day, value=value, n=_cases(each))

    def targets(self, statuses: list[Thing]) -> tuple[tuple[Measured, ...], Target | None]:
        by_day: dict[dt.date, Thing] = {}
        for each in statuses:
            day = day_of(each.text(_DATE))
            if not each.text(_VALUE[each.kind]):
                self._keep(each, "It has no value.")
            elif day is None:
                self._keep(each, "It is for no day of the calendar.")
            elif day in by_day:
                self._keep(each, "Another of the same day comes before it.")
            else:
                by_day[day] = each
        if not by_day:
            return (), None
        *before, last = sorted(by_day)
        for day in before:
            self._attach(by_day[day], f"its milestone of {day}")
        self._attach(by_day[last], f"its target for {last}")
        milestones = tuple(Measured(value=_quantity(by_day[day]), date=day) for day in before)
        return milestones, Target(value=_quantity(by_day[last]), date=last)

    def _attach(self, thing: Thing, told: str) -> None:
        self.told.append((thing, told))
        rest = thing.rest(_VALUE[thing.kind], "UUID")
        if rest.keys() - {"@Id", f"{thing.kind}{_DATE}"}:
            self.extra.setdefault(thing.kind, []).append(rest)

    def _keep(self, thing: Thing, reason: str) -> None:
        self.kept.append((thing, reason))
        self.extra.setdefault(thing.kind, []).append(thing.rest())


def _of(indicator: Thing, project: Project, field: str) -> Iterator[Thing]:
    for key in dict.fromkeys(indicator.named(field)):
        found = project.get(key)
        if found:
            yield found


def _unreadable(measurement: Thing, day: dt.date | None, value: Quantity) -> str | None:
    if not measurement.text(_VALUE[measurement.kind]):
        return "It has no value."
    if not value.readable:
        return "No figure can be told from its value."
    return None if day else "It is of no day of the calendar."


def _quantity(thing: Thing) -> Quantity:
    return Quantity.read(thing.text(_VALUE[thing.kind]))


def _cases(measurement: Thing) -> int | None:
    size = measurement.text("SampleSize")
    return int(size) if size.isascii() and size.isdigit() and len(size) < 10 else None
