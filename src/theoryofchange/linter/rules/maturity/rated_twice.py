"""MAT006."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from theoryofchange.linter.ratings import Ratings
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("MAT006", severity="error")
def rated_twice(ratings: Ratings) -> Iterator[Fault]:
    """One rater rates the same twice on one day.

    ## What it does

    Finds ratings of one capability and team by one rater that have the same date.

    ## Why it matters

    Where the answers differ, none of them is known to hold and none counts. A new answer on a later
    day replaces the one before, which is then shown as the previous.

    ## Example

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 2, evidence: minutes, date: 2026-01-15}
      - {capability: candour, team: crm, rater: Ada, answer: 3, evidence: minutes, date: 2026-01-15}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 2, evidence: minutes, date: 2025-01-15}
      - {capability: candour, team: crm, rater: Ada, answer: 3, evidence: minutes, date: 2026-01-15}
    ```

    ## References

    DQA: reliability and integrity.
    """
    same: dict[tuple[str, str, str, dt.date], list[int]] = {}
    theory = ratings.theory
    for index, rating in enumerate(theory.ratings):
        capability = ratings.meant.get(rating.capability, rating.capability)
        of = (capability, theory.resolve(rating.team), rating.rater, rating.date)
        same.setdefault(of, []).append(index)
    for (id, team, rater, day), (first, *more) in same.items():
        if more:
            levels = {ratings.model.level_number(theory.ratings[i].answer) for i in (first, *more)}
            number = len(more) + 1
            used = "one of the answers counts" if len(levels) == 1 else "no answer counts"
            yield Fault(
                ("ratings", more[0], "answer"),
                f"{rater} rates {id} of {theory.name(team)} {number} times on {day}: {used}.",
                "Keep the answer that holds, or give a later one its own date.",
                id=id,
                related=((("ratings", first, "answer"), "first rated here"),),
            )
