"""GRF009."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.arrival import past_due
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF009", severity="warning")
def goal_past_due(goal: Goal, theory: TheoryOfChange) -> Iterator[Fault]:
    """A goal was due before the day the theory is looked at.

    ## What it does

    Finds goals whose `due` lies before the `as_of` of the theory. A goal due on that very day is
    not past.

    ## Why it matters

    Nothing that is still to be done can reach a date that has gone: no plan leads there, and every
    verdict on time is “too late”. Either the goal was reached or missed and is now history, or one
    of the two dates was not moved on.

    ## Example

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {due: 2025-12-31}}
    ```

    ## Use instead

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {due: 2027-12-31}}
    ```

    ## References

    SMART: attainable and time-bound.
    """
    if past_due(goal, theory):
        yield Fault(
            ("goals", goal.id, "due"),
            f"{goal.name} was due on {goal.due}, before the day of looking, {theory.as_of}.",
            "Give it a new date, or take it out and say in its description how it ended.",
            related=((("theory", "as_of"), "the day of looking"),),
        )
