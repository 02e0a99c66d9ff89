"""TOC007."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC007", severity="error")
def dangling_reference(declaration: Declaration) -> Iterator[Fault]:
    """A reference names something that does not exist.

    ## What it does

    Finds an id in `needs`, `advances`, `measures`, `guardrail`, `team`, `after`, `agreed_by`, or in
    a row of values, that nothing of the right kind has. Where it is plainly a misspelling, the
    theory is read as if it were right.

    ## Why it matters

    The chain from work to goal is made of references. Where one leads nowhere the chain is broken,
    although both ends look sound.

    ## Example

    ```yaml
    goals:
      growth: {needs: [trusst]}
    outcomes:
      trust: {title: People trust us}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {needs: [trust]}
    outcomes:
      trust: {title: People trust us}
    ```

    ## References

    Davies (2012): the parts of a theory of change are connected explicitly.
    """
    return declaration.faults_of("TOC007")
