"""KPI036."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.formula import Formula
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI036", severity="warning", confidence="medium", yields_to=("KPI034",))
def value_against_formula(theory: TheoryOfChange) -> Iterator[Fault]:
    """A measured value contradicts the values that its own formula is made of.

    ## What it does

    Computes each formula from the baselines and observations of its KPIs for one day, and finds
    those that the KPI's own value for that day cannot be, as KPI035 does for targets. A sum over
    segments runs over those that were observed; where its KPIs have not the same segments, or are
    divided in several ways and the formula does not say by which, nothing is said.

    ## Why it matters

    The figures were not counted as the formula says: over other customers, another period, or with
    other rules. A change of one of them explains nothing about the other.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, unit: EUR, formula: customers × value}
      customers: {measures: growth}
      value: {measures: growth, unit: EUR per customer}
    observations:
      - {kpi: revenue, date: 2026-03-31, value: 905000}
      - {kpi: customers, date: 2026-03-31, value: 9871}
      - {kpi: value, date: 2026-03-31, value: 99.5}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, unit: EUR, formula: customers × value}
      customers: {measures: growth}
      value: {measures: growth, unit: EUR per customer}
    observations:
      - {kpi: revenue, date: 2026-03-31, value: 982165}
      - {kpi: customers, date: 2026-03-31, value: 9871}
      - {kpi: value, date: 2026-03-31, value: 99.5}
    ```

    ## References

    Interval arithmetic (Moore 1966); DQA: validity.
    """
    if any(isinstance(each, Formula) for each in theory.formulas.values()):
        from theoryofchange.linter.contradictions import faults, measured

        yield from faults(
            theory,
            measured(theory),
            "Correct the figure, or the formula that joins it to the others.",
        )
