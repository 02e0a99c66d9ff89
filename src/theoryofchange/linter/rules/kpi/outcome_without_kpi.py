"""KPI018."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI018", severity="warning", lacks="measures")
def outcome_without_kpi(outcome: Outcome, theory: TheoryOfChange) -> Iterator[Fault]:
    """No KPI measures an outcome.

    ## What it does

    Finds outcomes on the way to a goal that no KPI `measures`. An outcome that leads to no goal is
    GRF003’s to report, and is not asked here until it leads to one.

    ## Why it matters

    When the goal is missed, the measures of the outcomes show where the chain broke. Without one,
    work and result are seen, and everything between them is guessed.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    kpis:
      complaints: {measures: trust}
    ```

    ## References

    Davies (2012): each event on the way can be verified; IATI 2.03: outcome indicators.
    """
    if theory.kpis_of(outcome.id) or (theory.goals and not theory.goals_of(outcome.id)):
        return
    yield Fault(
        ("outcomes", outcome.id),
        f"No KPI measures the outcome {outcome.name}.",
        f"Add measures: {outcome.id} to the KPI that shows whether it comes true.",
    )
