"""KPI024."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import shown
from theoryofchange.linter.figures import Figure
from theoryofchange.linter.rule import rule
from theoryofchange.measurement.possible import impossible
from theoryofchange.source.finding import Fault


@rule("KPI024", severity="error", confidence="medium")
def impossible_value(figure: Figure) -> Iterator[Fault]:
    """A value that can never be measured.

    ## What it does

    Finds shares outside 0 to 100 %, ranks that are not places, such as 17 of 16, scores beyond
    their scale, negative times and negative numbers of cases; in baselines, targets, milestones,
    observations and benchmarks; and costs and tolerances below zero. A percentage counts as a share
    only where the definition or the title calls it a share, percentage or proportion of something:
    growth may exceed 100 %.

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
    reason = impossible(figure.quantity, figure.kpi) or figure.below_least
    if reason:
        yield Fault(
            figure.route,
            f"{figure.what} is {shown(figure.quantity.text)}, but {reason}.",
            "Correct the figure, or the unit and definition that rule it out.",
        )
    if figure.n is not None and figure.n < 0:
        yield Fault(
            (*figure.route[:-1], "n"),
            f"A figure cannot rest on {figure.n} cases.",
            "Write how many cases were counted, or remove n.",
        )
