"""GRF011."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Goal
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF011", severity="warning", profile="strict")
def goal_without_owner(goal: Goal) -> Iterator[Fault]:
    """Nobody answers for a goal.

    ## What it does

    Finds goals without an `owner`. It belongs to the profile `strict`.

    ## Why it matters

    Where two goals pull one activity in two directions, somebody has to decide; where a goal is in
    danger, somebody has to say so.

    ## Example

    ```yaml
    goals: {growth: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {owner: managing_director}}
    ```

    ## References

    Davies (2012): owned; USAID PIRS: responsible party.
    """
    if not goal.owner:
        yield Fault(
            ("goals", goal.id, "owner"),
            f"Nobody answers for the goal {goal.name}.",
            "Add owner: and the role that answers for it.",
        )
