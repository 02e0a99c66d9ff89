"""GRF007."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.links import hurting_place, places, routes_of_links, told
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("GRF007", severity="warning", confidence="medium")
def ambiguous_sign(theory: TheoryOfChange) -> Iterator[Fault]:
    """A cause both helps and hurts one goal.

    ## What it does

    Finds the outcomes and activities at which paths of both signs to one goal part. What lies
    behind them is ambiguous as well and is not reported again.

    ## Why it matters

    Whether more of it is good for the goal hangs on which path is stronger. Without effects and
    lags on both, a rise of the cause supports any story about the goal.

    ## Example

    ```yaml
    goals:
      growth: {needs: {trust: {}, low_prices: {sign: "-"}}}
    outcomes:
      trust: {needs: [low_prices]}
      low_prices: {}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {needs: [trust]}
    outcomes:
      trust: {needs: [low_prices]}
      low_prices: {}
    ```

    ## References

    Signed path analysis: the sign of a path is the product of the signs of its links.
    """
    if not any(edge.link.direction == "-" for edge in theory.edges):
        return
    routes = routes_of_links(theory)
    for id, goal in _partings(theory).items():
        helping = theory.path_of_sign(id, goal, "+") or ()
        hurting = theory.path_of_sign(id, goal, "-") or ()
        place = hurting_place(theory, routes, hurting)
        if place is None:
            continue
        yield Fault(
            place,
            f"{theory.name(id)} both helps {theory.name(goal)} ({told(theory, helping)})"
            f" and hurts it ({told(theory, hurting)}).",
            "Say how much by effect: on both paths, or split the cause in two.",
            id=id,
            related=places(routes, helping, "on the path that helps")
            + places(routes, hurting, "on the path that hurts"),
        )


def _partings(theory: TheoryOfChange) -> dict[str, str]:
    """Return each node where paths of both signs part, and the first goal they lead to."""
    unclear = {
        id: [goal for goal, sign in theory.signs_of(id).items() if sign == "±"]
        for id in theory.nodes
    }
    found: dict[str, str] = {}
    for id, goals in unclear.items():
        behind = {goal for effect in theory.effects(id) for goal in unclear[effect]}
        goal = next((goal for goal in goals if goal not in behind), None)
        if goal is not None:
            found[id] = goal
    return found
