"""KPI029."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI029", severity="info", profile="strict")
def kpi_without_timing(kpi: Kpi) -> Iterator[Fault]:
    """It is not said whether a KPI moves before its goal or after.

    ## What it does

    Finds KPIs without `timing`. It belongs to the profile `strict`.

    ## Why it matters

    Whether a goal can be steered by what is measured on the way (KPI019) can be told only of KPIs
    that say it.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis: {orders: {measures: growth}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis: {orders: {measures: growth, timing: leading}}
    ```

    ## References

    ISO 22400-1: predictive; leading and lagging measures (Kaplan and Norton 1996).
    """
    if kpi.timing is None:
        yield Fault(
            ("kpis", kpi.id, "timing"),
            f"It is not said whether {kpi.name} moves before its goal or after.",
            "Add timing: leading or lagging.",
        )
