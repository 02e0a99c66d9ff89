"""DAT012."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("DAT012", severity="warning")
def measure_of_no_effect(kpi: Kpi) -> Iterator[Fault]:
    """A measure says what its aggregation or metric does nothing with.

    ## What it does

    Finds KPIs whose `measure` has a field that its aggregation or metric does not use, such as a
    `quantile` beside a sum, a `window` on a running total, or an `aggregation` beside a metric.

    ## Why it matters

    The figure is another than its author thinks: a mean that was to be a median stays a mean.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      wait:
        measures: growth
        measure: {table: calls, time: at, aggregation: mean, value: seconds, quantile: 0.5}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      wait:
        measures: growth
        measure: {table: calls, time: at, aggregation: quantile, value: seconds, quantile: 0.5}
    ```

    ## References

    USAID PIRS: method of calculation.
    """
    measure = kpi.measure
    for name in measure.unused if measure else ():
        yield Fault(
            ("kpis", kpi.id, "measure", name),
            f"The {name} of {kpi.name} does nothing beside this {_what(kpi)}.",
            f"Remove it, or name the {_what(kpi)} that was meant.",
        )


def _what(kpi: Kpi) -> str:
    return "metric" if kpi.measure and kpi.measure.metric else "aggregation"
