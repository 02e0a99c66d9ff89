"""ACT004."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.knots import circles
from theoryofchange.linter.links import SHOWN, told
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("ACT004", severity="error")
def dependency_cycle(theory: TheoryOfChange) -> Iterator[Fault]:
    """Activities wait for each other in a circle.

    ## What it does

    Finds entries of `after` that close a circle, with the first other entries of it beside. A knot
    that more than eight entries close is told once, by one circle and by its size.

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
    for circle in circles(after, reversed(after)):
        walk = circle.walk
        around = told(theory, (walk[0], *reversed(walk)))
        rest = circle.rest("activities", "entries of `after`")
        yield Fault(
            _route(theory, walk[-1], walk[0]),
            f"Activities wait for each other: {around}.{rest}",
            "Remove the entry that need not wait, or split one of the activities.",
            related=tuple(
                (_route(theory, id, before), "an entry of the circle")
                for id, before in islice(pairwise(walk), SHOWN)
            ),
        )


def _after(theory: TheoryOfChange) -> dict[str, list[str]]:
    """Return for each activity those it waits for, as far as they exist."""
    known = theory.activities
    return {
        id: [each for each in dict.fromkeys(map(theory.resolve, activity.after)) if each in known]
        for id, activity in known.items()
    }


def _route(theory: TheoryOfChange, id: str, before: str) -> Route:
    named = [theory.resolve(other) for other in theory.activities[id].after]
    return ("activities", id, "after", named.index(before))
