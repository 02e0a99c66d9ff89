"""ACT004."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.knots import closed_walks
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("ACT004", severity="error")
def dependency_cycle(theory: TheoryOfChange) -> Iterator[Fault]:
    """Activities wait for each other in a circle.

    ## What it does

    Finds entries of `after` that close a circle, with the other entries of it beside.

    ## Why it matters

    None of the activities in the circle can begin, so no schedule exists: not for them and not for
    anything after them.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities:
      clean_data: {advances: [trust], after: [connect_shops]}
      connect_shops: {advances: [trust], after: [clean_data]}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    activities:
      clean_data: {advances: [trust]}
      connect_shops: {advances: [trust], after: [clean_data]}
    ```

    ## References

    Precedence in a project network is a partial order (Kelley and Walker 1959).
    """
    after = _after(theory)
    for walk in closed_walks(after, reversed(after)):
        circle = " → ".join(theory.name(id) for id in (walk[0], *reversed(walk)))
        yield Fault(
            _route(theory, walk[-1], walk[0]),
            f"Activities wait for each other: {circle}.",
            "Remove the entry that need not wait, or split one of the activities.",
            related=tuple(
                (_route(theory, id, before), "an entry of the circle")
                for id, before in pairwise(walk)
            ),
        )


def _after(theory: TheoryOfChange) -> dict[str, list[str]]:
    """Return for each activity those it waits for, as far as they exist."""
    return {
        id: [before for before in map(theory.resolve, each.after) if before in theory.activities]
        for id, each in theory.activities.items()
    }


def _route(theory: TheoryOfChange, id: str, before: str) -> Route:
    named = [theory.resolve(other) for other in theory.activities[id].after]
    return ("activities", id, "after", named.index(before))
