"""KPI001."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI001", severity="warning")
def kpi_without_target(kpi: Kpi) -> Iterator[Fault]:
    """A KPI has no target.

    ## What it does

    Finds KPIs without a `target`. Nothing is asked of a KPI whose figures are `confidential`.

    ## Why it matters

    Without a figure and a date nobody can say whether the goal is coming true, and every value
    looks as good as any other. A metric that is only watched is a metric, not a KPI.

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
        target: {value: 12000, date: 2027-12-31, set_by: board}
    ```

    ## References

    USAID PIRS: targets by year and their rationale; SMART: time-bound.
    """
    if kpi.target is None and not kpi.confidential:
        yield Fault(
            ("kpis", kpi.id, "target"),
            f"The KPI {kpi.name} has no target.",
            "Add target: {value: …, date: …, set_by: …}.",
        )
