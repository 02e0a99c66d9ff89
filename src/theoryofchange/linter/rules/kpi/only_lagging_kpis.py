"""KPI019."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.dag import breadth_first
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI019", severity="warning", confidence="medium")
def only_lagging_kpis(theory: TheoryOfChange) -> Iterator[Fault]:
    """All KPIs on the way to a goal move after it.

    ## What it does

    Finds goals for which every KPI, of the goal and of all that leads to it, says
    `timing: lagging`. Where one does not say its timing, it cannot be told. Where nothing on the
    way is measured at all, KPI018 says so.

    ## Why it matters

    What lags confirms a miss when it can no longer be mended. Something must move first, or nobody
    can steer.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    kpis:
      revenue: {measures: growth, timing: lagging}
      yearly_survey: {measures: trust, timing: lagging}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    kpis:
      revenue: {measures: growth, timing: lagging}
      complaints: {measures: trust, timing: leading}
    ```

    ## References

    ISO 22400-1: predictive; leading and lagging measures (Kaplan and Norton 1996).
    """
    measured = {id: kpis for id in theory.nodes if (kpis := theory.kpis_of(id))}
    others = {id for id, kpis in measured.items() if any(k.timing != "lagging" for k in kpis)}
    clear = breadth_first(others, theory.effects)
    late = breadth_first(
        (effect for id in measured for effect in theory.effects(id)), theory.effects
    )
    for id, goal in theory.goals.items():
        if id in late and id not in clear:
            yield Fault(
                ("goals", id),
                f"All KPIs on the way to {goal.name} are lagging.",
                "Measure something on the way that moves before the goal, and mark it leading.",
            )
