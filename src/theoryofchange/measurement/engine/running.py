"""Measure the KPIs of a theory: plan, examine, compute what is not known, and put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.kpi import Kpi
from theoryofchange.measurement.contracts import CONTRACTS
from theoryofchange.measurement.engine.asking import Batch, query_digests
from theoryofchange.measurement.engine.calendar import Calendar, Rhythm
from theoryofchange.measurement.engine.computing import compute, runs_of, stale_periods
from theoryofchange.measurement.engine.contracts import (
    Facts,
    broken,
    duplicates_expression,
    groups_expression,
    groups_of,
    stale,
)
from theoryofchange.measurement.engine.figures import Figure, figures_of, remarks
from theoryofchange.measurement.engine.ledger import Ledger
from theoryofchange.measurement.engine.metrics import named, sample_of
from theoryofchange.measurement.engine.moments import Moments
from theoryofchange.measurement.engine.opening import (
    Tables,
    first_line,
    ibis_module,
    opened,
    rows_of,
)
from theoryofchange.measurement.engine.origin import Origin
from theoryofchange.measurement.engine.planning import Planned, planned
from theoryofchange.measurement.engine.sources import Data
from theoryofchange.measurement.engine.survey import (
    Extent,
    Survey,
    column_sets,
    extent_expression,
    extent_of,
    survey_expression,
)
from theoryofchange.measurement.engine.unusable import UnusableError, fault
from theoryofchange.measuring import Measure
from theoryofchange.source.finding import Fault

ROWS_AT_ONCE = 25_000_000
"""About how many rows are computed from at once, so that memory stays bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What was measured.

    Parameters
    ----------
    figures
        The figures, KPI by KPI in the order of time.
    faults
        What is wrong with the data, or a reader should know.
    origins
        Where the figures of each KPI come from.
    until
        The last day of which rows counted; ``None`` where no table could be asked.
    """

    figures: tuple[Figure, ...]
    faults: tuple[Fault, ...]
    origins: tuple[Origin, ...]
    until: dt.date | None


@dataclass(slots=True)
class Course:
    """How a measurement goes on.

    Parameters
    ----------
    ledger
        What was computed before; it is brought up to date.
    keep
        Called with the ledger whenever more of it is known.
    tell
        Called with how many of how many steps are done.
    rows_at_once
        About how many rows are computed from at once.
    """

    ledger: Ledger = field(default_factory=Ledger)
    keep: Callable[[Ledger], None] | None = None
    tell: Callable[[int, int], None] | None = None
    rows_at_once: int = ROWS_AT_ONCE


def measured(
    kpis: Iterable[Kpi],
    data: Data,
    until: dt.date | None,
    period: Rhythm | None = None,
    course: Course | None = None,
) -> Computed:
    """Measure KPIs.

    Parameters
    ----------
    kpis
        KPIs; those without a ``measure`` are passed over.
    data
        The tables.
    until
        The last day of which rows count; ``None`` for the last day of the data.
    period
        How long a period is, in place of each KPI's cadence.
    course
        What was computed before, and who is told.

    Returns
    -------
    Computed
        The figures, and what is wrong with the data.

    Raises
    ------
    InputError
        Where an engine is not installed.
    """
    with opened(data) as tables:
        return _Measurement(tables, data.calendar, period, course or Course()).of(kpis, until)


class _Measurement:
    def __init__(
        self, tables: Tables, calendar: Calendar, period: Rhythm | None, course: Course
    ) -> None:
        self._tables, self._calendar, self._period = tables, calendar, period
        self._course = course
        self._faults: list[Fault] = []
        self._failed: set[str] = set()
        self._figures: dict[str, tuple[Figure, ...]] = {}
        self._origins: dict[str, Origin] = {}

    def of(self, kpis: Iterable[Kpi], until: dt.date | None) -> Computed:
        measures = [(kpi, kpi.measure) for kpi in kpis if kpi.measure is not None]
        plans = [plan for kpi, measure in measures if (plan := self._plan(kpi, measure))]
        groups = [
            (group, extent)
            for group in _grouped(plans, lambda p: (p.source.name, p.measure.time))
            if (extent := self._extent(group))
        ]
        until = until or max((each.last for _, each in groups if each.last), default=None)
        surveyed = [each for group in groups if until for each in self._surveyed(*group, until)]
        self._run(surveyed)
        for id in set(self._course.ledger.entries) - {plan.id for plan in plans}:
            del self._course.ledger.entries[id]
        if until:
            self._course.ledger.until = until.isoformat()
        if self._course.keep:
            self._course.keep(self._course.ledger)
        order = [kpi.id for kpi, _ in measures]
        origins = [self._origins[kpi.id].of(kpi) for kpi, _ in measures if kpi.id in self._origins]
        return Computed(
            figures=tuple(each for id in order for each in self._figures.get(id, ())),
            faults=tuple(sorted(self._faults, key=lambda each: order.index(each.id))),
            origins=tuple(origins),
            until=until,
        )

    def _plan(self, kpi: Kpi, measure: Measure) -> Planned | None:
        try:
            return planned(kpi, measure, self._tables, self._calendar, self._period)
        except UnusableError as error:
            self._faults.append(error.fault(kpi.id))
            return None

    def _extent(self, group: Sequence[Planned]) -> Extent | None:
        try:
            row = _answer(extent_expression(group, self._calendar))[0]
        except UnusableError as error:
            self._faults += [error.fault(plan.id) for plan in group]
            return None
        return extent_of(group, self._calendar, row)

    def _surveyed(
        self, group: Sequence[Planned], extent: Extent, until: dt.date
    ) -> Iterator[tuple[Batch, Survey]]:
        """Yield what can be computed of a table, a batch for each rhythm."""
        for plans in _grouped(group, lambda plan: plan.rhythm):
            try:
                facts, survey = self._facts(plans, extent, until)
            except UnusableError as error:
                self._faults += [error.fault(plan.id) for plan in plans]
                continue
            sound = tuple(plan for plan in plans if self._is_sound(plan, facts, until))
            if sound:
                batch = Batch(plans=sound, facts=facts, calendar=self._calendar, until=until)
                yield batch, survey

    def _is_sound(self, plan: Planned, facts: Facts, until: dt.date) -> bool:
        found = [*broken(plan, facts, until), *stale(plan, facts, self._calendar, until)]
        self._faults += found
        return not any(CONTRACTS[each.code].severity == "error" for each in found)

    def _facts(
        self, plans: Sequence[Planned], extent: Extent, until: dt.date
    ) -> tuple[Facts, Survey]:
        if extent.last and extent.last > until:
            row = _answer(extent_expression(plans, self._calendar, until))[0]
            used = extent_of(plans, self._calendar, row)
        else:
            used = extent
        first, last = extent.first or until, extent.last or until
        moments = Moments(self._calendar, plans[0].source.zone, first, last)
        sets = column_sets(plans) if self._course.keep else ()
        rows = _answer(survey_expression(plans, moments, until, sets))
        survey = Survey(plans, sets, rows)
        segmented = any(plan.measure.segment for plan in plans)
        groups = groups_of(plans, _answer(groups_expression(plans))[0]) if segmented else {}
        declared = {plan.measure.unique: plan for plan in plans if plan.measure.unique}
        twice = {
            unique: _answer(duplicates_expression(plan))[0]["twice"]
            for unique, plan in declared.items()
        }
        all_, dated, counted = survey.counts
        facts = Facts(
            rows=all_,
            dated=dated,
            used=counted,
            first=used.first,
            last=used.last,
            present=survey.present,
            distinct=groups,
            twice=twice,
            ranges=used.ranges,
        )
        return facts, survey

    def _run(self, surveyed: Sequence[tuple[Batch, Survey]]) -> None:
        steps = [step for batch, survey in surveyed for step in self._steps(batch, survey)]
        for done, (batch, stale_of, survey, run) in enumerate(steps):
            self._told(done, len(steps))
            self._step(batch, stale_of, survey, run)
        self._told(len(steps), len(steps))
        for batch in (self._sound(each) for each, _ in surveyed):
            if batch.plans:
                self._finish(batch)

    def _fail(self, batch: Batch, error: UnusableError) -> None:
        self._failed.update(plan.id for plan in batch.plans)
        self._faults += [error.fault(plan.id) for plan in batch.plans]

    def _sound(self, batch: Batch) -> Batch:
        return replace(batch, plans=tuple(p for p in batch.plans if p.id not in self._failed))

    def _steps(self, batch: Batch, survey: Survey) -> list[_Step]:
        stale_of = {
            plan.id: stale_periods(batch, plan, self._course.ledger, survey) for plan in batch.plans
        }
        self._reopened(batch, stale_of)
        count = batch.last - batch.first + 1
        longest = max(1, count * self._course.rows_at_once // max(batch.facts.used, 1))
        runs = runs_of({each for periods in stale_of.values() for each in periods}, longest)
        return [(batch, stale_of, survey, run) for run in runs]

    def _reopened(self, batch: Batch, stale_of: Mapping[str, tuple[int, ...]]) -> None:
        """Remark the periods that were known whole, and whose rows are others now."""
        before = self._course.ledger.until
        for plan in batch.plans:
            known = self._course.ledger.entry(plan.id, plan.definition).periods
            again = [period for period in stale_of[plan.id] if period in known]
            days = [batch.calendar.first_day(period, plan.rhythm) for period in again]
            closed = [
                day
                for day, period in zip(days, again, strict=True)
                if batch.calendar.last_day(period, plan.rhythm).isoformat() <= before
            ]
            if closed:
                what = "period was" if len(closed) == 1 else "periods were"
                message = (
                    f"Rows came late or were changed: {len(closed)} {what} measured again, "
                    f"from {closed[0]} on."
                )
                tip = "Figures that were told before may differ."
                self._faults.append(fault(plan.id, "DAT116", message, tip, ("time",)))

    def _step(
        self,
        batch: Batch,
        stale_of: Mapping[str, tuple[int, ...]],
        survey: Survey,
        run: tuple[int, int],
    ) -> None:
        """Compute a run of periods; where that fails, of each KPI alone: others can be told."""
        batch = self._sound(batch)
        if not batch.plans:
            return
        try:
            compute(batch, stale_of, run, _answer, survey, self._course.ledger)
        except UnusableError as error:
            if len(batch.plans) == 1:
                self._fail(batch, error)
                return
            for plan in batch.plans:
                self._step(replace(batch, plans=(plan,)), stale_of, survey, run)
        if self._course.keep:
            self._course.keep(self._course.ledger)

    def _finish(self, batch: Batch) -> None:
        ibis = ibis_module()
        backend = batch.plans[0].source.table.get_backend()
        digests = query_digests(batch, lambda asked: str(backend.compile(asked)))
        for plan in batch.plans:
            entry = self._course.ledger.entry(plan.id, plan.definition)
            figures = figures_of(batch, plan, entry)
            self._figures[plan.id] = figures
            self._faults += remarks(batch, plan, figures)
            self._origins[plan.id] = Origin(
                kpi=plan.id,
                table=plan.source.name,
                engine=plan.source.engine,
                ibis=ibis.__version__,
                definition=plan.definition,
                query=digests[plan.id],
                rows=batch.facts.used,
                first=batch.facts.first,
                last=batch.facts.last,
                metric=named(plan.metric) if plan.metric else "",
                sample=sample_of(plan.metric, batch.facts.used * plan.window),
            )

    def _told(self, done: int, of: int) -> None:
        if self._course.tell:
            self._course.tell(done, of)


_Step = tuple[Batch, Mapping[str, tuple[int, ...]], Survey, tuple[int, int]]


def _answer(expression: Any) -> list[dict[str, Any]]:
    """Return the rows of an expression, from the engine that its table lives on.

    Raises
    ------
    UnusableError
        Where the engine refuses or fails.
    """
    try:
        return rows_of(expression)
    except InputError:
        raise
    except Exception as error:
        message = f"The engine could not compute it: {first_line(error)}"
        raise UnusableError("DAT118", (), message, "Look at the table.") from error


def _grouped(plans: Iterable[Planned], key: Callable[[Planned], Any]) -> Iterator[list[Planned]]:
    groups: dict[Any, list[Planned]] = {}
    for plan in plans:
        groups.setdefault(key(plan), []).append(plan)
    yield from groups.values()
