"""DAT008."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.linter.values import rows_by_kpi
from theoryofchange.source.finding import Fault


@rule("DAT008", severity="warning")
def only_segments_measured(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI is measured only in segments.

    ## What it does

    Finds KPIs whose observations all name a `segment`.

    ## Why it matters

    Baseline and target are of the whole. A total cannot be made up from its parts: shares do not
    add up, and customers who buy in two channels would count twice. The KPI has no data.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth}
    observations:
      - {kpi: active_customers, date: 2026-03-31, value: 6200, segment: web}
      - {kpi: active_customers, date: 2026-03-31, value: 3100, segment: shop}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth}
    observations:
      - {kpi: active_customers, date: 2026-03-31, value: 8900}
      - {kpi: active_customers, date: 2026-03-31, value: 6200, segment: web}
      - {kpi: active_customers, date: 2026-03-31, value: 3100, segment: shop}
    ```

    ## References

    USAID PIRS: disaggregation beside the total.
    """
    for id, rows in rows_by_kpi(theory, theory.observations).items():
        if all(row.segment for _, row in rows):
            yield Fault(
                ("observations", rows[0][0], "segment"),
                f"{theory.name(id)} is measured only in segments: it has no total.",
                "Add a row without a segment for the whole.",
                id=id,
            )
