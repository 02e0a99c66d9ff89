"""TOC004."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC004", severity="error")
def wrong_type(declaration: Declaration) -> Iterator[Fault]:
    """A value of a kind that its field does not take.

    ## What it does

    Finds a text where a number belongs, a list where a mapping belongs, or a word that is not one
    of those a field allows. The rest of the item is kept and checked.

    ## Why it matters

    A value that cannot be read would otherwise be dropped or guessed at, and every figure that
    builds on it would be wrong without a sign of it.

    ## Example

    ```yaml
    goals:
      growth: {weight: heavy}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {weight: 3}
    ```

    ## References

    YAML 1.2.2, section 10.3: the core schema.
    """
    return declaration.faults_of("TOC004")
