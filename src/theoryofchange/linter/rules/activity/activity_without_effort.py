"""ACT002."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.activity import Activity
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("ACT002", severity="warning")
def activity_without_effort(activity: Activity) -> Iterator[Fault]:
    """It is not known how much work an activity is.

    ## What it does

    Finds activities without an `effort`.

    ## Why it matters

    A roadmap is made of effort and capacity. An activity without effort takes no time in it, so the
    plan looks free where it is full.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities:
      answer_faster:
        advances: [trust]
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities:
      answer_faster:
        advances: [trust]
        effort: {likely: 3 weeks, low: 2 weeks, high: 8 weeks}
    ```

    ## References

    Three-point estimates: the most likely effort within an 80 % range.
    """
    if not activity.effort:
        yield Fault(
            ("activities", activity.id, "effort"),
            f"The activity {activity.name} has no effort.",
            "Add effort: {likely: …, low: …, high: …}, in days or weeks of one person.",
        )
