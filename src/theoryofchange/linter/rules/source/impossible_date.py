"""TOC009."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC009", severity="error")
def impossible_date(declaration: Declaration) -> Iterator[Fault]:
    """A date that the calendar does not have.

    ## What it does

    Finds dates such as 30 February or the thirteenth month.

    ## Why it matters

    A deadline that never comes is never missed. Such dates come from adding months by hand; what
    was meant only the author knows, so none is made up.

    ## Example

    ```yaml
    goals:
      growth: {due: 2027-02-30}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {due: 2027-02-28}
    ```

    ## References

    ISO 8601-1: calendar dates.
    """
    return declaration.faults_of("TOC009")
