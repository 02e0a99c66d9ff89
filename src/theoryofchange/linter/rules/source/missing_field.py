"""TOC005."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC005", severity="error")
def missing_field(declaration: Declaration) -> Iterator[Fault]:
    """A record lacks a field without which it says nothing.

    ## What it does

    Finds a target or baseline without its value or date, a limit without its kind, a benchmark
    without its source, an observation without its KPI.

    ## Why it matters

    “80 %” is a wish; “80 % by 31 December 2027” can be missed. A figure from outside without date
    and source cannot be checked by anybody.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        target: {value: 12000}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        target: {value: 12000, date: 2027-12-31}
    ```

    ## References

    USAID PIRS: baseline value and year, targets by year; SMART: time-bound.
    """
    return declaration.faults_of("TOC005")
