"""KPI026."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter.arrival import past_due
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI026", severity="info")
def target_past_due(kpi: Kpi, theory: TheoryOfChange) -> Iterator[Fault]:
    """A target was due before the day the theory is looked at.

    ## What it does

    Finds targets whose date lies before the `as_of` of the theory. A target of a goal whose own
    date has passed is GRF009’s to report, one dated before its baseline KPI013’s.

    ## Why it matters

    Whether it was reached is settled, and the KPI has nothing left to aim at. As history that is in
    order; as a plan it is out of date.

    ## Example

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {due: 2027-12-31}}
    kpis:
      active_customers: {measures: growth, target: {value: 12000, date: 2025-06-30}}
    ```

    ## Use instead

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {due: 2027-12-31}}
    kpis:
      active_customers: {measures: growth, target: {value: 12000, date: 2027-06-30}}
    ```

    ## References

    SMART: time-bound; USAID PIRS: targets by year.
    """
    due = kpi.target.date if kpi.target else None
    start = kpi.baseline.date if kpi.baseline else None
    if due is None or theory.as_of is None or due >= theory.as_of or (start and due <= start):
        return
    goal = theory.goals.get(theory.resolve(kpi.measures or ""))
    if goal is None or not past_due(goal, theory):
        yield Fault(
            ("kpis", kpi.id, "target", "date"),
            f"The target of {kpi.name} was due on {due}, before the day of looking,"
            f" {theory.as_of}.",
            "Set the next target, or correct the date.",
            related=((("theory", "as_of"), "the day of looking"),),
        )
