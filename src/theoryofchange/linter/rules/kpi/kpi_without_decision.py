"""KPI010."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI010", severity="warning")
def kpi_without_decision(kpi: Kpi) -> Iterator[Fault]:
    """Nothing is decided by a KPI.

    ## What it does

    Finds KPIs without a `decision`.

    ## Why it matters

    A figure that changes nobody’s mind is a cost. If no value of it, high or low, would make
    anybody do something else, it need not be measured.

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
        decision: Raise or cut the service budget at the quarterly review
    ```

    ## References

    ISO 22400-1: actionable; goal, question, metric (GQM): a metric answers a question.
    """
    if not kpi.decision:
        yield Fault(
            ("kpis", kpi.id, "decision"),
            f"The KPI {kpi.name} has no decision.",
            "Add decision: what is decided by it, by whom or when.",
        )
