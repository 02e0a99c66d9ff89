"""KPI003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI003", severity="warning")
def kpi_without_owner(kpi: Kpi) -> Iterator[Fault]:
    """Nobody answers for a KPI.

    ## What it does

    Finds KPIs without an `owner`.

    ## Why it matters

    A figure that belongs to everybody is looked at by nobody. The owner is a role, so that the
    entry outlives the person in it.

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
        owner: crm_lead
    ```

    ## References

    USAID PIRS: responsible party, a role; Davies (2012): owned.
    """
    if not kpi.owner:
        yield Fault(
            ("kpis", kpi.id, "owner"),
            f"The KPI {kpi.name} has no owner.",
            "Add owner: and the role that answers for it, such as crm_lead.",
        )
