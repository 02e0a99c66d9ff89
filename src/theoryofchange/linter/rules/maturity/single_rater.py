"""MAT002."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.ratings import Ratings
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("MAT002", severity="info", confidence="low")
def single_rater(ratings: Ratings, *, fewest: int = 2) -> Iterator[Fault]:
    """A capability of a team is rated by too few people.

    ## What it does

    Finds capabilities that fewer than two people have rated for a team. Several ratings of one
    person count once.

    ## Why it matters

    One answer is an opinion, and nothing shows whether others share it. Two that differ start the
    talk that a rating is for.

    ## Example

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 3, evidence: review of May,
         date: 2026-01-15}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 3, evidence: review of May,
         date: 2026-01-15}
      - {capability: candour, team: crm, rater: Ben, answer: 2, evidence: two figures held back,
         date: 2026-01-15}
    ```

    ## References

    Krippendorff (2011): agreement takes at least two who judge the same.
    """
    for rated in ratings.current():
        if ratings.lost.isdisjoint({rated.team, None}) and len(rated.raters) < fewest:
            raters = " and ".join(rated.raters)
            (route, _), *_ = rated.ratings
            yield Fault(
                (*route, "rater"),
                f"{rated.title} of {ratings.theory.name(rated.team)} is rated by {raters} alone.",
                f"Let {fewest} or more people rate it, each before seeing the others’ answers.",
                id=rated.capability,
            )
