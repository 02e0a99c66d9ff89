"""KPI006."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI006", severity="warning")
def kpi_without_formula(kpi: Kpi) -> Iterator[Fault]:
    """A KPI has no formula.

    ## What it does

    Finds KPIs without a `formula`.

    ## Why it matters

    A definition says what is meant; the formula says what is divided by what. Without it the figure
    cannot be computed again, and nobody sees which other figures it hangs on.

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
        formula: customers_with_an_order
    ```

    ## References

    ISO 22400-2: formula; USAID PIRS: method of calculation.
    """
    if not kpi.formula:
        yield Fault(
            ("kpis", kpi.id, "formula"),
            f"The KPI {kpi.name} has no formula.",
            "Add formula: such as active_again / active_before; it may name other KPIs.",
        )
