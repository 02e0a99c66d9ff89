"""MAT001."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import also_named, shown
from theoryofchange.linter.ratings import Ratings
from theoryofchange.linter.rule import rule
from theoryofchange.linter.values import others
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("MAT001", severity="error")
def unknown_capability(ratings: Ratings) -> Iterator[Fault]:
    """A rating is of a capability that the maturity model lacks.

    ## What it does

    Finds ids in `ratings`, and below `targets` and `exclude` of the section `maturity`, that no
    capability of the theory’s maturity model has. One id is one finding.

    ## Why it matters

    Such a rating counts for nothing. Most often the id is misspelt, or the theory was meant to name
    a model of its own and does not.

    ## Example

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: goal_clarty, team: crm, rater: Ada, answer: 3, evidence: strategy page,
         date: 2026-01-15}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: goal_clarity, team: crm, rater: Ada, answer: 3, evidence: strategy page,
         date: 2026-01-15}
    ```

    ## References

    CMMI: an appraisal covers the practices of its model; `toc.load_model` lists them.
    """
    places: dict[str, list[Route]] = {}
    for route, id in ratings.named():
        if id not in ratings.capabilities:
            places.setdefault(id, []).append(route)
    for id, (first, *more) in places.items():
        near = ratings.meant.get(id)
        yield Fault(
            first,
            f"The maturity model {ratings.model.id} has no capability {shown(id)}.",
            f"Did you mean {near}?" if near else "Name a capability of the model.",
            id=id,
            related=others(more, also_named(len(more))),
        )
