"""KPI028."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from theoryofchange.formula import Formula
from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.identity import names_in_formula
from theoryofchange.kpi import Kpi
from theoryofchange.linter.knots import circles
from theoryofchange.linter.links import SHOWN, told
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI028", severity="warning", confidence="medium")
def circular_formula(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI is computed from itself.

    ## What it does

    Finds a `formula` that names its own KPI, and formulas that name each other in a circle. The id
    of a KPI as a whole word in a formula stands for that KPI, whatever was meant by it; the id
    before a single equals sign at the start, as in `margin = profit / revenue`, does not. A knot
    that more than eight names close is told once, by one circle and by its size.

    ## Why it matters

    No value comes out of a circle. Where a column of a table is called like the KPI, as in
    `count(orders)` for the KPI orders, a reader cannot tell which of the two is meant.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      sales: {measures: growth, formula: visits * basket}
      visits: {measures: growth, formula: sales / basket}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      sales: {measures: growth, formula: visits * basket}
      visits: {measures: growth, formula: people_counted_at_the_door}
    ```

    ## References

    Identity edges make a directed acyclic graph, or no order of computing exists (Kahn 1962).
    """
    named = {kpi.id: _named_by(kpi, theory) for kpi in theory.kpis.values()}
    naming = {id: [each for each in names if named[each]] for id, names in named.items() if names}
    for circle in circles(naming, naming):
        walk, rest = circle.walk, circle.rest("KPIs", "names")
        yield Fault(
            ("kpis", walk[-1], "formula"),
            f"The formula of {theory.name(walk[0])} names the KPI itself.{rest}"
            if len(walk) == 1
            else f"KPIs are computed from each other: {told(theory, (*walk, walk[0]))}.{rest}",
            "Write each formula over what is counted, or give one of the KPIs another id.",
            related=tuple(
                (("kpis", id, "formula"), f"names {other}")
                for id, other in islice(pairwise(walk), SHOWN)
            ),
        )


def _named_by(kpi: Kpi, theory: TheoryOfChange) -> list[str]:
    read = theory.formulas.get(kpi.id)
    if isinstance(read, Formula):
        return list(read.operands)
    formula = kpi.formula or ""
    head, sign, rest = formula.partition("=")
    is_its_name = head.strip() == kpi.id and sign and not rest.startswith("=")
    return list(dict.fromkeys(names_in_formula(rest if is_its_name else formula, theory.kpis)))
