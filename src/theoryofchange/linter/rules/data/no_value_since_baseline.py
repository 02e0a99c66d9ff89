"""DAT006."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.linter.values import rows_by_kpi
from theoryofchange.source.finding import Fault


@rule("DAT006", severity="info")
def no_value_since_baseline(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI is measured only before its baseline.

    ## What it does

    Finds KPIs with observations up to `as_of` of which none is of the baseline's date or later.
    Values before the baseline are history and no fault where others follow.

    ## Why it matters

    Progress is counted from the baseline on. Nothing has been measured since, so the KPI has no
    data, however many values there are.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        baseline: {value: 9800, date: 2025-12-31}
    observations:
      - {kpi: active_customers, date: 2025-06-30, value: 9700}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        baseline: {value: 9800, date: 2025-12-31}
    observations:
      - {kpi: active_customers, date: 2025-06-30, value: 9700}
      - {kpi: active_customers, date: 2026-03-31, value: 9850}
    ```

    ## References

    USAID PIRS: baseline and actual values; DQA: timeliness.
    """
    last = theory.as_of or dt.date.max
    for id, rows in rows_by_kpi(theory, theory.observations).items():
        baseline = theory.kpis[id].baseline
        if baseline is None or baseline.date is None:
            continue
        known = ((row.date, index) for index, row in rows if row.date <= last and not row.segment)
        day, index = max(known, default=(baseline.date, 0))
        if day < baseline.date:
            yield Fault(
                ("observations", index, "date"),
                f"{theory.name(id)} was last measured on {day}, before its baseline of "
                f"{baseline.date}: it has no data.",
                "Add a value measured since, or take the baseline from an earlier day.",
                id=id,
                related=((("kpis", id, "baseline", "date"), "the date of the baseline"),),
            )
