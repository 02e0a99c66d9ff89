"""LNK002."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.links import places, routes_of_links, told
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("LNK002", severity="warning")
def lag_past_due(goal: Goal, theory: TheoryOfChange) -> Iterator[Fault]:
    """No effect can arrive before a goal is due.

    ## What it does

    Finds goals whose due date comes before the shortest chain of lags that leads to them is
    through, counted from the day the theory is looked at (`as_of`). Chains begin at activities, or
    at the first causes where no activity leads there.

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
    if theory.as_of is None or goal.due is None:
        return
    lags = theory.shortest_lags(goal.id)
    starts = [id for id in lags if id in theory.activities]
    starts = starts or [id for id in lags if not theory.causes(id)]
    days_left = (goal.due - theory.as_of).days
    if not starts or min(lags[id] for id in starts) <= max(days_left, 0):
        return
    start = min(starts, key=lags.__getitem__)
    walk = _walk(start, goal.id, lags, theory)
    due = f"is due in {days_left} days" if days_left >= 0 else f"was due {-days_left} days ago"
    yield Fault(
        ("goals", goal.id, "due"),
        f"{goal.name} {due}, but the shortest way to it takes {lags[start]:.0f} days:"
        f" {told(theory, walk)}.",
        "Move the date, shorten a lag that is too cautious, or find a faster cause.",
        related=places(routes_of_links(theory), walk, "a link of the shortest way"),
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
