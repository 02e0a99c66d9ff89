"""TOC006."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC006", severity="error")
def duplicate_id(declaration: Declaration) -> Iterator[Fault]:
    """One id is used twice.

    ## What it does

    Finds an id that two files, or two kinds of item, both declare. The first one counts where both
    are of one kind.

    ## Why it matters

    Every reference goes by the id. With two owners of it, nobody can tell which one `measures:
    trust` means, and one of the two definitions is silently not the one in use.

    ## Example

    ```yaml
    goals:
      trust: {title: Trusted by everybody}
    outcomes:
      trust: {title: People trust us}
    ```

    ## Use instead

    ```yaml
    goals:
      trusted: {title: Trusted by everybody}
    outcomes:
      trust: {title: People trust us}
    ```

    ## References

    IATI 2.03 and ISO 22400-2: an indicator is known by one identifier.
    """
    return declaration.faults_of("TOC006")
