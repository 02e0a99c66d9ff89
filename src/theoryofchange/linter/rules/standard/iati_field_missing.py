"""STD004."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("STD004", severity="warning", profile="iati")
def iati_field_missing(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI lacks a field that an indicator published by IATI has.

    ## What it does

    Finds KPIs that name no result, or one without a title, and those without a title, unit,
    baseline with its date, or target with its date. A measured value may be there; aggregation
    status, references and places have no key here and are not missed.

    It runs with `toc check --profile iati`, which shows the whole crosswalk after the findings. A
    confidential KPI need not state its figures.

    ## Why it matters

    Results are published so that others can compare them. Without a measure, a baseline and a
    period, nobody can.

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
        title: Active customers
        measures: growth
        unit: customers
        baseline: {value: 1200, date: 2025-12-31}
        target: {value: 1500, date: 2027-12-31}
    ```

    ## References

    IATI activity standard 2.03: result, indicator, baseline, period, target and actual.
    """
    from theoryofchange.linter.standards import missing_fields

    yield from missing_fields("iati", theory)
