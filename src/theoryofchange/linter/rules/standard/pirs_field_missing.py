"""STD003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("STD003", severity="warning", profile="pirs")
def pirs_field_missing(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI lacks a field of the indicator reference sheet that USAID asks for.

    ## What it does

    Finds KPIs without a title, result, definition, unit, formula, data source, responsible party,
    frequency, baseline with its year, or target with its year and rationale. Known limitations,
    disaggregation, targets by year and a version may be there; the method of collection and the
    dates of quality assessments have no key here and are not missed.

    It runs with `toc check --profile pirs`, which shows the whole crosswalk after the findings. A
    confidential KPI need not state its figures.

    ## Why it matters

    A reference sheet lets somebody else measure the same thing the same way years later. A donor
    returns a sheet with an empty field.

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
        definition: Customers who ordered in the last twelve months
        formula: count(active)
        unit: customers
        source: crm
        owner: crm_lead
        cadence: monthly
        baseline: {value: 1200, date: 2025-12-31}
        target: {value: 1500, date: 2027-12-31, because: The best year had 1480}
    ```

    ## References

    USAID, ADS 201: Performance Indicator Reference Sheet.
    """
    from theoryofchange.linter.standards import missing_fields

    yield from missing_fields("pirs", theory)
