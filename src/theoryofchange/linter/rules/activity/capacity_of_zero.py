"""ACT006."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("ACT006", severity="warning")
def capacity_of_zero(theory: TheoryOfChange) -> Iterator[Fault]:
    """A team has no time for any work.

    ## What it does

    Finds teams whose `capacity` is nothing, such as `0 days/month`. A team without a capacity is
    not asked: its work is scheduled as if it were alone. A negative one is TOC004’s to report.

    ## Why it matters

    Work of such a team never begins, and neither does any that waits for it: no date can be told
    for them. It is mostly a figure that was to be filled in.

    ## Example

    ```yaml
    teams: {data: {capacity: 0 days/month}}
    goals: {growth: {}}
    activities: {clean_data: {advances: [growth], team: data}}
    ```

    ## Use instead

    ```yaml
    teams: {data: {capacity: 4 days/month}}
    goals: {growth: {}}
    activities: {clean_data: {advances: [growth], team: data}}
    ```

    ## References

    Resource-constrained scheduling (Kelley 1963): a resource that is never there admits no
    schedule.
    """
    works_for = [theory.resolve(each.team) for each in theory.activities.values() if each.team]
    for team in theory.teams.values():
        if team.capacity is None or team.capacity.days_per_month > 0:
            continue
        waiting = works_for.count(team.id)
        work = f"{waiting} {'activity' if waiting == 1 else 'activities'}"
        yield Fault(
            ("teams", team.id, "capacity"),
            f"The team {team.name} has a capacity of {team.capacity}"
            + (f", but {work} to do." if waiting else "."),
            "Write the days of work it can give, or leave capacity out until they are known.",
        )
