"""LNK002."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.arrival import late_arrival
from theoryofchange.linter.links import places, routes_of_links, told
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("LNK002", severity="warning", confidence="medium")
def lag_past_due(theory: TheoryOfChange) -> Iterator[Fault]:
    """No effect can arrive before a goal is due.

    ## What it does

    Finds goals to which no activity can get through in time: the day it may begin (`start`, or the
    day the theory is looked at, `as_of`, where that is later) and the shortest sum of lags from it
    lie beyond the due date, for every activity that leads to the goal. A lag that is not stated
    counts as none. Where no activity leads to the goal, chains are counted from the first causes.
    `toc run` judges each activity by the same sum under *align*. How long the work takes is counted
    by neither: that depends on teams and on what comes first, and is the roadmap’s to say. A goal
    whose date has passed is GRF009’s to report.

    ## Why it matters

    Everything may be done, and done well, and the goal is still missed: what works needs longer
    than there is. This is known today, and the date or the way can still be changed.

    ## Example

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {due: 2026-03-31, needs: {trust: {lag: 1 year}}}}
    outcomes: {trust: {}}
    ```

    ## Use instead

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {due: 2027-12-31, needs: {trust: {lag: 1 year}}}}
    outcomes: {trust: {}}
    ```

    ## References

    Dijkstra (1959) for the shortest chain; SMART: attainable and time-bound.
    """
    found = ((goal, late_arrival(goal, theory)) for goal in theory.goals.values())
    late = [(goal, arrival) for goal, arrival in found if arrival]
    routes = routes_of_links(theory) if late else {}
    for goal, arrival in late:
        walk = _walk(arrival.start, goal.id, theory.shortest_lags(goal.id), theory)
        start = theory.name(arrival.start)
        wait = f", {arrival.wait} of them until {start} begins" if arrival.wait else ""
        yield Fault(
            ("goals", goal.id, "due"),
            f"{goal.name} is due in {arrival.days_left} days, but the shortest way to it takes"
            f" {arrival.days:.0f} days{wait}: {told(theory, walk)}.",
            "Move the date, shorten a lag that is too cautious, or find a faster cause.",
            related=places(routes, walk, "a link of the shortest way"),
        )


def _walk(
    start: str, goal: str, lags: Mapping[str, float], theory: TheoryOfChange
) -> tuple[str, ...]:
    """Return the way from a start to a goal on which the lags add up to the least."""
    came_from = {start: ""}
    waiting = deque([start])
    while goal not in came_from:
        here = waiting.popleft()
        for id, link in theory.effects(here).items():
            rest = 0.0 if id == goal else lags.get(id, math.inf)
            if id not in came_from and link.lag_days + rest <= lags[here]:
                came_from[id] = here
                waiting.append(id)
    walk = [goal]
    while walk[-1] != start:
        walk.append(came_from[walk[-1]])
    return tuple(reversed(walk))
