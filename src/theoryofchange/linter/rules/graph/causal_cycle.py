"""GRF001."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.knots import circles
from theoryofchange.linter.links import places, routes_of_links, told
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF001", severity="error")
def causal_cycle(theory: TheoryOfChange) -> Iterator[Fault]:
    """Causes form a cycle.

    ## What it does

    Finds needs that lead back to where they came from, one finding for each need that closes a
    cycle, with the first other links of it beside. A knot that more than eight needs close is told
    once, by one cycle and by its size.

    ## Why it matters

    Where trust needs service and service needs trust, nothing is the first step: no order of work,
    no chain of lags and no forecast exists. A true feedback loop takes time; name its parts by
    time, as this year’s and next year’s.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes:
      trust: {needs: [service]}
      service: {needs: [trust]}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes:
      trust: {needs: [service]}
      service: {}
    ```

    ## References

    Tarjan (1972), depth-first search; Davies (2012): a theory of change is understandable step by
    step.
    """
    needs = {id: list(theory.needs(id)) for id in theory.nodes if id not in theory.activities}
    found = list(circles(needs, _nearest_first(theory, needs)))
    routes = routes_of_links(theory) if found else {}
    for circle in found:
        walk = circle.walk
        around = (walk[0], *reversed(walk))
        rest = circle.rest("goals and outcomes", "links")
        yield Fault(
            routes[walk[0], walk[-1]],
            f"Causes form a cycle: {told(theory, around)}.{rest}",
            "Remove the link that does not hold, or split one of them by time.",
            related=places(routes, around[1:], "a link of the cycle"),
        )


def _nearest_first(theory: TheoryOfChange, needs: Mapping[str, list[str]]) -> list[str]:
    """Return goals and outcomes by their steps from a goal, those that lead to none last."""
    order = dict.fromkeys(theory.goals)
    waiting = deque(order)
    while waiting:
        for id in needs.get(waiting.popleft(), ()):
            if id not in order:
                order[id] = None
                waiting.append(id)
    return [id for id in (*order, *needs) if id in needs]
