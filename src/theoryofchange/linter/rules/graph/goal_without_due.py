"""GRF010."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Goal
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF010", severity="warning", profile="strict")
def goal_without_due(goal: Goal) -> Iterator[Fault]:
    """A goal has no date.

    ## What it does

    Finds goals without `due`. It belongs to the profile `strict`.

    ## Why it matters

    A goal without a date is never missed. Nor can it be told whether the lags on the way to it
    still leave time.

    ## Example

    ```yaml
    goals: {growth: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {due: 2027-12-31}}
    ```

    ## References

    SMART: time-bound; OKR: an objective belongs to a cycle.
    """
    if goal.due is None:
        yield Fault(
            ("goals", goal.id, "due"),
            f"The goal {goal.name} has no date.",
            "Add due: and the day it is to be reached.",
        )
