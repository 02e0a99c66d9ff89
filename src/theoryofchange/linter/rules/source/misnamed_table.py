"""TOC019."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC019", severity="warning", confidence="medium")
def misnamed_table(declaration: Declaration) -> Iterator[Fault]:
    """A table is not read because of its name.

    ## What it does

    Finds CSV and Parquet files in the theory’s directory whose name is nearly, or but for a number
    or a date, `observations`, `ratings` or `benchmarks`. Other tables are left alone: they are not
    part of the theory.

    ## Why it matters

    A table is known by its name. Under another one it lies beside the theory, and its figures count
    for nothing.

    ## Example

    `observation.csv`:

    ```text
    kpi,date,value
    churn,2026-03-31,7 %
    ```

    ## Use instead

    `observations.csv`:

    ```text
    kpi,date,value
    churn,2026-03-31,7 %
    ```

    ## References

    DQA: integrity.
    """
    return declaration.faults_of("TOC019")
