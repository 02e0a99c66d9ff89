"""GRF004."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.activity import Activity
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF004", severity="warning")
def activity_reaches_no_goal(activity: Activity, theory: TheoryOfChange) -> Iterator[Fault]:
    """An activity advances nothing.

    ## What it does

    Finds activities without `advances` in a theory that has goals. Where the outcome it advances
    leads to no goal, GRF003 says so of the outcome, once.

    ## Why it matters

    Effort that moves no outcome is spent for its own sake. Before it is cut: often the link exists
    in somebody’s head and was never written down.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities: {new_logo: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities: {new_logo: {advances: [trust]}}
    ```

    ## References

    Davies (2012): justifiable; Merkle, Customer Experience Imperatives: map activities forward to
    the outcomes.
    """
    if theory.goals and not activity.advances:
        yield Fault(
            ("activities", activity.id, "advances"),
            f"The activity {activity.name} advances no outcome.",
            "Add advances: and the outcome it brings about.",
        )
