"""KPI027."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter.arrival import late_arrival, past_due
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI027", severity="warning")
def target_after_goal(kpi: Kpi, theory: TheoryOfChange) -> Iterator[Fault]:
    """A target is due after the goal it measures.

    ## What it does

    Finds targets dated after the `due` of the goal that their KPI measures. A goal that is due too
    early for anything to reach it is LNK002’s to report, one whose date has passed GRF009’s.

    ## Why it matters

    On the day the goal is due, the measure that is to tell whether it was reached is allowed to
    fall short of its target. Reached and missed look the same.

    ## Example

    ```yaml
    goals: {growth: {due: 2027-06-30}}
    kpis:
      active_customers: {measures: growth, target: {value: 12000, date: 2027-12-31}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {due: 2027-12-31}}
    kpis:
      active_customers: {measures: growth, target: {value: 12000, date: 2027-12-31}}
    ```

    ## References

    SMART: measurable and time-bound, by the same day.
    """
    goal = theory.goals.get(theory.resolve(kpi.measures or ""))
    end = kpi.target.date if kpi.target else None
    if goal is None or goal.due is None or end is None or end <= goal.due:
        return
    if past_due(goal, theory) or late_arrival(goal, theory):
        return
    yield Fault(
        ("kpis", kpi.id, "target", "date"),
        f"The target of {kpi.name} is due on {end}, but {goal.name}, which it measures, on"
        f" {goal.due}.",
        "Date the target on the day the goal is due or before, or move the goal.",
        related=((("goals", goal.id, "due"), "the date of the goal"),),
    )
