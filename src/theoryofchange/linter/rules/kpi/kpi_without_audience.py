"""KPI030."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI030", severity="info", profile="strict")
def kpi_without_audience(kpi: Kpi) -> Iterator[Fault]:
    """It is not said who reads a KPI.

    ## What it does

    Finds KPIs without an `audience`. It belongs to the profile `strict`.

    ## Why it matters

    A figure that nobody is named to read is reported all the same, for years. And only its readers
    can say whether it is understood.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis: {orders: {measures: growth}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis: {orders: {measures: growth, audience: [board]}}
    ```

    ## References

    ISO 22400-2: audience; ISO 22400-1: understandable.
    """
    if not kpi.audience:
        yield Fault(
            ("kpis", kpi.id, "audience"),
            f"It is not said who reads {kpi.name}.",
            "Add audience: and those who decide by it, or drop the KPI.",
        )
