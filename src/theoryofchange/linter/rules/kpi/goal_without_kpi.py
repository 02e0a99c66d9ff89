"""KPI017."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI017", severity="warning", lacks="measures")
def goal_without_kpi(goal: Goal, theory: TheoryOfChange) -> Iterator[Fault]:
    """No KPI measures a goal.

    ## What it does

    Finds goals that no KPI `measures`. KPIs of the outcomes on the way to it do not count: they say
    why, not whether.

    ## Why it matters

    Whether the goal has been reached would be a matter of opinion, decided by whoever is asked
    last.

    ## Example

    ```yaml
    goals: {growth: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
    ```

    ## References

    USAID PIRS: each result has an indicator; ISO 22400-1: aligned.
    """
    if not theory.kpis_of(goal.id):
        yield Fault(
            ("goals", goal.id),
            f"No KPI measures the goal {goal.name}.",
            f"Add measures: {goal.id} to the KPI that shows whether it is reached.",
        )
