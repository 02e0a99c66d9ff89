"""GRF002."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault

_SHOWN = 8


@rule("GRF002", severity="warning", lacks="advances")
def goal_without_needs(goal: Goal, theory: TheoryOfChange) -> Iterator[Fault]:
    """A goal needs nothing.

    ## What it does

    Finds goals that name no outcome they need and that no activity advances. The outcomes that lead
    nowhere are named beside it: most often they are what the goal needs.

    ## Why it matters

    A goal without a way to it is a slogan. Working backward from it, asking what must be true
    first, is the first step of a theory of change.

    ## Example

    ```yaml
    goals: {growth: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    ```

    ## References

    Davies (2012): complete and explained; Merkle, Customer Experience Imperatives: work backward
    from the goal.
    """
    if not goal.needs and not theory.activities_of(goal.id):
        yield Fault(
            ("goals", goal.id, "needs"),
            f"The goal {goal.name} needs nothing, and no activity advances it.",
            "Add needs: and the outcomes that must come true first.",
            related=tuple(
                (("outcomes", id), f"{theory.name(id)} leads to no goal: is it needed here?")
                for id in theory.loose_outcomes[:_SHOWN]
            ),
        )
