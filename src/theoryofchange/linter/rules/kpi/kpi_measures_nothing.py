"""KPI011."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.gaps import meant_by_words
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI011", severity="warning")
def kpi_measures_nothing(theory: TheoryOfChange) -> Iterator[Fault]:
    """A KPI measures no goal or outcome.

    ## What it does

    Finds KPIs without `measures`. Where what it measures leads to no goal, GRF003 says so, once.

    ## Why it matters

    A figure on no way to a goal can rise for years while every goal fails. It may be useful, but it
    is not a key one.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      page_views: {title: Page views}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      page_views: {title: Page views, measures: growth}
    ```

    ## References

    USAID PIRS: result measured; ISO 22400-1: aligned.
    """
    bare = [kpi for kpi in theory.kpis.values() if kpi.measures is None]
    unmeasured = [id for id in (*theory.goals, *theory.outcomes) if not theory.kpis_of(id)]
    meant = meant_by_words(theory, [kpi.id for kpi in bare], unmeasured) if bare else {}
    for kpi in bare:
        yield Fault(
            ("kpis", kpi.id, "measures"),
            f"The KPI {kpi.name} measures no goal or outcome.",
            f"Add measures: {meant[kpi.id]}, which no KPI measures."
            if kpi.id in meant
            else "Add measures: and the id of the goal or outcome it would show.",
        )
