"""GRF008."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF008", severity="warning")
def weightless_goal(goal: Goal, theory: TheoryOfChange) -> Iterator[Fault]:
    """A goal counts for nothing.

    ## What it does

    Finds goals whose share of all weight is nothing: those of weight 0, and those beside which
    another weight is so large that nothing is left of theirs. A negative or infinite weight is
    TOC004’s to report.

    ## Why it matters

    Scores, gaps and the order of work go by the share of goal weight. What serves such a goal alone
    comes last whatever it brings, and its score is seen nowhere.

    ## Example

    ```yaml
    goals: {growth: {weight: 3}, margin: {weight: 0}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {weight: 3}, margin: {weight: 0.5}}
    ```

    ## References

    A weighted mean: what has no weight has no part in it.
    """
    if theory.goal_shares[goal.id] > 0:
        return
    yield Fault(
        ("goals", goal.id, "weight"),
        f"{goal.name} has the weight {goal.weight:g} and counts for nothing."
        if goal.weight == 0
        else f"{goal.name} has the weight {goal.weight:g}, of which nothing is left beside the"
        " others.",
        "Weigh the goals by small numbers such as 3, 2 and 1, or take this one out.",
    )
