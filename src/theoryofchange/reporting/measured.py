"""Measure the KPIs of a theory from data, and keep what was measured in a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theoryofchange.core import PydanticCustomError
from theoryofchange.declare import Declaration
from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.findings import Findings, by_place
from theoryofchange.linter.loading import theory_of
from theoryofchange.linter.run import Given, declared
from theoryofchange.measurement.contracts import CONTRACTS
from theoryofchange.measurement.engine import (
    Calendar,
    Computed,
    Course,
    Data,
    Ledger,
    Rhythm,
    data_of,
    measured,
    rhythm_of,
)
from theoryofchange.measurement.engine.calendar import Month, Weekday
from theoryofchange.reporting.measurements import Measurements
from theoryofchange.reporting.observation_file import as_file, replace_file, text_of, tidy
from theoryofchange.reporting.origins import origin_file
from theoryofchange.shape import read_date
from theoryofchange.source.finding import Fault, Finding
from theoryofchange.stages.provenance import THEORY

Progress = Callable[[int, int], None]

_OWNER = 0o600
"""Who reads what was computed: its owner alone, since it holds figures that are withheld."""


def measure(
    given: Given,
    data: Any,
    *,
    as_of: dt.date | str | None = None,
    period: str | None = None,
    time_zone: str = "UTC",
    week_start: Weekday = "monday",
    fiscal_year_start: Month = "january",
) -> Measurements:
    """Measure the KPIs of a theory that say how, from data.

    Parameters
    ----------
    given
        A theory, the path of one, or a mapping in the form of a theory file.
    data
        The path of a data spec; a mapping of table names to paths of CSV or Parquet files, frames
        of pandas, polars or Arrow, or Ibis tables; or an Ibis connection, whose tables are used
        where they live. Files and frames are computed by an embedded DuckDB.
    as_of
        The last day of which rows count; by default the theory's ``as_of``, else the last day of
        the data.
    period
        How long a period is, as ``monthly``, in place of each KPI's cadence.
    time_zone
        The zone whose days are meant; moments that name no zone are taken to be of it. A data
        spec says this and what follows itself.
    week_start
        The weekday that a week begins on.
    fiscal_year_start
        The month that a year begins in, for quarters and half-years too.

    Returns
    -------
    Measurements
        The figures, and what is wrong with the data. What cannot be measured is a finding.

    Raises
    ------
    DeclarationError
        Where the theory has faults that keep it from being used.
    InputError
        Where no KPI says how it is measured, a file cannot be used, or an engine is not installed.
    ValueError
        Where ``as_of`` or ``period`` is none.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({
    ...     "at": pd.to_datetime(["2026-01-05", "2026-01-20", "2026-02-03"]),
    ...     "customer": ["a", "b", "a"]})
    >>> theory = {
    ...     "theory": {"as_of": "2026-02-28"}, "goals": {"base": {}},
    ...     "kpis": {"active": {
    ...         "measures": "base", "cadence": "monthly",
    ...         "measure": {"table": "orders", "time": "at", "entity": "customer",
    ...                     "aggregation": "distinct_count"}}}}
    >>> measure(theory, {"orders": orders}).to_frame()[["kpi", "date", "value"]]
          kpi       date  value
    0  active 2026-01-31    2.0
    1  active 2026-02-28    1.0
    """
    calendar = Calendar.of(time_zone, week_start, fiscal_year_start)
    job = _job(given, data_of(data, calendar), as_of, period)
    return job.measurements(job.computed(Course()))


def measure_into(
    path: str | Path,
    given: Given,
    data: Any,
    *,
    as_of: dt.date | str | None = None,
    period: str | None = None,
    incomplete: bool = False,
    progress: Progress | None = None,
) -> Measurements:
    """Measure into a file, from where an earlier measurement left off.

    Beside the file, ``NAME.state.json`` keeps what was computed of each period. Only periods that
    are not known, whose rows changed, or of a KPI that is defined otherwise now are computed; a
    measurement that was stopped goes on where it was.

    Parameters
    ----------
    path
        A CSV or Parquet file, by its ending.
    given, data, as_of, period
        As for :func:`measure`.
    incomplete
        Whether figures of periods of which not all is known yet are written as well.
    progress
        Called with how many of how many steps are done.

    Returns
    -------
    Measurements
        What was measured; it is written.

    Raises
    ------
    DeclarationError, InputError, ValueError
        As :func:`measure`; an ``InputError`` too where a file cannot be written.
    """
    out = Path(path)
    state = out.with_name(f"{out.name}.state.json")
    job = _job(given, data_of(data, Calendar()), as_of, period)
    as_file(out, ())
    for each in (out, state, origin_file(out)):
        tidy(each)
    held = text_of(state)
    course = Course(
        ledger=Ledger.from_text(held, state.as_posix()) if held else Ledger(),
        keep=lambda ledger: replace_file(state, ledger.as_text().encode(), _OWNER),
        tell=progress,
    )
    found = job.measurements(job.computed(course))
    found = found.with_incomplete() if incomplete else found
    found.save(out)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What is to be measured."""

    declaration: Declaration
    theory: TheoryOfChange
    data: Data
    until: dt.date | None
    origin: str
    period: Rhythm | None

    def computed(self, course: Course) -> Computed:
        kpis = self.theory.kpis.values()
        return measured(kpis, self.data, self.until, self.period, course)

    def measurements(self, computed: Computed) -> Measurements:
        found = sorted(map(self._placed, computed.faults), key=by_place)
        assumed: tuple[str, ...] = ()
        if not self.origin and computed.until:
            assumed = (
                f"The theory names no day to be looked at (as_of): {computed.until} was taken, "
                "the last day of the data.",
            )
        findings = Findings(tuple(dict.fromkeys(found)), self.declaration.sources)
        return Measurements(
            title=self.theory.title,
            as_of=computed.until,
            assumed=assumed,
            figures=computed.figures,
            findings=findings.in_language(self.theory.header.language),
            origins=computed.origins,
        )

    def _placed(self, fault: Fault) -> Finding:
        contract = CONTRACTS[fault.code]
        return Finding(
            code=fault.code,
            name=contract.name,
            severity=contract.severity,
            message=fault.message,
            tip=fault.tip,
            span=self.declaration.span(fault.where),
            id=fault.id,
        )


def _job(given: Given, data: Data, as_of: dt.date | str | None, period: str | None) -> _Job:
    declaration = declared(given)
    theory = theory_of(declaration)
    if not any(kpi.measure for kpi in theory.kpis.values()):
        raise InputError(
            "no KPI says how it is measured: give one a measure with table, time and aggregation"
        )
    try:
        day = theory.as_of if as_of is None else read_date(as_of)
    except PydanticCustomError:
        raise ValueError(f"as_of is a day, as in as_of='2026-01-31', not {as_of!r}") from None
    rhythm = rhythm_of(period)
    if period is not None and rhythm is None:
        raise ValueError(f"period is a length of time, as in period='monthly', not {period!r}")
    origin = "caller" if as_of is not None else THEORY if day else ""
    return _Job(
        declaration=declaration,
        theory=theory,
        data=data,
        until=day,
        origin=origin,
        period=rhythm,
    )
