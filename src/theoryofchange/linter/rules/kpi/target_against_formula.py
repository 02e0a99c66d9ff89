"""KPI035."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.formula import Formula
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI035", severity="error", confidence="medium", yields_to=("KPI034",))
def target_against_formula(theory: TheoryOfChange) -> Iterator[Fault]:
    """A target contradicts the targets that its own formula is made of.

    ## What it does

    Computes each formula from the targets and milestones of its KPIs for one day, and finds those
    that the KPI's own target or milestone for that day cannot be. Every figure stands for all that
    it may be rounded from (80 % for 79.5 to 80.5; round thousands to three digits), widened by the
    KPI's `tolerance`; a bound such as ≥ 80 is open on its side. Percentages may be meant as 80 or
    as .8, and units may be converted or not: only what fits in no reading is found.

    ## Why it matters

    Both targets cannot be met. Whoever meets the one misses the other, and nobody learns which of
    them was meant.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue:
        measures: growth
        unit: EUR
        formula: customers × value
        target: {value: 1500000, date: 2027-12-31}
      customers: {measures: growth, target: {value: 12000, date: 2027-12-31}}
      value: {measures: growth, unit: EUR per customer, target: {value: 110, date: 2027-12-31}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue:
        measures: growth
        unit: EUR
        formula: customers × value
        target: {value: 1320000, date: 2027-12-31}
      customers: {measures: growth, target: {value: 12000, date: 2027-12-31}}
      value: {measures: growth, unit: EUR per customer, target: {value: 110, date: 2027-12-31}}
    ```

    ## References

    Interval arithmetic (Moore 1966); USAID PIRS: targets and their rationale.
    """
    if any(isinstance(each, Formula) for each in theory.formulas.values()):
        from theoryofchange.linter.contradictions import faults, planned

        yield from faults(
            theory, planned(theory), "Correct one of the figures, or the formula that joins them."
        )
