"""KPI031."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI031", severity="info", profile="strict")
def target_without_reason(kpi: Kpi) -> Iterator[Fault]:
    """Nobody says why a target is this figure and no other.

    ## What it does

    Finds targets with a figure but without `because`. It belongs to the profile `strict`. A
    confidential KPI need not say it.

    ## Why it matters

    A target that was taken from the air is given up at the first headwind. With its reason, it can
    be corrected when the reason falls.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis: {orders: {measures: growth, target: {value: 900, date: 2027-12-31}}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      orders:
        measures: growth
        target: {value: 900, date: 2027-12-31, because: the best year had 870}
    ```

    ## References

    USAID PIRS: rationale for targets; SMART: attainable.
    """
    target = kpi.target
    stated = target is not None and target.value is not None and target.value.readable
    if target is not None and stated and not target.because and not kpi.confidential:
        yield Fault(
            ("kpis", kpi.id, "target", "because"),
            f"Nobody says why {kpi.name} is to be {target.value} and no other figure.",
            "Add because: and what the figure was taken from.",
        )
