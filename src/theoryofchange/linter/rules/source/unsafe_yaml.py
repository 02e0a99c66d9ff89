"""TOC010."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC010", severity="error")
def unsafe_yaml(declaration: Declaration) -> Iterator[Fault]:
    """YAML that could do harm is refused.

    ## What it does

    Finds tags that ask for objects, aliases that multiply into a bomb, collections nested deeper or
    files larger than any theory is, and links that lead out of the theory’s directory.

    ## Why it matters

    A theory is checked on every pull request, also on those of strangers. Reading it must neither
    run anything, nor fill the memory, nor show a file from elsewhere.

    ## Example

    ```yaml
    goals:
      growth: {title: !!python/name:os.getcwd Grow}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {title: Grow}
    ```

    ## References

    YAML 1.2.2, section 10.3; CWE-502 (untrusted deserialisation), CWE-776 (entity expansion),
    CWE-59 (link following).
    """
    return declaration.faults_of("TOC010")
