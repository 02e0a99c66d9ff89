"""MAT004."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.ratings import Ratings
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("MAT004", severity="info", confidence="medium")
def raters_disagree(ratings: Ratings, *, apart: int = 3) -> Iterator[Fault]:
    """Raters of one team are far apart.

    ## What it does

    Finds capabilities for which the latest answers of two raters of a team lie three levels or more
    apart, which is more than half of the scale.

    ## Why it matters

    Their mean describes neither. They see different things, or read the levels differently; which
    of the two is worth more than the number.

    ## Example

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 4, evidence: review of May,
         date: 2026-01-15}
      - {capability: candour, team: crm, rater: Ben, answer: 1, evidence: two figures held back,
         date: 2026-01-15}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 3, evidence: review of May,
         date: 2026-01-15}
      - {capability: candour, team: crm, rater: Ben, answer: 2, evidence: one figure held back,
         date: 2026-01-15}
    ```

    ## References

    Krippendorff (2011), α: answers that differ more count for more disagreement.
    """
    for rated in ratings.current():
        levels = [
            (level, route, rating.rater)
            for route, rating in rated.ratings
            if (level := ratings.model.level_number(rating.answer)) is not None
        ]
        if not levels:
            continue
        low, high = min(levels, key=_level), max(levels, key=_level)
        if high[0] - low[0] >= apart:
            yield Fault(
                (*low[1], "answer"),
                f"{rated.title} of {ratings.theory.name(rated.team)} is at level {low[0]} for "
                f"{low[2]} and at level {high[0]} for {high[2]}.",
                "Let them compare their evidence, and rate again.",
                id=rated.capability,
                related=(((*high[1], "answer"), "the other answer"),),
            )


def _level(answer: tuple[int, Route, str]) -> int:
    return answer[0]
