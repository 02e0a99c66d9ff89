"""KPI034."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.formula import Formula
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI034", severity="warning", confidence="medium")
def mixed_dimensions(theory: TheoryOfChange) -> Iterator[Fault]:
    """A formula does not come to the unit of its KPI.

    ## What it does

    Reads the units of the KPIs in a formula as dimensions (money by its currency, time, what is
    counted, mere shares) and finds formulas that come to another dimension than the declared unit:
    `EUR per order` times `customers` is not `EUR`. Also found are sums of different dimensions, and
    a percentage of one thing whose formula divides by another. Where a unit is missing, or does not
    tell what is counted (points, an index, a number), nothing is said; neither where both differ
    only in the period that is counted, as in `EUR` and `EUR per month`.

    ## Why it matters

    A wrong dimension is the cheapest sign that the formula, a unit or a definition is wrong: *per
    customer* and *per order* differ by a factor that nobody sees in the figures.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, unit: EUR, formula: customers × basket}
      customers: {measures: growth, unit: customers}
      basket: {measures: growth, unit: EUR per order}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, unit: EUR, formula: customers × frequency × basket}
      customers: {measures: growth, unit: customers}
      frequency: {measures: growth, unit: orders per customer}
      basket: {measures: growth, unit: EUR per order}
    ```

    ## References

    Dimensional analysis (Bridgman 1922); ISO 22400-2: unit of measure.
    """
    formulas = {id: each for id, each in theory.formulas.items() if isinstance(each, Formula)}
    if not formulas:
        return
    from theoryofchange.formula.dimension import mismatch  # units take 15 ms to be ready
    from theoryofchange.formula.unit import read_unit

    for id, formula in formulas.items():
        declared = read_unit(theory.kpis[id].unit)
        if declared is None:
            continue
        operands = [theory.kpis[each] for each in formula.operands]
        units = {kpi.id: read_unit(kpi.unit) for kpi in operands}
        found = mismatch(formula.tree, declared, units)
        if found is not None:
            yield Fault(
                ("kpis", id, "formula"),
                _MESSAGES[found.what].format(
                    name=theory.name(id), found=found.found, wanted=found.wanted
                ),
                "Correct the formula, or the unit of the KPI that does not fit it.",
                related=tuple(_unit(kpi) for kpi in (theory.kpis[id], *operands) if kpi.id != id),
            )


_MESSAGES = {
    "unit": "The formula of {name} comes to {found}, but its unit is {wanted}.",
    "terms": "The formula of {name} adds {found} and {wanted}.",
    "whole": "The formula of {name} is a share {found}, but its unit is a percentage {wanted}.",
}


def _unit(kpi: Kpi) -> tuple[tuple[str, str, str], str]:
    return ("kpis", kpi.id, "unit"), f"{kpi.name} is in {kpi.unit}"
