"""TOC017."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC017", severity="error")
def table_syntax(declaration: Declaration) -> Iterator[Fault]:
    """A file is not the table it should be.

    ## What it does

    Finds CSV files with a quote left open, rows with more cells than the header, columns that are
    separated by other signs than commas, bytes that are not text, and Parquet files that cannot be
    read.

    ## Why it matters

    A cell that is cut in two moves all behind it into the wrong column, and a table that is read
    by half says nothing of the other half. So what follows the fault is taken as unknown.

    ## Example

    `observations.csv`:

    ```text
    kpi,date,value
    churn,2026-03-31,1,250
    ```

    ## Use instead

    `observations.csv`:

    ```text
    kpi,date,value
    churn,2026-03-31,"1,250.5"
    ```

    ## References

    RFC 4180, Common Format and MIME Type for CSV Files.
    """
    return declaration.faults_of("TOC017")
