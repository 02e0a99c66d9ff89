"""ACT001."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.activity import Activity
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("ACT001", severity="warning")
def activity_without_team(activity: Activity) -> Iterator[Fault]:
    """No team does an activity.

    ## What it does

    Finds activities without a `team`.

    ## Why it matters

    Work without a team is a wish: it has no capacity, no place in a schedule and nobody to ask.

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
    teams: {service: {}}
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities:
      answer_faster:
        advances: [trust]
        team: service
    ```

    ## References

    Davies (2012): owned.
    """
    if not activity.team:
        yield Fault(
            ("activities", activity.id, "team"),
            f"The activity {activity.name} has no team.",
            "Add team: and the id of the team that does it.",
        )
