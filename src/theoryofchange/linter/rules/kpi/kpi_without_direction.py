"""KPI007."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.figures import change_between
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Add, Fault, Fix


@rule("KPI007", severity="warning")
def kpi_without_direction(kpi: Kpi) -> Iterator[Fault]:
    """It is not known which way is good.

    ## What it does

    Finds KPIs without a `direction`.

    ## Why it matters

    Whether a rise is good news must be settled before the figure moves. Afterwards every movement
    finds somebody who calls it a success.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
    ```

    ## References

    ISO 22400-2: trend; IATI 2.03: ascending.
    """
    if kpi.direction is None:
        bound = kpi.target.value if kpi.target else None
        asked = bound.direction if bound else None
        meant = asked or _towards_target(kpi)
        yield Fault(
            ("kpis", kpi.id, "direction"),
            f"The KPI {kpi.name} does not say which way is good.",
            f"Add direction: {asked}, as its target asks for."
            if asked
            else "Add direction: increase, decrease, maintain or range.",
            fix=_fix(kpi, meant) if meant else None,
        )


def _towards_target(kpi: Kpi) -> str | None:
    """Return the way from the baseline to the target."""
    start = kpi.baseline.value if kpi.baseline else None
    end = kpi.target.value if kpi.target else None
    change = change_between(start, end, kpi.unit) if start and end else None
    return ("increase" if change > 0 else "decrease") if change else None


def _fix(kpi: Kpi, direction: str) -> Fix:
    beside = ("unit", "formula", "definition", "measures", "title")
    change = Add(("kpis", kpi.id), "direction", direction, beside)
    return Fix(f"Add direction: {direction}", (change,), "unsafe")
