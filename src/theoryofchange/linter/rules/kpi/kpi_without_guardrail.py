"""KPI023."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("KPI023", severity="info", confidence="low")
def kpi_without_guardrail(theory: TheoryOfChange) -> Iterator[Fault]:
    """Nothing would show that a KPI was gamed.

    ## What it does

    Finds KPIs with a target that name no other KPI as `guardrail` and are the guardrail of none.
    Without a target there is little to game. A KPI that names itself is found in any case.

    ## Why it matters

    A measure that becomes a target is met, one way or another: waits get shorter because callers
    are cut off. A second measure that suffers when the first is cheated keeps it honest.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      waiting_time: {measures: growth, target: {value: 3 minutes, date: 2027-12-31}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      waiting_time:
        measures: growth
        target: {value: 3 minutes, date: 2027-12-31}
        guardrail: calls_repeated
      calls_repeated: {measures: growth}
    ```

    ## References

    Goodhart (1975), Campbell (1979): a measure that is used for control is corrupted by it.
    """
    guards = {
        theory.resolve(kpi.guardrail)
        for kpi in theory.kpis.values()
        if kpi.guardrail and theory.resolve(kpi.guardrail) != kpi.id
    }
    for kpi in theory.kpis.values():
        if kpi.guardrail and theory.resolve(kpi.guardrail) == kpi.id:
            yield Fault(
                ("kpis", kpi.id, "guardrail"),
                f"{kpi.name} is named as its own guardrail.",
                "Name the KPI that would suffer if this one were met by a trick.",
            )
        elif kpi.target is not None and not kpi.guardrail and kpi.id not in guards:
            yield Fault(
                ("kpis", kpi.id, "guardrail"),
                f"Nothing would show that {kpi.name} was gamed.",
                "Add guardrail: and the KPI that would suffer if this one were met by a trick.",
            )
