"""MAT005."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import shown
from theoryofchange.linter.ratings import Ratings
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route
from theoryofchange.source.suggest import did_you_mean


@rule("MAT005", severity="error")
def impossible_answer(ratings: Ratings) -> Iterator[Fault]:
    """An answer is no level of the maturity model.

    ## What it does

    Finds an `answer` or `target` of a rating, and `targets` of the section `maturity`, that are
    neither the number nor the name of a level.

    ## Why it matters

    Such an answer counts for nothing. Often it was given on another scale, and then the answers
    that happen to fit are wrong too.

    ## Example

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 7, evidence: review of May,
         date: 2026-01-15}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    teams: {crm: {}}
    ratings:
      - {capability: candour, team: crm, rater: Ada, answer: 4, evidence: review of May,
         date: 2026-01-15}
    ```

    ## References

    CMMI: levels are steps of one scale, each with its own criteria.
    """
    model = ratings.model
    names = [level.name for level in model.levels]
    steps = ", ".join(f"{level.level} {level.name}" for level in model.levels)
    for route, id, answer in _answers(ratings):
        if answer and model.level_number(answer) is None:
            yield Fault(
                route,
                f"The maturity model {model.id} has no level {shown(answer)}.",
                did_you_mean(answer, names, f"The levels are {steps}."),
                id=id,
            )


def _answers(ratings: Ratings) -> Iterator[tuple[Route, str, str | None]]:
    """Yield every level that is named, with its place and its capability."""
    for index, rating in enumerate(ratings.theory.ratings):
        yield ("ratings", index, "answer"), rating.capability, rating.answer
        yield ("ratings", index, "target"), rating.capability, rating.target
    for id, target in ratings.settings.targets.items():
        yield ("maturity", "targets", id), id, target
