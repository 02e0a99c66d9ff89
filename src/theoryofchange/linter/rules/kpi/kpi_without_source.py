"""KPI009."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI009", severity="warning")
def kpi_without_source(kpi: Kpi) -> Iterator[Fault]:
    """It is not known where the data of a KPI comes from.

    ## What it does

    Finds KPIs without a `source`, or with one that neither names a system nor says that there is
    none yet.

    ## Why it matters

    Many strategies end at a figure that nobody can supply. Naming the system is the first step to
    finding out that it cannot be had, while there is still time to change the figure.

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
        source: {system: crm, availability: live}
    ```

    ## References

    USAID PIRS: data source and method; DQA: validity and reliability.
    """
    source = kpi.source
    if source is None:
        yield Fault(
            ("kpis", kpi.id, "source"),
            f"The KPI {kpi.name} does not say where its data comes from.",
            "Add source: {system: …, availability: live}, or availability: none.",
        )
    elif not source.system and source.available is not False and not source.links:
        yield Fault(
            ("kpis", kpi.id, "source", "system"),
            f"The source of {kpi.name} names no system.",
            "Add system: and the name of what holds the data.",
        )
