"""TOC001."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC001", severity="error")
def yaml_syntax(declaration: Declaration) -> Iterator[Fault]:
    """A file is not YAML.

    ## What it does

    Finds text that YAML cannot read: a bracket left open, a wrong indentation, a tab in it, an
    unknown alias, bytes that are not text.

    ## Why it matters

    What follows the fault is unknown. So nothing else is said of the theory until the file can be
    read to its end: a goal that seems to lack a measure may have one below the fault.

    ## Example

    ```yaml
    goals:
      growth: {title: Grow
    outcomes: {}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {title: Grow}
    outcomes: {}
    ```

    ## References

    YAML 1.2.2, chapters 6 to 9.
    """
    return declaration.faults_of("TOC001")
