"""TOC003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC003", severity="error")
def unknown_key(declaration: Declaration) -> Iterator[Fault]:
    """A key that a theory file does not have.

    ## What it does

    Finds sections and fields that do not exist, and columns of a table that nothing reads. Where
    the key looks like one that exists, it is read as that one, so that one slip of the pen is one
    finding.

    ## Why it matters

    A misspelt key is the quietest way to lose a target: the file looks complete and the figure is
    not there. Notes of your own belong under `extra`.

    ## Example

    ```yaml
    goals:
      growth: {titel: Grow}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {title: Grow, extra: {colour: green}}
    ```

    ## References

    ISO 22400-2: a KPI is described by a fixed set of fields.
    """
    return declaration.faults_of("TOC003")
