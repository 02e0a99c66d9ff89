"""TOC008."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import shown
from theoryofchange.linter.figures import Figure
from theoryofchange.linter.percentages import percentage_fix
from theoryofchange.linter.rule import rule
from theoryofchange.measurement.possible import impossible
from theoryofchange.source.finding import Fault


@rule("TOC008", severity="warning")
def unreadable_quantity(figure: Figure) -> Iterator[Fault]:
    """A figure cannot be read as one.

    ## What it does

    Finds baselines, targets, milestones, tolerances, costs, observations and benchmarks from which
    no number can be told: prose, or a promise such as “TBD” anywhere but in a target, which KPI021
    looks for.

    ## Why it matters

    What cannot be read is kept as it was written, and takes no part in any computation: progress,
    rank and status stay unknown.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        baseline: {value: rather few, date: 2025-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        baseline: {value: 9800, date: 2025-12-31}
    ```

    ## References

    ISO 22400-1: a KPI is quantifiable; DQA: precision.
    """
    quantity = figure.quantity
    if quantity.readable or (figure.kpi and figure.kpi.confidential):
        return
    if quantity.placeholder:
        if figure.route[2:] != ("target", "value"):
            yield Fault(
                figure.route,
                f"{figure.what} only promises a figure: {shown(quantity.text)}.",
                "Write the figure, or remove the field until there is one.",
            )
    elif not impossible(quantity, figure.kpi):
        yield Fault(
            figure.route,
            f"{figure.what} cannot be read as a figure: {shown(quantity.text)}.",
            "Write one number with its unit, such as 80 %, at most 3 days or 14 of 16.",
            fix=percentage_fix(figure.route, quantity.text),
        )
