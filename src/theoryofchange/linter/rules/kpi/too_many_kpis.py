"""KPI020."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import MOST_BESIDE
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI020", severity="info", confidence="low")
def too_many_kpis(theory: TheoryOfChange, *, most: int = MOST_BESIDE) -> Iterator[Fault]:
    """More KPIs measure one thing than anybody can follow.

    ## What it does

    Finds goals and outcomes that more than `most` KPIs measure, five where nothing else is set. It
    is the criterion *few* by which `toc run` qualifies a metric as a KPI.

    ## Why it matters

    Among many figures one is always up. The more there are, the less each of them decides, and the
    more the measuring costs.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth}
      orders: {measures: growth}
      visits: {measures: growth}
      basket: {measures: growth}
      repeat_orders: {measures: growth}
      first_orders: {measures: growth}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [loyalty]}}
    outcomes: {loyalty: {}}
    kpis:
      revenue: {measures: growth}
      orders: {measures: growth}
      basket: {measures: growth}
      repeat_orders: {measures: loyalty}
    ```

    ## References

    Parmenter: few key performance indicators; five is a rule of thumb, not a finding.
    """
    for section in ("goals", "outcomes"):
        for id in getattr(theory, section):
            kpis = theory.kpis_of(id)
            if len(kpis) > most:
                yield Fault(
                    (section, id),
                    f"{len(kpis)} KPIs measure {theory.name(id)}, more than {most}.",
                    "Keep those that a decision hangs on, and let the others measure what leads"
                    " there.",
                )
