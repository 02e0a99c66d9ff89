"""KPI016."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.figures import change_between
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI016", severity="warning", yields_to=("KPI037",))
def target_equals_baseline(kpi: Kpi) -> Iterator[Fault]:
    """A target asks for what is there already.

    ## What it does

    Finds targets equal to the baseline of a KPI that is to rise or to fall, by its direction or,
    where none is stated, by the bound of the target (`at least 80 %`).

    ## Why it matters

    Such a target is reached before anything is done. To hold a value against a falling trend is a
    fair aim, but then the direction is `maintain`; else a digit was not changed.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
        baseline: {value: 9800, date: 2025-12-31}
        target: {value: 9800, date: 2027-12-31}
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

    Progress is (actual − baseline) / (target − baseline), which has no value where the two are
    equal.
    """
    if kpi.target is None or kpi.baseline is None:
        return
    target = kpi.target.value
    if target is None or target.upper is not None:
        return
    if (kpi.direction or target.direction) not in ("increase", "decrease"):
        return
    if change_between(kpi.baseline.value, target, kpi.unit) == 0:
        yield Fault(
            ("kpis", kpi.id, "target", "value"),
            f"The target of {kpi.name}, {target}, is its baseline.",
            "Write another target, or direction: maintain if holding it is the aim.",
            related=((("kpis", kpi.id, "baseline", "value"), "the baseline"),),
        )
