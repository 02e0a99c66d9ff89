"""GRF003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF003", severity="warning", lacks="needs")
def outcome_reaches_no_goal(outcome: Outcome, theory: TheoryOfChange) -> Iterator[Fault]:
    """An outcome leads to no goal.

    ## What it does

    Finds outcomes that nothing needs. What hangs below such an outcome is counted, not reported
    again, and neither are the activities and measures that hang on it. A theory without goals is
    not asked. Where a goal needs nothing at all (GRF002), the outcomes with causes that lead
    nowhere are named there: one mistake is one finding.

    ## Why it matters

    Work on it may succeed completely and no goal moves. Either a link was forgotten, or the outcome
    belongs to another strategy.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}, fame: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust, fame]}}
    outcomes: {trust: {}, fame: {}}
    ```

    ## References

    Davies (2012): every event is connected to the goal; backward mapping in Merkle, Customer
    Experience Imperatives.
    """
    if not theory.goals or outcome.id in theory.goals or theory.effects(outcome.id):
        return
    hanging = [id for id in theory.ancestors(outcome.id) if not theory.goals_of(id)]
    below = f", nor do the {len(hanging)} below it" if len(hanging) > 1 else ""
    below = f", nor does {theory.name(hanging[0])} below it" if len(hanging) == 1 else below
    yield Fault(
        ("outcomes", outcome.id),
        f"The outcome {outcome.name} leads to no goal{below}.",
        f"Add {outcome.id} to the needs of the goal or outcome it is a cause of, or remove it.",
    )
