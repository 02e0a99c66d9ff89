"""KPI002."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI002", severity="warning")
def kpi_without_baseline(kpi: Kpi) -> Iterator[Fault]:
    """A KPI has no baseline.

    ## What it does

    Finds KPIs without a `baseline`. Nothing is asked of a KPI whose figures are `confidential`.

    ## Why it matters

    Progress is the way covered of the way to go. Without a starting point there is no way to go: a
    value of 74 may be a triumph or a decline.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        baseline: {value: 9800, date: 2025-12-31}
    ```

    ## References

    USAID PIRS: baseline value and year; IATI 2.03: indicator baseline.
    """
    if kpi.baseline is None and not kpi.confidential:
        yield Fault(
            ("kpis", kpi.id, "baseline"),
            f"The KPI {kpi.name} has no baseline.",
            "Add baseline: {value: …, date: …}, the last value known before the work began.",
        )
