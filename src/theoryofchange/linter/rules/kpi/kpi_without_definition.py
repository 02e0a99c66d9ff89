"""KPI005."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI005", severity="warning")
def kpi_without_definition(kpi: Kpi) -> Iterator[Fault]:
    """A KPI is not defined.

    ## What it does

    Finds KPIs without a `definition`.

    ## Why it matters

    “Active customer” means one thing to marketing and another to finance. What is counted, over
    whom and over what time must be written down once, or two honest people report two figures.

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
        definition: Customers who ordered in the last twelve months
    ```

    ## References

    USAID PIRS: precise definition; ISO 22400-1: unambiguous.
    """
    if not kpi.definition:
        yield Fault(
            ("kpis", kpi.id, "definition"),
            f"The KPI {kpi.name} has no definition.",
            "Add definition: what is counted, over whom, over what time.",
        )
