"""GRF005."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF005", severity="warning", lacks="advances")
def outcome_without_cause(outcome: Outcome, theory: TheoryOfChange) -> Iterator[Fault]:
    """Nothing brings an outcome about.

    ## What it does

    Finds outcomes on the way to a goal that need nothing and that no activity advances. An outcome
    that leads to no goal is GRF003’s to report, and is not asked here until it leads to one.

    ## Why it matters

    The chain ends in the air: the outcome is hoped for, nobody works on it, and nothing is said to
    cause it. All that builds on it is hope as well.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities: {answer_faster: {advances: [trust]}}
    ```

    ## References

    Davies (2012): complete and plausible.
    """
    if outcome.needs or theory.activities_of(outcome.id):
        return
    if theory.goals and not theory.goals_of(outcome.id):
        return
    yield Fault(
        ("outcomes", outcome.id, "needs"),
        f"Nothing brings the outcome {outcome.name} about.",
        f"Add needs: to it, or advances: [{outcome.id}] to the activity that works on it.",
    )
