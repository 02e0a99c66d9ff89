"""DAT011."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.measuring import Measure
from theoryofchange.source.finding import Fault

_ALWAYS = ("table", "time", "aggregation")


@rule("DAT011", severity="error")
def measure_without_part(kpi: Kpi) -> Iterator[Fault]:
    """A measure lacks what its aggregation is made of.

    ## What it does

    Finds KPIs whose `measure` names an aggregation or a metric, and not all that it takes: a sum
    its `value`, a ratio its `numerator` and `denominator`, a share what the counted part `fulfils`,
    a quantile its `quantile`, retention its `entity`, a conversion its `entity`, `begins`, `ends`
    and `within`, the metric `nps` its `value`. Whether the table has these columns is told when it
    is measured.

    ## Why it matters

    It cannot be computed, and `toc measure` leaves the KPI out.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue: {measures: growth, measure: {table: orders, time: paid_at, aggregation: sum}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue:
        measures: growth
        measure: {table: orders, time: paid_at, aggregation: sum, value: amount}
    ```

    ## References

    USAID PIRS: method of calculation, data source.
    """
    if kpi.measure is None:
        return
    lacks = [name for name in kpi.measure.lacks if name not in _ALWAYS]
    if lacks:
        named = " and no ".join(lacks)
        yield Fault(
            ("kpis", kpi.id, "measure"),
            f"The measure of {kpi.name} is {_a(kpi.measure)} with no {named}.",
            f"Add {' and '.join(lacks)}.",
        )


def _a(measure: Measure) -> str:
    return f"the metric {measure.metric}" if measure.metric else f"a {measure.aggregation}"
