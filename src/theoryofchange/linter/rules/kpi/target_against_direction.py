"""KPI012."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.figures import change_between
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI012", severity="error", yields_to=("DAT009", "KPI037"))
def target_against_direction(kpi: Kpi) -> Iterator[Fault]:
    """A target asks for the way that is bad.

    ## What it does

    Finds targets below the baseline of a KPI that should increase, above it where it should
    decrease, and bounds that ask for the other way, such as “at most 5 %” where more is better.
    Figures that cannot be put on one scale are not compared; where DAT009 takes one of the two for
    a fraction of 1, or KPI037 the target for a change, that is said instead.

    ## Why it matters

    One of three is wrong: the direction, the target or the baseline. Until it is known which,
    reaching the target and improving are two different things, and progress is shown with the wrong
    sign.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
        baseline: {value: 9800, date: 2025-12-31}
        target: {value: 9000, date: 2027-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
        baseline: {value: 9800, date: 2025-12-31}
        target: {value: 12000, date: 2027-12-31}
    ```

    ## References

    ISO 22400-2: trend; IATI 2.03: ascending.
    """
    if kpi.direction not in ("increase", "decrease") or kpi.target is None:
        return
    target = kpi.target.value
    if target is None or target.value is None:
        return
    where = ("kpis", kpi.id, "target", "value")
    if target.direction not in (None, kpi.direction):
        yield Fault(
            where,
            f"{kpi.name} is to {kpi.direction}, but its target, {target}, asks for the other way.",
            f"Write direction: {target.direction}, or turn the bound of the target round.",
        )
        return
    baseline = kpi.baseline.value if kpi.baseline else None
    change = change_between(baseline, target, kpi.unit)
    if change and (change > 0) != (kpi.direction == "increase"):
        side = "above" if change > 0 else "below"
        yield Fault(
            where,
            f"{kpi.name} is to {kpi.direction}, but its target {target} lies {side} its"
            f" baseline {baseline}.",
            "A better rank is a lower one: write direction: decrease."
            if target.kind == "rank"
            else "Correct the direction, the target or the baseline.",
            related=((("kpis", kpi.id, "baseline", "value"), "the baseline"),),
        )
