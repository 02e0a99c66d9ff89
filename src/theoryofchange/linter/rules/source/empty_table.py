"""TOC018."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC018", severity="warning")
def empty_table(declaration: Declaration) -> Iterator[Fault]:
    """A table has no row.

    ## What it does

    Finds CSV and Parquet files without any row: empty, or with the names of the columns alone.

    ## Why it matters

    Most often an export failed, and nobody heard of it: with no figure in the table no KPI has a
    status, and no rating means that nobody was asked.

    ## Example

    `observations.csv`:

    ```text
    kpi,date,value
    ```

    ## Use instead

    `observations.csv`:

    ```text
    kpi,date,value
    churn,2026-03-31,7 %
    ```

    ## References

    DQA: timeliness and completeness.
    """
    return declaration.faults_of("TOC018")
