"""STD001."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("STD001", severity="warning", profile="smart")
def smart_field_missing(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI leaves a letter of SMART unanswered.

    ## What it does

    Finds KPIs that do not answer one of the five letters, and names the fields: *specific* asks for
    `definition` and `formula`, *measurable* for `unit`, `source`, `cadence` and a baseline,
    *attainable* for an activity that reaches what is measured, *relevant* for a way to a goal,
    *time-bound* for a target with a date.

    It runs with `toc check --profile smart`, which shows the whole crosswalk after the findings. A
    confidential KPI need not state its figures.

    ## Why it matters

    SMART is what most boards ask a target to be. Said letter by letter, it is a list of fields that
    are there or not, and no longer a matter of taste.

    ## Example

    ```yaml
    goals: {growth: {title: More growth, needs: [trust]}}
    outcomes: {trust: {title: More trust}}
    activities: {survey: {advances: trust}}
    kpis:
      active_customers:
        measures: growth
    ```

    ## Use instead

    ```yaml
    goals: {growth: {title: More growth, needs: [trust]}}
    outcomes: {trust: {title: More trust}}
    activities: {survey: {advances: trust}}
    kpis:
      active_customers:
        measures: growth
        definition: Customers who ordered in the last twelve months
        formula: count(active)
        unit: customers
        source: crm
        cadence: monthly
        baseline: {value: 1200, date: 2025-12-31}
        target: {value: 1500, date: 2027-12-31}
    ```

    ## References

    Doran (1981), There's a S.M.A.R.T. way to write management's goals and objectives.
    """
    from theoryofchange.linter.standards import missing_fields

    yield from missing_fields("smart", theory)
