"""KPI013."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI013", severity="error")
def target_before_baseline(kpi: Kpi) -> Iterator[Fault]:
    """A target is due before its baseline was taken.

    ## What it does

    Finds targets whose date is not later than the date of the baseline.

    ## Why it matters

    Progress is measured between the two dates. Where the second comes first, there is no time in
    which anything could have changed, and every rate of progress is nonsense.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
        baseline: {value: 9800, date: 2025-12-31}
        target: {value: 12000, date: 2024-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
        baseline: {value: 9800, date: 2025-12-31}
        target: {value: 12000, date: 2027-12-31}
    ```

    ## References

    USAID PIRS: baseline and targets are years in order; SMART: time-bound.
    """
    start = kpi.baseline.date if kpi.baseline else None
    end = kpi.target.date if kpi.target else None
    if start and end and end <= start:
        yield Fault(
            ("kpis", kpi.id, "target", "date"),
            f"The target of {kpi.name} is due on {end}, but its baseline is of {start}.",
            "Write a target date after the date of the baseline.",
            related=((("kpis", kpi.id, "baseline", "date"), "the date of the baseline"),),
        )
