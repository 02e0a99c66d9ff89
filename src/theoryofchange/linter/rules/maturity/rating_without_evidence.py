"""MAT003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.ratings import Ratings
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("MAT003", severity="warning")
def rating_without_evidence(ratings: Ratings) -> Iterator[Fault]:
    """A rating rests on no evidence.

    ## What it does

    Finds ratings without `evidence`, the latest of each rater alone.

    ## Why it matters

    A level that nobody can be shown is a feeling, and the next rating cannot be compared with it.

    ## Example

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 3, date: 2026-01-15}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 3, evidence: review of May,
         date: 2026-01-15}
    ```

    ## References

    CMMI: an appraisal rests on objective evidence.
    """
    for rated in ratings.current():
        for route, rating in rated.ratings:
            if not (rating.evidence or "").strip():
                team = ratings.theory.name(rated.team)
                yield Fault(
                    (*route, "evidence"),
                    f"The rating of {rated.title} of {team} by {rating.rater} has no evidence.",
                    "Add evidence: and what an outsider could be shown.",
                    id=rated.capability,
                )
