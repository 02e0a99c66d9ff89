"""ACT003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.activity import Activity
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("ACT003", severity="warning")
def activity_without_output(activity: Activity) -> Iterator[Fault]:
    """It is not known what is there when an activity is done.

    ## What it does

    Finds activities without an `output`.

    ## Why it matters

    An activity is done when something exists that did not exist before. Without a name for it “in
    progress” has no end, and doing is mistaken for changing.

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
        output: a first answer within one hour, seven days a week
    ```

    ## References

    IATI 2.03: output, outcome and impact are different results.
    """
    if not activity.output:
        yield Fault(
            ("activities", activity.id, "output"),
            f"The activity {activity.name} has no output.",
            "Add output: what is there when it is done, as a thing one can show.",
        )
