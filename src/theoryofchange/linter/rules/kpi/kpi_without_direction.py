"""KPI007."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI007", severity="warning")
def kpi_without_direction(kpi: Kpi) -> Iterator[Fault]:
    """It is not known which way is good.

    ## What it does

    Finds KPIs without a `direction`.

    ## Why it matters

    Whether a rise is good news must be settled before the figure moves. Afterwards every movement
    finds somebody who calls it a success.

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
        direction: increase
    ```

    ## References

    ISO 22400-2: trend; IATI 2.03: ascending.
    """
    if kpi.direction is None:
        bound = kpi.target.value if kpi.target else None
        asked = bound.direction if bound else None
        yield Fault(
            ("kpis", kpi.id, "direction"),
            f"The KPI {kpi.name} does not say which way is good.",
            f"Add direction: {asked}, as its target asks for."
            if asked
            else "Add direction: increase, decrease, maintain or range.",
        )
