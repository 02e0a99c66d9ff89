"""KPI015."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI015", severity="info", confidence="medium")
def cadence_too_slow(kpi: Kpi) -> Iterator[Fault]:
    """A KPI is measured too seldom for what hangs on it.

    ## What it does

    Finds KPIs whose `cadence` is longer than the shortest time between two dates of baseline,
    milestones and target, or than the rhythm that their `decision` names, as in “at the weekly
    planning”. A tenth is allowed for short months. It is the criterion *timely* by which `toc run`
    qualifies a metric as a KPI.

    ## Why it matters

    A decision is taken, or a milestone passes, and the figure at hand is still the one before.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      waiting_time:
        measures: growth
        cadence: monthly
        decision: Open another counter at the weekly planning
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      waiting_time:
        measures: growth
        cadence: weekly
        decision: Open another counter at the weekly planning
    ```

    ## References

    ISO 22400-1: timely; USAID DQA: timeliness.
    """
    if kpi.measured_in_time is False and kpi.needed_within:
        yield Fault(
            ("kpis", kpi.id, "cadence"),
            f"{kpi.name} is measured only {kpi.cadence}, while {kpi.needed_within[1]}.",
            "Measure it more often, or decide and set milestones less often.",
        )
