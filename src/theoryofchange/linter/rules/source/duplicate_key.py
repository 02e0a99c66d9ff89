"""TOC002."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC002", severity="error")
def duplicate_key(declaration: Declaration) -> Iterator[Fault]:
    """A key stands twice in one mapping.

    ## What it does

    Finds keys that are written twice in one mapping, and ids listed twice in one list.

    ## Why it matters

    Most YAML readers keep the last one without a word, so a whole KPI can vanish by a copied line.
    Here the first one counts, and the second is shown with the place of the first.

    ## Example

    ```yaml
    goals:
      growth: {title: Grow}
      growth: {title: Grow again}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {title: Grow}
      growth_abroad: {title: Grow abroad}
    ```

    ## References

    YAML 1.2.2, section 3.2.1.3: mapping keys are unique.
    """
    return declaration.faults_of("TOC002")
