"""KPI038."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI038", severity="info")
def stage_without_kpi(theory: TheoryOfChange) -> Iterator[Fault]:
    """No KPI measures a stage of the customer journey.

    ## What it does

    Finds stages that the theory’s `journey` names and at which no KPI stands, neither by its own
    `stage` nor by that of the outcome it measures. Where an outcome of the stage has no KPI, that
    is KPI018’s to report, and the stage is not asked until it has one.

    ## Why it matters

    Customers leave between two stages. What happens at a stage that nobody measures is read off
    the next one, too late and under another name.

    ## Example

    ```yaml
    theory: {journey: [research, purchase]}
    goals: {growth: {}}
    kpis:
      sales: {measures: growth, stage: purchase}
    ```

    ## Use instead

    ```yaml
    theory: {journey: [research, purchase]}
    goals: {growth: {}}
    kpis:
      sales: {measures: growth, stage: purchase}
      answers_found: {measures: growth, stage: research}
    ```

    ## References

    Lemon and Verhoef (2016), Understanding customer experience throughout the customer journey:
    before, at and after the purchase, each stage with touchpoints of its own.
    """
    journey = theory.header.journey
    if not journey:
        return
    from theoryofchange.graph.journey import unmeasured_stages

    for stage in unmeasured_stages(theory):
        if stage in journey:
            yield Fault(
                ("theory", "journey", journey.index(stage)),
                f"No KPI measures the stage {stage}.",
                f"Add stage: {stage} to the KPI that shows how it goes, or leave the stage out.",
            )
