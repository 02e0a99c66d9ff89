"""STD002."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("STD002", severity="warning", profile="iso22400")
def iso22400_field_missing(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI lacks a field of the description that ISO 22400-2 asks for.

    ## What it does

    Finds KPIs without a name, description, formula, unit, trend, timing or audience, without
    anything that leads to what they measure, or on no way to a goal. Scope, time range and
    production methodology have no key here and are not missed; the criteria of ISO 22400-1 stand in
    the crosswalk alone, but for *aligned*.

    It runs with `toc check --profile iso22400`, which shows the whole crosswalk after the findings.
    A confidential KPI need not state its figures.

    ## Why it matters

    Who exchanges KPIs between plants or systems by this standard has to fill these fields in. A
    field that is missing is asked for again in every exchange.

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
        direction: increase
        cadence: monthly
        audience: board
    ```

    ## References

    ISO 22400-2: description of a KPI; ISO 22400-1: criteria; MESA KPI-ML.
    """
    from theoryofchange.linter.standards import missing_fields

    yield from missing_fields("iso22400", theory)
