"""KPI011."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI011", severity="warning")
def kpi_measures_nothing(kpi: Kpi) -> Iterator[Fault]:
    """A KPI measures no goal or outcome.

    ## What it does

    Finds KPIs without `measures`. Where what it measures leads to no goal, GRF003 says so, once.

    ## Why it matters

    A figure on no way to a goal can rise for years while every goal fails. It may be useful, but it
    is not a key one.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      page_views: {title: Page views}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      page_views: {title: Page views, measures: growth}
    ```

    ## References

    USAID PIRS: result measured; ISO 22400-1: aligned.
    """
    if kpi.measures is None:
        yield Fault(
            ("kpis", kpi.id, "measures"),
            f"The KPI {kpi.name} measures no goal or outcome.",
            "Add measures: and the id of the goal or outcome it would show.",
        )
