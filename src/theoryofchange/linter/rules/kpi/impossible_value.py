"""KPI024."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import shown
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.figures import figures, impossible
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("KPI024", severity="error")
def impossible_value(theory: TheoryOfChange) -> Iterator[Fault]:
    """A value that can never be measured.

    ## What it does

    Finds shares outside 0 to 100 %, ranks that are not places, such as 17 of 16, scores beyond
    their scale, negative times and negative numbers of cases; in baselines, targets, milestones,
    observations and benchmarks. A percentage counts as a share only where the definition or the
    title calls it a share, percentage or proportion of something: growth may exceed 100 %.

    ## Why it matters

    A target that cannot be reached is missed for certain, and an observation that cannot be true
    poisons every average. It is usually a slip of the finger or a changed unit.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        definition: Share of last year’s customers who ordered again
        unit: percent
        target: {value: 120, date: 2027-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        definition: Share of last year’s customers who ordered again
        unit: percent
        target: {value: 82, date: 2027-12-31}
    ```

    ## References

    ISO 22400-2: range, lower and upper; DQA: validity.
    """
    for figure in figures(theory):
        reason = impossible(figure.quantity, figure.kpi)
        if reason:
            yield Fault(
                figure.route,
                f"{figure.what} is {shown(figure.quantity.text)}, but {reason}.",
                "Correct the figure, or the unit and definition that rule it out.",
            )
    for route, n in _cases(theory):
        if n < 0:
            yield Fault(
                route,
                f"A figure cannot rest on {n} cases.",
                "Write how many cases were counted, or remove n.",
            )


def _cases(theory: TheoryOfChange) -> Iterator[tuple[Route, int]]:
    """Yield each number of cases that a figure rests on, with its place."""
    for id, kpi in theory.kpis.items():
        if kpi.baseline and kpi.baseline.n is not None:
            yield ("kpis", id, "baseline", "n"), kpi.baseline.n
        for index, milestone in enumerate(kpi.milestones):
            if milestone.n is not None:
                yield ("kpis", id, "milestones", index, "n"), milestone.n
    for section in ("observations", "benchmarks"):
        for index, row in enumerate(getattr(theory, section)):
            if row.n is not None:
                yield (section, index, "n"), row.n
