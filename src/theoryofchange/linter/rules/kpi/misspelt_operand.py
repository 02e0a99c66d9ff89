"""KPI033."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.formula import Formula, Prose, read_formula
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault
from theoryofchange.source.suggest import closest


@rule("KPI033", severity="warning", confidence="low")
def misspelt_operand(theory: TheoryOfChange) -> Iterator[Fault]:
    """A formula names what is almost the id of a KPI.

    ## What it does

    Finds formulas that would be arithmetic over KPIs if one word were the id of a KPI that it
    resembles. At least one other word must be a KPI: a formula over columns of a table is left
    alone.

    ## Why it matters

    With one misspelt id the whole formula counts as prose: it is not computed, its targets are not
    held against it, and no change is traced through it.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, formula: custmers × basket}
      customers: {measures: growth}
      basket: {measures: growth}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, formula: customers × basket}
      customers: {measures: growth}
      basket: {measures: growth}
    ```

    ## References

    ISO 22400-2: KPIs used.
    """
    for id, formula in theory.formulas.items():
        if not isinstance(formula, Prose) or len(formula.unknown) != 1:
            continue
        (word,) = formula.unknown
        if not any(other != id for other in theory.identities[id]):
            continue
        meant = closest(word, theory.kpis, cutoff=_ALIKE)
        if meant and isinstance(read_formula(formula.text, {*theory.kpis, word}, id), Formula):
            yield Fault(
                ("kpis", id, "formula"),
                f"The formula of {theory.name(id)} names {word}, and no KPI is called that.",
                f"Did you mean {meant}?",
            )


_ALIKE = 0.85
"""How alike a word and an id must be; a mere likeness is common among columns and KPIs."""
