"""DAT003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault

_MOST_NAMED = 3


@rule("DAT003", severity="info", lacks="measures")
def data_without_use(theory: TheoryOfChange) -> Iterator[Fault]:
    """Data is collected that feeds no KPI.

    ## What it does

    Finds systems that data is collected in, as `source: {system: …}` says, where no measure that
    draws on them leads to a goal or triggers a decision: such a measure is a metric and no KPI. One
    that is not available yet is not collected.

    ## Why it matters

    Whoever collects data pays for it, guards it and answers for it. First ask why it is collected:
    data without value for a goal or a decision is disposed of.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      page_views: {title: Page views, source: {system: web_analytics}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      page_views:
        title: Page views
        measures: growth
        source: {system: web_analytics}
    ```

    ## References

    Regulation (EU) 2016/679 (GDPR), Article 5(1)(c): data minimisation; D. W. Hubbard, How to
    Measure Anything (2014): a measurement has the value of the decision that it may change.
    """
    drawing: dict[str, list[Kpi]] = {}
    for kpi in theory.kpis.values():
        if kpi.source and kpi.source.system and kpi.source.available is not False:
            drawing.setdefault(kpi.source.system, []).append(kpi)
    for system, kpis in drawing.items():
        if not any(kpi.decision or theory.goals_of_kpi(kpi.id) for kpi in kpis):
            yield _idle(system, kpis)


def _idle(system: str, kpis: list[Kpi]) -> Fault:
    first, *others = ((("kpis", kpi.id, "source", "system"), kpi.name) for kpi in kpis)
    told = ", ".join(kpi.name for kpi in kpis[:_MOST_NAMED])
    more = f" and {len(kpis) - _MOST_NAMED:,} more" if len(kpis) > _MOST_NAMED else ""
    return Fault(
        first[0],
        f"Data is collected in {system} for no KPI: {told}{more} leads to no goal and triggers no"
        " decision.",
        "Add measures: or decision: to what it is for, or stop collecting it.",
        related=tuple((route, f"{name} draws on it too") for route, name in others[:_MOST_NAMED]),
    )
