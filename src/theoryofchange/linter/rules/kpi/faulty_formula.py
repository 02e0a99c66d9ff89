"""KPI032."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.formula import Faulty
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI032", severity="error")
def faulty_formula(theory: TheoryOfChange) -> Iterator[Fault]:
    """A formula over KPIs cannot be computed as it is written.

    ## What it does

    Finds formulas in which every word is the id of a KPI or a number, but which break the grammar:
    `+ − × ÷` (or `- * /`), brackets, percentages such as `5 %`, and `sum(… by segment)` or
    `sum(… by region)`. The message says at which character. A formula that names anything else is
    written for people, and is left alone.

    ## Why it matters

    A formula that reads like arithmetic and is none is computed by each reader in another way, and
    its targets cannot be held against it.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, formula: customers × (orders × basket}
      customers: {measures: growth}
      orders: {measures: growth}
      basket: {measures: growth}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, formula: customers × (orders × basket)}
      customers: {measures: growth}
      orders: {measures: growth}
      basket: {measures: growth}
    ```

    ## References

    ISO 22400-2: formula; USAID PIRS: method of calculation.
    """
    for id, formula in theory.formulas.items():
        if isinstance(formula, Faulty):
            yield Fault(
                ("kpis", id, "formula"),
                f"The formula of {theory.name(id)} cannot be computed: {formula.because}.",
                "Correct it, or describe in words what is computed.",
            )
