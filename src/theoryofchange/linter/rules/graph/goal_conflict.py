"""GRF006."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.links import hurting_place, places, routes_of_links, told
from theoryofchange.linter.rule import rule
from theoryofchange.record import record
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("GRF006", severity="warning", confidence="medium")
def goal_conflict(theory: TheoryOfChange) -> Iterator[Fault]:
    """An activity helps one goal and hurts another.

    ## What it does

    Finds activities all of whose paths to one goal help it and all of whose paths to another goal
    hurt it. One finding for each link that hurts, with both paths; activities that share the
    conflict are counted.

    ## Why it matters

    Two teams can each be right and undo one another’s work. The conflict may be worth it, but that
    is a decision for those who own both goals, not an accident found out at the end of the year.

    ## Example

    ```yaml
    goals:
      growth: {needs: [low_prices]}
      margin: {needs: {low_prices: {sign: "-"}}}
    outcomes: {low_prices: {}}
    activities: {cut_prices: {advances: [low_prices]}}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {needs: [low_prices]}
      margin: {needs: [low_costs]}
    outcomes: {low_prices: {}, low_costs: {}}
    activities:
      cut_prices: {advances: [low_prices]}
      cut_waste: {advances: [low_costs]}
    ```

    ## References

    Merkle, Customer Experience Imperatives: align; Davies (2012): plausible and complete.
    """
    if not any(edge.link.direction == "-" for edge in theory.edges):
        return
    routes = routes_of_links(theory)
    conflicts: dict[Route, list[Conflict]] = {}
    for conflict in _conflicts(theory):
        place = hurting_place(theory, routes, conflict.hurting)
        if place:
            conflicts.setdefault(place, []).append(conflict)
    for route, found in conflicts.items():
        first = found[0]
        others = f" {len(found) - 1} more activities do so too." if len(found) > 2 else ""
        others = f" So does {theory.name(found[1].activity)}." if len(found) == 2 else others
        yield Fault(
            route,
            f"{theory.name(first.activity)} helps {theory.name(first.helping[-1])}"
            f" ({told(theory, first.helping)}) and hurts {theory.name(first.hurting[-1])}"
            f" ({told(theory, first.hurting)}).{others}",
            "Agree between the owners of both goals which one gives way, or change the activity.",
            id=first.activity,
            related=places(routes, first.helping, "on the path that helps")
            + places(routes, first.hurting, "on the path that hurts"),
        )


@record
class Conflict:
    """An activity, and a path on which it helps a goal and one on which it hurts another."""

    activity: str
    helping: tuple[str, ...]
    hurting: tuple[str, ...]


def _conflicts(theory: TheoryOfChange) -> Iterator[Conflict]:
    for activity in theory.activities:
        goals: dict[str, str] = {}
        for goal, sign in theory.signs_of(activity).items():
            goals.setdefault(sign, goal)
        if "+" in goals and "-" in goals:
            helping = theory.path_of_sign(activity, goals["+"], "+")
            hurting = theory.path_of_sign(activity, goals["-"], "-")
            if helping and hurting:
                yield Conflict(activity, helping, hurting)
