"""GRF004."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.gaps import meant_by_words
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF004", severity="warning")
def activity_reaches_no_goal(theory: TheoryOfChange) -> Iterator[Fault]:
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
    bare = [activity for activity in theory.activities.values() if not activity.advances]
    if not bare or not theory.goals:
        return
    uncaused = [id for id in theory.outcomes if not theory.causes(id)]
    meant = meant_by_words(theory, [activity.id for activity in bare], uncaused)
    for activity in bare:
        yield Fault(
            ("activities", activity.id, "advances"),
            f"The activity {activity.name} advances no outcome.",
            f"Add advances: [{meant[activity.id]}], which nothing brings about."
            if activity.id in meant
            else "Add advances: and the outcome it brings about.",
        )
