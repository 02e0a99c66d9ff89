"""KPI004."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI004", severity="warning")
def kpi_without_unit(kpi: Kpi) -> Iterator[Fault]:
    """A KPI has no unit.

    ## What it does

    Finds KPIs without a `unit`.

    ## Why it matters

    “12” may be percent, days or thousands of euros. Two teams that fill in different units produce
    a jump that never happened.

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
        unit: customers
    ```

    ## References

    ISO 22400-2: unit of measure; USAID PIRS: unit.
    """
    if not kpi.unit:
        stated = _stated(kpi)
        yield Fault(
            ("kpis", kpi.id, "unit"),
            f"The KPI {kpi.name} has no unit.",
            f"Add unit: {stated}, as its figures are written."
            if stated
            else "Add unit: such as percent, days, EUR or customers.",
        )


def _stated(kpi: Kpi) -> str | None:
    """Return the unit that the target or the baseline is written in, where it is."""
    for held in (kpi.target, kpi.baseline):
        if held is not None and held.value is not None:
            if held.value.kind in ("percent", "rank", "date"):
                return held.value.kind
            if held.value.unit:
                return held.value.unit
    return None
