"""KPI008."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI008", severity="warning")
def kpi_without_cadence(kpi: Kpi) -> Iterator[Fault]:
    """It is not known how often a KPI is measured.

    ## What it does

    Finds KPIs without a `cadence`.

    ## Why it matters

    A decision taken each quarter needs a figure that is fresh each quarter. Without a cadence
    nobody can tell a missing value from one that is not due yet.

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
        cadence: monthly
    ```

    ## References

    USAID PIRS: frequency; ISO 22400-2: timing.
    """
    if not kpi.cadence:
        yield Fault(
            ("kpis", kpi.id, "cadence"),
            f"The KPI {kpi.name} has no cadence.",
            "Add cadence: such as weekly, monthly or quarterly.",
        )
