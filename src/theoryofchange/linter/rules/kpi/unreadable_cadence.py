"""KPI025."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import shown
from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.quantity.cadence import CADENCE_DAYS, cadence_days
from theoryofchange.source.finding import Fault, Fix, Replace
from theoryofchange.source.suggest import closest


@rule("KPI025", severity="warning")
def unreadable_cadence(kpi: Kpi) -> Iterator[Fault]:
    """It cannot be told how often a KPI is measured.

    ## What it does

    Finds a `cadence` that is no word for a rhythm, such as weekly or quarterly, and no length of
    time, such as every 2 weeks; and one of no length, such as every 0 days.

    ## Why it matters

    From the cadence follows whether a figure is fresh when a decision needs it, and whether one is
    missing or not due yet. A word that is not known says as little as none.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth, cadence: wekly}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth, cadence: weekly}
    ```

    ## References

    USAID PIRS: frequency; ISO 22400-2: timing.
    """
    if not kpi.cadence or cadence_days(kpi.cadence) is not None:
        return
    tip = "Write a word such as weekly or quarterly, or a time such as every 2 weeks."
    place = ("kpis", kpi.id, "cadence")
    near = closest(kpi.cadence.casefold(), CADENCE_DAYS)
    yield Fault(
        place,
        f"How often {kpi.name} is measured cannot be told from {shown(kpi.cadence)}.",
        f"Did you mean {near}?" if near else tip,
        fix=Fix(f"Write {near}", (Replace(place, near),), "unsafe") if near else None,
    )
